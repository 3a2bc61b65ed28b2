package app_test

// undecided is why nobody finds a decision by rules here.
const undecided = "a decision by rules: instant's own tests make one"

// ruled are the addresses of decisions by rules. The case is one that people decide, so that
// its owner finds nothing there either; who may not see it is told no more.
func (c *callers) ruled() []thing {
	ids := map[string]string{"no": c.no, "id": "0sa600tcnng05"}
	mine := []string{"GET /cases/{no}/decision", "POST /cases/{no}/decision/review", "GET /api/v1/cases/{no}/decision", "POST /api/v1/cases/{no}/decision/review"}
	theirs := []string{
		"GET /desk/cases/{no}/decision", "GET /api/v1/desk/cases/{no}/decision",
		"GET /desk/decisions/{id}", "POST /desk/decisions/{id}", "GET /api/v1/desk/decisions/{id}", "POST /api/v1/desk/decisions/{id}/answer",
	}
	for _, pattern := range append(append([]string{}, mine...), theirs...) {
		unmade[pattern] = undecided
	}
	adminBodies["POST /api/v1/admin/instant/{item}/switch"] = map[string]any{"stopped": true, "why": "x"}
	return []thing{{"lin", "mei", ids, mine}, {"trans-reviewer", "samr-reviewer", ids, theirs}}
}
