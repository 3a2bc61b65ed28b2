package casework

import (
	"slices"
	"testing"

	"tongban/capability/audit"
)

func TestEveryMoveIsAListedAuditEvent(t *testing.T) {
	for _, move := range Lifecycle.Moves {
		if !slices.ContainsFunc(Events, func(e audit.Event) bool { return e.Name == "casework."+string(move.On) }) {
			t.Errorf("casework.%s is not listed", move.On)
		}
	}
}
