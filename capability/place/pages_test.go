package place

import (
	"net/http/httptest"
	"strings"
	"testing"

	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/message"
	"tongban/ui"
)

func TestThePageOfHallsSaysWhereWhenAndHowAccessible(t *testing.T) {
	texts, err := message.Load(messages, ui.Messages)
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		for lang, wants := range map[message.Lang][]string{
			message.Chinese: {"云岫市政务服务中心", "云岫大道88号", "工作日 09:00–12:00、13:30–17:30", "tel:0000-65500000", "低位服务台", "轮椅借用"},
			message.English: {"Qingxi Branch Hall", "Working days 09:00–12:00, 13:30–17:30", "low counter"},
		} {
			rec := httptest.NewRecorder()
			r := httptest.NewRequest("GET", "/halls", nil)
			if err := s.hallsPage(rec, r.WithContext(message.With(r.Context(), texts, lang))); err != nil {
				t.Fatal(err)
			}
			for _, want := range wants {
				if !strings.Contains(rec.Body.String(), want) {
					t.Errorf("%s: the page lacks %q", lang, want)
				}
			}
			if strings.Contains(rec.Body.String(), "⟦") {
				t.Errorf("%s: a text is missing", lang)
			}
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
