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

	"tongban/capability/element"
	"tongban/capability/form"
	"tongban/capability/form/formtest"
	"tongban/capability/place"
	"tongban/kernel/clock"
)

// wide has a field of each kind that everyKind has not.
const wide = `{"fields":[
 {"key":"essay","label":"理由","type":"longText","validation":{"minLength":2,"maxLength":20}},
 {"key":"fee","label":"费用","type":"money","validation":{"min":0.01}},
 {"key":"at","label":"出生时间","type":"datetime","validation":{"max":"now"}},
 {"key":"stay","label":"设置期限","type":"dateRange","validation":{"maxMonths":36,"notBefore":"today"}},
 {"key":"home","label":"住所","type":"address","required":true,"validation":{"minLength":3,"maxLength":20,"requireRegionCode":true}},
 {"key":"folk","label":"民族","type":"code","validation":{"dict":"GB/T 3304"}},
 {"key":"native","label":"籍贯","type":"code","validation":{"dict":"GB/T 2260"}},
 {"key":"trades","label":"行业","type":"codeList","validation":{"dict":"industry","maxItems":2}},
 {"key":"spot","label":"位置","type":"location"},
 {"key":"agree","label":"承诺","type":"agreement","required":true,"text":"内容真实"},
 {"key":"note","label":"说明","type":"info","text":"请注意"},
 {"key":"due","label":"期限","type":"date","validation":{"maxOffset":"P5Y","anchor":"establishDate","notBefore":"today"}},
 {"key":"first","label":"首月","type":"yearMonth","validation":{"notBefore":"establishDate"}},
 {"key":"phone","label":"电话","type":"string","validation":{"format":"cn_phone"}},
 {"key":"mail","label":"邮箱","type":"string","validation":{"format":"email"}},
 {"key":"rows","label":"职工","type":"table","validation":{"minItems":1,"maxItems":3},"columns":[
   {"key":"name","label":"姓名","labelEn":"Name","type":"string","required":true,"validation":{"maxLength":10}},
   {"key":"kind","label":"类型","type":"enum","options":[{"value":"a","label":"全职"},{"value":"b","label":"兼职"}]},
   {"key":"pay","label":"工资（元）","type":"decimal","validation":{"min":0,"scale":2}},
   {"key":"since","label":"入职日期","type":"date","validation":{"max":"today"}},
   {"key":"local","label":"本地","type":"bool"}]}]}`

// settled are answers to wide without a fault.
func settled() form.Values {
	return form.Values{
		"home": form.Values{"region": "990102", "detail": "人民路8号"}, "agree": true,
		"rows": []form.Values{{"name": "林晓梅", "kind": "a", "pay": "1.5", "since": "2026-01-01", "local": false}},
	}
}

func TestRulesOfAnswersWithPartsAndRows(t *testing.T) {
	d := parse(t, wide)
	d.Regions = func(code string) (place.Label, bool) {
		return place.Label{Name: "青山区"}, code == "990102"
	}
	if found := d.Check(settled(), now); len(found) > 0 || !d.Supported() {
		t.Fatalf("good answers: %+v, unsupported %v", found, d.Unsupported())
	}
	for _, tt := range []struct {
		key    string
		answer any
		want   string
	}{
		{"essay", "字", "essay form.length.min"}, {"essay", "第一行\n第二行", ""}, {"fee", "0", "fee form.range.between"}, {"fee", "￥1,280.5元", ""},
		{"fee", "0.005", "fee form.scale.decimals"}, {"fee", "1000000000000", "fee form.range.between"},
		{"at", "2026-02-10T09:00", ""}, {"at", "2026年2月10日 9:01", "at form.date.max"}, {"at", "noon", "at form.type.datetime"},
		{"stay", form.Values{"from": "2026-02-10", "to": "2029-02-10"}, ""}, {"stay", form.Values{"from": "2026-02-10", "to": "2029-02-11"}, "stay.to form.period.long"},
		{"stay", form.Values{"from": "2026-02-10"}, "stay.to form.period.to"}, {"stay", form.Values{"from": "2026-03-10", "to": "2026-03-09"}, "stay.to form.period.order"},
		{"stay", form.Values{"from": "2026-02-09", "to": "2026-03-09"}, "stay.from form.date.min"}, {"stay", form.Values{"from": "x", "to": "2026-03-09"}, "stay.from form.type.date"},
		{"home", nil, "home form.required.fill"}, {"home", form.Values{"detail": "人民路8号"}, "home.region form.address.region"},
		{"home", form.Values{"region": "990103", "detail": "人民路8号"}, "home.region form.address.unknown"}, {"home", form.Values{"region": "990102"}, "home.detail form.address.detail"},
		{"home", form.Values{"region": "990102", "detail": "路"}, "home.detail form.length.min"}, {"home", form.Values{"region": "990102", "detail": "人\u200b民路"}, "home.detail form.text.invisible"},
		{"folk", "01", ""}, {"folk", "99x", "folk form.choice.unknown"}, {"native", "990102", ""}, {"native", "110101", "native form.choice.unknown"},
		{"trades", []string{"A", "B"}, ""}, {"trades", []string{"A", "B", "C"}, "trades form.choice.max"}, {"trades", []string{"?"}, "trades form.choice.unknown"},
		{"spot", form.Values{"lat": "90", "lng": "-180"}, ""}, {"spot", form.Values{"lat": "90.0000001", "lng": "1"}, "spot.lat form.range.between"},
		{"spot", form.Values{"lat": "1"}, "spot.lng form.location.lng"}, {"spot", form.Values{"lat": "1.12345678", "lng": "1"}, "spot.lat form.scale.decimals"},
		{"agree", nil, "agree form.required.agree"}, {"agree", false, "agree form.required.agree"}, {"agree", "perhaps", "agree form.type.bool"},
		{"due", "2031-02-10", ""}, {"due", "2031-02-11", "due form.date.max"}, {"due", "2026-02-09", "due form.date.min"},
		{"first", "2026-02", ""}, {"first", "2026-01", "first form.date.min"}, {"phone", "0871－65519001", ""}, {"phone", "65519001", "phone form.pattern"},
		{"mail", "a.b+c@example.com.cn", ""}, {"mail", "a@b", "mail form.pattern.email"}, {"mail", "a@@b.cn", "mail form.pattern.email"}, {"mail", ".a@b.cn", "mail form.pattern.email"},
		{"rows", []form.Values{}, ""}, {"rows", []form.Values{{}}, "rows.0 form.table.blank"}, {"rows", "x", "rows form.type.table"},
		{"rows", []form.Values{{"pay": "-1"}}, "rows.0.name form.required.fill, rows.0.pay form.range.min"},
		{"rows", []form.Values{{"name": "a"}, {"name": "b", "kind": "c"}}, "rows.1.kind form.choice.unknown"},
		{"rows", []form.Values{{"name": "a"}, {"name": "b"}, {"name": "c"}, {"name": "d"}}, "rows form.table.max"},
		{"rows", []form.Values{{"name": "a", "since": "2026-02-11", "local": "x"}}, "rows.0.since form.date.max, rows.0.local form.type.bool"},
	} {
		got := strings.Join(codes(d.Check(settled().With(form.Values{tt.key: tt.answer}), now)), ", ")
		if strings.Replace(got, "check.phone.digits", "form.pattern", 1) != tt.want {
			t.Errorf("%s = %v: got %q, want %q", tt.key, tt.answer, got, tt.want)
		}
	}
}

func TestButtonsOfATableLoseNothing(t *testing.T) {
	d := parse(t, wide)
	topic := d.Topics()[slices.IndexFunc(d.Topics(), func(t form.Topic) bool { return t.Fields[0].Kind == form.Table })]
	input := formtest.Inputs(form.Values{"rows": []form.Values{{"name": "甲", "pay": "ten"}, {"name": "乙"}}})
	press := func(button, value string) ([]form.Values, []string) {
		pressed := url.Values{button: {value}, "rows.paste": {"姓名\t类型\t工资\n丙\t兼职\t1,200.50"}}
		for name, values := range input {
			pressed[name] = values
		}
		v, wrong, acted := d.Act(pressed, topic)
		if !acted {
			t.Fatalf("%s does nothing", button)
		}
		return v.Rows("rows"), codes(wrong)
	}
	if rows, wrong := press("row-add", "rows"); len(rows) != 3 || rows[0]["pay"] != "ten" || len(rows[2]) != 0 || len(wrong) > 0 {
		t.Errorf("a row added: %v %v", rows, wrong)
	}
	if rows, _ := press("row-remove", "rows.0"); len(rows) != 1 || rows[0]["name"] != "乙" {
		t.Errorf("the first row removed: %v", rows)
	}
	if rows, _ := press("row-remove", "rows.7"); len(rows) != 2 {
		t.Errorf("a row that is not there removed: %v", rows)
	}
	rows, wrong := press("row-paste", "rows")
	if want := (form.Values{"name": "丙", "kind": "b", "pay": "1200.5"}); len(wrong) > 0 || len(rows) != 3 || !reflect.DeepEqual(rows[2], want) {
		t.Errorf("pasted: %v %v", rows, wrong)
	}
	if _, _, acted := d.Act(input, topic); acted {
		t.Error("going on is taken for a button of the table")
	}
	if got := d.Decode(url.Values{"rows.rows": {"999999999"}}, topic).Rows("rows"); len(got) != 0 {
		t.Errorf("%d rows out of nothing", len(got))
	}
}

func TestTablesArePastedFromWherePeopleHaveThem(t *testing.T) {
	d := parse(t, wide)
	table, _ := d.Field("rows")
	want := []form.Values{{"name": "甲", "kind": "a", "pay": "1200"}, {"name": "乙\n二", "local": true}}
	for name, text := range map[string]string{
		"a spreadsheet":      "姓名\t类型\t工资(元)\t本地\r\n甲\t全职\t1,200\t\r\n\"乙\n二\"\t\t\t是\r\n",
		"columns in English": "\ufeffNAME,kind,pay,local\n甲,a,1200,\n\"乙\n二\",,,yes\n",
		"another order":      "本地\t姓名*\t工资\t类型\n\t甲\t1200\ta\n√\t\"乙\n二\"\t\t",
		"no heading":         "甲\t全职\t1200\n\"乙\n二\"\t\t\t\t是",
	} {
		rows, wrong := d.Paste(table, text)
		if !reflect.DeepEqual(rows, want) || len(wrong) > 0 {
			t.Errorf("%s: %v %v", name, rows, codes(wrong))
		}
	}
	markdown, wrong := d.Paste(table, "| 姓名 | 工资 | 身高 |\n|---|--:|---|\n| 甲 | 1200 | 180 |\n")
	if !reflect.DeepEqual(markdown, []form.Values{{"name": "甲", "pay": "1200"}}) || !slices.Equal(codes(wrong), []string{"rows form.paste.column"}) {
		t.Errorf("Markdown: %v %v", markdown, codes(wrong))
	}
	for text, want := range map[string]string{
		"  \n": "rows form.paste.empty", "甲\n乙\n丙\n丁": "rows form.paste.max",
		strings.Repeat("甲\t全职\t1200\n", 10_000): "rows form.paste.max", strings.Repeat("甲", 2<<20): "rows form.paste.max",
		"甲\ta\t1\t2026-01-01\ttrue\tx": "rows form.paste.wide", strings.Repeat("姓名,x,", 100_000): "rows form.paste.unreadable",
	} {
		watch := clock.Start()
		rows, wrong := d.Paste(table, text)
		if !slices.Equal(codes(wrong), []string{want}) || want != "rows form.paste.wide" && rows != nil {
			t.Errorf("%.20q…: %d rows, %v", text, len(rows), codes(wrong))
		}
		if watch.Elapsed() > time.Second {
			t.Errorf("%.20q… took %s", text, watch.Elapsed())
		}
	}
}

func TestOfManyStrangeColumnsAFewAreNamed(t *testing.T) {
	d := parse(t, wide)
	table, _ := d.Field("rows")
	if _, wrong := d.Paste(table, strings.Repeat("姓名,x,", 90)+"姓名"); len(wrong) == 0 || len(wrong) > 20 {
		t.Errorf("%d faults", len(wrong))
	}
}

func TestFieldsAreShownByTheGuideAndByOthers(t *testing.T) {
	d := parse(t, `{"fields":[
		{"key":"hire","label":"雇工","type":"bool","visibleWhen":{"var":"q_firm","op":"eq","value":true}},
		{"key":"count","label":"人数","type":"integer","required":true,"visibleWhen":{"all":[{"var":"hire","op":"eq","value":true},{"not":{"var":"q_kind","op":"eq","value":"x"}}]}},
		{"key":"why","label":"原因","type":"string","required":true,"visibleWhen":{"var":"count","op":"gte","value":100}}]}`)
	v := form.Values{"hire": true, "count": int64(120), "why": "因为"}
	for _, tt := range []struct {
		guide map[string]any
		v     form.Values
		want  string
	}{
		{nil, v, ""}, {map[string]any{"q_firm": true}, v, "count hire why"}, {map[string]any{"q_firm": true, "q_kind": "x"}, v, "hire"},
		{map[string]any{"q_firm": true}, v.With(form.Values{"count": int64(99)}), "count hire"}, {map[string]any{"q_firm": true}, v.With(form.Values{"hire": false}), "hire"},
	} {
		var keys []string
		for key := range d.Asked(tt.v, tt.guide) {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		if got := strings.Join(keys, " "); got != tt.want {
			t.Errorf("%v %v: %q is handed in, want %q", tt.guide, tt.v, got, tt.want)
		}
		if found := d.Check(tt.v, form.Situation{Today: now.Today, Answers: tt.guide}); len(found) > 0 {
			t.Errorf("%v: %+v", tt.guide, found)
		}
	}
	if found := d.Check(form.Values{"hire": true}, form.Situation{Today: now.Today, Answers: map[string]any{"q_firm": true}}); len(found) != 1 || found[0].Name != "count" {
		t.Errorf("what is shown is not required: %+v", found)
	}
}

// TestNormalisingTwiceIsNormalisingOnce holds for whatever was typed or sent, and what
// is stored comes back.
func TestNormalisingTwiceIsNormalisingOnce(t *testing.T) {
	texts := append(hostile(t), "2026-2-3", "1,200", "true", "a", "01", "990102", "¥5", "2026年2月", "A")
	r := rand.New(rand.NewPCG(7, 9))
	for _, raw := range []string{everyKind, wide, company, textFields} {
		d := parse(t, raw)
		for range 400 {
			v := form.Values{}
			for i := range d.Fields {
				v[d.Fields[i].Key] = anyAnswer(r, &d.Fields[i], texts)
			}
			once := d.Normalise(v)
			if twice := d.Normalise(once); !reflect.DeepEqual(once, twice) {
				t.Fatalf("%#v\nbecomes %#v", once, twice)
			}
			d.Check(once, now) // whatever it is, nothing may panic
			stored, err := json.Marshal(once)
			if err != nil {
				t.Fatal(err)
			}
			var object map[string]any
			if err := json.Unmarshal(stored, &object); err != nil {
				t.Fatal(err)
			}
			if back := d.Restore(object); !reflect.DeepEqual(back, once) {
				t.Fatalf("%#v\nis stored as %s\nand comes back as %#v", once, stored, back)
			}
		}
	}
}

// anyAnswer is an answer of the right sort, or of none.
func anyAnswer(r *rand.Rand, f *form.Field, texts []string) any {
	text := func() string { return strings.ToValidUTF8(texts[r.IntN(len(texts))], "") }
	switch n := r.IntN(8); {
	case n == 0:
		return nil
	case n == 1:
		return text()
	case f.Kind == form.Table:
		rows := make([]form.Values, r.IntN(4))
		for i := range rows {
			rows[i] = form.Values{}
			for c := range f.Columns {
				rows[i][f.Columns[c].Key] = anyAnswer(r, &f.Columns[c], texts)
			}
		}
		return rows
	case f.Kind == form.EnumList, f.Kind == form.CodeList:
		return []string{text(), text()}
	case f.Kind == form.Integer, f.Kind == form.Year:
		return r.Int64N(5000)
	case f.Kind == form.Bool, f.Kind == form.Agreement:
		return r.IntN(2) == 0
	case f.Kind == form.Address:
		return form.Values{"region": text(), "detail": text(), "other": text()}
	case f.Kind == form.DateRange:
		return form.Values{"from": text(), "to": text()}
	case f.Kind == form.Location:
		return form.Values{"lat": text(), "lng": text()}
	}
	return text()
}

func TestJSONNamesWhatIsWrongByItsPath(t *testing.T) {
	d := parse(t, wide)
	var object map[string]any
	if err := json.Unmarshal([]byte(`{"home":{"region":990102,"detail":"人民路8号","floor":1},"stay":"always","trades":"A","agree":"true","note":"x",
		"rows":[{"name":"甲","pay":1.5,"local":true,"hat":1},3,{"name":{"a":1}}],"spot":{"lat":25.04,"lng":"102.71"}}`), &object); err != nil {
		t.Fatal(err)
	}
	v, wrong := d.FromJSON(object)
	want := []string{"agree form.type.agreement", "home.floor form.unknown", "home.region form.type.code", "note form.unknown", "rows.0.hat form.unknown",
		"rows.1 form.type.row", "rows.2.name form.type.string", "stay form.type.dateRange", "trades form.type.codeList"}
	if !slices.Equal(codes(wrong), want) {
		t.Errorf("got %q", codes(wrong))
	}
	if v.At("rows.0.pay") != "1.5" || v.At("spot.lat") != "25.04" || v.At("home.detail") != "人民路8号" || len(v.Rows("rows")) != 3 {
		t.Errorf("kept %v", v)
	}
}

func TestWhatIsPrivateInARowIsSealedAndMasked(t *testing.T) {
	d := parse(t, `{"fields":[
		{"key":"officers","label":"董事","type":"table","element":"org.officers","columns":[
			{"key":"name","label":"姓名","type":"string","element":"officer.name"},{"key":"hat","label":"帽子","type":"string"}]},
		{"key":"crew","label":"人员","type":"table","columns":[{"key":"idNo","label":"身份证号","type":"string","element":"employee.idNumber"}]},
		{"key":"plain","label":"清单","type":"table","columns":[{"key":"what","label":"物品","type":"string"}]},
		{"key":"home","label":"住址","type":"address"},{"key":"shop","label":"经营场所","type":"address","element":"place.address"},{"key":"spot","label":"位置","type":"location"}]}`)
	shop, _ := element.Find("place.address")
	for key, want := range map[string]bool{"officers": true, "crew": true, "plain": false, "home": true, "shop": shop.Protected(), "spot": true} {
		if f, _ := d.Field(key); f.Sensitive() != want {
			t.Errorf("%s: sensitive %v", key, f.Sensitive())
		}
	}
	officers, _ := d.Field("officers")
	answer := []form.Values{{"name": "林晓梅", "hat": "红"}}
	lines := fmt.Sprint(officers.Lines(reader(t, "zh"), answer, true))
	if !strings.Contains(lines, "林*梅") || !strings.Contains(lines, "红") || strings.Contains(lines, "晓") {
		t.Errorf("masked: %s", lines)
	}
	if crew, _ := d.Field("crew"); strings.Contains(crew.Masked("110105199001010010"), "1990") {
		t.Error("a row is shown")
	}
}
