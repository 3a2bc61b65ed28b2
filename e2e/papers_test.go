package e2e

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tongban/e2e/world"
)

// paper is one that a case has produced, as the API tells.
type paper struct {
	Kind, Name, Number, URL string
	At                      time.Time
}

// papered is a case with what its papers have to agree with, as the API tells.
type papered struct {
	CaseNo, ShortNo, QueryCode, Applicant, ItemName, Department, LicenceNo string

	Dates  []world.Period
	Events []struct{ Event, Notice, Reason string }

	Notices     []paper
	Corrections []struct{ Label, Problem string }
}

// on is the last day of the newest period of a name, as papers write dates.
func (c *papered) on(period string) string {
	day := ""
	for _, d := range c.Dates {
		if d.Period == period {
			day = d.DueDate
		}
	}
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return "no date of " + period
	}
	return at.Format("2006年1月2日")
}

// reasons are reason and ground of the event that has caused a paper.
func (c *papered) reasons(p paper) []string {
	for _, e := range c.Events {
		if e.Notice == p.Number && e.Reason != "" {
			reason, ground, _ := strings.Cut(strings.TrimSuffix(e.Reason, ")"), " (")
			return []string{reason, ground}
		}
	}
	return []string{"no reason of " + p.Kind}
}

// remedies are what a paper against its addressee says last.
//
// Basis: 行政复议法, art. 20; 行政诉讼法, art. 46.
var remedies = []string{"六十日内向", "行政复议", "六个月内", "提起行政诉讼"}

// titles are what papers are called: the API is asked in English, papers are Chinese.
var titles = map[string]string{
	"receipt": "收件凭证", "corrected": "补正收件凭证", "correction": "补正告知书", "acceptance": "受理通知书", "not-needed": "不受理告知书",
	"refusal": "不予受理决定书", "special": "特别程序告知书", "special-end": "特别程序结束告知书", "hearing-rights": "听证告知书",
	"hearing-notice": "听证通知书", "hearing-record": "听证笔录", "extension": "延期办理告知书", "suspension": "中止办理告知书",
	"resumption": "恢复办理告知书", "site-visit": "现场核查通知书", "grant": "准予行政许可决定书", "denial": "不予行政许可决定书",
	"delivery": "送达回证", "withdrawal": "撤回通知书", "end": "终止办理告知书",
}

// says is what a paper of each kind has to say of its case beside what all say.
var says = map[string]func(c *papered, p paper) []string{
	"receipt": func(c *papered, p paper) []string {
		return []string{c.CaseNo, c.ShortNo, c.QueryCode[:5] + "-" + c.QueryCode[5:], p.At.In(shanghai).Format("2006年1月2日15时04分"), "材料清单", c.on("acceptance")}
	},
	"corrected": func(c *papered, p paper) []string {
		return []string{c.CaseNo, c.ShortNo, p.At.In(shanghai).Format("2006年1月2日15时04分"), "材料清单", c.on("acceptance")}
	},
	"correction": func(c *papered, _ paper) (all []string) {
		for i, gap := range c.Corrections {
			all = append(all, fmt.Sprintf("%d.%s：%s", i+1, gap.Label, gap.Problem))
		}
		return append(all, c.on("correction"), "依据：行政许可法第三十二条", "办理终止")
	},
	"acceptance": func(c *papered, _ paper) []string {
		promised, statutory := c.on("promised"), c.on("statutory")
		has := func(kind string) bool {
			return slices.ContainsFunc(c.Notices, func(p paper) bool { return p.Kind == kind })
		}
		if has("extension") || has("hearing-record") { // as it was before
			promised, statutory = "2026年2月24日", "2026年3月4日"
		}
		return []string{c.ShortNo, "承诺办结日期：" + promised, "法定办结日期：" + statutory, "监督投诉电话"}
	},
	"not-needed": func(c *papered, p paper) []string { return append(c.reasons(p), remedies...) },
	"refusal": func(c *papered, p paper) []string {
		return append(append(c.reasons(p), "请向以下机关申请：云山市交通运输局"), remedies...)
	},
	"special": func(c *papered, p paper) []string {
		if c.caused(p) == "request-hearing" {
			return []string{c.reasons(p)[0], "听证", "依据：行政许可法第四十七条", "20个工作日", "预计于2026年3月18日前", "不计入"}
		}
		return append(c.reasons(p), "专家评审", "10个工作日", "预计于2026年3月4日前", "不计入")
	},
	"special-end": func(*papered, paper) []string {
		return []string{"专家评审", "结果：评审通过", "承诺办结日期：2026年2月24日", "法定办结日期：2026年3月4日"}
	},
	"suspension": func(c *papered, p paper) []string {
		return append(c.reasons(p), "最长10个工作日", "至迟于2026年3月4日恢复办理")
	},
	"resumption": func(*papered, paper) []string {
		return []string{"现恢复办理", "承诺办结日期：2026年2月24日", "法定办结日期：2026年3月4日"}
	},
	"extension": func(c *papered, p paper) []string {
		return []string{c.reasons(p)[0], "经本机关负责人批准", "10个工作日", "延长后的法定办结日期：" + c.on("statutory"), "依据：行政许可法第四十二条"}
	},
	"hearing-rights": func(c *papered, p paper) []string {
		return []string{c.reasons(p)[0], c.on("hearing-request"), "依据：行政许可法第四十七条", "不承担"}
	},
	"hearing-notice": func(*papered, paper) []string {
		return []string{"2026年3月16日09时30分", "地点：政务服务中心四楼听证室", "主持人：秦朗", "依据：行政许可法第四十八条"}
	},
	"hearing-record": func(*papered, paper) []string {
		return []string{"2026年3月16日09时30分", "政务服务中心四楼听证室", "秦朗", "听证结论：申请人的陈述属实"}
	},
	"site-visit": func(*papered, paper) []string {
		return []string{"现场核查", "依据：行政许可法第三十四条第三款"}
	},
	"grant": func(c *papered, _ paper) []string {
		return []string{"决定准予行政许可", c.LicenceNo, "依据：行政许可法第三十八条"}
	},
	"denial": func(c *papered, p paper) []string { return append(c.reasons(p), remedies...) },
	"delivery": func(c *papered, _ paper) []string {
		return []string{"已送达", "方式：电子送达，申请人已同意", "送达时间：2026年2月12日", c.CaseNo, c.ShortNo}
	},
	"withdrawal": func(c *papered, p paper) []string { return []string{c.reasons(p)[0], "撤回"} },
	"end": func(c *papered, p paper) []string {
		if c.caused(p) == "lapse-correction" {
			return append([]string{"在补正期限内未提交补正材料"}, remedies...)
		}
		return append(c.reasons(p), remedies...)
	},
}

// caused names the event that has caused a paper.
func (c *papered) caused(p paper) string {
	for _, e := range c.Events {
		if e.Notice == p.Number {
			return e.Event
		}
	}
	return ""
}

var shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// TestEveryPaperOfACaseSaysWhatTheCaseDoes plays cases until the lifecycle has produced
// each kind of paper it can, draws every one and compares what can be read in the PDF with
// the case.
func TestEveryPaperOfACaseSaysWhatTheCaseDoes(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{Now: thursday}, func(w *world.World) {
		seen := map[string]int{}
		lin := w.As("lin")
		for _, no := range lives(w) {
			var c papered
			lin.Get("/cases/" + no).Is(http.StatusOK).Into(&c)
			for _, p := range c.Notices {
				if p.Kind == "receipt" && seen[p.Kind] > 0 {
					continue // all alike
				}
				compared(w, lin.Get(p.URL+"/file").Is(http.StatusOK).Body, &c, p)
				seen[p.Kind]++
			}
		}
		visited(w, seen)
		if missing := slices.DeleteFunc(slices.Sorted(maps.Keys(says)), func(kind string) bool { return seen[kind] > 0 }); len(missing) > 0 {
			w.Errorf("no case has produced %v", missing)
		}
		for kind := range seen {
			if says[kind] == nil {
				w.Errorf("nobody compares papers of the kind %s", kind)
			}
		}
	})
}

// lives plays what becomes of applications for one licence and returns their numbers.
func lives(w *world.World) (all []string) {
	w.Helper()
	lin, clerk, reviewer, approver := w.As("lin"), w.As("clerk"), w.As("trans-reviewer"), w.As("trans-approver")
	begun := func() *world.Case {
		c := lin.HandsIn("road-qual")
		all = append(all, c.CaseNo)
		return c
	}
	photo := world.Fields{"target": "material:M-PHOTO", "problem": "背景不是白色，请换一张"}
	number := world.Fields{"target": "field:dlNo", "problem": "与副页不一致"}
	ground := world.Fields{"reason": "不属于本机关职权范围", "legalGround": "行政许可法第三十二条第一款第二项", "redirect": "云山市交通运输局"}

	c := begun()
	clerk.Accepts(c)
	reviewer.Passes(c)
	approver.Grants(c)
	clerk.Delivers(c)

	clerk.Does("refuse", begun(), ground)
	clerk.Does("not-needed", begun(), world.Fields{"reason": "驾驶四点五吨以下货车", "legalGround": "道路运输条例第二十四条"})

	c = begun()
	clerk.Does("request-correction", c, world.Fields{"gaps": []world.Fields{photo}})
	lin.Post("/applications/"+applicationOf(w, lin, c)+"/materials/M-PHOTO", world.OtherPhoto()).Is(http.StatusCreated)
	lin.Post("/cases/"+c.CaseNo+"/correction", nil).Is(http.StatusOK)
	lin.Post("/cases/"+c.CaseNo+"/withdraw", world.Fields{"reason": "改日再办"}).Is(http.StatusOK)

	c = begun()
	clerk.Accepts(c)
	reviewer.Claims(c)
	reviewer.Does("suspend", c, world.Fields{"reason": "等待法院裁判", "legalGround": "行政诉讼法第五十六条", "workdays": 10})
	reviewer.Does("resume", c, nil)
	reviewer.Does("enter-special", c, world.Fields{"procedure": "expert-review", "reason": "需要专家评审", "legalGround": "行政许可法第四十五条", "workdays": 10})
	reviewer.Does("leave-special", c, world.Fields{"result": "评审通过"})
	w.As("trans-head").Does("extend", c, world.Fields{"reason": "情况复杂，需要补充核实"})
	reviewer.Passes(c)
	approver.Does("decide", c, world.Fields{"outcome": "deny", "reason": "年龄超过六十周岁", "legalGround": "道路运输条例第二十二条"})

	c = begun()
	clerk.Accepts(c)
	reviewer.Claims(c)
	reviewer.Does("tell-hearing", c, world.Fields{"reason": "涉及他人重大利益", "legalGround": "行政许可法第四十七条"})
	lin.Post("/cases/"+c.CaseNo+"/request-hearing", world.Fields{"reason": "想当面说明"}).Is(http.StatusOK)
	reviewer.Does("set-hearing", c, world.Fields{"at": "2026-03-16T09:30:00+08:00", "place": "政务服务中心四楼听证室", "chair": "秦朗"})

	clerk.Does("request-correction", begun(), world.Fields{"gaps": []world.Fields{photo, number}}) // nobody answers
	begun()                                                                                        // nobody looks at it
	w.AdvanceTo("2026-03-16T09:30:00+08:00")                                                       // the hearing is held
	reviewer.Does("leave-special", c, world.Fields{"result": "申请人的陈述属实"})
	approver.Does("terminate", c, world.Fields{"reason": "申请人丧失申请资格", "legalGround": "行政许可法第七十条"})
	w.AdvanceTo("2026-04-20T09:00:00+08:00")
	return all
}

// visited begins the review of a restaurant's licence, for which somebody comes to look.
// The firm's paper is fetched by the inspector, who says what for.
func visited(w *world.World, seen map[string]int) {
	w.Helper()
	d := begins(w, "yun", restaurant, demoItems(w.T)["food-license"])
	d.fillsIn()
	d.uploads()
	no := d.signs()
	w.As("clerk").Accepts(&world.Case{CaseNo: no})
	inspector := w.As("samr-inspector")
	inspector.Claims(&world.Case{CaseNo: no})
	var c papered
	inspector.Get("/desk/cases/" + no).Is(http.StatusOK).Into(&c)
	for _, p := range c.Notices {
		if p.Kind == "site-visit" {
			file := inspector.Post("/desk"+p.URL+"/file", world.Fields{"purpose": "review"}).Is(http.StatusOK)
			compared(w, file.Body, &c, p)
			seen[p.Kind]++
		}
	}
}

// compared reads a PDF and wants to find in it what its case says.
func compared(w *world.World, file []byte, c *papered, p paper) {
	w.Helper()
	text := pdfText(w.T, file, fmt.Sprintf("%s-%s", p.Kind, c.ShortNo))
	if says[p.Kind] == nil {
		return
	}
	all := []string{p.Number, titles[p.Kind], c.Applicant + "：", "“" + c.ItemName + "”", c.Department, p.At.In(shanghai).Format("2006年1月2日"), "演示章"}
	if p.Kind == "hearing-record" {
		all[3] = c.ItemName
	}
	for _, want := range append(all, says[p.Kind](c, p)...) {
		if want = packed(want); want == "" || !strings.Contains(text, want) {
			w.Errorf("%s of %s lacks %q:\n%s", p.Name, c.ShortNo, want, text)
		}
	}
}

// pdfText is what can be read in a PDF, without white space. With TONGBAN_SHOTS its pages
// are kept as pictures there.
func pdfText(t *testing.T, file []byte, name string) string {
	t.Helper()
	at := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(at, file, 0o600); err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("TONGBAN_SHOTS"); dir != "" {
		if out, err := exec.Command("pdftoppm", "-r", "60", "-png", at, filepath.Join(dir, "paper-"+name)).CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, out)
		}
	}
	out, err := exec.Command("pdftotext", "-layout", at, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return packed(string(out))
}

func packed(text string) string { return strings.Join(strings.Fields(text), "") }
