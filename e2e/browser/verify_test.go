package browser

import (
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tongban/e2e/world"
	"tongban/ui/uitest"
)

// issued returns a licence that has been granted and delivered.
func issued(c *city) world.Licence {
	mine := decidable(c)
	c.As("trans-approver").Grants(mine)
	c.As("clerk").Delivers(mine)
	return c.As("lin").LicenceOf(mine)
}

// TestAnybodyChecksALicence holds J8: nobody has signed in and nothing runs in the
// page.
func TestAnybodyChecksALicence(t *testing.T) {
	c := visit(t)
	licence := issued(c)
	pdf := file(t, c, licence)
	h := c.as(t, "", "/verify", uitest.NoScript())

	h.Fill("核验码", licence.Code)
	h.Click("核验")
	shows(t, h, "有效", "林*华", "云岫市交通运输局", "核验时间", "有效期", "文件指纹")
	h.SeesNot("林晓华")
	h.SeesNot("99010319900615011X")

	h.To("/verify")
	h.Fill("核验码", "7K2MQ4XW9D0RTGBH3Z6S")
	h.Click("核验")
	shows(t, h, "查无此证", "不要采信")

	h.To("/verify")
	h.Fill("核验码", "123")
	h.Click("核验")
	mistaken(t, h, 1)

	h.To("/verify")
	h.Upload("证照文件", pdf)
	h.Click("核验文件")
	shows(t, h, "文件真实，未被改动", "林*华")

	phone := c.as(t, "", scanned(t, drawnOn(t, pdf)), uitest.NoScript(), uitest.Width(390))
	shows(t, phone, "有效", "林*华", "云岫市交通运输局")

	onScreen := heldOut(t, c, licence)
	revoke(c, licence)
	h.To("/verify/" + licence.Code)
	shows(t, h, "已吊销", "不能再使用")
	phone.To(onScreen)
	shows(t, phone, "已吊销", "使用记录")
	h.Clean()
}

// heldOut has lin hold the licence out three times: one checker reads the first code,
// another finds it used, and a third is still on her screen.
func heldOut(t *testing.T, c *city, l world.Licence) string {
	t.Helper()
	mine := c.as(t, "lin", "/licences/"+l.ID, uitest.Width(390))
	mine.Click("亮证")
	mine.Sees("请查验人员扫码")
	mine.Fits()
	mine.Accessible()
	mine.Shot("show")
	first := scanned(t, onScreen(t, mine))
	checker := c.as(t, "", first, uitest.NoScript(), uitest.Width(390))
	shows(t, checker, "有效", "林*华", "使用记录")
	checker.To(first)
	checker.Sees("有效")
	shows(t, c.as(t, "", first, uitest.NoScript()), "亮证码已被使用", "换一个新码")
	shows(t, c.as(t, "", "/show/"+strings.Repeat("A", 64), uitest.NoScript()), "不是本平台的亮证码")

	mine.To("/licences/" + l.ID + "/copy")
	mine.Fill("用途", "云岫银行办理住房贷款")
	mine.Click("生成副本")
	mine.Sees("副本已生成")
	mine.Shot("copy-made")
	mine.To("/licences/" + l.ID + "/uses")
	mine.Sees("亮证，被查验")
	mine.Sees("用途：云岫银行办理住房贷款")
	mine.Shot("uses")

	desk := c.as(t, "lin", "/licences/"+l.ID+"/show", uitest.NoScript())
	before := scanned(t, onScreen(t, desk))
	desk.Click("换一个新码")
	after := scanned(t, onScreen(t, desk))
	if before == after {
		t.Error("without script the code stays the same")
	}
	return after
}

// onScreen is a picture of what a screen shows.
func onScreen(t *testing.T, h *hand) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "screen.png")
	h.Picture(path)
	return path
}

// drawnOn is a picture of a PDF's first page.
func drawnOn(t *testing.T, pdf string) string {
	t.Helper()
	picture := filepath.Join(t.TempDir(), "page")
	if out, err := exec.CommandContext(t.Context(), "pdftoppm", "-r", "200", "-png", "-singlefile", pdf, picture).CombinedOutput(); err != nil {
		t.Fatalf("pdftoppm: %v %s", err, out)
	}
	return picture + ".png"
}

// scanned reads the QR code of a picture as a telephone does, and returns the address on
// this city without the part that a browser keeps to itself.
func scanned(t *testing.T, picture string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "zbarimg", "--quiet", "--raw", picture).Output()
	if err != nil {
		t.Fatalf("zbarimg: %v", err)
	}
	address, err := url.Parse(strings.TrimSpace(string(out)))
	if err != nil {
		t.Fatal(err)
	}
	return address.RequestURI()
}

// shows checks a page that says how a check ended.
func shows(t *testing.T, h *hand, texts ...string) {
	t.Helper()
	for _, text := range texts {
		h.Sees(text)
	}
	has(t, h, "search engines stay away", `document.querySelector("meta[name=robots]").content.includes("noindex")`)
	has(t, h, "an icon stands beside the words", `document.querySelector(".outcome svg") !== null`)
	h.Shot("verify-" + texts[0])
}

// file fetches the licence's file.
func file(t *testing.T, c *city, l world.Licence) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "licence.pdf")
	if err := os.WriteFile(path, c.As("lin").Get("/licences/"+l.ID+"/file").Is(http.StatusOK).Body, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// revoke takes the licence away for an offence.
func revoke(c *city, l world.Licence) {
	var waits struct{ Proposal struct{ ID string } }
	c.As("trans-approver").Post("/desk/licences/"+l.ID+"/revoke", world.Fields{
		"kind": "revoke", "reason": "倒卖从业资格证", "legalBasis": "道路运输条例第六十五条",
	}).Is(http.StatusAccepted).Into(&waits)
	c.As("trans-head").Post("/desk/licences/"+l.ID+"/proposals/"+waits.Proposal.ID, world.Fields{"agree": true}).Is(http.StatusOK)
}
