package element

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// show draws a page for a reader of lang.
func show(t *testing.T, h web.Handler, lang message.Lang, r *http.Request) string {
	t.Helper()
	texts, err := message.Load(messages, ui.Messages)
	if err != nil {
		t.Fatal(err)
	}
	rec := httptest.NewRecorder()
	if err := h(rec, r.WithContext(message.With(r.Context(), texts, lang))); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(rec.Body.String(), "⟦") {
		t.Errorf("%s: a text is missing", r.URL)
	}
	return rec.Body.String()
}

func TestTheDictionarySaysWhatAnElementIsAndHowItIsMasked(t *testing.T) {
	for lang, wants := range map[message.Lang][]string{
		message.Chinese: {"母亲身份证号", "mother.idNumber", "5301**********0021", "林*华", "敏感个人信息", "看包含的数据元", "民族", "GB/T 3304-1991"},
		message.English: {"Mother&#39;s ID number", "mother.idNumber", "J*** S****", "Sensitive", "Elements it holds"},
	} {
		page := show(t, dictionaryPage, lang, httptest.NewRequest("GET", "/admin/dictionary", nil))
		for _, want := range wants {
			if !strings.Contains(page, want) {
				t.Errorf("%s: the page lacks %q", lang, want)
			}
		}
	}
}

func TestTheDictionaryIsSearched(t *testing.T) {
	for address, want := range map[string][2]string{ // what is there, what is not
		"?q=身份证号":                {"mother.idNumber", "org.uscc"},
		"?q=IDNUMBER":            {"mother.idNumber", "org.uscc"},
		"?subject=org":           {"org.uscc", "mother.idNumber"},
		"?q=3304":                {"/admin/dictionary/ethnicGroup", "mother.idNumber"},
		"?q=shoe":                {"没有找到", "mother.idNumber"},
		"?subject=org&q=capital": {"org.registeredCapital", "org.uscc"},
	} {
		page := show(t, dictionaryPage, message.Chinese, httptest.NewRequest("GET", "/admin/dictionary"+address, nil))
		if !strings.Contains(page, want[0]) || strings.Contains(page, want[1]) {
			t.Errorf("%s does not show %s, or shows %s", address, want[0], want[1])
		}
	}
}

func TestACodeListShowsItsValuesOrWhoKeepsThem(t *testing.T) {
	for list, want := range map[string]string{"ethnicGroup": "鄂伦春族", "division": "由地点目录维护"} {
		r := httptest.NewRequest("GET", "/admin/dictionary/"+list, nil)
		r.SetPathValue("list", list)
		if page := show(t, listPage, message.Chinese, r); !strings.Contains(page, want) {
			t.Errorf("%s lacks %q", list, want)
		}
	}
	r := httptest.NewRequest("GET", "/admin/dictionary/shoe", nil)
	r.SetPathValue("list", "shoe")
	if f, ok := fault.As(listPage(httptest.NewRecorder(), r)); !ok || f.Kind != fault.NotFound {
		t.Errorf("a list that is not there: %+v", f)
	}
}

func TestTheDictionaryAsData(t *testing.T) {
	found, err := listElements(t.Context(), &listElementsIn{Subject: "driving"})
	if err != nil || len(found.Body.Elements) != 2 || found.Body.Elements[0].CodeList != "drivingClass" {
		t.Errorf("%+v, %v", found, err)
	}
	none, _ := listElements(t.Context(), &listElementsIn{Text: "shoe"})
	if none.Body.Elements == nil {
		t.Error("nothing found is null")
	}
	list, err := getCodeList(t.Context(), &getCodeListIn{Name: "sex"})
	if err != nil || len(list.Body.Codes) != 4 || list.Body.Codes[2].LabelEn != "Female" {
		t.Errorf("%+v, %v", list, err)
	}
}
