package licence

import (
	"context"
	"encoding/json"
	"math"
	"strconv"
	"time"

	"tongban/capability/access"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// dueAt is that time brings something to a licence.
type dueAt struct {
	at      time.Time
	licence id.ID
}

// listDue lists what is due at now, the earliest first, after one.
func listDue(ctx context.Context, tx *db.Tx, now time.Time, after dueAt, limit int) ([]dueAt, error) {
	return db.List(ctx, tx, func(row db.Scanner) (d dueAt, err error) {
		var at int64
		err = row.Scan(&at, &d.licence)
		d.at = clock.FromMillis(at)
		return d, err
	}, `SELECT due_at, id FROM licence_entry WHERE due_at > 0 AND due_at <= $1 AND (due_at > $2 OR due_at = $2 AND id > $3)
		ORDER BY due_at, id LIMIT $4`, clock.Millis(now), clock.Millis(after.at), after.licence, limit)
}

// waitUntil notes when d's licence has its next turn, and by what it is found; false if
// it has had this one.
func waitUntil(ctx context.Context, tx *db.Tx, d dueAt, found indexes, next time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE licence_entry SET due_at = $1, holder_index = $2, name_index = $3 WHERE id = $4 AND due_at = $5`,
		clock.Millis(next), found.holder, found.name, d.licence, clock.Millis(d.at))
	return n == 1, err
}

// finding is by what licences are looked up; empty is all.
type finding struct {
	caseNo string
	found  indexes
}

// inReach are the columns that say within whose reach a licence is.
var inReach = access.Columns{Department: "e.department"}

func listInReach(ctx context.Context, tx *db.Tx, scope access.Filter, by finding, before id.ID, limit int) ([]stored, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	args := []any{before, limit}
	where, args := scope.Where(inReach, args)
	if by.caseNo != "" {
		where += ` AND (e.number_index = $` + placed(&args, by.found.number) + ` OR e.holder_index = $` + placed(&args, by.found.holder) +
			` OR e.name_index = $` + placed(&args, by.found.name) + ` OR e.case_no = $` + placed(&args, by.caseNo) + `)`
	}
	return db.List(ctx, tx, scanStored, newest+`WHERE e.id < $1 AND `+where+` ORDER BY e.id DESC LIMIT $2`, args...)
}

// placed adds a value to the arguments of a statement and returns its number.
func placed(args *[]any, value any) string {
	*args = append(*args, value)
	return strconv.Itoa(len(*args))
}

// listVersions lists every version of a licence, newest first.
func listVersions(ctx context.Context, tx *db.Tx, key id.ID) ([]stored, error) {
	return db.List(ctx, tx, scanStored, `SELECT e.id, e.owner, v.content, v.digest FROM licence_entry e
		JOIN licence_version v ON v.licence_id = e.id WHERE e.id = $1 ORDER BY v.version DESC LIMIT $2`, key, mostVersions)
}

func listTypes(ctx context.Context, tx *db.Tx) ([]Type, error) {
	return db.List(ctx, tx, func(row db.Scanner) (t Type, err error) {
		var definition string
		if err := row.Scan(&definition); err != nil {
			return t, err
		}
		return t, json.Unmarshal([]byte(definition), &t)
	}, `SELECT definition FROM licence_type ORDER BY name LIMIT 500`)
}

const proposalColumns = `id, licence_id, version, department, event, reason, legal_basis, proposed_by, proposed_at, state, settled_by, settled_at, note`

func scanProposal(row db.Scanner) (p Proposal, err error) {
	var event, state string
	var at, settled int64
	err = row.Scan(&p.ID, &p.Licence, &p.Version, &p.Department, &event, &p.Reason, &p.LegalBasis, &p.By, &at, &state, &p.SettledBy, &settled, &p.Note)
	p.Event, p.State, p.At, p.SettledAt = Event(event), ProposalState(state), clock.FromMillis(at), instant(settled)
	return p, err
}

// insertProposal reports false if one is open on the licence.
func insertProposal(ctx context.Context, tx *db.Tx, p Proposal) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO licence_proposal (`+proposalColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', 0, '') ON CONFLICT DO NOTHING`,
		p.ID, p.Licence, p.Version, p.Department, string(p.Event), p.Reason, p.LegalBasis, p.By, clock.Millis(p.At), string(p.State))
	return n == 1, err
}

func findProposal(ctx context.Context, tx *db.Tx, licence, proposal id.ID) (Proposal, error) {
	p, err := scanProposal(tx.Row(ctx, `SELECT `+proposalColumns+` FROM licence_proposal WHERE id = $1 AND licence_id = $2`, proposal, licence))
	return p, known(err, "licence.unknown")
}

// settleProposal closes an open proposal; false if somebody else did.
func settleProposal(ctx context.Context, tx *db.Tx, p Proposal) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE licence_proposal SET state = $1, settled_by = $2, settled_at = $3, note = $4 WHERE id = $5 AND state = 'open'`,
		string(p.State), p.SettledBy, clock.Millis(p.SettledAt), p.Note, p.ID)
	return n == 1, err
}

func listProposalsOf(ctx context.Context, tx *db.Tx, licence id.ID) ([]Proposal, error) {
	return db.List(ctx, tx, scanProposal, `SELECT `+proposalColumns+` FROM licence_proposal WHERE licence_id = $1 ORDER BY id DESC LIMIT $2`, licence, mostWaiting)
}

func listProposals(ctx context.Context, tx *db.Tx, scope access.Filter, limit int) ([]Proposal, error) {
	where, args := scope.Where(access.Columns{Department: "department"}, []any{limit})
	return db.List(ctx, tx, scanProposal, `SELECT `+proposalColumns+` FROM licence_proposal WHERE state = 'open' AND `+where+` ORDER BY id DESC LIMIT $1`, args...)
}

// listOwners lists whoever has a licence of a type in their wallet, by account above after.
func listOwners(ctx context.Context, tx *db.Tx, kind, after string, limit int) ([]string, error) {
	return db.List(ctx, tx, func(row db.Scanner) (owner string, err error) { return owner, row.Scan(&owner) },
		`SELECT DISTINCT e.owner FROM licence_entry e JOIN licence_type t ON t.code = e.type_code
			WHERE t.name = $1 AND e.owner > $2 ORDER BY e.owner LIMIT $3`, kind, after, limit)
}
