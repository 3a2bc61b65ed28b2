package lifestage

import (
	"context"
	"fmt"
	"slices"

	"tongban/capability/audit"
	"tongban/capability/catalogue"
	"tongban/capability/identity"
	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Deps is what the stages of life stand on.
type Deps struct {
	DB        *db.DB
	Clock     clock.Clock
	Catalogue Catalogue
	Cases     Cases
	Licences  Licences
	People    People
	Bundles   Bundles // nil: there are none
}

// Service leads through a life.
type Service struct {
	Deps
	guidance Guidance
}

// New returns the service.
func New(d Deps) *Service {
	g, err := readGuidance(guidanceFile)
	if err != nil {
		panic(err) // it is part of the program
	}
	return &Service{Deps: d, guidance: g}
}

// How much is looked at for suggestions, and how much is offered and kept.
const (
	mostMatters   = 100
	mostLicences  = 100
	mostShown     = 12
	mostDismissed = 200
)

// The faults of stages and suggestions.
var (
	errStage      = fault.New(fault.NotFound, "lifestage.unknown-stage")
	errSuggestion = fault.New(fault.NotFound, "lifestage.unknown-suggestion")
)

// Suggestion is something the reader may need next, and why.
type Suggestion struct {
	ID     string             // names it without saying what it is
	Item   *catalogue.Summary // or
	Bundle *Bundle
	Reason Reason
}

// URL is where it is applied for.
func (s Suggestion) URL() string {
	if s.Bundle != nil {
		return s.Bundle.URL()
	}
	return "/items/" + s.Item.Code
}

// Offer is what is suggested to a reader.
type Offer struct {
	On      bool // the reader has not switched it off
	Another bool // the reader acts for another person, of whom nothing is concluded
	List    []Suggestion
	Hidden  int // how many of those that would be offered were dismissed
}

// Offer returns what the actor, or the firm they act for, may need next. It is worked out
// anew each time from their own cases, licences and age; nothing of it is kept.
//
// Basis: 个人信息保护法 art. 24: who is addressed by what is known of them can refuse it easily;
// arts 28 and 29: nothing is concluded from what is sensitive.
func (s *Service) Offer(ctx context.Context) (Offer, error) {
	offer, all, err := s.offer(ctx)
	for _, one := range all {
		if one.dismissed {
			offer.Hidden++
		} else if len(offer.List) < mostShown {
			offer.List = append(offer.List, one.Suggestion)
		}
	}
	return offer, err
}

// offered is a suggestion and whether it was dismissed.
type offered struct {
	Suggestion
	dismissed bool
}

// offer works out all suggestions, dismissed ones too.
func (s *Service) offer(ctx context.Context) (offer Offer, all []offered, err error) {
	by := actor.From(ctx)
	account, err := accountOf(by)
	if err != nil {
		return Offer{}, nil, nil // guests, staff and programs have none
	}
	offer.Another = by.Acting() && by.For.Kind != actor.Firm
	var dismissed map[string]bool
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if offer.On, err = findSwitch(ctx, tx, account); err == nil && offer.On {
			dismissed, err = listDismissals(ctx, tx, account)
		}
		return err
	})
	if err != nil || !offer.On || offer.Another {
		return offer, nil, wrapped(err)
	}
	f, err := s.facts(ctx, by)
	if err != nil {
		return offer, nil, wrapped(err)
	}
	all, err = s.resolve(ctx, by, f)
	for i := range all {
		all[i].dismissed = dismissed[all[i].ID]
	}
	return offer, all, wrapped(err)
}

func wrapped(err error) error {
	if err != nil {
		return fmt.Errorf("suggest: %w", err)
	}
	return nil
}

// accountOf returns the account of a citizen.
func accountOf(by actor.Actor) (id.ID, error) {
	if by.Kind != actor.Citizen {
		return 0, fault.New(fault.Forbidden, "fault.forbidden")
	}
	return id.Parse(by.ID)
}

// facts reads what is known of whom the actor acts for.
func (s *Service) facts(ctx context.Context, by actor.Actor) (f facts, err error) {
	f = facts{kind: Person, owner: by.Owner(), now: s.Clock.Now(), age: unknown}
	if by.Acting() {
		f.kind = Firm
	} else if f.age, err = s.age(ctx, by); err != nil {
		return f, err
	}
	if f.matters, err = s.Cases.Matters(ctx, mostMatters); err != nil {
		return f, err
	}
	if f.licences, err = s.held(ctx, f); err != nil {
		return f, err
	}
	f.bundles, err = s.bundles(ctx)
	return f, err
}

// age returns how old somebody is by the register, unknown if it never said who they are.
func (s *Service) age(ctx context.Context, by actor.Actor) (int, error) {
	key, err := id.Parse(by.ID)
	if err != nil {
		return unknown, err
	}
	p, err := s.People.Person(ctx, key)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return unknown, nil
	}
	if err != nil || p.Level < identity.Checked || p.Born().IsZero() {
		return unknown, err
	}
	return check.Age(p.Born(), s.Clock.Now()), nil
}

// held reads the wallet; of licences that run out soon also what renews them.
func (s *Service) held(ctx context.Context, f facts) ([]held, error) {
	page, _, err := s.Licences.Mine(ctx, 0, mostLicences)
	if err != nil {
		return nil, err
	}
	list := make([]held, len(page))
	for i, l := range page {
		list[i].Licence = l
		if l.ValidTo == "" || !l.Usable(f.now) || f.now.Before(l.ValidTo.Start().AddDate(0, 0, -soon)) {
			continue
		}
		kinds, err := s.Licences.Kinds(ctx, page[i:i+1])
		if err != nil {
			return nil, err
		}
		list[i].renewal = kinds[l.Type.Code].Renewal
	}
	return list, nil
}

// bundles returns what the city offers as one.
func (s *Service) bundles(ctx context.Context) ([]Bundle, error) {
	if s.Bundles == nil {
		return nil, nil
	}
	return s.Bundles.Offered(ctx)
}

// resolve turns candidates into what the city has, each once, without what is done, silent
// or sensitive, or beyond the actor's power.
func (s *Service) resolve(ctx context.Context, by actor.Actor, f facts) (all []offered, err error) {
	seen := map[string]bool{}
	for _, c := range s.guidance.candidates(f) {
		one, err := s.target(ctx, f, c)
		if err != nil {
			return nil, err
		}
		if one == nil || seen[one.URL()] || one.Item != nil && !by.Covers(one.Item.Code) || one.Bundle != nil && !by.Covers("") {
			continue
		}
		seen[one.URL()] = true
		one.ID, one.Reason = c.id(f.owner, one.URL()), c.reason
		all = append(all, offered{Suggestion: *one})
	}
	return all, nil
}

// target finds what a candidate is in this city; nil if there is nothing to suggest.
func (s *Service) target(ctx context.Context, f facts, c candidate) (*Suggestion, error) {
	summary, err := s.offers(ctx, c.Target)
	if err != nil || summary == nil || f.kind == Firm && !Firm.fits(summary.ServiceObjects) {
		return nil, err
	}
	if s.guidance.sensitive(summary.Name) || s.guidance.silent(summary) {
		return nil, nil
	}
	item, err := s.Catalogue.Published(ctx, summary.Code)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return nil, nil // suspended this moment
	}
	if err != nil || f.done(c, item) {
		return nil, err
	}
	for i := range f.bundles {
		b := &f.bundles[i]
		if slices.Contains(c.Bundles, b.Code) && f.kind.fits(b.ServiceObjects) && !f.begun(c, b) {
			return &Suggestion{Bundle: b}, nil
		}
	}
	return &Suggestion{Item: summary}, nil
}

// offers returns the first of a target's items that the city has, or one by its words.
func (s *Service) offers(ctx context.Context, t Target) (*catalogue.Summary, error) {
	found, err := s.Catalogue.Summaries(ctx, t.Items)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 && len(t.Words) > 0 {
		page, err := s.Catalogue.Search(ctx, catalogue.Query{Only: func(one *catalogue.Summary) bool { return named(one.Name, t.Words) }, Limit: 1})
		if err != nil {
			return nil, err
		}
		found = page.Items
	}
	if len(found) == 0 {
		return nil, nil
	}
	return &found[0], nil
}

// Switch turns suggestions on or off for the actor, whomever they act for.
func (s *Service) Switch(ctx context.Context, on bool) error {
	return s.change(ctx, "switch", func(ctx context.Context, tx *db.Tx, account id.ID) error {
		if was, err := findSwitch(ctx, tx, account); err != nil || was == on {
			return err
		}
		if err := storeSwitch(ctx, tx, account, on, s.Clock.Now()); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Event: "lifestage.switch", Actor: account.String(), Subject: account.String(), At: s.Clock.Now(), Data: switchData{on},
		})
	})
}

// Dismiss takes one suggestion away for good. What is not suggested to the actor is NotFound;
// doing it again changes nothing.
func (s *Service) Dismiss(ctx context.Context, suggestion string) error {
	_, all, err := s.offer(ctx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, func(one offered) bool { return one.ID == suggestion }) {
		return errSuggestion
	}
	return s.change(ctx, "dismiss", func(ctx context.Context, tx *db.Tx, account id.ID) error {
		return insertDismissal(ctx, tx, account, suggestion)
	})
}

// Restore brings back everything the actor has dismissed.
func (s *Service) Restore(ctx context.Context) error {
	return s.change(ctx, "restore", deleteDismissals)
}

// change does something with what an account has said, in a unit.
func (s *Service) change(ctx context.Context, what string, do func(context.Context, *db.Tx, id.ID) error) error {
	account, err := accountOf(actor.From(ctx))
	if err != nil {
		return err
	}
	err = s.DB.Write(ctx, account.String(), func(ctx context.Context, tx *db.Tx) error { return do(ctx, tx, account) })
	if err != nil {
		return fmt.Errorf("%s suggestions: %w", what, err)
	}
	return nil
}
