package bundlecase

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"tongban/capability/application"
	"tongban/capability/bundle"
	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// elements are what random items ask for.
var elements = []string{"child.name", "mother.name", "father.name", "org.name", "sign.text", "household.headName"}

// plan is a random bundle, as the test itself knows it.
type plan struct {
	*bundle.Bundle
	joint   *bundle.Joint
	answers catalogue.Answers
	values  form.Values
	chosen  map[string]bool
	needs   map[string][]string // by code: what has to be granted before, of what takes part
	kinds   map[string]string   // licence by code
}

// randomPlan draws a bundle of up to twelve components, with conditions, and answers to it.
func randomPlan(t *testing.T, r *rand.Rand, seed uint64) *plan {
	t.Helper()
	n := 2 + r.IntN(11)
	p := &plan{answers: catalogue.Answers{}, values: form.Values{}, chosen: map[string]bool{}, needs: map[string][]string{}, kinds: map[string]string{}}
	p.Bundle = &bundle.Bundle{
		Code: fmt.Sprintf("random-%d", seed), Name: "随机", Lead: catalogue.Department{Code: "LEAD", Name: "牵头部门"}, Same: []string{elements[0]},
		Questions: []catalogue.Question{{ID: "q0", Text: "甲？", Type: "boolean"}, {ID: "q1", Text: "乙？", Type: "boolean"}},
	}
	for _, q := range p.Questions {
		p.answers[q.ID] = r.IntN(2) == 0
	}
	pinned := bundle.Pinned{}
	for i := range n {
		c := bundle.Component{Item: fmt.Sprintf("c%d", i), Required: r.IntN(2) == 0}
		takes := true
		if !c.Required && r.IntN(3) == 0 {
			q, want := fmt.Sprintf("q%d", r.IntN(2)), r.IntN(2) == 0
			c.When = &catalogue.Condition{Var: q, Op: "eq", Value: want}
			takes = p.answers[q] == want
		}
		for k := range i {
			if r.IntN(4) == 0 {
				c.DependsOn = append(c.DependsOn, fmt.Sprintf("c%d", k))
			}
		}
		switch kind := r.IntN(8); {
		case i > 0 && kind == 0: // the first is an item: there is something to ask

			c.Kind, c.Name, c.Department = bundle.External, "外部", "银行"
		case i > 0 && kind == 1:
			c.Kind, c.Name, c.Licence = bundle.Check, "核验", fmt.Sprintf("check%d", i)
		default:
			p.drawItem(t, r, i, c, pinned)
		}
		p.Components = append(p.Components, c)
		p.chosen[c.Item] = takes
		p.needs[c.Item] = p.before(c)
	}
	j, err := bundle.Join(p.Bundle, id.New(), pinned)
	if err != nil {
		f, _ := fault.As(err)
		t.Fatal(err, f.Fields)
	}
	p.joint = j
	def, err := form.Parse(j.Item.Form)
	if err != nil {
		f, _ := fault.As(err)
		t.Fatal(err, f.Fields)
	}
	asked := map[string]bool{}
	for i := range def.Fields {
		f := &def.Fields[i]
		if asked[f.Element] && f.Element != "" {
			t.Errorf("%s is asked twice", f.Element)
		}
		asked[f.Element] = true
		p.values[f.Key] = "答" + f.Key
	}
	p.values["child_name"] = fmt.Sprintf("婴儿%d", seed)
	return p
}

// before are all components that c needs, directly or not, of those that take part.
func (p *plan) before(c bundle.Component) (codes []string) {
	for _, direct := range c.DependsOn {
		at := slices.IndexFunc(p.Components, func(o bundle.Component) bool { return o.Item == direct })
		for _, code := range append([]string{direct}, p.before(p.Components[at])...) {
			if p.chosen[code] && !slices.Contains(codes, code) {
				codes = append(codes, code)
			}
		}
	}
	return codes
}

// drawItem makes the item of a component: it asks for some of the elements, and for the number
// of a licence that a component before it may result in.
func (p *plan) drawItem(t *testing.T, r *rand.Rand, i int, c bundle.Component, pinned bundle.Pinned) {
	t.Helper()
	var fields []form.Field
	for k, e := range elements {
		if r.IntN(2) == 0 {
			fields = append(fields, form.Field{Key: fmt.Sprintf("f%d", k), Label: "问" + e, Element: e})
		}
	}
	if len(c.DependsOn) > 0 {
		fields = append(fields, form.Field{Key: "fed", Label: "编号", Element: "birthCertificate.number", Prefill: "licence.lic" + c.DependsOn[0] + ".number"})
	}
	fields = append(fields, form.Field{Key: "own", Label: "自有"})
	licence := ""
	if r.IntN(2) == 0 {
		licence = "lic" + c.Item
	}
	item, def := itemOf(t, c.Item, licence, fields...)
	p.kinds[c.Item] = licence
	one := pinned[c.Item]
	one.Item, one.Form = item, def
	pinned[c.Item] = one
}

// storm is one random life of a run.
type storm struct {
	*bench
	*plan
	r     *rand.Rand
	run   *Run
	watch sync.Mutex
	done  map[string]string // licences made, by code of the component
}

func TestRandomBundlesComeToTheirEnd(t *testing.T) {
	seeds := 25
	if os.Getenv("TONGBAN_LONG") != "" {
		seeds = 600
	}
	each(t, func(b *bench) {
		for seed := range uint64(seeds) {
			b.storm(seed)
			if b.Failed() {
				b.Fatalf("seed %d", seed)
			}
		}
	})
}

func (b *bench) storm(seed uint64) {
	b.Helper()
	r := rand.New(rand.NewPCG(seed, 8))
	s := &storm{bench: b, plan: randomPlan(b.T, r, seed), r: r, done: map[string]string{}}
	if !slices.ContainsFunc(s.Components, func(c bundle.Component) bool { return s.chosen[c.Item] }) {
		return
	}
	b.city.refused, b.city.held = map[string]bool{}, map[string][]Licence{}
	for _, c := range s.Components {
		b.city.refused[c.Item] = r.IntN(8) == 0
		if c.Kind == bundle.Check && r.IntN(4) > 0 {
			b.city.held[c.Licence] = []Licence{{Number: "有"}}
		}
		if kind := s.kinds[c.Item]; kind != "" && r.IntN(12) == 0 { // has it already, about whatever
			b.city.held[kind] = []Licence{{ID: "有", Number: "旧", Values: map[string]string{"child.name": s.values["child_name"].(string), "birthCertificate.number": "旧"}}}
		}
	}
	var err error
	if s.run, err = b.handIn(mei, s.joint, s.answers, s.values); err != nil {
		b.Fatal(err)
	}
	b.city.began = s.began
	crash := rand.New(rand.NewPCG(seed, 9))
	b.city.crash = func() bool { return crash.IntN(4) == 0 } // under the city's lock
	for range 25 + r.IntN(40) {
		s.event()
		s.look()
	}
	b.city.crash = nil
	s.end()
}

// began is asked when a share is handed in: everything it needs has to be there, and nothing in
// it may be anything but what the applicant has answered or what a part before has resulted in.
func (s *storm) began(share application.Share) {
	s.watch.Lock()
	defer s.watch.Unlock()
	code := share.Item.Code
	for _, before := range s.needs[code] {
		if s.done[before] == "" && !s.isHeld(before) {
			s.Errorf("%s begins before %s (%q) is there: %v", code, before, s.kinds[before], s.done)
		}
	}
	for key, value := range share.Values {
		known := false
		for _, answer := range s.values {
			known = known || answer == value
		}
		for _, before := range s.needs[code] {
			known = known || value == s.done[before] || value == "旧"
		}
		if !known {
			s.Errorf("%s is handed in with %s = %v, which nobody has answered", code, key, value)
		}
	}
}

// isHeld reports whether the applicant has had the licence of a component before, or the one that
// a check looks for.
func (s *storm) isHeld(code string) bool {
	s.city.Lock()
	defer s.city.Unlock()
	for _, c := range s.Components {
		if c.Item == code && c.Kind == bundle.Check {
			return len(s.city.held[c.Licence]) > 0
		}
	}
	return slices.ContainsFunc(s.city.held[s.kinds[code]], func(l Licence) bool { return l.Number == "旧" })
}

// event is something that happens, or is tried.
func (s *storm) event() {
	s.Helper()
	switch s.r.IntN(12) {
	case 0, 1, 2:
		s.advances(1)
	case 3:
		s.advances(2 + s.r.IntN(2)) // two nodes, or the page and the job
	case 4:
		s.reports()
	case 5:
		if s.r.IntN(6) == 0 {
			s.withdraws()
		}
	case 6:
		if s.r.IntN(6) == 0 {
			s.throwsAway()
		}
	default:
		s.moves(s.r.IntN(5) == 0)
	}
}

// advances lets n advance the run at once; units that fail are tried again another time.
func (s *storm) advances(n int) {
	s.Helper()
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			if err := s.advance(s.Context(), s.run.ID); err != nil && !errors.Is(err, errCrash) {
				s.Error(err)
			}
		})
	}
	all.Wait()
}

// moves does something to one of the cases; with crash the unit fails at its end.
func (s *storm) moves(crash bool) {
	s.Helper()
	list := s.children(s.run.Application)
	if len(list) == 0 {
		return
	}
	c := list[s.r.IntN(len(list))]
	from := c.status
	if c.draft {
		from = casework.Draft
	}
	next := casework.Lifecycle.Next(from)
	if len(next) == 0 {
		return
	}
	s.does(c, next[s.r.IntN(len(next))], crash)
}

// does moves a case; a grant makes its licence.
func (s *storm) does(c child, e casework.Event, crash bool) {
	s.Helper()
	licence := ""
	if kind := s.kinds[c.item]; kind != "" && (e == casework.Issue || e == casework.GrantAtOnce || e == casework.Deliver && c.status == casework.Approved) {
		licence = "证" + c.id.String()
	}
	err := s.move(s.as(leader), c.id, e, licence, func() error {
		if crash {
			return errCrash
		}
		s.note(c, e, licence)
		return nil
	})
	if err != nil && !errors.Is(err, errCrash) && fault.KindOf(err) != fault.Conflict {
		s.Error(err)
	}
}

// note keeps in mind, apart from what the service keeps, what is there.
func (s *storm) note(c child, e casework.Event, licence string) {
	granted := e == casework.GrantAtOnce || e == casework.FindNotNeeded || e == casework.Grant && s.kinds[c.item] == "" || licence != "" ||
		e == casework.Deliver && c.status != casework.Denied
	if !granted {
		return
	}
	if licence == "" {
		licence = "无证"
	}
	s.watch.Lock()
	if s.done[c.item] == "" {
		s.done[c.item] = licence
	}
	s.watch.Unlock()
	if kind := s.kinds[c.item]; kind != "" && licence != "无证" {
		s.city.Lock()
		s.city.held[kind] = append(s.city.held[kind], Licence{ID: licence, Number: licence, CaseNo: "NO-" + c.id.String(), Values: map[string]string{"birthCertificate.number": licence}})
		s.city.Unlock()
	}
}

func (s *storm) reports() {
	s.Helper()
	for _, p := range s.bench.run(s.run.No).Parts {
		if p.Kind == bundle.External && p.State == Running && s.r.IntN(2) == 0 {
			s.reported(p, s.r.IntN(3) > 0)
		}
	}
}

func (s *storm) reported(p *Part, good bool) {
	s.Helper()
	if _, err := s.Report(s.as(leader), s.run.No, p.Code, Report{Done: good, Words: "来函"}); err != nil {
		s.Error(err)
	}
	if good {
		s.watch.Lock()
		s.done[p.Code] = "来函"
		s.watch.Unlock()
	}
}

func (s *storm) withdraws() {
	s.Helper()
	code := ""
	if parts := s.bench.run(s.run.No).Parts; s.r.IntN(3) > 0 {
		code = parts[s.r.IntN(len(parts))].Code
	}
	if _, err := s.Withdraw(s.as(mei), s.run.No, code, ""); err != nil && fault.KindOf(err) != fault.Conflict {
		s.Error(err)
	}
}

// throwsAway deletes the drafts that were left to the applicant.
func (s *storm) throwsAway() {
	s.Helper()
	s.throwAway(s.bench.run(s.run.No))
}

// look holds what has to hold at every moment.
func (s *storm) look() {
	s.Helper()
	r := s.bench.run(s.run.No)
	if !slices.Contains(Stands, r.Stand) || r.Stand != whole(r) {
		s.Errorf("it stands %q; its parts make %q", r.Stand, whole(r))
	}
	for _, p := range r.Parts {
		if !slices.Contains(Lifecycle.States(), p.State) || !s.chosen[p.Code] {
			s.Errorf("%s is %q and chosen %v", p.Code, p.State, s.chosen[p.Code])
		}
		if cause := r.part(p.Cause); p.State == Cancelled && (cause == nil || !cause.State.isBad() || !slices.Contains(s.needs[p.Code], p.Cause)) {
			s.Errorf("%s is cancelled because of %q", p.Code, p.Cause)
		}
	}
	seen := map[string]int{}
	for _, c := range s.children(s.run.Application) {
		if seen[c.item]++; seen[c.item] > 1 {
			s.Errorf("%s was handed in %d times", c.item, seen[c.item])
		}
	}
	if len(next(r)) > 0 && !s.hasJob(r) {
		s.Errorf("nobody will do %d steps", len(next(r)))
	}
}

func (s *storm) hasJob(r *Run) bool {
	s.Helper()
	n := 0
	err := s.DB.Read(s.Context(), func(ctx context.Context, tx *db.Tx) error {
		return tx.Row(ctx, `SELECT COUNT(*) FROM job_job WHERE kind = $1 AND key = $2`, kindAdvance, r.ID.String()).Scan(&n)
	})
	if err != nil {
		s.Error(err)
	}
	return n == 1
}

// end brings everything to its end, as the days to come do.
func (s *storm) end() {
	s.Helper()
	for range 200 {
		s.advances(1)
		s.look()
		r := s.bench.run(s.run.No)
		if !r.Stand.IsOpen() {
			break
		}
		for _, p := range r.Parts {
			if p.Kind == bundle.External && p.State == Running {
				s.reported(p, s.r.IntN(3) > 0)
			}
		}
		for _, c := range s.children(s.run.Application) {
			s.does(c, onward(s.r, c), false)
		}
	}
	r := s.bench.run(s.run.No)
	if r.Stand.IsOpen() || r.FinishedAt.IsZero() {
		s.Errorf("it does not end: %s %v", r.Stand, r.states())
	}
	for _, p := range r.Parts {
		if p.isOpen() {
			s.Errorf("%s does not end: %s", p.Code, p.State)
		}
	}
	if told := strings.Join(s.city.told, "\n"); strings.Count(told, r.No) < 2 {
		s.Errorf("nobody was told of the end of %s", r.No)
	}
}

// onward is an event that leads towards the end of a case.
func onward(r *rand.Rand, c child) casework.Event {
	switch c.status {
	case casework.Submitted, casework.PreReview:
		if c.draft {
			return casework.Submit
		}
		return []casework.Event{casework.Accept, casework.Accept, casework.RefuseAccept, casework.FindNotNeeded}[r.IntN(4)]
	case casework.InCorrection:
		return []casework.Event{casework.Correct, casework.LapseCorrection}[r.IntN(2)]
	case casework.Accepted:
		return casework.ProposeDecision
	case casework.Special:
		return casework.LeaveSpecial
	case casework.Suspended:
		return casework.Resume
	case casework.Reviewing:
		return casework.ProposeDecision
	case casework.Deciding:
		return []casework.Event{casework.Grant, casework.Grant, casework.Deny}[r.IntN(3)]
	case casework.Approved:
		return casework.Issue
	}
	return casework.Deliver
}
