package studio

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/kernel/db/dbtest"
)

func TestTheListShowsWhatIsWrongAndIsNarrowedByAddress(t *testing.T) {
	each(t, func(b *bench) {
		editor := b.as("editor")
		editor.sees(editor.get("/admin/items"), 200, "事项管理", "问题在哪里", "道路货物运输驾驶员从业资格证核发", "已发布", "导入", "1.0.0")
		found := editor.get("/admin/items?q=从业资格证")
		editor.sees(found, 200, "道路货物运输驾驶员从业资格证核发", "…010000600001", "11990100MDEM0010X8399010000600001", "本页 1 项", "清除条件")
		if strings.Contains(found.text, "企业设立登记") {
			t.Error("the others are there as well")
		}
		editor.sees(editor.get("/admin/items?q=11990100MDEM0010X8399010000600001"), 200, "本页 1 项")
		editor.sees(editor.get("/admin/items?department=TRANS&state=published"), 200, "云岫市交通运输局")
		editor.sees(editor.get("/admin/items?state=draft"), 200, "没有符合条件的事项", "看全部事项")
		editor.sees(editor.get("/admin/items?state=nonsense&severity=x&rule=y"), 200, "没有符合条件的事项")
		editor.sees(editor.get("/admin/items?after=nonsense"), 422)
	})
}

func TestAPageOfTheListCostsFewReadsAndLittleWeight(t *testing.T) {
	each(t, func(b *bench) {
		editor := b.as("editor")
		editor.get("/admin/items")
		before := b.db.Stats().Reads
		page := editor.get("/admin/items")
		if n := b.db.Stats().Reads - before; n > 4 {
			t.Errorf("%d reads", n)
		}
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		_, _ = z.Write([]byte(page.raw)) // a buffer takes everything
		_ = z.Close()
		if packed.Len() > 60<<10 {
			t.Errorf("%d bytes", packed.Len())
		}
	})
}

func TestNobodyElseLearnsAnything(t *testing.T) {
	each(t, func(b *bench) {
		code := "road-qual"
		for persona, want := range map[string]int{"clerk": 403, "trans-approver": 403, "supervisor": 403, "system-admin": 403, "lin": 403, "": 401} {
			h := b.as(persona)
			for _, address := range []string{
				"/admin/items", "/admin/items/" + code, "/admin/items/none", "/admin/items/" + code + "/edit", "/admin/items/" + code + "/edit/name",
				"/admin/items/" + code + "/suspend", "/admin/items/" + code + "/preview", "/admin/items/" + code + "/discard", "/admin/imports", "/admin/imports/0000000000000", "/admin/imports/0000000000000/rows.csv",
			} {
				page := h.get(address)
				if page.status != want || strings.Contains(page.raw, "道路货物") || strings.Contains(page.raw, "目录.json") {
					t.Errorf("%q, %s: %d %.200q", persona, address, page.status, page.raw)
				}
			}
			for _, address := range []string{"/admin/items/" + code + "/edit/name", "/admin/items/" + code + "/retire"} {
				if page := h.post(address, map[string][]string{"reason": {"x"}}); page.status != want {
					t.Errorf("%q posts to %s: %d", persona, address, page.status)
				}
			}
		}
		if e := b.entry(code); e.Open() || e.Head.State != catalogue.Published {
			t.Errorf("it moved: %+v", e.Head)
		}
	})
}

func TestACorrectionGoesItsWayToThePublic(t *testing.T) {
	each(t, func(b *bench) {
		const code = "road-qual"
		editor, publisher := b.as("editor"), b.as("publisher")
		form := editor.get(itemURL(code, "edit", "conditions"))
		editor.sees(form, 200, "受理条件", "保存为草稿")
		typed := form.form()
		typed.Set("conditions", "年满十八周岁\n年龄不超过60周岁\n\n")
		saved := editor.post(itemURL(code, "edit", "conditions"), typed)
		if saved.status != http.StatusSeeOther || saved.location != itemURL(code, "edit")+"?saved=conditions" {
			t.Fatalf("%d %s %s", saved.status, saved.location, saved.text)
		}
		editor.sees(editor.get(saved.location), 200, "已存为草稿", "提交审核")
		editor.sees(editor.get(itemURL(code)), 200, "草稿", "公众看到的是版本 1.0.0", "1.0.1", "与上一版的不同", "年满十八周岁", "文心怡")
		publisher.sees(publisher.get(itemURL(code)), 200, "草稿", "暂停办理", "以申请人预览")
		publisher.sees(publisher.get(itemURL(code, "preview")), 200, "这是预览", "年满十八周岁", "能不能办")

		b.step(editor, code, catalogue.Submit, "")
		editor.sees(editor.get(itemURL(code, "edit", "name")), 409)
		publisher.sees(publisher.get(itemURL(code, "return")), 200, "这一版回到作者手里")
		publisher.sees(publisher.does(code, catalogue.Return, " "), 422, "需要修改")
		b.step(publisher, code, catalogue.Return, "请写明哪一年的规定")
		editor.sees(editor.get(itemURL(code)), 200, "被退回修改", "请写明哪一年的规定")
		b.step(editor, code, catalogue.Submit, "")
		b.step(publisher, code, catalogue.Review, "")
		publisher.sees(publisher.get(itemURL(code, "publish")), 200, "已经提交的办件仍按提交时的版本办完", "版本 1.0.0被替换", "文心怡")
		done := b.step(publisher, code, catalogue.Publish, "")
		publisher.sees(publisher.get(done.location), 200, "已发布，公众现在看到的就是这一版", "文心怡编写，卓一然发布")
		item, err := b.catalogue.Published(b.Context(), code)
		if err != nil || !slices.Equal(item.Conditions, []string{"年满十八周岁", "年龄不超过60周岁"}) || item.Version != "1.0.1" {
			t.Fatalf("%v %+v", err, item)
		}
	})
}

// step takes a step that has to succeed.
func (b *bench) step(h hand, code string, event catalogue.Event, reason string) page {
	b.Helper()
	page := h.does(code, event, reason)
	if page.status != http.StatusSeeOther {
		b.Fatalf("%s: %d %s", event, page.status, page.text)
	}
	return page
}

func TestWhoWroteAVersionDoesNotPublishIt(t *testing.T) {
	each(t, func(b *bench) {
		const code = "road-qual"
		both := b.as("editor")
		both.who.Roles = []actor.Role{actor.Editor, actor.Publisher}
		b.drafts(both, code, "conditions", "conditions", "只有一条")
		b.step(both, code, catalogue.Submit, "")
		if page := both.get(itemURL(code, "review")); page.status != 403 {
			t.Errorf("reviews their own: %d", page.status)
		}
		b.step(b.as("publisher"), code, catalogue.Review, "")
		both.sees(both.get(itemURL(code)), 200, "不能由您发布。请另一位有发布权限的同事发布")
		if page := both.get(itemURL(code, "publish")); page.status != 403 {
			t.Errorf("publishes their own: %d", page.status)
		}
		if page := both.post(itemURL(code, "publish"), map[string][]string{"version": {b.entry(code).Head.VersionID.String()}, "state": {"reviewed"}}); page.status != 403 {
			t.Errorf("publishes their own: %d", page.status)
		}
	})
}

// drafts saves one field of a topic.
func (b *bench) drafts(h hand, code, topic, field, value string) {
	b.Helper()
	form := h.get(itemURL(code, "edit", topic)).form()
	form.Set(field, value)
	if page := h.post(itemURL(code, "edit", topic), form); page.status != http.StatusSeeOther {
		b.Fatalf("%s: %d %s", field, page.status, page.text)
	}
}

func TestSendingTwiceIsSendingOnce(t *testing.T) {
	each(t, func(b *bench) {
		const code = "road-qual"
		editor, publisher := b.as("editor"), b.as("publisher")
		form := editor.get(itemURL(code, "edit", "place")).form()
		form.Set("hours", "每天 8:00")
		first, second := editor.post(itemURL(code, "edit", "place"), form), editor.post(itemURL(code, "edit", "place"), form)
		if first.status != http.StatusSeeOther || second.status != http.StatusSeeOther {
			t.Fatalf("saved: %d, again: %d %s", first.status, second.status, second.text)
		}
		asked := publisher.get(itemURL(code, "suspend")).form()
		asked.Set("reason", "系统升级")
		first, second = publisher.post(itemURL(code, "suspend"), asked), publisher.post(itemURL(code, "suspend"), asked)
		if first.status != http.StatusSeeOther || second.status != http.StatusSeeOther {
			t.Fatalf("suspended: %d, again: %d %s", first.status, second.status, second.text)
		}
		publisher.sees(publisher.get(itemURL(code)), 200, "草稿", "恢复办理")
	})
}

func TestWhatWasTypedSurvivesAColleagueWhoWasFaster(t *testing.T) {
	each(t, func(b *bench) {
		const code = "road-qual"
		editor, publisher := b.as("editor"), b.as("publisher")
		mine := editor.get(itemURL(code, "edit", "place")).form()
		b.drafts(editor, code, "name", "name", "道路货运从业资格证核发") // in another window
		mine.Set("hours", "我输入的时间")
		page := editor.post(itemURL(code, "edit", "place"), mine)
		editor.sees(page, 409, "您输入的内容还在下面", "我输入的时间")
		again := page.form()
		if again.Get("hours") != "我输入的时间" {
			t.Errorf("typed %q", again.Get("hours"))
		}
		if page := editor.post(itemURL(code, "edit", "place"), again); page.status != http.StatusSeeOther {
			t.Errorf("sent again after a look: %d %s", page.status, page.text)
		}
		if item := b.entry(code).Item; item.Name != "道路货运从业资格证核发" || item.Hours != "我输入的时间" {
			t.Errorf("one change undid the other: %s, %s", item.Name, item.Hours)
		}
		b.step(editor, code, catalogue.Submit, "")
		asked := publisher.get(itemURL(code, "return")).form()
		b.step(publisher, code, catalogue.Review, "")
		asked.Set("reason", "我写的理由")
		stale := publisher.post(itemURL(code, "return"), asked)
		if stale.status != http.StatusSeeOther && (stale.status != 409 || !strings.Contains(stale.text, "我写的理由")) {
			t.Errorf("%d %s", stale.status, stale.text)
		}
	})
}

func TestRowsComeAndGoWithoutSaving(t *testing.T) {
	each(t, func(b *bench) {
		const code = "road-qual"
		editor := b.as("editor")
		form := editor.get(itemURL(code, "edit", "materials")).form()
		form.Set("do", "add")
		page := editor.post(itemURL(code, "edit", "materials"), form)
		editor.sees(page, 200, "材料 6")
		form = page.form()
		form.Set("materials[5].name", "体检表")
		form.Set("do", "remove 0")
		page = editor.post(itemURL(code, "edit", "materials"), form)
		editor.sees(page, 200, "材料 5")
		if b.entry(code).Open() {
			t.Fatal("something was saved")
		}
		form = page.form()
		form.Set("do", "save")
		form.Set("materials[4].necessity", "conditional")
		editor.sees(editor.post(itemURL(code, "edit", "materials"), form), 422, "有 1 处需要修改", "“视情况”要有情形来决定")
		form.Set("materials[4].necessity", "optional")
		if page := editor.post(itemURL(code, "edit", "materials"), form); page.status != http.StatusSeeOther {
			t.Fatalf("%d %s", page.status, page.text)
		}
		var names []string
		for _, m := range b.entry(code).Item.Materials {
			names = append(names, m.Name)
		}
		if len(names) != 5 || names[4] != "体检表" || names[0] != "机动车驾驶证" {
			t.Errorf("materials %q", names)
		}
	})
}

func TestFindingsStandAtTheirFieldAfterSaving(t *testing.T) {
	each(t, func(b *bench) {
		const code = "road-qual"
		editor := b.as("editor")
		form := editor.get(itemURL(code, "edit", "visits")).form()
		form.Set("onSiteVisits", "2")
		saved := editor.post(itemURL(code, "edit", "visits"), form)
		if saved.location != itemURL(code, "edit", "visits")+"?saved=1" {
			t.Fatalf("%d %s", saved.status, saved.location)
		}
		page := editor.get(saved.location)
		editor.sees(page, 200, "已存为草稿", "需到现场 2 次，却没有写明必须到现场的原因")
		if !strings.Contains(page.raw, `href="#f-onSiteReason"`) || !strings.Contains(page.raw, `id="f-onSiteReason"`) {
			t.Error("the finding does not lead to its field")
		}
		editor.sees(editor.get("/admin/items?rule=visit-reason"), 200, "本页 1 项", "2 处错误")
		editor.sees(editor.get(itemURL(code)), 200, "需到现场 2 次", "2 处错误")
	})
}

func TestHostileInputIsShownAndNeverRun(t *testing.T) {
	each(t, func(b *bench) {
		const code = "road-qual"
		editor := b.as("editor")
		for _, hostile := range []string{"<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "مرحبا بالعالم", "👨‍👩‍👧 家庭", "破\xff\xfe碎"} {
			b.drafts(editor, code, "place", "place", hostile)
			page := editor.get(itemURL(code))
			if page.status != 200 || strings.Contains(page.raw, "<script>alert") || strings.Contains(page.raw, "<img src=x") {
				t.Errorf("%q: %d", hostile, page.status)
			}
		}
		if place := b.entry(code).Item.Place; place != "破\ufffd碎" && place != "破\ufffd\ufffd碎" {
			t.Errorf("kept %q", place)
		}
		form := editor.get(itemURL(code, "edit", "place")).form()
		form.Set("place", strings.Repeat("长", 100_000))
		editor.sees(editor.post(itemURL(code, "edit", "place"), form), 422, "太长了，最多 20000 个字")
		form.Set("place", strings.Repeat("x", 2<<20))
		if page := editor.post(itemURL(code, "edit", "place"), form); page.status != 413 {
			t.Errorf("2 MB: %d %s", page.status, page.text)
		}
		for _, address := range []string{"/admin/items/road-qual/edit/nothing", "/admin/items/road-qual/adopt", "/admin/items/none", "/admin/items/%FF"} {
			if page := editor.get(address); page.status != 404 {
				t.Errorf("%s: %d %s", address, page.status, page.text)
			}
		}
	})
}

func TestSuspendingAndRetiringSayWhatHappens(t *testing.T) {
	each(t, func(b *bench) {
		const code = "road-qual"
		publisher := b.as("publisher")
		publisher.sees(publisher.get(itemURL(code, "suspend")), 200, "没有提交的草稿保留", "会显示给公众")
		publisher.sees(publisher.does(code, catalogue.Suspend, ""), 422, "需要修改")
		b.step(publisher, code, catalogue.Suspend, "系统升级")
		publisher.sees(publisher.get(itemURL(code)), 200, "暂停办理，公众不能申请", "系统升级", "恢复办理")
		b.step(publisher, code, catalogue.Resume, "")
		publisher.sees(publisher.get(itemURL(code, "retire")), 200, "事项永久停止办理，不能恢复")
		b.step(publisher, code, catalogue.Retire, "法律修改")
		publisher.sees(publisher.get(itemURL(code)), 200, "已经取消，不再办理", "法律修改")
		editor := b.as("editor")
		editor.sees(editor.get(itemURL(code, "edit")), 409)
		if page := publisher.get(itemURL(code, "resume")); page.status != 409 {
			t.Errorf("a retired item: %d", page.status)
		}
	})
}

func TestADraftIsThrownAwayByItsAuthorOrAPublisher(t *testing.T) {
	each(t, func(b *bench) {
		const code = "road-qual"
		editor, publisher := b.as("editor"), b.as("publisher")
		b.drafts(editor, code, "name", "name", "改了名称")
		other := b.as("editor")
		other.who.ID = "0000000000000"
		if page := other.get(itemURL(code, "discard")); page.status != 403 {
			t.Errorf("another editor: %d", page.status)
		}
		other.sees(other.get(itemURL(code, "edit")), 409)
		asked := publisher.get(itemURL(code, "discard"))
		publisher.sees(asked, 200, "这一版的全部改动不能恢复", "文心怡")
		for range 2 {
			if page := publisher.post(itemURL(code, "discard"), asked.form()); page.status != http.StatusSeeOther {
				t.Fatalf("%d %s", page.status, page.text)
			}
		}
		publisher.sees(publisher.get(itemURL(code)), 200, "道路货物运输驾驶员从业资格证核发", "已发布")
		if page := publisher.get(itemURL(code, "discard")); page.status != 409 {
			t.Errorf("nothing to throw away: %d", page.status)
		}
	})
}

func TestImportsAreListedWithTheirRows(t *testing.T) {
	each(t, func(b *bench) {
		editor := b.as("editor")
		list := editor.get("/admin/imports")
		editor.sees(list, 200, "导入记录", "目录.json", "已生效", "未导入 0")
		runs, _, err := b.intake.Imports(actor.With(b.Context(), editor.who), 0)
		if err != nil || len(runs) != 1 {
			t.Fatalf("%v %d", err, len(runs))
		}
		address := importURL(runs[0].ID, "")
		editor.sees(editor.get(address), 200, "目录.json", "逐行结果", "道路货物运输驾驶员从业资格证核发", "新增", "导入时发现的问题")
		editor.sees(editor.get(address+"?outcome=refused"), 200, "没有这样的行")
		table := editor.get(importURL(runs[0].ID, "/rows.csv"))
		if !strings.HasPrefix(table.raw, "\ufeff序号") || strings.Count(table.raw, "\r\n") != 1+runs[0].Count[catalogue.Added] {
			t.Errorf("%.200q", table.raw)
		}
		editor.sees(editor.get("/admin/imports/nonsense"), 404)
	})
}

// Two thousand items are as quick to list as twenty.
func TestManyItemsArePagedByKey(t *testing.T) {
	b := world(t, dbtest.SQLite(t))
	editor := b.as("editor")
	seen := map[string]bool{}
	for address := "/admin/items"; address != ""; {
		page := editor.get(address)
		next := ""
		for n := range page.root.Descendants() {
			if n.Data != "a" {
				continue
			}
			if href := attr(n, "href"); attr(n, "rel") == "next" {
				next = href
			} else if code, ok := strings.CutPrefix(href, "/admin/items/"); ok {
				if seen[code] {
					t.Errorf("%s is listed twice", code)
				}
				seen[code] = true
			}
		}
		address = next
	}
	if len(seen) < 20 {
		t.Error(fmt.Sprint(len(seen), " items"))
	}
}
