package casework

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"

	"tongban/capability/audit"
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
func (s *Service) Submit(ctx context.Context, applicationID id.ID) (*File, error) {
	no, err := s.submit(ctx, applicationID)
	if no, err = once.Again(ctx, s.Once, opSubmit, applicationID, no, err); err != nil {
		return nil, fmt.Errorf("submit %s: %w", applicationID, err)
	}
	return s.File(ctx, no)
}

// The operations under which idempotency keys count.
const (
	opBegin   = "casework.begin"
	opSubmit  = "casework.submit"
	opCorrect = "casework.correct"
)

func (s *Service) submit(ctx context.Context, applicationID id.ID) (string, error) {
	w, err := s.Work(ctx, applicationID)
	if err != nil {
		return "", err
	}
	if w.Case != nil {
		return "", fault.New(fault.Conflict, "casework.already-submitted", w.Case.ShortNo)
	}
	if err := w.mayGoOn(); err != nil {
		return "", err
	}
	s.askAgain(ctx, w)
	if err := w.maySubmit(); err != nil {
		return "", err
	}
	if err := mayApply(s.Online(w.Item), w.Plan); err != nil {
		return "", err
	}
	if err := maySign(w.person); err != nil {
		return "", err
	}
	now := s.Clock.Now()
	c := s.newCase(w, w.person, now)
	mark, err := s.Departments.Mark(ctx, c.Department)
	if err != nil {
		return "", err
	}
	document, err := s.submissionOf(w)
	if err != nil {
		return "", err
	}
	arrival := arrival{work: w, person: w.person, document: document, mark: mark, at: now}
	return once.Do(ctx, s.Once, applicationID.String(), opSubmit, applicationID, func(ctx context.Context, tx *db.Tx) (string, error) {
		if err := submitApplication(ctx, tx, w.row, c.ID); err != nil {
			return "", err
		}
		return c.No, s.storeNew(ctx, tx, c, arrival)
	})
}

// maySubmit says everything that is wrong or missing at once.
func (w *Work) maySubmit() error {
	faults := append([]fault.Field{}, w.Faults...)
	for _, m := range w.Missing {
		faults = append(faults, fault.Field{Name: m.Code, Key: "casework.material-missing", Args: []any{m.Name}})
	}
	return fault.InvalidFields(faults)
}

// mayResubmit wants everything right and every gap of the notice mended: the one
// correction is not spent on a slip.
func mayResubmit(w *Work, before Submission) error {
	if err := w.maySubmit(); err != nil {
		return err
	}
	var faults []fault.Field
	for _, g := range unmended(w, before) {
		faults = append(faults, fault.Field{Name: g.Target, Key: "casework.unmended", Args: []any{g.Label, g.Problem}})
	}
	return fault.InvalidFields(faults)
}

// askAgain asks other departments once more before anything is handed in: what they
// no longer confirm has to be brought.
func (s *Service) askAgain(ctx context.Context, w *Work) {
	w.Materials = slices.DeleteFunc(w.Materials, func(m Material) bool {
		if m.Source != ByShare {
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
func maySign(person Person) error {
	if !person.Proven {
		return fault.New(fault.Forbidden, "casework.unproven")
	}
	return nil
}

// newCase makes the case of w as it stands before its number is known.
func (s *Service) newCase(w *Work, person Person, now time.Time) *Case {
	return &Case{
		ID: id.New(), ApplicationID: w.ID, Owner: w.Owner, ApplicantName: person.Name,
		ShortNo:   fmt.Sprintf("%s-%s-%s", s.Office.City, now.Format("060102"), readable(6)),
		QueryCode: readable(10),
		Region:    s.Office.Region, Outlet: s.Office.Outlet,
		Department: w.Item.Department.Code, ItemCode: w.Item.Code, ItemName: w.Item.Name,
		VersionID: w.Item.VersionID, Calendar: s.Calendar.Version(),
		Status: Draft, Stage: stageAccept, ReceivedAt: now,
	}
}

// arrival is what a new case comes with.
type arrival struct {
	work     *Work
	person   Person
	document string // as stored
	mark     string
	at       time.Time
}

// storeNew numbers and stores a case inside the unit that submits it.
func (s *Service) storeNew(ctx context.Context, tx *db.Tx, c *Case, a arrival) error {
	w, now := a.work, a.at
	day := now.Format("20060102")
	n, err := takeNumber(ctx, tx, "case/"+w.Item.ImplementationCode+"/"+day)
	if err != nil {
		return err
	}
	fresh := *c // the unit may run again
	fresh.No = fmt.Sprintf("%s%s%04d", w.Item.ImplementationCode, day, n)
	m := newMove(&File{Case: &fresh, Item: w.Item, mark: a.mark}, actor.From(ctx), now)
	m.notify("submitted")
	if err := m.record(Submit, Detail{}); err != nil {
		return err
	}
	m.enter(stageAccept, stageRole(w.Item, stageAccept))
	receipt := m.notice(ReceiptNotice)
	receipt.Body.Materials = materialNames(w)
	receipt.Body.QueryCode = fresh.QueryCode
	s.settle(m)
	if err := insertCase(ctx, tx, &fresh, s.Keys.BlindIndex("person.idNumber", a.person.IDNumber)); err != nil {
		return err
	}
	if err := insertSubmission(ctx, tx, fresh.ID, 1, now, a.document); err != nil {
		return err
	}
	if err := s.recordConsent(ctx, tx, m, w); err != nil {
		return err
	}
	c.No = fresh.No
	return s.storeTrace(ctx, tx, m)
}

// recordConsent notes which licences and shared data the applicant let us use.
//
// Basis: 个人信息保护法, arts 13, 23.
func (s *Service) recordConsent(ctx context.Context, tx *db.Tx, m *move, w *Work) error {
	var used []string
	for _, material := range w.Materials {
		if material.Source != Upload {
			used = append(used, material.Code+" "+string(material.Source)+" "+material.Reference)
		}
	}
	if len(used) == 0 {
		return nil
	}
	return audit.Record(ctx, tx, audit.Entry{Event: "casework.consented", Actor: m.by.ID, Subject: m.file.Case.No, At: m.now, Data: used})
}

// submissionOf freezes what w hands in.
func (s *Service) submissionOf(w *Work) (string, error) {
	sealed, err := s.sealValues(w.Form, w.Values)
	if err != nil {
		return "", err
	}
	return marshal(Submission{Answers: w.Answers, Values: sealed, Materials: w.Materials})
}

func materialNames(w *Work) []string {
	var names []string
	for _, m := range w.Plan.Materials {
		if w.Has(m.Code) != nil {
			names = append(names, m.Name)
		}
	}
	return names
}

// readable returns n random characters that people can read out: no I, L, O, U.
func readable(n int) string {
	const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	var out strings.Builder
	for _, v := range b {
		out.WriteByte(letters[v&31])
	}
	return out.String()
}

// Correct hands in what a correction notice asked for and opens a new acceptance
// window.
//
// Basis: 行政许可法, art. 32(4)–(5).
func (s *Service) Correct(ctx context.Context, no string) (*File, error) {
	done, err := s.correct(ctx, no)
	if done, err = once.Again(ctx, s.Once, opCorrect, no, done, err); err != nil {
		return nil, fmt.Errorf("correct %s: %w", no, err)
	}
	return s.File(ctx, done)
}

func (s *Service) correct(ctx context.Context, no string) (string, error) {
	f, err := s.File(ctx, no)
	if err != nil {
		return "", err
	}
	w, err := s.Work(ctx, f.Case.ApplicationID)
	if err != nil {
		return "", err
	}
	if f.Case.Status != InCorrection {
		return "", fault.New(fault.Conflict, "casework.not-now")
	}
	s.askAgain(ctx, w)
	if err := mayResubmit(w, f.Submissions[len(f.Submissions)-1]); err != nil {
		return "", err
	}
	document, err := s.submissionOf(w)
	if err != nil {
		return "", err
	}
	m := newMove(f, actor.From(ctx), s.Clock.Now())
	m.notify("corrected")
	if err := m.record(Correct, Detail{}); err != nil {
		return "", err
	}
	m.enter(stageAccept, stageRole(f.Item, stageAccept))
	m.notice(CorrectedReceipt).Body.Materials = materialNames(w)
	s.settle(m)
	seq := int64(len(f.Submissions) + 1)
	return once.Do(ctx, s.Once, f.Case.No, opCorrect, no, func(ctx context.Context, tx *db.Tx) (string, error) {
		if err := touchApplication(ctx, tx, w.row, m.now); err != nil {
			return "", err
		}
		if err := insertSubmission(ctx, tx, f.Case.ID, seq, m.now, document); err != nil {
			return "", err
		}
		return no, s.store(ctx, tx, m)
	})
}
