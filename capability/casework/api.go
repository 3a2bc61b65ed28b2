package casework

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/once"
	"tongban/kernel/web"
)

// api is casework over JSON.
type api struct{ *Service }

func (a api) register(h huma.API) {
	const tag = "casework"
	op := func(method, path string, need web.Need, summary string) web.Op {
		return web.Op{Method: method, Path: path, Need: need, Tag: tag, Summary: summary}
	}
	web.Register(h, op("GET", "/admin/recounts", web.Staff, "List the latest walks through the open cases after a notice of days off"), a.recounts)
	web.Register(h, op("GET", "/admin/recounts/{id}", web.Staff, "List the dates a walk has moved, before and after"), a.moved)
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
	Source    Source `json:"source" enum:"upload,licence,share,paper,form,promised,commitment"`
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

// CasePath names a case.
type CasePath struct {
	No string `path:"no" doc:"Statutory or short number"`
}

// CaseOut answers with a case.
type CaseOut struct{ Body CaseBody }

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

// TrackAnswer answers whoever has the query code of a case.
func TrackAnswer(ctx context.Context, f *File, err error) (*CaseOut, error) {
	return caseAnswer(ctx, trackView)(f, err)
}
