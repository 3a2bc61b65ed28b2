package application

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Pledged is what an applicant has ticked of a Pledge.
type Pledged struct {
	Digest  string // of the text they were shown
	Clauses []int  // ticked, from 0
}

// errNoPledge is the fault of whoever asks for a promise that nothing is asked for.
var errNoPledge = fault.New(fault.NotFound, "application.pledge.none")

// clausePrefix begins the names of the boxes of clauses, which count from 1.
const clausePrefix = "clause."

// onPledge reports whether the answers to the guide take the track of a commitment.
func (w *Work) onPledge() bool { return w.Plan.Track == catalogue.Committed || w.pledging }

// commits finds out what w promises, and whether its applicant may. Once it is handed in,
// what was promised stands.
func (s *Service) commits(ctx context.Context, w *Work) error {
	if s.Commitments == nil || !w.several() && (w.Item.Commitment == nil || !w.Item.Commitment.Available) {
		return nil
	}
	p, is := s.Commitments.Pledge(ctx, w.Item, w.Plan)
	if w.pledging = w.several() && is; w.several() && !is {
		return nil
	}
	if w.isDraft() {
		switch err := s.Commitments.MayPledge(ctx, w.Owner); {
		case fault.KindOf(err) == fault.Forbidden && err != nil:
			w.Barred = err
			return nil
		case err != nil:
			return err
		}
	}
	if is {
		w.Pledge = &p
	}
	return nil
}

// byPledge are the papers that a promise stands for: nobody is asked for them.
//
// Basis: 国办发〔2020〕42号.
func (w *Work) byPledge(now time.Time) (made []casework.Material) {
	if w.Pledge == nil {
		return nil
	}
	for _, m := range w.Plan.Materials {
		if slices.Contains(w.Pledge.Codes, m.Code) && w.Has(m.Code) == nil {
			made = append(made, casework.Material{Code: m.Code, Source: casework.ByCommitment, Name: m.Name, AddedAt: now})
		}
	}
	return made
}

// mayPledge says what is missing of the promise that w is handed in on: every clause is ticked
// one by one, below the text that holds now. A program's session is no signature here.
func (w *Work) mayPledge(signing *Signing) error {
	switch {
	case w.Pledge == nil:
		return nil
	case signing == nil:
		return fault.InvalidFields([]fault.Field{{Name: "signature", Key: "application.pledge.sign"}})
	case signing.Pledged.Digest != w.Pledge.Digest:
		return fault.New(fault.Conflict, "application.pledge.changed")
	}
	var faults []fault.Field
	for i := range w.Pledge.Clauses {
		if !slices.Contains(signing.Pledged.Clauses, i) {
			faults = append(faults, fault.Field{Name: fmt.Sprint(clausePrefix, i+1), Key: "application.pledge.tick", Args: []any{i + 1}})
		}
	}
	return fault.InvalidFields(faults)
}

// commit stores what w promises with it. What is taken in only to be refused promises nothing.
func (s *Service) commit(ctx context.Context, tx *db.Tx, w *Work, caseID id.ID, signed signatureRow, signing *Signing) error {
	if w.Pledge == nil || w.mayPledge(signing) != nil {
		return nil
	}
	return s.Commitments.Commit(ctx, tx, Commitment{
		CaseID: caseID, Application: w.ID, Item: w.Item, Plan: w.Plan, Owner: w.Owner, Signer: signed.Signer, SignerName: signed.Name, For: signed.For,
		Method: signed.Method, At: signed.SignedAt, Pledged: signing.Pledged,
	})
}

// GoOrdinary changes the answers of a draft so that it goes the ordinary way, with its papers.
func (s *Service) GoOrdinary(ctx context.Context, applicationID id.ID) error {
	w, err := s.Work(ctx, applicationID)
	if err != nil {
		return err
	}
	return s.Answer(ctx, applicationID, w.Item.Ordinarily(w.Answers))
}

// PledgedAll is what whoever promises all that w asks for ticks.
func (w *Work) PledgedAll() (p Pledged) {
	if w.Pledge == nil {
		return p
	}
	p.Digest = w.Pledge.Digest
	for i := range w.Pledge.Clauses {
		p.Clauses = append(p.Clauses, i)
	}
	return p
}
