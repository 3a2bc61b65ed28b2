package workflow_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"tongban/capability/workflow"
	"tongban/capability/workflow/workflowtest"
)

// findings lists what the check says of a drawing: "element key way".
func findings(d *workflow.Definition) (list []string) {
	known := workflow.Known{
		Role:       func(role string) bool { return role == "reviewer" || role == "approver" },
		Department: func(code string) bool { return code == "FIRE" },
	}
	for _, f := range d.Sound(known) {
		line := f.Element + " " + strings.TrimPrefix(f.Key, "workflow.sound.")
		if len(f.Args) > 0 {
			line += fmt.Sprint(" ", f.Args[0])
		}
		list = append(list, line)
	}
	slices.Sort(list)
	return list
}

func TestFindingsAreLocatedAndTellTheWay(t *testing.T) {
	for _, one := range []struct{ name, drawing, want string }{
		{"a chain", "user a\nuser b decides=true\nend done\nstart > a > b > done", ""},
		{"a choice that is joined like a fork", `
			user a
			xor which
			user b
			user c
			and meet
			end done
			start > a > which
			which > b if form.x
			which > c else
			b > meet
			c > meet
			meet > done`, "meet join a → which → b → meet"},
		{"a fork that is merged like a choice", `
			and fork
			user a
			user b
			xor meet
			user c
			end done
			start > fork > a > meet
			fork > b > meet > c > done`, "c twice fork → a → meet → b → meet → c"},
		{"two branches that come to one end", `
			and fork
			user a
			user b
			end done
			start > fork > a > done
			fork > b > done`, "done twice fork → a → done → b → done"},
		{"a circle of gateways", `
			xor in
			xor out
			user a
			end done
			start > in > out
			out > in if form.x
			out > a > done else`, "out circle in → out → in → out"},
		{"a join that leads to itself", `
			and fork
			or meet
			user a
			user b
			end done
			start > fork
			fork > a > meet
			fork > b > meet
			meet > meet
			meet > done`, "done twice fork → a → meet → b → meet → done → meet → done|meet circle fork → a → meet → b → meet → done → meet → done → meet"},
		{"a circle with a task", `
			xor in
			user a
			xor out
			end done
			start > in > a > out
			out > in if form.x
			out > done else`, ""},
		{"no way to the end", `
			user a
			xor out
			user b
			xor in
			end done
			start > a > out
			out > done if form.x
			out > in else
			in > b > in`, "b endless a → out → in → b"},
		{"an island", `
			user a
			user b
			xor in
			xor out
			end done
			start > a > done
			in > b > out
			out > in else
			out > done if form.x`, "b unreachable"},
		{"an error nobody throws", `
			user a
			user b
			end done
			end late
			at a refused error=x
			start > a > done
			refused > b > late`, "b unreachable|refused never-happens"},
		{"a veto caught at the border", `
			sub reviews {
				and fork
				user a
				xor way
				end veto error=refused
				user b
				and meet
				end ok
				start > fork > a > way
				way > veto if outcome == "refuse"
				way > meet else
				fork > b > meet > ok
			}
			at reviews refused error=refused
			xor meeting
			user decide decides=true
			end done
			start > reviews > meeting
			refused > meeting > decide > done`, ""},
		{"a veto that ends everything beside another branch", `
			and fork
			user a
			xor way
			end veto terminate
			user b
			and meet
			end done
			start > fork > a > way
			way > veto if outcome == "refuse"
			way > meet else
			fork > b > meet > done`, "veto cuts fork → a → way → veto"},
		{"a reminder beside a task", `
			user a
			at a late timer=R3/P1D stays
			user remind
			end reminded
			end done terminate
			start > a > done
			late > remind > reminded`, ""},
		{"a reminder that goes on like the task", `
			user a
			at a late timer=P5WD stays
			xor meet
			user b
			end done
			start > a > meet > b > done
			late > meet`, "b twice late → meet → a → meet → b"},
		{"a decision beside a branch", `
			and fork
			user a
			user b decides=true
			and meet
			end done
			start > fork > a > meet
			fork > b > meet > done`, "b decides-beside fork → b"},
		{"a decision that can come again", `
			xor in
			user a decides=true
			xor out
			end done
			start > in > a > out
			out > in if outcome == "again"
			out > done else`, "a decides-again in → a → out → in → a"},
		{"a decision for each", `
			user a decides=true
			many a over=form.list
			end done
			start > a > done`, "a decides-many"},
		{"a choice without a default", `
			xor which
			user a
			user b
			xor meet
			end done
			start > which
			which > a if form.x
			which > b if form.y
			a > meet
			b > meet
			meet > done`, "which no-default"},
	} {
		t.Run(one.name, func(t *testing.T) {
			drawing := drawn.Replace(one.drawing + "\n")
			if got := strings.Join(findings(workflowtest.Compile(t, "p", drawing)), "|"); got != one.want {
				t.Errorf("found\n%s\nand not\n%s", got, one.want)
			}
		})
	}
}

// drawn gives the tasks of a drawing somebody to do them and a limit.
var drawn = strings.NewReplacer("user a", "user a role=reviewer limit=1", "user b", "user b role=reviewer limit=1", "user c", "user c role=reviewer limit=1",
	"user decide", "user decide role=approver limit=1", "user remind", "user remind role=reviewer limit=1")

func TestTasksNeedSomebodyAndALimit(t *testing.T) {
	d := workflowtest.Compile(t, "p", `
		user a
		user b role=nobody department=SEA limit=1
		user c department=FIRE limit=1
		user d candidates=form.people limit=1
		end done
		start > a > b > c > d > done`)
	if got := strings.Join(findings(d), "|"); got != "a limit|a nobody|b department SEA|b role nobody" {
		t.Error(got)
	}
}

// TestRandomSoundProcessesAreAccepted holds the check against processes that are sound by
// the way they are made.
func TestRandomSoundProcessesAreAccepted(t *testing.T) {
	for seed := range runs() {
		r := rand.New(rand.NewPCG(uint64(seed), 7))
		block := workflowtest.Random(r, 2+r.IntN(14))
		for _, line := range findings(block.Compile(t)) {
			if !strings.HasSuffix(line, " no-default") {
				t.Fatalf("seed %d: %s", seed, line)
			}
		}
	}
}

// TestManyBranchesAreProvenByTheirShape has more ways than anybody can look at.
func TestManyBranchesAreProvenByTheirShape(t *testing.T) {
	var b strings.Builder
	b.WriteString("and fork\nand meet\nuser decide role=approver limit=1 decides=true\nend done\nstart > fork\nmeet > decide > done\n")
	for i := range 9 {
		var way []string
		for k := range 5 {
			fmt.Fprintf(&b, "user t%d%d role=reviewer limit=1\n", i, k)
			way = append(way, fmt.Sprintf("t%d%d", i, k))
		}
		fmt.Fprintf(&b, "fork > %s > meet\n", strings.Join(way, " > "))
	}
	if got := findings(workflowtest.Compile(t, "p", b.String())); len(got) > 0 {
		t.Error(got)
	}
	for i := range 9 { // every branch may be left by a border: nothing of it is plain
		fmt.Fprintf(&b, "at t%d0 late%d timer=P1D\nat t%d1 slow%d timer=P1D\nxor x%d\n", i, i, i, i, i)
		fmt.Fprintf(&b, "late%d > x%d\nslow%d > x%d\nx%d > meet\n", i, i, i, i, i)
	}
	if got := strings.Join(findings(workflowtest.Compile(t, "p", b.String())), "|"); got != "p unproven 20000" {
		t.Error(got)
	}
}

// TestTheSmallerDrawingIsAsSoundAsTheLarge compares the two ways of the check.
func TestTheSmallerDrawingIsAsSoundAsTheLarge(t *testing.T) {
	large, small := 0, 0
	for seed := range runs() {
		m := mutant{Rand: rand.New(rand.NewPCG(uint64(seed), 10))}
		d, _ := m.breed(t)
		if d == nil {
			continue
		}
		a, b, most, least := d.Explored()
		if (len(a) > 0) != (len(b) > 0) {
			t.Fatalf("seed %d, %s: on all ways there is %v, in the smaller drawing %v", seed, m.did, a, b)
		}
		large, small = large+most, small+least
	}
	t.Logf("%d markings, of the smaller drawings %d", large, small)
}
