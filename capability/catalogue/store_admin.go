package catalogue

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// lively are the versions editors look at: open, current, or the last of a retired
// item. The indexes of the lists hold these and no others, so that what a list costs
// does not grow with the history.
const lively = `v.revision >= 0 AND v.state <> 'superseded'`

// heaviness are the conditions of versions with findings at least so heavy, as the
// indexes have them.
var heaviness = map[Severity]string{
	Error:   `v.errors > 0`,
	Warning: `v.errors + v.warnings > 0`,
	Notice:  `EXISTS (SELECT 1 FROM catalogue_finding n WHERE n.version_id = v.id)`,
}

// listLines returns up to limit lines of the editors' list below a version, newest
// first.
func listLines(ctx context.Context, tx *db.Tx, q EntryQuery, below id.ID, limit int) ([]Line, error) {
	sql, args := linesQuery(q, below, limit)
	return db.List(ctx, tx, scanLine, sql, args...)
}

// linesQuery puts the statement of a list together: what the query says, nothing for
// what it leaves open, so that each list has its index.
func linesQuery(q EntryQuery, below id.ID, limit int) (sql string, args []any) {
	from, order, where := `catalogue_version v`, "v.id", []string{lively}
	add := func(condition string, arg any) {
		args = append(args, arg)
		where = append(where, strings.ReplaceAll(condition, "?", fmt.Sprintf("$%d", len(args))))
	}
	if q.Rule != "" { // the first finding of the rule in each version
		from, order = `catalogue_finding f JOIN catalogue_version v ON v.id = f.version_id`, "f.version_id"
		add(`f.rule = ?`, q.Rule)
		where = append(where, `NOT EXISTS (SELECT 1 FROM catalogue_finding e
			WHERE e.version_id = f.version_id AND e.position < f.position AND e.rule = f.rule)`)
	}
	add(order+` < ?`, below)
	if q.State != "" {
		add(`v.state = ?`, q.State)
	} else { // one line for each item: the version somebody works on hides the current one
		where = append(where, `(v.revision = 0 OR NOT EXISTS (SELECT 1 FROM catalogue_version o WHERE o.item_id = v.item_id AND o.revision = 0))`)
	}
	if q.Department != "" {
		add(`v.department = ?`, q.Department)
	}
	if condition := heaviness[q.Severity]; condition != "" {
		where = append(where, condition)
	}
	if q.item != 0 {
		add(`v.item_id = ?`, q.item)
	} else if q.Text != "" {
		add(`LOWER(v.name) LIKE ? ESCAPE '\'`, "%"+likeEscaper.Replace(strings.ToLower(q.Text))+"%")
	}
	args = append(args, limit)
	return fmt.Sprintf(`SELECT %s, v.summary FROM %s WHERE %s ORDER BY %s DESC LIMIT $%d`,
		revisionColumns, from, strings.Join(where, " AND "), order, len(args)), args
}

var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

func scanLine(row db.Scanner) (l Line, err error) {
	var moved int64
	var text []byte
	if err := row.Scan(l.places(&moved, &text)...); err != nil {
		return l, err
	}
	var s Summary
	if err := json.Unmarshal(text, &s); err != nil {
		return l, err
	}
	l.Moved = clock.FromMillis(moved)
	l.Code, l.Name, l.Department, l.ItemType = s.Code, s.Name, s.Department, s.ItemType
	l.OfficialCode = cmp.Or(s.HandlingItemCode, s.ImplementationCode)
	return l, nil
}

// listRevisions returns the newest versions of an item, the open one on top.
func listRevisions(ctx context.Context, tx *db.Tx, item id.ID, limit int) ([]Revision, error) {
	return db.List(ctx, tx, func(row db.Scanner) (r Revision, err error) {
		var moved int64
		err = row.Scan(r.places(&moved)...)
		r.Moved = clock.FromMillis(moved)
		return r, err
	}, `SELECT `+revisionColumns+` FROM catalogue_version v WHERE v.item_id = $1 AND v.revision >= 0
		ORDER BY CASE WHEN v.revision = 0 THEN 0 ELSE 1 END, v.revision DESC LIMIT $2`, item, limit)
}

// countOpen counts the open versions by state. There are never many.
func countOpen(ctx context.Context, tx *db.Tx, into map[State]int) error {
	return forEach(ctx, tx, func(row db.Scanner) error {
		var state State
		var n int
		err := row.Scan(&state, &n)
		into[state] = n
		return err
	}, `SELECT state, COUNT(*) FROM catalogue_version WHERE revision = 0 GROUP BY state`)
}

// countCurrent counts the current and the retired versions by state, and those with
// findings by rule.
func countCurrent(ctx context.Context, tx *db.Tx) (c Counts, err error) {
	c.States = map[State]int{}
	err = forEach(ctx, tx, func(row db.Scanner) error {
		var state State
		var n int
		err := row.Scan(&state, &n)
		c.States[state] = n
		return err
	}, `SELECT v.state, COUNT(*) FROM catalogue_version v WHERE `+lively+` AND v.revision > 0 GROUP BY v.state`)
	if err != nil {
		return c, err
	}
	c.Rules, err = db.List(ctx, tx, func(row db.Scanner) (r RuleCount, err error) {
		return r, row.Scan(&r.Rule, &r.Severity, &r.Versions)
	}, `SELECT rule, severity, COUNT(DISTINCT version_id) FROM catalogue_finding
		WHERE version_id IN (SELECT v.id FROM catalogue_version v WHERE `+lively+` AND v.revision > 0)
		GROUP BY rule, severity ORDER BY 3 DESC, rule, severity`)
	if err != nil {
		return c, err
	}
	c.Departments, err = listDepartments(ctx, tx)
	return c, err
}

// listDepartments returns the departments that have items, by name, each as its
// newest item has it.
func listDepartments(ctx context.Context, tx *db.Tx) ([]Department, error) {
	list, err := db.List(ctx, tx, func(row db.Scanner) (d Department, err error) {
		var text []byte
		var s Summary
		if err := row.Scan(&text); err != nil {
			return d, err
		}
		err = json.Unmarshal(text, &s)
		return s.Department, err
	}, `SELECT summary FROM catalogue_version WHERE id IN (
		SELECT MAX(v.id) FROM catalogue_version v WHERE `+lively+` AND v.revision > 0 GROUP BY v.department)`)
	slices.SortFunc(list, func(a, b Department) int { return cmp.Compare(a.Name, b.Name) })
	return list, err
}

// forEach calls scan for every row of an answer.
func forEach(ctx context.Context, tx *db.Tx, scan func(db.Scanner) error, sql string) error {
	_, err := db.List(ctx, tx, func(row db.Scanner) (none struct{}, err error) { return none, scan(row) }, sql)
	return err
}

// findStanding returns the newest version of an item that was ever published, and
// why it stands where it does.
func findStanding(ctx context.Context, tx *db.Tx, code string) (r Revision, err error) {
	item, err := findItem(ctx, tx, code)
	if err != nil {
		return r, err
	}
	var moved int64
	err = tx.Row(ctx, `SELECT `+revisionColumns+` FROM catalogue_version v WHERE v.item_id = $1 AND v.revision > 0
		ORDER BY v.revision DESC LIMIT 1`, item).Scan(r.places(&moved)...)
	if errors.Is(err, db.ErrNoRows) {
		return r, fault.New(fault.NotFound, "catalogue.unknown")
	}
	r.Moved = clock.FromMillis(moved)
	return r, err
}

// findSource returns the record an item was last imported from, nil if it never was.
func findSource(ctx context.Context, tx *db.Tx, item id.ID) (*Source, error) {
	var s Source
	var document []byte
	var at int64
	err := tx.Row(ctx, `
		SELECT s.format, s.document, s.imported_at
		FROM catalogue_source s JOIN catalogue_version v ON v.id = s.version_id
		WHERE s.item_id = $1 AND v.revision > 0 ORDER BY s.version_id DESC LIMIT 1`, item).
		Scan(&s.Format, &document, &at)
	if errors.Is(err, db.ErrNoRows) {
		return nil, nil
	}
	s.Document, s.Imported = document, clock.FromMillis(at)
	return &s, err
}
