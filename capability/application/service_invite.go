package application

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"

	"tongban/capability/audit"
	"tongban/capability/form"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/mask"
)

// elementInvitation is under what tokens of links are sealed.
const elementInvitation = "application.invitation"

// Invite makes the link by which a party fills in its part; an earlier one ends.
func (s *Service) Invite(ctx context.Context, applicationID id.ID, party string) (*Invitation, error) {
	w, err := s.Work(ctx, applicationID)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(w.parts().parties(), party) {
		return nil, fault.New(fault.NotFound, "application.unknown-application")
	}
	if err := w.mayChange(); err != nil {
		return nil, err
	}
	by := actor.From(ctx)
	person, err := id.Parse(by.ID)
	if err != nil {
		return nil, err
	}
	secret := make([]byte, 16)
	_, _ = rand.Read(secret) // never fails
	now := s.Clock.Now()
	i := &Invitation{
		ID: id.New(), Application: applicationID, Party: party, Token: base64.RawURLEncoding.EncodeToString(secret),
		InvitedBy: person, CreatedAt: now, ExpiresAt: now.Add(invitationLife),
	}
	sealed, err := s.Keys.Seal(elementInvitation, []byte(i.Token))
	if err != nil {
		return nil, err
	}
	err = s.DB.Write(ctx, applicationID.String(), func(ctx context.Context, tx *db.Tx) error {
		if err := revokeInvitations(ctx, tx, applicationID, party, now); err != nil {
			return err
		}
		if err := insertInvitation(ctx, tx, i, tokenDigest(i.Token), sealed); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Event: "application.invited", Actor: by.ID, Subject: applicationID.String(), At: now, Data: map[string]string{"party": party}})
	})
	if err != nil {
		return nil, fmt.Errorf("invite to %s: %w", applicationID, err)
	}
	return i, nil
}

func tokenDigest(token string) []byte {
	digest := sha256.Sum256([]byte(token))
	return digest[:]
}

// Revoke ends a link at once. What was filled in stays.
func (s *Service) Revoke(ctx context.Context, applicationID, invitation id.ID) error {
	if _, err := s.Work(ctx, applicationID); err != nil {
		return err
	}
	by, now := actor.From(ctx), s.Clock.Now()
	err := s.DB.Write(ctx, applicationID.String(), func(ctx context.Context, tx *db.Tx) error {
		if err := revokeInvitation(ctx, tx, applicationID, invitation, now); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Event: "application.invitation-revoked", Actor: by.ID, Subject: applicationID.String(), At: now})
	})
	if err != nil {
		return fmt.Errorf("revoke invitation %s: %w", invitation, err)
	}
	return nil
}

// invitations reads the links of a draft that still count, by party. In a correction none
// does: the applicant mends every part.
func (s *Service) invitations(ctx context.Context, w *Work) error {
	if len(w.Form.Parties()) == 0 || !w.isDraft() {
		return nil
	}
	var rows []invitationRow
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		rows, err = listInvitations(ctx, tx, w.ID)
		return err
	})
	if err != nil {
		return err
	}
	w.Parties = map[string]*Invitation{}
	for _, row := range rows {
		if !row.isOpen(s.Clock.Now()) {
			continue
		}
		token, err := s.Keys.Open(elementInvitation, row.sealed)
		if err != nil {
			return err
		}
		i := row.Invitation
		i.Token = string(token)
		w.Parties[i.Party] = &i
	}
	return nil
}

// Part returns what a link leads to, for a person other than the applicant. Before it is
// taken on nothing is shown but what it is about. A link that ended, and one that somebody
// else has taken on, do not exist.
func (s *Service) Part(ctx context.Context, token string) (*Part, error) {
	by, now := actor.From(ctx), s.Clock.Now()
	if by.Kind != actor.Citizen {
		return nil, fault.New(fault.Unauthenticated, "fault.signin")
	}
	var row invitationRow
	var application applicationRow
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if row, err = findInvitation(ctx, tx, tokenDigest(token)); err != nil {
			return err
		}
		application, err = findApplication(ctx, tx, row.Application)
		return err
	})
	if err != nil {
		return nil, err
	}
	i := row.Invitation
	i.Token = token
	switch {
	case !i.isOpen(now), !application.isDraft(), i.ClaimedBy != 0 && i.ClaimedBy.String() != by.ID:
		return nil, errInvitation
	case application.Owner.String() == by.ID, i.InvitedBy.String() == by.ID:
		return nil, errOwnLink
	}
	w, err := s.Work(asOwner(ctx, application), i.Application)
	if err != nil {
		return nil, err
	}
	p := &Part{
		Invitation: &i, Item: w.Item, Form: w.Form, Topics: topicsOf(w, i.Party),
		Inviter: mask.Name(w.person.Name), Mine: i.ClaimedBy != 0, work: w,
	}
	if w.person.Firm {
		p.Inviter = w.person.Name
	}
	if p.Mine {
		p.Values = only(w.Values, p.Topics)
		for _, t := range p.Topics {
			p.Faults = append(p.Faults, t.Faults(w.Faults)...)
		}
		err = s.findNamed(ctx, p, by.ID)
	}
	return p, err
}

// findNamed finds who has to sign p, and the reader among them.
func (s *Service) findNamed(ctx context.Context, p *Part, reader string) error {
	list, err := s.Cosigners(ctx, p.work)
	if err != nil {
		return err
	}
	if p.signer, err = s.People.Person(ctx, reader); err != nil {
		return err
	}
	for _, c := range list {
		if c.Party != p.Party {
			continue
		}
		p.Named = append(p.Named, c)
		if p.signer.Proven && c.number == p.signer.IDNumber {
			p.Me = &c
		}
	}
	return nil
}

// asOwner is how the part of another is read and written: as the applicant's, who asked
// for it. Nothing but the party's fields goes in or out.
func asOwner(ctx context.Context, a applicationRow) context.Context {
	return actor.With(ctx, actor.Actor{ID: a.Owner.String(), Kind: actor.Citizen})
}

// TakeOn makes the reader the one who fills the part in: the first who does.
func (s *Service) TakeOn(ctx context.Context, token string) error {
	p, err := s.Part(ctx, token)
	if err != nil || p.Mine {
		return err
	}
	by, now := actor.From(ctx), s.Clock.Now()
	if err := s.mayTakeOn(ctx, p, by.ID); err != nil {
		return err
	}
	person, err := id.Parse(by.ID)
	if err != nil {
		return err
	}
	err = s.DB.Write(ctx, p.Application.String(), func(ctx context.Context, tx *db.Tx) error {
		if err := claimInvitation(ctx, tx, p.ID, person, by.Name, now); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Event: "application.part-taken", Actor: by.ID, Subject: p.Application.String(), At: now, Data: map[string]string{"party": p.Party}})
	})
	if err != nil {
		return fmt.Errorf("take on %s: %w", p.ID, err)
	}
	return nil
}

// mayTakeOn keeps a part that names somebody already from everybody else: what is written there
// of them, their number too, is nobody's who has come by the link.
func (s *Service) mayTakeOn(ctx context.Context, p *Part, reader string) error {
	if err := s.findNamed(ctx, p, reader); err != nil {
		return err
	}
	if len(p.Named) > 0 && p.Me == nil {
		return errNotInvited
	}
	return nil
}

// SavePart stores answers of the invited to their own questions, others are dropped.
func (s *Service) SavePart(ctx context.Context, token string, page Page) (*Part, error) {
	p, err := s.Part(ctx, token)
	if err != nil {
		return nil, err
	}
	if !p.Mine {
		return nil, errInvitation
	}
	page.Values = only(page.Values, p.Topics)
	page.party = p.Party
	if _, err := s.SavePage(asOwner(ctx, p.work.row), p.Application, page); err != nil {
		return nil, err
	}
	return s.Part(ctx, token)
}

// SendPartCode sends the reader of a part a code to sign it with.
func (s *Service) SendPartCode(ctx context.Context, token string) error {
	p, err := s.Part(ctx, token)
	if err != nil {
		return err
	}
	if !p.Mine {
		return errInvitation
	}
	return s.Codes.SendCode(ctx, actor.From(ctx).ID)
}

// FinishPart says that the part is complete; the applicant is told. It wants everything
// right. Whom the part names signs it with that; the others whom it names sign at a
// counter.
func (s *Service) FinishPart(ctx context.Context, token string, signing Signing) error {
	p, err := s.Part(ctx, token)
	if err != nil {
		return err
	}
	if !p.Mine {
		return errInvitation
	}
	if err := fault.InvalidFields(p.Faults); err != nil {
		return err
	}
	by, now := actor.From(ctx), s.Clock.Now()
	if p.signs() {
		if err := s.cosign(ctx, p.work.parts(), p.signer.Name, p.signer.IDNumber, signing, false); err != nil {
			return err
		}
	}
	err = s.DB.Write(ctx, p.Application.String(), func(ctx context.Context, tx *db.Tx) error {
		first, err := finishInvitation(ctx, tx, p.ID, now)
		if err != nil || !first {
			return err
		}
		args := []string{p.Item.Name, partyLabel(p.Form, p.Party)}
		if err := s.Cases.Informer.Inform(ctx, tx, p.InvitedBy, "application.inform.part-done", args, "/apply/"+p.Application.String()); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Event: "application.part-done", Actor: by.ID, Subject: p.Application.String(), At: now, Data: map[string]string{"party": p.Party}})
	})
	if err != nil {
		return fmt.Errorf("finish %s: %w", p.ID, err)
	}
	return nil
}

// withoutOthers drops answers to questions that somebody else is answering.
func (w *Work) withoutOthers(v form.Values, party string) form.Values {
	kept := form.Values{}
	for key, answer := range v {
		f, known := w.Form.Field(key)
		if known && f.Party != party {
			if i := w.Parties[f.Party]; i != nil && i.isTaken() {
				continue
			}
		}
		kept[key] = answer
	}
	return kept
}
