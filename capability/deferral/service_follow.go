package deferral

import (
	"context"
	"slices"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/notice"
	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/deadline"
	"tongban/kernel/message"
)

// Follow keeps commitments in step with their cases: it is told of every move. What the papers
// of the move say of what is owed, it adds to them.
func (s *Service) Follow(ctx context.Context, tx *db.Tx, m casework.Moved) error {
	if !slices.ContainsFunc(m.Item.Materials, func(one catalogue.Material) bool { return one.Deferrable }) {
		return nil
	}
	c, err := findOfCase(ctx, tx, m.Case.ID)
	if err != nil || c == nil {
		return err
	}
	s.word(ctx, c, m)
	switch {
	case !c.IsOpen():
		return nil
	case happened(m, casework.Submit):
		c.Case = caseOf(m.Case)
		return moveCommitment(ctx, tx, c)
	case m.Case.Status.IsUndecided() && happened(m, casework.Accept, casework.DeemAccept) && c.State == Signed:
		return s.start(ctx, tx, c, m)
	case !m.Case.Status.IsUndecided():
		return s.end(ctx, tx, c)
	case c.State == Signed && m.Handed != nil:
		return s.dropped(ctx, tx, c, m)
	case len(m.Records) == 0:
		return s.recounted(ctx, tx, c, m)
	}
	return nil
}

// happened reports whether one of events is among what has just happened.
func happened(m casework.Moved, events ...casework.Event) bool {
	return slices.ContainsFunc(m.Records, func(r casework.Record) bool { return slices.Contains(events, r.Event) })
}

func caseOf(c *casework.Case) Case {
	return Case{
		ID: c.ID, No: c.No, ShortNo: c.ShortNo, ItemCode: c.ItemCode, ItemName: c.ItemName, Department: c.Department, Region: c.Region,
		Outlet: c.Outlet, Owner: c.Owner, Agent: c.Agent,
	}
}

// word writes what is owed into the papers of m that say so.
func (s *Service) word(ctx context.Context, c *Commitment, m casework.Moved) {
	for _, n := range m.Notices {
		switch n.Kind {
		case casework.AcceptanceNotice:
			started := *c
			started.Papers = slices.Clone(c.Papers)
			started.start(s.Calendar(), calendar.DateOf(n.At), decisionOf(m.File))
			n.Body.Owed = s.lines(started.Owed())
		case casework.DeferralEnd:
			n.Body.Owed = s.lines(c.Owed())
		}
	}
}

// lines list papers with their last days, as official papers do.
func (s *Service) lines(papers []Paper) (lines []string) {
	for i, p := range papers {
		lines = append(lines, s.official("paper.owed", i+1, p.Name, day(p.DueOn)))
	}
	return lines
}

// day writes a day as papers do.
func day(d calendar.Date) string { return notice.Day(d.Start()) }

// decisionOf is the promised day of the decision of f, zero without one.
func decisionOf(f *casework.File) calendar.Date {
	w := f.Clock.Window(deadline.PromisedPeriod)
	if w.State == deadline.NotStarted {
		return 0
	}
	return w.Due
}

// start counts the days from acceptance and tells the applicant.
func (s *Service) start(ctx context.Context, tx *db.Tx, c *Commitment, m casework.Moved) error {
	c.Case = caseOf(m.Case)
	c.start(s.Calendar(), calendar.DateOf(m.Records[0].At), decisionOf(m.File))
	c.State = Running
	c.retell(s.Calendar(), c.AcceptedOn)
	if err := moveCommitment(ctx, tx, c); err != nil {
		return err
	}
	if err := s.tell(ctx, tx, c, "started", names(c.Owed()), c.DueOn().String()); err != nil {
		return err
	}
	return s.record(ctx, tx, "start", c, "")
}

// end closes what is open of a case that is decided or over.
func (s *Service) end(ctx context.Context, tx *db.Tx, c *Commitment) error {
	c.State, c.OverAt = Ended, s.Clock.Now()
	if err := moveCommitment(ctx, tx, c); err != nil {
		return err
	}
	return s.record(ctx, tx, "end", c, "")
}

// dropped takes out of c what was brought before acceptance, with a correction.
func (s *Service) dropped(ctx context.Context, tx *db.Tx, c *Commitment, m casework.Moved) error {
	left := codesOf(m.Handed.Materials)
	if len(left) == 0 {
		return s.end(ctx, tx, c)
	}
	if len(left) == len(c.Papers) {
		return nil
	}
	c.drop(left)
	return moveCommitment(ctx, tx, c)
}

// recounted moves the days of c with those of its case: a notice of days off came late.
func (s *Service) recounted(ctx context.Context, tx *db.Tx, c *Commitment, m casework.Moved) error {
	if !c.recount(s.Calendar(), decisionOf(m.File)) {
		return nil
	}
	return s.moved(ctx, tx, c)
}

// moved stores and tells that the days of c have moved.
func (s *Service) moved(ctx context.Context, tx *db.Tx, c *Commitment) error {
	if err := moveCommitment(ctx, tx, c); err != nil {
		return err
	}
	if err := s.tell(ctx, tx, c, "dates-moved", names(c.Owed()), c.DueOn().String()); err != nil {
		return err
	}
	return s.record(ctx, tx, "recount", c, "")
}

// names joins the names of papers in Chinese, as notifications do.
func names(papers []Paper) string {
	list := make([]string, len(papers))
	for i, p := range papers {
		list[i] = p.Name
	}
	return message.List(list).In(message.Chinese)
}

// FollowPapers writes what the applicant was told and has signed, once the case has its number.
func (s *Service) FollowPapers(ctx context.Context, tx *db.Tx, m casework.Moved) error {
	if !happened(m, casework.Submit) || m.Handed == nil || len(codesOf(m.Handed.Materials)) == 0 {
		return nil
	}
	c, err := findOfCase(ctx, tx, m.Case.ID)
	if err != nil || c == nil {
		return err
	}
	at, owed := m.Records[0].At, s.lines(c.Owed())
	if _, err := s.Cases.Write(ctx, tx, m.File, casework.DeferralTerms, at, casework.NoticeBody{Owed: owed}); err != nil {
		return err
	}
	signer := m.Case.ApplicantName
	if m.Case.Agent != 0 && m.Case.Agent == c.Signing.Signer {
		signer = m.Case.AgentName
	}
	signed := s.official("paper.signed-"+c.Signing.Method, signer, message.Stamp(c.Signing.At), c.Version)
	_, err = s.Cases.Write(ctx, tx, m.File, casework.DeferralPromise, at, casework.NoticeBody{Owed: owed, Signed: signed})
	return err
}
