package app_test

// warned is a case of lin's as warnings are read and answered about it.
func (c *callers) warned() []thing {
	c.Helper()
	no := c.submitted("lin")
	adminBodies["POST /api/v1/admin/warnings/{kind}"] = map[string]any{"on": true, "version": 0}
	adminBodies["POST /api/v1/admin/warning-rules/{name}"] = map[string]any{"on": true, "version": 0}
	adminBodies["POST /api/v1/admin/warning-rules/{name}/drop"] = map[string]any{"version": 0}
	return []thing{
		{"clerk", "samr-reviewer", map[string]string{"no": no, "id": "0000000000001"}, []string{
			"GET /api/v1/desk/cases/{no}/warnings", "GET /desk/warnings/{id}", "POST /desk/warnings/{id}",
			"GET /api/v1/desk/warnings/{id}", "POST /api/v1/desk/warnings/{id}/answer"}},
	}
}
