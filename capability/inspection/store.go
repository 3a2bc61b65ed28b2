package inspection

import (
	"context"
	"errors"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

const visitColumns = `id, case_id, case_no, reason, planned_on, ordered_by, ordered_name, ordered_at,
	first_staff, first_name, first_signed_at, second_staff, second_name, second_signed_at,
	visited_on, met, findings, present, closed_at, cancelled, version, paper_id, paper_no,
	EXISTS (SELECT 1 FROM inspection_signature s WHERE s.visit_id = inspection_visit.id AND s.staff = first_staff),
	EXISTS (SELECT 1 FROM inspection_signature s WHERE s.visit_id = inspection_visit.id AND s.staff = second_staff),
	(SELECT s.at FROM inspection_signature s WHERE s.visit_id = inspection_visit.id AND s.staff = '')`

func scanVisit(row db.Scanner) (*Visit, error) {
	var v Visit
	var ordered int64
	var first, second, closed, witnessed *int64
	a, b, r := &v.Inspectors[0], &v.Inspectors[1], &v.Record
	err := row.Scan(&v.ID, &v.CaseID, &v.CaseNo, &v.Reason, &v.PlannedOn, &v.OrderedBy, &v.Orderer, &ordered,
		&a.Staff, &a.Name, &first, &b.Staff, &b.Name, &second, &r.VisitedOn, &r.Met, &r.Findings, &r.Present, &closed, &v.Cancelled,
		&v.Version, &v.PaperID, &v.PaperNo, &a.Drawn, &b.Drawn, &witnessed)
	v.Witnessed = instant(witnessed)
	v.OrderedAt, a.SignedAt, b.SignedAt, v.ClosedAt = clock.FromMillis(ordered), instant(first), instant(second), instant(closed)
	return &v, err
}

func instant(ms *int64) time.Time {
	if ms == nil {
		return time.Time{}
	}
	return clock.FromMillis(*ms)
}

func nullable(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	ms := clock.Millis(t)
	return &ms
}

// insertVisit stores a new visit unless one is open.
func insertVisit(ctx context.Context, tx *db.Tx, v *Visit) error {
	a, b := v.Inspectors[0], v.Inspectors[1]
	n, err := tx.Exec(ctx, `INSERT INTO inspection_visit (id, case_id, case_no, reason, planned_on, ordered_by, ordered_name, ordered_at,
			first_staff, first_name, first_signed_at, second_staff, second_name, second_signed_at, visited_on, met, findings, present, closed_at, cancelled)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, $11, $12, NULL, '', FALSE, '', '', NULL, '')
		ON CONFLICT (case_id) WHERE closed_at IS NULL DO NOTHING`,
		v.ID, v.CaseID, v.CaseNo, v.Reason, v.PlannedOn, v.OrderedBy, v.Orderer, clock.Millis(v.OrderedAt), a.Staff, a.Name, b.Staff, b.Name)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "inspection.already")
	}
	return err
}

// listVisits returns the visits of a case, oldest first, without their photographs.
func listVisits(ctx context.Context, tx *db.Tx, caseID id.ID) ([]*Visit, error) {
	return db.List(ctx, tx, scanVisit, `SELECT `+visitColumns+` FROM inspection_visit WHERE case_id = $1 ORDER BY id`, caseID)
}

func findVisit(ctx context.Context, tx *db.Tx, caseID, visit id.ID) (*Visit, error) {
	v, err := scanVisit(tx.Row(ctx, `SELECT `+visitColumns+` FROM inspection_visit WHERE id = $1 AND case_id = $2`, visit, caseID))
	if errors.Is(err, db.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "inspection.unknown")
	}
	return v, err
}

// updateVisit writes what an open visit has become.
func updateVisit(ctx context.Context, tx *db.Tx, v *Visit) error {
	r := v.Record
	n, err := tx.Exec(ctx, `UPDATE inspection_visit SET first_signed_at = $1, second_signed_at = $2, visited_on = $3, met = $4,
		findings = $5, present = $6, closed_at = $7, cancelled = $8, version = $9, paper_id = $10, paper_no = $11
		WHERE id = $12 AND closed_at IS NULL`,
		nullable(v.Inspectors[0].SignedAt), nullable(v.Inspectors[1].SignedAt), r.VisitedOn, r.Met, r.Findings, r.Present,
		nullable(v.ClosedAt), v.Cancelled, v.Version, v.PaperID, v.PaperNo, v.ID)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "inspection.closed")
	}
	return err
}

func hasOpen(ctx context.Context, tx *db.Tx, caseID id.ID) (open bool, err error) {
	err = tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM inspection_visit WHERE case_id = $1 AND closed_at IS NULL)`, caseID).Scan(&open)
	return open, err
}

func insertPhoto(ctx context.Context, tx *db.Tx, visit id.ID, p Photo, staff string, now time.Time) error {
	n, err := tx.Exec(ctx, `INSERT INTO inspection_photo (id, visit_id, file_id, name, staff, at) SELECT $1, $2, $3, $4, $5, $6
		WHERE (SELECT COUNT(*) FROM inspection_photo WHERE visit_id = $2) < $7`, p.ID, visit, p.File, p.Name, staff, clock.Millis(now), maxPhotos)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "inspection.photos-many", maxPhotos)
	}
	return err
}

func listPhotos(ctx context.Context, tx *db.Tx, visit id.ID) ([]Photo, error) {
	return db.List(ctx, tx, func(row db.Scanner) (p Photo, err error) {
		return p, row.Scan(&p.ID, &p.File, &p.Name)
	}, `SELECT id, file_id, name FROM inspection_photo WHERE visit_id = $1 ORDER BY id`, visit)
}

func findByPaper(ctx context.Context, tx *db.Tx, paper id.ID) (*Visit, error) {
	v, err := scanVisit(tx.Row(ctx, `SELECT `+visitColumns+` FROM inspection_visit WHERE paper_id = $1 AND paper_id > 0`, paper))
	if errors.Is(err, db.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "inspection.unknown")
	}
	return v, err
}

// insertSignature keeps what was drawn; who draws again draws anew.
func insertSignature(ctx context.Context, tx *db.Tx, visit id.ID, staff string, sealed []byte, now time.Time) error {
	return tx.Send(ctx, `INSERT INTO inspection_signature (visit_id, staff, sealed, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (visit_id, staff) DO UPDATE SET sealed = $3, at = $4`, visit, staff, sealed, clock.Millis(now))
}

func deleteSignatures(ctx context.Context, tx *db.Tx, visit id.ID) error {
	return tx.Send(ctx, `DELETE FROM inspection_signature WHERE visit_id = $1`, visit)
}

func findSignature(ctx context.Context, tx *db.Tx, visit id.ID, staff string) (sealed []byte, err error) {
	err = tx.Row(ctx, `SELECT sealed FROM inspection_signature WHERE visit_id = $1 AND staff = $2`, visit, staff).Scan(&sealed)
	if errors.Is(err, db.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "inspection.unknown")
	}
	return sealed, err
}
