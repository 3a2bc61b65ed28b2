package place

import (
	"context"
	"fmt"
	"io/fs"
	"slices"

	"tongban/kernel/db"
)

// perUnit is how many divisions one unit adds, so that no writer waits long.
const perUnit = 100

// ImportDivisions adds the divisions listed in a folder's provinces.csv, cities.csv
// and areas.csv. Regions that are there already stay as they are, so it may be run
// again, also after it was broken off.
func (s *Service) ImportDivisions(ctx context.Context, folder fs.FS) (Divisions, error) {
	regions, report, err := readDivisions(folder)
	if err != nil {
		return report, fmt.Errorf("import divisions: %w", err)
	}
	for chunk := range slices.Chunk(regions, perUnit) {
		var added int
		err := s.d.Write(ctx, "place", func(ctx context.Context, tx *db.Tx) (err error) {
			added, err = adoptRegions(ctx, tx, chunk)
			if err != nil || added == 0 {
				return err
			}
			return raiseEdition(ctx, tx)
		})
		if err != nil {
			return report, fmt.Errorf("import divisions: %w", err)
		}
		report.Added += added
		report.Known += len(chunk) - added
	}
	s.forget()
	return report, nil
}
