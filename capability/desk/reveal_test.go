package desk

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tongban/capability/audit/audittest"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/message"
)

// secrets are what the applicant tells and nobody else may read.
var secrets = []string{"林晓华", meiNumber, meiMobile, "990100123456"}

func TestTheAPIAnswersMaskedValues(t *testing.T) {
	t.Parallel()
	w := world(t, dbtest.SQLite(t))
	f, err := w.Casework.File(w.As(reviewer), w.Submitted(mei).Case.No)
	if err != nil {
		t.Fatal(err)
	}
	v, err := serve(w).view(f)
	if err != nil {
		t.Fatal(err)
	}
	for key, value := range v.maskedValues() {
		for _, secret := range secrets {
			if text, _ := value.(string); strings.Contains(text, secret) {
				t.Errorf("%s shows %s", key, text)
			}
		}
	}
}

func (s site) text(sql string) (text string) {
	s.Helper()
	err := s.DB.Read(s.Context(), func(ctx context.Context, tx *db.Tx) error { return tx.Row(ctx, sql).Scan(&text) })
	if err != nil {
		s.Fatalf("%s: %v", sql, err)
	}
	return text
}

func (s site) posts(who actor.Actor, address string, form url.Values) (*http.Response, string) {
	s.Helper()
	return s.asks(who, message.Chinese, http.MethodPost, address, form)
}

// looks counts what others have seen of mei's.
func (s site) looks() int {
	s.Helper()
	return len(audittest.With(s, s.DB, `"person":"`+mei.ID)) - len(audittest.With(s, s.DB, `"person":"`+mei.ID, `"actor":"`+mei.ID))
}

func TestDataInFullIsAskedForWithAPurposeAndRecorded(t *testing.T) {
	t.Parallel()
	s := open(t)
	f := s.Submitted(mei)
	address := "/desk/cases/" + f.Case.ShortNo
	if _, text := s.asks(window, message.Chinese, http.MethodGet, address+"?reveal=1", nil); strings.Contains(text, meiNumber) {
		t.Error("a link shows the data in full")
	}
	answer, text := s.posts(window, address+"/reveal", nil)
	if answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(text, "请选择用途") || strings.Contains(text, meiNumber) {
		t.Errorf("without a purpose: %d %s", answer.StatusCode, text)
	}
	if answer, _ = s.posts(window, address+"/reveal", url.Values{"purpose": {"other"}}); answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("another purpose without a word: %d", answer.StatusCode)
	}
	if n := s.looks(); n != 0 {
		t.Errorf("%d looks recorded before anybody looked", n)
	}
	answer, text = s.posts(window, address+"/reveal", url.Values{"purpose": {"acceptance"}})
	for _, secret := range secrets {
		if !strings.Contains(text, secret) {
			t.Errorf("in full, but without %s", secret)
		}
	}
	if answer.Header.Get("Cache-Control") != "no-store" || s.looks() != 1 {
		t.Errorf("cache %q, %d looks", answer.Header.Get("Cache-Control"), s.looks())
	}
	content := strings.Join(audittest.With(s, s.DB, "audit.accessed", "casework.acceptance"), "\n")
	for _, part := range []string{"person.name", "person.idNumber", "driving.fileNumber", window.ID, f.Case.No} {
		if !strings.Contains(content, part) {
			t.Errorf("the record lacks %s: %s", part, content)
		}
	}
	if answer, _ := s.posts(manager, address+"/reveal", url.Values{"purpose": {"review"}}); answer.StatusCode != http.StatusForbidden {
		t.Errorf("the hall manager: %d", answer.StatusCode)
	}
	if _, text := s.asks(manager, message.Chinese, http.MethodGet, address, nil); strings.Contains(text, "查看完整") || !strings.Contains(text, "证件照.jpg") {
		t.Errorf("the hall manager is offered: %s", text)
	}
}

func TestEveryLookAtAScannedPaperIsRecorded(t *testing.T) {
	t.Parallel()
	s := open(t)
	f := s.Photographed(mei)
	address := "/desk/cases/" + f.Case.ShortNo + "/files/M-PHOTO"
	if answer, _ := s.asks(manager, message.Chinese, http.MethodGet, address, nil); answer.StatusCode != http.StatusForbidden || s.looks() != 0 {
		t.Errorf("the hall manager: %d, %d looks", answer.StatusCode, s.looks())
	}
	for i := range 2 {
		if answer, _ := s.asks(window, message.Chinese, http.MethodGet, address, nil); answer.StatusCode != http.StatusOK || s.looks() != i+1 {
			t.Errorf("the window: %d, %d looks", answer.StatusCode, s.looks())
		}
	}
	if n := len(audittest.With(s, s.DB, "M-PHOTO", "casework.acceptance")); n != 2 {
		t.Errorf("%d records name the paper", n)
	}
}
