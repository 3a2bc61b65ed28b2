package agreement

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

const columns = `a.id, a.number, a.case_id, a.case_no, a.short_no, a.item_name, a.code, a.name, a.text, a.file_id, a.file_name,
	a.drawn_by, a.drawn_at, a.state, a.version, a.closed_at, a.why, a.digest`

func scanAgreement(row db.Scanner) (*Agreement, error) {
	a := &Agreement{}
	var text []byte
	var drawn, closed int64
	err := row.Scan(&a.ID, &a.Number, &a.CaseID, &a.CaseNo, &a.ShortNo, &a.ItemName, &a.Code, &a.Name, &text, &a.File, &a.FileName,
		&a.DrawnBy, &drawn, &a.State, &a.Version, &closed, &a.Why, &a.Digest)
	if errors.Is(err, db.ErrNoRows) {
		return nil, errUnknown
	}
	if err != nil {
		return nil, err
	}
	a.DrawnAt, a.ClosedAt = clock.FromMillis(drawn), instant(closed)
	return a, json.Unmarshal(text, &a.Text)
}

// instant reads a time that may be none.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return clock.FromMillis(ms)
}

// millis writes a time that may be none.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return clock.Millis(t)
}

// party is a Party as stored: what was drawn sealed.
type party struct {
	Party
	sealed []byte
}

func scanParty(row db.Scanner) (p party, err error) {
	var signed int64
	err = row.Scan(&p.Seq, &p.Role, &p.Part, &p.Account, &p.Tell, &p.Name, &p.Firm, &signed, &p.Signer, &p.Method, &p.sealed)
	p.SignedAt = instant(signed)
	return p, err
}

func listParties(ctx context.Context, tx *db.Tx, agreement id.ID) ([]party, error) {
	return db.List(ctx, tx, scanParty, `SELECT seq, role, part, account, tell, name, firm, signed_at, signer, method, picture
		FROM agreement_party WHERE agreement_id = $1 ORDER BY seq`, agreement)
}

// countOf counts the agreements of a case.
func countOf(ctx context.Context, tx *db.Tx, caseID id.ID) (n int, err error) {
	err = tx.Row(ctx, `SELECT COUNT(*) FROM agreement_agreement WHERE case_id = $1`, caseID).Scan(&n)
	return n, err
}

func insertAgreement(ctx context.Context, tx *db.Tx, a *Agreement) error {
	text, err := json.Marshal(append([]string{}, a.Text...))
	if err != nil {
		return err
	}
	if _, err = tx.Exec(ctx, `INSERT INTO agreement_agreement (id, number, case_id, case_no, short_no, item_name, code, name, text, file_id, file_name,
			drawn_by, drawn_at, state, version, closed_at, why, digest)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1, 0, '', NULL)`,
		a.ID, a.Number, a.CaseID, a.CaseNo, a.ShortNo, a.ItemName, a.Code, a.Name, string(text), a.File, a.FileName,
		a.DrawnBy, clock.Millis(a.DrawnAt), a.State); err != nil {
		return err
	}
	for _, p := range a.Parties {
		if err := tx.Send(ctx, `INSERT INTO agreement_party (agreement_id, seq, role, part, account, tell, name, firm, signed_at, signer, method, picture)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, '', '', NULL)`, a.ID, p.Seq, p.Role, p.Part, p.Account, p.Tell, p.Name, p.Firm); err != nil {
			return err
		}
	}
	return nil
}

func findAgreement(ctx context.Context, tx *db.Tx, agreement id.ID) (*Agreement, error) {
	return scanAgreement(tx.Row(ctx, `SELECT `+columns+` FROM agreement_agreement a WHERE a.id = $1`, agreement))
}

// listOfCase returns the agreements of a case, oldest first.
func listOfCase(ctx context.Context, tx *db.Tx, caseID id.ID) ([]*Agreement, error) {
	return db.List(ctx, tx, scanAgreement, `SELECT `+columns+` FROM agreement_agreement a WHERE a.case_id = $1 ORDER BY a.id`, caseID)
}

// listToSign returns open agreements that an account has not signed, oldest first.
func listToSign(ctx context.Context, tx *db.Tx, account id.ID, limit int) ([]*Agreement, error) {
	return db.List(ctx, tx, scanAgreement, `SELECT `+columns+` FROM agreement_party p JOIN agreement_agreement a ON a.id = p.agreement_id
		WHERE p.account = $1 AND p.signed_at = 0 AND a.state = 'open' ORDER BY a.id LIMIT $2`, account, limit)
}

// moveAgreement writes what a has become, unless it has moved since it was read. It goes
// before all other writes of a unit: those who sign at once wait for each other here.
func moveAgreement(ctx context.Context, tx *db.Tx, a *Agreement) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE agreement_agreement SET state = $1, version = version + 1, closed_at = $2, why = $3, digest = $4
		WHERE id = $5 AND version = $6 AND state = 'open'`, a.State, millis(a.ClosedAt), a.Why, a.Digest, a.ID, a.Version)
	return n == 1, err
}

func signParty(ctx context.Context, tx *db.Tx, agreement id.ID, p Party, sealed []byte) error {
	return tx.Send(ctx, `UPDATE agreement_party SET signed_at = $1, signer = $2, method = $3, picture = $4 WHERE agreement_id = $5 AND seq = $6`,
		clock.Millis(p.SignedAt), p.Signer, p.Method, sealed, agreement, p.Seq)
}

// putNeeds says which agreements a case needs; what was excused stays.
func putNeeds(ctx context.Context, tx *db.Tx, caseID id.ID, needs []Need) error {
	if err := tx.Send(ctx, `DELETE FROM agreement_need WHERE case_id = $1 AND excused_at = 0`, caseID); err != nil {
		return err
	}
	for _, n := range needs {
		if err := tx.Send(ctx, `INSERT INTO agreement_need (case_id, code, name, excused_at, excused_by, why) VALUES ($1, $2, $3, 0, '', '')
			ON CONFLICT (case_id, code) DO NOTHING`, caseID, n.Code, n.Name); err != nil {
			return err
		}
	}
	return nil
}

func listNeeds(ctx context.Context, tx *db.Tx, caseID id.ID) ([]Need, error) {
	return db.List(ctx, tx, func(row db.Scanner) (n Need, err error) {
		var excused int64
		err = row.Scan(&n.Code, &n.Name, &excused, &n.ExcusedBy, &n.Why)
		n.ExcusedAt = instant(excused)
		return n, err
	}, `SELECT code, name, excused_at, excused_by, why FROM agreement_need WHERE case_id = $1 ORDER BY code`, caseID)
}

// excuse ends a need, false if there is none that is still needed.
func excuse(ctx context.Context, tx *db.Tx, caseID id.ID, n Need) (bool, error) {
	rows, err := tx.Exec(ctx, `UPDATE agreement_need SET excused_at = $1, excused_by = $2, why = $3 WHERE case_id = $4 AND code = $5 AND excused_at = 0`,
		clock.Millis(n.ExcusedAt), n.ExcusedBy, n.Why, caseID, n.Code)
	return rows == 1, err
}
