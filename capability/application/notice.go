package application

import (
	"context"
	"slices"

	"tongban/capability/casework"
	"tongban/capability/element"
	"tongban/capability/form"
	"tongban/kernel/message"
)

// noticeVersion names the text of the notice of use of data and of the declaration. It
// changes with their words, so that what somebody agreed to can always be told.
const noticeVersion = "2026-12"

// say looks a text up, in the reader's language or in Chinese for the record.
type say func(key string, args ...any) string

// label is what a field is called, likewise.
type label func(f *form.Field) string

// noticeLines tell an applicant, before they hand w in, who uses which data for what, how
// long, who sees them and what rights there are.
//
// Basis: 个人信息保护法, arts 17, 23, 30, 35; 电子签名法, art. 3.
func noticeLines(ctx context.Context, w *Work, say say, called label) []string {
	lines := []string{
		say("notice.purpose", w.Item.Name),
		say("notice.handler", w.Item.Department.Name, w.Item.ConsultPhone),
	}
	bodies := append([]string{w.Item.Department.Name}, w.Item.CoImplementers...)
	if w.several() {
		lines = append(lines, say("notice.together", message.Join(ctx, bodies)))
	} else {
		bodies = bodies[:1]
	}
	personal, sensitive := w.protected(called)
	if len(personal) > 0 {
		lines = append(lines, say("notice.data", message.Join(ctx, personal)))
	} else {
		lines = append(lines, say("notice.data-none"))
	}
	if len(sensitive) > 0 {
		lines = append(lines, say("notice.sensitive", message.Join(ctx, sensitive)))
	}
	if sources := w.fetched(); len(sources) > 0 {
		lines = append(lines, say("notice.shared", message.Join(ctx, sources)))
	}
	return append(lines, say("notice.sees", message.Join(ctx, bodies)), say("notice.kept"), say("notice.delivery"), say("notice.rights"), say("notice.basis"))
}

// protected returns the labels of the fields with answers about people, and those of
// them that would do harm if they leaked.
func (w *Work) protected(called label) (personal, sensitive []string) {
	note := func(f *form.Field) {
		e, known := element.Find(f.Element)
		if !known || !e.Protected() {
			return
		}
		list := &personal
		if e.Sensitivity == element.Sensitive {
			list = &sensitive
		}
		if name := called(f); !slices.Contains(*list, name) {
			*list = append(*list, name)
		}
	}
	for i := range w.Form.Fields {
		f := &w.Form.Fields[i]
		if w.Values[f.Key] == nil {
			continue
		}
		note(f)
		for c := range f.Columns {
			note(&f.Columns[c])
		}
	}
	return personal, sensitive
}

// fetched names what is looked up elsewhere for w instead of being brought.
func (w *Work) fetched() (names []string) {
	for _, m := range w.Materials {
		if (m.Source == casework.ByLicence || m.Source == casework.ByShare) && !slices.Contains(names, m.Name) {
			names = append(names, m.Name)
		}
	}
	return names
}
