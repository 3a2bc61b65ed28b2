package casework

import (
	"context"
	"strings"
	"testing"

	"tongban/kernel/db"
)

// secrets are what the bench's applicant tells and nobody else may read.
var secrets = []string{"林晓华", meiNumber, meiMobile, "990100123456"}

func TestWhatIsPersonalIsSealedInTheTable(t *testing.T) {
	each(t, func(b bench) {
		b.submitted(mei)
		document := b.text(`SELECT document FROM casework_submission`)
		for _, secret := range secrets {
			if strings.Contains(document, secret) {
				b.Errorf("the table holds %s", secret)
			}
		}
	})
}

func (b bench) text(sql string, args ...any) (s string) {
	b.Helper()
	err := b.DB.Read(b.Context(), func(ctx context.Context, tx *db.Tx) error { return tx.Row(ctx, sql, args...).Scan(&s) })
	if err != nil {
		b.Fatalf("%s: %v", sql, err)
	}
	return s
}
