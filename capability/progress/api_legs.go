package progress

import (
	"context"
	"time"

	"tongban/capability/casework"
	"tongban/kernel/clock"
)

type caseOut struct{ Body CaseBody }

// CaseBody is a case with its way, as its applicant sees it.
type CaseBody struct {
	casework.CaseBody
	Steps []StepBody `json:"steps" doc:"The way of the case from being handed in to being delivered"`
}

// StepBody is one thing on the way of a case, or several that are done at the same time.
type StepBody struct {
	LineBody
	Beside []LineBody `json:"beside,omitempty" doc:"What is done at the same time"`
}

// LineBody is one thing on the way of a case.
type LineBody struct {
	Name    string   `json:"name"`
	Office  string   `json:"office,omitempty"`
	State   Standing `json:"state" enum:"ahead,now,again,done,ended" doc:"Again: it was asked to be looked at once more; ended: without being done"`
	On      string   `json:"on,omitempty" doc:"Day it was done, ended, or begun anew"`
	By      string   `json:"by,omitempty" doc:"Last day for it"`
	Late    bool     `json:"late,omitempty"`
	Outcome string   `json:"outcome,omitempty" doc:"What came of it: granted, denied, pass, refuse, or as the drawing calls it"`
}

// withSteps adds its way to an answer with a case.
func (s *Service) withSteps(ctx context.Context, f *casework.File, out *casework.CaseOut, err error) (*caseOut, error) {
	if err != nil {
		return nil, err
	}
	body := CaseBody{CaseBody: out.Body}
	for _, l := range s.Legs(ctx, f) {
		step := StepBody{LineBody: s.line(ctx, l)}
		for _, one := range l.Beside {
			step.Beside = append(step.Beside, s.line(ctx, one))
		}
		body.Steps = append(body.Steps, step)
	}
	return &caseOut{body}, nil
}

func (s *Service) line(ctx context.Context, l Leg) LineBody {
	b := LineBody{Name: l.Name, State: l.State, On: day(l.On), By: day(l.By), Late: l.Late, Outcome: l.Outcome}
	if l.Office != "" {
		b.Office = s.Offices(ctx, l.Office)
	}
	return b
}

// day writes a day as ISO 8601 does, "" for none.
func day(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(clock.Shanghai).Format(time.DateOnly)
}
