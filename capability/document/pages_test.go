package document

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tongban/capability/document/documenttest"
)

// form is a request with fields and a file, in this order.
func form(t *testing.T, fields map[string]string, file string, content []byte) *http.Request {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, value := range fields {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	if content != nil {
		part, err := w.CreateFormFile(file, "照片.jpg")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/", &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return r
}

func TestAFormsFileIsFound(t *testing.T) {
	photo := documenttest.Photo(1)
	part, err := FromMultipart(form(t, map[string]string{"key": "k1"}, "file", photo), "file", 200<<10)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(part.Body)
	if err != nil || !bytes.Equal(content, photo) || part.Name != "照片.jpg" || part.Values.Get("key") != "k1" || part.Size < int64(len(photo)) {
		t.Errorf("got %d bytes, %+v, %v", len(content), part, err)
	}
}

func TestFormsWithoutAFileSaySo(t *testing.T) {
	plain := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("a=b"))
	plain.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	broken := form(t, nil, "file", documenttest.Photo(1))
	broken.Body = io.NopCloser(strings.NewReader("--x"))
	for what, tt := range map[string]struct {
		r    *http.Request
		want string
	}{
		"not multipart": {plain, "document.absent"},
		"no file":       {form(t, map[string]string{"file": "text"}, "", nil), "document.absent"},
		"another field": {form(t, nil, "other", []byte("x")), "document.absent"},
		"broken":        {broken, "document.absent"},
		"a huge field":  {form(t, map[string]string{"key": strings.Repeat("x", formOverhead+1)}, "file", []byte("x")), "document.large"},
	} {
		if _, err := FromMultipart(tt.r, "file", 1<<20); keyOf(err) != tt.want {
			t.Errorf("%s: got %v, want %s", what, err, tt.want)
		}
	}
}

func TestADeclaredSizeOverTheLimitIsNotRead(t *testing.T) {
	body := &endless{}
	r := httptest.NewRequest(http.MethodPost, "/", body)
	r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	r.ContentLength = 2 << 30
	if _, err := FromMultipart(r, "file", 1<<20); keyOf(err) != "document.large" || body.read != 0 {
		t.Errorf("got %v after %d bytes", err, body.read)
	}
}

// TestABrowserSeesWhyItsFileIsTooLarge sends more than is allowed over a connection:
// the answer must arrive though the body was not wanted.
func TestABrowserSeesWhyItsFileIsTooLarge(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		part, err := FromMultipart(r, "file", 200<<10)
		if err == nil {
			_, err = io.Copy(io.Discard, part.Body)
		}
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		_, _ = io.WriteString(w, keyOf(err))
	}))
	defer server.Close()
	for _, size := range []int{200<<10 + 1, 1 << 20, 8 << 20} {
		r := form(t, nil, "file", make([]byte, size))
		start := time.Now()
		response, err := http.Post(server.URL, r.Header.Get("Content-Type"), r.Body)
		if err != nil {
			t.Fatalf("%d bytes: %v", size, err)
		}
		answer, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err != nil || string(answer) != "document.large" || time.Since(start) > 10*time.Second {
			t.Errorf("%d bytes: got %q, %v", size, answer, err)
		}
	}
}

func TestFilesAreServedSoThatNothingRuns(t *testing.T) {
	f := File{Name: "身份证\"正面.jpg", MediaType: JPEG}
	for _, tt := range []struct {
		serve func(http.ResponseWriter, File, io.Reader) error
		file  File
		want  map[string]string
	}{
		{ServePreview, f, map[string]string{"Content-Type": "image/jpeg", "Content-Disposition": "inline"}},
		{ServePreview, File{Name: "a.png", MediaType: PNG}, map[string]string{"Content-Type": "image/jpeg", "Content-Disposition": "inline; filename=a.jpg"}},
		{ServePreview, File{Name: "a.pdf", MediaType: PDF}, map[string]string{"Content-Type": "application/pdf"}},
		{ServeOriginal, f, map[string]string{"Content-Type": "image/jpeg", "Content-Disposition": "attachment; filename*=utf-8''%E8%BA%AB"}},
	} {
		w := httptest.NewRecorder()
		if err := tt.serve(w, tt.file, strings.NewReader("content")); err != nil || w.Body.String() != "content" {
			t.Errorf("got %q, %v", w.Body.String(), err)
		}
		tt.want["X-Content-Type-Options"] = "nosniff"
		tt.want["Cache-Control"] = "private, no-store"
		tt.want["Content-Security-Policy"] = "default-src 'none'"
		for name, want := range tt.want {
			if got := w.Header().Get(name); !strings.HasPrefix(got, want) {
				t.Errorf("%s: %s: got %q, want %q…", tt.file.Name, name, got, want)
			}
		}
	}
}
