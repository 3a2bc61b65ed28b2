package inspection

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/web"
)

// api is visits over JSON. Photographs go by the pages.
type api struct{ *Service }

func (a api) register(h huma.API) {
	op := func(method, path, summary string) web.Op {
		return web.Op{Method: method, Path: "/desk/cases/{no}/inspections" + path, Need: web.Staff, Tag: "desk", Summary: summary}
	}
	web.Register(h, op("GET", "", "List the visits to the site of a case, and who can be sent"), a.list)
	web.Register(h, op("POST", "", "Order a visit by two inspectors"), a.order)
	web.Register(h, op("PUT", "/{visit}/record", "Write down what was found; signatures below an earlier record are lost"), a.write)
	web.Register(h, op("POST", "/{visit}/sign", "Sign the record, by hand or by name; with the second signature the visit is over"), a.sign)
	web.Register(h, op("POST", "/{visit}/witness", "Add the signature of who was there for the applicant"), a.witness)
	web.Register(h, op("POST", "/{visit}/cancel", "Call a visit off"), a.cancel)
}

type visitsOut struct {
	Body struct {
		Visits []visitBody       `json:"visits"`
		Roster map[string]string `json:"roster,omitempty" doc:"Names of who can be sent, by account, while a visit can be ordered"`
	}
}

// visitBody is a visit over the wire.
type visitBody struct {
	ID         string          `json:"id"`
	Reason     string          `json:"reason"`
	PlannedOn  string          `json:"plannedOn" format:"date"`
	Inspectors []inspectorBody `json:"inspectors"`
	Record     *recordBody     `json:"record,omitempty"`
	Version    int64           `json:"version" doc:"Of the record"`
	Photos     int             `json:"photos"`
	Witnessed  *time.Time      `json:"witnessed,omitempty" doc:"When who was there for the applicant signed"`
	ClosedAt   *time.Time      `json:"closedAt,omitempty"`
	Cancelled  string          `json:"cancelled,omitempty" doc:"Why it was called off"`
	PaperNo    string          `json:"paperNo,omitempty" doc:"Number of the record as an official paper"`
}

type inspectorBody struct {
	Staff    string     `json:"staff" doc:"Account"`
	Name     string     `json:"name"`
	SignedAt *time.Time `json:"signedAt,omitempty"`
	Drawn    bool       `json:"drawn,omitempty" doc:"By hand"`
}

// recordBody is what was found, over the wire.
type recordBody struct {
	VisitedOn string `json:"visitedOn" doc:"YYYY-MM-DD"`
	Met       bool   `json:"met" doc:"The site is as the law wants it"`
	Findings  string `json:"findings" maxLength:"2000"`
	Present   string `json:"present" maxLength:"2000" doc:"Who was there for the applicant, or that nobody would sign"`
}

func (a api) list(ctx context.Context, in *casework.CasePath) (*visitsOut, error) {
	f, err := a.Casework.File(ctx, in.No)
	if err != nil {
		return nil, err
	}
	visits, err := a.Visits(ctx, f)
	if err != nil {
		return nil, err
	}
	out := &visitsOut{}
	out.Body.Visits = []visitBody{}
	open := false
	for _, v := range visits {
		out.Body.Visits = append(out.Body.Visits, bodyOf(v))
		open = open || v.IsOpen()
	}
	if !open && mayOrder(actor.From(ctx), f) == nil {
		out.Body.Roster, err = a.Roster.Inspectors(ctx, f.Case.Department)
	}
	return out, err
}

func bodyOf(v *Visit) visitBody {
	b := visitBody{
		ID: v.ID.String(), Reason: v.Reason, PlannedOn: v.PlannedOn, Version: v.Version, Photos: len(v.Photos),
		Witnessed: optional(v.Witnessed), ClosedAt: optional(v.ClosedAt), Cancelled: v.Cancelled, PaperNo: v.PaperNo,
	}
	for _, in := range v.Inspectors {
		b.Inspectors = append(b.Inspectors, inspectorBody{in.Staff, in.Name, optional(in.SignedAt), in.Drawn})
	}
	if v.IsRecorded() {
		b.Record = &recordBody{v.Record.VisitedOn, v.Record.Met, v.Record.Findings, v.Record.Present}
	}
	return b
}

func optional(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

type orderIn struct {
	casework.CasePath
	Body struct {
		Reason    string `json:"reason" maxLength:"2000"`
		PlannedOn string `json:"plannedOn" doc:"YYYY-MM-DD"`
		First     string `json:"first" doc:"Account of an inspector"`
		Second    string `json:"second" doc:"Account of the other"`
	}
}

func (a api) order(ctx context.Context, in *orderIn) (*visitsOut, error) {
	return a.after(ctx, &in.CasePath, a.Order(ctx, in.No, Order{in.Body.Reason, in.Body.PlannedOn, [2]string{in.Body.First, in.Body.Second}}))
}

// after answers with the visits as they are after a command.
func (a api) after(ctx context.Context, at *casework.CasePath, err error) (*visitsOut, error) {
	if err != nil {
		return nil, err
	}
	return a.list(ctx, at)
}

// visitPath names a visit.
type visitPath struct {
	casework.CasePath
	Visit string `path:"visit" doc:"13 characters"`
}

type writeIn struct {
	visitPath
	Body struct {
		Version int64 `json:"version" doc:"Of the record as seen; 409 if the other inspector has written since"`
		recordBody
	}
}

func (a api) write(ctx context.Context, in *writeIn) (*visitsOut, error) {
	b := in.Body.recordBody
	err := a.Write(ctx, in.No, idOf(in.Visit), in.Body.Version, Record{b.VisitedOn, b.Met, b.Findings, b.Present})
	return a.after(ctx, &in.CasePath, err)
}

type signIn struct {
	visitPath
	Body struct {
		Name  string `json:"name,omitempty" doc:"My name, if the signature is not drawn"`
		Drawn string `json:"drawn,omitempty" maxLength:"100000" doc:"A PNG as data URL"`
	}
}

func (a api) sign(ctx context.Context, in *signIn) (*visitsOut, error) {
	return a.after(ctx, &in.CasePath, a.Sign(ctx, in.No, idOf(in.Visit), Signing{in.Body.Name, in.Body.Drawn}))
}

func (a api) witness(ctx context.Context, in *signIn) (*visitsOut, error) {
	return a.after(ctx, &in.CasePath, a.Witness(ctx, in.No, idOf(in.Visit), Signing{in.Body.Name, in.Body.Drawn}))
}

type cancelIn struct {
	visitPath
	Body struct {
		Why string `json:"why" maxLength:"2000"`
	}
}

func (a api) cancel(ctx context.Context, in *cancelIn) (*visitsOut, error) {
	return a.after(ctx, &in.CasePath, a.Cancel(ctx, in.No, idOf(in.Visit), in.Body.Why))
}
