package precheck

import (
	"context"
	"slices"
	"strings"

	"tongban/capability/catalogue"
	"tongban/capability/element"
	"tongban/capability/form"
	"tongban/kernel/message"
)

// sheet is a paper with the material it was handed in for.
type sheet struct {
	Paper
	material  catalogue.Material
	simulated bool
}

// sure is the least confidence a difference is asked about with. Digits of numbers that
// are checked have more.
const sure = 50

// differences asks about everything that papers and form do not say alike.
func (e *examination) differences() {
	for _, s := range e.sheets {
		owner := e.ownerOf(s)
		for _, v := range s.Values {
			if v.Confidence < sure {
				continue
			}
			for _, f := range e.facts {
				if !isAbout(f, v.Element, owner) || agrees(f.element.Kind, v.Text, f.text) {
					continue
				}
				e.find(Finding{
					Kind: Question, Field: f.path, Material: s.material.Code, Text: "precheck.differs", Simulated: s.simulated,
					Args: []any{s.Kind, shown{f.element, v.Text}, f.field, shown{f.element, f.text}},
				})
			}
		}
		e.placeDiffers(s)
	}
}

// comparable are the attributes of a person that are compared: addresses and the like
// change without a new card.
var comparable = []string{"name", "idNumber", "birthDate", "sex", "ethnicGroup"}

// isAbout reports whether a fact is what a paper says as element. What it says of the
// person it was made out to is about owner.
func isAbout(f fact, name, owner string) bool {
	attribute, ofHolder := strings.CutPrefix(name, "person.")
	if !ofHolder {
		return f.element.Name == name
	}
	return f.owner() == owner && f.attribute() == attribute && slices.Contains(comparable, attribute)
}

// ownerOf returns whom in the form a paper was made out to: who has its number, else
// whom the material names, else who has its name or nearly its number, else the only
// person the form asks about. Empty means that nobody can be told.
func (e *examination) ownerOf(s sheet) string {
	number, _ := s.Value("person.idNumber")
	name, _ := s.Value("person.name")
	if number.Text == "" && name.Text == "" {
		return ""
	}
	hasNumber := func(f fact) bool {
		return f.attribute() == "idNumber" && number.Text != "" && agrees(element.IDNumber, number.Text, f.text)
	}
	if owner := e.personWith(hasNumber); owner != "" {
		return owner
	}
	subjects := e.people()
	for _, subject := range subjects {
		if names(s.material.Name, subject) {
			return subject
		}
	}
	nearly := func(f fact) bool {
		return f.attribute() == "name" && name.Text != "" && sameName(name.Text, f.text) ||
			f.attribute() == "idNumber" && number.Text != "" && likeness(number.Text, f.text) >= 80
	}
	if owner := e.personWith(nearly); owner != "" {
		return owner
	}
	if len(subjects) == 1 && !e.hasTables() {
		return subjects[0]
	}
	return ""
}

// personWith returns the first person of the form of whom ok holds.
func (e *examination) personWith(ok func(fact) bool) string {
	i := slices.IndexFunc(e.facts, func(f fact) bool { return isPerson(f) && ok(f) })
	if i < 0 {
		return ""
	}
	return e.facts[i].owner()
}

// people returns the subjects outside of tables that are people the form asks about,
// each once, answered or not.
func (e *examination) people() (subjects []string) {
	for i := range e.form.Fields {
		el, known := element.Find(e.form.Fields[i].Element)
		if f := (fact{element: el}); known && isPerson(f) && !slices.Contains(subjects, el.About()) {
			subjects = append(subjects, el.About())
		}
	}
	return subjects
}

// hasTables reports whether the form asks about people in a table.
func (e *examination) hasTables() bool {
	return slices.ContainsFunc(e.form.Fields, func(f form.Field) bool { return len(f.Columns) > 0 })
}

// strangers asks about ID cards of people whom the table that the material is about does
// not have.
func (e *examination) strangers() {
	for _, s := range e.sheets {
		name, read := s.Value("person.name")
		_, sureOf := s.Value("person.idNumber")
		if s.Kind != IDFront || !read || !sureOf || e.ownerOf(s) != "" {
			continue
		}
		for i := range e.form.Fields {
			f := &e.form.Fields[i]
			if el, _ := element.Find(f.Element); el.Of != "" && names(s.material.Name, el.Of) {
				e.find(Finding{
					Kind: Question, Field: f.Key, Material: s.material.Code, Text: "precheck.stranger", Simulated: s.simulated,
					Args: []any{name.Text, f},
				})
			}
		}
	}
}

// isPerson reports whether a fact names a person.
func isPerson(f fact) bool {
	subject := f.element.About()
	if subject == "org" || subject == "place" {
		return false
	}
	_, hasNumber := element.Find(subject + ".idNumber")
	_, hasDocument := element.Find(subject + ".documentNumber")
	return (hasNumber || hasDocument) && (f.attribute() == "name" || f.attribute() == "idNumber")
}

// names reports whether a material's name says whom it is about: 母亲身份证件.
func names(material, subject string) bool {
	for _, s := range element.Subjects() {
		if s.Name == subject {
			return strings.Contains(material, s.Label)
		}
	}
	return false
}

// placeDiffers gives notice where business is done elsewhere than the licence says: that
// is allowed, but has to be explained.
func (e *examination) placeDiffers(s sheet) {
	address, ok := s.Value("org.address")
	if !ok || address.Confidence < sure || s.Kind != BusinessLicence {
		return
	}
	for _, f := range with(e.facts, "place.address") {
		if !sameAddress(address.Text, f.text) {
			e.find(Finding{
				Kind: Question, Field: f.path, Material: s.material.Code, Text: "precheck.place-differs", Simulated: s.simulated,
				Args: []any{shown{f.element, address.Text}, f.field, shown{f.element, f.text}},
			})
		}
	}
}

// shown is a value as people read it: what a code means, not the code.
type shown struct {
	element element.Element
	text    string
}

// LabelIn returns the value for ctx's reader.
func (s shown) LabelIn(ctx context.Context) string {
	if list, ok := element.CodeList(s.element.CodeList); ok {
		for _, v := range list.Codes {
			if v.Code == s.text {
				return v.In(ctx)
			}
		}
	}
	return s.text
}

// called is a text of the item, in English where it has been translated.
type called struct {
	item *catalogue.Item
	name string
}

// LabelIn returns the text for ctx's reader.
func (c called) LabelIn(ctx context.Context) string {
	text, _ := c.item.In(ctx, c.name)
	return text
}

// labelled has a name in each language.
type labelled interface {
	LabelIn(ctx context.Context) string
}

// LabelIn returns what the paper is called for ctx's reader.
func (k Kind) LabelIn(ctx context.Context) string { return message.T(ctx, k.Key()) }

// Say returns the finding's text for ctx's reader.
func (f Finding) Say(ctx context.Context) string {
	args := make([]any, len(f.Args))
	for i, a := range f.Args {
		if args[i] = a; a != nil {
			if l, ok := a.(labelled); ok {
				args[i] = l.LabelIn(ctx)
			}
		}
	}
	return message.T(ctx, f.Text, args...)
}
