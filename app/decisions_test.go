package app_test

import (
	"cmp"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tongban/app"
)

// kit is a kit of one case, which wants an answer.
func kit(t *testing.T, want string) (folder string) {
	t.Helper()
	folder = t.TempDir()
	at := filepath.Join(folder, "compliance-level-2", "0001")
	if err := os.MkdirAll(at, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"a.dmn": `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" namespace="urn:a"><decision id="d" name="d"><literalExpression><text>1 + 1</text></literalExpression></decision></definitions>`,
		"a.xml": `<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><modelName>a.dmn</modelName><testCase id="1"><resultNode name="d"><expected><value xsi:type="xsd:decimal">` + want + `</value></expected></resultNode></testCase></testCases>`,
	} {
		if err := os.WriteFile(filepath.Join(at, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestTheKitOfDecisionsIsRunWithoutAnInstallation(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]struct {
		whole bool
		says  string
	}{
		"2": {true, "compliance-level-2: passed 1 of 1\n"},
		"3": {false, "compliance-level-2: passed 0 of 1\n  a.xml 1 d: want 3, got 2"},
	} {
		var out strings.Builder
		whole, err := app.CheckDecisions(kit(t, want), true, &out)
		if err != nil || whole != c.whole || !strings.HasPrefix(out.String(), c.says) {
			t.Errorf("%v %v %s", err, whole, out.String())
		}
	}
	if _, err := app.CheckDecisions(t.TempDir(), false, os.Stderr); err == nil {
		t.Error("an empty folder is a kit")
	}
}

func TestTheKitOfDecisionsPassesWhole(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(cmp.Or(os.Getenv("TONGBAN_TESTDATA"), "../../shared/data"), "dmn-tck")
	if _, err := os.Stat(folder); err != nil {
		t.Log("not run: the cases of the kit are not here")
		return
	}
	var out strings.Builder
	whole, err := app.CheckDecisions(folder, false, &out)
	if err != nil || !whole || !strings.Contains(out.String(), "compliance-level-2: passed 116 of 116\n") {
		t.Errorf("%v %v %s", err, whole, out.String())
	}
}
