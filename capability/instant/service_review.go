package instant

import (
	"context"
	"fmt"
	"slices"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/check"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// The faults of reviews.
var (
	errNotNow   = fault.New(fault.Conflict, "instant.not-now")
	errTooLate  = fault.New(fault.Conflict, "instant.too-late", askWithin)
	errNotYours = fault.New(fault.Forbidden, "instant.not-yours")
)

// elementWords is the data element under which what people write is sealed.
const elementWords = "instant.words"

// Explained is what became of the submissions of a case, with what was asked to be looked at
// again.
type Explained struct {
	File      *casework.File
	Decisions []*Decision // oldest first
	Review    *Review     // of the latest approval, nil if nobody asked for one
	MayAsk    bool        // the reader may ask for one
}

// Latest is what became of the last submission.
func (e *Explained) Latest() *Decision { return e.Decisions[len(e.Decisions)-1] }

// Of returns how the case no was decided to whoever may read it, nil if rules had no part in
// it.
func (s *Service) Of(ctx context.Context, no string) (*Explained, error) {
	f, err := s.Casework.File(ctx, no)
	if err != nil {
		return nil, err
	}
	return s.of(ctx, f)
}

func (s *Service) of(ctx context.Context, f *casework.File) (*Explained, error) {
	all, err := s.decisions(ctx, f.Case.ID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	e := &Explained{File: f, Decisions: all}
	last := e.Latest()
	var row *reviewRow
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		row, err = findReviewOf(ctx, tx, last.ID)
		return err
	})
	if err == nil && row != nil {
		e.Review, err = s.unseal(row)
	}
	e.MayAsk = e.Review == nil && s.mayAsk(actor.From(ctx), last) == nil
	return e, err
}

// mayAsk says why somebody may not have a decision looked at again. One that left the case to
// a person needs no second look: a person decides it.
func (s *Service) mayAsk(by actor.Actor, d *Decision) error {
	switch {
	case by.Kind != actor.Citizen || by.Owner() != d.Subject.Owner.String() || !by.Covers(d.Subject.Item) || !by.MaySubmit():
		return errNotYours
	case d.Outcome != Approved:
		return errNotNow
	case !within(d.At, s.Clock.Now(), askWithin):
		return errTooLate
	}
	return nil
}

// AskReview asks that a person looks at the last decision on the case no again. Once.
func (s *Service) AskReview(ctx context.Context, no, why string) (*Review, error) {
	e, err := s.Of(ctx, no)
	switch {
	case err != nil:
		return nil, err
	case e == nil:
		return nil, errUnknown
	}
	d, by, now := e.Latest(), actor.From(ctx), s.Clock.Now()
	if err := s.mayAsk(by, d); err != nil {
		return nil, err
	}
	if faults := wrong("why", why); len(faults) > 0 {
		return nil, fault.InvalidFields(faults)
	}
	r := &reviewRow{Review: Review{
		ID: id.New(), Decision: d.ID, Subject: d.Subject, AskedAt: now, DueOn: s.Calendar().AddWorkdays(calendar.DateOf(now), answerDays),
		State: Lifecycle.Start,
	}}
	if r.why, err = s.Keys.Seal(elementWords, []byte(check.Words(why))); err != nil {
		return nil, err
	}
	key, err := once.Do(ctx, s.Once, d.Subject.CaseNo, "instant.ask-review", []any{no, why}, func(ctx context.Context, tx *db.Tx) (id.ID, error) {
		first, err := insertReview(ctx, tx, r)
		switch {
		case err != nil:
			return 0, err
		case !first:
			return 0, errNotNow
		}
		return r.ID, s.noteReview(ctx, tx, "instant.ask-review", &r.Review)
	})
	if err != nil {
		return nil, fmt.Errorf("ask for a review of %s: %w", no, err)
	}
	return s.review(ctx, key)
}

// noteReview writes what happened to r into the log.
func (s *Service) noteReview(ctx context.Context, tx *db.Tx, event string, r *Review) error {
	return audit.Record(ctx, tx, audit.Entry{
		Event: event, Actor: actor.From(ctx).ID, Subject: r.Subject.CaseNo, At: s.Clock.Now(), Data: reviewData{r.Subject.CaseNo, r.State},
	})
}

// object describes a review to the access matrix.
func (r *Review) object() access.Object {
	return access.Object{Owner: r.Subject.Owner.String(), Department: r.Subject.Department, Region: r.Subject.Region, Item: r.Subject.Item, State: string(r.State)}
}

// Review returns a review to the department that has to answer it.
func (s *Service) Review(ctx context.Context, key id.ID) (*Review, error) {
	r, err := s.review(ctx, key)
	if err == nil {
		err = access.May(actor.From(ctx), access.InstantReview, r.object())
	}
	if err != nil {
		return nil, fmt.Errorf("review %s: %w", key, err)
	}
	return r, nil
}

func (s *Service) review(ctx context.Context, key id.ID) (*Review, error) {
	var row *reviewRow
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		row, err = findReview(ctx, tx, key)
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.unseal(row)
}

// unseal opens the texts of r.
func (s *Service) unseal(r *reviewRow) (*Review, error) {
	for to, sealed := range map[*string][]byte{&r.Why: r.why, &r.Answer: r.answer} {
		if len(sealed) == 0 {
			continue
		}
		text, err := s.Keys.Open(elementWords, sealed)
		if err != nil {
			return nil, err
		}
		*to = string(text)
	}
	return &r.Review, nil
}

// Reviews returns the reviews the actor is to answer, the most urgent first, after a place.
func (s *Service) Reviews(ctx context.Context, after place, limit int) (list []*Review, err error) {
	scope := access.Scope(actor.From(ctx), access.InstantReview)
	if scope.None() {
		return nil, fault.New(fault.Forbidden, "access.forbidden")
	}
	var rows []*reviewRow
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		rows, err = listReviews(ctx, tx, scope, after, limit)
		return err
	})
	for _, row := range rows {
		if err != nil {
			break
		}
		var r *Review
		r, err = s.unseal(row)
		list = append(list, r)
	}
	return list, err
}

// endings are the events a person may choose.
var endings = []ReviewEvent{Confirm, Right}

// Answer says what a person has found who looked at a decision again, and tells the
// applicant.
func (s *Service) Answer(ctx context.Context, key id.ID, e ReviewEvent, words string) (*Review, error) {
	r, err := s.Review(ctx, key)
	if err != nil {
		return nil, err
	}
	faults := wrong("answer", words)
	if !slices.Contains(endings, e) {
		faults = append([]fault.Field{{Name: "result", Key: "instant.wrong.result"}}, faults...)
	}
	if len(faults) > 0 {
		return nil, fault.InvalidFields(faults)
	}
	by := actor.From(ctx)
	row := &reviewRow{Review: *r}
	if row.answer, err = s.Keys.Seal(elementWords, []byte(check.Words(words))); err != nil {
		return nil, err
	}
	row.By, row.ByName, row.EndedAt = by.ID, by.Name, s.Clock.Now()
	_, err = once.Do(ctx, s.Once, r.Subject.CaseNo, "instant.review", []any{key, e, words}, func(ctx context.Context, tx *db.Tx) (bool, error) {
		to, ok := Lifecycle.To(r.State, e)
		if !ok {
			return false, errNotNow
		}
		row.State = to
		ended, err := endReview(ctx, tx, row)
		switch {
		case err != nil:
			return false, err
		case !ended:
			return false, errNotNow
		}
		if err := s.Informer.Inform(ctx, tx, r.Subject.Owner, "instant.inform."+string(to), []string{r.Subject.ItemName}, casework.CaseURL(r.Subject.ShortNo)); err != nil {
			return false, err
		}
		return true, s.noteReview(ctx, tx, "instant.review", &row.Review)
	})
	if err != nil {
		return nil, fmt.Errorf("answer review %s: %w", key, err)
	}
	return s.review(ctx, key)
}
