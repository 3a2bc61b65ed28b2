package app_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"tongban/app"
)

var update = flag.Bool("update", false, "write the documents that come from the program anew")

const exchangeMark = "<!-- From here on written by: go test ./app -run Exchange -update -->\n"

// demoCity serves a fresh demo city whose history ends on 10 February 2026 at nine.
func demoCity(t *testing.T) (*app.App, *httptest.Server) {
	t.Helper()
	c := app.Config{Data: t.TempDir(), Demo: true, BaseURL: "http://localhost:8080"}
	if err := c.TestClock.Set("true"); err != nil {
		t.Fatal(err)
	}
	a, err := app.New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := a.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(a.Handler())
	t.Cleanup(server.Close)
	return a, server
}

// TestTheExampleExchangeIsReal runs the script of docs/api against the demo city and
// compares what it prints with the page.
func TestTheExampleExchangeIsReal(t *testing.T) {
	for _, needed := range []string{"bash", "curl"} {
		if _, err := exec.LookPath(needed); err != nil {
			t.Fatalf("%s is not installed: run `make setup`", needed)
		}
	}
	_, city := demoCity(t)
	script := exec.Command("bash", "../docs/api/thread.sh", city.URL)
	var complaints bytes.Buffer
	script.Stderr = &complaints
	printed, err := script.Output()
	if bytes.Contains(printed, []byte("fault:licence.font")) {
		t.Fatal("the font for licences is not built: run `make assets`")
	}
	if err != nil {
		t.Fatalf("thread.sh: %v: %s\n%s", err, complaints.String(), tail(printed))
	}
	const page = "../docs/api/README.md"
	old, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	intro, shown, ok := strings.Cut(string(old), exchangeMark)
	if !ok {
		t.Fatalf("%s does not say where the exchange begins", page)
	}
	fresh := exchange(t, string(printed))
	if *update {
		if err := os.WriteFile(page, []byte(intro+exchangeMark+fresh), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if line, is, want := firstDifference(masked(shown), masked(fresh)); line > 0 {
		t.Errorf("%s is out of date, write it anew with -update\nline %d of the exchange says  %s\nthe program now answers  %s", page, line, is, want)
	}
}

func tail(b []byte) []byte { return b[max(0, len(b)-2000):] }

// exchange makes a page of what thread.sh printed.
func exchange(t *testing.T, printed string) string {
	t.Helper()
	var page strings.Builder
	for _, part := range strings.Split(strings.TrimSpace(printed), "\n\n") {
		if title, ok := strings.CutPrefix(part, "# "); ok {
			fmt.Fprintf(&page, "\n### %s\n", title)
			continue
		}
		lines := strings.SplitN(part, "\n", 3)
		if len(lines) < 3 {
			t.Fatalf("a request without an answer: %s", part)
		}
		request, status, answer := lines[0], lines[1], lines[2]
		if strings.HasPrefix(answer, "{") {
			answer = indented(t, answer, strings.Contains(request, "/desk/cases/") || strings.Contains(request, "/desk/tasks/"))
		}
		fmt.Fprintf(&page, "\n```console\n%s\n```\n\n%s\n\n```json\n%s\n```\n", request, status, answer)
	}
	return page.String()
}

// long are the members of a case that are shown whole once only.
var long = regexp.MustCompile(`(?m)^  "(dates|events|materials|notices)": \[\n(    .*\n)*  \]`)

// flat are the innermost objects and lists, which take one line where it is not too long.
var flat = regexp.MustCompile(`[{\[]\n[^{}\[\]]*[}\]]`)

func oneLine(text string) string {
	line := strings.Join(strings.Fields(text), " ")
	line = line[:1] + strings.TrimSpace(line[1:len(line)-1]) + line[len(line)-1:]
	if len(line) > 110 {
		return text
	}
	return line
}

// indented lays a JSON answer out, a short one about a case without its long members.
func indented(t *testing.T, answer string, short bool) string {
	t.Helper()
	var out bytes.Buffer
	if err := json.Indent(&out, []byte(answer), "", "  "); err != nil {
		t.Fatalf("%v in %s", err, answer)
	}
	text := strings.TrimSpace(out.String())
	if short {
		text = long.ReplaceAllString(text, `  "$1": "…"`)
	}
	return flat.ReplaceAllStringFunc(text, oneLine)
}

// volatile is what differs from run to run.
var volatile = regexp.MustCompile(`"(token|session|expiresAt|identifier|fileDigest|versionId)": ".*"` +
	`|1\.2\.156\.3005[0-9A-Z.]+|\b0[0-9a-z]{12}\b` + // identifiers, ids
	`|\b[0-9A-Z]{10}\b|\b[0-9A-Z]{20}\b|YX-\d{6}-[0-9A-Z]{6}` + // query, verification and short numbers
	`|T?\d\d:\d\d(:\d\d(\.\d+)?)?`) // the hour

func masked(page string) []string {
	return strings.Split(strings.TrimSpace(volatile.ReplaceAllString(page, "*")), "\n")
}

// firstDifference returns the number of the first line that differs, 0 for none.
func firstDifference(a, b []string) (line int, inA, inB string) {
	for i := range max(len(a), len(b)) {
		if i < len(a) {
			inA = a[i]
		}
		if i < len(b) {
			inB = b[i]
		}
		if i >= len(a) || i >= len(b) || inA != inB {
			return i + 1, inA, inB
		}
	}
	return 0, "", ""
}
