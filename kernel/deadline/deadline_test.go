package deadline

import (
	"testing"
	"time"

	"tongban/kernel/calendar"
	"tongban/kernel/clock"
)

var cal = calendar.Default()

// licensing is the law of an ordinary licence under the 行政许可法.
func licensing() Law {
	return Law{
		Regime: Licensing, AcceptanceWorkdays: 5, Deemed: DeemedFromReceipt,
		Statutory: Limit{Value: 20, Unit: Workday}, Promised: Limit{Value: 10, Unit: Workday},
		Extension: Extension{10, Head}, DeliveryWorkdays: 10, CorrectionWorkdays: 15,
	}
}

func at(t testing.TB, s string) time.Time {
	t.Helper()
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04", time.DateOnly} {
		if v, err := time.ParseInLocation(layout, s, clock.Shanghai); err == nil {
			return v
		}
	}
	t.Fatalf("%q is no time", s)
	return time.Time{}
}

func on(t testing.TB, s string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// story is a case told as a list of kinds and times.
func story(t testing.TB, lines ...any) []Event {
	t.Helper()
	var events []Event
	for i := 0; i < len(lines); i += 2 {
		e := Event{Kind: lines[i].(Kind), At: at(t, lines[i+1].(string))}
		switch e.Kind {
		case Accepted:
			e.Basis = ByClerk
		case Paused:
			e.Procedure = ExpertReview
		case Extended:
			e.Workdays = 10
		}
		events = append(events, e)
	}
	return events
}

// row is one window of a story as it should stand.
type row struct {
	period Period
	state  State
	due    string
}

func TestStories(t *testing.T) {
	for _, c := range []struct {
		name  string
		law   func(*Law)
		story []any
		now   string
		want  []row
		left  int // Remaining of the last window; 0 is not looked at
	}{
		{
			name:  "five days to accept",
			story: []any{Received, "2026-02-12 10:00"},
			now:   "2026-02-25 09:00",
			want:  []row{{AcceptancePeriod, Running, "2026-02-26"}},
			left:  1,
		},
		{
			name:  "received on a holiday one second before midnight",
			story: []any{Received, "2026-10-01 23:59:59"},
			now:   "2026-10-02 08:00",
			want:  []row{{AcceptancePeriod, Running, "2026-10-13"}}, // 10-08, 09, Saturday 10, 12, 13
			left:  5,
		},
		{
			name:  "silence until the end of the fifth day",
			story: []any{Received, "2026-02-12 10:00"},
			now:   "2026-02-27 00:00",
			want: []row{
				{AcceptancePeriod, Overdue, "2026-02-26"},
				{PromisedPeriod, Running, "2026-03-04"}, // ten days from 02-12, Saturday 02-28 worked
				{StatutoryPeriod, Running, "2026-03-18"},
			},
			left: 14,
		},
		{
			name:  "complete corrections open a new window",
			story: []any{Received, "2026-03-02 10:00", CorrectionRequested, "2026-03-04 10:00", Corrected, "2026-03-10 10:00"},
			now:   "2026-03-11 10:00",
			want: []row{
				{AcceptancePeriod, Met, "2026-03-09"},
				{CorrectionPeriod, Met, "2026-03-25"},
				{AcceptancePeriod, Running, "2026-03-17"},
			},
			left: 4,
		},
		{
			name: "a second request for corrections is impossible",
			story: []any{Received, "2026-03-02 10:00", CorrectionRequested, "2026-03-04 10:00", Corrected, "2026-03-10 10:00",
				CorrectionRequested, "2026-03-12 10:00"},
			now: "2026-03-18 00:00",
			want: []row{
				{AcceptancePeriod, Met, "2026-03-09"},
				{CorrectionPeriod, Met, "2026-03-25"},
				{AcceptancePeriod, Overdue, "2026-03-17"},
				{PromisedPeriod, Running, "2026-03-24"}, // from the corrected materials: 03-10
				{StatutoryPeriod, Running, "2026-04-08"},
			},
			left: 14,
		},
		{
			name:  "the applicant does not answer",
			story: []any{Received, "2026-03-02 10:00", CorrectionRequested, "2026-03-04 10:00"},
			now:   "2026-03-26 00:00",
			want:  []row{{AcceptancePeriod, Met, "2026-03-09"}, {CorrectionPeriod, Overdue, "2026-03-25"}},
			left:  -1,
		},
		{
			name:  "decided and delivered in time",
			story: []any{Received, "2026-03-02 10:00", Accepted, "2026-03-03 10:00", Decided, "2026-03-17 23:59:59", Delivered, "2026-03-31 10:00"},
			now:   "2026-05-01",
			want: []row{
				{AcceptancePeriod, Met, "2026-03-09"},
				{PromisedPeriod, Met, "2026-03-17"},
				{StatutoryPeriod, Met, "2026-03-31"},
				{DeliveryPeriod, Met, "2026-03-31"},
			},
		},
		{
			name:  "decided at the stroke of midnight is a day late",
			story: []any{Received, "2026-03-02 10:00", Accepted, "2026-03-03 10:00", Decided, "2026-03-18 00:00:00"},
			now:   "2026-03-18 00:00",
			want: []row{
				{AcceptancePeriod, Met, "2026-03-09"},
				{PromisedPeriod, Overdue, "2026-03-17"},
				{StatutoryPeriod, Met, "2026-03-31"},
				{DeliveryPeriod, Running, "2026-04-01"},
			},
			left: 10,
		},
		{
			// Used 03-04 to 03-06, then (03-06, 03-13] is out; 17 of 20 and 7 of 10 are left.
			name:  "a pause takes out the days after it began up to its end",
			story: []any{Received, "2026-03-02 10:00", Accepted, "2026-03-03 10:00", Paused, "2026-03-06 10:00", Resumed, "2026-03-13 10:00"},
			now:   "2026-03-16 10:00",
			want: []row{
				{AcceptancePeriod, Met, "2026-03-09"},
				{PromisedPeriod, Running, "2026-03-24"},
				{StatutoryPeriod, Running, "2026-04-08"},
			},
			left: 16,
		},
		{
			name:  "while it is paused the date is what it would be if it went on today",
			story: []any{Received, "2026-03-02 10:00", Accepted, "2026-03-03 10:00", Paused, "2026-03-06 10:00"},
			now:   "2026-03-13 10:00",
			want: []row{
				{AcceptancePeriod, Met, "2026-03-09"},
				{PromisedPeriod, Stopped, "2026-03-24"},
				{StatutoryPeriod, Stopped, "2026-04-08"},
			},
			left: 17,
		},
		{
			name:  "a pause that begins on the last day lets it end on the day it resumes",
			law:   func(l *Law) { l.Promised.Value = 3 },
			story: []any{Received, "2026-03-02 10:00", Accepted, "2026-03-03 10:00", Paused, "2026-03-06 10:00", Resumed, "2026-03-14 10:00"},
			now:   "2026-03-15 10:00",
			want: []row{
				{AcceptancePeriod, Met, "2026-03-09"},
				{PromisedPeriod, Running, "2026-03-16"}, // Saturday 03-14 runs on to Monday
				{StatutoryPeriod, Running, "2026-04-08"},
			},
			left: 17,
		},
		{
			name:  "a pause that begins after the last day saves nothing",
			law:   func(l *Law) { l.Promised.Value = 2 },
			story: []any{Received, "2026-03-02 10:00", Accepted, "2026-03-03 10:00", Paused, "2026-03-06 10:00"},
			now:   "2026-03-13 10:00",
			want: []row{
				{AcceptancePeriod, Met, "2026-03-09"},
				{PromisedPeriod, Overdue, "2026-03-05"},
				{StatutoryPeriod, Stopped, "2026-04-08"},
			},
			left: 17,
		},
		{
			name:  "an extension lengthens the statutory time, not the promise",
			story: []any{Received, "2026-03-02 10:00", Accepted, "2026-03-03 10:00", Extended, "2026-03-31 23:59:59"},
			now:   "2026-04-01 09:00",
			want: []row{
				{AcceptancePeriod, Met, "2026-03-09"},
				{PromisedPeriod, Overdue, "2026-03-17"},
				{StatutoryPeriod, Running, "2026-04-15"},
			},
			left: 9,
		},
		{
			name:  "an extension after the end changes nothing",
			story: []any{Received, "2026-03-02 10:00", Accepted, "2026-03-03 10:00", Extended, "2026-04-01 00:00"},
			now:   "2026-04-01 00:00",
			want: []row{
				{AcceptancePeriod, Met, "2026-03-09"},
				{PromisedPeriod, Overdue, "2026-03-17"},
				{StatutoryPeriod, Overdue, "2026-03-31"},
			},
			left: -1,
		},
		{
			name:  "a withdrawn case neither kept nor missed its time",
			story: []any{Received, "2026-03-02 10:00", Accepted, "2026-03-03 10:00", Withdrawn, "2026-03-10 10:00"},
			now:   "2026-05-01",
			want: []row{
				{AcceptancePeriod, Met, "2026-03-09"},
				{PromisedPeriod, Ended, "2026-03-17"},
				{StatutoryPeriod, Ended, "2026-03-31"},
			},
			left: 15,
		},
		{
			name:  "told on the spot that no permit is needed",
			story: []any{Received, "2026-03-02 10:00", NotNeeded, "2026-03-02 10:20"},
			now:   "2026-05-01",
			want:  []row{{AcceptancePeriod, Met, "2026-03-09"}},
			left:  5,
		},
		{
			name: "real estate: not told on the spot is accepted",
			law: func(l *Law) {
				*l = Law{Regime: RealEstate, Deemed: DeemedUnlessTold, Statutory: Limit{Value: 30, Unit: Workday}}
			},
			story: []any{Received, "2026-03-02 10:00"},
			now:   "2026-03-03 00:00",
			want:  []row{{AcceptancePeriod, Overdue, "2026-03-02"}, {StatutoryPeriod, Running, "2026-04-14"}},
			left:  29,
		},
		{
			name:  "without meaning in law silence is only late",
			law:   func(l *Law) { l.Regime, l.Deemed = Own, DeemedNone },
			story: []any{Received, "2026-03-02 10:00"},
			now:   "2026-03-12 10:00",
			want:  []row{{AcceptancePeriod, Overdue, "2026-03-09"}},
			left:  -3,
		},
		{
			name:  "decided on the spot without a word of acceptance",
			law:   func(l *Law) { *l = Law{Regime: Registration, Statutory: Limit{Value: 3, Unit: Workday}} },
			story: []any{Received, "2026-03-02 10:00", Decided, "2026-03-02 10:30"},
			now:   "2026-03-02 11:00",
			want:  []row{{AcceptancePeriod, Met, "2026-03-02"}, {StatutoryPeriod, Met, "2026-03-05"}},
			left:  3,
		},
		{
			name:  "fifteen calendar days that end in the holidays",
			law:   func(l *Law) { l.Promised, l.Statutory = Limit{}, Limit{Value: 15, Unit: CalendarDay} },
			story: []any{Received, "2026-09-18 10:00", Accepted, "2026-09-18 11:00"},
			now:   "2026-09-21 10:00",
			want:  []row{{AcceptancePeriod, Met, "2026-09-24"}, {StatutoryPeriod, Running, "2026-10-08"}},
			left:  7,
		},
		{
			name:  "one month from the last of January",
			law:   func(l *Law) { l.Promised, l.Statutory = Limit{}, Limit{Value: 1, Unit: Month} },
			story: []any{Received, "2025-01-27 10:00", Accepted, "2025-01-31 11:00"},
			now:   "2025-02-05 10:00",
			want:  []row{{AcceptancePeriod, Met, "2025-02-10"}, {StatutoryPeriod, Running, "2025-02-28"}},
			left:  18, // Saturday 02-08 is worked
		},
		{
			name:  "two years",
			law:   func(l *Law) { l.Promised, l.Statutory = Limit{}, Limit{Value: 2, Unit: Year} },
			story: []any{Received, "2024-02-28 10:00", Accepted, "2024-02-29 11:00"},
			now:   "2024-03-01 10:00",
			want:  []row{{AcceptancePeriod, Met, "2024-03-06"}, {StatutoryPeriod, Running, "2026-02-28"}}, // a worked Saturday
		},
		{
			name:  "the same day, accepted on a Saturday",
			law:   func(l *Law) { l.Promised, l.Statutory = Limit{}, Limit{Unit: SameDay} },
			story: []any{Received, "2026-03-07 10:00", Accepted, "2026-03-07 11:00"},
			now:   "2026-03-07 12:00",
			want:  []row{{AcceptancePeriod, Met, "2026-03-13"}, {StatutoryPeriod, Running, "2026-03-09"}},
			left:  1,
		},
		{
			name:  "half a working day is a day where a date is needed",
			law:   func(l *Law) { l.Promised.Value, l.Statutory = 0.5, Limit{Unit: None} },
			story: []any{Received, "2026-03-02 10:00", Accepted, "2026-03-03 10:00"},
			now:   "2026-03-03 12:00",
			want:  []row{{AcceptancePeriod, Met, "2026-03-09"}, {PromisedPeriod, Running, "2026-03-04"}},
			left:  1,
		},
		{
			name:  "half a working day under a law that wants it done the same day",
			law:   func(l *Law) { l.Promised.Value, l.Statutory = 0.5, Limit{Unit: SameDay} },
			story: []any{Received, "2026-03-02 10:00", Accepted, "2026-03-03 10:00"},
			now:   "2026-03-03 12:00",
			want:  []row{{AcceptancePeriod, Met, "2026-03-09"}, {PromisedPeriod, Running, "2026-03-03"}, {StatutoryPeriod, Running, "2026-03-03"}},
		},
		{
			name:  "working days that a holiday drives beyond the law's calendar days",
			law:   func(l *Law) { l.Promised.Value, l.Statutory = 8, Limit{Value: 15, Unit: CalendarDay} },
			story: []any{Received, "2026-02-10 10:00", Accepted, "2026-02-10 11:00"},
			now:   "2026-02-11 10:00", // eight working days would end on 02-28, a worked Saturday
			want:  []row{{AcceptancePeriod, Met, "2026-02-24"}, {PromisedPeriod, Running, "2026-02-25"}, {StatutoryPeriod, Running, "2026-02-25"}},
		},
		{
			name:  "a promise does not gain by an extension of the law's limit",
			law:   func(l *Law) { l.Promised.Value, l.Statutory.Value = 5, 3 },
			story: []any{Received, "2026-03-02 10:00", Accepted, "2026-03-02 11:00", Extended, "2026-03-04 10:00"},
			now:   "2026-03-05 10:00",
			want:  []row{{AcceptancePeriod, Met, "2026-03-09"}, {PromisedPeriod, Running, "2026-03-05"}, {StatutoryPeriod, Running, "2026-03-19"}},
			left:  10,
		},
		{
			name:  "a promise does not outlast a pause that began after the law's limit",
			law:   func(l *Law) { l.Promised.Value, l.Statutory = 2, Limit{Unit: SameDay} },
			story: []any{Received, "2026-03-02 10:00", Accepted, "2026-03-02 11:00", Paused, "2026-03-03 10:00"},
			now:   "2026-03-10 10:00",
			want:  []row{{AcceptancePeriod, Met, "2026-03-09"}, {PromisedPeriod, Overdue, "2026-03-02"}, {StatutoryPeriod, Overdue, "2026-03-02"}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			law := licensing()
			if c.law != nil {
				c.law(&law)
			}
			got := Evaluate(story(t, c.story...), law, cal, at(t, c.now))
			if len(got.Windows) != len(c.want) {
				t.Fatalf("windows: %+v", got.Windows)
			}
			for i, want := range c.want {
				w := got.Windows[i]
				if w.Period != want.period || w.State != want.state || w.Due.String() != want.due {
					t.Errorf("%s %s until %s, want %s %s until %s", w.Period, w.State, w.Due, want.period, want.state, want.due)
				}
			}
			if last := got.Windows[len(got.Windows)-1]; c.left != 0 && last.Remaining != c.left {
				t.Errorf("%s: %d working days left, want %d", last.Period, last.Remaining, c.left)
			}
		})
	}
}
