package objection

import (
	"context"
	"fmt"
	"math"
	"strings"

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
	"tongban/kernel/once"
)

// Deps are what objections stand on. All are required.
type Deps struct {
	DB        *db.DB
	Clock     clock.Clock
	Calendar  func() *calendar.Calendar // which days are worked
	Keys      *crypt.Keys
	Once      *once.Keeper
	Cases     *casework.Service
	Published Published
	Informer  Informer
}

// Service is the register.
type Service struct{ Deps }

// New returns the service.
func New(d Deps) *Service { return &Service{d} }

// sealed is the element that what people write is sealed as.
const sealed = "objection.text"

// Subject returns what ref names, if the actor may object to it: their own case, a paper of
// it, or what was published.
func (s *Service) Subject(ctx context.Context, about About, ref string) (Subject, error) {
	switch about {
	case OfPublicity:
		key, err := id.Parse(ref)
		if err != nil {
			return Subject{}, errUnknown
		}
		return s.Published.Subject(ctx, key)
	case OfCase:
		c, err := s.Cases.Case(ctx, ref)
		if err != nil {
			return Subject{}, err
		}
		return subjectOf(c), nil
	case OfNotice:
		no, key, _ := strings.Cut(ref, "/")
		f, err := s.Cases.File(ctx, no)
		if err != nil {
			return Subject{}, err
		}
		for _, n := range f.Notices {
			if n.ID.String() == key {
				subject := subjectOf(f.Case)
				subject.About, subject.Ref, subject.Title = OfNotice, ref, n.Number
				return subject, nil
			}
		}
	}
	return Subject{}, errUnknown
}

func subjectOf(c *casework.Case) Subject {
	return Subject{About: OfCase, Ref: c.ShortNo, Title: c.ItemName, CaseNo: c.No, Department: c.Department, Region: c.Region, Owner: c.Owner}
}

// File enters an objection and tells the objector its number and by when it is answered.
func (s *Service) File(ctx context.Context, f Filing) (*Objection, error) {
	by := actor.From(ctx)
	owner, err := id.Parse(by.ID)
	if err != nil || by.Kind != actor.Citizen {
		return nil, fault.New(fault.Unauthenticated, "fault.signin")
	}
	if fields := f.wrong(); len(fields) > 0 {
		return nil, fault.InvalidFields(fields)
	}
	subject, err := s.Subject(ctx, f.About, f.Ref)
	if err != nil {
		return nil, fmt.Errorf("object: %w", err)
	}
	secret, err := s.Keys.Seal(sealed, []byte(f.Text))
	if err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	o := Objection{
		ID: id.New(), Kind: f.Kind, Subject: subject, Owner: owner, OwnerName: by.Name, CreatedAt: now,
		DueOn: s.Calendar().AddWorkdays(calendar.DateOf(now), workdays[f.Kind]),
	}
	key, err := once.Do(ctx, s.Once, by.ID, "objection.file", f, func(ctx context.Context, tx *db.Tx) (id.ID, error) {
		return o.ID, s.store(ctx, tx, o, secret)
	})
	if err != nil {
		return nil, fmt.Errorf("object: %w", err)
	}
	return s.Find(ctx, key)
}

// store enters o, unless its owner has entered too many today.
func (s *Service) store(ctx context.Context, tx *db.Tx, o Objection, secret []byte) error {
	today := calendar.DateOf(o.CreatedAt)
	// First, since units that take a number wait for each other: what follows counts right.
	last, err := takeNumber(ctx, tx, today)
	if err != nil {
		return err
	}
	n, err := countSince(ctx, tx, o.Owner, today.Start(), maxPerDay)
	switch {
	case err != nil:
		return err
	case n >= maxPerDay:
		return fault.New(fault.TooMany, "objection.too-many", maxPerDay)
	}
	o.Number = fmt.Sprintf("%s-%04d", strings.ReplaceAll(today.String(), "-", ""), last)
	if err := insertObjection(ctx, tx, o, secret); err != nil {
		return err
	}
	if err := s.Informer.Inform(ctx, tx, o.Owner, "objection.inform.filed", []string{o.Subject.Title, o.Number, o.DueOn.String()}, o.URL()); err != nil {
		return err
	}
	return s.record(ctx, tx, "objection.file", o)
}

// URL returns the address of the objector's page.
func (o *Objection) URL() string { return "/objections/" + o.ID.String() }

// record writes what happened into the log.
func (s *Service) record(ctx context.Context, tx *db.Tx, event string, o Objection) error {
	return audit.Record(ctx, tx, audit.Entry{
		Event: event, Actor: actor.From(ctx).ID, Subject: o.ID.String(), At: s.Clock.Now(),
		Data: objectionData{o.Number, o.Kind, o.Subject.About, o.Outcome},
	})
}

// Find returns an objection to its objector and to those who answer.
func (s *Service) Find(ctx context.Context, key id.ID) (*Objection, error) {
	var o Objection
	var secret []byte
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		o, secret, err = findObjection(ctx, tx, key)
		return err
	})
	if err == nil {
		err = s.maySee(ctx, &o)
	}
	if err != nil {
		return nil, fmt.Errorf("find objection %s: %w", key, err)
	}
	text, err := s.Keys.Open(sealed, secret)
	o.Text = string(text)
	if actor.From(ctx).Kind != actor.Citizen {
		o.Text = o.withoutNames(withoutNumbers(o.Text))
	}
	return &o, err
}

// maySee says why the actor may not read o. Who acts for a firm still objects as oneself.
func (s *Service) maySee(ctx context.Context, o *Objection) error {
	by := actor.From(ctx)
	if by.Kind == actor.Citizen {
		if by.ID != o.Owner.String() {
			return errUnknown
		}
		return nil
	}
	return access.May(by, access.ObjectionRead, o.object())
}

// Mine returns the actor's objections, newest first, below before (zero for the first page).
func (s *Service) Mine(ctx context.Context, before id.ID, limit int) (list []Objection, err error) {
	owner, err := id.Parse(actor.From(ctx).ID)
	if err != nil {
		return nil, nil
	}
	if before == 0 {
		before = math.MaxInt64
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listOf(ctx, tx, owner, before, limit)
		return err
	})
	return list, err
}

// Office returns what the actor is to answer, by the day due, or what was answered.
func (s *Service) Office(ctx context.Context, answered bool, after Cursor, limit int) (list []Objection, err error) {
	scope := access.Scope(actor.From(ctx), access.ObjectionRead)
	if actor.From(ctx).Kind != actor.Staff || scope.None() {
		return nil, fault.New(fault.Forbidden, "access.forbidden")
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listOffice(ctx, tx, scope, answered, after, limit)
		return err
	})
	return list, err
}

// Answer ends an objection. Of two answers at once the second is refused. The objector is
// told, and whose case it is, if that is somebody else.
func (s *Service) Answer(ctx context.Context, key id.ID, r Reply) error {
	by, now := actor.From(ctx), s.Clock.Now()
	err := s.DB.Write(ctx, "objection", func(ctx context.Context, tx *db.Tx) error {
		o, _, err := findObjection(ctx, tx, key)
		if err != nil {
			return err
		}
		if err := access.May(by, access.ObjectionAnswer, o.object()); err != nil {
			return err
		}
		if fields := r.wrong(); len(fields) > 0 {
			return fault.InvalidFields(fields)
		}
		o.AnsweredAt, o.Outcome, o.Answer, o.Answerer = now, r.Outcome, strings.TrimSpace(r.Answer), by.Department
		done, err := answer(ctx, tx, o, by.ID)
		switch {
		case err != nil:
			return err
		case !done:
			return errAnswered
		}
		if err := s.tell(ctx, tx, o); err != nil {
			return err
		}
		return s.record(ctx, tx, "objection.answer", o)
	})
	if err != nil {
		return fmt.Errorf("answer objection %s: %w", key, err)
	}
	return nil
}

// tell tells both sides that there is an answer.
func (s *Service) tell(ctx context.Context, tx *db.Tx, o Objection) error {
	if err := s.Informer.Inform(ctx, tx, o.Owner, "objection.inform.answered", []string{o.Subject.Title, o.Number}, o.URL()); err != nil {
		return err
	}
	if o.Subject.Owner == 0 || o.Subject.Owner == o.Owner {
		return nil
	}
	return s.Informer.Inform(ctx, tx, o.Subject.Owner, "objection.inform.about-yours-"+string(o.Outcome), []string{o.Subject.Title}, "/cases")
}
