package bundle

import (
	"slices"
	"strconv"
	"strings"

	"tongban/capability/catalogue"
	"tongban/capability/element"
	"tongban/capability/form"
	"tongban/kernel/condition"
)

// What Supply.Take takes of the answer it comes from.
const (
	TakeDate   = "date"   // of a moment
	TakeYear   = "year"   // of a day or a moment
	TakeRegion = "region" // of an address, its code
	TakeCounty = "county" // of an address, the code of its county
	TakeLabel  = "label"  // of a code, what it is called
)

// takes are all of them.
var takes = []string{TakeDate, TakeYear, TakeRegion, TakeCounty, TakeLabel}

// ofGuide is what s answers by the guide alone, false if it needs more.
func (s *Supply) ofGuide(own catalogue.Answers) (any, bool) {
	switch {
	case s.Value != nil:
		return s.Value, true
	case s.Question != "":
		answer, known := own[s.Question]
		if !known {
			return nil, false
		}
		return translate(s.Map, answer)
	}
	return nil, false
}

// supplied is what s answers to f, nil if it cannot yet.
func (j *Joint) supplied(s *Supply, f *form.Field, answers catalogue.Answers, values form.Values, r Results) any {
	if value, known := s.ofGuide(answers); known {
		return fit(f, value)
	}
	switch {
	case s.Result != "":
		return read(f, r[s.Result][first(s.From, s.Element)])
	case s.From != "":
		value := j.answered(s.From, answers, values, r, 0)
		if value == nil {
			return nil
		}
		return fit(f, j.taken(s, value))
	}
	return nil
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// answered is what is known of an element: as the joint form asks for it, or as it is
// supplied or resulted itself.
func (j *Joint) answered(name string, answers catalogue.Answers, values form.Values, r Results, depth int) any {
	if value := values[strings.ReplaceAll(name, ".", "_")]; value != nil {
		return value
	}
	for _, said := range r {
		if said[name] != "" {
			return said[name]
		}
	}
	for i := range j.Supplies {
		s := &j.Supplies[i]
		if s.Element != name || depth > len(j.Supplies) || s.When != nil && !s.When.Holds(answers) {
			continue
		}
		if value, known := s.ofGuide(answers); known {
			return value
		}
		if s.From != "" {
			if value := j.answered(s.From, answers, values, r, depth+1); value != nil {
				return j.taken(s, value)
			}
		}
	}
	return nil
}

// taken is the part of a value that s takes, in its words.
func (j *Joint) taken(s *Supply, value any) any {
	said, _ := value.(string)
	parts, _ := value.(form.Values)
	region := parts.String("region")
	switch {
	case s.Take == TakeDate && len(said) >= len("2026-02-10"):
		value = said[:len("2026-02-10")]
	case s.Take == TakeYear && len(said) >= len("2026"):
		value = said[:len("2026")]
	case s.Take == TakeRegion && region != "":
		value = region
	case s.Take == TakeCounty && len(region) >= 6:
		value = region[:6]
	case s.Take == TakeLabel:
		value = j.labelOf(s.From, said)
	}
	if s.Map == nil {
		return value
	}
	word, _ := translate(s.Map, value)
	return word
}

// labelOf is what a code of an element is called.
func (j *Joint) labelOf(name, code string) string {
	if joint := j.byKey[strings.ReplaceAll(name, ".", "_")]; joint != nil {
		i := slices.IndexFunc(joint.base.field.Options, func(o form.Option) bool { return o.Value == code })
		if i >= 0 {
			return joint.base.field.Options[i].Label
		}
	}
	e, _ := element.Find(name)
	list, _ := element.CodeList(e.CodeList)
	i := slices.IndexFunc(list.Codes, func(v element.Value) bool { return v.Code == code })
	if i < 0 {
		return code
	}
	return list.Codes[i].Label
}

// fit writes a value as f has it: JSON and texts know numbers otherwise than forms do.
func fit(f *form.Field, value any) any {
	switch f.Kind {
	case form.Integer, form.Year:
		switch v := value.(type) {
		case float64:
			return int64(v)
		case string:
			if n, err := strconv.ParseInt(v, 10, 64); err == nil {
				return n
			}
		}
	case form.EnumList, form.CodeList:
		var codes []string
		for _, one := range condition.List(value) {
			codes = append(codes, text(one))
		}
		return codes
	case form.Bool, form.Agreement:
		if v, isText := value.(string); isText {
			return v == "true"
		}
	case form.String, form.LongText, form.Decimal, form.Money:
		if v, isNumber := value.(float64); isNumber {
			return strconv.FormatFloat(v, 'f', -1, 64)
		}
		if v, isAddress := value.(form.Values); isAddress && f.Kind != form.Address {
			return v.String("detail")
		}
	}
	return value
}
