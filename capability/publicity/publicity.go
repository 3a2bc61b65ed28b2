package publicity

import (
	"strconv"
	"strings"
	"time"

	"tongban/capability/access"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Kind says what was decided.
type Kind string

// The kinds.
const (
	Grant  Kind = "grant"  // 准予
	Denial Kind = "denial" // 不予
)

// Content is what the public reads of a decision.
type Content struct {
	Subject       string `json:"subject"`                 // a person's name in part, a firm's in full
	USCC          string `json:"uscc,omitempty"`          // of a firm
	ItemName      string `json:"itemName"`                //
	Authority     string `json:"authority"`               // who decided
	AuthorityCode string `json:"authorityCode,omitempty"` // its USCC
	Document      string `json:"document"`                // number of the decision
	Certificate   string `json:"certificate,omitempty"`   // what it is called
	CertificateNo string `json:"certificateNo,omitempty"` // a firm's only
	ValidTo       string `json:"validTo,omitempty"`       // day
	Ground        string `json:"ground,omitempty"`        // law a denial rests on
}

// Record is a decision on its way to the public, or published.
type Record struct {
	ID          id.ID
	CaseNo      string
	Kind        Kind
	Department  string
	Region      string
	Item        string // slug
	Firm        bool
	Content     Content
	Revision    int // of the content, from 1
	State       State
	Exception   Exception // why it is kept back
	Reason      string    // why it is held, kept back, withdrawn or dropped
	DecidedOn   calendar.Date
	DueOn       calendar.Date // last day to publish
	ReadyAt     time.Time     // when it publishes itself
	PublishedAt time.Time
	Version     int64 // counts changes; guards against two at once
}

// Version is one version of what the public reads.
type Version struct {
	Revision   int
	Content    Content
	Reason     string // what a correction puts right
	By         string // account
	Department string
	At         time.Time
}

// Late reports whether the day to publish has passed on a day.
func (r *Record) Late(today calendar.Date) bool {
	return (r.State == Waiting || r.State == Held) && r.DueOn < today
}

// object describes a record to the access matrix.
func (r *Record) object() access.Object {
	return access.Object{Department: r.Department, Region: r.Region, State: string(r.State)}
}

// URL returns the address of the public page.
func (r *Record) URL() string { return "/publicity/" + r.ID.String() }

// Query narrows the public list. Empty parts do not.
type Query struct {
	Name       string // part of a firm's name
	Item       string
	Department string
	Kind       Kind
	From, To   calendar.Date // days of publication
	Before     Cursor
	Limit      int
}

// Show is which records the office's list shows.
type Show string

// What the office's list shows.
const (
	ShowWaiting   Show = "waiting" // waiting and held, by the day due
	ShowLate      Show = "late"
	ShowPublished Show = "published"
	ShowKept      Show = "kept" // kept back, dropped, withdrawn
)

// Shows are all lists of the office, in the order of their tabs.
var Shows = []Show{ShowWaiting, ShowLate, ShowPublished, ShowKept}

// Cursor is a place in a list by a number that orders it; the zero Cursor is its beginning.
type Cursor struct {
	At int64
	ID id.ID
}

// String writes the cursor for an address, "" for the beginning.
func (c Cursor) String() string {
	if c.ID == 0 {
		return ""
	}
	return strconv.FormatInt(c.At, 36) + "-" + c.ID.String()
}

// parseCursor reads what String wrote. What is no cursor is the beginning.
func parseCursor(text string) Cursor {
	at, key, _ := strings.Cut(text, "-")
	n, err := strconv.ParseInt(at, 36, 64)
	record, wrong := id.Parse(key)
	if err != nil || wrong != nil {
		return Cursor{}
	}
	return Cursor{n, record}
}

// Page is a part of a list.
type Page struct {
	Records []Record
	Next    Cursor // of the next page; zero if there is none
}

// cut makes a page of one row more than it may have.
func cut(found []Record, limit int, cursor func(Record) Cursor) Page {
	if len(found) <= limit {
		return Page{Records: found}
	}
	return Page{found[:limit], cursor(found[limit-1])}
}

func publishedCursor(r Record) Cursor { return Cursor{clock.Millis(r.PublishedAt), r.ID} }

func dueCursor(r Record) Cursor { return Cursor{int64(r.DueOn), r.ID} }

// Counts are how many decisions went which way in a year.
type Counts map[Counted]int64

// Counted is what is counted.
type Counted string

// What is counted.
const (
	CountPublished Counted = "published"
	CountLate      Counted = "late" // published after their last day
	CountWithheld  Counted = "withheld"
	CountCorrected Counted = "corrected"
	CountWithdrawn Counted = "withdrawn"
	CountDropped   Counted = "dropped"
)

// The faults of publicity.
var (
	errUnknown = fault.New(fault.NotFound, "publicity.unknown")
	errStale   = fault.New(fault.Conflict, "publicity.stale")
	errNotNow  = fault.New(fault.Conflict, "publicity.not-now")
)
