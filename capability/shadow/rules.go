package shadow

import (
	"slices"

	"tongban/capability/casework"
	"tongban/kernel/actor"
)

// Tally counts what came of the cases of a run.
type Tally struct {
	Both       int // people granted, rules would have approved
	OnlyPeople int // people granted, rules would have referred
	OnlyRules  int // rules would have approved, people did not grant
	Neither    int
	Unasked    int // in the way, but rules had decided them, or nobody had
}

// Cases is how many were compared.
func (t Tally) Cases() int { return t.Both + t.OnlyPeople + t.OnlyRules + t.Neither }

// Agreed is in how many rules and people came to the same.
func (t Tally) Agreed() int { return t.Both + t.Neither }

// Share is Agreed of Cases in per cent with one decimal, "–" of none.
func (t Tally) Share() string { return share(t.Agreed(), t.Cases()) }

// add counts a case.
func (t *Tally) add(c Compared) {
	switch granted := c.Ruling == Granted; {
	case granted && c.Approves:
		t.Both++
	case granted:
		t.OnlyPeople++
	case c.Approves:
		t.OnlyRules++
	default:
		t.Neither++
	}
}

// rulingOf is what people decided on the case of f, false where nobody did: rules had, or it
// ended without a decision.
func rulingOf(f *casework.File) (Ruling, bool) {
	if f.Case.Status == casework.RefusedAccept {
		return Refused, true
	}
	at := slices.IndexFunc(f.Records, func(r casework.Record) bool {
		return r.Event == casework.Grant || r.Event == casework.GrantAtOnce || r.Event == casework.Deny
	})
	switch {
	case at < 0, f.Records[at].Detail.Rule != "", f.Records[at].Actor == actor.AsSystem("rule").ID:
		return "", false
	case f.Records[at].Event == casework.Deny:
		return Denied, true
	}
	return Granted, true
}
