package app_test

import "net/http"

// suggested is what su, who has a newborn, may need next.
func (c *callers) suggested() []thing {
	c.Helper()
	const api = "/api/v1/suggestions"
	var list struct{ Items []struct{ ID string } }
	c.must("what may be needed next", http.StatusOK, &list)(c.as("su", "GET", api, nil))
	if len(list.Items) == 0 {
		c.Fatal("nothing is suggested to the mother of a newborn")
	}
	return []thing{{"su", "mei", map[string]string{"id": list.Items[0].ID}, []string{"POST /suggestions/{id}/dismiss", "DELETE " + api + "/{id}"}}}
}
