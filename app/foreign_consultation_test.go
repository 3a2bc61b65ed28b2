package app_test

import "net/http"

// consulted lets a reviewer ask another department about a case of lin's.
func (c *callers) consulted() []thing {
	c.Helper()
	no := c.submitted("lin")
	desk := "/api/v1/desk/cases/" + no
	c.must("accept", http.StatusOK, nil)(c.as("clerk", "POST", desk+"/accept", map[string]any{}))
	var f shownCase
	c.must("the case for review", http.StatusOK, &f)(c.as("trans-reviewer", "GET", desk, nil))
	for _, task := range f.Tasks {
		if task.ClosedAt == "" {
			c.must("claim", http.StatusOK, nil)(c.as("trans-reviewer", "POST", "/api/v1/desk/tasks/"+task.ID+"/claim", nil))
		}
	}
	var one struct{ ID string }
	c.must("ask", http.StatusCreated, &one)(c.as("trans-reviewer", "POST", desk+"/consultations", map[string]any{
		"department": "SAMR", "role": "reviewer", "about": "经营场所", "question": "林晓华的经营场所是否已登记？",
	}))
	const api = "/api/v1/desk/consultations/{id}"
	return []thing{
		{"trans-reviewer", "hrss-reviewer", map[string]string{"no": no}, []string{
			"GET /desk/cases/{no}/consult", "POST /desk/cases/{no}/consult", "GET /api/v1/desk/cases/{no}/consultations", "POST /api/v1/desk/cases/{no}/consultations"}},
		{"samr-reviewer", "hrss-reviewer", map[string]string{"id": one.ID, "event": "claim"}, []string{
			"GET /desk/consultations/{id}", "POST /desk/consultations/{id}/{event}", "GET " + api, "POST " + api + "/claim", "POST " + api + "/release",
			"POST " + api + "/answer", "POST " + api + "/forward", "POST " + api + "/remark", "POST " + api + "/proceed", "POST " + api + "/withdraw"}},
	}
}
