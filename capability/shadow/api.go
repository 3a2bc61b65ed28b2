package shadow

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/id"
	"tongban/kernel/once"
	"tongban/kernel/web"
)

// api is shadow runs over JSON.
type api struct{ *Service }

func (a api) register(h huma.API) {
	op := func(method, path, summary string) web.Op {
		return web.Op{Method: method, Path: path, Need: web.Staff, Tag: "rulebook", Summary: summary}
	}
	started := op(http.MethodPost, "/rulebooks/{item}/shadow-runs", "Run the rules of an item over past cases beside what people decided.")
	started.Status = http.StatusCreated
	web.Register(h, started, a.start)
	web.Register(h, op(http.MethodGet, "/rulebooks/{item}/shadow-runs", "List the shadow runs of an item, newest first."), a.list)
	web.Register(h, op(http.MethodGet, "/shadow-runs/{id}", "Read a shadow run: how often rules and people came to the same."), a.get)
	web.Register(h, op(http.MethodGet, "/shadow-runs/{id}/cases", "List the cases of a run, those in which they differ first."), a.cases)
}

// RunBody is a Run on the wire.
type RunBody struct {
	ID         id.ID      `json:"id"`
	Item       string     `json:"item"`
	Number     int64      `json:"number,omitempty" doc:"Of the version, absent for a draft"`
	Digest     string     `json:"digest" doc:"SHA-256 of what was run"`
	State      State      `json:"state" enum:"running,ended,stale"`
	Wanted     int        `json:"wanted"`
	Cases      int        `json:"cases" doc:"Compared"`
	Agreed     int        `json:"agreed"`
	Both       int        `json:"bothApprove"`
	OnlyPeople int        `json:"onlyPeople" doc:"People granted, the rules would have referred"`
	OnlyRules  int        `json:"onlyRules" doc:"The rules would have approved, people did not grant"`
	Neither    int        `json:"neither"`
	Unasked    int        `json:"notCompared" doc:"Rules had decided them, or nobody had"`
	By         string     `json:"by" doc:"Name"`
	StartedAt  time.Time  `json:"startedAt"`
	EndedAt    *time.Time `json:"endedAt,omitempty"`
}

func bodyOf(r *Run) RunBody {
	b := RunBody{
		ID: r.ID, Item: r.Item, Number: r.Number, Digest: r.Digest, State: r.State, Wanted: r.Wanted, Cases: r.Cases(), Agreed: r.Agreed(),
		Both: r.Both, OnlyPeople: r.OnlyPeople, OnlyRules: r.OnlyRules, Neither: r.Neither, Unasked: r.Unasked, By: r.ByName, StartedAt: r.StartedAt,
	}
	if !r.EndedAt.IsZero() {
		b.EndedAt = &r.EndedAt
	}
	return b
}

type shadowStartIn struct {
	Item string `path:"item"`
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Repeat a request with the same key and it is done once"`
	Body struct {
		Cases int `json:"cases,omitempty" minimum:"1" maximum:"1000" doc:"How many past cases, 200 if not given"`
	}
}

type shadowRunOut struct{ Body RunBody }

func (a api) start(ctx context.Context, in *shadowStartIn) (*shadowRunOut, error) {
	most := in.Body.Cases
	if most == 0 {
		most = UsualCases
	}
	r, err := a.Start(once.WithKey(ctx, in.Key), in.Item, most)
	if err != nil {
		return nil, err
	}
	return &shadowRunOut{bodyOf(r)}, nil
}

type shadowRunsIn struct {
	Item   string `path:"item"`
	Cursor string `query:"cursor" doc:"From the page before; opaque"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

type shadowRunsOut struct {
	Body struct {
		Items []RunBody `json:"items"`
		Next  string    `json:"next,omitempty" doc:"cursor of the next page"`
	}
}

func (a api) list(ctx context.Context, in *shadowRunsIn) (*shadowRunsOut, error) {
	before, _ := id.Parse(in.Cursor) // what is none is the beginning
	runs, err := a.List(ctx, in.Item, before, in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := &shadowRunsOut{}
	out.Body.Items = []RunBody{}
	for _, r := range runs[:min(len(runs), in.Limit)] {
		out.Body.Items = append(out.Body.Items, bodyOf(r))
	}
	if len(runs) > in.Limit {
		out.Body.Next = runs[in.Limit-1].ID.String()
	}
	return out, nil
}

// RunPath names a run.
type RunPath struct {
	ID string `path:"id"`
}

func (a api) find(ctx context.Context, text string) (*Run, error) {
	key, err := id.Parse(text)
	if err != nil {
		return nil, errUnknown
	}
	return a.Find(ctx, key)
}

func (a api) get(ctx context.Context, in *RunPath) (*shadowRunOut, error) {
	r, err := a.find(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &shadowRunOut{bodyOf(r)}, nil
}

type casesIn struct {
	ID     string `path:"id"`
	All    bool   `query:"all" doc:"Those in which they came to the same too"`
	Cursor string `query:"cursor" doc:"From the page before; opaque"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
}

// ComparedBody is a Compared on the wire.
type ComparedBody struct {
	CaseNo     string   `json:"caseNo"`
	Ruling     Ruling   `json:"ruling" enum:"granted,denied,refused" doc:"What people decided"`
	Approves   bool     `json:"approves" doc:"The rules would have approved"`
	Reason     Reason   `json:"reason,omitempty" enum:"source,condition,rulebook" doc:"Why they would have left it to a person"`
	Conditions []string `json:"conditions" doc:"Names of what was not met, or could not be found out"`
}

type shadowCasesOut struct {
	Body struct {
		Items []ComparedBody `json:"items"`
		Next  string         `json:"next,omitempty" doc:"cursor of the next page"`
	}
}

func (a api) cases(ctx context.Context, in *casesIn) (*shadowCasesOut, error) {
	r, err := a.find(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	list, err := a.Cases(ctx, r, parseCursor(in.Cursor), in.All, in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := &shadowCasesOut{}
	out.Body.Items = []ComparedBody{}
	for _, c := range list[:min(len(list), in.Limit)] {
		out.Body.Items = append(out.Body.Items, ComparedBody{c.ShortNo, c.Ruling, c.Approves, c.Reason, append([]string{}, c.Conditions...)})
	}
	if len(list) > in.Limit {
		out.Body.Next = cursorAt(list[in.Limit-1]).String()
	}
	return out, nil
}
