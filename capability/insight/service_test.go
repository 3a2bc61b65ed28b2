package insight

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"tongban/capability/casework"
	"tongban/capability/casework/caseworktest"
	"tongban/capability/place"
	"tongban/capability/rating"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

// The readers of figures.
var (
	supervisor = caseworktest.Staff("严明之", "GSB", actor.Supervisor)
	head       = caseworktest.Staff("罗正清", "TRANS", actor.Head)
	otherHead  = caseworktest.Staff("孟广林", "SAMR", actor.Head)
)

// bench is insight in a city that it follows from the start.
type bench struct {
	caseworktest.World
	*Service
}

func each(t *testing.T, body func(bench)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := unfollowed(t, d)
		b.World.Casework.Follow(b.Follow)
		body(b)
	})
}

// unfollowed is insight in a city of which it has not been told.
func unfollowed(t *testing.T, d *db.DB) bench {
	t.Helper()
	places := place.New(d, nil, nil)
	s := New(Deps{DB: d, Places: places})
	w := caseworktest.New(t, d, nil,
		db.Source{Name: "insight", FS: s.Module().Migrations}, db.Source{Name: "place", FS: places.Module().Migrations})
	s.Clock, s.Casework, s.Calendar = w.Clock, w.Casework, w.Casework.Calendar
	return bench{w, s}
}

// lived is what this city's cases came to: each line is a day on which something is done to
// a case. It returns the files as they are at the end.
func (b bench) lived() map[string]*casework.File {
	b.Helper()
	at := func(day string) { b.World.Clock.Set(caseworktest.At(day + " 10:00")) }
	at("2026-02-10") // Tuesday; the New Year is from 02-15 to 02-23
	prompt, slow, corrected, refused, withdrawn, open := b.Submitted(caseworktest.Mei), b.Submitted(caseworktest.Mei), b.Submitted(caseworktest.Mei),
		b.Submitted(caseworktest.Mei), b.Submitted(caseworktest.Stranger), b.Submitted(caseworktest.Mei)
	for _, f := range []**casework.File{&prompt, &slow, &open} {
		*f = b.Step(caseworktest.Window, *f, casework.Accept, casework.Input{})
	}
	refused = b.To(refused, casework.RefusedAccept)
	corrected = b.To(corrected, casework.InCorrection)
	at("2026-02-12")
	withdrawn = b.Step(caseworktest.Stranger, withdrawn, casework.Withdraw, casework.Input{})
	prompt = b.decided(prompt, casework.Grant, "electronic") // two working days
	at("2026-02-13")
	corrected = b.Mended(corrected, b.Arrival(caseworktest.Mei))
	corrected = b.Step(caseworktest.Window, corrected, casework.Accept, casework.Input{})
	at("2026-02-26") // from Friday 13: Saturday 14, Tuesday 24, Wednesday 25, Thursday 26
	corrected = b.decided(corrected, casework.Deny, "counter")
	slow = b.paused(slow)
	at("2026-04-20")
	slow = b.decided(slow, casework.Grant, "electronic")
	return map[string]*casework.File{"prompt": prompt, "slow": slow, "corrected": corrected, "refused": refused, "withdrawn": withdrawn, "open": open}
}

// paused is f after a review by experts from the 2nd to the 12th of March.
func (b bench) paused(f *casework.File) *casework.File {
	b.Helper()
	b.World.Clock.Set(caseworktest.At("2026-03-02 10:00"))
	f = b.Step(caseworktest.Reviewer, f, casework.StartReview, casework.Input{})
	f = b.Step(caseworktest.Reviewer, f, casework.EnterSpecial, caseworktest.Inputs[casework.EnterSpecial])
	b.World.Clock.Set(caseworktest.At("2026-03-12 10:00"))
	return b.Step(caseworktest.Reviewer, f, casework.LeaveSpecial, casework.Input{Result: "通过"})
}

// decided is f decided and handed out.
func (b bench) decided(f *casework.File, e casework.Event, method string) *casework.File {
	b.Helper()
	f = b.Step(caseworktest.Reviewer, f, casework.ProposeDecision, caseworktest.Inputs[casework.ProposeDecision])
	f = b.Step(caseworktest.Approver, f, e, caseworktest.Inputs[e])
	in := casework.Input{Method: method}
	if method == "counter" {
		in.Receiver = "林晓华"
	}
	return b.Step(caseworktest.Window, f, casework.Deliver, in)
}

// counts fails unless every figure has the number, and those not named have none.
func (b bench) counts(c Counts, want map[Figure]int64) {
	b.Helper()
	for f := range figures {
		if c[f] != want[f] {
			b.Errorf("%s: %d, want %d", f, c[f], want[f])
		}
	}
}

// ofTheCity is what lived comes to, counted by hand.
var ofTheCity = map[Figure]int64{
	Received: 6, Online: 6, Corrected: 1,
	Ended: 5, Completed: 3, Denied: 1, Promised: 3, InTime: 1, Tardy: 2, Limited: 3, Late: 1, Straight: 2, Unvisited: 2, Refused: 1, Withdrawn: 1,
	// 2 of the prompt, 4 of the corrected; of the slow 44 from 10 February to 20 April less the 8
	// from 2 to 12 March that the experts took.
	CountedDays: 2 + 4 + 44 - 8,
	// From receipt to the end: 2, 16 and 69 days.
	ElapsedMinutes: (2 + 16 + 69) * 24 * 60,
	InHand:         1, OpenPast: 1,
}

func TestFiguresAreWhatBecameOfTheCases(t *testing.T) {
	each(t, func(b bench) {
		b.lived()
		figures, err := b.Summary(b.As(supervisor), Filter{})
		if err != nil {
			b.Fatal(err)
		}
		b.counts(figures.Total, ofTheCity)
		if f := figures.Filter; f.From.String() != "2025-05" || f.To.String() != "2026-04" || len(figures.Months) != 12 {
			b.Errorf("the last twelve months are %s to %s, %d", f.From, f.To, len(figures.Months))
		}
		// A case counts in the month it ends, received in the month it came.
		april := figures.Months[11]
		b.counts(april.Counts, map[Figure]int64{
			Ended: 1, Completed: 1, Promised: 1, Tardy: 1, Limited: 1, Late: 1, Straight: 1, Unvisited: 1, CountedDays: 36, ElapsedMinutes: 69 * 24 * 60,
		})
		for _, groups := range [][]Group{figures.Departments, figures.Items} {
			if len(groups) != 1 {
				b.Fatalf("one department, one item: %+v", groups)
			}
			b.counts(groups[0].Counts, ofTheCity)
		}
		// Three working days are promised, the law gives ten.
		if c := figures.Compression; c != (Compression{300, 1000, 1}) || c.Percent() != 700 {
			b.Errorf("compression %+v, %d", c, c.Percent())
		}
		march, err := b.Summary(b.As(supervisor), Filter{From: 202603, To: 202603})
		if err != nil || march.Total[Received] != 0 || march.Total[InHand] != 1 || march.Total[OpenPast] != 1 {
			b.Errorf("nothing came in March, and one was late at its end: %v, %v", march.Total, err)
		}
	})
}

// What the sums say, the lists say, and the rows say it again, counted one by one.
func TestEveryNumberEqualsItsList(t *testing.T) {
	each(t, func(b bench) {
		b.lived()
		rated := b.file(Granted)
		b.Write(func(ctx context.Context, tx *db.Tx) error {
			return b.Rated(ctx, tx, rating.Rated{CaseID: rated.CaseID, Grade: rating.VeryDissatisfied})
		})
		for _, f := range []Filter{{}, {From: 202602, To: 202602}, {Department: "TRANS"}, {Item: "road-qual"}, {Item: "nothing"}, {Department: "TRANS", Item: "road-qual"}} {
			figures, err := b.Summary(b.As(supervisor), f)
			if err != nil {
				b.Fatal(err)
			}
			for what, k := range known {
				listed := b.listed(f, what)
				if n := figures.Total[what]; int64(len(listed)) != n {
					b.Errorf("%s of %+v: %d in the figures, %d in the list", what, f, n, len(listed))
				}
				for i := range listed {
					if k.of != nil && !k.of(&listed[i].Fact) {
						b.Errorf("%s: %s is in the list and should not be", what, listed[i].ShortNo)
					}
				}
			}
		}
	})
}

// file is the first fact with an outcome.
func (b bench) file(o Outcome) (f Fact) {
	b.Helper()
	for _, line := range b.listed(Filter{}, Received) {
		if line.Outcome == o {
			return line.Fact
		}
	}
	b.Fatalf("no case is %s", o)
	return f
}

// listed returns all pages of a list, two lines at a time.
func (b bench) listed(f Filter, what Figure) (lines []Line) {
	b.Helper()
	for before := (PageKey{}); ; {
		found, err := b.Cases(b.As(supervisor), f, what, before, 2)
		if err != nil {
			b.Fatalf("%s: %v", what, err)
		}
		lines = append(lines, found.Lines...)
		if found.Next == (PageKey{}) {
			if int64(len(lines)) != found.Total {
				b.Errorf("%s says %d and has %d", what, found.Total, len(lines))
			}
			return lines
		}
		if before, err = ParseKey(found.Next.String()); err != nil {
			b.Fatal(err)
		}
	}
}

// An installation that has cases already counts them all the same, however often it begins
// and whatever happens meanwhile.
func TestCasesOfBeforeAreCountedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := unfollowed(t, d)
		files := b.lived()
		b.World.Casework.Follow(b.Follow)
		b.Step(caseworktest.Reviewer, files["open"], casework.StartReview, casework.Input{}) // counted by following
		for range 2 {
			if err := b.Fill(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
		figures, err := b.Summary(b.As(supervisor), Filter{})
		if err != nil {
			b.Fatal(err)
		}
		b.counts(figures.Total, ofTheCity)
		if err := b.fillSome(b.Context(), 0); err != nil {
			b.Fatal(err)
		}
		if figures, err = b.Summary(b.As(supervisor), Filter{}); err != nil || figures.Total[Received] != 6 {
			b.Errorf("counted twice: %v, %v", figures.Total, err)
		}
	})
}

// A notice of days off that comes late moves the dates of open cases, and so what is late.
func TestALateHolidayMovesWhatIsLate(t *testing.T) {
	each(t, func(b bench) {
		b.World.Clock.Set(caseworktest.At("2026-03-10 10:00"))
		f := b.In(casework.Accepted)
		before := b.file(StillGoing).StatutoryDue
		late := calendar.Notice{
			Year: 2026, Number: "国办发明电〔2026〕9号", Dated: calendar.On(2026, 3, 5), Source: "https://www.gov.cn/",
			Off: []calendar.Period{{Holiday: calendar.Holiday{Name: "纪念日", English: "Memorial days"}, From: calendar.On(2026, 3, 17), To: calendar.On(2026, 3, 18)}},
		}
		old := b.World.Casework.Calendar()
		days, err := old.With(late)
		if err != nil {
			b.Fatal(err)
		}
		b.Write(func(ctx context.Context, tx *db.Tx) error {
			return b.World.Casework.CountAgain(ctx, tx, late.Number, old.Version(), days.Version())
		})
		b.World.Casework.Calendar = func() *calendar.Calendar { return days }
		b.recounted()
		if after := b.file(StillGoing).StatutoryDue; after.Sub(before) != 48*time.Hour {
			b.Errorf("%s was due %s and is due %s", f.Case.ShortNo, before, after)
		}
	})
}

// recounted does the job that counts dates again.
func (b bench) recounted() {
	b.Helper()
	admin := caseworktest.Staff("系统", "", actor.SystemAdmin)
	list, err := b.World.Casework.Recounts(b.As(admin))
	if err != nil || len(list) != 1 {
		b.Fatalf("%v, %v", list, err)
	}
	payload, err := json.Marshal(struct{ Recount id.ID }{list[0].ID})
	if err != nil {
		b.Fatal(err)
	}
	for _, j := range b.World.Casework.Module().Jobs {
		if j.Kind == "casework.recount" {
			if err := j.Run(b.Context(), payload); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func TestOnlyWhoAnswersForThemSeesFigures(t *testing.T) {
	each(t, func(b bench) {
		b.lived()
		for _, row := range []struct {
			who  actor.Actor
			ask  Filter
			kind fault.Kind
			n    int64
		}{
			{supervisor, Filter{}, 0, 6},
			{supervisor, Filter{Department: "SAMR"}, 0, 0},
			{head, Filter{}, 0, 6},
			{head, Filter{Department: "TRANS"}, 0, 6},
			{head, Filter{Department: "SAMR"}, fault.NotFound, 0},
			{otherHead, Filter{}, 0, 0},
			{caseworktest.Reviewer, Filter{}, fault.Forbidden, 0},
			{caseworktest.Window, Filter{}, fault.Forbidden, 0},
			{caseworktest.Mei, Filter{}, fault.Forbidden, 0},
		} {
			figures, err := b.Summary(b.As(row.who), row.ask)
			if fault.KindOf(err) != row.kind || err == nil && figures.Total[Received] != row.n {
				b.Errorf("%s asks for %+v: %v", row.who.Name, row.ask, err)
			}
			found, err := b.Cases(b.As(row.who), row.ask, Received, PageKey{}, 20)
			if fault.KindOf(err) != row.kind || int64(len(found.Lines)) != row.n {
				b.Errorf("%s lists %+v: %d, %v", row.who.Name, row.ask, len(found.Lines), err)
			}
		}
	})
}

func TestPagesShowNumbersThatLeadToCases(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := unfollowed(t, d)
		b.World.Casework.Follow(b.Follow)
		files := b.lived()
		site := caseworktest.Open(b.World, b.Module())
		site.Sees(supervisor, "/insight", "33.3%", "50.0%", "70.0%", "14.0 个工作日", "29.0 天", "数据时间 2026-04-20 10:00", "看数据表")
		site.Sees(supervisor, "/insight?from=2020-01&to=2020-02", "统计期内没有办件")
		site.Sees(supervisor, "/insight/items", "道路货物运输驾驶员从业资格证核发")
		read := site.Reads(supervisor, "/insight/cases?figure=tardy")
		if !strings.Contains(read, files["slow"].Case.ShortNo) || strings.Contains(read, files["prompt"].Case.ShortNo) || strings.Contains(read, "林晓华") {
			b.Errorf("the late cases are %s", read)
		}
		for _, what := range known {
			site.Sees(supervisor, "/insight/cases?figure="+what.name)
		}
		if answer, read := site.Asks(caseworktest.Reviewer, message.Chinese, http.MethodGet, "/insight", nil); answer.StatusCode != http.StatusForbidden {
			b.Errorf("a reviewer reads %d %s", answer.StatusCode, read)
		}
		if answer, _ := site.Asks(supervisor, message.Chinese, http.MethodGet, "/insight/cases?before=x", nil); answer.StatusCode != http.StatusBadRequest && answer.StatusCode != http.StatusUnprocessableEntity {
			b.Errorf("a broken address: %d", answer.StatusCode)
		}
	})
}
