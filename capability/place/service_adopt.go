package place

import (
	"context"
	"fmt"

	"tongban/kernel/db"
)

// Adopt adds, within the caller's unit, the regions and departments that are not
// there yet and changes nothing else, so that an importer can name the bodies its
// records belong to. A region needs its code and name; what it lies in follows from
// the code. A department without a code gets its USCC for one; its region must be
// there or among regions, mark and English name may be empty. Codes of regions may
// have twelve digits (see Code). Give each body once for a chunk of records.
//
// This and other nodes answer with what was added two seconds after the unit.
func (s *Service) Adopt(ctx context.Context, tx *db.Tx, regions []Region, departments []Department) error {
	added, err := adoptRegions(ctx, tx, regions)
	if err != nil {
		return err
	}
	for _, d := range departments {
		if d.Code == "" {
			d.Code = d.USCC
		}
		d.Region, _ = Code(d.Region)
		inserted, err := insertDepartment(ctx, tx, d)
		if err != nil {
			return fmt.Errorf("adopt department %s: %w", d.Code, err)
		}
		if inserted {
			added++
		}
	}
	if added == 0 {
		return nil
	}
	return raiseEdition(ctx, tx)
}

// adoptRegions adds the regions that are not there yet and counts them.
func adoptRegions(ctx context.Context, tx *db.Tx, regions []Region) (added int, err error) {
	for _, r := range regions {
		code, ok := Code(r.Code)
		if !ok {
			return 0, fmt.Errorf("adopt region: %q is not a code", r.Code)
		}
		r.Code = code
		inserted, err := insertRegion(ctx, tx, r)
		if err != nil {
			return 0, fmt.Errorf("adopt region %s: %w", r.Code, err)
		}
		if inserted {
			added++
		}
	}
	return added, nil
}
