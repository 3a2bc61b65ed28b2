package casework

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/once"
	"tongban/kernel/web"
)

// api is casework over JSON.
type api struct{ *Service }

func (a api) register(h huma.API, lookups *web.Limiter) {
	const tag = "casework"
	op := func(method, path string, need web.Need, summary string) web.Op {
		return web.Op{Method: method, Path: path, Need: need, Tag: tag, Summary: summary}
	}
	web.Register(h, op("GET", "/cases", web.Citizen, "List my cases, newest first"), a.mine)
	web.Register(h, op("GET", "/cases/{no}", web.Citizen, "Read my case with its dates and the reasons for them"), a.show)
	web.Register(h, op("POST", "/cases/{no}/withdraw", web.Citizen, "Take the application back before the decision"), a.withdraw)
	web.Register(h, op("GET", "/admin/recounts", web.Staff, "List the latest walks through the open cases after a notice of days off"), a.recounts)
	web.Register(h, op("GET", "/admin/recounts/{id}", web.Staff, "List the dates a walk has moved, before and after"), a.moved)
	web.Register(h, op("POST", "/cases/{no}/request-hearing", web.Citizen, "Ask for a hearing, within five working days after the right was told"), a.requestHearing)
	web.Register(h, op("GET", "/cases/{no}/notices/{notice}/file", web.Citizen, "Fetch the signed PDF of an official paper of my case"), a.noticeFile)
	web.Register(h, op("POST", "/desk/cases/{no}/notices/{notice}/file", web.Staff, "Fetch the signed PDF of an official paper; says what for, and is recorded"), a.fullNoticeFile)
	web.Register(h, op("GET", "/track", web.Anyone, "See a case, masked, by number and query code"), a.track(lookups))
}

// KeyHeader carries an idempotency key.
type KeyHeader struct {
	Key string `header:"Idempotency-Key" maxLength:"200" doc:"Repeat a request with the same key and it is done once"`
}

// Context returns ctx with the key.
func (k KeyHeader) Context(ctx context.Context) context.Context { return once.WithKey(ctx, k.Key) }

// MaterialBody is a material over the wire.
type MaterialBody struct {
	Code      string `json:"code"`
	Name      string `json:"name"`
	Source    Source `json:"source" enum:"upload,licence,share,form"`
	Reference string `json:"reference"`
	Size      int64  `json:"size"`
}

// MaterialBodies returns materials as the API tells them.
func MaterialBodies(materials []Material) []MaterialBody {
	list := []MaterialBody{}
	for _, m := range materials {
		list = append(list, MaterialBody{m.Code, m.Name, m.Source, m.Reference, m.Size})
	}
	return list
}

// PageIn asks for a page of a list.
type PageIn struct {
	Cursor string `query:"cursor" doc:"From the page before; opaque"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

type casesOut struct {
	Body struct {
		Items  []caseBody `json:"items"`
		Cursor string     `json:"cursor,omitempty" doc:"Of the next page; absent on the last"`
	}
}

func (a api) mine(ctx context.Context, in *PageIn) (*casesOut, error) {
	files, err := a.Mine(ctx, idOf(in.Cursor), in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := &casesOut{}
	if len(files) > in.Limit {
		files = files[:in.Limit]
		out.Body.Cursor = files[in.Limit-1].Case.ID.String()
	}
	out.Body.Items = []caseBody{}
	for _, f := range files {
		out.Body.Items = append(out.Body.Items, bodyOfCase(ctx, f, ownView))
	}
	return out, nil
}

// CasePath names a case.
type CasePath struct {
	No string `path:"no" doc:"Statutory or short number"`
}

// CaseOut answers with a case.
type CaseOut struct{ Body caseBody }

func (a api) show(ctx context.Context, in *CasePath) (*CaseOut, error) {
	return caseAnswer(ctx, ownView)(a.File(ctx, in.No))
}

// caseAnswer turns the outcome of a use case into an answer.
func caseAnswer(ctx context.Context, as audience) func(*File, error) (*CaseOut, error) {
	return func(f *File, err error) (*CaseOut, error) {
		if err != nil {
			return nil, err
		}
		return &CaseOut{bodyOfCase(ctx, f, as)}, nil
	}
}

// Answer answers the applicant with their case.
func Answer(ctx context.Context, f *File, err error) (*CaseOut, error) {
	return caseAnswer(ctx, ownView)(f, err)
}

// DeskAnswer answers a handler with a case they read.
func DeskAnswer(ctx context.Context, f *File, err error) (*CaseOut, error) {
	return caseAnswer(ctx, deskView)(f, err)
}

// StepAnswer answers a handler with a case they have just moved.
func StepAnswer(ctx context.Context, f *File, err error) (*CaseOut, error) {
	return caseAnswer(ctx, stepView)(f, err)
}

type withdrawIn struct {
	KeyHeader
	CasePath
	Body struct {
		Version int64  `json:"version,omitempty"`
		Reason  string `json:"reason,omitempty"`
	}
}

func (a api) withdraw(ctx context.Context, in *withdrawIn) (*CaseOut, error) {
	input := Input{Version: in.Body.Version, Reason: in.Body.Reason}
	return caseAnswer(ctx, ownView)(a.Step(in.Context(ctx), in.No, Withdraw, input))
}

func (a api) requestHearing(ctx context.Context, in *withdrawIn) (*CaseOut, error) {
	input := Input{Version: in.Body.Version, Reason: in.Body.Reason}
	return caseAnswer(ctx, ownView)(a.Step(in.Context(ctx), in.No, RequestHearing, input))
}

type trackIn struct {
	web.Client
	No   string `query:"no" required:"true"`
	Code string `query:"code" required:"true"`
}

func (a api) track(lookups *web.Limiter) func(context.Context, *trackIn) (*CaseOut, error) {
	return func(ctx context.Context, in *trackIn) (*CaseOut, error) {
		if err := in.Within(lookups); err != nil {
			return nil, err
		}
		return caseAnswer(ctx, trackView)(a.Track(ctx, in.No, in.Code))
	}
}
