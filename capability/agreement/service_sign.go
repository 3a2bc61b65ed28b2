package agreement

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// SendCode sends the actor a code to sign an agreement with.
func (s *Service) SendCode(ctx context.Context, agreement id.ID) error {
	a, err := s.Find(ctx, agreement)
	if err != nil {
		return err
	}
	if a.State != Open {
		return errClosed
	}
	return s.Codes.SendCode(ctx, actor.From(ctx).ID)
}

// Signer returns who signs if the actor does: they themselves, also for a firm or another
// person. It has to be certain who that is.
func (s *Service) Signer(ctx context.Context) (casework.Person, error) {
	by := actor.From(ctx)
	if err := mayBind(by); err != nil {
		return casework.Person{}, err
	}
	signer, err := s.People.Person(ctx, by.ID)
	if err == nil && !signer.Proven {
		err = fault.New(fault.Forbidden, "agreement.unproven")
	}
	return signer, err
}

// Sign puts the actor's signature under an agreement, for the party they act for. With
// the last one it is signed.
//
// Basis: 电子签名法, arts 3, 13, 14.
func (s *Service) Sign(ctx context.Context, agreement id.ID, signing Signing) (*Agreement, error) {
	a, err := s.Find(ctx, agreement)
	if err != nil {
		return nil, err
	}
	signer, err := s.Signer(ctx)
	if err != nil {
		return nil, err
	}
	picture, drawn := s.Drawing(signing.Picture)
	if faults := signing.check(signer.Name, false, drawn); len(faults) > 0 {
		return nil, fault.InvalidFields(faults)
	}
	owner, err := id.Parse(actor.From(ctx).Owner())
	if err != nil {
		return nil, errUnknown
	}
	p := a.party(owner)
	if a.State != Open || !p.SignedAt.IsZero() {
		return a, s.signedBefore(a, p)
	}
	if signing.Method == Typed { // last: it uses the code up
		if err := named(s.Codes.CheckCode(ctx, actor.From(ctx).ID, signing.Code)); err != nil {
			return nil, err
		}
		picture = nil
	}
	mark := Party{SignedAt: s.Clock.Now(), Signer: signer.Name, Method: signing.Method, Picture: picture}
	if err := s.sign(ctx, a, mark, func(a *Agreement) *Party { return a.party(owner) }); err != nil {
		return nil, err
	}
	return s.Find(ctx, agreement)
}

// signedBefore is what a second signature of the same party comes to: it is there already.
func (s *Service) signedBefore(a *Agreement, p *Party) error {
	if !p.SignedAt.IsZero() {
		return nil
	}
	return errClosed
}

// named is what is wrong with a code, said at the field of the signature.
func named(err error) error {
	f, isFault := fault.As(err)
	if !isFault || f.Kind != fault.Invalid {
		return err
	}
	faults := append([]fault.Field{}, f.Fields...)
	for i := range faults {
		faults[i].Name = "signature.code"
	}
	return fault.InvalidFields(faults)
}

// SignFor signs for the authority, by a member of staff who works on the case.
func (s *Service) SignFor(ctx context.Context, no string, agreement id.ID, name string) error {
	o, a, err := s.OfDesk(ctx, no, agreement)
	if err != nil {
		return err
	}
	by := actor.From(ctx)
	if err := mayWork(by, o.File); err != nil {
		return err
	}
	if faults := (Signing{Name: name}).check(by.Name, true, false); len(faults) > 0 {
		return fault.InvalidFields(faults)
	}
	return s.sign(ctx, a, Party{SignedAt: s.Clock.Now(), Signer: by.Name, Method: Session}, (*Agreement).authority)
}

// sign stores one signature under a, and freezes a if it was the last.
func (s *Service) sign(ctx context.Context, a *Agreement, mark Party, whose func(*Agreement) *Party) error {
	file, err := s.fileDigest(ctx, a)
	if err != nil {
		return err
	}
	secret, err := s.seal(mark.Picture)
	if err != nil {
		return err
	}
	cmd := []any{a.ID, mark.Method, mark.Signer}
	for range tries {
		_, err = once.Do(ctx, s.Once, a.CaseNo, "agreement.sign", cmd, func(ctx context.Context, tx *db.Tx) (bool, error) {
			now, err := findAgreement(ctx, tx, a.ID)
			if err != nil {
				return false, err
			}
			if err := s.complete(ctx, tx, now); err != nil {
				return false, err
			}
			return true, s.signIn(ctx, tx, now, whose(now), mark, secret, file)
		})
		if err != errStale {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("sign %s: %w", a.Number, err)
	}
	return nil
}

// tries is how often a signature is stored anew where another came at the same moment.
const tries = 5

// errStale is the fault of a unit that has read what another was changing.
var errStale = fault.New(fault.Conflict, "agreement.stale")

// signIn stores the signature mark of p within the unit that has read a.
func (s *Service) signIn(ctx context.Context, tx *db.Tx, a *Agreement, p *Party, mark Party, secret, file []byte) error {
	switch {
	case !p.SignedAt.IsZero():
		return nil // the first counts
	case a.State != Open:
		return errClosed
	}
	p.SignedAt, p.Signer, p.Method, p.Picture = mark.SignedAt, mark.Signer, mark.Method, mark.Picture
	on := Sign
	if a.isSigned() {
		on, a.ClosedAt, a.Digest = Complete, mark.SignedAt, a.digest(file)
	}
	if err := advance(a, on); err != nil {
		return err
	}
	if moved, err := moveAgreement(ctx, tx, a); err != nil || !moved {
		if err == nil {
			err = errStale
		}
		return err
	}
	if err := signParty(ctx, tx, a.ID, *p, secret); err != nil {
		return err
	}
	if err := s.record(ctx, tx, "sign", a.CaseNo, a.Number); err != nil || on == Sign {
		return err
	}
	if err := s.tell(ctx, tx, a, "complete"); err != nil {
		return err
	}
	return s.record(ctx, tx, "complete", a.CaseNo, a.Number+", "+hex.EncodeToString(a.Digest))
}

// seal seals what was drawn, nothing if nothing was.
func (s *Service) seal(picture []byte) ([]byte, error) {
	if len(picture) == 0 {
		return nil, nil
	}
	return s.Keys.Seal(sealed, picture)
}

// advance brings a to where an event leads.
func advance(a *Agreement, on Event) error {
	to, ok := Lifecycle.To(a.State, on)
	if !ok {
		return errClosed
	}
	a.State = to
	return nil
}

// Refuse says that the party the actor acts for does not sign, and why. Who has signed is
// bound.
func (s *Service) Refuse(ctx context.Context, agreement id.ID, why string) (*Agreement, error) {
	if _, err := s.Find(ctx, agreement); err != nil {
		return nil, err
	}
	by := actor.From(ctx)
	if err := mayBind(by); err != nil {
		return nil, err
	}
	if faults := checkWhy(why); len(faults) > 0 {
		return nil, fault.InvalidFields(faults)
	}
	owner, err := id.Parse(by.Owner())
	if err != nil {
		return nil, errUnknown
	}
	err = s.move(ctx, agreement, Refuse, func(a *Agreement) error {
		if !a.party(owner).SignedAt.IsZero() {
			return fault.New(fault.Conflict, "agreement.signed-already")
		}
		a.Why, a.ClosedAt = strings.TrimSpace(why), s.Clock.Now()
		return nil
	}, "refused", why)
	if err != nil {
		return nil, err
	}
	return s.Find(ctx, agreement)
}

// move ends an open agreement by an event, and tells its parties why.
func (s *Service) move(ctx context.Context, agreement id.ID, on Event, change func(*Agreement) error, key, why string) error {
	err := s.DB.Write(ctx, agreement.String(), func(ctx context.Context, tx *db.Tx) error {
		a, err := findAgreement(ctx, tx, agreement)
		if err != nil {
			return err
		}
		if err := s.complete(ctx, tx, a); err != nil {
			return err
		}
		if err := advance(a, on); err != nil {
			return err
		}
		if err := change(a); err != nil {
			return err
		}
		if moved, err := moveAgreement(ctx, tx, a); err != nil || !moved {
			if err == nil {
				err = errStale
			}
			return err
		}
		if err := s.tell(ctx, tx, a, key, strings.TrimSpace(why)); err != nil {
			return err
		}
		return s.record(ctx, tx, string(on), a.CaseNo, a.Number)
	})
	if err != nil {
		return fmt.Errorf("%s agreement %s: %w", on, agreement, err)
	}
	return nil
}
