package place

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/message"
	"tongban/ui"
)

// page returns the page at a path as a reader of lang sees it.
func page(t *testing.T, s *Service, lang message.Lang, path string) string {
	t.Helper()
	texts, err := message.Load(messages, ui.Messages)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	for _, route := range s.routes() {
		mux.HandleFunc(route.Pattern, func(w http.ResponseWriter, r *http.Request) {
			if err := route.Handler(w, r); err != nil {
				t.Errorf("%s: %v", path, err)
			}
		})
	}
	rec := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	mux.ServeHTTP(rec, r.WithContext(message.With(r.Context(), texts, lang)))
	if strings.Contains(rec.Body.String(), "⟦") {
		t.Errorf("%s in %s: a text is missing", path, lang)
	}
	return rec.Body.String()
}

func TestThePageOfADeskSaysWhereWhenAndHowAccessible(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		for lang, wants := range map[message.Lang][]string{
			message.Chinese: {"云岫市政务服务中心", "云岫大道88号", "工作日 09:00–12:00、13:30–17:30", "正在开放", "开到 12:00", "tel:0000-65500000", "低位服务台、", "市级", "云川省 › 云岫市"},
			message.English: {"Yunxiu Government Services Centre", "Working days 09:00–12:00, 13:30–17:30", "Open until 12:00", "low counter"},
		} {
			body := page(t, s, lang, "/halls/center")
			for _, want := range wants {
				if !strings.Contains(body, want) {
					t.Errorf("%s: the page lacks %q", lang, want)
				}
			}
		}
	})
}

func TestTheListOfDesksBeginsWithTheNearest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		body := page(t, s, message.Chinese, "/halls?region=990102001003")
		last := 0
		for _, want := range []string{"为听泉社区服务", "听泉社区便民服务站", "松石街道便民服务中心", "清溪区政务服务中心", "云岫市政务服务中心", "云川省政务服务中心"} {
			at := strings.Index(body[last:], want)
			if at < 0 {
				t.Fatalf("%q does not come after what is nearer", want)
			}
			last += at
		}
		if strings.Contains(body, "<select") {
			t.Error("below a village there is a further choice")
		}
		if body := page(t, s, message.Chinese, "/halls?region=990121"); !strings.Contains(body, "竹海村便民服务站") || strings.Contains(body, "听泉社区") {
			t.Error("the county's page does not list the desks within the county")
		}
	})
}

func TestALongListOfDesksGoesOnPageByPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		outlets, err := s.Outlets(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		first := page(t, s, message.Chinese, "/halls")
		if !strings.Contains(first, "after="+outlets[perPage-1].ID) {
			t.Error("the first page does not lead on")
		}
		next := page(t, s, message.Chinese, "/halls?after="+outlets[perPage-1].ID)
		if !strings.Contains(next, outlets[perPage].Name) || strings.Contains(next, outlets[0].Name) || strings.Contains(next, "after=") {
			t.Error("the second page is not the rest")
		}
	})
}

func TestTheChooserKeepsTheRestOfTheQuery(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		c, err := s.Chooser(t.Context(), "/search", "region", url.Values{"q": {"社保"}, "region": {"990102"}})
		if err != nil || len(c.Path) != 3 || len(c.Options) != 2 || c.Hidden[0] != (ui.Hidden{Name: "q", Value: "社保"}) {
			t.Fatalf("got %+v, %v", c, err)
		}
		if want := "/search?q=%E7%A4%BE%E4%BF%9D&region=990100"; c.Path[1].URL != want {
			t.Errorf("the way back is %s, want %s", c.Path[1].URL, want)
		}
		if want := "/search?q=%E7%A4%BE%E4%BF%9D"; c.Clear.URL != want {
			t.Errorf("no region is %s, want %s", c.Clear.URL, want)
		}
		lost, err := s.Chooser(t.Context(), "/search", "region", url.Values{"region": {"nowhere"}})
		if err != nil || len(lost.Path) != 0 || lost.Clear != nil || len(lost.Options) != 1 {
			t.Errorf("an unknown region: %+v, %v", lost, err)
		}
	})
}

func TestEveryFacilityHasAName(t *testing.T) {
	texts, err := message.Load(messages)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []Facility{Ramp, LowCounter, Wheelchair, Toilet, SignTalk, Handwriting, Magnifier, NursingRoom, GreenWindow, Lift} {
		if !texts.Has("place.facility." + string(f)) {
			t.Errorf("%s has none", f)
		}
	}
	c, err := demoCity()
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range c.Outlets {
		for _, f := range o.Facilities {
			if !texts.Has("place.facility." + string(f)) {
				t.Errorf("%s has a %q nobody knows", o.ID, f)
			}
		}
	}
}
