package licence

import (
	"context"
	"fmt"
	"time"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// UseKind is how a licence was used.
type UseKind string

// The kinds of uses.
const (
	UsedShown  UseKind = "shown"    // a checker read the show-code
	UsedCopied UseKind = "copied"   // a copy was drawn for a purpose
	UsedPaper  UseKind = "material" // it stood in the place of a paper
)

// Use is one time a licence was used, for its holder to read.
type Use struct {
	ID      id.ID
	Licence id.ID
	Version int
	Kind    UseKind
	Purpose string // an item's name, or in the holder's words
	Subject string // case number
	By      string // account
	Status  Status // what was told
	At      time.Time

	nonce, reader string
}

// Consent is that a holder lets a licence be used for one application.
type Consent struct {
	ID       id.ID
	Licence  id.ID
	Subject  string // the application it is for
	ItemCode string
	ItemName string
	By       string
	At       time.Time
	Until    time.Time // to be used for the first time
	UsedAt   time.Time // zero: not yet
	EndedAt  time.Time // zero: it stands
}

// StandsAt reports whether the licence may be used under c. What began to be used goes
// on until the matter is over or the holder ends it.
func (c Consent) StandsAt(now time.Time) bool {
	return c.EndedAt.IsZero() && (!c.UsedAt.IsZero() || now.Before(c.Until))
}

// Purpose is what licences are used for.
type Purpose struct {
	Subject  string // the application
	CaseNo   string // once there is one
	ItemCode string
	ItemName string
	Until    time.Time // of a consent
}

// Permit notes in the caller's unit that a holder lets licences, by identifier, be used
// for one application.
//
// Basis: 个人信息保护法, arts 13, 14, 23.
func (s *Service) Permit(ctx context.Context, tx *db.Tx, identifiers []string, p Purpose) error {
	now := s.now.Now()
	for _, identifier := range identifiers {
		l, err := s.open(findByIdentifier(ctx, tx, identifier))
		if err != nil {
			return fmt.Errorf("permit the use of a licence: %w", err)
		}
		c := Consent{
			ID: id.New(), Licence: l.ID, Subject: p.Subject, ItemCode: p.ItemCode, ItemName: p.ItemName,
			By: actor.From(ctx).ID, At: now, Until: p.Until,
		}
		if err := insertConsent(ctx, tx, c); err != nil {
			return fmt.Errorf("permit the use of a licence: %w", err)
		}
		if err := s.recordUse(ctx, tx, eventPermitted, l, useData{Identifier: l.Identifier, Subject: p.Subject}); err != nil {
			return err
		}
	}
	return nil
}

// Use notes in the caller's unit that licences, by identifier, stand in the place of
// papers. One that does not hold any more is Invalid and says why; so is one whose
// holder has ended the consent.
func (s *Service) Use(ctx context.Context, tx *db.Tx, identifiers []string, p Purpose) error {
	now := s.now.Now()
	for _, identifier := range identifiers {
		l, err := s.open(findByIdentifier(ctx, tx, identifier))
		if err != nil {
			return fmt.Errorf("use a licence: %w", err)
		}
		consent, given, err := findConsent(ctx, tx, l.ID, p.Subject)
		if err != nil {
			return fmt.Errorf("use a licence: %w", err)
		}
		switch {
		case l.Identifier != identifier:
			return fault.New(fault.Conflict, "licence.use.newer", l.Type.Name)
		case !l.Usable(now):
			return fault.New(fault.Conflict, "licence.use."+string(l.StatusAt(now)), l.Type.Name)
		case given && !consent.StandsAt(now):
			return fault.New(fault.Conflict, "licence.use.unpermitted", l.Type.Name)
		}
		if given {
			if used, err := useConsent(ctx, tx, consent.ID, now); err != nil || !used {
				if err == nil {
					err = fault.New(fault.Conflict, "licence.use.unpermitted", l.Type.Name)
				}
				return err
			}
		}
		u := Use{Kind: UsedPaper, Purpose: p.ItemName, Subject: p.CaseNo}
		if _, err := s.used(ctx, tx, l, u); err != nil {
			return fmt.Errorf("use a licence: %w", err)
		}
	}
	return nil
}

// used notes one use of l, and reports whether it is the first of its nonce.
func (s *Service) used(ctx context.Context, tx *db.Tx, l Licence, u Use) (bool, error) {
	u.ID, u.Licence, u.Version, u.At = id.New(), l.ID, l.Version, s.now.Now()
	if u.By == "" {
		u.By = actor.From(ctx).ID
	}
	u.Status = l.StatusAt(u.At)
	first, err := insertUse(ctx, tx, u)
	if err != nil || !first {
		return first, err
	}
	return true, s.recordUse(ctx, tx, eventUsed, l, useData{By: u.By, Identifier: l.Identifier, Kind: u.Kind, Subject: u.Subject, Status: u.Status})
}

// recordUse leaves a trace of what a holder does or somebody does with a licence.
func (s *Service) recordUse(ctx context.Context, tx *db.Tx, event string, l Licence, data useData) error {
	if data.By == "" {
		data.By = actor.From(ctx).ID
	}
	return audit.Record(ctx, tx, audit.Entry{Event: event, Actor: data.By, Subject: l.ID.String(), At: s.now.Now(), Data: data})
}

// Uses is what a holder reads of a licence: what it was used for, newest first, and what
// it may be used for.
type Uses struct {
	Licence  Licence
	Uses     []Use
	Next     id.ID // cursor of the next page, 0 for none
	Consents []Consent
}

// mostConsents is how many consents are listed.
const mostConsents = 50

// Uses returns a page of a licence's uses, below before (zero for the first page), and
// the newest consents.
func (s *Service) Uses(ctx context.Context, key, before id.ID, limit int) (Uses, error) {
	l, err := s.own(ctx, key, access.LicenceRead)
	if err != nil {
		return Uses{}, err
	}
	u := Uses{Licence: l}
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if u.Uses, err = listUses(ctx, tx, key, before, limit+1); err != nil {
			return err
		}
		u.Consents, err = listConsents(ctx, tx, key, mostConsents)
		return err
	})
	if err != nil {
		return Uses{}, fmt.Errorf("uses of licence %s: %w", key, err)
	}
	if len(u.Uses) > limit {
		u.Uses = u.Uses[:limit]
		u.Next = u.Uses[limit-1].ID
	}
	return u, nil
}

// Consents returns the consents to use licences for one application, by licence. It is
// asked by whoever works on that application and knows whose it is.
func (s *Service) Consents(ctx context.Context, subject string) (map[id.ID]Consent, error) {
	found := map[id.ID]Consent{}
	err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err := listConsentsOf(ctx, tx, subject)
		for _, c := range list {
			found[c.Licence] = c
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("consents for %s: %w", subject, err)
	}
	return found, nil
}

// EndConsent ends a consent: from now on the licence cannot be used under it. What it
// was used for before stays so.
//
// Basis: 个人信息保护法, art. 15.
func (s *Service) EndConsent(ctx context.Context, key, consent id.ID) error {
	l, err := s.own(ctx, key, access.LicenceUse)
	if err != nil {
		return err
	}
	err = s.db.Write(ctx, key.String(), func(ctx context.Context, tx *db.Tx) error {
		ended, err := endConsent(ctx, tx, key, consent, s.now.Now())
		if err != nil {
			return err
		}
		if !ended {
			return fault.New(fault.NotFound, "licence.consent-over")
		}
		return s.recordUse(ctx, tx, eventUnpermitted, l, useData{Identifier: l.Identifier})
	})
	if err != nil {
		return fmt.Errorf("end consent %s: %w", consent, err)
	}
	return nil
}
