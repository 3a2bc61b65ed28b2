package casework

import (
	"testing"

	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/actor"
	"tongban/kernel/id"
)

func TestAStreetGetsWhatItsOwnPeopleHandIn(t *testing.T) {
	t.Parallel()
	s := &Service{Deps: Deps{Office: func() Office { return Office{Region: "990100"} }}}
	received := func(by actor.Role, region string) string {
		t.Helper()
		item := &catalogue.Item{VersionID: id.New(), Stages: []catalogue.Stage{{Code: stageAccept, Actor: string(by)}}}
		s.forms.Store(item.VersionID, &form.Definition{Fields: []form.Field{{Key: "name", Kind: form.String}, {Key: "home", Kind: form.Address}}})
		a := Arrival{Item: item}
		if region != "" {
			a.Values = form.Values{"home": form.Values{"region": region, "detail": "松石路8号"}}
		}
		got, err := s.regionOf(a)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	for _, c := range []struct {
		by         actor.Role
		home, want string
	}{
		{actor.Street, "990102001", "990102001"},
		{actor.Street, "990102001001", "990102001001"},
		{actor.Street, "990102", "990102"}, // for those of the district
		{actor.Street, "", "990100"},
		{actor.Street, "990200001", "990100"}, // of another city
		{actor.Window, "990102001", "990100"},
	} {
		if got := received(c.by, c.home); got != c.want {
			t.Errorf("of %s at home in %q it goes to %s, not %s", c.by, c.home, got, c.want)
		}
	}
}
