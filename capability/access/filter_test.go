package access

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/id"
)

const thing = `CREATE TABLE thing (
	id BIGINT PRIMARY KEY, owner BIGINT NOT NULL, department TEXT NOT NULL, region TEXT NOT NULL,
	outlet TEXT NOT NULL, state TEXT NOT NULL, stage TEXT NOT NULL, accepted_by BIGINT, item TEXT NOT NULL, involved TEXT NOT NULL)`

// A list shows exactly what opening would allow, for every role and permission.
func TestListsAndOpeningAgree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		things := scatter(t, d)
		columns := Columns{"owner", "department", "region", "outlet", "state", "stage", "accepted_by", "item", "SELECT thing.involved"}
		agent := me(Citizen)
		agent.ID, agent.For = id.ID(9).String(), actor.Party{ID: id.ID(7).String(), Items: []string{"road-qual", "food-permit"}}
		everybody := []actor.Actor{agent, me("guest")}
		for _, role := range Roles() {
			everybody = append(everybody, me(role))
		}
		for _, a := range everybody {
			for _, p := range permissions() {
				want := map[int64]bool{}
				for key, o := range things {
					if May(a, p, o) == nil {
						want[key] = true
					}
				}
				got := listed(t, d, Scope(a, p), columns)
				if fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("%+v, %s: the list has %d, opening allows %d", a, p, len(got), len(want))
				}
			}
		}
	})
}

// me is who(role) with an id that is one.
func me(role actor.Role) actor.Actor {
	a := who(role)
	if a.SignedIn() {
		a.ID = id.ID(7).String()
	}
	return a
}

// scatter stores things of every sort.
func scatter(t *testing.T, d *db.DB) map[int64]Object {
	t.Helper()
	dice := rand.New(rand.NewPCG(1, 2))
	pick := func(of ...string) string { return of[dice.IntN(len(of))] }
	things := map[int64]Object{}
	err := d.Write(t.Context(), "", func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, thing); err != nil {
			return err
		}
		for key := range int64(400) {
			owner, by := dice.Int64N(3)*7, dice.Int64N(3)*7
			o := Object{
				Owner: id.ID(owner).String(), Department: pick("", "TRANS", "CIVIL"), Outlet: pick("", "center", "north"),
				Region: pick("", "990100", "990101999", "990102", "990102003", "9901029", "990103", "99"),
				State:  pick("", Draft, "submitted", "Draft"), Stages: []actor.Role{actor.Role(pick("", "window", "street", "bank", "hospital"))},
				By: id.ID(by).String(), Item: pick("", "road-qual", "food-permit"), Involved: []string{pick("", "TRANS", "CIVIL")},
			}
			things[key] = o
			var accepted any = by
			if by == 0 {
				accepted = nil
			}
			if err := tx.Send(ctx, `INSERT INTO thing (id, owner, department, region, outlet, state, stage, accepted_by, item, involved)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
				key, owner, o.Department, o.Region, o.Outlet, o.State, string(o.Stages[0]), accepted, o.Item, o.Involved[0]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return things
}

func listed(t *testing.T, d *db.DB, f Filter, c Columns) map[int64]bool {
	t.Helper()
	got := map[int64]bool{}
	where, args := f.Where(c, []any{int64(-1)})
	err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		keys, err := db.List(ctx, tx, func(row db.Scanner) (key int64, err error) { return key, row.Scan(&key) },
			`SELECT id FROM thing WHERE id > $1 AND `+where, args...)
		for _, key := range keys {
			got[key] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestAListWithoutTheColumnReachesNothingByIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		scatter(t, d)
		bare := Columns{Owner: "owner"}
		for role, want := range map[actor.Role]bool{
			actor.Window: false, actor.Reviewer: false, actor.Street: false, actor.Bank: false, Citizen: true, actor.Supervisor: true,
		} {
			if got := listed(t, d, Scope(me(role), CaseRead), bare); len(got) > 0 != want {
				t.Errorf("%s: %d listed", role, len(got))
			}
		}
	})
}
