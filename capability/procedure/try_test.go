package procedure

import (
	"testing"

	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/capability/workflow/workflowtest"
	"tongban/kernel/calendar"
	"tongban/kernel/deadline"
	"tongban/kernel/fault"
)

// law promises five working days of ten.
func law(*catalogue.Item) deadline.Law {
	return deadline.Law{
		Regime: deadline.Licensing, AcceptanceWorkdays: 5, Deemed: deadline.DeemedFromReceipt,
		Statutory: deadline.Limit{Value: 10, Unit: deadline.Workday}, Promised: deadline.Limit{Value: 5, Unit: deadline.Workday},
	}
}

func questions(*catalogue.Item) (*form.Definition, error) {
	return form.Parse([]byte(`{"fields":[
		{"key":"area","label":"面积","type":"decimal","required":true},
		{"key":"kitchen","label":"有厨房","type":"bool","required":true},
		{"key":"name","label":"名称","type":"string","required":true}]}`))
}

// restaurant is reviewed by two departments beside each other; a large one is tested by a
// laboratory, whose time does not count.
const restaurant = `
	xor large
	user test role=inspector limit=10 clock=special procedure=testing
	sub reviews {
		and fork
		and join
		user food role=reviewer outcomes=pass,refuse limit=2
		user fire role=reviewer department=FIRE outcomes=pass,refuse limit=4
		xor allowed
		end together
		end vetoed error=veto
		start > fork > food > join > together
		fork > fire > allowed
		allowed > join else
		allowed > vetoed if outcome == "refuse"
	}
	at reviews veto error=veto
	user decide role=approver decides=true limit=1
	end done
	start > large
	large > test if form.area > 500
	large > reviews else
	test > reviews > decide > done
	veto > decide`

// over is restaurant as it is tried.
func over(t *testing.T, text string) track {
	t.Helper()
	c := track{checked: parse(string(workflowtest.Draw(t, "restaurant", text).Write())), law: law(nil), days: calendar.Default()}
	var err error
	if c.form, err = questions(nil); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c track) tries(t *testing.T, trial Trial) (Tried, string) {
	t.Helper()
	trial.Start = calendar.On(2026, 3, 2) // Monday
	tried, err := c.run(trial)
	if err != nil {
		t.Fatal(err)
	}
	way := ""
	for _, s := range tried.Stops {
		way += " " + s.Node
		if s.Cut {
			way += "/cut"
		}
	}
	return tried, way
}

func TestASampleTakesTheTimeOfItsSlowestBranch(t *testing.T) {
	c := over(t, restaurant)
	tried, way := c.tries(t, Trial{Answers: form.Values{"area": "100"}})
	if way != " food fire decide" {
		t.Errorf("it goes%s", way)
	}
	// Four days of the fire brigade and one for the decision: Monday of the next week.
	if day := calendar.DateOf(tried.DecidedAt); day != calendar.On(2026, 3, 9) || tried.Promised.Counted != 5 || tried.Promised.Remaining != 0 {
		t.Errorf("decided on %s, %+v", day, tried.Promised)
	}
}

func TestTimeThatTheLawLeavesOutIsLeftOutOfASample(t *testing.T) {
	tried, way := over(t, restaurant).tries(t, Trial{Answers: form.Values{"area": "501"}})
	if way != " test food fire decide" {
		t.Errorf("it goes%s", way)
	}
	if tried.Promised.Counted != 5 || calendar.DateOf(tried.DecidedAt) != calendar.On(2026, 3, 23) {
		t.Errorf("decided on %s, %+v", tried.DecidedAt, tried.Promised)
	}
}

func TestAVetoCutsTheOtherBranchOfASampleShort(t *testing.T) {
	tried, way := over(t, restaurant).tries(t, Trial{Answers: form.Values{"area": "100"}, Outcomes: map[string]string{"fire": "refuse", "food": "pass"}})
	if way != " food fire decide" || tried.Stops[1].Outcome != "refuse" {
		t.Errorf("it goes%s: %+v", way, tried.Stops)
	}
	slow := over(t, `
		sub reviews {
			and fork
			and join
			user food role=reviewer limit=9
			user fire role=reviewer outcomes=pass,refuse limit=4
			xor allowed
			end together
			end vetoed error=veto
			start > fork > food > join > together
			fork > fire > allowed
			allowed > join else
			allowed > vetoed if outcome == "refuse"
		}
		at reviews veto error=veto
		user decide role=approver decides=true limit=2
		end done
		start > reviews > decide > done
		veto > decide`)
	if _, way = slow.tries(t, Trial{Outcomes: map[string]string{"fire": "refuse"}}); way != " food/cut fire decide" {
		t.Errorf("it goes%s", way)
	}
	if tried, _ = slow.tries(t, Trial{}); tried.Promised.Remaining != -6 || tried.Statutory.Remaining != -1 {
		t.Errorf("eleven days: %+v, %+v", tried.Promised, tried.Statutory)
	}
}

func TestASampleThatCannotGoOnSaysWhere(t *testing.T) {
	tried, way := over(t, `
		xor which
		user small role=reviewer limit=1
		end done
		start > which
		which > small if form.area < 10.0
		small > done`).tries(t, Trial{Answers: form.Values{"area": "100"}})
	if way != "" || tried.Incident == nil || tried.Incident.Node != "which" || !tried.DecidedAt.IsZero() {
		t.Errorf("it goes%s: %+v", way, tried.Incident)
	}
}

func TestATrialAsksOnlyWhatTheDrawingReads(t *testing.T) {
	each(t, func(w *world) {
		w.draws(editor, "审查")
		if _, err := w.Try(w.as(editor), item, 0, Trial{}); err != nil {
			w.Fatal(err)
		}
		_, on, err := w.track(w.as(reviewer), item, 0)
		if fault.KindOf(err) != fault.Forbidden && fault.KindOf(err) != fault.NotFound {
			w.Errorf("who may not see it tries it: %v", err)
		}
		p, err := w.Find(w.as(editor), item)
		if err != nil {
			w.Fatal(err)
		}
		if _, err := w.Save(w.as(editor), item, p.Draft.Edits, string(workflowtest.Draw(w.T, "restaurant", restaurant).Write())); err != nil {
			w.Fatal(err)
		}
		if _, on, err = w.track(w.as(editor), item, 0); err != nil {
			w.Fatal(err)
		}
		if topic := on.asked(); len(topic.Fields) != 1 || topic.Fields[0].Key != "area" {
			w.Errorf("asks %+v", topic.Fields)
		}
		_, err = w.Try(w.as(editor), item, 0, Trial{Answers: form.Values{"area": "many"}})
		if f, ok := fault.As(err); !ok || len(f.Fields) != 1 || f.Fields[0].Name != "area" {
			w.Errorf("an area that is none: %v", err)
		}
		if _, err := w.Try(w.as(editor), item, 7, Trial{}); fault.KindOf(err) != fault.NotFound {
			w.Errorf("a version that is not there: %v", err)
		}
	})
}
