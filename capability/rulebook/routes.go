package rulebook

import "tongban/kernel/web"

// written is the file rules come in.
var written = web.Upload{Field: "file", Most: MostXML, TooLarge: "rulebook.too-large", Missing: "rulebook.wrong.file"}

func (s *Service) routes() []web.Route {
	p := pages{s}
	routes := []web.Route{
		{Pattern: "GET /admin/rulebooks", Handler: p.list},
		{Pattern: "GET /admin/rulebooks/suggest", Handler: p.suggest},
		{Pattern: "GET /admin/rulebooks/{item}", Handler: p.show},
		{Pattern: "POST /admin/rulebooks/{item}/begin", Handler: p.begin},

		// The draft as a table.
		{Pattern: "POST /admin/rulebooks/{item}/draft", Handler: p.save},

		// The draft in the modeler, and as a file.
		{Pattern: "GET /admin/rulebooks/{item}/draw", Handler: p.draw},
		{Pattern: "POST /admin/rulebooks/{item}/drawing", Files: written.Limit(), Handler: p.keep},
		{Pattern: "GET /admin/rulebooks/{item}/file", Handler: p.export},
		{Pattern: "POST /admin/rulebooks/{item}/file", Files: written.Limit(), Handler: p.bring},
		{Pattern: "POST /admin/rulebooks/{item}/sources", Files: written.Limit(), Handler: p.tie},

		{Pattern: "GET /admin/rulebooks/{item}/versions", Handler: p.versions},
		{Pattern: "GET /admin/rulebooks/{item}/versions/{number}", Handler: p.version},
		{Pattern: "GET /admin/rulebooks/{item}/versions/{number}/file", Handler: p.export},
		{Pattern: "POST /admin/rulebooks/{item}/versions/{number}/draft", Handler: p.again},

		{Pattern: "GET /admin/rulebooks/{item}/decide/{event}", Handler: p.ask},
		{Pattern: "POST /admin/rulebooks/{item}/decide/{event}", Handler: p.decide},
	}
	for i := range routes {
		routes[i].Need = web.Staff
	}
	return routes
}
