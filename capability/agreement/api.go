package agreement

import (
	"context"
	"encoding/hex"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/casework"
	"tongban/kernel/id"
	"tongban/kernel/web"
)

// api is agreements over JSON.
type api struct{ *Service }

func (a api) register(h huma.API) {
	op := func(method, path string, need web.Need, summary string) web.Op {
		return web.Op{Method: method, Path: path, Need: need, Tag: "agreement", Summary: summary}
	}
	web.Register(h, op(http.MethodGet, "/agreements", web.Citizen, "Agreements that wait for my signature."), a.toSign)
	web.Register(h, op(http.MethodGet, "/agreements/{id}", web.Citizen, "Read an agreement I am a party of."), a.get)
	web.Register(h, op(http.MethodPost, "/agreements/{id}/code", web.Citizen, "Have a code sent to my mobile to sign with."), a.code)
	web.Register(h, op(http.MethodPost, "/agreements/{id}/sign", web.Citizen, "Sign an agreement, drawn or by name and code."), a.sign)
	web.Register(h, op(http.MethodPost, "/agreements/{id}/refuse", web.Citizen, "Refuse to sign, with a reason."), a.refuse)
	web.Register(h, op(http.MethodGet, "/desk/cases/{no}/agreements", web.Staff, "Agreements of a case, and which it needs."), a.ofCase)
	drawing := op(http.MethodPost, "/desk/cases/{no}/agreements", web.Staff, "Draw an agreement up from the text of the item.")
	drawing.Status = http.StatusCreated
	web.Register(h, drawing, a.drawUp)
	web.Register(h, op(http.MethodPost, "/desk/cases/{no}/agreements/{id}/sign", web.Staff, "Sign for the authority."), a.signFor)
	web.Register(h, op(http.MethodPost, "/desk/cases/{no}/agreements/{id}/cancel", web.Staff, "Call an open agreement off, with a reason."), a.cancel)
	web.Register(h, op(http.MethodPost, "/desk/cases/{no}/agreements/excuse", web.Staff, "Excuse a case from an agreement its item needs, with a reason."), a.excuse)
}

// AgreementBody is an Agreement on the wire.
type AgreementBody struct {
	ID       id.ID                `json:"id"`
	Number   string               `json:"number"`
	CaseNo   string               `json:"caseNo"`
	Code     string               `json:"code"`
	Name     string               `json:"name"`
	State    State                `json:"state" enum:"open,signed,refused,cancelled"`
	Text     []string             `json:"text,omitempty" doc:"For staff names of people stand in it in part; empty for an uploaded document"`
	Parties  []AgreementPartyBody `json:"parties,omitempty"`
	DrawnAt  time.Time            `json:"drawnAt"`
	ClosedAt *time.Time           `json:"closedAt,omitempty"`
	Why      string               `json:"why,omitempty" doc:"It was refused or called off"`
	Digest   string               `json:"digest,omitempty" doc:"SHA-256 of text and signatures, once all have signed"`
	Fits     bool                 `json:"fits" doc:"What is kept is what was signed"`
}

// AgreementPartyBody is a Party on the wire.
type AgreementPartyBody struct {
	Role     Role       `json:"role" enum:"authority,applicant,other"`
	Part     string     `json:"part,omitempty"`
	Name     string     `json:"name" doc:"For staff in part, unless it is public"`
	SignedAt *time.Time `json:"signedAt,omitempty"`
	Method   Method     `json:"method,omitempty"`
}

// bodyOf is a as its reader may see it.
func bodyOf(v view) AgreementBody {
	a := v.Agreement
	b := AgreementBody{
		ID: a.ID, Number: a.Number, CaseNo: a.CaseNo, Code: a.Code, Name: a.Name, State: a.State, Text: v.text(),
		DrawnAt: a.DrawnAt, Why: a.Why, Digest: hex.EncodeToString(a.Digest), Fits: a.Fits,
	}
	if !a.ClosedAt.IsZero() {
		b.ClosedAt = &a.ClosedAt
	}
	for _, p := range a.Parties {
		one := AgreementPartyBody{Role: p.Role, Part: p.Part, Name: p.Name, Method: p.Method}
		if v.masked() {
			one.Name = p.ShownName()
		}
		if !p.SignedAt.IsZero() {
			one.SignedAt = &p.SignedAt
		}
		b.Parties = append(b.Parties, one)
	}
	return b
}

type oneOut struct{ Body AgreementBody }

type manyOut struct {
	Body struct {
		Agreements []AgreementBody     `json:"agreements"`
		Needs      []AgreementNeedBody `json:"needs,omitempty"`
	}
}

// AgreementNeedBody is a Need on the wire.
type AgreementNeedBody struct {
	Code    string `json:"code"`
	Name    string `json:"name"`
	Excused bool   `json:"excused"`
	Why     string `json:"why,omitempty"`
}

func (a api) toSign(ctx context.Context, _ *struct{}) (*manyOut, error) {
	list, err := a.ToSign(ctx)
	out := &manyOut{}
	out.Body.Agreements = []AgreementBody{}
	for _, one := range list {
		out.Body.Agreements = append(out.Body.Agreements, bodyOf(view{Agreement: one}))
	}
	return out, err
}

// OnePath names an agreement in an address.
type OnePath struct {
	ID string `path:"id"`
}

func (p OnePath) key() id.ID {
	key, _ := id.Parse(p.ID) // one that is none finds nothing
	return key
}

func (a api) get(ctx context.Context, in *OnePath) (*oneOut, error) {
	found, err := a.Find(ctx, in.key())
	return answer(found, err)
}

func answer(found *Agreement, err error) (*oneOut, error) {
	if err != nil {
		return nil, err
	}
	return &oneOut{bodyOf(view{Agreement: found})}, nil
}

func (a api) code(ctx context.Context, in *OnePath) (*struct{}, error) {
	return nil, a.SendCode(ctx, in.key())
}

type signIn struct {
	OnePath
	casework.KeyHeader
	Body struct {
		Method  Method `json:"method" enum:"drawn,typed"`
		Name    string `json:"name,omitempty" required:"false" doc:"Typed"`
		Code    string `json:"code,omitempty" required:"false" doc:"Typed: sent to the signer's mobile"`
		Picture string `json:"picture,omitempty" required:"false" doc:"Drawn: a PNG as data URL"`
	}
}

func (a api) sign(ctx context.Context, in *signIn) (*oneOut, error) {
	return answer(a.Sign(in.Context(ctx), in.key(), Signing{in.Body.Method, in.Body.Name, in.Body.Code, in.Body.Picture}))
}

// WhyIn is a reason.
type WhyIn struct {
	OnePath
	Body struct {
		Why string `json:"why"`
	}
}

func (a api) refuse(ctx context.Context, in *WhyIn) (*oneOut, error) {
	return answer(a.Refuse(ctx, in.key(), in.Body.Why))
}

// CasePath names a case in an address.
type CasePath struct {
	No string `path:"no"`
}

func (a api) ofCase(ctx context.Context, in *CasePath) (*manyOut, error) {
	o, err := a.Of(ctx, in.No)
	if err != nil {
		return nil, err
	}
	out := &manyOut{}
	out.Body.Agreements = []AgreementBody{}
	for _, one := range o.Agreements {
		if err := a.verify(ctx, one); err != nil {
			return nil, err
		}
		out.Body.Agreements = append(out.Body.Agreements, bodyOf(view{Agreement: one, of: o}))
	}
	for _, n := range o.Needs {
		out.Body.Needs = append(out.Body.Needs, AgreementNeedBody{n.Code, n.Name, !n.ExcusedAt.IsZero(), n.Why})
	}
	return out, nil
}

type drawIn struct {
	CasePath
	casework.KeyHeader
	Body struct {
		Code   string `json:"code" doc:"Of the item's data"`
		Others []struct {
			Name   string `json:"name"`
			Number string `json:"number" doc:"ID number, or USCC of an organisation"`
		} `json:"others,omitempty" required:"false" doc:"One for each further party the item names"`
	}
}

func (a api) drawUp(ctx context.Context, in *drawIn) (*oneOut, error) {
	d := Draft{Code: in.Body.Code}
	for _, o := range in.Body.Others {
		d.Others = append(d.Others, Further(o))
	}
	drawn, err := a.DrawUp(in.Context(ctx), in.No, d)
	if err != nil {
		return nil, err
	}
	return a.deskOne(ctx, in.No, drawn.ID)
}

// deskOne is an agreement as staff see it.
func (a api) deskOne(ctx context.Context, no string, key id.ID) (*oneOut, error) {
	o, one, err := a.OfDesk(ctx, no, key)
	if err != nil {
		return nil, err
	}
	return &oneOut{bodyOf(view{Agreement: one, of: o})}, nil
}

type signForIn struct {
	CasePath
	OnePath
	casework.KeyHeader
	Body struct {
		Name string `json:"name" doc:"Of the member of staff who signs"`
	}
}

func (a api) signFor(ctx context.Context, in *signForIn) (*oneOut, error) {
	if err := a.SignFor(in.Context(ctx), in.No, in.key(), in.Body.Name); err != nil {
		return nil, err
	}
	return a.deskOne(ctx, in.No, in.key())
}

type cancelIn struct {
	CasePath
	WhyIn
}

func (a api) cancel(ctx context.Context, in *cancelIn) (*oneOut, error) {
	if err := a.Cancel(ctx, in.No, in.key(), in.Body.Why); err != nil {
		return nil, err
	}
	return a.deskOne(ctx, in.No, in.key())
}

type excuseIn struct {
	CasePath
	Body struct {
		Code string `json:"code"`
		Why  string `json:"why"`
	}
}

func (a api) excuse(ctx context.Context, in *excuseIn) (*manyOut, error) {
	if err := a.Excuse(ctx, in.No, in.Body.Code, in.Body.Why); err != nil {
		return nil, err
	}
	return a.ofCase(ctx, &in.CasePath)
}
