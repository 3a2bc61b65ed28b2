package verify

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// Tree grows by leaves and keeps only its right edge: of each level the tile that
// is not full. Whoever owns it stores the tiles it has changed.
type Tree struct {
	size    int64
	edge    [][]tlog.Hash         // by level
	changed map[place][]tlog.Hash // tiles since the last call of Changed
	touched int                   // levels whose edge has grown since then
}

type place struct {
	level int
	n     int64
}

func (p place) compare(q place) int {
	return cmp.Or(cmp.Compare(p.level, q.level), cmp.Compare(p.n, q.n))
}

// NewTree returns the tree of size leaves whose right edge is edge: by level, the
// hashes of the tile that is not full.
func NewTree(size int64, edge [][]tlog.Hash) (*Tree, error) {
	t := &Tree{size: size, edge: edge, changed: map[place][]tlog.Hash{}}
	for level := 0; level < len(edge) || size>>(Height*level) > 0; level++ {
		want := int(size >> (Height * level) % Width)
		if level == len(t.edge) {
			t.edge = append(t.edge, nil)
		}
		if has := len(t.edge[level]); has != want {
			return nil, fmt.Errorf("verify: a tree of %d leaves has %d hashes at the edge of level %d, not %d", size, want, level, has)
		}
	}
	return t, nil
}

// Edge returns the tiles at the right edge of a tree of size leaves that are not
// full, level by level.
func Edge(size int64) []Tile {
	var tiles []Tile
	for level := 0; size>>(Height*level) > 0; level++ {
		hashes := size >> (Height * level)
		if width := int(hashes % Width); width > 0 {
			tiles = append(tiles, Tile{level, hashes / Width, width})
		}
	}
	return tiles
}

// Size returns the number of leaves.
func (t *Tree) Size() int64 { return t.size }

// Append adds the entry as the last leaf.
func (t *Tree) Append(entry []byte) { t.AppendHash(tlog.RecordHash(entry)) }

// AppendHash adds the leaf whose hash is h.
func (t *Tree) AppendHash(h tlog.Hash) {
	t.size++
	for level := 0; ; level++ {
		if level == len(t.edge) {
			t.edge = append(t.edge, nil)
		}
		t.edge[level] = append(t.edge[level], h)
		t.touched = max(t.touched, level+1)
		if len(t.edge[level]) < Width {
			return
		}
		full := t.edge[level]
		t.edge[level] = nil
		t.changed[place{level, t.size>>(Height*(level+1)) - 1}] = full
		h = rootOf(full)
	}
}

// Changed calls store for every tile that is not as it was the last time, full or
// at the edge, from the leaves up.
func (t *Tree) Changed(store func(tile Tile, hashes []tlog.Hash) error) error {
	for level, hashes := range t.edge[:t.touched] {
		if len(hashes) > 0 {
			t.changed[place{level, t.size >> (Height * (level + 1))}] = hashes
		}
	}
	for _, p := range slices.SortedFunc(maps.Keys(t.changed), place.compare) {
		hashes := t.changed[p]
		if err := store(Tile{p.level, p.n, len(hashes)}, hashes); err != nil {
			return err
		}
	}
	clear(t.changed)
	t.touched = 0
	return nil
}

// Root returns the root of the tree (RFC 6962, section 2.1).
func (t *Tree) Root() tlog.Hash {
	var root tlog.Hash
	empty := true
	for _, hashes := range t.edge { // from the right: smaller subtrees first
		for width := len(hashes); width > 0; {
			part := width & -width // the smallest complete subtree on the right
			h := rootOf(hashes[width-part : width])
			if !empty {
				h = tlog.NodeHash(h, root)
			}
			root, empty = h, false
			width -= part
		}
	}
	if empty {
		root, _ = tlog.TreeHash(0, nil)
	}
	return root
}

// rootOf returns the root over hashes, whose number is a power of two.
func rootOf(hashes []tlog.Hash) tlog.Hash {
	if len(hashes) == 1 {
		return hashes[0]
	}
	half := len(hashes) / 2
	return tlog.NodeHash(rootOf(hashes[:half]), rootOf(hashes[half:]))
}
