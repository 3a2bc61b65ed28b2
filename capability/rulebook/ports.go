package rulebook

import (
	"context"

	"tongban/capability/catalogue"
	"tongban/kernel/id"
)

// Items tells of what a rulebook belongs to.
type Items interface {
	// Published returns the version of an item in force; NotFound if there is none.
	Published(ctx context.Context, code string) (*catalogue.Item, error)
	// Search returns the items in force that have some words, the best first.
	Search(ctx context.Context, q catalogue.Query) (catalogue.Page, error)
}

// Proof knows which contents were tried on real cases.
type Proof interface {
	// Proven returns the finished shadow run of exactly this content, if there is one.
	Proven(ctx context.Context, digest string) (run id.ID, ok bool, err error)
}

// Fields says what sources beside an item's own form can be asked for.
type Fields interface {
	// Registers returns the data elements the registers of people and firms know.
	Registers(ctx context.Context) []Known
	// Licence returns what licences of a type say.
	Licence(ctx context.Context, kind string) ([]Known, error)
	// Share returns what a department answers that is asked for a resource.
	Share(ctx context.Context, resource string) []Known
}

// Known is one thing a source knows.
type Known struct {
	Key   string
	Label string // in ctx's language
	Type  string // of FEEL
}

// DraftPlace is the place on the page of an item's rulebook below what is missing before it
// can be published, for how it fares on real cases. Its Render asks Shown which one.
const DraftPlace = "rulebook.draft"

type shownKey struct{}

// Shown returns the rulebook whose page is being drawn.
func Shown(ctx context.Context) (*Rulebook, bool) {
	b, ok := ctx.Value(shownKey{}).(*Rulebook)
	return b, ok
}
