package precheck

import (
	"context"
	"encoding/json"
	"fmt"

	"tongban/capability/document"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/job"
	"tongban/kernel/shorthand"
)

// sealedAs is the name that readings are sealed under.
const sealedAs = "precheck.reading"

// Queue has a file looked at once the unit is durable, and read where there is a reader.
func (s *Service) Queue(ctx context.Context, tx *db.Tx, file id.ID) error {
	return job.Enqueue(ctx, tx, job.Job{Kind: kindRead, Key: file.String(), Payload: readPayload{file}})
}

// Read returns what was recognised in a file. One that has not been read yet is
// Unavailable.
func (s *Service) Read(ctx context.Context, file id.ID) (Reading, error) {
	r, ok, err := s.reading(ctx, file)
	switch {
	case err != nil:
		return Reading{}, fmt.Errorf("read file %s: %w", file, err)
	case !ok:
		return Reading{}, fault.New(fault.Unavailable, "precheck.unread")
	}
	return r, nil
}

// reading returns the stored reading of a file; ok is false if there is none.
func (s *Service) reading(ctx context.Context, file id.ID) (r Reading, ok bool, err error) {
	var stored row
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		stored, ok, err = findReading(ctx, tx, file)
		return err
	})
	if err != nil || !ok {
		return Reading{}, false, err
	}
	if r, err = s.open(stored); err != nil || !s.isCurrent(r) {
		return Reading{}, false, err
	}
	return r, true, nil
}

// Forget deletes what was read in a file, in the unit that removes it.
func (s *Service) Forget(ctx context.Context, tx *db.Tx, file id.ID) error {
	return deleteReading(ctx, tx, file)
}

// read reads a file unless that was done before. One that is gone needs no reading.
func (s *Service) read(ctx context.Context, file id.ID) error {
	f, err := s.Documents.Get(ctx, file)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if _, ok, err := s.reading(ctx, file); err != nil || ok {
		return err
	}
	r, ok, err := s.alike(ctx, f)
	if err != nil {
		return err
	}
	if !ok {
		if r, err = s.recognise(ctx, f); err != nil {
			return err
		}
	}
	return s.store(ctx, f, r)
}

// alike returns what was read in a file of the same owner with the same content.
func (s *Service) alike(ctx context.Context, f document.File) (r Reading, ok bool, err error) {
	var found row
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		found, ok, err = findAlike(ctx, tx, s.contentKey(f))
		return err
	})
	if err != nil || !ok {
		return Reading{}, false, err
	}
	r, err = s.open(found)
	return r, err == nil && s.isCurrent(r), err
}

// isCurrent reports whether r is all that can be known: a reader that was installed
// since might read more.
func (s *Service) isCurrent(r Reading) bool { return r.Read || !s.Enabled() }

// recognise looks at the pages of a file, one after the other.
func (s *Service) recognise(ctx context.Context, f document.File) (Reading, error) {
	r := Reading{Read: s.Enabled()}
	pages, err := s.pagesOf(ctx, f)
	if err != nil {
		return Reading{}, err
	}
	for i, picture := range pages {
		page, papers, simulated, err := s.look(ctx, picture, i+1)
		if err != nil {
			return Reading{}, fmt.Errorf("page %d: %w", i+1, err)
		}
		r.Pages, r.Papers, r.Simulated = append(r.Pages, page), append(r.Papers, papers...), r.Simulated || simulated
	}
	return r, nil
}

// contentKey tells files with the same content of the same owner from others.
func (s *Service) contentKey(f document.File) []byte {
	return s.Keys.BlindIndex(sealedAs, f.Owner+"\x00"+string(f.Digest))
}

// kept is the part of a reading that is stored sealed.
type kept struct {
	Papers    []Paper `json:"papers,omitempty"`
	Pages     []Page  `json:"pages,omitempty"`
	Read      bool    `json:"read,omitempty"`
	Simulated bool    `json:"simulated,omitempty"`
}

// store keeps what was read in a file.
func (s *Service) store(ctx context.Context, f document.File, r Reading) error {
	plain, err := shorthand.Marshal(kept{r.Papers, r.Pages, r.Read, r.Simulated})
	if err != nil {
		return err
	}
	sealed, err := s.Keys.Seal(sealedAs, plain)
	if err != nil {
		return err
	}
	stored := row{file: f.ID, content: s.contentKey(f), sealed: sealed, readAt: clock.Millis(s.Clock.Now())}
	return s.DB.Write(ctx, f.ID.String(), func(ctx context.Context, tx *db.Tx) error {
		return upsertReading(ctx, tx, stored)
	})
}

// open opens what was stored.
func (s *Service) open(stored row) (Reading, error) {
	plain, err := s.Keys.Open(sealedAs, stored.sealed)
	if err != nil {
		return Reading{}, err
	}
	if plain, err = shorthand.Plain(plain); err != nil {
		return Reading{}, err
	}
	var k kept
	err = json.Unmarshal(plain, &k)
	return Reading{
		File: stored.file, Papers: k.Papers, Pages: k.Pages, Read: k.Read, Simulated: k.Simulated,
		ReadAt: clock.FromMillis(stored.readAt),
	}, err
}
