package shadow

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"tongban/capability/casework"
	city "tongban/capability/casework/caseworktest"
	"tongban/capability/place"
	"tongban/capability/rulebook"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/job"
)

var (
	editor = city.Staff("文心怡", "GSB", actor.Editor)
	head   = city.Staff("别局长", "EEB", actor.Head)
)

const item = "road-qual"

// world is a small city with rules for one item.
type world struct {
	city.World
	*Service
	trials *trials
}

// trials approve what was handed in for one class of vehicle.
type trials struct {
	class string
	asked []string
	fails error
	mu    sync.Mutex
}

func (t *trials) Would(_ context.Context, f *casework.File, _ *rulebook.Version) (Verdict, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.asked = append(t.asked, f.Case.No)
	if f.LastSubmission().Values.String("licenceClass") == t.class {
		return Verdict{Approves: true}, t.fails
	}
	return Verdict{Reason: ByCondition, Conditions: []string{"准驾车型"}}, t.fails
}

// known says that registers know nothing: the rules of these tests are never worked out.
type known struct{}

func (known) Registers(context.Context) []rulebook.Known                { return nil }
func (known) Licence(context.Context, string) ([]rulebook.Known, error) { return nil, nil }
func (known) Share(context.Context, string) []rulebook.Known            { return nil }

func each(t *testing.T, body func(w *world)) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := city.New(t, d, nil, job.Migrations, db.Source{Name: "place", FS: os.DirFS("../place")}, db.Source{Name: "rulebook", FS: os.DirFS("../rulebook")},
			db.Source{Name: "shadow", FS: files})
		w := &world{World: c, trials: &trials{class: "B2"}}
		keeper := c.Casework.Once
		books := rulebook.New(rulebook.Deps{DB: d, Clock: c.Clock, Once: keeper, Items: c.Casework.Catalogue, Places: place.New(d, c.Clock, nil), Fields: known{}, Proof: &Service{}})
		w.Service = New(Deps{DB: d, Clock: c.Clock, Once: keeper, Casework: c.Casework, Rulebooks: books, Trials: w.trials})
		body(w)
	})
}

// drafts writes rules about the class of vehicle, for so many approvals a day.
func (w *world) drafts(limit int) rulebook.Content {
	w.Helper()
	c, err := w.Rulebooks.Blank(w.As(editor), item, []rulebook.Input{{Name: "准驾车型", Label: "准驾车型", Kind: rulebook.Form, Key: "licenceClass", Type: "string"}})
	if err != nil {
		w.Fatal(err)
	}
	c.DailyLimit = limit
	if _, err := w.Rulebooks.Begin(w.As(editor), item, c); err != nil {
		w.Fatal(err)
	}
	return c
}

// past is a finished case for a class of vehicle.
func (w *world) past(class string, status casework.Status) *casework.File {
	w.Helper()
	a := w.Arrival(city.Mei)
	a.Values["licenceClass"] = class
	return w.To(w.Handed(city.Mei, a), status)
}

// byRule is a case that rules approved.
func (w *world) byRule() {
	w.Helper()
	f := w.Submitted(city.Mei)
	x := casework.Settlement{Event: casework.GrantAtOnce, Basis: casework.ByRule, Rule: "第1版", Input: casework.Input{Method: "electronic"}}
	if _, err := w.Casework.Settle(w.Context(), f.Case.No, x); err != nil {
		w.Fatal(err)
	}
}

// denied is a case that was denied and told so.
func (w *world) denied(class string) {
	w.Helper()
	w.Step(city.Doer[casework.Deliver], w.past(class, casework.Denied), casework.Deliver, city.Inputs[casework.Deliver])
}

// ran is a run from its start to its end.
func (w *world) ran(most int) *Run {
	w.Helper()
	r, err := w.Start(w.As(editor), item, most)
	if err != nil {
		w.Fatal(err)
	}
	if r, err = w.Finish(w.Context(), r.ID); err != nil {
		w.Fatal(err)
	}
	return r
}

func (w *world) wants(err error, kind fault.Kind, key string) {
	w.Helper()
	if f, ok := fault.As(err); !ok || f.Kind != kind || f.Key != key {
		w.Errorf("got %v, want %v %s", err, kind, key)
	}
}

// counted is the agreement of rules that approve one class, counted from the tables of cases
// without this package.
func (w *world) counted(class string) (cases, agreed int) {
	w.Helper()
	all, err := w.Casework.Finished(w.Context(), item, 0, 100)
	if err != nil {
		w.Fatal(err)
	}
	for _, c := range all {
		granted := w.Count(`SELECT count(*) FROM casework_event WHERE case_id = $1 AND kind IN ('grant', 'grant-at-once') AND actor NOT LIKE 'system%'`, c.ID) > 0
		refused := w.Count(`SELECT count(*) FROM casework_event WHERE case_id = $1 AND kind IN ('deny', 'refuse')`, c.ID) > 0
		if !granted && !refused {
			continue
		}
		f, err := w.Casework.File(w.As(actor.AsSystem("count")), c.No)
		if err != nil {
			w.Fatal(err)
		}
		cases++
		if granted == (f.LastSubmission().Values.String("licenceClass") == class) {
			agreed++
		}
	}
	return cases, agreed
}

// The count of a run is that of somebody who counts the cases one by one.
func TestARunCountsWhereRulesAndPeopleAgree(t *testing.T) {
	each(t, func(w *world) {
		w.drafts(10)
		for range 3 {
			w.past("B2", casework.Completed)
		}
		w.past("C1", casework.Completed)
		w.denied("B2")
		w.denied("C1")
		w.past("B2", casework.RefusedAccept)
		w.past("B2", casework.Withdrawn)
		w.past("B2", casework.Terminated)
		w.byRule()
		w.past("B2", casework.Reviewing)

		r := w.ran(100)
		want := Tally{Both: 3, OnlyPeople: 1, OnlyRules: 2, Neither: 1, Unasked: 3}
		if r.State != Ended || r.Tally != want {
			w.Errorf("the run came to %+v in %s, want %+v", r.Tally, r.State, want)
		}
		if cases, agreed := w.counted("B2"); cases != r.Cases() || agreed != r.Agreed() {
			w.Errorf("the run says %d of %d, counted %d of %d", r.Agreed(), r.Cases(), agreed, cases)
		}
		list, err := w.Cases(w.Context(), r, Cursor{}, false, 10)
		if err != nil || len(list) != 3 || list[0].Approves != true || list[0].Ruling == Granted || list[2].Approves || list[2].Conditions[0] != "准驾车型" {
			w.Errorf("%v, differences %+v", err, list)
		}
		rest, err := w.Cases(w.Context(), r, cursorAt(list[2]), true, 10)
		if err != nil || len(rest) != 4 || parseCursor(cursorAt(list[2]).String()) != cursorAt(list[2]) {
			w.Errorf("%v, then %+v", err, rest)
		}
	})
}

func TestOnlyTheLatestCasesAreCompared(t *testing.T) {
	each(t, func(w *world) {
		w.drafts(10)
		w.denied("B2")
		for range 2 {
			w.past("B2", casework.Completed)
		}
		if r := w.ran(2); r.Cases() != 2 || r.Both != 2 || r.OnlyRules != 0 {
			w.Errorf("the run came to %+v", r.Tally)
		}
		_, err := w.Start(w.As(editor), item, MostCases+1)
		if fault.KindOf(err) != fault.Invalid {
			w.Errorf("more than may be looked at: %v", err)
		}
	})
}

// Nobody publishes what was not run, and a run proves exactly what it was made of.
func TestARunProvesOneContentForAWhile(t *testing.T) {
	each(t, func(w *world) {
		c := w.drafts(10)
		digest := func() string {
			v, _, err := w.Rulebooks.Drafted(w.Context(), item)
			if err != nil {
				w.Fatal(err)
			}
			return v.Digest
		}
		proven := func() bool {
			_, ok, err := w.Proven(w.Context(), digest())
			if err != nil {
				w.Fatal(err)
			}
			return ok
		}
		if proven() {
			w.Error("proven without a run")
		}
		r, err := w.Start(w.As(editor), item, 5)
		if err != nil || proven() {
			w.Errorf("%v, proven before it ended", err)
		}
		_, err = w.Start(w.As(editor), item, 5)
		w.wants(err, fault.Conflict, "shadow.running")
		if _, err := w.Finish(w.Context(), r.ID); err != nil || !proven() {
			w.Errorf("%v, not proven after it ended", err)
		}
		c.XML = strings.Replace(c.XML, "approve", "refer", 1)
		if _, err := w.Rulebooks.Save(w.As(editor), item, 1, c); err != nil {
			w.Fatal(err)
		}
		if proven() {
			w.Error("a changed draft is proven by the run of the old one")
		}
		w.ran(5)
		w.World.Clock.Set(w.World.Clock.Now().Add((ProofDays*24 + 1) * time.Hour))
		if proven() {
			w.Error("proven for ever")
		}
	})
}

func TestARunStopsWhereTheDraftChanges(t *testing.T) {
	each(t, func(w *world) {
		c := w.drafts(10)
		w.past("B2", casework.Completed)
		r, err := w.Start(w.As(editor), item, 5)
		if err != nil {
			w.Fatal(err)
		}
		c.XML = strings.Replace(c.XML, "approve", "refer", 1)
		if _, err := w.Rulebooks.Save(w.As(editor), item, 1, c); err != nil {
			w.Fatal(err)
		}
		if r, err = w.Finish(w.Context(), r.ID); err != nil || r.State != Stale || r.Cases() != 0 || len(w.trials.asked) != 0 {
			w.Errorf("%v: %s with %+v", err, r.State, r.Tally)
		}
		if _, ok, _ := w.Proven(w.Context(), r.Digest); ok {
			w.Error("a run that stopped proves something")
		}
	})
}

// A run of what somebody has thrown away ends, and the next one may begin.
func TestARunOfADraftThatIsGoneIsNotInTheWay(t *testing.T) {
	each(t, func(w *world) {
		w.drafts(10)
		w.past("B2", casework.Completed)
		r, err := w.Start(w.As(editor), item, 5)
		if err != nil {
			w.Fatal(err)
		}
		if err := w.Rulebooks.Throw(w.As(editor), item, 1); err != nil {
			w.Fatal(err)
		}
		if r, err = w.Finish(w.Context(), r.ID); err != nil || r.State != Stale {
			w.Errorf("%v: %+v", err, r)
		}
		w.drafts(20)
		if r := w.ran(5); r.State != Ended || r.Cases() != 1 {
			w.Errorf("the next run is %s with %d", r.State, r.Cases())
		}
	})
}

// A run that fails goes on where it was, and two who go on with it count nothing twice.
func TestWhatIsCutOffGoesOn(t *testing.T) {
	each(t, func(w *world) {
		w.drafts(10)
		for range batch + 3 {
			w.past("B2", casework.RefusedAccept)
		}
		r, err := w.Start(w.As(editor), item, 100)
		if err != nil {
			w.Fatal(err)
		}
		w.trials.fails = errors.New("cut off")
		if _, err := w.Finish(w.Context(), r.ID); err == nil {
			w.Error("nothing went wrong")
		}
		w.trials.fails = nil
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() { _, _ = w.Finish(w.Context(), r.ID) })
		}
		both.Wait()
		r, err = w.Finish(w.Context(), r.ID)
		if err != nil || r.State != Ended || r.OnlyRules != batch+3 || w.Count(`SELECT count(*) FROM shadow_case`) != batch+3 {
			w.Errorf("%v: %s with %+v", err, r.State, r.Tally)
		}
	})
}

func TestRunsAreForWhoWritesAndAnswersForRules(t *testing.T) {
	each(t, func(w *world) {
		w.drafts(10)
		r := w.ran(5)
		for _, who := range []actor.Actor{city.Mei, city.Reviewer, head} {
			if _, err := w.Find(w.As(who), r.ID); err == nil {
				w.Errorf("%s reads it", who.Name)
			}
			if _, err := w.Start(w.As(who), item, 5); err == nil {
				w.Errorf("%s starts one", who.Name)
			}
			if _, err := w.List(w.As(who), item, 0, 5); err == nil {
				w.Errorf("%s lists them", who.Name)
			}
		}
		if _, err := w.Find(w.As(editor), id.New()); !errors.Is(err, errUnknown) {
			w.Errorf("a run that is none: %v", err)
		}
		if _, err := w.Start(w.As(editor), "elder-card", 5); err == nil {
			w.Error("a run of an item without rules")
		}
	})
}
