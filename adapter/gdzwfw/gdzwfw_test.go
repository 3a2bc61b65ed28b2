package gdzwfw

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"tongban/capability/catalogue"
	"tongban/capability/intake"
)

func readAll(t *testing.T, list io.Reader) (all []intake.Record) {
	t.Helper()
	r := NewReader(list)
	for {
		record, err := r.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, record)
	}
}

// example reads the rows of the hand-made list.
func example(t *testing.T) []intake.Record {
	t.Helper()
	text, err := os.ReadFile("testdata/items.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	return readAll(t, bytes.NewReader(text))
}

// found lists the findings of a row as "rule element args".
func found(r intake.Record) (list []string) {
	for _, f := range r.Findings {
		list = append(list, f.Rule+" "+f.Element)
	}
	return list
}

func TestARowBecomesAnItem(t *testing.T) {
	ferry := example(t)[0].Item
	if ferry.Code != strings.ToLower(ferry.HandlingItemCode) || len(ferry.HandlingItemCode) != 33 || ferry.ImplementationCode != ferry.HandlingItemCode[:31] ||
		ferry.BasicCode != "990100001001" || ferry.ExerciseLevel != 3 || ferry.Department.USCC != ferry.ImplementationCode[:18] {
		t.Errorf("codes: %+v", ferry)
	}
	if ferry.Name != "内河渡口设置许可(新申请)" || ferry.Basic != (catalogue.Basic{Name: "内河渡口设置许可", ParentCode: "99010000100Y", ParentName: "内河渡口设置许可管理"}) ||
		ferry.Region != (catalogue.Region{Code: "990100", Name: "云岫市"}) || ferry.Department.Name != "云岫市交通运输局" {
		t.Errorf("names: %+v", ferry)
	}
	if ferry.StatutoryLimit != (catalogue.Limit{Value: 20, Unit: "workday", Evidence: "source"}) || ferry.PromisedLimit.Value != 5 || ferry.CaseType.Code != 2 {
		t.Errorf("limits: %+v %+v %+v", ferry.StatutoryLimit, ferry.PromisedLimit, ferry.CaseType)
	}
	if r := ferry.Regime; r.Kind != "licensing" || r.AcceptanceWorkdays != 5 || r.DeemedAcceptance != "from-receipt" || r.Extension.Workdays != 10 || r.DeliveryWorkdays != 10 {
		t.Errorf("regime: %+v", r)
	}
	if !slices.Equal(ferry.ServiceObjects, []int{1, 2, 6}) || !slices.Equal(ferry.Themes.Natural, []string{"095", "040"}) || !slices.Equal(ferry.Themes.Legal, []string{"010"}) {
		t.Errorf("audience: %v %+v", ferry.ServiceObjects, ferry.Themes)
	}
	if want := []string{"找工作", "渡口许可", "开渡口", "设渡口", "办渡口证"}; !slices.Equal(ferry.Keywords, want) {
		t.Errorf("keywords: %q", ferry.Keywords)
	}
	if len(ferry.Materials) != 2 || ferry.Materials[1].Name != "渡船检验证书（复印件）" || len(ferry.Stages) != 0 || ferry.Fee.Items != nil {
		t.Errorf("materials, stages, fee: %+v %+v %+v", ferry.Materials, ferry.Stages, ferry.Fee)
	}
	if !ferry.Accepts(4) || ferry.Accepts(3) || len(ferry.Levels) != 2 || ferry.Levels[0].Line != "交通运输" || !slices.Equal(ferry.Levels[0].Steps, []string{"examine", "decide", "deliver"}) {
		t.Errorf("levels: %+v", ferry.Levels)
	}
	if ferry.Place != "云岫市云岫路1号政务服务大厅1-3号窗口" || !slices.Equal(ferry.HandlingModes, []string{"window", "pc"}) || !ferry.ExpressDelivery ||
		ferry.OnlineURL != "https://example.gov.cn/apply?id=1" || ferry.Platform != "云岫市统一申办受理平台" {
		t.Errorf("where: %+v", ferry)
	}
}

func TestAbsentIsAbsent(t *testing.T) {
	query := example(t)[2].Item
	if query.StatutoryLimit.Unit != "" || query.PromisedLimit.Unit != "" || query.CaseType.Code != 0 || query.ComplaintPhone != "" ||
		query.Conditions != nil || query.Materials != nil || query.Levels != nil {
		t.Errorf("%+v", query)
	}
	if query.Place != "无线下办理窗口" || !slices.Equal(query.HandlingModes, []string{"pc"}) || !slices.Equal(query.Themes.Natural, []string{"999"}) {
		t.Errorf("%+v", query)
	}
	if seaman := example(t)[4].Item; seaman.Place != "" || seaman.HandlingModes != nil || seaman.OnlineURL != "" {
		t.Errorf("%+v", seaman)
	}
}

func TestWhatCannotBeTakenOverIsFound(t *testing.T) {
	want := [][]string{
		{"derived-regime regime", "mapped-object serviceObjects", "unmapped-theme themes", "material-names materials"},
		{"former-code code", "derived-regime regime", "material-names materials"},
		{"provincial-type itemType", "derived-regime regime", "prose-phone consultPhone"},
		{"provincial-type itemType", "derived-regime regime", "unreadable-limit statutoryLimit", "odd-address onlineUrl"},
		{"derived-regime regime", "prose-phone consultPhone"},
	}
	for i, r := range example(t) {
		if got := found(r); !slices.Equal(got, want[i]) {
			t.Errorf("row %d: %q", i+1, got)
		}
	}
	if got := example(t)[4].Item.ConsultPhone; got != "0000-11112222" {
		t.Errorf("the number in the prose is %q", got)
	}
	if got := example(t)[3].Item; got.OnlineURL != "https://example.gov.cn/other" || got.StatutoryLimit.Note != "约两周" {
		t.Errorf("%+v", got)
	}
}

// Whatever a key says, it is in the item or in a finding.
func TestNoKeyIsDroppedSilently(t *testing.T) {
	text, err := os.ReadFile("testdata/items.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := bytes.Cut(text, []byte("\n"))
	var row map[string]any
	if err := json.Unmarshal(first, &row); err != nil {
		t.Fatal(err)
	}
	outcome := func() string {
		line, err := json.Marshal(row)
		if err != nil {
			t.Fatal(err)
		}
		r := readAll(t, bytes.NewReader(line))[0]
		said, err := json.Marshal([]any{r.Item, r.Findings})
		if err != nil {
			t.Fatal(err)
		}
		return string(said)
	}
	before := outcome()
	row["NEW_KEY"] = nil
	for _, key := range slices.Sorted(maps.Keys(row)) {
		old := row[key]
		for _, value := range []any{"变了 1", []any{"变了 1", 7}, map[string]any{"x": "变了"}} {
			row[key] = value
			if outcome() == before {
				t.Errorf("%s: nobody notices %v", key, value)
			}
		}
		row[key] = old
	}
}

func TestConditionsAreSplitAtTheirNumbers(t *testing.T) {
	for text, want := range map[string][]string{
		"无": nil, "无条件受理": nil, "无受理条件。": nil, "": nil,
		"所有公民均可获取此服务。":                         {"所有公民均可获取此服务。"},
		"1.有章程；2.有30.5万元资产；3.有住所。":             {"1.有章程；", "2.有30.5万元资产；", "3.有住所。"},
		"符合以下条件： 1、拥护宪法；\u30002、取得资格。":         {"符合以下条件：", "1、拥护宪法；", "2、取得资格。"},
		"（一）有渡口；（二）有渡船：1.有证书；2.有效；（三）有渡工。":     {"（一）有渡口；", "（二）有渡船：1.有证书；2.有效；", "（三）有渡工。"},
		"分两种：1.初始注册：（一）合格；（二）受聘。2.延续注册：（一）期满。": {"分两种：", "1.初始注册：（一）合格；（二）受聘。", "2.延续注册：（一）期满。"},
		"(1)有名称；(2)有章程。":                       {"(1)有名称；", "(2)有章程。"},
		"依据第1条、第2条办理。":                         {"依据第1条、第2条办理。"},
		"2019年1、2月的申请":                         {"2019年1、2月的申请"},
	} {
		in := &row{values: map[string]any{"x": text}, used: map[string]bool{}}
		if got := conditions(in.text("x")); !slices.Equal(got, want) {
			t.Errorf("%s: %q", text, got)
		}
	}
}

func TestLimitsAreRead(t *testing.T) {
	for text, want := range map[string]catalogue.Limit{
		"7(工作日)":   {Value: 7, Unit: "workday", Evidence: "source"},
		"90（自然日）":  {Value: 90, Unit: "calendar_day", Evidence: "source"},
		"30个工作日":   {Value: 30, Unit: "workday", Evidence: "source"},
		"0.5(工作日)": {Value: 0.5, Unit: "workday", Evidence: "source"},
		"2(小时)":    {Value: 2, Unit: "hour", Evidence: "source"},
		"3(月)":     {Value: 3, Unit: "month", Evidence: "source"},
		"即办":       {Unit: "same_day", Evidence: "source"},
		"无":        {},
		"约两周":      {Note: "约两周"},
	} {
		in := &row{values: map[string]any{"x": text}, used: map[string]bool{}}
		if got := in.limit("x", "promisedLimit"); got != want || (got.Note != "") != (len(in.findings) == 1) {
			t.Errorf("%s: %+v, %+v", text, got, in.findings)
		}
	}
}

// One row that is out of its mind must not keep the others out.
func TestAnOddNumberOrCharacterSpoilsNoList(t *testing.T) {
	text, err := os.ReadFile("testdata/items.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := bytes.Cut(text, []byte("\n"))
	var row map[string]any
	if err := json.Unmarshal(first, &row); err != nil {
		t.Fatal(err)
	}
	row["visit_number"], row["handle_time"] = json.Number("1e999"), strings.Repeat("9", 400)+"(工作日)"
	row["TASK_NAME"], row["material_intro"] = "渡口\u0000\u202e许可", []string{"证\u001b书"}
	line, err := json.Marshal(row)
	if err != nil {
		t.Fatal(err)
	}
	r := readAll(t, bytes.NewReader(line))[0]
	if len(r.Faults) > 0 || r.Item.Name != "渡口许可" || r.Item.Materials[0].Name != "证书" || r.Item.StatutoryLimit.Value != 0 {
		t.Errorf("%+v, %+v", r.Faults, r.Item)
	}
	if want := []string{catalogue.AssumedRegime, catalogue.AssumedVisits, catalogue.AssumedNecessity}; !slices.Equal(r.Item.Assumed, want) {
		t.Errorf("assumed are %q, want %q", r.Item.Assumed, want)
	}
	for _, want := range []string{"odd-value visit_number", "unreadable-limit statutoryLimit", "odd-characters TASK_NAME", "odd-characters material_intro"} {
		if !slices.Contains(found(r), want) {
			t.Errorf("%s is not found: %q", want, found(r))
		}
	}
}
