package e2e

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tongban/e2e/world"
)

// isBorn hands a birth in, confirmed by the other parent, and returns the number of the whole.
func isBorn(w *world.World) (d *demoDraft, no string) {
	w.Helper()
	d = begins(w, "su", "", jointItem(w.T, "newborn"), birth)
	d.fillsIn()
	d.uploads()
	d.isConfirmed("han")
	return d, d.signsJoint()
}

// TestARunOutlivesItsComponents hands a birth in; then one of its items is taken out of the
// catalogue and every clock runs out. What was handed in goes to its end under the versions it was
// signed under; the bundle is not offered with what is no longer there.
func TestARunOutlivesItsComponents(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		d, no := isBorn(w)
		retired := "/admin/items/ss-card/retire"
		if page := w.Visitor().Opens("/bundles/newborn"); !strings.Contains(page.Read(), "社会保障卡申领") {
			t.Errorf("its items are not named: %.2000s", page.Read())
		}
		office{w, w.Browses("publisher")}.does(retired, retired, url.Values{"reason": {"改由省级平台办理"}})
		if page := w.Visitor().Opens("/bundles/newborn"); page.Status != http.StatusOK || strings.Contains(page.Read(), "社会保障卡") {
			t.Errorf("a bundle with an item that is gone: %d %.2000s", page.Status, page.Read())
		}
		w.Advance("1000h")
		if r := d.run(no); r.State != "running" {
			t.Errorf("late, it stands so: %+v", r)
		}
		late := d.by.Opens("/bundle-cases/" + no)
		d.legible(late)
		if !strings.Contains(late.Read(), "已超期 ") {
			t.Errorf("nothing says that it is late: %.2000s", late.Read())
		}
		d.isFinished(no, "")
	})
}

// TestAllOfItIsTakenBack has one certificate issued, so that three offices are at work at once,
// and takes everything back by the page: each of them is told, and what is done stays.
func TestAllOfItIsTakenBack(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		d, no := isBorn(w)
		settles(w, d.run(no).Parts[0].CaseNo)
		running := func() (codes []string) {
			for _, p := range d.run(no).Parts {
				if p.State == "running" {
					codes = append(codes, p.Component)
				}
			}
			return codes
		}
		w.Eventually("three offices are at work", func() bool { return len(running()) == 3 })
		withdraw := "/bundle-cases/" + no + "/withdraw"
		sheet := d.by.Opens(withdraw).Form(withdraw)
		filled := sheet.Holds()
		filled.Set("reason", "改为以后再办")
		for range 2 { // as who presses twice
			if page := sheet.Posts(filled); page.Status != http.StatusOK || page.Path != "/bundle-cases/"+no {
				t.Fatalf("taking it back: %d %s %.900s", page.Status, page.Path, page.Read())
			}
		}
		for code, state := range d.run(no).states() {
			if want := map[bool]string{true: "granted", false: "withdrawn"}[code == "birth-cert"]; state != want {
				t.Errorf("%s is %s, want %s", code, state, want)
			}
		}
		if left := running(); len(left) > 0 {
			t.Errorf("still at work: %v", left)
		}
		d.legible(d.by.Opens("/bundle-cases/" + no))
	})
}

// TestWhatIsLeftIsThrownAway has a parent end every consent while the certificate is made: what
// needs a licence of theirs then cannot begin by itself and is left to them as a draft. They throw
// the drafts away: those parts end at once, and what depends on them; the others go on.
func TestWhatIsLeftIsThrownAway(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		d, no := isBorn(w)
		su := w.As("su")
		for _, l := range su.Licences() {
			su.EndsConsents(l)
		}
		settles(w, d.run(no).Parts[0].CaseNo)
		var left bundleRun
		w.Eventually("two parts are left and one is under way", func() bool {
			left = d.run(no)
			return left.count("yours") == 2 && left.count("running") == 1
		})
		for _, p := range left.Parts {
			if p.State == "yours" {
				su.Send(world.Request{Method: "DELETE", Path: "/applications/" + p.ApplicationID}).Is(http.StatusNoContent)
				if now := d.run(no).states()[p.Component]; now != "ended" {
					t.Errorf("thrown away, %s is %s", p.Component, now)
				}
			}
		}
		w.Eventually("what depends on them is cancelled", func() bool { return d.run(no).count("cancelled") == 3 })
		d.onePartEnds(d.run(no), "")
		if r := d.run(no); r.State != "partly" || r.count("granted") != 2 || r.count("ended") != 2 {
			t.Errorf("in the end it stands so: %+v", r)
		}
		d.legible(d.by.Opens("/bundle-cases/" + no))
	})
}
