package insight

import (
	"strconv"
	"time"

	"tongban/capability/rating"
	"tongban/kernel/clock"
	"tongban/kernel/id"
)

// Outcome is how a case ended, "" while it is open.
type Outcome string

// The outcomes.
const (
	Granted    Outcome = "granted"
	Refusal    Outcome = "denied"     // 不予许可
	NotTaken   Outcome = "refused"    // 不予受理
	NotNeeded  Outcome = "unneeded"   // 不需许可
	TakenBack  Outcome = "withdrawn"  // 撤回
	GivenUp    Outcome = "terminated" // 终止
	StillGoing Outcome = ""
)

// Fact is what is counted of a case. Two facts of the same case compare with ==.
type Fact struct {
	CaseID     id.ID
	No         string
	ShortNo    string
	Item       string
	Department string
	Outlet     string
	Online     bool // the applicant handed it in, without a counter
	Immediate  bool // of an item that is decided on the spot
	Corrected  bool // the one correction was asked for
	Deemed     bool // accepted by silence
	Visits     int  // days on which the applicant came to a counter

	ReceivedAt   time.Time
	PromisedDue  time.Time // the instant the promise passes; zero where nothing was promised, or the clock stands
	StatutoryDue time.Time // likewise of the law's limit
	DecidedAt    time.Time
	FinishedAt   time.Time
	Outcome      Outcome
	Counted      int // working days from acceptance to decision, pauses left out
	Grade        rating.Grade
	Excluded     bool // the rating was found mistaken or malicious
}

// Month is a month of the calendar: 202611.
type Month int

// MonthOf returns the month t is in, in Shanghai.
func MonthOf(t time.Time) Month {
	t = t.In(clock.Shanghai)
	return Month(t.Year()*100 + int(t.Month()))
}

// ParseMonth reads 2026-11.
func ParseMonth(s string) (Month, bool) {
	t, err := time.ParseInLocation("2006-01", s, clock.Shanghai)
	if err != nil {
		return 0, false
	}
	return MonthOf(t), true
}

// String writes 2026-11.
func (m Month) String() string { return m.Start().Format("2006-01") }

// Start is the first instant of m.
func (m Month) Start() time.Time {
	return time.Date(int(m)/100, time.Month(int(m)%100), 1, 0, 0, 0, 0, clock.Shanghai)
}

// Add returns the month n months after m.
func (m Month) Add(n int) Month { return MonthOf(m.Start().AddDate(0, n, 0)) }

// Filter narrows what is counted. Zero months are the last twelve.
type Filter struct {
	From, To   Month // both counted
	Department string
	Item       string
}

// Counts holds a number for every figure.
type Counts [figures]int64

// Add returns the sums of both.
func (c Counts) Add(other Counts) Counts {
	for f := range c {
		c[f] += other[f]
	}
	return c
}

// less returns what c has more than other.
func (c Counts) less(other Counts) Counts {
	for f := range c {
		c[f] -= other[f]
	}
	return c
}

// Group is the counts of one month, department or item.
type Group struct {
	Key    string // "2026-11", "TRANS", "road-qual"
	Counts Counts
}

// Item is what an item is called and how long it may take, in hundredths of a working day.
type Item struct {
	Code       string
	Name       string
	Department string
	Promised   int64
	Statutory  int64 // 0: the law sets no limit
}

// Figures are the answer to a Filter.
type Figures struct {
	Good        rating.Grade // the worst grade that counts as good
	Filter      Filter       // as answered
	At          time.Time
	Total       Counts
	Months      []Group // in order, each of the period
	Departments []Group // most received first
	Items       []Group // most received first
	Known       map[string]Item
	Compression Compression
}

// Line is a row of a list of cases.
type Line struct {
	Fact
	ItemName string
	At       time.Time // what the list is in the order of
}

// PageKey is where a page of a list begins: before this instant and case.
type PageKey struct {
	At   int64
	Case id.ID
}

// String writes a key for addresses, nothing for the first page.
func (k PageKey) String() string {
	if k == (PageKey{}) {
		return ""
	}
	return strconv.FormatInt(k.At, 36) + "." + k.Case.String()
}

// Found is a page of a list.
type Found struct {
	Filter Filter // as answered
	Lines  []Line
	Total  int64   // on all pages
	Next   PageKey // where the next page begins, zero on the last
	Cut    bool    // the look went through enough rows; what is asked for may follow
}
