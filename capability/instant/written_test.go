package instant

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tongban/capability/casework"
	"tongban/capability/casework/caseworktest"
	"tongban/capability/catalogue"
	"tongban/capability/decision"
	"tongban/capability/rulebook"
	"tongban/kernel/db"
)

// graph are rules as they are drawn: what is known of the exam and of the age comes to an
// answer each, and those two, with the class of vehicle, to the last table.
const graph = `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="D" name="d" namespace="urn:d">
<inputData id="b" name="birth"><variable name="birth" typeRef="date"/></inputData>
<inputData id="t" name="today"><variable name="today" typeRef="date"/></inputData>
<inputData id="r" name="result"><variable name="result" typeRef="string"/></inputData>
<inputData id="s" name="score"><variable name="score" typeRef="number"/></inputData>
<inputData id="c" name="class"><variable name="class" typeRef="string"/></inputData>
<decision id="age" name="age"><variable name="age" typeRef="number"/>
<informationRequirement><requiredInput href="#b"/></informationRequirement><informationRequirement><requiredInput href="#t"/></informationRequirement>
<literalExpression><text>years and months duration(birth, today).years</text></literalExpression></decision>
<decision id="exam" name="exam"><variable name="exam" typeRef="string"/>
<informationRequirement><requiredInput href="#r"/></informationRequirement><informationRequirement><requiredInput href="#s"/></informationRequirement>
<decisionTable hitPolicy="UNIQUE"><input label="考试结论"><inputExpression typeRef="string"><text>result</text></inputExpression></input>
<input label="考试分数"><inputExpression typeRef="number"><text>score</text></inputExpression></input><output name="exam" typeRef="string"/>
<rule><inputEntry><text>"合格"</text></inputEntry><inputEntry><text>&gt;= 60</text></inputEntry><outputEntry><text>"passed"</text></outputEntry></rule>
<rule><inputEntry><text>"合格"</text></inputEntry><inputEntry><text>&lt; 60</text></inputEntry><outputEntry><text>"odd"</text></outputEntry></rule>
<rule><inputEntry><text>not("合格")</text></inputEntry><inputEntry><text>-</text></inputEntry><outputEntry><text>"failed"</text></outputEntry></rule>
</decisionTable></decision>
<decision id="road" name="road"><variable name="road"/>
<informationRequirement><requiredDecision href="#age"/></informationRequirement><informationRequirement><requiredDecision href="#exam"/></informationRequirement>
<informationRequirement><requiredInput href="#c"/></informationRequirement>
<decisionTable hitPolicy="UNIQUE"><input label="年龄"><inputExpression typeRef="number"><text>age</text></inputExpression></input>
<input label="考试"><inputExpression typeRef="string"><text>exam</text></inputExpression></input>
<input label="准驾车型"><inputExpression typeRef="string"><text>class</text></inputExpression></input>
<output name="result" typeRef="string"/><output name="reason" typeRef="string"/>
<rule><inputEntry><text>[18..60)</text></inputEntry><inputEntry><text>"passed"</text></inputEntry><inputEntry><text>"B2", "A2"</text></inputEntry><outputEntry><text>"approve"</text></outputEntry><outputEntry><text>"年龄、考试、车型都符合"</text></outputEntry></rule>
<rule><inputEntry><text>[18..60)</text></inputEntry><inputEntry><text>not("passed")</text></inputEntry><inputEntry><text>-</text></inputEntry><outputEntry><text>"refer"</text></outputEntry><outputEntry><text>"考试没有合格"</text></outputEntry></rule>
<rule><inputEntry><text>not([18..60))</text></inputEntry><inputEntry><text>-</text></inputEntry><inputEntry><text>-</text></inputEntry><outputEntry><text>"refer"</text></outputEntry><outputEntry><text>"年龄要看一看"</text></outputEntry></rule>
</decisionTable></decision></definitions>`

// written are rules of DMN, compiled.
func (b bench) written(xml string) *decision.Model {
	b.Helper()
	m, faults := decision.Parse([]byte(xml))
	if m == nil {
		b.Fatal(faults)
	}
	for _, f := range m.Review() {
		if f.Severity == decision.Error {
			b.Fatal(f)
		}
	}
	return m
}

// rules has the city decide by rules of DMN.
func (b bench) rules(xml, asked string) {
	m := b.written(xml)
	b.decide = func(in map[string]any) (decision.Answer, error) { return m.Decide(asked, in) }
}

// truth is what is kept of a table: of each row its conditions, and whether it hit.
func truth(t Table) (rows []string) {
	for _, r := range t.Rows {
		rows = append(rows, fmt.Sprintf("%d %s %v", r.Number, strings.Join(r.Truths, " "), r.Hit))
	}
	return rows
}

func TestTheTruthOfEveryConditionOfAGraphIsKept(t *testing.T) {
	bothEngines(t, func(b bench) {
		b.rules(graph, "road")
		wants := func(d *Decision, tables ...[]string) {
			b.Helper()
			if len(d.Account.Tables) != len(tables) {
				b.Fatalf("%d tables are kept: %+v", len(d.Account.Tables), d.Account.Tables)
			}
			for i, want := range tables {
				if got := truth(d.Account.Tables[i]); !slices.Equal(got, want) {
					b.Errorf("table %s is kept as %q, want %q", d.Account.Tables[i].Name, got, want)
				}
			}
		}
		d := b.decides(b.Submitted(mei), Approved, noReason)
		wants(d, []string{"1 yes yes true", "2 yes no false", "3 no yes false"}, []string{"1 yes yes yes true", "2 yes no yes false", "3 no yes yes false"})

		b.shared["从业资格考试成绩"].Values["score"] = "59.5"
		d = b.decides(b.Submitted(mei), Referred, ByCondition)
		wants(d, []string{"1 yes no false", "2 yes yes true", "3 no yes false"}, []string{"1 yes no yes false", "2 yes yes yes true", "3 no yes yes false"})
		if len(d.Account.Failed) != 1 || d.Account.Failed[0] != (Failed{"考试", `"passed"`, "odd"}) || d.Account.Words != "考试没有合格" {
			b.Errorf("it is said to fail by %+v, %q", d.Account.Failed, d.Account.Words)
		}

		b.shared["从业资格考试成绩"].Values["score"] = "缺考"
		d = b.decides(b.Submitted(mei), Referred, BySource)
		wants(d, []string{"1 yes unknown false", "2 yes unknown false", "3 no yes false"}, []string{"1 yes unknown yes false", "2 yes unknown yes false", "3 no yes yes false"})
	})
}

// permissive is a rule whose author has forgotten that something may not be known: whoever is
// not said to be ill is approved.
func permissive(kind string) string {
	body := map[string]string{
		"first": `<decisionTable hitPolicy="FIRST"><input label="健康"><inputExpression typeRef="string"><text>ill</text></inputExpression></input><output typeRef="string"/>
<rule><inputEntry><text>"yes"</text></inputEntry><outputEntry><text>"refer"</text></outputEntry></rule>
<rule><inputEntry><text>-</text></inputEntry><outputEntry><text>"approve"</text></outputEntry></rule></decisionTable>`,
		"default": `<decisionTable hitPolicy="UNIQUE"><input label="健康"><inputExpression typeRef="string"><text>ill</text></inputExpression></input>
<output typeRef="string"><defaultOutputEntry><text>"approve"</text></defaultOutputEntry></output>
<rule><inputEntry><text>"yes"</text></inputEntry><outputEntry><text>"refer"</text></outputEntry></rule></decisionTable>`,
		"if":      `<literalExpression><text>if ill = "yes" then "refer" else "approve"</text></literalExpression>`,
		"compare": `<literalExpression><text>if string length(ill) &gt; 3 then "refer" else "approve"</text></literalExpression>`,
		"asked":   `<literalExpression><text>if ill = null then "approve" else "refer"</text></literalExpression>`,
		"collect": `<decisionTable hitPolicy="COLLECT"><input label="健康"><inputExpression typeRef="string"><text>ill</text></inputExpression></input><output typeRef="string"/>
<rule><inputEntry><text>"yes"</text></inputEntry><outputEntry><text>"refer"</text></outputEntry></rule>
<rule><inputEntry><text>-</text></inputEntry><outputEntry><text>"approve"</text></outputEntry></rule></decisionTable>`,
	}[kind]
	return `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="D" name="d" namespace="urn:d">
<inputData id="i" name="ill"><variable name="ill" typeRef="string"/></inputData><decision id="road" name="road"><variable name="road"/>
<informationRequirement><requiredInput href="#i"/></informationRequirement>` + body + `</decision></definitions>`
}

// TestWhatNobodyKnowsIsNotGonePast: the form does not ask, so nothing is missing; but the rules
// came to their answer only because they could not ask either. What asks for null itself may.
func TestWhatNobodyKnowsIsNotGonePast(t *testing.T) {
	bothEngines(t, func(b bench) {
		b.rule.Inputs = []rulebook.Input{{Name: "ill", Label: "健康状况", Kind: rulebook.Form, Key: "guide:ill", Type: "string"}}
		for _, kind := range []string{"first", "default", "collect", "if", "compare"} {
			b.rules(permissive(kind), "road")
			b.Log(kind)
			d := b.decides(b.Submitted(mei), Referred, BySource)
			if g := d.Account.Givens[0]; g.Missing != NotKnown {
				b.Errorf("what was missing is kept as %+v", g)
			}
		}
		b.rules(permissive("asked"), "road")
		b.decides(b.Submitted(mei), Approved, noReason)
	})
}

// TestAnswersAboutSomebodyElseDecideNothing: the registers are asked about the applicant.
func TestAnswersAboutSomebodyElseDecideNothing(t *testing.T) {
	bothEngines(t, func(b bench) {
		for element, value := range map[string]string{"holderId": "990102197803059225", "holderName": "吴月英"} {
			a := b.Arrival(mei)
			a.Values[element] = value
			d := b.decides(b.Handed(mei, a), Referred, BySource)
			for _, g := range d.Account.Givens {
				if about := g.Kind == "register" || g.Kind == "share"; about != (g.Missing == Contradicts) {
					b.Errorf("%s of another: %s is missing as %q", element, g.Name, g.Missing)
				}
			}
		}
		a := b.Arrival(mei)
		a.Values["holderName"] = " 林晓华"
		b.decides(b.Handed(mei, a), Approved, noReason)
	})
}

func TestAWithdrawnCaseIsNobodysToDecide(t *testing.T) {
	bothEngines(t, func(b bench) {
		f := b.Step(mei, b.Submitted(mei), casework.Withdraw, caseworktest.Inputs[casework.Withdraw])
		if d, err := b.Decide(b.Context(), f.Case.No); d != nil || err != nil {
			b.Errorf("before the job ran: %+v, %v", d, err)
		}
		f = b.Submitted(mei)
		b.meantime = func() {
			b.meantime = nil
			b.Step(mei, f, casework.Withdraw, caseworktest.Inputs[casework.Withdraw])
		}
		b.decides(f, Referred, ByChange)
		if now := b.stands(f); now.Case.Status != casework.Withdrawn || b.Count(`SELECT COUNT(*) FROM instant_item WHERE used > 0`) != 0 {
			b.Errorf("the case stands at %s", now.Case.Status)
		}
	})
}

// TestAPersonWantedMeanwhileIsHeard while others are asked, and so are rules that are taken
// out of force then.
func TestAPersonWantedMeanwhileIsHeard(t *testing.T) {
	bothEngines(t, func(b bench) {
		f := b.Submitted(mei)
		b.meantime = func() {
			b.meantime = nil
			b.Write(func(ctx context.Context, tx *db.Tx) error { return b.WishPerson(ctx, tx, f.Case.No, f.Case.ID, 1) })
		}
		b.decides(f, Referred, ByWish)
		f = b.Submitted(mei)
		b.meantime = func() {
			b.meantime = nil
			b.mu.Lock()
			b.rule = nil
			b.mu.Unlock()
		}
		b.decides(f, Referred, ByStop)
		if now := b.stands(f); now.Case.Status != casework.Submitted || b.Count(`SELECT COUNT(*) FROM instant_item WHERE used > 0`) != 0 {
			b.Errorf("the case stands at %s", now.Case.Status)
		}
	})
}

// TestAPersonWhoIsFasterHasTheCase claims it while others are asked.
func TestAPersonWhoIsFasterHasTheCase(t *testing.T) {
	bothEngines(t, func(b bench) {
		f := b.Submitted(mei)
		b.meantime = func() {
			b.meantime = nil
			_, err := b.World.Casework.Claim(b.As(caseworktest.Window), b.stands(f).OpenTasks()[0].ID)
			b.ok(err)
		}
		b.decides(f, Referred, ByChange)
	})
}

// TestARuleThatComesLateIsNotAgainstTheApplicant: the days in which a case is to be taken on
// have passed, and it counts as taken on.
//
// Basis: 行政许可法, art. 32(1)(4).
func TestARuleThatComesLateIsNotAgainstTheApplicant(t *testing.T) {
	bothEngines(t, func(b bench) {
		f := b.Submitted(mei)
		b.Clock.Set(b.Clock.Now().AddDate(0, 2, 0))
		d, err := b.Decide(b.Context(), f.Case.No)
		b.ok(err)
		now := b.stands(f)
		b.Logf("%s by %s: %s for %q", now.Case.Status, now.Case.Basis, d.Outcome, d.Reason)
		if d.Outcome == Approved != (now.Case.Status == casework.Completed) || d.Outcome == Referred && now.Case.Status == casework.Submitted {
			b.Errorf("the case stands at %s, decided %s for %q", now.Case.Status, d.Outcome, d.Reason)
		}
	})
}

// TestAProgramThatFailsTakesNothingDown: neither in a source nor where nobody waits.
func TestAProgramThatFailsTakesNothingDown(t *testing.T) {
	bothEngines(t, func(b bench) {
		b.meantime = func() { panic("broken source") }
		d := b.decides(b.Submitted(mei), Referred, BySource)
		if d.Account.Givens[2].Missing != IsDown {
			b.Errorf("the source is %q", d.Account.Givens[2].Missing)
		}
		b.meantime = nil
		b.decide = func(map[string]any) (decision.Answer, error) { panic("broken rules") }
		f := b.Submitted(mei)
		ctx, cancel := context.WithTimeout(b.Context(), 10*time.Second)
		defer cancel()
		b.Try(ctx, f.Case.No)
		if b.stands(f).Case.Status != casework.Submitted || b.jobs() == 0 {
			b.Error("the case is lost")
		}
	})
}

// TestRulesGrantNothingThatTakesPeople: a fee, a visit, a procedure of law, another body. Nobody
// is asked anything.
func TestRulesGrantNothingThatTakesPeople(t *testing.T) {
	bothEngines(t, func(b bench) {
		f := b.Submitted(mei)
		item := *f.Item
		for name, change := range map[string]func(*catalogue.Item){
			"fee":       func(i *catalogue.Item) { i.Fee.Charged = true },
			"procedure": func(i *catalogue.Item) { i.SpecialProcedures = []string{"公告"} },
			"visit": func(i *catalogue.Item) {
				i.Stages = append([]catalogue.Stage{{Code: "SITE", Actor: "inspector", Clock: "run"}}, i.Stages...)
			},
			"others": func(i *catalogue.Item) {
				i.Stages = append([]catalogue.Stage{{Code: "TAX", Actor: "tax", Clock: "run"}}, i.Stages...)
			},
			"choice": func(i *catalogue.Item) { i.AutoDecision.Mode = "manual" },
		} {
			changed := item
			changed.Stages = slices.Clone(item.Stages)
			change(&changed)
			file := *f
			file.Item = &changed
			why, account, err := b.outside(b.Context(), &file)
			b.ok(err)
			if why != ByBlocker || account.Blocker == "" || changed.AlwaysByHand() != catalogue.ByHand(name) {
				b.Errorf("%s: %q, %q, %q", name, why, account.Blocker, changed.AlwaysByHand())
			}
		}
		after := item
		after.Stages = append(slices.Clone(item.Stages), catalogue.Stage{Code: "PAY", Actor: "finance", Clock: "after"})
		if why := after.AlwaysByHand(); why != "" {
			b.Errorf("what comes after the decision: %q", why)
		}
	})
}
