package form_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tongban/capability/form"
	"tongban/kernel/clock"
	"tongban/kernel/fault"
)

// company is a form with rules across fields, rows and the guide.
const company = `{"fields":[
 {"key":"capital","label":"注册资本","type":"decimal","required":true},
 {"key":"deadline","label":"期限","type":"date"},
 {"key":"founded","label":"出生日期","type":"date"},
 {"key":"city","label":"所在地","type":"address"},
 {"key":"father","label":"父亲","type":"string"},
 {"key":"fatherNo","label":"父亲证件","type":"string"},
 {"key":"owners","label":"股东","type":"table","columns":[
   {"key":"name","label":"姓名","type":"string"},{"key":"amount","label":"出资","type":"decimal"},{"key":"ratio","label":"比例","type":"decimal"},
   {"key":"price","label":"单价","type":"money"},{"key":"worth","label":"合计","type":"computed","compute":"row.amount * row.price","validation":{"scale":2}}]},
 {"key":"sum","label":"合计","type":"computed","compute":"total(owners,'amount')"},
 {"key":"twice","label":"两倍","type":"computed","compute":"sum * 2.0"}],
 "rules":[
 {"key":"hundred","holds":"total(owners,'ratio') == 100.0","at":["owners"],"says":"合计应为 100%","saysEn":"must add up"},
 {"key":"capital","holds":"sum == capital","at":["capital"],"says":"合计应等于注册资本"},
 {"key":"twins","holds":"distinct(owners,'name')","at":["owners"],"says":"股东不能重复"},
 {"key":"late","holds":"deadline <= addYears(today, 5)","at":["deadline"],"says":"不晚于五年"},
 {"key":"adult","holds":"age(founded) >= 18","at":["founded"],"says":"年满十八岁"},
 {"key":"both","holds":"given.father == given.fatherNo","at":["fatherNo"],"says":"一起填写"},
 {"key":"hired","when":"guide.q_hire == true","holds":"count(owners) > 1","at":["owners"],"says":"至少两人"},
 {"key":"share","each":"owners","holds":"row.amount > 0.0 || row.ratio == 0.0","at":["ratio"],"says":"有比例应有出资"}]}`

func TestRulesAcrossFields(t *testing.T) {
	d := parse(t, company)
	row := func(name, amount, ratio string) form.Values {
		return form.Values{"name": name, "amount": amount, "ratio": ratio}
	}
	three := []form.Values{row("甲", "0.1", "33.33"), row("乙", "0.2", "33.33"), row("丙", "0.3", "33.34")}
	for name, tt := range map[string]struct {
		v     form.Values
		guide map[string]any
		want  []string
	}{
		"sums are exact":               {v: form.Values{"capital": "0.6", "owners": three}},
		"a sum that differs":           {v: form.Values{"capital": "0.60001", "owners": three}, want: []string{"capital 合计应等于注册资本"}},
		"rules wait without rows":      {v: form.Values{"capital": "5"}},
		"rules wait for a cell":        {v: form.Values{"capital": "5", "owners": []form.Values{{"name": "甲", "ratio": "10"}}}, want: []string{"owners 合计应为 100%"}},
		"rules wait for what is wrong": {v: form.Values{"capital": "5", "owners": []form.Values{row("甲", "5", "ten")}}, want: []string{"owners.0.ratio form.type.decimal"}},
		"names are alike however wide": {v: form.Values{"capital": "2", "owners": []form.Values{row("ＡＢ", "1", "50"), row(" ab", "1", "50")}}, want: []string{"owners 股东不能重复"}},
		"a row by its place":           {v: form.Values{"capital": "1", "owners": []form.Values{row("甲", "1", "60"), row("乙", "0", "40")}}, want: []string{"owners.1.ratio 有比例应有出资"}},
		"five years to the day":        {v: form.Values{"capital": "1", "deadline": "2031-02-10"}},
		"five years and a day":         {v: form.Values{"capital": "1", "deadline": "2031-02-11"}, want: []string{"deadline 不晚于五年"}},
		"eighteen on the day":          {v: form.Values{"capital": "1", "founded": "2008-02-10"}},
		"eighteen tomorrow":            {v: form.Values{"capital": "1", "founded": "2008-02-11"}, want: []string{"founded 年满十八岁"}},
		"one of two":                   {v: form.Values{"capital": "1", "father": "林"}, want: []string{"fatherNo 一起填写"}},
		"the guide says when":          {v: form.Values{"capital": "1", "owners": []form.Values{row("甲", "1", "100")}}, guide: map[string]any{"q_hire": true}, want: []string{"owners 至少两人"}},
		"the guide says not":           {v: form.Values{"capital": "1", "owners": []form.Values{row("甲", "1", "100")}}, guide: map[string]any{"q_hire": false}},
	} {
		var got []string
		for _, f := range d.Check(tt.v, form.Situation{Today: now.Today, Answers: tt.guide}) {
			if f.Key == "form.rule" {
				f.Key = fmt.Sprint(f.Args...)
			}
			got = append(got, f.Name+" "+f.Key)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
	}
}

func TestTheDayOfARuleIsChinas(t *testing.T) {
	d := parse(t, `{"fields":[{"key":"day","label":"日期","type":"date"}],"rules":[{"key":"r","holds":"day == today && today.getFullYear() == 2026","at":["day"],"says":"今天"}]}`)
	early := time.Date(2026, 1, 1, 0, 30, 0, 0, clock.Shanghai) // still last year in UTC
	if found := d.Check(form.Values{"day": "2026-01-01"}, form.Situation{Today: early.UTC()}); len(found) > 0 {
		t.Errorf("got %+v", found)
	}
}

func TestComputedFieldsAreWorkedOutAndCannotBeClaimed(t *testing.T) {
	d := parse(t, company)
	v := d.Normalise(form.Values{"sum": "999", "owners": []form.Values{{"amount": "33.4", "price": "0.105", "worth": "7"}, {"amount": "66.7"}}})
	if v["sum"] != "100.1" || v["twice"] != "200.2" || v.At("owners.0.worth") != "3.51" || v.At("owners.1.worth") != nil {
		t.Errorf("got %v", v)
	}
	if again := d.Normalise(v); fmt.Sprint(again) != fmt.Sprint(v) {
		t.Errorf("%v becomes %v", v, again)
	}
}

func TestARuleThatCannotBeEvaluatedIsReported(t *testing.T) {
	for name, holds := range map[string]string{
		"it divides by zero": "n / 0 > 1",
		"it costs too much":  "[1,2,3,4,5,6,7,8,9,10].all(a,[1,2,3,4,5,6,7,8,9,10].all(b,[1,2,3,4,5,6,7,8,9,10].all(c,[1,2,3,4,5,6,7,8,9,10].all(d,[1,2,3,4,5,6,7,8,9,10].all(e,[1,2,3,4,5,6,7,8,9,10].all(f, a+b+c+d+e+f+n > 0))))))",
	} {
		d := parse(t, `{"fields":[{"key":"n","label":"数","type":"integer"}],"rules":[{"key":"r","holds":"`+holds+`","at":["n"],"says":"规则"}]}`)
		if found := d.Check(form.Values{"n": int64(1)}, now); len(found) != 1 || found[0].Key != "form.rule-unknown" || found[0].Name != "n" {
			t.Errorf("%s: %+v", name, found)
		}
	}
}

func TestRulesThatCannotBeCompiledAreRefusedWithTheirPlace(t *testing.T) {
	for rule, want := range map[string]string{
		`{"key":"r","holds":"nobody > 1","at":["n"],"says":"s"}`:                                            "form.rules[0].holds form.definition.expression 1 1",
		`{"key":"r","holds":"n >\n  > 1","at":["n"],"says":"s"}`:                                            "form.rules[0].holds form.definition.expression 2 3",
		`{"key":"r","holds":"n + 1","at":["n"],"says":"s"}`:                                                 "form.rules[0].holds form.definition.result bool int",
		`{"key":"r","holds":"n > 'a'","at":["n"],"says":"s"}`:                                               "form.rules[0].holds form.definition.expression 1 3",
		`{"key":"r","holds":"total(rows,'b') > 1.0","at":["n"],"says":"s"}`:                                 "form.rules[0].holds form.definition.unknown rows.b",
		`{"key":"r","each":"rows","holds":"row.b > 1","says":"s"}`:                                          "form.rules[0].holds form.definition.unknown rows.b",
		`{"key":"r","each":"n","holds":"true","says":"s"}`:                                                  "form.rules[0].each form.definition.unknown n",
		`{"key":"r","holds":"true","says":"s"}`:                                                             "form.rules[0].at form.definition.rule-nowhere",
		`{"key":"r","holds":"true","at":["x"],"says":"s"}`:                                                  "form.rules[0].at form.definition.unknown x",
		`{"key":"","holds":"true","at":["n"],"says":"s"}`:                                                   "form.rules[0] form.definition.rule-nameless",
		`{"key":"r","holds":"","at":["n"],"says":"s"}`:                                                      "form.rules[0].holds form.definition.expression-length 2000",
		`{"key":"r","when":"today","holds":"true","at":["n"],"says":"s"}`:                                   "form.rules[0].when form.definition.result bool google.protobuf.Timestamp",
		`{"key":"r","holds":"` + strings.Repeat("n == 1 || ", 300) + `true","at":["n"],"says":"s"}`:         "form.rules[0].holds form.definition.expression-length 2000",
		`{"key":"r","holds":"true","at":["n"],"says":"s"},{"key":"r","holds":"true","at":["n"],"says":"s"}`: "form.rules[1] form.definition.rule-nameless",
	} {
		rule = strings.ReplaceAll(rule, "\n", `\n`)
		_, err := form.Parse(json.RawMessage(`{"fields":[{"key":"n","label":"n","type":"integer"},{"key":"rows","label":"r","type":"table","columns":[{"key":"a","label":"a","type":"decimal"}]}],"rules":[` + rule + `]}`))
		got := ""
		if f, ok := fault.As(err); ok {
			args := f.Fields[0].Args
			got = strings.TrimSpace(f.Fields[0].Name + " " + f.Fields[0].Key + " " + strings.TrimSpace(fmt.Sprintln(args[:min(2, len(args))]...)))
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", rule, got, want)
		}
	}
}

func TestAFormOfThreeHundredFieldsIsReadAndCheckedQuickly(t *testing.T) {
	var fields, rules []string
	v := form.Values{}
	for i := range 300 {
		shown := ""
		if i > 0 {
			shown = fmt.Sprintf(`,"visibleWhen":{"any":[{"var":"f%d","op":"gte","value":0},{"var":"f%d","op":"lt","value":0}]}`, i-1, i/2)
		}
		fields = append(fields, fmt.Sprintf(`{"key":"f%d","label":"字段%d","type":"integer","required":true%s}`, i, i, shown))
		v[fmt.Sprintf("f%d", i)] = int64(i)
		if i < 60 {
			rules = append(rules, fmt.Sprintf(`{"key":"r%d","holds":"f%d <= f%d","at":["f%d"],"says":"递增"}`, i, i, i+1, i))
		}
	}
	watch := clock.Start()
	d := parse(t, `{"fields":[`+strings.Join(fields, ",")+`],"rules":[`+strings.Join(rules, ",")+`]}`)
	if found := d.Check(v, now); len(found) > 0 {
		t.Errorf("got %+v", found[:1])
	}
	if n := len(d.Pages(form.Values{}, nil)); n != 1 {
		t.Errorf("%d pages are open before the first answer", n)
	}
	if took := watch.Elapsed(); took > 5*time.Second { // quadratic growth would take minutes
		t.Errorf("took %s", took)
	}
}

func TestAnswersAreReadableForExpressionsOfOthers(t *testing.T) {
	d := parse(t, company)
	got := d.Readable(form.Values{
		"capital": "120.5", "deadline": "2026-03-10", "father": "", "owners": []form.Values{{"name": "林晓梅", "amount": "60"}}, "unknown": "x",
	})
	if got["capital"] != 120.5 || !got["deadline"].(time.Time).Equal(time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)) || len(got) != 3 {
		t.Errorf("the answers are %v", got)
	}
	if owners := got["owners"].([]map[string]any); len(owners) != 1 || owners[0]["amount"] != 60.0 {
		t.Errorf("the owners are %v", got["owners"])
	}
}
