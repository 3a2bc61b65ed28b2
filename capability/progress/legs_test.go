package progress

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"tongban/capability/casework"
	"tongban/capability/casework/caseworktest"
	"tongban/capability/workflow"
	"tongban/capability/workflow/workflowtest"
	"tongban/kernel/actor"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/id"
)

// twoOffices has two departments look at a case at the same time. The second does it in two
// steps of one stage, and may refuse.
const twoOffices = `
	sub both {
		and fork
		and join
		user food stage=FOOD role=reviewer limit=3
		user papers stage=REVIEW role=reviewer department=FIRE limit=1
		user opinion stage=REVIEW role=reviewer department=FIRE limit=2 outcomes=pass,refuse
		xor agrees
		end together
		end refused error=veto
		start > fork > food > join > together
		fork > papers > opinion > agrees
		agrees > join else
		agrees > refused if outcome == "refuse"
	}
	at both veto error=veto
	user decide stage=DECIDE role=approver decides=true
	end done
	start > both > decide > done
	veto > decide`

var fire = caseworktest.Staff("白芷", "FIRE", actor.Reviewer)

// procedures knows one procedure for every item, and that somebody is there to work on it.
type procedures struct{ drawn *workflow.Definition }

func (procedures) Current(context.Context, string) (id.ID, error) { return 7, nil }

func (p procedures) Definition(context.Context, id.ID) (*workflow.Definition, error) {
	return p.drawn, nil
}

func (procedures) Colleague(context.Context, string) (actor.Actor, error) { return fire, nil }

func (procedures) Named(context.Context, string) (actor.Actor, error) { return fire, nil }

func (procedures) Anybody(context.Context, string, string, actor.Role) (bool, error) {
	return true, nil
}

// beside is a small city whose cases are looked at by two departments at the same time.
func beside(t *testing.T) caseworktest.Site {
	t.Helper()
	p := procedures{workflowtest.Compile(t, "offices", twoOffices)}
	w := caseworktest.New(t, dbtest.SQLite(t), func(d *casework.Deps) { d.Procedures, d.Colleagues = p, p })
	return caseworktest.Open(w, New(w.Casework, coded).Module())
}

// coded names departments by their codes.
func coded(_ context.Context, code string) string { return code }

// told writes the legs of a case, as its applicant has them.
func told(s caseworktest.Site, no string) string {
	s.Helper()
	var lines []string
	write := func(indent string, l Leg) {
		line := indent + l.Office + string(l.State)
		if !l.On.IsZero() {
			line += " on " + l.On.Format("01-02")
		}
		if !l.By.IsZero() {
			line += " by " + l.By.Format("01-02")
		}
		lines = append(lines, strings.TrimSuffix(fmt.Sprint(line, " ", l.Outcome), " "))
	}
	for _, l := range New(s.Casework, coded).Legs(s.Context(), at(s, no)) {
		write("", l)
		for _, one := range l.Beside {
			write("- ", one)
		}
	}
	return strings.Join(lines, "\n")
}

// ends ends the open task of a node.
func ends(s caseworktest.Site, who actor.Actor, no, node, outcome string) {
	s.Helper()
	if _, err := s.Casework.Complete(s.As(who), task(s, no, node), casework.Input{Outcome: outcome, Opinion: "同意"}); err != nil {
		s.Fatal(err)
	}
}

// at is a case as its applicant has it.
func at(s caseworktest.Site, no string) *casework.File {
	s.Helper()
	f, err := s.Casework.File(s.As(mei), no)
	if err != nil {
		s.Fatal(err)
	}
	return f
}

func task(s caseworktest.Site, no, node string) id.ID {
	s.Helper()
	for _, t := range at(s, no).OpenTasks() {
		if t.Node == node {
			return t.ID
		}
	}
	s.Fatalf("%s is not open", node)
	return 0
}

// TestTheWayOfACaseSaysWhatRunsBesideWhat follows a case through two departments: one sends
// its own work back, then refuses; the other goes on as if nothing were, then ends.
func TestTheWayOfACaseSaysWhatRunsBesideWhat(t *testing.T) {
	t.Parallel()
	s := beside(t)
	no := s.Submitted(mei).Case.No
	is := func(want string) {
		t.Helper()
		if got := told(s, no); got != strings.TrimSpace(want) {
			t.Errorf("the way is\n%s\nwant\n%s", got, strings.TrimSpace(want))
		}
	}
	is(`
done on 02-10
now by 02-24
ahead
- TRANSahead
- FIREahead
ahead
ahead`)
	s.Step(window, at(s, no), casework.Accept, casework.Input{})
	is(`
done on 02-10
done on 02-10
now
- TRANSnow by 02-13
- FIREnow by 02-13
ahead by 02-13
ahead`)
	s.Clock.Set(caseworktest.At("2026-02-11 10:00"))
	ends(s, fire, no, "papers", "pass")
	if _, err := s.Casework.SendBack(s.As(fire), task(s, no, "opinion"), casework.Return{To: "papers", Reason: "缺图"}); err != nil {
		t.Fatal(err)
	}
	is(`
done on 02-10
done on 02-10
now
- TRANSnow by 02-13
- FIREagain on 02-11 by 02-14
ahead by 02-13
ahead`)
	s.Clock.Set(caseworktest.At("2026-02-11 14:00"))
	ends(s, fire, no, "papers", "pass")
	ends(s, fire, no, "opinion", "refuse")
	is(`
done on 02-10
done on 02-10
done on 02-11
- TRANSended on 02-11
- FIREdone on 02-11 refuse
now by 02-13
ahead`)
	s.Step(caseworktest.Approver, at(s, no), casework.Deny, caseworktest.Inputs[casework.Deny])
	is(`
done on 02-10
done on 02-10
done on 02-11
- TRANSended on 02-11
- FIREdone on 02-11 refuse
done on 02-11 denied
now by 03-03`)
}

// TestTheWayIsReadOnThePagesAndByPrograms: the same by the applicant and by whoever has the
// query code, and nobody's name.
func TestTheWayIsReadOnThePagesAndByPrograms(t *testing.T) {
	t.Parallel()
	s := beside(t)
	f := s.Submitted(mei)
	f = s.Step(window, f, casework.Accept, casework.Input{})
	s.Clock.Set(f.Case.ReceivedAt.Add(time.Hour))
	ends(s, fire, f.Case.No, "papers", "pass")
	want := []string{"2 个部门同时办理", "审查", "TRANS：正在办理，最晚 2026年2月13日", "各部门都完成后作出决定", "TRANS、FIRE"}
	s.Sees(mei, casework.CaseURL(f.Case.ShortNo), want...)
	_, tracked := s.Posts(guest, "/track", url.Values{"no": {f.Case.ShortNo}, "code": {f.Case.QueryCode}})
	for _, part := range want {
		if !strings.Contains(tracked, part) {
			t.Errorf("by the query code nobody reads %q: %s", part, tracked)
		}
	}
	for _, page := range []string{tracked, s.Reads(mei, casework.CaseURL(f.Case.ShortNo))} {
		for _, hidden := range []string{fire.Name, "papers", "opinion", "FOOD："} {
			if strings.Contains(page, hidden) {
				t.Errorf("the page says %q", hidden)
			}
		}
	}
}

// TestEveryStatusHasAWay: what ended before it was decided says so last.
func TestEveryStatusHasAWay(t *testing.T) {
	t.Parallel()
	s := open(t)
	for status, want := range map[casework.Status]string{
		casework.InCorrection: "done on 02-10\nnow by 03-30\nahead\nahead\nahead",
		casework.Accepted:     "done on 02-10\ndone on 02-10\nnow\nahead by 02-13\nahead",
		casework.Completed:    "done on 02-10\ndone on 02-10\ndone on 02-10 pass\ndone on 02-10 granted\ndone on 02-10",
		casework.Withdrawn:    "done on 02-10\nended on 02-10",
	} {
		if got := told(s, s.In(status).Case.No); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", status, got, want)
		}
	}
}
