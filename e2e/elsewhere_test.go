package e2e

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tongban/e2e/world"
)

// TestAPreReviewedDraftIsHandedOverToAnotherPlatform tells of an item that is decided
// elsewhere: it is looked at here, handed over on a list, and its result entered.
func TestAPreReviewedDraftIsHandedOverToAnotherPlatform(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		decidedElsewhere(w, "road-qual", "运输审批平台")
		lin := w.As("lin")
		draft := lin.Applies("road-qual").Uploads("M-PHOTO", world.Photo())
		lin.Post(draft.Path()+"/submit", nil).Refused(http.StatusServiceUnavailable, "application.elsewhere")
		page, clerk := w.Browses("lin"), w.Browses("clerk")
		at := "/apply/" + draft.ID
		if text := page.Opens(at + "/check").Read(); !strings.Contains(text, "在“运输审批平台”提交") || strings.Contains(text, "确认并提交") {
			t.Errorf("the check page: %.600s", text)
		}
		page.Opens(at).Form(at + "/prereview").Posts(nil)
		request := requestOf(w, clerk)
		clerk.Opens(request).Form(request + "/claim").Posts(nil)
		answers(clerk, request, url.Values{"outcome": {"ready"}})

		list := clerk.Opens("/desk/prereviews/elsewhere").Form("/desk/prereviews/elsewhere").Posts(nil)
		if text := list.Read(); list.Status != http.StatusOK || !strings.Contains(text, "YJ-260210-") || !strings.Contains(text, "共1件") {
			t.Fatalf("the list: %d %.600s", list.Status, text)
		}
		if status := forces(w, "clerk2", "/desk/prereviews/elsewhere"); status != http.StatusConflict {
			t.Errorf("handed over twice: %d", status)
		}
		if text := page.Opens(at).Read(); !strings.Contains(text, "已移交“运输审批平台”") {
			t.Errorf("the applicant does not see that it was handed over: %.600s", text)
		}
		wrong := clerk.Opens(request).Form(request + "/settle").Posts(url.Values{"result": {"denied"}, "number": {""}})
		if wrong.Status != http.StatusUnprocessableEntity || !strings.Contains(wrong.Read(), "请填写对方平台的办件编号") {
			t.Errorf("a result without a number: %d %.300s", wrong.Status, wrong.Read())
		}
		if done := clerk.Opens(request).Form(request + "/settle").Posts(url.Values{"result": {"granted"}, "number": {"YS2026-7"}}); done.Status != http.StatusOK {
			t.Fatalf("the result: %d %.300s", done.Status, done.Read())
		}
		if text := page.Opens(at).Read(); !strings.Contains(text, "准予") || !strings.Contains(text, "YS2026-7") {
			t.Errorf("the applicant does not see the result: %.600s", text)
		}
	})
}

// decidedElsewhere publishes a demo item as one that another platform decides.
func decidedElsewhere(w *world.World, code, platform string) {
	w.Helper()
	text, err := os.ReadFile("../capability/catalogue/demo/sample-catalog.json")
	if err != nil {
		w.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(text, &all); err != nil {
		w.Fatal(err)
	}
	var kept []any
	for _, one := range all["items"].([]any) {
		if item := one.(map[string]any); item["id"] == code {
			item["version"], item["platform"] = "9.0.0", platform
			item["preReview"] = map[string]any{"workdays": 1, "elsewhere": true}
			kept = append(kept, item)
		}
	}
	all["items"], all["bundles"], all["guideTests"] = kept, []any{}, []any{}
	text, _ = json.Marshal(all) // what was read can be written
	file := filepath.Join(w.TempDir(), "items.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		w.Fatal(err)
	}
	if out, exit := w.Imports("catalogue", file); exit != 0 {
		w.Fatalf("the item is not taken in: %s", out)
	}
	w.Eventually("the item is published", func() bool {
		_, body, err := w.As("lin").Try(world.Request{Method: "GET", Path: "/items/" + code})
		return err == nil && strings.Contains(string(body), platform)
	})
}
