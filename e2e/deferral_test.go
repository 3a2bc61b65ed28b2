package e2e

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"

	"tongban/capability/document/documenttest"
	"tongban/e2e/world"
)

// managers is a paper of a restaurant that may come later: who manages food safety. What the
// city knows of the health of its staff is looked up, and nobody has to bring it.
const managers = "M-STAFF"

// promises uploads what is missing but for that paper, which it promises.
func (d *demoDraft) promises() {
	d.Helper()
	files := map[string]world.File{}
	for _, code := range d.reads().Missing {
		if code != managers {
			files[code] = world.File{Name: "材料.pdf", Content: documenttest.PDF(2)}
		}
	}
	page := d.by.Opens(d.at + "/materials")
	d.legible(page)
	sheet := page.Form(d.at + "/materials")
	filled := sheet.Holds()
	filled.Set("promise."+managers, "1")
	after := sheet.SendsWith(filled, files)
	if held := d.reads(); after.Status != http.StatusOK || !held.Ready {
		d.Fatalf("after the papers: %d %v, missing %v", after.Status, after.Summary(), held.Missing)
	}
	if check := d.by.Opens(d.at + "/check"); !strings.Contains(check.Read(), "容缺受理承诺") {
		d.Errorf("the check page has no commitment: %.900s", check.Read())
	}
}

// deferred is a new case of the restaurant's with that paper promised, accepted.
func deferred(w *world.World) (*demoDraft, string) {
	w.Helper()
	d := begins(w, "yun", restaurant, demoItems(w.T)["food-license"])
	d.fillsIn()
	d.promises()
	no := d.signs()
	if c := w.As("clerk").Accepts(&world.Case{CaseNo: no}); c.AcceptanceBasis != "deferred" {
		w.Errorf("accepted on the basis %q", c.AcceptanceBasis)
	}
	return d, no
}

// owed is what the office reads of the promises in a state.
type owed struct {
	Items []struct{ ID, CaseNo, State, DueOn string }
}

func TestARestaurantBringsAPaperLater(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		d, no := deferred(w)
		seen := d.by.Opens("/cases/" + no)
		d.legible(seen)
		if !strings.Contains(seen.Read(), "容缺待补") {
			t.Errorf("the applicant does not see what is owed: %.900s", seen.Read())
		}
		page := d.by.Opens("/cases/" + no + "/deferral")
		d.legible(page)
		after := page.Form("/cases/" + no + "/deferral").Sends(map[string]world.File{managers: {Name: "考核.pdf", Content: documenttest.PDF(1)}})
		d.legible(after)
		reviewer := w.As("samr-reviewer")
		var list owed
		reviewer.Get("/desk/deferrals?show=check").Is(http.StatusOK).Into(&list)
		if len(list.Items) != 1 || list.Items[0].CaseNo != no {
			t.Fatalf("the office has to look at %+v", list)
		}
		reviewer.Post("/desk/deferrals/"+list.Items[0].ID+"/confirm", world.Fields{"paper": managers}).Is(http.StatusOK).Into(&list.Items[0])
		if list.Items[0].State != "cured" {
			t.Errorf("confirmed, it is %s", list.Items[0].State)
		}
		if seen = d.by.Opens("/cases/" + no); !strings.Contains(seen.Read(), "容缺材料补正凭证") {
			t.Errorf("there is no receipt: %.900s", seen.Read())
		}
		d.legible(seen)
	})
}

func TestARestaurantThatDoesNotBringItLosesItsCase(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		d, no := deferred(w)
		w.Advance("480h")
		w.Eventually("the case has ended", func() bool {
			return strings.Contains(d.by.Opens("/cases/"+no).Read(), "容缺终止告知书")
		})
		d.legible(d.by.Opens("/cases/" + no))
		next := begins(w, "yun", restaurant, demoItems(w.T)["food-license"])
		page := next.by.Opens(next.at + "/materials")
		next.legible(page)
		if !strings.Contains(page.Read(), "您目前不能选择稍后补交") || strings.Contains(strings.Join(page.Form(next.at+"/materials").Names(), " "), "promise.") {
			t.Errorf("a promise is offered to who broke one: %.900s", page.Read())
		}
	})
}

// TestAPaperThatIsWrongIsBroughtAgain goes through what may go wrong with a paper that comes
// later: nothing is granted before it is confirmed, what is no paper is refused, what is wrong
// comes again, reminders come one at a time even when no server ran, and two who confirm at once
// confirm once.
func TestAPaperThatIsWrongIsBroughtAgain(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		d, no := deferred(w)
		at := "/cases/" + no + "/deferral"
		clerk, reviewer := w.As("clerk"), w.As("samr-reviewer")
		brings := func(f world.File) *world.Screen {
			page := d.by.Opens(at).Form(at).Sends(map[string]world.File{managers: f})
			d.legible(page)
			return page
		}
		one := func() (found struct {
			ID, State, DueOn string
			Papers           []struct{ Standing, DueOn string }
		}) {
			d.into(at, &found)
			return found
		}
		promise := "/desk/deferrals/" + one().ID
		w.As("tao").Send(world.Request{Method: "PUT", Path: at + "/papers/" + managers, Body: world.Fields{"uploads": []string{"0000000000000"}}}).Is(http.StatusNotFound)
		w.As("hc-reviewer").Post(promise+"/confirm", world.Fields{"paper": managers}).Is(http.StatusNotFound)

		for name, wrong := range map[string]world.File{"a program": {Name: "考核.pdf", Content: []byte("MZ\x90\x00 program")}, "nothing": {Name: "考核.pdf"}} {
			if page := brings(wrong); page.Status != http.StatusUnprocessableEntity || one().Papers[0].Standing != "owed" {
				t.Errorf("%s is a paper: %d %.300s", name, page.Status, page.Read())
			}
		}
		w.Kill()
		w.Sleep("2026-02-14T09:00:00+08:00") // two reminders were due
		w.Start()
		w.Advance("10m")
		if n := d.told("还差材料"); n != 1 {
			t.Errorf("reminded %d times after a rest", n)
		}
		w.Log("no server ran while two reminders were due; one was given")
		brings(world.File{Name: "考核.pdf", Content: documenttest.PDF(1)})
		w.AdvanceTo("2026-02-24T17:30:00+08:00") // the last day
		w.Logf("brought in time, looked at on %s at half past five", one().Papers[0].DueOn)
		reviewer.Send(world.Request{Method: "POST", Path: promise + "/reject", Body: world.Fields{"paper": managers, "why": "考核已过期"}, Key: "k"}).Is(http.StatusOK)
		reviewer.Send(world.Request{Method: "POST", Path: promise + "/reject", Body: world.Fields{"paper": managers, "why": "考核已过期"}, Key: "k"}).Is(http.StatusOK)
		if page := d.by.Opens(at); !strings.Contains(page.Read(), "考核已过期") {
			t.Errorf("nobody says what is wrong: %.600s", page.Read())
		}
		w.AdvanceTo("2026-02-25T09:00:00+08:00") // there is time to mend it
		if got := one(); got.State != "running" || got.Papers[0].DueOn != "2026-02-26" {
			t.Fatalf("looked at on the last day, it is %+v", got)
		}
		w.Logf("found wrong at the last minute, owed again by %s", one().Papers[0].DueOn)
		reviewed(w, no)
		blocked(w, no)
		brings(world.File{Name: "考核.pdf", Content: documenttest.PDF(3)})
		blocked(w, no)
		if done, refused := confirms(promise, reviewer, clerk); done != 1 || refused != 1 {
			t.Errorf("of two who confirmed at once %d did, and %d were told", done, refused)
		}
		w.Log("reviewed, and not granted before the paper was confirmed, once, by one of two")
		if got := one(); got.State != "cured" || d.told("已全部补齐") != 1 {
			t.Errorf("confirmed, it is %+v", got)
		}
		if c := w.As("samr-approver").Grants(&world.Case{CaseNo: no}); c.State != "ISSUING" && c.State != "COMPLETED" {
			t.Errorf("granted, it is %s", c.State)
		}
	})
}

// into reads what the API says to whoever uses the browser.
func (d *demoDraft) into(path string, v any) {
	d.Helper()
	if page := d.by.Visits("/api/v1" + path); json.Unmarshal(page.Body, v) != nil {
		d.Fatalf("%s: %d %s", path, page.Status, page.Body)
	}
}

// reviewed takes a case to its decision.
func reviewed(w *world.World, no string) {
	w.Helper()
	c := &world.Case{CaseNo: no}
	for _, who := range []string{"samr-inspector", "samr-reviewer"} {
		w.As(who).Claims(c)
		w.As(who).Passes(c)
	}
}

// blocked wants a case not to be granted, since something is still to come.
func blocked(w *world.World, no string) {
	w.Helper()
	w.As("samr-approver").Tries("decide", &world.Case{CaseNo: no}, world.Fields{"outcome": "grant", "opinion": "同意"}).Refused(http.StatusConflict, "deferral.blocks")
}

// confirms lets people confirm a paper at once, and counts who did and who was told that
// somebody else had.
func confirms(promise string, people ...*world.Person) (done, refused int) {
	statuses := make([]int, len(people))
	var all sync.WaitGroup
	for i, p := range people {
		all.Go(func() {
			statuses[i], _, _ = p.Try(world.Request{Method: "POST", Path: promise + "/confirm", Body: world.Fields{"paper": managers}})
		})
	}
	all.Wait()
	for _, status := range statuses {
		switch status {
		case http.StatusOK:
			done++
		case http.StatusConflict:
			refused++
		}
	}
	return done, refused
}
