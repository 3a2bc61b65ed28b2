package workflow_test

import (
	"strings"
	"testing"

	"tongban/capability/workflow"
	"tongban/capability/workflow/workflowtest"
)

// reviews are three departments beside each other, one in two steps; a veto leads to the
// decision.
const reviews = `
	sub reviews {
		and fork
		and join
		user papers
		user food outcomes=pass,refuse
		xor edible
		user fire
		user drains
		end together
		end vetoed error=veto
		start > fork > papers > food > edible
		edible > join else
		edible > vetoed if outcome == "refuse"
		fork > fire > join
		fork > drains > join > together
	}
	at reviews veto error=veto
	user decide
	end done
	start > reviews > decide > done
	veto > decide`

func coming(p *workflowtest.Play) string {
	var list []string
	for _, a := range p.D.Coming(p.State) {
		list = append(list, strings.TrimSuffix(a.Node+":"+a.Element, ":"))
	}
	return strings.Join(list, " ")
}

func TestWhatIsCertainToComeIsKnown(t *testing.T) {
	p := begin(t, reviews, nil)
	for _, c := range []struct{ done, want string }{
		{"", "food decide"}, {"fire", "food decide"}, {"papers", "decide"}, {"drains", "decide"}, {"food", ""},
	} {
		if c.done != "" {
			p.Complete(c.done, "li", "pass")
		}
		if got := coming(p); got != c.want {
			t.Errorf("after %q comes %q, want %q", c.done, got, c.want)
		}
	}
}

func TestWhatDependsOnAnAnswerIsNotCertain(t *testing.T) {
	p := begin(t, `
		user look outcomes=pass,visit
		xor way
		user visit
		user report
		user decide
		end done
		start > look > way
		way > visit if outcome == "visit"
		way > report else
		visit > report > decide > done`, nil)
	if got := coming(p); got != "report decide" {
		t.Errorf("from the beginning comes %q", got)
	}
	p.Complete("look", "li", "visit")
	if got := coming(p); got != "report decide" {
		t.Errorf("at the visit comes %q", got)
	}
}

func TestACaseThatHasNotBegunHasEverythingBeforeIt(t *testing.T) {
	d := workflowtest.Compile(t, "drawn", reviews)
	var list []string
	for _, a := range d.Coming(workflow.State{}) {
		list = append(list, a.Node)
	}
	if got := strings.Join(list, " "); got != "papers food fire drains decide" {
		t.Errorf("before it are %q", got)
	}
}

func TestWhoseTurnComesLaterIsCertain(t *testing.T) {
	p := begin(t, `
		user sign
		many sign over=form.departments sequential
		user decide
		end done
		start > sign > decide > done`, values{"departments": []string{"FIRE", "WATER"}})
	if got := coming(p); got != "sign:WATER decide" {
		t.Errorf("comes %q", got)
	}
}

func TestWhatIsSentBackComesAgain(t *testing.T) {
	p := begin(t, reviews, nil)
	p.Complete("papers", "li", "pass")
	p.Do(workflow.Returned{Activity: p.Task("food").ID, To: "papers"})
	if got := coming(p); got != "food decide" {
		t.Errorf("comes %q", got)
	}
}

func TestEveryStepLiesInTheOutermostBranch(t *testing.T) {
	d := workflowtest.Compile(t, "drawn", `
		and fork
		and join
		and inner
		and met
		user a
		user b
		user c
		user after
		user d
		xor choice
		user e
		user f
		user list
		many list over=form.departments
		end done
		start > fork > a > inner > b > met > after > join
		inner > c > met
		fork > d > join > choice
		choice > e if outcome == "x"
		choice > f else
		e > list
		f > list > done`)
	branches := map[workflow.Branch]string{}
	for _, task := range d.Tasks() {
		b := d.Branch(task.Node)
		branches[b] = strings.TrimSpace(branches[b] + " " + task.Node)
	}
	for _, want := range []string{"a b c after", "d", "e f", "list"} {
		found := false
		for _, tasks := range branches {
			found = found || tasks == want
		}
		if !found {
			t.Errorf("no branch %q: %v", want, branches)
		}
	}
	if d.Branch("list") != (workflow.Branch{Fork: "list"}) || d.Branch("e") != (workflow.Branch{}) {
		t.Errorf("branches are %v", branches)
	}
}
