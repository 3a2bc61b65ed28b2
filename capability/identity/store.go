package identity

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// sealed is a person as stored.
type sealed struct {
	Person                           // without what is sealed
	idNumber, mobile, address, email []byte
	idNumberIndex, mobileIndex       []byte
	createdAt                        time.Time
}

const personColumns = `id, name, id_number, mobile, address, email, region, level, address_said`

func scanPerson(row db.Scanner) (sealed, error) {
	var p sealed
	err := row.Scan(&p.ID, &p.Name, &p.idNumber, &p.mobile, &p.address, &p.email, &p.Region, &p.Level, &p.SaidAddress)
	return p, err
}

func findPerson(ctx context.Context, tx *db.Tx, key id.ID) (sealed, error) {
	p, err := scanPerson(tx.Row(ctx, `SELECT `+personColumns+` FROM identity_person WHERE id = $1`, key))
	return p, known(err)
}

func findPersonByIDNumber(ctx context.Context, tx *db.Tx, index []byte) (sealed, error) {
	p, err := scanPerson(tx.Row(ctx, `SELECT `+personColumns+` FROM identity_person WHERE id_number_index = $1`, index))
	return p, known(err)
}

// listProven lists the accounts of people who are proven, above after.
func listProven(ctx context.Context, tx *db.Tx, after id.ID, limit int) ([]id.ID, error) {
	return db.List(ctx, tx, func(row db.Scanner) (key id.ID, err error) { return key, row.Scan(&key) },
		`SELECT id FROM identity_person WHERE id > $1 AND level >= $2 ORDER BY id LIMIT $3`, after, int(Checked), limit)
}

func insertPerson(ctx context.Context, tx *db.Tx, p sealed) error {
	return tx.Send(ctx, `INSERT INTO identity_person
		(id, name, id_number, id_number_index, mobile, mobile_index, address, email, region, level, created_at, address_said)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		p.ID, p.Name, p.idNumber, p.idNumberIndex, p.mobile, p.mobileIndex, p.address, p.email, p.Region, int(p.Level),
		clock.Millis(p.createdAt), p.SaidAddress)
}

func findPersonByMobile(ctx context.Context, tx *db.Tx, index []byte) (sealed, error) {
	p, err := scanPerson(tx.Row(ctx, `SELECT `+personColumns+` FROM identity_person WHERE mobile_index = $1`, index))
	return p, known(err)
}

// updatePerson writes everything that may change of a person.
func updatePerson(ctx context.Context, tx *db.Tx, p sealed) error {
	return tx.Send(ctx, `UPDATE identity_person SET name = $1, id_number = $2, id_number_index = $3, mobile = $4, mobile_index = $5,
		address = $6, email = $7, region = $8, level = $9, address_said = $10 WHERE id = $11`,
		p.Name, p.idNumber, p.idNumberIndex, p.mobile, p.mobileIndex, p.address, p.email, p.Region, int(p.Level), p.SaidAddress, p.ID)
}

const firmColumns = `id, uscc, name, kind, representative, region, address, capital, industry, scope, founded_on`

func scanFirm(row db.Scanner) (Firm, error) {
	var f Firm
	err := row.Scan(&f.ID, &f.USCC, &f.Name, &f.Kind, &f.Representative, &f.Region, &f.Address, &f.Capital, &f.Industry, &f.Scope, &f.FoundedOn)
	return f, known(err)
}

func findFirm(ctx context.Context, tx *db.Tx, key id.ID) (Firm, error) {
	return scanFirm(tx.Row(ctx, `SELECT `+firmColumns+` FROM identity_firm WHERE id = $1`, key))
}

func findFirmByCode(ctx context.Context, tx *db.Tx, uscc string) (Firm, error) {
	return scanFirm(tx.Row(ctx, `SELECT `+firmColumns+` FROM identity_firm WHERE uscc = $1`, uscc))
}

// putFirm stores what the register says of a firm and returns its id.
func putFirm(ctx context.Context, tx *db.Tx, f Firm, now time.Time) (key id.ID, err error) {
	err = tx.Row(ctx, `INSERT INTO identity_firm
		(id, uscc, name, kind, representative, region, address, capital, industry, scope, founded_on, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (uscc) DO UPDATE SET name = $3, kind = $4, representative = $5, region = $6, address = $7,
			capital = $8, industry = $9, scope = $10, founded_on = $11 RETURNING id`,
		f.ID, f.USCC, f.Name, f.Kind, f.Representative, f.Region, f.Address, f.Capital, f.Industry, f.Scope, f.FoundedOn,
		clock.Millis(now)).Scan(&key)
	return key, err
}

func hasFirm(ctx context.Context, tx *db.Tx, uscc string) (bool, error) {
	var n int
	err := tx.Row(ctx, `SELECT COUNT(*) FROM identity_firm WHERE uscc = $1`, uscc).Scan(&n)
	return n > 0, err
}

const staffColumns = `id, account, name, department, outlet, region, roles, active, must_change`

func scanMember(row db.Scanner) (Member, error) {
	var m Member
	var roles string
	err := row.Scan(&m.ID, &m.Account, &m.Name, &m.Department, &m.Outlet, &m.Region, &roles, &m.Active, &m.MustChange)
	if err == nil {
		err = json.Unmarshal([]byte(roles), &m.Roles)
	}
	return m, err
}

func findMember(ctx context.Context, tx *db.Tx, key id.ID) (Member, error) {
	m, err := scanMember(tx.Row(ctx, `SELECT `+staffColumns+` FROM identity_staff WHERE id = $1`, key))
	return m, known(err)
}

func listMembers(ctx context.Context, tx *db.Tx, department string) ([]Member, error) {
	return db.List(ctx, tx, scanMember,
		`SELECT `+staffColumns+` FROM identity_staff WHERE department = $1 AND active ORDER BY id`, department)
}

func insertMember(ctx context.Context, tx *db.Tx, m Member, now time.Time) error {
	roles, err := json.Marshal(m.Roles)
	if err != nil {
		return err
	}
	return tx.Send(ctx, `INSERT INTO identity_staff
		(id, account, name, department, outlet, region, roles, active, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		m.ID, m.Account, m.Name, m.Department, m.Outlet, m.Region, string(roles), m.Active, clock.Millis(now))
}

// known turns "no rows" into what the reader is told.
func known(err error) error {
	if errors.Is(err, db.ErrNoRows) {
		return errUnknown
	}
	return err
}

func listPersonas(ctx context.Context, tx *db.Tx) ([]Persona, error) {
	return db.List(ctx, tx, scanPersona, personas+` ORDER BY p.position`)
}

func findPersona(ctx context.Context, tx *db.Tx, key string) (Persona, error) {
	p, err := scanPersona(tx.Row(ctx, personas+` WHERE p.persona = $1`, key))
	if errors.Is(err, db.ErrNoRows) {
		return p, errPersona
	}
	return p, err
}

const personas = `SELECT p.persona, p.kind, p.subject, COALESCE(c.name, s.name, ''), p.section, p.note, p.note_en,
	COALESCE(s.roles, '[]')
	FROM identity_persona p
	LEFT JOIN identity_person c ON p.kind = 'citizen' AND c.id = p.subject
	LEFT JOIN identity_staff s ON p.kind = 'staff' AND s.id = p.subject`

func scanPersona(row db.Scanner) (Persona, error) {
	var p Persona
	var roles string
	err := row.Scan(&p.Key, &p.Kind, &p.Subject, &p.Name, &p.Section, &p.Note, &p.NoteEn, &roles)
	if err == nil {
		err = json.Unmarshal([]byte(roles), &p.Roles)
	}
	return p, err
}

func insertPersona(ctx context.Context, tx *db.Tx, p Persona, position int) error {
	return tx.Send(ctx, `INSERT INTO identity_persona (persona, kind, subject, section, position, note, note_en)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		p.Key, string(p.Kind), p.Subject, string(p.Section), position, p.Note, p.NoteEn)
}
