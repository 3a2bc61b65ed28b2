package form_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"tongban/capability/form"
	"tongban/kernel/check"
	"tongban/kernel/clock"
	"tongban/kernel/fault"
	"tongban/kernel/message"
)

// now is the situation answers are checked in: a morning in February.
var now = form.Situation{Today: time.Date(2026, 2, 10, 9, 0, 0, 0, clock.Shanghai)}

// roadQual is the form of the demo item as the sample catalogue has it.
const roadQual = `{"fields":[
 {"key":"holderName","label":"姓名","type":"string","required":true,"validation":{"minLength":2,"maxLength":30,"pattern":"^[\\u4e00-\\u9fa5·A-Za-z .]{2,30}$"},"prefill":"auth.person.name"},
 {"key":"holderId","label":"身份证号","type":"string","required":true,"validation":{"format":"cn_id18"},"prefill":"auth.person.idNo"},
 {"key":"licenceClass","label":"准驾车型","type":"enum","required":true,"options":["A2","B2","C1","C2","C6"]},
 {"key":"dlNo","label":"驾驶证档案编号","type":"string","required":true,"validation":{"pattern":"^\\d{12}$"}},
 {"key":"birthDate","label":"出生日期","type":"date","required":true,"validation":{"derivedFrom":"holderId","check":"年龄≤60周岁"}},
 {"key":"photo","label":"证件照","type":"file","required":true,"material":"M-PHOTO","validation":{"maxKB":200}},
 {"key":"contactMobile","label":"联系手机","type":"string","required":true,"validation":{"format":"cn_mobile"},"prefill":"auth.person.mobile"}]}`

func parse(t *testing.T, raw string) *form.Definition {
	t.Helper()
	d, err := form.Parse(json.RawMessage(raw))
	if err != nil {
		f, _ := fault.As(err)
		t.Fatalf("parse: %v %+v", err, f)
	}
	return d
}

// good are answers without a fault.
func good() form.Values {
	return form.Values{
		"holderName": "林晓梅", "holderId": "11010519491231002X", "licenceClass": "A2",
		"dlNo": "530100123456", "contactMobile": "13800138000",
	}
}

// young is an ID number of somebody born in 1990.
const young = "110105199001010010"

func TestRoadQualIsFilledInOnline(t *testing.T) {
	d := parse(t, roadQual)
	if !d.Supported() {
		t.Fatal("the demo item cannot be filled in")
	}
	var pages []string
	for _, topic := range d.Topics() {
		var keys []string
		for _, f := range topic.Fields {
			keys = append(keys, f.Key)
		}
		pages = append(pages, topic.Key+": "+strings.Join(keys, " "))
	}
	want := []string{"applicant: holderName holderId birthDate contactMobile", "details: licenceClass dlNo"}
	if !slices.Equal(pages, want) {
		t.Errorf("pages %q, want %q", pages, want)
	}
	for key, element := range map[string]string{
		"holderName": "person.name", "holderId": "person.idNumber", "birthDate": "person.birthDate", "contactMobile": "person.mobile", "dlNo": "",
	} {
		f, _ := d.Field(key)
		if f.Element != element {
			t.Errorf("%s means %q, want %q", key, f.Element, element)
		}
		if want := element != ""; f.Sensitive() != want {
			t.Errorf("%s sensitive: %v", key, f.Sensitive())
		}
	}
}

func TestWhatOthersMustNotRead(t *testing.T) {
	for element, masked := range map[string]string{
		"person.name": "林*华", "other.name": "林*华", "driving.fileNumber": "***", "person.birthDate": "***",
		"org.name": "林晓华", "driving.class": "林晓华", "": "林晓华",
	} {
		f := form.Field{Element: element}
		if got := f.Masked("林晓华"); got != masked || f.Sensitive() != (masked != "林晓华") {
			t.Errorf("%s: %q, sensitive %v", element, got, f.Sensitive())
		}
	}
}

func TestEachRuleBrokenAlone(t *testing.T) {
	d := parse(t, roadQual)
	base := good()
	base["holderId"] = young
	if found := d.Check(base, now); len(found) > 0 {
		t.Fatalf("good answers: %+v", found)
	}
	for _, tt := range []struct {
		key    string
		answer any
		want   string
		args   []any
	}{
		{"holderName", "", "form.required.fill", []any{"姓名"}},
		{"holderName", "林", "form.length.min", []any{"姓名", 2, 1}},
		{"holderName", strings.Repeat("林", 31), "form.length.max", []any{"姓名", 30, 31}},
		{"holderName", "林3梅", "form.pattern.other", []any{"姓名"}},
		{"holderName", "林\xff梅", "form.unreadable", []any{"姓名"}},
		{"holderName", int64(3), "form.unreadable", []any{"姓名"}},
		{"holderId", "", "form.required.fill", []any{"身份证号"}},
		{"holderId", "110105199001010017", "check.id.digit", []any{"0", "7"}},
		{"holderId", "1101051990010100", "check.id.length", []any{16}},
		{"licenceClass", "", "form.required.choose", []any{"准驾车型"}},
		{"licenceClass", "Z9", "form.choice.unknown", []any{"准驾车型", "Z9"}},
		{"dlNo", "12345", "form.pattern.digits", []any{"驾驶证档案编号", "12"}},
		{"contactMobile", "12800138000", "check.mobile.digits", nil},
	} {
		v := base.With(form.Values{tt.key: tt.answer})
		found := d.Check(v, now)
		if len(found) != 1 {
			t.Errorf("%s = %q: %+v", tt.key, tt.answer, found)
			continue
		}
		f := found[0]
		if f.Name != tt.key || f.Key != tt.want || fmt.Sprint(f.Args) != fmt.Sprint(tt.args) {
			t.Errorf("%s = %q: got %+v, want %s %v", tt.key, tt.answer, f, tt.want, tt.args)
		}
	}
}

func TestAllFaultsAreReportedAtOnceInTheFormsOrder(t *testing.T) {
	d := parse(t, roadQual)
	var names []string
	for _, f := range d.Check(form.Values{}, now) {
		names = append(names, f.Name)
	}
	want := []string{"holderName", "holderId", "licenceClass", "dlNo", "contactMobile"}
	if !slices.Equal(names, want) {
		t.Errorf("got %v, want %v: the date of birth is not asked, so it is not missed", names, want)
	}
}

func TestAgeIsComputedOnTheDay(t *testing.T) {
	d := parse(t, roadQual)
	for _, tt := range []struct {
		day  time.Time
		want int
	}{
		{time.Date(2010, 12, 30, 12, 0, 0, 0, clock.Shanghai), 0},
		{time.Date(2010, 12, 31, 0, 0, 0, 0, clock.Shanghai), 1},
	} {
		// Born 1949-12-31: 60 until 2010-12-30, 61 the day after.
		if found := d.Check(good(), form.Situation{Today: tt.day}); len(found) != tt.want {
			t.Errorf("on %s: %+v", tt.day.Format(time.DateOnly), found)
		}
	}
	found := d.Check(good(), now)
	if len(found) != 1 || found[0].Name != "birthDate" || found[0].Key != "form.age.max" || fmt.Sprint(found[0].Args) != "[60 76]" {
		t.Errorf("got %+v", found)
	}
}

func TestDateOfBirthCannotBeClaimed(t *testing.T) {
	d := parse(t, roadQual)
	topic, _ := d.Topic("applicant")
	typed := d.Decode(url.Values{"holderId": {"11010519491231002x"}, "birthDate": {"1990-01-01"}}, topic)
	if got := d.Normalise(good().With(typed)).String("birthDate"); got != "1949-12-31" {
		t.Errorf("date of birth %q", got)
	}
	claimed := good()
	claimed["birthDate"] = "1990-01-01"
	if found := d.Check(claimed, now); len(found) != 1 || found[0].Key != "form.age.max" {
		t.Errorf("a claimed date passes: %+v", found)
	}
}

func TestDemoNumbersPassOnlyInTheDemo(t *testing.T) {
	v := good().With(form.Values{"holderId": "990101199001010012"})
	for _, demo := range []bool{false, true} {
		d := parse(t, roadQual)
		d.DemoRegions = demo
		found := d.Check(v, now)
		if refused := slices.ContainsFunc(found, func(f fault.Field) bool { return f.Key == "check.id.region" }); refused == demo {
			t.Errorf("demo %v: %+v", demo, found)
		}
	}
}

func TestAnswersAreBroughtIntoOneWayOfWriting(t *testing.T) {
	d := parse(t, everyKind)
	page := d.Topics()[0]
	got := d.Normalise(d.Decode(url.Values{
		"name": {"  林 晓\t梅\u200b "}, "idNo": {"110105 19900101 001０"}, "mobile": {"+86 138-0013-8000"},
		"count": {"１,２00"}, "price": {"0,001,284.50"}, "colours": {"blue", "red", "blue"}, "online": {"true"},
	}, page).With(d.Decode(url.Values{"day": {"2026年2月3日"}, "month": {"2026/2"}, "year": {"２０２６"}}, d.Topics()[1])))
	want := form.Values{
		"name": "  林 晓\t梅\u200b ", "idNo": young, "mobile": "13800138000", "count": int64(1200), "price": "1284.5",
		"colours": []string{"red", "blue"}, "online": true, "day": "2026-02-03", "month": "2026-02", "year": int64(2026),
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %#v\nwant %#v", got, want)
	}
	if found := d.Check(got, now); len(found) > 0 {
		t.Errorf("faults: %+v", found)
	}
}

// everyKind has a field of every kind that can be filled in.
const everyKind = `{"fields":[
 {"key":"name","label":"姓名","type":"string"},
 {"key":"idNo","label":"证件号","type":"string","validation":{"format":"cn_id18"}},
 {"key":"mobile","label":"手机","type":"string","validation":{"format":"cn_mobile"}},
 {"key":"count","label":"人数","type":"integer","validation":{"min":1,"max":5000}},
 {"key":"price","label":"成交价","type":"decimal","validation":{"min":0.01,"scale":2}},
 {"key":"colours","label":"颜色","type":"enumList","options":[{"value":"red","label":"红"},{"value":"green","label":"绿"},{"value":"blue","label":"蓝"}],"validation":{"minItems":1,"maxItems":2}},
 {"key":"online","label":"是否网络经营","type":"bool"},
 {"key":"day","label":"分娩日期","type":"date","validation":{"min":"2020-01-01","max":"today"}},
 {"key":"month","label":"首次汇缴月份","type":"yearMonth"},
 {"key":"year","label":"参保年度","type":"year","validation":{"oneOf":["currentYear","currentYear+1"]}},
 {"key":"share","label":"比例","type":"decimal","validation":{"min":5,"max":12,"scale":0}},
 {"key":"code","label":"统一社会信用代码","type":"string","validation":{"format":"cn_uscc"}},
 {"key":"card","label":"银行卡号","type":"string","validation":{"format":"luhn","minLength":16}},
 {"key":"unit","label":"编号","type":"string","hint":"共 4 位，见证书右上角","validation":{"length":4,"pattern":"^[A-Z]\\d{3}$"}}]}`

func TestRulesOfTheOtherKinds(t *testing.T) {
	d := parse(t, everyKind)
	if !d.Supported() {
		t.Fatal("not supported")
	}
	for _, tt := range []struct {
		key    string
		answer any
		want   string
	}{
		{"count", "many", "form.type.integer"}, {"count", "1.5", "form.type.integer"}, {"count", int64(0), "form.range.between"},
		{"count", int64(5001), "form.range.between"}, {"count", int64(5000), ""},
		{"price", "ten", "form.type.decimal"}, {"price", "0.001", "form.scale.decimals"}, {"price", "0", "form.range.min"},
		{"price", "99999999999999999999.99", ""}, {"price", "1e5", "form.type.decimal"},
		{"share", "5.5", "form.scale.whole"}, {"share", "13", "form.range.between"}, {"share", "5.0", ""},
		{"colours", []string{"black"}, "form.choice.unknown"}, {"colours", []string{"red", "green", "blue"}, "form.choice.max"},
		{"colours", "red", "form.type.enumList"}, {"online", "perhaps", "form.type.bool"}, {"online", false, ""},
		{"day", "tomorrow", "form.type.date"}, {"day", "2026-02-30", "form.type.date"}, {"day", "2026-02-11", "form.date.max"},
		{"day", "2026-02-10", ""}, {"day", "2019-12-31", "form.date.min"}, {"day", "2020-01-01", ""},
		{"month", "2026-13", "form.type.yearMonth"}, {"year", int64(2025), "form.choice.one-of"}, {"year", int64(2027), ""}, {"year", "next", "form.type.year"},
		{"code", "91350100M000100Y44", "check.uscc.digit"}, {"card", "4111111111111112", "check.bank.digit"}, {"card", "4111 1111 1111 1111", ""},
		{"unit", "A12", "form.length.exact"}, {"unit", "1234", "form.pattern.hint"}, {"unit", "A123", ""},
		{"name", strings.Repeat("长", 2001), "form.length.max"},
	} {
		found := d.Check(form.Values{tt.key: tt.answer}, now)
		switch {
		case tt.want == "" && len(found) > 0:
			t.Errorf("%s = %v: %+v", tt.key, tt.answer, found)
		case tt.want != "" && (len(found) != 1 || found[0].Key != tt.want || found[0].Name != tt.key):
			t.Errorf("%s = %v: got %+v, want %s", tt.key, tt.answer, found, tt.want)
		}
	}
}

// TestWhatIsShownIsReadAgain is the property Decode∘Text = identity on answers
// that are in their way of writing, for random answers of every kind.
func TestWhatIsShownIsReadAgain(t *testing.T) {
	d := parse(t, everyKind)
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		v := d.Normalise(randomAnswers(r))
		input := url.Values{}
		for _, f := range d.Fields {
			if list, ok := v[f.Key].([]string); ok {
				input[f.Key] = list
				continue
			}
			input.Set(f.Key, f.Text(v[f.Key]))
		}
		again := form.Values{}
		for _, topic := range d.Topics() {
			again = again.With(d.Decode(input, topic))
		}
		if !reflect.DeepEqual(again, v) {
			t.Fatalf("%#v came back as %#v", v, again)
		}
		stored, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var object map[string]any
		if err := json.Unmarshal(stored, &object); err != nil {
			t.Fatal(err)
		}
		if loaded, wrong := d.FromJSON(object); len(wrong) > 0 || !reflect.DeepEqual(loaded, v) {
			t.Fatalf("%#v was stored as %s and loaded as %#v, %+v", v, stored, loaded, wrong)
		}
	}
}

func randomAnswers(r *rand.Rand) form.Values {
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	return form.Values{
		"name":    pick("", "林晓梅", "𠮷田 "+strings.Repeat("a", r.IntN(5)), "\ue000 · ", "＜b＞", " x "),
		"idNo":    pick("", young, "1", "x x"),
		"mobile":  pick("", "13800138000", "abc"),
		"count":   r.Int64N(9000) - 100,
		"price":   pick("", "1", "0.10", "-0", "007", "1,000", "abc", fmt.Sprint(r.Float64())),
		"colours": []string{pick("", "red", "green", "black"), pick("", "blue", "red", "white")},
		"online":  r.IntN(2) == 0,
		"day":     pick("", "2026-2-3", "20260203", "2026年12月3日", "nonsense", "2026-02-30"),
		"month":   pick("", "2026-02", "2026年2月", "??"),
		"year":    pick("", "2026", "late"),
		"share":   pick("", "5.0", "12"),
		"unit":    pick("", "A123"),
	}
}

func TestJSONKeepsTheGoodAndReportsTheRest(t *testing.T) {
	d := parse(t, roadQual)
	v, wrong := d.FromJSON(map[string]any{
		"holderName": "林晓梅", "holderId": 123.0, "licenceClass": []any{"A2"}, "nobody": "x", "photo": "abc", "dlNo": nil, "birthDate": "1990-01-01",
	})
	if want := (form.Values{"holderName": "林晓梅", "dlNo": ""}); !reflect.DeepEqual(v, want) {
		t.Errorf("kept %#v", v)
	}
	var got []string
	for _, f := range wrong {
		got = append(got, f.Name+" "+f.Key)
	}
	want := []string{"holderId form.type.string", "licenceClass form.type.enum", "nobody form.unknown", "photo form.unknown"}
	if !slices.Equal(got, want) {
		t.Errorf("reported %q", got)
	}
	if merged := (form.Values{"dlNo": "1"}).With(v); merged["dlNo"] != nil {
		t.Error("null did not take the answer away")
	}
}

func TestWhatCannotBeCheckedIsNotOffered(t *testing.T) {
	for name, field := range map[string]string{
		"no columns":      `{"key":"a","label":"股东","type":"table","validation":{"minItems":1}}`,
		"a bare column":   `{"key":"a","label":"股东","type":"table","columns":[{"key":"b","label":"类型","type":"enum"}]}`,
		"an unknown rule": `{"key":"a","label":"名称","type":"string","validation":{"asyncRule":"name_dup_check"}}`,
		"no options":      `{"key":"a","label":"关系","type":"enum","optionsFrom":"dictionary"}`,
		"no codes":        `{"key":"a","label":"单位","type":"ref"}`,
		"a loose file":    `{"key":"a","label":"照片","type":"file"}`,
	} {
		if parse(t, `{"fields":[`+field+`]}`).Supported() {
			t.Errorf("%s is offered", name)
		}
	}
}

func TestBrokenFormsAreRefusedWithTheirPlace(t *testing.T) {
	for raw, want := range map[string]string{
		`[`:             "form form.definition.json",
		`{"fields":[]}`: "form.fields form.definition.count",
		`{"fields":[{"key":"","label":"a","type":"string"}]}`:                                                                     "form.fields[0] form.definition.nameless",
		`{"fields":[{"key":"a","label":"a","type":"colour"}]}`:                                                                    "form.fields[0].type form.definition.kind",
		`{"fields":[{"key":"a","label":"a","type":"string"},{"key":"a","label":"b","type":"string"}]}`:                            "form.fields[1].key form.definition.twice",
		`{"fields":[{"key":"a","label":"a","type":"date","validation":{"derivedFrom":"b"}}]}`:                                     "form.fields[0].validation.derivedFrom form.definition.unknown",
		`{"fields":[{"key":"a","label":"a","type":"string","validation":{"pattern":"^(?=x)y$"}}]}`:                                "form.fields[0].validation.pattern form.definition.pattern",
		`{"fields":[{"key":"a","label":"a","type":"string"}],"topics":[]}`:                                                        "",
		`{"fields":[{"key":"a","label":"a","type":"string"}],"topics":[{"key":"t","fields":[]}]}`:                                 "form.topics form.definition.unplaced",
		`{"fields":[{"key":"a","label":"a","type":"string"}],"topics":[{"key":"t","fields":["a","a"]}]}`:                          "form.topics[0].fields form.definition.unknown",
		`{"fields":[{"key":"a","label":"a","type":"string"}],"topics":[{"key":"","fields":["a"]}]}`:                               "form.topics[0] form.definition.topic",
		`{"fields":[{"key":"a","label":"a","type":"string","validation":{"pattern":"` + strings.Repeat("a", 501) + `"}}]}`:        "form.fields[0].validation.pattern form.definition.pattern",
		`{"fields":[{"key":"a","label":"a","type":"string","validation":{"pattern":"(((a{1,1000}){1,1000}){1,1000}){1,1000}"}}]}`: "form.fields[0].validation.pattern form.definition.pattern",
	} {
		_, err := form.Parse(json.RawMessage(raw))
		got := ""
		if f, ok := fault.As(err); ok {
			got = f.Fields[0].Name + " " + f.Fields[0].Key
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", raw, got, want)
		}
	}
}

func TestEveryTextIsThereInBothLanguages(t *testing.T) {
	c, err := message.Load(form.Messages, check.Messages)
	if err != nil {
		t.Fatal(err)
	}
	zh, en := c.Keys(message.Chinese), c.Keys(message.English)
	for key, text := range zh {
		if strings.Count(text, "{") != strings.Count(en[key], "{") {
			t.Errorf("%s: %q, %q", key, text, en[key])
		}
	}
	if len(zh) != len(en) {
		t.Errorf("%d Chinese texts, %d English ones", len(zh), len(en))
	}
}
