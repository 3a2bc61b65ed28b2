package archive

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/casework"
	"tongban/kernel/id"
	"tongban/kernel/web"
)

// api is the archive over JSON.
type api struct{ *Service }

func (a api) register(h huma.API) {
	op := func(method, path, summary string) web.Op {
		return web.Op{Method: method, Path: path, Need: web.Staff, Tag: "archive", Summary: summary}
	}
	web.Register(h, op(http.MethodGet, "/desk/archive", "List finished cases of my office by how far they are archived."), a.list)
	web.Register(h, op(http.MethodGet, "/desk/archive/{no}", "Read how a finished case is kept, and what its checks found."), a.get)
	web.Register(h, op(http.MethodPost, "/desk/archive/{no}/export", "Take the package of a case out, checked again; the applicant sees that you did."), a.export)
	web.Register(h, op(http.MethodPost, "/desk/archive/{no}/transfer", "Note that a sound package was handed over."), a.transfer)
}

// PackageBody is an Entry on the wire.
type PackageBody struct {
	CaseNo        string     `json:"caseNo"`
	ItemName      string     `json:"itemName"`
	Department    string     `json:"department"`
	Status        Status     `json:"status" enum:"none,packaged,checked,transferred"`
	Digest        string     `json:"digest,omitempty" doc:"SHA-256 of the package, hexadecimal"`
	Size          int64      `json:"size,omitempty"`
	Findings      []Finding  `json:"findings"`
	FinishedAt    time.Time  `json:"finishedAt"`
	PackagedAt    *time.Time `json:"packagedAt,omitempty"`
	TransferredTo string     `json:"transferredTo,omitempty"`
}

func bodyOf(e *Entry) PackageBody {
	b := PackageBody{
		CaseNo: e.No, ItemName: e.ItemName, Department: e.Department, Status: e.Status, Digest: e.Digest, Size: e.Size,
		Findings: append([]Finding{}, e.Report.Findings...), FinishedAt: e.FinishedAt, TransferredTo: e.TransferredTo,
	}
	if !e.PackagedAt.IsZero() {
		b.PackagedAt = &e.PackagedAt
	}
	return b
}

type listIn struct {
	casework.PageIn
	Status string `query:"status" enum:"none,packaged,checked,transferred" default:"checked"`
}

type listOut struct {
	Body struct {
		Items []PackageBody `json:"items"`
		Next  string        `json:"next,omitempty" doc:"cursor of the next page"`
	}
}

func (a api) list(ctx context.Context, in *listIn) (*listOut, error) {
	before, _ := id.Parse(in.Cursor) // what is no id begins at the top
	found, err := a.List(ctx, Status(in.Status), before, in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := &listOut{}
	if len(found) > in.Limit {
		found = found[:in.Limit]
		out.Body.Next = found[in.Limit-1].ID.String()
	}
	out.Body.Items = []PackageBody{}
	for i := range found {
		out.Body.Items = append(out.Body.Items, bodyOf(&found[i]))
	}
	return out, nil
}

type packageOut struct{ Body PackageBody }

func (a api) get(ctx context.Context, in *casework.CasePath) (*packageOut, error) {
	e, err := a.Entry(ctx, in.No)
	if err != nil {
		return nil, err
	}
	return &packageOut{bodyOf(e)}, nil
}

type exportOut struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Cache       string `header:"Cache-Control"`
	Body        []byte
}

func (a api) export(ctx context.Context, in *casework.CasePath) (*exportOut, error) {
	e, data, err := a.Export(ctx, in.No)
	if err != nil {
		return nil, err
	}
	return &exportOut{"application/zip", fileName(e), "no-store", data}, nil
}

type transferIn struct {
	casework.CasePath
	Body struct {
		To string `json:"to" doc:"Which archive took it over"`
	}
}

func (a api) transfer(ctx context.Context, in *transferIn) (*packageOut, error) {
	if err := a.Transfer(ctx, in.No, in.Body.To); err != nil {
		return nil, err
	}
	return a.get(ctx, &in.CasePath)
}
