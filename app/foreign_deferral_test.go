package app_test

// promised are the addresses of what applicants bring later. Nobody has promised anything here;
// deferral's own tests have people who did, and strangers beside them.
func (c *callers) deferred() []thing {
	for _, pattern := range []string{
		"GET /cases/{no}/deferral", "GET /api/v1/cases/{no}/deferral", "GET /desk/deferrals/{id}", "GET /api/v1/desk/deferrals/{id}",
	} {
		unmade[pattern] = "a promise: deferral's own tests make one"
	}
	const desk = "/api/v1/desk/deferrals/{id}"
	return []thing{
		{"lin", "tao", map[string]string{"no": c.no, "code": "M-HEALTH"}, []string{
			"GET /cases/{no}/deferral", "POST /cases/{no}/deferral", "GET /api/v1/cases/{no}/deferral", "PUT /api/v1/cases/{no}/deferral/papers/{code}"}},
		{"samr-reviewer", "trans-reviewer", map[string]string{"id": "0000000000pr0", "event": "confirm"}, []string{
			"GET /desk/deferrals/{id}", "POST /desk/deferrals/{id}/{event}", "GET " + desk, "POST " + desk + "/confirm", "POST " + desk + "/reject",
			"POST " + desk + "/take", "POST " + desk + "/extend"}},
	}
}
