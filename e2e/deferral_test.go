package e2e

import (
	"net/http"
	"strings"
	"testing"

	"tongban/capability/document/documenttest"
	"tongban/e2e/world"
)

// managers is a paper of a restaurant that may come later: who manages food safety. What the
// city knows of the health of its staff is looked up, and nobody has to bring it.
const managers = "M-STAFF"

// promises uploads what is missing but for that paper, which it promises.
func (d *demoDraft) promises() {
	d.Helper()
	files := map[string]world.File{}
	for _, code := range d.reads().Missing {
		if code != managers {
			files[code] = world.File{Name: "材料.pdf", Content: documenttest.PDF(2)}
		}
	}
	page := d.by.Opens(d.at + "/materials")
	d.legible(page)
	sheet := page.Form(d.at + "/materials")
	filled := sheet.Holds()
	filled.Set("promise."+managers, "1")
	after := sheet.SendsWith(filled, files)
	if held := d.reads(); after.Status != http.StatusOK || !held.Ready {
		d.Fatalf("after the papers: %d %v, missing %v", after.Status, after.Summary(), held.Missing)
	}
	if check := d.by.Opens(d.at + "/check"); !strings.Contains(check.Read(), "容缺受理承诺") {
		d.Errorf("the check page has no commitment: %.900s", check.Read())
	}
}

// deferred is a new case of the restaurant's with that paper promised, accepted.
func deferred(w *world.World) (*demoDraft, string) {
	w.Helper()
	d := begins(w, "yun", restaurant, demoItems(w.T)["food-license"])
	d.fillsIn()
	d.promises()
	no := d.signs()
	if c := w.As("clerk").Accepts(&world.Case{CaseNo: no}); c.AcceptanceBasis != "deferred" {
		w.Errorf("accepted on the basis %q", c.AcceptanceBasis)
	}
	return d, no
}

// owed is what the office reads of the promises in a state.
type owed struct {
	Items []struct{ ID, CaseNo, State, DueOn string }
}

func TestARestaurantBringsAPaperLater(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		d, no := deferred(w)
		seen := d.by.Opens("/cases/" + no)
		d.legible(seen)
		if !strings.Contains(seen.Read(), "容缺待补") {
			t.Errorf("the applicant does not see what is owed: %.900s", seen.Read())
		}
		page := d.by.Opens("/cases/" + no + "/deferral")
		d.legible(page)
		after := page.Form("/cases/" + no + "/deferral").Sends(map[string]world.File{managers: {Name: "考核.pdf", Content: documenttest.PDF(1)}})
		d.legible(after)
		reviewer := w.As("samr-reviewer")
		var list owed
		reviewer.Get("/desk/deferrals?show=check").Is(http.StatusOK).Into(&list)
		if len(list.Items) != 1 || list.Items[0].CaseNo != no {
			t.Fatalf("the office has to look at %+v", list)
		}
		reviewer.Post("/desk/deferrals/"+list.Items[0].ID+"/confirm", world.Fields{"paper": managers}).Is(http.StatusOK).Into(&list.Items[0])
		if list.Items[0].State != "cured" {
			t.Errorf("confirmed, it is %s", list.Items[0].State)
		}
		if seen = d.by.Opens("/cases/" + no); !strings.Contains(seen.Read(), "容缺材料补正凭证") {
			t.Errorf("there is no receipt: %.900s", seen.Read())
		}
		d.legible(seen)
	})
}

func TestARestaurantThatDoesNotBringItLosesItsCase(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		d, no := deferred(w)
		w.Advance("480h")
		w.Eventually("the case has ended", func() bool {
			return strings.Contains(d.by.Opens("/cases/"+no).Read(), "容缺终止告知书")
		})
		d.legible(d.by.Opens("/cases/" + no))
		next := begins(w, "yun", restaurant, demoItems(w.T)["food-license"])
		page := next.by.Opens(next.at + "/materials")
		next.legible(page)
		if !strings.Contains(page.Read(), "您目前不能选择稍后补交") || strings.Contains(strings.Join(page.Form(next.at+"/materials").Names(), " "), "promise.") {
			t.Errorf("a promise is offered to who broke one: %.900s", page.Read())
		}
	})
}
