package licence

import (
	"context"
	_ "embed"
	"fmt"

	"tongban/kernel/db"
)

// demoTypes are the types of the demo city.
//
//go:embed types.json
var demoTypes []byte

// Seed defines the types of the demo city. Doing it again changes nothing.
func (s *Service) Seed(ctx context.Context) error {
	types, err := ParseTypes(demoTypes)
	if err != nil {
		return err
	}
	return s.DefineTypes(ctx, types)
}

// SeedHeld registers licences that people of the demo city hold already, marked as
// simulated. Doing it again changes nothing.
func (s *Service) SeedHeld(ctx context.Context, orders []Order) error {
	for _, order := range orders {
		order.Simulated = true
		err := s.db.Write(ctx, order.Holder.ActorID, func(ctx context.Context, tx *db.Tx) error {
			_, err := s.Register(ctx, tx, order)
			return err
		})
		if err != nil {
			return fmt.Errorf("seed %s of %s: %w", order.Type, order.Holder.ActorID, err)
		}
	}
	return nil
}
