package bundle

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"tongban/capability/catalogue"
	"tongban/capability/form"
)

// alike are kinds whose answers are written the same way.
var alike = [][]form.Kind{{form.String, form.LongText}, {form.Enum, form.Code, form.Ref}, {form.EnumList, form.CodeList}, {form.Decimal, form.Money}}

// fieldClashes are the fields of the joint form that components ask for differently, and about
// which the definition says nothing.
func (j *Joint) fieldClashes() (clashes []Clash) {
	for _, f := range j.fields {
		rule, settled := j.ruleOf(f)
		aspects := []struct {
			name    string
			settled bool
			says    func(*form.Field) string
		}{
			{"label", settled && rule.Label != "", func(o *form.Field) string { return o.Label }},
			{"kind", false, kindOf},
			{"rules", settled && rule.Take != "", rulesOf},
			{"options", settled && rule.Take != "", optionsOf},
			{"words", settled && rule.Take != "", func(o *form.Field) string { return o.Words }},
		}
		for _, a := range aspects {
			if !a.settled && differs(f.askers, a.says) {
				clashes = append(clashes, f.clash(a.name, a.says))
			}
		}
	}
	return clashes
}

// differs reports whether those who ask say different things.
func differs(askers []asking, says func(*form.Field) string) bool {
	return slices.ContainsFunc(askers, func(a asking) bool { return says(a.field) != says(askers[0].field) })
}

func (f *jointField) clash(aspect string, says func(*form.Field) string) Clash {
	c := Clash{Element: f.base.field.Element, Label: f.base.field.Label, Aspect: aspect}
	for _, a := range f.askers {
		c.Sides = append(c.Sides, Side{a.part.Code(), a.part.Title(), a.field.Key, says(a.field)})
	}
	return c
}

// kindOf tells kinds apart that do not take each other's answers.
func kindOf(f *form.Field) string {
	for _, kinds := range alike {
		if slices.Contains(kinds, f.Kind) {
			return string(kinds[0])
		}
	}
	return string(f.Kind)
}

// rulesOf writes what an answer is held to, whether it has to be given, and the columns of a
// table that others may have, too.
func rulesOf(f *form.Field) string {
	r := f.Rules
	r.Check = "" // words for who reviews
	text, _ := json.Marshal(r)
	return fmt.Sprintf("%t %s", f.Required, text)
}

// optionsOf writes what there is to choose from.
func optionsOf(f *form.Field) string {
	var values []string
	for _, o := range f.Options {
		values = append(values, o.Value+" "+o.Label)
	}
	return strings.Join(values, "\n")
}

// materialClashes are joint materials whose components ask for them on different terms, and
// about which the definition does not say whose count.
func (j *Joint) materialClashes() (clashes []Clash) {
	for _, o := range j.Materials {
		c := Clash{Element: o.Code, Label: o.Name, Aspect: "terms"}
		for _, covered := range o.Covers {
			code, own, _ := strings.Cut(covered, ".")
			p, known := j.Part(code)
			if !known || p.Item == nil {
				continue
			}
			if m, known := p.Item.Material(own); known {
				c.Sides = append(c.Sides, Side{code, p.Title(), own, termsOf(m)})
			}
		}
		if o.Take == "" && slices.ContainsFunc(c.Sides, func(s Side) bool { return s.Says != c.Sides[0].Says }) {
			clashes = append(clashes, c)
		}
	}
	return clashes
}

// termsOf writes how a material is to be brought.
func termsOf(m catalogue.Material) string {
	return fmt.Sprintf("%s %s %d/%d %v %d %s %s", m.Kind, m.Form, m.Originals, m.Copies, m.Accept, m.MaxKB, m.IssuedWithin, m.PaperSize)
}
