package db_test

import (
	"context"
	"slices"
	"testing"

	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
)

func TestPlacesFindThoseOfAListAndNobodyOfNone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		find := func(keys []int64) (found []int64) {
			places, args := db.Places(keys)
			err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
				found, err = db.List(ctx, tx, func(r db.Scanner) (n int64, err error) { return n, r.Scan(&n) },
					`SELECT n FROM (SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3) all_of_them WHERE n IN (`+places+`) ORDER BY n`, args...)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		if found := find([]int64{3, 1, 7}); !slices.Equal(found, []int64{1, 3}) {
			t.Errorf("found %v", found)
		}
		if found := find(nil); len(found) != 0 {
			t.Errorf("found %v of none", found)
		}
	})
}
