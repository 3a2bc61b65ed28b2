package bench

import (
	"strings"
	"testing"

	"tongban/kernel/search"
)

func TestSearchReportsEveryFigure(t *testing.T) {
	results, err := Run(t.Context(), "search", Options{Size: Size{Rounds: 1, Items: 3_000}})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range results {
		names = append(names, r.Name)
		if !(r.Ours > 0 && r.Limit > 0) {
			t.Errorf("%+v", r)
		}
	}
	if got := strings.Join(names, ", "); got != "search 2k p99, search 2k counted p99, search 3k p99, search 3k counted p99, search 3k ready, search 3k memory" {
		t.Error(got)
	}
}

func TestMadeUpItemsAreFoundByWhatIsAsked(t *testing.T) {
	l := newLibrary(2_000)
	l.build(1)
	for _, kind := range l.kinds {
		found := 0
		for range 100 {
			query := search.Query{Text: kind.of(l.names[l.random.IntN(len(l.names))])}
			if len(l.index.Search(query, few)) > 0 {
				found++
			}
		}
		if found < 95 {
			t.Errorf("%s: %d of 100 found anything", kind.name, found)
		}
	}
}
