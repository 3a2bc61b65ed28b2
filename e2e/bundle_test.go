package e2e

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"tongban/capability/bundle/bundletest"
	"tongban/e2e/world"
)

// jointItem is a bundle of the demo city as the item that people apply for.
func jointItem(t *testing.T, code string) (item demoItem) {
	t.Helper()
	j, err := bundletest.Demo(code)
	if err != nil {
		t.Fatal(err)
	}
	item.ID, item.Name, item.Form = j.Code, j.Name, j.Item.Form
	for _, m := range j.Item.Materials {
		item.Materials = append(item.Materials, struct {
			Code   string
			Accept []string
		}{m.Code, m.Accept})
	}
	return item
}

// bundleRun is a bundle case as its applicant reads it.
type bundleRun struct {
	No, State string
	Parts     []bundlePart
}

type bundlePart struct {
	ApplicationID                  string
	Component, Name, State, CaseNo string
	Turn                           bool
	DependsOn                      []string
}

// states are those of the parts, in order.
func (r bundleRun) states() map[string]string {
	all := map[string]string{}
	for _, p := range r.Parts {
		all[p.Component] = p.State
	}
	return all
}

// runs reads how a bundle case stands.
func runs(p *world.Person, no string) (r bundleRun) {
	p.Get("/bundle-cases/" + no).Is(http.StatusOK).Into(&r)
	return r
}

// signsJoint looks everything over, signs and hands in, and returns the number of the whole.
func (d *demoDraft) signsJoint() string {
	d.Helper()
	done := d.handsIn()
	no, leads := strings.CutPrefix(done.Path, "/bundle-cases/")
	if !leads {
		d.Fatalf("handing in leads to %s: %.900s", done.Path, done.Read())
	}
	return no
}

// officials are those of the demo city who handle cases, in the order in which they look.
var officials = []string{"clerk", "hospital", "hospital2", "street", "psb-reviewer", "psb-approver", "hrss-reviewer", "hrss-approver", "mib-reviewer", "mib-approver",
	"hc-reviewer", "hc-approver", "samr-reviewer", "samr-approver", "hpf-reviewer", "tax-reviewer", "umb-reviewer", "bank", "finance"}

// settles has the offices go on with a case in its applicant's favour until it has ended.
func settles(w *world.World, no string) *world.Case {
	w.Helper()
	var history string
	for range 24 {
		moved := false
		for _, who := range officials {
			p := w.As(who)
			var c world.Case
			if status, _, err := p.Try(world.Request{Method: "GET", Path: "/desk/cases/" + no}); err != nil || status != http.StatusOK {
				continue
			}
			p.Get("/desk/cases/" + no).Is(http.StatusOK).Into(&c)
			history = c.History()
			if slices.Contains([]string{"COMPLETED", "DENIED", "TERMINATED", "WITHDRAWN"}, c.State) {
				return &c
			}
			if moved = goesOn(p, &c); moved {
				break
			}
		}
		if !moved {
			break
		}
	}
	w.Fatalf("nobody goes on with %s: %s", no, history)
	return nil
}

// goesOn does the first thing that p may do to a case in its applicant's favour.
func goesOn(p *world.Person, c *world.Case) bool {
	for _, task := range c.Tasks {
		if task.ClosedAt == nil {
			p.Post("/desk/tasks/"+task.ID+"/claim", nil)
			if p.Post("/desk/tasks/"+task.ID+"/complete", world.Fields{"outcome": "pass", "opinion": "材料真实，符合条件"}).Status == http.StatusOK {
				return true
			}
		}
	}
	electronic := world.Fields{"method": "electronic"}
	for _, way := range []struct {
		command string
		with    world.Fields
	}{{"grant-at-once", electronic}, {"accept", nil}, {"decide", world.Fields{"outcome": "grant", "opinion": "同意"}}, {"issue", nil}, {"deliver", electronic}} {
		if p.Tries(way.command, c, way.with).Status == http.StatusOK {
			return true
		}
	}
	return false
}

// birth are the answers to the guide of a birth with everything that goes with it.
var birth = url.Values{
	"b_other": {"false"}, "b_who": {"mother"}, "b_married": {"true"}, "b_follow": {"father"}, "b_opt": {"vaccine", "insurance", "card", "maternity", "subsidy"},
	"b_place": {"true"}, "b_order": {"1"}, "birth-cert.q_surname": {"father"}, "birth-cert.q_fatherinfo": {"true"}, "hukou-birth.q_collective": {"false"},
	"med-insure.q_within": {"true"}, "maternity-exp.q_local": {"false"},
}

// TestABirthIsOneMatter goes through seven matters of five offices as a mother does
// without JavaScript: one guide, one form, one set of papers, one signature. Each office gets its
// own case, as soon as what it needs is there, and nothing is asked again.
func TestABirthIsOneMatter(t *testing.T) {
	t.Parallel()
	item := jointItem(t, "newborn")
	world.Each(t, world.Config{}, func(w *world.World) {
		d := begins(w, "su", "", item, birth)
		d.fillsIn()
		d.uploads()
		no := d.signsJoint()
		su := w.As("su")
		r := runs(su, no)
		if len(r.Parts) != 7 || r.states()["birth-cert"] != "running" || r.states()["hukou-birth"] != "waiting" {
			t.Fatalf("handed in, it stands so: %+v\n%s", r, whyYours(d, r))
		}
		for range 12 {
			r = runs(su, no)
			open := slices.IndexFunc(r.Parts, func(p bundlePart) bool { return p.State == "running" && p.CaseNo != "" })
			if open < 0 {
				break
			}
			one := r.Parts[open]
			for _, before := range one.DependsOn {
				if r.states()[before] != "granted" {
					t.Errorf("%s began before %s: %+v", one.Component, before, r.states())
				}
			}
			settles(w, one.CaseNo)
			w.Eventually("what waited for "+one.Component+" has begun", func() bool {
				now := runs(su, no)
				if why := whyYours(d, now); why != "" {
					w.Fatalf("the mother is asked again: %s", why)
				}
				return now.states()[one.Component] == "granted" && !waitsInVain(now)
			})
		}
		if r = runs(su, no); r.State != "done" {
			t.Fatalf("in the end it stands so: %+v", r)
		}
		page := d.by.Opens("/bundle-cases/" + no)
		d.legible(page)
		if !strings.Contains(page.Read(), "社会保障卡") {
			t.Errorf("the page does not say what has come of it: %.600s", page.Read())
		}
	})
}

// whyYours says what is wrong with what was left to the applicant.
func whyYours(d *demoDraft, r bundleRun) (why string) {
	for _, p := range r.Parts {
		if p.State == "yours" {
			page := d.by.Visits("/api/v1/applications/" + p.ApplicationID)
			why += p.Component + ": " + string(page.Body) + "\n"
		}
	}
	return why
}

// waitsInVain reports whether a part waits although what it needs is there.
func waitsInVain(r bundleRun) bool {
	states := r.states()
	for _, p := range r.Parts {
		ready := !slices.ContainsFunc(p.DependsOn, func(before string) bool { return states[before] != "granted" })
		if p.State == "waiting" && ready || p.State == "yours" {
			return true
		}
	}
	return false
}
