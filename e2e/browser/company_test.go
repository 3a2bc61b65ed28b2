package browser

import "testing"

// The founders of the demo city's next company, as a spreadsheet has them. The shares
// come to 95 % with the first one's 60.
const (
	founders = "类型\t姓名或者名称\t证件类型\t证件号码\t认缴出资额（万元）\t出资比例（%）\t出资方式\t币种\t认缴出资日期\n" +
		"自然人\t程雨桐\t居民身份证\t990103198509232227\t12.5\t25\t货币\t人民币\t2030-12-31\n" +
		"自然人\t江牧野\t居民身份证\t990102199012052114\t7.5\t10\t货币\t人民币\t2030-06-30"
	officers = "何知远\t990102198804112117\t执行董事\t选举\n何知远\t990102198804112117\t监事\t选举"
)

// TestFoundersRegisterACompany goes the whole way of 企业设立登记.
func TestFoundersRegisterACompany(t *testing.T) {
	for name, opts := range hands {
		t.Run(name, func(t *testing.T) {
			c := visit(t)
			h := c.as(t, "he", "/items/biz-setup", opts...)
			h.Click("在线办理")
			h.Answer("住所是怎样取得的", "租赁")
			h.Answer("经营范围是否含前置审批项目", "否")
			h.Answer("是否委托他人办理", "否")
			h.Click("同意查询并继续")
			h.Click("企业名称")
			companyName(h)
			companyScope(h)
			companyCapital(t, h)
			companyOfficers(t, h)
			companyContacts(h)
			brings(t, h, []string{"公司章程", "法定代表人、董事、监事、经理任职文件"})
			h.Click("上传并继续")
			h.Sees("提交前请核对")
			h.SeesNot("0x")
			h.Shot("company-check")
			for _, text := range []string{"云岫市溪山小馆餐饮有限公司", "正餐服务", "餐饮管理", "外卖递送服务", "程雨桐", "江牧野", "童见微"} {
				h.Sees(text)
			}
			handsIn(t, h, "何知远", "company")
			h.Clean()
		})
	}
}

func companyName(h *hand) {
	h.Fill("字号", "溪山小馆")
	h.Fill("企业名称", "云岫市溪山小馆餐饮有限公司")
	h.Answer("经营期限", "长期")
	h.Click("保存并继续")
	h.FillIn("住所", "所在地区", "清溪区")
	h.FillIn("住所", "详细地址", "溪畔路66号一层（虚构地址）")
	h.Fill("住所使用面积", "126.5")
	h.Fill("租赁期限至", "2029-01-31")
	h.Click("保存并继续")
}

// companyScope searches in lists too long to be shown.
func companyScope(h *hand) {
	searches(h, "主营行业", "zhengcan", "正餐服务") // by its sound
	searches(h, "经营范围规范条目", "餐饮管理", "餐饮管理")
	searches(h, "经营范围规范条目", "外卖", "外卖递送服务")
	h.Fill("营业执照副本份数", "1")
	h.Shot("company-scope")
	h.Click("保存并继续")
}

// searches looks for an entry of a list and chooses it.
func searches(h *hand, field, query, entry string) {
	h.FillIn(field, "共", query)
	if !h.Scripted() {
		h.Click("查找 " + field)
	}
	h.Answer(field, entry)
}

// companyCapital adds one shareholder by hand and pastes the others, whose shares do
// not come to 100 % at first.
func companyCapital(t *testing.T, h *hand) {
	t.Helper()
	const first, last = "第 1 位股东", "第 3 位股东"
	h.Fill("注册资本（万元）", "50")
	h.Fill("认缴出资最晚期限", "2030-12-31")
	h.Click("再加一行：股东")
	h.Sees(first)
	for _, cell := range [][2]string{
		{"类型", "自然人"}, {"姓名或者名称", "何知远"}, {"证件类型", "居民身份证"}, {"证件号码", "990102198804112117"}, {"认缴出资额", "30"},
		{"出资比例", "60"}, {"出资方式", "货币"}, {"币种", "人民币"}, {"认缴出资日期", "2030-12-31"},
	} {
		h.FillIn(first, cell[0], cell[1])
	}
	pastes(h, founders)
	h.Sees(last)
	h.Click("保存并继续")
	mistaken(t, h, 1)
	h.Sees("股东出资比例合计应为100%")
	h.Shot("company-sum")
	h.FillIn(last, "出资比例", "15")
	h.Click("保存并继续")
}

// companyOfficers makes a director supervise himself, and mends it.
func companyOfficers(t *testing.T, h *hand) {
	t.Helper()
	const last = "第 2 位"
	h.Fill("法定代表人姓名", "何知远")
	h.Fill("法定代表人身份证号", "990102198804112117")
	h.Fill("法定代表人手机", "19900021011")
	pastes(h, officers)
	h.Click("保存并继续")
	mistaken(t, h, 1)
	h.Sees("监事不得兼任董事、经理")
	h.Shot("company-officers")
	h.FillIn(last, "姓名", "童见微")
	h.FillIn(last, "身份证号", "990104197906182229")
	h.Click("保存并继续")
}

func companyContacts(h *hand) {
	for _, line := range [][2]string{
		{"财务负责人姓名", "程雨桐"}, {"财务负责人身份证号", "990103198509232227"}, {"财务负责人手机", "17000022028"},
		{"联络员姓名", "何知远"}, {"联络员身份证号", "990102198804112117"}, {"联络员手机", "19900021011"},
	} {
		h.Fill(line[0], line[1])
	}
	h.Click("保存并继续")
	h.Answer("领取方式", "窗口自取")
	h.Click("保存并继续")
}
