package insight

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// narrowed is what a condition asks of rows with a department and an item, and its args.
func (f Filter) narrowed(args []any) (string, []any) { return f.asks("department", "item_code", args) }

// sifted asks the same of rows that another index than that of departments or items brings.
func (f Filter) sifted(args []any) (string, []any) {
	return f.asks("department || ''", "item_code || ''", args)
}

func (f Filter) asks(department, item string, args []any) (sql string, _ []any) {
	if f.Department != "" {
		args = append(args, f.Department)
		sql += fmt.Sprintf(" AND %s = $%d", department, len(args))
	}
	if f.Item != "" {
		args = append(args, f.Item)
		sql += fmt.Sprintf(" AND %s = $%d", item, len(args))
	}
	return sql, args
}

// end is the first instant after the period.
func (f Filter) end() int64 { return clock.Millis(f.To.Add(1).Start()) }

// sumColumns are the columns of sums.
var sumColumns = func() string {
	var names []string
	for _, f := range summed {
		names = append(names, f.String())
	}
	return strings.Join(names, ", ")
}()

// listSums returns the sums of a period, a row for each month, department and item. They are
// added up by who asks, since one pass serves every grouping.
func listSums(ctx context.Context, tx *db.Tx, f Filter, add func(slot, *Counts)) error {
	more, args := f.narrowed([]any{int64(f.From), int64(f.To)})
	rows, err := tx.Query(ctx, `SELECT month, department, item_code, `+sumColumns+` FROM insight_sum WHERE month >= $1 AND month <= $2`+more, args...)
	if err != nil {
		return err
	}
	var at slot
	var c Counts
	var month int64
	dests := []any{&month, &at.Department, &at.Item}
	for _, figure := range summed {
		dests = append(dests, &c[figure])
	}
	for rows.Next() {
		if err := rows.Scan(dests...); err != nil {
			return errors.Join(err, rows.Close())
		}
		at.Month = Month(month)
		add(at, &c)
	}
	return errors.Join(rows.Err(), rows.Close())
}

// sumOf returns how many cases of a figure there are in a period.
func sumOf(ctx context.Context, tx *db.Tx, f Filter, what Figure) (n int64, err error) {
	more, args := f.narrowed([]any{int64(f.From), int64(f.To)})
	err = tx.Row(ctx, `SELECT COALESCE(SUM(`+what.String()+`), 0) FROM insight_sum WHERE month >= $1 AND month <= $2`+more, args...).Scan(&n)
	return n, err
}

// openOf is how many cases of an item are open, and past the law's date.
type openOf struct {
	department, item string
	all, past        int64
}

// countOpen counts the cases that were received by the end of the period and are open, by
// item; past is the instant by which the law's date is over.
func countOpen(ctx context.Context, tx *db.Tx, past int64, f Filter) ([]openOf, error) {
	more, args := f.sifted([]any{past, f.end()})
	scan := func(row db.Scanner) (o openOf, err error) {
		return o, row.Scan(&o.department, &o.item, &o.all, &o.past)
	}
	return db.List(ctx, tx, scan, `SELECT department, item_code, COUNT(*), SUM(CASE WHEN `+known[OpenPast].sql+` THEN 1 ELSE 0 END)
		FROM insight_fact WHERE finished_at = 0 AND received_at < $2`+more+` GROUP BY department, item_code`, args...)
}

// listItems returns what items are called and promise.
func listItems(ctx context.Context, tx *db.Tx) ([]Item, error) {
	scan := func(row db.Scanner) (i Item, err error) {
		return i, row.Scan(&i.Code, &i.Name, &i.Department, &i.Promised, &i.Statutory)
	}
	return db.List(ctx, tx, scan, `SELECT code, name, department, promised, statutory FROM insight_item`)
}

// reach is how many rows one look at a list goes through at most. What is asked for may be
// few among many; the look ends all the same, and says where to go on.
const reach = 2000

// look is a way into a list: what an index brings in the order of a column, and what is
// asked of it besides.
type look struct {
	figure
	filter Filter
	past   int64 // for OpenPast
	before PageKey
}

// path is the query for what the index brings, without its end.
func (l look) path() (sql string, args []any) {
	at := map[base]string{atReceipt: "received_at", atEnd: "finished_at", open: "received_at"}[l.base]
	args = []any{l.past, l.before.At, l.before.Case}
	sql = fmt.Sprintf(`SELECT case_id AS look_id, %[1]s AS look_at FROM insight_fact WHERE CAST($1 AS BIGINT) > 0 AND (%[1]s, case_id) < ($2, $3)`, at)
	args = append(args, l.filter.end())
	sql += fmt.Sprintf(` AND %s < $4`, at)
	if l.base != open {
		args = append(args, clock.Millis(l.filter.From.Start()))
		sql += fmt.Sprintf(` AND %s >= $5`, at)
	}
	switch { // each says the condition of its index
	case l.rare:
		sql += ` AND ` + l.sql
	case l.base == atEnd:
		sql += ` AND finished_at > 0`
	}
	more := ""
	switch {
	case l.base == open:
		more, args = l.filter.sifted(args)
	case !l.rare:
		more, args = l.filter.narrowed(args)
	}
	sql += more
	return sql + fmt.Sprintf(` ORDER BY %[1]s DESC, case_id DESC`, at), args
}

// listLines returns up to limit lines of a list, and where the look ended if it did not come
// to the end of the rows.
func listLines(ctx context.Context, tx *db.Tx, l look, limit int) (lines []Line, edge *PageKey, err error) {
	path, args := l.path()
	more, all := l.filter.sifted(slices.Clone(args))
	scan := func(row db.Scanner) (line Line, err error) {
		var at int64
		line.Fact, err = scanLine(row, &at, &line.ItemName)
		line.At = instant(at)
		return line, err
	}
	lines, err = db.List(ctx, tx, scan, fmt.Sprintf(`SELECT %s, look_at, COALESCE((SELECT name FROM insight_item WHERE code = item_code), item_code)
		FROM (%s LIMIT %d) k CROSS JOIN insight_fact WHERE case_id = look_id AND %s%s ORDER BY look_at DESC, look_id DESC LIMIT %d`,
		columns, path, reach, l.sql, more, limit), all...)
	if err != nil || len(lines) == limit {
		return lines, nil, err
	}
	scanKey := func(row db.Scanner) (k PageKey, err error) { return k, row.Scan(&k.Case, &k.At) }
	ends, err := db.List(ctx, tx, scanKey, path+fmt.Sprintf(" LIMIT 1 OFFSET %d", reach-1), args...)
	if err != nil || len(ends) == 0 {
		return lines, nil, err
	}
	return lines, &ends[0], nil
}

// first is before every page.
var first = PageKey{math.MaxInt64, id.ID(math.MaxInt64)}
