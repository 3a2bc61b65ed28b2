package workflow

import (
	"strconv"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/ext"
)

// Expressions are CEL. They may speak of
//
//	form       what the applicant has said, by field
//	vars       what scripts, services and handlers left, by name
//	results    the outcome of each activity that has one, by node
//	votes      the outcomes of those done by several, by node
//	outcome    the outcome of the activity the token came from; "" after a join of different ones
//	outcomes   the outcomes so far of the activity being done, or just left
//	element    what the instance is for that the expression is evaluated in
//	now        the time of the step
//	nrOfInstances, nrOfCompletedInstances, nrOfActiveInstances   in completion conditions
//
// Numbers in vars are whole if they have no fraction: double(vars.x) makes any of them a
// double.

// Limits of expressions, so that no process costs more than it should.
const (
	maxExpression = 2000
	costLimit     = 200_000
	maxText       = 200 // bytes of an element or outcome, which states keep
)

// refusal says why the engine cannot go on at some place, in words by key.
type refusal struct {
	Key  string
	Args []any
}

// program is a compiled expression.
type program struct {
	text string
	run  cel.Program
}

// environment is what expressions may speak of.
func environment() *cel.Env {
	anything := cel.MapType(cel.StringType, cel.DynType)
	env, err := cel.NewEnv(
		cel.CrossTypeNumericComparisons(true), ext.Strings(ext.StringsVersion(0)),
		cel.Variable("form", anything), cel.Variable("vars", anything),
		cel.Variable("results", cel.MapType(cel.StringType, cel.StringType)),
		cel.Variable("votes", cel.MapType(cel.StringType, cel.ListType(cel.StringType))),
		cel.Variable("outcome", cel.StringType), cel.Variable("outcomes", cel.ListType(cel.StringType)),
		cel.Variable("element", cel.StringType), cel.Variable("now", cel.TimestampType),
		cel.Variable("nrOfInstances", cel.IntType), cel.Variable("nrOfCompletedInstances", cel.IntType), cel.Variable("nrOfActiveInstances", cel.IntType),
	)
	if err != nil {
		panic(err) // all of it is ours
	}
	return env
}

// scene is where an expression is evaluated.
type scene struct {
	at       *node
	scope    int
	outcome  string
	outcomes []string
	work     []Instance // of the activity whose completion is asked for
	element  string     // what the instance is for; "" leaves it to those around
}

// activation holds what an expression may speak of.
func (r *run) activation(see scene) map[string]any {
	known := r.known(see)
	vars := map[string]any{
		"form": orEmpty(r.in.Values), "vars": orEmpty(r.state.Vars), "results": known.Results, "votes": known.Votes,
		"outcome": see.outcome, "outcomes": see.outcomes, "element": first(see.element, r.element(see.scope)), "now": r.in.Now,
		"nrOfInstances": len(see.work), "nrOfCompletedInstances": 0, "nrOfActiveInstances": 0,
	}
	if see.outcomes == nil {
		vars["outcomes"] = []string{}
	}
	done, active := 0, 0
	for _, w := range see.work {
		switch w.Mark {
		case Done:
			done++
		case Open, Failing:
			active++
		}
	}
	vars["nrOfCompletedInstances"], vars["nrOfActiveInstances"] = done, active
	return vars
}

func orEmpty[V any](m map[string]V) map[string]V {
	if m == nil {
		return map[string]V{}
	}
	return m
}

// element returns what the nearest instance around is for.
func (r *run) element(scope int) string {
	for host, w := r.host(scope); host != nil; host, w = r.host(host.Scope) {
		if w.Element != "" {
			return w.Element
		}
	}
	return ""
}

// eval evaluates an expression. One that fails or costs too much is a refusal, which
// becomes an incident: no token is lost to it.
func (r *run) eval(p *program, see scene) (ref.Val, *refusal) {
	out, _, err := p.run.Eval(r.activation(see))
	if err == nil {
		return out, nil
	}
	if strings.Contains(err.Error(), "cost limit exceeded") {
		return nil, &refusal{"workflow.incident.cost", []any{p.text}}
	}
	return nil, &refusal{"workflow.incident.expression", []any{p.text, err.Error()}}
}

// truth evaluates a condition.
func (r *run) truth(p *program, see scene) (bool, *refusal) {
	out, refused := r.eval(p, see)
	if refused != nil {
		return false, refused
	}
	yes, ok := out.Value().(bool)
	if !ok {
		return false, wrongKind(p, "bool")
	}
	return yes, nil
}

// texts evaluates a list of texts or whole numbers.
func (r *run) texts(p *program, see scene, most int) ([]string, *refusal) {
	value, refused := r.value(p, see)
	if refused != nil {
		return nil, refused
	}
	list, ok := value.([]any)
	switch {
	case !ok:
		return nil, wrongKind(p, "list")
	case len(list) > most:
		return nil, &refusal{"workflow.incident.many", []any{len(list), most}}
	}
	texts := []string{}
	for _, one := range list {
		text, ok := one.(string)
		if n, whole := one.(int64); whole {
			text, ok = strconv.FormatInt(n, 10), true
		}
		if !ok || len(text) > maxText {
			return nil, wrongKind(p, "list(string)")
		}
		texts = append(texts, text)
	}
	return texts, nil
}

// count evaluates a number of instances.
func (r *run) count(p *program, see scene, most int) (int, *refusal) {
	value, refused := r.value(p, see)
	n, ok := value.(int64)
	switch {
	case refused != nil:
		return 0, refused
	case !ok || n < 0:
		return 0, wrongKind(p, "int")
	case n > int64(most):
		return 0, &refusal{"workflow.incident.many", []any{n, most}}
	}
	return int(n), nil
}

func wrongKind(p *program, wanted string) *refusal {
	return &refusal{"workflow.incident.kind", []any{p.text, wanted}}
}

// value evaluates an expression to what can be kept as a variable.
func (r *run) value(p *program, see scene) (any, *refusal) {
	out, refused := r.eval(p, see)
	if refused != nil {
		return nil, refused
	}
	value, err := plainly(out)
	if err != nil {
		return nil, wrongKind(p, "JSON")
	}
	return value, nil
}
