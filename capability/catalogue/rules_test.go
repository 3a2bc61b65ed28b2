package catalogue

import (
	"bytes"
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestSampleItemsAreSound(t *testing.T) {
	for code, item := range sample(t) {
		if faults := item.examine(true); len(faults) > 0 {
			t.Errorf("%s: %+v", code, faults)
		}
		if faults := item.examine(false); len(faults) == 0 {
			t.Errorf("%s: a code of the demo city passes outside the demo", code)
		}
	}
}

// TestWhatIsOnlyMissingRefusesNothing keeps lists of others importable: what they
// lack becomes findings.
func TestWhatIsOnlyMissingRefusesNothing(t *testing.T) {
	bare := &Item{Code: "bare", Name: "只有名称的事项", Department: Department{Name: "某局"}}
	if faults := bare.examine(false); len(faults) > 0 {
		t.Errorf("refused for %+v", faults)
	}
}

func TestLifecycleIsSound(t *testing.T) {
	if err := Lifecycle.Check(); err != nil {
		t.Error(err)
	}
	if _, ok := Lifecycle.To(Draft, Publish); ok {
		t.Error("a draft is published without a review")
	}
}

func TestEachFaultIsNamedByItsElement(t *testing.T) {
	for want, spoil := range map[string]func(*Item){
		"name catalogue.check.required":                            func(i *Item) { i.Name = " \u200b" },
		"code catalogue.check.required":                            func(i *Item) { i.Code = "" },
		"department.name catalogue.check.required":                 func(i *Item) { i.Department.Name = "" },
		"onlineUrl catalogue.check.url":                            func(i *Item) { i.OnlineURL = "javascript:alert(1)" },
		"walkthrough.video.url catalogue.check.url":                func(i *Item) { i.Walkthrough = &Walkthrough{Video: &Video{URL: "javascript:alert(1)"}} },
		"walkthrough.slides.url catalogue.check.url":               func(i *Item) { i.Walkthrough = &Walkthrough{Slides: &Slides{URL: "course.pdf"}} },
		"materials[0].templateUrl catalogue.check.url":             func(i *Item) { i.Materials[0].TemplateURL = "data:text/html,x" },
		"name catalogue.check.long":                                func(i *Item) { i.Name = strings.Repeat("长", 501) },
		"department.code catalogue.check.long":                     func(i *Item) { i.Department.Code = strings.Repeat("1", 65) },
		"department.name catalogue.check.characters":               func(i *Item) { i.Department.Name = "某\x00局" },
		"conditions[0] catalogue.check.characters":                 func(i *Item) { i.Conditions[0] = "满\u202e足" },
		"faq[0].a catalogue.check.long":                            func(i *Item) { i.FAQ[0].A = strings.Repeat("长", 20_001) },
		"materials catalogue.check.many":                           func(i *Item) { i.Materials = make([]Material, 1001) },
		"stages[0].limitWorkdays catalogue.check.limit":            func(i *Item) { i.Stages[0].LimitWorkdays = 1e300 },
		"regime.acceptanceWorkdays catalogue.check.limit":          func(i *Item) { i.Regime.AcceptanceWorkdays = 2_000_000_000 },
		"scenarios[0].showWhen catalogue.check.order":              func(i *Item) { i.Scenarios[0].ShowWhen = &Condition{Var: "q_exam", Op: "eq", Value: true} },
		"scenarios[1].showWhen catalogue.check.order":              func(i *Item) { i.Scenarios[1].ShowWhen = &Condition{Var: "q_exam", Op: "eq", Value: true} },
		"statutoryLimit.unit catalogue.check.unit":                 func(i *Item) { i.StatutoryLimit.Unit = "fortnight" },
		"promisedLimit.value catalogue.check.negative":             func(i *Item) { i.PromisedLimit.Value, i.Stages = -1, i.Stages[:0:0] },
		"code catalogue.check.slug":                                func(i *Item) { i.Code = "Road Qual" },
		"basicCode catalogue.check.length":                         func(i *Item) { i.BasicCode = "99010000600" },
		"basicCode catalogue.check.digits":                         func(i *Item) { i.BasicCode = "9901000060A0" },
		"basicCode catalogue.check.type":                           func(i *Item) { i.ItemType.Code = "20" },
		"implementationCode catalogue.check.length":                func(i *Item) { i.ImplementationCode += "0" },
		"implementationCode catalogue.check.body":                  func(i *Item) { i.ImplementationCode = "12" + i.ImplementationCode[2:] },
		"implementationCode catalogue.check.level":                 func(i *Item) { i.ExerciseLevel = 4 },
		"implementationCode catalogue.check.basic":                 func(i *Item) { i.BasicCode = "990100006001" },
		"handlingItemCode catalogue.check.length":                  func(i *Item) { i.HandlingItemCode += "1" },
		"handlingItemCode catalogue.check.suffix":                  func(i *Item) { i.HandlingItemCode = i.ImplementationCode + "00" },
		"handlingItemCode catalogue.check.implementation":          func(i *Item) { i.HandlingItemCode = strings.Repeat("1", 33) },
		"scenarios[1] catalogue.check.nameless":                    func(i *Item) { i.Scenarios[1].ID = "q_mass" },
		"scenarios[0].type catalogue.check.question-type":          func(i *Item) { i.Scenarios[0].Type = "guess" },
		"scenarios[0].options catalogue.check.required":            func(i *Item) { i.Scenarios[0].Type = "single" },
		"scenarios[0].effects[0].when catalogue.check.condition":   func(i *Item) { i.Scenarios[0].Effects[0].When.Op = "like" },
		"scenarios[0].default catalogue.check.default":             func(i *Item) { i.Scenarios[0].Default = "perhaps" },
		"scenarios[1].effects[0].redirect.url catalogue.check.url": func(i *Item) { i.Scenarios[1].Effects[0].Redirect.URL = "javascript:alert(1)" },
		"scenarios[1].showWhen catalogue.check.condition":          func(i *Item) { i.Scenarios[1].ShowWhen = &Condition{Var: "q_moon", Op: "eq"} },
		"materials[1] catalogue.check.nameless":                    func(i *Item) { i.Materials[1].Code = "M-ID" },
		"materials[0].necessity catalogue.check.necessity":         func(i *Item) { i.Materials[0].Necessity = "maybe" },
		"materials[0].requiredWhen catalogue.check.condition":      func(i *Item) { i.Materials[0].RequiredWhen = &Condition{Var: "q_moon", Op: "eq"} },
	} {
		item := sample(t)["road-qual"]
		spoil(item)
		var got []string
		for _, f := range item.examine(true) {
			got = append(got, f.Name+" "+f.Key)
		}
		if !slices.Contains(got, want) {
			t.Errorf("want %q, got %q", want, got)
		}
	}
}

var update = flag.Bool("update", false, "write the diagram into docs")

func TestDocumentedLifeIsTheRealOne(t *testing.T) {
	const page = "../../docs/capability/catalogue.md"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	diagram := regexp.MustCompile("(?s)```mermaid\n.*?```")
	want := diagram.ReplaceAllLiteral(text, []byte("```mermaid\n"+Lifecycle.Mermaid()+"```"))
	if bytes.Equal(text, want) {
		return
	}
	if !*update {
		t.Fatalf("%s is not current: go test ./capability/catalogue -update", page)
	}
	if err := os.WriteFile(page, want, 0o644); err != nil {
		t.Fatal(err)
	}
}
