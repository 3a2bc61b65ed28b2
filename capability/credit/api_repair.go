package credit

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/actor"
	"tongban/kernel/id"
	"tongban/kernel/once"
	"tongban/kernel/web"
)

// registerRepairs adds standings and repairs to the surface.
func (a api) registerRepairs(h huma.API) {
	op := func(method, path string, need web.Need, summary string) web.Op {
		return web.Op{Method: method, Path: path, Need: need, Tag: "credit", Summary: summary}
	}
	asked := op(http.MethodPost, "/me/facts/{id}/repair", web.Citizen, "Ask for the repair of a fact in my record, once its time has come.")
	asked.Status = http.StatusCreated
	web.Register(h, op(http.MethodGet, "/me/credit", web.Citizen, "How I stand: my level with the facts it follows from, and what is open to me."), a.mine)
	web.Register(h, asked, a.askRepair)
	web.Register(h, op(http.MethodGet, "/me/repairs", web.Citizen, "List my repairs, newest first."), a.repairs)
	web.Register(h, op(http.MethodGet, "/me/repairs/{id}", web.Citizen, "Read a repair I asked for."), a.repair)
	web.Register(h, op(http.MethodPost, "/me/repairs/{id}/withdraw", web.Citizen, "Take a repair back that waits for its answer."), a.dropRepair)
	web.Register(h, op(http.MethodGet, "/desk/repairs", web.Staff, "List the repairs my office decides on, newest first."), a.repairs)
	web.Register(h, op(http.MethodGet, "/desk/repairs/{id}", web.Staff, "Read a repair as the office sees it."), a.repair)
	web.Register(h, op(http.MethodPost, "/desk/repairs/{id}/decide", web.Staff, "Grant or refuse a repair; somebody else than who recorded the fact."), a.decideRepair)
	web.Register(h, op(http.MethodGet, "/desk/cases/{no}/credit", web.Staff, "What is open to the applicant of a case; the look is recorded."), a.ofCase)
}

// ReasonBody is a Reason on the wire.
type ReasonBody struct {
	ID    id.ID  `json:"id"`
	Kind  Kind   `json:"kind"`
	Grade Grade  `json:"grade"`
	Words string `json:"words"`
	At    string `json:"at" format:"date"`
	Until string `json:"until" format:"date"`
}

func reasonBodies(list []Reason) []ReasonBody {
	bodies := make([]ReasonBody, len(list))
	for i, r := range list {
		bodies[i] = ReasonBody{r.Fact, r.Kind, r.Grade, r.Words, r.At.String(), r.Until.String()}
	}
	return bodies
}

// WayBody is a Way on the wire.
type WayBody struct {
	Effect  Effect       `json:"effect" enum:"commitment,deferral,inspection"`
	Open    bool         `json:"open"`
	Share   int          `json:"share,omitempty" doc:"Of inspection: per cent that are looked at"`
	Reasons []ReasonBody `json:"reasons"`
}

func wayBodies(ways []Way) []WayBody {
	bodies := make([]WayBody, len(ways))
	for i, w := range ways {
		bodies[i] = WayBody{w.Effect, w.May.OK, w.Share, reasonBodies(w.May.Reasons)}
	}
	return bodies
}

type standingOut struct {
	Body struct {
		Level string       `json:"level" enum:"A,B,C,D"`
		Since string       `json:"since,omitempty" format:"date"`
		Facts []ReasonBody `json:"facts" doc:"What the level follows from"`
		Ways  []WayBody    `json:"ways"`
	}
}

func (a api) mine(ctx context.Context, _ *struct{}) (*standingOut, error) {
	found, err := a.Mine(ctx)
	if err != nil {
		return nil, err
	}
	out := &standingOut{}
	out.Body.Level, out.Body.Facts, out.Body.Ways = string(found.Level.Letter), reasonBodies(found.Reasons), wayBodies(found.Ways)
	if found.Level.Since != 0 {
		out.Body.Since = found.Level.Since.String()
	}
	return out, nil
}

type caseIn struct {
	No string `path:"no"`
}

type waysOut struct {
	Body struct {
		Ways []WayBody `json:"ways"`
	}
}

func (a api) ofCase(ctx context.Context, in *caseIn) (*waysOut, error) {
	_, found, err := a.OfCase(ctx, in.No)
	if err != nil {
		return nil, err
	}
	out := &waysOut{}
	out.Body.Ways = wayBodies(found.Ways)
	return out, nil
}

// RepairBody is a Repair on the wire.
type RepairBody struct {
	ID        id.ID         `json:"id"`
	Fact      id.ID         `json:"fact"`
	Kind      Kind          `json:"kind"`
	Grade     Grade         `json:"grade"`
	CaseNo    string        `json:"caseNo"`
	Item      string        `json:"item"`
	Why       string        `json:"why"`
	File      string        `json:"file,omitempty" doc:"Name of the evidence"`
	AskedAt   time.Time     `json:"askedAt"`
	DueOn     string        `json:"dueOn" format:"date"`
	State     RepairState   `json:"state" enum:"asked,granted,refused,withdrawn,needless"`
	Decision  string        `json:"decision,omitempty"`
	DecidedAt *time.Time    `json:"decidedAt,omitempty"`
	Next      []RepairEvent `json:"next" doc:"What the reader may do now"`
}

func repairBody(ctx context.Context, r *Repair) RepairBody {
	b := RepairBody{
		r.ID, r.Fact, r.Kind, r.Grade, r.Matter.ShortNo, r.Matter.ItemName, r.Why, r.FileName, r.AskedAt, r.DueOn.String(), r.State, r.Decision, nil,
		append([]RepairEvent{}, r.next(actor.From(ctx))...),
	}
	if !r.DecidedAt.IsZero() {
		b.DecidedAt = &r.DecidedAt
	}
	return b
}

type repairsOut struct {
	Body struct {
		Items []RepairBody `json:"items"`
		Next  string       `json:"next,omitempty" doc:"cursor of the next page"`
	}
}

func (a api) repairs(ctx context.Context, in *factsIn) (*repairsOut, error) {
	before, _ := id.Parse(in.Cursor) // what is no id begins at the top
	found, err := a.Repairs(ctx, in.Open, before, in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := &repairsOut{}
	if len(found) > in.Limit {
		found = found[:in.Limit]
		out.Body.Next = found[in.Limit-1].ID.String()
	}
	out.Body.Items = []RepairBody{}
	for _, r := range found {
		out.Body.Items = append(out.Body.Items, repairBody(ctx, r))
	}
	return out, nil
}

type repairOut struct{ Body RepairBody }

func (a api) repair(ctx context.Context, in *FactPath) (*repairOut, error) {
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errUnknown
	}
	r, err := a.FindRepair(ctx, key)
	if err != nil {
		return nil, err
	}
	return &repairOut{repairBody(ctx, r)}, nil
}

func (a api) askRepair(ctx context.Context, in *objectIn) (*repairOut, error) {
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errUnknown
	}
	made, err := a.AskRepair(once.WithKey(ctx, in.Key), key, Asking{Why: in.Body.Why})
	if err != nil {
		return nil, err
	}
	return a.repair(ctx, &FactPath{ID: made.String()})
}

// endsRepair does e with a repair and returns it.
func (a api) endsRepair(ctx context.Context, in *FactPath, e RepairEvent, why string) (*repairOut, error) {
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errUnknown
	}
	if err := a.DecideRepair(once.WithKey(ctx, in.Key), key, e, why); err != nil {
		return nil, err
	}
	return a.repair(ctx, in)
}

func (a api) dropRepair(ctx context.Context, in *FactPath) (*repairOut, error) {
	return a.endsRepair(ctx, in, DropRepair, "")
}

type decideRepairIn struct {
	FactPath
	Body struct {
		Decision RepairEvent `json:"decision" enum:"grant,refuse"`
		Why      string      `json:"why"`
	}
}

func (a api) decideRepair(ctx context.Context, in *decideRepairIn) (*repairOut, error) {
	return a.endsRepair(ctx, &in.FactPath, in.Body.Decision, in.Body.Why)
}
