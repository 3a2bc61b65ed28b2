package db

import (
	"context"
	"fmt"
	"strings"
)

// Kind is what a column holds, alike on both engines.
type Kind string

// The kinds.
const (
	Integer Kind = "integer"
	Text    Kind = "text"
	Bytes   Kind = "bytes"
	Boolean Kind = "boolean"
	Real    Kind = "real"
)

// kinds are the types migrations may name, as the engines spell them.
var kinds = map[string]Kind{
	"bigint": Integer, "integer": Integer, "smallint": Integer, "text": Text, "bytea": Bytes, "boolean": Boolean,
	"real": Real, "double precision": Real,
}

// Column is a column of a table.
type Column struct {
	Name string `json:"name"`
	Kind Kind   `json:"kind"`
}

// Table is a table as both engines have it.
type Table struct {
	Name    string   `json:"name"`
	Columns []Column `json:"columns"`
}

// Snapshot is Read for as long as it takes. It keeps SQLite from shortening its
// journal, so it is for backups only.
func (d *DB) Snapshot(ctx context.Context, fn Unit) error {
	if inUnit(ctx) {
		return errNested
	}
	return d.backend.read(ctx, fn)
}

// Tables lists the tables of every source in the order in which they were made: what
// a table refers to stands before it.
func (d *DB) Tables(ctx context.Context, tx *Tx) ([]Table, error) {
	query := `SELECT c.relname, a.attname, format_type(a.atttypid, NULL)
		FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
		WHERE c.relnamespace = current_schema()::text::regnamespace AND c.relkind = 'r'
			AND a.attnum > 0 AND NOT a.attisdropped AND c.relname NOT LIKE 'goose!_%' ESCAPE '!'
		ORDER BY c.oid, a.attnum`
	if d.engine == SQLite {
		query = `SELECT m.name, c.name, lower(c.type) FROM sqlite_master m JOIN pragma_table_info(m.name) c
			WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite!_%' ESCAPE '!' AND m.name NOT LIKE 'goose!_%' ESCAPE '!'
			ORDER BY m.rowid, c.cid`
	}
	type line struct{ table, column, kind string }
	lines, err := List(ctx, tx, func(row Scanner) (l line, err error) {
		err = row.Scan(&l.table, &l.column, &l.kind)
		return l, err
	}, query)
	if err != nil {
		return nil, err
	}
	var tables []Table
	for _, l := range lines {
		kind, known := kinds[l.kind]
		if !known {
			return nil, fmt.Errorf("db: the column %s.%s is of type %s, which no table of ours has", l.table, l.column, l.kind)
		}
		if len(tables) == 0 || tables[len(tables)-1].Name != l.table {
			tables = append(tables, Table{Name: l.table})
		}
		t := &tables[len(tables)-1]
		t.Columns = append(t.Columns, Column{l.column, kind})
	}
	return tables, nil
}

// Versions returns how far each source has been migrated, by its name. A database
// without tables has none.
func (d *DB) Versions(ctx context.Context, tx *Tx) (map[string]int64, error) {
	query := `SELECT relname FROM pg_class
		WHERE relnamespace = current_schema()::text::regnamespace AND relkind = 'r' AND relname LIKE 'goose!_%' ESCAPE '!'`
	if d.engine == SQLite {
		query = `SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'goose!_%' ESCAPE '!'`
	}
	names, err := List(ctx, tx, func(row Scanner) (name string, err error) {
		err = row.Scan(&name)
		return name, err
	}, query)
	if err != nil {
		return nil, err
	}
	versions := map[string]int64{}
	for _, name := range names {
		var v int64
		if err := tx.Row(ctx, `SELECT COALESCE(MAX(version_id), 0) FROM `+name).Scan(&v); err != nil {
			return nil, err
		}
		versions[strings.TrimPrefix(name, "goose_")] = v
	}
	return versions, nil
}

// Step is what Migrate has to do for a source.
type Step struct {
	Name string // of the source
	From int64  // 0 for one without tables
	To   int64
}

// Pending lists what Migrate would do, and changes nothing.
func Pending(ctx context.Context, d *DB, sources []Source) (steps []Step, err error) {
	var versions map[string]int64
	err = d.Read(ctx, func(ctx context.Context, tx *Tx) (err error) {
		versions, err = d.Versions(ctx, tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, s := range sources {
		newest, err := s.Newest()
		if err != nil {
			return nil, err
		}
		if from := versions[s.Name]; from < newest {
			steps = append(steps, Step{s.Name, from, newest})
		}
	}
	return steps, nil
}
