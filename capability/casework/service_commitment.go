package casework

import (
	"context"

	"tongban/capability/workflow"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Committing reports whether a case was handed in on a commitment that is still what was signed
// (告知承诺).
type Committing func(ctx context.Context, caseID id.ID) (bool, error)

// Commit has asked called for every case whose item can be had on a commitment, from now on. It
// is for the start only.
func (s *Service) Commit(asked Committing) { s.committing = asked }

// promised finds out whether f was handed in on a commitment.
func (s *Service) promised(ctx context.Context, f *File) (err error) {
	if s.committing != nil && f.Item.Commitment != nil && f.Item.Commitment.Available {
		f.Committed, err = s.committing(ctx, f.Case.ID)
	}
	return err
}

// mayGrantCommitted allows whoever receives a case on a commitment to grant it there and then:
// its papers are complete, and what they would prove is promised. Where it is accepted only,
// somebody else decides.
//
// Basis: 消防法, art. 15; 国办发〔2020〕42号.
func mayGrantCommitted(f *File) error {
	if !f.Case.Status.awaitsAcceptance() {
		return fault.New(fault.Conflict, "casework.not-now")
	}
	return nil
}

// straight takes a case that was accepted on a commitment to its decision: what the ordinary
// way looks at before is checked after it.
func (s *Service) straight(m *move) error {
	if err := m.recordBy(actor.AsSystem("process"), ProposeDecision, Detail{Stage: stageDecide}); err != nil {
		return err
	}
	m.file.Case.Stage = stageDecide
	m.openTask(decision(""), workflow.Activity{}, m.file.Case.Department)
	return nil
}
