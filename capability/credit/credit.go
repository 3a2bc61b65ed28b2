package credit

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/check"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Kind is what somebody did.
type Kind string

// The kinds.
const (
	NoShow          Kind = "no-show"          // 爽约
	FalseStatement  Kind = "false-statement"  // 虚假陈述
	FalseCommitment Kind = "false-commitment" // 虚假承诺
	UnkeptPromise   Kind = "unkept-promise"   // 容缺未补

	Penalty     Kind = "penalty"     // 行政处罚, published by another body, as the next ones
	Blacklisted Kind = "blacklisted" // 列入严重失信主体名单
	Trusted     Kind = "trusted"     // 列入守信激励名单
)

// Kinds are what is recorded in cases, in the order they are offered.
var Kinds = []Kind{NoShow, FalseStatement, FalseCommitment, UnkeptPromise}

// Matter is the case in which it happened.
type Matter struct {
	CaseNo     string
	ShortNo    string
	ItemName   string
	Owner      id.ID // whom the case is for
	Department string
	Region     string
	Told       []id.ID // accounts that are told of what happens to the case
}

// Fact is one entry of somebody's record.
type Fact struct {
	ID         id.ID
	Kind       Kind
	Grade      Grade
	Matter     Matter
	HappenedOn calendar.Date
	What       string
	Evidence   string // by what it can be proved
	Recorder   string // account of the member of staff, or "system:…"
	RecordedAt time.Time
	Until      calendar.Date // the last day on which it counts
	Source     string        // capability that reported it; none if a person recorded it at the desk
	Ref        string        // what that calls the event
	State      State
	Published  bool // it comes from a published list, not from a case here
	Objection  string
	ObjectedAt time.Time
	DueOn      calendar.Date // by when the objection is answered
	Decision   string        // of an objection, or why it was taken back
	DecidedAt  time.Time
}

// Entry is what somebody records.
type Entry struct {
	Kind       Kind
	Grade      Grade  // none: the usual one of the kind
	HappenedOn string // YYYY-MM-DD
	What       string
	Evidence   string
}

// maxText is the longest text, in characters.
const maxText = 500

// check finds what is wrong with e, recorded on today, and returns its day and rule.
func (e Entry) check(today calendar.Date) (day calendar.Date, rule Rule, fields []fault.Field) {
	rule, known := ruleOf(e.Kind, e.Grade)
	switch {
	case !slices.Contains(Kinds, e.Kind):
		fields = append(fields, fault.Field{Name: "kind", Key: "credit.wrong.kind"})
	case !known:
		fields = append(fields, fault.Field{Name: "grade", Key: "credit.wrong.grade"})
	}
	day, err := calendar.ParseDate(strings.TrimSpace(e.HappenedOn))
	if err != nil || day > today {
		fields = append(fields, fault.Field{Name: "day", Key: "credit.wrong.day"})
	}
	fields = append(fields, wrong("what", e.What)...)
	return day, rule, append(fields, wrong("evidence", e.Evidence)...)
}

// wrong finds what is wrong with something that has to be written.
func wrong(name, text string) []fault.Field {
	switch {
	case check.Words(text) == "":
		return []fault.Field{{Name: name, Key: "credit.wrong." + name}}
	case utf8.RuneCountInString(text) > maxText:
		return []fault.Field{{Name: name, Key: "credit.wrong.long", Args: []any{maxText}}}
	}
	return nil
}

// object describes a fact to the access matrix.
func (f *Fact) object() access.Object {
	return access.Object{Owner: f.Matter.Owner.String(), Department: f.Matter.Department, Region: f.Matter.Region, State: string(f.State)}
}

// may says why a may not do e with f.
func (f *Fact) may(a actor.Actor, e Event) error {
	if err := access.May(a, access.CreditRead, f.object()); err != nil {
		return err
	}
	if !Lifecycle.May(f.State, e) {
		return errNotNow
	}
	switch e {
	case Lapse, Mend:
		return errNotYours // by itself, by its repair
	case Object:
		if a.Kind != actor.Citizen || !a.MaySubmit() {
			return errNotYours
		}
		return nil
	case TakeBack:
		if a.ID != f.Recorder {
			return errNotYours
		}
		return access.May(a, access.CreditRecord, f.object())
	}
	if a.ID == f.Recorder { // Basis: nobody decides on what they recorded themselves
		return errNotYours
	}
	return access.May(a, access.CreditReview, f.object())
}

// next returns what a may do with f now.
func (f *Fact) next(a actor.Actor) []Event {
	return slices.DeleteFunc(Lifecycle.Next(f.State), func(e Event) bool { return f.may(a, e) != nil })
}

// The faults of facts.
var (
	errUnknown  = fault.New(fault.NotFound, "credit.unknown")
	errNotNow   = fault.New(fault.Conflict, "credit.not-now")
	errNotYours = fault.New(fault.Forbidden, "credit.not-yours")
	errTwice    = fault.InvalidFields([]fault.Field{{Name: "day", Key: "credit.wrong.twice"}})
)
