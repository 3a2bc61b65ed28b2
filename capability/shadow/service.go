package shadow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/capability/rulebook"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/job"
	"tongban/kernel/once"
)

// Deps are what shadow runs stand on. All are required.
type Deps struct {
	DB        *db.DB
	Clock     clock.Clock
	Once      *once.Keeper
	Casework  *casework.Service
	Rulebooks *rulebook.Service
	Trials    Trials
}

// Service is the use cases of shadow runs.
type Service struct{ Deps }

// New returns the service.
func New(d Deps) *Service { return &Service{d} }

// kindRun is the job that goes on with a run.
const kindRun = "shadow.run"

// going is what the job knows.
type going struct {
	Run id.ID `json:"run"`
}

// of is what access is asked about for the rulebook of a department.
func of(department string) access.Object { return access.Object{Department: department} }

// Start has the draft of an item, or the version in force where nobody writes one, run over
// the latest cases that people decided, up to most of them. One run of an item goes on at a time.
func (s *Service) Start(ctx context.Context, item string, most int) (*Run, error) {
	v, b, err := s.subject(ctx, item)
	if err != nil {
		return nil, err
	}
	by := actor.From(ctx)
	if err := access.May(by, access.RulebookTry, of(b.Department)); err != nil {
		return nil, err
	}
	if most < 1 || most > MostCases {
		return nil, fault.InvalidFields([]fault.Field{{Name: "cases", Key: "shadow.cases", Args: []any{MostCases}}})
	}
	r := &Run{
		ID: id.New(), Item: item, ItemName: b.Name, Department: b.Department, Version: v.ID, Number: v.Number, Digest: v.Digest,
		Wanted: most, State: Running, By: by.ID, ByName: by.Name, StartedAt: s.Clock.Now(),
	}
	asked := struct{ Item, Digest string }{item, v.Digest}
	started, err := once.Do(ctx, s.Once, "shadow/"+item, "shadow.start", asked, func(ctx context.Context, tx *db.Tx) (id.ID, error) {
		if err := insertRun(ctx, tx, r); err != nil {
			return 0, err
		}
		data := runData{Item: item, Digest: r.Digest, Wanted: most}
		if err := audit.Record(ctx, tx, audit.Entry{Event: "shadow.start", Actor: by.ID, Subject: r.ID.String(), At: r.StartedAt, Data: data}); err != nil {
			return 0, err
		}
		return r.ID, job.Enqueue(ctx, tx, job.Job{Kind: kindRun, Key: r.ID.String(), Payload: going{r.ID}})
	})
	if db.IsUnique(err) {
		return nil, errRunning
	}
	if err != nil {
		return nil, fmt.Errorf("start a shadow run of %s: %w", item, err)
	}
	return s.Find(ctx, started)
}

// subject is what a run of an item is about.
func (s *Service) subject(ctx context.Context, item string) (*rulebook.Version, *rulebook.Rulebook, error) {
	b, err := s.Rulebooks.Find(ctx, item)
	switch {
	case err != nil:
		return nil, nil, err
	case b.Draft != nil:
		return b.Draft, b, nil
	case b.Current != nil:
		return b.Current, b, nil
	}
	return nil, nil, errNothing
}

// Find returns a run that the actor may see.
func (s *Service) Find(ctx context.Context, key id.ID) (r *Run, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err = findRun(ctx, tx, key)
		return err
	})
	if err == nil {
		err = access.May(actor.From(ctx), access.RulebookRead, of(r.Department))
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

// List returns the runs of an item below before (zero for the newest), newest first.
func (s *Service) List(ctx context.Context, item string, before id.ID, limit int) (runs []*Run, err error) {
	b, err := s.Rulebooks.Find(ctx, item)
	if err != nil {
		return nil, err
	}
	if err := access.May(actor.From(ctx), access.RulebookRead, of(b.Department)); err != nil {
		return nil, err
	}
	if before == 0 {
		before = math.MaxInt64
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		runs, err = listRuns(ctx, tx, item, before, limit)
		return err
	})
	return runs, err
}

// Cases returns the cases of a run after a place in its list: those that the rules alone would
// have approved, those that people alone granted, and, if all is set, those that agree.
func (s *Service) Cases(ctx context.Context, r *Run, after Cursor, all bool, limit int) (list []Compared, err error) {
	upTo := kindOnlyPeople
	if all {
		upTo = kindAgreed
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listCompared(ctx, tx, r.ID, after, upTo, limit)
		return err
	})
	return list, err
}

// Proven returns the run that proves a content: the newest one of exactly it that has ended
// within ProofDays.
func (s *Service) Proven(ctx context.Context, digest string) (run id.ID, ok bool, err error) {
	var r *Run
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err = findProof(ctx, tx, digest, s.Clock.Now().Add(-ProofDays*24*time.Hour))
		return err
	})
	switch {
	case errors.Is(err, errUnknown):
		return 0, false, nil
	case err != nil:
		return 0, false, err
	}
	return r.ID, true, nil
}

// Latest returns the newest run of a content that has ended, nil if there is none.
func (s *Service) Latest(ctx context.Context, digest string) (r *Run, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err = findProof(ctx, tx, digest, time.UnixMilli(0))
		return err
	})
	if errors.Is(err, errUnknown) {
		return nil, nil
	}
	return r, err
}

// work is the job: it goes on with a run, a batch at a time.
func (s *Service) work(ctx context.Context, payload json.RawMessage) error {
	var g going
	if err := json.Unmarshal(payload, &g); err != nil {
		return err
	}
	_, err := s.Finish(ctx, g.Run)
	return err
}
