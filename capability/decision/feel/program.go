package feel

import (
	"slices"
	"sync"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"cel.dev/cel-go/interpreter"
)

// The limits of an evaluation.
const (
	costLimit  = 1_000_000 // of CEL's units: a call is one, and what it makes counts by size
	maxMade    = 1 << 20   // bytes of a text, things in a list
	maxCounted = 100_000   // numbers a range is gone through
	maxCalls   = 64        // functions within functions
	maxFaults  = 16        // told of one evaluation
)

// runName is the variable of CEL that holds the run.
const runName = "@run"

// slotNames are the variables of CEL that hold what is given from outside.
var slotNames = [...]string{"$0", "$1", "$2", "$3", "$4", "$5", "$6", "$7"}

func slotName(i int) string {
	if i < len(slotNames) {
		return slotNames[i]
	}
	digits := []byte{}
	for ; i > 0; i /= 10 {
		digits = append(digits, byte('0'+i%10))
	}
	slices.Reverse(digits)
	return "$" + string(digits)
}

// run is one evaluation: the slots as an activation of CEL, and what is told beside the
// value.
type run struct {
	plain
	values  []ref.Val
	tracker *interpreter.CostTracker
	own     interpreter.CostTracker
	notes   []*gone
	price   uint64
	depth   int
	limit   uint64  // of an evaluation that spends a budget
	left    *uint64 // the budget, nil for none
}

// Equal, with plain, makes a run a value that CEL hands to functions.
func (r *run) Equal(other ref.Val) ref.Val { return types.Bool(r == other) }

// Value returns the run.
func (r *run) Value() any { return r }

// Parent says that there is nothing around a run.
func (r *run) Parent() interpreter.Activation { return nil }

// ResolveName returns the value of a slot.
func (r *run) ResolveName(name string) (any, bool) {
	if name[0] != '$' {
		return r, name == runName
	}
	i := 0
	for _, digit := range []byte(name[1:]) {
		i = i*10 + int(digit-'0')
	}
	return r.values[i], true
}

// CallCost prices a call by what goes in and comes out, and notes why a null is null.
func (r *run) CallCost(function, _ string, args []ref.Val, result ref.Val) *uint64 {
	r.price = 1
	if function[0] != '_' { // CEL's own append in place, which is the same for any length
		for _, a := range args {
			r.price += weight(a)
		}
	}
	r.price += weight(result)
	if g, null := result.(*gone); null {
		r.note(g)
	}
	return &r.price
}

func (r *run) note(g *gone) {
	if len(r.notes) < maxFaults && !slices.Contains(r.notes, g) {
		r.notes = append(r.notes, g)
	}
}

// weight is how much a value weighs beyond one.
func weight(v ref.Val) uint64 {
	switch v := v.(type) {
	case types.String:
		return uint64(len(v)) / 64
	case *boxed:
		switch v := v.v.(type) {
		case List:
			return uint64(len(v)) / 4
		case Context:
			return uint64(len(v)) / 4
		}
	case traits.Lister:
		n, _ := v.Size().(types.Int)
		return uint64(n) / 4
	}
	return 0
}

// meter is the limit every evaluation begins with.
var meter = sync.OnceValue(func() interpreter.CostTracker {
	t, err := interpreter.NewCostTracker(nil, interpreter.CostTrackerLimit(costLimit))
	if err != nil {
		panic(err)
	}
	return *t
})

var runs = sync.Pool{New: func() any { return new(run) }}

// Slots are values by name, put into CEL's form once for many programs.
type Slots struct{ values map[string]ref.Val }

// NewSlots returns the slots of values.
func NewSlots(values map[string]Value) *Slots {
	s := &Slots{make(map[string]ref.Val, len(values))}
	for name, v := range values {
		s.values[name] = box(v)
	}
	return s
}

// Set gives a name a value.
func (s *Slots) Set(name string, v Value) { s.values[name] = box(v) }

// Eval evaluates p. Input is the value under test, which a text calls "?". A name that
// values does not have is null. The faults say why something became null.
func (p *Program) Eval(input Value, values map[string]Value) (Value, []Fault) {
	r := p.begin(input)
	for i, name := range p.names[1:] {
		r.values[i+1] = box(values[name])
	}
	return p.settle(r, p.exec)
}

// EvalWithin is Eval on a budget of several evaluations: it takes from left what it costs, and
// has no value where that is not enough.
func (p *Program) EvalWithin(left *uint64, input Value, values map[string]Value) (Value, []Fault) {
	r := p.begin(input)
	for i, name := range p.names[1:] {
		r.values[i+1] = box(values[name])
	}
	r.left, r.limit = left, min(*left, costLimit)
	r.own.Limit = &r.limit
	return p.settle(r, p.exec)
}

// Run is Eval with slots, which are quicker for many programs over the same values.
func (p *Program) Run(input Value, slots *Slots) (Value, []Fault) {
	r := p.begin(input)
	for i, name := range p.names[1:] {
		v, known := slots.values[name]
		if !known {
			v = types.NullValue
		}
		r.values[i+1] = v
	}
	return p.settle(r, p.exec)
}

func (p *Program) begin(input Value) *run {
	r, _ := runs.Get().(*run)
	r.values = slices.Grow(r.values[:0], len(p.names))[:len(p.names)]
	r.values[0] = box(input)
	r.own = meter()
	r.own.Estimator = r
	r.tracker = &r.own
	r.notes = r.notes[:0]
	r.depth, r.left = 0, nil
	return r
}

// settle evaluates, looks at what came of it and gives the run back.
func (p *Program) settle(r *run, exec func(*run) ref.Val) (v Value, faults []Fault) {
	defer func() {
		if r.left != nil {
			*r.left -= min(*r.left, r.own.ActualCost())
		}
		if failed := recover(); failed != nil {
			if _, limit := failed.(interpreter.EvalCancelledError); !limit {
				panic(failed)
			}
			v, faults = nil, []Fault{*fail(0, len(p.text), "cost")}
			return
		}
		r.giveBack()
	}()
	result := exec(r)
	if g, null := result.(*gone); null {
		r.note(g)
	}
	v = unbox(result)
	if p.test {
		if _, truth := v.(bool); !truth {
			v = nil
		}
	}
	left := maxMade
	if weigh(v, &left); left < 0 {
		v, faults = nil, []Fault{*fail(0, len(p.text), "large")}
	}
	for _, g := range r.notes {
		faults = append(faults, g.faults...)
	}
	return v, faults
}

// giveBack lets a run be used again. One that was cut off is left to the collector.
func (r *run) giveBack() {
	clear(r.values)
	clear(r.notes)
	runs.Put(r)
}

// exec runs the plan.
func (p *Program) exec(r *run) ref.Val {
	frame, err := interpreter.NewExecutionFrame(r)
	if err != nil {
		return types.NullValue
	}
	frame.SetCostTracker(r.tracker)
	v := p.plan.Exec(frame)
	frame.Close()
	return v
}

// weigh takes from left what v weighs with all that is in it. What refers to the same
// lists again and again may be larger than any memory when written out.
func weigh(v Value, left *int) {
	if *left < 0 {
		return
	}
	*left--
	switch v := v.(type) {
	case string:
		*left -= len(v) / 16
	case List:
		for _, one := range v {
			weigh(one, left)
		}
	case Context:
		for _, e := range v {
			weigh(e.Value, left)
		}
	case Range:
		weigh(v.Low, left)
		weigh(v.High, left)
	}
}

// closure is a function that an expression made, with the values it took along.
type closure struct {
	program *Program
	taken   []Value // the value under test, then those behind the parameters
}

// invoke calls a function that is a value.
func (r *run) invoke(s *site, fn Function, names []string, args []Value) Value {
	if fn.native != nil {
		return fn.native.invoke(r, s, names, args)
	}
	if len(args) != len(fn.Params) {
		return s.null("arguments", len(fn.Params), len(args))
	}
	if len(names) > 0 {
		ordered := make([]Value, len(args))
		for i, name := range names {
			at := slices.Index(fn.Params, name)
			if at < 0 {
				return s.null("argument-unknown", shorten(name))
			}
			ordered[at] = args[i]
		}
		args = ordered
	}
	if fn.made == nil {
		v, faults := fn.Call(args)
		if v == nil && len(faults) > 0 {
			return &gone{faults: faults}
		}
		return v
	}
	return r.enter(s, fn.made, args)
}

// enter evaluates the body of a function at the cost of the one that calls it.
func (r *run) enter(s *site, c *closure, args []Value) Value {
	if r.depth >= maxCalls {
		return s.null("deep")
	}
	for range 3 {
		r.tracker.CreateList(0, nil) // what a call takes beyond its body: thirty
	}
	inner := &run{tracker: r.tracker, depth: r.depth + 1, values: make([]ref.Val, 0, len(c.program.names))}
	inner.values = append(inner.values, box(c.taken[0]))
	for _, a := range slices.Concat(args, c.taken[1:]) {
		inner.values = append(inner.values, box(a))
	}
	v := c.program.exec(inner)
	if g, null := v.(*gone); null {
		return g
	}
	return unbox(v)
}

// Apply calls a function with values.
func Apply(fn Function, args ...Value) (Value, []Fault) {
	p := &Program{names: []string{"?"}}
	return p.settle(p.begin(nil), func(r *run) ref.Val { return box(r.invoke(&site{word: fn.Name}, fn, nil, args)) })
}
