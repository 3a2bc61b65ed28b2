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

const mandateColumns = `m.id, m.principal, m.principal_kind, COALESCE(f.name, p.name, ''), m.relation, m.agent, m.agent_name,
	m.contact, m.items, m.may_submit, m.given_by, m.given_at, m.accepted_at, m.until, m.ended_at`

const fromMandate = ` FROM identity_mandate m
	LEFT JOIN identity_firm f ON m.principal_kind = 'firm' AND f.id = m.principal
	LEFT JOIN identity_person p ON m.principal_kind = 'person' AND p.id = m.principal `

// live holds for mandates that somebody may act under at $1.
const live = ` m.accepted_at > 0 AND m.ended_at = 0 AND (m.until = 0 OR m.until > $1) `

// open holds for mandates that have not ended at $1.
const open = ` m.ended_at = 0 AND (m.until = 0 OR m.until > $1) `

func scanMandate(row db.Scanner) (Mandate, error) {
	var m Mandate
	var items string
	var given, accepted, until, ended int64
	err := row.Scan(&m.ID, &m.Principal, &m.Kind, &m.PrincipalName, &m.Relation, &m.Agent, &m.AgentName, &m.Contact, &items,
		&m.MaySubmit, &m.GivenBy, &given, &accepted, &until, &ended)
	m.GivenAt, m.AcceptedAt = clock.FromMillis(given), clock.FromMillis(accepted)
	m.Until, m.EndedAt = clock.FromMillis(until), clock.FromMillis(ended)
	if err == nil && items != "" {
		err = json.Unmarshal([]byte(items), &m.Items)
	}
	return m, err
}

func insertMandate(ctx context.Context, tx *db.Tx, m Mandate) error {
	items := ""
	if m.Items != nil {
		text, err := json.Marshal(m.Items)
		if err != nil {
			return err
		}
		items = string(text)
	}
	return tx.Send(ctx, `INSERT INTO identity_mandate (id, principal, principal_kind, relation, agent, agent_name, agent_index, contact,
		items, may_submit, given_by, given_at, accepted_at, until, ended_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0)`,
		m.ID, m.Principal, string(m.Kind), string(m.Relation), m.Agent, m.AgentName, m.index, m.Contact,
		items, m.MaySubmit, m.GivenBy, clock.Millis(m.GivenAt), clock.Millis(m.AcceptedAt), clock.Millis(m.Until))
}

// findParty returns the party that agent acts for under a mandate, false if the mandate
// is not live or not the agent's.
func findParty(ctx context.Context, tx *db.Tx, mandate, agent id.ID, now time.Time) (actor.Party, bool, error) {
	m, err := scanMandate(tx.Row(ctx, `SELECT `+mandateColumns+fromMandate+`WHERE`+live+`AND m.id = $2 AND m.agent = $3`,
		clock.Millis(now), mandate, agent))
	if errors.Is(err, db.ErrNoRows) {
		return actor.Party{}, false, nil
	}
	return m.Party(), err == nil, err
}

func findMandate(ctx context.Context, tx *db.Tx, key id.ID) (Mandate, error) {
	m, err := scanMandate(tx.Row(ctx, `SELECT `+mandateColumns+fromMandate+`WHERE m.id = $1`, key))
	if errors.Is(err, db.ErrNoRows) {
		err = errMandate
	}
	return m, err
}

// listHeld returns the live mandates of an agent: firms first.
func listHeld(ctx context.Context, tx *db.Tx, agent id.ID, now time.Time) ([]Mandate, error) {
	return db.List(ctx, tx, scanMandate, `SELECT `+mandateColumns+fromMandate+`WHERE`+live+`AND m.agent = $2
		ORDER BY m.principal_kind, m.id LIMIT 200`, clock.Millis(now), agent)
}

// listInvitations returns the open mandates meant for a name with one of two indexes.
func listInvitations(ctx context.Context, tx *db.Tx, p invitee, now time.Time) ([]Mandate, error) {
	return db.List(ctx, tx, scanMandate, `SELECT `+mandateColumns+fromMandate+`WHERE`+open+`AND m.agent = 0
		AND m.agent_index IN ($2, $3) AND m.agent_name = $4 ORDER BY m.id DESC LIMIT 200`,
		clock.Millis(now), p.mobile, p.number, p.name)
}

// listGiven returns what a principal has given, newest first.
func listGiven(ctx context.Context, tx *db.Tx, principal id.ID) ([]Mandate, error) {
	return db.List(ctx, tx, scanMandate, `SELECT `+mandateColumns+fromMandate+`WHERE m.principal = $1 ORDER BY m.id DESC LIMIT 200`, principal)
}

// listSpeakers returns who acts for a firm in everything.
func listSpeakers(ctx context.Context, tx *db.Tx, firm id.ID, now time.Time) ([]id.ID, error) {
	return db.List(ctx, tx, func(row db.Scanner) (agent id.ID, err error) {
		err = row.Scan(&agent)
		return agent, err
	},
		`SELECT DISTINCT m.agent FROM identity_mandate m WHERE`+live+`AND m.principal = $2 AND m.principal_kind = 'firm' AND m.items = '' AND m.agent <> 0
		ORDER BY m.agent LIMIT 50`, clock.Millis(now), firm)
}

// countOpen counts the mandates of a principal that have not ended.
func countOpen(ctx context.Context, tx *db.Tx, principal id.ID, now time.Time) (n int, err error) {
	err = tx.Row(ctx, `SELECT COUNT(*) FROM identity_mandate m WHERE`+open+`AND m.principal = $2`, clock.Millis(now), principal).Scan(&n)
	return n, err
}

// holdsMandate reports whether agent holds a live mandate of this relation.
func holdsMandate(ctx context.Context, tx *db.Tx, principal, agent id.ID, r Relation, now time.Time) (bool, error) {
	var n int
	err := tx.Row(ctx, `SELECT COUNT(*) FROM identity_mandate m WHERE`+live+`AND m.principal = $2 AND m.agent = $3 AND m.relation = $4`,
		clock.Millis(now), principal, agent, string(r)).Scan(&n)
	return n > 0, err
}

// invitee is by what somebody finds what is meant for them.
type invitee struct {
	id             id.ID
	name           string
	mobile, number []byte
}

// acceptMandate makes p the agent; false if the mandate is not open or not meant for p.
// Nobody accepts what they have given themselves: a representative's power ends with the
// office.
func acceptMandate(ctx context.Context, tx *db.Tx, key id.ID, p invitee, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE identity_mandate SET agent = $1, accepted_at = $2
		WHERE id = $3 AND agent = 0 AND given_by <> $1 AND ended_at = 0 AND (until = 0 OR until > $2)
			AND agent_index IN ($4, $5) AND agent_name = $6`,
		p.id, clock.Millis(now), key, p.mobile, p.number, p.name)
	return n == 1, err
}

// declineMandate ends what is meant for p and not accepted.
func declineMandate(ctx context.Context, tx *db.Tx, key id.ID, p invitee, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE identity_mandate SET ended_at = $1 WHERE id = $2 AND agent = 0 AND ended_at = 0
		AND agent_index IN ($3, $4) AND agent_name = $5`, clock.Millis(now), key, p.mobile, p.number, p.name)
	return n == 1, err
}

// endMandate ends a mandate and every acting under it; false if it has ended already.
func endMandate(ctx context.Context, tx *db.Tx, key id.ID, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE identity_mandate SET ended_at = $1 WHERE id = $2 AND ended_at = 0`, clock.Millis(now), key)
	if err != nil || n == 0 {
		return false, err
	}
	return true, tx.Send(ctx, `UPDATE identity_session SET acting = 0 WHERE acting = $1`, key)
}

// updateActing has the session act under a mandate; false if it is not this subject's.
func updateActing(ctx context.Context, tx *db.Tx, session, subject, mandate id.ID) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE identity_session SET acting = $1 WHERE id = $2 AND subject = $3 AND kind = 'citizen'`,
		mandate, session, subject)
	return n == 1, err
}

func insertUse(ctx context.Context, tx *db.Tx, mandate id.ID, u Use) error {
	return tx.Send(ctx, `INSERT INTO identity_use (id, mandate, what, subject, at) VALUES ($1, $2, $3, $4, $5)`,
		id.New(), mandate, u.What, u.Subject, clock.Millis(u.At))
}

// listUses returns when others acted for a principal, newest first.
func listUses(ctx context.Context, tx *db.Tx, principal id.ID, limit int) ([]Use, error) {
	return db.List(ctx, tx, func(row db.Scanner) (Use, error) {
		var u Use
		var at int64
		err := row.Scan(&u.What, &u.Subject, &at, &u.Mandate.ID, &u.Mandate.AgentName, &u.Mandate.Relation)
		u.At = clock.FromMillis(at)
		return u, err
	}, `SELECT u.what, u.subject, u.at, m.id, m.agent_name, m.relation FROM identity_use u
		JOIN identity_mandate m ON m.id = u.mandate WHERE m.principal = $1 ORDER BY u.id DESC LIMIT $2`, principal, limit)
}

// insertUseOf notes a use of the mandate that a session acts under; false if it acts under
// none.
func insertUseOf(ctx context.Context, tx *db.Tx, session id.ID, u Use) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO identity_use (id, mandate, what, subject, at)
		SELECT $1, acting, $2, $3, $4 FROM identity_session WHERE id = $5 AND acting <> 0`,
		id.New(), u.What, u.Subject, clock.Millis(u.At), session)
	return n == 1, err
}
