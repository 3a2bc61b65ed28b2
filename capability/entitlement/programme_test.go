package entitlement

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// demo are the programmes of the demo city.
func demo(t *testing.T) map[string]*Programme {
	t.Helper()
	list, err := Load(os.DirFS("../../app/demo/entitlements"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*Programme{}
	for _, p := range list {
		all[p.Code] = p
	}
	return all
}

// TestAProgrammeThatNobodyCouldUnderstandIsRefused: without a ground, a condition for each input,
// and with inputs nobody gives.
func TestAProgrammeThatNobodyCouldUnderstandIsRefused(t *testing.T) {
	files := os.DirFS("../../app/demo/entitlements")
	read := func(name string) string {
		text, err := os.ReadFile("../../app/demo/entitlements/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if _, err := Load(files); err != nil {
		t.Fatal(err)
	}
	good, rule := read("elder-card.toml"), read("elder-card.dmn")
	for name, change := range map[string][2]string{
		"legal ground": {"ground = ", "item2 = "},
		"no condition": {`inputs = ["户籍区划"]`, `inputs = []`},
		"is none":      {`inputs = ["户籍区划"]`, `inputs = ["星座"]`},
		"no input":     {"value = false", `input = "星座"`},
		"between 1":    {"days = 60", "days = 0"},
		"not the city": {`kind = "register"`, `kind = "share"`},
	} {
		text := strings.Replace(good, change[0], change[1], 1)
		if name == "legal ground" {
			text = strings.Replace(good, "ground = ", "ground = \"\" #", 1)
		}
		_, err := Load(fstest.MapFS{"elder-card.toml": {Data: []byte(text)}, "elder-card.dmn": {Data: []byte(rule)}})
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestRulesAnswerAtTheirBorders asks the rule for old people on the birthday and the day before.
func TestRulesAnswerAtTheirBorders(t *testing.T) {
	p := demo(t)["elder-card"]
	for _, c := range []struct{ born, today, region, held, want string }{
		{"1961-02-10", "2026-02-10", "990102", "false", entitled},
		{"1961-02-11", "2026-02-10", "990102", "false", "no"},
		{"1961-02-10", "2026-02-10", "990203", "false", "no"},
		{"1961-02-10", "2026-02-10", "990102", "true", "no"},
		{"1961-02-10", "2026-02-10", "", "false", ""},
		{"", "2026-02-10", "990102", "false", ""},
	} {
		facts := []Fact{
			Fact{Name: "出生日期"}.settle(c.born, "date"), Fact{Name: "今天"}.settle(c.today, "date"),
			Fact{Name: "户籍区划"}.settle(c.region, "string"), Fact{Name: "已有优待证"}.settle(c.held == "true", "boolean"),
		}
		got, _, err := p.judge(p.decision, facts)
		if got = p.verdict(got, facts); err != nil || got != c.want {
			t.Errorf("%+v: %q, %v", c, got, err)
		}
	}
}
