package bench

import (
	"context"
	"encoding/xml"
	"fmt"
	"math/rand/v2"
	"strings"

	"tongban/capability/decision"
	"tongban/capability/decision/feel"
	"tongban/kernel/clock"
)

// The rules that decisions are measured with: a subsidy by age, kind of residence, amount and
// category, a row for each combination of their bands. They are written three times: as a
// table, as a list of tests, and by hand.
var (
	ageBands    = []string{"< 18", "[18..35)", "[35..60)", "[60..80)", ">= 80"}
	residences  = []string{"city", "county", "permit", "none"}
	amountBands = []string{"< 1000", "[1000..5000)", "[5000..20000)", "[20000..100000)", ">= 100000"}
	categories  = []string{"person", "family"}
)

// subsidyRows is how many rows the table has.
var subsidyRows = len(ageBands) * len(residences) * len(amountBands) * len(categories)

// subsidyClaim is what is decided about.
type subsidyClaim struct {
	age       int
	residence string
	amount    int
	category  string
}

// outcome is what the rules say of four bands.
func outcome(age, residence, amount, category int) string {
	return []string{"approve", "refer", "refer to district", "home visit"}[(age*7+residence*5+amount*3+category)%4]
}

// byBands is the rules as a programmer writes them for this one table: the bands by
// comparison, the rest by place.
func byBands(c subsidyClaim) string {
	age, residence, amount, category := 4, 3, 4, 1
	switch {
	case c.age < 18:
		age = 0
	case c.age < 35:
		age = 1
	case c.age < 60:
		age = 2
	case c.age < 80:
		age = 3
	}
	switch c.residence {
	case "city":
		residence = 0
	case "county":
		residence = 1
	case "permit":
		residence = 2
	}
	switch {
	case c.amount < 1000:
		amount = 0
	case c.amount < 5000:
		amount = 1
	case c.amount < 20000:
		amount = 2
	case c.amount < 100000:
		amount = 3
	}
	if c.category == "person" {
		category = 0
	}
	return outcome(age, residence, amount, category)
}

// everyRow calls row with the four conditions and the answer of every row.
func everyRow(row func(tests [4]string, answer string)) {
	for a, age := range ageBands {
		for r, residence := range residences {
			for m, amount := range amountBands {
				for c, category := range categories {
					row([4]string{age, feel.Write(residence), amount, feel.Write(category)}, outcome(a, r, m, c))
				}
			}
		}
	}
}

var claimNames = [4]string{"age", "residence", "amount", "category"}

// subsidyTable returns the rules as a file of DMN.
func subsidyTable() []byte {
	var b strings.Builder
	b.WriteString(`<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="subsidy" namespace="urn:tongban:bench">`)
	kinds := [4]string{"number", "string", "number", "string"}
	allowed := [4]string{"[0..150]", `"city","county","permit","none"`, "[0..1000000]", `"person","family"`}
	for i, name := range claimNames {
		fmt.Fprintf(&b, `<inputData id="%s" name="%s"><variable name="%s" typeRef="%s"/></inputData>`, name, name, name, kinds[i])
	}
	b.WriteString(`<decision id="subsidy" name="subsidy"><variable name="subsidy" typeRef="string"/>`)
	for _, name := range claimNames {
		fmt.Fprintf(&b, `<informationRequirement><requiredInput href="#%s"/></informationRequirement>`, name)
	}
	b.WriteString(`<decisionTable hitPolicy="UNIQUE">`)
	for i, name := range claimNames {
		fmt.Fprintf(&b, `<input><inputExpression typeRef="%s"><text>%s</text></inputExpression><inputValues><text>%s</text></inputValues></input>`, kinds[i], name, allowed[i])
	}
	b.WriteString(`<output typeRef="string"/>`)
	everyRow(func(tests [4]string, answer string) {
		b.WriteString("<rule>")
		for _, test := range tests {
			b.WriteString("<inputEntry><text>")
			_ = xml.EscapeText(&b, []byte(test)) // a Builder does not fail
			b.WriteString("</text></inputEntry>")
		}
		fmt.Fprintf(&b, `<outputEntry><text>"%s"</text></outputEntry></rule>`, answer)
	})
	b.WriteString(`</decisionTable></decision></definitions>`)
	return []byte(b.String())
}

// rowByRow is the rules as an engine without any index has them: every condition a program.
type rowByRow []struct {
	tests  [4]*feel.Program
	answer string
}

func newRowByRow() (rows rowByRow, err error) {
	everyRow(func(tests [4]string, answer string) {
		var programs [4]*feel.Program
		for i, test := range tests {
			parsed, fault := feel.ParseTest(test)
			if fault == nil {
				programs[i], fault = feel.CompileTest(parsed, feel.Scope{})
			}
			if fault != nil && err == nil {
				err = fault
			}
		}
		rows = append(rows, struct {
			tests  [4]*feel.Program
			answer string
		}{programs, answer})
	})
	return rows, err
}

// decide asks every row, as only then it is known that one alone fits.
func (rows rowByRow) decide(inputs [4]feel.Value) (answer string) {
	for i := range rows {
		fits := true
		for j, test := range rows[i].tests {
			if v, _ := test.Eval(inputs[j], nil); v != true {
				fits = false
				break
			}
		}
		if fits {
			answer = rows[i].answer
		}
	}
	return answer
}

// decisions measures a table of 200 rows: against the same rules by hand, and against
// asking every row. All are asked the same and have to answer the same.
func decisions(ctx context.Context, o Options) ([]Result, error) {
	model, faults := decision.Parse(subsidyTable())
	if model == nil || len(model.Review()) > 0 {
		return nil, fmt.Errorf("compile the table: %v", faults)
	}
	rows, err := newRowByRow()
	if err != nil {
		return nil, err
	}
	claims := claimsOf(1000)
	ways := map[string]func(i int) (string, error){
		"table": func(i int) (string, error) {
			answer, err := model.Decide("subsidy", claims[i].inputs)
			text, _ := answer.Value.(string)
			return text, err
		},
		"hand": func(i int) (string, error) { return byBands(claims[i].subsidyClaim), nil },
		"rows": func(i int) (string, error) { return rows.decide(claims[i].values), nil },
	}
	rates := map[string][]float64{}
	for range o.Size.Rounds {
		for name, n := range map[string]int{"table": 200, "hand": 20_000, "rows": 2} { // times all claims
			rate, err := decisionRate(ctx, n*max(1, o.Size.Cases/1000), claims, ways[name])
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			rates[name] = append(rates[name], rate)
		}
	}
	table, hand, each := median(rates["table"]), median(rates["hand"]), median(rates["rows"])
	notes := fmt.Sprintf("one processor, %d rows, 4 inputs, inputs in memory, answers compared, medians of %d rounds; limit: ", subsidyRows, o.Size.Rounds)
	return []Result{
		{Name: "decide", Ours: rounded(table), Limit: rounded(hand), Ratio: table / hand, Unit: "decisions/s", Notes: notes + "the same rules written by hand in Go"},
		{Name: "decide rows", Ours: rounded(table), Limit: rounded(each), Ratio: rounded(table / each), Unit: "decisions/s", Notes: notes + "every condition of every row evaluated until one fails"},
	}, nil
}

// subsidyCase is a claim in the three forms in which it is asked.
type subsidyCase struct {
	subsidyClaim
	inputs map[string]any
	values [4]feel.Value
}

func claimsOf(n int) []subsidyCase {
	r := rand.New(rand.NewPCG(1, 2))
	list := make([]subsidyCase, n)
	for i := range list {
		c := subsidyClaim{r.IntN(100), residences[r.IntN(len(residences))], r.IntN(150_000), categories[r.IntN(len(categories))]}
		if i%2 == 0 {
			c.amount /= 20
		}
		list[i] = subsidyCase{c, map[string]any{"age": c.age, "residence": c.residence, "amount": c.amount, "category": c.category},
			[4]feel.Value{feel.Int(int64(c.age)), c.residence, feel.Int(int64(c.amount)), c.category}}
	}
	return list
}

// decisionRate returns how many claims a second are decided, going through all n times.
func decisionRate(ctx context.Context, n int, claims []subsidyCase, decide func(i int) (string, error)) (float64, error) {
	watch := clock.Start()
	for range n {
		for i := range claims {
			answer, err := decide(i)
			if err != nil {
				return 0, err
			}
			if answer != byBands(claims[i].subsidyClaim) {
				return 0, fmt.Errorf("%+v: %q", claims[i].subsidyClaim, answer)
			}
		}
	}
	return perSecond(n*len(claims), watch.Elapsed()), ctx.Err()
}
