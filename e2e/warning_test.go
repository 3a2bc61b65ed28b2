package e2e

import (
	"net/http"
	"strings"
	"testing"

	"tongban/e2e/world"
)

// TestAWarningLeavesTheApprovalToAPerson hands a stranger's photograph in with an application
// that rules would approve at once: they refer it and say why, and a person approves it all the
// same.
func TestAWarningLeavesTheApprovalToAPerson(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		theirs := w.As("lin").HandsIn("road-qual")
		d := begins(w, "elder", "", demoItems(t)["elder-card"])
		d.fillsIn()
		d.uploads()
		sheet := d.by.Opens(d.at + "/materials").Form(d.at + "/materials")
		d.legible(sheet.Sends(map[string]world.File{"M-PHOTO": {Name: "照片.jpg", Content: world.Photo().Content}}))
		no := d.signs()
		page := d.by.Opens("/cases/" + no)
		d.legible(page)
		if !strings.Contains(page.Read(), "有需要工作人员核实的情况") {
			t.Fatalf("nobody says why it was referred: %.1500s", page.Read())
		}
		warned := func(who, no string) (list struct {
			Items []struct{ Kind, State, Reason string }
		}) {
			w.As(who).Get("/desk/cases/" + no + "/warnings").Is(http.StatusOK).Into(&list)
			return list
		}
		for who, of := range map[string]string{"civil-reviewer": no, "trans-reviewer": theirs.CaseNo} {
			w.Eventually(who+" is told", func() bool { return len(warned(who, of).Items) == 1 })
			if one := warned(who, of).Items[0]; one.Kind != "picture" || one.State != "open" || one.Reason == "" {
				t.Errorf("%s is told %+v", who, one)
			}
		}
		w.Logf("referred with the reason, both reviewers read: %s", warned("civil-reviewer", no).Items[0].Reason)
		if c := w.As("clerk").Does("grant-at-once", &world.Case{CaseNo: no}, world.Fields{"method": "electronic"}); c.State != "COMPLETED" {
			t.Errorf("approved by a person it is %s", c.State)
		}
	})
}
