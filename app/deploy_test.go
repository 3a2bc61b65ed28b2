package app_test

import (
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tongban/app"
)

// settingsOf lists the variables of the settings.
func settingsOf(t *testing.T) map[string]bool {
	t.Helper()
	var c app.Config
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	if err := c.Flags(flags); err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{"TONGBAN_POSTGRES_PASSWORD": true} // compose's own
	flags.VisitAll(func(f *flag.Flag) { known["TONGBAN_"+strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))] = true })
	return known
}

func TestDeploymentsSetWhatThereIs(t *testing.T) {
	known := settingsOf(t)
	err := fs.WalkDir(os.DirFS("../deploy"), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		for _, variable := range regexp.MustCompile(`TONGBAN_[A-Z_]+`).FindAllString(read(t, "deploy/"+name), -1) {
			if !known[variable] {
				t.Errorf("deploy/%s sets %s, which is no setting", name, variable)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestTheUnitIsOneForSystemd has systemd read the unit, with this program in the place of
// ours; a machine without systemd reads it here.
func TestTheUnitIsOneForSystemd(t *testing.T) {
	unit := read(t, "deploy/tongban.service")
	for _, line := range strings.Split(unit, "\n") {
		if line != "" && !regexp.MustCompile(`^(#.*|\[(Unit|Service|Install)\]|[A-Z][A-Za-z]+=.*)$`).MatchString(line) {
			t.Errorf("no line of a unit: %q", line)
		}
	}
	for _, needed := range []string{"User=tongban", "ExecStart=/usr/local/bin/tongban serve", "KillSignal=SIGTERM", "ProtectSystem=strict", "StateDirectory=tongban"} {
		if !strings.Contains(unit, "\n"+needed+"\n") {
			t.Errorf("%s is missing", needed)
		}
	}
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		return
	}
	ours := filepath.Join(t.TempDir(), "tongban.service")
	if err := os.WriteFile(ours, []byte(strings.ReplaceAll(unit, "/usr/local/bin/tongban", "/bin/true")), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(analyze, "verify", "--man=no", ours).CombinedOutput()
	if err != nil || strings.Contains(string(out), "tongban.service:") {
		t.Errorf("%v: %s", err, out)
	}
}

// TestTheImageIsMadeOfWhatIsThere looks up what the container file copies and runs.
func TestTheImageIsMadeOfWhatIsThere(t *testing.T) {
	file := read(t, "deploy/Containerfile")
	for _, m := range regexp.MustCompile(`(?m)^COPY ([^-\n]+) \S+$`).FindAllStringSubmatch(file, -1) {
		for _, name := range strings.Fields(m[1]) {
			if _, err := os.Stat(filepath.Join("..", name)); err != nil {
				t.Errorf("it copies %s: %v", name, err)
			}
		}
	}
	targets := read(t, "Makefile")
	for _, m := range regexp.MustCompile(`\bmake ([a-z-]+)`).FindAllStringSubmatch(file, -1) {
		if !strings.Contains(targets, "\n"+m[1]+":") {
			t.Errorf("it makes %s, which the Makefile does not", m[1])
		}
	}
	version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(read(t, "go.mod"))
	if !strings.Contains(file, "golang:"+version[1]+"-") {
		t.Errorf("it builds with another Go than %s", version[1])
	}
	command := regexp.MustCompile(`(?m)^CMD \["([a-z]+)"\]`).FindStringSubmatch(file)
	if command == nil || !strings.Contains(read(t, "cmd/tongban/main.go"), `"`+command[1]+`":`) {
		t.Errorf("it runs %v, which is no command", command)
	}
}
