package place

import "context"

// ItemsPlace is the place on an outlet's page for what it takes, filled with a
// module.Panel. Its Render asks Shown(ctx) which outlet the page is about, and
// returns a ui.Panel or nil.
const ItemsPlace = "outlet.items"

type shownKey struct{}

// Shown returns the outlet whose page is being drawn.
func Shown(ctx context.Context) (Outlet, bool) {
	o, ok := ctx.Value(shownKey{}).(Outlet)
	return o, ok
}

// withShown returns ctx for the panels of o's page.
func withShown(ctx context.Context, o Outlet) context.Context {
	return context.WithValue(ctx, shownKey{}, o)
}
