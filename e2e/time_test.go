package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"tongban/e2e/world"
)

// Thursday before the Spring Festival of 2026: off from 15 to 23 February, and
// Saturday the 14th is a working day.
const thursday = "2026-02-12T10:00:00+08:00"

// Basis: 行政许可法, art. 32(4): silence accepts, from the day of receipt.
func TestSilenceAcceptsAtTheEndOfTheFifthWorkingDay(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{Now: thursday}, func(w *world.World) {
		lin := w.As("lin")
		c := lin.HandsIn("road-qual")
		if due := c.Date("acceptance"); due.DueDate != "2026-02-26" || len(due.Reasons) == 0 {
			t.Errorf("the window ends on %s because of %v, want 2026-02-26 with reasons", due.DueDate, due.Reasons)
		}

		w.AdvanceTo("2026-02-26T23:59:00+08:00")
		if c = lin.Sees(c.CaseNo); c.State != "SUBMITTED" || c.AcceptanceBasis != "" {
			t.Errorf("a minute before the end it is %s (%s)", c.State, c.AcceptanceBasis)
		}
		w.AdvanceTo("2026-02-27T00:00:00+08:00")
		c = lin.Sees(c.CaseNo)
		if c.State != "ACCEPTED" || c.AcceptanceBasis != "deemed" || c.History() != "submit deem-accepted" {
			t.Errorf("after the end it is %s (%s) by %q", c.State, c.AcceptanceBasis, c.History())
		}
		if c.AcceptedOn != "2026-02-12" {
			t.Errorf("accepted on %s, want the day of receipt", c.AcceptedOn)
		}
		// Ten working days from Friday 13 February on, three for the promise.
		if d := c.Date("statutory"); d.DueDate != "2026-03-04" {
			t.Errorf("the decision is due on %s, want 2026-03-04, counted from receipt", d.DueDate)
		}
		if d := c.Date("promised"); d.DueDate != "2026-02-24" {
			t.Errorf("the promise ends on %s, want 2026-02-24, counted from receipt", d.DueDate)
		}
		told(w, lin, c, "acceptance")

		// Nothing is decided twice by looking again.
		w.Advance("24h")
		if again := lin.Sees(c.CaseNo); again.History() != c.History() {
			t.Errorf("another day adds %q", again.History())
		}
		// The clerk accepted nothing, so the approver is bound by nobody.
		w.As("trans-reviewer").Passes(c)
		w.As("trans-approver").Grants(c)
	})
}

// told checks that the case holds a notice of this kind that can be read.
func told(w *world.World, p *world.Person, c *world.Case, kind string) {
	w.Helper()
	for _, n := range c.Notices {
		if n.Kind == kind {
			p.Get(world.Page(n.URL)).Is(http.StatusOK)
			return
		}
	}
	w.Errorf("no %s notice among %v", kind, c.Notices)
}

func TestACorrectionStopsTheClockAndOpensANewWindow(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{Now: thursday}, func(w *world.World) {
		lin, clerk := w.As("lin"), w.As("clerk")
		c := lin.HandsIn("road-qual")
		gaps := world.Fields{"gaps": []world.Fields{{"target": "material:M-PHOTO", "problem": "背景不是白色，请换一张白底照片"}}}
		c = clerk.Does("request-correction", c, gaps)
		if c.State != "CORRECTION" || c.Offers("request-correction") {
			t.Errorf("after the notice it is %s and offers %v", c.State, c.Next)
		}
		told(w, lin, lin.Sees(c.CaseNo), "correction")

		// The five days pass while the applicant looks for a photo.
		w.AdvanceTo("2026-03-03T09:00:00+08:00")
		mine := lin.Sees(c.CaseNo)
		if mine.State != "CORRECTION" {
			t.Fatalf("silence of the applicant made it %s", mine.State)
		}
		lin.Post("/applications/"+applicationOf(w, lin, c)+"/materials/M-PHOTO", world.OtherPhoto()).Is(http.StatusCreated)
		lin.Post("/cases/"+c.CaseNo+"/correction", nil).Is(http.StatusOK)
		mine = lin.Sees(c.CaseNo)
		// Five working days from 4 March: 4, 5, 6, 9, 10.
		if due := mine.Date("acceptance"); mine.State != "SUBMITTED" || due.DueDate != "2026-03-10" {
			t.Errorf("corrected it is %s with a window to %s, want SUBMITTED to 2026-03-10", mine.State, due.DueDate)
		}

		if clerk.Handles(c.CaseNo).Offers("request-correction") {
			t.Error("the desk offers a second correction notice")
		}
		clerk.Tries("request-correction", c, gaps).Refused(http.StatusConflict, "casework.corrected-once")
		w.AdvanceTo("2026-03-10T23:59:00+08:00")
		if state := lin.Sees(c.CaseNo).State; state != "SUBMITTED" {
			t.Errorf("a minute before the end of the new window it is %s", state)
		}
		w.Advance("2m")
		mine = lin.Sees(c.CaseNo)
		if mine.AcceptanceBasis != "deemed" || mine.AcceptedOn != "2026-03-03" {
			t.Errorf("accepted %q on %s, want deemed on 2026-03-03, when the correction came in", mine.AcceptanceBasis, mine.AcceptedOn)
		}
	})
}

// applicationOf returns the working copy behind a case: what the case's own page
// leads to.
func applicationOf(w *world.World, p *world.Person, c *world.Case) string {
	w.Helper()
	page := p.Get(world.Page("/cases/" + c.ShortNo + "/correction")).Is(http.StatusOK)
	_, rest, found := strings.Cut(string(page.Body), "/apply/")
	if !found || len(rest) < 13 {
		w.Fatal("the correction page leads to no form")
	}
	return rest[:13]
}

func TestACorrectionNobodyAnswersEndsTheCase(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{Now: thursday}, func(w *world.World) {
		lin := w.As("lin")
		c := lin.HandsIn("road-qual")
		w.As("clerk").Does("request-correction", c, world.Fields{
			"gaps": []world.Fields{{"target": "field:dlNo", "problem": "与驾驶证副页不一致"}},
		})
		due := lin.Sees(c.CaseNo).Date("correction")
		if due.DueAt == nil {
			t.Fatalf("the correction has no date: %+v", due)
		}
		w.AdvanceUntil(due.DueAt.Add(-time.Minute))
		if state := lin.Sees(c.CaseNo).State; state != "CORRECTION" {
			t.Errorf("a minute before the end it is %s", state)
		}
		w.Advance("2m")
		c = lin.Sees(c.CaseNo)
		if c.State != "TERMINATED" || c.History() != "submit request-correction lapse-correction" {
			t.Errorf("unanswered it is %s by %q", c.State, c.History())
		}
		told(w, lin, c, "end")
	})
}

func TestAnApplicationIsWithdrawnBeforeTheDecisionOnly(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{Now: thursday}, func(w *world.World) {
		lin := w.As("lin")
		c := lin.HandsIn("road-qual")
		w.As("clerk").Accepts(c)
		lin.Post("/cases/"+c.CaseNo+"/withdraw", world.Fields{"reason": "改日再办"}).Is(http.StatusOK)
		if after := lin.Sees(c.CaseNo); after.State != "WITHDRAWN" || len(after.Next) > 0 {
			t.Errorf("withdrawn it is %s and offers %v", after.State, after.Next)
		}
		w.As("trans-approver").Tries("decide", c, world.Fields{"outcome": "grant"}).Refused(http.StatusConflict, "casework.not-now")

		done, _ := granted(w, "ji")
		w.As("ji").Post("/cases/"+done.CaseNo+"/withdraw", world.Fields{}).Refused(http.StatusConflict, "casework.not-now")
	})
}

// Basis: 期间 begin on the day after; a case handed in on a holiday keeps its day.
func TestTheLastSecondOfAHolidayCounts(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{Now: thursday}, func(w *world.World) {
		lin := w.As("lin")
		draft := lin.Applies("road-qual").Uploads("M-PHOTO", world.Photo())
		w.AdvanceTo("2026-02-18T23:59:55+08:00")
		w.WaitFor("2026-02-18T23:59:59+08:00")
		c := draft.Submits()
		if received := c.ReceivedAt.Format("2006-01-02 15:04:05"); received != "2026-02-18 23:59:59" {
			t.Errorf("received at %s, want the last second of 18 February", received)
		}
		if !strings.Contains(c.CaseNo, "20260218") || !strings.HasPrefix(c.ShortNo, "YX-260218-") {
			t.Errorf("numbers %s and %s do not bear the day of receipt", c.CaseNo, c.ShortNo)
		}
		// The first working day is Tuesday the 24th: 24, 25, 26, 27 and Saturday the 28th.
		if due := c.Date("acceptance"); due.DueDate != "2026-02-28" {
			t.Errorf("the window ends on %s, want 2026-02-28", due.DueDate)
		}
	})
}

func TestAClerkWhoComesTooLateIsToldSo(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{Now: thursday}, func(w *world.World) {
		c := w.As("lin").HandsIn("road-qual")
		seen := w.As("clerk").Handles(c.CaseNo)
		w.AdvanceUntil(*seen.Date("acceptance").DueAt)
		for command, with := range map[string]world.Fields{
			"refuse":             {"reason": "不属于本机关", "legalGround": "行政许可法第三十二条", "redirect": "云岫市公安局"},
			"request-correction": {"gaps": []world.Fields{{"target": "material:M-PHOTO", "problem": "不清晰"}}},
			"accept":             {},
		} {
			with["version"] = seen.Version
			p := w.As("clerk").Tries(command, seen, with).Refused(http.StatusConflict, "casework.stale-by-law")
			if !strings.Contains(p.Title, "2026-02-27 00:00") {
				t.Errorf("the clerk is told %q, want since when", p.Title)
			}
		}
		page := w.As("clerk").Post(world.Page("/desk/cases/"+c.ShortNo+"/accept"), world.Form{"version": fmt.Sprint(seen.Version)})
		if page.Is(http.StatusConflict); !page.Holds("法定期限已到") {
			t.Error("the page does not say that the time has passed")
		}
		after := w.As("lin").Sees(c.CaseNo)
		if after.AcceptanceBasis != "deemed" || after.History() != "submit deem-accepted" {
			t.Errorf("the case is accepted %q by %q", after.AcceptanceBasis, after.History())
		}
	})
}
