package catalogue

import "testing"

func TestADeskTakesWhatItsLevelAccepts(t *testing.T) {
	alone := &Item{ExerciseLevel: 3}
	shared := &Item{ExerciseLevel: 3, Levels: []LevelPower{
		{Level: 3, Steps: []string{Examine, Decide}}, {Level: 4, Steps: []string{Accept, Examine}}, {Level: 5, Steps: []string{Accept}},
	}}
	for level := 1; level <= 6; level++ {
		for name, item := range map[string]*Item{"its own level alone": alone, "shared": shared} {
			s := item.summary()
			if got, want := s.accepts(level), item.Accepts(level); got != want {
				t.Errorf("%s, level %d: the list says %v, the item %v", name, level, got, want)
			}
		}
	}
	if s := shared.summary(); s.accepts(3) || !s.accepts(5) {
		t.Errorf("accepting: %v", s.Accepting)
	}
}
