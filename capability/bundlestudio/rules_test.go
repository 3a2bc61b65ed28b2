package bundlestudio

import (
	"net/url"
	"slices"
	"testing"

	"tongban/capability/bundle"
	"tongban/capability/catalogue"
	"tongban/kernel/fault"
)

func sample() *bundle.Bundle {
	return &bundle.Bundle{
		Code: "retirement", Name: "退休", Components: []bundle.Component{{Item: "ss-card", Required: true}, {Item: "elder-card", DependsOn: []string{"ss-card"}}},
		Questions: []catalogue.Question{
			{ID: "b_old", Text: "满65了吗？", Type: "bool"},
			{ID: "b_how", Text: "怎么领？", Type: "single", Options: []catalogue.Option{{Value: "post", Label: "邮寄"}, {Value: "window", Label: "窗口"}}},
		},
	}
}

func TestAConditionSurvivesItsOption(t *testing.T) {
	for _, c := range []*catalogue.Condition{
		nil, {Var: "b_old", Op: "eq", Value: true}, {Var: "b_how", Op: "eq", Value: "po|st"}, {Var: "b_n", Op: "gte", Value: 350.0}, {Var: "b_opt", Op: "contains", Value: "card"},
	} {
		got := decode(encode(c))
		if (c == nil) != (got == nil) || c != nil && *c != *got {
			t.Errorf("%+v became %+v", c, got)
		}
	}
	for _, text := range []string{"", "x", "a|b", "a|nonsense|1", "a|eq|", "a|eq|null", "||"} {
		if c := decode(text); c != nil && c.Var != "" {
			t.Errorf("%q became %+v", text, c)
		}
	}
}

func TestAComponentIsTakenOutWithAllThatIsSaidOfIt(t *testing.T) {
	b := sample()
	b.Fields = []bundle.FieldRule{{Element: "holder.name", Take: "ss-card"}, {Item: "elder-card", Key: "photo", Apart: true}}
	b.Supplies = []bundle.Supply{{Element: "holder.idNumber", Result: "ss-card"}, {Element: "holder.name", From: "person.name", Items: []string{"ss-card"}}, {Element: "holder.minor", Value: false}}
	b.Materials = []bundle.JointMaterial{{Code: "M-ID", Name: "身份证件", Take: "ss-card", Covers: []string{"ss-card.M-ID", "elder-card.M-ID"}}}
	if _, err := changeComponents(b, url.Values{"do": {"remove:ss-card"}}); err != nil {
		t.Fatal(err)
	}
	if len(b.Components) != 1 || len(b.Components[0].DependsOn) != 0 || len(b.Fields) != 1 || len(b.Supplies) != 1 || b.Materials[0].Take != "" || len(b.Materials[0].Covers) != 1 {
		t.Errorf("%+v", b)
	}
	if _, err := changeComponents(b, url.Values{"do": {"remove:ss-card"}}); fault.KindOf(err) != fault.Conflict {
		t.Error("somebody else was faster:", err)
	}
	if _, err := changeComponents(b, url.Values{"do": {"add:elder-card"}}); fault.KindOf(err) != fault.Invalid {
		t.Error("picked twice:", err)
	}
	if at, err := changeComponents(b, url.Values{"do": {"external"}, "external.name": {" 公积金提取 "}, "external.department": {"公积金中心"}}); err != nil || at != "external-1" || b.Components[1].Name != "公积金提取" {
		t.Error(at, err)
	}
	if _, err := changeComponents(b, url.Values{"do": {"check"}, "check.name": {"核验"}}); fault.KindOf(err) != fault.Invalid {
		t.Error("a check of nothing:", err)
	}
}

func TestAnOptionKeepsItsValueWhateverItIsCalled(t *testing.T) {
	b := sample()
	q := &b.Questions[1]
	err := changeQuestion(q, url.Values{"text": {"怎么领？"}, "type": {"single"}, "opt.0": {"寄给我"}, "opt.1": {""}, "opt.2": {"到网点"}, "default": {`"post"`},
		"effect.0.when": {`"o1"`}, "effect.0.message": {"请预约"}, "effect.0.stop": {"1"}})
	if err != nil {
		t.Fatal(err)
	}
	want := []catalogue.Option{{Value: "post", Label: "寄给我"}, {Value: "o1", Label: "到网点"}}
	if !slices.Equal(q.Options, want) || q.Default != "post" || len(q.Effects) != 1 || q.Effects[0].When != (catalogue.Condition{Var: "b_how", Op: "eq", Value: "o1"}) || !q.Effects[0].Stop {
		t.Errorf("%+v", q)
	}
	if err := changeQuestion(q, url.Values{"text": {""}, "type": {"single"}, "opt.0": {"一个"}}); fault.KindOf(err) != fault.Invalid {
		t.Error("no text and one option:", err)
	}
	if err := changeQuestion(q, url.Values{"text": {"?"}, "type": {"bool"}, "effect.0.message": {"话"}}); fault.KindOf(err) != fault.Invalid {
		t.Error("a message for no answer:", err)
	}
}

func TestOwnQuestionsAreSettled(t *testing.T) {
	b := sample()
	item := &catalogue.Item{Scenarios: []catalogue.Question{
		{ID: "q_bank", Type: "single", Options: []catalogue.Option{{Value: "B1"}, {Value: "B2"}}}, {ID: "q_region", Type: "bool"}, {ID: "q_n", Type: "number"}, {ID: "q_asked", Type: "bool"},
	}}
	c := &b.Components[0]
	form := url.Values{"required": {"no"}, "when": {"b_old|eq|true"}, "depends": {"elder-card", "ss-card", "nowhere"}, "age": {"0"},
		"how.q_bank": {"q:b_how"}, "map.q_bank.post": {`"B1"`}, "how.q_region": {"v:true"}, "how.q_n": {"typed"}, "typed.q_n": {"3"}, "how.q_asked": {""}}
	changeComponent(b, c, item, form)
	changeComponent(b, c, item, form) // a map counts once the question is the one it was drawn for
	if c.Required || c.When.Var != "b_old" || !slices.Equal(c.DependsOn, []string{"elder-card"}) || len(c.Answers) != 4 {
		t.Errorf("%+v", c)
	}
	if g := c.Answers["q_bank"]; g.Question != "b_how" || g.Map["post"] != "B1" || len(g.Map) != 1 {
		t.Errorf("%+v", g)
	}
	if c.Answers["q_region"].Value != true || c.Answers["q_n"].Value != 3.0 || c.Answers["age"].Value != 0.0 {
		t.Errorf("%+v", c.Answers)
	}
}

func TestASupplyComesFromOnePlace(t *testing.T) {
	for name, c := range map[string]struct {
		form url.Values
		want bundle.Supply
		bad  bool
	}{
		"another field": {url.Values{"s.way": {"from"}, "s.from": {"person.name"}, "s.value": {"未用"}}, bundle.Supply{From: "person.name"}, false},
		"itself":        {url.Values{"s.way": {"from"}, "s.from": {"holder.name"}}, bundle.Supply{}, true},
		"nothing":       {url.Values{}, bundle.Supply{}, true},
		"no":            {url.Values{"s.way": {"value"}, "s.value": {"false"}}, bundle.Supply{Value: false}, false},
		"empty":         {url.Values{"s.way": {"empty"}}, bundle.Supply{Value: ""}, false},
		"a gone one":    {url.Values{"s.way": {"question"}, "s.question": {"b_gone"}}, bundle.Supply{}, true},
		"a question":    {url.Values{"s.way": {"question"}, "s.question": {"b_how"}}, bundle.Supply{Question: "b_how"}, false},
	} {
		b := sample()
		c.form.Set("do", "supply")
		err := changeField(b, subjectOf("holder.name"), c.form)
		if c.bad != (err != nil) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err == nil && (b.Supplies[0].From != c.want.From || b.Supplies[0].Value != c.want.Value || b.Supplies[0].Question != c.want.Question) {
			t.Errorf("%s: %+v", name, b.Supplies)
		}
	}
}

func TestPapersAreJoinedAndSplit(t *testing.T) {
	b := sample()
	join := url.Values{"do": {"join"}, "name": {"身份证件"}, "paper": {"ss-card.M-ID", "elder-card.M-ID"}}
	if err := changePapers(b, join); err != nil {
		t.Fatal(err)
	}
	code := b.Materials[0].Code
	join["paper"] = []string{code, "ss-card.M-PHOTO"}
	if err := changePapers(b, join); err != nil || len(b.Materials) != 1 || len(b.Materials[0].Covers) != 3 {
		t.Fatal(err, b.Materials)
	}
	if err := changePapers(b, url.Values{"do": {"join"}, "name": {"一份"}, "paper": {"ss-card.M-GUARD"}}); fault.KindOf(err) != fault.Invalid {
		t.Error("one alone:", err)
	}
	if err := changePapers(b, url.Values{"do": {"split:" + b.Materials[0].Code}}); err != nil || len(b.Materials) != 0 {
		t.Error(err, b.Materials)
	}
}

func TestACircleIsDrawnToo(t *testing.T) {
	list := []bundle.Component{{Item: "a", DependsOn: []string{"b"}}, {Item: "b", DependsOn: []string{"a"}}, {Item: "c"}}
	columns := levels(list)
	if len(columns) != 2 || len(columns[0]) != 1 || len(columns[1]) != 2 {
		t.Errorf("%+v", columns)
	}
}
