package casework_test

import (
	"testing"

	"tongban/capability/casework"
	"tongban/capability/casework/caseworktest"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/job"
)

func TestMattersSayWhatWasGrantedAndWhatRuns(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := caseworktest.New(t, d, nil, job.Migrations)
		granted, denied, running := w.In(casework.Completed), w.In(casework.Denied), w.Submitted(caseworktest.Mei)
		list, err := w.Casework.Matters(w.As(caseworktest.Mei), 10)
		if err != nil || len(list) != 3 {
			t.Fatalf("%+v, %v", list, err)
		}
		for i, want := range []struct {
			no            string
			open, granted bool
		}{{running.Case.No, true, false}, {denied.Case.No, true, false}, {granted.Case.No, false, true}} {
			if m := list[i]; m.No != want.no || m.Open != want.open || m.GrantedAt.IsZero() == want.granted || m.Item != "road-qual" || m.ReceivedAt.IsZero() {
				t.Errorf("%d: %+v", i, m)
			}
		}
		if list, err := w.Casework.Matters(w.As(caseworktest.Mei), 1); err != nil || len(list) != 1 || list[0].No != running.Case.No {
			t.Errorf("the newest one: %+v, %v", list, err)
		}
		agent := caseworktest.Stranger
		agent.For = actor.Party{ID: caseworktest.Mei.ID, Kind: actor.Person, Items: []string{"food-license"}}
		for name, by := range map[string]actor.Actor{"a stranger": caseworktest.Stranger, "a power over something else": agent, "nobody": {Kind: actor.Guest}} {
			if list, err := w.Casework.Matters(w.As(by), 10); err != nil || len(list) > 0 {
				t.Errorf("%s: %+v, %v", name, list, err)
			}
		}
	})
}
