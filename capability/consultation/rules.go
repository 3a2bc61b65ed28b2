package consultation

import (
	"slices"

	"tongban/capability/access"
	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/check"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Limits of what is asked.
const (
	maxAbout   = 60 // characters
	maxWords   = 2000
	maxOpen    = 20 // open questions about one case
	maxPerDay  = 50 // questions of one account
	maxRemarks = 20
	usualDays  = 3 // working days
	maxDays    = 20
)

// The faults of consultations.
var (
	errUnknown = fault.New(fault.NotFound, "consultation.unknown")
	errOver    = fault.New(fault.Conflict, "consultation.over")
	errChanged = fault.New(fault.Conflict, "consultation.changed")
	errTheirs  = fault.New(fault.Forbidden, "consultation.not-yours")
)

// askable returns the open tasks of f for which a may ask others: whoever has one, or answers
// for who has it.
func askable(a actor.Actor, f *casework.File) (tasks []*casework.Task) {
	if !f.Case.Status.IsUndecided() {
		return nil
	}
	for _, task := range f.OpenTasks() {
		if casework.MayHandOver(a, f, task) == nil {
			tasks = append(tasks, task)
		}
	}
	return tasks
}

// mayAsk returns the task for which a asks: the one named, or the only one.
func mayAsk(a actor.Actor, f *casework.File, named id.ID) (*casework.Task, error) {
	if !f.Case.Status.IsUndecided() {
		return nil, fault.New(fault.Conflict, "consultation.decided")
	}
	tasks := askable(a, f)
	if named != 0 {
		tasks = slices.DeleteFunc(tasks, func(t *casework.Task) bool { return t.ID != named })
	}
	switch len(tasks) {
	case 0:
		return nil, fault.New(fault.Forbidden, "consultation.no-task")
	case 1:
		return tasks[0], nil
	}
	return nil, fault.InvalidFields([]fault.Field{{Name: "task", Key: "consultation.wrong.task"}})
}

// plain returns q without what nobody sees, and with the usual time where none was given.
func (q Asking) plain() Asking {
	q.About, q.Question = check.Words(q.About), check.Words(q.Question)
	if q.Days == 0 {
		q.Days = usualDays
	}
	return q
}

// check finds what is wrong with q.
func (q Asking) check() (faults []fault.Field) {
	if (q.Whom.Role == "") == (q.Whom.Colleague == "") || q.Whom.Role != "" && !slices.Contains(Roles, q.Whom.Role) {
		faults = append(faults, fault.Field{Name: "whom", Key: "consultation.wrong.whom"})
	}
	faults = append(faults, wrong("about", q.About, maxAbout)...)
	faults = append(faults, wrong("question", q.Question, maxWords)...)
	if q.Days < 1 || q.Days > maxDays {
		faults = append(faults, fault.Field{Name: "days", Key: "consultation.wrong.days", Args: []any{maxDays}})
	}
	return faults
}

// wrong finds what is wrong with words that have to be given.
func wrong(name, words string, most int) []fault.Field {
	switch length := len([]rune(words)); {
	case length == 0:
		return []fault.Field{{Name: name, Key: "consultation.wrong." + name}}
	case length > most:
		return []fault.Field{{Name: name, Key: "consultation.wrong.long", Args: []any{most}}}
	}
	return nil
}

// check finds what is wrong with r: a bare yes needs no words.
func (r Reply) check() (faults []fault.Field) {
	if !slices.Contains(Opinions, r.Opinion) {
		faults = append(faults, fault.Field{Name: "opinion", Key: "consultation.wrong.opinion"})
	}
	if r.Words == "" && r.Opinion == Agreed {
		return faults
	}
	return append(faults, wrong("answer", r.Words, maxWords)...)
}

// isAsked reports whether a is one of those who are asked: the colleague, or who holds the
// role in the department, and whoever heads it.
func (c *Consultation) isAsked(a actor.Actor) bool {
	switch {
	case a.ID == c.Asker.Account || !access.Has(a, access.ConsultationAnswer):
		return false
	case c.Whom.Colleague != "":
		return c.Whom.Colleague == a.ID
	}
	return c.Whom.Department == a.Department && (a.Is(c.Whom.Role) || a.Is(actor.Head))
}

// concerns reports whether a may read c whatever they may see of the case: who asks, who is
// asked, and who was until it was forwarded.
func (c *Consultation) concerns(a actor.Actor) bool {
	if a.ID == c.Asker.Account || a.ID == c.Holder.Account || c.Whom.Colleague == a.ID {
		return true
	}
	mine := a.Department != "" && access.Has(a, access.ConsultationAnswer)
	return mine && (c.Whom.Colleague == "" && c.Whom.Department == a.Department || c.Forwarding.From == a.Department)
}

// may says why a may not do e with c, nil if a may.
func (c *Consultation) may(a actor.Actor, e Event, today calendar.Date) error {
	if !c.IsOpen() {
		return errOver
	}
	switch e {
	case Claim, Answer, Forward:
		if !c.isAsked(a) {
			return errTheirs
		}
		if c.State == Taken && (c.Holder.Account != a.ID || e == Claim) {
			return fault.New(fault.Conflict, "consultation.taken", c.Holder.Name)
		}
		if e == Forward && !c.Forwarding.At.IsZero() {
			return fault.New(fault.Conflict, "consultation.forwarded-once")
		}
	case Release:
		if c.Whom.Colleague != "" || c.Holder.Account != a.ID && !(c.isAsked(a) && a.Is(actor.Head)) {
			return errTheirs
		}
	case Remark, Withdraw, Proceed:
		if !c.asks {
			return errTheirs
		}
		if e == Proceed && !(c.Holds() && c.IsLate(today)) {
			return fault.New(fault.Conflict, "consultation.not-late")
		}
	}
	if !Lifecycle.May(c.State, e) {
		return fault.New(fault.Conflict, "consultation.not-now")
	}
	return nil
}

// next returns what a may do with c now.
func (c *Consultation) next(a actor.Actor, today calendar.Date) []Event {
	return slices.DeleteFunc(slices.Clone(commands), func(e Event) bool { return c.may(a, e, today) != nil })
}
