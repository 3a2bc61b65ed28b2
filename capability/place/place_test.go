package place

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/BurntSushi/toml"

	"tongban/kernel/calendar"
	"tongban/kernel/check"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
)

// friday is 2026-11-20 at 11:30.
var friday = time.Date(2026, 11, 20, 11, 30, 0, 0, clock.Shanghai)

func bench(t *testing.T, d *db.DB) *Service {
	t.Helper()
	dbtest.Migrate(t, d, db.Source{Name: "place", FS: migrations})
	s := New(d, clock.At(friday), calendar.Default)
	if err := s.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheDemoCityIsThereOnceHoweverOftenItIsSeeded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		if err := s.Seed(t.Context()); err != nil {
			t.Fatal(err)
		}
		departments, err := s.Departments(t.Context())
		if err != nil || len(departments) != 15 {
			t.Fatalf("%d departments, %v; want 15", len(departments), err)
		}
		trans, err := s.Department(t.Context(), "TRANS")
		if err != nil || trans.Name != "云岫市交通运输局" || trans.Nature != Organ || trans.Mark != "云交" || trans.Region != "990100" {
			t.Fatalf("got %+v, %v", trans, err)
		}
		outlets, err := s.Outlets(t.Context())
		if err != nil || len(outlets) != 21 || outlets[0].ID != "center" {
			t.Fatalf("got %+v, %v", outlets, err)
		}
		center := outlets[0]
		if !center.Main || center.Phone == "" || !slices.Contains(center.Facilities, Ramp) {
			t.Errorf("got %+v", center)
		}
		below, err := s.Children(t.Context(), "990100")
		if err != nil || len(below) != 4 {
			t.Fatalf("%d districts, %v; want 4", len(below), err)
		}
		if r, err := s.Region(t.Context(), "990102001"); err != nil || r.Parent != "990102" || r.Name != "松石街道" {
			t.Errorf("got %+v, %v", r, err)
		}
	})
}

func TestHoursAreThoseOnTheDoor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		hours, err := s.Hours(t.Context(), "center")
		if err != nil || len(hours) != 2 {
			t.Fatalf("got %v, %v", hours, err)
		}
		if hours[0].From.String() != "09:00" || hours[0].To.String() != "12:00" || hours[1].From.String() != "13:30" || hours[1].To.String() != "17:30" {
			t.Errorf("got %v", hours)
		}
		if hours.Minutes() != 420 {
			t.Errorf("open %d minutes, want 420", hours.Minutes())
		}
	})
}

func TestOnlineApplicationsGoToTheMainOutletOfTheRegionOrAboveIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		for region, want := range map[string]string{
			"990100": "center", "990102001": "qingxi", "990103": "center", "990103002": "center", "990121101": "yunmen",
		} {
			if o, err := s.Main(t.Context(), region); err != nil || o.ID != want {
				t.Errorf("%s: got %q, %v; want %q", region, o.ID, err, want)
			}
		}
		if _, err := s.Main(t.Context(), "110105"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("an unknown region: %v", err)
		}
	})
}

func TestUnknownPlacesAreNotFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		_, region := s.Region(t.Context(), "")
		_, department := s.Department(t.Context(), "trans")
		_, outlet := s.Outlet(t.Context(), "' OR 1=1 --")
		_, hours := s.Hours(t.Context(), "")
		for name, err := range map[string]error{"region": region, "department": department, "outlet": outlet, "hours": hours} {
			if fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s: %v, want NotFound", name, err)
			}
		}
	})
}

func TestAnotherNodesChangeIsKnownTwoSecondsLater(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, other := bench(t, d), New(d, clock.At(friday), calendar.Default)
		if _, err := other.Outlet(t.Context(), "center"); err != nil {
			t.Fatal(err)
		}
		if err := s.d.Write(t.Context(), "place", func(ctx context.Context, tx *db.Tx) error {
			if err := tx.Send(ctx, `UPDATE place_outlet SET phone = $1 WHERE id = $2`, "0000-1", "center"); err != nil {
				return err
			}
			return raiseEdition(ctx, tx)
		}); err != nil {
			t.Fatal(err)
		}
		other.forget()
		if o, err := other.Outlet(t.Context(), "center"); err != nil || o.Phone != "0000-1" {
			t.Errorf("got %q, %v", o.Phone, err)
		}
	})
}

func TestTheDemoFileHoldsNothingUnknown(t *testing.T) {
	var c seed
	meta, err := toml.Decode(demo, &c)
	if err != nil {
		t.Fatal(err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		t.Errorf("unknown keys: %v", unknown)
	}
	regions := map[string]bool{"": true}
	for _, r := range c.Regions {
		if !regions[r.Parent] || r.NameEn == "" {
			t.Errorf("region %s: parent %q", r.Code, r.Parent)
		}
		regions[r.Code] = true
	}
	for _, d := range c.Departments {
		if wrong := check.USCC(d.USCC, true); wrong != nil || !regions[d.Region] || d.NameEn == "" || d.Mark == "" {
			t.Errorf("department %s: %v", d.Code, wrong)
		}
	}
	for _, o := range c.Outlets {
		if !regions[o.Region] || o.NameEn == "" || o.Hours.Minutes() <= 0 {
			t.Errorf("outlet %s", o.ID)
		}
	}
}

func TestATimeOfDayIsReadAsWritten(t *testing.T) {
	for text, want := range map[string]Minute{"00:00": 0, "09:05": 545, "24:00": 1440} {
		var m Minute
		if err := m.UnmarshalText([]byte(text)); err != nil || m != want || m.String() != text {
			t.Errorf("%s: %v, %v", text, m, err)
		}
	}
	for _, text := range []string{"", "9:00", "09:60", "24:01", "25:00", "-1:00", "09-00", "09:00:00", "noon"} {
		var m Minute
		if err := m.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q was read as %v", text, m)
		}
	}
}

func TestRegionsAreFoundByNamePinyinAndWhatTheyLieIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		for words, want := range map[string]string{"松石街道": "990102001", "ssjd": "990102001", "清溪松石街道": "990102001", "Songshi Subdistrict": "990102001", "云岫市": "990100"} {
			found, err := s.FindRegions(t.Context(), words, 5)
			if err != nil || len(found) == 0 || found[0].Code != want {
				t.Errorf("%s: %v, %v", words, found, err)
			}
		}
		if found, err := s.FindRegions(t.Context(), "纽约", 5); err != nil || len(found) > 0 {
			t.Errorf("found %v, %v", found, err)
		}
	})
}

func TestFewRegionsAreListedInTheirOrderAndManyAreNot(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		all, err := s.Below(t.Context(), County, 1000)
		if err != nil || len(all) < 10 || all[0].Code != "990102" || all[1].Code != "990102001" {
			t.Fatalf("listed %v, %v", all, err)
		}
		if none, err := s.Below(t.Context(), County, len(all)-1); err != nil || none != nil {
			t.Errorf("listed %d of too many, %v", len(none), err)
		}
	})
}
