package audit

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"tongban/capability/audit/verify"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

func TestPublicLog(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		var entry id.ID
		for range 300 {
			entry = w.record("someone's case")
		}
		w.sequenced()
		waiting := w.record("waiting")
		handler := serve(w.routes())
		for _, c := range []struct {
			path   string
			status int
			kind   string
			size   int
			cache  string
		}{
			{"/log/checkpoint", 200, "text/plain; charset=utf-8", 0, "no-cache"},
			{"/log/tile/0/000", 200, "application/octet-stream", 8192, "public, max-age=31536000, immutable"},
			{"/log/tile/0/001.p/44", 200, "application/octet-stream", 44 * 32, "public, max-age=31536000, immutable"},
			{"/log/tile/0/001.p/7", 200, "application/octet-stream", 7 * 32, "public, max-age=31536000, immutable"},
			{"/log/tile/1/000.p/1", 200, "application/octet-stream", 32, "public, max-age=31536000, immutable"},
			{"/log/tile/entries/000", 200, "application/octet-stream", 256 * 34, "public, max-age=31536000, immutable"},
			{"/log/tile/entries/001.p/44", 200, "application/octet-stream", 44 * 34, "public, max-age=31536000, immutable"},
			{"/log/tile/0/001", 404, "", 0, ""},
			{"/log/tile/0/001.p/45", 404, "", 0, ""},
			{"/log/tile/entries/001.p/45", 404, "", 0, ""},
			{"/log/tile/2/000.p/1", 404, "", 0, ""},
			{"/log/tile/0/0", 404, "", 0, ""},
			{"/log/tile/entries/x999/x999/x999/999", 404, "", 0, ""},
			{"/log/tile/", 404, "", 0, ""},
			{"/log/proof?entry=" + entry.String(), 200, "application/json", 0, "no-cache"},
			{"/log/proof?entry=" + waiting.String(), 503, "", 0, ""},
			{"/log/proof?entry=" + id.New().String(), 404, "", 0, ""},
			{"/log/proof?entry=1%27--", 404, "", 0, ""},
			{"/log/proof", 404, "", 0, ""},
		} {
			answer := httptest.NewRecorder()
			handler.ServeHTTP(answer, httptest.NewRequest("GET", c.path, nil))
			h := answer.Header()
			if answer.Code != c.status || c.kind != "" && (h.Get("Content-Type") != c.kind || h.Get("Cache-Control") != c.cache) {
				t.Errorf("%s: %d %v", c.path, answer.Code, h)
			}
			if c.size > 0 && answer.Body.Len() != c.size {
				t.Errorf("%s: %d bytes", c.path, answer.Body.Len())
			}
			if strings.Contains(answer.Body.String(), "someone") {
				t.Errorf("%s tells what happened", c.path)
			}
		}
	})
}

func TestPublicProofFitsWhatItsHolderKnows(t *testing.T) {
	w := bench(t, dbtest.SQLite(t))
	entry := w.record("mine")
	w.sequenced()
	mine, err := w.Evidence(t.Context(), entry)
	if err != nil {
		t.Fatal(err)
	}
	answer := httptest.NewRecorder()
	serve(w.routes()).ServeHTTP(answer, httptest.NewRequest("GET", "/log/proof?entry="+entry.String(), nil))
	var public verify.Evidence
	if err := json.Unmarshal(answer.Body.Bytes(), &public); err != nil {
		t.Fatal(err)
	}
	if _, err := public.Check(w.key); err != nil {
		t.Error(err)
	}
	public.Salt, public.Content = mine.Salt, mine.Content
	if _, err := public.Check(w.key); err != nil {
		t.Error(err)
	}
}

func TestTextsAreCompleteInBothLanguages(t *testing.T) {
	texts, err := message.Load(messages)
	if err != nil {
		t.Fatal(err)
	}
	chinese, english := texts.Keys(message.Chinese), texts.Keys(message.English)
	for key := range chinese {
		if english[key] == "" || !strings.HasPrefix(key, "audit.") {
			t.Errorf("%s: %q", key, english[key])
		}
	}
	if len(english) != len(chinese) {
		t.Errorf("%d English texts, %d Chinese", len(english), len(chinese))
	}
}
