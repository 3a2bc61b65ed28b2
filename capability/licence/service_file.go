package licence

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"io"

	"tongban/capability/audit"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
	"tongban/kernel/qr"
)

// File is the drawn and signed PDF of a licence. Its reader is closed by the caller.
type File struct {
	io.ReadCloser
	Name   string
	Size   int64
	Digest []byte
}

// File returns the newest file of one of the reader's own licences. What no job has
// drawn yet is drawn now.
func (s *Service) File(ctx context.Context, key id.ID) (File, error) {
	l, err := s.Get(ctx, key)
	if err != nil {
		return File{}, err
	}
	f, err := s.fileOf(ctx, l)
	if err != nil {
		return File{}, fmt.Errorf("file of licence %s: %w", key, err)
	}
	body, err := s.files.Open(ctx, f.blob)
	if err != nil {
		return File{}, fmt.Errorf("file of licence %s: %w", key, err)
	}
	return File{ReadCloser: body, Name: l.Type.Name + "-" + l.Number + ".pdf", Size: f.size, Digest: f.digest}, nil
}

// fileOf finds the file of l's version or draws it.
func (s *Service) fileOf(ctx context.Context, l Licence) (f file, err error) {
	var t Type
	var drawn bool
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if f, drawn, err = findFile(ctx, tx, l.ID, l.Version); err != nil || drawn {
			return err
		}
		t, err = findType(ctx, tx, l.Type.Code)
		return err
	})
	if err != nil || drawn {
		return f, err
	}
	pdf, err := render(l, t, s.address, s.signer)
	if err != nil {
		return file{}, err
	}
	return s.keep(ctx, l, pdf)
}

// keep stores a drawn file and registers its digest. Of two that draw the same
// version at once both drew the same bytes, and the first is registered.
func (s *Service) keep(ctx context.Context, l Licence, pdf []byte) (f file, err error) {
	b, err := s.files.Put(ctx, "licence:"+l.ID.String(), bytes.NewReader(pdf))
	if err != nil {
		return file{}, err
	}
	f = file{licence: l.ID, version: l.Version, blob: b.Key, digest: b.Digest, size: b.Size, drawnAt: s.now.Now()}
	err = s.db.Write(ctx, l.ID.String(), func(ctx context.Context, tx *db.Tx) error {
		first, err := insertFile(ctx, tx, f)
		if err != nil || !first {
			return err
		}
		if err := s.files.Hold(ctx, tx, b.Key); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Event: eventDrawn, Actor: actor.From(ctx).ID, Subject: l.ID.String(), At: f.drawnAt,
			Data: fileData{l.Identifier, hex.EncodeToString(f.digest)},
		})
	})
	return f, err
}

// QR returns the QR code of one of the reader's own licences as a PNG picture.
func (s *Service) QR(ctx context.Context, key id.ID) ([]byte, error) {
	l, err := s.Get(ctx, key)
	if err != nil {
		return nil, err
	}
	text, err := qrText(l, s.address, s.signer)
	if err != nil {
		return nil, fmt.Errorf("QR code of licence %s: %w", key, err)
	}
	code, err := qr.New(text)
	if err != nil {
		return nil, err
	}
	const pixelsPerModule = 6
	return code.PNG(pixelsPerModule)
}
