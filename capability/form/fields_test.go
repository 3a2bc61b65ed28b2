package form_test

import (
	"context"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tongban/capability/form"
	"tongban/capability/place"
	"tongban/kernel/check"
	"tongban/kernel/message"
	"tongban/ui"

	"github.com/a-h/templ"
)

// reader returns a context for a reader of lang.
func reader(t *testing.T, lang message.Lang) context.Context {
	t.Helper()
	c, err := message.Load(form.Messages, check.Messages, ui.Messages)
	if err != nil {
		t.Fatal(err)
	}
	return message.With(t.Context(), c, lang)
}

// render returns a component's HTML and what can be read in it.
func render(t *testing.T, ctx context.Context, page templ.Component) (markup, text string) {
	t.Helper()
	var b strings.Builder
	if err := page.Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for n := range root.Descendants() {
		if n.Type == html.TextNode {
			words = append(words, strings.Fields(n.Data)...)
		}
	}
	return b.String(), strings.Join(words, " ")
}

// within puts children into a component that takes them.
func within(outer templ.Component, children ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return outer.Render(templ.WithChildren(ctx, templ.Join(children...)), w)
	})
}

func readAll(t *testing.T, res *http.Response) string {
	t.Helper()
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// everyPage is a form with every kind of field.
func everyPage(t *testing.T) *form.Definition {
	t.Helper()
	raw, err := os.ReadFile("testdata/every-kind.json")
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, string(raw))
}

// asking is a topic of d as a page asks it.
func asking(t *testing.T, d *form.Definition, topic string, v form.Values) form.Asking {
	t.Helper()
	found, ok := d.Topic(topic)
	if !ok {
		t.Fatalf("no topic %s", topic)
	}
	return form.Asking{Form: d, Topic: found, Values: v, Lists: form.NewLists(nil)}
}

func TestATopicShowsQuestionsSourcesAndFaults(t *testing.T) {
	d := parse(t, roadQual)
	v := d.Normalise(good())
	a := asking(t, d, "applicant", v)
	a.Faults = d.Check(v.With(form.Values{"holderName": ""}), now)
	a.Sources = map[string]string{"holderId": "居民身份证"}
	markup, text := render(t, reader(t, message.Chinese), form.Fields(a))
	for _, want := range []string{
		"已从居民身份证带出，可以修改", "出生日期 由身份证号带出", "错误： 请填写姓名",
		"申请人年龄不能超过 60 周岁。按身份证号计算，现在是 76 周岁", "18 位，最后一位可能是 X", "1949年12月31日",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %q", want, text)
		}
	}
	for _, want := range []string{`autocomplete="name"`, `type="tel"`, `value="11010519491231002X"`, `aria-invalid="true"`, `id="f-birthDate"`} {
		if !strings.Contains(markup, want) {
			t.Errorf("no %q in the page", want)
		}
	}
	for _, not := range []string{"⟦", "准驾车型", `lang="zh-CN"`, `name="birthDate"`} {
		if strings.Contains(markup, not) {
			t.Errorf("%q in %q", not, text)
		}
	}
}

func TestEveryKindHasAControlInBothLanguages(t *testing.T) {
	d := everyPage(t)
	v := form.Values{"online": true, "shareholders": []form.Values{{"name": "林晓梅"}}}
	for _, lang := range []message.Lang{message.Chinese, message.English} {
		for _, topic := range d.Topics() {
			markup, text := render(t, reader(t, lang), form.Fields(asking(t, d, topic.Key, v)))
			for _, f := range topic.Fields {
				if !strings.Contains(markup, `id="f-`+f.Key) && f.Kind != form.Info {
					t.Errorf("no control for %s", f.Key)
				}
			}
			if strings.Contains(text, "⟦") {
				t.Errorf("a text is missing: %s", text)
			}
		}
	}
}

func TestAnEnglishPageMarksWhatThereIsOnlyInChinese(t *testing.T) {
	d := everyPage(t)
	markup, _ := render(t, reader(t, message.English), form.Fields(asking(t, d, "numbers", nil)))
	for _, want := range []string{`<span lang="zh-CN">从业人数</span>`, `<span>Founded on</span>`} {
		if !strings.Contains(markup, want) {
			t.Errorf("no %q", want)
		}
	}
}

func TestWhatIsOftenWrongIsMarkedAndHeard(t *testing.T) {
	markup, text := render(t, reader(t, message.Chinese), form.Fields(asking(t, everyPage(t), "texts", nil)))
	if !strings.Contains(text, "联系人身份证号 （选填） 容易填错") || !strings.Contains(text, "最后一位是字母 X") {
		t.Errorf("nobody is warned: %s", text)
	}
	if !strings.Contains(markup, `aria-describedby="f-idNo-rule f-idNo-mistakes"`) {
		t.Error("whoever hears the page is not warned")
	}
}

func TestALockedAnswerIsShownAndNotAsked(t *testing.T) {
	a := asking(t, everyPage(t), "texts", form.Values{"uscc": "91350100M000100Y43"})
	a.Locked, a.Sources = map[string]bool{"uscc": true}, map[string]string{"uscc": "营业执照"}
	markup, text := render(t, reader(t, message.Chinese), form.Fields(a))
	if !strings.Contains(text, "来自营业执照，不能修改 91350100M000100Y43") {
		t.Errorf("the page says %s", text)
	}
	if strings.Contains(markup, `name="uscc"`) {
		t.Error("the answer can be changed")
	}
}

func TestAHiddenQuestionIsNotOnThePage(t *testing.T) {
	d := everyPage(t)
	for answer, shown := range map[bool]bool{true: true, false: false} {
		_, text := render(t, reader(t, message.Chinese), form.Fields(asking(t, d, "choices", form.Values{"online": answer})))
		if strings.Contains(text, "网店地址") != shown {
			t.Errorf("online %v: %s", answer, text)
		}
	}
}

func TestAnAnswerThatIsMarkupStaysText(t *testing.T) {
	evil := `"><script>alert(1)</script>`
	d := everyPage(t)
	v := form.Values{
		"firm": evil, "remarks": evil, "staff": evil, "period": form.Values{"from": evil}, "kind": evil, "nations": []string{evil}, "nation": evil,
		"address": form.Values{"region": evil, "detail": evil}, "shareholders": []form.Values{{"name": evil}, {}, {}, {"name": evil}},
	}
	ctx := reader(t, message.Chinese)
	for _, topic := range d.Topics() {
		if markup, _ := render(t, ctx, form.Fields(asking(t, d, topic.Key, v))); strings.Contains(markup, "<script") {
			t.Errorf("%s executes an answer", topic.Key)
		}
	}
	if markup, _ := render(t, ctx, ui.SummaryList(form.Summary(ctx, d, v, false))); strings.Contains(markup, "<script") {
		t.Error("the check page executes an answer")
	}
}

func TestAnswersAreShownInWordsAndMaskedForOthers(t *testing.T) {
	d := parse(t, roadQual)
	v := d.Normalise(good())
	ctx := reader(t, message.Chinese)
	rows := func(change string, masked bool) string {
		var b strings.Builder
		for _, topic := range d.Topics() {
			for _, row := range topic.Rows(ctx, d, v, change, masked) {
				b.WriteString(row.Key + " " + row.Value + " " + row.Change + "\n")
			}
		}
		return b.String()
	}
	text := rows("/apply/1/applicant", false)
	for _, want := range []string{"姓名 林晓梅 /apply/1/applicant#f-holderName\n", "出生日期 1949年12月31日 \n", "准驾车型 A2"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %q", want, text)
		}
	}
	masked := rows("", true)
	for _, not := range []string{"林晓梅", "11010519491231002X", "13800138000", "1949", "/apply"} {
		if strings.Contains(masked, not) {
			t.Errorf("%q in %q", not, masked)
		}
	}
}

func TestTablesCodesAndPlacesAreReadInWords(t *testing.T) {
	d := everyPage(t)
	d.Regions = func(code string) (place.Label, bool) {
		name, known := map[string]string{"990000": "云川省", "990100": "云岫市", "990102": "清溪区", "990102001": "松石街道"}[code]
		return place.Label{Name: name}, known
	}
	v := form.Values{
		"nation": "04", "nations": []string{"01", "03"}, "capital": "1234567.5", "period": form.Values{"from": "2026-03-01", "to": "2027-02-28"},
		"address":      form.Values{"region": "990102001", "detail": "学府路 18 号"},
		"shareholders": []form.Values{{"name": "林晓梅", "idNo": "110105199001010010", "ratio": "60"}, {"name": "张伟", "ratio": "40"}},
	}
	ctx := reader(t, message.Chinese)
	_, text := render(t, ctx, ui.SummaryList(form.Summary(ctx, d, v, false)))
	for _, want := range []string{
		"民族 藏族", "汉族、回族", "1,234,567.5 元", "2026年3月1日 至 2027年2月28日", "云川省 云岫市 清溪区 松石街道 学府路 18 号",
		"姓名 证件号码 出资比例（%） 林晓梅 110105199001010010 60 张伟 40",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %q", want, text)
		}
	}
	if _, masked := render(t, ctx, ui.SummaryList(form.Summary(ctx, d, v, true))); strings.Contains(masked, "110105199001010010") {
		t.Error("the number of an ID card can be read")
	}
}
