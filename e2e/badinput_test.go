package e2e

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"tongban/capability/document/documenttest"
	"tongban/e2e/world"
	"tongban/kernel/clock"
)

func TestTheGuideSaysNoBeforeAnybodyFillsInAForm(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		lin := w.As("lin")
		begin := func(item string, answers world.Fields) world.Answer {
			return lin.Post("/applications", world.Fields{"itemCode": item, "answers": answers})
		}
		begin("no-such-item", nil).Refused(http.StatusNotFound, "catalogue.unknown")
		lin.Get("/items/no-such-item").Refused(http.StatusNotFound, "catalogue.unknown")
		if p := begin("road-qual", world.Fields{"q_mass": true}).Refused(http.StatusUnprocessableEntity, "application.stopped"); !strings.Contains(p.Title, "4500") {
			t.Errorf("who needs no licence is told %q", p.Title)
		}
		if p := begin("road-qual", world.Fields{"q_mass": false, "q_exam": false}).Refused(http.StatusUnprocessableEntity, "application.redirected"); !strings.Contains(p.Title, "从业资格考试报名") {
			t.Errorf("who has to take the test first is told %q", p.Title)
		}
		begin("road-qual", world.Fields{"q_mass": false}).Is(http.StatusUnprocessableEntity)
		begin("road-qual", world.Fields{"q_mass": "perhaps"}).Is(http.StatusUnprocessableEntity)
		for _, unknown := range []string{"0000000000000", "x", "%2e%2e", "0sa3re98a8s02"} {
			lin.Get("/applications/" + unknown).Is(http.StatusNotFound)
			lin.Get("/cases/" + unknown).Is(http.StatusNotFound)
			lin.Get(world.Page("/cases/" + unknown)).Is(http.StatusNotFound)
		}
		if lin.Get("/applications").Is(http.StatusOK).Holds("road-qual") {
			t.Error("a refusal left a draft")
		}
	})
}

func TestWhoIsTooOldOnTheDayIsNotLetThrough(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		w.As("elder").Applies("road-qual").Uploads("M-PHOTO", world.Photo()).Wants("birthDate", "form.age.max")

		// Bian is sixty until midnight.
		bian := w.As("bian")
		bian.HandsIn("road-qual")
		late := bian.Applies("road-qual").Uploads("M-PHOTO", world.Photo())
		if !late.Ready {
			t.Errorf("on the last day of his sixtieth year he is refused: %v", late.Fields)
		}
		w.AdvanceTo("2026-02-11T00:00:00+08:00")
		late.Wants("birthDate", "form.age.max")
	})
}

func TestAWrongCheckDigitIsPointedOut(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		draft := w.As("lin").Applies("road-qual")
		var saved world.Application
		w.As("lin").Patch(draft.Path(), world.Fields{"values": world.Fields{"holderId": "990103199006150113"}}).Is(http.StatusOK).Into(&saved)
		said := ""
		for _, f := range saved.Fields {
			if f.Name == "holderId" && f.Code == "check.id.digit" {
				said = f.Message
			}
		}
		if !strings.Contains(said, "X") || !strings.Contains(said, "18") {
			t.Errorf("the wrong digit is described as %q among %v", said, saved.Fields)
		}
		if saved.Values["holderId"] != "990103199006150113" {
			t.Errorf("the draft forgot what was typed: %v", saved.Values["holderId"])
		}
		w.As("lin").Patch(draft.Path(), world.Fields{"values": world.Fields{"nobody": "asked"}}).Is(http.StatusOK)
		w.As("lin").Post(draft.Path()+"/submit", nil).Refused(http.StatusUnprocessableEntity, "fault.fields")
	})
}

func TestFilesThatAreNotWhatTheySayAreRefused(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		lin := w.As("lin")
		draft := lin.Applies("road-qual")
		for name, content := range map[string][]byte{
			"page.jpg": documenttest.HTML(), "drawing.png": documenttest.SVG(), "script.jpg": documenttest.GIFScript(),
			"bomb.png": documenttest.BombPNG(60000), "half.jpg": documenttest.Truncated(), "phone.jpg": documenttest.HEIC(),
			"script.pdf": documenttest.ScriptPDF(), "empty.jpg": nil,
		} {
			answer := lin.Post(draft.Path()+"/materials/M-PHOTO", world.File{Name: name, Content: content})
			if answer.Status/100 != 4 || !answer.Holds("urn:tongban:fault:document.") {
				t.Errorf("%s: %d %s, want a refusal by document", name, answer.Status, answer.Body)
			}
		}
		// A photograph that is larger than the place takes is made smaller, not refused.
		lin.Post(draft.Path()+"/materials/M-PHOTO", world.File{Name: "large.jpg", Content: documenttest.LargePhoto(300 << 10)}).Is(http.StatusCreated)
		if kept := lin.Get(world.Page("/apply/" + draft.ID + "/files/M-PHOTO")).Is(http.StatusOK); len(kept.Body) > 200<<10 {
			t.Errorf("%d bytes are kept where 200 KB are allowed", len(kept.Body))
		}
		lin.Post(draft.Path()+"/materials/M-NONE", world.Photo()).Refused(http.StatusNotFound, "application.unknown-material")
		lin.Post(draft.Path()+"/materials/M-PHOTO", world.File{Name: "../../etc/passwd.jpg", Content: world.Photo().Content}).Is(http.StatusCreated)
	})
}

// Nobody waits for two gigabytes to be told that they are too many.
func TestTwoGigabytesAreRefusedUnread(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		lin := w.As("lin")
		draft := lin.Applies("road-qual")
		for _, path := range []string{"/api/v1" + draft.Path() + "/materials/M-PHOTO", "/apply/" + draft.ID + "/materials"} {
			if status := announce(w, lin, path, 2<<30); status != http.StatusRequestEntityTooLarge {
				t.Errorf("%s answers %d", path, status)
			}
		}
	})
}

// announce says how long a body will be, sends the first bytes and returns the
// status of the answer.
func announce(w *world.World, p *world.Person, path string, length int) int {
	w.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(w.Node().Address, "http://"))
	if err != nil {
		w.Fatal(err)
	}
	defer c.Close()
	if err := c.SetDeadline(clock.Real.Now().Add(5 * time.Second)); err != nil {
		w.Fatal(err)
	}
	fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: city\r\nAuthorization: Bearer %s\r\n"+
		"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: %d\r\n\r\n--b\r\n", path, p.Token, length)
	answer, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		w.Fatalf("no answer while the body is still to come: %v", err)
	}
	return answer.StatusCode
}

func TestTrackingIsMaskedAndCannotBeGuessed(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		c := w.As("lin").HandsIn("road-qual")
		track := func(no, code string) world.Answer {
			return w.Anybody().Get("/track?no=" + no + "&code=" + code)
		}
		seen := track(c.ShortNo, c.QueryCode).Is(http.StatusOK)
		for _, secret := range []string{"林晓华", "99010319900615011X", "19900001040", c.QueryCode} {
			if seen.Holds(secret) {
				t.Errorf("tracking tells %s", secret)
			}
		}
		track(c.CaseNo, strings.ToLower(c.QueryCode)).Is(http.StatusOK)
		track("YX-260210-000000", c.QueryCode).Refused(http.StatusNotFound, "casework.track-unknown")
		for range 5 {
			track(c.ShortNo, "0000000000").Refused(http.StatusNotFound, "casework.track-unknown")
		}
		track(c.ShortNo, c.QueryCode).Refused(http.StatusNotFound, "casework.track-unknown")
		w.As("lin").Sees(c.CaseNo)

		// Many wrong codes at once count no less.
		other := w.As("lin").HandsIn("road-qual")
		if outcomes := atOnce(30, func(int) int { return track(other.ShortNo, "1111111111").Status }); outcomes[http.StatusNotFound] != 30 {
			t.Errorf("thirty guesses at once end with %v", outcomes)
		}
		track(other.ShortNo, other.QueryCode).Refused(http.StatusNotFound, "casework.track-unknown")
	})
}
