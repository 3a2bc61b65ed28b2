package bpmn

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestBpmnModdleUnderstandsWhatIsWrittenAsItDidBefore asks the library behind bpmn-js, which
// knows nothing of us, to read every file that is imported, as it was and as it is
// written again.
func TestBpmnModdleUnderstandsWhatIsWrittenAsItDidBefore(t *testing.T) {
	t.Parallel()
	var pairs [][3]string
	add := func(name string, source []byte) {
		if d, _ := Read(source); d != nil {
			pairs = append(pairs, [3]string{name, string(source), string(d.Write())})
		}
	}
	for name, source := range fixtures(t) {
		add(name, source)
	}
	own, _ := filepath.Glob("testdata/*.bpmn") // the pattern is ours
	for _, name := range own {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		add(name, source)
	}
	built := large(3)
	pairs = append(pairs, [3]string{"built", string(built), string(built)})
	input, err := json.Marshal(pairs)
	if err != nil {
		t.Fatal(err)
	}
	node := exec.CommandContext(t.Context(), "node", "moddle_test.mjs")
	var read bytes.Buffer
	node.Stdin, node.Stderr = bytes.NewReader(input), &read
	different, err := node.Output()
	if err != nil {
		t.Fatalf("bpmn-moddle does not run (npm ci installs it): %v\n%s", err, read.String())
	}
	if len(different) > 0 {
		t.Errorf("bpmn-moddle reads these differently:\n%s", different)
	}
	said := read.String()
	if asked := strings.Count(said, "\n"); asked != len(pairs) || strings.Contains(said, ": 0 lines") {
		t.Errorf("bpmn-moddle read %d of %d files:\n%s", asked, len(pairs), said)
	}
	for _, ours := range []string{"built", "testdata/restaurant.bpmn"} {
		if !regexp.MustCompile(`(?m)^` + ours + `: \d{3} lines, 0 wonders`).MatchString(said) {
			t.Errorf("bpmn-moddle wonders about %s:\n%s", ours, said)
		}
	}
}
