package browser

import (
	"fmt"
	"net/http"
	"testing"

	"tongban/e2e/world"
	"tongban/ui/uitest"
)

// jointCase is an application for the one licence of a restaurant.
type jointCase struct {
	*city
	*world.Case
	staff uitest.Option // the screens of the staff; the applicant has a phone
	name  string        // of its pictures
}

// TestARestaurantIsReviewedByThreeDepartmentsAtOnce takes two applications of a restaurant's
// owner through food, fire and drainage on each database: one has a branch sent back and is
// granted, the other is refused by one department. On one database the first is worked on at
// desks and the second on phones, on the other database the other way round.
func TestARestaurantIsReviewedByThreeDepartmentsAtOnce(t *testing.T) {
	widths := map[world.Engine][2]int{world.SQLite: {uitest.Desktop, uitest.Phone}, world.Postgres: {uitest.Phone, uitest.Desktop}}
	for engine, width := range widths {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			c := &city{world.New(t, world.Config{Engine: engine}), uitest.Start(t)}
			c.actsForRestaurant(t)
			c.restaurant(width[0], fmt.Sprint("joint-", width[0])).isGranted(t)
			c.restaurant(width[1], fmt.Sprint("veto-", width[1])).isRefused(t)
		})
	}
}

// actsForRestaurant has the owner act for the firm.
func (c *city) actsForRestaurant(t *testing.T) {
	h := c.as(t, "xia", "/me/acting", uitest.Width(uitest.Phone))
	h.Answer("以谁的名义办事", "云岫市梧桐小馆餐饮有限公司")
	h.Click("切换")
	h.Sees("云岫市梧桐小馆餐饮有限公司")
}

// restaurant is an application that was handed in.
func (c *city) restaurant(width int, name string) *jointCase {
	c.Helper()
	return &jointCase{c, c.handed("xia", "restaurant", world.Fields{"q_cook": true, "q_area": 126, "q_cold": false}, world.Fields{
		"uscc": "91990100MDEM10041F", "unitName": "云岫市梧桐小馆餐饮有限公司", "shopName": "梧桐小馆", "legalRepName": "夏清和",
		"bizAddress": world.Fields{"region": "990103", "detail": "鹤鸣路88号（虚构地址）"}, "contactMobile": "17000024024",
		"projects": []string{"hot"}, "bizArea": "126.5", "seats": 48, "onlineOps": false,
		"kitchenArea": "45", "managerName": "纪云帆", "managerTest": "SPAQ202600123", "staffCount": 8, "healthCount": 8,
		"floors": "1", "exits": 2, "capacity": 60, "facilities": []string{"extinguisher", "lighting"}, "safetyManager": "纪云帆", "safetyMobile": "19900023017",
		"waterUse": "6.5", "dischargeVolume": "5.6", "outlets": 1, "manhole": "鹤鸣路88号门前人行道W-17号井", "oilTrapSize": "0.8",
		"pickup": "window", "declaration": true,
	}, "M-PLAN", "M-SYS", "M-HEALTH", "M-OIL"), uitest.Width(width), name}
}

// follows opens the case on the owner's phone, where all of texts are read.
func (j *jointCase) follows(t *testing.T, picture string, texts ...string) {
	t.Helper()
	h := j.as(t, "xia", "/cases/"+j.ShortNo, uitest.Width(uitest.Phone))
	for _, text := range texts {
		h.Sees(text)
	}
	h.Fits()
	h.Shot(j.name + "-" + picture)
	h.Clean()
}

// open returns what the departments have in hand, by stage.
func (j *jointCase) open() map[string]world.Task {
	j.Helper()
	open := map[string]world.Task{}
	for _, task := range j.As("samr-approver").Handles(j.CaseNo).Tasks {
		if task.ClosedAt == nil {
			open[task.Stage] = task
		}
	}
	return open
}

// passes ends the open step of a stage in the applicant's favour.
func (j *jointCase) passes(persona, stage string) {
	j.Helper()
	j.As(persona).Post("/desk/tasks/"+j.open()[stage].ID+"/complete", world.Fields{"outcome": "pass", "opinion": "符合要求"}).Is(http.StatusOK)
}

// isGranted goes the good way: the branch of one department is sent back, the others do not
// notice.
func (j *jointCase) isGranted(t *testing.T) {
	j.follows(t, "filed", "提交", "受理", "3 个部门同时办理", "食品安全审查", "联合踏勘")
	j.As("clerk").Accepts(j.Case)
	j.passes("samr-reviewer", "FOOD")
	j.passes("fire-reviewer", "FIRE")
	j.follows(t, "reviews", "消防安全审查", "云岫市消防救援支队：正在办理，最晚", "各部门都完成后作出决定")
	before := j.open()
	j.sendsBack(t)
	for stage, task := range j.open() {
		if was := before[stage]; stage != "FIRE" && task != was {
			t.Errorf("%s: sending fire's work back made %+v of %+v", stage, task, was)
		}
	}
	j.follows(t, "again", "云岫市消防救援支队：2026年2月10日 起重新核对，最晚", "云岫市住房和城乡建设局：正在办理，最晚")

	for _, step := range []struct{ persona, stage string }{
		{"fire-reviewer", "FIRE"}, {"fire-reviewer", "FIRE"}, {"samr-reviewer", "FOOD"}, {"housing-reviewer", "DRAIN"}, {"housing-reviewer", "DRAIN"},
	} {
		j.passes(step.persona, step.stage)
	}
	j.visited(t)
	j.follows(t, "decide", "2026年2月10日 完成", "决定")
	h := j.as(t, "samr-approver", "/desk/cases/"+j.ShortNo, j.staff)
	h.Click("准予许可")
	h.Fill("办理意见", "三部门均同意")
	h.Click("提交决定")
	h.Sees("已准予，电子证照已生成")
	j.As("clerk").Delivers(j.Case)
	j.follows(t, "granted", "准予", "行业综合许可证")
}

// goers are who visits the site, the lead first.
var goers = []struct{ persona, name, department string }{
	{"samr-inspector", "刁建新", "SAMR"}, {"fire-inspector", "古铁军", "FIRE"}, {"housing-inspector", "鲍立春", "HOUSING"},
}

// visits are the visits of a case, and who can be sent.
type visits struct {
	Visits []struct {
		ID      string
		Version int64
		Parts   []struct {
			Department string
			Version    int64
			Lines      []struct{ Text string }
		}
		ClosedAt *string
	}
	Roster []struct {
		Department string
		People     map[string]string
	}
}

// visited has the site visited by three departments together: each writes its part, and the
// step is done when all have signed. Nobody passes it by a button.
func (j *jointCase) visited(t *testing.T) {
	at := "/desk/cases/" + j.CaseNo + "/inspections"
	read := func() (v visits) {
		j.As("samr-inspector").Get(at).Is(http.StatusOK).Into(&v)
		return v
	}
	var departments, going []string
	for _, who := range goers {
		departments = append(departments, who.department)
		for _, roster := range read().Roster {
			for account, name := range roster.People {
				if name == who.name {
					going = append(going, account)
				}
			}
		}
	}
	j.As("samr-inspector").Post(at, world.Fields{
		"reason": "三部门一次看完现场", "plannedOn": "2026-02-10", "departments": departments, "inspectors": going,
	}).Is(http.StatusOK)
	j.follows(t, "visit", "联合踏勘", "2026年2月10日")
	visit := read().Visits[0]
	for _, who := range goers {
		for _, part := range visit.Parts {
			if part.Department != who.department {
				continue
			}
			record := world.Fields{"version": part.Version, "met": true, "findings": "与申请一致"}
			if who.department == "SAMR" {
				record["visitedOn"], record["present"] = "2026-02-10", "夏清和"
			}
			var answers []world.Fields
			for range part.Lines {
				answers = append(answers, world.Fields{"answer": "meets"})
			}
			record["answers"] = answers
			j.As(who.persona).Send(world.Request{Method: "PUT", Path: at + "/" + visit.ID + "/record", Body: record}).Is(http.StatusOK)
		}
	}
	for _, who := range goers {
		h := j.as(t, who.persona, "/desk/cases/"+j.ShortNo+"/inspection", j.staff, uitest.NoScript())
		h.Click("记录和签名")
		h.Fill("本人姓名", who.name)
		h.Click("签名")
		h.Shot(j.name + "-signed-" + who.department)
	}
	if _, open := j.open()["VISIT"]; open {
		t.Error("the visit is open after everybody has signed")
	}
}

// sendsBack has fire send its own work one step back.
func (j *jointCase) sendsBack(t *testing.T) {
	h := j.as(t, "fire-reviewer", "/desk", j.staff)
	h.Click("认领 " + j.ShortNo)
	h.Click("退回重办")
	h.Sees("消防安全资料审查")
	h.Fill("退回到哪一步", "消防安全资料审查")
	h.Fill("原因", "疏散示意图与平面图不一致")
	h.Shot(j.name + "-send-back")
	h.Click("退回重办")
	h.Shot(j.name + "-sent-back")
	h.Clean()
}

// isRefused has one department refuse: the others' work ends, the lead refuses the licence,
// and the owner reads why and what can be done about it.
func (j *jointCase) isRefused(t *testing.T) {
	j.As("clerk").Accepts(j.Case)
	j.passes("fire-reviewer", "FIRE")
	h := j.as(t, "fire-reviewer", "/desk", j.staff)
	h.Click("认领 " + j.ShortNo)
	h.Click("办结本环节")
	h.Answer("本环节结论", "不通过")
	h.Fill("办理意见", "只有一个安全出口，无法整改")
	h.Shot(j.name + "-refuse")
	h.Click("办结本环节")
	h.Shot(j.name + "-refused")
	if open := j.open(); len(open) != 1 || open["DECIDE"].ID == "" {
		t.Errorf("after a refusal there is %+v to do", open)
	}
	j.follows(t, "vetoed", "云岫市消防救援支队：2026年2月10日 不同意", "云岫市住房和城乡建设局：不再进行")
	h = j.as(t, "samr-approver", "/desk/cases/"+j.ShortNo, j.staff)
	h.Sees("只有一个安全出口，无法整改")
	h.Click("不予许可")
	h.Fill("理由", "消防救援支队审查不同意：只有一个安全出口，无法整改")
	h.Fill("法律依据", "消防法第十五条")
	h.Click("提交决定")
	h.Sees("已作出不予许可决定")
	j.follows(t, "denied", "2026年2月10日 不予", "不予行政许可决定书")
	own := j.as(t, "xia", "/cases/"+j.ShortNo, uitest.Width(uitest.Phone))
	own.Click("不予行政许可决定书")
	for _, text := range []string{"只有一个安全出口，无法整改", "消防法第十五条", "行政复议", "行政诉讼"} {
		own.Sees(text)
	}
	own.Shot(j.name + "-paper")
	own.Clean()
}
