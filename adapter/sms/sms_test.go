package sms

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"tongban/capability/notification/notificationtest"
)

// desk is a gateway of a telephone company, for as long as a test.
type desk struct {
	mu    sync.Mutex
	texts []string
	auth  string
	to    string
}

func (d *desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	var in struct{ Phone, Content string }
	if err := json.Unmarshal(body, &in); err != nil || r.Method != http.MethodPost {
		http.Error(w, "no", http.StatusBadRequest)
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.texts, d.auth, d.to = slices.Insert(d.texts, 0, in.Content), r.Header.Get("Authorization"), in.Phone
	_, _ = io.WriteString(w, `{"code":0}`)
}

func (d *desk) sent() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.texts)
}

func TestEverySenderSends(t *testing.T) {
	t.Run("fake", func(t *testing.T) {
		fake := &Fake{}
		notificationtest.Sender(t, fake, func() (all []string) {
			for _, text := range fake.Texts() {
				all = append(all, text.Text)
			}
			return all
		})
	})
	t.Run("gateway", func(t *testing.T) {
		d := &desk{}
		server := httptest.NewServer(d)
		defer server.Close()
		g, err := NewGateway(Config{URL: server.URL, Token: "secret", Body: `{"phone":"{mobile}","content":"{text}"}`, Good: `"code":0`})
		if err != nil {
			t.Fatal(err)
		}
		notificationtest.Sender(t, g, d.sent)
		if d.auth != "Bearer secret" || d.to != "13800000000" {
			t.Errorf("it was asked by %q for %q", d.auth, d.to)
		}
	})
}

// A gateway that fails is an error that names nobody and no password.
func TestWhatAGatewayRefusesIsAnError(t *testing.T) {
	answers := map[string]http.HandlerFunc{
		"refused":  func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "13800000000", http.StatusForbidden) },
		"no good":  func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"code":1}`) },
		"moved on": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) },
	}
	for name, answer := range answers {
		server := httptest.NewServer(answer)
		g, err := NewGateway(Config{URL: strings.Replace(server.URL, "http://", "http://user:hunter2@", 1), Good: `"code":0`})
		if err != nil {
			t.Fatal(err)
		}
		check := func(name string) {
			err := g.Send(context.Background(), "13800000000", "code 123456")
			if err == nil || strings.Contains(err.Error(), "138") || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "123456") {
				t.Errorf("%s: %v", name, err)
			}
		}
		check(name)
		server.Close()
		check(name + " and gone")
	}
}

func TestAGatewayThatCannotWorkIsRefusedAtTheStart(t *testing.T) {
	for _, c := range []Config{
		{URL: ""}, {URL: "gateway"}, {URL: "ftp://example.cn"}, {URL: "https://example.cn", Body: `{"to":"{mobile}"}`},
		{URL: "https://example.cn", Body: `{"to":{mobile},"text":{text}}`},
	} {
		if _, err := NewGateway(c); err == nil {
			t.Errorf("%+v is taken", c)
		}
	}
}
