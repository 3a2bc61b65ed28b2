package app_test

import "net/http"

// repaired lets lin ask for the repair of a fact that was recorded in a case.
func (c *callers) repaired() []thing {
	c.Helper()
	no := c.submitted("lin")
	days := []string{"2026-02-08", "2026-02-09"} // of one day there is one
	recorded := func() string {
		var fact struct{ ID string }
		c.must("record a fact", http.StatusCreated, &fact)(c.as("trans-reviewer", "POST", "/api/v1/desk/cases/"+no+"/facts", map[string]any{
			"kind": "no-show", "happenedOn": days[0], "what": "林晓华约好现场核查未到", "evidence": "通话记录 19900001040",
		}))
		days = days[1:]
		return fact.ID
	}
	var repair struct{ ID string }
	c.must("ask for its repair", http.StatusCreated, &repair)(c.as("lin", "POST", "/api/v1/me/facts/"+recorded()+"/repair", map[string]any{"why": "林晓华已补做核查"}))
	unmade["GET /me/credit/repairs/{id}/evidence"] = "evidence of a repair: this one was asked for without"
	unmade["GET /desk/repairs/{id}/evidence"] = unmade["GET /me/credit/repairs/{id}/evidence"]
	adminBodies["POST /api/v1/admin/credit/listings/{id}/remove"] = map[string]any{"why": "x"}
	mine, office := "/api/v1/me/repairs/{id}", "/api/v1/desk/repairs/{id}"
	return []thing{
		{"lin", "tao", map[string]string{"id": recorded()}, []string{"GET /me/record/{id}/repair", "POST /me/record/{id}/repair", "POST /api/v1/me/facts/{id}/repair"}},
		{"lin", "tao", map[string]string{"id": repair.ID}, []string{
			"GET /me/credit/repairs/{id}", "GET /me/credit/repairs/{id}/evidence", "POST /me/credit/repairs/{id}/withdraw", "GET " + mine, "POST " + mine + "/withdraw"}},
		{"trans-head", "samr-head", map[string]string{"id": repair.ID}, []string{
			"GET /desk/repairs/{id}", "GET /desk/repairs/{id}/evidence", "POST /desk/repairs/{id}/decide", "GET " + office, "POST " + office + "/decide"}},
		{"trans-reviewer", "samr-reviewer", map[string]string{"no": no}, []string{"GET /desk/cases/{no}/credit", "GET /api/v1/desk/cases/{no}/credit"}},
	}
}
