package document

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"tongban/capability/audit"
	"tongban/kernel/actor"
	"tongban/kernel/blob"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// atOnce is how many files are looked at at the same time: a picture may take 200 MB
// while it is decoded.
const atOnce = 2

// Service takes in, keeps and serves files.
type Service struct {
	db      *db.DB
	now     clock.Clock
	blobs   *blob.Store
	scanner Scanner
	looking chan struct{} // one place for each file that is looked at
	daily   *allowance
	removed []func(ctx context.Context, tx *db.Tx, file id.ID) error
}

// New returns the service. Without a virus scanner it is given NoScanner.
func New(d *db.DB, now clock.Clock, blobs *blob.Store, scanner Scanner) *Service {
	return &Service{
		db: d, now: now, blobs: blobs, scanner: scanner, looking: make(chan struct{}, atOnce),
		daily: &allowance{most: perDay, now: clock.Real},
	}
}

// Subscribe has removed called in every unit that removes a file, so that what was made
// of the file goes with it. It is called before the service is used.
func (s *Service) Subscribe(removed func(ctx context.Context, tx *db.Tx, file id.ID) error) {
	s.removed = append(s.removed, removed)
}

// Receive takes in an upload: its fault says why not and what to do. A declared size
// over the limit is refused before the first byte is read. What it returns is durable
// and stays a week unless somebody keeps it.
func (s *Service) Receive(ctx context.Context, u Upload) (File, error) {
	return s.receive(ctx, u, nil)
}

// receive takes in an upload; also is done in the unit that stores the file.
func (s *Service) receive(ctx context.Context, u Upload, also changes) (File, error) {
	if u.Size > MaxBytes {
		return File{}, tooLarge(MaxBytes)
	}
	staged, err := s.blobs.Stage(u.Owner, &limited{r: u.Body, left: MaxBytes, limit: MaxBytes})
	if err != nil {
		return File{}, fmt.Errorf("receive file: %w", interrupted(err))
	}
	defer staged.Discard()
	if err := s.daily.spend(ctx, staged.Size); err != nil {
		return File{}, fmt.Errorf("receive file: %w", err)
	}
	look, err := s.look(ctx, staged, u)
	if err != nil {
		return File{}, fmt.Errorf("look at file: %w", err)
	}
	scan, err := s.scan(ctx, staged)
	if err != nil {
		return File{}, fmt.Errorf("scan file: %w", err)
	}
	if look.content != nil {
		staged = nil // we keep what we made of it
	}
	return s.store(ctx, u, scan, look, staged, also)
}

// look inspects the content when one of the places is free.
func (s *Service) look(ctx context.Context, staged *blob.Staged, u Upload) (finding, error) {
	leave, err := s.place(ctx)
	if err != nil {
		return finding{}, err
	}
	defer leave()
	content, err := contentOf(staged)
	if err != nil {
		return finding{}, err
	}
	return inspect(content, u.Name, u.Limits)
}

// place waits for one of the places for looking at files.
func (s *Service) place(ctx context.Context) (leave func(), err error) {
	select {
	case s.looking <- struct{}{}:
		return func() { <-s.looking }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func contentOf(staged *blob.Staged) ([]byte, error) {
	r, err := staged.Open()
	if err != nil {
		return nil, err
	}
	content := make([]byte, staged.Size)
	_, err = io.ReadFull(r, content)
	return content, err
}

// scan asks the scanner. One that does not answer leaves the file unscanned, so its
// owner can go on and others see the preview only.
func (s *Service) scan(ctx context.Context, staged *blob.Staged) (Scan, error) {
	r, err := staged.Open()
	if err != nil {
		return "", err
	}
	switch found, err := s.scanner.Scan(ctx, r); {
	case err != nil:
		return Unscanned, ctx.Err()
	case found == Infected:
		return "", fault.New(fault.Invalid, "document.infected")
	default:
		return found, nil
	}
}

// changes are made in the unit that stores a file.
type changes func(ctx context.Context, tx *db.Tx, f File) error

// store makes the contents durable, then inserts the row that refers to them. staged is
// nil where the content is one that we made.
func (s *Service) store(ctx context.Context, u Upload, scan Scan, look finding, staged *blob.Staged, also changes) (File, error) {
	kept, err := s.durable(ctx, u.Owner, look.content, staged)
	if err != nil {
		return File{}, fmt.Errorf("store file: %w", err)
	}
	preview, err := s.blobs.Put(ctx, u.Owner, bytes.NewReader(look.preview))
	if err != nil {
		return File{}, fmt.Errorf("store preview: %w", err)
	}
	f := File{
		ID: id.New(), Owner: u.Owner, Name: safeName(u.Name, look.mediaType), MediaType: look.mediaType,
		Size: kept.Size, Digest: kept.Digest, Pages: look.pages, Scan: scan, CreatedAt: s.now.Now(),
		blob: kept.Key, preview: preview.Key,
	}
	err = s.db.Write(ctx, f.ID.String(), func(ctx context.Context, tx *db.Tx) error {
		if err := s.blobs.Hold(ctx, tx, f.blob); err != nil {
			return err
		}
		if err := s.blobs.Hold(ctx, tx, f.preview); err != nil {
			return err
		}
		if err := insertFile(ctx, tx, f); err != nil {
			return err
		}
		if also != nil {
			if err := also(ctx, tx, f); err != nil {
				return err
			}
		}
		return s.record(ctx, tx, received, f.ID)
	})
	if err != nil {
		return File{}, fmt.Errorf("store file %s: %w", f.ID, err)
	}
	return f, nil
}

// durable keeps what came, or what we made of it.
func (s *Service) durable(ctx context.Context, owner string, made []byte, staged *blob.Staged) (blob.Blob, error) {
	if made != nil {
		return s.blobs.Put(ctx, owner, bytes.NewReader(made))
	}
	return staged.Keep(ctx)
}

func (s *Service) record(ctx context.Context, tx *db.Tx, event string, file id.ID) error {
	return audit.Record(ctx, tx, audit.Entry{
		Event: event, Actor: actor.From(ctx).ID, Subject: file.String(), At: s.now.Now(),
	})
}

// Get returns what is known of a file; an unknown one is NotFound.
func (s *Service) Get(ctx context.Context, file id.ID) (f File, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		f, err = findFile(ctx, tx, file)
		return err
	})
	if err != nil {
		return File{}, fmt.Errorf("get file %s: %w", file, err)
	}
	return f, nil
}

// Preview returns what everybody may see who may see the file at all.
func (s *Service) Preview(ctx context.Context, file id.ID) (File, io.ReadCloser, error) {
	return s.open(ctx, file, func(f File) (blob.Key, error) { return f.preview, nil })
}

// Open returns the original: to its owner always, to others once a scanner has passed
// it, else Forbidden.
func (s *Service) Open(ctx context.Context, file id.ID) (File, io.ReadCloser, error) {
	return s.open(ctx, file, func(f File) (blob.Key, error) {
		if f.Owner != actor.From(ctx).Owner() && f.Scan != Clean {
			return "", fault.New(fault.Forbidden, "document.unscanned")
		}
		return f.blob, nil
	})
}

func (s *Service) open(ctx context.Context, file id.ID, key func(File) (blob.Key, error)) (File, io.ReadCloser, error) {
	f, err := s.Get(ctx, file)
	if err != nil {
		return File{}, nil, err
	}
	k, err := key(f)
	if err != nil {
		return File{}, nil, err
	}
	content, err := s.blobs.Open(ctx, k)
	if err != nil {
		return File{}, nil, fmt.Errorf("open file %s: %w", file, err)
	}
	return f, content, nil
}

// Keep notes, in the caller's unit, that something of the caller's refers to the file:
// it stays until as many Removes.
func (s *Service) Keep(ctx context.Context, tx *db.Tx, file id.ID) error {
	n, err := holdFile(ctx, tx, file)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "document.unknown")
	}
	return err
}

// Remove notes, in the caller's unit, that the caller refers to the file no more. With
// the last one the file is gone.
func (s *Service) Remove(ctx context.Context, tx *db.Tx, file id.ID) error {
	n, err := releaseFile(ctx, tx, file)
	if err != nil || n > 0 {
		return err
	}
	f, err := deleteFile(ctx, tx, file, 1)
	if errors.Is(err, db.ErrNoRows) {
		return fault.New(fault.NotFound, "document.unknown")
	}
	if err != nil {
		return err
	}
	return s.free(ctx, tx, f)
}

// free lets go of the contents of a file whose row is deleted.
func (s *Service) free(ctx context.Context, tx *db.Tx, f File) error {
	if err := s.blobs.Release(ctx, tx, f.blob); err != nil {
		return err
	}
	if err := s.blobs.Release(ctx, tx, f.preview); err != nil {
		return err
	}
	for _, tell := range s.removed {
		if err := tell(ctx, tx, f.ID); err != nil {
			return err
		}
	}
	return s.record(ctx, tx, removed, f.ID)
}
