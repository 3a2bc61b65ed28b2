package browser

import (
	"io"
	"net/http"
	"regexp"
	"testing"
)

const agree = "我已阅读以上告知，同意按此使用我的个人信息办理这件事"

// sign agrees to the notice of use and signs as name: drawn where there is script,
// typed with a code of the demo's outbox where there is none, which nobody gets twice in
// a minute.
func (h *hand) sign(t *testing.T, name string) {
	t.Helper()
	h.Click(agree)
	if h.Scripted() {
		h.Draw(name)
		return
	}
	h.SeesNot("手写签名")
	h.Fill("签名人姓名", name)
	h.Click("发送验证码")
	h.Sees("验证码已发到")
	h.Fill("签名人姓名", name)
	h.Fill("短信验证码", h.city.lastCode(t))
}

// Draw signs in a box, which is a click too.
func (h *hand) Draw(name string) {
	h.clicks++
	h.Page.Draw("请" + name + "在这里签名")
}

var code = regexp.MustCompile(`正在签名提交申请，验证码 (\d{6})`)

// lastCode reads the newest code of the demo's outbox.
func (c *city) lastCode(t *testing.T) string {
	t.Helper()
	answer, err := http.Get(c.url("/demo/outbox"))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	found := code.FindSubmatch(page)
	if found == nil {
		t.Fatalf("no code in the outbox: %s", page)
	}
	return string(found[1])
}
