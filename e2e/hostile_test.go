package e2e

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tongban/e2e/world"
)

// naughty returns the big list of naughty strings, if it is installed, after our own.
func naughty(t *testing.T) (all []string) {
	t.Helper()
	folder := os.Getenv("TONGBAN_TESTDATA")
	if folder == "" {
		folder = "../../shared/data"
	}
	for _, name := range []string{"../capability/form/testdata/hostile.json", filepath.Join(folder, "hostile/blns.json")} {
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
	return slices.DeleteFunc(all, func(text string) bool {
		return strings.ContainsAny(text, "\x00\r\n") || strings.ContainsRune(text, '\ufffd') // no browser sends these as they are
	})
}

// TestHostileTextsComeBackAsTypedOnEveryPage types what programs stumble over into a
// name, a long text, an address and the cells of a table, on pages and by the API: it
// stands in the page that comes back, on the check page and in the API's answer as it
// was typed, and is never part of the page.
func TestHostileTextsComeBackAsTypedOnEveryPage(t *testing.T) {
	t.Parallel()
	items, w, texts := demoItems(t), world.New(t, world.Config{}), naughty(t)
	t.Run("in boxes", func(t *testing.T) {
		h := hostile{begins(w.In(t), "tang", caterer, items["food-license-change"]), nil, nil}
		h.learns()
		for _, text := range texts {
			h.types(text)
		}
	})
	t.Run("in rows", func(t *testing.T) {
		h := hostile{begins(w.In(t), "yun", restaurant, items["food-license"]), nil, nil}
		h.rows(slices.Repeat([]string{"样例"}, 3))
		for batch := range slices.Chunk(texts, 40) {
			h.rows(batch)
		}
	})
}

// hostile is a draft into which hostile texts are typed.
type hostile struct {
	*demoDraft
	made   map[string]bool           // what its pages are made of
	active map[string]map[string]int // how many elements of each page do something, by path
}

// boxes are where texts are typed: the page, the box, and what else the page needs.
var boxes = []struct{ topic, box string }{{"licence", "bizAddress.detail"}, {"change", "newName"}, {"change", "layoutNote"}}

// learns finds out what the pages are made of, when all is well and when texts are too
// long or have what nobody sees.
func (h *hostile) learns() {
	h.Helper()
	h.made, h.active = map[string]bool{}, map[string]map[string]int{}
	h.posts("change", url.Values{"changes": {"name", "layout"}}) // so that the page asks for both
	for _, text := range []string{"", "样例", strings.Repeat("样例", 300), "样\u200b例", "样\x01例", strings.Repeat("样例", 20)} {
		for _, page := range h.pages(text) {
			h.active[page.Path] = active(page)
			for element := range page.Elements() {
				h.made[element] = true
			}
		}
	}
}

// pages types a text into every box and returns the pages that come back.
func (h *hostile) pages(text string) []*world.Screen {
	h.Helper()
	place := h.posts("licence", url.Values{"bizAddress.region": {"990103"}, "bizAddress.detail": {text}, "licenceUntil": {""}})
	change := h.posts("change", url.Values{"changes": {"name", "layout", "no-such"}, "newName": {text}, "layoutNote": {text}})
	return []*world.Screen{place, change, h.by.Opens(h.at + "/check")}
}

// posts sends a page with these answers over what it holds.
func (h *hostile) posts(topic string, answers url.Values) *world.Screen {
	h.Helper()
	at := h.at + "/" + topic
	sheet := h.by.Opens(at).Form(at)
	filled := sheet.Holds()
	maps.Copy(filled, answers)
	return sheet.Posts(filled)
}

// types types a text and looks for it where it must be.
func (h *hostile) types(text string) {
	h.Helper()
	pages := h.pages(text)
	stored := h.reads().Values
	for i, box := range boxes {
		page := pages[min(i, 1)]
		if page.Status != http.StatusUnprocessableEntity {
			h.Errorf("%q: the page of %s came back with %d", text, box.box, page.Status)
			continue
		}
		kept := textAt(stored, box.box)
		if shown := page.Form(page.Path).Holds().Get(box.box); shown != text && !trimmed(shown, text) {
			h.Errorf("%s: %q is shown as %q", box.box, text, shown)
		}
		if kept != text && !trimmed(kept, text) {
			h.Errorf("%s: %q is kept as %q", box.box, text, kept)
		}
		if kept != "" && !slices.ContainsFunc(pages[2].Shown(), func(shown string) bool { return strings.HasSuffix(shown, strings.TrimSpace(kept)) }) {
			h.Errorf("%s: %q is not on the check page", box.box, kept)
		}
	}
	for _, page := range pages {
		h.plain(page, text)
	}
}

// plain checks that a text has not become part of a page.
func (h *hostile) plain(page *world.Screen, text string) {
	h.Helper()
	for element := range page.Elements() {
		if !h.made[element] {
			h.Errorf("%q puts <%s> on %s", text, element, page.Path)
		}
	}
	if got := active(page); !maps.Equal(got, h.active[page.Path]) {
		h.Errorf("%q: %s has %v, without it %v", text, page.Path, got, h.active[page.Path])
	}
}

// active counts the elements of a page that do something.
func active(page *world.Screen) map[string]int {
	counted := map[string]int{}
	for element, n := range page.Elements() {
		if name, _, _ := strings.Cut(element, " "); slices.Contains([]string{"script", "style", "link", "meta", "base", "iframe", "object", "embed", "img", "form", "video", "audio"}, name) {
			counted[name] += n
		}
	}
	return counted
}

// textAt is a text in what the API answers.
func textAt(values map[string]any, path string) string {
	head, rest, deeper := strings.Cut(path, ".")
	if deeper {
		inner, _ := values[head].(map[string]any)
		return textAt(inner, rest)
	}
	text, _ := values[head].(string)
	return text
}

// trimmed reports whether all that is missing is the space around a text.
func trimmed(kept, typed string) bool { return kept == strings.TrimSpace(typed) }

// rows types texts into a table, one a row, and reads them on the page, on the check
// page and by the API.
func (h *hostile) rows(texts []string) {
	h.Helper()
	answers := url.Values{"equipment.rows": {strconv.Itoa(len(texts))}, "bizArea": {"many"}}
	for i, text := range texts {
		at := "equipment." + strconv.Itoa(i)
		answers.Set(at+".name", "甲"+text)
		answers.Set(at+".count", "1")
		answers.Set(at+".place", text)
	}
	page, check := h.posts("premises", answers), h.by.Opens(h.at+"/check")
	held := page.Form(page.Path).Holds()
	stored, _ := h.reads().Values["equipment"].([]any)
	if page.Status != http.StatusUnprocessableEntity || len(stored) != len(texts) {
		h.Fatalf("%d of %d rows are kept, %d", len(stored), len(texts), page.Status)
	}
	if h.made == nil {
		h.made, h.active = map[string]bool{}, map[string]map[string]int{}
		for _, page := range []*world.Screen{page, check} {
			h.active[page.Path] = active(page)
			for element := range page.Elements() {
				h.made[element] = true
			}
		}
	}
	cells := check.Shown()
	for i, text := range texts {
		row, _ := stored[i].(map[string]any)
		for column, typed := range map[string]string{"name": "甲" + text, "place": text} {
			kept := textAt(row, column)
			if shown := held.Get("equipment." + strconv.Itoa(i) + "." + column); shown != typed && !trimmed(shown, typed) || kept != typed && !trimmed(kept, typed) {
				h.Errorf("%s: %q is shown as %q and kept as %q", column, typed, shown, kept)
			}
			if kept != "" && !slices.ContainsFunc(cells, func(cell string) bool { return strings.TrimSpace(cell) == strings.TrimSpace(kept) }) {
				h.Errorf("%s: %q is not on the check page", column, kept)
			}
		}
	}
	if slices.Contains(texts, "样例") {
		return
	}
	for _, page := range []*world.Screen{page, check} {
		if got := active(page); !maps.Equal(got, h.active[page.Path]) {
			h.Errorf("%s has %v, without hostile rows %v", page.Path, got, h.active[page.Path])
		}
	}
}
