package catalogue

import (
	"context"
	"os"
	"slices"
	"testing"

	"tongban/kernel/message"
)

// speaking returns a context with the texts of the catalogue in lang.
func speaking(t *testing.T, lang message.Lang) context.Context {
	t.Helper()
	all, err := message.Load(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	return message.With(t.Context(), all, lang)
}

func TestADeskTakesWhatItsLevelAccepts(t *testing.T) {
	alone := &Item{ExerciseLevel: 3}
	shared := &Item{ExerciseLevel: 3, Levels: []LevelPower{
		{Level: 3, Steps: []string{Examine, Decide}}, {Level: 4, Steps: []string{Accept, Examine}}, {Level: 5, Steps: []string{Accept}},
	}}
	for level := 1; level <= 6; level++ {
		for name, item := range map[string]*Item{"its own level alone": alone, "shared": shared} {
			s := item.summary()
			if got, want := s.Accepts(level), item.Accepts(level); got != want {
				t.Errorf("%s, level %d: the list says %v, the item %v", name, level, got, want)
			}
		}
	}
	if s := shared.summary(); s.Accepts(3) || !s.Accepts(5) {
		t.Errorf("accepting: %v", s.Accepting)
	}
}

func TestAnEditorSaysWhatWasAssumed(t *testing.T) {
	before := &Item{Assumed: []string{AssumedRegime, AssumedVisits, AssumedNecessity}, Materials: []Material{{Code: "M1"}}}
	after := *before
	after.Place, after.OnSiteVisits = "大厅", 1
	if left := stillAssumed(before, &after); !slices.Equal(left, []string{AssumedRegime, AssumedNecessity}) {
		t.Errorf("left: %q", left)
	}
}
