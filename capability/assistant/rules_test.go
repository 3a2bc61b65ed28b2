package assistant

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"tongban/ui"
)

func TestQueriesThatMaySayWhoSomebodyIsAreNotToldApart(t *testing.T) {
	for query, want := range map[string]string{
		" 从业  资格证 ":              "从业 资格证",
		"ＲＯＡＤ":                   "road",
		"12345 热线":               "12345 热线",
		"11010519491231002X":     others,
		"查 110105 19491231 002x": others,
		"138 0013 8000":          others,
		"138-0013-8000":          others,
		"１３８００１３８０００":            others,
		"lin@example.org":        others,
		"YX-260210-000371":       others,
		strings.Repeat("很", 41):  others,
		"粤B12345 违章":             others,
		"粤b·d12345":              others,
		"b2驾驶证 c1e 换领":           "b2驾驶证 c1e 换领",
		"护\x00照\xff":             "护 照",
	} {
		if got := counted(query); got != want {
			t.Errorf("%q is counted as %q, want %q", query, got, want)
		}
	}
}

func TestEverydayWordsBringOfficialOnes(t *testing.T) {
	synonyms := []Synonym{
		{Words: "护照", Means: []string{"普通护照签发"}}, {Words: "办护照", Means: []string{"普通护照签发"}},
		{Words: "开饭店", Means: []string{"食品经营许可", "小餐饮"}}, {Words: "社保", Means: []string{"社会保险"}},
	}
	for query, want := range map[string][]string{
		"怎么办护照":  {"怎么普通护照签发"},
		"开饭店 社保": {"食品经营许可 社保", "小餐饮 社保", "开饭店 社会保险"},
		"社会保险社保": nil, // says it already
		"无此":     nil,
	} {
		var got []string
		for _, a := range alternatives(query, synonyms) {
			got = append(got, a.Text)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", query, got, want)
		}
	}
}

func TestShorterQueriesKeepMostFirstAndAreBounded(t *testing.T) {
	got := shorter("办护照 加急")
	if !slices.Equal(got, []string{"办护照", "加急", "办护", "护照"}) {
		t.Errorf("%q", got)
	}
	if got := shorter(strings.Repeat("证书 ", 100)); len(got) > 1 {
		t.Errorf("one word again and again: %q", got)
	}
	if n := len(shorter("一二三四五六七八九十百千万 甲乙丙丁戊己庚辛壬癸")); n != mostAttempts {
		t.Errorf("%d attempts", n)
	}
}

func TestWordsFoundAreMarked(t *testing.T) {
	for _, tt := range []struct{ text, query, want string }{
		{"道路货物运输驾驶员从业资格证核发", "从业资格证", "道路货物运输驾驶员[从业资格证]核发"},
		{"食品经营许可（新办）", "许可 食品", "[食品]经营[许可]（新办）"},
		{"老年人优待证办理", "证", "老年人优待[证]办理"},
		{"E通卡办理", "e", "[E]通卡办理"},
		{"老年人优待证办理", "护照", "老年人优待证办理"},
		{"", "证", ""},
	} {
		if got := bracketed(tt.text, marks(tt.text, tt.query)); got != tt.want {
			t.Errorf("%q in %q: %q", tt.query, tt.text, got)
		}
	}
}

func bracketed(text string, spans []ui.Span) string {
	for _, s := range slices.Backward(spans) {
		text = text[:s.From] + "[" + text[s.From:s.To] + "]" + text[s.To:]
	}
	return text
}

func FuzzMarksLieWithinTheText(f *testing.F) {
	f.Add("食品经营许可", "许可")
	f.Add("a\xff证", "\xff证 a")
	f.Fuzz(func(t *testing.T, text, query string) {
		if !utf8.ValidString(text) {
			return // names are checked when they are imported
		}
		at := 0
		for _, s := range marks(text, clean(query)) {
			if s.From < at || s.To <= s.From || s.To > len(text) || !utf8.ValidString(text[s.From:s.To]) {
				t.Fatalf("%q in %q: %v", query, text, s)
			}
			at = s.To
		}
	})
}
