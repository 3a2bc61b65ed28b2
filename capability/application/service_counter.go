package application

import (
	"context"
	"fmt"
	"slices"

	"tongban/capability/access"
	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Helping returns ctx in which the member of staff of ctx fills in for owner, who is
// before them or on the telephone; present is who can sign there, so that the application
// may be handed in. Whoever calls it has made sure who the owner is. Everything is written
// down as done by the member of staff.
//
// Basis: 优化营商环境条例, art. 37 and 国务院关于在线政务服务的若干规定, art. 5 (帮办代办).
func Helping(ctx context.Context, owner casework.Person, present bool) context.Context {
	by := actor.From(ctx)
	by.For = actor.Party{ID: owner.ID, Kind: actor.Person, Name: owner.Name, MaySubmit: present}
	if owner.Firm {
		by.For.Kind = actor.Firm
	}
	return actor.With(ctx, by)
}

// HelpingAgent is Helping where somebody else came for the owner: agent, who hands in and
// signs. Whoever calls it has made sure that they may.
//
// Basis: 行政许可法, art. 29; 民法典, arts 61, 165.
func HelpingAgent(ctx context.Context, owner, agent casework.Person, present bool) context.Context {
	return context.WithValue(Helping(ctx, owner, present), agentKey{}, agent)
}

type agentKey struct{}

// cameFor returns who came to the counter for the applicant, false if they came themselves.
func cameFor(ctx context.Context) (casework.Person, bool) {
	agent, is := ctx.Value(agentKey{}).(casework.Person)
	return agent, is
}

// Materials returns what an application has, within the caller's unit.
func (s *Service) Materials(ctx context.Context, tx *db.Tx, applicationID id.ID) ([]casework.Material, error) {
	return listMaterials(ctx, tx, applicationID)
}

// BeginFor starts a draft of owner's with the help of the member of staff of ctx. With
// consent, which the owner gives, what the city holds is looked up and stands in for papers.
func (s *Service) BeginFor(ctx context.Context, owner casework.Person, itemCode string, answers catalogue.Answers, consent bool) (*Work, error) {
	if err := mayHelp(actor.From(ctx)); err != nil {
		return nil, err
	}
	return s.Begin(Helping(ctx, owner, false), itemCode, answers, consent)
}

func mayHelp(by actor.Actor) error {
	if by.Kind != actor.Staff || !access.Has(by, access.CaseApply) {
		return fault.New(fault.Forbidden, "access.forbidden")
	}
	return nil
}

// TakeIn hands in at a counter what its applicant has brought there; ctx is Helping's. What
// is not whole is taken in too when whole is false: the office has received it and owes an
// answer, which names everything that is missing. Several items as one are taken in whole only.
//
// Basis: 行政许可法, art. 32.
func (s *Service) TakeIn(ctx context.Context, applicationID id.ID, signing Signing, whole bool) (Receipt, error) {
	if err := mayHelp(actor.From(ctx)); err != nil {
		return Receipt{}, err
	}
	return s.handIn(ctx, applicationID, &signing, whole)
}

// CorrectFor hands in at a counter what a correction notice asked for; ctx is Helping's.
//
// Basis: 行政许可法, art. 32(4)–(5).
func (s *Service) CorrectFor(ctx context.Context, no string, signing Signing) (*casework.File, error) {
	if err := mayHelp(actor.From(ctx)); err != nil {
		return nil, err
	}
	return s.handInAgain(ctx, no, &signing)
}

// Tick says which materials of a draft lie before the counter on paper. What was ticked
// before and is not any more is taken out; what was uploaded or looked up stays as it is.
func (s *Service) Tick(ctx context.Context, applicationID id.ID, codes []string) (*Work, error) {
	if err := mayHelp(actor.From(ctx)); err != nil {
		return nil, err
	}
	w, err := s.Work(ctx, applicationID)
	if err != nil {
		return nil, err
	}
	if err := w.mayChange(); err != nil {
		return nil, err
	}
	add, remove := w.ticks(codes)
	if len(add)+len(remove) == 0 {
		return w, nil
	}
	now := s.Clock.Now()
	err = s.DB.Write(ctx, applicationID.String(), func(ctx context.Context, tx *db.Tx) error {
		if err := touchApplication(ctx, tx, w.row, now); err != nil {
			return err
		}
		for _, code := range remove {
			if _, err := removeMaterials(ctx, tx, applicationID, code, now); err != nil {
				return err
			}
		}
		for _, m := range add {
			paper := casework.Material{ID: id.New(), Code: m.Code, Source: casework.Paper, Name: m.Name, AddedAt: now}
			if err := insertMaterial(ctx, tx, applicationID, paper); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("tick materials of %s: %w", applicationID, err)
	}
	return s.Work(ctx, applicationID)
}

// ticks says which papers come and which go when those with the codes lie there.
func (w *Work) ticks(codes []string) (add []catalogue.Material, remove []string) {
	for _, m := range w.Plan.Materials {
		has, here := w.Has(m.Code), slices.Contains(codes, m.Code)
		if here && has == nil {
			add = append(add, m)
		}
		if here && (w.asksAgain(has) || has != nil && has.Source == casework.Promised) {
			add, remove = append(add, m), append(remove, m.Code)
		}
		if !here && has != nil && has.Source == casework.Paper {
			remove = append(remove, m.Code)
		}
	}
	return add, remove
}

// asksAgain reports whether m is paper that a correction notice wants to have anew, and
// that was handed in before it: what lies on the counter now takes its place.
func (w *Work) asksAgain(m *casework.Material) bool {
	return m != nil && m.Source == casework.Paper && w.Case != nil && !m.AddedAt.After(w.Case.UpdatedAt) &&
		slices.ContainsFunc(w.Gaps, func(g casework.Gap) bool { return g.Target == "material:"+m.Code })
}

// Lies reports whether the material with a code lies on the counter on paper.
func (w *Work) Lies(code string) bool {
	m := w.Has(code)
	return m != nil && m.Source == casework.Paper && !w.asksAgain(m)
}
