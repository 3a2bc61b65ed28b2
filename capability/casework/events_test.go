package casework

import (
	"slices"
	"testing"

	"tongban/capability/audit"
)

func TestEveryMoveIsAnAuditEvent(t *testing.T) {
	for _, m := range Lifecycle.Moves {
		if !slices.ContainsFunc(Events, func(e audit.Event) bool { return e.Name == "casework."+string(m.On) }) {
			t.Errorf("%s is not listed", m.On)
		}
	}
}
