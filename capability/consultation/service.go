package consultation

import (
	"context"
	"fmt"
	"slices"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// Deps are what consultations stand on. All are required.
type Deps struct {
	DB          *db.DB
	Clock       clock.Clock
	Calendar    func() *calendar.Calendar
	Once        *once.Keeper
	Cases       *casework.Service
	Departments Departments
	Colleagues  Colleagues
	Informer    Informer
}

// Service is the use cases of consultations.
type Service struct{ Deps }

// New returns the service.
func New(d Deps) *Service { return &Service{d} }

// today is the day it is.
func (s *Service) today() calendar.Date { return calendar.DateOf(s.Clock.Now()) }

// Ask asks about the case no, and tells those who are asked; from then on they may read it.
func (s *Service) Ask(ctx context.Context, no string, q Asking) (id.ID, error) {
	f, err := s.Cases.File(ctx, no)
	if err != nil {
		return 0, err
	}
	by, now, q := actor.From(ctx), s.Clock.Now(), q.plain()
	task, err := mayAsk(by, f, q.Task)
	if err != nil {
		return 0, err
	}
	faults := q.check()
	whom, told, wrong, err := s.whom(ctx, by, q.Whom)
	if err != nil {
		return 0, err
	}
	if len(faults) == 0 || faults[0].Name != "whom" {
		faults = append(wrong, faults...)
	}
	if len(faults) > 0 {
		return 0, fault.InvalidFields(faults)
	}
	c := &Consultation{
		ID: id.New(), Case: Case{f.Case.ID, f.Case.No, f.Case.ShortNo, f.Case.ItemName}, Task: task.ID, Whom: whom,
		About: q.About, Question: q.Question, DueOn: s.Calendar().AddWorkdays(calendar.DateOf(now), q.Days), Blocking: q.Blocking,
		Asker: Person{by.ID, by.Name, by.Department}, AskedAt: now, State: Lifecycle.Start, Version: 1,
	}
	if whom.Colleague != "" {
		c.State, c.Holder = Taken, Person{told[0].ID, told[0].Name, ""}
	}
	key, err := once.Do(ctx, s.Once, f.Case.No, "consultation.ask", []any{f.Case.No, q}, func(ctx context.Context, tx *db.Tx) (id.ID, error) {
		return c.ID, s.store(ctx, tx, c, told)
	})
	if err != nil {
		return 0, fmt.Errorf("consult on %s: %w", no, err)
	}
	return key, nil
}

// store enters c.
func (s *Service) store(ctx context.Context, tx *db.Tx, c *Consultation, told []actor.Actor) error {
	n, err := countOpen(ctx, tx, c.Case.ID)
	switch {
	case err != nil:
		return err
	case n >= maxOpen:
		return fault.New(fault.TooMany, "consultation.too-many", maxOpen)
	}
	n, err = countSince(ctx, tx, c.Asker.Account, calendar.DateOf(c.AskedAt).Start(), maxPerDay)
	switch {
	case err != nil:
		return err
	case n >= maxPerDay:
		return fault.New(fault.TooMany, "consultation.too-many-today", maxPerDay)
	}
	if err := insertConsultation(ctx, tx, c); err != nil {
		return err
	}
	return s.admit(ctx, tx, c, "consultation.ask", "asked", told)
}

// admit lets those who are asked in and tells them.
func (s *Service) admit(ctx context.Context, tx *db.Tx, c *Consultation, event, message string, told []actor.Actor) error {
	if err := s.Cases.Admit(ctx, tx, c.Case.ID, c.Whom.guest()); err != nil {
		return err
	}
	if err := s.tell(ctx, tx, c, message, told); err != nil {
		return err
	}
	return s.record(ctx, tx, event, c)
}

// mostTold is how many of a department are told: the others find it on their list.
const mostTold = 50

// tell tells members of staff what has happened to c.
func (s *Service) tell(ctx context.Context, tx *db.Tx, c *Consultation, message string, told []actor.Actor) error {
	for _, one := range told[:min(len(told), mostTold)] {
		account, err := id.Parse(one.ID)
		if err != nil {
			continue // nobody has taken it on
		}
		if err := s.Informer.Inform(ctx, tx, account, "consultation.inform."+message, []string{c.About, c.Case.ItemName, c.Case.ShortNo, c.DueOn.String()}, c.URL()); err != nil {
			return err
		}
	}
	return nil
}

// record writes what happened into the log.
func (s *Service) record(ctx context.Context, tx *db.Tx, event string, c *Consultation) error {
	return audit.Record(ctx, tx, audit.Entry{
		Event: event, Actor: actor.From(ctx).ID, Subject: c.ID.String(), At: s.Clock.Now(),
		Data: consultationData{c.Case.No, c.Whom.Department, c.State, c.Opinion},
	})
}

// whom finds who is asked by w, or what is wrong with it: a department is another one, and
// somebody is there to answer.
func (s *Service) whom(ctx context.Context, by actor.Actor, w Whom) (Whom, []actor.Actor, []fault.Field, error) {
	wrong := func(key string) []fault.Field { return []fault.Field{{Name: "whom", Key: "consultation.wrong." + key}} }
	if w.Colleague != "" {
		one, err := s.Colleagues.Colleague(ctx, w.Colleague)
		switch {
		case err != nil && fault.KindOf(err) == fault.NotFound:
			return w, nil, wrong("colleague"), nil
		case err != nil:
			return w, nil, nil, err
		case one.ID == by.ID:
			return w, nil, wrong("self"), nil
		case !access.Has(one, access.ConsultationAnswer):
			return w, nil, wrong("colleague"), nil
		}
		return Whom{Department: one.Department, Colleague: one.ID}, []actor.Actor{one}, nil, nil
	}
	if w.Department == by.Department {
		return w, nil, wrong("own"), nil
	}
	told, err := s.holders(ctx, w)
	if err == nil && len(told) == 0 {
		return w, nil, wrong("nobody"), nil
	}
	return w, told, nil, err
}

// holders returns who of a department is asked by w.
func (s *Service) holders(ctx context.Context, w Whom) ([]actor.Actor, error) {
	people, err := s.Colleagues.Of(ctx, w.Department)
	return slices.DeleteFunc(people, func(a actor.Actor) bool { return !a.Is(w.Role) || !access.Has(a, access.ConsultationAnswer) }), err
}

// Find returns a consultation to whoever asks or is asked, and to those who work on the case.
func (s *Service) Find(ctx context.Context, key id.ID) (c *Consultation, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if c, err = findConsultation(ctx, tx, key); err == nil {
			c.Remarks, err = listRemarks(ctx, tx, key)
		}
		return err
	})
	if err == nil {
		err = s.mayRead(ctx, c)
	}
	if err != nil {
		return nil, fmt.Errorf("find consultation %s: %w", key, err)
	}
	return c, nil
}

// mayRead says why the actor may not read c, and finds out whether they stand on the side that
// asks: who asked, and who has that task now or answers for it.
func (s *Service) mayRead(ctx context.Context, c *Consultation) error {
	by := actor.From(ctx)
	if by.Kind != actor.Staff {
		return errUnknown
	}
	f, err := s.Cases.File(ctx, c.Case.No)
	switch kind := fault.KindOf(err); {
	case err == nil:
		c.asks = by.ID == c.Asker.Account || f.Task(c.Task) != nil && casework.MayHandOver(by, f, f.Task(c.Task)) == nil
		if f.Guest() == nil || c.concerns(by) {
			return nil
		}
	case kind != fault.NotFound && kind != fault.Forbidden:
		return err
	case c.concerns(by): // their work has taken them elsewhere since
		c.asks = by.ID == c.Asker.Account
		return nil
	}
	return errUnknown
}

// OfCase returns the newest questions about the case of f that its reader may see.
func (s *Service) OfCase(ctx context.Context, f *casework.File) (list []*Consultation, err error) {
	by := actor.From(ctx)
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listOfCase(ctx, tx, f.Case.ID, mostOfCase)
		return err
	})
	if f.Guest() != nil {
		list = slices.DeleteFunc(list, func(c *Consultation) bool { return !c.concerns(by) })
	}
	return list, err
}

// mostOfCase is how many questions the page of a case shows.
const mostOfCase = 50

// Open says why the task cannot be concluded yet: something is asked that it waits for.
func (s *Service) Open(ctx context.Context, tx *db.Tx, task id.ID) error {
	about, err := findHold(ctx, tx, task)
	if err == nil && about != "" {
		err = fault.New(fault.Conflict, "consultation.blocks", about)
	}
	return err
}

// Follow ends what is open about a case that is decided or over.
func (s *Service) Follow(ctx context.Context, tx *db.Tx, m casework.Moved) error {
	if len(m.Records) == 0 || m.Case.Status.IsUndecided() {
		return nil
	}
	list, err := endAll(ctx, tx, m.Case.ID, s.Clock.Now())
	if err != nil {
		return err
	}
	for _, c := range list {
		if err := s.Cases.Dismiss(ctx, tx, c.Case.ID, c.Whom.guest()); err != nil {
			return err
		}
		if err := s.record(ctx, tx, "consultation.end", c); err != nil {
			return err
		}
	}
	return nil
}
