package desk

import (
	"context"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/casework"
	"tongban/kernel/calendar"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/web"
)

// api is the desk over JSON.
type api struct{ *Service }

func (a api) register(h huma.API) {
	const tag = "desk"
	op := func(method, path string, summary string) web.Op {
		return web.Op{Method: method, Path: path, Need: web.Staff, Tag: tag, Summary: summary}
	}
	web.Register(h, op("GET", "/desk/tasks", "List my groups' open tasks by deadline"), a.tasks)
	web.Register(h, op("POST", "/desk/tasks/{id}/claim", "Take a task on"), a.claim)
	complete := op("POST", "/desk/tasks/{id}/complete", "End a task with an outcome: accept, pass, grant, deny, deliver")
	complete.Example = decided("pass")
	web.Register(h, complete, a.complete)
	web.Register(h, op("GET", "/desk/cases", "List cases with open tasks by deadline"), a.deskCases)
	web.Register(h, op("GET", "/desk/cases/{no}", "Read a case as its handlers see it, personal data masked"), a.desk)
	web.Register(h, op("POST", "/desk/cases/{no}/reveal", "Read a case in full and say what for; the applicant sees that you did"), a.reveal)
	a.registerTeam(h, op)
	a.registerNotes(h, op)
	a.registerBranch(h, op)
	for path, e := range deskCommands {
		command := op("POST", "/desk/cases/{no}/"+path, "Carry out "+string(e))
		command.Example = exampleOf(e)
		web.Register(h, command, a.command(e))
	}
	decide := op("POST", "/desk/cases/{no}/decide", "Decide: outcome grant or deny")
	decide.Example = decided("grant")
	web.Register(h, decide, a.decide)
}

// deskCommands are the commands with an address of their own.
var deskCommands = map[string]casework.Event{
	"start-pre-review":   casework.StartPreReview,
	"accept":             casework.Accept,
	"grant-at-once":      casework.GrantAtOnce,
	"point-out":          casework.PointOut,
	"request-correction": casework.RequestMending,
	"not-needed":         casework.FindNotNeeded,
	"refuse":             casework.RefuseAccept,
	"start-review":       casework.StartReview,
	"pass-stage":         casework.PassStage,
	"propose-decision":   casework.ProposeDecision,
	"tell-hearing":       casework.TellHearing,
	"enter-special":      casework.EnterSpecial,
	"set-hearing":        casework.SetHearing,
	"leave-special":      casework.LeaveSpecial,
	"suspend":            casework.Suspend,
	"resume":             casework.Resume,
	"extend":             casework.Extend,
	"raise-incident":     casework.RaiseIncident,
	"retry":              casework.Retry,
	"leave-process":      casework.LeaveProcess,
	"deliver":            casework.Deliver,
	"terminate":          casework.Terminate,
}

// usual are inputs as examples give them.
var usual = map[casework.InputName]any{
	casework.InputReason: "why", casework.InputLegalGround: "law and article", casework.InputOpinion: "the papers are in order",
	casework.InputRedirect: "who is competent", casework.InputMethod: "electronic", casework.InputReceiver: "name",
	casework.InputGaps:      []casework.Gap{{Target: "material:M-PHOTO", Problem: "the face cannot be made out"}},
	casework.InputProcedure: "hearing", casework.InputWorkdays: 10, casework.InputResult: "what came of it",
	casework.InputAt: "2026-03-02T09:30:00+08:00", casework.InputPlace: "room 301", casework.InputChair: "name",
	casework.InputOutcome: "grant",
}

// exampleOf is the least that a command takes.
func exampleOf(e casework.Event) map[string]any {
	body := map[string]any{"version": 1}
	for _, name := range casework.Needs(e) {
		body[string(name)] = usual[name]
	}
	return body
}

// decided is an example of what ends a task.
func decided(outcome string) map[string]any {
	return map[string]any{"version": 1, "outcome": outcome, "opinion": usual[casework.InputOpinion]}
}

// answer turns the outcome of a step into an answer.
func answer(ctx context.Context) func(*casework.File, error) (*casework.CaseOut, error) {
	return func(f *casework.File, err error) (*casework.CaseOut, error) { return casework.StepAnswer(ctx, f, err) }
}

type tasksOut struct {
	Body struct {
		Items []entryBody `json:"items"`
		Next  string      `json:"next,omitempty" doc:"cursor of the next page"`
	}
}

// entryBody is a row of the worklist over the wire.
type entryBody struct {
	TaskID     string          `json:"taskId"`
	CaseNo     string          `json:"caseNo"`
	ShortNo    string          `json:"shortNo"`
	ItemName   string          `json:"itemName"`
	Applicant  string          `json:"applicant"`
	State      casework.Status `json:"state"`
	Version    int64           `json:"version"`
	Stage      string          `json:"stage"`
	Step       string          `json:"step,omitempty" doc:"What the drawing of the process calls the task"`
	Department string          `json:"department" doc:"Code, of the task"`
	Lead       string          `json:"lead" doc:"Code of the department that decides the case"`
	Role       string          `json:"role"`
	Assignee   string          `json:"assignee,omitempty"`
	DueAt      time.Time       `json:"dueAt"`
	ReceivedAt time.Time       `json:"receivedAt"`
}

type tasksIn struct {
	casework.PageIn
	Mine  bool            `query:"mine" doc:"Only what I have claimed"`
	State casework.Status `query:"state" doc:"Only cases in this state"`
	Item  string          `query:"item" maxLength:"60" doc:"Part of the item's name"`
	Due   string          `query:"due" format:"date" doc:"Only tasks due on this day or before"`
}

func (a api) tasks(ctx context.Context, in *tasksIn) (*tasksOut, error) {
	key, err := casework.ParseKey(in.Cursor)
	if err != nil {
		return nil, err
	}
	filter := casework.TaskFilter{Mine: in.Mine, Status: in.State, Item: in.Item, DueBy: endOf(in.Due)}
	found, err := a.Casework.Worklist(ctx, filter, key, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &tasksOut{}
	out.Body.Items, out.Body.Next = []entryBody{}, found.Next
	for _, e := range found.Rows {
		out.Body.Items = append(out.Body.Items, entryBody{
			TaskID: e.ID.String(), CaseNo: e.CaseNo, ShortNo: e.ShortNo, ItemName: e.ItemName, Applicant: e.ShownName(),
			State: e.Status, Version: e.CaseVersion, Stage: e.Stage, Step: e.Step, Department: e.Department, Lead: e.Lead, Role: e.Role, Assignee: e.Assignee, DueAt: e.DueAt, ReceivedAt: e.ReceivedAt,
		})
	}
	return out, nil
}

// endOf is when a day is over, zero for no day.
func endOf(day string) time.Time {
	if date, err := calendar.ParseDate(day); err == nil {
		return date.End()
	}
	return time.Time{}
}

type deskCasesIn struct {
	casework.PageIn
	State casework.Status `query:"state" doc:"Only cases in this state"`
	Due   string          `query:"due" format:"date" doc:"Only cases due on this day or before"`
	Item  string          `query:"item" maxLength:"60" doc:"Part of the item's name"`
	Q     string          `query:"q" maxLength:"60" doc:"A statutory or short number, the applicant's name or ID number, in full; finds finished cases too, newest first"`
}

type deskCasesOut struct {
	Body struct {
		Items []caseBody `json:"items"`
		Next  string     `json:"next,omitempty" doc:"cursor of the next page"`
	}
}

// caseBody is a case in a list of the desk's.
type caseBody struct {
	CaseNo     string          `json:"caseNo"`
	ShortNo    string          `json:"shortNo"`
	ItemName   string          `json:"itemName"`
	Applicant  string          `json:"applicant"`
	State      casework.Status `json:"state"`
	Stage      string          `json:"stage"`
	Version    int64           `json:"version"`
	DueAt      *time.Time      `json:"dueAt,omitempty"`
	ReceivedAt time.Time       `json:"receivedAt"`
}

func (a api) deskCases(ctx context.Context, in *deskCasesIn) (*deskCasesOut, error) {
	if strings.TrimSpace(in.Q) != "" {
		return a.found(ctx, in)
	}
	key, err := casework.ParseKey(in.Cursor)
	if err != nil {
		return nil, err
	}
	found, err := a.Casework.Cases(ctx, casework.CaseFilter{Status: in.State, Item: in.Item, DueBy: endOf(in.Due)}, key, in.Limit)
	if err != nil {
		return nil, err
	}
	return caseBodies(found.Rows, found.Next), nil
}

// found answers with what a number, a name or an ID number finds.
func (a api) found(ctx context.Context, in *deskCasesIn) (*deskCasesOut, error) {
	cases, err := a.Casework.Find(ctx, in.Q, idOf(in.Cursor), in.Limit+1)
	if err != nil {
		return nil, err
	}
	next := ""
	if len(cases) > in.Limit {
		cases = cases[:in.Limit]
		next = cases[in.Limit-1].ID.String()
	}
	return caseBodies(cases, next), nil
}

func caseBodies(cases []*casework.Case, next string) *deskCasesOut {
	out := &deskCasesOut{}
	out.Body.Items, out.Body.Next = []caseBody{}, next
	for _, c := range cases {
		out.Body.Items = append(out.Body.Items, caseBody{
			c.No, c.ShortNo, c.ItemName, c.ShownName(), c.Status, c.Stage, c.Version, optional(c.DueAt), c.ReceivedAt,
		})
	}
	return out
}

// TaskPath names a task.
type TaskPath struct {
	ID string `path:"id" doc:"13 characters"`
}

type claimIn struct {
	casework.KeyHeader
	TaskPath
}

func (a api) claim(ctx context.Context, in *claimIn) (*casework.CaseOut, error) {
	return answer(ctx)(a.Casework.Claim(in.Context(ctx), idOf(in.ID)))
}

// commandBody is what a command may be given; which members it needs, the case's
// next says.
type commandBody struct {
	Version     int64          `json:"version,omitempty" doc:"Of the case as seen; 409 if it has changed since"`
	Task        string         `json:"task,omitempty" doc:"The open task it is about; needed where I may act on several"`
	Outcome     string         `json:"outcome,omitempty" maxLength:"100" doc:"accept, pass, grant, deny, deliver, or as the drawing of the process calls it"`
	Values      map[string]any `json:"values,omitempty" doc:"Of the form, as far as the drawing lets the handler change them"`
	Opinion     string         `json:"opinion,omitempty"`
	Reason      string         `json:"reason,omitempty"`
	LegalGround string         `json:"legalGround,omitempty"`
	Redirect    string         `json:"redirect,omitempty"`
	Method      string         `json:"method,omitempty" enum:"electronic,counter,post"`
	Receiver    string         `json:"receiver,omitempty"`
	Address     string         `json:"address,omitempty" doc:"Where a parcel goes"`
	Gaps        []casework.Gap `json:"gaps,omitempty"`
	Procedure   string         `json:"procedure,omitempty" doc:"hearing, tender, auction, inspection, test, quarantine, appraisal, expert-review, or one the item names"`
	Workdays    int            `json:"workdays,omitempty" doc:"That a procedure is expected to take, or a suspension to last at most"`
	Statute     string         `json:"statute,omitempty"`
	Result      string         `json:"result,omitempty"`
	At          *time.Time     `json:"at,omitempty" doc:"Of a hearing"`
	Place       string         `json:"place,omitempty"`
	Chair       string         `json:"chair,omitempty"`
}

func (b commandBody) input() casework.Input {
	in := casework.Input{
		Version: b.Version, Task: taskOf(b.Task), Outcome: b.Outcome, Opinion: b.Opinion, Reason: b.Reason, LegalGround: b.LegalGround,
		Redirect: b.Redirect, Method: b.Method, Receiver: b.Receiver, Address: b.Address, Gaps: b.Gaps, Procedure: b.Procedure,
		Workdays: b.Workdays, Statute: b.Statute, Result: b.Result, Place: b.Place, Chair: b.Chair, Values: b.Values,
	}
	if b.At != nil {
		in.At = *b.At
	}
	return in
}

// taskOf reads which task is meant; what is no id is none there is.
func taskOf(s string) id.ID {
	task, err := id.Parse(s)
	if err != nil && s != "" {
		return -1
	}
	return task
}

type completeIn struct {
	casework.KeyHeader
	TaskPath
	Body commandBody
}

func (a api) complete(ctx context.Context, in *completeIn) (*casework.CaseOut, error) {
	return answer(ctx)(a.Casework.Complete(in.Context(ctx), idOf(in.ID), in.Body.input()))
}

func (a api) desk(ctx context.Context, in *casework.CasePath) (*casework.CaseOut, error) {
	f, err := a.Casework.File(ctx, in.No)
	if err != nil {
		return nil, err
	}
	v, err := a.view(f)
	if err != nil {
		return nil, err
	}
	out, err := casework.DeskAnswer(ctx, f, nil)
	if err == nil {
		out.Body.Values = v.maskedValues()
	}
	return out, err
}

type revealIn struct {
	casework.CasePath
	Body struct {
		Purpose casework.Purpose `json:"purpose" enum:"acceptance,review,decision,delivery,other"`
		Note    string           `json:"note,omitempty" maxLength:"100" doc:"Required if the purpose is other"`
	}
}

func (a api) reveal(ctx context.Context, in *revealIn) (*casework.CaseOut, error) {
	f, err := a.Casework.Reveal(ctx, in.No, casework.Why{Purpose: in.Body.Purpose, Note: in.Body.Note})
	out, err := casework.DeskAnswer(ctx, f, err)
	if err == nil {
		out.Body.Applicant, out.Body.Values = f.Case.ApplicantName, f.LastSubmission().Values
	}
	return out, err
}

// maskedValues are the answers as handlers see them before they ask for more.
func (v *view) maskedValues() map[string]any {
	values := map[string]any{}
	for _, f := range v.form.Fields {
		answer, given := v.LastSubmission().Values[f.Key]
		switch {
		case !given:
		case f.Sensitive():
			values[f.Key] = f.Masked(f.Text(answer))
		default:
			values[f.Key] = answer
		}
	}
	return values
}

type commandIn struct {
	casework.KeyHeader
	casework.CasePath
	Body commandBody
}

// command returns the handler of one command.
func (a api) command(e casework.Event) func(context.Context, *commandIn) (*casework.CaseOut, error) {
	return func(ctx context.Context, in *commandIn) (*casework.CaseOut, error) {
		input := in.Body.input()
		if len(input.Gaps) > 0 {
			f, err := a.Casework.File(ctx, in.No)
			if err != nil {
				return nil, err
			}
			if input.Gaps, err = a.labelled(ctx, f, input.Gaps); err != nil {
				return nil, err
			}
		}
		return answer(ctx)(a.Casework.Step(in.Context(ctx), in.No, e, input))
	}
}

// labelled names every gap as the form does; one that points nowhere is a fault.
func (a api) labelled(ctx context.Context, f *casework.File, gaps []casework.Gap) ([]casework.Gap, error) {
	v, err := a.view(f)
	if err != nil {
		return nil, err
	}
	labels := map[string]string{}
	for _, target := range v.gapTargets(ctx) {
		labels[target.Value] = target.Label
	}
	for i := range gaps {
		label, known := labels[gaps[i].Target]
		if !known {
			return nil, fault.InvalidFields([]fault.Field{{Name: gaps[i].Target, Key: "casework.input.gap-unknown", Args: []any{gaps[i].Target}}})
		}
		gaps[i].Label = label
	}
	return gaps, nil
}

func (a api) decide(ctx context.Context, in *commandIn) (*casework.CaseOut, error) {
	e, ok := map[string]casework.Event{"grant": casework.Grant, "deny": casework.Deny}[in.Body.Outcome]
	if !ok {
		return nil, fault.InvalidFields([]fault.Field{{Name: string(casework.InputOutcome), Key: "casework.input.outcome-unknown"}})
	}
	return answer(ctx)(a.Casework.Step(in.Context(ctx), in.No, e, in.Body.input()))
}

func optional(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}
