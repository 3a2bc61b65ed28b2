package instant

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"tongban/capability/casework"
	"tongban/capability/casework/caseworktest"
	"tongban/capability/decision"
	"tongban/capability/rulebook"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/job"
	"tongban/kernel/message"
)

// bench is automatic decisions in a small city, with one item: a driver's certificate.
type bench struct {
	caseworktest.World
	*Service
	*city
}

// city plays everybody that is asked.
type city struct {
	mu       sync.Mutex
	rule     *rulebook.Version
	decide   func(map[string]any) (decision.Answer, error)
	elements map[string]any
	shared   map[string]Shared
	held     []Held
	down     error
	slow     bool
	warnings []string
	earlier  int
	told     []string
	asked    int
	meantime func() // is done while the registry is asked
}

func (c *city) InForce(context.Context, *db.Tx, string) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.rule != nil, nil
}

func (c *city) Current(context.Context, string) (*rulebook.Version, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.rule, c.rule != nil, nil
}

func (c *city) Ruled(context.Context) ([]string, error) { return []string{"road-qual"}, nil }

func (c *city) Elements(context.Context, string) (map[string]any, bool, error) {
	return c.elements, true, nil
}

func (c *city) Person(_ context.Context, account string) (casework.Person, error) {
	return casework.Person{ID: account, Name: "林晓华", IDNumber: caseworktest.MeiNumber}, nil
}

func (c departments) Ask(ctx context.Context, resource string, _ casework.Person) (Shared, error) {
	c.mu.Lock()
	c.asked++
	meantime := c.meantime
	c.mu.Unlock()
	if meantime != nil {
		meantime()
	}
	if c.slow {
		<-ctx.Done()
		return Shared{}, ctx.Err()
	}
	return c.shared[resource], c.down
}

func (c *city) Held(context.Context, string) ([]Held, error) { return c.held, nil }

func (c *city) Earlier(context.Context, *casework.File) (int, error) { return c.earlier, nil }

func (c *city) Open(context.Context, *casework.File) ([]string, error) { return c.warnings, nil }

func (c *city) Inform(_ context.Context, _ *db.Tx, account id.ID, key string, _ []string, _ string) error {
	c.told = append(c.told, account.String()+" "+key)
	return nil
}

// departments plays those who share data.
type departments struct{ *city }

var (
	mei      = caseworktest.Mei
	head     = caseworktest.Staff("何平", "TRANS", actor.Head)
	elsehead = caseworktest.Staff("别处", "SAMR", actor.Head)
	watcher  = caseworktest.Staff("督查", "", actor.Supervisor)
	reviewer = caseworktest.Reviewer
)

// fit is the rule of the tests: it asks for a day of birth, a class and the result of an exam.
func fit() *rulebook.Version {
	return &rulebook.Version{
		ID: id.New(), Item: "road-qual", Number: 1, Content: rulebook.Content{Inputs: []rulebook.Input{
			{Name: "birth", Label: "出生日期", Kind: rulebook.Register, Key: "person.birthDate", Type: "date"},
			{Name: "class", Label: "准驾车型", Kind: rulebook.Form, Key: "licenceClass", Type: "string"},
			{Name: "result", Label: "考试结论", Kind: rulebook.Share, Key: "从业资格考试成绩#result", Type: "string"},
			{Name: "score", Label: "考试分数", Kind: rulebook.Share, Key: "从业资格考试成绩#score", Type: "number"},
			{Name: "today", Label: "今天", Kind: rulebook.Calendar, Key: "today", Type: "date"},
		}},
	}
}

// fits approves who has passed.
func fits(in map[string]any) (decision.Answer, error) {
	score, _ := in["score"].(json.Number)
	n, err := score.Int64()
	if in["result"] == "合格" && err == nil && n >= 60 && in["class"] != nil && in["birth"] != nil {
		return decision.Answer{Value: "approve"}, nil
	}
	return decision.Answer{Value: map[string]any{"result": "refer", "reason": "考试没有合格"}}, nil
}

func (c *city) Needs(v *rulebook.Version) ([]rulebook.Input, error) { return v.Inputs, nil }

// Ask refuses everything in a version above the first.
func (c *city) Ask(v *rulebook.Version, inputs map[string]any) (decision.Answer, error) {
	if v.Number > 1 {
		return decision.Answer{Value: "refer"}, nil
	}
	return c.decide(inputs)
}

// newCity is a city in which everything speaks for who applies.
func newCity() *city {
	return &city{
		rule: fit(), decide: fits,
		elements: map[string]any{"person.birthDate": "1990-06-15", "person.name": "林晓华", "person.idNumber": caseworktest.MeiNumber},
		shared:   map[string]Shared{"从业资格考试成绩": {Found: true, Values: map[string]string{"result": "合格", "score": "93"}, Source: "云岫市交通运输局（模拟数据）", Simulated: true}},
	}
}

func bothEngines(t *testing.T, body func(b bench)) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		texts, err := message.Load(files)
		if err != nil {
			t.Fatal(err)
		}
		w := caseworktest.New(t, d, nil, job.Migrations, db.Source{Name: "instant", FS: files})
		c := newCity()
		b := bench{World: w, city: c, Service: New(Deps{
			DB: d, Clock: w.Clock, Calendar: calendar.Default, Keys: w.Keys, Once: w.Once, Casework: w.Casework, Rulebooks: c, Informer: c, Texts: texts,
			Registers: c, Licences: c, Registry: departments{c}, Cases: c, Warnings: c,
		})}
		b.patience = time.Minute
		w.Casework.Follow(b.Follow)
		body(b)
	})
}

func (b bench) ok(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b bench) wants(err error, key string) {
	b.Helper()
	f, ok := fault.As(err)
	if ok && f.Kind == fault.Invalid && len(f.Fields) > 0 {
		f.Key = f.Fields[0].Key
	}
	if !ok || f.Key != key {
		b.Errorf("want %s, got %v", key, err)
	}
}

// decides decides on f and wants an outcome with a reason.
func (b bench) decides(f *casework.File, outcome Outcome, reason Reason) *Decision {
	b.Helper()
	d, err := b.Decide(b.Context(), f.Case.No)
	b.ok(err)
	if d == nil {
		b.Fatal("nothing was decided")
	}
	if d.Outcome != outcome || d.Reason != reason {
		b.Errorf("%s for %q, want %s for %q: %+v", d.Outcome, d.Reason, outcome, reason, d.Account)
	}
	return d
}

// stands returns the case as it is now.
func (b bench) stands(f *casework.File) *casework.File {
	b.Helper()
	now, err := b.World.Casework.File(b.As(mei), f.Case.No)
	b.ok(err)
	return now
}

func (b bench) jobs() int {
	b.Helper()
	return b.Count(`SELECT COUNT(*) FROM job_job WHERE kind = 'instant.decide'`)
}

func TestWhatIsPlainlyFineIsApprovedAtOnce(t *testing.T) {
	bothEngines(t, func(b bench) {
		f := b.Submitted(mei)
		if b.jobs() != 1 {
			b.Errorf("%d jobs wait", b.jobs())
		}
		d := b.decides(f, Approved, noReason)
		now := b.stands(f)
		if now.Case.Status != casework.Completed || now.Case.Basis != casework.ByRule || now.Result() == nil || now.Case.OneClerk {
			b.Errorf("the case stands at %s by %s", now.Case.Status, now.Case.Basis)
		}
		score := d.Account.Givens[3]
		if score.Value != "93" || score.Source == "" || !score.Simulated || score.Label != "考试分数" || !score.At.Equal(b.Clock.Now()) {
			b.Errorf("the score is kept as %+v", score)
		}
		if d.Number != 1 || d.Version == 0 {
			b.Errorf("the version is kept as %d %s", d.Number, d.Version)
		}
		if b.Count(`SELECT COUNT(*) FROM instant_decision WHERE account LIKE '%93%'`) != 0 {
			b.Error("values are kept in the open")
		}
		again := b.decides(f, Approved, noReason)
		if again.ID != d.ID || len(b.stands(f).Records) != len(now.Records) {
			b.Error("deciding again has changed something")
		}
	})
}

func TestWhatIsNotCertainGoesToAPerson(t *testing.T) {
	uncertain := map[string]struct {
		change  func(*city)
		reason  Reason
		missing map[string]Missing // by input
	}{
		"a condition is not met":  {func(c *city) { c.shared["从业资格考试成绩"].Values["result"] = "不合格" }, ByCondition, nil},
		"nothing is found":        {func(c *city) { c.shared = nil }, BySource, map[string]Missing{"result": NotKnown, "score": NotKnown}},
		"the source is down":      {func(c *city) { c.down = errors.New("down") }, BySource, map[string]Missing{"result": IsDown, "score": IsDown}},
		"a number is words":       {func(c *city) { c.shared["从业资格考试成绩"].Values["score"] = "九十三" }, BySource, map[string]Missing{"score": WrongType}},
		"a number with a comma":   {func(c *city) { c.shared["从业资格考试成绩"].Values["score"] = "1,093" }, BySource, map[string]Missing{"score": WrongType}},
		"no day of a calendar":    {func(c *city) { c.elements["person.birthDate"] = "1990年6月15日" }, BySource, map[string]Missing{"birth": WrongType}},
		"another day declared":    {func(c *city) { c.elements["person.birthDate"] = "1991-06-15" }, BySource, map[string]Missing{"birth": Contradicts}},
		"unknown to the register": {func(c *city) { c.elements = nil }, BySource, map[string]Missing{"birth": NotKnown}},
		"there is a warning":      {func(c *city) { c.warnings = []string{"同一照片"} }, ByWarning, nil},
		"nobody can be asked": {func(c *city) {
			c.rule.Inputs = append(c.rule.Inputs, rulebook.Input{Name: "may", Label: "信用", Kind: rulebook.Credit, Key: "commitment", Type: "boolean"})
		}, BySource, map[string]Missing{"may": NoSource}},
		"the rules do not work": {func(c *city) {
			c.decide = func(map[string]any) (decision.Answer, error) { return decision.Answer{}, errors.New("no end") }
		}, ByRulebook, nil},
	}
	bothEngines(t, func(b bench) {
		for name, c := range uncertain {
			fresh := newCity()
			c.change(fresh)
			*b.city = city{rule: fresh.rule, decide: fresh.decide, elements: fresh.elements, shared: fresh.shared, down: fresh.down, warnings: fresh.warnings}
			f := b.Submitted(mei)
			b.Log(name)
			d := b.decides(f, Referred, c.reason)
			if now := b.stands(f); now.Case.Status != casework.Submitted || len(now.OpenTasks()) != 1 {
				b.Errorf("the case stands at %s", now.Case.Status)
			}
			for _, n := range d.Account.Givens {
				if n.Missing != c.missing[n.Name] {
					b.Errorf("%s is missing as %q, want %q", n.Name, n.Missing, c.missing[n.Name])
				}
			}
		}
	})
}

func TestASlowSourceRefersWithoutWaiting(t *testing.T) {
	bothEngines(t, func(b bench) {
		b.slow, b.patience = true, 20*time.Millisecond
		d := b.decides(b.Submitted(mei), Referred, BySource)
		if d.Account.Givens[2].Missing != IsSlow || d.Account.Givens[0].Missing != "" {
			b.Errorf("%+v", d.Account.Givens)
		}
	})
}

func TestAWishForAPersonIsHeardBeforeAnybodyIsAsked(t *testing.T) {
	bothEngines(t, func(b bench) {
		f := b.Submitted(mei)
		b.Write(func(ctx context.Context, tx *db.Tx) error { return b.WishPerson(ctx, tx, f.Case.No, f.Case.ID, 1) })
		b.decides(f, Referred, ByWish)
		if b.asked != 0 {
			b.Error("others were asked all the same")
		}
	})
}

func TestAPersonAtWorkIsNotOvertaken(t *testing.T) {
	bothEngines(t, func(b bench) {
		f := b.In(casework.PreReview)
		b.decides(f, Referred, ByWork)
	})
}

func TestACorrectionIsDecidedAnew(t *testing.T) {
	bothEngines(t, func(b bench) {
		good := b.shared["从业资格考试成绩"]
		b.shared = nil
		f := b.Submitted(mei)
		b.decides(f, Referred, BySource)
		b.shared = map[string]Shared{"从业资格考试成绩": good}
		f = b.Step(caseworktest.Window, f, casework.RequestMending, caseworktest.Inputs[casework.RequestMending])
		f = b.Mended(f, b.Arrival(mei))
		if f.Case.Status == casework.Submitted {
			b.decides(f, Approved, noReason)
		}
		e, err := b.Of(b.As(mei), f.Case.No)
		b.ok(err)
		if len(e.Decisions) != 2 || e.Decisions[0].Outcome != Referred || e.Decisions[1].Seq != 2 {
			b.Errorf("%d decisions", len(e.Decisions))
		}
	})
}

func TestTwoAtOnceDecideOnce(t *testing.T) {
	bothEngines(t, func(b bench) {
		f := b.Submitted(mei)
		var all sync.WaitGroup
		ids := make([]id.ID, 8)
		for i := range ids {
			all.Go(func() {
				d, err := b.Decide(context.Background(), f.Case.No)
				if err != nil || d == nil {
					b.Errorf("decide: %v, %v", d, err)
					return
				}
				ids[i] = d.ID
			})
		}
		all.Wait()
		slices.Sort(ids)
		if len(slices.Compact(ids)) != 1 || b.Count(`SELECT COUNT(*) FROM instant_decision`) != 1 {
			b.Errorf("decided as %v", ids)
		}
		if now := b.stands(f); now.Case.Status != casework.Completed {
			b.Errorf("the case stands at %s", now.Case.Status)
		}
	})
}

func TestWhoDiesBetweenLosesNothing(t *testing.T) {
	bothEngines(t, func(b bench) {
		f := b.Submitted(mei)
		// The node dies after asking and before storing: the unit fails, the job is still there.
		func() {
			defer func() { _ = recover() }()
			b.decide = func(map[string]any) (decision.Answer, error) { panic("killed") }
			_, _ = b.Decide(b.Context(), f.Case.No)
		}()
		if b.jobs() != 1 || b.Count(`SELECT COUNT(*) FROM instant_decision`) != 0 || b.stands(f).Case.Status != casework.Submitted {
			b.Error("something was left behind")
		}
		b.decide = fits
		b.ok(b.work(b.Context(), json.RawMessage(`{"caseNo":"`+f.Case.No+`"}`)))
		b.ok(b.work(b.Context(), json.RawMessage(`{"caseNo":"`+f.Case.No+`"}`)))
		if b.stands(f).Case.Status != casework.Completed || b.Count(`SELECT COUNT(*) FROM instant_decision`) != 1 {
			b.Error("the job has not decided once")
		}
	})
}

func TestTheVersionReadAtTheBeginningDecides(t *testing.T) {
	bothEngines(t, func(b bench) {
		first := b.rule
		b.meantime = func() {
			strict := fit()
			strict.Number = 2
			b.mu.Lock()
			b.rule = strict
			b.mu.Unlock()
		}
		d := b.decides(b.Submitted(mei), Approved, noReason)
		if d.Number != 1 || d.Version != first.ID {
			b.Errorf("version %d is kept", d.Number)
		}
		if next := b.decides(b.Submitted(mei), Referred, ByCondition); next.Number != 2 {
			b.Errorf("version %d decided on the next", next.Number)
		}
	})
}

func TestWhatKeepsACaseFromBeingGrantedRefersIt(t *testing.T) {
	bothEngines(t, func(b bench) {
		b.World.Casework.Block(func(context.Context, *db.Tx, *casework.Case) error {
			return fault.New(fault.Conflict, "instant.not-now")
		})
		f := b.Submitted(mei)
		if d := b.decides(f, Referred, ByBlocker); d.Account.Blocker == "" {
			b.Error("it is not said what keeps it")
		}
		if b.stands(f).Case.Status != casework.Submitted || b.Count(`SELECT COUNT(*) FROM instant_item WHERE used > 0`) != 0 {
			b.Error("the refusal has left something")
		}
	})
}

func TestAStopHoldsAtOnce(t *testing.T) {
	bothEngines(t, func(b bench) {
		f := b.Submitted(mei)
		b.meantime = func() { // while the case is being decided
			_, err := b.Switch(b.As(head), "road-qual", Switch{Stopped: true, Why: "规则有误"})
			b.ok(err)
			b.meantime = nil
		}
		b.decides(f, Referred, ByStop)
		b.decides(b.Submitted(mei), Referred, ByStop)
		if offers, err := b.Offers(b.Context(), "road-qual"); err != nil || offers {
			b.Errorf("it is still offered: %v", err)
		}
		s, err := b.Switch(b.As(watcher), "road-qual", Switch{Why: "已修正"})
		b.ok(err)
		if s.Stopped || len(s.Changes) != 2 || s.Changes[0].ByName != "督查" || s.Changes[1].Why != "规则有误" {
			b.Errorf("%+v", s.Changes)
		}
		b.decides(b.Submitted(mei), Approved, noReason)
		s, err = b.Standing(b.As(watcher), "road-qual")
		b.ok(err)
		if s.Approved != 1 || s.Referred != 2 || s.Reasons[0].Reason != ByStop || s.Reasons[0].Count != 2 {
			b.Errorf("today %d approved, %d referred for %v", s.Approved, s.Referred, s.Reasons)
		}
	})
}

func TestWhoMaySwitch(t *testing.T) {
	bothEngines(t, func(b bench) {
		for _, who := range []actor.Actor{elsehead, reviewer, mei} {
			_, err := b.Switch(b.As(who), "road-qual", Switch{Stopped: true, Why: "x"})
			if kind := fault.KindOf(err); kind != fault.Forbidden && kind != fault.NotFound {
				b.Errorf("%s: %v", who.Name, err)
			}
		}
		if b.Count(`SELECT COUNT(*) FROM instant_switching`) != 0 {
			b.Error("somebody else has switched")
		}
		_, err := b.Switch(b.As(head), "road-qual", Switch{Stopped: true})
		b.wants(err, "instant.wrong.why")
		_, err = b.Switch(b.As(head), "road-qual", Switch{Limit: -1, Why: "x"})
		b.wants(err, "instant.wrong.limit")
	})
}

func TestTheDailyLimitHoldsInARace(t *testing.T) {
	bothEngines(t, func(b bench) {
		b.rule.DailyLimit = 3
		var cases []*casework.File
		for range 6 {
			cases = append(cases, b.Submitted(mei))
		}
		var all sync.WaitGroup
		for _, f := range cases {
			all.Go(func() {
				if _, err := b.Decide(context.Background(), f.Case.No); err != nil {
					b.Errorf("decide: %v", err)
				}
			})
		}
		all.Wait()
		approved := b.Count(`SELECT COUNT(*) FROM instant_decision WHERE outcome = 'approved'`)
		limited := b.Count(`SELECT COUNT(*) FROM instant_decision WHERE reason = 'limit'`)
		if approved != 3 || limited != 3 {
			b.Errorf("%d approved, %d above the limit", approved, limited)
		}
		_, err := b.Switch(b.As(head), "road-qual", Switch{Limit: 1, Why: "先观察"})
		b.ok(err)
		b.Clock.Set(b.Clock.Now().AddDate(0, 0, 1))
		b.decides(b.Submitted(mei), Approved, noReason)
		b.decides(b.Submitted(mei), Referred, ByLimit)
	})
}

func TestAnAgentIsSaidToTheRules(t *testing.T) {
	bothEngines(t, func(b bench) {
		b.rule.Inputs = append(b.rule.Inputs, rulebook.Input{Name: "agent", Label: "是否代办", Kind: rulebook.Case, Key: "agent", Type: "boolean"})
		a := b.Arrival(mei)
		a.Agent = casework.Person{ID: caseworktest.Stranger.ID, Name: "吴敏"}
		d := b.decides(b.Handed(mei, a), Approved, noReason)
		if last := d.Account.Givens[len(d.Account.Givens)-1]; last.Value != "true" {
			b.Errorf("an agent is kept as %+v", last)
		}
	})
}

func TestStrangersReadNothing(t *testing.T) {
	bothEngines(t, func(b bench) {
		f := b.Submitted(mei)
		b.decides(f, Approved, noReason)
		for _, who := range []actor.Actor{caseworktest.Stranger, elsehead, {Kind: actor.Guest}} {
			if e, err := b.Of(b.As(who), f.Case.No); err == nil || e != nil {
				b.Errorf("%s reads %v", who.Name, e)
			}
			if _, err := b.AskReview(b.As(who), f.Case.No, "x"); err == nil {
				b.Errorf("%s asks for a review", who.Name)
			}
		}
		if _, err := b.Of(b.As(reviewer), f.Case.No); err != nil {
			b.Errorf("the department: %v", err)
		}
	})
}

func TestAPersonLooksAgainWhenAsked(t *testing.T) {
	bothEngines(t, func(b bench) {
		f := b.Submitted(mei)
		b.decides(f, Approved, noReason)
		_, err := b.AskReview(b.As(mei), f.Case.No, " ")
		b.wants(err, "instant.wrong.why")
		r, err := b.AskReview(b.As(mei), f.Case.No, "车型写错了")
		b.ok(err)
		if r.State != Open || r.DueOn.String() != "2026-02-24" { // five working days, over the Spring Festival
			b.Errorf("%s by %s", r.State, r.DueOn)
		}
		_, err = b.AskReview(b.As(mei), f.Case.No, "再来一次")
		b.wants(err, "instant.not-now")
		if list, err := b.Reviews(b.As(elsehead), place{}, 10); err != nil || len(list) != 0 {
			b.Errorf("another department is asked: %v, %v", list, err)
		}
		list, err := b.Reviews(b.As(reviewer), place{}, 10)
		b.ok(err)
		if len(list) != 1 || list[0].Why != "车型写错了" {
			b.Fatalf("the department is asked %v", list)
		}
		_, err = b.Answer(b.As(elsehead), r.ID, Confirm, "没错")
		if err == nil {
			b.Error("another department answers")
		}
		_, err = b.Answer(b.As(reviewer), r.ID, "deny", "没错")
		b.wants(err, "instant.wrong.result")
		r, err = b.Answer(b.As(reviewer), r.ID, Confirm, "与驾驶证一致")
		b.ok(err)
		if r.State != Confirmed || !slices.Equal(b.told, []string{mei.ID + " instant.inform.confirmed"}) {
			b.Errorf("%s, told %v", r.State, b.told)
		}
		_, err = b.Answer(b.As(reviewer), r.ID, Right, "又改了")
		b.wants(err, "instant.not-now")
	})
}

func TestAReviewHasItsTime(t *testing.T) {
	bothEngines(t, func(b bench) {
		f := b.Submitted(mei)
		b.decides(f, Approved, noReason)
		b.Clock.Set(b.Clock.Now().AddDate(0, 0, askWithin))
		_, err := b.AskReview(b.As(mei), f.Case.No, "太晚")
		b.wants(err, "instant.too-late")
	})
}

func TestWithoutRulesNothingHappens(t *testing.T) {
	bothEngines(t, func(b bench) {
		b.rule = nil
		f := b.Submitted(mei)
		if d, err := b.Decide(b.Context(), f.Case.No); d != nil || err != nil || b.jobs() != 0 {
			b.Errorf("%v, %v, %d jobs", d, err, b.jobs())
		}
	})
}
