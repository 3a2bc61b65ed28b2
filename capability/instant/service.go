package instant

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/capability/rulebook"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/once"
)

// Deps are what automatic decisions stand on. All are required but Warnings, Record,
// Commitments and Papers: who is missing cannot be asked, and what needs them is referred.
type Deps struct {
	DB        *db.DB
	Clock     clock.Clock
	Calendar  func() *calendar.Calendar
	Keys      *crypt.Keys
	Once      *once.Keeper
	Casework  *casework.Service
	Rulebooks Rulebooks
	Informer  Informer
	Texts     *message.Catalogue

	Registers   Registers
	Licences    Licences
	Registry    Registry
	Papers      Papers
	Record      Record
	Commitments Commitments
	Cases       History
	Warnings    Warnings
}

// Service is the use cases of automatic decisions.
type Service struct {
	Deps
	patience time.Duration  // with all sources together
	trying   sync.WaitGroup // decisions that nobody waits for any more
}

// New returns the service.
func New(d Deps) *Service { return &Service{Deps: d, patience: 2 * time.Second} }

// system is who decides.
var system = actor.AsSystem("rule")

// What a unit says when it may not approve. They are no faults: nobody reads them.
var (
	errStopped = errors.New("instant: stopped or enough for today")
	errWished  = errors.New("instant: a person is wanted")
	errMoved   = errors.New("instant: the case has moved on")
	errDone    = errors.New("instant: decided already")
)

// Decide decides on what was handed in last of the case no, if rules may and nobody has yet.
// It returns what was decided, nil if rules have no part in it. Deciding twice changes
// nothing.
func (s *Service) Decide(ctx context.Context, no string) (*Decision, error) {
	watch := clock.Start()
	ctx = actor.With(ctx, system)
	f, err := s.Casework.File(ctx, no)
	if err != nil {
		return nil, fmt.Errorf("decide %s: %w", no, err)
	}
	d, err := s.find(ctx, f)
	if d != nil || err != nil {
		return d, err
	}
	rule, ok, err := s.Rulebooks.Current(ctx, f.Case.ItemCode)
	if err != nil || !ok || !f.Case.Status.IsOpen() {
		return nil, err
	}
	d = &Decision{ID: id.New(), Subject: subjectOf(f.Case), Seq: seqOf(f), Version: rule.ID, Number: rule.Number}
	if err := s.weigh(ctx, f, rule, d); err != nil {
		return nil, fmt.Errorf("decide %s: %w", no, err)
	}
	d.At, d.Took = s.Clock.Now(), watch.Elapsed()
	if d.Outcome == Approved {
		err = s.approve(ctx, f, rule, d)
	} else {
		err = s.refer(ctx, d)
	}
	if errors.Is(err, errDone) || err == nil {
		return s.find(ctx, f)
	}
	return nil, fmt.Errorf("decide %s: %w", no, err)
}

// weigh finds out what becomes of f under rule, and writes it into d.
func (s *Service) weigh(ctx context.Context, f *casework.File, rule *rulebook.Version, d *Decision) error {
	why, account, err := s.outside(ctx, f)
	if err != nil || why != noReason {
		d.Outcome, d.Reason, d.Account = Referred, why, account
		return err
	}
	needed, err := s.Rulebooks.Needs(rule)
	if err != nil {
		d.Outcome, d.Reason = Referred, ByRulebook
		return nil
	}
	givens, err := s.Gather(ctx, f, needed)
	if err != nil {
		return err
	}
	d.Outcome, d.Reason, d.Account = s.Weigh(rule, givens)
	if d.Reason == ByRulebook {
		slog.WarnContext(ctx, "rulebook could not be worked out", "item", rule.Item, "version", rule.Number)
	}
	return nil
}

// Weigh says what rule comes to with givens. It approves only where every value is certain,
// and nothing on the way to the answer hung on what nobody knows.
func (s *Service) Weigh(rule *rulebook.Version, givens []Given) (Outcome, Reason, Account) {
	var account Account
	for _, g := range givens {
		account.Givens = append(account.Givens, g.noted())
	}
	answer, err := s.Rulebooks.Ask(rule, inputsOf(givens))
	account.Tables, account.Failed = explain(answer)
	yes, said, words := rulebook.Judge(answer)
	account.Words = words
	open := len(answer.Doubts()) > 0 && len(account.Failed) == 0 && (said == approve || words == "")
	switch {
	case uncertain(givens):
		return Referred, BySource, account
	case err != nil:
		return Referred, ByRulebook, account
	case yes:
		account.Failed = nil
		return Approved, noReason, account
	case open && account.lacks():
		return Referred, BySource, account
	case open:
		return Referred, ByRulebook, account
	}
	return Referred, ByCondition, account
}

// lacks marks what nothing is known of as not certain, and reports whether there is any.
func (a *Account) lacks() (any bool) {
	for i := range a.Givens {
		if g := &a.Givens[i]; g.Missing == "" && g.Value == "" {
			g.Missing, any = NotKnown, true
		}
	}
	return any
}

// outside finds what keeps f from rules whatever they say, before anybody is asked anything.
func (s *Service) outside(ctx context.Context, f *casework.File) (why Reason, account Account, err error) {
	var wish bool
	var item Item
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if wish, err = isWished(ctx, tx, f.Case.ID, seqOf(f)); err != nil {
			return err
		}
		item, err = findItem(ctx, tx, f.Case.ItemCode)
		return err
	})
	switch {
	case err != nil:
		return noReason, account, err
	case wish:
		return ByWish, account, nil
	case item.Stopped:
		return ByStop, account, nil
	case slices.ContainsFunc(f.LastSubmission().Materials, func(m casework.Material) bool { return m.Source == casework.Promised }):
		return ByPromise, account, nil
	case isAtWork(f):
		return ByWork, account, nil
	}
	if f, out := fault.As(casework.RuledOut(f.Item, f.Item.Plan(f.LastSubmission().Answers).Track)); out {
		account.Blocker = s.Texts.Text(message.Chinese, f.Key)
		return ByBlocker, account, nil
	}
	if s.Warnings == nil {
		return noReason, account, nil
	}
	if account.Warning, err = s.Warnings.Open(ctx, f); err == nil && len(account.Warning) > 0 {
		why = ByWarning
	}
	return why, account, err
}

// isAtWork reports whether a person has begun with f, or it has come further than rules may
// decide on.
func isAtWork(f *casework.File) bool {
	if f.Case.Status != casework.Submitted {
		return true
	}
	for _, t := range f.OpenTasks() {
		if t.Assignee != "" {
			return true
		}
	}
	return false
}

// approve settles the case in the unit that stores d. What may not be settled after all is
// referred.
func (s *Service) approve(ctx context.Context, f *casework.File, rule *rulebook.Version, d *Decision) error {
	limit := rule.DailyLimit
	_, err := s.Casework.Settle(ctx, f.Case.No, casework.Settlement{
		Event: casework.GrantAtOnce, Basis: casework.ByRule, Rule: s.inWords(rule),
		Input: casework.Input{Method: "electronic"},
		Unit: func(ctx context.Context, tx *db.Tx, now *casework.File) error {
			if now.Case.Version != f.Case.Version+1 {
				return errMoved
			}
			if wished, err := isWished(ctx, tx, f.Case.ID, d.Seq); err != nil || wished {
				return errors.Join(err, unless(!wished, errWished))
			}
			if in, err := s.Rulebooks.InForce(ctx, tx, d.Subject.Item); err != nil || !in {
				return errors.Join(err, unless(in, errStopped))
			}
			if used, err := useOne(ctx, tx, d.Subject.Item, calendar.DateOf(d.At), limit); err != nil || !used {
				return errors.Join(err, unless(used, errStopped))
			}
			return s.store(ctx, tx, d)
		},
	})
	switch f, isFault := fault.As(err); {
	case err == nil:
		return nil
	case errors.Is(err, errWished):
		return s.referTo(ctx, d, ByWish)
	case errors.Is(err, errStopped):
		return s.referTo(ctx, d, s.stopOrLimit(ctx, d.Subject.Item))
	case errors.Is(err, errMoved):
		return s.referTo(ctx, d, ByChange)
	case isFault && (f.Key == "casework.not-now" || strings.HasPrefix(f.Key, "casework.stale")):
		return s.referTo(ctx, d, ByChange)
	case isFault && f.Kind == fault.Conflict:
		d.Account.Blocker = s.Texts.Text(message.Chinese, f.Key, f.Args...)
		return s.referTo(ctx, d, ByBlocker)
	}
	return err
}

// unless returns err if it is not so.
func unless(so bool, err error) error {
	if so {
		return nil
	}
	return err
}

// stopOrLimit says which of the two has kept a case from being approved. Rules that were
// withdrawn meanwhile are a stop.
func (s *Service) stopOrLimit(ctx context.Context, item string) Reason {
	if offered, err := s.Offers(ctx, item); err == nil && !offered {
		return ByStop
	}
	return ByLimit
}

// referTo leaves the case of d to people after all.
func (s *Service) referTo(ctx context.Context, d *Decision, why Reason) error {
	d.Outcome, d.Reason = Referred, why
	return s.refer(ctx, d)
}

// refer keeps why the case of d stays with people. The case itself does not move.
func (s *Service) refer(ctx context.Context, d *Decision) error {
	return s.DB.Write(ctx, d.Subject.CaseNo, func(ctx context.Context, tx *db.Tx) error { return s.store(ctx, tx, d) })
}

// store keeps d, once for each submission.
func (s *Service) store(ctx context.Context, tx *db.Tx, d *Decision) error {
	sealed, err := s.sealAccount(d.Account)
	if err != nil {
		return err
	}
	first, err := insertDecision(ctx, tx, d, sealed)
	if err != nil || !first {
		return errors.Join(err, errDone)
	}
	data := decisionData{Seq: d.Seq, Outcome: d.Outcome, Reason: d.Reason, Version: d.Version.String(), Digest: digestOf(sealed)}
	return audit.Record(ctx, tx, audit.Entry{Event: "instant.decide", Actor: system.ID, Subject: d.Subject.CaseNo, At: d.At, Data: data})
}

// inWords names a rule in the record of a case.
func (s *Service) inWords(rule *rulebook.Version) string {
	return s.Texts.Text(message.Chinese, "instant.rule", rule.Number)
}

// seqOf is the number of what was handed in last.
func seqOf(f *casework.File) int64 { return f.LastSubmission().Seq }

func subjectOf(c *casework.Case) Subject {
	return Subject{c.ID, c.No, c.ShortNo, c.ItemCode, c.ItemName, c.Department, c.Region, c.Owner}
}
