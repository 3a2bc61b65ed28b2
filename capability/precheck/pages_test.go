package precheck

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"tongban/capability/element"
	"tongban/capability/form"
	"tongban/kernel/message"
	"tongban/ui"
	"tongban/ui/uitest"
)

// shownFindings are a question about a name that holds markup, a question about a file
// and a notice.
func shownFindings() []Finding {
	name, _ := element.Find("person.name")
	return []Finding{
		{Key: "a", Kind: Question, Field: "name", Text: "precheck.differs", Simulated: true,
			Args: []any{IDFront, shown{name, "<b>林晓华</b>"}, &form.Field{Key: "name", Label: "姓名", Element: "person.name"}, shown{name, "林小华"}}},
		{Key: "b", Kind: Question, Material: "ID", Text: "precheck.back-missing"},
		{Key: "c", Kind: Notice, Material: "ID", Text: "precheck.expiring", Args: []any{IDBack, "2026-03-01"}},
	}
}

// site serves a page with findings in Chinese or English.
func site(t *testing.T, p FindingsProps) string {
	t.Helper()
	texts, err := message.Load(messages, ui.Messages)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET "+ui.AssetPath, ui.Assets())
	mux.HandleFunc("GET /{lang}", func(w http.ResponseWriter, r *http.Request) {
		ctx := message.With(r.Context(), texts, message.Lang(r.PathValue("lang")))
		page := ui.Page(ui.PageProps{Title: message.T(ctx, "precheck.title")})
		if err := page.Render(templ.WithChildren(ctx, Findings(p)), w); err != nil {
			t.Error(err)
		}
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func TestFindingsAreShownAsQuestionsOfAMachine(t *testing.T) {
	b := uitest.Start(t)
	at := site(t, FindingsProps{List: shownFindings(), Checked: map[string]bool{"b": true}, Where: func(f Finding) string { return "#" + f.Field + f.Material }})
	for lang, words := range map[string][]string{
		"zh": {"系统自动比对，仅供参考", "模拟识别", "请核对", "提醒", "身份证（人像面）上看到的是“<b>林晓华</b>”", "我已核对，无误"},
		"en": {"Compared automatically", "Simulated", "Please check", "Good to know", "“<b>林晓华</b>”", "I have checked this, it is right"},
	} {
		for _, width := range []int{390, 1440} {
			p := b.Open(t, at+"/"+lang, uitest.Width(width))
			for _, w := range words {
				p.Sees(w)
			}
			p.Accessible()
			p.Fits()
			p.Shot("findings-" + lang + map[int]string{390: "-narrow", 1440: ""}[width])
			ticked := uitest.Value[string](p, `[...document.querySelectorAll("input:checked")].map(i => i.name).join()`)
			if ticked != "checked.b" {
				t.Errorf("%s: ticked are %q", lang, ticked)
			}
		}
	}
}

func TestNothingToSayLeavesNoTrace(t *testing.T) {
	var page strings.Builder
	if err := Findings(FindingsProps{}).Render(t.Context(), &page); err != nil || page.Len() > 0 {
		t.Errorf("%q, %v", page.String(), err)
	}
}
