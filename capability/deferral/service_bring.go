package deferral

import (
	"context"
	"fmt"
	"slices"

	"tongban/capability/access"
	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/document"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// opBring is the operation under which keys of what is brought count.
const opBring = "deferral.bring"

// Bring hands in a paper that was promised, made of files that have come.
func (s *Service) Bring(ctx context.Context, no, code string, transfers ...id.ID) (*Commitment, error) {
	asked := []any{no, code, transfers}
	done, err := s.bring(ctx, no, code, asked, transfers)
	if done, err = once.Again(ctx, s.Once, opBring, asked, done, err); err != nil {
		return nil, fmt.Errorf("bring %s for %s: %w", code, no, err)
	}
	return s.find(ctx, done)
}

// find returns a commitment to whom it has been checked for.
func (s *Service) find(ctx context.Context, key id.ID) (c *Commitment, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err = findCommitment(ctx, tx, key)
		return err
	})
	return c, err
}

func (s *Service) bring(ctx context.Context, no, code string, asked any, transfers []id.ID) (id.ID, error) {
	f, c, err := s.ofCase(ctx, no)
	if err != nil {
		return 0, err
	}
	if err := access.May(actor.From(ctx), access.CaseSubmit, access.Object{Owner: f.Case.Owner.String(), Item: f.Case.ItemCode}); err != nil {
		return 0, err
	}
	if err := c.mayBring(code, s.today()); err != nil {
		return 0, err
	}
	material, ok := f.Item.Material(code)
	if !ok {
		return 0, errUnknown
	}
	file, err := s.Documents.Finish(ctx, document.Upload{Owner: f.Case.Owner.String(), Name: material.Name, Limits: limitsOf(material)}, transfers...)
	if err != nil {
		return 0, err
	}
	m := casework.Material{
		ID: id.New(), Code: code, Source: casework.Upload, Reference: file.ID.String(), Name: file.Name, Size: file.Size, AddedAt: s.Clock.Now(),
	}
	keep := func(ctx context.Context, tx *db.Tx) error { return s.Documents.Keep(ctx, tx, file.ID) }
	return s.brought(ctx, f, c, m, asked, keep)
}

// limitsOf are what a file for m must keep to.
func limitsOf(m catalogue.Material) document.Limits {
	return document.Limits{MaxBytes: int64(m.MaxKB) << 10, Accept: m.Accept}
}

// TakePaper notes that the applicant brought a promised paper to the counter, not scanned.
func (s *Service) TakePaper(ctx context.Context, key id.ID, code string) error {
	asked := []any{key, code}
	done, err := s.takePaper(ctx, key, code, asked)
	if _, err = once.Again(ctx, s.Once, opBring, asked, done, err); err != nil {
		return fmt.Errorf("take %s in: %w", code, err)
	}
	return nil
}

func (s *Service) takePaper(ctx context.Context, key id.ID, code string, asked any) (id.ID, error) {
	c, err := s.Find(ctx, key)
	if err != nil {
		return 0, err
	}
	if err := c.may(actor.From(ctx), Bring); err != nil {
		return 0, err
	}
	if err := c.mayBring(code, s.today()); err != nil {
		return 0, err
	}
	f, err := s.Cases.File(ctx, c.Case.No)
	if err != nil {
		return 0, err
	}
	m := casework.Material{ID: id.New(), Code: code, Source: casework.Paper, Name: c.Paper(code).Name, AddedAt: s.Clock.Now()}
	return s.brought(ctx, f, c, m, asked, nil)
}

// ofCase returns a case its reader may see, with what was promised for it.
func (s *Service) ofCase(ctx context.Context, no string) (*casework.File, *Commitment, error) {
	f, err := s.Cases.File(ctx, no)
	if err != nil {
		return nil, nil, err
	}
	c, err := s.OfCase(ctx, f)
	if err == nil && c == nil {
		err = errUnknown
	}
	return f, c, err
}

// brought stores m in the place of what was promised: in the case as a new submission, and in c.
// Of two at once the second is told.
func (s *Service) brought(ctx context.Context, f *casework.File, c *Commitment, m casework.Material, asked any, more db.Unit) (id.ID, error) {
	h, err := s.Cases.PrepareSupplement(f, arrivalWith(f, m))
	if err != nil {
		return 0, err
	}
	read := *c
	return once.Do(ctx, s.Once, f.Case.No, opBring, asked, func(ctx context.Context, tx *db.Tx) (id.ID, error) {
		if more != nil {
			if err := more(ctx, tx); err != nil {
				return 0, err
			}
		}
		now := read // the unit may run again
		now.Papers = slices.Clone(read.Papers)
		p := now.Paper(m.Code)
		p.Standing, p.BroughtAt = Brought, m.AddedAt
		if err := moveCommitment(ctx, tx, &now); err != nil {
			return 0, err
		}
		if _, err := s.Cases.Receive(ctx, tx, h); err != nil {
			return 0, err
		}
		if err := s.tellDesk(ctx, tx, f, &now, p.Name); err != nil {
			return 0, err
		}
		return now.ID, s.record(ctx, tx, "bring", &now, m.Code)
	})
}

// arrivalWith is what was handed in last for the case of f, with m in the place of what it had.
func arrivalWith(f *casework.File, m casework.Material) casework.Arrival {
	last := f.LastSubmission()
	last.Materials = append(slices.DeleteFunc(slices.Clone(last.Materials), func(one casework.Material) bool { return one.Code == m.Code }), m)
	last.Seq = 0
	return casework.Arrival{Application: f.Case.ApplicationID, Owner: f.Case.Owner, Item: f.Item, EDelivery: f.Case.EDelivery, Submission: last}
}

// tellDesk tells whoever holds a task of the case that something has come.
func (s *Service) tellDesk(ctx context.Context, tx *db.Tx, f *casework.File, c *Commitment, paper string) error {
	for _, task := range f.OpenTasks() {
		account, err := id.Parse(task.Assignee)
		if err != nil {
			continue // nobody has taken it on: it stands on the list
		}
		if err := s.Informer.Inform(ctx, tx, account, "deferral.inform.brought", []string{c.Case.ItemName, paper, c.Case.ShortNo}, c.DeskURL()); err != nil {
			return err
		}
	}
	return nil
}

// refusal is a fault with what is said of a file.
func refusal(code string, err error) (fault.Field, bool) {
	f, ok := fault.As(err)
	if !ok || f.Kind == fault.Internal || f.Kind == fault.NotFound || f.Kind == fault.Forbidden {
		return fault.Field{}, false
	}
	return fault.Field{Name: code, Key: f.Key, Args: f.Args}, true
}
