package insight

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tongban/capability/access"
	"tongban/capability/casework"
	"tongban/capability/workflow"
	"tongban/capability/workflow/bpmn"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Process is how long the steps of a procedure take, over many cases.
type Process struct {
	Item
	Filter    StepFilter // as answered
	At        time.Time
	Revision  int        // of the version; 0: the item's stages
	Revisions []Revision // that cases have gone by, the newest first
	Doc       *bpmn.Document
	Steps     []StepFigure // in the order of the drawing
	Parts     [][]Branch   // whose branches run beside each other
}

// Revision is a version of a procedure with its number; 0 stands for the item's stages.
type Revision struct {
	Version id.ID
	Number  int
}

// Processes returns items whose cases go by a procedure and that the actor may count, in the
// order of their codes, after one. Next is empty on the last page.
func (s *Service) Processes(ctx context.Context, department, after string, limit int) (lines []ProcessLine, next string, err error) {
	f, err := may(ctx, Filter{Department: department})
	if err != nil {
		return nil, "", err
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		lines, err = listProcesses(ctx, tx, f.Department, after, limit+1)
		return err
	})
	if len(lines) > limit {
		lines = lines[:limit]
		next = lines[limit-1].Item
	}
	return lines, next, err
}

// Process returns how long the steps of an item's procedure take. What the actor may not
// count is NotFound, as is what nobody applied for.
func (s *Service) Process(ctx context.Context, f StepFilter) (*Process, error) {
	if _, err := may(ctx, Filter{}); err != nil {
		return nil, err
	}
	p := &Process{At: s.Clock.Now()}
	p.Filter = f.settled(p.At)
	var buckets []bucket
	var standing map[string]int64
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if p.Item, err = findItem(ctx, tx, f.Item); errors.Is(err, db.ErrNoRows) {
			return errNoProcess
		} else if err != nil {
			return err
		}
		if access.May(actor.From(ctx), access.InsightRead, access.Object{Department: p.Department}) != nil {
			return errNoProcess
		}
		versions, err := listVersions(ctx, tx, f.Item)
		if err != nil {
			return err
		}
		if err := p.choose(versions); err != nil {
			return err
		}
		at := course{p.Code, p.Filter.Version}
		if buckets, err = listBuckets(ctx, tx, at, p.Filter.From, p.Filter.To); err != nil {
			return err
		}
		standing, err = countStanding(ctx, tx, at)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("steps of %s: %w", f.Item, err)
	}
	return p, s.describe(ctx, p, buckets, standing)
}

var errNoProcess = fault.New(fault.NotFound, "insight.no-process")

// choose settles which version is counted: the one asked for, else the newest.
func (p *Process) choose(versions []id.ID) error {
	if len(versions) == 0 {
		return errNoProcess
	}
	for _, v := range versions {
		p.Revisions = append(p.Revisions, Revision{Version: v})
	}
	switch {
	case p.Filter.Stages:
		p.Filter.Version = 0
	case p.Filter.Version == 0:
		p.Filter.Version = versions[0]
	}
	if !slices.Contains(versions, p.Filter.Version) {
		return errNoProcess
	}
	p.Filter.Stages = p.Filter.Version == 0
	return nil
}

// describe puts what was counted at the steps of the drawing.
func (s *Service) describe(ctx context.Context, p *Process, buckets []bucket, standing map[string]int64) (err error) {
	for i := range p.Revisions {
		if r := &p.Revisions[i]; r.Version != 0 {
			drawn, err := s.Procedures.Drawn(ctx, r.Version)
			if err != nil {
				return err
			}
			if r.Number = drawn.Revision; r.Version == p.Filter.Version {
				p.Revision, p.Doc = drawn.Revision, drawn.Doc
			}
		}
	}
	tasks := []workflow.Task{}
	if p.Filter.Version == 0 {
		item, err := s.Casework.Catalogue.Published(ctx, p.Code)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
		if err == nil {
			tasks = casework.Steps(item)
			p.Doc = workflow.Sequence("item", p.Name, tasks)
		}
	} else if d, _ := workflow.Compile(p.Doc); d != nil {
		tasks = d.Tasks()
	}
	p.figure(tasks, buckets, standing)
	return nil
}

// figure makes figures of buckets, in the order of the tasks; steps that the drawing shown
// does not have, such as an item's former stages, come last.
func (p *Process) figure(tasks []workflow.Task, buckets []bucket, standing map[string]int64) {
	at := map[string]int{}
	add := func(f StepFigure) {
		if _, there := at[f.Step]; !there {
			at[f.Step] = len(p.Steps)
			p.Steps = append(p.Steps, f)
		}
	}
	for _, t := range tasks {
		step := t.Node
		if p.Filter.Version == 0 {
			step = t.Stage
		}
		add(StepFigure{Step: step, Node: t.Node, Name: cmp.Or(t.Name, step)})
	}
	byStep := map[string][]bucket{}
	for _, b := range buckets {
		byStep[b.step] = append(byStep[b.step], b)
	}
	for step := range byStep {
		add(StepFigure{Step: step, Name: step})
	}
	for step := range standing {
		add(StepFigure{Step: step, Name: step})
	}
	known := map[string]StepFigure{}
	for i := range p.Steps {
		f := &p.Steps[i]
		f.tally(byStep[f.Step])
		f.Standing = standing[f.Step]
		if f.Node != "" {
			known[f.Node] = *f
		}
	}
	slices.SortStableFunc(p.Steps[len(tasks):], func(a, b StepFigure) int { return strings.Compare(a.Step, b.Step) })
	if p.Doc != nil {
		p.Parts = branches(p.Doc, known)
	}
}
