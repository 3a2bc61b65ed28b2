package casework

import (
	"bytes"
	"context"
	"testing"

	"tongban/kernel/db"
	"tongban/kernel/shorthand"
)

// secrets are what the bench's applicant tells and nobody else may read.
var secrets = []string{"林晓华", meiNumber, meiMobile, "990100123456"}

func TestWhatIsPersonalIsSealedInTheTable(t *testing.T) {
	each(t, func(b bench) {
		b.submitted(mei)
		var note []byte
		err := b.DB.Read(b.Context(), func(ctx context.Context, tx *db.Tx) error {
			return tx.Row(ctx, `SELECT note FROM casework_submission`).Scan(&note)
		})
		if err != nil {
			b.Fatal(err)
		}
		document, err := shorthand.Read(note)
		if err != nil || !bytes.Contains(document, []byte(`"sealed":`)) {
			b.Fatalf("%s, %v", document, err)
		}
		for _, secret := range secrets {
			if bytes.Contains(document, []byte(secret)) {
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
