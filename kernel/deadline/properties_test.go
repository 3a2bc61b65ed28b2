package deadline

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"tongban/kernel/calendar"
)

func TestTheSameInputGivesTheSameAnswer(t *testing.T) {
	for seed := range 500 {
		r := chance{rand.New(rand.NewPCG(uint64(seed), 1))}
		law, events := r.law(), r.events()
		kept := slices.Clone(events)
		now := events[len(events)-1].At.AddDate(0, 0, r.IntN(30))
		first := Evaluate(events, law, cal, now)
		if !reflect.DeepEqual(first, Evaluate(events, law, cal, now)) {
			t.Fatalf("seed %d: two answers", seed)
		}
		if !reflect.DeepEqual(events, kept) {
			t.Fatalf("seed %d: the events were changed", seed)
		}
	}
}

func TestTheOrderInWhichEventsArriveDoesNotMatter(t *testing.T) {
	for seed := range 500 {
		r := chance{rand.New(rand.NewPCG(uint64(seed), 2))}
		law, events := r.law(), r.events()
		for i := range events { // no two at the same instant
			events[i].At = events[i].At.Add(time.Duration(i) * time.Second)
		}
		now := events[len(events)-1].At.AddDate(0, 0, 5)
		want := Evaluate(events, law, cal, now)
		shuffled := slices.Clone(events)
		r.Shuffle(len(events), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if got := Evaluate(shuffled, law, cal, now); !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d: the order changes the answer", seed)
		}
	}
}

// An audit asks what was due at an instant in the past, knowing all that came after.
func TestAnAuditSeesWhatWasSeenThen(t *testing.T) {
	for seed := range 500 {
		r := chance{rand.New(rand.NewPCG(uint64(seed), 3))}
		law, events := r.law(), r.events()
		cut := r.IntN(len(events))
		then := events[cut].At
		known := slices.DeleteFunc(slices.Clone(events), func(e Event) bool { return e.At.After(then) })
		if !reflect.DeepEqual(Evaluate(events, law, cal, then), Evaluate(known, law, cal, then)) {
			t.Fatalf("seed %d: later events are seen", seed)
		}
	}
}

func TestAPauseNeverShortens(t *testing.T) {
	for seed := range 2000 {
		r := chance{rand.New(rand.NewPCG(uint64(seed), 4))}
		law, events := r.law(), r.events()
		end := events[len(events)-1].At.AddDate(0, 0, 40)
		before := Evaluate(events, law, cal, end)
		from := events[0].At.Add(time.Duration(r.IntN(60*24)) * time.Hour)
		with := append(slices.Clone(events),
			Event{Kind: Paused, At: from, Ref: "another", Procedure: Hearing},
			Event{Kind: Resumed, At: from.Add(time.Duration(r.IntN(30*24)) * time.Hour), Ref: "another"})
		after := Evaluate(with, law, cal, end)
		if len(before.Windows) != len(after.Windows) {
			t.Fatalf("seed %d: a pause opens or closes a window", seed)
		}
		for i := range before.Windows {
			if after.Windows[i].Due < before.Windows[i].Due {
				t.Fatalf("seed %d: %s was due %s and is due %s with a pause more", seed,
					before.Windows[i].Period, before.Windows[i].Due, after.Windows[i].Due)
			}
		}
	}
}

// A holiday announced on a working day moves a window by that day if the window
// counted it, and leaves every other alone.
func TestAHolidayMovesExactlyTheDatesItShould(t *testing.T) {
	moved, stayed := 0, 0
	for seed := range 2000 {
		r := chance{rand.New(rand.NewPCG(uint64(seed), 5))}
		law := licensing()
		law.Deemed = DeemedNone
		law.Promised.Value, law.Statutory.Value = float64(1+r.IntN(10)), float64(11+r.IntN(20))
		start := calendar.On(2026, 1, 1) + calendar.Date(r.IntN(300))
		accepted := start + calendar.Date(r.IntN(7))
		decided := accepted + calendar.Date(r.IntN(7))
		events := []Event{{Kind: Received, At: start.Start()}, {Kind: Accepted, At: accepted.Start()}, {Kind: Decided, At: decided.Start()}}
		off := cal.Roll(start + calendar.Date(r.IntN(60)))
		late := must(cal.With(calendar.Notice{
			Year: 2026, Number: "late", Dated: calendar.On(2026, 6, 1), Source: "test",
			Off: []calendar.Period{{Holiday: calendar.Holiday{Name: "假", English: "Holiday"}, From: off, To: off}},
		}))
		now := decided.End()
		before, after := Evaluate(events, law, cal, now), Evaluate(events, law, late, now)
		for i, w := range before.Windows {
			want := w.Due
			if w.From < off && off <= w.Due {
				want = cal.AddWorkdays(w.Due, 1)
				moved++
			} else {
				stayed++
			}
			if got := after.Windows[i].Due; got != want {
				t.Fatalf("seed %d: %s off moves %s from %s to %s, want %s", seed, off, w.Period, w.Due, got, want)
			}
		}
	}
	if moved < 1000 || stayed < 1000 {
		t.Errorf("%d windows moved and %d stayed: too few to trust", moved, stayed)
	}
}

func TestSilenceHasAnInstant(t *testing.T) {
	for _, c := range []struct {
		deemed Deemed
		story  []any
		want   string
	}{
		{DeemedFromReceipt, []any{Received, "2026-02-12 10:00"}, "2026-02-27 00:00"},
		{DeemedNone, []any{Received, "2026-02-12 10:00"}, ""},
		{DeemedFromReceipt, []any{Received, "2026-02-12 10:00", Accepted, "2026-02-26 23:59:59"}, ""},
		{DeemedFromReceipt, []any{Received, "2026-02-12 10:00", CorrectionRequested, "2026-02-13 10:00"}, ""},
		{DeemedFromReceipt, []any{Received, "2026-02-12 10:00", CorrectionRequested, "2026-02-13 10:00", Corrected, "2026-03-02 10:00"}, "2026-03-10 00:00"},
		{DeemedFromReceipt, []any{Received, "2026-02-12 10:00", Accepted, "2026-02-27 00:00"}, "2026-02-27 00:00"},
		{DeemedFromReceipt, nil, ""},
	} {
		law := licensing()
		law.Deemed = c.deemed
		got, ok := DeemedAt(story(t, c.story...), law, cal)
		if ok != (c.want != "") || ok && !got.Equal(at(t, c.want)) {
			t.Errorf("%v: %v %v, want %q", c.story, got, ok, c.want)
		}
	}
}

func TestSilenceAcceptsAsOfReceipt(t *testing.T) {
	events := story(t, Received, "2026-02-12 10:00")
	if c := Evaluate(events, licensing(), cal, at(t, "2026-02-26 23:59:59")); c.Acceptance != (Acceptance{}) {
		t.Errorf("accepted before the day is over: %+v", c.Acceptance)
	}
	want := Acceptance{At: on(t, "2026-02-26").End(), On: on(t, "2026-02-12"), Basis: BySilence}
	if c := Evaluate(events, licensing(), cal, at(t, "2026-02-27")); c.Acceptance != want {
		t.Errorf("got %+v, want %+v", c.Acceptance, want)
	}
	// The sweep writes down later what the law has already done.
	events = append(events, Event{Kind: Accepted, At: at(t, "2026-02-27 00:00:07"), Basis: BySilence, Effective: on(t, "2026-02-12")})
	if c := Evaluate(events, licensing(), cal, at(t, "2026-03-01")); c.Acceptance != want || len(c.Ignored) != 0 {
		t.Errorf("got %+v, ignored %v", c.Acceptance, c.Ignored)
	}
}

// A recorded acceptance by silence binds, even if a holiday announced since would
// have left the office more time.
func TestAnAcceptanceThatWasGivenStands(t *testing.T) {
	events := story(t, Received, "2020-01-17 10:00", Accepted, "2020-02-04 00:00:05")
	events[1].Basis, events[1].Effective = BySilence, on(t, "2020-01-17")
	notices := calendar.Published()
	early := must(calendar.New(notices[2]))
	late := must(early.With(notices[3])) // the Spring Festival of 2020 was extended
	for _, wall := range []*calendar.Calendar{early, late} {
		c := Evaluate(events, licensing(), wall, at(t, "2020-02-10"))
		if c.Acceptance.On != on(t, "2020-01-17") || c.Acceptance.Basis != BySilence {
			t.Errorf("%s: %+v", wall.Version(), c.Acceptance)
		}
	}
}

func TestPausesThatOverlapCountOnce(t *testing.T) {
	events := story(t, Received, "2026-03-02", Accepted, "2026-03-03 10:00",
		Paused, "2026-03-05", Paused, "2026-03-06", Resumed, "2026-03-11", Resumed, "2026-03-13")
	events[3].Ref, events[4].Ref = "b", ""
	events[5].Ref = "b"
	got := Evaluate(events, licensing(), cal, at(t, "2026-03-16")).Window(StatutoryPeriod)
	want := []Exclusion{
		{From: on(t, "2026-03-05"), To: on(t, "2026-03-11"), Days: 4, Procedure: ExpertReview},
		{From: on(t, "2026-03-11"), To: on(t, "2026-03-13"), Days: 2, Procedure: ExpertReview},
	}
	if !reflect.DeepEqual(got.Excluded, want) || got.Due != on(t, "2026-04-09") {
		t.Errorf("%s %+v", got.Due, got.Excluded)
	}
}

func TestAStatuteStopsTheClockInEveryRegime(t *testing.T) {
	law := licensing()
	law.Regime = Own
	events := story(t, Received, "2026-03-02", Accepted, "2026-03-03 10:00", Paused, "2026-03-05")
	events[2].Procedure, events[2].Statute = "公告", "某条例第九条"
	c := Evaluate(events, law, cal, at(t, "2026-03-10"))
	if w := c.Window(StatutoryPeriod); w.State != Stopped || len(c.Ignored) != 0 {
		t.Errorf("%s, ignored %v", w.State, c.Ignored)
	}
}

// Hours pass at an instant; a pause that begins at that instant is too late.
func TestHoursEndToTheMinute(t *testing.T) {
	law := licensing()
	law.Statutory = Limit{Value: 24, Unit: Hour}
	events := story(t, Received, "2026-03-02", Accepted, "2026-03-03 10:00", Paused, "2026-03-04 10:00")
	w := Evaluate(events, law, cal, at(t, "2026-03-04 12:00")).Window(StatutoryPeriod)
	if w.State != Overdue || !w.DueAt.Equal(at(t, "2026-03-04 10:00")) {
		t.Errorf("%s until %s", w.State, w.DueAt)
	}
	events[2].At = at(t, "2026-03-04 09:59")
	w = Evaluate(events, law, cal, at(t, "2026-03-04 12:00")).Window(StatutoryPeriod)
	if w.State != Stopped || !w.DueAt.Equal(at(t, "2026-03-04 12:01")) {
		t.Errorf("%s until %s", w.State, w.DueAt)
	}
}

func TestNextAndDueNameWhatPresses(t *testing.T) {
	events := story(t, Received, "2026-03-02", Accepted, "2026-03-03 10:00", Paused, "2026-03-20", Resumed, "2026-03-23", Decided, "2026-03-30", Delivered, "2026-04-01")
	for _, c := range []struct{ now, next, due string }{
		{"2026-03-01", "", ""},
		{"2026-03-02", "acceptance 2026-03-10T00:00:00+08:00", "acceptance running"},
		{"2026-03-03 12:00", "promised 2026-03-18T00:00:00+08:00", "promised running"},
		{"2026-03-18", "statutory 2026-04-01T00:00:00+08:00", "promised overdue"},
		{"2026-03-20", "", "promised overdue"},
		{"2026-03-24", "statutory 2026-04-02T00:00:00+08:00", "promised overdue"},
		{"2026-03-30", "delivery 2026-04-15T00:00:00+08:00", "delivery running"},
		{"2026-04-01", "", ""},
	} {
		clock := Evaluate(events, licensing(), cal, at(t, c.now))
		next, due := "", ""
		if when, period, ok := clock.Next(); ok {
			next = fmt.Sprint(period, " ", when.Format(time.RFC3339))
		}
		if w, ok := clock.Due(); ok {
			due = fmt.Sprint(w.Period, " ", w.State)
		}
		if next != c.next || due != c.due {
			t.Errorf("%s: next %q, due %q; want %q, %q", c.now, next, due, c.next, c.due)
		}
	}
	if w := Evaluate(events, licensing(), cal, at(t, "2026-03-02")).Window(DeliveryPeriod); w.State != NotStarted || w.Open() {
		t.Errorf("%+v", w)
	}
}

func TestADateInAYearWithoutNoticeIsProvisional(t *testing.T) {
	events := story(t, Received, "2026-12-14", Accepted, "2026-12-15 10:00")
	c := Evaluate(events, licensing(), cal, at(t, "2026-12-16"))
	if c.Window(PromisedPeriod).Provisional || !c.Window(StatutoryPeriod).Provisional {
		t.Errorf("%+v", c.Windows)
	}
	decided := must(cal.With(calendar.Notice{
		Year: 2027, Number: "2027", Dated: calendar.On(2026, 12, 20), Source: "test",
		Off: []calendar.Period{{Holiday: calendar.Holiday{Name: "元旦", English: "New Year's Day"}, From: calendar.On(2027, 1, 1), To: calendar.On(2027, 1, 4)}},
	}))
	after := Evaluate(events, licensing(), decided, at(t, "2026-12-21")).Window(StatutoryPeriod)
	if after.Provisional || after.Due != c.Window(StatutoryPeriod).Due+1 {
		t.Errorf("%s, then %s, provisional %v", c.Window(StatutoryPeriod).Due, after.Due, after.Provisional)
	}
}

func FuzzEvaluate(f *testing.F) {
	f.Add(uint64(1), uint64(2))
	f.Fuzz(func(t *testing.T, a, b uint64) {
		r := chance{rand.New(rand.NewPCG(a, b))}
		law, events := r.law(), r.events()
		c := Evaluate(events, law, cal, events[len(events)-1].At)
		for _, w := range c.Windows {
			if !cal.IsWorkday(w.Due) || w.Due < w.From || w.State == NotStarted {
				t.Errorf("%+v", w)
			}
		}
		c.Reasons()
	})
}

// tenEvents is a case with everything that can happen to it.
func tenEvents(t testing.TB) []Event {
	events := story(t, Received, "2026-09-17 10:00", CorrectionRequested, "2026-09-18 10:00", Corrected, "2026-09-22 09:00",
		Accepted, "2026-09-23 10:00", Paused, "2026-09-28 10:00", Resumed, "2026-10-12 10:00", Extended, "2026-10-13 10:00",
		Paused, "2026-10-19 10:00", Resumed, "2026-10-23 10:00", Decided, "2026-11-03 10:00")
	return events
}

func BenchmarkEvaluate(b *testing.B) {
	events, law, now := tenEvents(b), licensing(), at(b, "2026-11-05 10:00")
	b.ReportAllocs()
	for b.Loop() {
		Evaluate(events, law, cal, now)
	}
}

func BenchmarkReasons(b *testing.B) {
	c := Evaluate(tenEvents(b), licensing(), cal, at(b, "2026-11-05 10:00"))
	b.ReportAllocs()
	for b.Loop() {
		c.Reasons()
	}
}
