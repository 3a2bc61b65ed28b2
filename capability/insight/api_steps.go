package insight

import (
	"context"
	"time"

	"tongban/kernel/calendar"
	"tongban/kernel/fault"
)

// InsightProcessLineBody is an item whose cases go by a procedure.
type InsightProcessLineBody struct {
	Item       string `json:"item"`
	Name       string `json:"name"`
	Department string `json:"department"`
	Versions   int64  `json:"versions" doc:"Drawn ones; 0 where cases take the item's stages"`
	Standing   int64  `json:"standing" doc:"Cases that stand at a step now"`
}

type processesIn struct {
	Department string `query:"department" doc:"Code of a department"`
	Cursor     string `query:"cursor" maxLength:"200"`
	Limit      int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

type processesOut struct {
	Body struct {
		Items []InsightProcessLineBody `json:"items"`
		Next  string                   `json:"next,omitempty" doc:"Cursor of the next page"`
	}
}

func (a api) processes(ctx context.Context, in *processesIn) (*processesOut, error) {
	lines, next, err := a.Processes(ctx, in.Department, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &processesOut{}
	out.Body.Items, out.Body.Next = []InsightProcessLineBody{}, next
	for _, l := range lines {
		out.Body.Items = append(out.Body.Items, InsightProcessLineBody(l))
	}
	return out, nil
}

type processIn struct {
	Item    string `path:"item"`
	From    string `query:"from" doc:"First day, 2026-09-01; ninety days before to if absent"`
	To      string `query:"to" doc:"Last day; today if absent"`
	Version string `query:"version" doc:"Of the procedure; stages for the item's stages; the newest if absent"`
}

func (in processIn) filter() (StepFilter, error) {
	f := StepFilter{Item: in.Item}
	for _, day := range []struct {
		text string
		to   *calendar.Date
	}{{in.From, &f.From}, {in.To, &f.To}} {
		d, err := calendar.ParseDate(day.text)
		if err != nil && day.text != "" {
			return f, fault.New(fault.Invalid, "fault.shape")
		}
		*day.to = d
	}
	f.version(in.Version)
	return f, nil
}

// InsightStepBody is a step over many cases.
type InsightStepBody struct {
	Step     string          `json:"step" doc:"Id in the drawing; of stages their code"`
	Name     string          `json:"name"`
	Standing int64           `json:"standing" doc:"Cases that stand there now"`
	Done     int64           `json:"done" doc:"How often it was done in the period"`
	Median   *int64          `json:"medianTenthsOfWorkday,omitempty" doc:"Absent where nobody has done it"`
	P90      *int64          `json:"p90TenthsOfWorkday,omitempty"`
	Late     InsightRateBody `json:"late" doc:"Done after the step's own limit; n is those that have one"`
}

// InsightBranchBody is a branch beside others.
type InsightBranchBody struct {
	Part  int      `json:"part" doc:"From 1: the branches of one part run beside each other"`
	Steps []string `json:"steps" doc:"Names"`
	Usual int64    `json:"usualTenthsOfWorkday" doc:"Sum of the medians of its steps"`
	Holds bool     `json:"holds" doc:"The others wait for it"`
}

type processOut struct {
	Body struct {
		At       time.Time           `json:"at"`
		Item     string              `json:"item"`
		Name     string              `json:"name"`
		Revision int                 `json:"revision" doc:"Of the procedure; 0 are the item's stages"`
		From     string              `json:"from"`
		To       string              `json:"to"`
		Steps    []InsightStepBody   `json:"steps"`
		Branches []InsightBranchBody `json:"branches"`
	}
}

func (a api) process(ctx context.Context, in *processIn) (*processOut, error) {
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	p, err := a.Process(ctx, f)
	if err != nil {
		return nil, err
	}
	out := &processOut{}
	b := &out.Body
	b.At, b.Item, b.Name, b.Revision, b.From, b.To = p.At, p.Code, p.Name, p.Revision, p.Filter.From.String(), p.Filter.To.String()
	b.Steps, b.Branches = []InsightStepBody{}, []InsightBranchBody{}
	for _, s := range p.Steps {
		step := InsightStepBody{Step: s.Step, Name: s.Name, Standing: s.Standing, Done: s.Done, Late: InsightRateBody{N: s.Limited}}
		if s.Done > 0 {
			step.Median, step.P90 = &s.Median, &s.P90
		}
		if late := s.LateShare(); late.Known() {
			tenths := late.Percent()
			step.Late.Tenths = &tenths
		}
		b.Steps = append(b.Steps, step)
	}
	for i, part := range p.Parts {
		for _, one := range part {
			b.Branches = append(b.Branches, InsightBranchBody{i + 1, append([]string{}, one.Steps...), one.Tenths, one.Holds})
		}
	}
	return out, nil
}
