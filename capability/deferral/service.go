package deferral

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"

	"tongban/capability/access"
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
	"tongban/kernel/message"
	"tongban/kernel/once"
)

// Deps are what commitments stand on. All are required.
type Deps struct {
	DB        *db.DB
	Clock     clock.Clock
	Calendar  func() *calendar.Calendar
	Once      *once.Keeper
	Cases     *casework.Service
	Documents *document.Service
	Texts     *message.Catalogue
	Credit    Credit
	Informer  Informer
}

// Service is the use cases of commitments.
type Service struct{ Deps }

// New returns the service.
func New(d Deps) *Service { return &Service{d} }

// today is the day it is.
func (s *Service) today() calendar.Date { return calendar.DateOf(s.Clock.Now()) }

// Offer returns which papers of item may be brought later by account, on a track of it, and, if
// the account may promise nothing, why in the reader's words.
func (s *Service) Offer(ctx context.Context, account string, item *catalogue.Item, track string) (list []Promise, against []string, err error) {
	if list = offers(s.Calendar(), s.today(), item, track); len(list) == 0 {
		return nil, nil, nil
	}
	if against, err = s.Credit.Against(ctx, account); err != nil {
		return nil, nil, fmt.Errorf("offer deferral to %s: %w", account, err)
	}
	return list, against, nil
}

// sooner returns promised with the working days there are until the day that was chosen.
func (s *Service) sooner(promised []Promise) []Promise {
	list := slices.Clone(promised)
	for i := range list {
		p := &list[i]
		p.Workdays = max(1, min(p.Workdays, s.Calendar().WorkdaysBetween(s.today(), p.Until)))
	}
	return list
}

// Terms is what somebody stands by who promises papers of item, line by line, in the reader's
// language.
func (s *Service) Terms(ctx context.Context, item *catalogue.Item, promised []Promise) []string {
	lines := []string{t(ctx, "terms.lead", item.Name)}
	for _, p := range s.sooner(promised) {
		lines = append(lines, t(ctx, "terms.paper", p.Name, p.Workdays, message.Date(ctx, p.Until.Start())))
	}
	return append(lines, t(ctx, "terms.later"), t(ctx, "terms.review"), t(ctx, "terms.true"), t(ctx, "terms.lapse"), t(ctx, "terms.choice"))
}

// Commit keeps what somebody commits themselves to, in the unit that hands the case in and
// before casework receives it.
func (s *Service) Commit(ctx context.Context, tx *db.Tx, caseID id.ID, item *catalogue.Item, promised []Promise, by Signing) error {
	c := &Commitment{
		ID: id.New(), Case: Case{ID: caseID}, Signing: by, Version: textVersion, Text: s.Terms(message.Officially(ctx), item, promised), State: Lifecycle.Start,
	}
	c.Digest = digest(c.Text)
	var codes []string
	for _, p := range s.sooner(promised) {
		c.Papers = append(c.Papers, Paper{Code: p.Code, Name: p.Name, Workdays: p.Workdays, DueOn: p.Until, Standing: Owed})
		codes = append(codes, p.Code)
	}
	if err := insertCommitment(ctx, tx, c); err != nil {
		return fmt.Errorf("commit to bring papers: %w", err)
	}
	return audit.Record(ctx, tx, audit.Entry{
		Event: "deferral.commit", Actor: actor.From(ctx).ID, Subject: c.ID.String(), At: s.Clock.Now(),
		Data: struct {
			Version string   `json:"version"`
			Digest  string   `json:"digest"`
			Papers  []string `json:"papers"`
		}{c.Version, hex.EncodeToString(c.Digest), codes},
	})
}

// Open says why a case may not be granted yet: something was promised and is not confirmed.
func (s *Service) Open(ctx context.Context, tx *db.Tx, c *casework.Case) error {
	mine, err := findOfCase(ctx, tx, c.ID)
	if err != nil || mine == nil || !mine.IsOpen() {
		return err
	}
	return fault.New(fault.Conflict, "deferral.blocks", message.List(mine.Unconfirmed()))
}

// record writes what happened to c into the log.
func (s *Service) record(ctx context.Context, tx *db.Tx, e string, c *Commitment, paper string) error {
	d := commitmentData{CaseNo: c.Case.No, State: c.State, Paper: paper}
	if due := c.DueOn(); due != 0 {
		d.DueOn = due.String()
	}
	return audit.Record(ctx, tx, audit.Entry{Event: "deferral." + e, Actor: actor.From(ctx).ID, Subject: c.ID.String(), At: s.Clock.Now(), Data: d})
}

// tell tells whom c is for what has happened to it.
func (s *Service) tell(ctx context.Context, tx *db.Tx, c *Commitment, key string, args ...string) error {
	for _, account := range c.told() {
		if err := s.Informer.Inform(ctx, tx, account, "deferral.inform."+key, append([]string{c.Case.ItemName}, args...), c.URL()); err != nil {
			return err
		}
	}
	return nil
}

// Find returns a commitment to the office that works on it, to whom it is for and to
// supervisors.
func (s *Service) Find(ctx context.Context, key id.ID) (c *Commitment, err error) {
	if c, err = s.find(ctx, key); err == nil {
		err = s.mayRead(ctx, c)
	}
	if err != nil {
		return nil, fmt.Errorf("find commitment %s: %w", key, err)
	}
	return c, nil
}

func (s *Service) mayRead(ctx context.Context, c *Commitment) error {
	err := access.May(actor.From(ctx), access.DeferralRead, c.object())
	if err != nil && fault.KindOf(err) != fault.Unauthenticated {
		return errUnknown
	}
	return err
}

// OfCase returns what was promised for the case of f, nil if nothing was. Whoever may read the
// case gets this far.
func (s *Service) OfCase(ctx context.Context, f *casework.File) (c *Commitment, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err = findOfCase(ctx, tx, f.Case.ID)
		return err
	})
	return c, err
}

// List returns the commitments the actor may see, newest first, below before.
func (s *Service) List(ctx context.Context, show Show, before id.ID, limit int) (list []*Commitment, err error) {
	scope := access.Scope(actor.From(ctx), access.DeferralRead)
	if scope.None() {
		return nil, fault.New(fault.Forbidden, "access.forbidden")
	}
	if _, known := shown[show]; !known {
		show = Open
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listCommitments(ctx, tx, scope, show, before, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list commitments: %w", err)
	}
	return list, nil
}

// Tally is what has become of the commitments of an office.
type Tally struct {
	Open    int64 // 容缺待补
	ToCheck int64 // of these with something to look at
	Cured   int64
	Broken  int64
}

// Share is how many per cent of those that are over were cured in time (容缺补齐率), false if
// none is over. Cases that ended for another reason count on neither side.
func (t Tally) Share() (percent int, ok bool) {
	over := t.Cured + t.Broken
	if over == 0 {
		return 0, false
	}
	return int((t.Cured*100 + over/2) / over), true
}

// Tally counts the commitments the actor may see; nothing for who may see none.
func (s *Service) Tally(ctx context.Context) (t Tally, err error) {
	scope := access.Scope(actor.From(ctx), access.DeferralRead)
	if scope.None() {
		return t, nil
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err = countCommitments(ctx, tx, scope)
		return err
	})
	return t, err
}

// codesOf are the codes of what is promised among materials.
func codesOf(materials []casework.Material) (codes []string) {
	for _, m := range materials {
		if m.Source == casework.Promised {
			codes = append(codes, m.Code)
		}
	}
	slices.Sort(codes)
	return codes
}
