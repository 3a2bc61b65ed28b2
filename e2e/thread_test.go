package e2e

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"tongban/e2e/world"
)

// granted goes the whole way to a licence that is in its holder's wallet.
func granted(w *world.World, persona string) (*world.Case, world.Licence) {
	w.Helper()
	lin := w.As(persona)
	c := lin.HandsIn("road-qual")
	w.As("clerk").Accepts(c)
	w.As("trans-reviewer").Claims(c)
	w.As("trans-reviewer").Passes(c)
	w.As("trans-approver").Grants(c)
	w.As("clerk").Delivers(c)
	return lin.Sees(c.CaseNo), lin.LicenceOf(c)
}

func TestFromDraftToAVerifiedLicence(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		lin := w.As("lin")
		draft := lin.Applies("road-qual")
		if draft.Values["holderName"] != "林晓华" || draft.Values["dlNo"] != "990100010203" {
			t.Errorf("what the city knows is not filled in: %v", draft.Values)
		}
		if strings.Join(draft.Missing, " ") != "M-PHOTO" {
			t.Errorf("missing are %v, want the photo alone", draft.Missing)
		}
		draft.Uploads("M-PHOTO", world.Photo())
		c := draft.Submits()
		accepted := w.As("clerk").Accepts(c)
		if review := w.As("trans-reviewer").Handles(c.CaseNo).OpenTask(); accepted.OpenTask() != review {
			t.Errorf("the answer to the acceptance shows %s as the open task, it is %s", accepted.OpenTask(), review)
		}
		w.As("trans-reviewer").Claims(c)
		w.As("trans-reviewer").Passes(c)
		w.As("trans-approver").Grants(c)
		w.As("clerk").Delivers(c)

		c = lin.Sees(c.CaseNo)
		want := "submit accept start-review propose-decision grant issue deliver"
		if c.State != "COMPLETED" || c.History() != want || c.AcceptanceBasis != "normal" {
			t.Errorf("the case is %s by %q (%s), want COMPLETED by %q", c.State, c.History(), c.AcceptanceBasis, want)
		}
		for _, n := range c.Notices {
			if page := lin.Get(world.Page(n.URL)).Is(http.StatusOK); !page.Holds(n.Number) {
				t.Errorf("the %s notice does not bear its number %s", n.Kind, n.Number)
			}
		}
		licence := lin.LicenceOf(c)
		if licence.Number != c.LicenceNo || licence.ValidFrom != "2026-02-10" || licence.ValidTo != "2032-02-09" {
			t.Errorf("licence %+v, case says number %s", licence, c.LicenceNo)
		}
	})
}

func TestALicenceIsCheckedOnlineAndOffline(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		_, licence := granted(w, "lin")
		pdf := w.As("lin").Get("/licences/" + licence.ID + "/file").Is(http.StatusOK).Body
		if !bytes.HasPrefix(pdf, []byte("%PDF-")) {
			t.Fatalf("the licence is no PDF: %.40q", pdf)
		}
		file := w.File("licence.pdf", pdf)
		exported, code := w.Run("keys", "export", "--data", w.Data)
		if code != 0 {
			t.Fatal(exported)
		}
		keys := w.File("keys.json", []byte(exported))
		list := w.File("status.json", statusList(w))

		online(w, licence.Code, "valid")
		offline(w, "valid", file, keys, list)
		offline(w, "status-unknown", file, keys, "")
		offline(w, "tampered", w.File("tampered.pdf", changed(pdf)), keys, list)

		elsewhere := world.New(w.T, world.Config{})
		_, foreign := granted(elsewhere, "lin")
		theirs := elsewhere.As("lin").Get("/licences/" + foreign.ID + "/file").Is(http.StatusOK).Body
		offline(w, "not-ours", w.File("foreign.pdf", theirs), keys, list)
		w.Anybody().Get("/verify/"+foreign.Code).Refused(http.StatusNotFound, "licence.unknown")

		// Signed by our keys, but in no register of ours: somebody got hold of the keys.
		forger := world.New(w.T, world.Config{Now: "2026-02-10T08:00:00+08:00", KeysOf: w})
		_, forged := granted(forger, "lin")
		forgery := forger.As("lin").Get("/licences/" + forged.ID + "/file").Is(http.StatusOK).Body
		offline(w, "unknown", w.File("forged.pdf", forgery), keys, list)
		w.Anybody().Get("/verify/"+forged.Code).Refused(http.StatusNotFound, "licence.unknown")

		w.As("trans-approver").Post("/desk/licences/"+licence.ID+"/revoke", world.Fields{
			"reason": "以欺骗手段取得许可", "legalBasis": "《中华人民共和国行政许可法》第六十九条第二款",
		}).Is(http.StatusOK)
		online(w, licence.Code, "withdrawn")
		offline(w, "revoked", file, keys, w.File("status-after.json", statusList(w)))
		offline(w, "status-unknown", file, keys, "")
	})
}

func statusList(w *world.World) []byte {
	w.Helper()
	return w.Anybody().Get("/licences/status-list").Is(http.StatusOK).Body
}

// changed returns the file with one bit of its signed content turned over.
func changed(pdf []byte) []byte {
	pdf = bytes.Clone(pdf)
	pdf[len(pdf)/3] ^= 1
	return pdf
}

// online checks what anybody is told on the page and by the API.
func online(w *world.World, code, status string) {
	w.Helper()
	var check struct{ Status, Holder string }
	w.Anybody().Get("/verify/" + code).Is(http.StatusOK).Into(&check)
	if check.Status != status || check.Holder == "林晓华" {
		w.Errorf("online: %+v, want %s with the name masked", check, status)
	}
	page := w.Anybody().Get(world.Page("/verify/" + code)).Is(http.StatusOK)
	if page.Holds("林晓华") || !page.Holds("<h1>"+statusWords[status]+"</h1>") {
		w.Errorf("the page does not say %q, or says too much", statusWords[status])
	}
}

var statusWords = map[string]string{"valid": "有效", "withdrawn": "已撤销"}

// offline checks what the command line says without any server.
func offline(w *world.World, outcome, file, keys, list string) {
	w.Helper()
	args := []string{"verify", "licence", file, "--keys", keys}
	if list != "" {
		args = append(args, "--status", list)
	}
	if out, code := w.Run(args...); code != exitCodes[outcome] {
		w.Errorf("offline: exit %d, want %d for %s:\n%s", code, exitCodes[outcome], outcome, out)
	}
}

// exitCodes are what `tongban verify licence` ends with.
var exitCodes = map[string]int{"valid": 0, "tampered": 2, "status-unknown": 3, "revoked": 4, "unknown": 6, "not-ours": 7}
