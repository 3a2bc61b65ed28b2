package application

import (
	"context"
	"fmt"
	"slices"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// Submit hands a draft in: from this instant the acceptance window runs. Nothing
// is stored unless the form is right, every material is there and the signing stands.
// A program hands in without one, in the session of a proven person.
//
// Basis: 行政许可法, arts 29, 32; 电子签名法, art. 3.
func (s *Service) Submit(ctx context.Context, applicationID id.ID, signing *Signing) (Receipt, error) {
	return s.handIn(ctx, applicationID, signing, true)
}

// handIn hands a draft in; what is not whole is taken in at a counter only.
func (s *Service) handIn(ctx context.Context, applicationID id.ID, signing *Signing, whole bool) (Receipt, error) {
	no, err := s.oneAtATime(applicationID, func() (string, error) { return s.submit(ctx, applicationID, signing, whole) })
	if no, err = once.Again(ctx, s.Once, opSubmit, applicationID, no, err); err != nil {
		return Receipt{}, fmt.Errorf("submit %s: %w", applicationID, err)
	}
	return s.receipt(ctx, applicationID, no)
}

// oneAtATime has those wait who hand the same application in at once: the code of a
// signature is good for the first, and the others are told that it is done. Between
// nodes the application's version does that; then the others are told so by a fault.
func (s *Service) oneAtATime(applicationID id.ID, submit func() (string, error)) (string, error) {
	turn := &s.turns[uint64(applicationID)%uint64(len(s.turns))]
	turn.Lock()
	defer turn.Unlock()
	return submit()
}

// The operations under which idempotency keys count.
const (
	opBegin   = "application.begin"
	opSubmit  = "application.submit"
	opCorrect = "application.correct"
)

func (s *Service) submit(ctx context.Context, applicationID id.ID, signing *Signing, whole bool) (string, error) {
	w, err := s.Work(ctx, applicationID)
	if err != nil {
		return "", err
	}
	if err := w.already(); err != nil {
		return "", err
	}
	if err := w.mayGoOn(); err != nil {
		return "", err
	}
	if signing != nil && signing.Shown != "" && signing.Shown != w.shown() {
		return "", errUnseen
	}
	if err := s.askAgain(ctx, w); err != nil {
		return "", err
	}
	if whole || w.several() { // several are taken in whole or not at all
		if err := s.mayHandIn(ctx, w, signing); err != nil {
			return "", err
		}
	}
	if w.several() {
		return s.submitSeveral(ctx, w, signing)
	}
	h, signed, err := s.handover(ctx, w, signing)
	if err != nil {
		return "", err
	}
	cosigners, err := s.wanted(w)
	if err != nil {
		return "", err
	}
	promise, err := s.promising(ctx, w, signed)
	if err != nil {
		return "", err
	}
	handIn := func(ctx context.Context, tx *db.Tx) (string, error) {
		if err := submitApplication(ctx, tx, w.row, h.CaseID()); err != nil {
			return "", err
		}
		no, err := s.received(ctx, tx, reception{w, h, signed, signing, cosigners, promise})
		if err != nil {
			return "", err
		}
		return no, s.Agents.Used(ctx, tx, actor.From(ctx), "submitted", no)
	}
	return s.drawing(ctx, applicationID, h, handIn)
}

// reception is an application as it becomes a case.
type reception struct {
	work      *Work
	handover  *casework.Handover
	signed    signatureRow
	signing   *Signing
	cosigners []cosignerRow
	promise   promiser
}

// received makes a case of r within the unit that hands it in, and returns its number.
func (s *Service) received(ctx context.Context, tx *db.Tx, r reception) (string, error) {
	w, caseID := r.work, r.handover.CaseID()
	if err := r.promise(ctx, tx, caseID); err != nil {
		return "", err
	}
	if err := s.commit(ctx, tx, w, caseID, r.signed, r.signing); err != nil {
		return "", err
	}
	no, err := s.Cases.Receive(ctx, tx, r.handover)
	if err != nil {
		return "", err
	}
	if err := r.signed.store(ctx, tx, caseID); err != nil {
		return "", err
	}
	if err := s.wish(ctx, tx, no, caseID, r.signing); err != nil {
		return "", err
	}
	if err := wantCosigners(ctx, tx, w.ID, r.cosigners); err != nil {
		return "", err
	}
	if err := s.useLicences(ctx, tx, no, w); err != nil {
		return "", err
	}
	return no, s.recordConsent(ctx, tx, no, w)
}

// drawing carries handIn out, with another number for the case as long as one of today has drawn
// the same.
func (s *Service) drawing(ctx context.Context, applicationID id.ID, h *casework.Handover, handIn func(context.Context, *db.Tx) (string, error)) (string, error) {
	no, err := once.Do(ctx, s.Once, applicationID.String(), opSubmit, applicationID, handIn)
	for range draws {
		if !db.IsUnique(err) {
			break
		}
		s.Cases.Redraw(h)
		no, err = once.Do(ctx, s.Once, applicationID.String(), opSubmit, applicationID, handIn)
	}
	return no, err
}

// mayHandIn says why w may not be handed in as a whole: what is wrong or missing, what cannot
// be applied for here, what was not promised word by word.
func (s *Service) mayHandIn(ctx context.Context, w *Work, signing *Signing) error {
	if err := w.maySubmit(); err != nil {
		return err
	}
	if err := mayApply(w.counter(ctx) || s.Cases.Online(w.Item), w.Plan); err != nil {
		return err
	}
	if w.several() && s.bundles != nil {
		if err := s.maySign(ctx, w); err != nil {
			return err
		}
		if err := s.bundles.May(ctx, w); err != nil {
			return err
		}
	}
	return w.mayPledge(signing)
}

// draws is how often a number is drawn again: of ten thousand cases on one day, two draw
// the same on one day in twenty.
const draws = 3

// handover works out what handing w in stores, and has it signed.
func (s *Service) handover(ctx context.Context, w *Work, signing *Signing) (*casework.Handover, signatureRow, error) {
	signer, err := s.signer(ctx, w)
	if err != nil {
		return nil, signatureRow{}, err
	}
	arrival := w.arrival(signer)
	arrival.Outlet = actor.From(ctx).Outlet // of staff only
	h, err := s.Cases.Prepare(ctx, arrival)
	if err != nil {
		return nil, signatureRow{}, err
	}
	signed, err := s.sign(ctx, w, signer, 1, signing)
	return h, signed, err
}

// signer is who hands w in: the applicant, or whoever acts for them and may bind them.
// It has to be certain who that is.
//
// Basis: 国务院关于在线政务服务的若干规定, art. 8; 行政许可法, art. 29; 民法典, arts 162, 165.
func (s *Service) signer(ctx context.Context, w *Work) (casework.Person, error) {
	by := actor.From(ctx)
	if err := access.May(by, access.CaseSubmit, access.Object{Owner: w.Owner.String(), Item: w.ItemCode}); err != nil {
		return casework.Person{}, err
	}
	signer := w.person
	if by.ID != w.person.ID && !w.counter(ctx) {
		var err error
		if signer, err = s.People.Person(ctx, by.ID); err != nil {
			return casework.Person{}, err
		}
	}
	if agent, is := cameFor(ctx); is && w.counter(ctx) {
		signer = agent
	}
	if !signer.Proven || !w.person.Proven {
		return casework.Person{}, fault.New(fault.Forbidden, "application.unproven")
	}
	return signer, nil
}

// arrival is w as signer hands it in.
func (w *Work) arrival(signer casework.Person) casework.Arrival {
	a := casework.Arrival{
		Application: w.ID, Owner: w.Owner, Applicant: w.person, Item: w.Item, EDelivery: true, // the notice that was signed says so
		Submission: w.Submission(),
	}
	if signer.ID != w.person.ID {
		a.Agent = signer
	}
	return a
}

// maySubmit says everything that is wrong or missing at once.
func (w *Work) maySubmit() error {
	if w.elsewhere() {
		return fault.New(fault.Unavailable, "application.elsewhere", w.Item.Platform)
	}
	if w.isDraft() && w.onPledge() && w.Barred != nil {
		return w.Barred
	}
	faults := append([]fault.Field{}, w.Faults...)
	for _, m := range w.Missing {
		faults = append(faults, w.missing(m))
	}
	return fault.InvalidFields(faults)
}

// elsewhere reports whether the application is handed in on another platform: here it is
// only looked at before.
func (w *Work) elsewhere() bool {
	return w.isDraft() && w.Item.PreReview != nil && w.Item.PreReview.Elsewhere
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
func (s *Service) askAgain(ctx context.Context, w *Work) error {
	var looks []audit.Look
	others := &asked{person: w.person, looks: &looks, answers: map[string]SharedRecord{}}
	w.Materials = slices.DeleteFunc(w.Materials, func(m casework.Material) bool {
		return m.Source == casework.ByShare && !s.ask(ctx, m.Reference, others).Found
	})
	w.findMissing()
	return s.recordLooks(ctx, w.ID, looks)
}

// recordConsent notes which licences and shared data the applicant let us use.
//
// Basis: 个人信息保护法, arts 13, 23.
func (s *Service) recordConsent(ctx context.Context, tx *db.Tx, no string, w *Work) error {
	var used []string
	for _, material := range w.Materials {
		if material.Source == casework.ByLicence || material.Source == casework.ByShare {
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
	return s.handInAgain(ctx, no, nil)
}

// handInAgain hands a correction in; who comes to a counter signs it there.
func (s *Service) handInAgain(ctx context.Context, no string, signing *Signing) (*casework.File, error) {
	done, err := s.correct(ctx, no, signing)
	if done, err = once.Again(ctx, s.Once, opCorrect, no, done, err); err != nil {
		return nil, fmt.Errorf("correct %s: %w", no, err)
	}
	s.decideAtOnce(ctx, done)
	return s.Cases.File(ctx, done)
}

func (s *Service) correct(ctx context.Context, no string, signing *Signing) (string, error) {
	f, err := s.Cases.File(ctx, no)
	if err != nil {
		return "", err
	}
	w, err := s.Work(ctx, f.Case.ApplicationID)
	if err != nil {
		return "", err
	}
	if !f.Mending() {
		return "", fault.New(fault.Conflict, "casework.not-now")
	}
	if err := s.askAgain(ctx, w); err != nil {
		return "", err
	}
	if err := mayResubmit(w, f.Submissions[len(f.Submissions)-1]); err != nil {
		return "", err
	}
	signer, err := s.signer(ctx, w)
	if err != nil {
		return "", err
	}
	h, err := s.Cases.PrepareCorrection(f, w.arrival(signer))
	if err != nil {
		return "", err
	}
	signed, err := s.sign(ctx, w, signer, int64(len(f.Submissions)+1), signing)
	if err != nil {
		return "", err
	}
	cosigners, err := s.wanted(w)
	if err != nil {
		return "", err
	}
	return once.Do(ctx, s.Once, f.Case.No, opCorrect, no, func(ctx context.Context, tx *db.Tx) (string, error) {
		if err := touchApplication(ctx, tx, w.row, s.Clock.Now()); err != nil {
			return "", err
		}
		if _, err := s.Cases.Receive(ctx, tx, h); err != nil {
			return "", err
		}
		if err := wantCosigners(ctx, tx, w.ID, cosigners); err != nil {
			return "", err
		}
		if err := s.Agents.Used(ctx, tx, actor.From(ctx), "submitted", f.Case.No); err != nil {
			return "", err
		}
		if err := s.useLicences(ctx, tx, f.Case.No, w); err != nil {
			return "", err
		}
		return f.Case.No, signed.store(ctx, tx, f.Case.ID)
	})
}
