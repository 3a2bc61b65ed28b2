package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"path"
	"strings"
	"time"

	"tongban/capability/access"
	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// maySee says whether a may open the case of f at all. Another person's case does
// not exist.
func maySee(a actor.Actor, f *File) error {
	if a.Kind == actor.System {
		return nil
	}
	err := access.May(a, access.CaseRead, object(f))
	if err != nil && fault.KindOf(err) != fault.Unauthenticated && access.Has(a, access.CaseRead) {
		return fault.New(fault.NotFound, "casework.unknown")
	}
	return err
}

// mayLook turns away who may open no case at all, before one is looked for.
func mayLook(a actor.Actor) error {
	if a.SignedIn() && !access.Has(a, access.CaseRead) {
		return fault.New(fault.Forbidden, "access.forbidden")
	}
	return nil
}

// File returns everything about the case no that its reader may see.
func (s *Service) File(ctx context.Context, no string) (*File, error) {
	if err := mayLook(actor.From(ctx)); err != nil {
		return nil, err
	}
	return s.due(ctx, func() (*File, error) { return s.file(ctx, no) })
}

// Case returns the case no itself, without what has happened and what was handed in.
func (s *Service) Case(ctx context.Context, no string) (c *Case, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		this := byNumber(no)
		asked, tasks := askCase(ctx, tx, this), askTasks(ctx, tx, this)
		if c, err = only(asked()); err != nil {
			return err
		}
		f := &File{Case: c}
		if f.Tasks, err = tasks(); err != nil {
			return err
		}
		return mayOpen(ctx, tx, actor.From(ctx), f)
	})
	if err != nil {
		return nil, fmt.Errorf("case %s: %w", no, err)
	}
	return c, nil
}

// file reads everything about a case as it is stored.
func (s *Service) file(ctx context.Context, no string) (*File, error) {
	by := actor.From(ctx)
	var f *File
	var rows []submissionRow
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		if f, err = find(ctx, tx, byNumber(no)); err != nil {
			return err
		}
		if err := mayOpen(ctx, tx, by, f); err != nil {
			return err
		}
		this := byID(f.Case.ID)
		notices, submissions := askNotices(ctx, tx, this), askSubmissions(ctx, tx, this)
		if f.Notices, err = notices(); err != nil {
			return err
		}
		rows, err = submissions()
		return err
	})
	if err == nil {
		err = s.understand(ctx, f)
	}
	if err != nil {
		return nil, fmt.Errorf("case %s: %w", no, err)
	}
	s.nameOffices(ctx, f)
	for _, row := range rows {
		submission, err := s.openSubmission(f.Item, row)
		if err != nil {
			return nil, err
		}
		if by.Kind == actor.Staff {
			submission.nameFiles(f.Item)
		}
		f.Submissions = append(f.Submissions, submission)
	}
	return f, s.offer(ctx, f, by)
}

// NumberOf returns the number of the case an application has become.
func (s *Service) NumberOf(ctx context.Context, application id.ID) (no string, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		no, err = findNumber(ctx, tx, application)
		return err
	})
	return no, err
}

// openSubmission decrypts what was handed in.
func (s *Service) openSubmission(item *catalogue.Item, row submissionRow) (Submission, error) {
	def, err := s.Form(item)
	if err != nil {
		return Submission{}, err
	}
	sub := Submission{Seq: row.seq, At: row.at}
	if err := json.Unmarshal([]byte(row.document), &sub); err != nil {
		return Submission{}, fmt.Errorf("submission %d: %w", row.seq, err)
	}
	values, err := def.Open(s.Keys, sub.Values)
	sub.Values = values
	return sub, err
}

// nameFiles calls what was uploaded by what it is: people write into the names of their
// files whose they are.
func (s *Submission) nameFiles(item *catalogue.Item) {
	for i := range s.Materials {
		m := &s.Materials[i]
		if known, ok := item.Material(m.Code); ok && m.Source == Upload {
			m.Name = known.Name + strings.ToLower(path.Ext(m.Name))
		}
	}
}

// latest returns what the applicant handed in last.
func (s *Service) latest(ctx context.Context, c *Case, item *catalogue.Item) (sub Submission, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		rows, err := askSubmissions(ctx, tx, byID(c.ID))()
		if err != nil {
			return err
		}
		sub, err = s.openSubmission(item, rows[len(rows)-1])
		return err
	})
	return sub, err
}

// Mine returns the actor's cases, newest first, below before (zero for the first
// page), each with its dates. Who acts for another sees what the power covers.
func (s *Service) Mine(ctx context.Context, before id.ID, limit int) (files []*File, err error) {
	by := actor.From(ctx)
	owner, err := id.Parse(by.Owner())
	if err != nil {
		return nil, nil // the system and guests have none
	}
	if before == 0 {
		before = math.MaxInt64
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		cases, err := listCasesOf(ctx, tx, access.Scope(by, access.CaseList), owner, before, limit)
		if err != nil {
			return err
		}
		files, err = load(ctx, tx, cases)
		return err
	})
	for _, f := range files {
		if err == nil {
			err = s.understand(ctx, f)
		}
	}
	return files, err
}

// Limits of guessing query codes: after maxGuesses wrong ones a case is closed to
// /track for lockout.
const (
	maxGuesses = 5
	lockout    = 15 * time.Minute
)

// Track opens the masked view of a case for whoever knows its number and query
// code. A wrong number, a wrong code and a case that guessing has closed look the same:
// numbers are given out one after the other, and nobody is to find out which there are.
func (s *Service) Track(ctx context.Context, no, code string) (*File, error) {
	no, code = strings.ToUpper(strings.TrimSpace(no)), plainCode(code)
	var f *File
	var until time.Time
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		if f, err = find(ctx, tx, byNumber(no)); err != nil {
			return err
		}
		until, err = findLockout(ctx, tx, f.Case.ID)
		return err
	})
	if err == nil {
		err = s.understand(ctx, f)
	}
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return nil, errTrack
	case err != nil:
		return nil, fmt.Errorf("track: %w", err)
	}
	now := clock.Real.Now()
	if now.Before(until) {
		return nil, errTrack
	}
	if f.Case.QueryCode != code {
		return nil, s.wrongCode(ctx, f.Case.ID, now)
	}
	return f, nil
}

// wrongCode counts a wrong guess. Guesses made at once are counted one by one, so
// that nobody gets more answers by asking faster.
func (s *Service) wrongCode(ctx context.Context, caseID id.ID, now time.Time) error {
	err := s.DB.Write(ctx, caseID.String(), func(ctx context.Context, tx *db.Tx) error {
		failures, until, err := countFailedTrack(ctx, tx, caseID)
		switch {
		case err != nil || failures < maxGuesses && !now.Before(until):
			return err
		case now.Before(until): // others were faster; this one is not counted
			return errTrack
		}
		return lockTrack(ctx, tx, caseID, now.Add(lockout))
	})
	if err != nil {
		return fmt.Errorf("track: %w", err)
	}
	return errTrack
}

var errTrack = fault.New(fault.NotFound, "casework.track-unknown", maxGuesses, int(lockout.Minutes()))

// plainCode reads a query code as people type it.
func plainCode(code string) string {
	return strings.NewReplacer(" ", "", "-", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(code))
}

// IfAcceptedToday is the promised last day of f as if it were accepted now, zero where it
// does not wait for that.
func (s *Service) IfAcceptedToday(f *File) time.Time {
	if !f.Case.Status.awaitsAcceptance() {
		return time.Time{}
	}
	return f.ifAccepted(s.Calendar(), f.at(s.Clock.Now()))
}
