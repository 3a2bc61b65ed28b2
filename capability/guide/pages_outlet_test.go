package catalogue

import (
	"strings"
	"testing"

	"tongban/kernel/message"
)

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

func TestNoDeskTakesWhatIsOnlyOnline(t *testing.T) {
	h, s := site(t)
	item, err := s.Published(t.Context(), "elder-card")
	if err != nil {
		t.Fatal(err)
	}
	online := *item
	online.HandlingModes = []string{"pc"}
	publishAsIs(t, s, &online)
	if d, err := s.Desks(t.Context(), &online, ""); err != nil || len(d.Outlets)+len(d.Within) > 0 {
		t.Errorf("desks: %+v, %v", d, err)
	}
	if list := online.summary(); list.accepts(online.ExerciseLevel) {
		t.Error("a desk lists it")
	}
	if _, text, _ := read(t, h, "/items/elder-card"); strings.Contains(text, "选这里") {
		t.Errorf("the page leads to desks: %s", text)
	}
}

func TestAPlanOfAGuideWithoutANumberNamesItsDay(t *testing.T) {
	ctx := speaking(t, message.Chinese)
	plan := &KeptPlan{Item: &Item{PublishedAt: now}, KeptAt: now}
	if got := planVersion(ctx, plan); got != "按 2026年2月10日 发布的办事指南，清单生成于 2026年2月10日" {
		t.Error(got)
	}
}
