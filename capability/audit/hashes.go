package audit

import (
	"context"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"tongban/capability/audit/verify"
	"tongban/kernel/db"
)

// grown is a tile with all hashes above its own, level by level, so that a proof
// does not compute them again: 16 KiB.
type grown [verify.Height + 1][]tlog.Hash

func grow(hashes []tlog.Hash) (g grown) {
	g[0] = hashes
	for level := range verify.Height {
		for i := 0; i+1 < len(g[level]); i += 2 {
			g[level+1] = append(g[level+1], tlog.NodeHash(g[level][i], g[level][i+1]))
		}
	}
	return g
}

// hashCache keeps the tiles most proofs need: all above the leaves and those at
// the right edge. It is emptied when it is full, which at 256 tiles means a tree
// of more than ten million leaves or many sizes of one.
type hashCache struct {
	mu    sync.Mutex
	tiles map[verify.Tile]grown
}

const cachedTiles = 256

func (c *hashCache) find(t verify.Tile) (grown, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	g, ok := c.tiles[t]
	return g, ok
}

func (c *hashCache) keep(t verify.Tile, g grown) {
	if t.Level == 0 && t.Width == verify.Width {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.tiles == nil || len(c.tiles) >= cachedTiles {
		c.tiles = make(map[verify.Tile]grown, cachedTiles)
	}
	c.tiles[t] = g
}

// reader returns the hashes of the tree of size leaves by their index in package
// tlog.
func (s *Service) reader(ctx context.Context, tx *db.Tx, size int64) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		own := map[verify.Tile]grown{} // a full tile of leaves serves eight hashes of a proof
		for i, index := range indexes {
			level, n := tlog.SplitStoredHashIndex(index)
			inner := level % verify.Height
			t := tileOf(level/verify.Height, n>>(verify.Height-inner), size)
			g, ok := own[t]
			if !ok {
				var err error
				if g, err = s.grown(ctx, tx, t); err != nil {
					return nil, err
				}
				own[t] = g
			}
			hashes[i] = g[inner][n&(1<<(verify.Height-inner)-1)]
		}
		return hashes, nil
	})
}

// tileOf returns tile n of a level of the tree of size leaves.
func tileOf(level int, n, size int64) verify.Tile {
	width := size>>(verify.Height*level) - n*verify.Width
	return verify.Tile{Level: level, N: n, Width: int(min(width, verify.Width))}
}

// grown returns the tile t from the cache or the database.
func (s *Service) grown(ctx context.Context, tx *db.Tx, t verify.Tile) (grown, error) {
	if g, ok := s.hashes.find(t); ok {
		return g, nil
	}
	data, err := findTile(ctx, tx, t)
	if err != nil {
		return grown{}, err
	}
	g := grow(verify.Hashes(data))
	s.hashes.keep(t, g)
	return g, nil
}
