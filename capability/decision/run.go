package decision

import (
	"fmt"

	"tongban/capability/decision/feel"
	"tongban/kernel/fault"
)

// The limits of one answer: how much is evaluated, at what cost in all, and functions within
// functions.
const (
	maxSteps = 200_000
	maxCost  = 10_000_000 // of which one evaluation may take a tenth
	maxDepth = 64
	maxTold  = 100 // troubles of one decision
)

// run is the making of one answer.
type run struct {
	model   *Model
	given   []any  // values of the inputs
	known   []bool // of the inputs: looked at
	done    []bool // decisions
	values  []any  // of decisions
	from    map[string]any
	answer  *Answer
	now     *Finding // of what is being decided
	steps   int
	left    *uint64 // of maxCost
	depth   int
	stopped error
}

// Decide answers a decision, named by its id or its name. The inputs bear the names of
// the model's input data; their values are nil, bool, string, numbers (int, int64,
// float64, json.Number, feel.Number), time.Time, calendar.Date, []any or map[string]any.
// What could not be computed is null and told among the troubles. An error is of kind
// NotFound if there is no such decision, of kind Invalid if the computation would not end.
func (m *Model) Decide(decision string, inputs map[string]any) (Answer, error) {
	i := m.node(decision)
	if i < 0 {
		return Answer{}, fault.New(fault.NotFound, "decision.unknown", decision)
	}
	answer := Answer{}
	r := m.begin(inputs, &answer)
	v := r.decide(i)
	if r.stopped != nil {
		return answer, fmt.Errorf("decide %s: %w", decision, r.stopped)
	}
	answer.Value, answer.value = feel.Plain(v), v
	return answer, nil
}

func (m *Model) begin(inputs map[string]any, answer *Answer) *run {
	n, k := len(m.nodes), len(m.inputs)
	values, flags := make([]any, n+k), make([]bool, n+k)
	left := uint64(maxCost)
	return &run{model: m, from: inputs, answer: answer, left: &left, values: values[:n:n], given: values[n:], done: flags[:n:n], known: flags[n:]}
}

// step counts an evaluation and reports whether it may go on.
func (r *run) step(at place) bool {
	if r.steps++; r.steps > maxSteps && r.stopped == nil {
		r.stopped = fault.New(fault.Invalid, "decision.trouble.steps", at.item.Name)
	}
	return r.stopped == nil
}

// trouble notes what could not be computed.
func (r *run) trouble(f Fault) {
	if f.Key == "decision.feel.cost" && r.stopped == nil { // what costs too much once would do so again
		r.stopped = fault.New(fault.Invalid, "decision.trouble.steps", f.Name)
	}
	if r.now != nil && len(r.now.Troubles) < maxTold {
		r.now.Troubles = append(r.now.Troubles, f)
	}
}

// fit returns v as a value of t, null with a trouble if it is none.
func (r *run) fit(at place, t *typ, v any) any {
	fitted, wrong := t.fit(v)
	if wrong != nil {
		r.trouble(at.trouble(wrong.key, append([]any{at.item.Name}, wrong.args...)...))
	}
	return fitted
}

// input returns the value of an input.
func (r *run) input(i int) any {
	in := r.model.inputs[i]
	given, there := r.from[in.Item.Name]
	if !r.known[i] {
		r.known[i] = true
		if v, err := feel.Of(given); err == nil {
			r.given[i], _ = in.typ.fit(v)
		}
	}
	if r.given[i] == nil { // told to every decision that asks
		switch v, err := feel.Of(given); {
		case !there || given == nil:
			r.trouble(in.place.trouble("trouble.missing", in.Item.Name))
		case err != nil:
			r.trouble(in.place.trouble("trouble.value", in.Item.Name))
		default:
			r.fit(in.place, in.typ, v)
		}
	}
	return r.given[i]
}

// decide returns the value of a decision, after those it rests on.
func (r *run) decide(i int) any {
	if r.done[i] || r.stopped != nil {
		return r.values[i]
	}
	r.done[i] = true
	n := r.model.nodes[i]
	outer := r.now
	for _, u := range n.uses {
		if u.node >= 0 {
			r.decide(u.node)
		}
	}
	finding := Finding{Decision: n.ID, Name: n.Item.Name}
	r.now = &finding
	finding.Troubles = append(finding.Troubles, n.broken...)
	v := value(n.body, r, r.frame(n.uses))
	v = r.fit(n.place, n.typ, v)
	r.values[i], finding.Value = v, feel.Plain(v)
	r.answer.Findings = append(r.answer.Findings, finding)
	r.now = outer
	return v
}

// frame returns the values of the names something uses.
func (r *run) frame(uses []source) frame {
	values := make(frame, len(uses))
	for i, u := range uses {
		switch {
		case u.input >= 0:
			values[i] = r.input(u.input)
		case u.node >= 0:
			values[i] = r.values[u.node]
		case u.callee != nil:
			values[i] = r.callee(u.callee)
		default:
			values[i] = r.service(u.service)
		}
	}
	return values
}

// function makes a function of FEEL. Its arguments have to fit their types.
func (r *run) function(name string, params []string, types []*typ, at place, do func(args []any) any) feel.Function {
	return feel.Function{Name: name, Params: params, Call: func(args []feel.Value) (feel.Value, []feel.Fault) {
		if !r.step(at) {
			return nil, nil
		}
		if r.depth++; r.depth > maxDepth && r.stopped == nil {
			r.stopped = fault.New(fault.Invalid, "decision.trouble.depth", name)
		}
		defer func() { r.depth-- }()
		if r.stopped != nil || len(args) != len(params) {
			return nil, nil
		}
		fitted := make([]any, len(args))
		for i, v := range args {
			if fitted[i] = r.fit(at, types[i], v); v != nil && fitted[i] == nil {
				return nil, nil
			}
		}
		return do(fitted), nil
	}}
}

// callee returns a function that decisions share.
func (r *run) callee(k *callee) feel.Function {
	return r.function(k.Variable.Name, paramsOf(k.Function), k.params, k.place, func(args []any) any {
		return r.fit(k.place, k.typ, value(k.body, r, append(r.frame(k.uses), args...)))
	})
}

// service returns decisions that are asked together as a function.
func (r *run) service(s *service) feel.Function {
	types := make([]*typ, 0, len(s.params))
	for _, i := range s.inputs {
		types = append(types, r.model.inputs[i].typ)
	}
	for _, i := range s.decisions {
		types = append(types, r.model.nodes[i].typ)
	}
	return r.function(s.Variable.Name, s.params, types, place{&s.Item, s.Line}, func(args []any) any { return r.serve(s, args) })
}

// serve answers the decisions of a service from values that are given to it.
func (r *run) serve(s *service, args []any) any {
	inner := r.model.begin(nil, r.answer)
	inner.now, inner.steps, inner.left, inner.depth = r.now, r.steps, r.left, r.depth
	for i, at := range s.inputs {
		inner.given[at], inner.known[at] = args[i], true
	}
	for i, at := range s.decisions {
		inner.values[at], inner.done[at] = args[len(s.inputs)+i], true
	}
	var made feel.Context
	for _, at := range s.outputs {
		made = append(made, feel.Entry{Key: r.model.nodes[at].Variable.Name, Value: inner.decide(at)})
	}
	r.steps, r.stopped = inner.steps, inner.stopped
	if len(made) == 1 {
		return made[0].Value
	}
	return made
}

// Invoke answers a decision service or a function that decisions share, named by its name.
// Its arguments bear the names of its parameters. Errors are those of Decide.
func (m *Model) Invoke(name string, arguments map[string]any) (Answer, error) {
	answer := Answer{}
	r := m.begin(nil, &answer)
	finding := Finding{Name: name}
	r.now = &finding
	f, known := r.named(name)
	if !known {
		return answer, fault.New(fault.NotFound, "decision.unknown", name)
	}
	args := make([]any, len(f.Params))
	for i, param := range f.Params {
		args[i], _ = feel.Of(arguments[param]) // what is no value is null
	}
	v, _ := f.Call(args)
	if r.stopped != nil {
		return answer, fmt.Errorf("invoke %s: %w", name, r.stopped)
	}
	answer.Value, answer.value, finding.Value = feel.Plain(v), v, feel.Plain(v)
	answer.Findings = append(answer.Findings, finding)
	return answer, nil
}

// named returns the function of that name.
func (r *run) named(name string) (feel.Function, bool) {
	for _, s := range r.model.services {
		if s.Item.Name == name {
			return r.service(s), true
		}
	}
	for _, k := range r.model.callees {
		if k.Item.Name == name {
			return r.callee(k), true
		}
	}
	return feel.Function{}, false
}
