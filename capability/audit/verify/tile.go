package verify

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// The tiles of the log: 256 hashes each, a full tile being one hash of the level
// above. Entries is the level of the bundles with the entries themselves.
const (
	Height  = 8
	Width   = 1 << Height
	Entries = -1
)

// Tile names a tile or, at level Entries, a bundle of entries. Its width says how
// many hashes it has; less than Width only at the right edge of the tree.
type Tile struct {
	Level int
	N     int64
	Width int
}

// Path returns where the tile lies below the log: "tile/0/x001/234.p/5".
func (t Tile) Path() string {
	level := "entries"
	if t.Level != Entries {
		level = strconv.Itoa(t.Level)
	}
	n := fmt.Sprintf("%03d", t.N%1000)
	for rest := t.N / 1000; rest > 0; rest /= 1000 {
		n = fmt.Sprintf("x%03d/%s", rest%1000, n)
	}
	path := "tile/" + level + "/" + n
	if t.Width < Width {
		path += ".p/" + strconv.Itoa(t.Width)
	}
	return path
}

// errPath is returned for what is not the path of a tile.
var errPath = errors.New("verify: not the path of a tile")

// maxPath bounds the numbers of tiles: 12 digits are more leaves than there will be.
const maxPath = len("tile/entries/x000/x000/x000/000.p/255")

// ParseTile reads what Path wrote, and nothing else: each tile has one path.
func ParseTile(path string) (Tile, error) {
	parts := strings.Split(path, "/")
	if len(parts) < 3 || len(path) > maxPath {
		return Tile{}, errPath
	}
	t := Tile{Level: Entries, Width: Width}
	var err error
	if parts[1] != "entries" {
		if t.Level, err = strconv.Atoi(parts[1]); err != nil || t.Level < 0 || t.Level > 7 {
			return Tile{}, errPath
		}
	}
	number := strings.Join(parts[2:], "")
	if before, after, partial := strings.Cut(number, ".p"); partial {
		number = before
		if t.Width, err = strconv.Atoi(after); err != nil || t.Width < 1 || t.Width >= Width {
			return Tile{}, errPath
		}
	}
	if t.N, err = strconv.ParseInt(strings.ReplaceAll(number, "x", ""), 10, 64); err != nil || t.N < 0 || t.Path() != path {
		return Tile{}, errPath
	}
	return t, nil
}

// TilesOf returns the tiles of one level of a tree of size leaves, the last one
// perhaps partial.
func TilesOf(level int, size int64) []Tile {
	hashes := size >> (Height * max(level, 0))
	var tiles []Tile
	for n := int64(0); n*Width < hashes; n++ {
		tiles = append(tiles, Tile{level, n, int(min(Width, hashes-n*Width))})
	}
	return tiles
}

// Bundle writes commitments as a bundle of entries: each with its length before it.
func Bundle(commitments [][]byte) []byte {
	var b []byte
	for _, c := range commitments {
		b = binary.BigEndian.AppendUint16(b, uint16(len(c)))
		b = append(b, c...)
	}
	return b
}

// ParseBundle reads what Bundle wrote.
func ParseBundle(b []byte) ([][]byte, error) {
	var entries [][]byte
	for len(b) > 0 {
		if len(b) < 2 || len(b) < 2+int(binary.BigEndian.Uint16(b)) {
			return entries, errors.New("verify: a bundle of entries ends in the middle of one")
		}
		end := 2 + int(binary.BigEndian.Uint16(b))
		entries = append(entries, b[2:end])
		b = b[end:]
	}
	return entries, nil
}

// Hashes returns the hashes of a tile, nil if data is not made of hashes.
func Hashes(data []byte) []tlog.Hash {
	if len(data)%tlog.HashSize != 0 {
		return nil
	}
	hashes := make([]tlog.Hash, len(data)/tlog.HashSize)
	for i := range hashes {
		hashes[i] = tlog.Hash(data[i*tlog.HashSize:])
	}
	return hashes
}
