package casework

import (
	"slices"
	"strings"
	"time"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
)

// Input is what a person gives with a command. Which members matter, the command
// says in its Inputs.
type Input struct {
	Version     int64  // of the case as the person saw it; 0 for whichever stands
	Reason      string // in words the applicant understands
	LegalGround string // law and article
	Opinion     string
	Outcome     string // of a task: pass, or of a decision: grant, deny
	Redirect    string // which body to apply to instead
	Method      string // of delivery: electronic, counter, post
	Receiver    string // who received it at the counter
	Gaps        []Gap  // of a correction notice: everything at once
}

// InputName names a member of Input on pages and in the API.
type InputName string

// The inputs.
const (
	InputReason      InputName = "reason"
	InputLegalGround InputName = "legalGround"
	InputOpinion     InputName = "opinion"
	InputOutcome     InputName = "outcome"
	InputRedirect    InputName = "redirect"
	InputMethod      InputName = "method"
	InputReceiver    InputName = "receiver"
	InputGaps        InputName = "gaps"
)

// Command is something a person may ask of a case now.
type Command struct {
	Event    Event       `json:"command"`
	Required []InputName `json:"required"`
	Optional []InputName `json:"optional"`
}

// command is a line of the desk's and the applicant's powers.
type command struct {
	Command
	permission access.Permission
	beside     bool                                      // needs no part in the open task
	aside      bool                                      // not work on the open task: its claim does not matter
	guard      func(*File, actor.Actor, time.Time) error // nil: the table says it all
	check      func(Input) []fault.Field                 // beyond the required inputs
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
		guard:      mayPassStage,
	},
	{
		Command:    Command{Event: ProposeDecision, Required: []InputName{InputOpinion}},
		permission: access.CaseReview,
		guard:      mayProposeDecision,
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
		Command:    Command{Event: Deliver, Required: []InputName{InputMethod}, Optional: []InputName{InputReceiver}},
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

// next returns what a may do to the case of f now. It feeds the buttons and the
// API's next.
func next(f *File, a actor.Actor, now time.Time) []Command {
	var list []Command
	for _, c := range commands {
		if mayCommand(f, a, c, now) == nil {
			list = append(list, Command{c.Event, listed(c.Required), listed(c.Optional)})
		}
	}
	return list
}

// listed keeps a list without names from becoming null in JSON.
func listed(names []InputName) []InputName { return append([]InputName{}, names...) }

// mayCommand says why a may not do c to the case of f, nil if a may.
func mayCommand(f *File, a actor.Actor, c command, now time.Time) error {
	if err := access.May(a, c.permission, object(f)); err != nil {
		return err
	}
	if !Lifecycle.May(f.Case.Status, c.Event) {
		return fault.New(fault.Conflict, "casework.not-now")
	}
	if task := f.open(); task != nil && !c.aside && task.Assignee != "" && task.Assignee != a.ID {
		return fault.New(fault.Conflict, "casework.claimed-by-other")
	}
	if task := f.open(); task != nil && a.Kind == actor.Staff && !c.beside && !a.Is(actor.Role(task.Role)) {
		return fault.New(fault.Forbidden, "casework.not-your-role")
	}
	if c.guard != nil {
		return c.guard(f, a, now)
	}
	return nil
}

// object describes the case of f to the access matrix.
func object(f *File) access.Object {
	c := f.Case
	o := access.Object{
		Owner: c.Owner.String(), Item: c.ItemCode, Department: c.Department, Outlet: c.Outlet, Region: c.Region,
		State: string(c.Status), By: c.AcceptedBy.String(),
	}
	if task := f.open(); task != nil {
		o.Stage = actor.Role(task.Role)
	}
	return o
}

// open returns the task somebody has to do now, nil if there is none.
func (f *File) open() *Task {
	for i := range f.Tasks {
		if f.Tasks[i].ClosedAt.IsZero() {
			return &f.Tasks[i]
		}
	}
	return nil
}

// mayRequestCorrection allows one correction notice per case, before acceptance.
//
// Basis: 行政许可法, art. 32(4): all corrections are told once.
func mayRequestCorrection(f *File, _ actor.Actor, _ time.Time) error {
	if f.Case.Corrected {
		return fault.New(fault.Conflict, "casework.corrected-once")
	}
	return nil
}

// mayPassStage keeps PassStage for steps after which another one follows.
func mayPassStage(f *File, _ actor.Actor, _ time.Time) error {
	if f.after.Decides {
		return fault.New(fault.Conflict, "casework.not-now")
	}
	return nil
}

// mayProposeDecision keeps ProposeDecision for the last step before the decision.
func mayProposeDecision(f *File, _ actor.Actor, _ time.Time) error {
	if !f.after.Decides {
		return fault.New(fault.Conflict, "casework.not-now")
	}
	return nil
}

// checkInput finds what is missing from in for c, everything at once.
func checkInput(c command, in Input) []fault.Field {
	given := map[InputName]bool{
		InputReason:      strings.TrimSpace(in.Reason) != "",
		InputLegalGround: strings.TrimSpace(in.LegalGround) != "",
		InputOpinion:     strings.TrimSpace(in.Opinion) != "",
		InputRedirect:    strings.TrimSpace(in.Redirect) != "",
		InputMethod:      in.Method != "",
		InputReceiver:    strings.TrimSpace(in.Receiver) != "",
		InputGaps:        len(in.Gaps) > 0,
	}
	var faults []fault.Field
	for _, name := range c.Required {
		if !given[name] {
			faults = append(faults, fault.Field{Name: string(name), Key: "casework.input." + string(name) + "-missing"})
		}
	}
	for name, text := range map[InputName]string{
		InputReason: in.Reason, InputLegalGround: in.LegalGround, InputOpinion: in.Opinion,
		InputRedirect: in.Redirect, InputReceiver: in.Receiver,
	} {
		if len([]rune(text)) > maxText {
			faults = append(faults, fault.Field{Name: string(name), Key: "casework.input.too-long", Args: []any{maxText}})
		}
	}
	if len(faults) == 0 && c.check != nil {
		faults = c.check(in)
	}
	return faults
}

// maxText is the longest reason or opinion, in characters.
const maxText = 2000

func checkGaps(in Input) []fault.Field {
	var faults []fault.Field
	seen := map[string]bool{}
	for _, g := range in.Gaps {
		if seen[g.Target] {
			faults = append(faults, fault.Field{Name: "gap-" + g.Target, Key: "casework.input.gap-twice", Args: []any{g.Label}})
		}
		seen[g.Target] = true
		if len([]rune(g.Problem)) > maxText {
			faults = append(faults, fault.Field{Name: "gap-" + g.Target, Key: "casework.input.too-long", Args: []any{maxText}})
		}
		if strings.TrimSpace(g.Problem) == "" {
			faults = append(faults, fault.Field{Name: "gap-" + g.Target, Key: "casework.input.gap-empty", Args: []any{g.Label}})
		}
	}
	return faults
}

// DeliveryMethods are the ways a result reaches the applicant in this thread.
var DeliveryMethods = []string{"electronic", "counter"}

func checkDelivery(in Input) []fault.Field {
	if !slices.Contains(DeliveryMethods, in.Method) {
		return []fault.Field{{Name: string(InputMethod), Key: "casework.input.method-missing"}}
	}
	if in.Method == "counter" && strings.TrimSpace(in.Receiver) == "" {
		return []fault.Field{{Name: string(InputReceiver), Key: "casework.input.receiver-missing"}}
	}
	return nil
}
