package casework

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"tongban/capability/access"
	"tongban/capability/workflow"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// effects are what each command does to a case beyond the table.
var effects = map[Event]func(*Service, context.Context, *move, Input) error{
	StartPreReview:  (*Service).startPreReview,
	Accept:          (*Service).accept,
	RequestMending:  (*Service).requestCorrection,
	FindNotNeeded:   (*Service).findNotNeeded,
	RefuseAccept:    (*Service).refuse,
	StartReview:     (*Service).startReview,
	PassStage:       (*Service).pass,
	ProposeDecision: (*Service).pass,
	Retry:           (*Service).retry,
	LeaveProcess:    (*Service).leaveProcess,
	Grant:           (*Service).grant,
	Deny:            (*Service).deny,
	Deliver:         (*Service).deliver,
	Withdraw:        (*Service).withdraw,
	Terminate:       (*Service).terminate,
	GrantAtOnce:     (*Service).grantAtOnce,
	PointOut:        (*Service).pointOut,
	TellHearing:     (*Service).tellHearing,
	RequestHearing:  (*Service).requestHearing,
	EnterSpecial:    (*Service).enterSpecial,
	SetHearing:      (*Service).setHearing,
	LeaveSpecial:    (*Service).leaveSpecial,
	Suspend:         (*Service).suspend,
	Resume:          (*Service).resume,
	Extend:          (*Service).extend,
	RaiseIncident:   (*Service).raiseIncident,
}

// Step carries out what a person asks of the case no. It plans on a snapshot and
// stores in one short unit; whoever was faster makes it a Conflict.
func (s *Service) Step(ctx context.Context, no string, e Event, in Input) (*File, error) {
	asked := struct {
		No    string
		Input Input
	}{no, in}
	return s.once(ctx, "casework."+string(e), asked, func() (*move, error) {
		f, err := s.due(ctx, func() (*File, error) { return s.read(ctx, no) })
		if err != nil {
			return nil, err
		}
		return s.plan(ctx, f, e, in)
	})
}

// once stores what plan works out, once for the key in ctx. The plan of a
// repetition fails, since the case has moved on; then the earlier outcome counts. Where
// another branch of the case was faster, the plan is made again.
func (s *Service) once(ctx context.Context, op string, asked any, plan func() (*move, error)) (*File, error) {
	var did outcome
	var m *move
	var err error
	for range mostPlans {
		if m, err = plan(); err != nil {
			break
		}
		did, err = once.Do(ctx, s.Once, m.file.Case.No, op, asked, func(ctx context.Context, tx *db.Tx) (outcome, error) {
			return outcome{m.file.Case.No, m.id}, s.store(ctx, tx, m)
		})
		if fault.KindOf(err) != fault.Conflict || err == nil || !m.file.hasBranches(m.task) {
			break
		}
	}
	if did, err = once.Again(ctx, s.Once, op, asked, did, err); err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	if m == nil || did.Move != m.id { // an earlier move has done it, this one is undone
		return s.File(ctx, did.No)
	}
	m.finish()
	return m.file, nil
}

// mostPlans is how often a move is planned while other branches of its case are faster.
const mostPlans = 4

// outcome is what a repetition is told: which move has changed which case.
type outcome struct {
	No   string
	Move id.ID
}

// plan checks that the actor may do e to the case of f now, and works out what has
// to be stored.
func (s *Service) plan(ctx context.Context, f *File, e Event, in Input) (*move, error) {
	cmd, ok := commandFor(e)
	if !ok {
		return nil, fault.New(fault.Invalid, "casework.unknown-command")
	}
	by, now, in := actor.From(ctx), s.Clock.Now(), in.plain()
	if err := maySee(by, f); err != nil {
		return nil, err
	}
	task, err := f.pick(by, cmd, in.Task)
	if err != nil {
		return nil, err
	}
	if in.Version != 0 && in.Version != f.Case.Version && !f.hasBranches(task) {
		return nil, stale(ctx, f.Case.UpdatedBy, f.Case.UpdatedAt)
	}
	if err := s.answers(ctx, f); err != nil {
		return nil, err
	}
	if err := mayCommand(f, by, cmd, task, now); err != nil {
		return nil, err
	}
	if faults := checkInput(f, cmd, in); len(faults) > 0 {
		return nil, fault.InvalidFields(faults)
	}
	m := newMove(f, by, now)
	m.task = task
	if err := effects[cmd.Event](s, ctx, m, in); err != nil {
		return nil, err
	}
	s.settle(m)
	return m, nil
}

// due reads a case after doing what has fallen due by itself: nobody acts on a case
// whose time has passed as if it had not.
func (s *Service) due(ctx context.Context, read func() (*File, error)) (*File, error) {
	f, err := read()
	if err != nil || f.Case.SweepAt.IsZero() || s.Clock.Now().Before(f.Case.SweepAt) {
		return f, err
	}
	if err := s.sweepCase(actor.With(ctx, actor.AsSystem("clock")), f.Case.No); err != nil && fault.KindOf(err) != fault.Conflict {
		return nil, err
	}
	return read()
}

// read loads the case no on a snapshot of its own.
func (s *Service) read(ctx context.Context, no string) (*File, error) {
	return s.readBy(ctx, byNumber(no))
}

// readBy does the same for the case that w names.
func (s *Service) readBy(ctx context.Context, w which) (f *File, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		tx.Last()
		f, err = find(ctx, tx, w)
		return err
	})
	if err != nil {
		return nil, err
	}
	return f, s.understand(ctx, f)
}

// Claim gives the actor the task: from now on nobody else may act on it. Claiming
// starts the pre-review or the review. A deputy takes on what a colleague who is away has
// claimed. Where another branch of the case was faster, it is tried again.
func (s *Service) Claim(ctx context.Context, taskID id.ID) (f *File, err error) {
	for range mostPlans {
		f, err = s.claim(ctx, taskID)
		if err == nil || fault.KindOf(err) != fault.Conflict || f == nil || !f.hasBranches(f.Task(taskID)) {
			break
		}
	}
	return f, err
}

// claim tries once. With an error, the file is that of a claim that could not be stored.
func (s *Service) claim(ctx context.Context, taskID id.ID) (*File, error) {
	f, task, err := s.taskFile(ctx, taskID)
	if err != nil {
		return nil, err
	}
	by, now := actor.From(ctx), s.Clock.Now()
	switch {
	case !task.ClosedAt.IsZero():
		return nil, stale(ctx, f.Case.UpdatedBy, f.Case.UpdatedAt)
	case task.Assignee == by.ID:
		return f, nil
	}
	if task.Assignee != "" {
		standsIn, err := s.standsIn(ctx, by.ID, task.Assignee)
		if err != nil {
			return nil, err
		}
		if !standsIn {
			return nil, fault.New(fault.Conflict, "casework.claimed-by-other")
		}
		return s.takeOver(ctx, f, task)
	}
	if err := task.mayTakeUp(by); err != nil {
		return nil, err
	}
	m := newMove(f, by, now)
	m.task, m.claim = task, taskID
	m.attended(task)
	for _, e := range []Event{StartPreReview, StartReview} {
		if Lifecycle.May(f.Case.Status, e) {
			if err := m.begins(e, task.Stage); err != nil {
				return nil, err
			}
		}
	}
	s.settle(m)
	err = s.DB.Write(ctx, f.Case.No, func(ctx context.Context, tx *db.Tx) error { return s.store(ctx, tx, m) })
	if err != nil {
		return f, fmt.Errorf("claim %s: %w", taskID, err)
	}
	m.finish()
	return f, s.offer(ctx, f, by)
}

// Complete ends the actor's task with an outcome: pass hands the case to the next
// step; grant and deny are the decision.
func (s *Service) Complete(ctx context.Context, taskID id.ID, in Input) (*File, error) {
	asked := struct {
		Task  id.ID
		Input Input
	}{taskID, in}
	return s.once(ctx, "casework.complete", asked, func() (*move, error) {
		f, task, err := s.taskFile(ctx, taskID)
		if err != nil {
			return nil, err
		}
		if !task.ClosedAt.IsZero() {
			return nil, stale(ctx, f.Case.UpdatedBy, f.Case.UpdatedAt)
		}
		e, err := s.completion(ctx, f, task, in.Outcome)
		if err != nil {
			return nil, err
		}
		in.Task = taskID
		return s.plan(ctx, f, e, in)
	})
}

// completion returns the event an outcome stands for where a task is.
func (s *Service) completion(ctx context.Context, f *File, task *Task, outcome string) (Event, error) {
	e, ok := map[string]Event{"accept": Accept, "grant": Grant, "deny": Deny, "deliver": Deliver}[outcome]
	if ok {
		return e, nil
	}
	if !slices.Contains(f.Outcomes(task), outcome) {
		return "", fault.InvalidFields([]fault.Field{{Name: string(InputOutcome), Key: "casework.input.outcome-unknown"}})
	}
	if err := s.answers(ctx, f); err != nil {
		return "", err
	}
	if decides, err := f.leads(task, actor.From(ctx), s.Clock.Now()); err == nil && decides {
		return ProposeDecision, nil
	}
	return PassStage, nil
}

// taskFile reads a task and its case, if the actor may work on it.
func (s *Service) taskFile(ctx context.Context, taskID id.ID) (f *File, task *Task, err error) {
	f, err = s.due(ctx, func() (*File, error) {
		return s.readBy(ctx, byTask(taskID))
	})
	if err != nil {
		return nil, task, err
	}
	task = f.Task(taskID)
	by := actor.From(ctx)
	if err := maySee(by, f); err != nil {
		return nil, task, err
	}
	if err := access.May(by, access.CaseClaim, f.taskObject(task)); err != nil {
		return nil, task, err
	}
	if !by.Is(actor.Role(task.Role)) {
		return nil, task, fault.New(fault.Forbidden, "casework.not-your-role")
	}
	return f, task, nil
}

func (s *Service) startPreReview(_ context.Context, m *move, _ Input) error {
	if m.task != nil && m.by.Kind == actor.Staff {
		m.claim = m.task.ID
	}
	return m.record(StartPreReview, Detail{Stage: stageAccept})
}

// pointOut tells the applicant what can be mended on the spot. That is no correction
// notice: the time to accept runs on, and a correction may still be asked for.
//
// Basis: 行政许可法, art. 32(3).
func (s *Service) pointOut(_ context.Context, m *move, in Input) error {
	m.notify("pointed-out")
	return m.record(PointOut, Detail{Gaps: in.Gaps})
}

// accept is the written acceptance of a complete application.
func (s *Service) accept(ctx context.Context, m *move, in Input) error {
	if err := s.acceptBy(ctx, m, in); err != nil {
		return err
	}
	return s.begin(ctx, m)
}

// acceptBy records that somebody has accepted the case.
//
// Basis: 行政许可法, art. 32(5): acceptance is certified in writing.
func (s *Service) acceptBy(ctx context.Context, m *move, in Input) error {
	basis, err := s.basis(ctx, m.file)
	if err != nil {
		return err
	}
	m.file.Case.AcceptedBy, m.file.Case.Basis = idOf(m.by.ID), basis
	if err := m.record(Accept, Detail{Opinion: in.Opinion}); err != nil {
		return err
	}
	m.notice(AcceptanceNotice)
	return nil
}

func (s *Service) requestCorrection(_ context.Context, m *move, in Input) error {
	m.file.Case.Corrected = true
	m.close = "correction"
	m.notify("correction")
	if err := m.record(RequestMending, Detail{Gaps: in.Gaps}); err != nil {
		return err
	}
	n := m.notice(CorrectionNotice)
	n.Body.Gaps = in.Gaps
	return nil
}

func (s *Service) findNotNeeded(_ context.Context, m *move, in Input) error {
	return s.end(m, FindNotNeeded, NotNeededNotice, in)
}

func (s *Service) refuse(_ context.Context, m *move, in Input) error {
	return s.end(m, RefuseAccept, RefusalNotice, in)
}

func (s *Service) withdraw(_ context.Context, m *move, in Input) error {
	return s.end(m, Withdraw, WithdrawalNotice, in)
}

func (s *Service) terminate(_ context.Context, m *move, in Input) error {
	return s.end(m, Terminate, EndNotice, in)
}

// end closes a case for good, with the paper that says why.
func (s *Service) end(m *move, e Event, kind NoticeKind, in Input) error {
	m.close = string(e)
	m.notify(string(e))
	if err := m.record(e, Detail{Reason: in.Reason, LegalGround: in.LegalGround, Redirect: in.Redirect}); err != nil {
		return err
	}
	n := m.notice(kind)
	n.Body.Reason, n.Body.LegalGround, n.Body.Redirect = in.Reason, in.LegalGround, in.Redirect
	n.Body.Lapsed = e == LapseCorrection
	return nil
}

func (s *Service) startReview(_ context.Context, m *move, _ Input) error {
	stage := m.file.Case.Stage
	if m.task != nil {
		m.claim, stage = m.task.ID, m.task.Stage
		m.attended(m.task)
	}
	return m.begins(StartReview, stage)
}

// begins records that somebody has begun with a stage. That an office will come and look
// is told beforehand.
//
// Basis: 行政许可法, art. 34(3).
func (m *move) begins(e Event, stage string) error {
	if err := m.record(e, Detail{Stage: stage}); err != nil {
		return err
	}
	if e == StartReview && m.task != nil && m.task.Role == string(actor.Inspector) {
		m.notify("site-visit")
		m.notice(SiteVisitNotice)
	}
	return nil
}

// pass ends a task of the process with an outcome, which opens what comes next. Whoever did
// not claim the task first starts the review with it.
func (s *Service) pass(ctx context.Context, m *move, in Input) error {
	if m.task == nil {
		return fault.New(fault.Conflict, "casework.not-now")
	}
	if faults := m.file.checkOutcome(m.task, in); len(faults) > 0 {
		return fault.InvalidFields(faults)
	}
	values, err := s.entered(m.file, in.Values)
	if err != nil {
		return err
	}
	in.Values = values
	return s.passed(ctx, m, in)
}

// passed ends the task of m with an outcome and values that may be.
func (s *Service) passed(ctx context.Context, m *move, in Input) error {
	f, c := m.file, m.file.Case
	outcome := cmp.Or(in.Outcome, f.passes(m.task))
	made, err := f.after(m.task, m.by.ID, outcome, in.Values, m.now)
	if err != nil {
		return err
	}
	decides := c.Status != Deciding && f.process.decides(made)
	if decides {
		if err := mayGoOn(f); err != nil {
			return err
		}
	}
	if c.Status == Accepted {
		if err := m.begins(StartReview, m.task.Stage); err != nil {
			return err
		}
	}
	e := PassStage
	if decides {
		e = ProposeDecision
	}
	m.outcome, m.result = closedWith(outcome), in.Result
	if err := m.record(e, Detail{Stage: m.task.Stage, Outcome: in.Outcome, Opinion: in.Opinion, Result: in.Result}); err != nil {
		return err
	}
	if err := m.produce(m.task); err != nil {
		return err
	}
	return s.carryOut(ctx, m, made)
}

// closedWith is how the end of a task is written down.
func closedWith(outcome string) string {
	if outcome == workflow.Pass {
		return "passed"
	}
	return outcome
}

// produce makes the paper that a task of the drawing produces.
func (m *move) produce(t *Task) error {
	drawn, ok := m.file.Drawn(t)
	if _, known := noticeMarks[NoticeKind(drawn.Notice)]; ok && known {
		m.notice(NoticeKind(drawn.Notice))
	}
	return nil
}

// enter opens the next step of the case.
func (m *move) enter(stage, role string) {
	c := m.file.Case
	c.Stage = stage
	m.opened = append(m.opened, Task{
		ID: id.New(), CaseID: c.ID, Stage: stage, Role: role,
		Department: c.Department, Outlet: c.Outlet, Region: c.Region, OpenedAt: m.now,
	})
}

// notify tells the applicant what has happened.
func (m *move) notify(what string) {
	m.inform = append(m.inform, notification{"casework." + m.file.wording("inform."+what), []string{m.file.Case.ItemName, m.file.Case.ShortNo}})
}
