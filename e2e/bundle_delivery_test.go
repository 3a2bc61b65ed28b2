package e2e

import (
	"net/url"
	"slices"
	"strings"

	"tongban/e2e/world"
)

// getsReady has the offices go on with a case until all that is left is to give its result out.
func getsReady(w *world.World, no string) {
	w.Helper()
	for first(w, no, func(p *world.Person, c *world.Case) bool { return goesOn(p, c, "grant-at-once", "deliver") }) {
	}
}

// fetched are the parts of a birth whose results a parent fetches from the counter.
var fetched = []string{"hukou-birth", "maternity-exp"}

// fetchesTogether brings two parts of a run so far that their results wait, and has the parent
// fetch both at the counter by the number of the whole, with one list; false if they do not run yet.
func (d *demoDraft) fetchesTogether(r bundleRun) bool {
	d.Helper()
	w := d.world
	var ready []string
	for _, p := range r.Parts {
		if slices.Contains(fetched, p.Component) && p.State == "running" {
			getsReady(w, p.CaseNo)
			ready = append(ready, p.CaseNo)
		}
	}
	if len(ready) < len(fetched) {
		return false
	}
	clerk := w.Browses("clerk")
	page := clerk.Opens("/window/results?" + url.Values{"q": {r.No}}.Encode())
	sheet := page.Changing("/window/results")
	for _, no := range ready {
		if !strings.Contains(page.Read(), no) {
			d.Errorf("by %s the counter does not find %s: %.1500s", r.No, no, page.Read())
		}
	}
	if !strings.Contains(page.Read(), "一件事 "+r.No) || !strings.Contains(page.Read(), "项没有结果") {
		d.Errorf("what belongs together, and what is still missing, is not said: %.1500s", page.Read())
	}
	said := sheet.Holds()
	if len(said["case"]) != len(ready) {
		d.Errorf("%d are ready and these are ticked: %v", len(ready), said["case"])
	}
	said.Set("receiver", susNumber)
	said.Set("signature.method", "paper")
	list := sheet.Posts(said)
	if !strings.HasPrefix(list.Path, "/window/handouts/") {
		d.Fatalf("handing out leads to %s: %.1500s", list.Path, list.Read())
	}
	for _, no := range ready {
		if !strings.Contains(list.Read(), no) {
			d.Errorf("%s is not on the one list: %.1500s", no, list.Read())
		}
	}
	w.Eventually("the parts are delivered", func() bool {
		now := d.run(r.No).states()
		return !slices.ContainsFunc(r.Parts, func(p bundlePart) bool { return slices.Contains(ready, p.CaseNo) && now[p.Component] != "granted" })
	})
	d.Logf("%s: %d results handed out with one list", r.No, len(ready))
	return true
}
