package application

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/document"
	"tongban/capability/form"
	"tongban/capability/precheck"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// Deps are what application stands on. All are required.
type Deps struct {
	DB          *db.DB
	Clock       clock.Clock
	Keys        *crypt.Keys
	Once        *once.Keeper
	Catalogue   Items
	Documents   *document.Service
	Lists       *form.Lists // what forms choose from
	Cases       *casework.Service
	Precheck    *precheck.Service
	People      People
	Agents      Agents
	Codes       Codes
	Licences    Licences
	Registry    Registry
	Commitments Commitments // nil: nothing can be had on a commitment
	AtOnce      AtOnce      // nil where no rules decide
}

// Service is the use cases of application.
type Service struct {
	Deps
	turns     [64]sync.Mutex // of those who hand in, see oneAtATime
	deferrals Deferrals      // nil: nothing may be brought later
	bundles   Bundles        // nil: items are applied for one by one
	followers []func(context.Context, *db.Tx, id.ID) error
}

// New returns the service.
func New(d Deps) *Service { return &Service{Deps: d} }

// draftLife is how long a draft waits for its owner.
const draftLife = 90 * 24 * time.Hour

// maxDrafts is how many open drafts one person may have.
const maxDrafts = 50

// Begin starts a draft for the item with the guide's answers, for whom the actor acts.
// What the platform knows of them is filled in; with consent, what the city holds is
// looked up and stands in for papers.
func (s *Service) Begin(ctx context.Context, itemCode string, answers catalogue.Answers, consent bool) (*Work, error) {
	by := actor.From(ctx)
	item, err := s.Catalogue.Published(ctx, itemCode)
	if err != nil {
		return nil, err
	}
	if err := mayBegin(by, item); err != nil {
		return nil, err
	}
	plan := item.Plan(answers)
	if err := mayApply(by.Kind == actor.Staff || s.Cases.Online(item), plan); err != nil {
		return nil, err
	}
	asked := struct {
		Item    string
		Answers catalogue.Answers
		Consent bool
	}{itemCode, answers, consent}
	created, err := s.begun(ctx, by, item, plan, consent, asked)
	created, err = once.Again(ctx, s.Once, opBegin, asked, created, err)
	if err != nil {
		return nil, fmt.Errorf("begin %s: %w", itemCode, err)
	}
	return s.Work(ctx, created)
}

// begun stores the new draft.
func (s *Service) begun(ctx context.Context, by actor.Actor, item *catalogue.Item, plan catalogue.Plan, consent bool, asked any) (id.ID, error) {
	person, err := s.People.Person(ctx, by.Owner())
	if err != nil {
		return 0, err
	}
	known, err := s.known(ctx, person, item, plan, consent)
	if err != nil {
		return 0, err
	}
	row, err := s.newRow(by, item, plan, known)
	if err != nil {
		return 0, err
	}
	sources, err := s.sourcesOf(known.form, known.values, known.from)
	if err != nil {
		return 0, err
	}
	if err := s.recordLooks(ctx, row.ID, known.looks); err != nil {
		return 0, err
	}
	return once.Do(ctx, s.Once, by.ID, opBegin, asked, func(ctx context.Context, tx *db.Tx) (id.ID, error) {
		if drafts, err := listDrafts(ctx, tx, row.Owner, maxDrafts); err != nil || len(drafts) == maxDrafts {
			if err == nil {
				err = fault.New(fault.TooMany, "application.too-many-drafts", maxDrafts)
			}
			return 0, err
		}
		if err := insertApplication(ctx, tx, row); err != nil {
			return 0, err
		}
		if err := putSources(ctx, tx, row.ID, sources); err != nil {
			return 0, err
		}
		for _, m := range known.materials {
			if err := insertMaterial(ctx, tx, row.ID, m); err != nil {
				return 0, err
			}
		}
		if !consent {
			return row.ID, nil
		}
		if err := s.permit(ctx, tx, row, item.Name, known.held); err != nil {
			return 0, err
		}
		return row.ID, audit.Record(ctx, tx, audit.Entry{
			Event: "application.consented", Actor: by.ID, Subject: row.ID.String(), At: s.Clock.Now(), Data: known.lookUp,
		})
	})
}

// newRow is the draft to store.
func (s *Service) newRow(by actor.Actor, item *catalogue.Item, plan catalogue.Plan, known holdings) (row applicationRow, err error) {
	now := s.Clock.Now()
	row.Application = Application{
		ID: id.New(), Owner: idOf(by.Owner()), ItemCode: item.Code, VersionID: item.VersionID,
		Version: 1, CreatedAt: now, UpdatedAt: now, ExpiresAt: now.Add(draftLife),
	}
	if row.body, err = s.bodyOf(known.form, known.values); err != nil {
		return row, err
	}
	row.answers, err = marshal(plan.Answers)
	return row, err
}

// mayApply says why an application online is not possible.
func mayApply(online bool, plan catalogue.Plan) error {
	switch {
	case !online:
		return fault.New(fault.Unavailable, "application.window-only")
	case plan.Stop != nil:
		return fault.New(fault.Invalid, "application.stopped", plan.Stop.Text)
	case plan.Redirect != nil:
		return fault.New(fault.Invalid, "application.redirected", plan.Redirect.Name)
	}
	return fault.InvalidFields(plan.Missing())
}

// Work returns the actor's application with everything needed to go on with it.
func (s *Service) Work(ctx context.Context, applicationID id.ID) (*Work, error) {
	var w *Work
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		row, err := findApplication(ctx, tx, applicationID)
		if err != nil {
			return err
		}
		w, err = s.workOn(ctx, tx, row)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("application %s: %w", applicationID, err)
	}
	return w, s.examine(ctx, w)
}

// workOn reads what belongs to row. Only the owner gets this far, and only while
// the application can be changed.
func (s *Service) workOn(ctx context.Context, tx *db.Tx, row applicationRow) (*Work, error) {
	by := actor.From(ctx)
	if err := access.May(by, access.CaseApply, access.Object{Owner: row.Owner.String(), Item: row.ItemCode, State: access.Draft}); err != nil {
		return nil, unknownApplication(err)
	}
	w := &Work{Application: &row.Application, row: row}
	var err error
	if row.sources, err = findSources(ctx, tx, row.ID); err != nil || row.isDraft() {
		w.row = row
		return w, err
	}
	_, w.handedIn, err = findJoint(ctx, tx, row.ID)
	if err != nil || w.handedIn {
		return w, err
	}
	w.Case, w.Gaps, err = s.Cases.Correcting(ctx, tx, row.CaseID)
	return w, err
}

// unknownApplication hides that another's draft exists.
func unknownApplication(err error) error {
	if fault.KindOf(err) == fault.Unauthenticated {
		return err
	}
	return fault.New(fault.NotFound, "application.unknown-application")
}

// examine checks w against the law it will be handed in under: a draft against the
// item as published today, a correction against the version the case carries.
func (s *Service) examine(ctx context.Context, w *Work) (err error) {
	if err := s.underLaw(ctx, w); err != nil {
		return err
	}
	if w.Form, err = s.Cases.Form(w.Item); err != nil {
		return err
	}
	var stored map[string]any
	if err := json.Unmarshal([]byte(w.row.body), &stored); err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(w.row.answers), &w.Answers); err != nil {
		return err
	}
	if err := s.carry(ctx, w, stored); err != nil {
		return err
	}
	if err := s.readSources(w, w.row.sources); err != nil {
		return err
	}
	if err := s.know(ctx, w); err != nil {
		return err
	}
	if w.held, err = s.heldFor(ctx, w.Owner.String(), w.consented(), w.used()); err != nil {
		return err
	}
	if err := s.invitations(ctx, w); err != nil {
		return err
	}
	return s.judge(ctx, w)
}

// know finds who the applicant of w is.
func (s *Service) know(ctx context.Context, w *Work) (err error) {
	if w.person, err = s.People.Person(ctx, w.Owner.String()); err != nil {
		return err
	}
	w.register, err = s.registered(ctx, w.person)
	return err
}

// judge works out what the answers and materials of w come to, and what is wrong with them.
func (s *Service) judge(ctx context.Context, w *Work) error {
	now := s.Clock.Now()
	w.Plan = w.Item.Plan(w.Answers)
	if err := s.offer(ctx, w); err != nil {
		return err
	}
	if err := s.commits(ctx, w); err != nil {
		return err
	}
	w.Materials = standing(w.Materials, w.held, now)
	w.Materials = append(w.Materials, w.fromForm(now)...)
	w.Materials = append(w.Materials, w.byPledge(now)...)
	w.Faults = s.faultsOf(w, now)
	w.findMissing()
	return nil
}

// findMissing lists the materials of the plan that are not there.
func (w *Work) findMissing() {
	w.Missing = nil
	for _, m := range w.Plan.Materials {
		if m.Necessity == catalogue.Required && w.Has(m.Code) == nil {
			w.Missing = append(w.Missing, m)
		}
	}
}

// open says why w cannot be changed any more.
func (w *Work) mayChange() error {
	if w.Case != nil && len(w.Gaps) > 0 {
		return nil
	}
	return w.already()
}

// certain puts what nobody may answer otherwise where an answer is missing: pages show
// it and do not ask.
func (w *Work) certain(values form.Values) form.Values {
	for key, value := range w.locked() {
		if values[key] == nil {
			values[key] = value
		}
	}
	return values
}

// bodyOf writes the answers of a form for storage.
func (s *Service) bodyOf(def *form.Definition, values form.Values) (string, error) {
	sealed, err := def.Seal(s.Keys, values)
	if err != nil {
		return "", err
	}
	return marshal(sealed)
}

func marshal(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

// Discard throws a draft away with its files.
func (s *Service) Discard(ctx context.Context, applicationID id.ID) error {
	w, err := s.Work(ctx, applicationID)
	if err != nil {
		return err
	}
	if err := w.already(); err != nil {
		return err
	}
	return s.forget(ctx, applicationID)
}

// Drafts returns the actor's open drafts, newest first.
func (s *Service) Drafts(ctx context.Context) (drafts []*Application, err error) {
	by := actor.From(ctx)
	owner, err := id.Parse(by.Owner())
	if err != nil {
		return nil, nil // staff and guests have none
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		drafts = nil // the unit may run again
		rows, err := listDrafts(ctx, tx, owner, maxDrafts)
		for i := range rows {
			if by.Covers(rows[i].ItemCode) {
				drafts = append(drafts, &rows[i].Application)
			}
		}
		return err
	})
	return drafts, err
}

// sweepBatch is how many drafts one look takes, maxBatches how many looks one sweep;
// what is left waits for the next.
const (
	sweepBatch = 100
	maxBatches = 1000
)

// SweepDrafts deletes drafts whose owners did not come back, with their files.
func (s *Service) SweepDrafts(ctx context.Context) error {
	ctx = actor.With(ctx, actor.AsSystem("clock"))
	for range maxBatches {
		var expired []id.ID
		err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			expired, err = listExpiredDrafts(ctx, tx, s.Clock.Now(), sweepBatch)
			return err
		})
		if err != nil || len(expired) == 0 {
			return err
		}
		for _, draft := range expired {
			if err := s.forget(ctx, draft); err != nil {
				return fmt.Errorf("draft %s: %w", draft, err)
			}
		}
	}
	return nil
}

// forget deletes a draft and lets go of its files. One that was submitted meanwhile
// stays.
func (s *Service) forget(ctx context.Context, draft id.ID) error {
	return s.DB.Write(ctx, draft.String(), func(ctx context.Context, tx *db.Tx) error {
		a, err := findApplication(ctx, tx, draft)
		if fault.KindOf(err) == fault.NotFound && err != nil || err == nil && !a.isDraft() {
			return nil
		}
		if err != nil {
			return err
		}
		for _, m := range a.Materials {
			if err := s.release(ctx, tx, m); err != nil {
				return err
			}
		}
		if err := deleteSources(ctx, tx, draft); err != nil {
			return err
		}
		if err := deleteDraft(ctx, tx, a); err != nil {
			return err
		}
		for _, told := range s.followers {
			if err := told(ctx, tx, draft); err != nil {
				return err
			}
		}
		return nil
	})
}
