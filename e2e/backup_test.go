package e2e

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tongban/e2e/world"
)

// TestABackupUnderLoadBringsEverythingBackOnAnotherMachine backs a city up while its
// people use it, loses the city, and goes on elsewhere, each time on the other engine.
func TestABackupUnderLoadBringsEverythingBackOnAnotherMachine(t *testing.T) {
	t.Parallel()
	for from, to := range map[world.Engine]world.Engine{world.SQLite: world.Postgres, world.Postgres: world.SQLite} {
		t.Run(string(from)+" to "+string(to), func(t *testing.T) {
			t.Parallel()
			w := world.New(t, world.Config{Engine: from})
			l := newLedger(w)
			l.open()
			w.Eventually("a case is through", func() bool {
				return slices.ContainsFunc(l.copied(), func(j journey) bool { return j.done == len(steps) })
			})
			before := l.copied()
			made, again := filepath.Join(t.TempDir(), "made"), filepath.Join(t.TempDir(), "again")
			w.Keeps("backup", made)
			l.close()
			w.Kill()

			elsewhere := world.Prepare(t, world.Config{Engine: to, KeysOf: w, Now: w.Now().Format(time.RFC3339)})
			elsewhere.Keeps("restore", made)
			elsewhere.Keeps("backup", again)
			sameContent(t, made, again)
			elsewhere.Start()
			allThere(elsewhere, before)
		})
	}
}

// copied returns the journeys as far as they have come by now.
func (l *ledger) copied() (all []journey) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, j := range l.journeys {
		c := journey{citizen: j.citizen, draft: j.draft, photo: j.photo, done: j.done}
		if j.done >= submitted { // before, it may be written just now
			c.caseNo = j.caseNo
		}
		all = append(all, c)
	}
	return all
}

// content is what two backups are compared by.
type content struct {
	Tables []struct {
		Name, Digest string
		Rows         int64
	}
	Blobs int
	Bytes int64
}

// sameContent compares a backup with one of what was restored from it: only sessions are
// gone, and the log has an entry more.
func sameContent(t *testing.T, made, again string) {
	t.Helper()
	var was, is content
	for dir, into := range map[string]*content{made: &was, again: &is} {
		text, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
		if err == nil {
			err = json.Unmarshal(text, into)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(was.Tables) < 90 || len(is.Tables) != len(was.Tables) {
		t.Fatalf("%d tables, there were %d", len(is.Tables), len(was.Tables))
	}
	for i, before := range was.Tables {
		after := is.Tables[i]
		switch before.Name {
		case "identity_session":
			before.Rows, before.Digest = 0, after.Digest
		case "audit_entry":
			before.Rows, before.Digest = before.Rows+1, after.Digest
		}
		if before != after {
			t.Errorf("was %+v, is %+v", before, after)
		}
	}
	if was.Blobs == 0 || is.Blobs != was.Blobs || is.Bytes != was.Bytes || blobSums(t, made) != blobSums(t, again) {
		t.Errorf("%d files of %d bytes, there were %d of %d", is.Blobs, is.Bytes, was.Blobs, was.Bytes)
	}
}

// blobSums are the digests of the files of a backup.
func blobSums(t *testing.T, dir string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "SHA256SUMS"))
	if err != nil {
		t.Fatal(err)
	}
	sums := slices.DeleteFunc(strings.Split(string(text), "\n"), func(line string) bool { return !strings.Contains(line, "  blobs/") })
	slices.Sort(sums)
	return strings.Join(sums, "\n")
}

// allThere asks a restored city for everything its people had been told before the
// backup began; some have come further until it was made.
func allThere(w *world.World, before []journey) {
	w.Helper()
	w.Advance("0s") // every entry of the log finds its place
	keys, _ := w.Run("keys", "export", "--data", w.Data)
	if out, code := w.Run("verify", "log", w.Node().Address+"/log", "--keys", w.File("public.json", []byte(keys))); code != 0 {
		w.Errorf("the log does not verify: %s", out)
	}
	for _, j := range before {
		citizen := w.As(j.citizen.Persona)
		if j.done >= uploaded {
			photo := citizen.Get(world.Page("/apply/" + j.draft + "/files/M-PHOTO")).Is(http.StatusOK)
			if !world.Shows(photo.Body, j.photo) {
				w.Errorf("the file of %s is another", j.draft)
			}
		}
		if j.done < submitted {
			citizen.Get("/applications/" + j.draft).Is(http.StatusOK)
			continue
		}
		if c := citizen.Sees(j.caseNo); !strings.HasPrefix(c.History(), j.history()) {
			w.Errorf("%s has gone through %q, before the backup %q", j.caseNo, c.History(), j.history())
		}
	}
	reviewer := w.As("trans-reviewer")
	reviewer.Get("/desk/tasks").Is(http.StatusOK)
	w.As("lin").Applies("road-qual").Uploads("M-PHOTO", world.Photo()).Submits() // and life goes on
}
