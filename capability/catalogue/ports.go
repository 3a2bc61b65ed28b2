package catalogue

import (
	"context"
	"encoding/json"

	"tongban/kernel/fault"
	"tongban/kernel/record"
)

// Forms is what the catalogue asks of those who take applications.
type Forms interface {
	// CheckForm says what is wrong with the form of an item, nil if nothing is.
	// An Invalid fault names the places.
	CheckForm(form json.RawMessage) error
	// Online reports whether this version of the item can be applied for on this
	// platform. It is asked once per version. If not, the item's page sends people
	// to the window.
	Online(item *Item) bool
}

// Record is one row of a list to import.
type Record struct {
	Number   int             // in the list, from 1
	Item     *Item           // nil if the row cannot be read
	Source   json.RawMessage // the row as delivered, nil if it is no JSON
	Findings []Finding       // what the reader could not take over, or had to assume
	Faults   []fault.Field   // why the row cannot be read
	Code     string          // for the report on a row without an item
	Name     string
}

// Reader reads a list of items in the format of those who keep it. Adapters bring
// the formats of others; NewReader reads our own.
type Reader interface {
	// Next returns the next row; io.EOF ends. Any other error means that the list
	// as a whole cannot be read, as an Invalid fault if it is the list's mistake.
	Next() (Record, error)
	// File says what was read so far.
	File() record.File
}

// Places on an item's page that others fill with a module.Panel. Their Render asks
// Shown(ctx) which item the page is about, and returns nil if it has nothing to say.
const (
	HistoryPlace       = "item.history"       // how long past cases took: a ui.SummaryList in the panel of the limits
	AnnouncementsPlace = "item.announcements" // notices about the item: a ui.Panel below the guide
)

type shownKey struct{}

// Shown returns the item whose page is being drawn.
func Shown(ctx context.Context) (*Item, bool) {
	item, ok := ctx.Value(shownKey{}).(*Item)
	return item, ok
}

// withShown returns ctx for the panels of item's page.
func withShown(ctx context.Context, item *Item) context.Context {
	return context.WithValue(ctx, shownKey{}, item)
}
