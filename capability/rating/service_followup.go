package rating

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

// openFollowUp opens what has to be done about a bad rating, within its unit. Who handled
// the case is responsible: its department.
//
// Basis: 国办发〔2019〕51号 (谁办理谁负责).
func (s *Service) openFollowUp(ctx context.Context, tx *db.Tx, r *Rating) error {
	now := s.Clock.Now()
	today, days := calendar.DateOf(now), s.Calendar()
	f := &FollowUp{
		ID: id.New(), Rating: r.ID, CaseID: r.CaseID, Grade: r.Grade, ItemCode: r.ItemCode, ItemName: r.ItemName, Department: r.Department, Office: r.Office,
		Region: r.Region, Month: monthOf(r.EndedAt), Anonymous: r.Anonymous, Status: Lifecycle.Start, OpenedAt: now,
		ContactBy: days.AddWorkdays(today, contactDays), DueOn: days.AddWorkdays(today, finishDays),
	}
	if err := insertFollowUp(ctx, tx, f); err != nil {
		return err
	}
	return s.record(ctx, tx, "rating.open", f.ID.String(), followUpData{Status: f.Status, DueOn: f.DueOn.String()})
}

// ratedAgain notes the rating after a reform.
func (s *Service) ratedAgain(ctx context.Context, tx *db.Tx, r *Rating) error {
	f, _, err := findWhere(ctx, tx, `f.case_id = $1`, r.CaseID)
	if err != nil {
		return err
	}
	f.Second = r.Grade
	return moveFollowUp(ctx, tx, f)
}

// FollowUp returns a follow-up to those who handle or decide. It says nothing of who rated.
func (s *Service) FollowUp(ctx context.Context, key id.ID) (*FollowUp, []Note, error) {
	var f *FollowUp
	var words []byte
	var found []sealedNote
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if f, words, err = findFollowUp(ctx, tx, key); err != nil {
			return err
		}
		if err := access.May(actor.From(ctx), access.RatingRead, f.object()); err != nil {
			return err
		}
		found, err = listNotes(ctx, tx, key)
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("follow-up %s: %w", key, err)
	}
	names, err := s.names(ctx, f.Rating)
	if err != nil {
		return nil, nil, err
	}
	if f.Text, err = s.opened(words, names); err != nil {
		return nil, nil, err
	}
	notes := make([]Note, len(found))
	for i, n := range found {
		if n.Text, err = s.opened(n.words, names); err != nil {
			return nil, nil, err
		}
		notes[i] = n.Note
	}
	return f, notes, nil
}

// opened is what somebody wrote, without names and numbers.
func (s *Service) opened(words []byte, names []string) (string, error) {
	if len(words) == 0 {
		return "", nil
	}
	text, err := s.Keys.Open(sealedText, words)
	return redact(string(text), names), err
}

// names are the names that nobody is to read in what was written about a rating's case:
// the applicant's.
func (s *Service) names(ctx context.Context, rating id.ID) ([]string, error) {
	r, err := s.read(ctx, func(ctx context.Context, tx *db.Tx) (*sealed, error) { return findRating(ctx, tx, rating) })
	if err != nil {
		return nil, err
	}
	var names []string
	for _, account := range slices.Compact([]id.ID{r.Owner, r.Contact}) {
		p, err := s.People.Person(ctx, account.String())
		if err != nil {
			return nil, err
		}
		names = append(names, p.Name)
	}
	return names, nil
}

// Office returns what the actor's office has to do by the last day, or what is over.
func (s *Service) Office(ctx context.Context, closed bool, after Cursor, limit int) (list []*FollowUp, err error) {
	scope := access.Scope(actor.From(ctx), access.RatingRead)
	if scope.None() {
		return nil, fault.New(fault.Forbidden, "access.forbidden")
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listFollowUps(ctx, tx, scope, closed, after, limit)
		return err
	})
	return list, err
}

// change is a follow-up on its way through one step.
type change struct {
	*FollowUp
	rating *Rating
	note   Note
}

// step does e with a follow-up in one unit: note says what is written down, do what else
// changes. Sent twice it takes effect once.
func (s *Service) step(ctx context.Context, key id.ID, e Event, note Note, do func(context.Context, *db.Tx, *change) error) error {
	by, now := actor.From(ctx), s.Clock.Now()
	words, err := s.seal(note.Text)
	if err != nil {
		return err
	}
	_, err = once.Do(ctx, s.Once, key.String(), "rating."+string(e), []any{key, note.Detail, note.Text}, func(ctx context.Context, tx *db.Tx) (bool, error) {
		f, _, err := findFollowUp(ctx, tx, key)
		if err != nil {
			return false, err
		}
		if err := f.may(by, e); err != nil {
			return false, err
		}
		n := note
		n.ID, n.Event, n.At, n.Actor, n.Name = id.New(), e, now, by.ID, by.Name
		return true, s.move(ctx, tx, f, n, words, do)
	})
	if err != nil {
		return fmt.Errorf("%s follow-up %s: %w", e, key, err)
	}
	return nil
}

// move stores where n leads f, and n.
func (s *Service) move(ctx context.Context, tx *db.Tx, f *FollowUp, n Note, words []byte, do func(context.Context, *db.Tx, *change) error) error {
	found, err := findRating(ctx, tx, f.Rating)
	if err != nil {
		return err
	}
	f.Status, _ = Lifecycle.To(f.Status, n.Event) // it was asked before
	if err := do(ctx, tx, &change{f, &found.Rating, n}); err != nil {
		return err
	}
	f.ClosedAt, f.ClosedOn = n.At, calendar.DateOf(n.At)
	if f.Status.IsOpen() {
		f.ClosedAt, f.ClosedOn = instant(0), 0
	}
	if err := moveFollowUp(ctx, tx, f); err != nil {
		return err
	}
	if err := insertNote(ctx, tx, f.ID, n, words); err != nil {
		return err
	}
	return s.record(ctx, tx, logged[n.Event], f.ID.String(), followUpData{f.Status, n.Detail, f.DueOn.String()})
}

// logged are the audit events of the events.
var logged = map[Event]string{
	Take: "rating.take", TakeUnnamed: "rating.take", Contact: "rating.contact", Reform: "rating.close", Explain: "rating.close",
	AskTime: "rating.ask", Doubt: "rating.ask", GiveTime: "rating.decide", RefuseTime: "rating.decide", Exclude: "rating.decide", Keep: "rating.decide",
	Uphold: "rating.decide", Return: "rating.decide", Dispute: "rating.dispute",
}

// Take makes the actor responsible for a follow-up: the first named person.
func (s *Service) Take(ctx context.Context, key id.ID) error {
	f, _, err := s.FollowUp(ctx, key)
	if err != nil {
		return err
	}
	e := Take
	if f.Anonymous {
		e = TakeUnnamed
	}
	return s.step(ctx, key, e, Note{}, func(ctx context.Context, _ *db.Tx, c *change) error {
		by := actor.From(ctx)
		c.TakenName = by.Name
		c.TakenBy, err = id.Parse(by.ID)
		return err
	})
}

// Rater returns who rated, to the one responsible while it is open, and logs that they asked.
// The rater reads it among who has seen their data.
//
// Basis: 个人信息保护法, arts 6, 51(2), 54.
func (s *Service) Rater(ctx context.Context, key id.ID) (Rater, error) {
	by := actor.From(ctx)
	f, _, err := s.FollowUp(ctx, key)
	if err != nil {
		return Rater{}, err
	}
	switch err := f.mayHandle(by); {
	case err != nil:
		return Rater{}, err
	case f.TakenBy == 0, !f.Status.IsOpen(), f.Anonymous:
		return Rater{}, errNotNow
	}
	r, err := s.read(ctx, func(ctx context.Context, tx *db.Tx) (*sealed, error) { return findRating(ctx, tx, f.Rating) })
	if err != nil {
		return Rater{}, err
	}
	var p casework.Person
	if p, err = s.People.Person(ctx, r.Contact.String()); err != nil {
		return Rater{}, err
	}
	look := audit.Look{
		Person: r.Contact.String(), Actor: by.ID, Department: by.Department, Subject: r.CaseNo, Purpose: "rating.contact",
		Elements: []string{"person.name", "person.mobile"}, At: s.Clock.Now(),
	}
	err = s.DB.Write(ctx, r.CaseNo, func(ctx context.Context, tx *db.Tx) error { return audit.Access(ctx, tx, look) })
	return Rater{Name: p.Name, Mobile: p.Mobile, CaseNo: r.ShortNo}, err
}

// Contact notes a try to reach the rater.
func (s *Service) Contact(ctx context.Context, key id.ID, call Call) error {
	fields := wrongWords("note", call.Note)
	if !slices.Contains(Ways, call.Way) {
		fields = append(fields, fault.Field{Name: "way", Key: "rating.wrong.way"})
	}
	if len(fields) > 0 {
		return fault.InvalidFields(fields)
	}
	detail := string(call.Way)
	if !call.Reached {
		detail += "-missed"
	}
	return s.step(ctx, key, Contact, Note{Detail: detail, Text: check.Words(call.Note)}, func(_ context.Context, _ *db.Tx, c *change) error {
		c.Reached = c.Reached || call.Reached
		return nil
	})
}

// Close ends a follow-up with what was reformed, or why nothing can be. The rater is told,
// after a reform with a fresh link for the second rating.
func (s *Service) Close(ctx context.Context, key id.ID, e Event, answer string) error {
	fields := wrongWords("answer", answer)
	if e != Reform && e != Explain {
		fields = append(fields, fault.Field{Name: "outcome", Key: "rating.wrong.outcome"})
	}
	if len(fields) > 0 {
		return fault.InvalidFields(fields)
	}
	answer = check.Words(answer)
	return s.step(ctx, key, e, Note{Text: answer}, func(ctx context.Context, tx *db.Tx, c *change) error {
		c.Answer, c.Outcome = answer, c.Status
		r := c.rating
		if e == Explain {
			return s.Informer.Inform(ctx, tx, r.Contact, "rating.inform.explained", []string{r.ItemName}, r.URL())
		}
		again := &Rating{Round: 2, Matter: r.Matter}
		return s.open(ctx, tx, again, "rating.inform.reformed")
	})
}

// AskTime asks for as many days again, once and before the last day has passed; somebody
// else decides.
func (s *Service) AskTime(ctx context.Context, key id.ID, why string) error {
	if fields := wrongWords("why", why); len(fields) > 0 {
		return fault.InvalidFields(fields)
	}
	return s.step(ctx, key, AskTime, Note{Text: check.Words(why)}, func(ctx context.Context, _ *db.Tx, c *change) error {
		if c.isLate(calendar.DateOf(s.Clock.Now())) {
			return fault.New(fault.Conflict, "rating.too-late")
		}
		c.Extended, c.AskedBy = true, actor.From(ctx).ID
		return nil
	})
}

// Doubt asks somebody else whether the rating counts.
func (s *Service) Doubt(ctx context.Context, key id.ID, ground Ground, why string) error {
	fields := wrongWords("reason", why)
	if !slices.Contains(Grounds, ground) {
		fields = append(fields, fault.Field{Name: "ground", Key: "rating.wrong.ground"})
	}
	if len(fields) > 0 {
		return fault.InvalidFields(fields)
	}
	return s.step(ctx, key, Doubt, Note{Detail: string(ground), Text: check.Words(why)}, func(ctx context.Context, _ *db.Tx, c *change) error {
		c.Doubt, c.AskedBy = ground, actor.From(ctx).ID
		return nil
	})
}

// Decide decides on more time, on whether a rating counts, or on a dispute.
func (s *Service) Decide(ctx context.Context, key id.ID, e Event, why string) error {
	fields := wrongWords("why", why)
	if !isDecision(e) {
		fields = append(fields, fault.Field{Name: "decision", Key: "rating.wrong.decision"})
	}
	if len(fields) > 0 {
		return fault.InvalidFields(fields)
	}
	why = check.Words(why)
	return s.step(ctx, key, e, Note{Text: why}, func(ctx context.Context, tx *db.Tx, c *change) error {
		r := c.rating
		switch e {
		case GiveTime:
			c.DueOn = s.Calendar().AddWorkdays(c.DueOn, finishDays)
		case Exclude:
			r.Excluded = true
			if err := exclude(ctx, tx, r.ID); err != nil {
				return err
			}
			if err := s.tell(ctx, tx, r); err != nil {
				return err
			}
			return s.Informer.Inform(ctx, tx, r.Contact, "rating.inform.excluded", []string{r.ItemName, why}, r.URL())
		case Return:
			c.Outcome, c.Late, c.DueOn = "", false, s.Calendar().AddWorkdays(calendar.DateOf(s.Clock.Now()), finishDays)
			return s.Informer.Inform(ctx, tx, r.Contact, "rating.inform.returned", []string{r.ItemName}, r.URL())
		case Uphold:
			return s.Informer.Inform(ctx, tx, r.Contact, "rating.inform.upheld", []string{r.ItemName, why}, r.URL())
		}
		return nil
	})
}

// Dispute says that the rater, by their link, disagrees with how it was handled; once.
func (s *Service) Dispute(ctx context.Context, token, why string) error {
	if fields := wrongWords("why", why); len(fields) > 0 {
		return fault.InvalidFields(fields)
	}
	why = check.Words(why)
	words, err := s.seal(why)
	if err != nil {
		return err
	}
	now := s.Clock.Now()
	_, err = once.Do(ctx, s.Once, id.NormalCode(token), "rating.dispute", []any{token, why}, func(ctx context.Context, tx *db.Tx) (bool, error) {
		r, err := findByToken(ctx, tx, id.NormalCode(token))
		if err != nil {
			return false, err
		}
		f, _, err := findWhere(ctx, tx, `f.case_id = $1`, r.CaseID)
		if err != nil {
			return false, err
		}
		if !f.mayDispute(now) {
			return false, errNotNow
		}
		n := Note{ID: id.New(), Event: Dispute, At: now}
		return true, s.move(ctx, tx, f, n, words, func(_ context.Context, _ *db.Tx, c *change) error { c.Contested = true; return nil })
	})
	if err != nil {
		return fmt.Errorf("dispute: %w", err)
	}
	return nil
}

// Standing returns what was done about the rating a link opens, nil if it was no bad one.
func (s *Service) Standing(ctx context.Context, r *Rating) (f *FollowUp, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		f, _, err = findWhere(ctx, tx, `f.case_id = $1`, r.CaseID)
		return err
	})
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return nil, nil
	}
	return f, err
}
