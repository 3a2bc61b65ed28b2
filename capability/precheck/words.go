package precheck

// label is a name that papers print before a value.
type label struct {
	words string
	part  part
}

// part is what a label names.
type part string

// The parts of papers.
const (
	partName       part = "name"
	partSex        part = "sex"
	partEthnic     part = "ethnic"
	partBirth      part = "birth"
	partAddress    part = "address"
	partIDNumber   part = "idNumber"
	partIssuer     part = "issuer"
	partValid      part = "valid"
	partUSCC       part = "uscc"
	partOrgName    part = "orgName"
	partOrgKind    part = "orgKind"
	partLegalRep   part = "legalRep"
	partScope      part = "scope"
	partCapital    part = "capital"
	partFounded    part = "founded"
	partOrgAddress part = "orgAddress"
	partOffice     part = "office"
	partClass      part = "class"
	partFile       part = "file"
	partFirst      part = "first"
	partLicenceNo  part = "licenceNo"
	partCertNo     part = "certNo"
	partChild      part = "child"
	partBirthTime  part = "birthTime"
	partMother     part = "mother"
	partFather     part = "father"
	partOther      part = "other"
)

// labels are tried in this order: the longer ones first.
var labels = []label{
	{"统一社会信用代码", partUSCC}, {"执行事务合伙人", partLegalRep}, {"初次领证日期", partFirst},
	{"公民身份号码", partIDNumber}, {"出生证编号", partCertNo}, {"法定代表人", partLegalRep}, {"新生儿姓名", partChild},
	{"许可证编号", partLicenceNo}, {"经营者名称", partOrgName}, {"母亲姓名", partMother}, {"父亲姓名", partFather},
	{"签发机关", partIssuer}, {"有效期限", partValid}, {"有效期至", partValid}, {"经营范围", partScope},
	{"注册资本", partCapital}, {"成立日期", partFounded}, {"注册日期", partFounded}, {"营业期限", partOther},
	{"登记机关", partOffice}, {"准驾车型", partClass}, {"档案编号", partFile}, {"出生日期", partBirth},
	{"出生时间", partBirthTime}, {"经营场所", partOrgAddress}, {"主体业态", partOther}, {"经营项目", partOther},
	{"签发日期", partOther}, {"身份证号", partOther}, {"组成形式", partOther}, {"有效期", partValid}, {"负责人", partLegalRep},
	{"经营者", partLegalRep}, {"投资人", partLegalRep}, {"姓名", partName}, {"性别", partSex}, {"民族", partEthnic},
	{"出生", partBirth}, {"住址", partAddress}, {"住所", partOrgAddress}, {"名称", partOrgName}, {"类型", partOrgKind},
	{"国籍", partOther}, {"证号", partIDNumber}, {"编号", partOther},
}

// Words that tell the papers apart.
const (
	titleIDCard   = "居民身份证"
	titleState    = "中华人民共和国"
	titleLicence  = "营业执照"
	titleFood     = "食品经营许可证"
	titleDriving  = "机动车驾驶证"
	titleBirth    = "出生医学证明"
	wordBank      = "银行"
	wordUnionPay  = "银联"
	wordLongTerm  = "长期"
	wordUntil     = "至"
	wordUnlimited = "永久"
	wordMale      = "男"
	wordFemale    = "女"
	wordEthnic    = "族"
)

// orgEnds are how names of organisations end.
var orgEnds = []string{
	"有限责任公司", "股份有限公司", "有限公司", "分公司", "合作社", "合伙企业", "事务所", "经营部", "商行", "餐厅", "饭店", "酒店", "超市", "中心", "工厂", "公司",
}

// orgKinds are the kinds of enterprise by the words of a licence.
var orgKinds = []struct{ words, code string }{
	{"分公司", "branch"}, {"分支机构", "branch"}, {"个体工商户", "individual"}, {"个人独资企业", "sole"}, {"合伙企业", "partnership"},
	{"农民专业合作社", "cooperative"}, {"股份有限公司", "joint-stock"}, {"有限责任公司", "limited"},
}

// numerals are the digits and units of amounts in words.
var (
	numeralDigits = map[rune]int64{
		'零': 0, '壹': 1, '贰': 2, '叁': 3, '肆': 4, '伍': 5, '陆': 6, '柒': 7, '捌': 8, '玖': 9,
		'〇': 0, '一': 1, '二': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9, '两': 2,
	}
	numeralUnits                        = map[rune]int64{'拾': 10, '十': 10, '佰': 100, '百': 100, '仟': 1000, '千': 1000}
	wordTenThousand, wordHundredMillion = '万', '亿'
)

// regionEnds end the names of regions before a street.
var regionEnds = []string{"省", "自治区", "市", "州", "区", "县", "旗", "镇", "街道"}

// chineseDigits are numbers of houses in words.
const chineseDigits = "一二三四五六七八九十百甲乙丙"

// What names of materials say of what they are.
const (
	wordIDCard   = "身份证"
	wordPhoto    = "照片"
	wordIDPhoto  = "证件照"
	wordWhite    = "白底"
	wordColdRoom = "专间"
	wordLegalRep = "法定代表人"
	wordParents  = "父母"
	wordOfficers = "董事"
)

// paperNames are the papers that materials and licences name.
var paperNames = []struct {
	words string
	kinds []Kind
}{
	{wordIDCard, []Kind{IDFront, IDBack}}, {titleLicence, []Kind{BusinessLicence}}, {"驾驶证", []Kind{DrivingLicence}},
	{titleBirth, []Kind{BirthCertificate}}, {titleFood, []Kind{FoodLicence}}, {"银行卡", []Kind{BankCard}}, {"银行账户", []Kind{BankCard}},
}
