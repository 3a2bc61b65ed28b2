package catalogue

import (
	"encoding/json"
	"net/url"
	"os"
	"reflect"
	"slices"
	"testing"
)

// sample returns the items of the sample catalogue by slug.
func sample(t *testing.T) map[string]*Item {
	t.Helper()
	var doc struct {
		Items []json.RawMessage `json:"items"`
	}
	readSample(t, &doc)
	items := map[string]*Item{}
	for _, row := range doc.Items {
		item, err := ReadItem(row)
		if err != nil {
			t.Fatal(err)
		}
		items[item.Code] = item
	}
	return items
}

func readSample(t *testing.T, into any) {
	t.Helper()
	b, err := os.ReadFile("demo/sample-catalog.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatal(err)
	}
}

func codes(materials []Material) (list []string) {
	for _, m := range materials {
		list = append(list, m.Code)
	}
	return list
}

func TestGuideTestsOfTheSample(t *testing.T) {
	items := sample(t)
	var doc struct {
		Tests []struct {
			Item     string         `json:"itemId"`
			Answers  map[string]any `json:"answers"`
			Expected []string       `json:"expectedMaterials"`
		} `json:"guideTests"`
	}
	readSample(t, &doc)
	if len(doc.Tests) != 13 {
		t.Fatalf("%d guide tests", len(doc.Tests))
	}
	for _, tt := range doc.Tests {
		answers, wrong := items[tt.Item].CheckAnswers(tt.Answers)
		if len(wrong) > 0 {
			t.Errorf("%s %v: %+v", tt.Item, tt.Answers, wrong)
		}
		if got := codes(items[tt.Item].Plan(answers).Materials); !slices.Equal(got, tt.Expected) {
			t.Errorf("%s %v\n got %v\nwant %v", tt.Item, tt.Answers, got, tt.Expected)
		}
	}
}

func TestStopRedirectAndTrack(t *testing.T) {
	items := sample(t)
	road := items["road-qual"]

	stop := road.Plan(Answers{"q_mass": true})
	if !stop.Blocked() || stop.Stop == nil || stop.Stop.Question != "q_mass" || stop.Stop.Text == "" {
		t.Errorf("drivers of light lorries are not stopped: %+v", stop.Stop)
	}
	away := road.Plan(Answers{"q_mass": false, "q_exam": false})
	if away.Stop != nil || away.Redirect == nil || away.Redirect.Name != "从业资格考试报名" {
		t.Errorf("without the examination: %+v, %+v", away.Stop, away.Redirect)
	}
	free := road.Plan(Answers{"q_mass": false, "q_exam": true})
	if free.Blocked() || !free.Complete() || len(free.Materials) != 5 || len(free.Fields) != 7 || free.Track != Ordinary {
		t.Errorf("a driver who may apply: %+v", free)
	}
	if open := road.Plan(nil); len(open.Open) != 2 || open.Complete() || open.Missing()[1].Name != "q_exam" {
		t.Errorf("nothing answered: %+v", open.Open)
	}

	sign := items["outdoor-ad"].Plan(Answers{"q_signboard": true})
	if sign.Stop == nil || sign.Redirect == nil || sign.Redirect.Item != "signboard" {
		t.Errorf("a shop sign: %+v %+v", sign.Stop, sign.Redirect)
	}
	roof := items["outdoor-ad"].Plan(Answers{"q_roof": true, "q_signboard": false})
	if roof.Blocked() || len(roof.Notices) != 1 || roof.Notices[0].Question != "q_roof" {
		t.Errorf("a roof: %+v", roof)
	}
	fire := items["fire-check"]
	if got := fire.Plan(Answers{"q_area": 450.0}).Track; got != "告知承诺" {
		t.Errorf("the default answer leads to %s", got)
	}
	if got := fire.Plan(Answers{"q_area": 450.0, "q_commit": false}).Track; got != "一般程序" {
		t.Errorf("no commitment leads to %s", got)
	}
	if got := fire.Plan(Answers{"q_area": 299.0}).Notices; len(got) != 1 {
		t.Errorf("a small place: %+v", got)
	}
	if got := items["tax-new"].Plan(Answers{"q_taxpayer": true}).Preset; got["taxpayerType"] != "general" {
		t.Errorf("preset %v", got)
	}
	if got := items["property-transfer"].Plan(nil).Linked; !slices.Equal(got, []string{"水电气联动过户"}) {
		t.Errorf("linked %v", got)
	}
	if got := items["si-employer"].Plan(Answers{"q_hire": false}).Fields; slices.Contains(got, "employeesTable") {
		t.Errorf("fields %v", got)
	}
	if got := items["si-employer"].Plan(Answers{"q_hire": true}).Fields; !slices.Contains(got, "employeesTable") {
		t.Errorf("fields %v", got)
	}
}

func TestAFactMaySettleWhatNobodyAsks(t *testing.T) {
	card := sample(t)["ss-card"]
	for age, want := range map[any]bool{15.0: true, int64(15): true, 16.0: false, nil: false} {
		if got := slices.Contains(codes(card.Plan(Answers{"age": age}).Materials), "M-GUARD"); got != want {
			t.Errorf("age %v: guardian's papers %v", age, got)
		}
	}
}

func TestAQuestionIsAskedOnlyWhereItApplies(t *testing.T) {
	item, err := ReadItem([]byte(`{"scenarios":[
		{"id":"q_a","question":"a?","type":"bool"},
		{"id":"q_b","question":"b?","type":"bool","showWhen":{"var":"q_a","op":"eq","value":true},"effects":[{"when":true,"stop":true}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if p := item.Plan(Answers{"q_a": false, "q_b": true}); p.Blocked() || !p.Complete() || p.Answers["q_b"] != nil {
		t.Errorf("an answer nobody asked for counts: %+v", p)
	}
	if p := item.Plan(Answers{"q_a": true, "q_b": true}); !p.Blocked() {
		t.Error("the answer is forgotten")
	}
}

func TestWithoutAConditionTheQuestionDecides(t *testing.T) {
	item, err := ReadItem([]byte(`{"scenarios":[{"id":"q","question":"?","type":"single","options":[{"value":"x","label":"x"}],
		"effects":[{"when":"x","showMaterials":["M-C"],"hideMaterials":["M-R","M-W"]}]}],
		"materials":[{"code":"M-R","necessity":"required"},{"code":"M-C","necessity":"conditional"},
			{"code":"M-W","necessity":"required","requiredWhen":{"var":"q","op":"ne","value":"y"}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if got := codes(item.Plan(nil).Materials); !slices.Equal(got, []string{"M-R", "M-W"}) {
		t.Errorf("unanswered: %v", got)
	}
	plan := item.Plan(Answers{"q": "x"})
	if got := codes(plan.Materials); !slices.Equal(got, []string{"M-C", "M-W"}) {
		t.Errorf("answered: %v; a written condition is authoritative", got)
	}
	if plan.Materials[0].Necessity != Required {
		t.Errorf("a condition that holds makes the material %s", plan.Materials[0].Necessity)
	}
}

func TestAnswersFromAPageAndFromJSONAreTheSame(t *testing.T) {
	food := sample(t)["food-license"]
	page, wrong := food.DecodeAnswers(url.Values{
		"q_type": {" catering "}, "q_projects": {"cold", "hot", "cold", ""}, "q_agent": {"false"}, "q_onlyprepack": {""}, "other": {"x"},
	})
	if len(wrong) > 0 {
		t.Fatalf("%+v", wrong)
	}
	api, wrong := food.CheckAnswers(map[string]any{"q_type": "catering", "q_projects": []any{"hot", "cold"}, "q_agent": false})
	if len(wrong) > 0 || !reflect.DeepEqual(page, api) {
		t.Errorf("page %#v, api %#v, %+v", page, api, wrong)
	}
	stored, err := json.Marshal(page)
	if err != nil {
		t.Fatal(err)
	}
	var again Answers
	if err := json.Unmarshal(stored, &again); err != nil {
		t.Fatal(err)
	}
	if before, after := codes(food.Plan(page).Materials), codes(food.Plan(again).Materials); !slices.Equal(before, after) {
		t.Errorf("replayed from storage: %v, then %v", before, after)
	}
}

func TestAnswersThatAreNoneAreReported(t *testing.T) {
	fire := sample(t)["fire-check"]
	good, wrong := fire.CheckAnswers(map[string]any{"q_area": "450", "q_commit": "perhaps", "q_moon": true, "age": "old", "isProxy": true})
	if !reflect.DeepEqual(good, Answers{"q_area": 450.0, "isProxy": true}) {
		t.Errorf("kept %#v", good)
	}
	var got []string
	for _, f := range wrong {
		got = append(got, f.Name+" "+f.Key)
	}
	if want := []string{"age catalogue.guide.number", "q_commit catalogue.guide.bool", "q_moon catalogue.guide.unknown"}; !slices.Equal(got, want) {
		t.Errorf("reported %q", got)
	}
	for _, bad := range []any{"nan", "1e300", []any{1.0}, nil} {
		if _, wrong := fire.CheckAnswers(map[string]any{"q_area": bad}); len(wrong) != 1 {
			t.Errorf("area %v passes", bad)
		}
	}
	food := sample(t)["food-license"]
	for _, bad := range []any{[]any{}, []any{"hot", "moon"}, []any{1.0}, true} {
		if _, wrong := food.CheckAnswers(map[string]any{"q_projects": bad}); len(wrong) != 1 {
			t.Errorf("projects %v pass", bad)
		}
	}
}
