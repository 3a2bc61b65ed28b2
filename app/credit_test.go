package app_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// askers are the packages that may ask what is open to somebody, each with what for. A lawful
// application is refused by none: none of them is a blocker of a case or of an acceptance.
var askers = []string{"app", "capability/commitment", "capability/credit", "capability/deferral", "capability/instant", "capability/shadow", "capability/warning"}

// TestOnlyCommitmentDeferralAndInspectionAskForCredit finds who imports the package, and holds
// the casework and application packages to knowing nothing of it.
func TestOnlyCommitmentDeferralAndInspectionAskForCredit(t *testing.T) {
	imports := regexp.MustCompile(`"tongban/capability/credit"`)
	var found []string
	err := filepath.WalkDir("../capability", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		if err == nil && imports.Match(text) {
			found = append(found, strings.TrimPrefix(filepath.ToSlash(filepath.Dir(path)), "../"))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, from := range found {
		if !slices.Contains(askers, from) {
			t.Errorf("%s asks for somebody's credit; its effects are commitment, deferral and inspection", from)
		}
	}
	register, err := os.ReadFile("register.go")
	if err != nil {
		t.Fatal(err)
	}
	if blocks := regexp.MustCompile(`(Block|Hold)\(\w+\.Credit\b`); blocks.Match(register) {
		t.Error("credit blocks a case")
	}
	for _, use := range regexp.MustCompile(`a\.Credit\.\w+`).FindAllString(string(register), -1) {
		t.Errorf("%s is wired straight into something: give it a port with one of the three effects", use)
	}
}
