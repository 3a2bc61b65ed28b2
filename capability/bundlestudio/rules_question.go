package bundlestudio

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"tongban/capability/bundle"
	"tongban/capability/catalogue"
	"tongban/kernel/fault"
)

// The sizes of a question's page.
const (
	moreOptions = 4 // empty rows for options
	mostOptions = 20
	mostEffects = 10
)

// questionTypes are the kinds of question a bundle has.
var questionTypes = []string{"bool", "single", "multi", "number"}

// changeQuestions does what a button of the list of questions says, and returns the one it
// was about.
func changeQuestions(b *bundle.Bundle, form url.Values) (at string, err error) {
	do, key, _ := strings.Cut(form.Get("do"), ":")
	i := slices.IndexFunc(b.Questions, func(q catalogue.Question) bool { return q.ID == key })
	switch {
	case do == "add":
		q := catalogue.Question{
			ID:   fresh("b_q", func(name string) bool { _, is := question(b, name); return is }),
			Text: typed(form, "text"), Type: form.Get("type"), Effects: []catalogue.Effect{},
		}
		if q.Text == "" {
			return "", wrong("text", "wrong.empty")
		}
		if !slices.Contains(questionTypes, q.Type) {
			return "", wrong("type", "wrong.choose")
		}
		b.Questions = append(b.Questions, q)
		return q.ID, nil
	case i < 0:
		return "", errGone
	case do == "remove":
		b.Questions = slices.Delete(b.Questions, i, i+1)
	case do == "up" && i > 0:
		b.Questions[i-1], b.Questions[i] = b.Questions[i], b.Questions[i-1]
	case do == "down" && i+1 < len(b.Questions):
		b.Questions[i+1], b.Questions[i] = b.Questions[i], b.Questions[i+1]
	}
	return "", nil
}

// changeQuestion puts what a question's page says into it.
func changeQuestion(q *catalogue.Question, form url.Values) error {
	var faults []fault.Field
	if q.Text = typed(form, "text"); q.Text == "" {
		faults = append(faults, fault.Field{Name: "text", Key: "bundlestudio.wrong.empty"})
	}
	if kind := form.Get("type"); slices.Contains(questionTypes, kind) {
		q.Type = kind
	}
	q.Unit = ""
	if q.Type == "number" {
		q.Unit = typed(form, "unit")
	}
	q.ShowWhen = decode(form.Get("show"))
	q.Options = optionsOf(q, form)
	if (q.Type == "single" || q.Type == "multi") && len(q.Options) < 2 {
		faults = append(faults, fault.Field{Name: fmt.Sprintf("opt.%d", len(q.Options)), Key: "bundlestudio.wrong.options"})
	}
	defaulted(q, form)
	faults = append(faults, changeEffects(q, form)...)
	return fault.InvalidFields(faults)
}

// optionsOf are the options typed; one that keeps its row keeps its value, whatever it is
// called now.
func optionsOf(q *catalogue.Question, form url.Values) (list []catalogue.Option) {
	if q.Type != "single" && q.Type != "multi" {
		return nil
	}
	old := q.Options
	taken := func(value string) bool {
		is := func(o catalogue.Option) bool { return o.Value == value }
		return slices.ContainsFunc(old, is) || slices.ContainsFunc(list, is)
	}
	for i := range mostOptions {
		label := typed(form, fmt.Sprintf("opt.%d", i))
		if label == "" {
			continue
		}
		value := ""
		if i < len(old) {
			value = old[i].Value
		} else {
			value = fresh("o", taken)
		}
		list = append(list, catalogue.Option{Value: value, Label: label})
	}
	return list
}

// defaulted sets what is answered before anybody has.
func defaulted(q *catalogue.Question, form url.Values) {
	q.Default = nil
	var chosen []any
	for _, value := range form["default"] {
		if v := decodeValue(value); v != nil && q.Admits(v) {
			chosen = append(chosen, v)
		}
	}
	switch {
	case q.Type == "multi" && len(chosen) > 0:
		q.Default = chosen
	case (q.Type == "single" || q.Type == "bool") && len(chosen) == 1:
		q.Default = chosen[0]
	}
}

// changeEffects sets what answers do: say something, and whether they end it there. Of one that
// does more than that the rest stays.
func changeEffects(q *catalogue.Question, form url.Values) (faults []fault.Field) {
	if q.Type == "number" {
		return nil // what its page does not show stays
	}
	var list []catalogue.Effect
	for i := range min(len(q.Effects)+1, mostEffects) {
		at := fmt.Sprintf("effect.%d.", i)
		when, said := form.Get(at+"when"), typed(form, at+"message")
		if when == "" && said == "" {
			continue
		}
		e := catalogue.Effect{}
		if i < len(q.Effects) {
			e = q.Effects[i]
		}
		switch v := decodeValue(when); {
		case when == encode(&e.When): // as it is
		case v != nil && q.Admits(v):
			e.When = *holding(*q, when)
		default:
			faults = append(faults, fault.Field{Name: at + "when", Key: "bundlestudio.wrong.choose"})
		}
		e.Stop, e.Message = form.Get(at+"stop") != "", said
		if said == "" {
			faults = append(faults, fault.Field{Name: at + "message", Key: "bundlestudio.wrong.message"})
		}
		list = append(list, e)
	}
	q.Effects = list
	if q.Effects == nil {
		q.Effects = []catalogue.Effect{}
	}
	return faults
}

// chooses lists the components that an answer to a question brings in.
func chooses(b *bundle.Bundle, key string) (list []bundle.Component) {
	for _, c := range b.Components {
		if c.When != nil && c.When.Var == key {
			list = append(list, c)
		}
	}
	return list
}
