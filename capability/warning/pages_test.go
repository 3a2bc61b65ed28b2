package warning

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tongban/capability/casework"
	"tongban/capability/casework/caseworktest"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
)

// The pages say why, lead to cases their reader may open, and take an answer with one click.
func TestReviewersReadWarningsAndAnswerThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := world(t, d)
		site := caseworktest.Open(b.World, b.Service.Module())
		same := func(a *casework.Arrival) { a.Values["holderId"] = "99010319900615011X" }
		other := b.hands(someone(), same)
		f := b.hands(someone(), same, func(a *casework.Arrival) { a.Values["area"], a.Values["building"] = "180", "150" })
		w, area := b.one(f, Number), b.one(f, Contradiction)
		address := "/desk/warnings/" + w.ID.String()
		site.Sees(reviewer, "/desk/warnings", "身份证号", "使用面积大于建筑面积")
		site.Sees(reviewer, address, "与同一事项另外 1 件在办申请相同", other.Case.ShortNo, "待核实", "不作任何决定")
		site.Sees(reviewer, "/desk/warnings/"+area.ID.String(), "使用面积大于建筑面积", "本次填写", "180")
		if answer, _ := site.Asks(stranger, "zh", http.MethodGet, address, nil); answer.StatusCode != http.StatusNotFound {
			t.Errorf("another department: %s", answer.Status)
		}
		if answer, read := site.Posts(reviewer, address, url.Values{"answer": {"handle"}}); answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(read, "请写明怎样处理的") {
			t.Errorf("%s %s", answer.Status, read)
		}
		if panel := b.panel(site, reviewer, f); !strings.Contains(panel, "待核实") || !strings.Contains(panel, "已处理") || strings.Contains(panel, "990103") {
			t.Errorf("the panel reads %s", panel)
		}
		if panel := b.panel(site, caseworktest.Window, f); !strings.Contains(panel, "2 条风险提示") || strings.Contains(panel, "面积") {
			t.Errorf("the window's panel reads %s", panel)
		}
		if line := site.Panel(reviewer, casework.WorklistPlace); !strings.Contains(line, "3 条风险提示待核实") {
			t.Errorf("the worklist reads %s", line)
		}
		if answer, _ := site.Posts(reviewer, address, url.Values{"answer": {"clear"}}); answer.StatusCode != http.StatusSeeOther || answer.Header.Get("Location") != "/desk/cases/"+f.Case.No+"#warnings" {
			t.Errorf("%s %s", answer.Status, answer.Header.Get("Location"))
		}
		if panel := b.panel(site, reviewer, f); !strings.Contains(panel, "赵磊 于") {
			t.Errorf("after the answer the panel reads %s", panel)
		}
	})
}

// panel is what who reads of warnings on the page of f.
func (b bench) panel(site caseworktest.Site, who actor.Actor, f *casework.File) string {
	b.Helper()
	return site.PanelOn(who, casework.DeskPlace, casework.ShownCase{File: f, Desk: true})
}

func TestAdministratorsSetWhatIsLookedFor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := world(t, d)
		site := caseworktest.Open(b.World, b.Service.Module())
		site.Sees(admin, "/admin/warnings", "同一地址", "尚无答复", "矛盾条件")
		site.Sees(overseer, "/admin/warnings", "同一地址")
		site.Sees(admin, "/admin/warnings/picture", "相似度", "97")
		site.Sees(admin, "/admin/warning-rules", "使用面积大于建筑面积", "所有事项")
		site.Sees(admin, "/admin/warning-rules/common.area", "只能启用或者停用")
		for _, address := range []string{"/admin/warnings", "/admin/warnings/picture", "/admin/warning-rules"} {
			if answer, _ := site.Asks(reviewer, "zh", http.MethodGet, address, nil); answer.StatusCode != http.StatusForbidden {
				t.Errorf("a reviewer at %s: %s", address, answer.Status)
			}
		}
		if answer, read := site.Posts(admin, "/admin/warnings/address", url.Values{"on": {"on"}, "least": {"one"}, "days": {"365"}, "version": {"0"}}); answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(read, "2 到 200") {
			t.Errorf("%s %s", answer.Status, read)
		}
		if answer, read := site.Posts(admin, "/admin/warnings/address", url.Values{"least": {"30"}, "days": {"90"}, "version": {"0"}}); answer.StatusCode != http.StatusSeeOther {
			t.Errorf("%s %s", answer.Status, read)
		}
		rule := url.Values{"name": {"large"}, "holds": {`form["place.area"] > 1000.0`}, "says": {"面积太大"}, "saysEn": {"Too large"}}
		if answer, read := site.Posts(admin, "/admin/warning-rules", rule); answer.StatusCode != http.StatusSeeOther {
			t.Errorf("%s %s", answer.Status, read)
		}
		site.Sees(admin, "/admin/warning-rules/large", "面积太大")
		rule.Set("holds", "form[")
		if answer, read := site.Posts(admin, "/admin/warning-rules/large", rule); answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(read, "写得不对") {
			t.Errorf("%s %s", answer.Status, read)
		}
	})
}
