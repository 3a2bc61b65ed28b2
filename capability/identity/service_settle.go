package identity

import (
	"context"
	"fmt"
	"slices"

	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Settlers are made-up people who come to live and work in the demo city. They are nobody
// a visitor can take on: that is what personas are for.
type Settlers struct {
	People []Person
	Firms  []SettledFirm
	Staff  []Member // who sign in nowhere: they have no password
}

// SettledFirm is a firm with its representative.
type SettledFirm struct {
	Firm
	Owner int // among the people
}

// settledAtOnce is how many rows one unit takes.
const settledAtOnce = 200

// Settle takes settlers in and gives each an id. It is Unavailable outside the demo.
func (s *Service) Settle(ctx context.Context, in *Settlers) error {
	if !s.cfg.Demo {
		return errDemoOnly
	}
	var rows []db.Unit
	for i := range in.People {
		p := &in.People[i]
		p.ID = id.New()
		stored, err := s.seal(*p)
		if err != nil {
			return fmt.Errorf("settle people: %w", err)
		}
		rows = append(rows, func(ctx context.Context, tx *db.Tx) error { return insertPerson(ctx, tx, stored) })
	}
	for i := range in.Firms {
		f := &in.Firms[i]
		f.ID = id.New()
		rows = append(rows, func(ctx context.Context, tx *db.Tx) error {
			if _, err := putFirm(ctx, tx, f.Firm, s.now.Now()); err != nil {
				return err
			}
			return insertMandate(ctx, tx, s.ownership(*f, in.People[f.Owner]))
		})
	}
	for i := range in.Staff {
		m := &in.Staff[i]
		if err := mayHold(m.Roles); err != nil {
			return fmt.Errorf("settle %s: %w", m.Account, err)
		}
		m.ID, m.Active = id.New(), true
		rows = append(rows, func(ctx context.Context, tx *db.Tx) error { return insertMember(ctx, tx, *m, s.now.Now()) })
	}
	for together := range slices.Chunk(rows, settledAtOnce) {
		err := s.d.Write(ctx, "identity.settle", func(ctx context.Context, tx *db.Tx) error {
			for _, row := range together {
				if err := row(ctx, tx); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("settle: %w", err)
		}
	}
	return nil
}

// ownership is the power of a settled firm's representative.
func (s *Service) ownership(f SettledFirm, p Person) Mandate {
	now := s.now.Now()
	return Mandate{
		ID: id.New(), Principal: f.ID, Kind: actor.Firm, Relation: Representative, Agent: p.ID, AgentName: p.Name, MaySubmit: true,
		GivenBy: p.ID, GivenAt: now, AcceptedAt: now, index: []byte{},
	}
}
