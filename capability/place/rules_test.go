package place

import (
	"context"
	"testing"
	"time"

	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
)

func TestALevelFollowsFromTheCode(t *testing.T) {
	for text, want := range map[string]struct {
		code  string
		level int
	}{
		"440000":       {"440000", Province},
		"440000000000": {"440000", Province},
		"990100":       {"990100", City},
		"990102":       {"990102", County},
		"990102000":    {"990102", County},
		"990102001":    {"990102001", Street},
		"990102001000": {"990102001", Street},
		"441900003000": {"441900003", Street}, // a city without counties
		"990102001002": {"990102001002", Village},
	} {
		code, ok := Code(text)
		if !ok || code != want.code || LevelOf(code) != want.level {
			t.Errorf("%s: got %q, %v, level %d", text, code, ok, LevelOf(code))
		}
	}
	for _, text := range []string{"", "44", "4400", "44000", "4400000", "000000", "44000a", "４４００００", "4400000000000"} {
		if code, ok := Code(text); ok {
			t.Errorf("%q was taken for %s", text, code)
		}
	}
}

func TestWhatAnImporterAdoptsLiesWhereItsCodeSays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		adopt := func() {
			t.Helper()
			if err := d.Write(t.Context(), "place", func(ctx context.Context, tx *db.Tx) error {
				return s.Adopt(ctx, tx, []Region{
					{Code: "440000000000", Label: Label{Name: "广东省"}},
					{Code: "441900003", Label: Label{Name: "东城街道"}},
					{Code: "990102", Label: Label{Name: "不是清溪区"}},
				}, []Department{
					{USCC: "11440000006939756B", Region: "440000000000", Nature: Organ, Label: Label{Name: "广东省发展和改革委员会"}},
					{Code: "SAMR", USCC: "11440000MB2D0166XM", Region: "440000", Label: Label{Name: "不是市场监管局"}},
					{Code: "UNSAID", Region: "440000", Label: Label{Name: "没有代码的单位"}},
					{Code: "UNSAID2", Region: "440000", Label: Label{Name: "另一个"}},
				})
			}); err != nil {
				t.Fatal(err)
			}
			s.forget()
		}
		adopt()
		path, err := s.Path(t.Context(), "441900003")
		if err != nil || len(path) != 2 || path[0].Code != "440000" || path[0].Level != Province || path[1].Level != Street {
			t.Errorf("path %+v, %v", path, err)
		}
		body, err := s.Department(t.Context(), "11440000006939756B")
		if err != nil || body.Region != "440000" || body.Name != "广东省发展和改革委员会" {
			t.Errorf("got %+v, %v", body, err)
		}
		if known, err := s.Department(t.Context(), "SAMR"); err != nil || known.Name != "云岫市市场监督管理局" {
			t.Errorf("got %+v, %v", known, err)
		}
		if known, err := s.Region(t.Context(), "990102"); err != nil || known.Name != "清溪区" {
			t.Errorf("got %+v, %v", known, err)
		}
		for _, code := range []string{"UNSAID", "UNSAID2"} {
			if _, err := s.Department(t.Context(), code); err != nil {
				t.Errorf("%s: %v", code, err)
			}
		}
		before := s.atlas
		adopt()
		if _, err := s.Departments(t.Context()); err != nil || s.atlas != before {
			t.Errorf("adopting the same again made a new edition, %v", err)
		}
	})
}

func TestTheNearestDeskOfAnAcceptingLevelComesFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		ids := func(region string, levels ...int) (found []string) {
			t.Helper()
			outlets, err := s.OutletsFor(t.Context(), region, levels)
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range outlets {
				found = append(found, o.ID)
			}
			return found
		}
		check := func(got, want []string) {
			t.Helper()
			if len(got) != len(want) {
				t.Fatalf("got %v, want %v", got, want)
			}
			for i := range got {
				if got[i] != want[i] {
					t.Fatalf("got %v, want %v", got, want)
				}
			}
		}
		check(ids("990102001", City, County), []string{"qingxi", "center"})
		check(ids("990102001", City), []string{"center"})
		check(ids("990102001", Province), []string{"province"})
		check(ids("990102001003"), []string{"tingquan", "songshi", "qingxi", "center", "province"})
		check(ids("990102001001", Street, Village), []string{"songshi"}) // a village without a desk
		if _, err := s.OutletsFor(t.Context(), "990199", nil); fault.KindOf(err) != fault.NotFound {
			t.Errorf("an unknown region: %v", err)
		}
	})
}

func TestADeskIsOpenWhenItsDoorSaysSo(t *testing.T) {
	hours := Hours{{From: 9 * 60, To: 12 * 60}, {From: 13*60 + 30, To: 17*60 + 30}}
	days := calendar.Default()
	at := func(text string) time.Time {
		t.Helper()
		parsed, err := time.ParseInLocation("2006-01-02 15:04", text, clock.Shanghai)
		if err != nil {
			t.Fatal(err)
		}
		return parsed
	}
	for now, want := range map[string]struct {
		open  bool
		until string
	}{
		"2026-11-20 08:59": {false, "2026-11-20 09:00"},
		"2026-11-20 09:00": {true, "2026-11-20 12:00"},
		"2026-11-20 12:00": {false, "2026-11-20 13:30"},
		"2026-11-20 17:30": {false, "2026-11-23 09:00"}, // a Friday
		"2026-09-30 18:00": {false, "2026-10-08 09:00"}, // the National Day holiday
		"2026-10-10 10:00": {true, "2026-10-10 12:00"},  // a Saturday worked
	} {
		if got := hours.At(days, at(now)); got.Open != want.open || !got.Until.Equal(at(want.until)) {
			t.Errorf("%s: got %+v, want %+v", now, got, want)
		}
	}
	if got := (Hours{}).At(days, at("2026-11-20 10:00")); got != (Opening{}) {
		t.Errorf("without hours: %+v", got)
	}
}
