package bench

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"strings"

	"tongban/app"
	"tongban/capability/catalogue"
	"tongban/capability/identity"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// town is the demo city with many cases that wait for acceptance.
type town struct {
	herd
	app      *app.App
	clerk    identity.Pass
	reviewer identity.Pass
}

// herd is a case and its copies, which are used one after the other.
type herd struct {
	first aCase
	from  int // number of the first copy that is used; 0 is the case itself
	count int
	used  int
}

// aCase is a case that waits.
type aCase struct {
	id id.ID
	no string
}

// build makes the city on e with count cases: one is submitted by an applicant, the
// others are its copies under numbers of their own. The twin is a copy of all.
func build(ctx context.Context, e engine, count int) (*town, error) {
	t := &town{herd: herd{count: count}}
	a, err := open(ctx, e)
	if err != nil {
		return nil, err
	}
	if err = errors.Join(t.begin(ctx, a), a.Close()); err != nil {
		return nil, fmt.Errorf("submit the first case: %w", err)
	}
	if err := multiply(ctx, e, copied, 1, count-1); err != nil {
		return nil, fmt.Errorf("copy cases: %w", err)
	}
	if err := e.copyTwin(ctx); err != nil {
		return nil, fmt.Errorf("copy the database: %w", err)
	}
	t.app, err = open(ctx, e)
	return t, err
}

// begin has the first case submitted and the staff sign in.
func (t *town) begin(ctx context.Context, a *app.App) (err error) {
	if t.first, err = submitOne(ctx, a); err != nil {
		return err
	}
	if t.clerk, err = a.Identity.SignInAs(ctx, "clerk", identity.Visitor{}); err != nil {
		return err
	}
	t.reviewer, err = a.Identity.SignInAs(ctx, "trans-reviewer", identity.Visitor{})
	return err
}

// open opens the demo city on e, its clock standing on a working day.
func open(ctx context.Context, e engine) (*app.App, error) {
	c := app.Config{Demo: true, BaseURL: "http://localhost"}
	c.Data, c.Database = e.config()
	if err := c.TestClock.Set("true"); err != nil {
		return nil, err
	}
	a, err := app.New(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := a.Seed(ctx); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// modelItem is the item of the cases that others are copied from.
const modelItem = "road-qual"

// submitOne hands in an application the way a citizen does.
func submitOne(ctx context.Context, a *app.App) (aCase, error) {
	pass, err := a.Identity.SignInAs(ctx, "lin", identity.Visitor{})
	if err != nil {
		return aCase{}, err
	}
	ctx = actor.With(ctx, pass.Actor)
	w, err := a.Applications.Begin(ctx, modelItem, catalogue.Answers{"q_mass": false, "q_exam": true}, true)
	if err != nil {
		return aCase{}, err
	}
	photo, err := portrait()
	if err != nil {
		return aCase{}, err
	}
	if _, err := a.Applications.Attach(ctx, w.ID, "M-PHOTO", "photo.jpg", int64(len(photo)), bytes.NewReader(photo)); err != nil {
		return aCase{}, err
	}
	r, err := a.Applications.Submit(ctx, w.ID, nil)
	if err != nil {
		return aCase{}, err
	}
	return aCase{r.Case.ID, r.No}, nil
}

// portrait draws a picture of the size of a passport photo.
func portrait() ([]byte, error) {
	img := image.NewRGBA(image.Rect(0, 0, 358, 441))
	for y := range 441 {
		for x := range 358 {
			img.Set(x, y, color.RGBA{uint8(x), uint8(y), uint8(x * y), 255})
		}
	}
	var out bytes.Buffer
	err := jpeg.Encode(&out, img, nil)
	return out.Bytes(), err
}

// copiedTable is a table whose rows are copied.
type copiedTable struct {
	table  string
	change map[string]string // column → expression over n
	only   string            // condition on the rows that are copied, "" for all
	drawn  string            // the draw of the n-th copy, where its columns are used: an expression
}

// copied lists the tables that hold the first case and what must differ in its
// n-th copy. Keys are moved back in time, to where nothing else has been.
var copied = []copiedTable{
	{table: "casework_application", change: map[string]string{"id": earlier("id"), "case_id": earlier("case_id")}},
	{table: "casework_material", change: map[string]string{"id": earlier("id"), "application_id": earlier("application_id")}},
	{table: "casework_case", change: map[string]string{
		"id": earlier("id"), "application_id": earlier("application_id"),
		"no": numbered("no", 4), "short_no": numbered("short_no", 6),
	}},
	{table: "application_signature", change: map[string]string{"case_id": earlier("case_id")}},
	{table: "casework_submission", change: map[string]string{"case_id": earlier("case_id")}},
	{table: "casework_event", change: map[string]string{"case_id": earlier("case_id")}},
	{table: "casework_task", change: map[string]string{"id": earlier("id"), "case_id": earlier("case_id")}},
	{table: "casework_notice", change: map[string]string{"id": earlier("id"), "case_id": earlier("case_id"), "number": "number || n"}},
	{table: "casework_part", change: map[string]string{"case_id": earlier("case_id")}},
	{table: "insight_fact", change: map[string]string{"case_id": earlier("case_id"), "no": numbered("no", 4), "short_no": numbered("short_no", 6)}},
	{table: "notification_message", change: map[string]string{"id": earlier("id"), "link": numbered("link", 6)}},
}

// step is how far apart the keys of two copies are: about a second, and an odd number, so
// that they spread where keys are divided among a number of places.
const step = 1<<32 + 1

func earlier(column string) string { return fmt.Sprintf("%s - n * %d", column, int64(step)) }

// numbered replaces the last digits of a number by n.
func numbered(column string, digits int) string {
	return fmt.Sprintf("SUBSTR(%[1]s, 1, LENGTH(%[1]s) - %[2]d) || CAST(100000 + n AS TEXT)", column, digits)
}

// copyOf returns the n-th copy of the first case.
func (h *herd) copyOf(n int) aCase {
	if n == 0 {
		return h.first
	}
	return aCase{h.first.id - id.ID(n)*step, fmt.Sprintf("%s%d", h.first.no[:len(h.first.no)-4], 100000+n)}
}

// take returns the next n cases that nobody has touched.
func (h *herd) take(n int) ([]aCase, error) {
	if h.used+n > h.count {
		return nil, fmt.Errorf("%d cases are not enough", h.count)
	}
	cases := make([]aCase, n)
	for i := range cases {
		cases[i] = h.copyOf(h.from + h.used + i)
	}
	h.used += n
	return cases, nil
}

// multiply makes the copies number first to last of what there is once in tables.
func multiply(ctx context.Context, e engine, tables []copiedTable, first, last int) error {
	pool, err := e.raw()
	if err != nil {
		return err
	}
	defer pool.Close()
	for _, c := range tables {
		if err := c.copy(ctx, pool, first, last); err != nil {
			return err
		}
	}
	return nil
}

// copy adds the copies number first to last.
func (c copiedTable) copy(ctx context.Context, pool *sql.DB, first, last int) error {
	columns, err := columnsOf(ctx, pool, c.table)
	if err != nil {
		return err
	}
	values := make([]string, len(columns))
	for i, column := range columns {
		values[i] = cmp.Or(c.change[column], column)
	}
	from, which := c.table, []string{fmt.Sprintf("n <= %d", last), cmp.Or(c.only, "TRUE")}
	if c.drawn != "" {
		from, which = "bench_draw, "+from, append(which, "drawn_number = "+c.drawn)
	}
	_, err = pool.ExecContext(ctx, fmt.Sprintf(`WITH RECURSIVE counted(n) AS (SELECT CAST(%d AS BIGINT) UNION ALL SELECT n + 1 FROM counted WHERE n < %d)
		INSERT INTO %s (%s) SELECT %s FROM counted, %s WHERE %s`,
		first, last, c.table, strings.Join(columns, ", "), strings.Join(values, ", "), from, strings.Join(which, " AND ")))
	if err != nil {
		return fmt.Errorf("%s: %w", c.table, err)
	}
	return nil
}

func columnsOf(ctx context.Context, pool *sql.DB, table string) ([]string, error) {
	rows, err := pool.QueryContext(ctx, "SELECT * FROM "+table+" LIMIT 0")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return rows.Columns()
}

// openTasks returns the task that waits in each of cases.
func (t *town) openTasks(ctx context.Context, cases []aCase) ([]id.ID, error) {
	type row struct{ task, of id.ID }
	scan := func(s db.Scanner) (r row, err error) { return r, s.Scan(&r.task, &r.of) }
	found := map[id.ID]id.ID{}
	err := t.app.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		rows, err := db.List(ctx, tx, scan, `SELECT id, case_id FROM casework_task
			WHERE closed_at IS NULL AND case_id BETWEEN $1 AND $2`, cases[len(cases)-1].id, cases[0].id)
		for _, r := range rows {
			found[r.of] = r.task
		}
		return err
	})
	tasks := make([]id.ID, len(cases))
	for i, c := range cases {
		tasks[i] = found[c.id]
	}
	return tasks, err
}
