package app_test

// rechecked are the addresses of cases that are looked at again and of alarms about them.
// Nothing was decided by rules here; recheck's own tests draw cases and raise alarms.
func (c *callers) rechecked() []thing {
	for _, pattern := range []string{"GET /desk/rechecks/{id}", "GET /api/v1/desk/rechecks/{id}"} {
		unmade[pattern] = "a case drawn to be looked at again: recheck's own tests draw one"
	}
	return []thing{{"trans-reviewer", "samr-reviewer", map[string]string{"id": "0sa600tcnng05"}, []string{
		"GET /desk/rechecks/{id}", "POST /desk/rechecks/{id}", "POST /desk/rechecks/alarms/{id}",
		"GET /api/v1/desk/rechecks/{id}", "POST /api/v1/desk/rechecks/{id}/judge", "POST /api/v1/desk/recheck-alarms/{id}/end",
	}}}
}
