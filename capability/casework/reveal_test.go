package casework

import (
	"context"
	"strings"
	"testing"

	"tongban/kernel/db"
)

// secrets are what the bench's applicant tells and nobody else may read.
var secrets = []string{"林晓华", meiNumber, meiMobile, "990100123456"}

func TestWhatIsPersonalIsMaskedAtTheDeskAndSealedInTheTable(t *testing.T) {
	each(t, func(b bench) {
		f := b.submitted(mei)
		f, err := b.File(b.as(reviewer), f.Case.No)
		if err != nil {
			b.Fatal(err)
		}
		v, err := b.view(f)
		if err != nil {
			b.Fatal(err)
		}
		for key, value := range v.maskedValues() {
			for _, secret := range secrets {
				if text, _ := value.(string); strings.Contains(text, secret) {
					b.Errorf("%s shows %s", key, text)
				}
			}
		}
		for _, column := range []string{"SELECT body FROM casework_application", "SELECT document FROM casework_submission"} {
			for _, secret := range secrets {
				if strings.Contains(b.text(column), secret) {
					b.Errorf("%s holds %s", column, secret)
				}
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
