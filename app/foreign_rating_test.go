package app_test

import "net/http"

// rated lets lin rate a case badly that is over, and be said not to have come.
func (c *callers) rated() []thing {
	c.Helper()
	no := c.submitted("lin")
	c.completed(no)
	c.must("rate", http.StatusOK, nil)(c.as("lin", "POST", "/api/v1/cases/"+no+"/rating", map[string]any{"grade": 5, "text": "林晓华等了很久"}))
	var list struct{ Items []struct{ ID string } }
	c.must("what is done about it", http.StatusOK, &list)(c.as("trans-head", "GET", "/api/v1/desk/ratings", nil))
	var texts struct{ Items []struct{ ID string } }
	c.must("what was written", http.StatusOK, &texts)(c.as("supervisor", "GET", "/api/v1/desk/rating-texts", nil))
	var fact struct{ ID string }
	c.must("record a fact", http.StatusCreated, &fact)(c.as("trans-reviewer", "POST", "/api/v1/desk/cases/"+no+"/facts", map[string]any{
		"kind": "no-show", "happenedOn": "2026-02-09", "what": "林晓华约好现场核查未到", "evidence": "通话记录 19900001040",
	}))
	own := "/api/v1/desk/ratings/" + list.Items[0].ID
	c.must("take it", http.StatusOK, nil)(c.as("trans-head", "POST", own+"/take", nil))
	c.must("note the call", http.StatusOK, nil)(c.as("trans-head", "POST", own+"/contact", map[string]any{"way": "phone", "reached": true, "note": "情况属实"}))
	c.must("object", http.StatusOK, nil)(c.as("lin", "POST", "/api/v1/me/facts/"+fact.ID+"/object", map[string]any{"why": "当天已请假改期"}))
	const api = "/api/v1/desk/ratings/{id}"
	return []thing{
		{"lin", "tao", map[string]string{"no": no}, []string{"GET /api/v1/cases/{no}/rating", "POST /api/v1/cases/{no}/rating"}},
		{"trans-head", "samr-head", map[string]string{"id": list.Items[0].ID, "step": "take"}, []string{
			"GET /desk/ratings/{id}", "POST /desk/ratings/{id}/rater", "POST /desk/ratings/{id}/{step}", "GET " + api, "POST " + api + "/take", "POST " + api + "/rater",
			"POST " + api + "/contact", "POST " + api + "/close", "POST " + api + "/ask-time", "POST " + api + "/doubt", "POST " + api + "/decide"}},
		{"lin", "tao", map[string]string{"id": fact.ID}, []string{"GET /me/record/{id}", "POST /me/record/{id}/object", "GET /api/v1/me/facts/{id}", "POST /api/v1/me/facts/{id}/object"}},
		{"trans-head", "samr-head", map[string]string{"id": fact.ID}, []string{
			"GET /desk/records/{id}", "POST /desk/records/{id}/decide", "GET /api/v1/desk/facts/{id}", "POST /api/v1/desk/facts/{id}/decide"}},
		{"trans-reviewer", "samr-reviewer", map[string]string{"no": no}, []string{"GET /desk/cases/{no}/record", "POST /desk/cases/{no}/record", "POST /api/v1/desk/cases/{no}/facts"}},
		{"supervisor", "samr-head", map[string]string{"id": texts.Items[0].ID}, []string{"POST /desk/rating-texts/{id}", "POST /api/v1/desk/rating-texts/{id}"}},
	}
}
