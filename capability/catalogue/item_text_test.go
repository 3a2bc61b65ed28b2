package catalogue

import (
	"context"
	"os"
	"strings"
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

func TestPlannedDatesAreSaidUntilTheyArePast(t *testing.T) {
	item := &Item{PlannedEffective: "2026-01-01", PlannedCancel: "2026-12-31"}
	ctx := speaking(t, message.Chinese)
	if got := item.plannedWords(ctx, now); len(got) != 1 || !strings.Contains(got[0], "2026年12月31日") {
		t.Errorf("in February: %q", got)
	}
	if got := item.plannedWords(ctx, now.AddDate(1, 0, 0)); got != nil {
		t.Errorf("a year later: %q", got)
	}
}
