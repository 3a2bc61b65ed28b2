package commitment

import (
	"slices"
	"unicode/utf8"

	"tongban/capability/access"
	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/check"
	"tongban/kernel/fault"
)

// Limits of what is written, and of time.
const (
	maxWords   = 500 // characters
	maxGround  = 300
	maxNames   = 60
	usualDays  = 10 // working days to put things right
	maxDays    = 60
	answerDays = 5 // working days to be heard in
	soonDays   = 3 // working days before the last one it is told that a check is due
)

// usualWithin is how long there is to check where an item does not say it so that it can be
// read.
//
// Basis: local rules on 告知承诺 commonly give two months.
var usualWithin = catalogue.Within{Months: 2}

// within is how long there is to check what item was granted for on a commitment.
func within(item *catalogue.Item) catalogue.Within {
	if item.Commitment != nil {
		if w, ok := catalogue.ParseWithin(item.Commitment.VerifyWithin); ok {
			return w
		}
	}
	return usualWithin
}

// offers reports whether item can be had on a commitment.
func offers(item *catalogue.Item) bool {
	return item.Commitment != nil && item.Commitment.Available && len(item.Commitment.Clauses) > 0
}

// The faults of commitments.
var (
	errUnknown = fault.New(fault.NotFound, "commitment.unknown")
	errNotNow  = fault.New(fault.Conflict, "commitment.not-now")
	errChanged = fault.New(fault.Conflict, "commitment.changed")
)

// Finding is what somebody writes about a check or a decision.
type Finding struct {
	Words   string // what was found, said or decided
	Ground  string // in law
	Way     Way
	With    string // who else went
	Visit   string // number of the record of a visit
	Days    int    // working days to put it right
	Reply   string // to what the applicant has said
	Version int64  // of the commitment as it was read; zero if that does not matter
}

// plain returns f without what nobody sees, and with the usual time where none was given.
func (f Finding) plain() Finding {
	f.Words, f.Ground, f.With, f.Visit, f.Reply = check.Words(f.Words), check.Words(f.Ground), check.Words(f.With), check.Words(f.Visit), check.Words(f.Reply)
	if f.Days == 0 {
		f.Days = usualDays
	}
	return f
}

// check finds what is wrong with f as what e says of c.
//
// Basis: 行政许可法, art. 34(3): no fewer than two people go.
func (f Finding) check(c *Commitment, e Event) (faults []fault.Field) {
	add := func(bad bool, name, key string, args ...any) {
		if bad {
			faults = append(faults, fault.Field{Name: name, Key: "commitment.wrong." + key, Args: args})
		}
	}
	length := utf8.RuneCountInString
	add(f.Words == "", "words", "words-"+string(e))
	add(length(f.Words) > maxWords, "words", "long", maxWords)
	if e == Pass || e == Order || e == Doubt {
		add(!slices.Contains(Ways, f.Way), "way", "way")
		add(f.Way == OnSite && f.With == "" && f.Visit == "", "with", "with")
		add(length(f.With) > maxNames, "with", "long", maxNames)
	}
	if e == Order || e == Doubt || e == Revoke {
		add(f.Ground == "", "ground", "ground")
		add(length(f.Ground) > maxGround, "ground", "long", maxGround)
	}
	add(e == Order && (f.Days < 1 || f.Days > maxDays), "days", "days", maxDays)
	if e == Revoke || e == Keep {
		add(c.Answered && f.Reply == "", "reply", "reply")
		add(length(f.Reply) > maxWords, "reply", "long", maxWords)
	}
	return faults
}

// may says why a may not do e with c on today, nil if a may.
func (c *Commitment) may(a actor.Actor, e Event, today calendar.Date) error {
	if err := access.May(a, needs(e), c.object()); err != nil {
		return err
	}
	if !Lifecycle.May(c.State, e) {
		return errNotNow
	}
	switch e {
	case Answer:
		if c.Answered {
			return fault.New(fault.Conflict, "commitment.answered")
		}
	case Revoke, Keep:
		// Basis: who is to lose something is heard first.
		if !c.Answered && today <= c.DueOn {
			return fault.New(fault.Conflict, "commitment.not-heard", c.DueOn.String())
		}
	}
	return nil
}

// needs is the permission for e.
func needs(e Event) access.Permission {
	switch e {
	case Answer:
		return access.CommitmentAnswer
	case Revoke, Keep:
		return access.CommitmentDecide
	}
	return access.CommitmentCheck
}

// Next returns what a may do with c on today.
func (c *Commitment) Next(a actor.Actor, today calendar.Date) []Event {
	return slices.DeleteFunc(slices.Clone(commands), func(e Event) bool { return c.may(a, e, today) != nil })
}
