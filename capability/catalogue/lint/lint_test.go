package lint

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tongban/capability/catalogue"
	"tongban/kernel/message"
)

var update = flag.Bool("update", false, "write the table into docs")

// sample returns the items of the demo city by code.
func sample(t *testing.T) map[string]*catalogue.Item {
	t.Helper()
	var list struct {
		Items []json.RawMessage `json:"items"`
	}
	if err := json.NewDecoder(catalogue.Demo()).Decode(&list); err != nil {
		t.Fatal(err)
	}
	items := map[string]*catalogue.Item{}
	for _, row := range list.Items {
		item, err := catalogue.ReadItem(row)
		if err != nil {
			t.Fatal(err)
		}
		items[item.Code] = item
	}
	return items
}

// has reports whether item has a finding of rule at element.
func has(item *catalogue.Item, rule, element string) bool {
	return slices.ContainsFunc(Findings(item), func(f catalogue.Finding) bool { return f.Rule == rule && f.Element == element })
}

// breaks are the rules, each with an item of the sample that keeps it and how to
// break it there.
var breaks = []struct {
	rule, element, item string
	spoil               func(*catalogue.Item)
}{
	{"required", "legalBasis", "road-qual", func(i *catalogue.Item) { i.LegalBasis = nil }},
	{"required", "statutoryLimit.unit", "road-qual", func(i *catalogue.Item) { i.StatutoryLimit.Unit = "" }},
	{"required", "hours", "road-qual", func(i *catalogue.Item) { i.Hours = "" }},
	{"uscc", "department.uscc", "road-qual", func(i *catalogue.Item) { i.Department.USCC = "11990100MDEM0010X9" }},
	{"not-on-application", "itemType.code", "road-qual", func(i *catalogue.Item) { i.ItemType.Code = "02" }},

	{"case-instant", "caseType.code", "elder-card", func(i *catalogue.Item) { i.CaseType.Code = 2 }},
	{"case-instant", "caseType.code", "road-qual", func(i *catalogue.Item) { i.PromisedLimit = catalogue.Limit{Unit: "same_day"} }},
	{"case-promised", "caseType.code", "road-qual", func(i *catalogue.Item) { i.CaseType.Code = 1 }},
	{"visit-reason", "onSiteReason", "property-transfer", func(i *catalogue.Item) { i.OnSiteReason = "" }},
	{"visit-none", "onSiteReason", "road-qual", func(i *catalogue.Item) { i.OnSiteReason = "拍照" }},
	{"visit-post", "handlingModes", "road-qual", func(i *catalogue.Item) { i.HandlingModes, i.ExpressDelivery = []string{"window"}, false }},
	{"depth-visits", "onlineDepth.level", "property-transfer", func(i *catalogue.Item) { i.OnlineDepth.Level = "IV" }},
	{"fee-basis", "fee.basis", "property-transfer", func(i *catalogue.Item) { i.Fee.Basis = "" }},
	{"fee-items", "fee.items", "property-transfer", func(i *catalogue.Item) { i.Fee.Items = nil }},
	{"fee-pay", "fee.onlinePay", "property-transfer", func(i *catalogue.Item) { i.Fee.OnlinePay = false }},
	{"fee-free", "fee.charged", "property-transfer", func(i *catalogue.Item) { i.Fee.Charged = false }},
	{"fee-free", "fee.charged", "seal-filing", func(i *catalogue.Item) { i.Fee.Items[0].AmountCents = new(int64); *i.Fee.Items[0].AmountCents = 1 }},
	{"phones-equal", "complaintPhone", "road-qual", func(i *catalogue.Item) { i.ComplaintPhone = i.ConsultPhone }},
	{"phone-unreadable", "consultPhone", "road-qual", func(i *catalogue.Item) { i.ConsultPhone = "请到窗口咨询" }},
	{"theme-unknown", "themes.natural[0]", "road-qual", func(i *catalogue.Item) { i.Themes.Natural = []string{"080"} }},
	{"theme-missing", "themes.natural", "road-qual", func(i *catalogue.Item) { i.Themes.Natural = nil }},
	{"theme-missing", "themes.legal", "road-qual", func(i *catalogue.Item) { i.ServiceObjects = []int{1, 2} }},
	{"theme-foreign", "themes.legal", "road-qual", func(i *catalogue.Item) { i.Themes.Legal = []string{"090"} }},
	{"theme-foreign", "themes.natural", "road-qual", func(i *catalogue.Item) { i.ServiceObjects = []int{2} }},
	{"result-type", "result.resultType", "road-qual", func(i *catalogue.Item) { i.Result.ResultType = "出文办结" }},
	{"result-type", "result.resultType", "elder-card", func(i *catalogue.Item) { i.Result.ResultType = "其他" }},
	{"walkthrough", "walkthrough", "road-qual", func(i *catalogue.Item) { i.Walkthrough = nil }},
	{"walkthrough-topic", "walkthrough.steps", "road-qual", func(i *catalogue.Item) { i.Walkthrough.Steps = i.Walkthrough.Steps[1:] }},
	{"walkthrough-topic", "walkthrough.steps[0].topic", "road-qual", func(i *catalogue.Item) { i.Walkthrough.Steps[0].Topic = "cooking" }},
	{"walkthrough-transcript", "walkthrough.transcript", "road-qual", func(i *catalogue.Item) {
		i.Walkthrough.Video, i.Walkthrough.Transcript = &catalogue.Video{URL: "https://a.cn/film", Title: "申领"}, ""
	}},
	{"faq", "faq", "road-qual", func(i *catalogue.Item) { i.FAQ = nil }},
	{"steps", "stages", "road-qual", func(i *catalogue.Item) { i.Stages = i.Stages[:2] }},
	{"stages-over", "stages", "road-qual", func(i *catalogue.Item) { i.Stages[0].LimitWorkdays = 2 }},
	{"stages-over", "trackLimits[1]", "fire-check", func(i *catalogue.Item) { i.Stages[1].LimitWorkdays = 9 }},
	{"stages-under", "stages", "road-qual", func(i *catalogue.Item) { i.Stages[0].LimitWorkdays = 0 }},
	{"promise-over-law", "promisedLimit.value", "road-qual", func(i *catalogue.Item) { i.PromisedLimit.Value = 11 }},
	{"promise-longer", "promisedLimit.value", "road-qual", func(i *catalogue.Item) { i.PromisedLimit = catalogue.Limit{Value: 1, Unit: "month"} }},
	{"promise-longer", "promisedLimit.value", "road-qual", func(i *catalogue.Item) { i.StatutoryLimit = catalogue.Limit{Value: 2, Unit: "calendar_day"} }},
	{"promise-longer", "promisedLimit.value", "tax-new", func(i *catalogue.Item) { i.PromisedLimit.Value = 1 }},
	{"promise-longer", "promisedLimit.value", "tax-new", func(i *catalogue.Item) { i.PromisedLimit = catalogue.Limit{Value: 1, Unit: "calendar_day"} }},
	{"promise-over-law", "trackLimits[1].promisedWorkdays", "fire-check", func(i *catalogue.Item) { i.TrackLimits[1].PromisedWorkdays = 11 }},
	{"promise-none", "promisedLimit.unit", "road-qual", func(i *catalogue.Item) { i.PromisedLimit = catalogue.Limit{Unit: "none"} }},
	{"material-vague", "materials[0].name", "road-qual", func(i *catalogue.Item) { i.Materials[0].Name = "法律、法规规定的其他材料" }},
	{"material-open", "materials[0].name", "road-qual", func(i *catalogue.Item) { i.Materials[0].Name = "身份证等有效证件" }},
	{"conditions-cut", "conditions", "road-qual", func(i *catalogue.Item) { i.Conditions = []string{"符合以下条件之一的可以提出申请： "} }},
	{"materials-none", "materials", "road-qual", func(i *catalogue.Item) { i.Materials = nil }},
	{"planned-date", "plannedCancelDate", "road-qual", func(i *catalogue.Item) { i.PlannedEffective, i.PlannedCancel = "2026-03-01", "2026-02-01" }},
	{"planned-date", "plannedEffectiveDate", "road-qual", func(i *catalogue.Item) { i.PlannedEffective = "明年" }},
	{"planned-ahead", "plannedCancelDate", "road-qual", func(i *catalogue.Item) { i.PlannedCancel = "2026-12-31" }},

	{"regime-unknown", "regime.kind", "road-qual", func(i *catalogue.Item) { i.Regime.Kind = "private" }},
	{"regime-unknown", "regime.deemedAcceptance", "road-qual", func(i *catalogue.Item) { i.Regime.DeemedAcceptance = "perhaps" }},
	{"regime-licensing", "regime.kind", "elder-card", func(i *catalogue.Item) { i.Regime.Kind = "licensing" }},
	{"regime-law", "regime.law", "road-qual", func(i *catalogue.Item) { i.Regime.Kind, i.Regime.Law = "own", "" }},
	{"acceptance-window", "regime.acceptanceWorkdays", "road-qual", func(i *catalogue.Item) { i.Regime.AcceptanceWorkdays = 6 }},
	{"acceptance-window", "regime.acceptanceWorkdays", "elder-card", func(i *catalogue.Item) { i.Regime.AcceptanceWorkdays = -1 }},
	{"silence-accepts", "regime.deemedAcceptance", "road-qual", func(i *catalogue.Item) { i.Regime.DeemedAcceptance = "none" }},
	{"silence-unfounded", "regime.deemedAcceptance", "elder-card", func(i *catalogue.Item) { i.Regime.DeemedAcceptance = "from-receipt" }},
	{"silence-unfounded", "regime.deemedAcceptance", "road-qual", func(i *catalogue.Item) { i.Regime.DeemedAcceptance = "unless-told-on-the-spot" }},
	{"real-estate", "regime.acceptanceWorkdays", "property-transfer", func(i *catalogue.Item) { i.Regime.AcceptanceWorkdays = 5 }},
	{"real-estate", "regime.deemedAcceptance", "property-transfer", func(i *catalogue.Item) { i.Regime.DeemedAcceptance = "none" }},
	{"decision-limit", "statutoryLimit.value", "road-qual", func(i *catalogue.Item) { i.StatutoryLimit.Value = 21 }},
	{"decision-limit", "statutoryLimit.value", "road-qual", func(i *catalogue.Item) { i.StatutoryLimit = catalogue.Limit{Value: 2, Unit: "month"} }},
	{"decision-limit", "statutoryLimit.value", "road-qual", func(i *catalogue.Item) { i.StatutoryLimit.Value, i.CoImplementers = 46, []string{"公安局"} }},
	{"decision-none", "statutoryLimit.unit", "road-qual", func(i *catalogue.Item) { i.StatutoryLimit.Unit = "none" }},
	{"extension-days", "regime.extension.workdays", "road-qual", func(i *catalogue.Item) { i.Regime.Extension.Workdays = 11 }},
	{"extension-days", "regime.extension.workdays", "road-qual", func(i *catalogue.Item) { i.Regime.Extension.Workdays, i.CoImplementers = 16, []string{"公安局"} }},
	{"extension-approver", "regime.extension.approver", "road-qual", func(i *catalogue.Item) { i.Regime.Extension.Approver = "local-government" }},
	{"delivery-limit", "regime.deliveryWorkdays", "road-qual", func(i *catalogue.Item) { i.Regime.DeliveryWorkdays = 11 }},
	{"clock-runs", "specialProcedures[0]", "road-qual", func(i *catalogue.Item) { i.SpecialProcedures = []string{"公示"} }},
	{"clock-runs", "specialProcedures[0]", "elder-card", func(i *catalogue.Item) { i.SpecialProcedures = []string{"听证"} }},
	{"clock-runs", "stages[1].clock", "road-qual", func(i *catalogue.Item) { i.Stages[1].Clock = "pause" }},

	{"defer-days", "materials[0].deferWorkdays", "outdoor-ad", func(i *catalogue.Item) { i.Materials[0].Deferrable, i.Materials[0].DeferWorkdays = true, 21 }},
	{"defer-unsaid", "materials[2].deferWorkdays", "outdoor-ad", func(i *catalogue.Item) { i.Materials[2].DeferWorkdays = 0 }},
	{"defer-promise", "materials[2].deferWorkdays", "outdoor-ad", func(i *catalogue.Item) { i.Materials[2].DeferWorkdays = 6 }},
	{"defer-main", "materials[0].deferrable", "outdoor-ad", func(i *catalogue.Item) { i.Materials[0].Deferrable, i.Materials[0].DeferWorkdays = true, 5 }},
	{"defer-all", "materials", "road-qual", func(i *catalogue.Item) {
		for at := range i.Materials {
			i.Materials[at].Deferrable = true
		}
	}},
	{"commitment-verify", "commitment.verifyWithin", "food-license", func(i *catalogue.Item) { i.Commitment.VerifyWithin = "" }},
	{"commitment-clauses", "commitment.clauses", "road-qual", func(i *catalogue.Item) { i.Commitment = &catalogue.Commitment{Available: true} }},
	{"commitment-scope", "commitment.scope", "food-license", func(i *catalogue.Item) { i.Commitment.Scope = "" }},
	{"auto-inspection", "autoDecision.mode", "food-license", func(i *catalogue.Item) { i.AutoDecision.Mode = "auto" }},
	{"auto-inspection", "autoDecision.mode", "fire-check", func(i *catalogue.Item) { i.TrackLimits = nil }},
	{"auto-rules", "autoDecision.rules", "road-qual", func(i *catalogue.Item) { i.AutoDecision.Rules = nil }},
	{"level-unknown", "levels[0]", "road-qual", func(i *catalogue.Item) {
		i.Levels = []catalogue.LevelPower{{Level: 8, Steps: []string{catalogue.Accept}}}
	}},
	{"level-unknown", "levels[0]", "road-qual", func(i *catalogue.Item) { i.Levels = []catalogue.LevelPower{{Level: 3, Steps: []string{"dance"}}} }},
	{"level-decides", "levels", "road-qual", func(i *catalogue.Item) {
		i.Levels = []catalogue.LevelPower{{Level: 4, Steps: []string{catalogue.Accept, catalogue.Decide}}}
	}},
	{"level-accepts", "levels", "road-qual", func(i *catalogue.Item) {
		i.Levels = []catalogue.LevelPower{{Level: 3, Steps: []string{catalogue.Decide}}}
	}},
	{"level-twice", "levels[1]", "road-qual", func(i *catalogue.Item) {
		i.Levels = []catalogue.LevelPower{{Level: 3, Steps: []string{catalogue.Accept, catalogue.Decide}}, {Level: 3, Steps: []string{catalogue.Deliver}}}
	}},

	{"effect-material", "scenarios[0].effects[0]", "road-qual", func(i *catalogue.Item) { i.Scenarios[0].Effects[0].ShowMaterials = []string{"M-MOON"} }},
	{"material-never", "materials[0].requiredWhen", "road-qual", func(i *catalogue.Item) { i.Materials[0].Necessity = catalogue.Conditional }},
	{"condition-answer", "materials[0].requiredWhen", "road-qual", func(i *catalogue.Item) {
		i.Materials[0].RequiredWhen = &catalogue.Condition{Var: "q_mass", Op: "eq", Value: "true"}
	}},
	{"condition-answer", "materials[0].requiredWhen", "food-license", func(i *catalogue.Item) {
		i.Materials[0].RequiredWhen = &catalogue.Condition{Var: "q_projects", Op: "eq", Value: "hot"}
	}},
	{"condition-answer", "materials[0].requiredWhen", "food-license", func(i *catalogue.Item) {
		i.Materials[0].RequiredWhen = &catalogue.Condition{Var: "q_type", Op: "eq", Value: "hot"}
	}},
	{"stop-silent", "scenarios[0].effects[0].message", "road-qual", func(i *catalogue.Item) { i.Scenarios[0].Effects[0].Message = "" }},
	{"redirect-nowhere", "scenarios[1].effects[0].redirect", "road-qual", func(i *catalogue.Item) { i.Scenarios[1].Effects[0].Redirect = &catalogue.Redirect{} }},
}

func TestEachRuleFindsWhatBreaksIt(t *testing.T) {
	tested := map[string]bool{"result-sample": true, "english": true} // the sample breaks these everywhere
	for _, tt := range breaks {
		tested[tt.rule] = true
		item := sample(t)[tt.item]
		if has(item, tt.rule, tt.element) {
			t.Errorf("%s: %s is found at %s before anything is spoilt", tt.item, tt.rule, tt.element)
		}
		if tt.spoil(item); !has(item, tt.rule, tt.element) {
			t.Errorf("%s: %s is not found at %s: %+v", tt.item, tt.rule, tt.element, Findings(item))
		}
	}
	for _, r := range rules {
		if !tested[r.id] {
			t.Errorf("nothing breaks the rule %s", r.id)
		}
	}
}

func TestWhatALawAllowsIsNoFinding(t *testing.T) {
	for _, tt := range []struct {
		rule, element, item string
		allow               func(*catalogue.Item)
	}{
		{"decision-limit", "statutoryLimit.value", "road-qual", func(i *catalogue.Item) {
			i.StatutoryLimit.Value, i.StatutoryLimit.Note = 60, "《药品管理法》第二十四条"
		}},
		{"decision-limit", "statutoryLimit.value", "road-qual", func(i *catalogue.Item) { i.StatutoryLimit.Value, i.CoImplementers = 45, []string{"公安局"} }},
		{"decision-limit", "statutoryLimit.value", "childcare-subsidy", func(i *catalogue.Item) { i.StatutoryLimit = catalogue.Limit{Value: 60, Unit: "workday"} }},
		{"extension-days", "regime.extension.workdays", "road-qual", func(i *catalogue.Item) { i.Regime.Extension.Workdays, i.CoImplementers = 15, []string{"公安局"} }},
		{"extension-approver", "regime.extension.approver", "road-qual", func(i *catalogue.Item) {
			i.Regime.Extension.Approver, i.CoImplementers = "local-government", []string{"公安局"}
		}},
		{"acceptance-window", "regime.acceptanceWorkdays", "road-qual", func(i *catalogue.Item) {
			i.Regime = catalogue.Regime{Kind: "own", Law: "企业破产法", AcceptanceWorkdays: 15, DeemedAcceptance: "from-receipt"}
		}},
		{"silence-unfounded", "regime.deemedAcceptance", "road-qual", func(i *catalogue.Item) {
			i.Regime = catalogue.Regime{Kind: "own", Law: "企业破产法", AcceptanceWorkdays: 15, DeemedAcceptance: "from-receipt"}
		}},
		{"clock-runs", "specialProcedures[0]", "road-qual", func(i *catalogue.Item) { i.SpecialProcedures = []string{"检验检测", "专家评审"} }},
		{"clock-runs", "specialProcedures[0]", "property-transfer", func(i *catalogue.Item) {
			i.SpecialProcedures[0] = "公告（《不动产登记暂行条例实施细则》第十七条）"
		}},
		{"promise-longer", "promisedLimit.value", "road-qual", func(i *catalogue.Item) { i.PromisedLimit = catalogue.Limit{Value: 10, Unit: "calendar_day"} }},
		{"level-decides", "levels", "road-qual", func(i *catalogue.Item) {
			i.Levels = []catalogue.LevelPower{{Level: 3, Steps: []string{catalogue.Decide}}, {Level: 5, Steps: []string{catalogue.Accept}}, {Level: 6, Steps: []string{catalogue.Accept}}}
		}},
		{"level-decides", "levels", "road-qual", func(i *catalogue.Item) {
			i.ExerciseLevel, i.Levels = 7, []catalogue.LevelPower{{Level: 4, Steps: []string{catalogue.Accept, catalogue.Decide}}}
		}},
		{"visit-post", "handlingModes", "road-qual", func(i *catalogue.Item) { i.HandlingModes, i.OnlineURL = nil, "https://example.org" }},
	} {
		item := sample(t)[tt.item]
		if tt.allow(item); has(item, tt.rule, tt.element) {
			t.Errorf("%s: %s is found", tt.item, tt.rule)
		}
	}
}

// The names are of real lists.
func TestVagueNamesAreToldFromNamesWithTheSameSigns(t *testing.T) {
	for name, want := range map[string][2]bool{
		"普通话等级证书":             {false, false},
		"高等学校毕业证书":            {false, false},
		"广东省中等职业学校办理学历证明书申请表": {false, false},
		"运动员技术等级申请表":          {false, false},
		"平等协商记录":              {false, false},
		"一等功证书":               {false, false},
		"身份证、户口簿等2份材料":        {false, false},
		"外语水平等证明":             {false, true},
		"其他组织成立的批准文件":         {false, false},
		"其他姓氏选取依据说明":          {false, false},
		"有关部门的批准文件":           {false, false},
		"社保清单、审计报告、验资报告、资产发票、合同等材料":  {false, true},
		"无医疗事故、违纪等证明":                {false, true},
		"征求纪律或纪检监察等部门意见证明材料（样表）":     {false, true},
		"身份证等有效证件":                   {false, true},
		"高等学校等单位的证明":                 {false, true},
		"如涉刑律者，须附法院判决书、刑满释放等材料原件。":   {false, true},
		"放弃国籍的有关材料或经公证的已取得他国国籍的中文译本": {true, false},
		"能够证明股权或股票价格的有关材料":           {true, false},
		"其他材料": {true, false},
		"法律、行政法规规定的其他证明材料": {true, false},
		"其他需要提交的材料":        {true, false},
		"相关材料":             {true, false},
	} {
		if got := [2]bool{vague.MatchString(name), openEnded(name)}; got != want {
			t.Errorf("%s: vague and open %v, want %v", name, got, want)
		}
	}
}

// TestWhatIsOnlyMissingIsFound: lists of others are imported with what they lack.
func TestWhatIsOnlyMissingIsFound(t *testing.T) {
	bare := &catalogue.Item{Code: "bare", Name: "只有名称的事项", Department: catalogue.Department{Name: "某局"}}
	if found := Findings(bare); len(found) < 20 || found[0].Rule != "required" || found[0].Severity != catalogue.Error {
		t.Errorf("found only %+v", found)
	}
}

func TestTheHeaviestFindingsComeFirstAndThereAreNotTooMany(t *testing.T) {
	item := sample(t)["road-qual"]
	m := item.Materials[0]
	for range 300 {
		m.Name = "身份证等有效证件"
		item.Materials = append(item.Materials, m)
	}
	item.Hours = ""
	found := Findings(item)
	if len(found) != catalogue.MostFindings || found[0].Rule != "required" {
		t.Fatalf("%d findings, first %+v", len(found), found[0])
	}
	if last := found[len(found)-1]; last.Rule != "more" || last.Args[0] != 300+2+1-catalogue.MostFindings+1 {
		t.Errorf("the rest: %+v", last)
	}
	weight := func(f catalogue.Finding) int {
		return slices.Index([]catalogue.Severity{catalogue.Error, catalogue.Warning, catalogue.Notice}, f.Severity)
	}
	weights := make([]int, len(found))
	for n, f := range found {
		weights[n] = weight(f)
	}
	if !slices.IsSorted(weights) {
		t.Errorf("out of order: %v", weights)
	}
}

// speaking returns a context with the texts of the catalogue in lang.
func speaking(t *testing.T, lang message.Lang) context.Context {
	t.Helper()
	all, err := message.Load(os.DirFS(".."))
	if err != nil {
		t.Fatal(err)
	}
	return message.With(t.Context(), all, lang)
}

func TestEveryRuleSpeaksBothLanguagesAndNamesItsPlace(t *testing.T) {
	for _, lang := range []message.Lang{message.Chinese, message.English} {
		ctx := speaking(t, lang)
		for _, r := range rules {
			if !message.Known(ctx, "catalogue.lint."+r.id) {
				t.Errorf("%s has no sentence", r.id)
			}
		}
		for _, tt := range breaks {
			item := sample(t)[tt.item]
			tt.spoil(item)
			for _, f := range Findings(item) {
				if s := f.Sentence(ctx); strings.ContainsAny(s, "{}") || strings.Contains(s, "EXTRA") {
					t.Errorf("%s says %q", f.Rule, s)
				}
				if place := f.Place(ctx); strings.ContainsAny(place, "[]") || lang == message.Chinese && strings.ContainsAny(place, "abcdefghij") {
					t.Errorf("%s is at %q", f.Rule, place)
				}
			}
		}
	}
	place := catalogue.Finding{Element: "materials[2].name"}.Place(speaking(t, message.Chinese))
	if place != "申请材料 · 第 3 项 · 名称" {
		t.Errorf("the place is %q", place)
	}
}

func TestTheSampleHasNothingToMend(t *testing.T) {
	for code, item := range sample(t) {
		for _, f := range Findings(item) {
			if f.Severity != catalogue.Notice { // it has no sample of a result to show
				t.Errorf("%s: %s at %s", code, f.Rule, f.Element)
			}
		}
	}
}

func TestDocumentedRulesAreTheRealOnes(t *testing.T) {
	const page = "../../../docs/capability/catalogue.md"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	ctx := speaking(t, message.English)
	var table strings.Builder
	table.WriteString("<!-- rules -->\n| rule | weight | what an editor reads |\n|---|---|---|\n")
	for _, r := range rules {
		sentence := message.T(ctx, "catalogue.lint."+r.id, "…", "…", "…")
		fmt.Fprintf(&table, "| `%s` | %s | %s |\n", r.id, r.severity, sentence)
	}
	table.WriteString("<!-- end of rules -->")
	want := regexp.MustCompile("(?s)<!-- rules -->.*?<!-- end of rules -->").ReplaceAllLiteral(text, []byte(table.String()))
	if bytes.Equal(text, want) {
		return
	}
	if !*update {
		t.Fatalf("%s is not current: go test ./capability/catalogue/lint -run Documented -update", page)
	}
	if err := os.WriteFile(page, want, 0o644); err != nil {
		t.Fatal(err)
	}
}
