package credit

import (
	"slices"
	"time"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Repair is the request of whom a fact is about to end its effects before its time (信用修复): a
// case of its own, with a day by which it is decided.
type Repair struct {
	ID        id.ID
	Fact      id.ID
	Kind      Kind  // of the fact
	Grade     Grade // of the fact
	Recorder  string
	Matter    Matter
	Asker     string
	Why       string
	File      id.ID // evidence; zero for none
	FileName  string
	AskedAt   time.Time
	DueOn     calendar.Date
	Late      bool // who asked was told that the answer is late
	State     RepairState
	Decider   string
	Decision  string
	DecidedAt time.Time
}

// object describes a repair to the access matrix.
func (r *Repair) object() access.Object {
	return access.Object{Owner: r.Matter.Owner.String(), Department: r.Matter.Department, Region: r.Matter.Region, State: string(r.State)}
}

// may says why a may not do e with r.
//
// Basis: 国办发〔2020〕49号: repair is open to everybody, without a fee, and answered in time.
func (r *Repair) may(a actor.Actor, e RepairEvent) error {
	if err := access.May(a, access.CreditRead, r.object()); err != nil {
		return err
	}
	if !RepairLifecycle.May(r.State, e) {
		return errNotNow
	}
	switch {
	case e == EndRepair:
		return errNotYours
	case e == DropRepair:
		if a.Kind != actor.Citizen || !a.MaySubmit() {
			return errNotYours
		}
		return nil
	case a.ID == r.Recorder, a.ID == r.Asker: // nobody decides on what they recorded, or asked for
		return errNotYours
	}
	return access.May(a, access.CreditReview, r.object())
}

// next returns what a may do with r now.
func (r *Repair) next(a actor.Actor) []RepairEvent {
	return slices.DeleteFunc(RepairLifecycle.Next(r.State), func(e RepairEvent) bool { return r.may(a, e) != nil })
}

// late reports whether the answer is late on a day.
func (r *Repair) late(today calendar.Date) bool { return r.State == Asked && today > r.DueOn }

// repairFrom is the first day on which the repair of f may be asked for; last is the one asked
// for last, nil if none was.
func (f *Fact) repairFrom(last *Repair) calendar.Date {
	rule, _ := ruleOf(f.Kind, f.Grade)
	from := addMonths(calendar.DateOf(f.RecordedAt), rule.Repair)
	if last != nil && last.State == Refused {
		from = max(from, addMonths(calendar.DateOf(last.DecidedAt), repairAgain))
	}
	return from
}

// mayRepair says why a may not ask for the repair of f today.
func (f *Fact) mayRepair(a actor.Actor, last *Repair, today calendar.Date) error {
	if err := access.May(a, access.CreditRead, f.object()); err != nil {
		return err
	}
	switch {
	case a.Kind != actor.Citizen || !a.MaySubmit():
		return errNotYours
	case f.State != Recorded && f.State != Upheld, today > f.Until:
		return errNotNow
	case last != nil && last.State == Asked:
		return errAsked
	case today < f.repairFrom(last):
		return fault.New(fault.Conflict, "credit.repair-early", f.repairFrom(last).String())
	}
	return nil
}

// errAsked says that a repair waits for its answer already.
var errAsked = fault.New(fault.Conflict, "credit.repair-asked")
