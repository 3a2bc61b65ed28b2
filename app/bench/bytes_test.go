package bench

import (
	"testing"

	"tongban/kernel/fault"
)

func TestCasesAreTakenToTheEndAndWeighed(t *testing.T) {
	bytes, err := sqliteEngine{t.TempDir()}.weigh(t.Context(), 2)
	if err != nil {
		f, _ := fault.As(err)
		t.Fatalf("%v %+v", err, f)
	}
	for _, table := range []string{"casework_case", "casework_event", "audit_entry", "licence_version", "notification_message"} {
		if bytes[table] == 0 {
			t.Errorf("nothing of %s is weighed: %v", table, bytes)
		}
	}
}
