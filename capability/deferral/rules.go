package deferral

import (
	"crypto/sha256"
	"strings"
	"unicode/utf8"

	"tongban/capability/catalogue"
	"tongban/kernel/calendar"
	"tongban/kernel/check"
	"tongban/kernel/deadline"
	"tongban/kernel/fault"
)

// Working days to bring a paper: where the catalogue names none, the most there are from
// acceptance, and the fewest that are left to whoever the office looks at late: whose paper was
// found faulty at the end of its time or after it, or whose case was accepted by silence.
const (
	usualDays = 10
	mostDays  = 20
	graceDays = 2
)

// textVersion names the text of the commitment. It changes with its words.
const textVersion = "2026-12"

// maxWords is the longest reason, in characters.
const maxWords = 500

// reminders are how many working days before the last day somebody is reminded; on the day
// itself none are left.
var reminders = []int{0, 1, 3}

// neverReminded is more than any day on which somebody is.
const neverReminded = 99

// offers returns which papers of item may be brought later by who is accepted today, on a track
// of it. Papers without which an application says nothing are never among them: the catalogue
// marks the others.
func offers(cal *calendar.Calendar, today calendar.Date, item *catalogue.Item, track string) (list []Promise) {
	decision := decisionDay(cal, today, item, track)
	for _, m := range item.Materials {
		if !m.Deferrable {
			continue
		}
		p := Promise{Code: m.Code, Name: m.Name, Workdays: workdaysOf(m)}
		p.Until = lastDay(cal, today, p.Workdays, decision)
		if p.Until > today {
			list = append(list, p)
		}
	}
	return list
}

// workdaysOf is how long m may be brought after acceptance.
func workdaysOf(m catalogue.Material) int {
	if m.DeferWorkdays <= 0 {
		return usualDays
	}
	return min(m.DeferWorkdays, mostDays)
}

// decisionDay is the promised day of the decision for who is accepted on a day, zero without one.
func decisionDay(cal *calendar.Calendar, accepted calendar.Date, item *catalogue.Item, track string) calendar.Date {
	limit := item.PromisedLimit
	for _, t := range item.TrackLimits {
		if t.Track == track {
			return cal.AddWorkdays(accepted, int(t.PromisedWorkdays))
		}
	}
	switch limit.Unit {
	case string(deadline.Workday):
		return cal.AddWorkdays(accepted, int(limit.Value))
	case string(deadline.CalendarDay):
		return cal.Roll(accepted + calendar.Date(limit.Value))
	}
	return 0
}

// lastDay is the last day of a paper: so many working days from acceptance, never past the
// decision.
func lastDay(cal *calendar.Calendar, accepted calendar.Date, workdays int, decision calendar.Date) calendar.Date {
	day := cal.AddWorkdays(accepted, workdays)
	if decision != 0 {
		return min(day, max(decision, accepted))
	}
	return day
}

// digest is the SHA-256 of a commitment's text.
func digest(text []string) []byte {
	sum := sha256.Sum256([]byte(strings.Join(text, "\n")))
	return sum[:]
}

// start counts the days of c from acceptance. Where the office has let most of its own time go
// by before, some are left to the applicant all the same.
func (c *Commitment) start(cal *calendar.Calendar, accepted, decision calendar.Date) {
	c.AcceptedOn, c.Decision, c.Calendar = accepted, decision, cal.Version()
	for i := range c.Papers {
		p := &c.Papers[i]
		p.DueOn = max(lastDay(cal, accepted, p.Workdays, decision), cal.AddWorkdays(accepted, min(p.Workdays, graceDays)))
	}
}

// recount counts the days anew by another calendar, and reports whether one has moved. None
// comes earlier than the applicant was told.
func (c *Commitment) recount(cal *calendar.Calendar, decision calendar.Date) (moved bool) {
	if c.State != Running || c.Calendar == cal.Version() && c.Decision == decision {
		return false
	}
	for i := range c.Papers {
		p := &c.Papers[i]
		if day := lastDay(cal, c.AcceptedOn, p.Workdays, decision); p.IsOwed() && day > p.DueOn {
			p.DueOn, moved = day, true
		}
	}
	c.Calendar, c.Decision = cal.Version(), decision
	if moved {
		c.reminded = neverReminded
	}
	return moved
}

// mayBring says why a paper cannot be brought on today.
func (c *Commitment) mayBring(code string, today calendar.Date) error {
	p := c.Paper(code)
	switch {
	case p == nil:
		return errUnknown
	case !Lifecycle.May(c.State, Bring) || !p.IsOwed():
		return errNotNow
	case today > p.DueOn:
		return errLate
	}
	return nil
}

// reject says what is wrong with a paper that was brought. If its last day is over or near
// because nobody looked at it sooner, two working days are left from today, even past the day on
// which the office promised to decide: without the paper it could not have.
func (c *Commitment) reject(p *Paper, cal *calendar.Calendar, today calendar.Date) {
	p.Standing = Faulty
	p.DueOn = max(p.DueOn, cal.AddWorkdays(today, graceDays))
	c.retell(cal, today)
}

// retell has the reminders of c begin anew once somebody was told today by when something is
// owed: what would be said at once says nothing new.
func (c *Commitment) retell(cal *calendar.Calendar, today calendar.Date) {
	c.reminded = neverReminded
	if stage, due := c.reminder(cal.WorkdaysBetween(today, c.DueOn())); due {
		c.reminded = stage
	}
}

// checkExtension finds what is wrong with putting the days of c off until a day.
//
// Basis: domain 容缺受理: 20 working days at most, never past the decision.
func (c *Commitment) checkExtension(cal *calendar.Calendar, until calendar.Date, why string) (faults []fault.Field) {
	wrong := func(key string, args ...any) {
		faults = append(faults, fault.Field{Name: "until", Key: "deferral.wrong." + key, Args: args})
	}
	latest := calendar.Date(0)
	for _, p := range c.Owed() {
		latest = max(latest, p.DueOn)
	}
	most := cal.AddWorkdays(c.AcceptedOn, mostDays)
	switch {
	case until == 0:
		wrong("until-missing")
	case until <= latest:
		wrong("until-earlier", latest.String())
	case until > most:
		wrong("until-most", mostDays, most.String())
	case c.Decision != 0 && until > c.Decision:
		wrong("until-decision", c.Decision.String())
	}
	return append(faults, written("why", why)...)
}

// extend puts the days of what is owed off.
func (c *Commitment) extend(cal *calendar.Calendar, until calendar.Date) {
	for i := range c.Papers {
		if p := &c.Papers[i]; p.IsOwed() {
			p.DueOn, p.Workdays = until, cal.WorkdaysBetween(c.AcceptedOn, until)
		}
	}
}

// reminder returns which reminder is due with so many working days left, false if none is.
func (c *Commitment) reminder(left int) (stage int, due bool) {
	for _, stage := range reminders {
		if left <= stage {
			return stage, c.reminded > stage
		}
	}
	return 0, false
}

// written finds what is wrong with something that has to be written.
func written(name, text string) []fault.Field {
	switch {
	case check.Words(text) == "":
		return []fault.Field{{Name: name, Key: "deferral.wrong." + name}}
	case utf8.RuneCountInString(text) > maxWords:
		return []fault.Field{{Name: name, Key: "deferral.wrong.long", Args: []any{maxWords}}}
	}
	return nil
}
