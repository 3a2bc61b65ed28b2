package app_test

// agreed are the addresses of agreements and of the green lane. The case is an ordinary
// one, so that its owner finds nothing there either; who may not see it is told no more.
func (c *callers) agreed() []thing {
	ids := map[string]string{"no": c.no, "id": "0sa600tcnng05"}
	return []thing{
		{"lin", "mei", ids, []string{
			"GET /agreements/{id}", "GET /agreements/{id}/file", "GET /agreements/{id}/document", "POST /agreements/{id}/sign", "POST /agreements/{id}/refuse",
			"GET /api/v1/agreements/{id}", "POST /api/v1/agreements/{id}/code", "POST /api/v1/agreements/{id}/sign", "POST /api/v1/agreements/{id}/refuse",
			"GET /api/v1/cases/{no}/lane",
		}},
		{"trans-reviewer", "samr-reviewer", ids, []string{
			"GET /desk/cases/{no}/agreements", "POST /desk/cases/{no}/agreements", "POST /desk/cases/{no}/agreements/upload", "POST /desk/cases/{no}/agreements/excuse",
			"GET /desk/cases/{no}/agreements/{id}", "POST /desk/cases/{no}/agreements/{id}/sign", "POST /desk/cases/{no}/agreements/{id}/cancel",
			"POST /desk/cases/{no}/agreements/{id}/full", "POST /desk/cases/{no}/agreements/{id}/file", "GET /desk/cases/{no}/agreements/{id}/document",
			"GET /api/v1/desk/cases/{no}/agreements", "POST /api/v1/desk/cases/{no}/agreements", "POST /api/v1/desk/cases/{no}/agreements/excuse",
			"POST /api/v1/desk/cases/{no}/agreements/{id}/sign", "POST /api/v1/desk/cases/{no}/agreements/{id}/cancel",
			"GET /desk/cases/{no}/lane", "POST /desk/cases/{no}/lane/review", "POST /desk/cases/{no}/lane/refuse",
			"GET /api/v1/desk/cases/{no}/lane", "POST /api/v1/desk/cases/{no}/lane/review", "POST /api/v1/desk/cases/{no}/lane/refuse",
		}},
	}
}
