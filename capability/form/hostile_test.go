package form_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tongban/capability/form"
	"tongban/capability/form/formtest"
	"tongban/kernel/fault"
	"tongban/kernel/message"
)

// hostile returns texts that programs stumble over: our own extract, and the list of
// naughty strings where it is installed.
func hostile(t *testing.T) []string {
	t.Helper()
	folder := os.Getenv("TONGBAN_TESTDATA")
	if folder == "" {
		folder = "../../../shared/data"
	}
	var all []string
	for _, name := range []string{"testdata/hostile.json", filepath.Join(folder, "hostile/blns.json")} {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Logf("not run: %v", err)
			continue
		}
		var texts []string
		if err := json.Unmarshal(raw, &texts); err != nil {
			t.Fatal(err)
		}
		all = append(all, texts...)
	}
	return all
}

// textFields has a text of every sort.
const textFields = `{"fields":[
 {"key":"free","label":"说明","type":"string","validation":{"maxLength":2000}},
 {"key":"long","label":"理由","type":"longText"},
 {"key":"sign","label":"招牌","type":"string","element":"sign.text"},
 {"key":"notes","label":"清单","type":"table","columns":[{"key":"note","label":"备注","type":"string"},{"key":"more","label":"说明","type":"longText"}]}]}`

func TestHostileTextsComeBackAsTyped(t *testing.T) {
	d := parse(t, textFields)
	for _, typed := range hostile(t) {
		input := url.Values{"free": {typed}, "long": {typed}, "sign": {typed}, "notes.rows": {"1"}, "notes.0.note": {typed}, "notes.0.more": {typed}}
		v := d.Normalise(d.Decode(input, d.Topics()[0]).With(d.Decode(input, d.Topics()[1])))
		stored, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var object map[string]any
		if err := json.Unmarshal(stored, &object); err != nil {
			t.Fatal(err)
		}
		back := d.Restore(object)
		for _, path := range []string{"free", "long", "sign", "notes.0.note", "notes.0.more"} {
			f, _ := d.At(path)
			if got := f.Text(back.At(path)); got != typed {
				t.Errorf("%s: %q came back as %q", path, typed, got)
			}
		}
		for _, one := range d.Check(back, now) {
			if !strings.HasPrefix(one.Key, "form.text.") && one.Key != "form.table.blank" && one.Key != "form.unreadable" || !strings.ContainsAny(typed, "\x00\n\ufffd") {
				t.Errorf("%q is refused: %+v", typed, one)
			}
		}
	}
}

func TestHostileTextsAreNeverPartOfThePage(t *testing.T) {
	d := parse(t, textFields)
	ctx := reader(t, message.Chinese)
	page := func(typed string) string {
		markup, _ := render(t, ctx, form.Fields(form.Asking{Form: d, Topic: d.Topics()[0], Values: form.Values{"free": typed, "sign": typed}, Lists: form.NewLists(nil)}))
		return markup
	}
	plain := strings.Join(elements(t, page("样例")), " ")
	for _, typed := range hostile(t) {
		markup := page(typed)
		if got := strings.Join(elements(t, markup), " "); got != plain {
			t.Errorf("%q changes the page to %s", typed, got)
		}
		if strings.ContainsAny(typed, "\x00\r\n") {
			continue // refused, and no browser gives them back
		}
		held, err := formtest.Fill(markup, nil)
		if err != nil || held.Get("free") != typed || held.Get("sign") != typed {
			t.Errorf("%q is shown as %q, %v", typed, held.Get("sign"), err)
		}
	}
}

// elements lists what a page is made of, texts and values left out.
func elements(t *testing.T, markup string) (all []string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(markup))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		all = append(all, n.Data)
		for _, a := range n.Attr {
			if a.Key != "value" {
				all = append(all, a.Key+"="+a.Val)
			}
		}
	}
	return all
}

func TestInNamesAndNumbersWhatNobodySeesIsRefused(t *testing.T) {
	d := parse(t, `{"fields":[
		{"key":"name","label":"姓名","type":"string","element":"other.name"},
		{"key":"no","label":"编号","type":"string","validation":{"pattern":"^[A-Z]\\d{3}$"}}]}`)
	for typed, want := range map[string]string{
		"𠮷野 晓梅": "", "  林晓梅　": "", "欧阳·阿依古丽": "", "\ue000明": "", "👩‍💻": "form.text.invisible 2 U+200D", "林\u200b晓梅": "form.text.invisible 2 U+200B",
		"\u202e梅晓林": "form.text.invisible 1 U+202E", "林\x00": "form.text.invisible 2 U+0000", "林\n梅": "form.text.one-line",
	} {
		got := ""
		if found := d.Check(form.Values{"name": typed}, now); len(found) > 0 {
			got = found[0].Key
			for _, arg := range found[0].Args[1:] {
				got += " " + fmt.Sprint(arg)
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
	if v := d.Normalise(form.Values{"name": " 林晓梅\u3000", "no": " A123 "}); !reflect.DeepEqual(v, form.Values{"name": "林晓梅", "no": "A123"}) {
		t.Errorf("kept %q", v)
	}
	if found := d.Check(form.Values{"no": "A12\u200b3"}, now); len(found) != 1 || found[0].Key != "form.text.invisible" {
		t.Errorf("a number with a character nobody sees: %+v", found)
	}
}

// codes lists the keys of faults with their places.
func codes(found []fault.Field) (all []string) {
	for _, f := range found {
		all = append(all, f.Name+" "+f.Key)
	}
	return all
}
