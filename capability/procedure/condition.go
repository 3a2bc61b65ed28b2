package procedure

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tongban/capability/form"
	"tongban/capability/workflow/bpmn"
	"tongban/kernel/message"
)

// How says on what it depends whether a way is taken.
type How string

// The ways to say it. Nothing is always taken; Written is an expression of one's own.
const (
	Always  How = ""
	Else    How = "else"   // if no other way fits
	Result  How = "result" // what came of a step
	Answer  How = "answer" // what was chosen in the form
	Amount  How = "amount" // a number in the form
	Written How = "text"
)

// condition is when a way is taken, as people say it.
type condition struct {
	How     How
	Result  string // step=outcome; the step just done is ""
	Answer  string // field=value
	Field   string // of the amount
	Compare string // one of comparisons
	Number  string
	Text    string
}

// comparisons are how numbers are compared, in the order of the form.
var comparisons = []string{">=", ">", "<=", "<", "==", "!="}

// The expressions that are known by heart. What the applicant did not answer is absent, so
// it is asked for first.
var (
	lastIs   = regexp.MustCompile(`^outcome == "([^"\\]+)"$`)
	resultIs = regexp.MustCompile(`^(?:"[^"\\]+" in results && )?results(?:\["([^"\\]+)"\]|\.(\w+)) == "([^"\\]+)"$`)
	choiceIs = regexp.MustCompile(`^(?:has\(form\.\w+\) && )?form\.(\w+) == "([^"\\]*)"$`)
	oneIs    = regexp.MustCompile(`^(?:has\(form\.\w+\) && )?"([^"\\]+)" in form\.(\w+)$`)
	yesIs    = regexp.MustCompile(`^has\(form\.\w+\) && (!?)form\.(\w+)$`)
	amountIs = regexp.MustCompile(`^(?:has\(form\.\w+\) && )?form\.(\w+) (>=|>|<=|<|==|!=) (-?\d+(?:\.\d+)?)$`)
)

// conditionOf says what a document has as the condition of a way.
func conditionOf(text string, otherwise bool) condition {
	text = strings.TrimSpace(text)
	c := condition{Compare: comparisons[0], Text: text}
	put := func(how How, to *string, value string) condition {
		c.How, c.Text = how, ""
		*to = value
		return c
	}
	switch {
	case otherwise:
		c.How = Else
		return c
	case text == "":
		return c
	}
	if m := lastIs.FindStringSubmatch(text); m != nil {
		return put(Result, &c.Result, "="+m[1])
	}
	if m := resultIs.FindStringSubmatch(text); m != nil {
		return put(Result, &c.Result, m[1]+m[2]+"="+m[3])
	}
	if m := choiceIs.FindStringSubmatch(text); m != nil {
		return put(Answer, &c.Answer, m[1]+"="+m[2])
	}
	if m := oneIs.FindStringSubmatch(text); m != nil {
		return put(Answer, &c.Answer, m[2]+"="+m[1])
	}
	if m := yesIs.FindStringSubmatch(text); m != nil {
		return put(Answer, &c.Answer, m[2]+"="+map[string]string{"": "true", "!": "false"}[m[1]])
	}
	if m := amountIs.FindStringSubmatch(text); m != nil {
		c.Field, c.Compare = m[1], m[2]
		return put(Amount, &c.Number, m[3])
	}
	c.How = Written
	return c
}

// Expression writes c as a document has it; "" if nothing was chosen.
func (c condition) expression(asked []form.Field) string {
	switch c.How {
	case Result:
		step, outcome, both := strings.Cut(c.Result, "=")
		switch {
		case !both:
			return ""
		case step == "":
			return "outcome == " + strconv.Quote(outcome)
		}
		return strconv.Quote(step) + " in results && results[" + strconv.Quote(step) + "] == " + strconv.Quote(outcome)
	case Answer:
		key, value, both := strings.Cut(c.Answer, "=")
		if !both {
			return ""
		}
		return "has(form." + key + ") && " + answerIs(key, value, fieldOf(asked, key))
	case Amount:
		if c.Field == "" || !number.MatchString(c.Number) || !slices.Contains(comparisons, c.Compare) {
			return ""
		}
		return "has(form." + c.Field + ") && form." + c.Field + " " + c.Compare + " " + c.Number
	case Written:
		return strings.TrimSpace(c.Text)
	}
	return ""
}

var number = regexp.MustCompile(`^-?\d+(\.\d+)?$`)

// answerIs says that a field has an answer.
func answerIs(key, value string, f *form.Field) string {
	switch {
	case f != nil && f.Kind == form.Bool && value == "true":
		return "form." + key
	case f != nil && f.Kind == form.Bool:
		return "!form." + key
	case f != nil && f.Kind == form.EnumList:
		return strconv.Quote(value) + " in form." + key
	}
	return "form." + key + " == " + strconv.Quote(value)
}

func fieldOf(asked []form.Field, key string) *form.Field {
	for i := range asked {
		if asked[i].Key == key {
			return &asked[i]
		}
	}
	return nil
}

// said puts c into words; its own text where it has no other.
func (c condition) said(ctx context.Context, v *view) string {
	switch c.How {
	case Result:
		step, outcome, _ := strings.Cut(c.Result, "=")
		name := t(ctx, "condition.last")
		if n := v.doc.Node(step); n != nil {
			name = nameOf(ctx, n)
		} else if step != "" {
			name = step
		}
		return t(ctx, "condition.result-is", name, outcomeName(ctx, outcome))
	case Answer:
		key, value, _ := strings.Cut(c.Answer, "=")
		f := fieldOf(v.asked, key)
		return t(ctx, "condition.answer-is", labelOf(ctx, f, key), answerName(ctx, f, value))
	case Amount:
		return t(ctx, "condition.amount-is", labelOf(ctx, fieldOf(v.asked, c.Field), c.Field), t(ctx, "compare."+comparisonKey[c.Compare]), c.Number)
	case Else:
		return t(ctx, "outline.otherwise")
	}
	return c.Text
}

// comparisonKey are the words of comparisons.
var comparisonKey = map[string]string{">=": "least", ">": "more", "<=": "most", "<": "less", "==": "equal", "!=": "not"}

func labelOf(ctx context.Context, f *form.Field, key string) string {
	if f == nil {
		return key
	}
	return message.Words{Chinese: f.Label, English: f.LabelEn}.In(message.In(ctx))
}

func answerName(ctx context.Context, f *form.Field, value string) string {
	if f == nil {
		return value
	}
	if f.Kind == form.Bool {
		return t(ctx, map[bool]string{true: "yes", false: "no"}[value == "true"])
	}
	for _, o := range f.Options {
		if o.Value == value {
			return o.In(ctx)
		}
	}
	return value
}

// outcomeName is what an outcome is called; those that a department thought of itself are
// words already.
func outcomeName(ctx context.Context, outcome string) string {
	if outcome == "pass" || outcome == "refuse" {
		return t(ctx, "outcome."+outcome)
	}
	return outcome
}

// plain are the fields of the form whose keys an expression takes as they are.
func (v *view) plain(kinds ...form.Kind) []form.Field {
	return slices.DeleteFunc(slices.Clone(v.asked), func(f form.Field) bool {
		return !slices.Contains(kinds, f.Kind) || !identifier.MatchString(f.Key)
	})
}

var identifier = regexp.MustCompile(`^[A-Za-z_]\w*$`)

// isWork reports whether a node is a step that people work on.
func isWork(n *bpmn.Node) bool { return n.Kind == bpmn.UserTask || n.Kind == bpmn.ManualTask }
