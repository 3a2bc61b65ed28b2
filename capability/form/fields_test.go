package form_test

import (
	"context"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tongban/capability/form"
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

func TestATopicShowsQuestionsSourcesAndFaults(t *testing.T) {
	d := parse(t, roadQual)
	topic, _ := d.Topic("applicant")
	v := d.Normalise(good())
	markup, text := render(t, reader(t, message.Chinese), form.Fields(d, topic, v, d.Check(v.With(form.Values{"holderName": ""}), now), map[string]string{"holderId": "居民身份证"}))
	for _, want := range []string{
		"身份证号 已从居民身份证带出，可以修改", "出生日期 由身份证号带出", "错误： 请填写姓名",
		"申请人年龄不能超过 60 周岁。按身份证号计算，现在是 76 周岁",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %q", want, text)
		}
	}
	for _, want := range []string{`autocomplete="name"`, `type="tel"`, `value="11010519491231002X"`, `value="1949-12-31"`, `readonly`, `lang="zh-CN"`} {
		if !strings.Contains(markup, want) {
			t.Errorf("no %q in the page", want)
		}
	}
	for _, not := range []string{"⟦", "准驾车型"} {
		if strings.Contains(text, not) {
			t.Errorf("%q in %q", not, text)
		}
	}
}

func TestEveryKindHasAControl(t *testing.T) {
	d := parse(t, everyKind)
	v := d.Normalise(form.Values{"colours": []string{"red"}, "online": false})
	for _, lang := range []message.Lang{message.Chinese, message.English} {
		for _, topic := range d.Topics() {
			markup, text := render(t, reader(t, lang), form.Fields(d, topic, v, nil, nil))
			for _, f := range topic.Fields {
				if !strings.Contains(markup, `name="`+f.Key+`"`) {
					t.Errorf("no control for %s", f.Key)
				}
			}
			if strings.Contains(text, "⟦") {
				t.Errorf("a text is missing: %s", text)
			}
		}
	}
	markup, _ := render(t, reader(t, message.Chinese), form.Fields(d, d.Topics()[0], v, nil, nil))
	for _, want := range []string{`value="red" checked`, `value="false" checked`} {
		if !strings.Contains(markup, want) {
			t.Errorf("no %q in the page", want)
		}
	}
}

func TestAnswersAreShownInWordsAndMaskedForOthers(t *testing.T) {
	d := parse(t, roadQual)
	v := d.Normalise(good())
	ctx := reader(t, message.Chinese)
	rows := func(change string, masked bool) string {
		var b strings.Builder
		for _, topic := range d.Topics() {
			for _, row := range topic.Rows(ctx, v, change, masked) {
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
