package commitment

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

// wordsVersion is the version of the words that are the same for all items: whoever changes
// one of them raises it, and what was signed before stays what it was.
const wordsVersion = "2026-1"

// official is a text of commitments as papers have it.
func (s *Service) official(key string, args ...any) string {
	return s.Texts.Text(message.Chinese, "commitment."+key, args...)
}

// TextOf is what whoever applies for item by plan is told and promises, false unless plan
// takes the track of a commitment. It follows from the version of the item alone.
func (s *Service) TextOf(item *catalogue.Item, plan catalogue.Plan) (Text, bool) {
	return textOf(item, plan, language{s.official, func(text string) string { return text }})
}

// TextIn is TextOf in the reader's language, for them to understand what they sign.
func (s *Service) TextIn(ctx context.Context, item *catalogue.Item, plan catalogue.Plan) (Text, bool) {
	return textOf(item, plan, language{
		func(key string, args ...any) string { return message.T(ctx, "commitment."+key, args...) },
		func(text string) string { words, _ := item.In(ctx, text); return words },
	})
}

// language says our own texts, and those of an item.
type language struct {
	say  func(key string, args ...any) string
	item func(text string) string
}

func (l language) all(texts []string) []string {
	said := []string{}
	for _, one := range texts {
		said = append(said, l.item(one))
	}
	return said
}

func textOf(item *catalogue.Item, plan catalogue.Plan, l language) (Text, bool) {
	if plan.Track != catalogue.Committed || !offers(item) {
		return Text{}, false
	}
	authority := l.item(item.Department.Name)
	text := Text{
		Words: wordsVersion, Item: item.Code, Name: l.item(item.Name), Version: item.VersionID.String(), Authority: authority,
		Conditions: l.all(item.Conditions), Materials: []string{}, Replaced: []string{},
		Clauses: append([]string{l.say("text.told"), l.say("text.true")}, l.all(item.Commitment.Clauses)...),
		Check:   l.say("text.check", authority, period(within(item), l)),
	}
	for _, m := range plan.Materials {
		switch {
		case m.Kind == written: // this very text
		case m.CommitmentReplaceable:
			text.Replaced = append(text.Replaced, l.item(m.Name))
		default:
			text.Materials = append(text.Materials, l.item(m.Name))
		}
	}
	for _, one := range []string{"order", "revoke", "credit", "law"} {
		text.Consequences = append(text.Consequences, l.say("text."+one))
	}
	return text, true
}

// period says how long there is to check.
func period(w catalogue.Within, l language) string {
	switch {
	case w.Workdays > 0:
		return l.say("text.workdays", w.Workdays)
	case w.Days == 0:
		return l.say("text.months", 12*w.Years+w.Months)
	case w.Years+w.Months == 0:
		return l.say("text.days", w.Days)
	}
	return l.say("text.months-days", 12*w.Years+w.Months, w.Days)
}

// Replaced are the codes of the papers of plan that a commitment stands for: those the item
// calls replaceable by it, and the written promise itself.
func Replaced(plan catalogue.Plan) (codes []string) {
	for _, m := range plan.Materials {
		if m.CommitmentReplaceable || m.Kind == written {
			codes = append(codes, m.Code)
		}
	}
	return codes
}

// May says why an account may not commit itself, nil if it may. It can still apply the
// ordinary way.
//
// Basis: 国办发〔2020〕42号: who has made a false commitment makes no other until that is repaired.
func (s *Service) May(ctx context.Context, account id.ID) error {
	ok, why, err := s.Credit.May(ctx, account)
	if err != nil || ok {
		return err
	}
	return fault.New(fault.Forbidden, "commitment.barred", message.List(why))
}

// Promise is what somebody signs.
type Promise struct {
	CaseID      id.ID // that the application becomes
	Application id.ID
	Item        *catalogue.Item
	Plan        catalogue.Plan
	Owner       id.ID
	Digest      string // of the text that was shown
	Signature   Signature
}

// Sign stores what p promises in the unit that hands the application in, before that is
// received. It is refused if the text is another than was shown, or a clause was not ticked.
func (s *Service) Sign(ctx context.Context, tx *db.Tx, p Promise) error {
	text, is := s.TextOf(p.Item, p.Plan)
	switch {
	case !is:
		return fault.New(fault.Conflict, "commitment.no-track")
	case p.Digest != text.Digest():
		return errText
	}
	for i := range text.Clauses {
		if !slices.Contains(p.Signature.Clauses, i) {
			return fault.New(fault.Invalid, "commitment.clause-missing", i+1)
		}
	}
	p.Signature.Clauses = slices.Sorted(slices.Values(p.Signature.Clauses))
	p.Signature.At = p.Signature.At.Truncate(time.Millisecond)
	c := Commitment{
		ID: id.New(), Text: text, Digest: p.Digest, Signature: p.Signature, State: Lifecycle.Start,
		Case: Matter{ID: p.CaseID, Application: p.Application, ItemCode: p.Item.Code, ItemName: p.Item.Name, Department: p.Item.Department.Code, Owner: p.Owner},
	}
	words, err := json.Marshal(text)
	if err != nil {
		return err
	}
	g := c.Signature
	plain, err := json.Marshal(sealedSignature{g.Name, g.For, g.Method, g.Clauses})
	if err != nil {
		return err
	}
	r := &row{Commitment: c, words: string(words), mark: s.markOf(&c)}
	if r.signature, err = s.Keys.Seal(elementSignature, plain); err != nil {
		return err
	}
	return insertCommitment(ctx, tx, r)
}

// errText is the fault of whoever signs another text than they were shown.
var errText = fault.New(fault.Conflict, "commitment.text-changed")

// ends are the events after which nothing is granted.
var ends = []casework.Event{
	casework.Deny, casework.Withdraw, casework.Terminate, casework.RefuseAccept, casework.FindNotNeeded, casework.LapseCorrection,
}

// Follow numbers the paper when the case is handed in, opens the after-check when it is
// granted, and ends the commitment with a case that is not.
func (s *Service) Follow(ctx context.Context, tx *db.Tx, m casework.Moved) error {
	for _, r := range m.Records {
		var err error
		switch {
		case r.Event == casework.Submit:
			err = s.received(ctx, tx, m)
		case r.Event == casework.Grant || r.Event == casework.GrantAtOnce:
			err = s.follow(ctx, tx, m, Grant)
		case slices.Contains(ends, r.Event):
			err = s.follow(ctx, tx, m, End)
		}
		if err != nil {
			return fmt.Errorf("commitment of %s: %w", m.Case.No, err)
		}
	}
	return nil
}

// received makes the paper of the commitment the case of m was handed in on.
func (s *Service) received(ctx context.Context, tx *db.Tx, m casework.Moved) error {
	c, err := s.ofCase(ctx, tx, m.Case.ID)
	if err != nil {
		return none(err)
	}
	c.Case.No, c.Case.ShortNo, c.Case.Department, c.Case.Region = m.Case.No, m.Case.ShortNo, m.Case.Department, m.Case.Region
	if err := nameCase(ctx, tx, c.ID, c.Case); err != nil {
		return err
	}
	return s.step(ctx, tx, m.File, c, Sign, Said{Name: c.Signature.Name})
}

// follow moves the commitment of m's case along with it.
func (s *Service) follow(ctx context.Context, tx *db.Tx, m casework.Moved, e Event) error {
	c, err := s.ofCase(ctx, tx, m.Case.ID)
	if err != nil {
		return none(err)
	}
	to, may := Lifecycle.To(c.State, e)
	if !may {
		return nil
	}
	c.State = to
	said := Said{}
	if e == Grant {
		c.GrantedAt = s.Clock.Now()
		c.VerifyBy = within(m.Item).After(s.today(), s.Calendar())
		c.DueOn, said.Due = c.VerifyBy, c.VerifyBy
	}
	if err := moveCommitment(ctx, tx, c); err != nil {
		return err
	}
	if err := s.step(ctx, tx, m.File, c, e, said); err != nil || e != Grant {
		return err
	}
	return s.inform(ctx, tx, m.Case, c, Grant)
}

// none is no error where a case was not handed in on a commitment.
func none(err error) error {
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	return err
}

// inform tells the applicant what has become of c.
func (s *Service) inform(ctx context.Context, tx *db.Tx, on *casework.Case, c *Commitment, e Event) error {
	for _, account := range on.Informed() {
		err := s.Informer.Inform(ctx, tx, account, "commitment.inform."+string(e), []string{c.Case.ItemName, c.Case.ShortNo, c.DueOn.String()}, "/cases/"+c.Case.ShortNo+"#commitment")
		if err != nil {
			return err
		}
	}
	return nil
}
