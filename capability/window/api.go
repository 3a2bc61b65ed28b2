package window

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/application"
	"tongban/capability/casework"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/web"
)

// api is the counter over JSON.
type api struct{ *Service }

func (a api) register(h huma.API) {
	op := func(method, path, summary string) web.Op {
		return web.Op{Method: method, Path: path, Need: web.Staff, Tag: "window", Summary: summary}
	}
	created := func(o web.Op) web.Op { o.Status = http.StatusCreated; return o }
	web.Register(h, created(op("POST", "/window/visits", "Begin to help whoever the ID card is of")), a.start)
	web.Register(h, op("GET", "/window/visits/{visit}", "Read a visit of my outlet, with what its application still wants"), a.visit)
	web.Register(h, op("PUT", "/window/visits/{visit}/firm", "Say for which organisation they came; without a code for themselves"), a.firm)
	web.Register(h, op("POST", "/window/visits/{visit}/application", "Begin the application for an item, or go on with a case that waits for corrections"), a.begin)
	web.Register(h, op("PATCH", "/window/visits/{visit}", "Save what lies on the counter and what was answered; faults are reported, nothing is refused"), a.fill)
	web.Register(h, op("POST", "/window/visits/{visit}/cosign", "Have somebody sign whom the application names besides its applicant"), a.cosign)
	web.Register(h, created(op("POST", "/window/visits/{visit}/take", "Take the application in and answer: accept, tell once what is missing, refuse; or keep corrections")), a.take)

	web.Register(h, op("POST", "/window/cases/{no}/originals/{material}", "Note that an original was held beside its copy, or given back"), a.original)
	web.Register(h, op("POST", "/window/cases/{no}/cosign", "Have somebody sign their part of a case handed in before"), a.cosignCase)
	web.Register(h, op("GET", "/window/results", "Results that wait at my outlet, or those of a number or an ID card"), a.results)
	web.Register(h, created(op("POST", "/window/results", "Give results out to one receiver")), a.handOut)
	web.Register(h, op("GET", "/window/handouts/{handout}", "Read a hand-over list of my outlet"), a.handout)
}

// CardBody is what an ID card says.
type CardBody struct {
	Name     string `json:"name,omitempty" doc:"May be left out for who is registered"`
	IDNumber string `json:"idNumber" example:"99010319900615011X"`
}

func (b CardBody) card() Card { return CardOf(b.Name + " " + b.IDNumber) }

// SignatureBody is how somebody signs at the counter.
type SignatureBody struct {
	Method  application.Method `json:"method" enum:"paper,drawn"`
	Picture string             `json:"picture,omitempty" doc:"Drawn: a PNG as data URL"`

	Pledge *application.PledgeBody `json:"pledge,omitempty" doc:"On the track of a commitment: what the applicant promised"`
}

func (b SignatureBody) signing() application.Signing {
	return application.Signing{Consent: true, Method: b.Method, Picture: b.Picture, Pledged: b.Pledge.Pledged()} // whoever signs has read the notice
}

// VisitPath names a visit.
type VisitPath struct {
	Visit string `path:"visit"`
}

func (p VisitPath) key() id.ID {
	v, _ := id.Parse(p.Visit) // what is none is nobody's
	return v
}

type startIn struct {
	Body struct {
		CardBody
		Channel Channel `json:"channel" enum:"counter,telephone"`
	}
}

func (a api) start(ctx context.Context, in *startIn) (*visitOut, error) {
	v, err := a.Start(ctx, in.Body.card(), in.Body.Channel)
	if err != nil {
		return nil, err
	}
	return a.shown(ctx, v.ID)
}

func (a api) visit(ctx context.Context, in *VisitPath) (*visitOut, error) {
	return a.shown(ctx, in.key())
}

type firmIn struct {
	VisitPath
	Body struct {
		USCC      string `json:"uscc,omitempty"`
		Entrusted bool   `json:"entrusted,omitempty" doc:"A power on paper was checked and kept"`
	}
}

func (a api) firm(ctx context.Context, in *firmIn) (*visitOut, error) {
	if err := a.ActFor(ctx, in.key(), in.Body.USCC, in.Body.Entrusted); err != nil {
		return nil, err
	}
	return a.shown(ctx, in.key())
}

type applyIn struct {
	VisitPath
	casework.KeyHeader
	Body struct {
		ItemCode string         `json:"itemCode,omitempty" example:"road-qual"`
		Answers  map[string]any `json:"answers,omitempty" doc:"Answers to the guide's questions by id"`
		Consent  bool           `json:"consent,omitempty" doc:"The applicant was asked and lets us look things up instead of bringing papers"`
		CaseNo   string         `json:"caseNo,omitempty" doc:"In place of an item: a case that waits for corrections"`
	}
}

func (a api) begin(ctx context.Context, in *applyIn) (*visitOut, error) {
	if in.Body.CaseNo != "" {
		if _, err := a.Resume(ctx, in.key(), in.Body.CaseNo); err != nil {
			return nil, err
		}
		return a.shown(ctx, in.key())
	}
	item, err := a.Catalogue.Published(ctx, in.Body.ItemCode)
	if err != nil {
		return nil, err
	}
	answers, wrong := item.CheckAnswers(in.Body.Answers)
	if len(wrong) > 0 {
		return nil, fault.InvalidFields(wrong)
	}
	if _, err := a.Choose(in.Context(ctx), in.key(), item.Code, answers, in.Body.Consent); err != nil {
		return nil, err
	}
	return a.shown(ctx, in.key())
}

type fillIn struct {
	VisitPath
	Body struct {
		Papers    []string       `json:"papers,omitempty" doc:"Codes of the materials that lie there on paper"`
		Later     []string       `json:"later,omitempty" doc:"Codes of those that the applicant promises to bring later"`
		Originals []string       `json:"originals,omitempty" doc:"Codes of those whose originals were held beside the copies"`
		Values    map[string]any `json:"values,omitempty" doc:"Answers by field"`
	}
}

func (a api) fill(ctx context.Context, in *fillIn) (*visitOut, error) {
	d, err := a.Desk(ctx, in.key())
	if err != nil {
		return nil, err
	}
	values, wrong := d.Work.Form.FromJSON(in.Body.Values)
	if _, err := a.Fill(ctx, in.key(), Filling{Papers: in.Body.Papers, Later: in.Body.Later, Originals: in.Body.Originals, Values: values}); err != nil {
		return nil, err
	}
	out, err := a.shown(ctx, in.key())
	if err == nil && len(wrong) > 0 {
		out.Body.Fields = append(web.ProblemOf(ctx, fault.InvalidFields(wrong)).Fields, out.Body.Fields...)
	}
	return out, err
}

type cosignIn struct {
	VisitPath
	Body struct {
		CardBody
		Signature SignatureBody `json:"signature"`
	}
}

func (a api) cosign(ctx context.Context, in *cosignIn) (*visitOut, error) {
	if err := a.Cosign(ctx, in.key(), in.Body.card(), in.Body.Signature.signing()); err != nil {
		return nil, err
	}
	return a.shown(ctx, in.key())
}

type takeIn struct {
	VisitPath
	casework.KeyHeader
	Body struct {
		Decision    Decision      `json:"decision" enum:"accept,mend,refuse,keep"`
		Signature   SignatureBody `json:"signature"`
		Reason      string        `json:"reason,omitempty" doc:"Of a refusal"`
		LegalGround string        `json:"legalGround,omitempty" doc:"Of a refusal"`
		Redirect    string        `json:"redirect,omitempty" doc:"Of a refusal: where to apply"`
	}
}

func (a api) take(ctx context.Context, in *takeIn) (*visitOut, error) {
	b := in.Body
	_, err := a.Take(in.Context(ctx), in.key(), Taking{
		Decision: b.Decision, Signing: b.Signature.signing(), Reason: b.Reason, LegalGround: b.LegalGround, Redirect: b.Redirect,
	})
	if err != nil {
		return nil, err
	}
	return a.shown(ctx, in.key())
}
