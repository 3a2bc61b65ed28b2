package casework

import (
	"context"
	"slices"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/capability/workflow"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/check"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Return is work sent back: to which step of the drawing, of one done over a list for which
// element alone, and why.
type Return struct {
	To, Element, Reason string
}

// check finds what is missing from r, whose reason reads so.
func (r Return) check(reason string) (faults []fault.Field) {
	if r.To == "" {
		faults = append(faults, fault.Field{Name: "to", Key: "casework.input.step-missing"})
	}
	switch length := len([]rune(reason)); {
	case length == 0:
		faults = append(faults, fault.Field{Name: string(InputReason), Key: "casework.input.send-back-reason"})
	case length > MaxText:
		faults = append(faults, fault.Field{Name: string(InputReason), Key: "casework.input.too-long", Args: []any{MaxText}})
	}
	return faults
}

// handled plans what the handler of an open task does to the process: the event it means for
// the engine, and how that is written down.
func (s *Service) handled(ctx context.Context, taskID id.ID, e Event, d Detail, of func(*File, *Task) (workflow.Event, error)) (*move, error) {
	f, task, err := s.taskFile(ctx, taskID)
	if err != nil {
		return nil, err
	}
	by := actor.From(ctx)
	switch {
	case !task.ClosedAt.IsZero():
		return nil, fault.New(fault.Conflict, "casework.task-over")
	case task.Assignee != "" && task.Assignee != by.ID:
		return nil, fault.New(fault.Conflict, "casework.claimed-by-other")
	}
	if err := task.mayTakeUp(by); err != nil {
		return nil, err
	}
	d.Stage = task.Stage
	return s.moved(ctx, f, task, e, d, of)
}

// moved plans a step of the process that somebody asks for on a task.
func (s *Service) moved(ctx context.Context, f *File, task *Task, e Event, d Detail, of func(*File, *Task) (workflow.Event, error)) (*move, error) {
	if !Lifecycle.May(f.Case.Status, e) {
		return nil, fault.New(fault.Conflict, "casework.not-now")
	}
	if err := s.answers(ctx, f); err != nil {
		return nil, err
	}
	asked, err := of(f, task)
	if err != nil {
		return nil, err
	}
	m := newMove(f, actor.From(ctx), s.Clock.Now())
	m.task = task
	made, err := f.stepped(asked, m.now)
	if err != nil {
		return nil, err
	}
	if err := s.walk(ctx, m, e, d, made); err != nil {
		return nil, err
	}
	s.settle(m)
	return m, nil
}

// SendBack sends work back to an earlier step, which is done again (退回). Other branches go
// on; a join that took them waits again for this one only.
func (s *Service) SendBack(ctx context.Context, taskID id.ID, r Return) (*File, error) {
	reason := check.Words(r.Reason)
	if faults := r.check(reason); len(faults) > 0 {
		return nil, fault.InvalidFields(faults)
	}
	asked := struct {
		Task   id.ID
		Return Return
	}{taskID, r}
	return s.once(ctx, "casework.send-back", asked, func() (*move, error) {
		return s.handled(ctx, taskID, SendBack, Detail{Reason: reason}, func(f *File, t *Task) (workflow.Event, error) {
			return workflow.Returned{Activity: f.activity(t, s.Clock.Now()), To: r.To, Element: r.Element}, nil
		})
	})
}

// Returnable returns the steps that the work of task may be sent back to, the nearest first:
// one done over a list as a whole, too, and for each of its elements alone.
func (s *Service) Returnable(f *File, task *Task) []workflow.Target {
	now := s.Clock.Now()
	state, err := f.standing(now)
	if err != nil || !Lifecycle.May(f.Case.Status, SendBack) {
		return nil
	}
	in := workflow.Input{Now: now, Values: f.process.values}
	targets := f.process.def.Targets(state, f.activity(task, now), in)
	return slices.DeleteFunc(targets, func(t workflow.Target) bool { return t.Node == task.Node && t.Element == task.Element })
}

// TakeBack undoes what the actor has ended, as long as nobody has picked up what it opened
// (撤回). It is theirs again.
func (s *Service) TakeBack(ctx context.Context, taskID id.ID) (*File, error) {
	return s.once(ctx, "casework.take-back", taskID, func() (*move, error) {
		f, task, err := s.findTask(ctx, taskID)
		if err != nil {
			return nil, err
		}
		if err := MayTakeBack(actor.From(ctx), f, task); err != nil {
			return nil, err
		}
		m, err := s.moved(ctx, f, task, TakeBack, Detail{Stage: task.Stage}, func(f *File, t *Task) (workflow.Event, error) {
			e := workflow.TakenBack{Activity: t.Activity}
			for _, open := range f.OpenTasks() {
				if open.Assignee != "" {
					e.Held = append(e.Held, open.Activity)
				}
			}
			return e, nil
		})
		if err != nil {
			return nil, err
		}
		for i := range m.opened {
			if t := &m.opened[i]; t.Node == task.Node && t.Element == task.Element {
				t.Assignee, t.ClaimedAt = m.by.ID, m.now
				break
			}
		}
		return m, nil
	})
}

// MayTakeBack says why a may not take back a task of f that was ended.
func MayTakeBack(a actor.Actor, f *File, task *Task) error {
	switch {
	case task.Node == "" || task.ClosedAt.IsZero() || f.isVisit(task) || !Lifecycle.May(f.Case.Status, TakeBack):
		return fault.New(fault.Conflict, "casework.not-now")
	case task.ClosedBy != a.ID || !slices.Contains(f.endings(task), task.Outcome):
		return fault.New(fault.Forbidden, "casework.not-yours")
	}
	return access.May(a, access.CaseClaim, f.taskObject(task))
}

// endings are how a task of f is written down when somebody has ended it.
func (f *File) endings(t *Task) []string {
	var list []string
	for _, outcome := range f.Outcomes(t) {
		list = append(list, closedWith(outcome))
	}
	return list
}

// AddSigner asks a colleague to sign what the actor signs, too (加签).
func (s *Service) AddSigner(ctx context.Context, taskID id.ID, colleague string) (*File, error) {
	asked := struct {
		Task id.ID
		To   string
	}{taskID, colleague}
	return s.once(ctx, "casework.add-signer", asked, func() (*move, error) {
		signer, err := s.Colleagues.Colleague(ctx, colleague)
		if err != nil {
			return nil, err
		}
		return s.handled(ctx, taskID, AddSigner, Detail{Reason: signer.Name}, func(f *File, t *Task) (workflow.Event, error) {
			if !MayTake(signer, f, t) {
				return nil, fault.New(fault.Conflict, "casework.colleague-may-not", signer.Name)
			}
			return workflow.SignerAdded{Activity: f.activity(t, s.Clock.Now()), Signer: signer.ID}, nil
		})
	})
}

// RemoveSigner does without a signature (减签). Whoever signs the same may say so, and whoever
// answers for the work.
func (s *Service) RemoveSigner(ctx context.Context, taskID id.ID) (*File, error) {
	return s.once(ctx, "casework.remove-signer", taskID, func() (*move, error) {
		f, task, err := s.findTask(ctx, taskID)
		if err != nil {
			return nil, err
		}
		if err := MayRemoveSigner(actor.From(ctx), f, task); err != nil {
			return nil, err
		}
		return s.moved(ctx, f, task, RemoveSigner, Detail{Stage: task.Stage}, func(f *File, t *Task) (workflow.Event, error) {
			return workflow.SignerRemoved{Activity: t.Activity}, nil
		})
	})
}

// MayRemoveSigner says why a may not do without the signature that task asks for.
func MayRemoveSigner(a actor.Actor, f *File, task *Task) error {
	switch {
	case task.Node == "" || !task.ClosedAt.IsZero():
		return fault.New(fault.Conflict, "casework.task-over")
	case slices.ContainsFunc(f.OpenTasks(), func(t *Task) bool { return t.ID != task.ID && t.Node == task.Node && t.Assignee == a.ID }):
		return nil
	}
	return access.May(a, access.CaseAssign, f.taskObject(task))
}

// Entrust gives an open task to another department, by whoever sees to processes that cannot
// go on: the one it was drawn for may be closed, or have nobody who can do it. The decision
// stays where the law puts it.
func (s *Service) Entrust(ctx context.Context, taskID id.ID, department, reason string) (*File, error) {
	reason, err := whyHanded(reason)
	if err != nil {
		return nil, err
	}
	asked := struct {
		Task       id.ID
		Department string
	}{taskID, department}
	return s.once(ctx, "casework.entrust", asked, func() (*move, error) {
		f, task, err := s.findTask(ctx, taskID)
		if err != nil {
			return nil, err
		}
		if err := s.mayEntrust(ctx, f, task, department); err != nil {
			return nil, err
		}
		m := newMove(f, actor.From(ctx), s.Clock.Now())
		if err := m.record(Entrust, Detail{Stage: task.Stage, Reason: reason}); err != nil {
			return nil, err
		}
		s.settle(m)
		m.also(func(ctx context.Context, tx *db.Tx) error {
			if err := entrustTask(ctx, tx, task.ID, department); err != nil {
				return err
			}
			if err := insertPart(ctx, tx, f.Case, department); err != nil {
				return err
			}
			return endTaskIncidents(ctx, tx, task, m.now)
		})
		task.Department, task.Assignee, task.Candidates = department, "", nil
		return m, nil
	})
}

// MayEntrust says why a may not give an open task of f to another department.
func MayEntrust(a actor.Actor, f *File, task *Task) error {
	if drawn, ok := f.Drawn(task); !ok || !task.ClosedAt.IsZero() || drawn.Decides || !Lifecycle.May(f.Case.Status, Entrust) {
		return fault.New(fault.Conflict, "casework.not-now")
	}
	return access.May(a, access.CaseUnblock, object(f))
}

func (s *Service) mayEntrust(ctx context.Context, f *File, task *Task, department string) error {
	if err := MayEntrust(actor.From(ctx), f, task); err != nil {
		return err
	}
	if department == task.Department && task.Candidates == nil {
		return fault.New(fault.Conflict, "casework.entrusted-there")
	}
	if _, err := s.Departments.Mark(ctx, department); err != nil {
		return fault.InvalidFields([]fault.Field{{Name: "department", Key: "casework.input.department-unknown"}})
	}
	any, err := s.Colleagues.Anybody(ctx, department, task.Outlet, actor.Role(task.Role))
	if err == nil && !any {
		err = fault.InvalidFields([]fault.Field{{Name: "department", Key: "casework.input.department-nobody"}})
	}
	return err
}

// mostUrged is the longest an urging may be, in characters.
const mostUrged = 200

// Urge tells whoever holds a task, or answers for it, that the case waits for it (催办): once a
// working day for each task. Whoever works on the case may, and who answers for it.
func (s *Service) Urge(ctx context.Context, taskID id.ID, words string) error {
	words = check.Words(words)
	if len([]rune(words)) > mostUrged {
		return fault.InvalidFields([]fault.Field{{Name: string(InputReason), Key: "casework.input.too-long", Args: []any{mostUrged}}})
	}
	f, task, err := s.findTask(ctx, taskID)
	if err != nil {
		return err
	}
	by, now := actor.From(ctx), s.Clock.Now()
	if err := MayUrge(by, f, task); err != nil {
		return err
	}
	return s.DB.Write(ctx, f.Case.No, func(ctx context.Context, tx *db.Tx) error {
		if err := insertUrge(ctx, tx, task.ID, calendar.DateOf(now).String(), by.ID, now); err != nil {
			return err
		}
		if err := s.Informer.Inform(ctx, tx, idOf(task.Assignee), "casework.inform.task-urged", []string{f.Case.ItemName, f.Case.ShortNo, by.Name, words}, DeskURL(f.Case.ShortNo)); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Event: "casework.task-urged", Actor: by.ID, Subject: f.Case.No, At: now,
			Data: struct {
				Task string `json:"task"`
			}{task.ID.String()},
		})
	})
}

// MayUrge says why a may not urge whoever holds task: those who work on another step of the
// case may, and those who answer for it.
func MayUrge(a actor.Actor, f *File, task *Task) error {
	switch {
	case !task.ClosedAt.IsZero():
		return fault.New(fault.Conflict, "casework.task-over")
	case task.Assignee == "":
		return fault.New(fault.Conflict, "casework.nobody-holds")
	case task.Assignee == a.ID:
		return fault.New(fault.Conflict, "casework.urged-self")
	case access.May(a, access.CaseReport, object(f)) == nil || access.May(a, access.CaseAssign, f.taskObject(task)) == nil:
		return nil
	}
	if slices.ContainsFunc(f.OpenTasks(), func(t *Task) bool {
		return access.May(a, access.CaseClaim, f.taskObject(t)) == nil && a.Is(actor.Role(t.Role))
	}) {
		return nil
	}
	return fault.New(fault.Forbidden, "access.forbidden")
}

// OfTask returns everything about the case of a task that its reader may see.
func (s *Service) OfTask(ctx context.Context, taskID id.ID) (*File, *Task, error) {
	f, _, err := s.findTask(ctx, taskID)
	if err != nil {
		return nil, nil, err
	}
	if f, err = s.File(ctx, f.Case.No); err != nil {
		return nil, nil, err
	}
	return f, f.Task(taskID), nil
}
