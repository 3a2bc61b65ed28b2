package bench

import (
	"testing"

	"tongban/capability/decision"
)

func TestTheTableAndTheHandDecideAlike(t *testing.T) {
	t.Parallel()
	results, err := decisions(t.Context(), Options{Size: Size{Rounds: 1}})
	if err != nil || len(results) != 2 {
		t.Fatal(err, results)
	}
}

func BenchmarkDecide(b *testing.B) {
	model, _ := decision.Parse(subsidyTable())
	claims := claimsOf(1000)
	b.ReportAllocs()
	for i := range b.N {
		if _, err := model.Decide("subsidy", claims[i%1000].inputs); err != nil {
			b.Fatal(err)
		}
	}
}
