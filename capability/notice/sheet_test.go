package notice

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/deadline"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/pdf"
)

var sampleDay = time.Date(2026, 2, 13, 10, 15, 0, 0, clock.Shanghai)

// sample is a paper of a kind with every particular it may have.
func sample(kind Kind, regime deadline.Regime, at time.Time) Paper {
	values := Values{}
	for _, f := range specs[kind].fields() {
		values[f] = samples[f]
	}
	return Paper{
		Key: id.New(), Source: "casework", Kind: kind, Regime: regime, Department: "TRANS", Issuer: "云岫市交通运输局",
		Number: "云交〔2026〕第 00371 号", Recipient: "林晓梅", At: at, Values: values,
	}
}

// samples are what the particulars of a paper say.
var samples = Values{
	FieldItem: "道路货物运输驾驶员从业资格证核发", FieldCase: "11990100MDEM0010X839901170020112026021200001", FieldShort: "YX-260212-7K3M9Q",
	FieldComplaint: "12345", FieldMaterials: "居民身份证、机动车驾驶证、近期免冠照片、安全驾驶经历证明", FieldCount: "4",
	FieldReceived: "2026年2月12日09时30分", FieldAnswerBy: "from-receipt", FieldAnswerDue: "2026年2月26日",
	FieldQueryCode: "7K3M9 QX2VB", FieldGaps: "1. 近期免冠照片：背景应当为白色，像素不低于 358×441，请重新拍摄后上传\n2. 机动车驾驶证：有效期已过，请换证后提交",
	FieldReplyBy: "2026年3月13日", FieldPromised: "2026年3月4日", FieldStatutory: "2026年3月20日",
	FieldReason: "经查，申请人三年内有一次记满 12 分的记录，不符合从业资格条件中“三年内无记满 12 分记录”的要求。", FieldGround: "《中华人民共和国道路运输条例》第二十二条、《道路运输从业人员管理规定》第十一条",
	FieldRedirect: "云岫市公安局交通警察支队（青溪区建设路 1 号，电话 0999-1234567）", FieldProcedure: "expert-review",
	FieldCounting: Uncounted, FieldWorkdays: "10", FieldExpected: "2026年3月2日", FieldResult: "专家组一致同意，认为符合技术条件。",
	FieldRequestBy: "2026年2月26日", FieldHeld: "2026年3月9日09时30分", FieldPlace: "云岫市政务服务中心三楼听证室", FieldChair: "周维民",
	FieldApprover: "head", FieldLicence: "道路货物运输驾驶员从业资格证", FieldLicenceNo: "99012026021300001", FieldValidTo: "2032年2月12日",
	FieldMethod: "post", FieldReceiver: "林晓梅", FieldTracking: "YF20260213000018CN（模拟）", FieldResults: "1. YX-260212-7K3M9Q 道路货物运输驾驶员从业资格证 1 本\n2. YX-260212-8M4N2P 食品经营许可证 1 本",
	FieldGivenBy: "赵敏", FieldInspectors: "钱文、孙立", FieldPresent: "林晓梅",
	FieldConditions: "1. 场所符合消防技术标准和管理规定\n2. 消防安全管理制度、应急预案、员工培训到位", FieldReplaced: "消防安全制度、灭火和应急疏散预案",
	FieldClauses: "1. 已知晓并理解告知的全部内容\n2. 疏散通道、安全出口畅通，消防设施完好有效", FieldChecks: "自准予之日起20个工作日内现场核查。",
	FieldConsequences: "1. 责令限期整改\n2. 依法撤销行政许可决定", FieldDigest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
	FieldOwed: "从业人员健康证明：2026年2月24日之前", FieldFindings: "操作间与食品处理区相互隔开，冷藏设施运行正常。", FieldSigned: "钱文（2026年3月9日10时手写签名）\n孙立（2026年3月9日10时05分登录后签名）",
}

func TestEveryTemplateIsSoundAndSaysWhatItsKindMust(t *testing.T) {
	for _, name := range Names() {
		own := ours[name]
		if faults := check(own.Kind, own.words); len(faults) > 0 {
			t.Errorf("%s: %v", name, faults)
		}
		if own.Code == "" {
			t.Errorf("%s has no form code", name)
		}
	}
	for kind := range specs {
		if _, is := ours[NameOf(kind, deadline.Licensing)]; !is {
			t.Errorf("%s has no words", kind)
		}
	}
}

func TestPublishingRefusesWordsWithTheirPlace(t *testing.T) {
	good := ours["denial"].words
	for _, row := range []struct {
		name        string
		words       Words
		place, want string
	}{
		{"a field nobody knows", Words{good.Heading, good.Body + "\n{phone}", good.Closing}, "body", "notice.wrong.unknown"},
		{"a field of another kind", Words{good.Heading, good.Body + "\n{gaps}", good.Closing}, "body", "notice.wrong.not-of-kind"},
		{"no number", Words{"编号", good.Body, good.Closing}, "heading", "notice.wrong.missing"},
		{"no date", Words{good.Heading, good.Body, "{issuer}"}, "closing", "notice.wrong.missing"},
		{"no remedies", Words{good.Heading, strings.ReplaceAll(good.Body, "{remedies}", ""), good.Closing}, "body", "notice.wrong.missing"},
		{"no legal ground", Words{good.Heading, strings.ReplaceAll(good.Body, "{ground}", ""), good.Closing}, "body", "notice.wrong.missing"},
		{"a brace alone", Words{good.Heading, good.Body + "\n{item", good.Closing}, "body", "notice.wrong.brace"},
		{"too long", Words{good.Heading, good.Body + strings.Repeat("长", maxBody), good.Closing}, "body", "notice.wrong.long"},
	} {
		faults := check(Denial, row.words)
		if len(faults) != 1 || faults[0].Name != row.place || faults[0].Key != row.want {
			t.Errorf("%s: %+v", row.name, faults)
		}
	}
}

func TestDenialWithoutGroundAndReasonsCannotBeMade(t *testing.T) {
	for _, kind := range []Kind{Denial, Refusal, NotNeeded, End} {
		p := sample(kind, deadline.Licensing, sampleDay)
		if err := p.mayMake(); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		p.Values[FieldReason], p.Values[FieldGround] = "  ", ""
		f, ok := fault.As(p.mayMake())
		if !ok || f.Kind != fault.Invalid || len(f.Fields) != 2 || f.Fields[0].Name != "reason" || f.Fields[1].Name != "ground" {
			t.Errorf("%s without reasons and ground: %+v", kind, f)
		}
	}
}

func TestParagraphWithoutItsValueIsLeftOut(t *testing.T) {
	got := fill("甲{item}\n查询码：{query-code}。\n\n{gaps}\n乙", Values{FieldItem: "事项", FieldGaps: "1. 一\n2. 二"}, nil)
	if want := "甲事项|1. 一|2. 二|乙"; strings.Join(got, "|") != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestWordsFollowTheLawOfTheService(t *testing.T) {
	for _, row := range []struct {
		regime deadline.Regime
		want   Name
	}{{deadline.Licensing, "denial"}, {deadline.Registration, "denial-register"}, {deadline.RealEstate, "denial-register"}, {deadline.Own, "denial-own"}} {
		if got := NameOf(Denial, row.regime); got != row.want {
			t.Errorf("%s: %s, want %s", row.regime, got, row.want)
		}
	}
	if got := NameOf(Acceptance, deadline.Own); got != "acceptance" {
		t.Errorf("acceptance: %s", got)
	}
}

func TestWhatMustBeSaidDoesNotFallAwayWithWhatIsMissingBesideIt(t *testing.T) {
	got := fill("事实和理由：{reason}（咨询电话：{complaint}）\n查询码：{query-code}。", Values{FieldReason: "年龄超过六十周岁"}, specs[Denial].must)
	if want := []string{"事实和理由：年龄超过六十周岁（咨询电话：—）"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	receipt := ours["receipt"]
	text := strings.Join(fill(receipt.words.Body, Values{FieldItem: "高龄津贴", FieldReceived: "2026年3月10日", FieldCase: "1", FieldShort: "2"}, specs[Receipt].must), "\n")
	if !strings.Contains(text, "我单位于2026年3月10日收到您提交的“高龄津贴”申请。") || strings.Contains(text, "材料清单") {
		t.Errorf("a receipt without materials says:\n%s", text)
	}
}

func TestATemplateThatCannotBeDrawnIsNotPublished(t *testing.T) {
	if err := pdf.Ready(); err != nil {
		t.Fatalf("run `make assets`: %v", err)
	}
	words := ours["denial"].words
	words.Body += "\n祝您愉快😂"
	if faults := check(Denial, words); len(faults) != 1 || faults[0].Key != "notice.wrong.glyph" {
		t.Errorf("found %+v", faults)
	}
}
