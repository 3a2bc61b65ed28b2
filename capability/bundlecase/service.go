package bundlecase

import (
	"context"
	"fmt"
	"sync"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/job"
	"tongban/kernel/once"
)

// Deps are what bundle cases stand on. All are required.
type Deps struct {
	DB           *db.DB
	Clock        clock.Clock
	Calendar     func() *calendar.Calendar
	Keys         *crypt.Keys
	Once         *once.Keeper
	Items        Items
	Applications Applications
	Cases        Cases
	Licences     Licences
	Statistics   Statistics
	Ratings      Ratings
	People       People
	Informer     Informer
	Office       func() casework.Office // of this moment
}

// Service is the use cases of bundle cases.
type Service struct {
	Deps
	trying  sync.WaitGroup // advances that nobody waits for any more
	counted counted
}

// New returns the service.
func New(d Deps) *Service { return &Service{Deps: d} }

// system is who starts and cancels parts.
var system = actor.AsSystem("bundle")

// today is the day it is.
func (s *Service) today() calendar.Date { return calendar.DateOf(s.Clock.Now()) }

// Find returns a run to those it concerns: its applicant, and the departments that have a part
// in it.
func (s *Service) Find(ctx context.Context, no string) (r *Run, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		r, err = findRun(ctx, tx, no)
		return err
	})
	if err == nil {
		err = maySee(actor.From(ctx), r)
	}
	if err != nil {
		return nil, fmt.Errorf("bundle case %s: %w", no, err)
	}
	return r, nil
}

// maySee says whether a may open r at all. Another person's does not exist.
func maySee(a actor.Actor, r *Run) error {
	if a.Kind == actor.System {
		return nil
	}
	err := access.May(a, access.CaseRead, r.object())
	if err != nil && fault.KindOf(err) != fault.Unauthenticated && access.Has(a, access.CaseRead) {
		return errUnknown
	}
	return err
}

// change carries an event of p out in a unit: p is what it becomes. It reports false if p has
// moved on since it was read, and then stores nothing.
func (s *Service) change(ctx context.Context, tx *db.Tx, p *Part, e Event) (bool, error) {
	from := p.State
	to, may := Lifecycle.To(from, e)
	if !may {
		return false, nil
	}
	p.State, p.Since = to, s.Clock.Now()
	if ok, err := movePart(ctx, tx, p, from); err != nil || !ok {
		return false, err
	}
	return true, s.record(ctx, tx, e, p)
}

// record writes what happened to p into the log.
func (s *Service) record(ctx context.Context, tx *db.Tx, e Event, p *Part) error {
	cause := ""
	if p.State == Cancelled { // else it is the number of a licence, which may be its holder's own
		cause = p.Cause
	}
	return audit.Record(ctx, tx, audit.Entry{
		Event: "bundlecase." + string(e), Actor: actor.From(ctx).ID, Subject: p.Run.String(), At: s.Clock.Now(),
		Data: moved{Part: p.Code, State: p.State, Case: p.CaseNo, Cause: cause, Digest: digest(p.Words)},
	})
}

// settle stores how a run stands after its parts have moved, tells its applicant where that is
// new or a part has failed that others need, and has done what can be done next. It comes last in
// a unit: whoever changes the run waits from here on.
func (s *Service) settle(ctx context.Context, tx *db.Tx, key id.ID, moved ...*Part) error {
	r, err := lockRun(ctx, tx, key)
	if err != nil {
		return err
	}
	for _, p := range moved {
		if r.loses(p) {
			if err := s.inform(ctx, tx, r, "lost", p.Name); err != nil {
				return err
			}
		}
	}
	was := r.Stand
	if r.Stand = whole(r); r.Stand != was {
		if !r.Stand.IsOpen() {
			r.FinishedAt = s.Clock.Now()
		}
		if err := moveRun(ctx, tx, r); err != nil {
			return err
		}
		if was.IsOpen() && !r.Stand.IsOpen() {
			if err := s.inform(ctx, tx, r, string(r.Stand)); err != nil {
				return err
			}
			if err := s.invite(ctx, tx, r); err != nil {
				return err
			}
		}
	}
	if len(next(r)) == 0 {
		return nil
	}
	return s.enqueue(ctx, tx, r.ID)
}

// inform tells the applicant of r, with its name and number.
func (s *Service) inform(ctx context.Context, tx *db.Tx, r *Run, key string, more ...string) error {
	for _, account := range r.Informed() {
		if err := s.Informer.Inform(ctx, tx, account, "bundlecase.inform."+key, append([]string{r.Name, r.No}, more...), r.URL()); err != nil {
			return err
		}
	}
	return nil
}

// enqueue has a run advanced, after whoever waits for it has had the first try.
func (s *Service) enqueue(ctx context.Context, tx *db.Tx, run id.ID) error {
	return job.Enqueue(ctx, tx, job.Job{Kind: kindAdvance, Key: run.String(), Payload: due{run}, RunAt: clock.Real.Now().Add(s.headStart(ctx))})
}
