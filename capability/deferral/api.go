package deferral

import (
	"context"
	"encoding/hex"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/id"
	"tongban/kernel/once"
	"tongban/kernel/web"
)

// api is commitments over JSON.
type api struct{ *Service }

func (a api) register(h huma.API) {
	op := func(method, path string, need web.Need, summary string) web.Op {
		return web.Op{Method: method, Path: path, Need: need, Tag: "deferral", Summary: summary}
	}
	web.Register(h, op(http.MethodGet, "/cases/{no}/deferral", web.Citizen, "Read what I have promised to bring for my case, and by when."), a.ofMine)
	web.Register(h, op(http.MethodPut, "/cases/{no}/deferral/papers/{code}", web.Citizen, "Bring a paper that was promised, made of what was uploaded in pieces."), a.bring)
	web.Register(h, op(http.MethodGet, "/desk/deferrals", web.Staff, "List what applicants have promised my office, newest first."), a.list)
	web.Register(h, op(http.MethodGet, "/desk/deferrals/{id}", web.Staff, "Read what an applicant has promised."), a.get)
	web.Register(h, op(http.MethodPost, "/desk/deferrals/{id}/confirm", web.Staff, "Find a paper right that was brought."), a.confirm)
	web.Register(h, op(http.MethodPost, "/desk/deferrals/{id}/reject", web.Staff, "Say what is wrong with a paper that was brought: it is owed again."), a.reject)
	web.Register(h, op(http.MethodPost, "/desk/deferrals/{id}/take", web.Staff, "Note that a promised paper was brought to the counter, not scanned."), a.take)
	web.Register(h, op(http.MethodPost, "/desk/deferrals/{id}/extend", web.Staff, "Put the last day off, once."), a.extend)
}

// CommitmentBody is a Commitment on the wire.
type CommitmentBody struct {
	ID        id.ID       `json:"id"`
	CaseNo    string      `json:"caseNo"`
	Item      string      `json:"item"`
	State     State       `json:"state" enum:"signed,running,cured,broken,ended"`
	DueOn     string      `json:"dueOn,omitempty" format:"date" doc:"First last day of what is still owed"`
	Papers    []PaperBody `json:"papers"`
	Version   string      `json:"version" doc:"Of the text that was signed"`
	Text      []string    `json:"text" doc:"What was signed, line by line"`
	Digest    string      `json:"digest" doc:"SHA-256 of the text"`
	SignedAt  time.Time   `json:"signedAt"`
	Extended  string      `json:"extended,omitempty" doc:"Why the last day was put off"`
	OverAt    *time.Time  `json:"overAt,omitempty"`
	NextSteps []Event     `json:"next" doc:"What the reader may do now"`
}

// PaperBody is a Paper on the wire.
type PaperBody struct {
	Code      string     `json:"code"`
	Name      string     `json:"name"`
	Workdays  int        `json:"workdays" doc:"From acceptance"`
	DueOn     string     `json:"dueOn" format:"date"`
	Standing  Standing   `json:"standing" enum:"owed,brought,faulty,confirmed"`
	BroughtAt *time.Time `json:"broughtAt,omitempty"`
	Wrong     string     `json:"wrong,omitempty" doc:"What is wrong with what came"`
}

func bodyOf(ctx context.Context, c *Commitment) CommitmentBody {
	b := CommitmentBody{
		ID: c.ID, CaseNo: c.Case.ShortNo, Item: c.Case.ItemName, State: c.State, Papers: []PaperBody{}, Version: c.Version, Text: c.Text,
		Digest: hex.EncodeToString(c.Digest), SignedAt: c.Signing.At, Extended: c.Extended.Why, NextSteps: append([]Event{}, c.next(actor.From(ctx))...),
	}
	if due := c.DueOn(); due != 0 {
		b.DueOn = due.String()
	}
	if !c.OverAt.IsZero() {
		b.OverAt = &c.OverAt
	}
	for _, p := range c.Papers {
		one := PaperBody{Code: p.Code, Name: p.Name, Workdays: p.Workdays, DueOn: p.DueOn.String(), Standing: p.Standing, Wrong: p.Wrong}
		if !p.BroughtAt.IsZero() {
			one.BroughtAt = &p.BroughtAt
		}
		b.Papers = append(b.Papers, one)
	}
	return b
}

type commitmentOut struct{ Body CommitmentBody }

func (a api) ofMine(ctx context.Context, in *casework.CasePath) (*commitmentOut, error) {
	_, c, err := a.ofCase(ctx, in.No)
	if err != nil {
		return nil, err
	}
	return &commitmentOut{bodyOf(ctx, c)}, nil
}

type bringIn struct {
	casework.KeyHeader
	casework.CasePath
	Code string `path:"code" example:"M-HEALTH"`
	Body struct {
		Uploads []string `json:"uploads" minItems:"1" maxItems:"200" doc:"Ids of files that have come, in the order of the pages"`
	}
}

func (a api) bring(ctx context.Context, in *bringIn) (*commitmentOut, error) {
	var transfers []id.ID
	for _, text := range in.Body.Uploads {
		key, _ := id.Parse(text) // what is none has not come
		transfers = append(transfers, key)
	}
	c, err := a.Bring(in.Context(ctx), in.No, in.Code, transfers...)
	if err != nil {
		return nil, err
	}
	return &commitmentOut{bodyOf(ctx, c)}, nil
}

type listIn struct {
	Show   Show   `query:"show" enum:"open,check,over" default:"open"`
	Cursor string `query:"cursor" doc:"From the page before; opaque"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

type listOut struct {
	Body struct {
		Items  []CommitmentBody `json:"items"`
		Open   int64            `json:"open" doc:"How many wait for papers"`
		Cured  int64            `json:"cured" doc:"How many were cured in time"`
		Broken int64            `json:"broken" doc:"How many were not"`
		Next   string           `json:"next,omitempty" doc:"cursor of the next page"`
	}
}

func (a api) list(ctx context.Context, in *listIn) (*listOut, error) {
	before, _ := id.Parse(in.Cursor) // what is no id begins at the top
	found, err := a.List(ctx, in.Show, before, in.Limit+1)
	if err != nil {
		return nil, err
	}
	tally, err := a.Tally(ctx)
	if err != nil {
		return nil, err
	}
	out := &listOut{}
	out.Body.Items, out.Body.Open, out.Body.Cured, out.Body.Broken = []CommitmentBody{}, tally.Open, tally.Cured, tally.Broken
	if len(found) > in.Limit {
		found = found[:in.Limit]
		out.Body.Next = found[in.Limit-1].ID.String()
	}
	for _, c := range found {
		out.Body.Items = append(out.Body.Items, bodyOf(ctx, c))
	}
	return out, nil
}

// Path names a commitment.
type Path struct {
	ID  string `path:"id"`
	Key string `header:"Idempotency-Key" maxLength:"200" doc:"Repeat a request with the same key and it is done once"`
}

func (a api) get(ctx context.Context, in *Path) (*commitmentOut, error) {
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errUnknown
	}
	c, err := a.Find(ctx, key)
	if err != nil {
		return nil, err
	}
	return &commitmentOut{bodyOf(ctx, c)}, nil
}

// does changes a commitment and returns it.
func (a api) does(ctx context.Context, in *Path, change func(context.Context, id.ID) error) (*commitmentOut, error) {
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errUnknown
	}
	if err := change(once.WithKey(ctx, in.Key), key); err != nil {
		return nil, err
	}
	return a.get(ctx, in)
}

type paperIn struct {
	Path
	Body struct {
		Paper string `json:"paper" minLength:"1" example:"M-HEALTH"`
	}
}

func (a api) confirm(ctx context.Context, in *paperIn) (*commitmentOut, error) {
	return a.does(ctx, &in.Path, func(ctx context.Context, key id.ID) error { return a.Confirm(ctx, key, in.Body.Paper) })
}

func (a api) take(ctx context.Context, in *paperIn) (*commitmentOut, error) {
	return a.does(ctx, &in.Path, func(ctx context.Context, key id.ID) error { return a.TakePaper(ctx, key, in.Body.Paper) })
}

type rejectIn struct {
	Path
	Body struct {
		Paper string `json:"paper" minLength:"1" example:"M-HEALTH"`
		Why   string `json:"why"`
	}
}

func (a api) reject(ctx context.Context, in *rejectIn) (*commitmentOut, error) {
	return a.does(ctx, &in.Path, func(ctx context.Context, key id.ID) error { return a.Reject(ctx, key, in.Body.Paper, in.Body.Why) })
}

type extendIn struct {
	Path
	Body struct {
		Until string `json:"until" format:"date"`
		Why   string `json:"why"`
	}
}

func (a api) extend(ctx context.Context, in *extendIn) (*commitmentOut, error) {
	return a.does(ctx, &in.Path, func(ctx context.Context, key id.ID) error { return a.Extend(ctx, key, in.Body.Until, in.Body.Why) })
}
