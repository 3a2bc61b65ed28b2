package identity

import (
	"context"
	"io/fs"
	"os"
	"testing"
	"testing/fstest"

	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/id"
	"tongban/kernel/job"
)

// Who could act for a firm in the release before mandates still can.
func TestTheAgentsOfTheEarlierReleaseKeepTheirPower(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		first, err := fs.ReadFile(migrations, "migrations/0001_identity.sql")
		if err != nil {
			t.Fatal(err)
		}
		earlier := fstest.MapFS{"migrations/0001_identity.sql": {Data: first}}
		dbtest.Migrate(t, d, db.Source{Name: "audit", FS: os.DirFS("../audit")}, db.Source{Name: "identity", FS: earlier}, job.Migrations)
		w := node(t, d, Config{Demo: true})
		tang, cai, firm := id.New(), id.New(), []id.ID{id.New(), id.New()}
		w.ok(d.Write(t.Context(), "", func(ctx context.Context, tx *db.Tx) error {
			for _, p := range []Person{{ID: tang, Name: "唐砚秋", IDNumber: "1", Mobile: "1", Level: Seen}, {ID: cai, Name: "蔡明薇", IDNumber: "2", Mobile: "2"}} {
				s, err := w.seal(p)
				if err != nil {
					return err
				}
				if err := tx.Send(ctx, `INSERT INTO identity_person (id, name, id_number, id_number_index, mobile, mobile_index, address, region, level, created_at)
					VALUES ($1, $2, $3, $4, $5, $6, $7, '', $8, 1)`,
					p.ID, p.Name, s.idNumber, s.idNumberIndex, s.mobile, s.mobileIndex, s.address, int(p.Level)); err != nil {
					return err
				}
			}
			for i, key := range firm {
				if err := tx.Send(ctx, `INSERT INTO identity_firm (id, uscc, name, representative, region, address, created_at)
					VALUES ($1, $2, '一家企业', '唐砚秋', '', '', 1)`, key, string(rune('a'+i))); err != nil {
					return err
				}
				if err := tx.Send(ctx, `INSERT INTO identity_agent (person, firm, capacity, until) VALUES ($1, $3, 'representative', 0), ($2, $3, 'agent', 0)`,
					tang, cai, key); err != nil {
					return err
				}
			}
			return nil
		}))

		dbtest.Migrate(t, d, db.Source{Name: "identity", FS: migrations})
		for who, want := range map[id.ID]Relation{tang: Representative, cai: Agent} {
			held, err := w.Held(t.Context(), actor.Actor{ID: who.String(), Kind: actor.Citizen})
			if err != nil || len(held) != 2 || held[0].Relation != want || !held[1].MaySubmit || held[0].Items != nil || held[0].Principal == held[1].Principal {
				t.Errorf("%s holds %+v, %v", want, held, err)
			}
		}
		if p, err := w.Person(t.Context(), tang); err != nil || p.Email != "" || p.Level != Seen {
			t.Errorf("level %d, %v", p.Level, err)
		}
	})
}
