package intake

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	osexec "os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
)

// Settings of the child that TestAKilledImportEndsTheSame starts and kills.
const (
	childDir  = "CATALOGUE_TEST_CHILD_DIR"
	childURL  = "CATALOGUE_TEST_CHILD_URL"
	childFile = "CATALOGUE_TEST_CHILD_FILE"
)

func TestMain(m *testing.M) {
	if os.Getenv(childFile) != "" {
		if err := child(context.Background()); err != nil {
			fmt.Println("child:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child imports a list and says after every unit that it is on its way.
func child(ctx context.Context) error {
	d, err := db.Open(ctx, db.Config{Dir: os.Getenv(childDir), URL: os.Getenv(childURL)})
	if err != nil {
		return err
	}
	file, err := os.Open(os.Getenv(childFile))
	if err != nil {
		return err
	}
	s := serving(d, true)
	_, err = s.Import(actor.With(ctx, actor.AsSystem("import")), NewReader(file), Options{
		Format: "catalogue", Progress: func(rows int, _ int64) { fmt.Println("staged", rows) },
	})
	if err != nil {
		return err
	}
	return d.Close()
}

// An import that is killed at any moment, again and again, ends as one that nobody
// has disturbed. The data stay open in this process, as under a server that runs.
func TestAKilledImportEndsTheSame(t *testing.T) {
	const kills, items = 6, 200
	folder := t.TempDir()
	first, second := filepath.Join(folder, "first.jsonl"), filepath.Join(folder, "second.jsonl")
	changed := bulk(t, items+60, "年龄不超过60周岁", "年龄不超过63周岁")
	for name, text := range map[string]string{first: bulk(t, items), second: changed} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]db.Config{"sqlite": {Dir: t.TempDir()}, "postgres": {URL: dbtest.PostgresURL(t)}} {
		t.Run(name, func(t *testing.T) {
			want := undisturbed(t, first, second)
			d := dbtest.Open(t, c)
			s := bench(t, d)
			exec(t, d, `CREATE TABLE note (n BIGINT)`)
			var moments []string
			for _, file := range []string{first, second} {
				for range kills / 2 {
					moments = append(moments, runAndKill(t, c, file))
					exec(t, d, `INSERT INTO note (n) VALUES (1)`) // the server goes on
				}
				left := rowsIn(t, d, "catalogue_version WHERE revision = -1")
				report := importFile(t, s, file)
				moments = append(moments, fmt.Sprintf("then to the end: %v, %d left behind", counts(report), left))
			}
			if got := contents(t, d); !slices.Equal(got, want) {
				t.Errorf("%d lines, want %d", len(got), len(want))
			}
			if n := rowsIn(t, d, "intake_import WHERE state = 'running'"); n != 0 {
				t.Errorf("%d imports are still running in the journal", n)
			}
			t.Log(strings.Join(moments, "; "))
		})
	}
}

// undisturbed returns what the lists bring when nobody disturbs their import.
func undisturbed(t *testing.T, files ...string) []string {
	t.Helper()
	d := dbtest.SQLite(t)
	s := bench(t, d)
	for _, file := range files {
		importFile(t, s, file)
	}
	return contents(t, d)
}

func importFile(t *testing.T, s *Service, name string) *Report {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	return importing(t, s, NewReader(file), Options{})
}

// runAndKill runs an import in a child and kills it at a random moment: after some
// unit, and a little later. It says when.
func runAndKill(t *testing.T, c db.Config, file string) string {
	t.Helper()
	cmd := osexec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+c.Dir, childURL+"="+c.URL, childFile+"="+file)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	units, later := rand.IntN(11), time.Duration(rand.IntN(12_000))*time.Microsecond
	seen, last := 0, ""
	for lines := bufio.NewScanner(out); lines.Scan(); seen++ {
		if last = lines.Text(); !strings.HasPrefix(last, "staged") {
			t.Errorf("the child says: %s", last)
		}
		if seen == units {
			time.AfterFunc(later, func() { _ = cmd.Process.Kill() })
		}
	}
	if err := cmd.Wait(); err == nil {
		return "was too quick to be killed"
	}
	return "killed after " + last
}
