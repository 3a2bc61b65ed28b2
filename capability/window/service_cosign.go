package window

import (
	"context"

	"tongban/capability/application"
	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/capability/identity"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Cosign has somebody sign the part of a visit's application that names them: a seller,
// who came along with the buyer. Their card is read first.
//
// Basis: 不动产登记暂行条例, art. 14 (both sides apply together, in person).
func (s *Service) Cosign(ctx context.Context, visit id.ID, card Card, signing application.Signing) error {
	d, err := s.Desk(ctx, visit)
	if err != nil {
		return err
	}
	if !d.present() {
		return fault.New(fault.Forbidden, "window.applicant-signs")
	}
	person, err := s.met(ctx, card, visit.String())
	if err != nil {
		return err
	}
	return s.Applications.CosignAtCounter(s.helping(ctx, d.Visit, d.Person), d.Work, person.Name, person.IDNumber, signing)
}

// CosignCase does the same for a case that was handed in before they came.
func (s *Service) CosignCase(ctx context.Context, no string, card Card, signing application.Signing) error {
	f, err := s.atCounter(ctx, no)
	if err != nil {
		return err
	}
	person, err := s.met(ctx, card, f.Case.No)
	if err != nil {
		return err
	}
	return s.Applications.CosignCase(ctx, f, person.Name, person.IDNumber, signing)
}

// met returns whom a card is of and writes down who looked at it.
func (s *Service) met(ctx context.Context, card Card, subject string) (identity.Person, error) {
	by := actor.From(ctx)
	person, err := s.Identity.Met(ctx, by, card.Name, card.Number)
	if err != nil {
		return person, atCard(err)
	}
	return person, s.DB.Write(ctx, person.ID.String(), func(ctx context.Context, tx *db.Tx) error {
		return audit.Access(ctx, tx, audit.Look{
			Person: person.ID.String(), Actor: by.ID, Department: by.Department, Purpose: "window.help", Subject: subject,
			Elements: []string{"person.name", "person.idNumber"}, At: s.Clock.Now(),
		})
	})
}

// unsigned are those whom an application names besides its applicant and who have not
// signed their part.
func unsigned(list []application.Cosigner) (names []string) {
	for _, c := range list {
		if !c.HasSigned() {
			names = append(names, c.MaskedName())
		}
	}
	return names
}

// CosigningOf returns a case with those who have to sign their parts of it.
func (s *Service) CosigningOf(ctx context.Context, no string) (*casework.File, []application.Cosigner, error) {
	f, err := s.atCounter(ctx, no)
	if err != nil {
		return nil, nil, err
	}
	list, err := s.Applications.CosignersOf(ctx, f)
	return f, list, err
}
