package actor

import "slices"

// PartyKind tells apart for whom somebody may act.
type PartyKind string

// The kinds of parties.
const (
	Firm   PartyKind = "firm"
	Person PartyKind = "person"
)

// Party is on whose behalf a citizen acts; the zero Party is oneself.
type Party struct {
	ID        string // account id as text
	Kind      PartyKind
	Name      string
	Items     []string // codes of the items the power covers; nil for all
	MaySubmit bool     // or only fill in
}

// Owner returns the account to which belongs what a makes: the party's if a acts
// for another, else a's own. Who acted stays a.ID.
func (a Actor) Owner() string {
	if a.Acting() {
		return a.For.ID
	}
	return a.ID
}

// Acting reports whether a acts on behalf of another.
func (a Actor) Acting() bool { return a.For.ID != "" }

// Covers reports whether a may touch what belongs to the party and concerns item:
// everything of one's own, the items of the power for another.
func (a Actor) Covers(item string) bool {
	return !a.Acting() || a.For.Items == nil || slices.Contains(a.For.Items, item)
}

// MaySubmit reports whether a may do what binds the party: submit and take back.
func (a Actor) MaySubmit() bool { return !a.Acting() || a.For.MaySubmit }
