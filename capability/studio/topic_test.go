package studio

import (
	"context"
	"encoding/json"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tongban/capability/catalogue"
	"tongban/capability/intake"
	"tongban/kernel/message"
	"tongban/ui"
)

// sample returns the items of the demo catalogue as they are read.
func sample(t *testing.T) []*catalogue.Item {
	t.Helper()
	var items []*catalogue.Item
	reader := intake.NewReader(catalogue.Demo())
	for {
		record, err := reader.Next()
		if err != nil {
			break
		}
		if record.Item == nil {
			t.Fatalf("row %d: %+v", record.Number, record.Faults)
		}
		items = append(items, record.Item)
	}
	if len(items) < 10 {
		t.Fatalf("%d items", len(items))
	}
	return items
}

// chinese is a context with the studio's texts.
func chinese(t *testing.T) context.Context { return in(t, message.Chinese) }

func in(t *testing.T, lang message.Lang) context.Context {
	t.Helper()
	texts, err := message.Load(messages, ui.Messages, new(catalogue.Service).Module().Messages)
	if err != nil {
		t.Fatal(err)
	}
	return message.With(t.Context(), texts, lang)
}

// written is an item as a document.
func written(t *testing.T, item *catalogue.Item) string {
	t.Helper()
	text, err := json.Marshal(item)
	if err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer("null", "[]").Replace(string(text)) // no list and an empty one are the same
}

func TestAFormSentBackAsItCameChangesNothing(t *testing.T) {
	ctx := chinese(t)
	for _, item := range sample(t) {
		before := written(t, item)
		for _, topic := range topics {
			changed, faults := topic.apply(ctx, item, topic.values(item))
			if len(faults) > 0 {
				t.Errorf("%s, %s: %+v", item.Code, topic.key, faults)
			}
			if after := written(t, changed); after != before {
				t.Errorf("%s, %s changed", item.Code, topic.key)
			}
			if c := changes(ctx, item, changed); len(c) > 0 {
				t.Errorf("%s, %s: differs by %+v", item.Code, topic.key, c)
			}
		}
		if written(t, item) != before {
			t.Fatalf("%s itself was changed", item.Code)
		}
	}
}

func TestEveryElementHasItsFieldAndEveryFieldItsName(t *testing.T) {
	ctx := chinese(t)
	var first []string
	for _, topic := range topics {
		for _, in := range topic.inputs {
			first = append(first, strings.Split(in.name, ".")[0])
			if got, field, ok := place(in.name); !ok || got.key != topic.key || field != in.name {
				t.Errorf("%s leads to %s of %s", in.name, field, got.key)
			}
			if strings.Contains(in.label(ctx), "⟦") {
				t.Errorf("%s has no label", in.name)
			}
		}
		if topic.list != nil {
			first = append(first, strings.Split(topic.list.name, ".")[0])
		}
	}
	for _, name := range first {
		if !slices.Contains(corrected, name) {
			t.Errorf("%s is corrected by a topic and shown among the others", name)
		}
	}
	for _, name := range corrected {
		if !slices.Contains(first, name) {
			t.Errorf("%s is not shown among the others, and no topic corrects it", name)
		}
	}
}

func TestFindingsLeadToTheFieldThatMendsThem(t *testing.T) {
	for element, want := range map[string]string{
		"name": "name name", "materials": "materials materials[0].name", "materials[2]": "materials materials[2].name",
		"materials[2].necessity": "materials materials[2].necessity", "materials[2].deferrable": "materials materials[2].name",
		"promisedLimit": "limits promisedLimit.value", "statutoryLimit.unit": "limits statutoryLimit.unit", "themes": "audience themes.natural",
		"themes.legal": "audience themes.legal", "conditions[3]": "conditions conditions", "fee.items": "fee fee.items[0].name",
		"fee": "fee fee.charged", "fee.items[1].amountCents": "fee fee.items[1].name", "faq": "faq faq[0].q", "legalBasis": "law legalBasis[0].title",
		"caseType.code": "limits caseType.code", "stages": "stages stages[0].name", "result": "result result.name", "form": "", "scenarios[0].effects[1]": "", "": "", "materialsX": "", "materials[-1].name": "materials materials[0].name",
	} {
		topic, field, ok := place(element)
		if got := strings.TrimSpace(topic.key + " " + field); got != want || ok != (want != "") {
			t.Errorf("%q leads to %q, want %q", element, got, want)
		}
	}
}

func TestRowsAreAddedAndTakenAway(t *testing.T) {
	form := url.Values{}
	laws.write(form, [][]string{{"甲法", "1", ""}, {"乙法", "2", ""}})
	for _, c := range []struct {
		button  string
		changed bool
		titles  []string
	}{
		{"save", false, []string{"甲法", "乙法"}},
		{"", false, []string{"甲法", "乙法"}},
		{"remove 7", false, []string{"甲法", "乙法"}},
		{"remove -1", false, []string{"甲法", "乙法"}},
		{"remove x", false, []string{"甲法", "乙法"}},
		{"add", true, []string{"甲法", "乙法", ""}},
		{"remove 0", true, []string{"乙法", ""}},
		{"remove 1", true, []string{"乙法"}},
		{"remove 0", true, nil},
		{"remove 0", false, nil},
	} {
		changed := laws.change(form, c.button)
		var titles []string
		for _, row := range laws.read(form) {
			titles = append(titles, row[0])
		}
		if changed != c.changed || !reflect.DeepEqual(titles, c.titles) {
			t.Errorf("%q: %v %q, want %v %q", c.button, changed, titles, c.changed, c.titles)
		}
	}
}

func TestMoreRowsThanAnybodyNeedsAreNotTaken(t *testing.T) {
	form := url.Values{}
	for at := range 2 * maxRows {
		form.Set(cell("faq", at, "q"), "问")
	}
	if n := questions.count(form); n != maxRows {
		t.Errorf("%d rows", n)
	}
	if questions.change(form, "add") {
		t.Error("one more was added")
	}
}

func TestAMaterialKeepsWhatIsNotOnTheForm(t *testing.T) {
	ctx := chinese(t)
	item := sample(t)[0]
	topic, _ := topicOf("materials")
	form := topic.values(item)
	form.Set("materials[0].name", "新名称")
	materials.change(form, "add")
	last := len(item.Materials)
	form.Set(cell("materials", last, "name"), "补充说明")
	form.Set(cell("materials", last, "necessity"), "optional")
	changed, faults := topic.apply(ctx, item, form)
	if len(faults) > 0 {
		t.Fatalf("%+v", faults)
	}
	want := item.Materials[0]
	want.Name = "新名称"
	if !reflect.DeepEqual(changed.Materials[0], want) {
		t.Errorf("%+v, want %+v", changed.Materials[0], want)
	}
	added := changed.Materials[last]
	if _, taken := item.Material(added.Code); taken || added.Code == "" || added.Name != "补充说明" {
		t.Errorf("the new one is %+v", added)
	}
	if item.Materials[0].Name == "新名称" {
		t.Error("the version itself was changed")
	}
}

func TestNobodySaysThatItIsFreeUntilSomebodyDoes(t *testing.T) {
	ctx := chinese(t)
	item := &catalogue.Item{}
	topic, _ := topicOf("fee")
	form := topic.values(item)
	if answer := form.Get("fee.charged"); answer != "" {
		t.Errorf("nobody has said %q", answer)
	}
	if same, _ := topic.apply(ctx, item, form); same.Fee.Known() {
		t.Error("a form without an answer says what it costs")
	}
	form.Set("fee.charged", "false")
	free, faults := topic.apply(ctx, item, form)
	if len(faults) > 0 || !free.Fee.Known() || topic.values(free).Get("fee.charged") != "false" {
		t.Errorf("%+v, %+v", free.Fee, faults)
	}
}

func TestTheEvidenceOfATextGoesWithTheText(t *testing.T) {
	item := &catalogue.Item{LegalBasis: []catalogue.LegalBasis{{Title: "甲法", Article: "1", Evidence: "source"}, {Title: "乙法", Article: "2", Evidence: "memory"}}}
	topic, _ := topicOf("law")
	form := topic.values(item)
	form.Set("legalBasis[1].article", "3")
	laws.change(form, "remove 9")
	changed, _ := topic.apply(chinese(t), item, form)
	if got := []string{changed.LegalBasis[0].Evidence, changed.LegalBasis[1].Evidence}; !slices.Equal(got, []string{"source", ""}) {
		t.Errorf("evidence %q", got)
	}
}

func TestWhatIsTypedWrongIsSaidAtItsField(t *testing.T) {
	ctx := chinese(t)
	item := sample(t)[0]
	for _, c := range []struct{ topic, field, value, key string }{
		{"name", "name", strings.Repeat("长", maxLine+1), "studio.check.long"},
		{"conditions", "conditions", strings.Repeat("长", maxText+1), "studio.check.long"},
		{"visits", "onSiteVisits", "-1", "studio.check.whole"},
		{"visits", "onSiteVisits", "一次", "studio.check.whole"},
		{"visits", "onSiteVisits", "99999999999999999999", "studio.check.whole"},
		{"limits", "promisedLimit.value", "NaN", "studio.check.number"},
		{"limits", "promisedLimit.value", "1e9", "studio.check.number"},
		{"limits", "promisedLimit.value", "-0.5", "studio.check.number"},
		{"online", "onlineUrl", "javascript:alert(1)", "studio.check.address"},
		{"online", "mobileUrl", "//example.cn", "studio.check.address"},
		{"materials", "materials[0].originals", "1.5", "studio.check.whole"},
		{"materials", "materials[0].necessity", "maybe", "studio.check.choose"},
		{"materials", "materials[0].name", "", "studio.check.name"},
		{"law", "legalBasis[0].title", "", "studio.check.name"},
		{"faq", "faq[0].a", "", "studio.check.name"},
	} {
		topic, _ := topicOf(c.topic)
		form := topic.values(item)
		form.Set(c.field, c.value)
		if c.field == "faq[0].a" {
			form.Set("faq[0].q", "问")
		}
		_, faults := topic.apply(ctx, item, form)
		if len(faults) != 1 || faults[0].Name != c.field || faults[0].Key != c.key {
			t.Errorf("%s = %.20q: %+v, want %s", c.field, c.value, faults, c.key)
		}
	}
}

func TestTypedTextIsCleanedOfWhatNobodySees(t *testing.T) {
	for typed, want := range map[string]string{
		"  名称\x00 ":                 "名称",
		"a\xff\xfeb":                "a\ufffdb",
		"一\r\n二":                    "一\n二",
		"abc\u202ecba\u2066":        "abccba",
		"\x1b[31m红":                 "[31m红",
		"مرحبا":                     "مرحبا",
		"👨‍👩‍👧 家庭":                  "👨‍👩‍👧 家庭",
		"<script>alert(1)</script>": "<script>alert(1)</script>",
	} {
		if got := clean(typed); got != want {
			t.Errorf("clean(%q) = %q, want %q", typed, got, want)
		}
	}
}

func TestAmountsAreKeptToTheCent(t *testing.T) {
	for typed, want := range map[string]int64{"0": 0, "20": 2000, "20.5": 2050, "19.99": 1999, "0.07": 7, "999999999.99": 99999999999} {
		if got := cents(typed); got == nil || *got != want {
			t.Errorf("%s is %v cents, want %d", typed, got, want)
		}
	}
	if cents("") != nil {
		t.Error("no amount is nothing")
	}
}
