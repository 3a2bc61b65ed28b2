package actor

import "testing"

func TestOneselfOwnsAndMayEverything(t *testing.T) {
	mei := Actor{ID: "mei", Kind: Citizen}
	if mei.Owner() != "mei" || mei.Acting() || !mei.Covers("road-qual") || !mei.Covers("") || !mei.MaySubmit() {
		t.Errorf("oneself is limited: %+v", mei)
	}
}

func TestWhatIsDoneForAnotherBelongsToTheOther(t *testing.T) {
	mei := Actor{ID: "mei", Kind: Citizen, For: Party{ID: "firm", Kind: Firm, MaySubmit: true}}
	if mei.Owner() != "firm" || mei.ID != "mei" || !mei.Acting() {
		t.Errorf("owner %q, actor %q", mei.Owner(), mei.ID)
	}
	if !mei.Covers("food-permit") || !mei.MaySubmit() {
		t.Error("a power without limits is limited")
	}
}

func TestALimitedPowerCoversItsItemsAlone(t *testing.T) {
	for _, c := range []struct {
		items []string
		item  string
		want  bool
	}{
		{nil, "food-permit", true}, {nil, "", true},
		{[]string{"food-permit"}, "food-permit", true}, {[]string{"food-permit"}, "road-qual", false}, {[]string{"food-permit"}, "", false},
		{[]string{}, "food-permit", false},
	} {
		a := Actor{ID: "mei", Kind: Citizen, For: Party{ID: "wei", Kind: Person, Items: c.items}}
		if got := a.Covers(c.item); got != c.want {
			t.Errorf("%#v covers %q: %v", c.items, c.item, got)
		}
		if a.MaySubmit() {
			t.Error("a power to fill in submits")
		}
	}
}
