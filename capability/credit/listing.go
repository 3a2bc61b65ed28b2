package credit

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tongban/kernel/calendar"
	"tongban/kernel/check"
	"tongban/kernel/clock"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// List is a published list.
type List string

// The lists.
const (
	RedList   List = "red"     // 守信激励名单
	BlackList List = "black"   // 严重失信主体名单
	Penalties List = "penalty" // 行政处罚
)

// Lists are all lists, in the order they are offered.
var Lists = []List{RedList, BlackList, Penalties}

// kindOf is what being on a list counts as.
var kindOf = map[List]Kind{RedList: Trusted, BlackList: Blacklisted, Penalties: Penalty}

// ListingState is whether a Listing is still on its list.
type ListingState string

// The states of a listing.
const (
	Listed  ListingState = "listed"
	Removed ListingState = "removed" // before its time, by its body's word
)

// Listing is one firm on a published list.
//
// Basis: 企业信息公示暂行条例: what is published of firms; 个人信息保护法, art. 27: people are not.
type Listing struct {
	ID        id.ID
	List      List
	USCC      string
	Name      string
	Body      string // that decided
	Number    string // of its decision
	Matter    string
	Basis     string // in law
	Grade     Grade
	DecidedOn calendar.Date
	Until     calendar.Date // last day on which it is published and counts
	Source    string        // where it was taken from
	Import    id.ID
	State     ListingState
	Reason    string // of its removal
	ChangedAt time.Time
}

// public reports whether everybody may see l on a day.
func (l *Listing) public(today calendar.Date) bool {
	return l.State == Listed && l.DecidedOn <= today && today <= l.Until
}

// fact is l as something that counts for or against the firm.
func (l *Listing) fact() *Fact {
	return &Fact{
		ID: l.ID, Kind: kindOf[l.List], Grade: l.Grade, HappenedOn: l.DecidedOn, RecordedAt: l.DecidedOn.Start(), Until: l.Until,
		Source: l.Source, State: Recorded, Published: true,
	}
}

// Row is one row of an imported list, as it is written there.
type Row struct {
	Line      int    `json:"-"`
	USCC      string `json:"uscc"`
	Name      string `json:"name"`
	Body      string `json:"body"`
	Number    string `json:"number"`
	Matter    string `json:"matter"`
	Basis     string `json:"basis"`
	Grade     string `json:"grade"`
	DecidedOn string `json:"decidedOn"`
	Until     string `json:"until"`
}

// RowFault is why a row was left out. It holds nothing of the row.
type RowFault struct {
	Line int    `json:"line"`
	Key  string `json:"key"`
}

// Batch is an imported list and what became of it.
type Batch struct {
	ID       id.ID
	List     List
	Source   string
	FileName string
	Encoding string
	Digest   string
	Complete bool // the file was the whole list
	Total    int
	Added    int
	Renewed  int
	Ended    int
	Faults   []RowFault
	By       string
	At       time.Time
}

// redMonths is for how long a firm is on a red list that does not say.
const redMonths = 12

// maxCell is the longest text of a row, in characters.
const maxCell = 500

// listing reads a row of a list on a day; the key of a fault says why it cannot be published.
func (r Row) listing(list List, today calendar.Date, demo bool) (*Listing, string) {
	uscc := strings.ToUpper(check.Compact(r.USCC))
	l := &Listing{List: list, USCC: uscc, State: Listed}
	for _, cell := range []struct {
		to   *string
		text string
	}{{&l.Name, r.Name}, {&l.Body, r.Body}, {&l.Number, r.Number}, {&l.Matter, r.Matter}, {&l.Basis, r.Basis}} {
		if *cell.to = check.Words(cell.text); *cell.to == "" {
			return nil, "credit.line.missing"
		}
		if utf8.RuneCountInString(*cell.to) > maxCell || strings.ContainsRune(*cell.to, utf8.RuneError) {
			return nil, "credit.line.text"
		}
	}
	if len(check.USCC(uscc, demo)) > 0 {
		if _, person := check.Birth(uscc); person {
			return nil, "credit.line.person"
		}
		return nil, "credit.line.uscc"
	}
	known := false
	switch l.Grade, known = words.grades[strings.TrimSpace(r.Grade)]; {
	case list == RedList:
		l.Grade = Minor
	case list == BlackList:
		l.Grade = Serious
	case !known:
		return nil, "credit.line.grade"
	}
	return l.period(r, today)
}

// period reads when l was decided and until when it is published.
func (l *Listing) period(r Row, today calendar.Date) (*Listing, string) {
	decided, ok := dateOf(r.DecidedOn)
	if !ok || decided > today {
		return nil, "credit.line.decided"
	}
	l.DecidedOn, l.Until = decided, addMonths(decided, redMonths)
	if rule, counts := ruleOf(kindOf[l.List], l.Grade); counts {
		l.Until = addMonths(decided, rule.Months)
	}
	if strings.TrimSpace(r.Until) != "" {
		until, ok := dateOf(r.Until)
		if !ok || until < decided {
			return nil, "credit.line.until"
		}
		l.Until = until
	}
	switch shortest, longest := bounds[l.Grade][0], bounds[l.Grade][1]; {
	case l.List == RedList && l.Until > addMonths(decided, bounds[Serious][1]):
		return nil, "credit.line.period"
	case l.List != RedList && (l.Until > addMonths(decided, longest) || l.Until < addMonths(decided, shortest)):
		return nil, "credit.line.period"
	case l.Until < today:
		return nil, "credit.line.stale"
	}
	return l, ""
}

// dateOf reads a day as lists write it.
func dateOf(text string) (calendar.Date, bool) {
	text = strings.TrimSpace(text)
	for _, layout := range words.Dates {
		if day, err := time.ParseInLocation(layout, text, clock.Shanghai); err == nil {
			return calendar.DateOf(day), true
		}
	}
	return 0, false
}

// read turns rows into listings. A row that says the same as one before is left out.
func read(rows []Row, list List, today calendar.Date, demo bool) (found []*Listing, faults []RowFault) {
	seen := map[string]bool{}
	for _, r := range rows {
		l, wrong := r.listing(list, today, demo)
		if wrong == "" && seen[l.USCC+"\x00"+l.Number] {
			wrong = "credit.line.twice"
		}
		if wrong != "" {
			faults = append(faults, RowFault{r.Line, wrong})
			continue
		}
		seen[l.USCC+"\x00"+l.Number] = true
		found = append(found, l)
	}
	return found, faults
}

// The faults of lists.
var (
	errList = fault.New(fault.NotFound, "credit.list-unknown")
	errGone = fault.New(fault.Conflict, "credit.list-gone")
)

// isList reports whether l is one of Lists.
func isList(l List) bool { return slices.Contains(Lists, l) }
