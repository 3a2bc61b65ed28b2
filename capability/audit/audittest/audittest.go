// Package audittest reads the log's entries where a test asks what was recorded.
package audittest

import (
	"context"
	"slices"
	"strings"
	"testing"

	"tongban/kernel/db"
	"tongban/kernel/shorthand"
)

// Contents returns what the entries say, as JSON, the oldest first.
func Contents(t testing.TB, d *db.DB) (contents []string) {
	t.Helper()
	err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		contents, err = db.List(ctx, tx, func(row db.Scanner) (string, error) {
			var note []byte
			if err := row.Scan(&note); err != nil {
				return "", err
			}
			return shorthand.Open(note, "")
		}, `SELECT note FROM audit_entry ORDER BY id`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return contents
}

// With returns the entries that say each of parts.
func With(t testing.TB, d *db.DB, parts ...string) []string {
	t.Helper()
	return slices.DeleteFunc(Contents(t, d), func(content string) bool {
		return slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(content, part) })
	})
}
