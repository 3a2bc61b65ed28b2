package realname

import (
	"testing"
	"time"

	"tongban/kernel/check"
)

func TestTheFakeBelievesMadeUpNumbersAlone(t *testing.T) {
	f, err := NewFake()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, number string
		want         bool
	}{
		{"何一舟", "990102199402280075", true},
		{"何二舟", "990102199402280075", false}, // the file knows better
		{"谁也行", "990103199103100093", true},
		{"张三", "11010519491231002X", false}, // a number somebody could have
	} {
		if got, err := f.Agree(t.Context(), c.name, c.number); err != nil || got != c.want {
			t.Errorf("%s %s: %v, %v", c.name, c.number, got, err)
		}
	}
}

func TestGuardiansAreThoseOfTheFile(t *testing.T) {
	f, err := NewFake()
	if err != nil {
		t.Fatal(err)
	}
	const child, lin, mei = "990103201605040086", "99010319900615011x", "990102199703220201"
	if ok, _ := f.Guardian(t.Context(), lin, child); !ok {
		t.Error("lin is not the guardian")
	}
	if ok, _ := f.Guardian(t.Context(), mei, child); ok {
		t.Error("mei is a guardian of another's child")
	}
}

func TestTheFileHasGoodNumbersAndChildrenWhoAreChildren(t *testing.T) {
	f, err := NewFake()
	if err != nil {
		t.Fatal(err)
	}
	today := time.Date(2026, 2, 10, 9, 0, 0, 0, time.UTC)
	for number, name := range f.names {
		if faults := check.IDNumber(number, true, today); faults != nil {
			t.Errorf("%s: %v", name, faults)
		}
		if born, _ := check.Birth(number); len(f.guardians[number]) > 0 && check.Age(born, today) >= 18 {
			t.Errorf("%s is of age and has a guardian", name)
		}
	}
}
