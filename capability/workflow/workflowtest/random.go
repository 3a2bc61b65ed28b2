package workflowtest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tongban/capability/workflow"
	"tongban/capability/workflow/bpmn"
)

// Block is a part of a process that has one way in and one way out, and every process
// made of blocks is sound: it can always finish, and no join waits in vain.
type Block struct {
	Kind Kind
	ID   string
	Kids []*Block

	Signers  int      // Work: how many sign
	Veto     bool     // Work, List: one of the outcomes is "refuse"; without List it throws
	Elements []string // List, Each: what it is done for
	InTurn   bool     // List, Each: one after the other
	Enough   int      // List: so many are enough; 0: all
	Chosen   []int    // Choice, Some: the kids the applicant's answers lead to
	Edge     Edge     // Part: what may happen on its border
	Handler  *Block   // Part: what is done then
}

// Kind is what a block is.
type Kind string

// The kinds of blocks.
const (
	Work   Kind = "work"   // a human task
	Wait   Kind = "wait"   // for a message
	Pause  Kind = "pause"  // for a timer
	Call   Kind = "call"   // of a service
	Chain  Kind = "chain"  // one after the other
	All    Kind = "all"    // at the same time
	Choice Kind = "choice" // one of several
	Some   Kind = "some"   // those that apply
	Again  Kind = "again"  // until the last task of it says that it will do
	Part   Kind = "part"   // a sub-process
	Lent   Kind = "lent"   // a called process
	List   Kind = "list"   // a human task for each element of a list
	Each   Kind = "each"   // a sub-process for each element of a list
)

// Edge is what may happen on the border of a sub-process.
type Edge string

// The edges.
const (
	None  Edge = ""
	Late  Edge = "late"  // a timer ends it
	Vetos Edge = "vetos" // a refusal within ends it
	Nudge Edge = "nudge" // a timer has something done beside it
)

// Random makes a block of about size tasks.
func Random(r *rand.Rand, size int) *Block {
	g := &generator{Rand: r}
	return g.chain(size, false, 0)
}

type generator struct {
	*rand.Rand
	last int
}

func (g *generator) id(letter string) string {
	g.last++
	return letter + strconv.Itoa(g.last)
}

// chain makes one to four blocks in a row. vetoed says that a refusal is caught around.
func (g *generator) chain(size int, vetoed bool, depth int) *Block {
	b := &Block{Kind: Chain, ID: g.id("q")}
	n := 1 + g.IntN(min(4, max(size, 1)))
	for range n {
		b.Kids = append(b.Kids, g.block(size/n, vetoed, depth+1))
	}
	return b
}

// block makes one block.
func (g *generator) block(size int, vetoed bool, depth int) *Block {
	if size <= 1 || depth > 4 {
		return g.leaf(vetoed)
	}
	kinds := []Kind{All, All, Choice, Some, Again, Part, Part, Lent, Each}
	b := &Block{Kind: kinds[g.IntN(len(kinds))], ID: g.id("b")}
	switch b.Kind {
	case All, Choice, Some:
		n := 2 + g.IntN(2)
		for i := range n {
			var kid *Block // an empty branch
			if i == 0 || g.IntN(5) > 0 {
				kid = g.chain(size/n, vetoed, depth)
			}
			b.Kids = append(b.Kids, kid)
		}
		b.choose(g)
	case Again:
		b.Kids = []*Block{g.chain(size-1, vetoed, depth), {Kind: Work, ID: g.id("t"), Signers: 1}}
	case Part:
		edges := []Edge{None, Late, Vetos, Nudge}
		b.Edge = edges[g.IntN(len(edges))]
		b.Kids = []*Block{g.chain(size-1, vetoed || b.Edge == Vetos, depth)}
		if b.Edge == Vetos && !b.Kids[0].throws() {
			b.Edge = Late
		}
		if b.Edge != None {
			b.Handler = g.leaf(false)
		}
	case Lent:
		b.Kids = []*Block{g.chain(size, false, depth)}
	case Each:
		b.Elements, b.InTurn = g.elements(), g.IntN(2) == 0
		row := &Block{Kind: Chain, ID: g.id("q")}
		for range 1 + g.IntN(2) {
			row.Kids = append(row.Kids, &Block{Kind: Work, ID: g.id("t"), Signers: 1})
		}
		b.Kids = []*Block{row}
	}
	return b
}

// throws reports whether a refusal can come out of a block.
func (b *Block) throws() bool {
	if b.Kind == Work && b.Veto {
		return true
	}
	kids := b.Kids
	if b.Kind == Part && b.Edge == Vetos {
		kids = nil
	}
	return slices.ContainsFunc(append(slices.Clone(kids), b.Handler), func(kid *Block) bool { return kid != nil && kid.throws() })
}

func (b *Block) choose(g *generator) {
	switch b.Kind {
	case Choice:
		b.Chosen = []int{g.IntN(len(b.Kids))}
	case Some:
		for i := range b.Kids {
			if g.IntN(2) == 0 {
				b.Chosen = append(b.Chosen, i)
			}
		}
		if len(b.Chosen) == 0 {
			b.Chosen = []int{len(b.Kids) - 1}
		}
	}
}

// leaf makes a block that waits for somebody.
func (g *generator) leaf(vetoed bool) *Block {
	switch g.IntN(8) {
	case 0:
		return &Block{Kind: Wait, ID: g.id("w")}
	case 1:
		return &Block{Kind: Pause, ID: g.id("z")}
	case 2:
		return &Block{Kind: Call, ID: g.id("s")}
	case 3:
		b := &Block{Kind: List, ID: g.id("l"), Elements: g.elements(), InTurn: g.IntN(2) == 0}
		switch g.IntN(3) {
		case 0:
			b.Enough = 1 + g.IntN(len(b.Elements))
		case 1:
			b.Veto = true
		}
		return b
	}
	return &Block{Kind: Work, ID: g.id("t"), Signers: 1 + g.IntN(6)/5, Veto: vetoed && g.IntN(3) == 0}
}

func (g *generator) elements() []string {
	return []string{"FIRE", "WATER", "HEALTH"}[:1+g.IntN(3)]
}

// Values are the applicant's answers that lead to the chosen branches.
func (b *Block) Values() map[string]any {
	values := map[string]any{}
	b.answer(values)
	return values
}

func (b *Block) answer(values map[string]any) {
	switch b.Kind {
	case Choice, Some:
		values[b.ID] = b.Chosen
	case List, Each:
		values[b.ID] = b.Elements
	}
	for _, kid := range append(slices.Clone(b.Kids), b.Handler) {
		if kid != nil {
			kid.answer(values)
		}
	}
}

// Compile draws the block as a process, with those it calls, and compiles it.
func (b *Block) Compile(t testing.TB) *workflow.Definition {
	t.Helper()
	var library []*workflow.Definition
	for _, doc := range b.Documents() {
		one, faults := workflow.Compile(doc, library...)
		if one == nil {
			t.Fatalf("a random process cannot be executed: %+v\n%s", faults, doc.Write())
		}
		library = append(library, one)
	}
	return library[len(library)-1]
}

// Documents draws the block as a process, after those it calls.
func (b *Block) Documents() []*bpmn.Document {
	d := &drawer{}
	d.process(b, "root")
	return d.made
}

// drawer draws blocks.
type drawer struct {
	made []*bpmn.Document // what is called before what calls it
	b    *bpmn.Builder    // the level being drawn
	veto string           // the end event that throws, if one is drawn on this level
	root *bpmn.Builder
}

// process draws b as a process of its own.
func (d *drawer) process(b *Block, id string) {
	outer := *d
	d.b, d.veto = bpmn.Build(id, id), ""
	d.root = d.b
	d.root.Declare("error", "refusal", "refusal", "refused")
	d.level(b, id)
	doc, faults := d.b.Document()
	if doc == nil {
		panic(fmt.Sprintf("a random process does not hold together: %v", faults))
	}
	d.made = append(d.made, doc)
	d.b, d.veto, d.root = outer.b, outer.veto, outer.root
}

// level draws b between a start and an end event.
func (d *drawer) level(b *Block, id string) {
	d.b.Add(bpmn.StartEvent, id+"-start", "")
	first, last := d.block(b)
	d.b.Add(bpmn.EndEvent, id+"-end", "")
	d.b.Connect(id+"-start", first, "")
	d.link(last, id+"-end")
}

// block draws b and returns its first and last node.
func (d *drawer) block(b *Block) (first, last string) {
	switch b.Kind {
	case Work, List:
		return d.task(b)
	case Wait:
		d.root.Declare("message", b.ID+"-message", b.ID, "")
		d.b.Add(bpmn.ReceiveTask, b.ID, "").Set("messageRef", b.ID+"-message")
	case Pause:
		d.b.Add(bpmn.CatchEvent, b.ID, "").Append(timer())
	case Call:
		d.b.Add(bpmn.ServiceTask, b.ID, "").SetOf(bpmn.Tongban, "service", "registry")
	case Lent:
		d.process(b.Kids[0], b.ID+"-process")
		d.b.Add(bpmn.CallActivity, b.ID, "").Set("calledElement", b.ID+"-process")
	case Chain:
		return d.chain(b)
	case All, Choice, Some:
		return d.branches(b)
	case Again:
		return d.again(b)
	case Part, Each:
		return d.part(b)
	}
	return b.ID, b.ID
}

func timer() *bpmn.Element {
	return bpmn.New(bpmn.Model, "timerEventDefinition").Append(bpmn.Expression("timeDuration", "P5WD"))
}

func (d *drawer) task(b *Block) (first, last string) {
	outcomes := "pass,again"
	if b.Veto {
		outcomes = "pass,refuse"
	}
	e := d.b.Add(bpmn.UserTask, b.ID, "").Extend(bpmn.New(bpmn.Tongban, "task", "role", "reviewer", "limit", "2", "outcomes", outcomes, "countersign", strconv.Itoa(max(b.Signers, 1))))
	if b.Kind == List {
		loop := bpmn.New(bpmn.Model, "multiInstanceLoopCharacteristics").SetOf(bpmn.Tongban, "over", "form."+b.ID).Set("isSequential", strconv.FormatBool(b.InTurn))
		if b.Veto {
			loop.Append(bpmn.Expression("completionCondition", `outcomes.exists(o, o == "refuse")`))
		} else if b.Enough > 0 {
			loop.Append(bpmn.Expression("completionCondition", fmt.Sprintf("nrOfCompletedInstances >= %d", b.Enough)))
		}
		e.Append(loop)
		return b.ID, b.ID
	}
	if !b.Veto {
		return b.ID, b.ID
	}
	d.b.Add(bpmn.ExclusiveGateway, b.ID+"-way", "")
	d.b.Add(bpmn.EndEvent, b.ID+"-veto", "").Append(bpmn.New(bpmn.Model, "errorEventDefinition", "errorRef", "refusal"))
	d.b.Connect(b.ID, b.ID+"-way", "")
	d.b.Connect(b.ID+"-way", b.ID+"-veto", `results.`+b.ID+` == "refuse"`)
	return b.ID, b.ID + "-way"
}

func (d *drawer) chain(b *Block) (first, last string) {
	for _, kid := range b.Kids {
		f, l := d.block(kid)
		if first == "" {
			first = f
		} else {
			d.link(last, f)
		}
		last = l
	}
	return first, last
}

// link leads on from the last node of a block: by default, if it is a gateway.
func (d *drawer) link(last, first string) {
	flow := d.b.Connect(last, first, "")
	if strings.HasSuffix(last, "-way") {
		d.b.Otherwise(flow)
	}
}

func (d *drawer) branches(b *Block) (first, last string) {
	gateway := map[Kind]bpmn.Kind{All: bpmn.ParallelGateway, Choice: bpmn.ExclusiveGateway, Some: bpmn.InclusiveGateway}[b.Kind]
	fork, join := b.ID+"-fork", b.ID+"-join"
	d.b.Add(gateway, fork, "")
	d.b.Add(gateway, join, "")
	for i, kid := range b.Kids {
		f, l := join, fork
		if kid != nil {
			f, l = d.block(kid)
		}
		condition := ""
		if b.Kind != All {
			condition = fmt.Sprintf("%d in form.%s", i, b.ID)
		}
		if b.Kind == Choice && i == len(b.Kids)-1 {
			d.b.Otherwise(d.b.Connect(fork, f, ""))
		} else {
			d.b.Connect(fork, f, condition)
		}
		if kid != nil {
			d.link(l, join)
		}
	}
	return fork, join
}

func (d *drawer) again(b *Block) (first, last string) {
	in, out := b.ID+"-in", b.ID+"-way"
	d.b.Add(bpmn.ExclusiveGateway, in, "")
	f, l := d.block(b.Kids[0])
	gate, _ := d.block(b.Kids[1])
	d.b.Add(bpmn.ExclusiveGateway, out, "")
	d.b.Connect(in, f, "")
	d.link(l, gate)
	d.b.Connect(gate, out, "")
	d.b.Connect(out, in, `outcome == "again"`)
	return in, out
}

// part draws a sub-process with what may happen on its border.
func (d *drawer) part(b *Block) (first, last string) {
	outer := d.b
	e, within := outer.Within(bpmn.SubProcess, b.ID, "")
	d.b = within
	d.level(b.Kids[0], b.ID)
	d.b = outer
	if b.Kind == Each {
		e.Append(bpmn.New(bpmn.Model, "multiInstanceLoopCharacteristics").SetOf(bpmn.Tongban, "over", "form."+b.ID).Set("isSequential", strconv.FormatBool(b.InTurn)))
	}
	if b.Edge == None {
		return b.ID, b.ID
	}
	edge := d.b.Attach(b.ID, b.ID+"-edge", "", b.Edge != Nudge)
	if b.Edge == Vetos {
		edge.Append(bpmn.New(bpmn.Model, "errorEventDefinition", "errorRef", "refusal"))
	} else {
		edge.Append(timer())
	}
	f, l := d.block(b.Handler)
	d.b.Connect(b.ID+"-edge", f, "")
	if b.Edge == Nudge {
		d.b.Add(bpmn.EndEvent, b.ID+"-nudged", "")
		d.link(l, b.ID+"-nudged")
		return b.ID, b.ID
	}
	d.b.Add(bpmn.ExclusiveGateway, b.ID+"-meet", "")
	d.b.Connect(b.ID, b.ID+"-meet", "")
	d.link(l, b.ID+"-meet")
	return b.ID, b.ID + "-meet"
}
