package announcement

import (
	"context"
	"strconv"
	"strings"
	"time"

	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

// Kind says what sort of announcement it is.
type Kind string

// The kinds.
const (
	Notice       Kind = "notice"       // 通知
	Publicity    Kind = "publicity"    // 公示, with a period for objections
	Proclamation Kind = "announcement" // 公告
	Policy       Kind = "policy"       // 政策
)

// Kinds are all kinds, in the order of lists.
var Kinds = []Kind{Notice, Publicity, Proclamation, Policy}

// Content is what an announcement says. Text is plain: lines are paragraphs, and
// addresses that begin with http:// or https:// become links.
type Content struct {
	Kind       Kind
	Title      string
	TitleEn    string // may be empty
	Body       string
	BodyEn     string        // may be empty
	Department string        // code of the body that speaks
	Region     string        // code of the region it is for
	Items      []string      // slugs of the items it is about
	From, To   calendar.Date // of a Publicity: the first and last day for objections
	Objections string        // of a Publicity: where and how to object
	ValidUntil calendar.Date // the last day it holds; no date if it holds on
	Correction string        // of a correction: what it puts right
}

// Version is one version of an announcement.
type Version struct {
	ID           id.ID
	Announcement id.ID // that of its first version; in addresses
	Revision     int   // from 1
	State        State
	Edits        int // counts how often the draft was stored
	Content
	Reason      string    // why it was withdrawn
	Authors     []string  // accounts of those who wrote it
	AuthorName  string    // of the last of them
	WrittenAt   time.Time // last
	PublishedAt time.Time
	WithdrawnAt time.Time
}

// Announcement is what the public sees: the current version and what was corrected.
type Announcement struct {
	Version
	Corrections []Version // published ones that correct another, newest first
}

// In returns the title in the language of ctx's reader, false if there is only the
// Chinese one.
func (c Content) In(ctx context.Context) (title string, translated bool) {
	if message.In(ctx) != message.English {
		return c.Title, true
	}
	if c.TitleEn != "" {
		return c.TitleEn, true
	}
	return c.Title, false
}

// Text returns the body in the language of ctx's reader, false if there is only the
// Chinese one.
func (c Content) Text(ctx context.Context) (body string, translated bool) {
	if message.In(ctx) != message.English {
		return c.Body, true
	}
	if c.BodyEn != "" {
		return c.BodyEn, true
	}
	return c.Body, false
}

// Expired reports whether the announcement no longer holds on a day.
func (c Content) Expired(today calendar.Date) bool {
	return c.ValidUntil != 0 && c.ValidUntil < today
}

// URL returns the address of the announcement's page.
func (v Version) URL() string { return "/announcements/" + v.Announcement.String() }

// Query narrows a list. Empty parts do not.
type Query struct {
	Text       string // words, all of which occur
	Kind       Kind
	Department string
	Region     string // what is for it, for those above it and those below it
	Item       string
	Before     Cursor
	Limit      int
}

// Cursor is a place in a list by time; the zero Cursor is its beginning.
type Cursor struct {
	At time.Time
	ID id.ID
}

// String writes the cursor for an address, "" for the beginning.
func (c Cursor) String() string {
	if c.ID == 0 {
		return ""
	}
	return strconv.FormatInt(clock.Millis(c.At), 36) + "-" + c.ID.String()
}

// parseCursor reads what String wrote. What is no cursor is the beginning.
func parseCursor(text string) Cursor {
	at, key, _ := strings.Cut(text, "-")
	ms, err := strconv.ParseInt(at, 36, 64)
	version, wrong := id.Parse(key)
	if err != nil || wrong != nil {
		return Cursor{}
	}
	return Cursor{clock.FromMillis(ms), version}
}

// Page is a part of a list.
type Page struct {
	Versions []Version
	Next     Cursor // of the next page; zero if there is none
}

// The faults of announcements.
var (
	errUnknown = fault.New(fault.NotFound, "announcement.unknown")
	errStale   = fault.New(fault.Conflict, "announcement.stale")
	errNotNow  = fault.New(fault.Conflict, "announcement.not-now")
)
