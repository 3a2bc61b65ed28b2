package identity

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/job"
	"tongban/kernel/message"
)

// The data elements of codes: the digest of a code, and a text that waits to be sent.
const (
	elementCode = "identity.code"
	elementText = "identity.text"
)

// SendCode sends a code for one purpose to a mobile, known here or not; an earlier one
// for that purpose is worth nothing from now on. It is TooMany within a minute of the
// last one and after ten in a day (those for signing apart), Unavailable without a gateway.
func (s *Service) SendCode(ctx context.Context, mobile string, p Purpose) error {
	mobile, err := readMobile(mobile)
	if err != nil {
		return err
	}
	if !s.ports.Texter.Ready() {
		return errNoTexts
	}
	now := s.real.Now()
	code := newCode()
	waiting, err := s.sealText(codeText{Mobile: mobile, Code: code, Purpose: p, Expires: clock.Millis(now.Add(codeLives))})
	if err != nil {
		return fmt.Errorf("send code: %w", err)
	}
	index := s.keys.BlindIndex(elementMobile, mobile)
	err = s.d.Write(ctx, string(index), func(ctx context.Context, tx *db.Tx) error {
		if err := spendTry(ctx, tx, texting, paced(index, p), now); err != nil {
			return err
		}
		if err := putCode(ctx, tx, index, p, s.codeDigest(index, p, code), now.Add(codeLives)); err != nil {
			return err
		}
		return job.Enqueue(ctx, tx, job.Job{Kind: "identity.text", Payload: waiting})
	})
	if err != nil {
		return fmt.Errorf("send code: %w", err)
	}
	return nil
}

// paced is by what codes are counted. Anybody may have codes sent to a mobile, so they
// count apart from those for signing: nobody is kept from that by a stranger.
func paced(index []byte, p Purpose) []byte {
	if p == ForSign {
		return append(slices.Clone(index), p...)
	}
	return index
}

// CheckCode uses up a code that SendCode sent to mobile for this purpose. It is Invalid
// for a wrong code, and after five wrong ones also for the right one.
func (s *Service) CheckCode(ctx context.Context, mobile string, p Purpose, code string) error {
	mobile, err := readMobile(mobile)
	if err != nil {
		return err
	}
	if code, err = readCode(code); err != nil {
		return err
	}
	index := s.keys.BlindIndex(elementMobile, mobile)
	want := s.codeDigest(index, p, code)
	left := 0
	err = s.d.Write(ctx, string(index), func(ctx context.Context, tx *db.Tx) error {
		digest, tries, err := tryCode(ctx, tx, index, p, s.real.Now())
		if err != nil {
			return err
		}
		if left = codeTries - tries; subtle.ConstantTimeCompare(digest, want) == 1 {
			left = -1
			return deleteCode(ctx, tx, index, p)
		}
		return nil
	})
	switch {
	case err != nil:
		return fmt.Errorf("check code: %w", err)
	case left >= 0:
		return fault.InvalidFields([]fault.Field{{Name: "code", Key: "identity.code.wrong", Args: []any{left}}})
	}
	return nil
}

// codeDigest is what we keep of a code: it tells nothing without our key.
func (s *Service) codeDigest(index []byte, p Purpose, code string) []byte {
	return s.keys.BlindIndex(elementCode, string(index)+string(p)+code)
}

// codeText is a code on its way.
type codeText struct {
	Mobile, Code string
	Purpose      Purpose
	Expires      int64
}

// sealedText is the payload of an identity.text job, which administrators may see.
type sealedText struct{ Sealed []byte }

func (s *Service) sealText(t codeText) (sealedText, error) {
	plain, err := json.Marshal(t)
	if err != nil {
		return sealedText{}, err
	}
	sealed, err := s.keys.Seal(elementText, plain)
	return sealedText{sealed}, err
}

// sendText sends a code, unless it has expired on the way. Texts are Chinese: that is
// what the gateway's templates are registered in.
func (s *Service) sendText(ctx context.Context, payload json.RawMessage) error {
	var waiting sealedText
	if err := json.Unmarshal(payload, &waiting); err != nil {
		return err
	}
	plain, err := s.keys.Open(elementText, waiting.Sealed)
	if err != nil {
		return err
	}
	var t codeText
	if err := json.Unmarshal(plain, &t); err != nil {
		return err
	}
	if !s.real.Now().Before(clock.FromMillis(t.Expires)) {
		return nil
	}
	words := s.cfg.Texts.Text(message.Chinese, "identity.code.text."+string(t.Purpose), t.Code, int(codeLives/time.Minute))
	return s.ports.Texter.Send(ctx, t.Mobile, words)
}
