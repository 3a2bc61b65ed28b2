package precheck

import (
	"slices"

	"tongban/capability/element"
	"tongban/capability/form"
)

// sureEnough is the least confidence in what is suggested.
const sureEnough = 60

// suggestions returns what the papers answer of the fields that are empty. Of several
// answers to a field the surest is taken, of equally sure ones the first.
func suggestions(m Matter, files []handed) (list []Suggestion) {
	e := examination{item: m.Item, form: m.Form, values: m.Values, facts: factsOf(m.Form, m.Values), handed: files}
	e.spread()
	for i := range m.Form.Fields {
		f := &m.Form.Fields[i]
		if _, written := m.Values[f.Key]; written || f.Rules.DerivedFrom != "" {
			continue
		}
		if s, ok := e.answer(f); ok {
			list = append(list, s)
		}
	}
	return list
}

// answer returns the surest answer of the papers to a field.
func (e *examination) answer(f *form.Field) (best Suggestion, ok bool) {
	el, known := element.Find(f.Element)
	if !known {
		return best, false
	}
	most := sureEnough - 1
	for _, s := range e.sheets {
		owner := e.ownerOf(s)
		for _, v := range s.Values {
			value := valueOf(f, v.Text)
			if v.Confidence > most && value != nil && isAbout(fact{element: el, field: f}, v.Element, owner) {
				most, ok = v.Confidence, true
				best = Suggestion{f.Key, value, s.material.Code, s.Kind, s.simulated}
			}
		}
	}
	return best, ok
}

// valueOf returns text as an answer to a field, nil if it cannot be one: a code the field
// does not offer, or a kind that papers do not state.
func valueOf(f *form.Field, text string) any {
	switch f.Kind {
	case form.String, form.Date:
		return text
	case form.Decimal:
		return text
	case form.Enum:
		if slices.ContainsFunc(f.Options, func(o form.Option) bool { return o.Value == text }) {
			return text
		}
	case form.Code:
		el, _ := element.Find(f.Element)
		if list, ok := element.CodeList(el.CodeList); ok && len(list.Codes) > 0 && list.Has(text) {
			return text
		}
	case form.Address:
		if street := streetOf(text); street != "" {
			return form.Values{"detail": street}
		}
	}
	return nil
}
