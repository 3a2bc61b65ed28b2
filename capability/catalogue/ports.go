package catalogue

import (
	"context"
	"encoding/json"
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

// Places on an item's page that others fill with a module.Panel. Their Render asks
// Shown(ctx) which item the page is about, and returns nil if it has nothing to say.
const (
	HistoryPlace       = "item.history"       // how long past cases took: a ui.SummaryList in the panel of the limits
	WalkthroughPlace   = "item.walkthrough"   // how it is applied for, step by step: a ui.Banner above the guide
	AnnouncementsPlace = "item.announcements" // notices about the item: a ui.Panel below the guide
)

type shownKey struct{}

// Shown returns the item whose page is being drawn.
func Shown(ctx context.Context) (*Item, bool) {
	item, ok := ctx.Value(shownKey{}).(*Item)
	return item, ok
}

// WithShown returns ctx for the panels of item's page.
func WithShown(ctx context.Context, item *Item) context.Context {
	return context.WithValue(ctx, shownKey{}, item)
}
