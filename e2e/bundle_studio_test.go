package e2e

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"tongban/e2e/world"
)

// retirement is the bundle that is made in the studio.
const retirement = "/admin/bundles/retirement"

// office is somebody at the pages of the studio, without script.
type office struct {
	w *world.World
	b *world.Browser
}

// does opens a page, fills some boxes of its form to an address and sends it. What comes back
// has to be a page without mistakes.
func (d office) does(page, action string, changes url.Values) *world.Screen {
	d.w.Helper()
	s := d.tries(page, action, changes)
	if s.Status != http.StatusOK || len(s.Summary()) > 0 {
		d.w.Fatalf("%s: %d %v %.900s", action, s.Status, s.Summary(), s.Read())
	}
	return s
}

func (d office) tries(page, action string, changes url.Values) *world.Screen {
	d.w.Helper()
	form := d.b.Opens(page).Form(action)
	filled := form.Holds()
	for name, values := range changes {
		filled[name] = values
	}
	return form.Posts(filled)
}

// sees demands words of a page.
func (d office) sees(path string, words ...string) *world.Screen {
	d.w.Helper()
	s := d.b.Opens(path)
	for _, word := range words {
		if !strings.Contains(s.Read(), word) {
			d.w.Errorf("%s does not say %q: %.1500s", path, word, s.Read())
		}
	}
	return s
}

// TestAFourthBundleIsMadeInTheStudio makes 退休“一件事” by the pages' forms alone, settles what
// clashes, and has a second person publish it.
func TestAFourthBundleIsMadeInTheStudio(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		editor, publisher := office{w, w.Browses("editor")}, office{w, w.Browses("publisher")}
		editor.does("/admin/bundles", "/admin/bundles", url.Values{"name": {"退休“一件事”"}, "lead": {"HRSS"}, "code": {"retirement"}})
		editor.composes()
		editor.settles()
		publisher.sees(retirement, "可以发布")
		if s := editor.b.Visits(retirement + "/decide/publish"); s.Status != http.StatusForbidden {
			t.Errorf("who wrote it may publish it: %d", s.Status)
		}
		publisher.publishes()
		publisher.sees(retirement, "正在办理 第 1 版")
		publisher.sees(retirement+"/versions", "第 1 版", "卓一然", "人社局报来")
		if s := editor.b.Opens(retirement + "/preview?b_q1=true"); !strings.Contains(s.Read(), "老年人优待证办理") || !strings.Contains(s.Read(), "分开办") {
			t.Errorf("the preview leaves out what was chosen: %.900s", s.Read())
		}
		isFollowed(w)
	})
}

// composes picks what people who retire apply for, writes the question that chooses, and says
// how the components' own questions are answered.
func (d office) composes() {
	d.w.Helper()
	components, questions := retirement+"/edit/components", retirement+"/edit/questions"
	d.does(components+"?q="+url.QueryEscape("社会保障卡"), components, url.Values{"do": {"add:ss-card"}})
	d.does(components+"?q="+url.QueryEscape("优待证"), components, url.Values{"do": {"add:elder-card"}})
	nobody := url.Values{"do": {"external"}, "external.name": {"住房公积金离退休提取"}, "external.department": {""}}
	if s := d.tries(components, components, nobody); s.Status < http.StatusBadRequest || !strings.Contains(s.Read(), "请填写") {
		d.w.Errorf("a component that nobody does: %d", s.Status)
	}
	nobody.Set("external.department", "市住房公积金管理中心")
	d.does(components, components, nobody)
	d.does(questions, questions, url.Values{"do": {"add"}, "text": {"您满65周岁了吗？"}, "type": {"bool"}})
	d.does(components+"/elder-card", components+"/elder-card", url.Values{"required": {"no"}, "when": {"b_q1|eq|true"}, "how.q_region": {"v:true"}})
	d.does(components+"/ss-card", components+"/ss-card", url.Values{"required": {"yes"}})
	d.does(components+"/external-1", components+"/external-1", url.Values{"required": {"yes"}, "depends": {"ss-card"}})
	d.sees(components, "住房公积金离退休提取：等“社会保障卡申领”办好再开始", "“您满65周岁了吗？”答“是”")
	d.does(components+"/ss-card", components+"/ss-card", url.Values{"depends": {"external-1"}})
	d.sees(retirement, "互为前置", "还不能发布")
	d.does(components+"/ss-card", components+"/ss-card", url.Values{"depends": nil})
}

// settles ends every clash at the page it leads to, says what need not be asked, and makes one
// of the papers that are the same.
func (d office) settles() {
	d.w.Helper()
	form, papers := retirement+"/edit/form", retirement+"/edit/papers"
	page := d.sees(form, "要定的冲突（4）", "持卡人姓名：名称不一样", "必填")
	for element, settled := range map[string]url.Values{
		"holder.name": {"label": {"姓名"}, "take": {"ss-card"}}, "holder.idNumber": {"label": {"身份证号"}, "take": {"ss-card"}},
		"holder.photo": {"label": {"证件照"}, "take": {"ss-card"}},
	} {
		at := form + "/" + element
		if !slices.Contains(page.Links(), at) {
			d.w.Errorf("nothing leads to %s: %v", at, page.Links())
		}
		settled.Set("do", "settle")
		d.does(at, at, settled)
	}
	d.sees(form, "没有冲突")
	minor := form + "/holder.minor"
	d.does(minor, minor, url.Values{"do": {"supply"}, "s.way": {"value"}, "s.value": {"false"}})
	d.sees(form, "固定为“否”")
	d.does(papers, papers, url.Values{"do": {"join"}, "name": {"本人身份证件"}, "paper": {"ss-card.M-ID", "elder-card.M-ID"}})
	if d.sees(retirement, "一套材料"); !strings.Contains(d.b.Opens(papers).Read(), "老年人优待证办理：身份证件") {
		d.w.Error("the joint paper does not say what it stands for")
	}
	d.does(papers, papers, url.Values{"do": {"settle:M-J1"}, "name.M-J1": {"本人身份证件"}, "take.M-J1": {"ss-card"}})
	basics := retirement + "/edit/basics"
	if s := d.tries(basics, basics, url.Values{"days": {"很快"}}); s.Status < http.StatusBadRequest {
		d.w.Errorf("a promise that is no number: %d", s.Status)
	}
	d.does(basics, basics, url.Values{"summary": {"社保卡、老年人优待证、公积金提取，一次申请。"}, "days": {"15"}, "same": {"holder.idNumber"}})
}

// publishes is the second person.
func (d office) publishes() {
	d.w.Helper()
	at := retirement + "/decide/publish"
	if s := d.tries(at, at, url.Values{"reason": {""}}); s.Status < http.StatusBadRequest || !strings.Contains(s.Read(), "请写明原因") {
		d.w.Errorf("published without a reason: %d", s.Status)
	}
	d.does(at, at, url.Values{"reason": {"人社局报来，核对过各事项"}})
}

// isFollowed has a citizen go to its end through what officials have made at the studio's pages.
func isFollowed(w *world.World) {
	w.Helper()
	d := begins(w, "elder", "", demoItem{ID: "retirement", Name: "退休“一件事”"}, url.Values{"b_q1": {"true"}})
	if asked := len(d.reads().Fields); asked > 8 {
		w.Errorf("%d answers are asked of somebody whom the city knows", asked)
	}
	chosen := url.Values{"holder_occupation": {"2"}, "account_bank": {"psbc"}, "holder_byProxy": {"false"}}
	for _, topic := range d.topics() {
		form := d.by.Opens(d.at + "/" + topic).Form(d.at + "/" + topic)
		filled := form.Holds()
		for _, name := range form.Names() {
			if options := append(chosen[name], form.Options(name)...); filled.Get(name) == "" && len(options) > 0 {
				filled.Set(name, options[0])
			}
		}
		if after := form.Posts(filled); after.Status != http.StatusOK {
			w.Errorf("%s: %d %v", topic, after.Status, after.Summary())
		}
	}
	d.uploads()
	no := d.signsJoint()
	d.isFinished(no, "external-1")
	for code, state := range d.run(no).states() {
		if !slices.Contains(good, state) {
			w.Errorf("%s is %s", code, state)
		}
	}
}
