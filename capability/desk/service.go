package desk

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/capability/document"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Deps are what the desk stands on. All are required.
type Deps struct {
	DB        *db.DB
	Clock     clock.Clock
	Calendar  func() *calendar.Calendar
	Casework  *casework.Service
	Documents *document.Service
	Team      Team
	Offices   Offices
}

// Service is the use cases of the desk.
type Service struct{ Deps }

// New returns the service.
func New(d Deps) *Service { return &Service{d} }

// Mark adds a remark on a place of a material of the case no. Who may look at the
// material may mark it; the applicant does not see marks.
func (s *Service) Mark(ctx context.Context, no string, m Mark) error {
	f, file, err := s.material(ctx, no, m.Material)
	if err != nil {
		return err
	}
	if m.Digest != "" && m.Digest != hex.EncodeToString(file.Digest) {
		return fault.New(fault.Conflict, "desk.mark.other-file")
	}
	if faults := m.check(file.Pages); len(faults) > 0 {
		return fault.InvalidFields(faults)
	}
	by := actor.From(ctx)
	m.ID, m.CaseNo, m.Digest, m.Words = id.New(), f.Case.No, hex.EncodeToString(file.Digest), strings.TrimSpace(m.Words)
	m.Staff, m.By, m.At = by.ID, by.Name, s.Clock.Now()
	return s.write(ctx, "desk.mark", f.Case.No, func(ctx context.Context, tx *db.Tx) error { return insertMark(ctx, tx, m) })
}

// material returns the case no and the file uploaded for a material of it, if the actor
// may see both.
func (s *Service) material(ctx context.Context, no, code string) (*casework.File, document.File, error) {
	f, err := s.Casework.File(ctx, no)
	if err != nil {
		return nil, document.File{}, err
	}
	if err := casework.MayReveal(actor.From(ctx), f); err != nil {
		return nil, document.File{}, err
	}
	m := f.LastSubmission()
	if upload := m.Has(code); upload != nil && upload.Source == casework.Upload {
		file, err := s.Documents.Get(ctx, idOf(upload.Reference))
		return f, file, err
	}
	return nil, document.File{}, fault.New(fault.NotFound, "casework.unknown-material")
}

// Unmark takes back a mark of the actor's own.
func (s *Service) Unmark(ctx context.Context, no string, mark id.ID) error {
	f, err := s.Casework.File(ctx, no)
	if err != nil {
		return err
	}
	return s.write(ctx, "desk.unmark", f.Case.No, func(ctx context.Context, tx *db.Tx) error {
		return removeMark(ctx, tx, f.Case.No, mark, actor.From(ctx).ID, s.Clock.Now())
	})
}

// Marks returns the marks on the case of f, oldest first, for who may see its materials.
func (s *Service) Marks(ctx context.Context, f *casework.File) (marks []Mark, err error) {
	if casework.MayReveal(actor.From(ctx), f) != nil {
		return nil, nil
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		marks, err = listMarks(ctx, tx, f.Case.No)
		return err
	})
	return marks, err
}

// Earlier returns other cases for the applicant of the case no that the actor may see,
// and records that they looked.
func (s *Service) Earlier(ctx context.Context, no string) (*casework.File, []*casework.Case, error) {
	f, err := s.Casework.File(ctx, no)
	if err != nil {
		return nil, nil, err
	}
	by := actor.From(ctx)
	if err := casework.MayReveal(by, f); err != nil {
		return nil, nil, err
	}
	cases, err := s.Casework.Earlier(ctx, f.Case, perPage)
	if err != nil {
		return nil, nil, err
	}
	look := audit.Look{
		Person: f.Case.Owner.String(), Actor: by.ID, Department: by.Department, Subject: f.Case.No,
		Purpose: "casework.review", Elements: []string{"case.history"}, At: s.Clock.Now(),
	}
	err = s.DB.Write(ctx, f.Case.No, func(ctx context.Context, tx *db.Tx) error { return audit.Access(ctx, tx, look) })
	return f, cases, err
}

// Phrases returns what the actor and their department write often.
func (s *Service) Phrases(ctx context.Context) (list []Phrase, err error) {
	by := actor.From(ctx)
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listPhrases(ctx, tx, by.ID, by.Department)
		return err
	})
	return list, err
}

// Phrase returns one of them.
func (s *Service) Phrase(ctx context.Context, phrase id.ID) (Phrase, error) {
	list, err := s.Phrases(ctx)
	if i := slices.IndexFunc(list, func(p Phrase) bool { return p.ID == phrase }); err == nil && i >= 0 {
		return list[i], nil
	}
	if err == nil {
		err = fault.New(fault.NotFound, "desk.unknown-phrase")
	}
	return Phrase{}, err
}

// mayShare reports whether the actor keeps the phrases of the department: who decides
// there or gives out its work.
func mayShare(a actor.Actor) bool {
	return a.Department != "" && (access.Has(a, access.CaseDecide) || access.Has(a, access.CaseAssign))
}

// KeepPhrase adds a phrase, or changes the one with p's id: the actor's own, or the
// department's if shared.
func (s *Service) KeepPhrase(ctx context.Context, p Phrase, shared bool) error {
	by := actor.From(ctx)
	if p.ID != 0 {
		if _, err := s.Phrase(ctx, p.ID); err != nil {
			return err
		}
	}
	p.Words = strings.TrimSpace(p.Words)
	switch length := len([]rune(p.Words)); {
	case !slices.Contains(phraseFields, p.Field):
		return fault.InvalidFields([]fault.Field{{Name: "field", Key: "desk.phrases.field-missing"}})
	case length == 0:
		return fault.InvalidFields([]fault.Field{{Name: "words", Key: "desk.phrases.missing"}})
	case length > maxPhrase:
		return fault.InvalidFields([]fault.Field{{Name: "words", Key: "casework.input.too-long", Args: []any{maxPhrase}}})
	case shared && !mayShare(by):
		return fault.New(fault.Forbidden, "access.forbidden")
	}
	if p.Staff, p.Department = by.ID, ""; shared {
		p.Staff, p.Department = "", by.Department
	}
	return s.write(ctx, "desk.phrase", by.ID, func(ctx context.Context, tx *db.Tx) error {
		if p.ID == 0 {
			p.ID = id.New()
			return insertPhrase(ctx, tx, p, by.ID, s.Clock.Now())
		}
		if err := s.own(ctx, tx, p.ID); err != nil {
			return err
		}
		return updatePhrase(ctx, tx, p, by.ID, s.Clock.Now())
	})
}

// DropPhrase removes a phrase.
func (s *Service) DropPhrase(ctx context.Context, phrase id.ID) error {
	return s.write(ctx, "desk.phrase", actor.From(ctx).ID, func(ctx context.Context, tx *db.Tx) error {
		if err := s.own(ctx, tx, phrase); err != nil {
			return err
		}
		return deletePhrase(ctx, tx, phrase)
	})
}

// own says why the actor may not change a phrase; another's does not exist.
func (s *Service) own(ctx context.Context, tx *db.Tx, phrase id.ID) error {
	p, err := findPhrase(ctx, tx, phrase)
	if err != nil {
		return err
	}
	by := actor.From(ctx)
	if p.Staff == by.ID || p.Department != "" && p.Department == by.Department && mayShare(by) {
		return nil
	}
	return fault.New(fault.NotFound, "desk.unknown-phrase")
}

// write stores a change and its audit leaf in one unit.
func (s *Service) write(ctx context.Context, event, subject string, unit db.Unit) error {
	by, now := actor.From(ctx), s.Clock.Now()
	err := s.DB.Write(ctx, subject, func(ctx context.Context, tx *db.Tx) error {
		if err := unit(ctx, tx); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Event: event, Actor: by.ID, Subject: subject, At: now})
	})
	if err != nil {
		return fmt.Errorf("%s: %w", event, err)
	}
	return nil
}
