package application

import (
	"context"
	"fmt"
	"slices"

	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// Submit hands a draft in: from this instant the acceptance window runs. Nothing
// is stored unless the form is right and every material is there.
//
// Basis: 行政许可法, arts 29, 32.
func (s *Service) Submit(ctx context.Context, applicationID id.ID) (*casework.File, error) {
	no, err := s.submit(ctx, applicationID)
	if no, err = once.Again(ctx, s.Once, opSubmit, applicationID, no, err); err != nil {
		return nil, fmt.Errorf("submit %s: %w", applicationID, err)
	}
	return s.Cases.File(ctx, no)
}

// The operations under which idempotency keys count.
const (
	opBegin   = "application.begin"
	opSubmit  = "application.submit"
	opCorrect = "application.correct"
)

func (s *Service) submit(ctx context.Context, applicationID id.ID) (string, error) {
	w, err := s.Work(ctx, applicationID)
	if err != nil {
		return "", err
	}
	if w.Case != nil {
		return "", fault.New(fault.Conflict, "application.already-submitted", w.Case.ShortNo)
	}
	if err := w.mayGoOn(); err != nil {
		return "", err
	}
	s.askAgain(ctx, w)
	if err := w.maySubmit(); err != nil {
		return "", err
	}
	if err := mayApply(s.Cases.Online(w.Item), w.Plan); err != nil {
		return "", err
	}
	if err := maySign(w.person); err != nil {
		return "", err
	}
	h, err := s.Cases.Prepare(ctx, w.arrival())
	if err != nil {
		return "", err
	}
	return once.Do(ctx, s.Once, applicationID.String(), opSubmit, applicationID, func(ctx context.Context, tx *db.Tx) (string, error) {
		if err := submitApplication(ctx, tx, w.row, h.CaseID()); err != nil {
			return "", err
		}
		no, err := s.Cases.Receive(ctx, tx, h)
		if err != nil {
			return "", err
		}
		return no, s.recordConsent(ctx, tx, no, w)
	})
}

// arrival is w as it is handed in.
func (w *Work) arrival() casework.Arrival {
	return casework.Arrival{
		Application: w.ID, Owner: w.Owner, Applicant: w.person, Item: w.Item,
		Submission: casework.Submission{Answers: w.Answers, Values: w.Form.Asked(w.Values, w.Answers), Materials: w.Materials},
	}
}

// maySubmit says everything that is wrong or missing at once.
func (w *Work) maySubmit() error {
	faults := append([]fault.Field{}, w.Faults...)
	for _, m := range w.Missing {
		faults = append(faults, fault.Field{Name: m.Code, Key: "application.material-missing", Args: []any{m.Name}})
	}
	return fault.InvalidFields(faults)
}

// mayResubmit wants everything right and every gap of the notice mended: the one
// correction is not spent on a slip.
func mayResubmit(w *Work, before casework.Submission) error {
	if err := w.maySubmit(); err != nil {
		return err
	}
	var faults []fault.Field
	for _, g := range unmended(w, before) {
		faults = append(faults, fault.Field{Name: g.Target, Key: "application.unmended", Args: []any{g.Label, g.Problem}})
	}
	return fault.InvalidFields(faults)
}

// askAgain asks other departments once more before anything is handed in: what they
// no longer confirm has to be brought.
func (s *Service) askAgain(ctx context.Context, w *Work) {
	w.Materials = slices.DeleteFunc(w.Materials, func(m casework.Material) bool {
		if m.Source != casework.ByShare {
			return false
		}
		answer, err := s.Registry.Ask(ctx, m.Reference, w.person)
		return err != nil || !answer.Found
	})
	w.findMissing()
}

// maySign says why a person cannot hand anything in: an application is signed by who
// hands it in, so it has to be certain who that is.
//
// Basis: 国务院关于在线政务服务的若干规定, art. 8; 行政许可法, art. 29.
func maySign(person casework.Person) error {
	if !person.Proven {
		return fault.New(fault.Forbidden, "application.unproven")
	}
	return nil
}

// recordConsent notes which licences and shared data the applicant let us use.
//
// Basis: 个人信息保护法, arts 13, 23.
func (s *Service) recordConsent(ctx context.Context, tx *db.Tx, no string, w *Work) error {
	var used []string
	for _, material := range w.Materials {
		if material.Source != casework.Upload {
			used = append(used, material.Code+" "+string(material.Source)+" "+material.Reference)
		}
	}
	if len(used) == 0 {
		return nil
	}
	return audit.Record(ctx, tx, audit.Entry{Event: "application.consented", Actor: actor.From(ctx).ID, Subject: no, At: s.Clock.Now(), Data: used})
}

// Correct hands in what a correction notice asked for and opens a new acceptance
// window.
//
// Basis: 行政许可法, art. 32(4)–(5).
func (s *Service) Correct(ctx context.Context, no string) (*casework.File, error) {
	done, err := s.correct(ctx, no)
	if done, err = once.Again(ctx, s.Once, opCorrect, no, done, err); err != nil {
		return nil, fmt.Errorf("correct %s: %w", no, err)
	}
	return s.Cases.File(ctx, done)
}

func (s *Service) correct(ctx context.Context, no string) (string, error) {
	f, err := s.Cases.File(ctx, no)
	if err != nil {
		return "", err
	}
	w, err := s.Work(ctx, f.Case.ApplicationID)
	if err != nil {
		return "", err
	}
	if f.Case.Status != casework.InCorrection {
		return "", fault.New(fault.Conflict, "casework.not-now")
	}
	s.askAgain(ctx, w)
	if err := mayResubmit(w, f.Submissions[len(f.Submissions)-1]); err != nil {
		return "", err
	}
	h, err := s.Cases.PrepareCorrection(f, w.arrival())
	if err != nil {
		return "", err
	}
	return once.Do(ctx, s.Once, f.Case.No, opCorrect, no, func(ctx context.Context, tx *db.Tx) (string, error) {
		if err := touchApplication(ctx, tx, w.row, s.Clock.Now()); err != nil {
			return "", err
		}
		return s.Cases.Receive(ctx, tx, h)
	})
}
