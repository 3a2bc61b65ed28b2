package calendar

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func day(t testing.TB, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The nine vectors were worked out by hand from the notices of 2025 and 2026.
func TestWorkdaysAreAddedAsByHand(t *testing.T) {
	cal := Default()
	for _, v := range []struct {
		start string
		n     int
		want  string
		why   string
	}{
		{"2026-02-12", 5, "2026-02-26", "Saturday 02-14 is worked, 02-15 to 23 are off"},
		{"2026-02-13", 5, "2026-02-27", "the same from Friday"},
		{"2026-09-18", 5, "2026-09-24", "Sunday 09-20 is worked"},
		{"2026-09-24", 5, "2026-10-09", "09-25 to 27 and 10-01 to 07 are off"},
		{"2026-09-28", 20, "2026-10-30", "National Day, and Saturday 10-10 is worked"},
		{"2026-04-30", 3, "2026-05-08", "05-01 to 05 are off, worked Saturday 05-09 comes after"},
		{"2025-01-24", 5, "2025-02-07", "Sunday 01-26 is worked, 01-28 to 02-04 are off"},
		{"2025-09-26", 10, "2025-10-16", "Sunday 09-28 and Saturday 10-11 are worked"},
		{"2026-12-25", 1, "2026-12-28", "a plain weekend"},
	} {
		start, want := day(t, v.start), day(t, v.want)
		if got := cal.AddWorkdays(start, v.n); got != want {
			t.Errorf("%s + %d = %s, want %s: %s", v.start, v.n, got, v.want, v.why)
		}
		if got := cal.WorkdaysBetween(start, want); got != v.n {
			t.Errorf("%s to %s is %d working days, want %d", v.start, v.want, got, v.n)
		}
	}
}

func TestYearsHaveTheirNumberOfWorkdays(t *testing.T) {
	cal := Default()
	for year, want := range map[int]int{2025: 248, 2026: 248} {
		if got := cal.WorkdaysBetween(On(year-1, 12, 31), On(year, 12, 31)); got != want {
			t.Errorf("%d has %d working days, want %d", year, got, want)
		}
	}
}

// A second reading of the same notices, by others, lies beside the repository of
// those who develop the product.
func TestNoticesAgreeWithASecondReading(t *testing.T) {
	folder := os.Getenv("TONGBAN_TESTDATA")
	if folder == "" {
		folder = "../../../shared/data"
	}
	cal := Default()
	for year := 2019; year <= 2025; year++ {
		text, err := os.ReadFile(filepath.Join(folder, "holidays", fmt.Sprintf("%d.json", year)))
		if err != nil {
			t.Skipf("not run: %v", err)
		}
		var second struct {
			Days []struct {
				Name     string
				Date     string
				IsOffDay bool
			}
		}
		if err := json.Unmarshal(text, &second); err != nil {
			t.Fatal(err)
		}
		named := map[Date]bool{}
		for _, d := range second.Days {
			date := day(t, d.Date)
			named[date] = true
			if cal.IsWorkday(date) == d.IsOffDay {
				t.Errorf("%s %s: working day %v, the second reading says %v", d.Date, d.Name, !d.IsOffDay, d.IsOffDay)
			}
			if _, off := cal.Holiday(date); off != d.IsOffDay {
				t.Errorf("%s: holiday %v, the second reading says %v", d.Date, off, d.IsOffDay)
			}
		}
		for d := On(year, 1, 1); d <= On(year, 12, 25); d++ {
			if !named[d] && cal.IsWorkday(d) != isWeekday(d) {
				t.Errorf("%s departs from the plain week, the second reading does not name it", d)
			}
		}
	}
}

func TestALaterNoticeBindsWhereItSpeaks(t *testing.T) {
	before, err := New(Published()[2]) // 2020, before the Spring Festival was extended
	if err != nil {
		t.Fatal(err)
	}
	after, err := before.With(Published()[3])
	if err != nil {
		t.Fatal(err)
	}
	if d := On(2020, 2, 1); !before.IsWorkday(d) || after.IsWorkday(d) {
		t.Error("Saturday 2020-02-01 was to be worked until the notice of 01-26 made it a day off")
	}
	if d := On(2020, 5, 9); !after.IsWorkday(d) {
		t.Error("a notice changed a day it does not speak of")
	}
	if before.Version() == after.Version() {
		t.Error("two contents have one version")
	}
}

func TestAYearWithoutNoticeIsProvisionalUntilItComes(t *testing.T) {
	cal := Default()
	if cal.Provisional(On(2026, 12, 31)) || !cal.Provisional(On(2027, 1, 1)) || !cal.Provisional(On(2018, 6, 1)) {
		t.Error("2019 to 2026 have their notices, other years have none")
	}
	if cal.IsWorkday(On(2027, 1, 1)) {
		t.Error("1 January is off by law, notice or not")
	}
	notice := Notice{
		Year: 2027, Number: "test", Dated: On(2026, 11, 25), Source: "test",
		Off: []Period{{Holiday{"元旦", "New Year's Day"}, On(2027, 1, 1), On(2027, 1, 3)}},
	}
	decided, err := cal.With(notice)
	if err != nil {
		t.Fatal(err)
	}
	if decided.Provisional(On(2027, 1, 1)) {
		t.Error("the notice is there, the year is still provisional")
	}
	if !decided.IsWorkday(On(2027, 2, 5)) {
		t.Error("the awaited entry still counts beside the notice")
	}
	if !cal.Provisional(On(2027, 1, 1)) {
		t.Error("With changed the calendar it was called on")
	}
}

func TestABadNoticeIsRefused(t *testing.T) {
	good := func() Notice {
		return Notice{
			Year: 2027, Number: "test", Dated: On(2026, 11, 25), Source: "test",
			Off:  []Period{{Holiday{"元旦", "New Year's Day"}, On(2027, 1, 1), On(2027, 1, 3)}},
			Work: []Date{On(2027, 1, 9)},
		}
	}
	for name, spoil := range map[string]func(*Notice){
		"no source":          func(n *Notice) { n.Source = "" },
		"no number":          func(n *Notice) { n.Number = "" },
		"a number twice":     func(n *Notice) { n.Number = Published()[0].Number },
		"no days":            func(n *Notice) { n.Off = nil },
		"no name":            func(n *Notice) { n.Off[0].English = " " },
		"backwards":          func(n *Notice) { n.Off[0].To = On(2026, 12, 31) },
		"another year":       func(n *Notice) { n.Off[0].To = On(2028, 3, 1) },
		"off twice":          func(n *Notice) { n.Off = append(n.Off, n.Off[0]) },
		"off and worked":     func(n *Notice) { n.Work = []Date{On(2027, 1, 2)} },
		"a weekday worked":   func(n *Notice) { n.Work = []Date{On(2027, 1, 8)} },
		"worked in the past": func(n *Notice) { n.Work = []Date{On(2026, 3, 1)} },
	} {
		n := good()
		spoil(&n)
		if _, err := Default().With(n); !errors.Is(err, ErrNotice) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := Default().With(good()); err != nil {
		t.Error(err)
	}
}

// plainly counts day by day from the notices alone.
func plainly(d Date) bool {
	worked := d.Start().Weekday() != time.Saturday && d.Start().Weekday() != time.Sunday
	for _, n := range allNotices {
		for _, p := range n.Off {
			if d >= p.From && d <= p.To {
				worked = false
			}
		}
		for _, w := range n.Work {
			if d == w {
				worked = true
			}
		}
	}
	return worked
}

var allNotices = Published()

func TestCountingAgreesWithADayByDayCount(t *testing.T) {
	cal := Default()
	for d := On(2017, 1, 1); d < On(2029, 1, 1); d++ {
		if cal.IsWorkday(d) != plainly(d) {
			t.Fatalf("%s: working day %v", d, cal.IsWorkday(d))
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		start := On(2018, 1, 1) + Date(random.IntN(3900))
		n := random.IntN(80)
		d := start
		for left := n; left > 0; {
			d++
			if plainly(d) {
				left--
			}
		}
		if got := cal.AddWorkdays(start, n); got != d {
			t.Fatalf("%s + %d = %s, counted %s", start, n, got, d)
		}
		if got := cal.WorkdaysBetween(start, d); got != n {
			t.Fatalf("%s to %s: %d, counted %d", start, d, got, n)
		}
		if rolled := cal.Roll(start); !plainly(rolled) || (plainly(start) && rolled != start) {
			t.Fatalf("%s rolls to %s", start, rolled)
		}
	}
}

func TestDatesAreShanghaiDays(t *testing.T) {
	for instant, want := range map[string]string{
		"2026-02-12T15:59:59Z":           "2026-02-12",
		"2026-02-12T16:00:00Z":           "2026-02-13",
		"2026-10-01T23:59:59.999+08:00":  "2026-10-01",
		"1969-12-31T15:59:59.999Z":       "1969-12-31",
		"2000-02-29T00:00:00.000+08:00":  "2000-02-29",
		"2026-12-31T23:59:59.9999+08:00": "2026-12-31",
	} {
		at, err := time.Parse(time.RFC3339Nano, instant)
		if err != nil {
			t.Fatal(err)
		}
		if got := DateOf(at).String(); got != want {
			t.Errorf("%s falls on %s, want %s", instant, got, want)
		}
	}
	d := On(2026, 2, 26)
	if got := d.End().Format(time.RFC3339); got != "2026-02-27T00:00:00+08:00" {
		t.Errorf("%s ends at %s", d, got)
	}
	if d.Weekday() != time.Thursday || On(2026, 2, 29) != On(2026, 3, 1) || DateOf(time.Time{}) != 0 {
		t.Error("weekday, overflow or zero date is wrong")
	}
	text, err := json.Marshal([]Date{d, 0})
	if err != nil || string(text) != `["2026-02-26",""]` {
		t.Errorf("%s %v", text, err)
	}
	var back []Date
	if err := json.Unmarshal(text, &back); err != nil || back[0] != d || back[1] != 0 {
		t.Errorf("%v %v", back, err)
	}
}

func TestSpecialsNameWhatDepartsFromTheWeek(t *testing.T) {
	got := Default().Specials(On(2026, 2, 13), On(2026, 2, 28))
	want := []Special{
		{From: On(2026, 2, 14), To: On(2026, 2, 14), Worked: true, Notice: "国办发明电〔2025〕7号"},
		{From: On(2026, 2, 15), To: On(2026, 2, 23), Holiday: Holiday{"春节", "Spring Festival"}, Notice: "国办发明电〔2025〕7号"},
		{From: On(2026, 2, 28), To: On(2026, 2, 28), Worked: true, Notice: "国办发明电〔2025〕7号"},
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if list := Default().Specials(On(2031, 1, 1), On(2031, 12, 31)); list != nil {
		t.Errorf("nothing is announced for 2031: %v", list)
	}
}

func BenchmarkAddWorkdays(b *testing.B) {
	cal, start := Default(), On(2026, 9, 24)
	for b.Loop() {
		cal.AddWorkdays(start, 20)
	}
}
