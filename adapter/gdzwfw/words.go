package gdzwfw

import (
	"regexp"

	"tongban/capability/catalogue"
)

// What the list writes, and what it means.

var (
	absent        = []string{"", "无", "暂无", "无w", "/", "-", "null"}
	unconditional = []string{"", "无条件", "无条件受理", "无受理条件", "无条件办理", "无特定条件", "无申请条件", "无条件限制"}
	atOnce        = []string{"即办", "当场", "当场办结", "即时办结"}
	no            = []string{"否", "不支持"}
)

const (
	yes          = "是"
	noWindow     = "无线下办理窗口"
	unnamed      = "其他平台"
	placeLabel   = "办理地点："
	onTheSpot    = "即办件"
	promised     = "承诺件"
	licensingLaw = "行政许可法"
	dataNote     = "来自广东政务服务网公布的事项清单"
	comma        = "、"
	commas       = ",，、;；"
	separators   = ",，、;；/|  　\t\n"
	sentenceEnds = "。；;，, "
	brackets     = "（）()"
)

// levels are the levels of government. Basis: GB/T 39046, A.2.
var levels = map[string]int{"国家级": 1, "省级": 2, "市级": 3, "县级": 4, "镇级": 5, "乡级": 5, "街道": 5, "村级": 6}

// typeNames are the types of items with their official names. Basis: GB/T 39046, A.1.
var typeNames = map[string]string{
	"01": "行政许可", "02": "行政处罚", "03": "行政强制", "04": "行政征收", "05": "行政给付", "06": "行政检查",
	"07": "行政确认", "08": "行政奖励", "09": "行政裁决", "10": "其他类别事项", "20": "公共服务事项",
}

// objects are those an item may be for; officialObjects the names of the standard.
// Basis: GB/T 39046, A.4.
var (
	officialObjects = []string{"自然人", "企业法人", "事业法人", "社会组织法人", "行政机关", "其他组织"}
	objects         = map[string]int{
		"自然人": 1, "企业法人": 2, "事业法人": 3, "社会组织法人": 4, "行政机关": 5, "其他组织": 6, "非法人企业": 6,
	}
)

var steps = map[string]string{
	"受理": catalogue.Accept, "审核": catalogue.Examine, "决定与公开": catalogue.Decide, "证件制定与送达": catalogue.Deliver,
}

var units = map[string]string{
	"工作日": "workday", "个工作日": "workday", "自然日": "calendar_day", "日": "calendar_day", "天": "calendar_day",
	"小时": "hour", "月": "month", "个月": "month", "年": "year",
}

var (
	limitForm  = regexp.MustCompile(`^(\d+(?:\.\d+)?)\s*[(（]?(个?工作日|自然日|日|天|小时|个?月|年)[)）]?$`)
	powerForm  = regexp.MustCompile(`(国家级|省级|市级|县级|镇级|乡级|街道|村级)([^（(、]*)[（(]([^）)]*)[）)]`)
	plainPhone = regexp.MustCompile(`^[\d\-－–—、,，;；/ 转()（）]+$`)
	phoneForm  = regexp.MustCompile(`(?:0\d{2,3}[-－–—])?\d{7,8}(?:转\d+)?|0\d{2,3}[-－–—]1\d{4}|1[3-9]\d{9}|\b1[02]\d{3}\b`)
	spaces     = regexp.MustCompile(`[\s\x{3000}]+`)
)

// numberings are the ways of numbering points.
var numberings = []numbering{
	{regexp.MustCompile(`[（(]([一二三四五六七八九十]{1,3})[）)]`), chinese, bracket},
	{regexp.MustCompile(`(?:^|[\s。；;：:，,、）)])(\d{1,2})\s?(?:[、．]|\.(?:\D|$))`), arabic, none},
	{regexp.MustCompile(`[（(](\d{1,2})[）)]`), arabic, bracket},
	{regexp.MustCompile(`(?:^|[\s。；;：:])([一二三四五六七八九十]{1,3})、`), chinese, none},
}

var numerals = []string{"一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六", "十七", "十八", "十九", "二十"}

// The themes by name. Basis: the classification of the national service platform.
var naturalThemes = map[string]string{
	"生育收养": "005", "户籍办理": "010", "民族宗教": "015", "教育科研": "020", "入伍服役": "025", "就业创业": "030",
	"设立变更": "035", "准营准办": "040", "抵押质押": "045", "职业资格": "050", "行政缴费": "055", "婚姻登记": "060",
	"优待抚恤": "065", "规划建设": "070", "住房保障": "075", "社会保障（社会保险、社会救助）": "085", "社会保障": "085",
	"证件办理": "090", "交通出行": "095", "旅游观光": "100", "出境入境": "105", "消费维权": "110", "公共安全": "115",
	"司法公证": "120", "知识产权": "125", "环保绿化": "130", "文化体育": "135", "公用事业": "140", "医疗卫生": "145",
	"离职退休": "150", "死亡殡葬": "155", "地方特色分类": "998", "其他": "999",
}

var legalThemes = map[string]string{
	"设立变更": "005", "准营准办": "010", "资质认证": "015", "年检年审": "020", "税收财务": "025", "人力资源": "030",
	"社会保障": "035", "投资审批": "040", "融资信贷": "045", "抵押质押": "050", "商务贸易": "055", "招标拍卖": "060",
	"海关口岸": "065", "涉外服务": "070", "农林牧渔": "075", "国土和规划建设": "085", "交通运输": "090", "环保绿化": "095",
	"应对气候变化": "100", "水务气象": "105", "医疗卫生": "110", "科技创新": "115", "文体教育": "120", "知识产权": "125",
	"民族宗教": "130", "质量技术": "135", "检验检疫": "140", "安全生产": "145", "公安消防": "150", "司法公证": "155",
	"公用事业": "160", "法人注销": "165", "档案文物": "170", "地方特色分类": "998", "其他": "999",
}
