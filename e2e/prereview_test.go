package e2e

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tongban/e2e/world"
)

// TestADraftIsLookedAtBeforeItIsHandedIn tells of a pre-review: asked for, answered with
// what to mend, mended, found ready, handed in; and of everybody who has no business there.
func TestADraftIsLookedAtBeforeItIsHandedIn(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		lin := w.As("lin")
		draft := lin.Applies("road-qual").Uploads("M-PHOTO", world.Photo())
		page, clerk := w.Browses("lin"), w.Browses("clerk")
		at := "/apply/" + draft.ID
		page.Opens(at).Form(at + "/prereview").Posts(nil)
		if text := page.Opens(at).Read(); !strings.Contains(text, "正在预审") || !strings.Contains(text, "2026年2月11日") {
			t.Fatalf("the draft's page: %.600s", text)
		}
		if status := forces(w, "tao", at+"/prereview"); status != http.StatusNotFound {
			t.Errorf("another asks for a look at it: %d", status)
		}
		request := requestOf(w, clerk)
		if text := clerk.Opens(request).Read(); strings.Contains(text, "99010319900615011X") || strings.Contains(text, "林晓华") {
			t.Error("before it is taken on, the request shows personal data")
		}
		if status := forces(w, "trans-reviewer", request+"/claim"); status != http.StatusNotFound {
			t.Errorf("staff of no window take it on: %d", status)
		}
		clerk.Opens(request).Form(request + "/claim").Posts(nil)
		if status := forces(w, "clerk2", request+"/claim"); status != http.StatusConflict {
			t.Errorf("a colleague takes on what is taken: %d", status)
		}
		full := clerk.Opens(request).Form(request + "/full").Posts(nil).Read()
		if !strings.Contains(full, "林晓华") {
			t.Error("in full it does not name the applicant")
		}
		answered := answers(clerk, request, url.Values{"outcome": {"mend"}, "problem:material:M-PHOTO": {"照片背景要白色"}})
		if answered.Status != http.StatusOK {
			t.Fatalf("the answer: %d %.300s", answered.Status, answered.Read())
		}
		if text := page.Opens(at).Read(); !strings.Contains(text, "请先修改") || !strings.Contains(text, "照片背景要白色") {
			t.Errorf("what is to be mended is not said: %.600s", text)
		}
		if status := forces(w, "lin", at+"/prereview"); status != http.StatusConflict {
			t.Errorf("asked again with nothing mended: %d", status)
		}
		draft.Uploads("M-PHOTO", world.Photo())
		page.Opens(at).Form(at + "/prereview").Posts(nil)
		request = requestOf(w, clerk)
		clerk.Opens(request).Form(request + "/claim").Posts(nil)
		lin.Patch(draft.Path(), world.Fields{"values": world.Fields{"contactMobile": "17000012345"}}).Is(http.StatusOK)
		lost := answers(clerk, request, url.Values{"outcome": {"ready"}, "draft": {"1"}, "opinion": {"请核对手机号"}})
		if lost.Status != http.StatusConflict || !strings.Contains(lost.Read(), "申请人刚刚又改了内容") || !strings.Contains(lost.Read(), "请核对手机号") {
			t.Errorf("an answer to what has changed: %d %.300s", lost.Status, lost.Read())
		}
		if ok := answers(clerk, request, url.Values{"outcome": {"ready"}}); ok.Status != http.StatusOK {
			t.Fatalf("found ready: %d %.300s", ok.Status, ok.Read())
		}
		if text := page.Opens(at).Read(); !strings.Contains(text, "预审结果：可提交") {
			t.Errorf("it does not say that it is ready: %.600s", text)
		}
		c := draft.Submits()
		if text := clerk.Opens("/desk/cases/" + c.ShortNo).Read(); !strings.Contains(text, "与预审时一致") {
			t.Errorf("the case does not take the pre-review along: %.900s", text)
		}
	})
}

// requestOf finds the one request that waits.
func requestOf(w *world.World, clerk *world.Browser) string {
	w.Helper()
	for _, link := range clerk.Opens("/desk/prereviews").Links() {
		if strings.HasPrefix(link, "/desk/prereviews/0") {
			return link
		}
	}
	w.Fatal("no request waits")
	return ""
}

// answers fills in the answer to a request as its page stands, with these answers over it.
func answers(clerk *world.Browser, request string, said url.Values) *world.Screen {
	sheet := clerk.Opens(request).Form(request + "/answer")
	filled := sheet.Holds()
	maps.Copy(filled, said)
	return sheet.Posts(filled)
}

// forces sends a form that the page does not offer.
func forces(w *world.World, persona, path string) int {
	w.Helper()
	status, _, err := w.As(persona).Try(world.Request{Method: http.MethodPost, Path: world.Page(path), Body: world.Form{}})
	if err != nil {
		w.Fatal(err)
	}
	return status
}
