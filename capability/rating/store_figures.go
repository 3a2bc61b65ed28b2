package rating

import (
	"context"
	"encoding/json"

	"tongban/kernel/calendar"
	"tongban/kernel/db"
)

// Query is which figures are wanted: of cases that ended in the months, of one department
// and of one item if they are named.
type Query struct {
	From, To   Month
	Department string
	Item       string
}

// of is the condition of q, with the arguments from the first on.
const of = ` month >= $1 AND month <= $2 AND ($3 = '' OR department = $3) AND ($4 = '' OR item_code = $4) `

// maxGroups bounds the rows of a page of figures.
const maxGroups = 300

// groupings are by what figures can be told apart: the column of the key, and of its name.
var groupings = map[bool][2]string{false: {"department", "office"}, true: {"item_code", "item_name"}}

// countRatings counts ratings by department, or by item.
func countRatings(ctx context.Context, tx *db.Tx, q Query, byItem bool) ([]Group, error) {
	by := groupings[byItem]
	return db.List(ctx, tx, func(row db.Scanner) (g Group, err error) {
		err = row.Scan(&g.Key, &g.Name, &g.Ended, &g.Grades[1], &g.Grades[2], &g.Grades[3], &g.Grades[4], &g.Grades[5], &g.Excluded, &g.ItemsEnded, &g.ItemsRated)
		return g, err
	}, `SELECT key, MAX(name), SUM(ended), SUM(g1), SUM(g2), SUM(g3), SUM(g4), SUM(g5), SUM(excluded), COUNT(*), SUM(CASE WHEN rated > 0 THEN 1 ELSE 0 END)
		FROM (SELECT `+by[0]+` AS key, MAX(`+by[1]+`) AS name, item_code, COUNT(*) AS ended,
			SUM(CASE WHEN grade = 1 AND NOT excluded THEN 1 ELSE 0 END) AS g1, SUM(CASE WHEN grade = 2 AND NOT excluded THEN 1 ELSE 0 END) AS g2,
			SUM(CASE WHEN grade = 3 AND NOT excluded THEN 1 ELSE 0 END) AS g3, SUM(CASE WHEN grade = 4 AND NOT excluded THEN 1 ELSE 0 END) AS g4,
			SUM(CASE WHEN grade = 5 AND NOT excluded THEN 1 ELSE 0 END) AS g5, SUM(CASE WHEN excluded THEN 1 ELSE 0 END) AS excluded,
			SUM(CASE WHEN grade > 0 THEN 1 ELSE 0 END) AS rated
			FROM rating_rating WHERE round = 1 AND`+of+`GROUP BY `+by[0]+`, item_code) items
		GROUP BY key ORDER BY SUM(ended) DESC, key LIMIT $5`, q.From, q.To, q.Department, q.Item, maxGroups)
}

// coverage counts the items with a case that ended, and those of them with a rating: an
// item that several departments have counts once.
func coverage(ctx context.Context, tx *db.Tx, q Query) (ended, rated int, err error) {
	err = tx.Row(ctx, `SELECT COUNT(*), COALESCE(SUM(rated), 0) FROM (SELECT MAX(CASE WHEN grade > 0 THEN 1 ELSE 0 END) AS rated
		FROM rating_rating WHERE round = 1 AND`+of+`GROUP BY item_code) items`, q.From, q.To, q.Department, q.Item).Scan(&ended, &rated)
	return ended, rated, err
}

// countFollowUps counts what was done about bad ratings, as of a day, by department or item.
func countFollowUps(ctx context.Context, tx *db.Tx, q Query, byItem bool, today calendar.Date) (map[string]Counts, error) {
	by := groupings[byItem][0]
	type keyed struct {
		key string
		Counts
	}
	rows, err := db.List(ctx, tx, func(row db.Scanner) (k keyed, err error) {
		err = row.Scan(&k.key, &k.Confirmed, &k.Reformed, &k.Due, &k.InTime, &k.RealName, &k.CalledBack,
			&k.Second[1], &k.Second[2], &k.Second[3], &k.Second[4], &k.Second[5])
		return k, err
	}, `SELECT `+by+`, SUM(CASE WHEN status <> 'excluded' THEN 1 ELSE 0 END), SUM(CASE WHEN outcome = 'reformed' THEN 1 ELSE 0 END),
			SUM(CASE WHEN status <> 'excluded' AND due_on < $5 THEN 1 ELSE 0 END), SUM(CASE WHEN outcome = 'reformed' AND due_on < $5 AND closed_on <= due_on THEN 1 ELSE 0 END),
			SUM(CASE WHEN NOT anonymous THEN 1 ELSE 0 END), SUM(CASE WHEN reached THEN 1 ELSE 0 END),
			SUM(CASE WHEN second_grade = 1 THEN 1 ELSE 0 END), SUM(CASE WHEN second_grade = 2 THEN 1 ELSE 0 END), SUM(CASE WHEN second_grade = 3 THEN 1 ELSE 0 END),
			SUM(CASE WHEN second_grade = 4 THEN 1 ELSE 0 END), SUM(CASE WHEN second_grade = 5 THEN 1 ELSE 0 END)
		FROM rating_followup WHERE`+of+`GROUP BY `+by+` LIMIT $6`, q.From, q.To, q.Department, q.Item, today, maxGroups)
	counts := map[string]Counts{}
	for _, k := range rows {
		counts[k.key] = k.Counts
	}
	return counts, err
}

// listTags returns the reasons that were given most lately, up to limit ratings.
func listTags(ctx context.Context, tx *db.Tx, q Query, limit int) ([][]Tag, error) {
	return db.List(ctx, tx, func(row db.Scanner) (tags []Tag, err error) {
		var text []byte
		if err := row.Scan(&text); err != nil {
			return nil, err
		}
		return tags, json.Unmarshal(text, &tags)
	}, `SELECT tags FROM rating_rating WHERE round = 1 AND grade > 0 AND NOT excluded AND tags <> '[]' AND`+of+`ORDER BY id DESC LIMIT $5`,
		q.From, q.To, q.Department, q.Item, limit)
}
