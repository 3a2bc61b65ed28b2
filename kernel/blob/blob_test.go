package blob

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
)

// shelves are the places every promise of a store is checked on.
var shelves = map[string]func(t *testing.T) shelf{
	"folder": func(t *testing.T) shelf {
		f, err := openFolder(filepath.Join(t.TempDir(), "blobs"), false)
		if err != nil {
			t.Fatal(err)
		}
		return f
	},
	"bucket": func(t *testing.T) shelf {
		b, _ := newBucket(t)
		return b
	},
}

type bench struct {
	*testing.T
	*Store
	clock *clock.Fixed
}

// each runs body on every shelf and every database, all of them fresh.
func each(t *testing.T, body func(t bench)) {
	for name, shelf := range shelves {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				dbtest.Migrate(t, d, db.Source{Name: "blob", FS: Migrations})
				now := clock.At(time.Now())
				store, err := Open(d, now, Config{Dir: t.TempDir()}, bytes.Repeat([]byte{7}, 32))
				if err != nil {
					t.Fatal(err)
				}
				store.shelf = shelf(t)
				body(bench{t, store, now})
			})
		})
	}
}

func (b bench) put(owner, content string) Blob {
	b.Helper()
	got, err := b.Put(b.Context(), owner, strings.NewReader(content))
	if err != nil {
		b.Fatal(err)
	}
	return got
}

func (b bench) content(key Key) string {
	b.Helper()
	r, err := b.Open(b.Context(), key)
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	content, err := io.ReadAll(r)
	if err != nil {
		b.Fatal(err)
	}
	return string(content)
}

func (b bench) unit(fn func(ctx context.Context, tx *db.Tx) error) {
	b.Helper()
	if err := b.db.Write(b.Context(), "test", fn); err != nil {
		b.Fatal(err)
	}
}

func (b bench) hold(key Key) {
	b.Helper()
	b.unit(func(ctx context.Context, tx *db.Tx) error { return b.Hold(ctx, tx, key) })
}

func (b bench) release(key Key) {
	b.Helper()
	b.unit(func(ctx context.Context, tx *db.Tx) error { return b.Release(ctx, tx, key) })
}

// later sets the clock forward and sweeps.
func (b bench) later(d time.Duration) {
	b.Helper()
	b.clock.Set(b.clock.Now().Add(d))
	if err := errors.Join(b.SweepUnheld(b.Context()), b.SweepLost(b.Context())); err != nil {
		b.Fatal(err)
	}
}

func (b bench) isMissing(key Key) bool {
	b.Helper()
	r, err := b.Open(b.Context(), key)
	if err == nil {
		_ = r.Close()
	} else if !errors.Is(err, ErrMissing) {
		b.Fatal(err)
	}
	return err != nil
}

// names lists the objects on the shelf.
func (b bench) names() (names []string) {
	b.Helper()
	never := clock.Millis(time.Now().Add(time.Hour))
	err := b.shelf.list(b.Context(), never, func(name string) error {
		names = append(names, name)
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return names
}

func TestContentComesBackAsItWas(t *testing.T) {
	each(t, func(b bench) {
		for _, size := range []int{0, 1, chunkSize - 1, chunkSize, chunkSize + 1, 3*chunkSize + 5} {
			content := strings.Repeat("照", size/3+1)[:size]
			blob := b.put("mei", content)
			if got := b.content(blob.Key); got != content || blob.Size != int64(size) {
				b.Errorf("%d bytes come back as %d, size %d", size, len(got), blob.Size)
			}
		}
	})
}

func TestOneOwnersEqualFilesAreOneBlob(t *testing.T) {
	each(t, func(b bench) {
		first := b.put("mei", "the same")
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if again := b.put("mei", "the same"); again.Key != first.Key {
					b.Errorf("got key %s, want %s", again.Key, first.Key)
				}
				b.hold(first.Key)
			})
		}
		wg.Wait()
		if names := b.names(); len(names) != 1 {
			b.Fatalf("got %d objects, want 1", len(names))
		}
		for range 7 {
			b.release(first.Key)
		}
		b.later(25 * time.Hour)
		if b.isMissing(first.Key) {
			b.Fatal("the blob is gone while one row refers to it")
		}
		b.release(first.Key)
		b.later(25 * time.Hour)
		if !b.isMissing(first.Key) || len(b.names()) != 0 {
			b.Fatal("the blob is kept though nothing refers to it")
		}
	})
}

func TestNobodyCanTellThatTwoOwnersHaveTheSameFile(t *testing.T) {
	each(t, func(b bench) {
		mei, lin := b.put("mei", "a licence"), b.put("lin", "a licence")
		if mei.Key == lin.Key {
			b.Error("two owners share a key")
		}
		if !bytes.Equal(mei.Digest, lin.Digest) {
			b.Error("the digest depends on the owner")
		}
	})
}

func TestContentIsEncryptedAndSaltedOnTheShelf(t *testing.T) {
	each(t, func(b bench) {
		b.put("mei", strings.Repeat("secret", 1000))
		b.put("lin", strings.Repeat("secret", 1000))
		var raw [][]byte
		for _, name := range b.names() {
			raw = append(raw, b.raw(name))
		}
		if len(raw) != 2 || bytes.Contains(raw[0], []byte("secretsecret")) || bytes.Equal(raw[0], raw[1]) {
			b.Errorf("%d objects; the disk tells what they hold", len(raw))
		}
	})
}

func (b bench) raw(name string) []byte {
	b.Helper()
	r, err := b.shelf.open(b.Context(), name)
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	raw, err := io.ReadAll(r)
	if err != nil {
		b.Fatal(err)
	}
	return raw
}

// overwrite replaces what lies on the shelf behind the store's back.
func (b bench) overwrite(name string, raw []byte) {
	b.Helper()
	file, err := b.shelf.scratch()
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	if _, err := file.Write(raw); err != nil {
		b.Fatal(err)
	}
	if err := b.shelf.keep(b.Context(), name, file); err != nil {
		b.Fatal(err)
	}
}

func TestDamageIsNeverServedToTheEnd(t *testing.T) {
	each(t, func(b bench) {
		blob := b.put("mei", strings.Repeat("x", 2*chunkSize+100))
		name := b.names()[0]
		raw := b.raw(name)
		sealed := chunkSize + 16
		header := len(magic) + saltSize
		chunk := func(n int) []byte { return raw[header+n*sealed : min(len(raw), header+(n+1)*sealed)] }
		for what, damaged := range map[string][]byte{
			"empty":             {},
			"another format":    append([]byte("TBB0"), raw[4:]...),
			"a flipped bit":     flip(raw, len(raw)/2),
			"cut in a chunk":    raw[:len(raw)-50],
			"cut after a chunk": raw[:header+2*sealed],
			"a byte more":       append(bytes.Clone(raw), 0),
			"swapped chunks":    bytes.Join([][]byte{raw[:header], chunk(1), chunk(0), chunk(2)}, nil),
			"a chunk twice":     bytes.Join([][]byte{raw[:header], chunk(0), chunk(0), chunk(2)}, nil),
		} {
			b.overwrite(name, damaged)
			if err := b.readError(blob.Key); !errors.Is(err, ErrDamaged) {
				b.Errorf("%s: got %v", what, err)
			}
		}
		b.overwrite(name, raw)
		if err := b.readError(blob.Key); err != nil {
			b.Errorf("undamaged: %v", err)
		}
	})
}

func TestSwappedObjectsAreSeen(t *testing.T) {
	each(t, func(b bench) {
		one, two := b.put("mei", "licence A"), b.put("mei", "licence B")
		names := b.names()
		a, z := b.raw(names[0]), b.raw(names[1])
		b.overwrite(names[0], z)
		b.overwrite(names[1], a)
		for _, blob := range []Blob{one, two} {
			if err := b.readError(blob.Key); !errors.Is(err, ErrDamaged) {
				b.Errorf("got %v", err)
			}
		}
	})
}

func flip(raw []byte, at int) []byte {
	raw = bytes.Clone(raw)
	raw[at] ^= 1
	return raw
}

func (b bench) readError(key Key) error {
	r, err := b.Open(b.Context(), key)
	if err != nil {
		return err
	}
	defer r.Close()
	_, err = io.Copy(io.Discard, r)
	return err
}

func TestUploadingAgainRepairsDamage(t *testing.T) {
	each(t, func(b bench) {
		blob := b.put("mei", "photo")
		b.overwrite(b.names()[0], []byte("junk"))
		b.put("mei", "photo")
		if got := b.content(blob.Key); got != "photo" {
			b.Errorf("got %q", got)
		}
	})
}

func TestWhatAKillLeavesBehindIsSweptADayLater(t *testing.T) {
	each(t, func(b bench) {
		unheld := b.put("mei", "killed before the row")
		b.overwrite(newName(unheld.Key), []byte("killed between forgetting and removing"))
		if _, err := b.Stage("mei", strings.NewReader("killed while receiving")); err != nil {
			b.Fatal(err)
		}
		b.later(23 * time.Hour)
		if b.isMissing(unheld.Key) {
			b.Fatal("swept within the day")
		}
		b.later(2 * time.Hour)
		if names := b.names(); !b.isMissing(unheld.Key) || len(names) != 0 {
			b.Errorf("left: %v", names)
		}
	})
}

func TestAnUploadDuringTheSweepIsKept(t *testing.T) {
	each(t, func(b bench) {
		old := b.put("mei", "photo")
		oldName := b.names()[0]
		b.clock.Set(b.clock.Now().Add(48 * time.Hour))
		if _, err := b.forget(b.Context()); err != nil { // the sweep has forgotten the row …
			b.Fatal(err)
		}
		b.put("mei", "photo") // … the same file comes in again …
		b.hold(old.Key)
		if err := b.shelf.remove(b.Context(), oldName); err != nil { // … and the sweep goes on
			b.Fatal(err)
		}
		if got := b.content(old.Key); got != "photo" {
			b.Errorf("got %q", got)
		}
	})
}

func TestSweepLeavesForeignThingsAlone(t *testing.T) {
	b, fake := newBucket(t)
	fake.objects["blobs/readme.txt"] = fakeObject{[]byte("not ours"), time.Unix(0, 0)}
	fake.objects["elsewhere"] = fakeObject{[]byte("not ours"), time.Unix(0, 0)}
	store := &Store{now: clock.Real, shelf: b}
	if err := store.SweepLost(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(fake.objects) != 2 {
		t.Errorf("left: %v", fake.objects)
	}
}

func TestABrokenUploadLeavesNothing(t *testing.T) {
	each(t, func(b bench) {
		broken := io.MultiReader(strings.NewReader("half"), iotest.ErrReader(io.ErrUnexpectedEOF))
		if _, err := b.Put(b.Context(), "mei", broken); !errors.Is(err, io.ErrUnexpectedEOF) {
			b.Errorf("got %v", err)
		}
		if names := b.names(); len(names) != 0 {
			b.Errorf("left: %v", names)
		}
	})
}

func TestReleaseAndHoldNeedABlob(t *testing.T) {
	each(t, func(b bench) {
		for _, unit := range []func(context.Context, *db.Tx, Key) error{b.Hold, b.Release} {
			err := b.db.Write(b.Context(), "test", func(ctx context.Context, tx *db.Tx) error {
				return unit(ctx, tx, "unknown")
			})
			if !errors.Is(err, ErrMissing) {
				b.Errorf("got %v", err)
			}
		}
	})
}

func TestStagedContentCanBeReadBeforeItIsKept(t *testing.T) {
	each(t, func(b bench) {
		staged, err := b.Stage("mei", strings.NewReader("look first"))
		if err != nil {
			b.Fatal(err)
		}
		for range 2 {
			r, err := staged.Open()
			if err != nil {
				b.Fatal(err)
			}
			if got, err := io.ReadAll(r); string(got) != "look first" || err != nil {
				b.Errorf("got %q, %v", got, err)
			}
		}
		staged.Discard()
		if !b.isMissing(staged.Key) {
			b.Error("a discarded blob is kept")
		}
	})
}

func TestFolderIsForItsOwnerOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "blobs")
	if _, err := openFolder(dir, false); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

// What an earlier version has kept under a longer key is found as before.
func TestWhatAnEarlierVersionKeptStaysReadable(t *testing.T) {
	each(t, func(b bench) {
		const old = Key("4bd6429a888788444ad073ae42f515513f407570be30db0149a7407c29a49c8a")
		name := newName(old)
		file, err := b.shelf.scratch()
		if err == nil {
			err = b.seal(file, strings.NewReader("content"), func() Key { return old })
		}
		if err == nil {
			err = b.shelf.keep(b.Context(), name, file)
		}
		if err == nil {
			err = b.db.Write(b.Context(), "", func(ctx context.Context, tx *db.Tx) error {
				if _, err := reserve(ctx, tx, old, name, 0); err != nil {
					return err
				}
				return hold(ctx, tx, old)
			})
		}
		if err != nil {
			b.Fatal(err)
		}
		if err := b.SweepLost(b.Context()); err != nil {
			b.Error(err)
		}
		if got := b.content(old); got != "content" {
			b.Errorf("got %q", got)
		}
	})
}
