package element

import "tongban/kernel/web"

// routes are for all staff: editors bind fields by the dictionary, and whoever works
// on a case may want to know what a field means and why it is masked. Nothing in it
// is about anybody.
func routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /admin/dictionary", Need: web.Staff, Handler: dictionaryPage},
		{Pattern: "GET /admin/dictionary/{list}", Need: web.Staff, Handler: listPage},
	}
}
