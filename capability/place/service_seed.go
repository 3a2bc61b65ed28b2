package place

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/BurntSushi/toml"

	"tongban/kernel/db"
)

//go:embed demo/places.toml
var demo string

// Seed adds the places of the demo city that are not there yet.
func (s *Service) Seed(ctx context.Context) error {
	c, err := demoCity()
	if err != nil {
		return err
	}
	err = s.d.Write(ctx, "place", func(ctx context.Context, tx *db.Tx) error {
		if err := s.Adopt(ctx, tx, c.Regions, c.Departments); err != nil {
			return err
		}
		for i, o := range c.Outlets {
			o.Position = i
			if err := insertOutlet(ctx, tx, o); err != nil {
				return err
			}
		}
		return raiseEdition(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("seed places: %w", err)
	}
	s.forget()
	return nil
}

// seed is the file of the demo city.
type seed struct {
	Regions     []Region
	Departments []Department
	Outlets     []Outlet
}

func demoCity() (seed, error) {
	var c seed
	if _, err := toml.Decode(demo, &c); err != nil {
		return seed{}, fmt.Errorf("demo/places.toml: %w", err)
	}
	return c, nil
}
