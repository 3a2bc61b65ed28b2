package db

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
)

// Source is the migrations of one capability.
type Source struct {
	Name string // of the capability; its version table is goose_<name>
	FS   fs.FS  // holds migrations/NNNN_name.sql for goose, forward only
	To   int64  // the last version to apply; 0 is the newest
}

// Migrate brings the tables of every source up to date, in the given order. Nodes
// that start at once on one PostgreSQL wait for each other. With nothing to do it
// costs one query.
func Migrate(ctx context.Context, d *DB, sources []Source) error {
	return d.backend.migrate(ctx, sources)
}

// unapplied returns the sources with versions the database does not know yet.
// tables is the query that lists the tables named goose_….
func unapplied(ctx context.Context, pool *sql.DB, tables string, sources []Source) ([]Source, error) {
	applied, err := versions(ctx, pool, tables)
	if err != nil {
		return nil, err
	}
	var missing []Source
	for _, s := range sources {
		newest, err := s.Newest()
		if err != nil {
			return nil, err
		}
		if v, ok := applied[s.table()]; !ok || v < newest {
			missing = append(missing, s)
		}
	}
	return missing, nil
}

// apply applies what is new in each source.
func apply(ctx context.Context, pool *sql.DB, dialect goose.Dialect, sources []Source) error {
	for _, s := range sources {
		if err := s.apply(ctx, pool, dialect); err != nil {
			return fmt.Errorf("migrate %s: %w", s.Name, err)
		}
	}
	return nil
}

func (s Source) table() string { return "goose_" + s.Name }

func (s Source) apply(ctx context.Context, pool *sql.DB, dialect goose.Dialect) error {
	files, err := fs.Sub(s.FS, "migrations")
	if err != nil {
		return err
	}
	if dialect == goose.DialectSQLite3 {
		files = sqliteFiles{files}
	}
	provider, err := goose.NewProvider(dialect, pool, files,
		goose.WithTableName(s.table()), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	if s.To > 0 {
		_, err = provider.UpTo(ctx, s.To)
	} else {
		_, err = provider.Up(ctx)
	}
	return err
}

// Newest returns the version the source is brought to: the highest among its files,
// unless To says otherwise.
func (s Source) Newest() (int64, error) {
	if s.To > 0 {
		return s.To, nil
	}
	files, err := fs.Glob(s.FS, "migrations/*.sql")
	if err != nil || len(files) == 0 {
		return 0, fmt.Errorf("migrate %s: no files migrations/*.sql (%v)", s.Name, err)
	}
	var newest int64
	for _, file := range files {
		number, _, _ := strings.Cut(path.Base(file), "_")
		v, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("migrate %s: %s does not begin with a number", s.Name, file)
		}
		newest = max(newest, v)
	}
	return newest, nil
}

// versions reads the version of every version table with two queries.
func versions(ctx context.Context, pool *sql.DB, tables string) (map[string]int64, error) {
	names, err := column(ctx, pool, tables)
	if err != nil || len(names) == 0 {
		return nil, err
	}
	var each []string
	for _, name := range names {
		each = append(each, fmt.Sprintf(`SELECT '%[1]s ' || COALESCE(MAX(version_id), 0) FROM %[1]s`, name))
	}
	lines, err := column(ctx, pool, strings.Join(each, " UNION ALL "))
	if err != nil {
		return nil, err
	}
	applied := map[string]int64{}
	for _, line := range lines {
		name, version, _ := strings.Cut(line, " ")
		if applied[name], err = strconv.ParseInt(version, 10, 64); err != nil {
			return nil, err
		}
	}
	return applied, nil
}

func column(ctx context.Context, pool *sql.DB, query string) (list []string, err error) {
	rows, err := pool.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, rows.Err()
}
