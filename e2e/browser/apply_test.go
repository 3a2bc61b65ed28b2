package browser

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"tongban/ui/uitest"
)

// most is how many clicks lie at most between the home page and 提交成功.
const most = 12

const item = "道路货物运输驾驶员从业资格证核发"

// TestSomebodyAppliesOnAnyScreenWithAndWithoutScript goes the whole way from the home
// page to the receipt (J1, A1).
func TestSomebodyAppliesOnAnyScreenWithAndWithoutScript(t *testing.T) {
	t.Parallel()
	for _, width := range []int{uitest.Phone, uitest.Desktop} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			c := visit(t)
			for name, opts := range scripts {
				t.Run(name, func(t *testing.T) {
					h := c.as(t, "lin", "/", append(opts, uitest.Width(width))...)
					no := apply(t, h)
					if h.clicks > most {
						t.Errorf("%d clicks to 提交成功, want at most %d", h.clicks, most)
					}
					t.Logf("%d clicks from the home page to 提交成功 %s", h.clicks, no)
					looksAfter(t, h, no)
					h.Clean()
				})
			}
		})
	}
}

// scripts are the two ways in which everything must work.
var scripts = map[string][]uitest.Option{"with script": nil, "without script": {uitest.NoScript()}}

// apply goes from the home page to 提交成功 and returns the number of the case.
func apply(t *testing.T, h *hand) string {
	t.Helper()
	h.Fill("查找事项", "货运从业资格证")
	h.Enter()
	h.Click(item)
	above := `document.querySelector("a[href^='/apply/new']").getBoundingClientRect().bottom <= innerHeight`
	has(t, h, "在线办理 is above the fold", above)
	h.Click("在线办理")
	h.Answer("是否只驾驶总质量", "否")
	h.Answer("是否已完成从业资格考试", "是")
	h.Click("同意查询并继续")
	h.Sees("每一项填好都会保存")
	h.Click("申请材料")
	h.Sees("电子证照：居民身份证，无需上传") // A8
	h.Sees("电子证照：机动车驾驶证，无需上传")
	h.Choose("证件照", photo(t))
	h.Click("上传并继续")
	h.Sees("提交前请核对")
	for _, text := range []string{"林晓华", "99010319900615011X", "1990年6月15日", "B2 大型货车", "photo.jpg"} {
		h.Sees(text)
	}
	h.sign(t, "林晓华")
	h.Click("确认并提交")
	return receipt(t, h)
}

var shortNo = regexp.MustCompile(`YX-\d{6}-[0-9A-Z]{6}`)

// receipt reads what 提交成功 has to say and returns the number of the case (A5).
func receipt(t *testing.T, h *hand) string {
	t.Helper()
	h.Sees("提交成功")
	for _, text := range []string{"流水号", "查询码", "下一步", "承诺办结", "打印回执", "2026年2月24日", "2026年2月13日"} {
		h.Sees(text)
	}
	return shortNo.FindString(h.Text())
}

// looksAfter finds the case on the home page and one click behind it (A7).
func looksAfter(t *testing.T, h *hand, no string) {
	t.Helper()
	h.To("/")
	h.Sees(no)
	h.Click(item)
	for _, text := range []string{no, "办理进度", "受理期限", "剩余 5 个工作日", "2026年2月24日", "提交申请", "收件凭证", "申请人已电子签名", "内容与签名时一致"} {
		h.Sees(text)
	}
	h.Click("为什么？")
	h.Sees("行政许可法")
	every := `[...document.querySelectorAll(".deadline")].every((d) => d.closest("dd").querySelector("details"))`
	has(t, h, "every date says why", every)
}

func TestADraftWaits(t *testing.T) {
	c := visit(t)
	h := c.as(t, "lin", "/apply/new?item=road-qual&q_mass=false&q_exam=true")
	h.Click("同意查询并继续")
	h.Click("本人信息")
	h.Fill("联系手机", "13800138000")
	h.Click("保存，稍后再填")
	h.Sees("每一项填好都会保存")

	back := c.as(t, "lin", "/cases", uitest.NoScript())
	back.Sees("草稿")
	back.Sees("保留到 2026年5月11日")
	back.Click("继续填写")
	back.Click("本人信息")
	if got := uitest.Value[string](back.Page, `document.querySelector("[name=contactMobile]").value`); got != "13800138000" {
		t.Errorf("the draft now says %q", got)
	}
	for _, step := range []string{"applicant", "driving", "materials", "check"} {
		back.To(regexp.MustCompile(`/apply/[^/]+`).FindString(back.URL()) + "/" + step)
		if step != "check" { // which is locked until everything is there
			back.Sees("保存，稍后再填")
		}
	}
}

// TestMistakesLeadToTheirFields holds A3 with and without JavaScript.
func TestMistakesLeadToTheirFields(t *testing.T) {
	c := visit(t)
	for name, opts := range scripts {
		t.Run(name, func(t *testing.T) {
			h := c.as(t, "lin", "/apply/new?item=road-qual", opts...)
			h.Click("同意查询并继续")
			mistaken(t, h, 2)

			h.To("/apply/new?item=road-qual&q_mass=false&q_exam=true")
			h.Click("同意查询并继续")
			h.Click("本人信息")
			h.SeesNot("请填写")
			has(t, h, "what the register says cannot be changed", `!document.querySelector("[name=holderName]")`)
			amiss(t, h, "联系手机", "123", "contactMobile")
			h.Page.Click("手机号码应为 11 位")
			if got := h.Focused(); got != "联系手机" {
				t.Errorf("the summary leads to %q", got)
			}
			h.To(regexp.MustCompile(`/apply/[^/]+`).FindString(h.URL()) + "/driving")
			amiss(t, h, "驾驶证档案编号", "", "dlNo")
			h.Sees("请填写驾驶证档案编号")

			h.To(regexp.MustCompile(`/apply/[^/]+`).FindString(h.URL()) + "/materials")
			h.Page.Click("上传并继续")
			mistaken(t, h, 1)
			h.Sees("还缺材料：证件照")
			h.Clean()
		})
	}
}

// amiss fills in one field wrongly and checks how the page says so.
func amiss(t *testing.T, h *hand, label, value, name string) {
	t.Helper()
	h.Fill(label, value)
	h.Click("保存并继续")
	mistaken(t, h, 1)
	has(t, h, name+" says that it is wrong", `document.querySelector("[name=`+name+`]").getAttribute("aria-invalid") === "true"`)
}

// mistaken checks how a page says what has to be mended.
func mistaken(t *testing.T, h *hand, places int) {
	t.Helper()
	h.Sees(fmt.Sprintf("有 %d 处需要修改", places))
	if got := answered(h); got != http.StatusUnprocessableEntity {
		t.Errorf("the answer is %d", got)
	}
	if got := h.Title(); !strings.HasPrefix(got, "错误：") {
		t.Errorf("the title is %q", got)
	}
	has(t, h, "the summary has the focus", `document.activeElement.getAttribute("role") === "alert"`)
	links := fmt.Sprintf(`document.querySelectorAll(".err-sum a").length === %d && [...document.querySelectorAll(".err-sum a")].every((a) => document.getElementById(a.hash.slice(1)))`, places)
	has(t, h, "every entry leads to a field", links)
	has(t, h, "the same words stand beside it", `[...document.querySelectorAll(".err-sum a")].every((a) => document.getElementById(a.hash.slice(1)).closest(".fg-err").innerText.includes(a.innerText.trim()))`)
}

// TestWhatIsCheckedCanBeChanged holds A4: the check page leads to every answer and
// back.
func TestWhatIsCheckedCanBeChanged(t *testing.T) {
	c := visit(t)
	h := c.as(t, "lin", "/apply/"+c.As("lin").Applies("road-qual").Uploads("M-PHOTO", portrait()).ID+"/check")
	has(t, h, "every answer can be changed but who applies and what is computed", `[...document.querySelectorAll("dl")].slice(0, 2).flatMap((l) => [...l.children]).filter((r) => !r.querySelector("a")).length === 3`)
	h.Click("修改 联系手机")
	h.Fill("联系手机", "13800138000")
	h.Click("保存并继续")
	h.Sees("提交前请核对")
	h.Sees("13800138000")
}

// TestTwoClicksMakeOneCase holds A6.
func TestTwoClicksMakeOneCase(t *testing.T) {
	c := visit(t)
	path := "/apply/" + c.As("lin").Applies("road-qual").Uploads("M-PHOTO", portrait()).ID + "/check"
	first, second := c.as(t, "lin", path, uitest.NoScript()), c.as(t, "lin", path)
	first.sign(t, "林晓华")
	second.sign(t, "林晓华")
	first.Click("确认并提交")
	second.Click("确认并提交")
	if one, two := receipt(t, first), receipt(t, second); one != two {
		t.Errorf("two clicks made %s and %s", one, two)
	}
	second.To("/cases")
	has(t, second, "there is one case", `document.querySelectorAll(".cards > li").length === 1`)
}

// TestAnybodyWithTheQueryCodeSeesMaskedProgress holds A9.
func TestAnybodyWithTheQueryCodeSeesMaskedProgress(t *testing.T) {
	c := visit(t)
	mine := c.As("lin").HandsIn("road-qual")
	h := c.as(t, "", "/track", uitest.NoScript())
	h.Fill("流水号或办件编号", mine.ShortNo)
	h.Fill("查询码", mine.QueryCode)
	h.Click("查询")
	for _, text := range []string{"林*华", "已提交", "受理期限"} {
		h.Sees(text)
	}
	page := uitest.Value[string](h.Page, `document.documentElement.outerHTML`)
	for _, secret := range []string{"林晓华", "99010319900615011X", "19900001040", mine.QueryCode} {
		if strings.Contains(page, secret) {
			t.Errorf("the page has %s", secret)
		}
	}
	h.Fill("查询码", "AAAAAAAAAA")
	h.Click("查询")
	h.Sees("流水号或查询码不对")
	h.SeesNot("林*华")
}

// TestACorrectionIsFourClicksAway holds A10.
func TestACorrectionIsFourClicksAway(t *testing.T) {
	c := visit(t)
	mine := c.As("lin").HandsIn("road-qual")
	c.As("clerk").Does("request-correction", mine, map[string]any{"gaps": []map[string]string{
		{"target": "material:M-PHOTO", "problem": "照片不是白底，请换一张白底的"},
	}})
	for name, opts := range scripts {
		t.Run(name, func(t *testing.T) {
			h := c.as(t, "lin", "/", opts...)
			h.Click("去补正")
			h.Sees("照片不是白底，请换一张白底的")
			h.Shot("correction")
		})
	}
	h := c.as(t, "lin", "/", uitest.NoScript())
	h.Sees("待补正")
	h.Click("去补正")
	h.Click("证件照")
	h.Sees("照片不是白底，请换一张白底的")
	h.Page.Upload("证件照", photo(t))
	h.Click("上传并继续")
	h.Click("确认并提交")
	t.Logf("%d clicks to hand the correction in", h.clicks)
	if h.clicks > 4 {
		t.Errorf("%d clicks to hand the correction in, want at most 4", h.clicks)
	}
	h.Sees("已提交")
	h.Sees("剩余 5 个工作日")
}

// TestTheReceiptIsPrintedAlone prints the paper without what surrounds it.
func TestTheReceiptIsPrintedAlone(t *testing.T) {
	c := visit(t)
	mine := c.As("lin").HandsIn("road-qual")
	dark := uitest.In(uitest.Looks[2])
	h := c.as(t, "lin", "/cases/"+mine.ShortNo, uitest.Width(uitest.Desktop), dark)
	h.Click("收件凭证")
	h.Sees("打印")
	h.Print(true)
	if others := uitest.Value[[]string](h.Page, `[...document.body.querySelectorAll("*")].filter((e) => !e.closest(".paper") && !e.querySelector(".paper") && e.getClientRects().length).map((e) => e.outerHTML.slice(0, 80))`); len(others) > 0 {
		t.Errorf("these are printed with the paper: %q", others)
	}
	has(t, h, "it is black on white", `["P", "H1"].flatMap((n) => [...document.querySelectorAll(".paper " + n)]).every((e) => e.className === "paper-issuer" || getComputedStyle(e).color === "rgb(0, 0, 0)")`)
	for _, text := range []string{"收件凭证", "林晓华", mine.CaseNo, "2026年2月24日", "行政许可法第三十二条", "演示章"} {
		h.Sees(text)
	}
	h.Shot("print")
}
