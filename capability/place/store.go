package place

import (
	"context"
	"encoding/json"

	"tongban/kernel/db"
)

func listRegions(ctx context.Context, tx *db.Tx) ([]Region, error) {
	return db.List(ctx, tx, func(row db.Scanner) (Region, error) {
		var r Region
		err := row.Scan(&r.Code, &r.Parent, &r.Name, &r.NameEn)
		return r, err
	}, `SELECT code, parent, name, name_en FROM place_region ORDER BY code`)
}

func listDepartments(ctx context.Context, tx *db.Tx) ([]Department, error) {
	return db.List(ctx, tx, func(row db.Scanner) (Department, error) {
		var d Department
		err := row.Scan(&d.Code, &d.USCC, &d.Mark, &d.Nature, &d.Region, &d.Name, &d.NameEn)
		return d, err
	}, `SELECT code, uscc, mark, nature, region, name, name_en FROM place_department ORDER BY uscc`)
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

func insertRegion(ctx context.Context, tx *db.Tx, r Region) error {
	return tx.Send(ctx, `INSERT INTO place_region (code, parent, name, name_en) VALUES ($1, $2, $3, $4)
		ON CONFLICT (code) DO NOTHING`, r.Code, r.Parent, r.Name, r.NameEn)
}

func insertDepartment(ctx context.Context, tx *db.Tx, d Department) error {
	return tx.Send(ctx, `INSERT INTO place_department (code, uscc, mark, nature, region, name, name_en)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (code) DO NOTHING`,
		d.Code, d.USCC, d.Mark, string(d.Nature), d.Region, d.Name, d.NameEn)
}

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
