package licence

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"
	"unicode/utf8"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// LongestPurpose is how long the purpose of a copy may be, in characters: it has to fit
// across a card.
const LongestPurpose = 30

// Copy is that a version was drawn for one purpose, which is written across.
type Copy struct {
	ID      id.ID
	Licence id.ID
	Version int
	Purpose string
	Digest  []byte // SHA-256 of the file
	At      time.Time
}

// Copy draws a licence of whom the actor acts for with its purpose across: "仅用于…，他用
// 无效" and the day. The copy is signed and its digest registered, so that whoever is
// handed it finds out what it is good for; that it was made is noted for the holder. Only
// a licence that holds is copied.
func (s *Service) Copy(ctx context.Context, key id.ID, purpose string) (Copy, error) {
	l, err := s.own(ctx, key, access.LicenceUse)
	if err != nil {
		return Copy{}, err
	}
	c := Copy{ID: id.New(), Licence: l.ID, Version: l.Version, Purpose: check.Words(purpose), At: s.now.Now().Truncate(time.Millisecond)}
	if err := mayCopy(l, c.Purpose, c.At); err != nil {
		return Copy{}, err
	}
	data, err := s.drawCopy(ctx, l, c)
	if err != nil {
		return Copy{}, err
	}
	sum := sha256.Sum256(data)
	c.Digest = sum[:]
	err = s.db.Write(ctx, key.String(), func(ctx context.Context, tx *db.Tx) error {
		if err := insertCopy(ctx, tx, c); err != nil {
			return err
		}
		if _, err := s.used(ctx, tx, l, Use{Kind: UsedCopied, Purpose: c.Purpose}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Event: eventCopied, Actor: actor.From(ctx).ID, Subject: l.ID.String(), At: c.At,
			Data: fileData{l.Identifier, hex.EncodeToString(c.Digest)},
		})
	})
	if err != nil {
		return Copy{}, fmt.Errorf("copy licence %s: %w", key, err)
	}
	return c, nil
}

// mayCopy says why l cannot be copied for a purpose.
func mayCopy(l Licence, purpose string, now time.Time) error {
	switch {
	case purpose == "":
		return fault.InvalidFields([]fault.Field{{Name: "purpose", Key: "licence.field.purpose"}})
	case utf8.RuneCountInString(purpose) > LongestPurpose:
		return fault.InvalidFields([]fault.Field{{Name: "purpose", Key: "licence.field.long", Args: []any{LongestPurpose}}})
	case !l.Usable(now):
		return fault.New(fault.Conflict, "licence.not-usable", statusWords[l.StatusAt(now)])
	}
	return nil
}

func (s *Service) drawCopy(ctx context.Context, l Licence, c Copy) ([]byte, error) {
	t, err := s.Type(ctx, l.Type.Code)
	if err != nil {
		return nil, err
	}
	data, err := renderCopy(l, t, c.Purpose, c.At, s.address, s.signer)
	if err != nil {
		return nil, fmt.Errorf("copy licence %s: %w", l.ID, err)
	}
	return data, nil
}

// CopyFile returns the file of a copy that was made of a licence of whom the actor acts
// for, and its name, as long as the licence is what it was.
func (s *Service) CopyFile(ctx context.Context, key, copied id.ID) (name string, data []byte, err error) {
	l, err := s.own(ctx, key, access.LicenceUse)
	if err != nil {
		return "", nil, err
	}
	var c Copy
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		c, err = findCopy(ctx, tx, key, copied)
		return err
	})
	switch {
	case err != nil:
		return "", nil, err
	case c.Version != l.Version:
		return "", nil, fault.New(fault.Conflict, "licence.stale", l.Version)
	}
	data, err = s.drawCopy(ctx, l, c)
	return l.Type.Name + "-" + c.Purpose + ".pdf", data, err
}
