package form

import (
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"

	"tongban/kernel/check"
	"tongban/kernel/clock"
	"tongban/kernel/fault"
	"tongban/kernel/message"
)

// Rule is a rule across fields, written in CEL.
type Rule struct {
	Key    string   `json:"key"`
	When   string   `json:"when,omitempty"` // the rule counts only where this holds
	Holds  string   `json:"holds"`          // what must be true
	Says   string   `json:"says"`           // the rule in words, for whoever breaks it
	SaysEn string   `json:"saysEn,omitempty"`
	At     []string `json:"at"`              // the fields it is shown at; with Each, columns
	Each   string   `json:"each,omitempty"`  // a table: the rule speaks of each row
	Basis  string   `json:"basis,omitempty"` // the law or standard
	Breaks Values   `json:"breaks,omitempty"`
	// Breaks are answers that break the rule when put over valid ones, for tests
	// that cannot guess any.
}

// Limits of rules, so that no form costs more than it should.
const (
	maxRules      = 60
	maxExpression = 2000
	// costLimit is what evaluating one rule may cost, in CEL's units: a comparison of
	// every row of the longest table with every other fits in.
	costLimit = 2_000_000
)

// programs are the compiled rules of a definition.
type programs struct {
	rules    []ruleProgram
	computed []computation // in the form's order
}

type ruleProgram struct {
	rule        *Rule
	when, holds *program
}

// computation works out a field, or a column of every row.
type computation struct {
	table, field *Field // table is nil for a field of the form
	program      *program
}

// program is a compiled expression with the fields it needs answers to.
type program struct {
	run   cel.Program
	needs []string
}

// compile makes programs of the rules and the computed fields. An expression that
// cannot be compiled is a fault that says where.
func (d *Definition) compile(found *faults) {
	if len(d.Rules) > maxRules {
		found.add("form.rules", "form.definition.rules", maxRules)
		return
	}
	c := compiler{d: d, found: found}
	for i := range d.Fields {
		f, at := &d.Fields[i], spot(i)
		if f.Kind == Computed {
			c.compute(at, nil, f)
		}
		for n := range f.Columns {
			if column := &f.Columns[n]; column.Kind == Computed {
				c.compute(fmt.Sprintf("%s.columns[%d]", at, n), f, column)
			}
		}
	}
	for i := range d.Rules {
		c.rule(fmt.Sprintf("form.rules[%d]", i), i)
	}
}

// compiler compiles the expressions of one definition.
type compiler struct {
	d       *Definition
	found   *faults
	answers *cel.Env // speaks of answers alone
	all     *cel.Env // and of the guide and the day
}

func (c *compiler) compute(at string, table, f *Field) {
	p := c.program(at+".compute", f.Compute, c.env(false, table), table, cel.DoubleType, cel.IntType)
	c.d.programs.computed = append(c.d.programs.computed, computation{table, f, p})
}

func (c *compiler) rule(at string, i int) {
	r := &c.d.Rules[i]
	if r.Key == "" || r.Says == "" || slices.ContainsFunc(c.d.Rules[:i], func(o Rule) bool { return o.Key == r.Key }) {
		c.found.add(at, "form.definition.rule-nameless")
	}
	var table *Field
	if r.Each != "" {
		if table = c.d.byKey[r.Each]; table == nil || table.Kind != Table {
			c.found.add(at+".each", "form.definition.unknown", r.Each)
			return
		}
	}
	if len(r.At) == 0 && table == nil {
		c.found.add(at+".at", "form.definition.rule-nowhere")
	}
	for _, name := range r.At {
		known := c.d.byKey[name] != nil
		if table != nil {
			_, known = table.Column(name)
		}
		if !known {
			c.found.add(at+".at", "form.definition.unknown", name)
		}
	}
	p := ruleProgram{rule: r, holds: c.program(at+".holds", r.Holds, c.env(true, table), table, cel.BoolType)}
	if r.When != "" {
		p.when = c.program(at+".when", r.When, c.env(true, table), table, cel.BoolType)
	}
	c.d.programs.rules = append(c.d.programs.rules, p)
}

// env returns what an expression may speak of: answers, a row of a table if there is
// one, and with all also the guide's answers and the day.
func (c *compiler) env(all bool, table *Field) *cel.Env {
	var err error
	if c.answers == nil {
		if c.answers, err = cel.NewEnv(append(functions(), c.d.variables()...)...); err != nil {
			panic(err) // keys have been checked, the rest is ours
		}
		if c.all, err = c.answers.Extend(
			cel.Variable("guide", cel.MapType(cel.StringType, cel.DynType)), cel.Variable("given", cel.MapType(cel.StringType, cel.BoolType)),
			cel.Variable("today", cel.TimestampType), cel.Variable("now", cel.TimestampType), ageMacro,
		); err != nil {
			panic(err)
		}
	}
	env := c.answers
	if all {
		env = c.all
	}
	if table != nil {
		if env, err = env.Extend(cel.Variable("row", cel.MapType(cel.StringType, cel.DynType))); err != nil {
			panic(err)
		}
	}
	return env
}

// program compiles an expression whose result is of one of the kinds given.
func (c *compiler) program(at, expression string, env *cel.Env, table *Field, results ...*cel.Type) *program {
	if expression == "" || len(expression) > maxExpression {
		c.found.add(at, "form.definition.expression-length", maxExpression)
		return nil
	}
	checked, issues := env.Compile(expression)
	if issues.Err() != nil {
		first := issues.Errors()[0]
		c.found.add(at, "form.definition.expression", first.Location.Line(), first.Location.Column()+1, first.Message)
		return nil
	}
	if out := checked.OutputType(); !out.IsExactType(cel.DynType) && !slices.ContainsFunc(results, out.IsExactType) {
		c.found.add(at, "form.definition.result", results[0].String(), out.String())
		return nil
	}
	c.columns(at, checked.NativeRep(), table)
	run, err := env.Program(checked, cel.CostLimit(costLimit))
	if err != nil {
		c.found.add(at, "form.definition.expression", 1, 1, err.Error())
		return nil
	}
	p := &program{run: run}
	for _, ref := range checked.NativeRep().ReferenceMap() {
		if c.d.byKey[ref.Name] != nil && !slices.Contains(p.needs, ref.Name) {
			p.needs = append(p.needs, ref.Name)
		}
	}
	slices.Sort(p.needs)
	return p
}

// columns reports columns an expression names that the table has not: row.ratio,
// total(shareholders, 'ratio').
func (c *compiler) columns(at string, tree *ast.AST, table *Field) {
	missing := func(t *Field, name string) {
		if t == nil || t.Kind != Table {
			return
		}
		if _, known := t.Column(name); !known {
			c.found.add(at, "form.definition.unknown", t.Key+"."+name)
		}
	}
	ast.PostOrderVisit(tree.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		switch e.Kind() {
		case ast.SelectKind:
			if of := e.AsSelect().Operand(); of.Kind() == ast.IdentKind && of.AsIdent() == "row" {
				missing(table, e.AsSelect().FieldName())
			}
		case ast.CallKind:
			args := e.AsCall().Args()
			if slices.Contains(byColumn, e.AsCall().FunctionName()) && len(args) > 1 && args[0].Kind() == ast.IdentKind && args[1].Kind() == ast.LiteralKind {
				name, _ := args[1].AsLiteral().Value().(string)
				missing(c.d.byKey[args[0].AsIdent()], name)
			}
		}
	}))
}

// identifier is how a field's key must be written for rules to speak of it.
var identifier = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// celWords cannot be names in CEL.
var celWords = strings.Fields("true false null in as break const continue else for function if import let loop package namespace return var void while")

// variables declares the answers.
func (d *Definition) variables() (list []cel.EnvOption) {
	for _, f := range d.Fields {
		if t := celTypes[f.Kind]; t != nil && identifier.MatchString(f.Key) && !slices.Contains(celWords, f.Key) {
			list = append(list, cel.Variable(f.Key, t))
		}
	}
	return list
}

// celTypes says what rules take answers for. Days are midnight, times China's clock,
// both written as if in UTC, so that getFullYear() is the year people mean.
var celTypes = map[Kind]*cel.Type{
	String: cel.StringType, LongText: cel.StringType, Enum: cel.StringType, Code: cel.StringType, Ref: cel.StringType,
	Integer: cel.IntType, Year: cel.IntType, Decimal: cel.DoubleType, Money: cel.DoubleType, Computed: cel.DoubleType,
	Bool: cel.BoolType, Agreement: cel.BoolType, EnumList: cel.ListType(cel.StringType), CodeList: cel.ListType(cel.StringType),
	Date: cel.TimestampType, YearMonth: cel.TimestampType, DateTime: cel.TimestampType,
	DateRange: cel.MapType(cel.StringType, cel.TimestampType), Address: cel.MapType(cel.StringType, cel.StringType),
	Location: cel.MapType(cel.StringType, cel.DoubleType), Table: cel.ListType(cel.MapType(cel.StringType, cel.DynType)),
}

// activation holds what expressions may speak of: answers that can be read, as CEL
// takes them. The others are absent, so that a rule that needs them waits.
func (d *Definition) activation(v Values) map[string]any {
	given := map[string]bool{}
	vars := map[string]any{"given": given}
	for i := range d.Fields {
		f := &d.Fields[i]
		value, ok := f.cel(v[f.Key])
		if given[f.Key] = ok; ok {
			vars[f.Key] = value
		}
	}
	return vars
}

// Readable returns the answers that can be read as expressions take them, for those of
// others, such as the conditions of a process: amounts are numbers, days are times, an
// answer that is missing is absent.
func (d *Definition) Readable(v Values) map[string]any {
	answers := d.activation(v)
	delete(answers, "given")
	return answers
}

// surround adds what only rules may speak of.
func (at Situation) surround(vars map[string]any) {
	now := at.Today.In(clock.Shanghai)
	y, m, day := now.Date()
	guide := at.Answers
	if guide == nil {
		guide = map[string]any{}
	}
	vars["guide"], vars["today"] = guide, date(y, m, day)
	vars["now"] = date(y, m, day).Add(now.Sub(midnight(now)))
}

// errWaits says that an expression needs an answer which is not there yet.
var errWaits = errors.New("waits for an answer")

// eval evaluates p; it is errWaits if an answer it needs is missing.
func (p *program) eval(vars map[string]any) (any, error) {
	for _, key := range p.needs {
		if _, given := vars[key]; !given {
			return nil, errWaits
		}
	}
	out, _, err := p.run.Eval(vars)
	switch {
	case err == nil:
		return out.Value(), nil
	case strings.HasPrefix(err.Error(), "no such key"): // a column, a guide question, a part of an address
		return nil, errWaits
	}
	return nil, err
}

// broken returns the faults of the rules that answers break.
func (d *Definition) broken(v Values, at Situation) (found []fault.Field) {
	if len(d.programs.rules) == 0 {
		return nil
	}
	vars := d.activation(v)
	at.surround(vars)
	for _, p := range d.programs.rules {
		if p.rule.Each == "" {
			found = append(found, p.faults(vars, p.rule.place(-1))...)
			continue
		}
		rows, _ := vars[p.rule.Each].([]map[string]any)
		for i, row := range rows {
			vars["row"] = row
			found = append(found, p.faults(vars, p.rule.place(i))...)
		}
		delete(vars, "row")
	}
	return found
}

// place is the path a rule's fault is named by.
func (r *Rule) place(row int) string {
	first := ""
	if len(r.At) > 0 {
		first = r.At[0]
	}
	if row < 0 {
		return first
	}
	return Path(r.Each, row, first)
}

// faults says that the rule is broken, or that nobody can tell.
func (p ruleProgram) faults(vars map[string]any, name string) []fault.Field {
	words := message.Words{Chinese: p.rule.Says, English: p.rule.SaysEn}
	counts, err := p.when.truth(vars)
	if err == nil && counts {
		holds, failed := p.holds.truth(vars)
		if failed == nil && !holds {
			return check.Named(name, wrong("form.rule", words))
		}
		err = failed
	}
	if err == nil || errors.Is(err, errWaits) {
		return nil
	}
	slog.Warn("a rule of a form cannot be evaluated", "rule", p.rule.Key, "why", err) // CEL's errors name no answers
	return check.Named(name, wrong("form.rule-unknown", words))
}

// truth evaluates a condition; without one it is true.
func (p *program) truth(vars map[string]any) (bool, error) {
	if p == nil {
		return true, nil
	}
	out, err := p.eval(vars)
	truth, ok := out.(bool)
	if err == nil && !ok {
		err = fmt.Errorf("the result is of type %T", out)
	}
	return truth, err
}

// compute fills in what is worked out from other answers: columns before what is
// made of them. v is the caller's own.
func (d *Definition) compute(v Values) {
	for _, c := range d.programs.computed {
		if c.table == nil {
			c.field.put(v, c.program, d.activation(v))
			continue
		}
		vars := d.activation(v)
		for _, row := range v.Rows(c.table.Key) {
			vars["row"] = c.table.celRow(row)
			c.field.put(row, c.program, vars)
		}
	}
}

// put stores a computed number, or takes it away while it cannot be computed.
func (f *Field) put(into Values, p *program, vars map[string]any) {
	delete(into, f.Key)
	var n float64
	switch out, err := p.eval(vars); out := out.(type) {
	case float64:
		n = out
	case int64:
		n = float64(out)
	default:
		if err != nil && !errors.Is(err, errWaits) {
			slog.Warn("a field of a form cannot be computed", "field", f.Key, "why", err)
		}
		return
	}
	decimals := -1
	if f.Rules.Scale != nil {
		decimals = *f.Rules.Scale
	}
	if text, ok := number(strconv.FormatFloat(n, 'f', decimals, 64)); ok {
		into[f.Key] = text
	}
}
