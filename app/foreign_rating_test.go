package app_test

import "net/http"

// rated lets lin rate a case badly that is over.
func (c *callers) rated() []thing {
	c.Helper()
	no := c.submitted("lin")
	c.completed(no)
	c.must("rate", http.StatusOK, nil)(c.as("lin", "POST", "/api/v1/cases/"+no+"/rating", map[string]any{"grade": 5, "text": "林晓华等了很久"}))
	var list struct{ Items []struct{ ID string } }
	c.must("what is done about it", http.StatusOK, &list)(c.as("trans-head", "GET", "/api/v1/desk/ratings", nil))
	var texts struct{ Items []struct{ ID string } }
	c.must("what was written", http.StatusOK, &texts)(c.as("supervisor", "GET", "/api/v1/desk/rating-texts", nil))
	const api = "/api/v1/desk/ratings/{id}"
	return []thing{
		{"lin", "tao", map[string]string{"no": no}, []string{"GET /api/v1/cases/{no}/rating", "POST /api/v1/cases/{no}/rating"}},
		{"trans-head", "samr-head", map[string]string{"id": list.Items[0].ID, "step": "take"}, []string{
			"GET /desk/ratings/{id}", "POST /desk/ratings/{id}/rater", "POST /desk/ratings/{id}/{step}", "GET " + api, "POST " + api + "/take", "POST " + api + "/rater",
			"POST " + api + "/contact", "POST " + api + "/close", "POST " + api + "/ask-time", "POST " + api + "/doubt", "POST " + api + "/decide"}},
		{"supervisor", "samr-head", map[string]string{"id": texts.Items[0].ID}, []string{"POST /desk/rating-texts/{id}", "POST /api/v1/desk/rating-texts/{id}"}},
	}
}
