package casework

import (
	"context"
	"fmt"
	"io"
	"slices"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/capability/document"
	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/db"
	"tongban/kernel/fault"
)

// Purpose says why somebody on the desk looks at an applicant's data in full.
type Purpose string

// The purposes.
const (
	ForAcceptance Purpose = "acceptance"
	ForReview     Purpose = "review"
	ForDecision   Purpose = "decision"
	ForDelivery   Purpose = "delivery"
	ForOther      Purpose = "other" // with a note
)

// purposes are offered in this order.
var purposes = []Purpose{ForAcceptance, ForReview, ForDecision, ForDelivery, ForOther}

// Why is the purpose of a look, and in words if it is none of the usual ones.
type Why struct {
	Purpose Purpose
	Note    string
}

// maxNote is the longest note, in characters.
const maxNote = 100

// check finds what is missing from w.
func (w Why) check() (faults []fault.Field) {
	note := len([]rune(check.Words(w.Note)))
	switch {
	case !slices.Contains(purposes, w.Purpose):
		return []fault.Field{{Name: "purpose", Key: "casework.input.purpose-missing"}}
	case w.Purpose == ForOther && note == 0:
		return []fault.Field{{Name: "note", Key: "casework.input.note-missing"}}
	case note > maxNote:
		return []fault.Field{{Name: "note", Key: "casework.input.too-long", Args: []any{maxNote}}}
	}
	return nil
}

// WhyOf reads why somebody wants to see data in full from a form's fields.
func WhyOf(field func(name string) string) Why {
	return Why{Purpose: Purpose(field("purpose")), Note: field("note")}
}

// MayReveal says why a may not see the data of f in full. Another department may while it has
// a step of the case to do.
func MayReveal(a actor.Actor, f *File) error {
	err := access.May(a, access.CaseReveal, object(f))
	if err == nil || mayRevealAsGuest(a, f) || slices.ContainsFunc(f.OpenTasks(), func(t *Task) bool { return access.May(a, access.CaseReveal, f.taskObject(t)) == nil }) {
		return nil
	}
	return err
}

// Reveal returns the case no for a reader who needs the applicant's data in full,
// and records that they did, why, and what they saw.
//
// Basis: 个人信息保护法, arts 6, 51(2), 54.
func (s *Service) Reveal(ctx context.Context, no string, why Why) (*File, error) {
	f, err := s.File(ctx, no)
	if err != nil {
		return nil, err
	}
	elements, err := s.elements(f)
	if err != nil {
		return nil, err
	}
	return f, s.look(ctx, f, why, elements)
}

// RevealNotice does the same for an official paper of the case.
func (s *Service) RevealNotice(ctx context.Context, f *File, why Why) error {
	return s.look(ctx, f, why, []string{"person.name"})
}

// RevealFile opens what was uploaded for a material. A paper cannot be masked, so
// each look at one is recorded; where the case stands says what for.
func (s *Service) RevealFile(ctx context.Context, f *File, m Material) (document.File, io.ReadCloser, error) {
	if err := s.look(ctx, f, Why{Purpose: purposeOf(f.Case.Status)}, []string{m.Code}); err != nil {
		return document.File{}, nil, err
	}
	return s.Documents.Preview(ctx, idOf(m.Reference))
}

// purposeOf is what data is looked at for while a case is in a status.
func purposeOf(s Status) Purpose {
	switch s {
	case Accepted, Reviewing, Special, Suspended:
		return ForReview
	case Deciding:
		return ForDecision
	case Approved, Denied, Issuing, Completed:
		return ForDelivery
	}
	return ForAcceptance
}

// elements are the sensitive data elements the applicant has answered last.
func (s *Service) elements(f *File) ([]string, error) {
	def, err := s.Form(f.Item)
	if err != nil {
		return nil, err
	}
	elements := []string{"person.name"}
	values := f.Submissions[len(f.Submissions)-1].Values
	for _, field := range def.Fields {
		if _, given := values[field.Key]; given && field.Sensitive() {
			elements = append(elements, field.Element)
		}
	}
	slices.Sort(elements)
	return slices.Compact(elements), nil
}

// look records that the reader sees elements of f in full.
func (s *Service) look(ctx context.Context, f *File, why Why, elements []string) error {
	by := actor.From(ctx)
	if err := MayReveal(by, f); err != nil {
		return err
	}
	if faults := why.check(); len(faults) > 0 {
		return fault.InvalidFields(faults)
	}
	look := audit.Look{
		Person: f.Case.Owner.String(), Actor: by.ID, Department: by.Department, Subject: f.Case.No,
		Purpose: "casework." + string(why.Purpose), Elements: elements, At: s.Clock.Now(),
	}
	if why.Purpose == ForOther {
		look.Note = check.Words(why.Note)
	}
	err := s.DB.Write(ctx, f.Case.No, func(ctx context.Context, tx *db.Tx) error { return audit.Access(ctx, tx, look) })
	if err != nil {
		return fmt.Errorf("reveal %s: %w", f.Case.No, err)
	}
	return nil
}
