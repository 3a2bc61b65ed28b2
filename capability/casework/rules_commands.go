package casework

import (
	"slices"
	"time"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/deadline"
	"tongban/kernel/fault"
)

// Command is something a person may ask of a case now.
type Command struct {
	Event    Event       `json:"command"`
	Task     string      `json:"task,omitempty" doc:"The task it is about, where several are open"`
	Required []InputName `json:"required"`
	Optional []InputName `json:"optional"`
}

// command is a line of the desk's and the applicant's powers.
type command struct {
	Command
	permission access.Permission
	beside     bool                                             // needs no part in the open task
	aside      bool                                             // not work on the open task: its claim does not matter
	first      Event                                            // what it does before, where the case has not come so far
	guard      func(*File, actor.Actor, *Task, time.Time) error // nil: the table says it all
	check      func(*File, Input) []fault.Field                 // beyond the required inputs
}

// Needs returns what has to be given with e by whoever asks for it.
func Needs(e Event) []InputName {
	at := slices.IndexFunc(commands, func(c command) bool { return c.Event == e })
	if at < 0 {
		return nil
	}
	return commands[at].Required
}

// commands lists everything a person may do to a submitted case, in the order
// pages offer it.
var commands = []command{
	{
		Command:    Command{Event: StartPreReview},
		permission: access.CasePrereview,
	},
	{
		Command:    Command{Event: Accept, Optional: []InputName{InputOpinion}},
		permission: access.CaseAccept,
	},
	{
		// Basis: 行政许可法, art. 34(2): decided on the spot where that can be done.
		Command:    Command{Event: GrantAtOnce, Required: []InputName{InputMethod}, Optional: []InputName{InputOpinion, InputReceiver, InputAddress}},
		permission: access.CaseSettle,
		first:      Accept,
		guard:      mayGrantAtOnce,
		check:      checkDelivery,
	},
	{
		// Basis: 行政许可法, art. 32(3): errors that can be mended on the spot.
		Command:    Command{Event: PointOut, Required: []InputName{InputGaps}},
		permission: access.CasePrereview,
		check:      checkGaps,
	},
	{
		Command:    Command{Event: RequestMending, Required: []InputName{InputGaps}},
		permission: access.CaseCorrect,
		guard:      mayRequestCorrection,
		check:      checkGaps,
	},
	{
		// Basis: 行政许可法, art. 32(1): told at once that no permission is needed.
		Command:    Command{Event: FindNotNeeded, Required: []InputName{InputReason, InputLegalGround}},
		permission: access.CaseRefuse,
	},
	{
		// Basis: 行政许可法, art. 32(2): told at once, and where to apply.
		Command:    Command{Event: RefuseAccept, Required: []InputName{InputReason, InputLegalGround, InputRedirect}},
		permission: access.CaseRefuse,
	},
	{
		Command:    Command{Event: StartReview},
		permission: access.CaseReview,
	},
	{
		Command:    Command{Event: PassStage, Required: []InputName{InputOpinion}},
		permission: access.CaseReview,
		first:      StartReview,
		guard:      mayPassStage,
	},
	{
		Command:    Command{Event: ProposeDecision, Required: []InputName{InputOpinion}},
		permission: access.CaseReview,
		guard:      mayProposeDecision,
	},
	{
		// Basis: 行政许可法, art. 47: whoever has a major interest is told that they may be heard.
		Command:    Command{Event: TellHearing, Required: []InputName{InputReason, InputLegalGround}},
		permission: access.CaseSuspend,
		beside:     true,
		guard:      mayTellHearing,
	},
	{
		Command:    Command{Event: RequestHearing, Optional: []InputName{InputReason}},
		permission: access.CaseSubmit,
		aside:      true,
		guard:      mayRequestHearing,
	},
	{
		// Basis: 行政许可法, art. 45.
		Command: Command{
			Event:    EnterSpecial,
			Required: []InputName{InputProcedure, InputReason, InputLegalGround, InputWorkdays},
			Optional: []InputName{InputStatute},
		},
		permission: access.CaseSuspend,
		beside:     true,
		check:      checkProcedure,
	},
	{
		// Basis: 行政许可法, art. 48.
		Command:    Command{Event: SetHearing, Required: []InputName{InputAt, InputPlace, InputChair}},
		permission: access.CaseSuspend,
		beside:     true,
		guard:      mayHear,
		check:      checkChair,
	},
	{
		Command:    Command{Event: LeaveSpecial, Required: []InputName{InputResult}},
		permission: access.CaseSuspend,
		beside:     true,
		guard:      mayLeaveSpecial,
	},
	{
		Command:    Command{Event: Suspend, Required: []InputName{InputReason, InputLegalGround, InputWorkdays}},
		permission: access.CaseSuspend,
		beside:     true,
		guard:      maySuspend,
	},
	{
		Command:    Command{Event: Resume, Optional: []InputName{InputOpinion}},
		permission: access.CaseSuspend,
		beside:     true,
	},
	{
		// Basis: 行政许可法, art. 42: once, before the limit ends, by whom the law names.
		Command:    Command{Event: Extend, Required: []InputName{InputReason}},
		permission: access.CaseExtend,
		beside:     true,
		aside:      true,
		guard:      mayExtend,
	},
	{
		Command:    Command{Event: Grant, Optional: []InputName{InputOpinion}},
		permission: access.CaseDecide,
	},
	{
		// Basis: 行政许可法, art. 38(2): a denial gives reasons and remedies.
		Command:    Command{Event: Deny, Required: []InputName{InputReason, InputLegalGround}},
		permission: access.CaseDecide,
	},
	{
		// Basis: 行政许可法, art. 44.
		Command:    Command{Event: Deliver, Required: []InputName{InputMethod}, Optional: []InputName{InputReceiver, InputAddress}},
		permission: access.CaseDeliver,
		check:      checkDelivery,
	},
	{
		Command:    Command{Event: Withdraw, Optional: []InputName{InputReason}},
		permission: access.CaseWithdraw,
		aside:      true,
	},
	{
		Command:    Command{Event: Terminate, Required: []InputName{InputReason, InputLegalGround}},
		beside:     true,
		permission: access.CaseDecide,
		aside:      true,
	},
	{
		Command:    Command{Event: Retry, Optional: []InputName{InputOpinion}},
		beside:     true,
		permission: access.CaseUnblock,
		aside:      true,
		guard:      mayRetry,
	},
	{
		Command:    Command{Event: LeaveProcess, Required: []InputName{InputReason}},
		beside:     true,
		permission: access.CaseUnblock,
		aside:      true,
		guard:      mayLeaveProcess,
	},
	{
		Command:    Command{Event: RaiseIncident, Required: []InputName{InputReason}},
		beside:     true,
		permission: access.CaseReport,
		aside:      true,
	},
}

// CommandOf returns what e takes, if it is something a person may ask of a case.
func CommandOf(e Event) (Command, bool) {
	c, known := commandFor(e)
	return c.Command, known
}

// commandFor returns the line of e.
func commandFor(e Event) (command, bool) {
	i := slices.IndexFunc(commands, func(c command) bool { return c.Event == e })
	if i < 0 {
		return command{}, false
	}
	return commands[i], true
}

// next returns what a may do to the case of f now, task by task where there are several. It
// feeds the buttons and the API's next.
func next(f *File, a actor.Actor, now time.Time) []Command {
	var list []Command
	open := f.OpenTasks()
	for _, c := range commands {
		if !c.mayFollow(f.Case.Status) {
			continue
		}
		if len(open) < 2 || !c.onTask() {
			if task, err := f.pick(a, c, 0); err == nil && mayCommand(f, a, c, task, now) == nil {
				list = append(list, c.takes(f, task).listed())
			}
			continue
		}
		for _, task := range open {
			if mayCommand(f, a, c, task, now) == nil {
				offered := c.takes(f, task).listed()
				offered.Task = task.ID.String()
				list = append(list, offered)
			}
		}
	}
	return list
}

// listed keeps lists without names from becoming null in JSON.
func (c Command) listed() Command {
	c.Required, c.Optional = append([]InputName{}, c.Required...), append([]InputName{}, c.Optional...)
	return c
}

// mayCommand says why a may not do c to the case of f, on the task it is about, nil if a may.
func mayCommand(f *File, a actor.Actor, c command, task *Task, now time.Time) error {
	o := object(f)
	if task != nil && c.onTask() {
		o = f.taskObject(task)
	}
	if err := access.May(a, c.permission, o); err != nil {
		return err
	}
	if !c.mayFollow(f.Case.Status) {
		return fault.New(fault.Conflict, "casework.not-now")
	}
	if err := f.held(a, c, task); err != nil {
		return err
	}
	if task != nil && a.Kind == actor.Staff && c.onTask() && !a.Is(actor.Role(task.Role)) {
		return fault.New(fault.Forbidden, "casework.not-your-role")
	}
	if task != nil && c.onTask() {
		if err := task.mayTakeUp(a); err != nil {
			return err
		}
	}
	if c.guard != nil {
		return c.guard(f, a, task, now)
	}
	return nil
}

// mayFollow reports whether the table lets c happen in from, or after what it does first.
func (c command) mayFollow(from Status) bool {
	if to, ok := Lifecycle.To(from, c.first); ok {
		from = to
	}
	return Lifecycle.May(from, c.Event)
}

// mayRequestCorrection allows one correction notice per case, before acceptance.
//
// Basis: 行政许可法, art. 32(4): all corrections are told once.
func mayRequestCorrection(f *File, _ actor.Actor, _ *Task, _ time.Time) error {
	if f.Case.Corrected {
		return fault.New(fault.Conflict, "casework.corrected-once")
	}
	return nil
}

// mayPassStage keeps PassStage for steps after which others follow.
func mayPassStage(f *File, a actor.Actor, task *Task, now time.Time) error {
	decides, err := f.leads(task, a, now)
	if err == nil && decides {
		err = fault.New(fault.Conflict, "casework.not-now")
	}
	if err != nil {
		return err
	}
	return mayReview(f, a)
}

// leads reports whether the case comes to its decision when a ends task for the better.
func (f *File) leads(task *Task, a actor.Actor, now time.Time) (bool, error) {
	if task == nil {
		return false, fault.New(fault.Conflict, "casework.not-now")
	}
	if drawn, ok := f.Drawn(task); ok && drawn.Decides || task.Node == "" && f.Case.Status == Deciding {
		return false, fault.New(fault.Conflict, "casework.not-now")
	}
	if f.isVisit(task) {
		return false, fault.New(fault.Conflict, "casework.visit-signs")
	}
	made, err := f.after(task, a.ID, f.passes(task), nil, now)
	return err == nil && f.Case.Status != Deciding && f.process.decides(made), err
}

// mayReview keeps whoever chairs a hearing from the review.
//
// Basis: 行政许可法, art. 48(1)(3).
func mayReview(f *File, a actor.Actor) error {
	if slices.ContainsFunc(f.Records, func(r Record) bool { return r.Event == SetHearing && sameName(r.Detail.Chair, a.Name) }) {
		return fault.New(fault.Forbidden, "casework.chairs")
	}
	return nil
}

// mayProposeDecision keeps ProposeDecision for the last step before the decision, and
// waits for those who may still ask to be heard.
//
// Basis: 行政许可法, art. 47(1): they have five days for it.
func mayProposeDecision(f *File, a actor.Actor, task *Task, now time.Time) error {
	decides, err := f.leads(task, a, now)
	if err == nil && !decides {
		err = fault.New(fault.Conflict, "casework.not-now")
	}
	if err == nil {
		err = mayGoOn(f)
	}
	if err != nil {
		return err
	}
	return mayReview(f, a)
}

// maySuspend leaves the case where its applicant can ask for a hearing.
func maySuspend(f *File, _ actor.Actor, _ *Task, _ time.Time) error { return mayGoOn(f) }

// mayGoOn waits for those who may still ask to be heard: while the case is elsewhere they
// could not, and their five days would pass.
//
// Basis: 行政许可法, art. 47(1).
func mayGoOn(f *File) error {
	if f.Clock.Window(deadline.HearingRequestPeriod).Open() {
		return fault.New(fault.Conflict, "casework.hearing-open")
	}
	return nil
}

// mayGrantAtOnce allows the whole of a case in one hand where the item is one that is
// settled on the spot, and its stages take no second person.
func mayGrantAtOnce(f *File, a actor.Actor, _ *Task, _ time.Time) error {
	if f.Committed {
		return mayGrantCommitted(f)
	}
	role, ok := OneClerk(f.Item)
	if !ok {
		return fault.New(fault.Conflict, "casework.not-now")
	}
	if !a.Is(actor.Role(role)) {
		return fault.New(fault.Forbidden, "casework.not-your-role")
	}
	return nil
}

// mayTellHearing tells a right once.
func mayTellHearing(f *File, _ actor.Actor, _ *Task, _ time.Time) error {
	if f.Clock.Window(deadline.HearingRequestPeriod).State != deadline.NotStarted {
		return fault.New(fault.Conflict, "casework.hearing-told")
	}
	return nil
}

// mayRequestHearing allows it to whom the right was told, for as long as they have it.
func mayRequestHearing(f *File, _ actor.Actor, _ *Task, _ time.Time) error {
	if !f.HearingOpen() {
		return fault.New(fault.Conflict, "casework.not-now")
	}
	return nil
}

// mayHear keeps SetHearing for hearings.
func mayHear(f *File, _ actor.Actor, _ *Task, _ time.Time) error {
	if !f.awaitsHearing() {
		return fault.New(fault.Conflict, "casework.not-now")
	}
	return nil
}

// mayLeaveSpecial ends a hearing only once it could be held: whoever has asked to be heard
// is not done with by a record of what never was.
//
// Basis: 行政许可法, arts 46, 47(1), 48.
func mayLeaveSpecial(f *File, _ actor.Actor, _ *Task, now time.Time) error {
	if held := f.hearing().HearingAt; f.awaitsHearing() && (held.IsZero() || now.Before(held)) {
		return fault.New(fault.Conflict, "casework.hearing-not-held")
	}
	return nil
}

// awaitsHearing reports whether the procedure that began last is a hearing.
func (f *File) awaitsHearing() bool {
	return f.latest(EnterSpecial, RequestHearing).Detail.Procedure == string(deadline.Hearing)
}

// hearing is what was told of the hearing that the case waits for, or has waited for last.
func (f *File) hearing() Detail {
	if last := f.latest(EnterSpecial, RequestHearing, SetHearing); last.Event == SetHearing {
		return last.Detail
	}
	return Detail{}
}

// approvers are the roles that extend a limit for whom the law names.
var approvers = map[deadline.Approver]actor.Role{deadline.Head: actor.Head, deadline.LocalGovernment: actor.Government}

// mayExtend allows the one extension that the item's regime knows, by its approver.
//
// Basis: 行政许可法, art. 42(1) and (2).
func mayExtend(f *File, a actor.Actor, _ *Task, _ time.Time) error {
	extension, w := lawOf(f.Item).Extension, f.Clock.Window(deadline.StatutoryPeriod)
	switch {
	case extension.Workdays == 0 || w.State == deadline.NotStarted:
		return fault.New(fault.Conflict, "casework.extension-none")
	case w.Extended > 0:
		return fault.New(fault.Conflict, "casework.extension-again")
	case w.State == deadline.Overdue:
		return fault.New(fault.Conflict, "casework.extension-late")
	case !a.Is(approvers[extension.Approver]):
		return fault.New(fault.Forbidden, "casework.not-your-role")
	}
	return nil
}

// latest returns the newest record of any of events, zero if there is none.
func (f *File) latest(events ...Event) Record {
	for i := len(f.Records) - 1; i >= 0; i-- {
		if slices.Contains(events, f.Records[i].Event) {
			return f.Records[i]
		}
	}
	return Record{}
}
