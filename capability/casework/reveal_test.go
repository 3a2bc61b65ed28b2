package casework

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/message"
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

// manager runs the hall and may not see personal data in full.
var manager = staff("郑岚", "", actor.HallManager)

func (s site) posts(who actor.Actor, address string, form url.Values) (*http.Response, string) {
	s.Helper()
	return s.asks(who, message.Chinese, http.MethodPost, address, form)
}

// looks counts what others have seen of mei's.
func (s site) looks() int {
	s.Helper()
	return s.count(`SELECT COUNT(*) FROM audit_entry WHERE person = $1 AND content NOT LIKE $2`, mei.ID, `%"actor":"`+mei.ID+`"%`)
}

func TestPapersAreMaskedForStaff(t *testing.T) {
	t.Parallel()
	s := open(t)
	f := s.file(s.submitted(mei))
	address := noticeURL(f.Case, f.Notices[0])
	own := []string{"林晓华", spacedCode(f.Case.QueryCode)}
	_, text := s.asks(mei, message.Chinese, http.MethodGet, address, nil)
	for _, part := range own {
		if !strings.Contains(text, part) {
			t.Errorf("the applicant's paper lacks %s", part)
		}
	}
	for _, who := range []actor.Actor{window, manager} {
		_, text := s.asks(who, message.Chinese, http.MethodGet, address, nil)
		for _, part := range own {
			if strings.Contains(text, part) {
				t.Errorf("%s reads %s", who.Name, part)
			}
		}
	}
	if answer, _ := s.posts(window, address, nil); answer.StatusCode != http.StatusUnprocessableEntity || s.looks() != 0 {
		t.Errorf("without a purpose: %d, %d looks", answer.StatusCode, s.looks())
	}
	_, text = s.posts(window, address, url.Values{"purpose": {"delivery"}})
	if !strings.Contains(text, "林晓华") || s.looks() != 1 {
		t.Errorf("with a purpose: %d looks, %s", s.looks(), text)
	}
	if answer, _ := s.posts(manager, address, url.Values{"purpose": {"delivery"}}); answer.StatusCode != http.StatusForbidden {
		t.Errorf("the hall manager: %d", answer.StatusCode)
	}
}
