package warning

import (
	_ "embed"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"github.com/BurntSushi/toml"

	"tongban/capability/element"
	"tongban/kernel/check"
	"tongban/kernel/fault"
)

// Rule is a condition, written in CEL, that holds where answers contradict each other. It
// speaks of data elements: form["place.area"] is what the applicant filled in,
// paper["place.area"] what was read on what they uploaded, earlier a list of what they filled
// in with earlier cases, licence one of what their licences say. differs(a, b, 10.0) holds
// where two numbers differ by more than ten per cent, same(a, b) where two texts are one but
// for spaces and width. Where something it speaks of is not known, it does not hold.
type Rule struct {
	Name    string `toml:"name"`
	Item    string `toml:"-"` // code, empty is any
	Holds   string `toml:"holds"`
	Says    string `toml:"says"`
	SaysEn  string `toml:"saysEn"`
	On      bool   `toml:"-"`
	Version int64  `toml:"-"`
}

// Limits of rules.
const (
	maxHolds = 500
	maxSays  = 100
	// maxRules is how many rules there are for one item, or for all.
	maxRules = 40
	// maxCost is what a look at one rule may cost, in CEL's units.
	maxCost = 20_000
	// maxEarlier is how many earlier cases are looked at.
	maxEarlier = 5
)

//go:embed common.toml
var commonFile string

// common are the rules that are part of the program.
var common = sync.OnceValue(func() (list []Rule) {
	var file struct{ Rule []Rule }
	if _, err := toml.Decode(commonFile, &file); err != nil {
		panic(err)
	}
	for _, r := range file.Rule {
		if _, fields := r.compile(); len(fields) > 0 {
			panic(fmt.Sprint("warning: ", r.Name, fields))
		}
		r.On = true
		list = append(list, r)
	}
	return list
})

// isCommon reports whether a rule is part of the program.
func isCommon(name string) bool {
	return slices.ContainsFunc(common(), func(r Rule) bool { return r.Name == name })
}

// language is what rules can say.
var language = sync.OnceValue(func() *cel.Env {
	one := cel.MapType(cel.StringType, cel.DynType)
	env, err := cel.NewEnv(
		cel.CrossTypeNumericComparisons(true),
		cel.Variable("form", one), cel.Variable("paper", one), cel.Variable("earlier", cel.ListType(one)), cel.Variable("licence", cel.ListType(one)),
		cel.Function("differs", cel.Overload("differs_by", []*cel.Type{cel.DynType, cel.DynType, cel.DoubleType}, cel.BoolType, cel.FunctionBinding(differs))),
		cel.Function("same", cel.Overload("same_text", []*cel.Type{cel.DynType, cel.DynType}, cel.BoolType, cel.BinaryBinding(same))),
	)
	if err != nil {
		panic(err)
	}
	return env
})

// differs reports whether two numbers differ by more than so many per cent of the larger.
func differs(args ...ref.Val) ref.Val {
	var n [3]float64
	for i, arg := range args {
		value, ok := arg.Value().(float64)
		if !ok {
			return types.NewErr("no number")
		}
		n[i] = value
	}
	return types.Bool(math.Abs(n[0]-n[1])*100 > n[2]*max(math.Abs(n[0]), math.Abs(n[1])))
}

// same reports whether two texts are one but for how they are typed.
func same(a, b ref.Val) ref.Val {
	x, ok := a.Value().(string)
	y, known := b.Value().(string)
	if !ok || !known {
		return types.NewErr("no text")
	}
	return types.Bool(check.Compact(x) == check.Compact(y))
}

// spoken finds the data elements a rule speaks of.
var spoken = regexp.MustCompile(`\[\s*["']([^"']*)["']\s*\]`)

// elements returns the data elements r speaks of, once each.
func (r Rule) elements() (list []string) {
	for _, found := range spoken.FindAllStringSubmatch(r.Holds, -1) {
		if !slices.Contains(list, found[1]) {
			list = append(list, found[1])
		}
	}
	return list
}

// compile returns what finds out whether r holds, or what is wrong with it.
func (r Rule) compile() (cel.Program, []fault.Field) {
	wrong := func(key string, args ...any) (cel.Program, []fault.Field) {
		return nil, []fault.Field{{Name: "holds", Key: key, Args: args}}
	}
	switch {
	case strings.TrimSpace(r.Holds) == "":
		return wrong("warning.wrong.holds")
	case utf8.RuneCountInString(r.Holds) > maxHolds:
		return wrong("warning.wrong.long", maxHolds)
	}
	ast, issues := language().Compile(r.Holds)
	if issues.Err() != nil {
		first := issues.Errors()[0]
		return wrong("warning.wrong.expression", first.Location.Line(), first.Location.Column()+1, first.Message)
	}
	if ast.OutputType() != cel.BoolType {
		return wrong("warning.wrong.bool")
	}
	names := r.elements()
	if len(names) == 0 {
		return wrong("warning.wrong.nothing")
	}
	for _, name := range names {
		if _, known := element.Find(name); !known {
			return wrong("warning.wrong.element", name)
		}
	}
	program, err := language().Program(ast, cel.CostLimit(maxCost), cel.InterruptCheckFrequency(100))
	if err != nil {
		return wrong("warning.wrong.expression", 1, 1, err.Error())
	}
	return program, nil
}

// check finds what is wrong with r as somebody writes it.
func (r Rule) check() (fields []fault.Field) {
	for name, text := range map[string]string{"says": r.Says, "saysEn": r.SaysEn} {
		switch {
		case check.Words(text) == "":
			fields = append(fields, fault.Field{Name: name, Key: "warning.wrong.says"})
		case utf8.RuneCountInString(text) > maxSays:
			fields = append(fields, fault.Field{Name: name, Key: "warning.wrong.long", Args: []any{maxSays}})
		}
	}
	slices.SortFunc(fields, func(a, b fault.Field) int { return strings.Compare(a.Name, b.Name) })
	_, wrong := r.compile()
	return append(wrong, fields...)
}

// witness is what one source says, with its name.
type witness struct {
	source Source
	name   string
	facts  facts
}

// evidence returns what contradicts itself in r, if it holds of what is said.
func (r Rule) evidence(said []witness) (e Evidence, found bool) {
	program, wrong := r.compile()
	if len(wrong) > 0 {
		return e, false
	}
	lists := map[Source][]map[string]any{FromEarlier: {}, FromLicence: {}}
	one := map[Source]map[string]any{FromForm: {}, FromPaper: {}}
	for _, w := range said {
		if _, single := one[w.source]; single {
			one[w.source] = w.facts.values()
			continue
		}
		lists[w.source] = append(lists[w.source], w.facts.values())
	}
	answer, _, err := program.Eval(map[string]any{
		"form": one[FromForm], "paper": one[FromPaper], "earlier": lists[FromEarlier], "licence": lists[FromLicence],
	})
	if err != nil || answer != types.True { // what it speaks of is not known
		return e, false
	}
	e = Evidence{Rule: r.Name, Says: r.Says, SaysEn: r.SaysEn}
	for _, w := range said {
		if !strings.Contains(r.Holds, string(w.source)) {
			continue
		}
		for _, name := range r.elements() {
			if f, known := w.facts.by[name]; known {
				e.Said = append(e.Said, Said{Source: w.source, Name: w.name, Element: name, Value: f.element.Masked(f.text)})
			}
		}
	}
	return e, true
}
