package workflow_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"tongban/capability/workflow"
	"tongban/capability/workflow/workflowtest"
)

const before = `
	user accept role=reviewer limit=1
	and fork
	user fire role=reviewer limit=3
	user water role=reviewer limit=5
	and meet
	user decide role=approver limit=1 decides=true
	end done
	start > accept > fork
	fork > fire > meet
	fork > water > meet
	meet > decide > done`

// at takes a case to where fire is done and water is not.
func at(t *testing.T) *workflowtest.Play {
	p := workflowtest.Begin(t, workflowtest.Compile(t, "p", before), nil)
	p.Complete("accept", "a", "")
	p.Complete("fire", "b", "")
	return p
}

func TestACaseMovesToAnotherVersionOnlyIfThatIsSafe(t *testing.T) {
	for _, one := range []struct{ name, old, new, want string }{
		{"another limit", "limit=5", "limit=2", ""},
		{"a step more ahead", "meet > decide", "user sign role=approver limit=1\nmeet > sign > decide", ""},
		{"a step more that it has passed", "start > accept > fork", "user look role=reviewer limit=1\nstart > look > accept > fork", "missed look"},
		{"a step more in the branch that is done", "fork > fire > meet", "user look role=reviewer limit=1\nfork > fire > look\nlook > meet", "join meet"},
		{"without the step it is at", "fork > water > meet", "user sea role=reviewer limit=1\nfork > sea > meet", "gone water"},
		{"another role for the step it is at", "user water role=reviewer", "user water role=approver", "who water"},
		{"another outcome for the step it is at", "user water", "user water outcomes=pass,refuse", "how water"},
		{"a border event on the step it is at", "meet > decide > done", "at water late timer=P9D stays\nuser look role=reviewer limit=1\nend looked\nlate > look > looked\nmeet > decide > done", "new-event late"},
		{"a join that waits for one more", "meet > decide > done", "user more role=reviewer limit=1\nfork > more > meet\nmeet > decide > done", "stuck meet|missed more"},
		{"what is done, again", "meet > decide > done", "xor back\nmeet > back\nback > accept if form.x\nback > decide else\ndecide > done", "again accept|again fire"},
		{"without what was done before", "start > accept > fork", "user take role=reviewer limit=1\nstart > take > fork", "past accept"},
	} {
		t.Run(one.name, func(t *testing.T) {
			drawing := strings.Replace(before, one.old, one.new, 1)
			if drawing == before {
				t.Fatal("nothing is changed")
			}
			if one.name == "without the step it is at" {
				drawing = strings.Replace(drawing, "user water role=reviewer limit=5\n", "", 1)
			}
			if one.name == "without what was done before" {
				drawing = strings.Replace(drawing, "user accept role=reviewer limit=1\n", "", 1)
			}
			p := at(t)
			s, faults := p.D.Move(p.State, workflowtest.Compile(t, "p", drawing))
			var got []string
			for _, f := range faults {
				got = append(got, strings.TrimPrefix(f.Key, "workflow.move.")+" "+f.Element)
			}
			if strings.Join(got, "|") != one.want {
				t.Fatalf("%v, not %s", got, one.want)
			}
			if len(faults) > 0 {
				return
			}
			p.D, p.State = workflowtest.Compile(t, "p", drawing), s
			for len(p.Tasks) > 0 {
				p.Complete(p.Names()[0], "c", "")
			}
			if p.Ended == nil || p.Ended.Node != "done" {
				t.Errorf("it has ended: %+v", p.Ended)
			}
		})
	}
}

// TestMovingToAnEqualVersionIsAlwaysSafe takes random cases and moves them, wherever they
// stand, to the same drawing compiled anew: they go on as the model says.
func TestMovingToAnEqualVersionIsAlwaysSafe(t *testing.T) {
	for seed := range runs() / 5 {
		r := rand.New(rand.NewPCG(uint64(seed), 8))
		block := workflowtest.Random(r, 2+r.IntN(14))
		g := &game{Rand: r, Model: block.Begin(), Play: workflowtest.Begin(t, block.Compile(t), block.Values())}
		for range r.IntN(40) {
			if g.State.Over() {
				break
			}
			g.move()
		}
		if g.State.Over() {
			continue
		}
		other := block.Compile(t)
		s, faults := g.D.Move(g.State, other)
		if len(faults) > 0 || !bytes.Equal(s.Encode(), g.State.Encode()) {
			t.Fatalf("seed %d cannot move: %+v\n%s", seed, faults, g.State.Encode())
		}
		g.D, g.State = other, s
		for range 2000 {
			if g.State.Over() {
				break
			}
			g.push(g.any(), false)
		}
		if !g.State.Over() || !g.Replay() {
			t.Fatalf("seed %d does not finish", seed)
		}
	}
}

func TestADryRunSaysWhoDoesWhatByWhen(t *testing.T) {
	d := workflowtest.Compile(t, "p", `
		user accept role=window limit=1
		and fork
		user fire role=reviewer limit=3 outcomes=pass,refuse
		user water role=reviewer limit=9
		at water late timer=P5D
		user chase role=approver limit=1
		xor on
		catch reply message=answer
		and meet
		xor which
		user decide role=approver limit=1 decides=true
		end granted
		end refused
		start > accept > fork
		fork > fire > reply > meet
		fork > water > on
		late > chase > on
		on > meet > which
		which > refused if results.fire == "refuse"
		which > decide else
		decide > granted`)
	sample := workflow.Sample{
		Start: workflowtest.Monday,
		Due: func(t workflow.Task, opened time.Time) time.Time {
			return opened.AddDate(0, 0, int(t.Limit))
		},
		After: func(workdays int, from time.Time) time.Time { return from.AddDate(0, 0, workdays) },
	}
	walk := func() string {
		run, err := d.Dry(sample)
		if err != nil || run.Incident != nil {
			t.Fatal(err, run.Incident)
		}
		var days []string
		for _, s := range run.Stops {
			line := s.Node + " " + s.Due.Format("2")
			if s.Task != nil {
				line += " " + s.Task.Role
			}
			if s.Cut {
				line += " cut"
			}
			days = append(days, line)
		}
		return strings.Join(append(days, run.Ended.Node), "|")
	}
	if got := walk(); got != "accept 3 window|fire 6 reviewer|water 12 reviewer cut|reply 6|chase 9 approver|decide 10 approver|granted" {
		t.Error(got)
	}
	sample.Outcomes = map[string]string{"fire": "refuse"}
	if got := walk(); !strings.HasSuffix(got, "|refused") || slices.Contains(strings.Split(got, "|"), "decide") {
		t.Error(got)
	}
}
