package document

import (
	"bufio"
	"bytes"
	"context"
	"errors"
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

const (
	killDir = "TONGBAN_TEST_KILL_DIR"
	sendDir = "TONGBAN_TEST_SEND_DIR"
)

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

// TestSendingChild is no test of its own: it sends a file in pieces and says how far it
// is until it is killed.
func TestSendingChild(t *testing.T) {
	dir := os.Getenv(sendDir)
	if dir == "" {
		return
	}
	s, _, err := openIn(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx := bench{T: t}.as("mei")
	scan := documenttest.PDF(maxPages)
	sent, err := s.Begin(ctx, "a.pdf", int64(len(scan)))
	if err != nil {
		t.Fatal(err)
	}
	for !sent.Whole() {
		if sent, err = s.Append(ctx, sent.ID, sent.Received, bytes.NewReader(scan[sent.Received:min(len(scan), int(sent.Received)+300)])); err != nil {
			t.Fatal(err)
		}
		fmt.Println("durable", sent.ID, sent.Received)
	}
	fmt.Println("durable", sent.ID, sent.Received)
	select {} // until it is killed
}

func TestAKillLosesNoPieceThatWasAnswered(t *testing.T) {
	dir := t.TempDir()
	_, d, err := openIn(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Migrate(t.Context(), d, []db.Source{
		{Name: "audit", FS: new(audit.Service).Module().Migrations},
		{Name: "blob", FS: blob.Migrations}, {Name: "document", FS: migrations}})
	if err = errors.Join(err, d.Close()); err != nil {
		t.Fatal(err)
	}
	transfer, said := sendUntilKilled(t, dir, 5)
	s, d, err := openIn(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	b, scan := bench{T: t, Service: s}, documenttest.PDF(maxPages)
	sent, err := s.Transfer(b.as("mei"), transfer)
	if err != nil || sent.Received < said {
		t.Fatalf("%d bytes were durable, %d are there: %v", said, sent.Received, err)
	}
	if !sent.Whole() {
		if _, err = s.Append(b.as("mei"), transfer, sent.Received, bytes.NewReader(scan[sent.Received:])); err != nil {
			t.Fatal(err)
		}
	}
	f, err := s.Finish(b.as("mei"), Upload{Owner: "mei"}, transfer)
	if err != nil || !bytes.Equal(b.read(s.Open, b.as("mei"), f.ID), scan) {
		t.Errorf("got %+v, %v", f, err)
	}
}

// sendUntilKilled runs a child until it has sent so many pieces, kills it and returns
// what it had said was durable.
func sendUntilKilled(t *testing.T, dir string, pieces int) (transfer id.ID, durable int64) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestSendingChild$")
	child.Env = append(os.Environ(), sendDir+"="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	seen := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var text string
		if n, _ := fmt.Sscanf(lines.Text(), "durable %s %d", &text, &durable); n != 2 {
			continue
		}
		if transfer, err = id.Parse(text); err != nil {
			t.Fatal(err)
		}
		if seen++; seen == pieces {
			_ = child.Process.Kill()
		}
	}
	_ = child.Wait() // killed
	if seen < pieces {
		t.Fatalf("the child sent %d pieces", seen)
	}
	return transfer, durable
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
