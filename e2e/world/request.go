package world

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// client is what every request goes through.
var client = &http.Client{
	Timeout: 30 * time.Second,
	Transport: &http.Transport{
		MaxIdleConnsPerHost: 64, IdleConnTimeout: 10 * time.Second,
	},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// Request is a request to the API or, with a path outside it, to a page.
type Request struct {
	Method string
	Path   string // below /api/v1, or a page's: "page:/verify/ABC"
	Body   any    // JSON, a Form or a File
	Key    string // Idempotency-Key
	Token  string // of whom it is
}

// File is a file that is sent in the field "file" of a form.
type File struct {
	Name    string
	Content []byte
}

// Form is what a form on a page sends.
type Form map[string]string

// Page returns the path of a page.
func Page(path string) string { return "page:" + path }

// Send sends r to the node. An error means that nobody knows what became of it.
func (n *Node) Send(ctx context.Context, r Request) (status int, body []byte, err error) {
	content, kind, err := encode(r.Body)
	if err != nil {
		return 0, nil, err
	}
	address := n.Address + "/api/v1" + r.Path
	if page, ok := strings.CutPrefix(r.Path, "page:"); ok {
		address = n.Address + page
	}
	request, err := http.NewRequestWithContext(ctx, r.Method, address, content)
	if err != nil {
		return 0, nil, err
	}
	for name, value := range map[string]string{
		"Content-Type": kind, "Idempotency-Key": r.Key, "Authorization": bearer(r.Token), "Accept-Language": "en",
	} {
		if value != "" {
			request.Header.Set(name, value)
		}
	}
	answer, err := client.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	body, err = io.ReadAll(answer.Body)
	return answer.StatusCode, body, err
}

func bearer(token string) string {
	if token == "" {
		return ""
	}
	return "Bearer " + token
}

// encode writes a body and says what it is.
func encode(body any) (io.Reader, string, error) {
	switch body := body.(type) {
	case nil:
		return nil, "", nil
	case Form:
		values := url.Values{}
		for name, value := range body {
			values.Set(name, value)
		}
		return strings.NewReader(values.Encode()), "application/x-www-form-urlencoded", nil
	case File:
		var b bytes.Buffer
		form := multipart.NewWriter(&b)
		part, err := form.CreateFormFile("file", body.Name)
		if err != nil {
			return nil, "", err
		}
		if _, err := part.Write(body.Content); err != nil {
			return nil, "", err
		}
		return &b, form.FormDataContentType(), form.Close()
	}
	b, err := json.Marshal(body)
	return bytes.NewReader(b), "application/json", err
}

// Answer is what came back.
type Answer struct {
	t       *testing.T
	request string
	Status  int
	Body    []byte
}

// Problem is an answer that says what is wrong.
type Problem struct {
	Type   string
	Title  string
	Fields []struct{ Name, Code, Message string }
}

// Names reports whether p complains about a field for the given reason, and returns
// the words.
func (p Problem) Names(field, code string) (message string, ok bool) {
	for _, f := range p.Fields {
		if f.Name == field && f.Code == code {
			return f.Message, true
		}
	}
	return "", false
}

// Is ends the test unless the answer has this status.
func (a Answer) Is(status int) Answer {
	a.t.Helper()
	if a.Status != status {
		a.t.Fatalf("%s: %d, want %d: %.600s", a.request, a.Status, status, a.Body)
	}
	return a
}

// Into reads the answer into v.
func (a Answer) Into(v any) {
	a.t.Helper()
	if err := json.Unmarshal(a.Body, v); err != nil {
		a.t.Fatalf("%s: %v in %.600s", a.request, err, a.Body)
	}
}

// Refused ends the test unless the request was refused for this reason, and returns
// what the reader is told.
func (a Answer) Refused(status int, fault string) Problem {
	a.t.Helper()
	a.Is(status)
	var p Problem
	a.Into(&p)
	if p.Type != "urn:tongban:fault:"+fault {
		a.t.Fatalf("%s: refused for %s, want %s", a.request, p.Type, fault)
	}
	if p.Title == "" {
		a.t.Errorf("%s: refused without a word", a.request)
	}
	return p
}

// Holds reports whether the answer has the text.
func (a Answer) Holds(text string) bool { return bytes.Contains(a.Body, []byte(text)) }

func (r Request) String() string { return fmt.Sprintf("%s %s", r.Method, r.Path) }
