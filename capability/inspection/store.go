package inspection

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

const visitColumns = `id, case_id, case_no, reason, prepare, planned_on, planned_at, ordered_by, ordered_name, ordered_at,
	visited_on, present, closed_at, cancelled, version, paper_id, paper_no,
	(SELECT s.at FROM inspection_signature s WHERE s.visit_id = inspection_visit.id AND s.staff = '')`

func scanVisit(row db.Scanner) (*Visit, error) {
	var v Visit
	var ordered int64
	var closed, witnessed *int64
	err := row.Scan(&v.ID, &v.CaseID, &v.CaseNo, &v.Reason, &v.Prepare, &v.PlannedOn, &v.PlannedAt, &v.OrderedBy, &v.Orderer, &ordered,
		&v.VisitedOn, &v.Present, &closed, &v.Cancelled, &v.Version, &v.PaperID, &v.PaperNo, &witnessed)
	v.OrderedAt, v.ClosedAt, v.Witnessed = clock.FromMillis(ordered), instant(closed), instant(witnessed)
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
	n, err := tx.Exec(ctx, `INSERT INTO inspection_visit (id, case_id, case_no, reason, prepare, planned_on, planned_at, ordered_by, ordered_name, ordered_at,
			visited_on, present, closed_at, cancelled)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', '', NULL, '') ON CONFLICT (case_id) WHERE closed_at IS NULL DO NOTHING`,
		v.ID, v.CaseID, v.CaseNo, v.Reason, v.Prepare, v.PlannedOn, v.PlannedAt, v.OrderedBy, v.Orderer, clock.Millis(v.OrderedAt))
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Conflict, "inspection.already")
	}
	for i, p := range v.Parts {
		if err := tx.Send(ctx, `INSERT INTO inspection_part (visit_id, place, department, name, version, lines, met, findings)
			VALUES ($1, $2, $3, $4, 0, $5, FALSE, '')`, v.ID, i, p.Department, p.Name, written(p.Lines)); err != nil {
			return err
		}
	}
	for i, in := range v.Inspectors {
		if err := tx.Send(ctx, `INSERT INTO inspection_inspector (visit_id, place, staff, name, department) VALUES ($1, $2, $3, $4, $5)`,
			v.ID, i, in.Staff, in.Name, in.Department); err != nil {
			return err
		}
	}
	return nil
}

// written is lines as they are stored.
func written(lines []Line) string {
	if lines == nil {
		lines = []Line{}
	}
	text, _ := json.Marshal(lines) // strings always marshal
	return string(text)
}

// listVisits returns the visits of a case, oldest first, without their photographs.
func listVisits(ctx context.Context, tx *db.Tx, caseID id.ID) ([]*Visit, error) {
	return filled(ctx, tx, `WHERE case_id = $1 ORDER BY id`, caseID)
}

// listOpen returns the open visits of some cases, the next first.
func listOpen(ctx context.Context, tx *db.Tx, cases []id.ID) ([]*Visit, error) {
	places, args := db.Places(cases)
	return filled(ctx, tx, `WHERE closed_at IS NULL AND case_id IN (`+places+`) ORDER BY planned_on, planned_at, id`, args...)
}

// listMine returns the open visits in which staff goes.
func listMine(ctx context.Context, tx *db.Tx, staff string, limit int) ([]*Visit, error) {
	return filled(ctx, tx, `WHERE closed_at IS NULL AND id IN (SELECT visit_id FROM inspection_inspector WHERE staff = $1)
		ORDER BY planned_on, planned_at, id LIMIT $2`, staff, limit)
}

// filled returns the visits of a condition with their parts and inspectors.
func filled(ctx context.Context, tx *db.Tx, where string, args ...any) ([]*Visit, error) {
	list, err := db.List(ctx, tx, scanVisit, `SELECT `+visitColumns+` FROM inspection_visit `+where, args...)
	if err != nil {
		return nil, err
	}
	for _, v := range list {
		if v.Parts, err = listParts(ctx, tx, v.ID); err != nil {
			return nil, err
		}
		if v.Inspectors, err = listInspectors(ctx, tx, v.ID); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func listParts(ctx context.Context, tx *db.Tx, visit id.ID) ([]Part, error) {
	return db.List(ctx, tx, func(row db.Scanner) (p Part, err error) {
		var lines string
		if err = row.Scan(&p.Department, &p.Name, &p.Version, &lines, &p.Met, &p.Findings); err != nil {
			return p, err
		}
		return p, json.Unmarshal([]byte(lines), &p.Lines)
	}, `SELECT department, name, version, lines, met, findings FROM inspection_part WHERE visit_id = $1 ORDER BY place`, visit)
}

func listInspectors(ctx context.Context, tx *db.Tx, visit id.ID) ([]Inspector, error) {
	return db.List(ctx, tx, func(row db.Scanner) (in Inspector, err error) {
		var signed *int64
		err = row.Scan(&in.Staff, &in.Name, &in.Department, &signed, &in.Drawn)
		in.SignedAt = instant(signed)
		return in, err
	}, `SELECT i.staff, i.name, i.department, i.signed_at,
		EXISTS (SELECT 1 FROM inspection_signature s WHERE s.visit_id = i.visit_id AND s.staff = i.staff)
		FROM inspection_inspector i WHERE i.visit_id = $1 ORDER BY i.place`, visit)
}

// one returns the only visit of a condition, NotFound if there is none.
func one(ctx context.Context, tx *db.Tx, where string, args ...any) (*Visit, error) {
	list, err := filled(ctx, tx, where, args...)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fault.New(fault.NotFound, "inspection.unknown")
	}
	return list[0], nil
}

// lockVisit returns a visit that this unit alone changes: two who sign in the same moment on two
// nodes see each other.
func lockVisit(ctx context.Context, tx *db.Tx, caseID, visit id.ID) (*Visit, error) {
	if err := tx.Send(ctx, `UPDATE inspection_visit SET version = version WHERE id = $1 AND case_id = $2`, visit, caseID); err != nil {
		return nil, err
	}
	return one(ctx, tx, `WHERE id = $1 AND case_id = $2`, visit, caseID)
}

func findByPaper(ctx context.Context, tx *db.Tx, paper id.ID) (*Visit, error) {
	v, err := one(ctx, tx, `WHERE paper_id = $1 AND paper_id > 0`, paper)
	if err == nil {
		v.Photos, err = listPhotos(ctx, tx, v.ID)
	}
	return v, err
}

// findOpen returns the open visit of a case, nil if there is none.
func findOpen(ctx context.Context, tx *db.Tx, caseID id.ID) (*Visit, error) {
	v, err := one(ctx, tx, `WHERE case_id = $1 AND closed_at IS NULL`, caseID)
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	return v, err
}

// updateVisit writes what an open visit has become, but for its parts and signatures. Who
// has read an older one comes too late.
func updateVisit(ctx context.Context, tx *db.Tx, v *Visit) error {
	n, err := tx.Exec(ctx, `UPDATE inspection_visit SET visited_on = $1, present = $2, closed_at = $3, cancelled = $4, version = $5, paper_id = $6, paper_no = $7
		WHERE id = $8 AND closed_at IS NULL`,
		v.VisitedOn, v.Present, nullable(v.ClosedAt), v.Cancelled, v.Version, v.PaperID, v.PaperNo, v.ID)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "inspection.closed")
	}
	return err
}

// updatePart writes what a department has written, and takes away what was signed below.
func updatePart(ctx context.Context, tx *db.Tx, v *Visit, p *Part) error {
	n, err := tx.Exec(ctx, `UPDATE inspection_part SET version = $1, lines = $2, met = $3, findings = $4 WHERE visit_id = $5 AND department = $6 AND version = $7`,
		p.Version, written(p.Lines), p.Met, p.Findings, v.ID, p.Department, p.Version-1)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Conflict, "inspection.changed")
	}
	return unsign(ctx, tx, v.ID)
}

// unsign takes all signatures from below a record.
func unsign(ctx context.Context, tx *db.Tx, visit id.ID) error {
	if err := tx.Send(ctx, `UPDATE inspection_inspector SET signed_at = NULL WHERE visit_id = $1 AND signed_at IS NOT NULL`, visit); err != nil {
		return err
	}
	return tx.Send(ctx, `DELETE FROM inspection_signature WHERE visit_id = $1`, visit)
}

func updateSigned(ctx context.Context, tx *db.Tx, visit id.ID, in Inspector) error {
	return tx.Send(ctx, `UPDATE inspection_inspector SET signed_at = $1 WHERE visit_id = $2 AND staff = $3`, nullable(in.SignedAt), visit, in.Staff)
}

func hasOpen(ctx context.Context, tx *db.Tx, caseID id.ID) (open bool, err error) {
	err = tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM inspection_visit WHERE case_id = $1 AND closed_at IS NULL)`, caseID).Scan(&open)
	return open, err
}

func insertPhoto(ctx context.Context, tx *db.Tx, visit id.ID, p Photo, digest string, most int) error {
	var latitude, longitude, accuracy *int64
	if p.Spot != nil {
		latitude, longitude, accuracy = &p.Spot.Latitude, &p.Spot.Longitude, &p.Spot.Accuracy
	}
	n, err := tx.Exec(ctx, `INSERT INTO inspection_photo (id, visit_id, file_id, name, staff, at, digest, taken_at, latitude, longitude, accuracy)
		SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 WHERE (SELECT COUNT(*) FROM inspection_photo WHERE visit_id = $2) < $12`,
		p.ID, visit, p.File, p.Name, p.Staff, clock.Millis(p.At), digest, nullable(p.TakenAt), latitude, longitude, accuracy, most)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "inspection.photos-many", most)
	}
	return err
}

// hasPhoto reports whether a visit has a photograph of this content.
func hasPhoto(ctx context.Context, tx *db.Tx, visit id.ID, digest string) (has bool, err error) {
	err = tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM inspection_photo WHERE visit_id = $1 AND digest = $2)`, visit, digest).Scan(&has)
	return has, err
}

func listPhotos(ctx context.Context, tx *db.Tx, visit id.ID) ([]Photo, error) {
	return db.List(ctx, tx, func(row db.Scanner) (p Photo, err error) {
		var at int64
		var taken, latitude, longitude, accuracy *int64
		err = row.Scan(&p.ID, &p.File, &p.Name, &p.Staff, &at, &taken, &latitude, &longitude, &accuracy)
		p.At, p.TakenAt = clock.FromMillis(at), instant(taken)
		if latitude != nil && longitude != nil && accuracy != nil {
			p.Spot = &Spot{*latitude, *longitude, *accuracy}
		}
		return p, err
	}, `SELECT id, file_id, name, staff, at, taken_at, latitude, longitude, accuracy FROM inspection_photo WHERE visit_id = $1 ORDER BY id`, visit)
}

// insertSignature keeps what was drawn; who draws again draws anew.
func insertSignature(ctx context.Context, tx *db.Tx, visit id.ID, staff string, sealed []byte, now time.Time) error {
	return tx.Send(ctx, `INSERT INTO inspection_signature (visit_id, staff, sealed, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (visit_id, staff) DO UPDATE SET sealed = $3, at = $4`, visit, staff, sealed, clock.Millis(now))
}

func findSignature(ctx context.Context, tx *db.Tx, visit id.ID, staff string) (sealed []byte, err error) {
	err = tx.Row(ctx, `SELECT sealed FROM inspection_signature WHERE visit_id = $1 AND staff = $2`, visit, staff).Scan(&sealed)
	if errors.Is(err, db.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "inspection.unknown")
	}
	return sealed, err
}
