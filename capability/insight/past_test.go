package insight

import (
	"context"
	"maps"
	"slices"
	"testing"

	"tongban/capability/casework/caseworktest"
	"tongban/kernel/id"
)

// Others who publish figures are given what has ended since a day, the latest first, and what is
// counted of cases they know.
func TestWhatHasEndedIsGivenForFigures(t *testing.T) {
	each(t, func(b bench) {
		files := b.lived()
		names := map[id.ID]string{}
		for name, f := range files {
			names[f.Case.ID] = name
		}
		named := func(list []Fact) (out []string) {
			for _, f := range list {
				out = append(out, names[f.CaseID])
			}
			return out
		}
		for _, c := range []struct {
			since string
			limit int
			want  []string
		}{
			{"2026-01-01 00:00", 9, []string{"slow", "corrected", "prompt", "withdrawn", "refused"}},
			{"2026-02-26 00:00", 9, []string{"slow", "corrected"}},
			{"2026-01-01 00:00", 1, []string{"slow"}},
		} {
			list, err := b.Ended(b.Context(), "road-qual", caseworktest.At(c.since), c.limit)
			got := named(list)
			if len(got) > 4 { // two of the same instant
				slices.Sort(got[2:4])
			}
			if err != nil || !slices.Equal(got, c.want) {
				b.Errorf("since %s: %v, %v; want %v", c.since, got, err, c.want)
			}
		}
		keys := slices.Repeat(slices.Collect(maps.Keys(names)), atOnce/len(names)+1)
		list, err := b.Facts(b.Context(), keys[:len(names)])
		got := named(list)
		slices.Sort(got)
		if err != nil || !slices.Equal(got, slices.Sorted(maps.Values(names))) {
			b.Errorf("%v, %v", got, err)
		}
		if list, err := b.Facts(b.Context(), keys); err != nil || len(list) < len(names) {
			b.Errorf("asked for %d: %d, %v", len(keys), len(list), err)
		}
		if list, err := b.Ended(b.Context(), "elder-card", caseworktest.At("2026-01-01 00:00"), 9); err != nil || len(list) != 0 {
			b.Errorf("of another item: %v, %v", list, err)
		}
		b.follows("what has ended", func(ctx context.Context) error {
			_, err := b.Ended(ctx, "road-qual", caseworktest.At("2026-01-01 00:00"), 500)
			return err
		})
	})
}
