package rating

import (
	"slices"
	"time"

	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Grade is how satisfied somebody was; the code is the standard's, 1 the best.
//
// Basis: GB/T 39046-2020, A.8.
type Grade int

// The grades. The zero grade is that nobody has rated.
const (
	Unrated          Grade = 0 // 未评价
	VerySatisfied    Grade = 1 // 非常满意
	Satisfied        Grade = 2 // 满意
	FairlySatisfied  Grade = 3 // 基本满意
	Dissatisfied     Grade = 4 // 不满意
	VeryDissatisfied Grade = 5 // 非常不满意
)

// Grades are all grades, in the order they are offered.
var Grades = []Grade{VerySatisfied, Satisfied, FairlySatisfied, Dissatisfied, VeryDissatisfied}

// IsBad reports whether something has to be done about it.
func (g Grade) IsBad() bool { return g >= Dissatisfied }

// Channel is where a link was opened.
//
// Basis: GB/T 39046-2020, table 9.
type Channel string

// The channels.
const (
	PC       Channel = "pc"
	Mobile   Channel = "mobile"
	QR       Channel = "qr"       // of a paper or a page
	Tablet   Channel = "tablet"   // in a hall
	Terminal Channel = "terminal" // another device in a hall
	Phone    Channel = "phone"
	SMS      Channel = "sms"
)

// Channels are all channels.
var Channels = []Channel{PC, Mobile, QR, Tablet, Terminal, Phone, SMS}

// Matter is what is rated: a case that has ended.
type Matter struct {
	CaseID     id.ID
	CaseNo     string
	ShortNo    string
	Owner      id.ID // account the case was for
	Contact    id.ID // account that is called: the owner, or who acted for a firm
	ItemCode   string
	ItemName   string
	Department string
	Office     string // its name
	Region     string
	Outlet     string
	EndedAt    time.Time
	Handlers   []Handler // the rated
}

// Handler is one of the staff who worked on a case.
type Handler struct {
	Account string `json:"account"`
	Name    string `json:"name"`
}

// TextState is how far what somebody wrote is on its way to the public.
type TextState string

// The states of a text.
const (
	NoText    TextState = ""
	Waiting   TextState = "waiting"
	Published TextState = "published"
	Withheld  TextState = "withheld"
)

// Rating is the place for one rating of a matter, and what was said there.
type Rating struct {
	ID    id.ID
	Token string // opens it
	Round int    // 1, or 2 after a reform
	Matter
	MadeAt    time.Time
	ClosesAt  time.Time // until then it can be rated
	Grade     Grade
	At        time.Time // zero while unrated
	Channel   Channel
	Tags      []Tag
	Anonymous bool // staff do not learn who rated
	Text      string
	TextState TextState
	Public    string    // the text as published
	AddedAt   time.Time // reasons were added to the grade, once
	Excluded  bool      // found mistaken or malicious: counts for nothing
}

// Rated reports whether somebody has rated.
func (r *Rating) Rated() bool { return r.Grade != Unrated }

// Open reports whether it can be rated now.
func (r *Rating) Open(now time.Time) bool { return !r.Rated() && now.Before(r.ClosesAt) }

// MayAdd reports whether reasons can be added now: once, soon after the grade.
func (r *Rating) MayAdd(now time.Time) bool {
	return r.Rated() && r.AddedAt.IsZero() && r.Text == "" && now.Before(r.At.Add(adding))
}

// URL is the address of the link.
func (r *Rating) URL() string { return "/rate/" + r.Token }

// Input is what somebody says.
type Input struct {
	Grade     Grade
	Tags      []Tag
	Text      string
	Anonymous bool
	Channel   Channel
}

// Rated is a rating as others are told of it, in the unit that stores it. It is told again
// when a rating is found to count for nothing.
type Rated struct {
	ID         id.ID
	CaseID     id.ID
	CaseNo     string
	ItemCode   string
	Department string
	Region     string
	Grade      Grade
	Channel    Channel
	At         time.Time
	Second     bool
	Excluded   bool
}

func (r *Rating) told() Rated {
	return Rated{r.ID, r.CaseID, r.CaseNo, r.ItemCode, r.Department, r.Region, r.Grade, r.Channel, r.At, r.Round > 1, r.Excluded}
}

// isHandler reports whether account worked on the case.
func (m *Matter) isHandler(account string) bool {
	return slices.ContainsFunc(m.Handlers, func(h Handler) bool { return h.Account == account })
}

// The faults of ratings.
var (
	errUnknown  = fault.New(fault.NotFound, "rating.unknown")
	errRated    = fault.New(fault.Conflict, "rating.rated")
	errClosed   = fault.New(fault.Conflict, "rating.closed")
	errStaff    = fault.New(fault.Forbidden, "rating.not-staff")
	errNotNow   = fault.New(fault.Conflict, "rating.not-now")
	errNotYours = fault.New(fault.Forbidden, "rating.not-yours")
	errApart    = fault.New(fault.Forbidden, "rating.apart")
)
