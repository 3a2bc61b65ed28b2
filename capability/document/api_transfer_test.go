package document

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"tongban/capability/document/documenttest"
	"tongban/kernel/actor"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/web"
)

// served is the API on a real connection; the header X-Person says who asks.
func served(b bench) *httptest.Server {
	mux := http.NewServeMux()
	b.api(web.NewAPI(mux, "Test", "1"))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if person := r.Header.Get("X-Person"); person != "" {
			r = r.WithContext(actor.With(r.Context(), actor.Actor{ID: person, Kind: actor.Citizen}))
		}
		mux.ServeHTTP(w, r)
	}))
	b.Cleanup(server.Close)
	return server
}

// reply is what came back.
type reply struct {
	status int
	offset string
	body   string
}

// call asks as person; offset below zero sends none.
func call(t *testing.T, server *httptest.Server, person, method, path string, offset int64, body []byte) reply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, server.URL+"/api/v1/uploads"+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Person", person)
	if offset >= 0 {
		r.Header.Set(offsetHeader, strconv.FormatInt(offset, 10))
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{answer.StatusCode, answer.Header.Get(offsetHeader), string(said)}
}

// announce begins a transfer over the API and returns its path.
func announce(t *testing.T, server *httptest.Server, person, name string, size int) string {
	t.Helper()
	got := call(t, server, person, http.MethodPost, "", -1, fmt.Appendf(nil, `{"name":%q,"size":%d}`, name, size))
	var begun transferBody
	if err := json.Unmarshal([]byte(got.body), &begun); err != nil || got.status != http.StatusCreated {
		t.Fatalf("got %+v, %v", got, err)
	}
	return "/" + begun.ID
}

// sendHalf sends the head of a piece and so many of its bytes, then cuts the connection.
func sendHalf(t *testing.T, server *httptest.Server, path string, content []byte, sent int) {
	t.Helper()
	line, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	_, err = fmt.Fprintf(line, "PATCH /api/v1/uploads%s HTTP/1.1\r\nHost: x\r\nX-Person: mei\r\nUpload-Offset: 0\r\nContent-Length: %d\r\n\r\n%s",
		path, len(content), content[:sent])
	if err != nil {
		t.Fatal(err)
	}
	if err := line.Close(); err != nil {
		t.Fatal(err)
	}
}

// stands waits until the server has noticed and says where to go on.
func stands(t *testing.T, server *httptest.Server, path string, want int) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for {
		got := call(t, server, "mei", http.MethodHead, path, -1, nil)
		if got.offset == strconv.Itoa(want) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("got %+v, want an offset of %d", got, want)
		}
	}
}

func TestACutConnectionIsGoneOnWith(t *testing.T) {
	b := world(t, dbtest.SQLite(t), NoScanner{})
	server, scan := served(b), documenttest.PDF(20)
	path := announce(t, server, "mei", "扫描件.pdf", len(scan))
	sendHalf(t, server, path, scan, 1234)
	stands(t, server, path, 1234)

	for _, step := range []struct {
		what   string
		person string
		method string
		path   string
		offset int64
		body   []byte
		want   reply
	}{
		{"the whole again", "mei", "PATCH", path, 0, scan, reply{409, "1234", "document.upload.offset"}},
		{"signed out", "", "PATCH", path, 1234, scan[1234:], reply{401, "", "fault.signin"}},
		{"somebody else", "li", "PATCH", path, 1234, scan[1234:], reply{404, "", "document.upload.unknown"}},
		{"somebody else asks", "li", "HEAD", path, -1, nil, reply{404, "", ""}},
		{"without an offset", "mei", "PATCH", path, -1, scan[1234:], reply{422, "", "Upload-Offset"}},
		{"half is no file", "mei", "POST", path + "/check", -1, []byte(`{}`), reply{409, "", "document.upload.unfinished"}},
		{"signed in again", "mei", "PATCH", path, 1234, scan[1234:], reply{200, strconv.Itoa(len(scan)), `"received"`}},
		{"the last piece again", "mei", "PATCH", path, 1234, scan[1234:], reply{409, strconv.Itoa(len(scan)), "document.upload.offset"}},
		{"looked at", "mei", "POST", path + "/check", -1, []byte(`{"accept":["pdf"]}`), reply{200, "", `"pages":20`}},
		{"where only photos go", "mei", "POST", path + "/check", -1, []byte(`{"accept":["jpg"]}`), reply{422, "", "document.type"}},
		{"somebody else throws it away", "li", "DELETE", path, -1, nil, reply{404, "", "document.upload.unknown"}},
		{"thrown away", "mei", "DELETE", path, -1, nil, reply{204, "", ""}},
		{"gone", "mei", "DELETE", path, -1, nil, reply{404, "", "document.upload.unknown"}},
		{"no such thing", "mei", "PATCH", "/x", 0, scan, reply{404, "", "document.upload.unknown"}},
	} {
		got := call(t, server, step.person, step.method, step.path, step.offset, step.body)
		if got.status != step.want.status || got.offset != step.want.offset || !strings.Contains(got.body, step.want.body) {
			t.Errorf("%s: got %+v, want %+v", step.what, got, step.want)
		}
	}
}

func TestHostileFilesAreRefusedOverTheAPI(t *testing.T) {
	b := world(t, dbtest.SQLite(t), NoScanner{})
	server := served(b)
	for _, h := range documenttest.HostileFiles() {
		content := h.Content()
		if len(content) == 0 {
			continue // nothing cannot be announced
		}
		path := announce(t, server, "mei", h.Name, len(content))
		call(t, server, "mei", http.MethodPatch, path, 0, content)
		got := call(t, server, "mei", http.MethodPost, path+"/check", -1, []byte(`{}`))
		if got.status != http.StatusUnprocessableEntity && got.status != http.StatusRequestEntityTooLarge || !strings.Contains(got.body, h.Want) {
			t.Errorf("%s: got %+v, want %s", h.What, got, h.Want)
		}
		if got := call(t, server, "mei", http.MethodDelete, path, -1, nil); got.status != http.StatusNoContent {
			t.Errorf("%s: %+v", h.What, got)
		}
	}
	if n := b.count(`SELECT COUNT(*) FROM document_file`); n != 0 {
		t.Errorf("%d files were made", n)
	}
}
