package assistant

import (
	"context"
	"errors"
	"strings"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

func findEdition(ctx context.Context, tx *db.Tx) (edition int64, err error) {
	err = tx.Row(ctx, `SELECT number FROM assistant_edition WHERE id = 1`).Scan(&edition)
	return edition, err
}

func raiseEdition(ctx context.Context, tx *db.Tx) error {
	return tx.Send(ctx, `UPDATE assistant_edition SET number = number + 1 WHERE id = 1`)
}

// listSynonyms returns all synonyms in the order of their words.
func listSynonyms(ctx context.Context, tx *db.Tx) ([]Synonym, error) {
	return db.List(ctx, tx, func(row db.Scanner) (Synonym, error) {
		var s Synonym
		var means string
		var changed int64
		err := row.Scan(&s.ID, &s.Words, &means, &s.AuthorName, &changed, &s.Version)
		s.Means, s.Changed = strings.Split(means, separator), clock.FromMillis(changed)
		return s, err
	}, `SELECT id, words, means, author_name, changed_at, version FROM assistant_synonym ORDER BY words`)
}

// separator stands between official names.
const separator = "、"

var (
	errStale = fault.New(fault.Conflict, "assistant.synonym.stale")
	errTwice = fault.InvalidFields([]fault.Field{{Name: "words", Key: "assistant.synonym.twice"}})
)

func insertSynonym(ctx context.Context, tx *db.Tx, s Synonym, author string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO assistant_synonym (id, words, means, author, author_name, changed_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, 1)`,
		s.ID, s.Words, strings.Join(s.Means, separator), author, s.AuthorName, clock.Millis(s.Changed))
	return unique(err)
}

// updateSynonym changes the synonym that still has s.Version.
func updateSynonym(ctx context.Context, tx *db.Tx, s Synonym, author string) error {
	n, err := tx.Exec(ctx, `
		UPDATE assistant_synonym SET words = $1, means = $2, author = $3, author_name = $4, changed_at = $5, version = version + 1
		WHERE id = $6 AND version = $7`,
		s.Words, strings.Join(s.Means, separator), author, s.AuthorName, clock.Millis(s.Changed), s.ID, s.Version)
	if err == nil && n == 0 {
		return errStale
	}
	return unique(err)
}

func deleteSynonym(ctx context.Context, tx *db.Tx, synonym id.ID, version int) error {
	n, err := tx.Exec(ctx, `DELETE FROM assistant_synonym WHERE id = $1 AND version = $2`, synonym, version)
	if err == nil && n == 0 {
		return errStale
	}
	return err
}

func unique(err error) error {
	if db.IsUnique(err) {
		return errors.Join(errTwice, err)
	}
	return err
}

// addDemand adds counts to a query's of a day.
func addDemand(ctx context.Context, tx *db.Tx, day string, d Demand) error {
	return tx.Send(ctx, `
		INSERT INTO assistant_query (day, query, searches, results, clicks) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (day, query) DO UPDATE SET searches = assistant_query.searches + excluded.searches,
			results = assistant_query.results + excluded.results, clicks = assistant_query.clicks + excluded.clicks`,
		day, d.Query, d.Searches, d.Results, d.Clicks)
}

func addClicks(ctx context.Context, tx *db.Tx, day, item string, clicks int64) error {
	return tx.Send(ctx, `
		INSERT INTO assistant_click (day, item, clicks) VALUES ($1, $2, $3)
		ON CONFLICT (day, item) DO UPDATE SET clicks = assistant_click.clicks + excluded.clicks`, day, item, clicks)
}

// mostListed is how many queries of a kind an editor is shown.
const mostListed = 30

const demandColumns = `query, CAST(SUM(searches) AS BIGINT), CAST(SUM(results) AS BIGINT), CAST(SUM(clicks) AS BIGINT)`

// listMissing returns the queries since a day that found nothing most often.
func listMissing(ctx context.Context, tx *db.Tx, since string) ([]Demand, error) {
	return listDemands(ctx, tx, `
		SELECT `+demandColumns+` FROM assistant_query WHERE day >= $1 AND query <> ''
		GROUP BY query HAVING SUM(searches) > SUM(results)
		ORDER BY SUM(searches) - SUM(results) DESC, query LIMIT $2`, since, mostListed)
}

// listIgnored returns the queries since a day that found something nobody opened.
func listIgnored(ctx context.Context, tx *db.Tx, since string) ([]Demand, error) {
	return listDemands(ctx, tx, `
		SELECT `+demandColumns+` FROM assistant_query WHERE day >= $1 AND query <> ''
		GROUP BY query HAVING SUM(clicks) = 0 AND SUM(results) > 0
		ORDER BY SUM(results) DESC, query LIMIT $2`, since, mostListed)
}

// listTotals returns the sums since a day, of all queries and of the others; nothing
// if nobody has searched.
func listTotals(ctx context.Context, tx *db.Tx, since string) ([]Demand, error) {
	return listDemands(ctx, tx, `
		SELECT CASE WHEN query = '' THEN '' ELSE 'named' END, CAST(SUM(searches) AS BIGINT), CAST(SUM(results) AS BIGINT), CAST(SUM(clicks) AS BIGINT)
		FROM assistant_query WHERE day >= $1 GROUP BY CASE WHEN query = '' THEN '' ELSE 'named' END`, since)
}

func listDemands(ctx context.Context, tx *db.Tx, sql string, args ...any) ([]Demand, error) {
	return db.List(ctx, tx, func(row db.Scanner) (d Demand, err error) {
		err = row.Scan(&d.Query, &d.Searches, &d.Results, &d.Clicks)
		return d, err
	}, sql, args...)
}

// listPopular returns the codes of the items opened most since a day.
func listPopular(ctx context.Context, tx *db.Tx, since string, most int) ([]string, error) {
	return db.List(ctx, tx, func(row db.Scanner) (code string, err error) {
		err = row.Scan(&code)
		return code, err
	}, `SELECT item FROM assistant_click WHERE day >= $1 GROUP BY item ORDER BY SUM(clicks) DESC, item LIMIT $2`, since, most)
}

// mergeRare counts the queries of a day as others that were asked only once on it.
func mergeRare(ctx context.Context, tx *db.Tx, before string) error {
	err := tx.Send(ctx, `
		INSERT INTO assistant_query (day, query, searches, results, clicks)
		SELECT day, '', SUM(searches), SUM(results), SUM(clicks) FROM assistant_query
		WHERE day < $1 AND searches < 2 AND query <> '' GROUP BY day
		ON CONFLICT (day, query) DO UPDATE SET searches = assistant_query.searches + excluded.searches,
			results = assistant_query.results + excluded.results, clicks = assistant_query.clicks + excluded.clicks`, before)
	if err != nil {
		return err
	}
	return tx.Send(ctx, `DELETE FROM assistant_query WHERE day < $1 AND searches < 2 AND query <> ''`, before)
}

// deleteBefore deletes the counts of the days before one.
func deleteBefore(ctx context.Context, tx *db.Tx, day string) error {
	if err := tx.Send(ctx, `DELETE FROM assistant_query WHERE day < $1`, day); err != nil {
		return err
	}
	return tx.Send(ctx, `DELETE FROM assistant_click WHERE day < $1`, day)
}

// dayOf writes the day of an instant.
func dayOf(at time.Time) string { return at.In(clock.Shanghai).Format(time.DateOnly) }
