package lane

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/casework"
	"tongban/kernel/web"
)

// api is the lane over JSON.
type api struct{ *Service }

func (a api) register(h huma.API) {
	op := func(method, path string, need web.Need, summary string) web.Op {
		return web.Op{Method: method, Path: path, Need: need, Tag: "lane", Summary: summary}
	}
	web.Register(h, op(http.MethodGet, "/cases/{no}/lane", web.Citizen, "How far my case is in the green lane."), a.mine)
	web.Register(h, op(http.MethodGet, "/desk/cases/{no}/lane", web.Staff, "How far a case is in the green lane."), a.desk)
	web.Register(h, op(http.MethodPost, "/desk/cases/{no}/lane/review", web.Staff, "Note that the case was looked through on site."), a.review)
	web.Register(h, op(http.MethodPost, "/desk/cases/{no}/lane/refuse", web.Staff, "Refuse an open step with a reason: the case goes on as an ordinary one."), a.refuse)
	web.Register(h, op(http.MethodGet, "/desk/lane", web.Staff, "What the green lane has done and what it has cost others."), a.costs)
}

// LaneBody is a case in the lane on the wire.
type LaneBody struct {
	State    State          `json:"state" enum:"in,left,reported,dropped"`
	Reason   string         `json:"reason"`
	Workdays int            `json:"promisedWorkdays"`
	DueOn    string         `json:"dueOn,omitempty" format:"date" doc:"Once accepted"`
	Refused  Kind           `json:"refused,omitempty" doc:"The step because of which it left"`
	Why      string         `json:"why,omitempty"`
	Steps    []LaneStepBody `json:"steps"`
}

// LaneStepBody is a Step on the wire.
type LaneStepBody struct {
	Step   Kind       `json:"step" enum:"filing,prereview,registration,originals,visit,signing,reporting"`
	State  string     `json:"state" enum:"open,done,not-needed,refused"`
	DoneAt *time.Time `json:"doneAt,omitempty"`
	By     string     `json:"by,omitempty" doc:"For staff"`
	Waits  []string   `json:"waitsFor,omitempty"`
}

func bodyOf(c *Case, desk bool) LaneBody {
	b := LaneBody{State: c.Entry.State, Reason: c.Entry.Reason, Workdays: c.Entry.Workdays, Refused: c.Entry.Refused, Why: c.Entry.Why}
	if c.Promise.Open() || !c.Promise.Closed.IsZero() {
		b.DueOn = c.Promise.Due.String()
	}
	for _, s := range c.Steps {
		one := LaneStepBody{Step: s.Kind, State: "open", Waits: s.Waits}
		switch {
		case s.Refuse:
			one.State = "refused"
		case !s.Done.IsZero():
			one.State, one.DoneAt = "done", &s.Done
		case s.Spare:
			one.State = "not-needed"
		}
		if desk {
			one.By = s.By
		}
		b.Steps = append(b.Steps, one)
	}
	return b
}

// CasePath names a case in an address.
type CasePath struct {
	No string `path:"no"`
}

type laneOut struct{ Body LaneBody }

func (a api) mine(ctx context.Context, in *CasePath) (*laneOut, error) {
	return a.get(ctx, in.No, false)
}

func (a api) desk(ctx context.Context, in *CasePath) (*laneOut, error) {
	return a.get(ctx, in.No, true)
}

func (a api) get(ctx context.Context, no string, desk bool) (*laneOut, error) {
	c, err := a.Of(ctx, no)
	if err != nil {
		return nil, err
	}
	return &laneOut{bodyOf(c, desk)}, nil
}

type reviewIn struct {
	CasePath
	casework.KeyHeader
	Body struct {
		Note string `json:"note,omitempty" required:"false"`
	}
}

func (a api) review(ctx context.Context, in *reviewIn) (*laneOut, error) {
	if err := a.Review(in.Context(ctx), in.No, in.Body.Note); err != nil {
		return nil, err
	}
	return a.get(ctx, in.No, true)
}

type refuseIn struct {
	CasePath
	casework.KeyHeader
	Body struct {
		Step Kind   `json:"step" enum:"prereview,registration,originals,visit,signing"`
		Why  string `json:"why"`
	}
}

func (a api) refuse(ctx context.Context, in *refuseIn) (*laneOut, error) {
	if err := a.Refuse(in.Context(ctx), in.No, in.Body.Step, in.Body.Why); err != nil {
		return nil, err
	}
	return a.get(ctx, in.No, true)
}

type costsIn struct {
	Days int `query:"days" default:"30" minimum:"1" maximum:"366"`
}

// LaneCostBody is what the lane has cost one desk.
type LaneCostBody struct {
	Desk      string `json:"desk" doc:"Code of the department, id of the outlet of a window"`
	Role      string `json:"role"`
	Tasks     int    `json:"tasks" doc:"Of lane cases, closed in the time"`
	Minutes   int    `json:"minutes" doc:"Working minutes from claim to close, together"`
	Overtaken int    `json:"overtaken" doc:"Times an older ordinary task still waited"`
	Delay     int    `json:"delayMinutes" doc:"Working minutes those waited longer, together: minutes × overtaken ÷ people, task by task"`
}

type costsOut struct {
	Body struct {
		Days     int            `json:"days"`
		In       int            `json:"in"`
		Reported int            `json:"reported"`
		Left     int            `json:"left"`
		Dropped  int            `json:"dropped"`
		Tasks    int            `json:"tasks" doc:"Of which the figures are made"`
		Desks    []LaneCostBody `json:"desks"`
	}
}

func (a api) costs(ctx context.Context, in *costsIn) (*costsOut, error) {
	f, err := a.Costs(ctx, in.Days)
	if err != nil {
		return nil, err
	}
	out := &costsOut{}
	b := &out.Body
	b.Days, b.In, b.Reported, b.Left, b.Dropped, b.Tasks, b.Desks = f.Days, f.In, f.Reported, f.Left, f.Dropped, f.Tasks(), []LaneCostBody{}
	for _, g := range f.Groups {
		b.Desks = append(b.Desks, LaneCostBody{g.Desk, g.Role, g.Tasks, g.Minutes, g.Overtaken, g.Delay})
	}
	return out, nil
}
