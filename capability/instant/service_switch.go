package instant

import (
	"context"
	"fmt"
	"slices"
	"unicode/utf8"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/check"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// Standing is an item on the list of those on which rules decide.
type Standing struct {
	Item
	Name       string
	Department string // code
	Number     int64  // version of the rulebook in force, 0 if none is
	RuleLimit  int    // approvals a day that the rulebook allows, 0 is any number
	Approved   int    // today
	Referred   int
	Reasons    []Counted // of today's referrals, the most frequent first
	MaySwitch  bool      // the reader may stop it and start it again
	Changes    []Switching
}

// Most is how many cases may be approved a day, 0 is any number.
func (s Standing) Most() int {
	if s.Limit > 0 && (s.RuleLimit == 0 || s.Limit < s.RuleLimit) {
		return s.Limit
	}
	return s.RuleLimit
}

// item returns how an item stands.
func (s *Service) item(ctx context.Context, code string) (i Item, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		i, err = findItem(ctx, tx, code)
		return err
	})
	return i, err
}

// Standings returns the items on which rules decide, or did, that the actor may see, with
// what they came to today.
func (s *Service) Standings(ctx context.Context) ([]Standing, error) {
	by := actor.From(ctx)
	if !access.Has(by, access.InstantRead) {
		return nil, fault.New(fault.Forbidden, "access.forbidden")
	}
	codes, err := s.Rulebooks.Ruled(ctx)
	if err != nil {
		return nil, fmt.Errorf("standings: %w", err)
	}
	var known []Item
	var counted []Counted
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if known, err = listItems(ctx, tx); err != nil {
			return err
		}
		counted, err = countDay(ctx, tx, s.today())
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("standings: %w", err)
	}
	for _, i := range known {
		codes = append(codes, i.Code)
	}
	slices.Sort(codes)
	var list []Standing
	for _, code := range slices.Compact(codes) {
		one, err := s.standing(ctx, code, known, counted)
		switch {
		case err != nil && fault.KindOf(err) != fault.NotFound:
			return nil, err
		case err == nil && access.May(by, access.InstantRead, one.object()) == nil:
			list = append(list, one)
		}
	}
	return list, nil
}

// Standing returns how one item stands, with who changed its switch.
func (s *Service) Standing(ctx context.Context, code string) (one Standing, err error) {
	by := actor.From(ctx)
	var known []Item
	var counted []Counted
	var changes []Switching
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if known, err = listItems(ctx, tx); err != nil {
			return err
		}
		if counted, err = countDay(ctx, tx, s.today()); err != nil {
			return err
		}
		changes, err = listSwitchings(ctx, tx, code, mostChanges)
		return err
	})
	if err == nil {
		one, err = s.standing(ctx, code, known, counted)
	}
	if err == nil {
		err = access.May(by, access.InstantRead, one.object())
	}
	if err != nil {
		return Standing{}, fmt.Errorf("standing of %s: %w", code, err)
	}
	one.Changes = changes
	return one, nil
}

// mostChanges is how many changes of a switch a page shows.
const mostChanges = 20

func (s *Service) standing(ctx context.Context, code string, known []Item, counted []Counted) (Standing, error) {
	item, err := s.Casework.Catalogue.Published(ctx, code)
	if err != nil {
		return Standing{}, errUnknown
	}
	one := standingOf(ctx, item)
	if at := slices.IndexFunc(known, func(i Item) bool { return i.Code == code }); at >= 0 {
		one.Item = known[at]
	}
	rule, ok, err := s.Rulebooks.Current(ctx, code)
	if err != nil {
		return Standing{}, err
	}
	if ok {
		one.Number, one.RuleLimit = rule.Number, rule.DailyLimit
	}
	for _, c := range counted {
		switch {
		case c.Item != code:
		case c.Outcome == Approved:
			one.Approved += c.Count
		default:
			one.Referred += c.Count
			one.Reasons = append(one.Reasons, c)
		}
	}
	slices.SortStableFunc(one.Reasons, func(a, b Counted) int { return b.Count - a.Count })
	one.MaySwitch = access.May(actor.From(ctx), access.InstantSwitch, one.object()) == nil
	return one, nil
}

func standingOf(ctx context.Context, item *catalogue.Item) Standing {
	name, _ := item.In(ctx, item.Name)
	return Standing{Item: Item{Code: item.Code}, Name: name, Department: item.Department.Code}
}

// object describes an item to the access matrix.
func (s Standing) object() access.Object {
	return access.Object{Department: s.Department, Item: s.Code}
}

// Switch is how somebody wants an item to stand.
type Switch struct {
	Stopped bool
	Limit   int // approvals a day; 0 is as the rulebook says
	Why     string
}

// mostLimit is the highest daily limit.
const mostLimit = 100_000

// Switch stops automatic decisions on an item at once, starts them again, or sets how many
// approvals there may be a day. From the next unit on nothing else is approved.
func (s *Service) Switch(ctx context.Context, code string, x Switch) (Standing, error) {
	by := actor.From(ctx)
	one, err := s.Standing(ctx, code)
	if err == nil {
		err = access.May(by, access.InstantSwitch, one.object())
	}
	if err != nil {
		return Standing{}, err
	}
	faults := wrong("why", x.Why)
	if x.Limit < 0 || x.Limit > mostLimit {
		faults = append(faults, fault.Field{Name: "limit", Key: "instant.wrong.limit", Args: []any{mostLimit}})
	}
	if len(faults) > 0 {
		return Standing{}, fault.InvalidFields(faults)
	}
	change := Switching{
		ID: id.New(), Item: code, Stopped: x.Stopped, Limit: x.Limit, Why: check.Words(x.Why), By: by.ID, ByName: by.Name, At: s.Clock.Now(),
	}
	_, err = once.Do(ctx, s.Once, "instant/"+code, "instant.switch", []any{code, x}, func(ctx context.Context, tx *db.Tx) (bool, error) {
		if err := putItem(ctx, tx, change); err != nil {
			return false, err
		}
		return true, audit.Record(ctx, tx, audit.Entry{
			Event: "instant.switch", Actor: by.ID, Subject: code, At: change.At, Data: switchData{x.Stopped, x.Limit},
		})
	})
	if err != nil {
		return Standing{}, fmt.Errorf("switch %s: %w", code, err)
	}
	return s.Standing(ctx, code)
}

// today is the day it is.
func (s *Service) today() calendar.Date { return calendar.DateOf(s.Clock.Now()) }

// wrong finds what is wrong with something that has to be written.
func wrong(name, text string) []fault.Field {
	switch {
	case check.Words(text) == "":
		return []fault.Field{{Name: name, Key: "instant.wrong." + name}}
	case utf8.RuneCountInString(text) > longestWords:
		return []fault.Field{{Name: name, Key: "instant.wrong.long", Args: []any{longestWords}}}
	}
	return nil
}
