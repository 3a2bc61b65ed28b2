package notice_test

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tongban/capability/audit"
	"tongban/capability/notice"
	"tongban/capability/notice/noticetest"
	"tongban/kernel/actor"
	"tongban/kernel/blob"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/deadline"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/job"
	"tongban/kernel/pdf"
)

var made = time.Date(2026, 2, 13, 10, 15, 0, 0, clock.Shanghai)

// bench is a fresh installation.
type bench struct {
	*testing.T
	*notice.Service
	d      *db.DB
	clock  *clock.Fixed
	papers noticetest.Papers
}

func each(t *testing.T, body func(b bench)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { body(newBench(t, d)) })
}

func newBench(t *testing.T, d *db.DB) bench {
	t.Helper()
	dbtest.Migrate(t, d, db.Source{Name: "blob", FS: blob.Migrations}, db.Source{Name: "audit", FS: new(audit.Service).Module().Migrations})
	keys, err := crypt.Load(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	files, err := blob.Open(d, clock.Real, blob.Config{Dir: t.TempDir()}, keys.Secret("blob"))
	if err != nil {
		t.Fatal(err)
	}
	now := clock.At(made)
	b := bench{t, noticetest.New(t, d, now, keys, files), d, now, noticetest.Papers{}}
	b.From("casework", b.papers)
	return b
}

// The people of the tests.
var (
	editor    = staff("editor", actor.Editor)
	editor2   = staff("editor2", actor.Editor)
	publisher = staff("publisher", actor.Publisher)
	both      = staff("both", actor.Editor, actor.Publisher)
	window    = staff("window", actor.Window)
)

func staff(name string, roles ...actor.Role) actor.Actor {
	return actor.Actor{ID: name, Kind: actor.Staff, Name: name, Department: "TRANS", Roles: roles}
}

func (b bench) as(a actor.Actor) context.Context { return actor.With(b.Context(), a) }

// sample is a paper of a kind with every particular it may have.
func (b bench) sample(kind notice.Kind, regime deadline.Regime) notice.Paper {
	return notice.Sample(kind, regime, made)
}

// register makes a paper.
func (b bench) register(p notice.Paper) error {
	b.papers[p.Key] = p
	return b.d.Write(b.Context(), p.Number, func(ctx context.Context, tx *db.Tx) error { return b.Register(ctx, tx, p) })
}

// work does the jobs that wait.
func (b bench) work() {
	b.Helper()
	if err := job.NewRunner(b.d, b.Module().Jobs, nil).RunDue(b.Context()); err != nil {
		b.Fatal(err)
	}
}

// file is a paper's PDF.
func (b bench) file(p notice.Paper) []byte {
	b.Helper()
	if err := pdf.Ready(); err != nil {
		b.Fatalf("run `make assets`: %v", err)
	}
	f, err := b.PDF(b.Context(), p.Key, func() (notice.Paper, error) { return p, nil })
	if err != nil {
		b.Fatal(err)
	}
	data, err := io.ReadAll(f)
	if err := errors.Join(err, f.Close()); err != nil {
		b.Fatal(err)
	}
	return data
}

// count returns how many rows a query counts.
func (b bench) count(query string, args ...any) (n int) {
	b.Helper()
	err := b.d.Read(b.Context(), func(ctx context.Context, tx *db.Tx) error { return tx.Row(ctx, query, args...).Scan(&n) })
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// wantFault fails the test unless err is a fault of that kind and key.
func wantFault(t *testing.T, err error, kind fault.Kind, key string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind || !strings.HasPrefix(f.Key, key) {
		t.Errorf("got %v, want %s", err, key)
	}
}

// save writes a PDF to a file.
func save(t *testing.T, data []byte, name string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name+".pdf")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// run returns what a tool prints, which `make setup` installs.
func run(t *testing.T, tool string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		t.Fatalf("%s is not installed: run `make setup`", tool)
	}
	out, err := exec.CommandContext(t.Context(), tool, args...).Output()
	if err != nil {
		t.Fatalf("%s: %v", tool, err)
	}
	return string(out)
}

// squeezed is a text without spaces, as it is compared: lines break anywhere.
func squeezed(text string) string { return strings.Join(strings.Fields(text), "") }

func newKey() id.ID { return id.New() }
