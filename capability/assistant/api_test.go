package assistant

import (
	"strings"
	"testing"
)

func TestAPI(t *testing.T) {
	h, _ := site(t)
	for _, tt := range []struct {
		name, path  string
		status      int
		has, hasNot []string
	}{
		{"list", "/items", 200, []string{`"code":"biz-setup"`, `"next":"`}, []string{`"form"`}},
		{"search", "/items?q=货运", 200, []string{`"code":"road-qual"`}, []string{`"code":"biz-setup"`}},
		{"theme", "/items?theme=050", 200, []string{`"code":"road-qual"`}, []string{`"code":"biz-setup"`}},
		{"department", "/items?department=CIVIL", 200, []string{`"code":"elder-card"`}, []string{`road-qual`}},
		{"a small page", "/items?limit=1", 200, []string{`"next":"biz-setup"`}, nil},
		{"the page after", "/items?limit=1&cursor=biz-setup", 200, []string{`"code":"seal-filing"`}, nil},
		{"nothing", "/items?q=㊙", 200, []string{`"items":[]`}, []string{`next`}},
		{"a limit that is none", "/items?limit=1000", 422, []string{`"status":422`}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := ask(t, h, "/api/v1"+tt.path)
			if w.Code != tt.status {
				t.Errorf("status %d, want %d: %s", w.Code, tt.status, w.Body)
			}
			for _, want := range tt.has {
				if !strings.Contains(w.Body.String(), want) {
					t.Errorf("no %s in %.500s", want, w.Body)
				}
			}
			for _, not := range tt.hasNot {
				if strings.Contains(w.Body.String(), not) {
					t.Errorf("%s in %.500s", not, w.Body)
				}
			}
		})
	}
}
