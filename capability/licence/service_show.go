package licence

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"time"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// showLife is how long a show-code is good for; a page that shows one makes a new one
// every showRenewal.
const (
	showLife    = 90 * time.Second
	ShowRenewal = 60 * time.Second
)

// showCode is what a show-code says: which licence, who shows it, until when. Nothing is
// stored while it is only on a screen. What makes it good for one reader is its nonce.
type showCode struct {
	licence id.ID
	by      id.ID
	until   int64 // milliseconds
	nonce   uint64
}

// The lengths of a show-code in bytes: 128 bits of it are a mark only we can make.
const (
	showSaid = 4 * 8
	showMark = 16
)

// Shown is what a show-code leads a checker to.
type Shown struct {
	Check
	Until time.Time // of the code
}

// Show makes a show-code for a licence of whom the actor acts for, and says until when
// it is good. Whatever became of the licence can be shown: who checks is told.
func (s *Service) Show(ctx context.Context, key id.ID) (l Licence, token string, until time.Time, err error) {
	if l, err = s.own(ctx, key, access.LicenceUse); err != nil {
		return l, "", until, err
	}
	by, err := id.Parse(actor.From(ctx).ID)
	if err != nil {
		return l, "", until, err
	}
	until = s.now.Now().Add(showLife)
	var nonce [8]byte
	_, _ = rand.Read(nonce[:]) // never fails
	return l, s.showToken(showCode{key, by, until.UnixMilli(), binary.BigEndian.Uint64(nonce[:])}), until, nil
}

func (s *Service) showToken(c showCode) string {
	said := make([]byte, 0, showSaid+showMark)
	for _, part := range []uint64{uint64(c.licence), uint64(c.by), uint64(c.until), c.nonce} {
		said = binary.BigEndian.AppendUint64(said, part)
	}
	return base64.RawURLEncoding.EncodeToString(append(said, s.showMark(said)...))
}

func (s *Service) showMark(said []byte) []byte {
	h := hmac.New(sha256.New, s.keys.Secret("licence.show"))
	h.Write(said)
	return h.Sum(nil)[:showMark]
}

// readShowCode opens what showToken made; false for anything else.
func (s *Service) readShowCode(token string) (c showCode, ok bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(raw) != showSaid+showMark || !hmac.Equal(s.showMark(raw[:showSaid]), raw[showSaid:]) {
		return c, false
	}
	part := func(i int) uint64 { return binary.BigEndian.Uint64(raw[i*8:]) }
	return showCode{id.ID(part(0)), id.ID(part(1)), int64(part(2)), part(3)}, true
}

// ReadShown is what a checker who has read a show-code learns, as things are now: a
// licence that was revoked while its code was on a screen is shown as revoked. That it
// was read is noted for the holder. reader tells browsers apart: the first may look
// again while the code lasts, any other finds it used.
//
// A code that is none of ours is NotFound; one that is over or used is a Conflict.
func (s *Service) ReadShown(ctx context.Context, token, reader string) (shown Shown, err error) {
	c, ok := s.readShowCode(token)
	if !ok {
		return Shown{}, fault.New(fault.NotFound, "licence.shown.forged")
	}
	shown.Until = time.UnixMilli(c.until)
	if s.now.Now().After(shown.Until) {
		return Shown{}, fault.New(fault.Conflict, "licence.shown.expired")
	}
	mark := sha256.Sum256([]byte(reader))
	u := Use{
		Kind: UsedShown, By: c.by.String(), nonce: fmt.Sprintf("%016x", c.nonce), reader: base64.RawURLEncoding.EncodeToString(mark[:16]),
	}
	err = s.db.Write(ctx, c.licence.String(), func(ctx context.Context, tx *db.Tx) error {
		l, err := s.open(findByID(ctx, tx, c.licence))
		if err != nil {
			return err
		}
		first, err := s.used(ctx, tx, l, u)
		if err != nil {
			return err
		}
		if !first {
			if before, err := findReader(ctx, tx, u.nonce); err != nil || before != u.reader {
				if err == nil {
					err = fault.New(fault.Conflict, "licence.shown.used")
				}
				return err
			}
		}
		shown.Check, err = s.check(ctx, tx, l)
		return err
	})
	if err != nil {
		return Shown{}, fmt.Errorf("read a show-code: %w", err)
	}
	return shown, nil
}
