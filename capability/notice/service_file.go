package notice

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"

	"tongban/capability/audit"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// PDF returns the file of the paper with a key; the caller has seen to it that the reader
// may have it. What no job has drawn yet is drawn now from what build returns; once drawn
// it is the same bytes for ever.
func (s *Service) PDF(ctx context.Context, key id.ID, build func() (Paper, error)) (File, error) {
	e, err := s.drawn(ctx, key, build)
	if err != nil {
		return File{}, err
	}
	body, err := s.Files.Open(ctx, e.blob)
	if err != nil {
		return File{}, fmt.Errorf("file of notice %s: %w", e.number, err)
	}
	return File{ReadCloser: body, Name: s.official("title."+string(e.name)) + e.number + ".pdf", Size: e.size, Digest: e.digest}, nil
}

// drawn returns the entry of a paper with its file, which it draws if it must.
func (s *Service) drawn(ctx context.Context, key id.ID, build func() (Paper, error)) (e entry, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		e, err = findEntry(ctx, tx, key)
		return err
	})
	if err == nil && e.blob != "" || err != nil && !unknown(err) {
		return e, err
	}
	p, err := build()
	if err != nil {
		return e, err
	}
	if err := p.mayMake(); err != nil {
		return e, fmt.Errorf("draw notice %s: %w", p.Number, err)
	}
	sheet, err := s.Sheet(ctx, p)
	if err != nil {
		return e, err
	}
	data, err := s.render(p, sheet)
	if err != nil {
		return e, fmt.Errorf("draw notice %s: %w", p.Number, err)
	}
	return s.keep(ctx, key, data)
}

// keep stores a drawn file and notes its digest. Of two that draw the same paper at once
// the first is kept, and both answer with it.
func (s *Service) keep(ctx context.Context, key id.ID, data []byte) (e entry, err error) {
	b, err := s.Files.Put(ctx, "notice:"+key.String(), bytes.NewReader(data))
	if err != nil {
		return entry{}, err
	}
	err = s.DB.Write(ctx, key.String(), func(ctx context.Context, tx *db.Tx) error {
		first, err := updateFile(ctx, tx, entry{key: key, blob: b.Key, digest: b.Digest, size: b.Size, drawnAt: s.Clock.Now()})
		if err != nil {
			return err
		}
		if e, err = findEntry(ctx, tx, key); err != nil || !first {
			return err
		}
		if err := s.Files.Hold(ctx, tx, b.Key); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Event: eventDrawn, Actor: actor.From(ctx).ID, Subject: e.number, At: e.drawnAt,
			Data: drawnData{e.number, hex.EncodeToString(b.Digest)},
		})
	})
	return e, err
}
