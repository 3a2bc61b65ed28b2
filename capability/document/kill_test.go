package document

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"tongban/capability/audit"
	"tongban/capability/document/documenttest"
	"tongban/kernel/blob"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

const killDir = "TONGBAN_TEST_KILL_DIR"

// openIn opens a service whose rows and contents lie in dir.
func openIn(ctx context.Context, dir string) (*Service, *db.DB, error) {
	d, err := db.Open(ctx, db.Config{Dir: dir})
	if err != nil {
		return nil, nil, err
	}
	store, err := blob.Open(d, clock.Real, blob.Config{Dir: filepath.Join(dir, "blobs")}, make([]byte, 32))
	if err != nil {
		return nil, nil, err
	}
	return New(d, clock.Real, store, NoScanner{}), d, nil
}

// TestKilledChild is no test of its own: it uploads and says so until it is killed.
func TestKilledChild(t *testing.T) {
	dir := os.Getenv(killDir)
	if dir == "" {
		return
	}
	s, _, err := openIn(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	document := documenttest.PDF(1)
	for i := 0; ; i++ {
		content := append(bytes.Clone(document), fmt.Sprintf("%%%d\n", time.Now().UnixNano())...) // every file is another
		f, err := s.Receive(t.Context(), Upload{Owner: "mei", Name: "a.pdf", Body: bytes.NewReader(content)})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println("stored", f.ID)
	}
}

func TestAKillLosesNoStoredFile(t *testing.T) {
	dir := t.TempDir()
	s, d, err := openIn(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Migrate(t.Context(), d, []db.Source{
		{Name: "audit", FS: new(audit.Service).Module().Migrations},
		{Name: "blob", FS: blob.Migrations}, {Name: "document", FS: migrations}})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	var stored []id.ID
	for round := range 5 {
		stored = append(stored, uploadUntilKilled(t, dir, time.Duration(20+35*round)*time.Millisecond)...)
	}
	if s, d, err = openIn(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	b := bench{T: t, Service: s}
	for _, file := range stored {
		f, err := s.Get(t.Context(), file)
		if err != nil {
			t.Fatal(err)
		}
		if got := b.read(s.Open, b.as("mei"), file); int64(len(got)) != f.Size {
			t.Errorf("file %s has %d bytes, want %d", file, len(got), f.Size)
		}
	}
	rows := b.count(`SELECT COUNT(*) FROM document_file`)
	held := b.count(`SELECT COUNT(*) FROM blob_object WHERE held > 0`)
	if rows < len(stored) || held != rows+1 { // one content each; all have the same preview
		t.Errorf("%d files stored, %d rows, %d contents", len(stored), rows, held)
	}
}

// uploadUntilKilled runs a child for a while after its first upload, kills it and
// returns what it had said was stored.
func uploadUntilKilled(t *testing.T, dir string, after time.Duration) (stored []id.ID) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestKilledChild$")
	child.Env = append(os.Environ(), killDir+"="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var file id.ID
		var text string
		if n, _ := fmt.Sscanf(lines.Text(), "stored %s", &text); n != 1 {
			continue
		}
		if file, err = id.Parse(text); err != nil {
			t.Fatal(err)
		}
		if stored = append(stored, file); len(stored) == 1 {
			time.AfterFunc(after, func() { _ = child.Process.Kill() })
		}
	}
	_ = child.Wait() // killed
	if len(stored) == 0 {
		t.Fatal("the child stored nothing")
	}
	return stored
}
