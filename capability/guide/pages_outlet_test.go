package guide

import (
	"strings"
	"testing"

	"tongban/capability/catalogue"
	"tongban/capability/catalogue/cataloguetest"
	"tongban/kernel/message"
)

func TestNoDeskTakesWhatIsOnlyOnline(t *testing.T) {
	h, s := site(t)
	item, err := s.catalogue.Published(t.Context(), "elder-card")
	if err != nil {
		t.Fatal(err)
	}
	online := *item
	online.HandlingModes = []string{"pc"}
	cataloguetest.PublishAsIs(t, s.db, s.catalogue, &online)
	if d, err := s.Desks(t.Context(), &online, ""); err != nil || len(d.Outlets)+len(d.Within) > 0 {
		t.Errorf("desks: %+v, %v", d, err)
	}
	if _, text, _ := read(t, h, "/items/elder-card"); strings.Contains(text, "选这里") {
		t.Errorf("the page leads to desks: %s", text)
	}
}

func TestAPlanOfAGuideWithoutANumberNamesItsDay(t *testing.T) {
	ctx := speaking(t, message.Chinese)
	plan := &KeptPlan{Item: &catalogue.Item{PublishedAt: now}, KeptAt: now}
	if got := planVersion(ctx, plan); got != "按 2026年2月10日 发布的办事指南，清单生成于 2026年2月10日" {
		t.Error(got)
	}
}

func TestPlannedDatesAreSaidUntilTheyArePast(t *testing.T) {
	item := &catalogue.Item{PlannedEffective: "2026-01-01", PlannedCancel: "2026-12-31"}
	ctx := speaking(t, message.Chinese)
	if got := plannedWords(ctx, item, now); len(got) != 1 || !strings.Contains(got[0], "2026年12月31日") {
		t.Errorf("in February: %q", got)
	}
	if got := plannedWords(ctx, item, now.AddDate(1, 0, 0)); got != nil {
		t.Errorf("a year later: %q", got)
	}
}
