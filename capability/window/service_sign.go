package window

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"time"

	"tongban/capability/application"
	"tongban/capability/audit"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// signingLife is how long a link to sign is good: the applicant stands at the counter.
const signingLife = 15 * time.Minute

// AskToSign makes a link by which the applicant of a visit signs on their own telephone; an
// earlier one ends.
func (s *Service) AskToSign(ctx context.Context, visit id.ID) error {
	d, err := s.Desk(ctx, visit)
	if err != nil {
		return err
	}
	if !d.present() {
		return fault.New(fault.Forbidden, "window.applicant-signs")
	}
	secret := make([]byte, 16)
	_, _ = rand.Read(secret) // never fails
	token := base64.RawURLEncoding.EncodeToString(secret)
	row := signingRow{Signing: Signing{Visit: visit, ExpiresAt: s.Clock.Now().Add(signingLife)}}
	if row.sealed, err = s.Keys.Seal(sealedToken, []byte(token)); err != nil {
		return err
	}
	err = s.DB.Write(ctx, visit.String(), func(ctx context.Context, tx *db.Tx) error {
		if err := putSigning(ctx, tx, row, digestOf(token)); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Event: "window.signing-asked", Actor: actor.From(ctx).ID, Subject: visit.String(), At: s.Clock.Now()})
	})
	if err != nil {
		return fmt.Errorf("ask to sign: %w", err)
	}
	return nil
}

func digestOf(token string) []byte {
	digest := sha256.Sum256([]byte(token))
	return digest[:]
}

// signingOf returns the link of a visit, nil if there is none that counts.
func (s *Service) signingOf(ctx context.Context, visit id.ID) (*Signing, error) {
	var row signingRow
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		row, err = findSigningOf(ctx, tx, visit)
		return err
	})
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return nil, nil
	}
	if err != nil || row.SignedAt.IsZero() && !s.Clock.Now().Before(row.ExpiresAt) {
		return nil, err
	}
	if row.Token, err = s.open(sealedToken, row.sealed); err == nil && !row.SignedAt.IsZero() {
		row.Picture, err = s.open(sealedPicture, row.picture)
	}
	return &row.Signing, err
}

// Signatory is what a link to sign shows: which matter, and whose in part.
type Signatory struct {
	Token    string
	ItemName string
	Name     string // masked
	Use      []string
	Signed   bool
}

// ToSign returns what a link is about. Whoever has it may read that; it ends by itself and
// is good for one signature.
func (s *Service) ToSign(ctx context.Context, token string) (*Signatory, error) {
	var signing signingRow
	var visit visitRow
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if signing, err = findSigning(ctx, tx, digestOf(token)); err != nil {
			return err
		}
		visit, err = findVisit(ctx, tx, signing.Visit)
		return err
	})
	if err != nil {
		return nil, err
	}
	if !s.Clock.Now().Before(signing.ExpiresAt) {
		return nil, errSigning
	}
	if visit.Name, err = s.open(sealedName, visit.name); err != nil {
		return nil, err
	}
	to := &Signatory{Token: token, ItemName: visit.ItemName, Name: visit.MaskedName(), Signed: !signing.SignedAt.IsZero()}
	owner := actor.With(ctx, actor.Actor{ID: visit.Person.String(), Kind: actor.Citizen})
	w, err := s.Applications.Work(owner, visit.Application)
	if err != nil {
		return nil, errSigning // handed in meanwhile, or gone
	}
	to.Use = append(s.Applications.UseOfData(ctx, w), s.Applications.PromiseTerms(ctx, w)...)
	return to, nil
}

// Sign keeps what the applicant drew on their telephone.
func (s *Service) Sign(ctx context.Context, token, picture string) error {
	to, err := s.ToSign(ctx, token)
	if err != nil {
		return err
	}
	if to.Signed {
		return nil // the first counts
	}
	if !application.IsDrawn(picture) {
		return fault.InvalidFields([]fault.Field{{Name: "signature.drawn", Key: "application.sign.nothing-drawn"}})
	}
	sealed, err := s.Keys.Seal(sealedPicture, []byte(picture))
	if err != nil {
		return err
	}
	digest, now := digestOf(token), s.Clock.Now()
	err = s.DB.Write(ctx, token, func(ctx context.Context, tx *db.Tx) error {
		row, err := findSigning(ctx, tx, digest)
		if err != nil {
			return err
		}
		signed, err := signOnce(ctx, tx, digest, sealed, now)
		if err != nil || !signed {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Event: "window.signed", Actor: actor.From(ctx).ID, Subject: row.Visit.String(), At: now})
	})
	if err != nil {
		return fmt.Errorf("sign by a link: %w", err)
	}
	return nil
}
