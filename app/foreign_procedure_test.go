package app_test

// adminBodies are what operations of offices take, so that it is the person that is
// turned away and not the form.
var adminBodies = map[string]map[string]any{
	"PUT /api/v1/admin/checklists/{department}":                        {"lines": []any{}, "version": 0},
	"POST /api/v1/admin/procedures/{item}/draft":                       {"from": "blank"},
	"PUT /api/v1/admin/procedures/{item}/draft":                        {"edits": 1, "xml": "<a/>"},
	"POST /api/v1/admin/procedures/{item}/steps":                       {"edits": 1, "do": "up", "at": "a"},
	"POST /api/v1/admin/procedures/{item}/discard":                     {"edits": 1},
	"POST /api/v1/admin/procedures/{item}/publish":                     {"edits": 1, "current": 0},
	"POST /api/v1/admin/procedures/{item}/withdraw":                    {"revision": 1, "reason": "x"},
	"POST /api/v1/admin/procedures/{item}/versions/{revision}/move":    {"current": 1, "reason": "x"},
	"POST /api/v1/admin/procedures/{item}/dry-runs":                    {},
	"POST /api/v1/admin/procedures/{item}/versions/{revision}/restore": {"current": 0},
	"POST /api/v1/rulebooks/{item}/draft":                              {"xml": "<a/>", "inputs": []any{}, "examples": []any{}, "sampleShare": 5, "dailyLimit": 10},
	"PUT /api/v1/rulebooks/{item}/draft":                               {"xml": "<a/>", "inputs": []any{}, "examples": []any{}, "sampleShare": 5, "dailyLimit": 10, "edits": 1},
	"POST /api/v1/rulebooks/{item}/shadow-runs":                        {},
	"POST /api/v1/rulebooks/{item}/discard":                            {"edits": 1},
	"POST /api/v1/rulebooks/{item}/publish":                            {"edits": 1, "current": 0, "reason": "x"},
	"POST /api/v1/rulebooks/{item}/withdraw":                           {"number": 1, "reason": "x"},
}

// counted are figures of departments: of the steps of an item's procedure.
func (c *callers) counted() []thing {
	return []thing{{"trans-head", "samr-head", map[string]string{"item": "road-qual"}, []string{
		"GET /insight/processes/{item}", "GET /insight/processes/{item}/table", "GET /api/v1/insight/processes/{item}",
	}}}
}
