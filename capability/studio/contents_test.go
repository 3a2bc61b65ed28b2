package studio

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"tongban/capability/catalogue"
	"tongban/kernel/message"
)

func TestADifferenceIsReadThingByThing(t *testing.T) {
	ctx := chinese(t)
	before := sample(t)[0]
	after := *before
	after.Name = "新名称"
	after.Conditions = append([]string{"新条件"}, before.Conditions[1:]...)
	after.Materials = slices.Clone(before.Materials[1:])
	after.Materials[0].Copies += 2
	after.OnSiteVisits = before.OnSiteVisits + 1
	after.Scenarios = nil
	after.Version = "9.9"
	var got []string
	for _, c := range changes(ctx, before, &after) {
		line := c.label + " | " + c.old + " | " + c.new
		if c.opaque {
			line = c.label + " *"
		}
		got = append(got, strings.ReplaceAll(line, "\n", "/"))
	}
	all := strings.Join(got, "\n")
	for _, want := range []string{
		"事项名称 | " + before.Name + " | 新名称", "受理条件 |  | 新条件", "受理条件 | " + before.Conditions[0] + " | ",
		before.Materials[0].Name + " | " + before.Materials[0].Name, "到现场次数 | ", "情形引导 *", "版本 | " + before.Version + " | 9.9",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in\n%s", want, all)
		}
	}
	if len(got) != 8 {
		t.Errorf("%d differences, want 8:\n%s", len(got), all)
	}
}

func TestEveryElementHasANameInBothLanguages(t *testing.T) {
	document, err := json.Marshal(full())
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(document, &all); err != nil {
		t.Fatal(err)
	}
	for _, lang := range []message.Lang{message.Chinese, message.English} {
		for name := range all {
			if got := catalogue.Place(in(t, lang), name); got == name && lang == message.Chinese {
				t.Errorf("%s has no name", name)
			}
		}
	}
}

// full is an item that leaves nothing out.
func full() *catalogue.Item {
	return &catalogue.Item{
		HandlingItemCode: "1", Keywords: []string{"词"}, TrackLimits: []catalogue.TrackLimit{{}}, PowerSource: "法定", PowerDivision: "分", ExerciseContent: "内容",
		EntrustingBody: "委托", CoImplementers: []string{"联办"}, HandlingOrg: "承办", Levels: []catalogue.LevelPower{{}}, PlannedEffective: "2026-01-01",
		PlannedCancel: "2027-01-01", OnSiteReason: "原因", InHall: true, OnlineURL: "https://a.cn", MobileURL: "https://a.cn", Platform: "平台", SingleSignOn: true,
		QuantityLimit: "无", IntermediaryServices: []string{"中介"}, Commitment: &catalogue.Commitment{}, Proactive: &catalogue.Proactive{},
		AssistForElderly: &catalogue.AssistForElderly{}, Walkthrough: &catalogue.Walkthrough{}, DataNote: "说明", English: map[string]string{"a": "b"},
	}
}

func TestEveryRuleHasAShortName(t *testing.T) {
	texts, err := message.Load(messages, new(catalogue.Service).Module().Messages)
	if err != nil {
		t.Fatal(err)
	}
	ctx := message.With(t.Context(), texts, message.Chinese)
	for key := range texts.Keys(message.Chinese) {
		if rule, ok := strings.CutPrefix(key, "catalogue.lint."); ok && ruleName(ctx, rule) == t2(texts, "studio.rule-unnamed") {
			t.Errorf("the rule %s has no short name", rule)
		}
	}
}

func t2(texts *message.Catalogue, key string) string { return texts.Text(message.Chinese, key) }

func TestASourceRecordIsShownAsItCame(t *testing.T) {
	ctx := chinese(t)
	fields := fieldsOf(ctx, "gdzwfw", json.RawMessage(`{"TASK_NAME": "临时价格", "handle_time": "30(工作日)", "TASK_TAG": null,
		"theme_category": ["其他", "教育"], "strange_key": {"a": [1, 12345678901234567890]}, "TASK_NAME": "又一次"}`))
	var got []string
	for _, f := range fields {
		got = append(got, f.key+"/"+f.label+"/"+f.value)
	}
	want := []string{"TASK_NAME/事项名称/临时价格", "handle_time/法定办结时限/30(工作日)", "TASK_TAG/事项标签/", "theme_category/主题分类/1. 其他\n2. 教育",
		"strange_key//{\n  \"a\": [\n    1,\n    12345678901234567890\n  ]\n}", "TASK_NAME/事项名称/又一次"}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
}

func TestASourceThatIsNoObjectIsShownWhole(t *testing.T) {
	for _, text := range []string{`[1, 2]`, `"文本"`, `{"a": 1`, `not json`, ``} {
		fields := fieldsOf(chinese(t), "gdzwfw", json.RawMessage(text))
		if len(fields) != 1 || fields[0].value != text {
			t.Errorf("%q: %+v", text, fields)
		}
	}
}
