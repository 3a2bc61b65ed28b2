package ui_test

import (
	"net/url"
	"testing"

	"tongban/ui"
	"tongban/ui/uitest"
)

func mustURL(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestEveryComponentIsGoodInEveryLook(t *testing.T) {
	at, b := serve(t), uitest.Start(t)
	b.EveryLook(t, at+"/ui", func(t *testing.T, look uitest.Look, p *uitest.Page) {
		good(t, p, "guide-"+look.Name, look.Target(false))
	})
}

// good fails the test for whatever is wrong with a page at a glance.
func good(t *testing.T, p *uitest.Page, name string, target int) {
	t.Helper()
	p.Shot(name)
	p.Accessible()
	p.Clean()
	p.Reachable(target)
	p.Fits()
	p.Resize(uitest.Narrow)
	p.Fits()
}

func TestPagesArePutTogetherWell(t *testing.T) {
	at, b := serve(t), uitest.Start(t)
	for _, page := range []string{"home", "form", "done", "desk", "error", "prefs"} {
		for _, look := range uitest.Looks[:2] {
			t.Run(page+" "+look.Name, func(t *testing.T) {
				good(t, b.Open(t, at+"/"+page, uitest.In(look)), page+"-"+look.Name, look.Target(page == "desk"))
			})
		}
	}
}

func TestPagesStayWithinTheBudget(t *testing.T) {
	at, b := serve(t), uitest.Start(t)
	p := b.Open(t, at+"/home")
	p.Within(uitest.Citizen)
	t.Logf("%+v", p.Load())
}

func TestMistakesAreSaidAboveAndBesideTheField(t *testing.T) {
	at, b := serve(t), uitest.Start(t)
	for name, opts := range map[string][]uitest.Option{"with script": nil, "without": {uitest.NoScript()}} {
		t.Run(name, func(t *testing.T) {
			p := b.Open(t, at+"/form", opts...)
			p.Click("首次申请")
			p.Click("继续")
			p.Sees("有 1 处需要修改")
			if got := p.Title(); got != "错误：申请人信息 - 通办" {
				t.Errorf("title is %q", got)
			}
			if got := uitest.Value[string](p, `document.activeElement.getAttribute("role") || document.activeElement.tagName`); got != "alert" {
				t.Errorf("%s has the focus, not the summary", got)
			}
			if got := uitest.Value[string](p, `document.querySelector("[name=name]").getAttribute("aria-invalid")`); got != "true" {
				t.Errorf("aria-invalid is %q", got)
			}
			p.Shot("form-invalid")
			p.Click("请填写姓名")
			if got := p.Focused(); got != "姓名" {
				t.Errorf("the summary leads to %q", got)
			}
			p.Fill("姓名", "林小雨")
			p.Click("继续")
			p.Sees("提交成功")
			p.Clean()
		})
	}
}

func TestAMistakeKeepsTheChosenFile(t *testing.T) {
	at, b := serve(t), uitest.Start(t)
	p := b.Open(t, at+"/form")
	p.Upload("身份证照片", "mark.svg")
	p.Sees("mark.svg")
	p.Click("继续")
	p.Sees("有 2 处需要修改")
	if got := uitest.Value[int](p, `document.querySelector("[type=file]").files.length`); got != 1 {
		t.Errorf("%d files are still chosen", got)
	}
	p.Sees("mark.svg")
}

func TestALostConnectionIsSaidAndNothingIsLost(t *testing.T) {
	at, b := serve(t), uitest.Start(t)
	p := b.Open(t, at+"/form")
	p.Fill("姓名", "林小雨")
	p.Offline(true)
	p.Click("继续")
	p.Sees("没有送达")
	if got := uitest.Value[string](p, `document.querySelector("[name=name]").value`); got != "林小雨" {
		t.Errorf("the name is now %q", got)
	}
	p.Offline(false)
	p.Click("继续")
	p.Sees("有 1 处需要修改")
	p.SeesNot("没有送达")
}

func TestASignatureIsDrawnOrTyped(t *testing.T) {
	at, b := serve(t), uitest.Start(t)
	p := b.Open(t, at+"/sign")
	p.Sees("手写签名")
	drawn := func() int { return uitest.Value[int](p, `document.querySelector("[name='sign.drawn']").value.length`) }
	uitest.Value[int](p, `(() => {
		const pad = document.querySelector("canvas"), r = pad.getBoundingClientRect();
		const at = (kind, x, y) => pad.dispatchEvent(new PointerEvent(kind, {bubbles: true, isPrimary: true, pointerId: 1, button: 0, buttons: kind === "pointerup" ? 0 : 1, clientX: r.x + x, clientY: r.y + y}));
		for (const top of [20, 60]) { at("pointerdown", 20, top); for (let x = 30; x < 200; x += 10) at("pointermove", x, top + x % 30); at("pointerup", 200, top); }
		return 1 })()`)
	if n := drawn(); n < 500 || n > ui.MaxSignature {
		t.Errorf("the drawn signature is %d long", n)
	}
	if !uitest.Value[bool](p, `document.querySelector("[value=drawn]").checked`) {
		t.Error("drawing does not choose to draw")
	}
	p.Shot("sign-drawn")
	once := drawn()
	p.Click("撤销一笔")
	if n := drawn(); n == 0 || n == once {
		t.Errorf("after one stroke was undone %d are left of %d", n, once)
	}
	p.Click("清除重写")
	if n := drawn(); n != 0 {
		t.Errorf("%d are left of what was cleared", n)
	}
	p.Clean()

	p = b.Open(t, at+"/sign", uitest.NoScript())
	p.SeesNot("手写签名")
	p.Fill("签名人姓名", "林晓梅")
	p.Fill("短信验证码", "123456")
	p.Click("继续")
	p.Sees("typed 林晓梅 123456")
}

func TestTheKeyboardReachesEverything(t *testing.T) {
	at, b := serve(t), uitest.Start(t)
	p := b.Open(t, at+"/ui")
	reached := p.TabThrough()
	if len(reached) < 40 || reached[0] != "跳到主要内容" {
		t.Errorf("Tab reaches %d things: %q", len(reached), reached)
	}
	p.Goto(at + "/home")
	p.Press("Tab")
	p.Press("Enter")
	if got := uitest.Value[string](p, `document.activeElement.id`); got != "main" {
		t.Errorf("the skip link leads to %q", got)
	}
}

func TestAReaderChoosesTheLooks(t *testing.T) {
	at, b := serve(t), uitest.Start(t)
	p := b.Open(t, at+"/home?x=1", uitest.NoScript())
	p.Click("长辈版")
	p.Sees("标准版")
	if p.URL() != at+"/home?x=1" {
		t.Errorf("came back to %s", p.URL())
	}
	if got := uitest.Value[string](p, `getComputedStyle(document.documentElement).fontSize`); got != "24px" {
		t.Errorf("the text is %s", got)
	}
	p.Click("English")
	p.Sees("Standard")
	p.Goto(at + "/prefs")
	p.Click("High contrast")
	p.Click("Save")
	if got := uitest.Value[string](p, `document.documentElement.dataset.theme`); got != "gov-contrast" {
		t.Errorf("the theme is %s", got)
	}
}
