package application

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/db"
	"tongban/kernel/fault"
)

// elementCosigner is under what ID numbers of cosigners are found, and under what the rest
// of them is sealed.
const elementCosigner = "application.cosigner"

func (s *Service) cosignerIndex(number string) []byte {
	return s.Keys.BlindIndex(elementCosigner, number)
}

// Cosigners lists who has to stand by parts of w besides its applicant, and who has.
func (s *Service) Cosigners(ctx context.Context, w *Work) ([]Cosigner, error) {
	return s.cosigners(ctx, w.parts())
}

// CosignersOf does the same for a case. Whoever may read the case gets this far.
func (s *Service) CosignersOf(ctx context.Context, f *casework.File) ([]Cosigner, error) {
	p, err := s.partsOf(f)
	if err != nil || p.form == nil {
		return nil, err
	}
	return s.cosigners(ctx, p)
}

// partsOf is what was handed in last.
func (s *Service) partsOf(f *casework.File) (p parts, err error) {
	if len(f.Submissions) == 0 {
		return p, nil
	}
	p = parts{application: f.Case.ApplicationID, version: f.Case.VersionID, answers: f.LastSubmission().Answers, values: f.LastSubmission().Values}
	p.form, err = s.Cases.Form(f.Item)
	return p, err
}

func (s *Service) cosigners(ctx context.Context, p parts) ([]Cosigner, error) {
	if len(p.form.Parties()) == 0 {
		return nil, nil
	}
	var rows []cosignerRow
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		rows, err = listCosigners(ctx, tx, p.application)
		return err
	})
	for i := range rows {
		if err != nil {
			break
		}
		var plain []byte
		if plain, err = s.Keys.Open(elementCosigner, rows[i].sealed); err == nil {
			err = json.Unmarshal(plain, &rows[i].part)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("cosigners of %s: %w", p.application, err)
	}
	return p.with(rows, s.cosignerIndex), nil
}

// CosignAtCounter keeps how somebody whom an application names signed their part of a
// draft before the member of staff of ctx; ctx is Helping's. Whoever calls it has seen the
// card of who signs.
func (s *Service) CosignAtCounter(ctx context.Context, w *Work, name, number string, signing Signing) error {
	if err := mayHelp(actor.From(ctx)); err != nil {
		return err
	}
	return s.cosign(ctx, w.parts(), name, number, signing, true)
}

// CosignCase does the same for what was handed in already.
func (s *Service) CosignCase(ctx context.Context, f *casework.File, name, number string, signing Signing) error {
	if err := mayHelp(actor.From(ctx)); err != nil {
		return err
	}
	p, err := s.partsOf(f)
	if err != nil || p.form == nil {
		return err
	}
	return s.cosign(ctx, p, name, number, signing, true)
}

// cosign keeps how whoever has name and ID number stands by their part of p.
//
// Basis: 电子签名法, arts 3, 13.
func (s *Service) cosign(ctx context.Context, p parts, name, number string, signing Signing, counter bool) error {
	list := p.cosigners()
	i := slices.IndexFunc(list, func(c Cosigner) bool { return c.number == check.Compact(number) })
	if i < 0 || squeezed(list[i].Name) != squeezed(name) {
		return errNotNamed
	}
	if err := signing.mayStand(list[i].Name, counter); err != nil {
		return err
	}
	by, now := actor.From(ctx), s.Clock.Now()
	if signing.Method == Typed {
		if err := named(s.Codes.CheckCode(ctx, by.ID, signing.Code)); err != nil {
			return err
		}
	}
	row := cosignerRow{Cosigner: list[i], index: s.cosignerIndex(list[i].number), digest: p.digest(list[i].Party)}
	row.Method, row.SignedAt = signing.Method, now
	if counter {
		row.Witness = by.Name
	}
	row.part.Name = list[i].Name
	row.part.Picture, _ = pictureOf(signing.Picture)
	var err error
	if row.sealed, err = s.sealCosigned(row.part); err != nil {
		return err
	}
	err = s.DB.Write(ctx, p.application.String(), func(ctx context.Context, tx *db.Tx) error {
		if err := putCosignature(ctx, tx, p.application, row); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Event: "application.cosigned", Actor: by.ID, Subject: p.application.String(), At: now,
			Data: map[string]string{"party": row.Party, "method": string(row.Method)},
		})
	})
	if err != nil {
		return fmt.Errorf("cosign %s: %w", p.application, err)
	}
	return nil
}

func (s *Service) sealCosigned(part cosignedPart) ([]byte, error) {
	plain, err := json.Marshal(part)
	if err != nil {
		return nil, err
	}
	return s.Keys.Seal(elementCosigner, plain)
}

// wanted are the rows of those who have to sign what w hands in.
func (s *Service) wanted(w *Work) (rows []cosignerRow, err error) {
	p := w.parts()
	for _, c := range p.cosigners() {
		row := cosignerRow{Cosigner: c, index: s.cosignerIndex(c.number), digest: p.digest(c.Party)}
		if row.sealed, err = s.sealCosigned(cosignedPart{Name: c.Name}); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// Unsigned keeps a case from being granted while somebody whom it names has not signed
// their part.
//
// Basis: 不动产登记暂行条例, art. 14.
func (s *Service) Unsigned(ctx context.Context, tx *db.Tx, c *casework.Case) error {
	open, err := hasUnsigned(ctx, tx, c.ApplicationID)
	if err == nil && open {
		return fault.New(fault.Conflict, "application.cosign.open")
	}
	return err
}
