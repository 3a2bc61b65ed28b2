package verify

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const origin = "example.cn/log"

// paper is a log made for tests, as files in memory.
type paper struct {
	files   map[string][]byte
	entries [][]byte
	public  Key
	private ed25519.PrivateKey
}

func (p *paper) ReadFile(name string) ([]byte, error) {
	if data, ok := p.files[name]; ok {
		return data, nil
	}
	return nil, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
}

// log returns a signed log of size entries.
func log(t testing.TB, size int) *paper {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p := &paper{public: NewKey(origin, public), private: private}
	for i := range size {
		c := Commitment([]byte("salt"), fmt.Append(nil, i))
		p.entries = append(p.entries, c[:])
	}
	p.publish(t)
	return p
}

// publish writes the files for the entries.
func (p *paper) publish(t testing.TB) {
	t.Helper()
	p.files = map[string][]byte{}
	tree, err := NewTree(0, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range p.entries {
		tree.Append(e)
	}
	for _, b := range TilesOf(Entries, tree.Size()) {
		p.files[b.Path()] = Bundle(p.entries[b.N*Width:][:b.Width])
	}
	_ = tree.Changed(func(tile Tile, hashes []tlog.Hash) error {
		var data []byte
		for _, h := range hashes {
			data = append(data, h[:]...)
		}
		p.files[tile.Path()] = data
		return nil
	})
	p.sign(t, Checkpoint{origin, tree.Size(), tree.Root()})
}

func (p *paper) sign(t testing.TB, c Checkpoint) {
	t.Helper()
	line, err := p.public.Line(c.Origin)
	if err != nil {
		t.Fatal(err)
	}
	v, err := note.NewVerifier(line)
	if err != nil {
		t.Fatal(err)
	}
	p.files[checkpointName], err = note.Sign(&note.Note{Text: c.Body()}, signer{v, p.private})
	if err != nil {
		t.Fatal(err)
	}
}

type signer struct {
	note.Verifier
	key ed25519.PrivateKey
}

func (s signer) Sign(text []byte) ([]byte, error) { return ed25519.Sign(s.key, text), nil }

// evidence makes the evidence for one entry.
func (p *paper) evidence(t testing.TB, index int64) Evidence {
	t.Helper()
	head, err := p.public.Open(p.files[checkpointName])
	if err != nil {
		t.Fatal(err)
	}
	proof, err := tlog.ProveRecord(head.Size, index, reader(p, head))
	if err != nil {
		t.Fatal(err)
	}
	e := Evidence{Index: index, Commitment: p.entries[index], Salt: []byte("salt"), Content: fmt.Sprint(index), Checkpoint: string(p.files[checkpointName])}
	for _, h := range proof {
		e.Proof = append(e.Proof, h[:])
	}
	return e
}

func wants(t *testing.T, err error, kind Kind, words string) {
	t.Helper()
	if KindOf(err) != kind || err != nil && !strings.Contains(err.Error(), words) {
		t.Errorf("found %v, want %s %q", err, kind, words)
	}
}

var sizes = []int{0, 1, 2, 255, 256, 257, 512, 1000, 65536 + 256 + 3}

func TestWholeLogVerifies(t *testing.T) {
	for _, size := range sizes {
		p := log(t, size)
		head, err := Log(p, p.public)
		if err != nil || head.Size != int64(size) {
			t.Errorf("%d entries: %+v, %v", size, head, err)
		}
	}
}

func TestTreeMatchesTheReference(t *testing.T) {
	var stored []tlog.Hash
	reference := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var hashes []tlog.Hash
		for _, i := range indexes {
			hashes = append(hashes, stored[i])
		}
		return hashes, nil
	})
	tree, _ := NewTree(0, nil)
	for n := range int64(700) {
		entry := fmt.Append(nil, n)
		hashes, err := tlog.StoredHashes(n, entry, reference)
		if err != nil {
			t.Fatal(err)
		}
		stored = append(stored, hashes...)
		tree.Append(entry)
		if want, _ := tlog.TreeHash(n+1, reference); tree.Root() != want {
			t.Fatalf("%d leaves: another root", n+1)
		}
	}
}

func TestTreeGoesOnFromItsEdge(t *testing.T) {
	whole, _ := NewTree(0, nil)
	tiles := map[string][]tlog.Hash{}
	keep := func(tile Tile, hashes []tlog.Hash) error {
		tiles[fmt.Sprint(tile.Level, "/", tile.N)] = slices.Clone(hashes)
		return nil
	}
	var size int64
	for _, step := range []int{1, 254, 1, 1, 65536 - 257, 300, 7} {
		var edge [][]tlog.Hash
		for _, tile := range Edge(size) {
			for len(edge) < tile.Level {
				edge = append(edge, nil)
			}
			edge = append(edge, tiles[fmt.Sprint(tile.Level, "/", tile.N)])
		}
		tree, err := NewTree(size, edge)
		if err != nil {
			t.Fatal(err)
		}
		for i := range step {
			entry := fmt.Append(nil, size+int64(i))
			tree.Append(entry)
			whole.Append(entry)
		}
		if err := tree.Changed(keep); err != nil {
			t.Fatal(err)
		}
		if size = tree.Size(); tree.Root() != whole.Root() {
			t.Fatalf("%d leaves: another root", size)
		}
	}
	if _, err := NewTree(5, [][]tlog.Hash{{{}}}); err == nil {
		t.Error("an edge of the wrong width was accepted")
	}
}

func TestTamperedEntryIsNamed(t *testing.T) {
	for _, leaf := range []int{0, 255, 256, 700, 999} {
		p := log(t, 1000)
		bundle := TilesOf(Entries, 1000)[leaf/Width].Path()
		p.files[bundle][leaf%Width*34+20] ^= 1
		_, err := Log(p, p.public)
		wants(t, err, Tampered, fmt.Sprintf("leaf %d:", leaf))
	}
}

func TestTamperedTileIsNamed(t *testing.T) {
	p := log(t, 1000)
	p.files["tile/1/000.p/3"][40] ^= 1
	_, err := Log(p, p.public)
	wants(t, err, Tampered, "tile/1/000.p/3: the hash over the leaves from 256")

	p = log(t, 1000)
	p.files["tile/0/002"][3] ^= 1
	_, err = Log(p, p.public)
	wants(t, err, Tampered, "leaf 512:")
}

func TestTruncatedLogIsToldFromATamperedOne(t *testing.T) {
	for damage, cut := range map[string]func(*paper){
		"tile/entries/003.p/232 is missing":  func(p *paper) { delete(p.files, "tile/entries/003.p/232") },
		"tile/0/001 is missing":              func(p *paper) { delete(p.files, "tile/0/001") },
		"there is no checkpoint":             func(p *paper) { delete(p.files, checkpointName) },
		"has 231 entries":                    func(p *paper) { shorten(p, "tile/entries/003.p/232", 34) },
		"tile/entries/003.p/232 has 231 ent": func(p *paper) { shorten(p, "tile/entries/003.p/232", 5) },
		"tile/1/000.p/3 has 2 hashes":        func(p *paper) { shorten(p, "tile/1/000.p/3", 32) },
	} {
		p := log(t, 1000)
		cut(p)
		_, err := Log(p, p.public)
		wants(t, err, Truncated, damage)
	}
	p := log(t, 1000)
	old := p.files[checkpointName]
	p.entries = p.entries[:900] // shortened and signed anew
	p.publish(t)
	if _, err := Log(p, p.public); err != nil {
		t.Error(err)
	}
	_, err := Continues(p, old, p.public)
	wants(t, err, Truncated, "had 1000 entries and has 900")
}

func shorten(p *paper, name string, by int) { p.files[name] = p.files[name][:len(p.files[name])-by] }

func TestForkedLogIsNoticedByWhoKeptACheckpoint(t *testing.T) {
	for _, size := range []int{1000, 1500} { // of the same size, and a longer one
		p := log(t, 1000)
		old := p.files[checkpointName]
		p.entries[10] = bytes.Repeat([]byte{7}, 32)
		for len(p.entries) < size {
			p.entries = append(p.entries, p.entries[0])
		}
		p.publish(t)
		if _, err := Log(p, p.public); err != nil {
			t.Error(err)
		}
		_, err := Continues(p, old, p.public)
		wants(t, err, Forked, "does not continue the log of 1000")
	}
}

func TestRewrittenHistoryUnderTheOldCheckpoint(t *testing.T) {
	p := log(t, 1000)
	old := p.files[checkpointName]
	p.entries[10] = bytes.Repeat([]byte{7}, 32)
	p.publish(t)
	p.files[checkpointName] = old
	_, err := Log(p, p.public)
	wants(t, err, Forked, "another log")
}

func TestLogThatGrewContinues(t *testing.T) {
	p := log(t, 0)
	for _, size := range sizes {
		old := p.files[checkpointName]
		for len(p.entries) < size {
			p.entries = append(p.entries, fmt.Appendf(nil, "%032d", len(p.entries)))
		}
		p.publish(t)
		if head, err := Continues(p, old, p.public); err != nil || head.Size != int64(size) {
			t.Errorf("to %d: %+v, %v", size, head, err)
		}
	}
}

func TestCheckpointOfAnotherKeyOrLogIsUnsigned(t *testing.T) {
	p, other := log(t, 3), log(t, 3)
	_, err := Log(p, other.public)
	wants(t, err, Unsigned, "not signed with this key")
	_, err = Log(p, NewKey("other.cn/log", p.public.public))
	wants(t, err, Unsigned, `log "example.cn/log"`)
	for _, text := range []string{"", "\n", "example.cn/log\n3\n", "a+b\n3\nAAAA\n\n"} {
		p.files[checkpointName] = []byte(text)
		_, err = Log(p, p.public)
		wants(t, err, Unsigned, "")
	}
	p.files[checkpointName] = nil
	for _, body := range []string{"-1", "03", "x"} {
		line, _ := p.public.Line(origin)
		v, _ := note.NewVerifier(line)
		p.files[checkpointName], _ = note.Sign(&note.Note{Text: origin + "\n" + body + "\nAAAA\n"}, signer{v, p.private})
		_, err = Log(p, p.public)
		wants(t, err, Unsigned, "has no size")
	}
}

func TestEvidenceHoldsWithoutTheLog(t *testing.T) {
	p := log(t, 1000)
	for _, index := range []int64{0, 1, 255, 256, 767, 998, 999} {
		e := p.evidence(t, index)
		if _, err := e.Check(p.public); err != nil {
			t.Errorf("entry %d: %v", index, err)
		}
		if _, err := Contains(p, e, p.public); err != nil {
			t.Errorf("entry %d in the log: %v", index, err)
		}
	}
}

func TestAlteredEvidenceFails(t *testing.T) {
	p := log(t, 1000)
	for name, alter := range map[string]func(*Evidence){
		"content":    func(e *Evidence) { e.Content = "701" },
		"salt":       func(e *Evidence) { e.Salt = []byte("sand") },
		"index":      func(e *Evidence) { e.Index++ },
		"commitment": func(e *Evidence) { e.Salt, e.Content, e.Commitment = nil, "", bytes.Repeat([]byte{1}, 32) },
		"proof":      func(e *Evidence) { e.Proof[2][5] ^= 1 },
		"shorter":    func(e *Evidence) { e.Proof = e.Proof[1:] },
		"odd hash":   func(e *Evidence) { e.Proof[0] = e.Proof[0][:31] },
	} {
		e := p.evidence(t, 700)
		alter(&e)
		if _, err := e.Check(p.public); KindOf(err) != Tampered {
			t.Errorf("%s: %v", name, err)
		}
	}
	e := p.evidence(t, 700)
	e.Index = 5000
	_, err := e.Check(p.public)
	wants(t, err, Truncated, "leaf 5000 is not in a log of 1000")

	e = p.evidence(t, 700)
	p.entries = p.entries[:600]
	p.publish(t)
	_, err = Contains(p, e, p.public)
	wants(t, err, Truncated, "leaf 700 is not in a log of 600")
}

func TestCopyVerifiesWithoutTheServer(t *testing.T) {
	p := log(t, 300)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, err := p.ReadFile(strings.TrimPrefix(r.URL.Path, "/log/"))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		w.Write(data)
	}))
	defer server.Close()
	online, dir := URL(server.URL+"/log/", server.Client()), t.TempDir()
	if _, err := Log(online, p.public); err != nil {
		t.Error(err)
	}
	if _, err := Copy(online, dir, p.public); err != nil {
		t.Fatal(err)
	}
	for len(p.entries) < 700 {
		p.entries = append(p.entries, p.entries[0])
	}
	p.publish(t)
	if head, err := Log(Dir(dir), p.public); err != nil || head.Size != 300 {
		t.Errorf("first copy: %+v, %v", head, err)
	}
	if _, err := Copy(online, dir, p.public); err != nil {
		t.Fatal(err)
	}
	if head, err := Log(Dir(dir), p.public); err != nil || head.Size != 700 {
		t.Errorf("second copy: %+v, %v", head, err)
	}
	server.Close()
	if _, err := Log(online, p.public); err == nil || KindOf(err) != "" {
		t.Errorf("a server that is away is no finding: %v", err)
	}
	if err := os.Truncate(filepath.Join(dir, "tile/entries/000"), 100); err != nil {
		t.Fatal(err)
	}
	_, err := Log(Dir(dir), p.public)
	wants(t, err, Truncated, "tile/entries/000 has 2 entries, not 256")
}

func TestTileHasOnePath(t *testing.T) {
	for path, tile := range map[string]Tile{
		"tile/0/000":                    {0, 0, 256},
		"tile/0/x001/x234/067.p/5":      {0, 1234067, 5},
		"tile/entries/999":              {Entries, 999, 256},
		"tile/entries/x001/000.p/255":   {Entries, 1000, 255},
		"tile/3/x001/x000/x000/000":     {3, 1_000_000_000, 256},
		"tile/7/000.p/1":                {7, 0, 1},
		"tile/entries/x012/x345/678":    {Entries, 12345678, 256},
		"tile/2/x100/x200/x300/400":     {2, 100200300400, 256},
		"tile/0/x999/x999/x999/999.p/9": {0, 999999999999, 9},
	} {
		if tile.Path() != path {
			t.Errorf("%+v lies at %s, not %s", tile, tile.Path(), path)
		}
		if got, err := ParseTile(path); err != nil || got != tile {
			t.Errorf("%s is %+v, %v", path, got, err)
		}
	}
	for _, path := range []string{
		"", "tile", "tile/0", "tile/0/", "tile/0/0", "tile/0/0000", "tile/00/000", "tile/-1/000", "tile/8/000", "tile/0/x000/001",
		"tile/0/001/x002", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p", "tile/0/-01", "tile/0/../000",
		"tile/data/000", "tile/0/000/", "tile/0/" + strings.Repeat("x001/", 50) + "000", "tile/entries/x001/000.p/5/6",
	} {
		if got, err := ParseTile(path); err == nil {
			t.Errorf("%q is taken for %+v", path, got)
		}
	}
}

func TestKeysAreReadInBothForms(t *testing.T) {
	p := log(t, 3)
	line, err := p.public.Line(origin)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ParseKey([]byte(line + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Log(p, key); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{"", "{}", "key", line + "A", strings.Replace(line, origin, "other", 1)} {
		if _, err := ParseKey([]byte(bad)); err == nil {
			t.Errorf("%q is taken for a key", bad)
		}
	}
}

func TestCopyHoldsNothingMore(t *testing.T) {
	p := log(t, 700)
	dir := t.TempDir()
	if _, err := Copy(p, dir, p.public); err != nil {
		t.Fatal(err)
	}
	var names []string
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if !d.IsDir() {
			name, _ := filepath.Rel(dir, path)
			names = append(names, name)
		}
		return err
	})
	if want := slices.Sorted(maps.Keys(p.files)); !slices.Equal(slices.Sorted(slices.Values(names)), want) {
		t.Errorf("copied %v, want %v", names, want)
	}
}
