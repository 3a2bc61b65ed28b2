package rating

import (
	"slices"
	"testing"
)

// A month worked out by hand: 200 cases ended, 100 people rated, two of their ratings were
// left out after review.
var byHand = Counts{
	Ended: 200, Grades: [6]int{0, 60, 20, 8, 6, 4}, Excluded: 2,
	Confirmed: 10, Reformed: 7, Due: 8, InTime: 6, RealName: 9, CalledBack: 9, Second: [6]int{0, 2, 1, 1, 1, 0},
	ItemsEnded: 12, ItemsRated: 9,
}

func TestTheNineIndicatorsAreTheFormulas(t *testing.T) {
	rates := byHand.Rates(FairlySatisfied)
	for _, c := range []struct {
		name string
		got  Rate
		want Rate
		mill int
	}{
		{"主动评价率 100/200", rates.Active, Rate{100, 200}, 500},
		{"好评率 (60+20+8)/98", rates.Good, Rate{88, 98}, 898},
		{"非常满意率 60/98", rates.Very, Rate{60, 98}, 612},
		{"差评率 (6+4)/98", rates.Bad, Rate{10, 98}, 102},
		{"差评整改率 7/10", rates.Reformed, Rate{7, 10}, 700},
		{"按期整改率 6/8", rates.InTime, Rate{6, 8}, 750},
		{"实名差评回访率 9/9", rates.CalledBack, Rate{9, 9}, 1000},
		{"二次评价满意率 (2+1+1)/5", rates.Second, Rate{4, 5}, 800},
		{"评价覆盖率 9/12", rates.Coverage, Rate{9, 12}, 750},
	} {
		if c.got != c.want || c.got.PerMille() != c.mill {
			t.Errorf("%s: %v, %d ‰, want %v, %d ‰", c.name, c.got, c.got.PerMille(), c.want, c.mill)
		}
	}
	strict := byHand.Rates(Satisfied)
	if strict.Good != (Rate{80, 98}) || strict.Second != (Rate{3, 5}) {
		t.Errorf("where 1 and 2 count: %v, %v", strict.Good, strict.Second)
	}
}

func TestNothingOfNothingIsNoRate(t *testing.T) {
	var none Counts
	rates := none.Rates(FairlySatisfied)
	for _, r := range []Rate{rates.Active, rates.Good, rates.Very, rates.Bad, rates.Reformed, rates.InTime, rates.CalledBack, rates.Second, rates.Coverage} {
		if r.Known() || r.PerMille() != 0 {
			t.Errorf("a rate of nothing is %v", r)
		}
	}
	all := Counts{Ended: 3, Grades: [6]int{0, 3}}
	if r := all.Rates(FairlySatisfied).Good; r.PerMille() != 1000 {
		t.Errorf("all of three are %d ‰", r.PerMille())
	}
}

func groupsOf(given ...int) []Group {
	groups := make([]Group, len(given))
	for i, n := range given {
		groups[i].Grades[Satisfied] = n
	}
	return groups
}

func TestSmallNumbersCannotBeFoundBySubtracting(t *testing.T) {
	for _, c := range []struct {
		name  string
		given []int
		small []bool
	}{
		{"enough everywhere", []int{9, 5, 12}, []bool{false, false, false}},
		{"nobody rated: nothing to hide", []int{9, 0}, []bool{false, false}},
		{"one small: the next larger hides it", []int{9, 3, 12}, []bool{true, true, false}},
		{"two small that are few together", []int{9, 2, 1, 12}, []bool{true, true, true, false}},
		{"two small that are enough together", []int{9, 4, 3, 12}, []bool{false, true, true, false}},
		{"only one, and small", []int{3}, []bool{true}},
	} {
		groups := groupsOf(c.given...)
		protect(groups, false)
		var small []bool
		for _, g := range groups {
			small = append(small, g.Small)
		}
		if !slices.Equal(small, c.small) {
			t.Errorf("%s: %v, want %v", c.name, small, c.small)
		}
	}
}

func TestMonthsGoBackOverNewYear(t *testing.T) {
	for _, c := range []struct {
		m    Month
		n    int
		want Month
	}{{202602, 0, 202602}, {202602, 1, 202601}, {202602, 2, 202512}, {202602, 11, 202503}, {202612, 12, 202512}} {
		if got := c.m.Before(c.n); got != c.want {
			t.Errorf("%d months before %d: %d, want %d", c.n, c.m, got, c.want)
		}
	}
}
