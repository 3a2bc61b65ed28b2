package audit

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"errors"
	"fmt"
	"math"
	"sync/atomic"

	"golang.org/x/mod/sumdb/tlog"

	"tongban/capability/audit/verify"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/job"
)

// Config says which log this is.
type Config struct {
	// Origin names the log for ever, by custom its address without the scheme:
	// "tongban.example.cn/log". No spaces, no plus.
	Origin string
}

// Service keeps the tree and answers for it. What is written down is written by
// Record and Access, in the unit of those who have something to say.
type Service struct {
	db     *db.DB
	signer checkpointSigner
	hashes hashCache
	latest atomic.Pointer[head]
}

// head is a signed checkpoint.
type head struct {
	size int64
	text string
}

// errNoTile is returned for a tile or a bundle the tree has not.
var errNoTile = fault.New(fault.NotFound, "audit.tile.unknown")

// New returns the service of the log that key, an Ed25519 key, signs.
func New(d *db.DB, key crypto.Signer, c Config) (*Service, error) {
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		return nil, fmt.Errorf("audit: the key of the log is a %T, not Ed25519", key.Public())
	}
	signer, err := newSigner(key, verify.NewKey(c.Origin, public), c.Origin)
	if err != nil {
		return nil, fmt.Errorf("audit: origin %q: %w", c.Origin, err)
	}
	return &Service{db: d, signer: signer}, nil
}

// KeyLine returns the public key of the log as one line, for `tongban verify log
// --key` and the tools of others.
func (s *Service) KeyLine() string { return s.signer.line }

// batch is how many entries one unit places: enough to cost little per entry, few
// enough to end in the time a unit may take.
const batch = 2048

// Sequence gives every waiting entry its place in the tree. Two nodes that do it
// at once take turns; a node that dies in between leaves nothing half done. With
// nothing to do it only reads.
func (s *Service) Sequence(ctx context.Context) error {
	for {
		waiting, err := s.hasWaiting(ctx)
		if err == nil && waiting {
			err = s.sequence(ctx)
		}
		if err != nil {
			return fmt.Errorf("sequence the log: %w", err)
		}
		if !waiting {
			return nil
		}
	}
}

// Size returns how many entries have their place in the tree, and how many wait for one.
func (s *Service) Size(ctx context.Context) (size, waiting int64, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if size, err = findSize(ctx, tx); err != nil {
			return err
		}
		waiting, err = countWaiting(ctx, tx)
		return err
	})
	if err != nil {
		return 0, 0, fmt.Errorf("size of the log: %w", err)
	}
	return size, waiting, nil
}

func (s *Service) hasWaiting(ctx context.Context) (waiting bool, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		waiting, err = isWaiting(ctx, tx)
		return err
	})
	return waiting, err
}

// sequence places one batch.
func (s *Service) sequence(ctx context.Context) error {
	return s.db.Write(ctx, "audit.sequence", func(ctx context.Context, tx *db.Tx) error {
		if err := job.StillLeader(ctx, tx); err != nil {
			return err
		}
		size, err := lockTree(ctx, tx)
		if err != nil {
			return err
		}
		leaves, err := placeEntries(ctx, tx, size, batch)
		if err != nil || len(leaves) == 0 {
			return err
		}
		tree, err := findTree(ctx, tx, size)
		if err != nil {
			return err
		}
		for _, l := range leaves {
			tree.Append(l.commitment)
		}
		return growTree(ctx, tx, tree)
	})
}

// Checkpoint returns the signed size and root of the tree.
//
// A checkpoint is signed when somebody asks, never in the unit that grows the
// tree: only what is durable may be signed, or a crash could fork the log.
// Signatures of Ed25519 repeat, so every node signs a size alike.
func (s *Service) Checkpoint(ctx context.Context) (text string, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		size, err := findSize(ctx, tx)
		if err != nil {
			return err
		}
		text, err = s.head(ctx, tx, size)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("checkpoint: %w", err)
	}
	return text, nil
}

// head returns the checkpoint of the tree of size leaves, which is all of it.
func (s *Service) head(ctx context.Context, tx *db.Tx, size int64) (string, error) {
	if h := s.latest.Load(); h != nil && h.size == size {
		return h.text, nil
	}
	tree, err := findTree(ctx, tx, size)
	if err != nil {
		return "", err
	}
	text, err := s.signer.checkpoint(size, tree.Root())
	if err != nil {
		return "", err
	}
	s.latest.Store(&head{size, text})
	return text, nil
}

// Tile returns the data of a tile or a bundle of entries of the public log.
func (s *Service) Tile(ctx context.Context, t verify.Tile) (data []byte, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if t.Level == verify.Entries {
			data, err = findBundle(ctx, tx, t)
		} else {
			data, err = findTile(ctx, tx, t)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("tile %s: %w", t.Path(), err)
	}
	return data, nil
}

// Evidence returns what shows that the entry is in the log, with what it says
// unless that was forgotten. The caller sees to it that the reader may know. An
// unknown entry is NotFound, one that still waits for its place Unavailable.
func (s *Service) Evidence(ctx context.Context, entry id.ID) (e verify.Evidence, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := findEntry(ctx, tx, entry)
		switch {
		case errors.Is(err, db.ErrNoRows):
			return fault.New(fault.NotFound, "audit.unknown")
		case err != nil:
			return err
		case p.index == nil:
			return fault.New(fault.Unavailable, "audit.waiting")
		}
		e = verify.Evidence{Entry: entry.String(), Index: *p.index, Commitment: p.committed(), Salt: p.salt, Content: p.content}
		if e.Checkpoint, err = s.head(ctx, tx, p.size); err != nil {
			return err
		}
		proof, err := tlog.ProveRecord(p.size, *p.index, s.reader(ctx, tx, p.size))
		for _, hash := range proof {
			e.Proof = append(e.Proof, hash[:])
		}
		return err
	})
	if err != nil {
		return e, fmt.Errorf("evidence for %s: %w", entry, err)
	}
	return e, nil
}

// pageSize is how many looks a page has.
const pageSize = 20

// AccessesOf returns who looked at the data of person, newest first. The cursor of
// the first page is "", that of a next page is returned, "" after the last.
//
// Basis: 个人信息保护法, art. 44 and 45.
func (s *Service) AccessesOf(ctx context.Context, person, cursor string) (looks []Look, next string, err error) {
	before := id.ID(math.MaxInt64)
	if cursor != "" {
		if before, err = id.Parse(cursor); err != nil {
			return nil, "", fault.New(fault.Invalid, "audit.cursor")
		}
	}
	var rows []row
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		rows, err = listLooks(ctx, tx, person, before, pageSize+1)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("accesses of a person: %w", err)
	}
	if len(rows) > pageSize {
		rows = rows[:pageSize]
		next = rows[pageSize-1].id.String()
	}
	for _, r := range rows {
		l, err := look(r.content)
		if err != nil {
			return nil, "", err
		}
		looks = append(looks, l)
	}
	return looks, next, nil
}
