package e2e

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"tongban/e2e/world"
)

func TestTheOtherPersonsThingsDoNotExist(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		lin, stranger := w.As("lin"), w.As("tao")
		draft := lin.Applies("road-qual").Uploads("M-PHOTO", world.Photo())
		c, licence := granted(w, "lin")
		notice := c.Notices[0].URL
		lin.Get(world.Page("/apply/" + draft.ID + "/files/M-PHOTO")).Is(http.StatusOK)
		lin.Get(world.Page(notice)).Is(http.StatusOK)

		for _, path := range []string{
			draft.Path(), "/cases/" + c.CaseNo, "/cases/" + c.ShortNo, "/licences/" + licence.ID + "/file",
			world.Page("/apply/" + draft.ID), world.Page("/apply/" + draft.ID + "/files/M-PHOTO"), world.Page("/apply/" + draft.ID + "/check"),
			world.Page("/cases/" + c.ShortNo), world.Page("/cases/" + c.ShortNo + "/withdraw"), world.Page(notice),
			world.Page("/licences/" + licence.ID), world.Page("/licences/" + licence.ID + "/file"), world.Page("/licences/" + licence.ID + "/qr.png"),
		} {
			if answer := stranger.Get(path).Is(http.StatusNotFound); answer.Holds("林晓华") {
				t.Errorf("%s names its owner to a stranger", path)
			}
		}
		for _, path := range []string{draft.Path() + "/submit", "/cases/" + c.CaseNo + "/correction"} {
			stranger.Post(path, nil).Is(http.StatusNotFound)
		}
		stranger.Post("/cases/"+c.CaseNo+"/withdraw", world.Fields{}).Is(http.StatusNotFound)
		stranger.Patch(draft.Path(), world.Fields{"values": world.Fields{"dlNo": "990100010203"}}).Is(http.StatusNotFound)
		stranger.Post(draft.Path()+"/materials/M-PHOTO", world.Photo()).Is(http.StatusNotFound)
		stranger.Send(world.Request{Method: "DELETE", Path: draft.Path() + "/materials/M-PHOTO"}).Is(http.StatusNotFound)
		grounds := world.Fields{"reason": "试试", "legalBasis": "试试"}
		w.As("psb-approver").Post("/desk/licences/"+licence.ID+"/revoke", grounds).Is(http.StatusNotFound)
		lin.Post("/desk/licences/"+licence.ID+"/revoke", grounds).Is(http.StatusForbidden)
		if wallet := stranger.Licences(); strings.Contains(numbers(wallet), licence.Number) {
			t.Error("a stranger's wallet has the licence")
		}
		w.Anybody().Get("/cases/" + c.CaseNo).Is(http.StatusUnauthorized)
	})
}

func numbers(wallet []world.Licence) (all string) {
	for _, l := range wallet {
		all += l.Number + " "
	}
	return all
}

func TestStaffReachTheirOwnWorkOnly(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		c := w.As("lin").HandsIn("road-qual")
		draft := w.As("lin").Applies("road-qual")
		task := w.As("clerk").Handles(c.CaseNo).OpenTask()

		// Another department, another hall, and staff on a citizen's address.
		for _, stranger := range []string{"samr-reviewer", "psb-approver", "samr-head", "clerk-qingxi", "street", "bank"} {
			p := w.As(stranger)
			p.Get("/desk/cases/" + c.CaseNo).Is(http.StatusNotFound)
			p.Get(world.Page("/desk/cases/" + c.ShortNo)).Is(http.StatusNotFound)
			p.Get(world.Page("/desk/cases/" + c.ShortNo + "/files/M-PHOTO")).Is(http.StatusNotFound)
			p.Get(world.Page("/desk/cases/" + c.ShortNo + "/accept")).Is(http.StatusNotFound)
			p.Post("/desk/tasks/"+task+"/claim", nil).Is(http.StatusNotFound)
			p.Tries("accept", c, nil).Is(http.StatusNotFound)
			for _, list := range []string{"/desk/cases", "/desk/cases?q=" + c.ShortNo, "/desk/tasks"} {
				if p.Get(list).Is(http.StatusOK).Holds(c.CaseNo) {
					t.Errorf("%s lists the case for %s", list, stranger)
				}
			}
		}
		w.As("clerk").Get(draft.Path()).Is(http.StatusForbidden)
		w.As("clerk").Get("/cases/" + c.CaseNo).Is(http.StatusForbidden)
		w.As("lin").Get("/desk/cases/" + c.CaseNo).Is(http.StatusForbidden)
		w.As("lin").Tries("accept", c, nil).Is(http.StatusForbidden)
		w.As("system-admin").Get("/desk/cases/" + c.CaseNo).Is(http.StatusForbidden)

		// The window accepts and never decides; the department decides and never accepts.
		w.As("trans-approver").Tries("accept", c, nil).Is(http.StatusForbidden)
		w.As("clerk").Accepts(c)
		w.As("clerk").Tries("decide", c, world.Fields{"outcome": "grant"}).Is(http.StatusForbidden)
		w.As("trans-reviewer").Passes(c)
		w.As("clerk").Tries("decide", c, world.Fields{"outcome": "grant"}).Is(http.StatusForbidden)
		w.As("trans-reviewer").Tries("decide", c, world.Fields{"outcome": "grant"}).Is(http.StatusForbidden)
		w.As("trans-head").Tries("decide", c, world.Fields{"outcome": "grant"}).Is(http.StatusForbidden)
		if seen := w.As("clerk").Handles(c.CaseNo); seen.Applicant == "林晓华" || seen.Values["holderId"] == "99010319900615011X" {
			t.Errorf("the desk sees the data unmasked at once: %s %v", seen.Applicant, seen.Values["holderId"])
		}
	})
}

func TestWhoIsLateLearnsWhoWasFaster(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		c := w.As("lin").HandsIn("road-qual")
		seen := w.As("clerk2").Handles(c.CaseNo)
		w.As("clerk").Accepts(c)
		p := w.As("clerk2").Tries("accept", seen, world.Fields{"version": seen.Version}).Refused(http.StatusConflict, "casework.stale")
		if !strings.Contains(p.Title, "方晓雯") || !strings.Contains(p.Title, "09:00") {
			t.Errorf("the late one is told %q, want who and when", p.Title)
		}
	})
}

func TestOfTwoDecidersOneWins(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		for range 5 {
			c := w.As("lin").HandsIn("road-qual")
			w.As("clerk").Accepts(c)
			w.As("trans-reviewer").Passes(c)
			approver := w.As("trans-approver")
			seen := approver.Handles(c.CaseNo)
			outcomes := atOnce(6, func(i int) int {
				with := world.Fields{"version": seen.Version, "outcome": "grant"}
				if i%2 == 1 {
					with = world.Fields{"version": seen.Version, "outcome": "deny", "reason": "条件不符", "legalGround": "行政许可法第三十八条"}
				}
				return approver.Tries("decide", c, with).Status
			})
			if outcomes[http.StatusOK] != 1 || outcomes[http.StatusConflict] != 5 {
				t.Errorf("six decisions at once end with %v, want one 200 and five 409", outcomes)
			}
			decided := w.As("lin").Sees(c.CaseNo)
			licences := 0
			for _, l := range w.As("lin").Licences() {
				if l.CaseNo == c.CaseNo {
					licences++
				}
			}
			if want := map[string]int{"ISSUING": 1, "DENIED": 0}[decided.State]; licences != want {
				t.Errorf("the case is %s with %d licences", decided.State, licences)
			}
		}
	})
}

// atOnce does something n times at once and counts how it ended.
func atOnce(n int, do func(i int) int) map[int]int {
	var mu sync.Mutex
	var all sync.WaitGroup
	outcomes := map[int]int{}
	for i := range n {
		all.Go(func() {
			status := do(i)
			mu.Lock()
			defer mu.Unlock()
			outcomes[status]++
		})
	}
	all.Wait()
	return outcomes
}

func TestADoubleSubmitMakesOneCase(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		lin := w.As("lin")
		with := lin.Applies("road-qual").Uploads("M-PHOTO", world.Photo())
		submit := func(a *world.Application, key string) world.Answer {
			return lin.Send(world.Request{Method: "POST", Path: a.Path() + "/submit", Key: key})
		}
		outcomes := atOnce(4, func(int) int { return submit(with, "once").Status })
		if outcomes[http.StatusCreated] != 4 {
			t.Errorf("four submits under one key end with %v, want 201 for all", outcomes)
		}
		var first, again struct{ CaseNo, QueryCode string }
		submit(with, "once").Is(http.StatusCreated).Into(&first)
		submit(with, "once").Is(http.StatusCreated).Into(&again)
		if first != again || first.CaseNo == "" {
			t.Errorf("the same key got %v and %v", first, again)
		}

		without := lin.Applies("road-qual").Uploads("M-PHOTO", world.Photo())
		outcomes = atOnce(4, func(int) int { return submit(without, "").Status })
		if outcomes[http.StatusCreated] != 1 || outcomes[http.StatusConflict] != 3 {
			t.Errorf("four submits without a key end with %v, want one 201 and three 409", outcomes)
		}
		if p := submit(without, "").Refused(http.StatusConflict, "application.already-submitted"); !strings.Contains(p.Title, "YX-260210-") {
			t.Errorf("who submits again is not told the number: %q", p.Title)
		}
		submit(without, "once").Refused(http.StatusConflict, "once.reused")

		var mine struct{ Items []world.Case }
		lin.Get("/cases").Is(http.StatusOK).Into(&mine)
		if len(mine.Items) != 2 {
			t.Errorf("%d cases, want 2", len(mine.Items))
		}
	})
}

func TestTheSameKeyForAnotherCommandIsRefused(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		begin := func(answers world.Fields) world.Answer {
			return w.As("lin").Send(world.Request{Method: "POST", Path: "/applications", Key: "k",
				Body: world.Fields{"itemCode": "road-qual", "answers": answers}})
		}
		begin(world.Qualified()).Is(http.StatusCreated)
		begin(world.Qualified()).Is(http.StatusCreated)
		var drafts struct{ Items []struct{ ID string } }
		w.As("lin").Get("/applications").Is(http.StatusOK).Into(&drafts)
		if len(drafts.Items) != 1 {
			t.Errorf("one key made %d drafts", len(drafts.Items))
		}

		c := w.As("lin").HandsIn("road-qual")
		accept := func(with world.Fields) world.Answer {
			return w.As("clerk").Send(world.Request{Method: "POST", Path: "/desk/cases/" + c.CaseNo + "/accept", Key: "k", Body: with})
		}
		accept(world.Fields{"opinion": "齐全"}).Is(http.StatusOK)
		accept(world.Fields{"opinion": "齐全"}).Is(http.StatusOK)
		accept(world.Fields{"opinion": "不齐"}).Refused(http.StatusConflict, "once.reused")
		reviewer := w.As("trans-reviewer")
		task := reviewer.Handles(c.CaseNo).OpenTask()
		complete := func(opinion string) world.Answer {
			return reviewer.Send(world.Request{Method: "POST", Path: "/desk/tasks/" + task + "/complete", Key: "k",
				Body: world.Fields{"outcome": "pass", "opinion": opinion}})
		}
		complete("符合条件").Is(http.StatusOK)
		complete("符合条件").Is(http.StatusOK)
		complete("不符合").Refused(http.StatusConflict, "once.reused")
		if h := w.As("lin").Sees(c.CaseNo).History(); h != "submit accept start-review propose-decision" {
			t.Errorf("the case has %q", h)
		}
	})
}
