package lint

import (
	"regexp"
	"slices"
	"strings"

	"tongban/capability/catalogue"
)

// What catalogue texts look like where a rule has to read them.
var (
	// vague asks for papers without saying which. Basis: 优化营商环境条例, art. 44: what
	// is not on the list is not asked for.
	vague = regexp.MustCompile(`(其他|其它|相关|有关)的?(证明|申报|申请|佐证|补充|支撑)?(材料|资料|文件|证件|手续)` +
		`|(其他|其它)(需要|应当|应|需|可以|要求|规定)[^、，。；（）]{0,12}(材料|资料|文件|证件|手续)`)
	// closedSet is 等 that ends a list and says how many it names: 等三项.
	closedSet = regexp.MustCompile(`等[\d一二三四五六七八九十两]+(项|种|份|类|个|证|件)`)
	// statute names a law or one of its articles.
	statute = regexp.MustCompile(`《.+?》|第[零一二三四五六七八九十百\d]+条`)
	// excepted are the procedures whose time the law leaves out of the limit.
	// Basis: 行政许可法, art. 45.
	excepted = regexp.MustCompile(`听证|招标|拍卖|检验|检测|检疫|鉴定|专家评审`)
	// visits are looks at the place itself, which no machine can take.
	visits = regexp.MustCompile(`(现场|实地|入户|上门)(核查|检查|勘验|踏勘|查看|核实|验收)|勘验|踏勘`)
	// principal are papers an application is nothing without (主审要件).
	principal = regexp.MustCompile(`申请(书|表)|申报(书|表)|身份证|营业执照`)
	// dialable is the least a telephone number is made of.
	dialable = regexp.MustCompile(`\d[\d\s()（）-]{3,}\d`)
)

// settled takes words out of a name in which 等 does not mean “and so on”; the words
// before them end in the same character and must not be taken for one.
var settled = strings.NewReplacer(func() (pairs []string) {
	for _, word := range strings.Fields(`合同 集中 其中 当中 提高 水平 核对 校对 街头 镜头 线下 以下 网上 线上 以上 统一 唯一 平均`) {
		pairs = append(pairs, word, "")
	}
	for _, word := range strings.Fields(`等级 等次 等候 等待 等于 等额 等同 等效 等值 等价 等比 等份 等分 等量 等保 等离子 等外 等号 等距 等温 等高 等位 等压
		高等 中等 初等 平等 同等 对等 均等 相等 优等 劣等 上等 下等 特等 头等 甲等 乙等 丙等 一等 二等 三等 四等 五等 不等`) {
		pairs = append(pairs, word, "")
	}
	return pairs
}()...)

// openEnded reports whether a name ends a list with 等 without saying what else is
// on it.
func openEnded(name string) bool {
	return strings.Contains(closedSet.ReplaceAllString(settled.Replace(name), ""), "等")
}

// steps are what the handling of an application consists of, each with the words by
// which a stage shows that it does so. Basis: GB/T 36114-2018, annex A.
var steps = []struct {
	name  string
	words *regexp.Regexp
}{
	{"受理", regexp.MustCompile(`受理|收件|接件|登记|申请|提交|建档`)},
	{"审查", regexp.MustCompile(`审查|审核|核查|核验|核对|校验|检查|踏勘|勘验|评审|查验|初审`)},
	{"决定", regexp.MustCompile(`决定|审批|核准|审定|批准|签发|确认|登簿|办结`)},
	{"送达", regexp.MustCompile(`送达|发证|发照|发卡|邮寄|制证|缮证|领取|发放|交付|反馈|告知|打印`)},
}

// missingSteps names the steps that no stage of the item takes.
func (i item) missingSteps() string {
	var missing []string
	for _, step := range steps {
		if !slices.ContainsFunc(i.Stages, func(s catalogue.Stage) bool { return step.words.MatchString(s.Name) }) {
			missing = append(missing, step.name)
		}
	}
	return strings.Join(missing, "、")
}

// results are how the names of results end, with the type each end asks for.
var results = []struct{ end, kind string }{
	{"证", "出证办结"}, {"证书", "出证办结"}, {"执照", "出证办结"}, {"批文", "出文办结"}, {"批复", "审批办结"},
}

// bracketed is what a name says in brackets at its end.
var bracketed = regexp.MustCompile(`[（(][^（()）]*[)）]$`)
