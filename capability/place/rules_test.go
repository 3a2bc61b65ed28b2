package place

import (
	"context"
	"testing"

	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
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
		check(ids("990102001", Province), nil)
	})
}
