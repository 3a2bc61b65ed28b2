package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"slices"

	"tongban/capability/catalogue"
	"tongban/capability/workflow"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// define finds the process of f: the one drawn for it, or its item's stages one after the
// other. A case whose drawing is not to be found can be read all the same.
func (s *Service) define(ctx context.Context, f *File) (err error) {
	if f.Case.ProcedureID == 0 {
		f.process.def, err = s.sequence(f.Item)
		return err
	}
	f.process.def, err = s.Procedures.Definition(ctx, f.Case.ProcedureID)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		slog.ErrorContext(ctx, "case without its process", "case", f.Case.No, "error", err)
		return nil
	}
	return err
}

// sequence returns the process of a version's stages, made once.
func (s *Service) sequence(item *catalogue.Item) (*workflow.Definition, error) {
	if d, ok := s.sequences.Load(item.VersionID); ok {
		return d.(*workflow.Definition), nil
	}
	d, err := sequence(item)
	if err == nil {
		s.sequences.Store(item.VersionID, d)
	}
	return d, err
}

// answers reads what the applicant has said, for the expressions of a drawn process: as the
// rules of the form take it, so that amounts are numbers and days are times.
func (s *Service) answers(ctx context.Context, f *File) error {
	if d := f.process.def; d == nil || !d.ReadsForm() || f.process.values != nil {
		return nil
	}
	def, err := s.Form(f.Item)
	if err != nil {
		return err
	}
	var last Submission
	if len(f.Submissions) > 0 {
		last = f.LastSubmission()
	} else if last, err = s.latest(ctx, f.Case, f.Item); err != nil {
		return err
	}
	f.process.values = def.Readable(last.Values)
	return nil
}

// entered reads what a handler gives of the form's fields, as expressions take it: it is
// checked as an applicant's answer is, and becomes a variable of the process.
func (s *Service) entered(f *File, given map[string]any) (map[string]any, error) {
	if len(given) == 0 {
		return nil, nil
	}
	def, err := s.Form(f.Item)
	if err != nil {
		return nil, err
	}
	values, faults := def.FromJSON(given)
	readable := def.Readable(def.Normalise(values))
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if _, ok := readable[name]; !ok {
			faults = append(faults, fault.Field{Name: name, Key: "casework.input.value-unreadable"})
		}
	}
	return readable, fault.InvalidFields(faults)
}

// begin hands an accepted case to its process.
func (s *Service) begin(ctx context.Context, m *move) error {
	m.close = "accepted"
	m.notify("accepted")
	if err := s.define(ctx, m.file); err != nil {
		return err
	}
	if err := s.answers(ctx, m.file); err != nil {
		return err
	}
	if m.file.Committed && m.file.Case.ProcedureID == 0 {
		return s.straight(m)
	}
	made, err := m.file.started(m.now)
	if err != nil {
		return m.lost(err)
	}
	if m.file.process.decides(made) {
		if err := m.record(ProposeDecision, Detail{Stage: m.stageOf(made)}); err != nil {
			return err
		}
	}
	return s.carryOut(ctx, m, made)
}

// stageOf is the stage of the task that s opens for the decision.
func (m *move) stageOf(s stride) string {
	for _, a := range s.opened() {
		if t := m.file.process.task(a); t.Decides {
			return t.Stage
		}
	}
	return stageDecide
}

// lost notes that a process cannot begin or go on at all: nothing stops unseen. A person
// with the right takes the case out of it.
func (m *move) lost(why error) error {
	f, known := fault.As(why)
	if !known || f.Kind == fault.Internal {
		return why
	}
	return m.stuck(Incident{Cause: f.Key, Args: texts(f.Args)})
}

// stuck notes an incident of the process on the case and for the list.
func (m *move) stuck(i Incident) error {
	i.ID, i.CaseID, i.At = id.New(), m.file.Case.ID, m.now
	m.also(func(ctx context.Context, tx *db.Tx) error { return insertIncident(ctx, tx, m.file.Case.Department, i) })
	return m.recordBy(actor.AsSystem("process"), RaiseIncident, Detail{Incident: incidentProcess, Stage: i.Node, Cause: i.Cause, Args: i.Args})
}

// carryOut makes what a process asks for part of m: tasks, timers, incidents, and the
// decision where the process has ended without one.
func (s *Service) carryOut(ctx context.Context, m *move, made stride) error {
	m.stand(made.state)
	for _, a := range made.opened() {
		if err := s.openActivity(ctx, m, a); err != nil {
			return err
		}
	}
	for _, e := range made.effects {
		if err := s.effect(m, e); err != nil {
			return err
		}
	}
	if waits := m.file.process.def.Stalled(made.state); waits != "" {
		if err := m.stuck(Incident{Node: waits, Cause: incidentWaits, Args: []string{m.file.process.def.Label(waits)}}); err != nil {
			return err
		}
	} else if m.file.wasStuck() {
		m.also(func(ctx context.Context, tx *db.Tx) error { return endWaits(ctx, tx, m.file.Case.ID, m.now) })
	}
	if made.state.Over() {
		m.openTask(decision(""), workflow.Activity{}, m.file.Case.Department)
	}
	if len(m.opened) > 0 {
		m.file.Case.Stage = m.opened[0].Stage
	}
	return nil
}

// effect carries out one effect but the opening of tasks.
func (s *Service) effect(m *move, e workflow.Effect) error {
	caseID := m.file.Case.ID
	switch e := e.(type) {
	case workflow.TaskClosed:
		return s.closed(m, e)
	case workflow.TimerSet:
		t := timer{caseID, e.Timer, timerDue(e, m.now, s.Calendar()), m.now, e.Workdays}
		m.also(func(ctx context.Context, tx *db.Tx) error { return insertTimer(ctx, tx, t) })
	case workflow.TimerCleared:
		m.also(func(ctx context.Context, tx *db.Tx) error { return deleteTimer(ctx, tx, caseID, e.Timer) })
	case workflow.Incident:
		return m.stuck(Incident{Token: int64(e.ID), Node: e.Node, Cause: e.Key, Args: texts(e.Args)})
	case workflow.IncidentOver:
		m.also(func(ctx context.Context, tx *db.Tx) error { return endIncident(ctx, tx, caseID, int64(e.ID), m.now) })
	}
	return nil
}

// closed ends the task of an activity that the process has closed.
func (s *Service) closed(m *move, e workflow.TaskClosed) error {
	for _, t := range m.file.OpenTasks() {
		if t.Activity != e.ID && !(t.Activity == 0 && t == m.task) {
			continue
		}
		outcome := string(e.Why)
		if e.Why == workflow.ByCompletion {
			outcome = m.outcome
		}
		m.ended = append(m.ended, ending{t, outcome})
		m.attended(t)
		return m.resumeBranch(t, m.result)
	}
	return nil
}

// openTask adds a task to m.
func (m *move) openTask(drawn workflow.Task, a workflow.Activity, department string) *Task {
	c := m.file.Case
	m.opened = append(m.opened, Task{
		ID: id.New(), CaseID: c.ID, Stage: drawn.Stage, Role: drawn.Role, Department: department, Outlet: c.Outlet, Region: c.Region, OpenedAt: m.now,
		Node: a.Node, Activity: a.ID, Element: a.Element, Assignee: a.Signer,
	})
	t := &m.opened[len(m.opened)-1]
	if t.Assignee != "" {
		t.ClaimedAt = m.now
		m.staff = append(m.staff, telling{t.Assignee, "casework.inform.task-to-sign"})
	}
	return t
}

// staffed notes where nobody who is at work could take t.
func (s *Service) staffed(ctx context.Context, m *move, t *Task) error {
	if m.file.Case.ProcedureID == 0 || t.Assignee != "" {
		return nil
	}
	any, err := s.takable(ctx, t)
	if err != nil || any {
		return err
	}
	return m.stuck(nobodyFor(m.file, t))
}

// stand keeps where the case stands now. A decided case stands nowhere.
func (m *move) stand(state workflow.State) {
	m.file.process.state = &state
	m.file.Case.Process = string(state.Encode())
}

// leave ends the process of the case, if it is in one: it was decided, or is over.
func (m *move) leave() {
	c := m.file.Case
	if c.Process == "" && !m.file.wasStuck() {
		return
	}
	c.Process, m.file.process.state = "", nil
	if c.ProcedureID != 0 {
		m.also(func(ctx context.Context, tx *db.Tx) error { return endProcess(ctx, tx, c.ID, m.now) })
	}
}

// texts writes what a message speaks of, so that it can be kept.
func texts(args []any) []string {
	var list []string
	for _, a := range args {
		list = append(list, fmt.Sprint(a))
	}
	return list
}

// keptArgs is args as they are stored.
func keptArgs(args []string) string {
	text, _ := json.Marshal(args) // strings always marshal
	return string(text)
}
