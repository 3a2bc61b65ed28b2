package application

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"tongban/capability/casework"
	"tongban/capability/form"
	"tongban/kernel/message"
)

var shownMark = regexp.MustCompile(`name="shown" value="([0-9a-f]{64})"`)

func TestNobodySignsWhatWasChangedAfterTheyLookedAtIt(t *testing.T) {
	t.Parallel()
	s := open(t)
	w := s.ready(mei)
	at := "/apply/" + w.ID.String()
	mark := func() string {
		text := s.posts(mei, at+"/submit", url.Values{}) // which shows the page again
		found := shownMark.FindStringSubmatch(text)
		if found == nil {
			t.Fatalf("the check page has no mark: %s", text)
		}
		return found[1]
	}
	if err := s.SendCode(s.as(mei), w.ID); err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func() error{
		"an answer": func() error {
			_, err := s.Save(s.as(mei), w.ID, form.Values{"contactMobile": "13900990077"})
			return err
		},
		"a paper": func() error { s.photo(mei, w); return nil },
	} {
		looked := mark()
		if err := change(); err != nil {
			t.Fatal(err)
		}
		signed := signedForm(url.Values{"shown": {looked}, "sent": {"1"}})
		res, text := s.asks(mei, message.Chinese, http.MethodPost, at+"/submit", signed)
		if res.StatusCode != http.StatusConflict || !strings.Contains(text, "又改动过") {
			t.Errorf("%s was changed, and: %d %s", what, res.StatusCode, text)
		}
	}
	res, text := s.asks(mei, message.Chinese, http.MethodPost, at+"/submit", signedForm(url.Values{"shown": {mark()}}))
	if res.StatusCode != http.StatusSeeOther {
		t.Errorf("what was looked at is not handed in: %d %s", res.StatusCode, text)
	}
}

func TestInACorrectionTheApplicantMendsThePartOfTheOther(t *testing.T) {
	each(t, func(b bench) {
		b.changed("property-transfer", func(map[string]any) {})
		w := b.flat(mei)
		i, err := b.Invite(b.as(mei), w.ID, "seller")
		if err != nil {
			b.Fatal(err)
		}
		if err := b.TakeOn(b.as(seller), i.Token); err != nil {
			b.Fatal(err)
		}
		w, err = b.Work(b.as(mei), w.ID)
		if err != nil || w.Parties["seller"] == nil {
			b.Fatalf("nobody has taken it on: %v", err)
		}
		w.CaseID, w.Case = 1, &casework.Case{} // as a correction has it
		w.Parties = nil
		if err := b.invitations(b.Context(), w); err != nil {
			b.Fatal(err)
		}
		if kept := w.withoutOthers(form.Values{"yearsHeld": int64(3)}, ""); len(kept) != 1 {
			b.Error("what the applicant mends is dropped")
		}
	})
}
