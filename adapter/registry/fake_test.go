package registry

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"tongban/kernel/check"
	"tongban/kernel/clock"
)

var lin = Person{Name: "林晓华", IDNumber: "99010319900615011X"}

func fake(t *testing.T) *Fake {
	t.Helper()
	f, err := NewFake()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestTheDepartmentsKnowLinAndSayItIsSimulated(t *testing.T) {
	f := fake(t)
	for resource, want := range map[string][2]string{
		Driver: {"licenceClass", "B2"}, Exam: {"result", "合格"}, Record: {"majorAccidents", "0"},
	} {
		a, err := f.Ask(t.Context(), resource, lin)
		if err != nil || !a.Found || !a.Simulated || !strings.Contains(a.Source, "模拟") || a.Values[want[0]] != want[1] {
			t.Errorf("%s: %+v, %v", resource, a, err)
		}
		a.Values["changed"] = "by the caller"
		if again, _ := f.Ask(t.Context(), resource, lin); len(again.Values) != len(a.Values)-1 {
			t.Errorf("%s: the answer changed what the department knows", resource)
		}
	}
}

func TestWhoHasNoExamHasNoResult(t *testing.T) {
	mei := Person{Name: "梅若溪", IDNumber: "990102199703220201"}
	if a, err := fake(t).Ask(t.Context(), Driver, mei); err != nil || !a.Found {
		t.Errorf("licence: %+v, %v", a, err)
	}
	if a, err := fake(t).Ask(t.Context(), Exam, mei); err != nil || a.Found || a.Values != nil || !a.Simulated {
		t.Errorf("exam: %+v, %v", a, err)
	}
}

func TestNobodyIsFoundUnderAnotherName(t *testing.T) {
	for _, p := range []Person{
		{Name: "梅若溪", IDNumber: lin.IDNumber}, {IDNumber: lin.IDNumber}, {Name: lin.Name}, {},
		{Name: lin.Name, IDNumber: "11010519491231002X"},
	} {
		if a, err := fake(t).Ask(t.Context(), Driver, p); err != nil || a.Found || a.Values != nil {
			t.Errorf("%+v: %+v, %v", p, a, err)
		}
	}
	if a, err := fake(t).Ask(t.Context(), Driver, Person{lin.Name, "990103 19900615 011x"}); err != nil || !a.Found {
		t.Errorf("typed with spaces: %+v, %v", a, err)
	}
}

func TestWhatNobodyKeepsIsAnError(t *testing.T) {
	if a, err := fake(t).Ask(t.Context(), "房产信息", lin); err == nil || a.Found {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestTheFileIsBelievable(t *testing.T) {
	var file struct{ People, Firms []entry }
	meta, err := toml.Decode(demo, &file)
	if err != nil || len(meta.Undecoded()) > 0 {
		t.Fatalf("%v, unknown keys %v", err, meta.Undecoded())
	}
	twelve, class := regexp.MustCompile(`^\d{12}$`), regexp.MustCompile(`^(A2|B2|C1|C2|C6)$`)
	seen := map[string]bool{}
	for _, e := range file.People {
		if wrong := check.IDNumber(e.IDNumber, true, clock.Real.Now()); wrong != nil {
			t.Errorf("%s: %v", e.Name, wrong)
		}
		no := e.Driver["dlNo"]
		if e.Driver == nil && seen[e.IDNumber] || e.Driver == nil && len(e.Knows) == 0 {
			t.Errorf("%s: %+v", e.Name, e)
		}
		if e.Driver == nil {
			seen[e.IDNumber] = true
			continue
		}
		if !twelve.MatchString(no) || !class.MatchString(e.Driver["licenceClass"]) || e.Record["majorAccidents"] == "" || seen[no] || seen[e.IDNumber] {
			t.Errorf("%s: %+v", e.Name, e)
		}
		seen[no], seen[e.IDNumber] = true, true
	}
	for _, e := range slices.Concat(file.People, file.Firms) {
		for resource, values := range e.Knows {
			if sources[resource] == "" || len(values) == 0 {
				t.Errorf("%s: nobody keeps %q", e.Name, resource)
			}
		}
	}
	for _, e := range file.Firms {
		if wrong := check.USCC(e.IDNumber, true); wrong != nil {
			t.Errorf("%s: %v", e.Name, wrong)
		}
	}
}

// TestEveryResourceTheDemoItemsNameIsKept: a material that shared data replaces must
// be answered for by somebody.
func TestEveryResourceTheDemoItemsNameIsKept(t *testing.T) {
	items, err := os.ReadFile("../../capability/catalogue/demo/sample-catalog.json")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`"resource": "([^"]+)"`).FindAllSubmatch(items, -1)
	if len(named) < 20 {
		t.Errorf("%d resources were looked at", len(named))
	}
	for _, m := range named {
		if sources[string(m[1])] == "" {
			t.Errorf("nobody keeps %q", m[1])
		}
	}
}

func TestTheDepartmentsKnowOnlyPeopleOfTheDemoCity(t *testing.T) {
	city, err := os.ReadFile("../../capability/identity/demo/people.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range fake(t).known {
		if strings.HasPrefix(e.IDNumber, "9") && strings.Contains(e.IDNumber, "MDEM") {
			if !strings.Contains(string(city), "uscc = \""+e.IDNumber+"\"\n") || !strings.Contains(string(city), "name = \""+e.Name+"\"\n") {
				t.Errorf("%s is no firm there", e.Name)
			}
			continue
		}
		if !strings.Contains(string(city), "name = \""+e.Name+"\"\nidNumber = \""+e.IDNumber+"\"\n") {
			t.Errorf("%s does not live there", e.Name)
		}
	}
}
