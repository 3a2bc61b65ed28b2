package application

import (
	"time"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Invitation asks somebody else to fill in their part of an application: the seller of a
// flat. Whoever opens its link first while signed in is the one.
type Invitation struct {
	ID          id.ID
	Application id.ID
	Party       string // as the form calls them
	Token       string // of the link; only the applicant and the invited know it
	InvitedBy   id.ID  // the person
	CreatedAt   time.Time
	ExpiresAt   time.Time
	ClaimedBy   id.ID // zero: nobody has opened it yet
	ClaimedName string
	ClaimedAt   time.Time
	DoneAt      time.Time // zero while they fill it in
	RevokedAt   time.Time
}

// invitationLife is how long a link can be opened.
const invitationLife = 30 * 24 * time.Hour

// isOpen reports whether the link leads anywhere at now.
func (i *Invitation) isOpen(now time.Time) bool {
	return i.RevokedAt.IsZero() && now.Before(i.ExpiresAt)
}

// isTaken reports whether somebody else is filling the part in.
func (i *Invitation) isTaken() bool { return i.ClaimedBy != 0 && i.RevokedAt.IsZero() }

// Part is what the invited see of an application: their own questions and nothing else.
type Part struct {
	*Invitation
	Item    *catalogue.Item
	Form    *form.Definition
	Topics  []form.Topic // with the party's fields only
	Values  form.Values  // likewise
	Faults  []fault.Field
	Inviter string     // who asks, in part
	Mine    bool       // the reader has taken it on
	Named   []Cosigner // who has to sign the part
	Me      *Cosigner  // the reader among them, nil if the part does not name them
	signer  casework.Person
	work    *Work
}

// signs reports whether the reader has still to sign the part.
func (p *Part) signs() bool { return p.Me != nil && !p.Me.HasSigned() }

// Topic returns the page of key.
func (p *Part) Topic(key string) (form.Topic, bool) {
	for _, t := range p.Topics {
		if t.Key == key {
			return t, true
		}
	}
	return form.Topic{}, false
}

// topicsOf returns the pages of w with a party's fields, and those fields only.
func topicsOf(w *Work, party string) (topics []form.Topic) {
	for _, t := range w.Form.Pages(w.Values, w.Answers) {
		own := t
		own.Fields = nil
		for _, f := range t.Fields {
			if f.Party == party {
				own.Fields = append(own.Fields, f)
			}
		}
		if len(own.Fields) > 0 {
			topics = append(topics, own)
		}
	}
	return topics
}

// takenBy returns the invitation under which somebody else fills in fields of a page, nil
// if nobody does.
func (w *Work) takenBy(t form.Topic) *Invitation {
	for _, f := range t.Fields {
		if i := w.Parties[f.Party]; i != nil && i.isTaken() {
			return i
		}
	}
	return nil
}

// only returns the answers of v to fields.
func only(v form.Values, topics []form.Topic) form.Values {
	own := form.Values{}
	for _, t := range topics {
		for _, f := range t.Fields {
			if answer, given := v[f.Key]; given {
				own[f.Key] = answer
			}
		}
	}
	return own
}

// partyLabel is what a party is called: as the form calls the table of those who are it, or the
// name it has there for one.
func partyLabel(def *form.Definition, party string) string {
	for _, f := range def.Fields {
		if f.Party == party && f.Kind == form.Table {
			return f.Label
		}
	}
	return party
}

// The faults of invitations.
var (
	errInvitation = fault.New(fault.NotFound, "application.invitation-unknown")
	errNotInvited = fault.New(fault.Forbidden, "application.invitation-not-yours")
	errOwnLink    = fault.New(fault.Forbidden, "application.invitation-own")
)
