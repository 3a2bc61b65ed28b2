package form

import "tongban/kernel/web"

// routes are the pages of this package: fragments for pages that have a long list.
func (l *Lists) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /codes/{list}", Handler: l.codes},
	}
}
