package instant

import (
	"tongban/capability/decision"
	"tongban/kernel/id"
)

// Kind says what sort of source an input comes from.
type Kind string

// The kinds.
const (
	Register   Kind = "register"   // identity registers: data element
	Form       Kind = "form"       // what was declared and signed: field, or "guide.question"
	Licence    Kind = "licence"    // "type#element", "type#held", "type#status"
	Share      Kind = "share"      // "resource#field", "resource#found"
	Paper      Kind = "paper"      // what can be read for certain: "material#field"
	Case       Kind = "case"       // "applicant.kind", "agent", "earlier", "track"
	Credit     Kind = "credit"     // effect
	Commitment Kind = "commitment" // "signed"
	Calendar   Kind = "calendar"   // "today"
)

// Input is something a rule has to be told.
type Input struct {
	Name  string
	Label string
	Kind  Kind
	Key   string
	Type  string
}

// Rule is a published version of an item's rulebook.
type Rule struct {
	ID         id.ID
	Item       string
	Number     int64
	Decision   string
	Inputs     []Input
	DailyLimit int
	Decide     func(inputs map[string]any) (decision.Answer, error)
}
