package app_test

import (
	"testing"

	"tongban/app"
)

func TestMigratingSaysWhatItDoesAndListingDoesNothing(t *testing.T) {
	c := app.Config{Data: t.TempDir(), BaseURL: "http://localhost:8080"}
	for _, step := range []struct {
		name string
		list bool
		want bool // that there is something to do
	}{{"listed", true, true}, {"listed again", true, true}, {"done", false, true}, {"listed afterwards", true, false}, {"done again", false, false}} {
		steps, err := app.Migrate(t.Context(), c, step.list)
		if err != nil || (len(steps) > 20) != step.want {
			t.Errorf("%s: %v, %v", step.name, steps, err)
		}
	}
}
