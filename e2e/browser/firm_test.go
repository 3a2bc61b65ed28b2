package browser

import (
	"fmt"
	"strings"
	"testing"

	"tongban/capability/document/documenttest"
	"tongban/ui/uitest"
)

// hands are the two ways of going through a long form, each on the screen where it is
// hardest: without script on a phone, with script at a desk.
var hands = map[string][]uitest.Option{
	"with script": {uitest.Width(uitest.Desktop)}, "without script": {uitest.Width(uitest.Phone), uitest.NoScript()},
}

// TestARestaurantAppliesForItsLicence goes the whole way of 食品经营许可（新办）: the
// representative without script, the agent with it.
func TestARestaurantAppliesForItsLicence(t *testing.T) {
	for name, opts := range hands {
		t.Run(name, func(t *testing.T) {
			c := visit(t)
			who := map[string]string{"with script": "yun", "without script": "xia"}[name]
			h := c.as(t, who, "/me/acting", opts...)
			h.Answer("以谁的名义办事", "云岫市梧桐小馆餐饮有限公司")
			h.Click("切换")
			h.To("/items/food-license")
			h.Click("在线办理")
			foodGuide(h, who == "yun")
			h.Sees("您正在代 云岫市梧桐小馆餐饮有限公司 办理")
			foodForm(t, h, who == "yun")
			foodPapers(t, h, who == "yun")
			h.Sees("提交前请核对")
			h.SeesNot("0x")
			h.Shot("food-check-" + who)
			for _, text := range []string{"91990100MDEM10041F", "云岫市梧桐小馆餐饮有限公司", "经营场所平面布局和操作流程图.pdf", "35.57", "热风循环消毒柜"} {
				h.Sees(text)
			}
			handsIn(t, h, map[string]string{"yun": "纪云帆", "xia": "夏清和"}[who], "food-"+who)
			h.Sees("云岫市梧桐小馆餐饮有限公司")
			h.Clean()
			if who == "yun" {
				inspected(t, c)
			}
		})
	}
}

// foodGuide answers what a restaurant with cold dishes answers.
func foodGuide(h *hand, agent bool) {
	h.Answer("主要经营什么业态", "餐饮服务")
	h.Answer("要做哪些食品", "热食类")
	h.Answer("要做哪些食品", "冷食类")
	h.Answer("是否仅销售预包装食品", "否")
	h.Answer("是否委托他人办理", map[bool]string{true: "是", false: "否"}[agent])
	h.Click("同意查询并继续")
}

// foodForm fills in the five topics.
func foodForm(t *testing.T, h *hand, agent bool) {
	t.Helper()
	h.Click("经营者")
	h.Sees("91990100MDEM10041F") // from the licence, and not to be changed
	h.Fill("法定代表人（负责人）身份证号", "990103198302172220")
	h.FillIn("经营场所", "所在地区", "梧桐区")
	h.FillIn("经营场所", "详细地址", "鹤鸣路88号（虚构地址）")
	h.Answer("经营场所与营业执照住所不同", "否")
	h.Shot("food-unit")
	h.Click("保存并继续")
	h.Answer("主体业态", "餐饮服务")
	h.Answer("经营项目", "热食类")
	h.Answer("经营项目", "冷食类")
	h.Answer("是否网络经营", "否")
	h.Answer("提供集体用餐配送", "否")
	h.Click("保存并继续")
	h.Fill("经营面积", "126.5")
	h.Fill("后厨面积（㎡）", "45")
	h.Fill("专间面积", "6") // asked of who makes cold dishes
	h.Answer("专间入口", "是")
	pastes(h, "热风循环消毒柜\t2\t洗消间\n四门冷柜\t1\t切配间")
	h.Answer("设置油水分离设施", "是")
	h.Shot("food-premises")
	h.Click("保存并继续")
	h.Fill("食品安全管理员姓名", "纪云帆")
	h.Fill("食品安全管理员身份证号", "990103199406062119")
	h.Fill("考核合格编号", "SPAQ202600123")
	h.Fill("从业人员数", "8")
	h.Fill("已有健康证明的人数", "8")
	h.Click("保存并继续")
	if agent {
		h.Fill("经办人姓名", "纪云帆")
		h.Fill("经办人身份证号", "990103199406062119")
		h.Fill("经办人手机", "19900023017")
	}
	h.Answer("领取方式", "窗口自取")
	h.Click("保存并继续")
}

// foodPapers brings what no licence replaces; one of them as three photographs.
func foodPapers(t *testing.T, h *hand, agent bool) {
	t.Helper()
	h.Sees("申请材料")
	h.Sees("电子证照：营业执照，无需上传")
	h.Sees("由您填写的表单生成，无需上传")
	h.Upload("经营场所平面布局和操作流程图", photos(t, 3)...)
	list := []string{"食品安全管理制度清单", "食品安全管理人员信息及考核情况", "主要设备设施清单", "专间/专用操作区设置说明"}
	if agent {
		list = append(list, "授权委托书")
	}
	brings(t, h, list)
	h.Shot("food-papers")
	h.Click("上传并继续")
}

// brings gives each paper a photograph of its own.
func brings(t *testing.T, h *hand, papers []string) {
	t.Helper()
	for i, path := range photos(t, len(papers)) {
		h.Choose(papers[i], path)
	}
}

// photos writes several photographs.
func photos(t *testing.T, count int) []string {
	t.Helper()
	var paths []string
	for i := range count {
		name := fmt.Sprintf("%d.jpg", i+1)
		paths = append(paths, files(t, map[string][]byte{name: documenttest.Photo(uint64(10*count + i))})[name])
	}
	return paths
}

// pastes pastes a table.
func pastes(h *hand, table string) {
	h.Click("从表格粘贴")
	h.Fill("粘贴到这里", table)
	h.Click("填入表格")
	lines := strings.Split(table, "\n")
	last := strings.Split(lines[len(lines)-1], "\t")
	h.Until("the rows are there", `[...document.querySelectorAll(".cells input")].some((box) => box.value === "`+last[1]+`")`)
}

// handsIn signs, submits and goes on to the case.
func handsIn(t *testing.T, h *hand, name, shot string) {
	t.Helper()
	h.sign(t, name)
	h.Click("确认并提交")
	h.Sees("提交成功")
	h.Shot(shot + "-done")
	no := shortNo.FindString(h.Text())
	h.Click("查看办件")
	for _, text := range []string{no, "提交申请", "收件凭证", "申请人已电子签名", "内容与签名时一致", name} {
		h.Sees(text)
	}
	h.Shot(shot + "-case")
}
