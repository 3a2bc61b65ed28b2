package place

import (
	"context"
	"encoding/json"

	"tongban/kernel/db"
)

func findEdition(ctx context.Context, tx *db.Tx) (number int64, err error) {
	err = tx.Row(ctx, `SELECT number FROM place_edition WHERE id = 1`).Scan(&number)
	return number, err
}

func raiseEdition(ctx context.Context, tx *db.Tx) error {
	return tx.Send(ctx, `UPDATE place_edition SET number = number + 1 WHERE id = 1`)
}

func listRegions(ctx context.Context, tx *db.Tx) ([]Region, error) {
	return db.List(ctx, tx, func(row db.Scanner) (Region, error) {
		var r Region
		err := row.Scan(&r.Code, &r.Parent, &r.Level, &r.Name, &r.NameEn)
		return r, err
	}, `SELECT code, parent, level, name, name_en FROM place_region ORDER BY code`)
}

func listDepartments(ctx context.Context, tx *db.Tx) ([]Department, error) {
	return db.List(ctx, tx, func(row db.Scanner) (Department, error) {
		var d Department
		err := row.Scan(&d.Code, &d.USCC, &d.Mark, &d.Nature, &d.Region, &d.Name, &d.NameEn)
		return d, err
	}, `SELECT code, uscc, mark, nature, region, name, name_en FROM place_department ORDER BY uscc, code`)
}

func listOutlets(ctx context.Context, tx *db.Tx) ([]Outlet, error) {
	return db.List(ctx, tx, scanOutlet,
		`SELECT id, region, main, name, name_en, address, phone, hours, facilities, position
		FROM place_outlet ORDER BY position, id`)
}

func scanOutlet(row db.Scanner) (Outlet, error) {
	var o Outlet
	var hours, facilities string
	err := row.Scan(&o.ID, &o.Region, &o.Main, &o.Name, &o.NameEn, &o.Address, &o.Phone, &hours, &facilities, &o.Position)
	if err == nil {
		err = json.Unmarshal([]byte(hours), &o.Hours)
	}
	if err == nil {
		err = json.Unmarshal([]byte(facilities), &o.Facilities)
	}
	return o, err
}

// insertRegion adds a region unless its code is taken, and reports whether it did.
func insertRegion(ctx context.Context, tx *db.Tx, r Region) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO place_region (code, parent, level, name, name_en)
		VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`, r.Code, r.Parent, LevelOf(r.Code), r.Name, r.NameEn)
	return n > 0, err
}

// insertDepartment adds a department unless its code or its USCC is taken, and
// reports whether it did.
func insertDepartment(ctx context.Context, tx *db.Tx, d Department) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO place_department (code, uscc, mark, nature, region, name, name_en)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
		d.Code, d.USCC, d.Mark, string(d.Nature), d.Region, d.Name, d.NameEn)
	return n > 0, err
}

// putDepartment stores a department by its code.
func putDepartment(ctx context.Context, tx *db.Tx, d Department) error {
	return tx.Send(ctx, `INSERT INTO place_department (code, uscc, mark, nature, region, name, name_en)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (code) DO UPDATE
		SET uscc = $2, mark = $3, nature = $4, name = $6, name_en = $7`,
		d.Code, d.USCC, d.Mark, string(d.Nature), d.Region, d.Name, d.NameEn)
}

// updateOutlet stores what people read of an outlet.
func updateOutlet(ctx context.Context, tx *db.Tx, o Outlet) error {
	hours, err := json.Marshal(o.Hours)
	if err != nil {
		return err
	}
	return tx.Send(ctx, `UPDATE place_outlet SET name = $1, name_en = $2, address = $3, phone = $4, hours = $5 WHERE id = $6`,
		o.Name, o.NameEn, o.Address, o.Phone, string(hours), o.ID)
}

// insertOutlet adds an outlet unless its id is taken.
func insertOutlet(ctx context.Context, tx *db.Tx, o Outlet) error {
	hours, err := json.Marshal(o.Hours)
	if err != nil {
		return err
	}
	facilities, err := json.Marshal(o.Facilities)
	if err != nil {
		return err
	}
	return tx.Send(ctx, `INSERT INTO place_outlet
		(id, region, main, name, name_en, address, phone, hours, facilities, position)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING`,
		o.ID, o.Region, o.Main, o.Name, o.NameEn, o.Address, o.Phone, string(hours), string(facilities), o.Position)
}
