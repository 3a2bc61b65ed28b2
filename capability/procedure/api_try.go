package procedure

import (
	"context"
	"time"

	"tongban/capability/form"
	"tongban/kernel/calendar"
	"tongban/kernel/deadline"
	"tongban/kernel/fault"
)

type tryIn struct {
	ItemPath
	Body struct {
		Revision int               `json:"revision,omitempty" required:"false" minimum:"0" doc:"A published version; 0 is the draft"`
		Start    string            `json:"start,omitempty" required:"false" doc:"The day it is accepted, 2026-03-01; today if absent"`
		Answers  map[string]any    `json:"answers,omitempty" required:"false" doc:"To fields of the form; sample answers where absent"`
		Outcomes map[string]string `json:"outcomes,omitempty" required:"false" doc:"By step; the best where absent"`
		Messages []string          `json:"messages,omitempty" required:"false" doc:"That come while a step waits for them"`
	}
}

// StopBody is a step of a dry run.
type StopBody struct {
	Node       string    `json:"node" doc:"Id in the document"`
	Name       string    `json:"name"`
	Role       string    `json:"role,omitempty"`
	Department string    `json:"department,omitempty"`
	Element    string    `json:"element,omitempty" doc:"What it is for, where it is done over a list"`
	Opened     time.Time `json:"opened"`
	Due        time.Time `json:"due"`
	Outcome    string    `json:"outcome,omitempty"`
	Cut        bool      `json:"cut" doc:"Not needed any more before it was done"`
}

// VerdictBody holds a dry run against a limit.
type VerdictBody struct {
	Due       string `json:"due" doc:"The last day"`
	Counted   int    `json:"counted" doc:"How much is used, in the limit's unit; pauses are left out"`
	Remaining int    `json:"remainingWorkdays" doc:"Negative beyond the last day"`
}

type tryOut struct {
	Body struct {
		Steps     []StopBody    `json:"steps"`
		DecidedAt *time.Time    `json:"decidedAt,omitempty" doc:"Absent where it never comes to a decision"`
		Stuck     *IncidentBody `json:"stuck,omitempty" doc:"Where it cannot go on, and why"`
		Promised  *VerdictBody  `json:"promised,omitempty"`
		Statutory *VerdictBody  `json:"statutory,omitempty"`
	}
}

// IncidentBody is why a case could not go on.
type IncidentBody struct {
	Node string `json:"node"`
	Text string `json:"text"`
}

func (a api) try(ctx context.Context, in *tryIn) (*tryOut, error) {
	trial := Trial{Outcomes: in.Body.Outcomes, Messages: in.Body.Messages}
	_, on, err := a.track(ctx, in.Item, in.Body.Revision)
	if err != nil {
		return nil, err
	}
	if in.Body.Start != "" {
		if trial.Start, err = calendar.ParseDate(in.Body.Start); err != nil {
			return nil, fault.InvalidFields([]fault.Field{{Name: "start", Key: "procedure.wrong.start"}})
		}
	}
	answers, wrong := on.form.FromJSON(in.Body.Answers)
	if err := fault.InvalidFields(wrong); err != nil {
		return nil, err
	}
	trial.Answers = form.Values(answers)
	tried, err := a.Try(ctx, in.Item, in.Body.Revision, trial)
	if err != nil {
		return nil, err
	}
	return tried.body(ctx), nil
}

func (t Tried) body(ctx context.Context) *tryOut {
	out := &tryOut{}
	b := &out.Body
	b.Steps, b.Promised, b.Statutory = []StopBody{}, verdictBody(t.Promised), verdictBody(t.Statutory)
	for _, s := range t.Stops {
		step := StopBody{Node: s.Node, Name: s.Name, Element: s.Element, Opened: s.Opened, Due: s.Due, Outcome: s.Outcome, Cut: s.Cut}
		if s.Task != nil {
			step.Role, step.Department = s.Task.Role, s.Task.Department
		}
		b.Steps = append(b.Steps, step)
	}
	if !t.DecidedAt.IsZero() {
		b.DecidedAt = &t.DecidedAt
	}
	if t.Incident != nil {
		b.Stuck = &IncidentBody{t.Incident.Node, incidentText(ctx, *t.Incident)}
	}
	return out
}

func verdictBody(w deadline.Window) *VerdictBody {
	if w.State == deadline.NotStarted {
		return nil
	}
	return &VerdictBody{w.Due.String(), w.Counted, w.Remaining}
}
