package search

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// names are services of an ordinary city.
var names = []string{
	"企业设立登记（有限责任公司）", "公章刻制备案", "食品经营许可（新办）", "公共场所卫生许可（新办）",
	"国内出生登记（新生儿落户）", "城乡居民基本医疗保险参保登记（新生儿）", "社会保障卡申领", "生育医疗费用报销",
	"不动产转移登记（二手房买卖）", "道路货物运输驾驶员从业资格证核发", "老年人优待证办理", "城镇污水排入排水管网许可",
	"女职工生育津贴申领", "Ｅ通卡办理", "道路旅客运输班线许可",
}

func city() *Index {
	docs := make([]Doc, len(names))
	for i, name := range names {
		docs[i] = Doc{Fields: []Field{{Text: name, Weight: 4, Pinyin: true}, {Text: fmt.Sprintf("9901%04d", i), Weight: 4}}}
	}
	docs[9].Fields = append(docs[9].Fields, Field{Text: "货车司机上岗前须考试合格，持身份证和驾驶证办理 road-qual", Weight: 1})
	return Build(docs)
}

func TestWhatACitizenTypesFindsTheService(t *testing.T) {
	x := city()
	for query, want := range map[string]string{
		"道路货物运输驾驶员从业资格证": "道路货物运输驾驶员从业资格证核发",
		"从业资格":                  "道路货物运输驾驶员从业资格证核发",
		"货车司机":                  "道路货物运输驾驶员从业资格证核发",
		"怎么办从业资格证？":             "道路货物运输驾驶员从业资格证核发",
		"证":                     "老年人优待证办理",
		"新生儿 落户":                "国内出生登记（新生儿落户）",
		"二手房":                   "不动产转移登记（二手房买卖）",
		"daoluhuowuyunshu":      "道路货物运输驾驶员从业资格证核发",
		"Dao Lu Huo Wu":         "道路货物运输驾驶员从业资格证核发",
		"congyezige":            "道路货物运输驾驶员从业资格证核发",
		"dlhwys":                "道路货物运输驾驶员从业资格证核发",
		"cyzgz":                 "道路货物运输驾驶员从业资格证核发",
		"食品jyxk":                "食品经营许可（新办）",
		"nvzhigong":             "女职工生育津贴申领",
		"e通卡":                   "Ｅ通卡办理",
		"ROAD-QUAL":             "道路货物运输驾驶员从业资格证核发",
		"road":                  "道路货物运输驾驶员从业资格证核发",
		"99010003":              "公共场所卫生许可（新办）",
		"９９０１０００３":              "公共场所卫生许可（新办）",
		"社会保障卡" + "\x00\xff<b>": "社会保障卡申领",
	} {
		hits := x.Search(Query{Text: query}, 3)
		if len(hits) == 0 || names[hits[0].Doc] != want {
			t.Errorf("%q finds %v, want %s", query, hits, want)
		}
	}
}

func TestCommonWordsDoNotFindEverything(t *testing.T) {
	for _, h := range city().Search(Query{Text: "食品经营许可"}, 20) {
		if strings.Contains(names[h.Doc], "污水") {
			t.Errorf("found %s", names[h.Doc])
		}
	}
}

func TestNothingIsFoundForNothing(t *testing.T) {
	x := city()
	for _, query := range []string{"", "  ", "？！", "火星移民", "x", "z", strings.Repeat("火", 100_000)} {
		if hits := x.Search(Query{Text: query}, 5); len(hits) != 0 {
			t.Errorf("%.20q finds %v", query, hits)
		}
	}
	if hits := Build(nil).Search(Query{Text: "护照"}, 5); len(hits) != 0 {
		t.Errorf("an empty index finds %v", hits)
	}
}

func TestAmongEqualsTheFirstDocComesFirst(t *testing.T) {
	field := []Field{{Text: "护照补发", Weight: 1}}
	hits := Build([]Doc{{field}, {field}, {field}}).Search(Query{Text: "护照"}, 2)
	if len(hits) != 2 || hits[0].Doc != 0 || hits[1].Doc != 1 {
		t.Errorf("%v", hits)
	}
}

func TestTheHeavierFieldDecides(t *testing.T) {
	x := Build([]Doc{
		{[]Field{{Text: "换发", Weight: 4}, {Text: "凭护照办理", Weight: 1}}},
		{[]Field{{Text: "护照", Weight: 4}, {Text: "凭身份证办理", Weight: 1}}},
	})
	if hits := x.Search(Query{Text: "护照"}, 2); len(hits) != 2 || hits[0].Doc != 1 {
		t.Errorf("%v", hits)
	}
}

func TestEveryNameFindsItself(t *testing.T) {
	x := city()
	for _, name := range names {
		if hits := x.Search(Query{Text: name}, 1); len(hits) == 0 || names[hits[0].Doc] != name {
			t.Errorf("%s finds %v", name, hits)
		}
	}
}

func TestQueriesSplitAtScripts(t *testing.T) {
	var got []string
	for _, r := range runsOf("Ｅ通卡A4纸，café 2026") {
		got = append(got, fmt.Sprintf("%s %v %v", string(r.chars), r.han, r.joined))
	}
	want := []string{"e false false", "通卡 true true", "a4 false true", "纸 true true", "café false false", "2026 false false"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestCharactersWithoutAReadingAreStillFound(t *testing.T) {
	x := Build([]Doc{{[]Field{{Text: "𠮷野家备案", Weight: 1, Pinyin: true}}}})
	for _, query := range []string{"𠮷", "𠮷野", "yejia", "ba"} {
		if hits := x.Search(Query{Text: query}, 1); len(hits) != 1 {
			t.Errorf("%q finds %v", query, hits)
		}
	}
}

// many returns n documents made of the names of the city.
func many(n int) []Doc {
	docs := make([]Doc, n)
	for i := range docs {
		name := names[i%len(names)] + names[(i*7+i/len(names))%len(names)]
		docs[i] = Doc{Fields: []Field{{Text: name, Weight: 4, Pinyin: true}, {Text: fmt.Sprint(990100000000 + i), Weight: 4}}}
	}
	return docs
}

func BenchmarkBuild(b *testing.B) {
	docs := many(10_000)
	for b.Loop() {
		Build(docs)
	}
}

func BenchmarkSearch(b *testing.B) {
	x := Build(many(10_000))
	for _, query := range []string{"从业资格证", "证", "dlhwys", "daoluhuowu"} {
		b.Run(query, func(b *testing.B) {
			for b.Loop() {
				x.Search(Query{Text: query}, 20)
			}
		})
	}
}
