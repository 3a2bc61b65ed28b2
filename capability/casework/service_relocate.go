package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"tongban/capability/workflow"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/job"
)

// relocationBatch is how many cases one look of a relocation takes.
const relocationBatch = 100

// Relocation is an order to move the running cases of a version of a procedure to another
// version. Whoever gives it, and looks at it, is let in by the capability that keeps
// procedures.
type Relocation struct {
	ID       id.ID
	From, To id.ID
	By       actor.Actor // id, name and department
	Reason   string
	At       time.Time
	Last     id.ID // the case it has come to
	Moved    int
	Kept     int // that could not be moved
	Skipped  int // that somebody has moved on meanwhile
	Finished time.Time
}

// Relocated is what has become of a case by a relocation, or would.
type Relocated struct {
	CaseID    id.ID
	ShortNo   string
	ItemName  string
	UpdatedAt time.Time
	Outcome   RelocationOutcome
	Node      string // the step that keeps it
	Cause     string // key of the words that say why
	Args      []string
}

// RelocationOutcome is what became of a case.
type RelocationOutcome string

// The outcomes.
const (
	RelocatedCase RelocationOutcome = "moved"
	KeptCase      RelocationOutcome = "kept"
	SkippedCase   RelocationOutcome = "skipped"
)

// Running counts the cases that run on each of the versions, up to most and one more.
func (s *Service) Running(ctx context.Context, versions []id.ID, most int) (counts map[id.ID]int, err error) {
	counts = map[id.ID]int{}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, version := range versions {
			if counts[version], err = countRunning(ctx, tx, version, most+1); err != nil {
				return err
			}
		}
		return nil
	})
	return counts, err
}

// Movable returns what would become of running cases if they were moved now, in the order of
// their ids after last. Next is zero on the last page.
func (s *Service) Movable(ctx context.Context, from, to, last id.ID, limit int) (list []Relocated, next id.ID, err error) {
	d, err := s.Procedures.Definition(ctx, to)
	if err != nil {
		return nil, 0, err
	}
	files, err := s.after(ctx, last, limit+1, listRunning(from))
	if err != nil {
		return nil, 0, err
	}
	if len(files) > limit {
		files = files[:limit]
		next = files[limit-1].Case.ID
	}
	for _, f := range files {
		_, kept := s.relocation(f, d)
		list = append(list, relocatedOf(f, kept))
	}
	return list, next, nil
}

// relocation works out where a running case would stand in another version, or why it cannot
// go there. One that is not accepted yet stands nowhere.
func (s *Service) relocation(f *File, to *workflow.Definition) (state *workflow.State, kept []workflow.Fault) {
	lost := []workflow.Fault{{Key: "casework.process-lost"}}
	switch {
	case f.Case.Process == "" && !f.Case.Status.isAccepted():
		return nil, nil
	case f.Item == nil || f.process.def == nil:
		return nil, lost
	}
	from, err := f.standing(f.at(s.Clock.Now()))
	if err != nil {
		return nil, lost
	}
	moved, kept := f.process.def.Move(from, to)
	return &moved, kept
}

func relocatedOf(f *File, kept []workflow.Fault) Relocated {
	r := Relocated{CaseID: f.Case.ID, ShortNo: f.Case.ShortNo, ItemName: f.Case.ItemName, UpdatedAt: f.Case.UpdatedAt, Outcome: RelocatedCase}
	if len(kept) > 0 {
		r.Outcome, r.Node, r.Cause, r.Args = KeptCase, kept[0].Element, kept[0].Key, texts(kept[0].Args)
	}
	return r
}

// relocateJob is the payload of a casework.relocate job.
type relocateJob struct{ Relocation id.ID }

// Relocate orders the running cases of a version to be moved, in the caller's unit. While an
// order for the same version is carried out, another is a Conflict.
func (s *Service) Relocate(ctx context.Context, tx *db.Tx, from, to id.ID, reason string) (id.ID, error) {
	by := actor.From(ctx)
	r := Relocation{ID: id.New(), From: from, To: to, By: by, Reason: reason, At: s.Clock.Now()}
	last, err := listRelocations(ctx, tx, from, 1)
	if err != nil {
		return 0, err
	}
	if len(last) > 0 && last[0].Finished.IsZero() {
		return 0, fault.New(fault.Conflict, "casework.relocating")
	}
	if err := insertRelocation(ctx, tx, r); err != nil {
		return 0, err
	}
	return r.ID, job.Enqueue(ctx, tx, job.Job{Kind: "casework.relocate", Key: r.ID.String(), Payload: relocateJob{r.ID}})
}

// Relocations returns the latest orders for a version, newest first.
func (s *Service) Relocations(ctx context.Context, from id.ID, limit int) (list []Relocation, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listRelocations(ctx, tx, from, limit)
		return err
	})
	return list, err
}

// Relocation returns an order and what became of the cases after last. Next is zero on the
// last page.
func (s *Service) Relocation(ctx context.Context, key, last id.ID, limit int) (r Relocation, list []Relocated, next id.ID, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		if r, err = findRelocation(ctx, tx, key); err != nil {
			return err
		}
		list, err = listRelocated(ctx, tx, key, last, limit+1)
		return err
	})
	if len(list) > limit {
		list = list[:limit]
		next = list[limit-1].CaseID
	}
	return r, list, next, err
}

// relocate carries an order out, case by case in the order of their ids, each in a unit of
// its own. A worker that takes over goes on where the other has stopped.
func (s *Service) relocate(ctx context.Context, payload json.RawMessage) error {
	var j relocateJob
	if err := json.Unmarshal(payload, &j); err != nil {
		return err
	}
	var r Relocation
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		r, err = findRelocation(ctx, tx, j.Relocation)
		return err
	})
	if err != nil {
		return err
	}
	ctx = actor.With(ctx, r.By)
	to, err := s.Procedures.Definition(ctx, r.To)
	for err == nil && r.Finished.IsZero() {
		if err = ctx.Err(); err == nil {
			r, err = s.relocateSome(ctx, r, to)
		}
	}
	if err != nil {
		return fmt.Errorf("relocate cases after %s: %w", r.Last, err)
	}
	return nil
}

// relocateSome moves one batch.
func (s *Service) relocateSome(ctx context.Context, r Relocation, to *workflow.Definition) (Relocation, error) {
	files, err := s.after(ctx, r.Last, relocationBatch, listRunning(r.From))
	if err != nil {
		return r, err
	}
	for _, f := range files {
		if err := s.relocateCase(ctx, r, f, to); err != nil {
			return r, fmt.Errorf("case %s: %w", f.Case.No, err)
		}
		r.Last = f.Case.ID
	}
	if len(files) < relocationBatch {
		r.Finished = s.Clock.Now()
	}
	err = s.DB.Write(ctx, r.ID.String(), func(ctx context.Context, tx *db.Tx) error { return moveRelocation(ctx, tx, r) })
	return r, err
}

// relocateCase moves one case if that is safe, and notes what became of it. Who moves it on at
// the same time is not held up: the case is skipped.
func (s *Service) relocateCase(ctx context.Context, r Relocation, f *File, to *workflow.Definition) error {
	state, kept := s.relocation(f, to)
	note := relocatedOf(f, kept)
	if len(kept) == 0 {
		m, err := s.relocated(ctx, r, f, to, state)
		if err == nil {
			err = s.DB.Write(ctx, f.Case.No, func(ctx context.Context, tx *db.Tx) error {
				if err := s.store(ctx, tx, m); err != nil {
					return err
				}
				return noteRelocated(ctx, tx, r.ID, note)
			})
		}
		if fault.KindOf(err) != fault.Conflict || err == nil {
			return err
		}
		note.Outcome = SkippedCase
	}
	return s.DB.Write(ctx, f.Case.No, func(ctx context.Context, tx *db.Tx) error { return noteRelocated(ctx, tx, r.ID, note) })
}

// relocated plans the move of a case: its tasks stay, with the limits of the new version
// counted from when they were opened; timers keep the dates they have.
func (s *Service) relocated(ctx context.Context, r Relocation, f *File, to *workflow.Definition, state *workflow.State) (*move, error) {
	m := newMove(f, actor.From(ctx), s.Clock.Now())
	if err := m.record(ChangeProcess, Detail{Reason: r.Reason}); err != nil {
		return nil, err
	}
	c := f.Case
	c.ProcedureID, f.process.def = r.To, to
	m.also(func(ctx context.Context, tx *db.Tx) error { return updateProcedure(ctx, tx, c.ID, r.To) })
	if state == nil {
		s.settle(m)
		return m, nil
	}
	m.stand(*state)
	for _, t := range f.OpenTasks() {
		drawn, ok := f.Drawn(t)
		if !ok {
			continue
		}
		if t.Stage != drawn.Stage {
			t.Stage = drawn.Stage
			m.also(func(ctx context.Context, tx *db.Tx) error { return updateStage(ctx, tx, t) })
		}
		if drawn.Limit <= 0 && !t.LimitAt.IsZero() {
			t.LimitAt = time.Time{}
			m.limits = append(m.limits, t)
		}
	}
	if t := f.OpenTask(); t != nil {
		c.Stage = t.Stage
	}
	s.settle(m)
	return m, nil
}
