package app_test

import (
	"net/http"

	"tongban/app"
)

// entitled are the addresses of an invitation: 乔守仁 is told that he can have the card for old
// people.
func (c *callers) entitled(a *app.App) []thing {
	if err := a.Entitlements.Sweep(c.Context()); err != nil {
		c.Fatal(err)
	}
	var mine struct {
		Items []struct{ ID string }
	}
	c.must("the invitations of an old man", http.StatusOK, &mine)(c.as("elder", "GET", "/api/v1/entitlements", nil))
	if len(mine.Items) != 1 {
		c.Fatalf("he has %d invitations", len(mine.Items))
	}
	adminBodies["POST /api/v1/admin/entitlements/{code}/switch"] = map[string]any{"mode": "paused", "why": "x"}
	return []thing{{"elder", "mei", map[string]string{"id": mine.Items[0].ID}, []string{
		"GET /entitlements/{id}", "POST /entitlements/{id}/confirm", "POST /entitlements/{id}/decline",
		"GET /api/v1/entitlements/{id}", "POST /api/v1/entitlements/{id}/confirm", "POST /api/v1/entitlements/{id}/decline",
	}}}
}
