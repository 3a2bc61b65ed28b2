package identity

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// sealed is a person as stored.
type sealed struct {
	Person                     // without what is sealed
	idNumber, mobile, address  []byte
	idNumberIndex, mobileIndex []byte
	createdAt                  time.Time
}

const personColumns = `id, name, id_number, mobile, address, region, level`

func scanPerson(row db.Scanner) (sealed, error) {
	var p sealed
	err := row.Scan(&p.ID, &p.Name, &p.idNumber, &p.mobile, &p.address, &p.Region, &p.Level)
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

func insertPerson(ctx context.Context, tx *db.Tx, p sealed) error {
	return tx.Send(ctx, `INSERT INTO identity_person
		(id, name, id_number, id_number_index, mobile, mobile_index, address, region, level, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		p.ID, p.Name, p.idNumber, p.idNumberIndex, p.mobile, p.mobileIndex, p.address, p.Region, int(p.Level),
		clock.Millis(p.createdAt))
}

const firmColumns = `f.id, f.uscc, f.name, f.representative, f.region, f.address`

func listMandates(ctx context.Context, tx *db.Tx, person id.ID, now time.Time) ([]Mandate, error) {
	return db.List(ctx, tx, func(row db.Scanner) (Mandate, error) {
		var m Mandate
		var until int64
		err := row.Scan(&m.ID, &m.USCC, &m.Name, &m.Firm.Representative, &m.Region, &m.Address, &m.Capacity, &until)
		m.Until = clock.FromMillis(until)
		return m, err
	}, `SELECT `+firmColumns+`, a.capacity, a.until FROM identity_agent a JOIN identity_firm f ON f.id = a.firm
		WHERE a.person = $1 AND (a.until = 0 OR a.until > $2) ORDER BY f.name`, person, clock.Millis(now))
}

func insertFirm(ctx context.Context, tx *db.Tx, f Firm, now time.Time) error {
	return tx.Send(ctx, `INSERT INTO identity_firm (id, uscc, name, representative, region, address, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		f.ID, f.USCC, f.Name, f.Representative, f.Region, f.Address, clock.Millis(now))
}

func hasFirm(ctx context.Context, tx *db.Tx, uscc string) (bool, error) {
	var n int
	err := tx.Row(ctx, `SELECT COUNT(*) FROM identity_firm WHERE uscc = $1`, uscc).Scan(&n)
	return n > 0, err
}

func insertAgent(ctx context.Context, tx *db.Tx, person, firm id.ID, capacity Capacity) error {
	return tx.Send(ctx, `INSERT INTO identity_agent (person, firm, capacity, until) VALUES ($1, $2, $3, 0)`,
		person, firm, string(capacity))
}

const staffColumns = `id, account, name, department, outlet, region, roles, active`

func scanMember(row db.Scanner) (Member, error) {
	var m Member
	var roles string
	err := row.Scan(&m.ID, &m.Account, &m.Name, &m.Department, &m.Outlet, &m.Region, &roles, &m.Active)
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

// findActor returns the actor a session of kind speaks for, errSession if there is
// none any more.
func findActor(ctx context.Context, tx *db.Tx, kind actor.Kind, subject id.ID) (actor.Actor, error) {
	a := actor.Actor{ID: subject.String(), Kind: kind}
	if kind == actor.Citizen {
		p, err := findPerson(ctx, tx, subject)
		a.Name = p.Name
		return a, orEnded(err)
	}
	m, err := findMember(ctx, tx, subject)
	if err == nil && !m.Active {
		err = errSession
	}
	a.Name, a.Department, a.Outlet, a.Region, a.Roles = m.Name, m.Department, m.Outlet, m.Region, m.Roles
	return a, orEnded(err)
}

func orEnded(err error) error {
	if errors.Is(err, errUnknown) {
		return errSession
	}
	return err
}
