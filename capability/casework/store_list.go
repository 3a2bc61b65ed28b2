package casework

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// reachOfLook is how many rows one look at a list goes through at most. What is asked for may
// be rare; the look ends all the same, and says where to go on.
const reachOfLook = 1000

// PageKey is where a page of the worklist or of cases begins: after this due date and id.
type PageKey struct {
	Due int64
	ID  id.ID
}

// String writes a key for addresses.
func (k PageKey) String() string { return strconv.FormatInt(k.Due, 36) + "." + k.ID.String() }

// ParseKey reads what String wrote; nothing is the first page.
func ParseKey(s string) (PageKey, error) {
	if s == "" {
		return PageKey{}, nil
	}
	due, row, _ := strings.Cut(s, ".")
	ms, err := strconv.ParseInt(due, 36, 64)
	rowID, idErr := id.Parse(row)
	if err != nil || idErr != nil {
		return PageKey{}, fault.New(fault.Invalid, "fault.shape")
	}
	return PageKey{ms, rowID}, nil
}

func comparePageKeys(a, b PageKey) int {
	return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.ID, b.ID))
}

// Found is a page of a list by deadline.
type Found[T any] struct {
	Rows []T
	Next string // where the next page begins, empty on the last
	Cut  bool   // the look went through enough rows; what is asked for may follow
}

// look is one way into a list: rows an index brings in the list's order, of which some
// are wanted.
type look struct {
	table, alias string
	index        index
	along        []condition // what the index holds
	columns      string
	join         string

	// What is asked of each row the index brings.
	scope  access.Filter
	in     access.Columns
	status Status
	item   string // part of its name
}

// index is a table that brings the ids of rows by due_at while they are open.
type index struct {
	table, id string
	open      string // column and condition
}

// The indexes of the lists.
var (
	openTasks = index{"casework_task", "id", "closed_at IS NULL"}
	openCases = index{"casework_case", "id", "finished_at IS NULL"}
	openParts = index{"casework_part", "case_id", "due_at IS NOT NULL"}
)

// condition compares a column of the index with a value.
type condition struct {
	column string // with the comparison: "department ="
	value  any
}

// all reports whether every row the index brings is wanted.
func (l look) all() bool {
	return l.status == "" && l.item == "" && slices.ContainsFunc(l.scope, func(t access.Term) bool { return len(t) == 0 })
}

// of is l for what term reaches. A department or outlet leads the index; the rest of the
// term is asked of each row.
func (l look) of(term access.Term) look {
	rest := access.Term{}
	l.along = slices.Clone(l.along)
	for _, test := range term.On(l.in) {
		switch {
		case test.Field == access.Department && test.How == access.Equals:
			l.along = append(l.along, condition{"department =", test.Value})
		case test.Field == access.Outlet && test.How == access.Equals:
			l.along = append(l.along, condition{"outlet =", test.Value})
		case test.Field == access.Involved && l.index == openCases:
			l.index, l.along = openParts, append(l.along, condition{"department =", test.Value})
		default:
			rest = append(rest, test)
		}
	}
	l.scope = access.Filter{rest}
	return l
}

// path is the query for what the index brings after key.
func (l look) path(key PageKey) (sql string, args []any) {
	sql = fmt.Sprintf(`SELECT i.%[1]s AS id, i.due_at FROM %[2]s i WHERE i.%[3]s AND (i.due_at, i.%[1]s) > ($1, $2)`, l.index.id, l.index.table, l.index.open)
	args = []any{key.Due, key.ID}
	for _, c := range l.along {
		args = append(args, c.value)
		sql += fmt.Sprintf(" AND i.%s $%d", c.column, len(args))
	}
	return sql + fmt.Sprintf(" ORDER BY i.due_at, i.%s", l.index.id), args
}

// wanted is the condition on what the index brings, and args with its values.
func (l look) wanted(args []any) (string, []any) {
	sql, args := l.scope.Where(l.in, args)
	if l.status != "" {
		args = append(args, string(l.status))
		sql += fmt.Sprintf(" AND c.status = $%d", len(args))
	}
	if l.item != "" {
		args = append(args, "%"+literally.Replace(strings.ToLower(l.item))+"%")
		sql += fmt.Sprintf(` AND LOWER(c.item_name) LIKE $%d ESCAPE '\'`, len(args))
	}
	return sql, args
}

// literally takes the meaning from what LIKE understands.
var literally = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// take returns up to limit rows after key, and how far the look went if it did not come
// to the end.
func take[T any](ctx context.Context, tx *db.Tx, l look, scan func(db.Scanner) (T, error), key PageKey, limit int) (rows []T, edge *PageKey, err error) {
	reach := reachOfLook
	if l.all() {
		reach = limit
	}
	path, args := l.path(key)
	wanted, all := l.wanted(slices.Clone(args))
	sql := fmt.Sprintf(`SELECT %s FROM (%s LIMIT %d) k JOIN %s %s ON %s.id = k.id %s WHERE %s ORDER BY k.due_at, k.id LIMIT %d`,
		l.columns, path, reach, l.table, l.alias, l.alias, l.join, wanted, limit)
	if rows, err = db.List(ctx, tx, scan, sql, all...); err != nil || len(rows) == limit || l.all() {
		return rows, nil, err
	}
	scanKey := func(row db.Scanner) (k PageKey, err error) { return k, row.Scan(&k.ID, &k.Due) }
	ends, err := db.List(ctx, tx, scanKey, path+fmt.Sprintf(" LIMIT 1 OFFSET %d", reach-1), args...)
	if err != nil || len(ends) == 0 {
		return rows, nil, err
	}
	return rows, &ends[0], nil
}

// page puts what several looks found into one page of n rows, in order and once each.
// Beyond the nearest edge a look may have missed rows, so the page ends there.
func page[T any](rows []T, edges []PageKey, keyOf func(T) PageKey, n int) Found[T] {
	slices.SortFunc(rows, func(a, b T) int { return comparePageKeys(keyOf(a), keyOf(b)) })
	rows = slices.CompactFunc(rows, func(x, y T) bool { return keyOf(x) == keyOf(y) })
	var found Found[T]
	if len(edges) > 0 {
		nearest := slices.MinFunc(edges, comparePageKeys)
		rows = slices.DeleteFunc(rows, func(row T) bool { return comparePageKeys(nearest, keyOf(row)) < 0 })
		found.Next, found.Cut = nearest.String(), true
	}
	if len(rows) > n {
		rows = rows[:n]
		found.Next, found.Cut = keyOf(rows[n-1]).String(), false
	}
	found.Rows = rows
	return found
}

// TaskFilter narrows the worklist.
type TaskFilter struct {
	Mine   bool      // what the reader has claimed
	Status Status    // "" for any
	Item   string    // part of the item's name
	DueBy  time.Time // zero for any
}

// worklistColumns are what the access matrix knows of a task's case.
var worklistColumns = access.Columns{Department: "t.department", Outlet: "t.outlet", Region: "t.region", Stage: "t.role"}

// looks are the ways into the worklist of by.
func (f TaskFilter) looks(by actor.Actor, scope access.Filter) (looks []look) {
	l := look{
		table: "casework_task", alias: "t", index: openTasks, in: worklistColumns, status: f.Status, item: f.Item, along: dueBy(f.DueBy),
		columns: taskColumns + `, c.no, c.short_no, c.item_name, c.applicant_name, c.for_firm, c.status, c.version, c.received_at,
			c.department, c.procedure_id`,
		join: "JOIN casework_case c ON c.id = t.case_id",
	}
	if f.Mine {
		l.along, l.scope = append(l.along, condition{"assignee =", by.ID}), scope
		return []look{l}
	}
	for _, role := range by.Roles {
		of := l
		of.along = append(slices.Clone(l.along), condition{"role =", string(role)})
		for _, term := range scope {
			looks = append(looks, of.of(term))
		}
	}
	return looks
}

// dueBy keeps to what is due by a time; zero keeps all.
func dueBy(at time.Time) []condition {
	if at.IsZero() {
		return nil
	}
	return []condition{{"due_at <=", clock.Millis(at)}}
}

func scanEntry(row db.Scanner) (e WorklistEntry, err error) {
	var null taskTimes
	var received int64
	dests := append(taskDests(&e.Task, &null),
		&e.CaseNo, &e.ShortNo, &e.ItemName, &e.ApplicantName, &e.Firm, &e.Status, &e.CaseVersion, &received, &e.Lead, &e.ProcedureID)
	err = row.Scan(dests...)
	e.fill(null)
	e.ReceivedAt = clock.FromMillis(received)
	return e, err
}

// CaseFilter narrows the list of open cases.
type CaseFilter struct {
	Status Status    // "" for every open one
	Item   string    // part of the item's name
	DueBy  time.Time // zero for any
}

// scopeColumns are what the access matrix knows of a case. Who works on its open
// steps is asked only for the roles that see no more than their own step.
var scopeColumns = access.Columns{
	Owner: "c.owner", Department: "c.department", Outlet: "c.outlet", Region: "c.region", By: "c.accepted_by", Item: "c.item_code",
	Stage:    `SELECT t.role FROM casework_task t WHERE t.case_id = c.id AND t.closed_at IS NULL`,
	Involved: `SELECT p.department FROM casework_part p WHERE p.case_id = c.id`,
}

// looks are the ways into the list of open cases.
func (f CaseFilter) looks(scope access.Filter) (looks []look) {
	l := look{
		table: "casework_case", alias: "c", index: openCases, in: scopeColumns, status: f.Status, item: f.Item, along: dueBy(f.DueBy),
		columns: prefixed("c", caseColumns),
	}
	for _, term := range scope {
		looks = append(looks, l.of(term))
	}
	return looks
}

// prefixed names the columns of a table by its alias.
func prefixed(alias, columns string) string {
	names := strings.Split(columns, ",")
	for i, name := range names {
		names[i] = alias + "." + strings.TrimSpace(name)
	}
	return strings.Join(names, ", ")
}

// listFound returns cases of which column holds value, finished ones included, newest
// first, below before. The column has an index with the id.
func listFound(ctx context.Context, tx *db.Tx, scope access.Filter, column string, value any, before id.ID, limit int) ([]*Case, error) {
	within, args := scope.Where(scopeColumns, []any{value, before, reachOfLook, limit})
	return db.List(ctx, tx, scanCase, `SELECT `+prefixed("c", caseColumns)+`
		FROM (SELECT id FROM casework_case WHERE `+column+` = $1 AND id < $2 ORDER BY id DESC LIMIT $3) k
		JOIN casework_case c ON c.id = k.id WHERE `+within+` ORDER BY k.id DESC LIMIT $4`, args...)
}

// countTasks counts open tasks of assignee, up to most.
func countTasks(ctx context.Context, tx *db.Tx, assignee string, dueBy time.Time, most int) (n int, err error) {
	err = tx.Row(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM casework_task
		WHERE assignee = $1 AND closed_at IS NULL AND due_at <= $2 LIMIT $3) AS few`, assignee, clock.Millis(dueBy), most).Scan(&n)
	return n, err
}

// anyCase reports whether there is a case of a status, of any if it is empty.
func anyCase(ctx context.Context, tx *db.Tx, status Status) (bool, error) {
	ids, err := db.List(ctx, tx, func(row db.Scanner) (key id.ID, err error) { return key, row.Scan(&key) },
		`SELECT id FROM casework_case WHERE $1 = '' OR status = $1 LIMIT 1`, string(status))
	return len(ids) > 0, err
}
