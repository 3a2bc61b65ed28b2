package insight

import "tongban/capability/rating"

// Figure is something that is counted of cases.
type Figure int

// The figures. Those of the receipt count in the month a case is received, those of the end
// in the month it ends, those that are open as long as they are.
const (
	Received  Figure = iota
	Online           // handed in without a counter
	Immediate        // of an item that is decided on the spot
	Corrected        // with a correction
	Deemed           // accepted by silence

	Ended      // however
	Completed  // decided and handed out
	Denied     // of these
	Promised   // completed, with a promised date
	InTime     // of these, decided before it passed
	Tardy      // of these, decided later
	Limited    // completed, with a statutory date
	Late       // of these, decided after it
	Straight   // completed without a correction
	Unvisited  // completed, online and without a visit
	Refused    // not accepted
	Unneeded   // no permission is needed
	Withdrawn  // by the applicant
	Terminated // without a decision

	// Ratings have no list: who is rated is not to see who rated.
	Rated // given, whether it counts or not
	Grade1
	Grade2
	Grade3
	Grade4
	Grade5

	CountedDays    // sum over Completed
	ElapsedMinutes // sum over Completed

	InHand   // not finished
	OpenPast // of these, past the statutory date and not decided before
	figures
)

// base says by which instant a figure counts.
type base int

const (
	atReceipt base = iota
	atEnd
	open
)

// figure is how a Figure is known of a fact, to this program and to the database. A test
// holds the two against each other.
type figure struct {
	name string // also its column in insight_sum
	base base
	rare bool // found by an index of its own
	sql  string
	of   func(*Fact) bool
}

const completed = `outcome IN ('granted', 'denied')`

// known are the figures that have a list.
var known = map[Figure]figure{
	Received:  {"received", atReceipt, false, "TRUE", func(*Fact) bool { return true }},
	Online:    {"online", atReceipt, false, "online", func(f *Fact) bool { return f.Online }},
	Immediate: {"immediate", atReceipt, false, "immediate", func(f *Fact) bool { return f.Immediate }},
	Corrected: {"corrected", atReceipt, false, "corrected", func(f *Fact) bool { return f.Corrected }},
	Deemed:    {"deemed", atReceipt, true, "deemed", func(f *Fact) bool { return f.Deemed }},

	Ended:     {"ended", atEnd, false, "finished_at > 0", (*Fact).ended},
	Completed: {"completed", atEnd, false, completed, (*Fact).completed},
	Denied:    {"denied", atEnd, true, otherwise(Refusal), func(f *Fact) bool { return f.Outcome == Refusal }},
	Promised:  {"promised", atEnd, false, completed + " AND promised_due > 0", func(f *Fact) bool { return f.completed() && !f.PromisedDue.IsZero() }},
	InTime:    {"intime", atEnd, false, completed + " AND decided_at < promised_due", func(f *Fact) bool { return f.completed() && f.DecidedAt.Before(f.PromisedDue) }},
	Tardy: {"tardy", atEnd, true, completed + " AND promised_due > 0 AND decided_at >= promised_due", func(f *Fact) bool {
		return f.completed() && !f.PromisedDue.IsZero() && !f.DecidedAt.Before(f.PromisedDue)
	}},
	Limited: {"limited", atEnd, false, completed + " AND statutory_due > 0", func(f *Fact) bool { return f.completed() && !f.StatutoryDue.IsZero() }},
	Late: {"late", atEnd, true, completed + " AND statutory_due > 0 AND decided_at >= statutory_due", func(f *Fact) bool {
		return f.completed() && !f.StatutoryDue.IsZero() && !f.DecidedAt.Before(f.StatutoryDue)
	}},
	Straight:   {"straight", atEnd, false, completed + " AND NOT corrected", func(f *Fact) bool { return f.completed() && !f.Corrected }},
	Unvisited:  {"unvisited", atEnd, false, completed + " AND online AND visits = 0", func(f *Fact) bool { return f.completed() && f.Online && f.Visits == 0 }},
	Refused:    {"refused", atEnd, true, otherwise(NotTaken), func(f *Fact) bool { return f.Outcome == NotTaken }},
	Unneeded:   {"unneeded", atEnd, true, otherwise(NotNeeded), func(f *Fact) bool { return f.Outcome == NotNeeded }},
	Withdrawn:  {"withdrawn", atEnd, true, otherwise(TakenBack), func(f *Fact) bool { return f.Outcome == TakenBack }},
	Terminated: {"terminated", atEnd, true, otherwise(GivenUp), func(f *Fact) bool { return f.Outcome == GivenUp }},
	InHand:     {"inhand", open, true, "finished_at = 0", func(f *Fact) bool { return !f.ended() }},
	// What was decided in time and is still to be handed out is not late. $1 is the end of the
	// period, or now where that is earlier.
	OpenPast: {"openpast", open, true, "finished_at = 0 AND statutory_due > 0 AND statutory_due <= $1 AND (decided_at = 0 OR decided_at >= statutory_due)", nil},
}

func otherwise(o Outcome) string { return `outcome <> 'granted' AND outcome = '` + string(o) + `'` }

// summed are the figures that insight_sum has columns for, in their order there.
var summed = func() (list []Figure) {
	for f := range figures {
		if k, ok := known[f]; !ok || k.base != open {
			list = append(list, f)
		}
	}
	return list
}()

// unlisted are the figures without a list, by their columns.
var unlisted = map[Figure]string{
	Rated: "rated", Grade1: "grade1", Grade2: "grade2", Grade3: "grade3", Grade4: "grade4", Grade5: "grade5",
	CountedDays: "counted", ElapsedMinutes: "elapsed",
}

// String returns the name of a figure in addresses and tables.
func (f Figure) String() string {
	if name, ok := unlisted[f]; ok {
		return name
	}
	return known[f].name
}

// ParseFigure reads the name of a figure that has a list.
func ParseFigure(name string) (Figure, bool) {
	for f, k := range known {
		if k.name == name {
			return f, true
		}
	}
	return 0, false
}

func (f *Fact) ended() bool     { return !f.FinishedAt.IsZero() }
func (f *Fact) completed() bool { return f.Outcome == Granted || f.Outcome == Refusal }

// booked returns what a case counts in the month it was received and in the month it ended.
func booked(f *Fact) map[Month]Counts {
	sums := map[Month]Counts{}
	for n, k := range known {
		if k.base == open || !k.of(f) || k.base == atEnd && !f.ended() {
			continue
		}
		month := MonthOf(f.ReceivedAt)
		if k.base == atEnd {
			month = MonthOf(f.FinishedAt)
		}
		c := sums[month]
		c[n]++
		sums[month] = c
	}
	if f.ended() {
		month := MonthOf(f.FinishedAt)
		sums[month] = sums[month].Add(f.results())
	}
	return sums
}

// results are what is counted of a case that ended, besides that it did.
func (f *Fact) results() (c Counts) {
	if f.completed() {
		c[CountedDays] = int64(f.Counted)
		c[ElapsedMinutes] = int64(f.FinishedAt.Sub(f.ReceivedAt).Minutes())
	}
	if f.Grade != rating.Unrated {
		c[Rated] = 1
		if !f.Excluded {
			c[Grade1+Figure(f.Grade-rating.VerySatisfied)] = 1
		}
	}
	return c
}
