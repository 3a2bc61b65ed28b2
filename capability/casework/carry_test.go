package casework

import (
	"slices"
	"strings"
	"testing"

	"tongban/capability/form"
	"tongban/capability/workflow/workflowtest"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// asks is a form with an amount and a day beside the usual questions.
const asks = `{"fields":[
	{"key":"area","label":"面积","type":"decimal"},
	{"key":"opening","label":"开业日","type":"date"},
	{"key":"people","label":"人数","type":"integer"}]}`

// answered is an accepted case whose form was answered so, and that follows what was drawn.
func (b bench) answered(text string, values form.Values) *File {
	b.Helper()
	b.city.drawing = workflowtest.Compile(b.T, "drawn", text)
	a := b.arrival(mei, id.New())
	def, err := form.Parse([]byte(asks))
	if err != nil {
		b.Fatal(err)
	}
	b.forms.Store(a.Item.VersionID, def)
	a.Values = values
	f := b.handed(mei, a)
	return b.step(window, f, Accept, Input{})
}

// incidents are the causes of what the head finds on the list.
func (b bench) incidents() string {
	b.Helper()
	list, err := b.Incidents(b.as(head), 0, 100)
	if err != nil {
		b.Fatal(err)
	}
	var causes []string
	for _, i := range list {
		causes = append(causes, strings.TrimPrefix(i.Cause, "casework.incident."))
	}
	slices.Sort(causes)
	return strings.Join(causes, " ")
}

func TestAConditionReadsAmountsAndDaysAsTheRulesOfTheFormDo(t *testing.T) {
	each(t, func(b bench) {
		const drawing = `
			xor large
			user site stage=SITE role=inspector
			user paper stage=PAPER role=reviewer
			end done
			start > large
			large > site if form.area > 500.0 && form.opening > timestamp("2026-03-01T00:00:00Z") && form.people >= 3
			large > paper else
			site > done
			paper > done`
		f := b.answered(drawing, form.Values{"area": "600.5", "opening": "2026-04-01", "people": int64(3)})
		if f.open() != "SITE/TRANS" || b.incidents() != "" {
			b.Fatalf("open are %s, incidents %s", f.open(), b.incidents())
		}
		if f = b.answered(drawing, form.Values{"area": "499.9", "opening": "2026-04-01", "people": int64(3)}); f.open() != "PAPER/TRANS" {
			b.Errorf("open are %s", f.open())
		}
	})
}

func TestWhatAHandlerEntersIsCheckedAndReadByConditions(t *testing.T) {
	each(t, func(b bench) {
		f := b.answered(`
			user measure stage=MEASURE role=reviewer fields=area
			xor large
			user site stage=SITE role=reviewer
			user decide stage=DECIDE role=approver decides=true
			end done
			start > measure > large
			large > site if double(vars.area) > 500.0
			large > decide else
			site > decide > done`, form.Values{"area": "100"})
		_, err := b.Complete(b.as(reviewer), f.OpenTask().ID, Input{Outcome: "pass", Opinion: "同意", Values: map[string]any{"area": "large"}})
		if fault.KindOf(err) != fault.Invalid {
			b.Fatalf("an area that is no number: %v", err)
		}
		f, err = b.Complete(b.as(reviewer), f.OpenTask().ID, Input{Outcome: "pass", Opinion: "同意", Values: map[string]any{"area": "750.5"}})
		if err != nil || f.open() != "SITE/TRANS" {
			b.Fatalf("%v: %s", err, f.open())
		}
	})
}

// named draws one review whose candidates an expression names.
func named(expression string) string {
	return `
		user review stage=REVIEW role=reviewer candidates=` + expression + `
		user decide stage=DECIDE role=approver decides=true
		end done
		start > review > decide > done`
}

func TestATaskGoesToTheFirstDepartmentNamedThatHasSomebody(t *testing.T) {
	each(t, func(b bench) {
		if f := b.drawn(named(`["HEALTH","MARKET"]`)); f.open() != "REVIEW/HEALTH" {
			b.Errorf("open are %s", f.open())
		}
		b.city.absent = "HEALTH"
		f := b.drawn(named(`["HEALTH","MARKET"]`))
		if f.open() != "REVIEW/MARKET" || b.incidents() != "" {
			b.Errorf("open are %s, incidents %s", f.open(), b.incidents())
		}
		if _, err := b.Claim(b.as(market), f.OpenTask().ID); err != nil {
			b.Errorf("somebody there claims it: %v", err)
		}
		if f = b.drawn(named(`["HEALTH"]`)); f.open() != "REVIEW/HEALTH" || b.incidents() != "nobody" {
			b.Errorf("open are %s, incidents %s", f.open(), b.incidents())
		}
	})
}

func TestOnlyThoseNamedTakeATask(t *testing.T) {
	each(t, func(b bench) {
		b.city.staff[reviewer2.ID] = reviewer2
		f := b.drawn(named(`["赵磊","` + reviewer2.ID + `"]`))
		third := staff("李三", "TRANS", actor.Reviewer)
		task := f.OpenTask().ID
		_, err := b.Claim(b.as(third), task)
		b.wants(err, fault.Forbidden, "casework.not-a-candidate")
		_, err = b.Step(b.as(third), f.Case.No, ProposeDecision, inputs[ProposeDecision])
		b.wants(err, fault.Forbidden, "casework.not-a-candidate")
		if f, err = b.Claim(b.as(reviewer2), task); err != nil {
			b.Fatal(err)
		}
		b.city.staff[third.ID] = third
		_, err = b.HandOver(b.as(reviewer2), task, third.ID, "出差")
		b.wants(err, fault.Conflict, "casework.not-a-candidate")
		if _, err = b.HandOver(b.as(reviewer2), task, reviewer.ID, "出差"); err != nil {
			b.Fatalf("to another who is named: %v", err)
		}
		if _, err = b.HandOver(b.as(head), task, third.ID, "都不在"); err != nil {
			b.Fatalf("by who answers for the work: %v", err)
		}
		b.step(third, b.file(f), ProposeDecision, inputs[ProposeDecision])
	})
}

func TestOneAloneWhoIsNamedHasTheTask(t *testing.T) {
	each(t, func(b bench) {
		f := b.drawn(named(`["赵磊"]`))
		if f.OpenTask().Assignee != reviewer.ID || !slices.Contains(b.city.told, "casework.inform.task-named") {
			b.Fatalf("it is with %q, told %v", f.OpenTask().Assignee, b.city.told)
		}
		b.step(reviewer, f, ProposeDecision, inputs[ProposeDecision])
	})
}

// Whoever is not named does not take it because nobody else could be found.
func TestCandidatesThatNameNobodyAreAnIncidentThatAHeadEnds(t *testing.T) {
	each(t, func(b bench) {
		for expression, cause := range map[string]string{
			`["x"].filter(n,n=="y")`:   "candidates-none",
			`["nobody"]`:               "candidates-unknown",
			`["MARKET","赵磊"]`:          "candidates-mixed",
			`["孙涛"]`:                   "candidates-unable", // an approver does not review
			`vars.colleagues`:          "workflow.incident.expression",
			`[1,2].map(x,string(x*x))`: "candidates-unknown",
		} {
			f := b.drawn(named(expression))
			if b.incidents() != cause || f.open() != "REVIEW/TRANS" {
				b.Fatalf("%s: incidents %s, open are %s", expression, b.incidents(), f.open())
			}
			_, err := b.Claim(b.as(reviewer), f.OpenTask().ID)
			b.wants(err, fault.Forbidden, "casework.not-a-candidate")
			if err := b.SweepStaff(b.Context()); err != nil || b.incidents() != cause {
				b.Fatalf("after the sweep: %v, %s", err, b.incidents())
			}
			if _, err = b.HandOver(b.as(head), f.OpenTask().ID, reviewer.ID, "由他办理"); err != nil || b.incidents() != "" {
				b.Fatalf("%s, handed over: %v, %s", expression, err, b.incidents())
			}
			b.step(reviewer, f, ProposeDecision, inputs[ProposeDecision])
		}
		f := b.drawn(named(`["x"].filter(n,n=="y")`))
		if _, err := b.Entrust(b.as(head), f.OpenTask().ID, "MARKET", "请市场监管局办理"); err != nil || b.incidents() != "" {
			b.Fatalf("entrusted: %v, %s", err, b.incidents())
		}
		b.step(market, b.file(f), ProposeDecision, inputs[ProposeDecision])
	})
}

func TestOfSeveralNamedThoseWhoCanDoItAreAskedAndTheOthersAreSeen(t *testing.T) {
	each(t, func(b bench) {
		b.city.staff[market.ID] = market
		f := b.drawn(named(`["nobody","赵磊","罗立"]`)) // unknown, one who can, one of another department
		if b.incidents() != "candidates-unable candidates-unknown" || f.OpenTask().Assignee != reviewer.ID {
			b.Fatalf("incidents %s, with %q", b.incidents(), f.OpenTask().Assignee)
		}
		b.step(reviewer, f, ProposeDecision, inputs[ProposeDecision])
		if b.incidents() != "" {
			b.Errorf("it is done, and still listed: %s", b.incidents())
		}
	})
}
