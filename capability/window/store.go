package window

import (
	"context"
	"errors"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// visitRow is a visit as stored: the name sealed.
type visitRow struct {
	Visit
	name []byte
}

const visitColumns = `id, channel, staff, staff_name, outlet, person, name, application, item_name, started_at, firm, firm_name, stands`

func scanVisit(row db.Scanner) (v visitRow, err error) {
	var started int64
	var application, firm *int64
	err = row.Scan(&v.ID, &v.Channel, &v.Staff, &v.StaffName, &v.Outlet, &v.Person, &v.name, &application, &v.ItemName, &started,
		&firm, &v.FirmName, &v.Stands)
	if firm != nil {
		v.Firm = id.ID(*firm)
	}
	v.StartedAt = clock.FromMillis(started)
	if application != nil {
		v.Application = id.ID(*application)
	}
	return v, err
}

func insertVisit(ctx context.Context, tx *db.Tx, v visitRow) error {
	return tx.Send(ctx, `INSERT INTO window_visit (`+visitColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, '', $8, NULL, '', '')`,
		v.ID, string(v.Channel), v.Staff, v.StaffName, v.Outlet, v.Person, v.name, clock.Millis(v.StartedAt))
}

func findVisit(ctx context.Context, tx *db.Tx, visit id.ID) (visitRow, error) {
	v, err := scanVisit(tx.Row(ctx, `SELECT `+visitColumns+` FROM window_visit WHERE id = $1`, visit))
	if errors.Is(err, db.ErrNoRows) {
		return v, errVisit
	}
	return v, err
}

// listVisits returns the last visits of one of staff, newest first.
func listVisits(ctx context.Context, tx *db.Tx, staff id.ID, limit int) ([]visitRow, error) {
	return db.List(ctx, tx, scanVisit, `SELECT `+visitColumns+` FROM window_visit WHERE staff = $1 ORDER BY id DESC LIMIT $2`, staff, limit)
}

// chooseItem ties a visit to its application, once, and reports whether it did.
func chooseItem(ctx context.Context, tx *db.Tx, visit, application id.ID, itemName string) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE window_visit SET application = $1, item_name = $2 WHERE id = $3 AND application IS NULL`, application, itemName, visit)
	return n > 0, err
}

// updateFirm says whom a visit is for, as long as it has no application, and reports whether
// it had none.
func updateFirm(ctx context.Context, tx *db.Tx, v *Visit) (bool, error) {
	var firm *int64
	if v.Firm != 0 {
		key := int64(v.Firm)
		firm = &key
	}
	n, err := tx.Exec(ctx, `UPDATE window_visit SET firm = $1, firm_name = $2, stands = $3 WHERE id = $4 AND application IS NULL`,
		firm, v.FirmName, string(v.Stands), v.ID)
	return n > 0, err
}

// insertAid notes what somebody did, the first time.
func insertAid(ctx context.Context, tx *db.Tx, a Aid) error {
	return tx.Send(ctx, `INSERT INTO window_aid (application, staff, did, staff_name, channel, at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT DO NOTHING`, a.Application, a.Staff, string(a.Did), a.StaffName, string(a.Channel), clock.Millis(a.At))
}

func listAids(ctx context.Context, tx *db.Tx, application id.ID, limit int) ([]Aid, error) {
	scan := func(row db.Scanner) (a Aid, err error) {
		var at int64
		err = row.Scan(&a.Application, &a.Staff, &a.Did, &a.StaffName, &a.Channel, &at)
		a.At = clock.FromMillis(at)
		return a, err
	}
	return db.List(ctx, tx, scan, `SELECT application, staff, did, staff_name, channel, at FROM window_aid
		WHERE application = $1 ORDER BY at, staff, did LIMIT $2`, application, limit)
}

// checkOriginal notes who held an original beside its copy; the latest counts.
func checkOriginal(ctx context.Context, tx *db.Tx, application id.ID, material, by string, at time.Time) error {
	return tx.Send(ctx, `INSERT INTO window_original (application, material, checked_by, checked_at, returned_by, returned_at)
		VALUES ($1, $2, $3, $4, '', 0) ON CONFLICT (application, material) DO UPDATE
		SET checked_by = $3, checked_at = $4, returned_by = '', returned_at = 0`, application, material, by, clock.Millis(at))
}

// returnOriginal notes who gave an original back, and reports whether there was one.
func returnOriginal(ctx context.Context, tx *db.Tx, application id.ID, material, by string, at time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE window_original SET returned_by = $1, returned_at = $2
		WHERE application = $3 AND material = $4 AND returned_at = 0`, by, clock.Millis(at), application, material)
	return n > 0, err
}

func listOriginals(ctx context.Context, tx *db.Tx, application id.ID, limit int) ([]Original, error) {
	scan := func(row db.Scanner) (o Original, err error) {
		var checked, returned int64
		err = row.Scan(&o.Material, &o.CheckedBy, &checked, &o.ReturnedBy, &returned)
		o.CheckedAt, o.ReturnedAt = clock.FromMillis(checked), clock.FromMillis(returned)
		return o, err
	}
	return db.List(ctx, tx, scan, `SELECT material, checked_by, checked_at, returned_by, returned_at FROM window_original
		WHERE application = $1 ORDER BY material LIMIT $2`, application, limit)
}

// signingRow is a link as stored: token and picture sealed.
type signingRow struct {
	Signing
	sealed, picture []byte
}

const signingColumns = `visit, sealed, expires_at, picture, signed_at`

func scanSigning(row db.Scanner) (s signingRow, err error) {
	var expires, signed int64
	err = row.Scan(&s.Visit, &s.sealed, &expires, &s.picture, &signed)
	if errors.Is(err, db.ErrNoRows) {
		return s, errSigning
	}
	s.ExpiresAt, s.SignedAt = clock.FromMillis(expires), clock.FromMillis(signed)
	return s, err
}

func findSigning(ctx context.Context, tx *db.Tx, token []byte) (signingRow, error) {
	return scanSigning(tx.Row(ctx, `SELECT `+signingColumns+` FROM window_signing WHERE token = $1`, token))
}

func findSigningOf(ctx context.Context, tx *db.Tx, visit id.ID) (signingRow, error) {
	return scanSigning(tx.Row(ctx, `SELECT `+signingColumns+` FROM window_signing WHERE visit = $1`, visit))
}

// putSigning makes the link of a visit; an earlier one ends.
func putSigning(ctx context.Context, tx *db.Tx, s signingRow, token []byte) error {
	return tx.Send(ctx, `INSERT INTO window_signing (visit, token, sealed, expires_at, picture, signed_at) VALUES ($1, $2, $3, $4, NULL, 0)
		ON CONFLICT (visit) DO UPDATE SET token = $2, sealed = $3, expires_at = $4, picture = NULL, signed_at = 0`,
		s.Visit, token, s.sealed, clock.Millis(s.ExpiresAt))
}

// signOnce keeps the picture of the link's first signature, and reports whether it was that.
func signOnce(ctx context.Context, tx *db.Tx, token, picture []byte, at time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE window_signing SET picture = $1, signed_at = $2 WHERE token = $3 AND signed_at = 0`, picture, clock.Millis(at), token)
	return n > 0, err
}

// handoutRow is a hand-out as stored: its receipt sealed.
type handoutRow struct {
	Handout
	sealed []byte
}

const handoutColumns = `id, outlet, staff, staff_name, at, receipt, number, department`

func scanHandout(row db.Scanner) (h handoutRow, err error) {
	var at int64
	err = row.Scan(&h.ID, &h.Outlet, &h.Staff, &h.StaffName, &at, &h.sealed, &h.Number, &h.department)
	h.At = clock.FromMillis(at)
	return h, err
}

func insertHandout(ctx context.Context, tx *db.Tx, h handoutRow) error {
	err := tx.Send(ctx, `INSERT INTO window_handout (`+handoutColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		h.ID, h.Outlet, h.Staff, h.StaffName, clock.Millis(h.At), h.sealed, h.Number, h.department)
	for _, one := range h.Results {
		if err == nil {
			err = tx.Send(ctx, `INSERT INTO window_handed (case_no, handout, short_no, item_name, licence) VALUES ($1, $2, $3, $4, $5)`,
				one.CaseNo, h.ID, one.ShortNo, one.ItemName, one.Licence)
		}
	}
	return err
}

func findHandout(ctx context.Context, tx *db.Tx, handout id.ID) (handoutRow, error) {
	h, err := scanHandout(tx.Row(ctx, `SELECT `+handoutColumns+` FROM window_handout WHERE id = $1`, handout))
	if errors.Is(err, db.ErrNoRows) {
		return h, errHandout
	}
	if err != nil {
		return h, err
	}
	scan := func(row db.Scanner) (one Handed, err error) {
		return one, row.Scan(&one.CaseNo, &one.ShortNo, &one.ItemName, &one.Licence)
	}
	h.Results, err = db.List(ctx, tx, scan, `SELECT case_no, short_no, item_name, licence FROM window_handed WHERE handout = $1 ORDER BY case_no`, handout)
	return h, err
}

// findHandoutOf returns by which hand-out the result of a case was given out, zero by none.
func findHandoutOf(ctx context.Context, tx *db.Tx, caseNo string) (handout id.ID, err error) {
	err = tx.Row(ctx, `SELECT handout FROM window_handed WHERE case_no = $1`, caseNo).Scan(&handout)
	if errors.Is(err, db.ErrNoRows) {
		return 0, nil
	}
	return handout, err
}

// takeNumber returns the next number of a sequence.
func takeNumber(ctx context.Context, tx *db.Tx, name string) (n int64, err error) {
	err = tx.Row(ctx, `INSERT INTO window_sequence (name, last) VALUES ($1, 1)
		ON CONFLICT (name) DO UPDATE SET last = window_sequence.last + 1 RETURNING last`, name).Scan(&n)
	return n, err
}
