package bundlestudio

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"tongban/capability/bundle"
	"tongban/kernel/fault"
)

// subject is what a page about one thing of the joint form is about: a data element, or a field
// of one component.
type subject struct {
	element   string
	item, key string
}

// subjectOf reads the address of such a page: person.name, or ss-card~name.
func subjectOf(at string) subject {
	if item, key, own := strings.Cut(at, "~"); own {
		return subject{item: item, key: key}
	}
	return subject{element: at}
}

func (s subject) String() string {
	if s.element != "" {
		return s.element
	}
	return s.item + "~" + s.key
}

// is reports whether a rule speaks of s.
func (s subject) is(r bundle.FieldRule) bool {
	if s.element != "" {
		return r.Element == s.element
	}
	return r.Element == "" && r.Item == s.item && r.Key == s.key
}

// ruleOf is what is settled about s.
func ruleOf(b *bundle.Bundle, s subject) bundle.FieldRule {
	if i := slices.IndexFunc(b.Fields, s.is); i >= 0 {
		return b.Fields[i]
	}
	return bundle.FieldRule{Element: s.element, Item: s.item, Key: s.key}
}

// changeField puts what the page about s says into the draft.
func changeField(b *bundle.Bundle, s subject, form url.Values) error {
	do, number, _ := strings.Cut(form.Get("do"), ":")
	switch do {
	case "supply":
		supply, err := supplyOf(b, s.element, form)
		if err == nil {
			b.Supplies = append(b.Supplies, supply)
		}
		return err
	case "unsupply":
		n, err := strconv.Atoi(number)
		own := suppliesOf(b, s.element)
		if err != nil || n < 0 || n >= len(own) {
			return errGone
		}
		b.Supplies = slices.Delete(slices.Clone(b.Supplies), own[n], own[n]+1)
		return nil
	}
	rule := ruleOf(b, s)
	rule.Label, rule.Take, rule.Party = typed(form, "label"), form.Get("take"), typed(form, "party")
	if form.Has("own") { // the page is about a field that may be asked together with others
		rule.Apart = form.Get("apart") != ""
	}
	fields := slices.DeleteFunc(slices.Clone(b.Fields), s.is)
	empty := bundle.FieldRule{Element: rule.Element, Item: rule.Item, Key: rule.Key}
	if rule != empty {
		fields = append(fields, rule)
	}
	for _, one := range form["apart-of"] {
		o := subjectOf(one)
		if o.item == "" {
			continue
		}
		if i := slices.IndexFunc(fields, o.is); i >= 0 {
			fields[i].Apart = true
			continue
		}
		fields = append(fields, bundle.FieldRule{Item: o.item, Key: o.key, Apart: true})
	}
	b.Fields = fields
	return nil
}

// suppliesOf are the places of those supplies of b that answer an element.
func suppliesOf(b *bundle.Bundle, element string) (places []int) {
	for i, s := range b.Supplies {
		if s.Element == element {
			places = append(places, i)
		}
	}
	return places
}

// takes are what may be taken of an answer.
var takes = []string{bundle.TakeDate, bundle.TakeYear, bundle.TakeRegion, bundle.TakeCounty, bundle.TakeLabel}

// supplyOf reads where an answer is to come from.
func supplyOf(b *bundle.Bundle, element string, form url.Values) (bundle.Supply, error) {
	s := bundle.Supply{Element: element, When: decode(form.Get("s.when")), Items: form["s.items"]}
	missing := func(name string) error {
		return fault.InvalidFields([]fault.Field{{Name: name, Key: "bundlestudio.wrong.choose"}})
	}
	switch form.Get("s.way") {
	case "from":
		if s.From, s.Take = form.Get("s.from"), form.Get("s.take"); s.From == "" {
			return s, missing("s.from")
		}
		if s.From == element {
			return s, wrong("s.from", "wrong.itself")
		}
	case "question":
		s.Question = form.Get("s.question")
		q, known := question(b, s.Question)
		if !known {
			return s, missing("s.question")
		}
		s.Map = map[string]any{}
		for _, key := range mapKeys(*q) {
			if word := typed(form, "s.map."+s.Question+"."+key); word != "" {
				s.Map[key] = word
			}
		}
		if len(s.Map) == 0 {
			s.Map = nil
		}
	case "result":
		if s.Result, s.From = form.Get("s.result"), form.Get("s.said"); s.Result == "" {
			return s, missing("s.result")
		}
		if s.From == element {
			s.From = ""
		}
	case "value":
		switch text := typed(form, "s.value"); text {
		case "true", "false":
			s.Value = text == "true"
		case "":
			return s, wrong("s.value", "wrong.empty")
		default:
			s.Value = text
		}
	case "empty":
		s.Value = ""
	default:
		return s, missing("s.way")
	}
	return s, nil
}

// changePapers puts what the page of papers says into the draft.
func changePapers(b *bundle.Bundle, form url.Values) error {
	do, code, _ := strings.Cut(form.Get("do"), ":")
	i := slices.IndexFunc(b.Materials, func(m bundle.JointMaterial) bool { return m.Code == code })
	switch {
	case do == "join":
		return joinPapers(b, form)
	case i < 0:
		return errGone
	case do == "split":
		b.Materials = slices.Delete(slices.Clone(b.Materials), i, i+1)
	case do == "settle":
		name := typed(form, "name."+code)
		if name == "" {
			return wrong("name."+code, "wrong.empty")
		}
		b.Materials[i].Name, b.Materials[i].Take = name, form.Get("take."+code)
	}
	return nil
}

// joinPapers makes those that were ticked one paper; a joint one among them is part of it.
func joinPapers(b *bundle.Bundle, form url.Values) error {
	name := typed(form, "name")
	var covers []string
	left := slices.Clone(b.Materials)
	for _, code := range form["paper"] {
		i := slices.IndexFunc(left, func(m bundle.JointMaterial) bool { return m.Code == code })
		if i < 0 {
			covers = append(covers, code)
			continue
		}
		covers = append(covers, left[i].Covers...)
		left = slices.Delete(left, i, i+1)
	}
	switch {
	case len(covers) < 2:
		return wrong("paper", "wrong.two-papers")
	case name == "":
		return wrong("name", "wrong.empty")
	}
	taken := func(code string) bool {
		return slices.ContainsFunc(b.Materials, func(m bundle.JointMaterial) bool { return m.Code == code })
	}
	b.Materials = append(left, bundle.JointMaterial{Code: fresh("M-J", taken), Name: name, Covers: covers})
	return nil
}

// changeBasics puts what the page of the basics says into the draft.
func changeBasics(b *bundle.Bundle, form url.Values) error {
	var faults []fault.Field
	if b.Name = typed(form, "name"); b.Name == "" {
		faults = append(faults, fault.Field{Name: "name", Key: "bundlestudio.wrong.empty"})
	}
	b.Summary, b.Note = typed(form, "summary"), typed(form, "note")
	b.ServiceObjects = nil
	for _, text := range form["objects"] {
		if n, err := strconv.Atoi(text); err == nil {
			b.ServiceObjects = append(b.ServiceObjects, n)
		}
	}
	b.Keywords = strings.FieldsFunc(form.Get("keywords"), func(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) })
	days, err := strconv.ParseFloat(typed(form, "days"), 64)
	if err != nil || days < 0 || days > 365 {
		faults = append(faults, fault.Field{Name: "days", Key: "bundlestudio.wrong.days"})
	}
	b.Limit.Value, b.Limit.Unit = days, "workday"
	b.Same = slices.DeleteFunc(slices.Clone(form["same"]), func(name string) bool { return name == "" })
	if len(b.Same) == 0 {
		faults = append(faults, fault.Field{Name: "same", Key: "bundlestudio.wrong.same"})
	}
	return fault.InvalidFields(faults)
}

// errGone is the fault of what somebody else has taken out of the draft meanwhile.
var errGone = fault.New(fault.Conflict, "bundlestudio.gone")

// wrong is the fault of one field.
func wrong(name, key string, args ...any) error {
	return fault.InvalidFields([]fault.Field{{Name: name, Key: "bundlestudio." + key, Args: args}})
}
