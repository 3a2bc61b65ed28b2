package credit

import (
	"slices"
	"time"

	"tongban/kernel/calendar"
)

// Grade says how grave a fact is.
type Grade string

// The grades.
const (
	Minor   Grade = "minor"   // 轻微失信
	General Grade = "general" // 一般失信
	Serious Grade = "serious" // 严重失信
)

// Grades are all grades, the mildest first.
var Grades = []Grade{Minor, General, Serious}

// Effect is what a fact can have an effect on. There is no other; a lawful application is
// never refused for one.
//
// Basis: 国办发〔2020〕49号: measures only as far as a law or a list by law has them.
type Effect string

// The effects.
const (
	Commitment Effect = "commitment" // acting on a promise instead of proof (告知承诺)
	Deferral   Effect = "deferral"   // bringing a paper later (容缺受理)
	Inspection Effect = "inspection" // how often what was granted is looked at
)

// Effects are all effects, in the order they are shown.
var Effects = []Effect{Commitment, Deferral, Inspection}

// Rule says what a fact of a kind and grade does, and for how long.
type Rule struct {
	Kind   Kind
	Grade  Grade
	Months int      // for which it counts, from the day it was recorded
	Repair int      // months after which its repair may be asked for
	From   int      // how many of the kind have to be in force for it to count
	Stops  []Effect // not open while it counts
	Share  int      // per cent of what was granted that is looked at while it counts
}

// UsualShare is how many per cent are looked at where nothing speaks for more.
const UsualShare = 10

// RedShare is how many per cent are looked at of who is on a red list.
const RedShare = 5

// rules are the one table of what facts do. The first grade of a kind is its usual one.
//
// Basis: domain rules of credit: publicity of minor facts at most 3 months, of general ones 3
// months to 1 year, of serious ones 1 to 3 years; 国办发〔2020〕42号: no more commitments after a
// false one, until it is repaired.
var rules = []Rule{
	{NoShow, Minor, 3, 0, 3, nil, 20},
	{FalseStatement, General, 6, 3, 1, []Effect{Commitment, Deferral}, 50},
	{FalseStatement, Serious, 12, 12, 1, []Effect{Commitment, Deferral}, 100},
	{FalseCommitment, General, 12, 3, 1, []Effect{Commitment, Deferral}, 50},
	{FalseCommitment, Serious, 36, 12, 1, []Effect{Commitment, Deferral}, 100},
	{UnkeptPromise, General, 6, 3, 1, []Effect{Deferral}, 20},
	{UnkeptPromise, Minor, 3, 0, 1, []Effect{Deferral}, UsualShare},
	{Penalty, General, 12, 3, 1, nil, 30},
	{Penalty, Minor, 3, 0, 1, nil, UsualShare},
	{Penalty, Serious, 36, 12, 1, []Effect{Commitment, Deferral}, 100},
	{Blacklisted, Serious, 36, 12, 1, []Effect{Commitment, Deferral}, 100},
}

// answerDays is within how many working days an objection is answered. Facts whose objection
// is not answered in time have no effect until it is.
const answerDays = 7

// repairDays is within how many working days a repair is decided on.
const repairDays = 10

// repairAgain is how many months after a refusal a repair may be asked for again.
const repairAgain = 1

// bounds are the shortest and the longest time, in months, that a fact of a grade may count.
var bounds = map[Grade][2]int{Minor: {0, 3}, General: {3, 12}, Serious: {12, 36}}

// ruleOf returns the rule of a kind and grade; of no grade, the usual one of the kind.
func ruleOf(k Kind, g Grade) (Rule, bool) {
	at := slices.IndexFunc(rules, func(r Rule) bool { return r.Kind == k && (g == "" || r.Grade == g) })
	if at < 0 {
		return Rule{}, false
	}
	return rules[at], true
}

// addMonths returns the day of d's number n months later, the last of the month if it has
// none.
func addMonths(d calendar.Date, n int) calendar.Date {
	year, month, day := d.Civil()
	last := calendar.On(year, month+time.Month(n)+1, 1) - 1
	return min(calendar.On(year, month+time.Month(n), day), last)
}

// counts reports whether f has its effects on a day: it stands, its time has not run out, and
// the office is not late with the answer to an objection.
func (f *Fact) counts(today calendar.Date) bool {
	switch f.State {
	case Recorded, Upheld:
		return today <= f.Until
	case Objected:
		return today <= f.Until && today <= f.DueOn
	}
	return false
}

// standing returns those of facts that count today and have an effect, each kind's number
// considered.
func standing(facts []*Fact, today calendar.Date) []*Fact {
	number := map[Kind]int{}
	for _, f := range facts {
		if f.counts(today) {
			number[f.Kind]++
		}
	}
	var found []*Fact
	for _, f := range facts {
		if rule, ok := ruleOf(f.Kind, f.Grade); ok && f.counts(today) && number[f.Kind] >= rule.From {
			found = append(found, f)
		}
	}
	return found
}

// against returns those of standing facts that close e.
func against(facts []*Fact, e Effect) []*Fact {
	var found []*Fact
	for _, f := range facts {
		if rule, _ := ruleOf(f.Kind, f.Grade); slices.Contains(rule.Stops, e) {
			found = append(found, f)
		}
	}
	return found
}

// shareOf returns how many per cent are looked at with standing facts, and those that change
// it: what raises it, or, with nothing against somebody, the red list that lowers it.
func shareOf(facts, red []*Fact) (percent int, changing []*Fact) {
	if len(facts) == 0 && len(red) > 0 {
		return RedShare, red
	}
	percent = UsualShare
	for _, f := range facts {
		if rule, _ := ruleOf(f.Kind, f.Grade); rule.Share > UsualShare {
			percent, changing = max(percent, rule.Share), append(changing, f)
		}
	}
	return percent, changing
}
