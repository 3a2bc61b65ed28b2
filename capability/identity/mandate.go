package identity

import (
	"slices"
	"time"

	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Relation is why somebody may act for another.
type Relation string

// The relations. The first two are to firms, the others to people.
const (
	Representative Relation = "representative" // 法定代表人 or 经营者, by law
	Agent          Relation = "agent"          // 经办人, authorised by the representative
	Family         Relation = "family"         // 亲属
	Helper         Relation = "helper"         // anybody else
	Guardian       Relation = "guardian"       // of a child, by law
)

// byLaw reports whether nobody gave the power and nobody can take it back here.
func (r Relation) byLaw() bool { return r == Representative || r == Guardian }

// Mandate is the power to act for a firm or another person (代办授权). The principal
// gives it, the agent accepts it, either ends it at any moment.
type Mandate struct {
	ID            id.ID
	Principal     id.ID
	Kind          actor.PartyKind
	PrincipalName string
	Relation      Relation
	Agent         id.ID // 0 until accepted
	AgentName     string
	Contact       string   // what the agent was named by, masked
	Items         []string // codes of the items it covers; nil for all
	MaySubmit     bool     // or only fill in
	GivenBy       id.ID
	GivenAt       time.Time
	AcceptedAt    time.Time // zero until then
	Until         time.Time // zero for no end
	EndedAt       time.Time // zero while nobody ended it

	index []byte // blind index of what the agent was named by
}

// Standing is what has become of a mandate.
type Standing string

// The standings.
const (
	Invited Standing = "invited"
	Live    Standing = "live"
	Expired Standing = "expired"
	Ended   Standing = "ended"
)

// Standing returns what has become of m by now.
func (m Mandate) Standing(now time.Time) Standing {
	switch {
	case !m.EndedAt.IsZero():
		return Ended
	case !m.Until.IsZero() && !now.Before(m.Until):
		return Expired
	case m.AcceptedAt.IsZero():
		return Invited
	}
	return Live
}

// Party is on whose behalf the agent acts.
func (m Mandate) Party() actor.Party {
	return actor.Party{ID: m.Principal.String(), Kind: m.Kind, Name: m.PrincipalName, Items: m.Items, MaySubmit: m.MaySubmit}
}

// firmsOf returns the mandates of firms.
func firmsOf(held []Mandate) []Mandate {
	return slices.DeleteFunc(slices.Clone(held), func(m Mandate) bool { return m.Kind != actor.Firm })
}

// Offered is what a principal writes into a mandate.
type Offered struct {
	Firm      string // id of the firm it is for; empty for oneself
	Relation  Relation
	Name      string // of the agent
	Contact   string // the agent's mobile or ID number
	Items     []string
	MaySubmit bool
	Until     string // day, inclusive
}

// Use is one time somebody acted under a mandate.
type Use struct {
	Mandate Mandate
	What    string // begun, filled, submitted or withdrawn
	Subject string // what it was about; empty if nothing in particular
	At      time.Time
}

// The faults of mandates.
var (
	errMandate = fault.New(fault.NotFound, "identity.mandate.unknown")
	errUnsure  = fault.New(fault.Forbidden, "identity.mandate.unproven")
)
