package licence

import (
	"context"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// ProposalState is what became of a proposal.
type ProposalState string

// The states.
const (
	Open    ProposalState = "open"
	Agreed  ProposalState = "agreed"
	Refused ProposalState = "refused"
)

// Proposal is a change that waits for a second person.
type Proposal struct {
	ID         id.ID
	Licence    id.ID
	Version    int // it was made on
	Department string
	Event      Event
	Reason     string
	LegalBasis string
	By         string // account
	At         time.Time
	State      ProposalState
	SettledBy  string
	SettledAt  time.Time
	Note       string
}

// mayPropose says what is wrong with proposing an event.
func (s *Service) mayPropose(ctx context.Context, key id.ID, event Event, g Grounds) error {
	return s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		l, _, err := s.changeable(ctx, tx, key, "")
		if err == nil {
			_, err = mayChange(l, event, g, s.now.Now())
		}
		return err
	})
}

// Propose asks a second person of the department to agree to a change; until they do,
// the licence stays as it is. One proposal at a time is open on a licence.
//
// Basis: 行政处罚法, arts 57(2), 58(1).
func (s *Service) Propose(ctx context.Context, key id.ID, event Event, g Grounds) (Proposal, error) {
	if !slices.Contains(penal, event) {
		return Proposal{}, fault.New(fault.Conflict, "licence.no-second")
	}
	command := struct {
		Licence id.ID
		Event   Event
		Grounds Grounds
	}{key, event, g}
	made, err := once.Do(ctx, s.once, key.String(), "licence.propose", command, func(ctx context.Context, tx *db.Tx) (Proposal, error) {
		l, _, err := s.changeable(ctx, tx, key, "")
		if err != nil {
			return Proposal{}, err
		}
		if _, err := mayChange(l, event, g, s.now.Now()); err != nil {
			return Proposal{}, err
		}
		p := Proposal{
			ID: id.New(), Licence: key, Version: l.Version, Department: l.Issuer.Department, Event: event, Reason: g.Reason,
			LegalBasis: g.LegalBasis, By: actor.From(ctx).ID, At: s.now.Now(), State: Open,
		}
		if first, err := insertProposal(ctx, tx, p); err != nil || !first {
			if err == nil {
				err = fault.New(fault.Conflict, "licence.proposed")
			}
			return Proposal{}, err
		}
		return p, s.recordProposal(ctx, tx, eventProposed, l, p)
	})
	if err != nil {
		return Proposal{}, fmt.Errorf("propose to %s licence %s: %w", event, key, err)
	}
	return made, nil
}

// Settle agrees to a proposal, which then takes effect, or refuses it with a note. Who
// proposed it may not agree; they may take it back. One made on a version that is no
// longer the newest can only be refused.
func (s *Service) Settle(ctx context.Context, key, proposal id.ID, agree bool, note string) (Licence, error) {
	note = check.Words(note)
	if faults := wrongNote(agree, note); faults != nil {
		return Licence{}, faults
	}
	command := struct {
		Proposal id.ID
		Agree    bool
		Note     string
	}{proposal, agree, note}
	settled, err := once.Do(ctx, s.once, key.String(), "licence.settle", command, func(ctx context.Context, tx *db.Tx) (Licence, error) {
		p, err := findProposal(ctx, tx, key, proposal)
		if err != nil {
			return Licence{}, err
		}
		by := p.By
		if !agree {
			by = ""
		}
		l, t, err := s.changeable(ctx, tx, key, by)
		if err != nil {
			return Licence{}, err
		}
		p.State, p.SettledBy, p.SettledAt, p.Note = Agreed, actor.From(ctx).ID, s.now.Now(), note
		if !agree {
			p.State = Refused
		}
		if first, err := settleProposal(ctx, tx, p); err != nil || !first {
			if err == nil {
				err = fault.New(fault.Conflict, "licence.settled")
			}
			return Licence{}, err
		}
		if err := s.recordProposal(ctx, tx, eventSettled, l, p); err != nil || !agree {
			return l, err
		}
		g := Grounds{p.Reason, p.LegalBasis, p.Version}
		to, err := mayChange(l, p.Event, g, s.now.Now())
		if err != nil {
			return Licence{}, err
		}
		return s.move(ctx, tx, moving{l, t, p.Event, to, g, Correction{}})
	})
	if err != nil {
		return Licence{}, fmt.Errorf("settle proposal %s: %w", proposal, err)
	}
	return settled, nil
}

// wrongNote wants to know why a proposal is refused.
func wrongNote(agree bool, note string) error {
	switch {
	case !agree && note == "":
		return fault.InvalidFields([]fault.Field{{Name: "note", Key: "licence.field.note"}})
	case utf8.RuneCountInString(note) > longest:
		return fault.InvalidFields([]fault.Field{{Name: "note", Key: "licence.field.long", Args: []any{longest}}})
	}
	return nil
}

// recordProposal leaves a trace of what somebody has proposed or settled.
func (s *Service) recordProposal(ctx context.Context, tx *db.Tx, event string, l Licence, p Proposal) error {
	return audit.Record(ctx, tx, audit.Entry{
		Event: event, Actor: actor.From(ctx).ID, Subject: l.ID.String(), At: s.now.Now(),
		Data: proposalData{p.ID.String(), p.Event, p.Version, p.State, l.Identifier},
	})
}

// Waiting returns the proposals that wait in the actor's reach, newest first.
func (s *Service) Waiting(ctx context.Context) (list []Proposal, err error) {
	scope := access.Scope(actor.From(ctx), access.LicenceRead)
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listProposals(ctx, tx, scope, mostWaiting)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("proposals that wait: %w", err)
	}
	return list, nil
}

// mostWaiting is how many open proposals are listed: penalties are rare.
const mostWaiting = 50
