package procedure

import "tongban/kernel/web"

// drawn is the file a drawing comes in.
var drawn = web.Upload{Field: "file", Most: maxXML, TooLarge: "procedure.too-large", Missing: "procedure.wrong.file"}

func (s *Service) routes() []web.Route {
	p := pages{s}
	routes := []web.Route{
		{Pattern: "GET /admin/procedures", Handler: p.list},
		{Pattern: "GET /admin/procedures/suggest", Handler: p.suggest},
		{Pattern: "GET /admin/procedures/help", Handler: p.help},
		{Pattern: "GET /admin/procedures/{item}", Handler: p.show},
		{Pattern: "POST /admin/procedures/{item}/draft", Handler: p.begin},

		// The draft as a list.
		{Pattern: "GET /admin/procedures/{item}/add", Handler: p.adding},
		{Pattern: "POST /admin/procedures/{item}/steps", Handler: p.change},
		{Pattern: "GET /admin/procedures/{item}/elements/{id}", Handler: p.element},
		{Pattern: "POST /admin/procedures/{item}/elements/{id}", Handler: p.describe},

		// The draft as a drawing, and as a file.
		{Pattern: "GET /admin/procedures/{item}/draw", Handler: p.draw},
		{Pattern: "POST /admin/procedures/{item}/drawing", Handler: p.keep},
		{Pattern: "GET /admin/procedures/{item}/file", Handler: p.export},
		{Pattern: "POST /admin/procedures/{item}/file", Files: drawn.Limit(), Handler: p.bring},

		// A sample case on paper.
		{Pattern: "GET /admin/procedures/{item}/draft/try", Handler: p.try},
		{Pattern: "GET /admin/procedures/{item}/versions/{revision}/try", Handler: p.try},

		{Pattern: "GET /admin/procedures/{item}/versions", Handler: p.versions},
		{Pattern: "GET /admin/procedures/{item}/versions/{revision}", Handler: p.version},
		{Pattern: "GET /admin/procedures/{item}/versions/{revision}/file", Handler: p.export},
		{Pattern: "GET /admin/procedures/{item}/versions/{revision}/restore", Handler: p.ask},
		{Pattern: "POST /admin/procedures/{item}/versions/{revision}/restore", Handler: p.decide},

		// Running cases.
		{Pattern: "GET /admin/procedures/{item}/running", Handler: p.running},
		{Pattern: "GET /admin/procedures/{item}/versions/{revision}/move", Handler: p.movable},
		{Pattern: "POST /admin/procedures/{item}/versions/{revision}/move", Handler: p.move},
		{Pattern: "GET /admin/procedures/{item}/moves/{move}", Handler: p.moved},

		{Pattern: "GET /admin/procedures/{item}/decide/{event}", Handler: p.ask},
		{Pattern: "POST /admin/procedures/{item}/decide/{event}", Handler: p.decide},
	}
	for i := range routes {
		routes[i].Need = web.Staff
	}
	return routes
}
