package recheck

import (
	"slices"
	"testing"
)

// outcomes are some, of which a number were approved, the approved first.
func outcomes(n, approved int) []Outcome {
	list := make([]Outcome, n)
	for i := range list {
		list[i].Approved = i < approved
	}
	return list
}

func TestDriftIsToldFromChance(t *testing.T) {
	cases := []struct {
		name       string
		late       []Outcome
		before     []Outcome
		want       bool
		now, wasIs int
	}{
		{"the same", outcomes(50, 40), outcomes(200, 160), false, 80, 80},
		{"chance", outcomes(50, 34), outcomes(200, 160), false, 68, 80},
		{"far fewer", outcomes(50, 20), outcomes(200, 160), true, 40, 80},
		{"all of a sudden all", outcomes(50, 50), outcomes(200, 120), true, 100, 60},
		{"always all", outcomes(50, 50), outcomes(200, 200), false, 100, 100},
		{"too few to say", outcomes(50, 0), outcomes(40, 40), false, 0, 0},
	}
	for _, c := range cases {
		now, was, got := drift(slices.Concat(c.late, c.before))
		if got != c.want || now != c.now || was != c.wasIs {
			t.Errorf("%s: %v, %d%% after %d%%", c.name, got, now, was)
		}
	}
}

func TestSilenceOfSourcesIsCounted(t *testing.T) {
	list := outcomes(30, 0)
	for i := range 10 {
		list[20+i].Silent = true // long ago
	}
	if n, alarming := silent(list); n != 0 || alarming {
		t.Errorf("%d, %v", n, alarming)
	}
	for i := range mostSilent {
		list[i].Silent = true
	}
	if n, alarming := silent(list); n != mostSilent || !alarming {
		t.Errorf("%d, %v", n, alarming)
	}
}
