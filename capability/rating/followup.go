package rating

import (
	"strconv"
	"strings"
	"time"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/id"
)

// FollowUp is what is done about a bad rating.
type FollowUp struct {
	ID          id.ID
	Rating      id.ID
	CaseID      id.ID
	Grade       Grade
	ItemCode    string
	ItemName    string
	Department  string
	Office      string
	Region      string
	Month       Month
	Anonymous   bool // there is nobody to call
	Status      Status
	OpenedAt    time.Time
	ContactBy   calendar.Date
	DueOn       calendar.Date
	TakenBy     id.ID // who is responsible, 0 until somebody takes it
	TakenName   string
	Reached     bool   // the rater was called back
	Extended    bool   // more time was asked for
	AskedBy     string // account of who asked for a decision
	Doubt       Ground // why it may not count
	Answer      string // what the rater is told
	Outcome     Status // Reformed or Explained; "" before, and when it is handled again
	ClosedOn    calendar.Date
	ClosedAt    time.Time
	Contested   bool // the rater disagreed once
	LateContact bool
	Late        bool
	Second      Grade // after the reform
	Version     int64

	Tags     []Tag     // of the rating
	Text     string    // of the rating, without names and numbers
	handlers []Handler // of the case
}

// Ground is why a rating may not count.
type Ground string

// The grounds.
const (
	Mistaken  Ground = "mistaken"  // 误评
	Malicious Ground = "malicious" // 恶意差评
)

// Grounds are all grounds.
var Grounds = []Ground{Mistaken, Malicious}

// Way is how somebody was called.
type Way string

// The ways.
const (
	ByPhone  Way = "phone"
	InPerson Way = "person"
	ByLetter Way = "letter"
)

// Ways are all ways.
var Ways = []Way{ByPhone, InPerson, ByLetter}

// Call is a try to reach the rater.
type Call struct {
	Way     Way
	Reached bool
	Note    string
}

// Note is one thing that happened to a follow-up.
type Note struct {
	ID     id.ID
	Event  Event
	At     time.Time
	Actor  string
	Name   string // of the member of staff; the rater is not named
	Detail string // which of several
	Text   string
}

// Rater is who rated, as the one responsible calls them.
type Rater struct {
	Name   string
	Mobile string
	CaseNo string // for people
}

// URL is where staff find it.
func (f *FollowUp) URL() string { return "/desk/ratings/" + f.ID.String() }

// object describes a follow-up to the access matrix.
func (f *FollowUp) object() access.Object {
	return access.Object{Department: f.Department, Region: f.Region, Item: f.ItemCode, State: string(f.Status)}
}

// isLateContact reports whether the day for the call has passed without one.
func (f *FollowUp) isLateContact(today calendar.Date) bool {
	return !f.Anonymous && (f.Status == Opened || f.Status == Taken) && f.ContactBy < today
}

// isLate reports whether the last day has passed.
func (f *FollowUp) isLate(today calendar.Date) bool { return f.Status.IsOpen() && f.DueOn < today }

// mayHandle says why a may not work on f: it is theirs once they have taken it.
func (f *FollowUp) mayHandle(a actor.Actor) error {
	if err := access.May(a, access.RatingHandle, f.object()); err != nil {
		return err
	}
	if f.TakenBy != 0 && f.TakenBy.String() != a.ID {
		return errNotYours
	}
	return nil
}

// mayDecide says why a may not decide on f: neither who worked on the case nor who works on
// the follow-up does.
//
// Basis: 国办发〔2019〕51号 (误评、恶意差评 are found by somebody else than the rated).
func (f *FollowUp) mayDecide(a actor.Actor) error {
	if err := access.May(a, access.RatingReview, f.object()); err != nil {
		return err
	}
	matter := Matter{Handlers: f.handlers}
	if matter.isHandler(a.ID) || f.AskedBy == a.ID || f.TakenBy.String() == a.ID {
		return errApart
	}
	return nil
}

// next returns what a may do with f now.
func (f *FollowUp) next(a actor.Actor) []Event {
	var events []Event
	for _, e := range Lifecycle.Next(f.Status) {
		if f.may(a, e) == nil {
			events = append(events, e)
		}
	}
	return events
}

// may says why a may not do e with f now.
func (f *FollowUp) may(a actor.Actor, e Event) error {
	if err := access.May(a, access.RatingRead, f.object()); err != nil {
		return err // first, since where it stands is nobody else's business
	}
	switch {
	case !Lifecycle.May(f.Status, e), e == AskTime && f.Extended,
		(e == Take || e == Contact) && f.Anonymous, e == TakeUnnamed && !f.Anonymous:
		return errNotNow
	case e == Dispute:
		return errNotYours // the rater's alone
	case isDecision(e):
		return f.mayDecide(a)
	}
	return f.mayHandle(a)
}

func isDecision(e Event) bool {
	for _, one := range decisions {
		if one == e {
			return true
		}
	}
	return false
}

// mayDispute reports whether the rater can disagree with how it was handled: once, and not
// for ever. What was handled again ends with the second answer.
func (f *FollowUp) mayDispute(now time.Time) bool {
	return Lifecycle.May(f.Status, Dispute) && !f.Contested && now.Before(f.ClosedAt.Add(disputed))
}

// Cursor is a place in a list by the last day; the zero Cursor is its beginning.
type Cursor struct {
	Due calendar.Date
	ID  id.ID
}

// String writes the cursor for an address, "" for the beginning.
func (c Cursor) String() string {
	if c.ID == 0 {
		return ""
	}
	return strconv.Itoa(int(c.Due)) + "-" + c.ID.String()
}

// parseCursor reads what String wrote. What is no cursor is the beginning.
func parseCursor(text string) Cursor {
	due, key, _ := strings.Cut(text, "-")
	day, err := strconv.Atoi(due)
	one, wrong := id.Parse(key)
	if err != nil || wrong != nil {
		return Cursor{}
	}
	return Cursor{calendar.Date(day), one}
}
