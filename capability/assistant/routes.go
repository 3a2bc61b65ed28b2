package assistant

import "tongban/kernel/web"

// Names are suggested at a pace nobody types at; a hall full of people may share one
// address.
const (
	suggestionsPerMinute = 600
	suggestionsAtOnce    = 120
)

// What one address looks for and opens counts at a pace that leaves a whole hall its
// say, and nobody the power to make a service popular.
const (
	countsPerMinute = 60
	countsAtOnce    = 60
)

func (s *Service) routes() []web.Route {
	p := pages{s, web.NewLimiter(countsPerMinute, countsAtOnce)}
	typing := web.NewLimiter(suggestionsPerMinute, suggestionsAtOnce)
	return []web.Route{
		{Pattern: "GET /search", Need: web.Anyone, Handler: p.search},
		{Pattern: "GET /search/suggest", Need: web.Anyone, Handler: web.Limited(typing, p.suggest)},
		{Pattern: "GET /search/go/{code}", Need: web.Anyone, Handler: p.open},

		{Pattern: "GET /themes", Need: web.Anyone, Handler: p.themes},
		{Pattern: "GET /themes/{theme}", Need: web.Anyone, Handler: p.theme},
		{Pattern: "GET /departments", Need: web.Anyone, Handler: p.departments},
		{Pattern: "GET /departments/{code}", Need: web.Anyone, Handler: p.department},
		{Pattern: "GET /regions", Need: web.Anyone, Handler: p.regions},
		{Pattern: "GET /regions/{code}", Need: web.Anyone, Handler: p.region},

		{Pattern: "GET /admin/searches", Need: web.Staff, Handler: p.demands},
		{Pattern: "GET /admin/searches/synonyms", Need: web.Staff, Handler: p.synonyms},
		{Pattern: "POST /admin/searches/synonyms", Need: web.Staff, Handler: p.addSynonym},
		{Pattern: "GET /admin/searches/synonyms/new", Need: web.Staff, Handler: p.newSynonym},
		{Pattern: "GET /admin/searches/synonyms/{id}", Need: web.Staff, Handler: p.synonym},
		{Pattern: "POST /admin/searches/synonyms/{id}", Need: web.Staff, Handler: p.changeSynonym},
		{Pattern: "GET /admin/searches/synonyms/{id}/delete", Need: web.Staff, Handler: p.askDelete},
		{Pattern: "POST /admin/searches/synonyms/{id}/delete", Need: web.Staff, Handler: p.deleteSynonym},
	}
}
