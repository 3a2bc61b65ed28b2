package deadline

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"tongban/kernel/calendar"
)

// referee finds the dates of a case as a patient clerk would: it lives through
// every day with the wall calendar in hand and strikes the days out one by one. It
// shares no counting with the package.
type referee struct {
	law       Law
	cal       *calendar.Calendar
	now       time.Time
	stage     string // "", received, asked, accepted, decided, over
	received  time.Time
	asked     bool
	silent    bool
	extended  int
	extendAt  time.Time
	intervals []*interval
	windows   []*ruled
}

type interval struct {
	ref    string
	lawful bool
	from   time.Time
	to     time.Time
}

type ruled struct {
	period Period
	opened time.Time
	closed time.Time
	ended  bool // without a result
	limit  Limit
	extra  int
}

func (j *referee) live(events []Event) {
	slices.SortStableFunc(events, func(a, b Event) int { return a.At.Compare(b.At) })
	if len(events) == 0 {
		return
	}
	next := 0
	for day := calendar.DateOf(events[0].At); !day.Start().After(j.now); day++ {
		for next < len(events) && events[next].At.Before(day.End()) {
			if !events[next].At.After(j.now) {
				j.hear(events[next])
			}
			next++
		}
		if !day.End().After(j.now) {
			j.night(day)
		}
	}
}

// night is the stroke of 24:00 of day.
func (j *referee) night(day calendar.Date) {
	if j.stage != "received" || j.law.Deemed == DeemedNone {
		return
	}
	w := j.windows[len(j.windows)-1]
	if j.lastDay(w, day.End()) == day {
		j.silent = true
		j.accept(day.End(), j.received)
	}
}

func (j *referee) hear(e Event) {
	switch e.Kind {
	case Received:
		if j.stage == "" {
			j.receive(e)
		}
	case CorrectionRequested:
		if j.stage == "received" && !j.asked {
			j.shut(e.At, false)
			j.stage, j.asked = "asked", true
			if j.law.CorrectionWorkdays > 0 {
				j.begin(CorrectionPeriod, e.At, Limit{Value: float64(j.law.CorrectionWorkdays), Unit: Workday})
			}
		}
	case Corrected:
		if j.stage == "asked" {
			j.shut(e.At, false)
			j.receive(e)
		}
	case Accepted:
		if j.stage == "received" || j.stage == "asked" {
			since := e.At
			if e.Effective != 0 && e.Effective < calendar.DateOf(e.At) {
				since = e.Effective.Start()
			}
			if since.Before(j.received) {
				since = j.received
			}
			j.accept(e.At, since)
		}
	case Refused, NotNeeded:
		if j.stage == "received" || j.stage == "asked" {
			j.shut(e.At, j.stage == "asked")
			j.stage = "over"
		}
	case Paused:
		if j.stage == "received" || j.stage == "asked" || j.stage == "accepted" {
			if j.lasting(e.Ref) == nil {
				j.intervals = append(j.intervals, &interval{ref: e.Ref, from: e.At, lawful: e.Procedure == ExpertReview})
			}
		}
	case Resumed:
		if i := j.lasting(e.Ref); i != nil {
			i.to = e.At
		}
	case Extended:
		j.extend(e)
	case Decided:
		j.decide(e)
	case Delivered:
		if j.stage == "decided" {
			j.shut(e.At, false)
			j.stage = "over"
		}
	case Withdrawn, Terminated:
		early := j.stage == "received" || j.stage == "asked" || j.stage == "accepted"
		if early || j.stage == "decided" && e.Kind == Terminated {
			j.shut(e.At, true)
			j.stage = "over"
		}
	}
}

func (j *referee) decide(e Event) {
	if j.stage == "received" || j.stage == "asked" {
		j.accept(e.At, e.At)
	}
	if j.stage == "accepted" {
		j.shut(e.At, false)
		j.stage = "over"
		if j.law.DeliveryWorkdays > 0 {
			j.stage = "decided"
			j.begin(DeliveryPeriod, e.At, Limit{Value: float64(j.law.DeliveryWorkdays), Unit: Workday})
		}
	}
}

func (j *referee) receive(e Event) {
	j.stage, j.received = "received", e.At
	j.begin(AcceptancePeriod, e.At, Limit{Value: float64(j.law.AcceptanceWorkdays), Unit: Workday})
}

func (j *referee) accept(at, since time.Time) {
	j.shut(at, false)
	j.stage = "accepted"
	if j.law.Promised.Unit != None {
		j.begin(PromisedPeriod, since, j.law.Promised)
	}
	if j.law.Statutory.Unit != None {
		j.begin(StatutoryPeriod, since, j.law.Statutory)
	}
}

func (j *referee) extend(e Event) {
	if j.stage != "accepted" || j.law.Extension.Workdays == 0 {
		return
	}
	for _, w := range j.windows {
		if w.period == StatutoryPeriod && w.extra == 0 && calendar.DateOf(e.At) <= j.lastDay(w, e.At) {
			w.extra = min(e.Workdays, j.law.Extension.Workdays)
		}
	}
}

func (j *referee) begin(p Period, at time.Time, limit Limit) {
	j.windows = append(j.windows, &ruled{period: p, opened: at, limit: limit})
}

func (j *referee) shut(at time.Time, ended bool) {
	for _, w := range j.windows {
		if w.closed.IsZero() {
			w.closed, w.ended = at, ended
		}
	}
}

func (j *referee) lasting(ref string) *interval {
	for _, i := range j.intervals {
		if i.ref == ref && i.to.IsZero() {
			return i
		}
	}
	return nil
}

// held reports whether day is struck out by a pause that began by the limit day:
// it began on an earlier day, and has not ended on an earlier day.
func (j *referee) held(w *ruled, day, limit calendar.Date, until time.Time) bool {
	return slices.ContainsFunc(j.pausesOf(w), func(i *interval) bool {
		from := calendar.DateOf(i.from)
		return from < day && from <= limit && calendar.DateOf(i.end(until)) >= day
	})
}

// waiting reports whether a pause goes on at the end of day.
func (j *referee) waiting(w *ruled, day calendar.Date, until time.Time) bool {
	return slices.ContainsFunc(j.pausesOf(w), func(i *interval) bool {
		return calendar.DateOf(i.from) <= day && calendar.DateOf(i.end(until)) > day
	})
}

func (j *referee) pausesOf(w *ruled) (list []*interval) {
	for _, i := range j.intervals {
		if i.lawful && (w.period == PromisedPeriod || w.period == StatutoryPeriod) {
			list = append(list, i)
		}
	}
	return list
}

func (i *interval) end(until time.Time) time.Time {
	if i.to.IsZero() || i.to.After(until) {
		return until
	}
	return i.to
}

// ends is the last day of w; a promise does not go beyond the law's own.
func (j *referee) ends(w *ruled, until time.Time) calendar.Date {
	last := j.lastDay(w, until)
	for _, law := range j.windows {
		if w.period == PromisedPeriod && law.period == StatutoryPeriod {
			unextended := *law
			unextended.extra = 0
			last = min(last, j.lastDay(&unextended, until))
		}
	}
	return last
}

// lastDay strikes out the days of w, one by one.
func (j *referee) lastDay(w *ruled, until time.Time) calendar.Date {
	from := calendar.DateOf(w.opened)
	switch w.limit.Unit {
	case Workday:
		return j.strike(w, from, w.limit.whole()+w.extra, true, until)
	case SameDay:
		from = j.strike(w, from, 0, true, until)
	case CalendarDay:
		from = j.strike(w, from, w.limit.whole(), false, until)
	case Month:
		from = j.strike(w, from, corresponding(from, w.limit.whole()), false, until)
	case Year:
		from = j.strike(w, from, corresponding(from, 12*w.limit.whole()), false, until)
	}
	if w.extra > 0 {
		return j.strike(w, from, w.extra, true, until)
	}
	return from
}

func (j *referee) strike(w *ruled, day calendar.Date, left int, work bool, until time.Time) calendar.Date {
	for left > 0 {
		day++
		if (!work || j.cal.IsWorkday(day)) && !j.held(w, day, day, until) {
			left--
		}
	}
	for !j.cal.IsWorkday(day) || j.waiting(w, day, until) {
		day++
	}
	return day
}

// corresponding walks to the day n months on that has the number of d, or else to
// the last of that month.
func corresponding(d calendar.Date, n int) int {
	year, month, number := d.Civil()
	target := year*12 + int(month) + n
	for e := d; ; e++ {
		y, m, k := e.Civil()
		_, after, _ := (e + 1).Civil()
		if y*12+int(m) == target && (k == number || after != m) {
			return int(e - d)
		}
	}
}

// line says how w stands in words that can be compared.
func (j *referee) line(w *ruled) string {
	until := w.closed
	if until.IsZero() {
		until = j.now
	}
	due, today := j.ends(w, until), calendar.DateOf(until)
	state := Running
	switch {
	case w.closed.IsZero() && j.moves(w, due):
		state = Stopped
	case !until.Before(due.End()):
		state = Overdue
	case w.ended:
		state = Ended
	case !w.closed.IsZero():
		state = Met
	}
	left := 0
	for d := min(today, due) + 1; d <= max(today, due); d++ {
		if j.cal.IsWorkday(d) {
			left++
		}
	}
	if due < today {
		left = -left
	}
	used := 0
	for d := calendar.DateOf(w.opened) + 1; d <= today; d++ {
		counts := j.cal.IsWorkday(d) || w.limit.Unit != Workday && w.limit.Unit != SameDay
		if counts && !j.held(w, d, due, until) {
			used++
		}
	}
	return fmt.Sprint(w.period, " ", state, " ", due, " left ", left, " used ", used)
}

// moves reports whether w would end later if what pauses it went on for a year.
func (j *referee) moves(w *ruled, due calendar.Date) bool {
	return j.ends(w, j.now.AddDate(1, 0, 0)) != due
}

func lines(c Clock) (list []string) {
	for _, w := range c.Windows {
		list = append(list, fmt.Sprint(w.Period, " ", w.State, " ", w.Due, " left ", w.Remaining, " used ", w.Counted))
	}
	return list
}

// chance makes laws, events and calendars that nobody would think of.
type chance struct{ *rand.Rand }

func (r chance) law() Law {
	l := licensing()
	l.AcceptanceWorkdays = r.IntN(6)
	l.Deemed = []Deemed{DeemedNone, DeemedFromReceipt, DeemedUnlessTold}[r.IntN(3)]
	l.CorrectionWorkdays, l.DeliveryWorkdays = r.IntN(3)*5, r.IntN(3)*5
	l.Extension.Workdays = r.IntN(3) * 5
	l.Promised, l.Statutory = r.limit(), r.limit()
	return l
}

func (r chance) limit() Limit {
	switch unit := []Unit{Workday, Workday, Workday, CalendarDay, Month, SameDay, None}[r.IntN(7)]; unit {
	case Month:
		return Limit{Value: float64(1 + r.IntN(3)), Unit: unit}
	case SameDay, None:
		return Limit{Unit: unit}
	default:
		return Limit{Value: float64(r.IntN(50)) / 2, Unit: unit}
	}
}

// events makes a case that mostly goes the usual way, with anything thrown in.
func (r chance) events() []Event {
	usual := []Kind{Received, CorrectionRequested, Corrected, Accepted, Paused, Resumed, Paused, Extended, Resumed, Decided, Delivered}
	any := append([]Kind{Refused, NotNeeded, Withdrawn, Terminated}, usual...)
	t := calendar.On(2026, 1, 1).Start().Add(time.Duration(r.IntN(400*24)) * time.Hour)
	var events []Event
	for _, kind := range usual {
		switch r.IntN(8) {
		case 0:
			continue
		case 1:
			kind = any[r.IntN(len(any))]
		}
		e := Event{Kind: kind, At: t, Basis: ByClerk, Ref: []string{"", "", "b"}[r.IntN(3)]}
		switch kind {
		case Paused:
			e.Procedure = []Procedure{ExpertReview, ExpertReview, "现场核查"}[r.IntN(3)]
		case Extended:
			e.Workdays = 1 + r.IntN(10)
		case Accepted:
			if r.IntN(4) == 0 {
				e.Effective = calendar.DateOf(t) - calendar.Date(r.IntN(10))
			}
		}
		events = append(events, e)
		if r.IntN(4) > 0 {
			t = t.Add(time.Duration(r.IntN(9*24)) * time.Hour)
		}
	}
	return events
}

func (r chance) calendar() *calendar.Calendar {
	notices := calendar.Published()
	return must(calendar.New(notices[:len(notices)-r.IntN(3)]...))
}

func must(c *calendar.Calendar, err error) *calendar.Calendar {
	if err != nil {
		panic(err)
	}
	return c
}

func TestTheRefereeAgrees(t *testing.T) {
	runs := 6000
	if testing.Short() {
		runs = 500
	}
	seen := map[string]int{}
	for seed := range runs {
		r := chance{rand.New(rand.NewPCG(uint64(seed), 7))}
		law, events, wall := r.law(), r.events(), r.calendar()
		now := events[0].At.Add(time.Duration(r.IntN(90*24)) * time.Hour)
		got := Evaluate(events, law, wall, now)

		j := &referee{law: law, cal: wall, now: now}
		j.live(slices.Clone(events))
		var want []string
		for _, w := range j.windows {
			want = append(want, j.line(w))
		}
		if fmt.Sprint(lines(got)) != fmt.Sprint(want) {
			t.Fatalf("seed %d at %s\nlaw %+v\nevents %v\ngot  %q\nwant %q", seed, now, law, events, lines(got), want)
		}
		for _, w := range got.Windows {
			seen[string(w.Period)+" "+string(w.State)]++
		}
	}
	for _, p := range []Period{PromisedPeriod, StatutoryPeriod} {
		for _, s := range []State{Running, Stopped, Met, Overdue, Ended} {
			if n := seen[string(p)+" "+string(s)]; n < runs/100 {
				t.Errorf("only %d of the cases had a %s %s: too few to trust", n, p, s)
			}
		}
	}
}

func TestHoursAgreeWithAMinuteByMinuteCount(t *testing.T) {
	for seed := range 300 {
		r := chance{rand.New(rand.NewPCG(uint64(seed), 11))}
		law := licensing()
		law.Promised, law.Statutory = Limit{}, Limit{Value: float64(1 + r.IntN(100)), Unit: Hour}
		start := at(t, "2026-04-01 08:00").Add(time.Duration(r.IntN(3000)) * time.Minute)
		events := []Event{{Kind: Received, At: start}, {Kind: Accepted, At: start}}
		var pauses []pause
		clock := start
		for range r.IntN(4) {
			from := clock.Add(time.Duration(r.IntN(2000)) * time.Minute)
			to := from.Add(time.Duration(r.IntN(2000)) * time.Minute)
			events = append(events, Event{Kind: Paused, At: from, Procedure: Testing}, Event{Kind: Resumed, At: to})
			pauses, clock = append(pauses, pause{from: from, to: to}), to
		}
		left, want := int(law.Statutory.Value)*60, start
		for ; left > 0; want = want.Add(time.Minute) {
			if !slices.ContainsFunc(pauses, func(p pause) bool { return !want.Before(p.from) && want.Before(p.to) }) {
				left--
			}
		}
		got := Evaluate(events, law, cal, clock.AddDate(0, 1, 0)).Window(StatutoryPeriod)
		if !got.DueAt.Equal(want) {
			t.Fatalf("seed %d: %v hours end at %s, counted %s: %v", seed, law.Statutory.Value, got.DueAt, want, events)
		}
	}
}
