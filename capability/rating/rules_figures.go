package rating

import "slices"

// Counts are what figures are made of. Nothing is left out silently: what a rate is of is
// counted beside it.
type Counts struct {
	Ended    int    // cases that ended: each could be rated
	Grades   [6]int // valid ratings by grade; the first place counts nothing
	Excluded int    // ratings found mistaken or malicious: given, but not valid

	Confirmed  int    // bad ratings that were not excluded
	Reformed   int    // of these, reformed
	Due        int    // of these, whose last day has passed
	InTime     int    // of these, reformed by their last day
	RealName   int    // bad ratings whose rater can be called, excluded ones too
	CalledBack int    // of these, whose rater was reached
	Second     [6]int // second ratings after a reform, by grade

	ItemsEnded int // items with a case that ended
	ItemsRated int // of these, with a rating
}

// Valid is how many ratings count.
func (c *Counts) Valid() int { return sum(c.Grades[:]) }

// Given is how many people rated, whether it counts or not.
func (c *Counts) Given() int { return c.Valid() + c.Excluded }

func sum(list []int) (n int) {
	for _, one := range list {
		n += one
	}
	return n
}

// upTo counts the grades up to the worst that is good.
func upTo(grades [6]int, good Grade) int { return sum(grades[VerySatisfied : good+1]) }

// Rate is a part of a whole.
type Rate struct{ N, Of int }

// Known reports whether there is anything to be a part of.
func (r Rate) Known() bool { return r.Of > 0 }

// PerMille is the rate in thousandths, rounded half up.
func (r Rate) PerMille() int {
	if r.Of == 0 {
		return 0
	}
	return (2000*r.N + r.Of) / (2 * r.Of)
}

// Rates are the nine indicators.
type Rates struct {
	Active     Rate // 主动评价率: ratings given / cases that ended
	Good       Rate // 好评率: good grades / valid ratings
	Very       Rate // 非常满意率: grade 1 / valid ratings
	Bad        Rate // 差评率: grades 4 and 5 / valid ratings
	Reformed   Rate // 差评整改率: reformed / confirmed bad ratings
	InTime     Rate // 按期整改率: reformed in time / confirmed bad ratings due
	CalledBack Rate // 实名差评回访率: called back / real-name bad ratings
	Second     Rate // 二次评价满意率: good after a reform / rated again after a reform
	Coverage   Rate // 评价覆盖率: items rated / items with a case that ended
}

// Rates returns the indicators. Good is the worst grade that is good: 3, in some cities 2.
//
// Basis: 国办发〔2019〕51号; the formulas are published with the figures.
func (c *Counts) Rates(good Grade) Rates {
	valid := c.Valid()
	return Rates{
		Active:     Rate{c.Given(), c.Ended},
		Good:       Rate{upTo(c.Grades, good), valid},
		Very:       Rate{c.Grades[VerySatisfied], valid},
		Bad:        Rate{c.Grades[Dissatisfied] + c.Grades[VeryDissatisfied], valid},
		Reformed:   Rate{c.Reformed, c.Confirmed},
		InTime:     Rate{c.InTime, c.Due},
		CalledBack: Rate{c.CalledBack, c.RealName},
		Second:     Rate{upTo(c.Second, good), sum(c.Second[:])},
		Coverage:   Rate{c.ItemsRated, c.ItemsEnded},
	}
}

// Group is the counts of one department or one item.
type Group struct {
	Key, Name string
	Counts
	Small bool // too few ratings to tell them from people: only that there were cases is shown
}

// least is how many ratings there have to be before they are told apart.
const least = 5

// isSmall reports whether so few have rated that a figure might tell who.
func (c *Counts) isSmall() bool { return c.Given() > 0 && c.Given() < least }

// protect marks the groups whose ratings must not be told apart: the small ones, and the
// next larger one as long as the small ones together could be found by subtracting all
// others from the whole. Nothing of what is hidden as a whole is told.
func protect(groups []Group, whole bool) {
	hidden, few := 0, 0
	for i := range groups {
		if groups[i].Small = groups[i].isSmall() || whole; groups[i].Small {
			hidden += groups[i].Given()
			few++
		}
	}
	if whole || few == 0 || hidden >= least && few > 1 {
		return
	}
	next := -1
	for i := range groups {
		g := &groups[i]
		if !g.Small && g.Given() > 0 && (next < 0 || g.Given() < groups[next].Given()) {
			next = i
		}
	}
	if next >= 0 {
		groups[next].Small = true
	}
}

// Month is a month as 202602.
type Month int

// Before returns the month n months before m.
func (m Month) Before(n int) Month {
	months := int(m/100)*12 + int(m%100) - 1 - n
	return Month(months/12*100 + months%12 + 1)
}

// isMonth reports whether m is one.
func (m Month) isMonth() bool { return m >= 200001 && m <= 299912 && m%100 >= 1 && m%100 <= 12 }

// Figures are what is told of a time.
type Figures struct {
	From, To Month
	Office   string // of the department asked for
	Good     Grade  // the worst grade that counts as good
	Small    bool   // too few to be told apart, or to be found by subtracting
	Counts
	Tags   []Tally // reasons, most frequent first
	Groups []Group // departments, or the items of one
}

// Tally is how often a reason was given.
type Tally struct {
	Tag Tag
	N   int
}

// tally counts tags.
func tally(lists [][]Tag) []Tally {
	var all []Tally
	for _, r := range reasons {
		n := 0
		for _, list := range lists {
			if slices.Contains(list, r.Tag) {
				n++
			}
		}
		if n > 0 {
			all = append(all, Tally{r.Tag, n})
		}
	}
	slices.SortStableFunc(all, func(a, b Tally) int { return b.N - a.N })
	return all
}
