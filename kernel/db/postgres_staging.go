package db

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/jackc/pgx/v5"
)

// stagePostgres stages in a schema of its own, of which every table is moved over in
// one transaction.
func stagePostgres(ctx context.Context, c Config, replaced string) (*Staged, error) {
	u, err := url.Parse(c.URL)
	if err != nil {
		return nil, err
	}
	admin, err := connectAlone(ctx, c.URL)
	if err != nil {
		return nil, err
	}
	defer closeAlone(admin)
	tables, err := tablesIn(ctx, admin, "current_schema()")
	if err != nil {
		return nil, err
	}
	if len(tables) > 0 && replaced == "" {
		return nil, ErrNotEmpty
	}
	if _, err := admin.Exec(ctx, `DROP SCHEMA IF EXISTS `+staging+` CASCADE; CREATE SCHEMA `+staging); err != nil {
		return nil, err
	}
	q := u.Query()
	q.Set("search_path", staging)
	u.RawQuery = q.Encode()
	s := &Staged{Config: Config{URL: u.String(), OnFatal: c.OnFatal}}
	s.discard = func() error {
		return dropStaging(context.WithoutCancel(ctx), c.URL)
	}
	s.place = func(ctx context.Context) error { return placePostgres(ctx, c.URL, replaced) }
	return s, nil
}

// connectAlone connects for a restore, which nobody else may look on at.
func connectAlone(ctx context.Context, address string) (*pgx.Conn, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, err
	}
	config.RuntimeParams["application_name"] = "tongban restore"
	config.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol
	c, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	err = nobodyElse(ctx, c)
	if err != nil {
		closeAlone(c)
		return nil, err
	}
	return c, nil
}

// leaving is how many looks, and looksEvery how far apart, a server that has stopped gets to
// vanish in: PostgreSQL notices a moment later that a connection is gone.
const (
	leaving    = 40
	looksEvery = 50 * time.Millisecond
)

// nobodyElse fails with ErrOccupied if a server works on c's database.
func nobodyElse(ctx context.Context, c *pgx.Conn) error {
	for look := 1; ; look++ {
		var others int
		err := c.QueryRow(ctx, `SELECT count(*) FROM pg_stat_activity
			WHERE datname = current_database() AND application_name = 'tongban'`).Scan(&others)
		switch {
		case err != nil || others == 0:
			return err
		case look == leaving:
			return fmt.Errorf("%d connections of a server: %w", others, ErrOccupied)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(looksEvery):
		}
	}
}

func closeAlone(c *pgx.Conn) { _ = c.Close(context.Background()) } // what was done is committed

// tablesIn lists the tables of a schema, given as an expression.
func tablesIn(ctx context.Context, c *pgx.Conn, schema string) ([]string, error) {
	rows, err := c.Query(ctx, `SELECT tablename::text FROM pg_tables WHERE schemaname = `+schema)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

func placePostgres(ctx context.Context, address, replaced string) error {
	c, err := connectAlone(ctx, address)
	if err != nil {
		return err
	}
	defer closeAlone(c)
	var home string
	if err := c.QueryRow(ctx, `SELECT current_schema()::text`).Scan(&home); err != nil {
		return err
	}
	old, err := tablesIn(ctx, c, "current_schema()")
	if err != nil {
		return err
	}
	fresh, err := tablesIn(ctx, c, "'"+staging+"'")
	if err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error {
		if len(old) > 0 {
			if _, err := tx.Exec(ctx, `CREATE SCHEMA `+identifier(replaced)); err != nil {
				return err
			}
		}
		if err := moveTables(ctx, tx, old, home, replaced); err != nil {
			return err
		}
		if err := moveTables(ctx, tx, fresh, staging, home); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DROP SCHEMA `+staging)
		return err
	})
}

func moveTables(ctx context.Context, tx pgx.Tx, tables []string, from, to string) error {
	for _, table := range tables {
		if _, err := tx.Exec(ctx, fmt.Sprintf(`ALTER TABLE %s.%s SET SCHEMA %s`, identifier(from), identifier(table), identifier(to))); err != nil {
			return err
		}
	}
	return nil
}

func identifier(name string) string { return pgx.Identifier{name}.Sanitize() }

func dropStaging(ctx context.Context, address string) error {
	c, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	_, err = c.Exec(ctx, `DROP SCHEMA IF EXISTS `+staging+` CASCADE`)
	return errors.Join(err, c.Close(ctx))
}
