package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
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

// count returns how many of its parts are in a state.
func (r bundleRun) count(state string) (n int) {
	for _, p := range r.Parts {
		if p.State == state {
			n++
		}
	}
	return n
}

// run reads how a bundle case stands.
func (d *demoDraft) run(no string) (r bundleRun) {
	d.Helper()
	page := d.by.Visits("/api/v1/bundle-cases/" + no)
	if err := json.Unmarshal(page.Body, &r); err != nil || page.Status != http.StatusOK {
		d.Fatalf("%d %v: %s", page.Status, err, page.Body)
	}
	return r
}

var partLink = regexp.MustCompile(`/cofill/[\w-]+`)

// isConfirmed has somebody whom the form names stand by their part, from a link.
func (d *demoDraft) isConfirmed(persona string) {
	d.Helper()
	invitations := d.at + "/invitations"
	page := d.by.Opens(d.at).Form(invitations)
	link := partLink.FindString(string(page.Posts(page.Holds()).Body))
	o := &demoDraft{T: d.T, world: d.world, by: d.world.Browses(persona), item: d.item}
	if stranger := d.world.Browses("lin").Opens(link); stranger.Form(link).Posts(stranger.Form(link).Holds()).Status != http.StatusForbidden {
		d.Error("a stranger who has the link opens a part that names somebody")
	}
	opened := o.by.Opens(link)
	o.legible(opened)
	taken := opened.Form(link).Posts(opened.Form(link).Holds())
	o.legible(taken)
	taken, signature := o.proves(taken, link+"/done")
	filled, err := taken.Form(link + "/done").Fill(signature)
	if err != nil {
		d.Fatal(err)
	}
	done := taken.Form(link + "/done").Posts(filled)
	if o.legible(done); done.Status != http.StatusOK || !strings.Contains(done.Read(), "已经告诉对方") {
		d.Fatalf("%s cannot stand by their part: %d %v %.900s", persona, done.Status, done.Summary(), done.Read())
	}
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
	"hc-reviewer", "hc-approver", "samr-inspector", "samr-reviewer", "samr-approver", "hpf-reviewer", "tax-reviewer",
	"umb-inspector", "umb-reviewer", "umb-approver", "housing-inspector", "housing-approver", "fire-inspector", "fire-approver", "bank", "finance"}

// first has those who see a case look at it, one after the other, until one of them does something;
// false if nobody does.
func first(w *world.World, no string, does func(p *world.Person, c *world.Case) bool) bool {
	w.Helper()
	for _, who := range officials {
		p := w.As(who)
		status, body, err := p.Try(world.Request{Method: "GET", Path: "/desk/cases/" + no})
		if err != nil || status != http.StatusOK {
			continue
		}
		var c world.Case
		if err := json.Unmarshal(body, &c); err != nil {
			w.Fatal(err)
		}
		if does(p, &c) {
			return true
		}
	}
	return false
}

// settles has the offices go on with a case in its applicant's favour until it has ended.
func settles(w *world.World, no string) *world.Case {
	w.Helper()
	var said string
	for range 24 {
		var ended *world.Case
		moved := first(w, no, func(p *world.Person, c *world.Case) bool {
			said = fmt.Sprint(c.History(), " ", c.Tasks)
			if slices.Contains([]string{"COMPLETED", "DENIED", "TERMINATED", "WITHDRAWN"}, c.State) {
				ended = c
				return true
			}
			return goesOn(p, c)
		})
		if ended != nil {
			return ended
		}
		if !moved {
			break
		}
	}
	for _, who := range officials {
		if a := w.As(who).Tries("decide", &world.Case{CaseNo: no}, world.Fields{"outcome": "grant", "opinion": "同意"}); a.Status != http.StatusNotFound {
			said += "\n" + who + ": " + string(a.Body)
		}
	}
	w.Fatalf("nobody goes on with %s, %s", no, said)
	return nil
}

// goesOn does the first thing that p may do to a case in its applicant's favour, but not these.
func goesOn(p *world.Person, c *world.Case, not ...string) bool {
	electronic := world.Fields{"method": "electronic"}
	for _, way := range []struct {
		command string
		with    world.Fields
	}{{"grant-at-once", electronic}, {"accept", nil}, {"decide", world.Fields{"outcome": "grant", "opinion": "同意"}}, {"issue", nil}, {"deliver", electronic}} {
		if !slices.Contains(not, way.command) && p.Tries(way.command, c, way.with).Status == http.StatusOK {
			return true
		}
	}
	for _, task := range c.Tasks {
		if task.ClosedAt == nil && p.Post("/desk/tasks/"+task.ID+"/claim", nil).Status == http.StatusOK &&
			p.Post("/desk/tasks/"+task.ID+"/complete", world.Fields{"outcome": "pass", "opinion": "材料真实，符合条件"}).Status == http.StatusOK {
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

// bundles are the bundles of the demo city, with who applies for each.
var bundles = []struct {
	code, persona, firm string
	answers             url.Values
	parts               int
	other               string // persona who stands by a part
	outside             string // component that its partner reports
}{
	{"newborn", "su", "", birth, 7, "han", ""},
	{"biz-open", "he", "", url.Values{
		"b_hire": {"true"}, "b_invoice": {"small"}, "b_seal": {"legal", "finance"}, "b_agent": {"false"}, "b_bank": {"true"},
		"biz-setup.q_address": {"rent"}, "biz-setup.q_pre": {"false"},
	}, 6, "", "biz-bank"},
	{"restaurant-open", "tang", caterer, url.Values{
		"r_exist": {"true"}, "r_projects": {"hot"}, "r_area": {"350"}, "r_commit": {"true"}, "r_drain": {"true"}, "r_big_ad": {"true"}, "r_agent": {"false"},
		"signboard.q_history": {"false"}, "outdoor-ad.q_roof": {"false"},
	}, 6, "", ""},
}

// TestBundlesAreOneMatter goes through what takes several offices as applicants do without
// JavaScript: one guide, one form, one set of papers, one signature. Each office gets its own
// case as soon as what it needs is there, and nothing is asked again.
func TestBundlesAreOneMatter(t *testing.T) {
	t.Parallel()
	for _, b := range bundles {
		t.Run(b.code, func(t *testing.T) {
			item := jointItem(t, b.code)
			world.Each(t, world.Config{}, func(w *world.World) {
				d := begins(w, b.persona, b.firm, item, b.answers)
				d.fillsIn()
				d.uploads()
				if b.other != "" {
					d.isConfirmed(b.other)
				}
				no := d.signsJoint()
				if r := d.run(no); len(r.Parts) != b.parts || r.State != "running" {
					w.Fatalf("handed in, it stands so: %+v\n%s", r, whyYours(d, r))
				}
				d.legible(d.by.Opens("/bundle-cases/" + no))
				d.fetches = b.code == "newborn"
				d.isFinished(no, b.outside)
			})
		})
	}
}

// leads are heads of departments that lead bundles: they report what is done outside the city's offices.
var leads = []string{"samr-head", "hrss-head"}

// isFinished has every office go on with its case until all of it is done.
func (d *demoDraft) isFinished(no, outside string) {
	d.Helper()
	w := d.world
	for range 12 {
		r := d.run(no)
		for _, p := range r.Parts {
			before := slices.ContainsFunc(p.DependsOn, func(code string) bool { return !slices.Contains(good, r.states()[code]) })
			if p.State != "waiting" && before {
				w.Errorf("%s began before what it needs: %+v", p.Component, r.states())
			}
		}
		if d.fetches && !d.fetched {
			d.fetched = d.fetchesTogether(r)
		}
		if !d.onePartEnds(r, outside) {
			break
		}
		w.Eventually("what could begin has begun", func() bool {
			now := d.run(no)
			if why := whyYours(d, now); why != "" {
				w.Fatalf("the applicant is asked again: %s", why)
			}
			return !waitsInVain(now)
		})
	}
	if d.fetches && !d.fetched {
		w.Error("nothing was fetched from the counter")
	}
	if r := d.run(no); r.State != "done" {
		w.Fatalf("in the end it stands so: %+v", r)
	}
	d.legible(d.by.Opens("/bundle-cases/" + no))
	d.ratesOnce(no)
}

// ratesOnce holds that the applicant was asked once for all of it, and for no part; they say what
// they think of the whole and, because they want to, of one part.
func (d *demoDraft) ratesOnce(no string) {
	d.Helper()
	if n := d.told("欢迎评价"); n != 1 {
		d.Errorf("asked %d times to rate", n)
	}
	page := "/bundle-cases/" + no
	rates := func(s *world.Screen, grade string) {
		d.Helper()
		sheet := s.Form(s.Path)
		said := sheet.Holds()
		said.Set("grade", grade)
		sheet.Posts(said)
	}
	for _, link := range d.by.Opens(page).Links() {
		if strings.HasPrefix(link, "/rate/") {
			rates(d.by.Opens(link), "1")
		}
	}
	s := d.by.Opens(page)
	if !strings.Contains(s.Read(), "非常满意") {
		d.Errorf("what was said of all of it does not stand there: %.900s", s.Read())
	}
	r := d.run(no)
	part := r.Parts[slices.IndexFunc(r.Parts, func(p bundlePart) bool { return p.CaseNo != "" })]
	one := s.Form(page+"/rating").Presses(url.Values{}, "part", part.Component)
	if !strings.HasPrefix(one.Path, "/rate/") || !strings.Contains(one.Read(), part.Name) {
		d.Fatalf("%s is rated at %s: %.900s", part.Name, one.Path, one.Read())
	}
	rates(one, "2")
	if s := d.by.Opens(page); strings.Count(s.Read(), "满意") < 2 || d.told("欢迎评价") != 1 {
		d.Errorf("two were rated: %.900s", s.Read())
	}
}

// onePartEnds ends a part that runs in the applicant's favour, false if none runs.
func (d *demoDraft) onePartEnds(r bundleRun, outside string) bool {
	d.Helper()
	for _, p := range r.Parts {
		switch {
		case p.State != "running":
			continue
		case p.Component == outside:
			at, done := "/bundle-cases/"+r.No+"/parts/"+outside+"/report", world.Fields{"done": true, "words": "合作单位已经办好"}
			if !slices.ContainsFunc(leads, func(who string) bool { return d.world.As(who).Post(at, done).Status == http.StatusOK }) {
				d.Fatalf("nobody may report %s", outside)
			}
		default:
			settles(d.world, p.CaseNo)
			d.world.Eventually(p.Component+" is granted", func() bool { return d.run(r.No).states()[p.Component] == "granted" })
		}
		return true
	}
	return false
}

// good are the states of a part after which what needs it may begin.
var good = []string{"granted", "held", "unneeded"}

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
		ready := !slices.ContainsFunc(p.DependsOn, func(before string) bool { return !slices.Contains(good, states[before]) })
		if p.State == "waiting" && ready || p.State == "yours" {
			return true
		}
	}
	return false
}
