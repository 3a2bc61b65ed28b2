package prereview

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"tongban/capability/access"
	"tongban/capability/application"
	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/document"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// most is how often a person looks at one draft.
const most = 5

// Informer tells the applicant what has happened. It inserts its own rows only.
type Informer interface {
	Inform(ctx context.Context, tx *db.Tx, account id.ID, key string, args []string, link string) error
}

// People tells who an applicant is.
type People interface {
	Person(ctx context.Context, account string) (casework.Person, error)
}

// Deps are what prereview stands on. All are required.
type Deps struct {
	DB           *db.DB
	Clock        clock.Clock
	Calendar     func() *calendar.Calendar
	Catalogue    *catalogue.Service
	Applications *application.Service
	Documents    *document.Service
	People       People
	Informer     Informer
	Office       func() Office
}

// Service is the use cases of prereview.
type Service struct{ Deps }

// New returns the service.
func New(d Deps) *Service { return &Service{d} }

// Of returns the last request about an application, nil if there was none. The caller
// has checked that the reader may see the application.
func (s *Service) Of(ctx context.Context, application id.ID) (r *Request, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err = latestOf(ctx, tx, application)
		return err
	})
	if err == errUnknown {
		return nil, nil
	}
	return r, err
}

// Ready returns who found that exactly what was handed in can be handed in, and when,
// within the unit that hands it in; false if nobody did.
func (s *Service) Ready(ctx context.Context, tx *db.Tx, application id.ID, handed casework.Submission) (by string, at time.Time, ready bool, err error) {
	r, err := latestOf(ctx, tx, application)
	if err == errUnknown {
		return "", time.Time{}, false, nil
	}
	if err != nil || r.State != Ready || r.Print != s.Applications.Print(handed) {
		return "", time.Time{}, false, err
	}
	return r.AssigneeName, r.AnsweredAt, true, nil
}

// Ask asks for a person's look at a draft of the actor's. A draft that waits for one
// already is not asked for twice: the request that waits is returned.
func (s *Service) Ask(ctx context.Context, applicationID id.ID) (*Request, error) {
	w, err := s.Applications.Work(ctx, applicationID)
	if err != nil {
		return nil, err
	}
	if w.Case != nil || w.CaseID != 0 {
		return nil, fault.New(fault.Conflict, "prereview.handed-in")
	}
	offer := w.Item.PreReview
	if offer == nil || w.Ended != nil {
		return nil, fault.New(fault.Unavailable, "prereview.not-offered")
	}
	person, err := s.People.Person(ctx, w.Owner.String())
	if err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	r := &Request{
		ID: id.New(), Number: "YS-" + now.In(clock.Shanghai).Format("060102") + "-" + rand.Text()[:8],
		Application: w.ID, DraftVersion: w.Version, Print: s.Applications.Print(w.Submission()),
		Owner: w.Owner, ApplicantName: person.Name, Firm: person.Firm, ItemCode: w.Item.Code, ItemName: w.Item.Name,
		Department: w.Item.Department.Code, Outlet: s.Office().Outlet, Region: s.Office().Region, State: Waiting, Version: 1, AskedAt: now,
		DueAt: s.Calendar().AddWorkdays(calendar.DateOf(now), offer.Workdays).End(),
	}
	if offer.Elsewhere {
		r.Elsewhere = w.Item.Platform
	}
	var waits *Request
	err = s.DB.Write(ctx, applicationID.String(), func(ctx context.Context, tx *db.Tx) error {
		waits = nil // the unit may run again
		last, err := latestOf(ctx, tx, applicationID)
		if err != nil && err != errUnknown {
			return err
		}
		if last != nil && last.State == Waiting {
			waits = last
			return nil
		}
		if err := mayAsk(last, r.Print); err != nil {
			return err
		}
		if n, err := countOf(ctx, tx, applicationID); err != nil || n >= most {
			return firstOf(err, fault.New(fault.Conflict, "prereview.enough", most))
		}
		if err := insertRequest(ctx, tx, r); err != nil {
			return err
		}
		return s.note(ctx, tx, "asked", r)
	})
	if err != nil {
		return nil, fmt.Errorf("ask for a pre-review of %s: %w", applicationID, err)
	}
	if waits != nil {
		return waits, nil
	}
	return r, nil
}

func firstOf(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// mayAsk says why a draft that looks like print is not looked at again after last.
func mayAsk(last *Request, print string) error {
	switch {
	case last == nil, last.State == Cancelled:
		return nil
	case last.State == HandedOver, last.State == Settled:
		return fault.New(fault.Conflict, "prereview.handed-in")
	case last.Print == print:
		return fault.New(fault.Conflict, "prereview.unchanged")
	}
	return nil
}

// Cancel takes a request back that nobody has answered. What has none waiting stays as it is.
func (s *Service) Cancel(ctx context.Context, applicationID id.ID) error {
	if _, err := s.Applications.Work(ctx, applicationID); err != nil {
		return err
	}
	r, err := s.Of(ctx, applicationID)
	if err != nil {
		return err
	}
	if r == nil || r.State != Waiting {
		return fault.New(fault.Conflict, "prereview.not-now")
	}
	return s.move(ctx, r, Cancel, "cancelled", "")
}

// Waiting returns the requests that wait and that the actor may answer, by due date.
func (s *Service) Waiting(ctx context.Context, after place, limit int) (list []*Request, err error) {
	scope := access.Scope(actor.From(ctx), access.CasePrereview)
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listWaiting(ctx, tx, scope, after, limit)
		return err
	})
	return list, err
}

// Request returns a request that the actor may answer.
func (s *Service) Request(ctx context.Context, request id.ID) (r *Request, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err = findRequest(ctx, tx, request)
		return err
	})
	if err != nil {
		return nil, err
	}
	if access.May(actor.From(ctx), access.CasePrereview, r.object()) != nil {
		return nil, errUnknown
	}
	return r, nil
}

// Draft returns the draft a request is about while it waits, nil afterwards.
func (s *Service) Draft(ctx context.Context, r *Request) (*application.Work, error) {
	if r.State != Waiting {
		return nil, nil
	}
	w, err := s.Applications.Draft(ctx, r.Application)
	if fault.KindOf(err) == fault.NotFound { // handed in or thrown away meanwhile
		return nil, nil
	}
	return w, err
}

// Claim makes the actor the one who looks. Somebody else's claim is a Conflict.
func (s *Service) Claim(ctx context.Context, request id.ID) (*Request, error) {
	r, err := s.Request(ctx, request)
	if err != nil {
		return nil, err
	}
	by := actor.From(ctx)
	switch {
	case r.State != Waiting:
		return nil, fault.New(fault.Conflict, "prereview.not-now")
	case r.Assignee == by.ID:
		return r, nil
	case r.Assignee != "":
		return nil, fault.New(fault.Conflict, "prereview.claimed", r.AssigneeName)
	}
	r.Assignee, r.AssigneeName = by.ID, by.Name
	err = s.DB.Write(ctx, r.Application.String(), func(ctx context.Context, tx *db.Tx) error {
		if err := updateRequest(ctx, tx, r); err != nil {
			return err
		}
		return s.note(ctx, tx, "claimed", r)
	})
	r.Version++
	return r, err
}

// Reveal records that the actor sees the draft of r in full.
//
// Basis: 个人信息保护法, arts 6, 51(2).
func (s *Service) Reveal(ctx context.Context, r *Request, elements []string) error {
	by := actor.From(ctx)
	if r.Assignee != by.ID {
		return fault.New(fault.Forbidden, "prereview.claim-first")
	}
	look := audit.Look{
		Person: r.Owner.String(), Actor: by.ID, Department: by.Department, Subject: r.Number,
		Purpose: "prereview.check", Elements: elements, At: s.Clock.Now(),
	}
	return s.DB.Write(ctx, r.Application.String(), func(ctx context.Context, tx *db.Tx) error { return audit.Access(ctx, tx, look) })
}

// Answer says what the actor has found in the draft as it was shown to them.
func (s *Service) Answer(ctx context.Context, request id.ID, a Answer) (*Request, error) {
	r, err := s.Request(ctx, request)
	if err != nil {
		return nil, err
	}
	if err := mayAnswer(r, actor.From(ctx)); err != nil {
		return nil, err
	}
	if faults := a.check(); len(faults) > 0 {
		return nil, fault.InvalidFields(faults)
	}
	w, err := s.Draft(ctx, r)
	switch {
	case err != nil:
		return nil, err
	case w == nil:
		return nil, fault.New(fault.Conflict, "prereview.gone")
	case w.Version != a.DraftVersion:
		return nil, fault.New(fault.Conflict, "prereview.changed")
	case a.Ready && !w.Ready():
		return nil, fault.InvalidFields([]fault.Field{{Name: "outcome", Key: "prereview.not-ready"}})
	}
	by := actor.From(ctx)
	r.DraftVersion, r.Print = w.Version, s.Applications.Print(w.Submission())
	r.AnsweredAt, r.AnsweredBy, r.Opinion = s.Clock.Now(), by.ID, strings.TrimSpace(a.Opinion)
	if a.Ready {
		return r, s.move(ctx, r, FindReady, "ready", "ready")
	}
	r.Gaps = a.Gaps
	return r, s.move(ctx, r, FindGaps, "mend", "mend")
}

// mayAnswer wants the one who has claimed the request.
func mayAnswer(r *Request, by actor.Actor) error {
	switch {
	case r.State != Waiting:
		return fault.New(fault.Conflict, "prereview.not-now")
	case r.Assignee == "":
		return fault.New(fault.Conflict, "prereview.claim-first")
	case r.Assignee != by.ID:
		return fault.New(fault.Conflict, "prereview.claimed", r.AssigneeName)
	}
	return nil
}

// move stores r where e leads from, notes it under event, and tells the applicant unless
// tell is empty.
func (s *Service) move(ctx context.Context, r *Request, e Event, event, tell string) error {
	if err := advance(r, e); err != nil {
		return err
	}
	err := s.DB.Write(ctx, r.Application.String(), func(ctx context.Context, tx *db.Tx) error {
		if err := updateRequest(ctx, tx, r); err != nil {
			return err
		}
		if err := s.note(ctx, tx, event, r); err != nil || tell == "" {
			return err
		}
		return s.Informer.Inform(ctx, tx, r.Owner, "prereview.inform."+tell, []string{r.ItemName, r.Number}, "/apply/"+r.Application.String())
	})
	if err != nil {
		return fmt.Errorf("pre-review %s: %w", r.Number, err)
	}
	r.Version++
	return nil
}

// advance makes r go where e leads.
func advance(r *Request, e Event) error {
	to, ok := Lifecycle.To(r.State, e)
	if !ok {
		return fault.New(fault.Conflict, "prereview.not-now")
	}
	r.State = to
	return nil
}

// note writes the audit leaf of what has happened to r.
func (s *Service) note(ctx context.Context, tx *db.Tx, event string, r *Request) error {
	return audit.Record(ctx, tx, audit.Entry{
		Event: "prereview." + event, Actor: actor.From(ctx).ID, Subject: r.Number, At: s.Clock.Now(),
		Data: map[string]string{"application": r.Application.String(), "state": string(r.State)},
	})
}
