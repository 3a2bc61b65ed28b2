package verify

import (
	"bytes"

	"golang.org/x/mod/sumdb/tlog"
)

// Log checks a whole log: it computes the tree anew from the entries and compares
// every tile and the root with what the log says and has signed.
func Log(log Files, key Key) (Checkpoint, error) {
	_, head, err := checkpoint(log, key)
	if err != nil {
		return head, err
	}
	tree, err := NewTree(0, nil)
	if err != nil {
		return head, err
	}
	for _, bundle := range TilesOf(Entries, head.Size) {
		entries, err := entriesOf(log, bundle)
		if err != nil {
			return head, err
		}
		for _, e := range entries {
			tree.Append(e)
		}
		err = tree.Changed(func(t Tile, want []tlog.Hash) error { return compare(log, t, want, head.Size) })
		if err != nil {
			return head, err
		}
	}
	if tree.Root() != head.Root {
		return head, found(Forked, "entries and tiles agree with each other, but the signed root is that of another log")
	}
	return head, nil
}

// compare says whether the log's tile t has the hashes computed from the entries.
func compare(log Files, t Tile, want []tlog.Hash, size int64) error {
	if whole := size>>(Height*t.Level) - t.N*Width; int64(t.Width) < min(whole, Width) {
		return nil // still growing
	}
	data, err := read(log, t)
	if err != nil {
		return err
	}
	for i, has := range Hashes(data) {
		if has == want[i] {
			continue
		}
		leaf := (t.N*Width + int64(i)) << (Height * t.Level)
		if t.Level == 0 {
			return found(Tampered, "leaf %d: the entry is not the one whose hash is in the tree", leaf)
		}
		return found(Tampered, "%s: the hash over the leaves from %d is not that of their tile", t.Path(), leaf)
	}
	return nil
}

// Continues says whether the log continues the log as it was when the checkpoint
// old was made: nothing of it changed, moved or gone.
func Continues(log Files, old []byte, key Key) (Checkpoint, error) {
	_, head, err := checkpoint(log, key)
	if err != nil {
		return head, err
	}
	before, err := key.Open(old)
	if err != nil {
		return head, err
	}
	switch {
	case before.Size > head.Size:
		return head, found(Truncated, "the log had %d entries and has %d", before.Size, head.Size)
	case before.Size == 0:
		return head, nil
	}
	root, err := tlog.TreeHash(before.Size, reader(log, head))
	switch {
	case err != nil:
		return head, err
	case root != before.Root:
		return head, found(Forked, "the log of %d entries does not continue the log of %d", head.Size, before.Size)
	}
	return head, nil
}

// Contains says whether the evidence is right and its entry the one in the log.
func Contains(log Files, e Evidence, key Key) (Checkpoint, error) {
	_, head, err := checkpoint(log, key)
	if err != nil {
		return head, err
	}
	if _, err := e.Check(key); err != nil {
		return head, err
	}
	if e.Index >= head.Size {
		return head, found(Truncated, "leaf %d is not in a log of %d", e.Index, head.Size)
	}
	bundle := TilesOf(Entries, head.Size)[e.Index/Width]
	entries, err := entriesOf(log, bundle)
	if err != nil {
		return head, err
	}
	if !bytes.Equal(entries[e.Index%Width], e.Commitment) {
		return head, found(Tampered, "leaf %d is another entry", e.Index)
	}
	proof, err := tlog.ProveRecord(head.Size, e.Index, reader(log, head))
	if err != nil {
		return head, err
	}
	return head, Inclusion(proof, head.Size, head.Root, e.Index, tlog.RecordHash(e.Commitment))
}

// reader returns the hashes of a log; each was checked against the root of head.
func reader(log Files, head Checkpoint) tlog.HashReader {
	source := &tiles{log: log}
	checked := tlog.TileHashReader(tlog.Tree{N: head.Size, Hash: head.Root}, source)
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes, err := checked.ReadHashes(indexes)
		switch {
		case source.failed != nil:
			return nil, source.failed
		case err != nil:
			return nil, found(Tampered, "%v", err)
		}
		return hashes, nil
	})
}

// tiles hands the tiles of a log to package tlog, whose errors hide their cause.
type tiles struct {
	log    Files
	failed error
}

func (t *tiles) Height() int { return Height }

func (t *tiles) ReadTiles(want []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(want))
	for i, tile := range want {
		if data[i], t.failed = read(t.log, Tile{tile.L, tile.N, tile.W}); t.failed != nil {
			return nil, t.failed
		}
	}
	return data, nil
}

func (t *tiles) SaveTiles([]tlog.Tile, [][]byte) {}
