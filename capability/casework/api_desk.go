package casework

import (
	"context"
	"strings"
	"time"

	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/fault"
)

type tasksOut struct {
	Body struct {
		Items  []entryBody `json:"items"`
		Cursor string      `json:"cursor,omitempty"`
	}
}

// entryBody is a row of the worklist over the wire.
type entryBody struct {
	TaskID     string    `json:"taskId"`
	CaseNo     string    `json:"caseNo"`
	ShortNo    string    `json:"shortNo"`
	ItemName   string    `json:"itemName"`
	Applicant  string    `json:"applicant"`
	State      Status    `json:"state"`
	Version    int64     `json:"version"`
	Stage      string    `json:"stage"`
	Role       string    `json:"role"`
	Assignee   string    `json:"assignee,omitempty"`
	DueAt      time.Time `json:"dueAt"`
	ReceivedAt time.Time `json:"receivedAt"`
}

func (a api) tasks(ctx context.Context, in *PageIn) (*tasksOut, error) {
	key, err := parseKey(in.Cursor)
	if err != nil {
		return nil, err
	}
	entries, err := a.Worklist(ctx, key, in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := &tasksOut{}
	if len(entries) > in.Limit {
		entries = entries[:in.Limit]
		last := entries[in.Limit-1]
		out.Body.Cursor = worklistKey{clock.Millis(last.DueAt), last.ID}.String()
	}
	out.Body.Items = []entryBody{}
	for _, e := range entries {
		out.Body.Items = append(out.Body.Items, entryBody{
			TaskID: e.ID.String(), CaseNo: e.CaseNo, ShortNo: e.ShortNo, ItemName: e.ItemName, Applicant: e.shownName(),
			State: e.Status, Version: e.CaseVersion, Stage: e.Stage, Role: e.Role, Assignee: e.Assignee, DueAt: e.DueAt, ReceivedAt: e.ReceivedAt,
		})
	}
	return out, nil
}

type deskCasesIn struct {
	PageIn
	State Status `query:"state" doc:"Only cases in this state"`
	Due   string `query:"due" format:"date" doc:"Only cases due on this day or before"`
	Q     string `query:"q" maxLength:"60" doc:"A statutory or short number; finds finished cases too"`
}

type deskCasesOut struct {
	Body struct {
		Items  []deskCaseBody `json:"items"`
		Cursor string         `json:"cursor,omitempty"`
	}
}

// deskCaseBody is a case in a list of the desk's.
type deskCaseBody struct {
	CaseNo     string     `json:"caseNo"`
	ShortNo    string     `json:"shortNo"`
	ItemName   string     `json:"itemName"`
	Applicant  string     `json:"applicant"`
	State      Status     `json:"state"`
	Stage      string     `json:"stage"`
	Version    int64      `json:"version"`
	DueAt      *time.Time `json:"dueAt,omitempty"`
	ReceivedAt time.Time  `json:"receivedAt"`
}

func (a api) deskCases(ctx context.Context, in *deskCasesIn) (*deskCasesOut, error) {
	key, err := parseKey(in.Cursor)
	if err != nil {
		return nil, err
	}
	filter := CaseFilter{Status: in.State, Number: strings.ToUpper(strings.TrimSpace(in.Q))}
	if day, err := calendar.ParseDate(in.Due); err == nil {
		filter.DueBy = day.End()
	}
	cases, err := a.Cases(ctx, filter, key, in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := &deskCasesOut{}
	if len(cases) > in.Limit {
		cases = cases[:in.Limit]
		last := cases[in.Limit-1]
		out.Body.Cursor = worklistKey{clock.Millis(last.DueAt), last.ID}.String()
	}
	out.Body.Items = []deskCaseBody{}
	for _, c := range cases {
		out.Body.Items = append(out.Body.Items, deskCaseBody{
			c.No, c.ShortNo, c.ItemName, c.shownName(), c.Status, c.Stage, c.Version, optional(c.DueAt), c.ReceivedAt,
		})
	}
	return out, nil
}

// TaskPath names a task.
type TaskPath struct {
	ID string `path:"id" doc:"13 characters"`
}

type claimIn struct {
	KeyHeader
	TaskPath
}

func (a api) claim(ctx context.Context, in *claimIn) (*CaseOut, error) {
	return caseAnswer(ctx, stepView)(a.Claim(in.Context(ctx), idOf(in.ID)))
}

// commandBody is what a command may be given; which members it needs, the case's
// next says.
type commandBody struct {
	Version     int64  `json:"version,omitempty" doc:"Of the case as seen; 409 if it has changed since"`
	Outcome     string `json:"outcome,omitempty" enum:"accept,pass,grant,deny,deliver"`
	Opinion     string `json:"opinion,omitempty"`
	Reason      string `json:"reason,omitempty"`
	LegalGround string `json:"legalGround,omitempty"`
	Redirect    string `json:"redirect,omitempty"`
	Method      string `json:"method,omitempty" enum:"electronic,counter"`
	Receiver    string `json:"receiver,omitempty"`
	Gaps        []Gap  `json:"gaps,omitempty"`
}

func (b commandBody) input() Input {
	return Input{
		Version: b.Version, Outcome: b.Outcome, Opinion: b.Opinion, Reason: b.Reason, LegalGround: b.LegalGround,
		Redirect: b.Redirect, Method: b.Method, Receiver: b.Receiver, Gaps: b.Gaps,
	}
}

type completeIn struct {
	KeyHeader
	TaskPath
	Body commandBody
}

func (a api) complete(ctx context.Context, in *completeIn) (*CaseOut, error) {
	return caseAnswer(ctx, stepView)(a.Complete(in.Context(ctx), idOf(in.ID), in.Body.input()))
}

func (a api) desk(ctx context.Context, in *CasePath) (*CaseOut, error) {
	f, err := a.File(ctx, in.No)
	if err != nil {
		return nil, err
	}
	v, err := a.view(f)
	if err != nil {
		return nil, err
	}
	out := &CaseOut{bodyOfCase(ctx, f, deskView)}
	out.Body.Values = v.maskedValues()
	return out, nil
}

type revealIn struct {
	CasePath
	Body struct {
		Purpose Purpose `json:"purpose" enum:"acceptance,review,decision,delivery,other"`
		Note    string  `json:"note,omitempty" maxLength:"100" doc:"Required if the purpose is other"`
	}
}

func (a api) reveal(ctx context.Context, in *revealIn) (*CaseOut, error) {
	f, err := a.Reveal(ctx, in.No, Why{in.Body.Purpose, in.Body.Note})
	if err != nil {
		return nil, err
	}
	out := &CaseOut{bodyOfCase(ctx, f, deskView)}
	out.Body.Applicant, out.Body.Values = f.Case.ApplicantName, f.Submissions[len(f.Submissions)-1].Values
	return out, nil
}

// maskedValues are the answers as handlers see them before they ask for more.
func (v *view) maskedValues() map[string]any {
	values := map[string]any{}
	for _, f := range v.form.Fields {
		answer, given := v.latest().Values[f.Key]
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
	KeyHeader
	CasePath
	Body commandBody
}

// command returns the handler of one command.
func (a api) command(e Event) func(context.Context, *commandIn) (*CaseOut, error) {
	return func(ctx context.Context, in *commandIn) (*CaseOut, error) {
		input := in.Body.input()
		if e == RequestMending {
			f, err := a.File(ctx, in.No)
			if err != nil {
				return nil, err
			}
			if input.Gaps, err = a.labelled(ctx, f, input.Gaps); err != nil {
				return nil, err
			}
		}
		return caseAnswer(ctx, stepView)(a.Step(in.Context(ctx), in.No, e, input))
	}
}

// labelled names every gap as the form does; one that points nowhere is a fault.
func (a api) labelled(ctx context.Context, f *File, gaps []Gap) ([]Gap, error) {
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

func (a api) decide(ctx context.Context, in *commandIn) (*CaseOut, error) {
	e, ok := map[string]Event{"grant": Grant, "deny": Deny}[in.Body.Outcome]
	if !ok {
		return nil, fault.InvalidFields([]fault.Field{{Name: string(InputOutcome), Key: "casework.input.outcome-unknown"}})
	}
	return caseAnswer(ctx, stepView)(a.Step(in.Context(ctx), in.No, e, in.Body.input()))
}
