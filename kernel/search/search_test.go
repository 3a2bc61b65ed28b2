package search

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
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

func TestTypingErrorsAreForgiven(t *testing.T) {
	x := city()
	for query, want := range map[string]string{
		"实品经营许可":       "食品经营许可（新办）", // wrong homophone
		"试品井营":         "食品经营许可（新办）", // nothing but homophones
		"食品经盈许可":       "食品经营许可（新办）", // another character
		"食品经许可":        "食品经营许可（新办）", // one missing
		"食品的经营许可":      "食品经营许可（新办）", // one too much
		"食品营经许可":       "食品经营许可（新办）", // swapped
		"公制章刻":         "公章刻制备案",     // swapped so that no neighbours are left
		"共章刻制":         "公章刻制备案",
		"二手方":          "不动产转移登记（二手房买卖）",
		"道路旅客运输班县许可":   "道路旅客运输班线许可",
		"社會保障卡申領":      "社会保障卡申领", // traditional characters sound the same
		"新生儿落沪":        "国内出生登记（新生儿落户）",
		"怎么给新生而办落户手续？": "国内出生登记（新生儿落户）",
	} {
		hits := x.Search(Query{Text: query}, 3)
		if len(hits) == 0 || names[hits[0].Doc] != want {
			t.Errorf("%q finds %v, want %s", query, hits, want)
		}
	}
}

func TestLettersAreSyllablesInitialsOrBoth(t *testing.T) {
	x := city()
	for query, want := range map[string]string{
		"spjyxk":        "食品经营许可（新办）",
		"SPJY":          "食品经营许可（新办）",
		"spjyxkxb":      "食品经营许可（新办）", // across the bracket
		"shipinjingy":   "食品经营许可（新办）", // still typing
		"shipinjyxk":    "食品经营许可（新办）",
		"shi pin":       "食品经营许可（新办）",
		"shipin许可":      "食品经营许可（新办）",
		"食品jingying":    "食品经营许可（新办）",
		"gzkz":          "公章刻制备案",
		"yihangtong":    "",
		"etkbl":         "Ｅ通卡办理",
		"shebaoka":      "",
		"shehuibzk":     "社会保障卡申领",
		"chengshui":     "",
		"nv zhi gong":   "女职工生育津贴申领",
		"laonianren":    "老年人优待证办理",
		"buduchan":      "",
		"budongchan":    "不动产转移登记（二手房买卖）",
		"ershoufangmai": "不动产转移登记（二手房买卖）",
	} {
		hits := x.Search(Query{Text: query}, 3)
		if want == "" && len(hits) > 0 || want != "" && (len(hits) == 0 || names[hits[0].Doc] != want) {
			t.Errorf("%q finds %v, want %q", query, hits, want)
		}
	}
}

func TestEveryReadingOfACharacterCounts(t *testing.T) {
	bank := "银行长期重要会计"
	x := Build([]Doc{{[]Field{{Text: bank, Weight: 1, Pinyin: true}}}, {[]Field{{Text: "研究生教育", Weight: 1, Pinyin: true}}}})
	for _, query := range []string{"yinhang", "yinxing", "yhcq", "yxzqzyhj", "zhongyaokuaiji", "yinhangchangqi"} {
		if hits := x.Search(Query{Text: query}, 5); len(hits) != 1 || hits[0].Doc != 0 {
			t.Errorf("%q finds %v", query, hits)
		}
	}
	if hits := x.Search(Query{Text: "xingjiu"}, 5); len(hits) != 0 {
		t.Errorf("a reading of long ago finds %v", hits)
	}
}

func TestTwoCharactersFindANameWhereverTheyAre(t *testing.T) {
	for query, want := range map[string]string{"货格": "道路货物运输驾驶员从业资格证核发", "格货": "道路货物运输驾驶员从业资格证核发", "管城": "城镇污水排入排水管网许可", "章案": "公章刻制备案"} {
		if hits := city().Search(Query{Text: query}, 3); len(hits) == 0 || names[hits[0].Doc] != want {
			t.Errorf("%q finds %v", query, hits)
		}
	}
	if hits := city().Search(Query{Text: "司证"}, 3); len(hits) > 0 && names[hits[0].Doc] == "道路货物运输驾驶员从业资格证核发" {
		t.Errorf("two characters of prose find %v", hits)
	}
}

func TestOtherWordsForTheSameFindIt(t *testing.T) {
	x := city()
	hits := x.Search(Query{Text: "开饭店", Also: []string{"", "食品经营许可", "公章"}}, 5)
	if len(hits) < 2 || names[hits[0].Doc] != "食品经营许可（新办）" {
		t.Errorf("%v", hits)
	}
	for _, h := range hits[1:] {
		if names[h.Doc] == "公章刻制备案" {
			return
		}
	}
	t.Errorf("the second word finds nothing: %v", hits)
}

func TestTheWordItselfComesBeforeOtherWords(t *testing.T) {
	x := Build([]Doc{{[]Field{{Text: "护照换发", Weight: 1, Pinyin: true}}}, {[]Field{{Text: "通行证换发", Weight: 1, Pinyin: true}}}})
	hits := x.Search(Query{Text: "通行证", Also: []string{"护照"}}, 5)
	if len(hits) != 2 || hits[0].Doc != 1 {
		t.Errorf("%v", hits)
	}
}

func TestOnlyWantedDocumentsAreChosen(t *testing.T) {
	var docs []Doc
	for i := range 5_000 {
		docs = append(docs, Doc{[]Field{{Text: fmt.Sprint("许可", i), Weight: 1, Pinyin: true}}})
	}
	hits := Build(docs).Search(Query{Text: "许可", Keep: func(doc int) bool { return doc >= 4_990 }}, 20)
	if len(hits) != 10 || hits[0].Doc != 4_990 {
		t.Errorf("%v", hits)
	}
}

func TestTheNameItselfComesFirst(t *testing.T) {
	var docs []Doc
	list := []string{"护照换发进度查询", "普通护照换发", "换发护照", "护照换发", "护照的换发", "因公护照换发办法"}
	for _, name := range list {
		docs = append(docs, Doc{[]Field{{Text: name, Weight: 4, Pinyin: true}}})
	}
	hits := Build(docs).Search(Query{Text: "护照换发"}, 10)
	if len(hits) != len(list) || list[hits[0].Doc] != "护照换发" || list[hits[1].Doc] != "护照换发进度查询" {
		t.Errorf("%v", hits)
	}
}

func TestNothingIsTooLongOrTooOdd(t *testing.T) {
	x := city()
	alphabet := []rune("食品经营许可道路证行长办理a1zh shiｅ９　（\x00\u0301\ufffd𠮷é-")
	random := rand.New(rand.NewPCG(1, 1))
	for range 3_000 {
		text := make([]rune, random.IntN(90))
		for i := range text {
			text[i] = alphabet[random.IntN(len(alphabet))]
		}
		x.Search(Query{Text: string(text), Also: []string{string(text[len(text)/2:])}}, 1+random.IntN(30))
	}
	for _, text := range []string{
		strings.Repeat("许可", 50_000), strings.Repeat("a", 100_000), strings.Repeat("zhuang", 20_000), strings.Repeat("shi 证", 20_000),
		strings.Repeat("\u0301", 100_000), strings.Repeat("\xff", 100_000), strings.Repeat("1", 100_000),
	} {
		x.Search(Query{Text: text}, 10)
		Build([]Doc{{[]Field{{Text: text, Weight: 1, Pinyin: true}}}, {nil}, {[]Field{{}}}}).Search(Query{Text: text}, 10)
	}
	if hits := x.Search(Query{Text: "许可"}, 0); len(hits) != 0 {
		t.Errorf("none were asked for: %v", hits)
	}
}

func FuzzSearch(f *testing.F) {
	for _, name := range names {
		f.Add(name, name)
	}
	f.Add("shipin许可", "spjyxk")
	f.Fuzz(func(t *testing.T, text, query string) {
		x := Build([]Doc{{[]Field{{Text: text, Weight: 2, Pinyin: true}, {Text: query, Weight: 1}}}, {[]Field{{Text: query, Weight: 1}}}})
		for _, h := range x.Search(Query{Text: query, Also: []string{text}}, 3) {
			if h.Doc < 0 || h.Doc > 1 || math.IsNaN(h.Score) || math.IsInf(h.Score, 0) {
				t.Errorf("%v", h)
			}
		}
	})
}

func TestAnIndexIsReadByManyAtOnce(t *testing.T) {
	x := city()
	want := x.Search(Query{Text: "食品jyxk"}, 5)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for range 50 {
				x.Search(Query{Text: names[i]}, 5)
				if got := x.Search(Query{Text: "食品jyxk"}, 5); !slices.Equal(got, want) {
					t.Errorf("%v, want %v", got, want)
				}
			}
		})
	}
	all.Wait()
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
