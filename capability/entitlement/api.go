package entitlement

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/form"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
	"tongban/kernel/web"
)

// api is entitlements over JSON.
type api struct{ *Service }

func (a api) register(h huma.API) {
	op := func(method, path string, need web.Need, summary string, status int) web.Op {
		return web.Op{Method: method, Path: path, Need: need, Tag: "entitlements", Summary: summary, Status: status}
	}
	web.Register(h, op(http.MethodGet, "/entitlements", web.Citizen, "List what one was invited to, newest first, and whether one objects to being matched.", 0), a.list)
	web.Register(h, op(http.MethodPost, "/entitlements/objection", web.Citizen, "Object to being matched by any programme.", http.StatusNoContent), a.object)
	web.Register(h, op(http.MethodPost, "/entitlements/objection/end", web.Citizen, "Take the objection back.", http.StatusNoContent), a.giveBack)
	web.Register(h, op(http.MethodGet, "/entitlements/{id}", web.Citizen, "Read an invitation: why, with values and sources, and what is still asked.", 0), a.get)
	web.Register(h, op(http.MethodPost, "/entitlements/{id}/confirm", web.Citizen, "Confirm: an application is handed in in one's own name.", 0), a.confirm)
	web.Register(h, op(http.MethodPost, "/entitlements/{id}/decline", web.Citizen, "Decline an invitation.", 0), a.decline)
	web.Register(h, op(http.MethodGet, "/admin/entitlements", web.Staff, "List programmes with their figures.", 0), a.programmes)
	web.Register(h, op(http.MethodGet, "/admin/entitlements/{code}", web.Staff, "Read how a programme stands.", 0), a.oneProgramme)
	web.Register(h, op(http.MethodPost, "/admin/entitlements/{code}/switch", web.Staff, "Pause, stop or take up a programme.", 0), a.switchProgramme)
}

// InvitationBody is an invitation on the wire.
type InvitationBody struct {
	ID         id.ID      `json:"id"`
	Programme  string     `json:"programme"`
	Item       string     `json:"item"`
	ItemName   string     `json:"itemName"`
	State      State      `json:"state" enum:"open,confirmed,declined,objected,expired,lapsed,settled,halted"`
	InvitedAt  time.Time  `json:"invitedAt"`
	ExpiresAt  time.Time  `json:"expiresAt"`
	EndedAt    *time.Time `json:"endedAt,omitempty"`
	CaseNo     string     `json:"caseNo,omitempty"`
	Gives      string     `json:"gives,omitempty" doc:"What one is entitled to"`
	Ground     string     `json:"ground,omitempty" doc:"By which law the data is used"`
	Facts      []FactBody `json:"facts,omitempty"`
	Asked      []string   `json:"asked,omitempty" doc:"Fields of the item's form that confirming takes"`
	Declared   []string   `json:"declared,omitempty" doc:"What confirming declares in one's name"`
	MayConfirm bool       `json:"mayConfirm"`
}

// FactBody is one value the rule was told.
type FactBody struct {
	Label     string    `json:"label"`
	Value     string    `json:"value" doc:"In words; numbers that name a person in part"`
	Source    string    `json:"source"`
	Simulated bool      `json:"simulated"`
	At        time.Time `json:"at"`
}

func invitationBody(i *Invitation) InvitationBody {
	b := InvitationBody{ID: i.ID, Programme: i.Code, Item: i.Item, ItemName: i.ItemName, State: i.State, InvitedAt: i.InvitedAt, ExpiresAt: i.ExpiresAt, CaseNo: i.CaseNo, MayConfirm: i.State == Open}
	if !i.EndedAt.IsZero() {
		b.EndedAt = &i.EndedAt
	}
	return b
}

func offerBody(ctx context.Context, o *Offer) InvitationBody {
	b := invitationBody(o.Invitation)
	if b.MayConfirm = o.May(); !b.MayConfirm {
		return b
	}
	b.Gives, b.Ground, b.Asked, b.Declared = o.Programme.gives(ctx), o.Programme.ground(ctx), o.Programme.Asked, o.Declared()
	v := view{Offer: o}
	for _, asked := range o.Programme.Inputs {
		if f := o.Finding.fact(asked.Name); asked.Kind != Calendar && !f.Missing {
			b.Facts = append(b.Facts, FactBody{in(ctx, asked.Label, asked.LabelEn), v.value(ctx, asked, f), source(ctx, asked, f), f.Simulated, f.At})
		}
	}
	return b
}

type entitlementsOut struct {
	Body struct {
		Items    []InvitationBody `json:"items"`
		Objected *time.Time       `json:"objectedAt,omitempty" doc:"Since when one objects to being matched"`
	}
}

func (a api) list(ctx context.Context, _ *struct{}) (*entitlementsOut, error) {
	since, err := a.Objection(ctx)
	if err != nil {
		return nil, err
	}
	list, err := a.Mine(ctx)
	out := &entitlementsOut{}
	out.Body.Items = []InvitationBody{}
	if !since.IsZero() {
		out.Body.Objected = &since
	}
	for _, i := range list {
		out.Body.Items = append(out.Body.Items, invitationBody(i))
	}
	return out, err
}

func (a api) object(ctx context.Context, _ *struct{}) (*struct{}, error) { return nil, a.Object(ctx) }

func (a api) giveBack(ctx context.Context, _ *struct{}) (*struct{}, error) { return nil, a.Return(ctx) }

// InvitationPath names an invitation.
type InvitationPath struct {
	ID string `path:"id"`
}

type entitlementOut struct{ Body InvitationBody }

func (a api) get(ctx context.Context, at *InvitationPath) (*entitlementOut, error) {
	key, err := id.Parse(at.ID)
	if err != nil {
		return nil, errUnknown
	}
	o, err := a.Offer(ctx, key)
	if err != nil {
		return nil, err
	}
	return &entitlementOut{offerBody(ctx, o)}, nil
}

type entitlementConfirmIn struct {
	ID   string `path:"id"`
	Body struct {
		Values map[string]any `json:"values,omitempty" doc:"Answers to the fields that are still asked"`
	}
}

func (a api) confirm(ctx context.Context, at *entitlementConfirmIn) (*entitlementOut, error) {
	key, err := id.Parse(at.ID)
	if err != nil {
		return nil, errUnknown
	}
	o, err := a.Offer(ctx, key)
	if err != nil {
		return nil, err
	}
	values := form.Values{}
	if o.Form != nil {
		var wrong []fault.Field
		if values, wrong = o.Form.FromJSON(at.Body.Values); len(wrong) > 0 {
			return nil, fault.InvalidFields(wrong)
		}
	}
	if _, err := a.Confirm(ctx, key, values); err != nil {
		return nil, err
	}
	return a.get(ctx, &InvitationPath{at.ID})
}

type entitlementDeclineIn struct {
	ID  string `path:"id"`
	Key string `header:"Idempotency-Key" maxLength:"200" doc:"Repeat a request with the same key and it is done once"`
}

func (a api) decline(ctx context.Context, at *entitlementDeclineIn) (*entitlementOut, error) {
	key, err := id.Parse(at.ID)
	if err != nil {
		return nil, errUnknown
	}
	i, err := a.Decline(once.WithKey(ctx, at.Key), key)
	if err != nil {
		return nil, err
	}
	return &entitlementOut{invitationBody(i)}, nil
}

// ProgrammeBody is how a programme stands, on the wire.
type ProgrammeBody struct {
	Code      string        `json:"code"`
	Item      string        `json:"item"`
	Mode      Mode          `json:"mode" enum:"on,paused,stopped"`
	Told      bool          `json:"told" doc:"The item is published as one that people are told of without asking"`
	Ground    string        `json:"ground"`
	Looked    int           `json:"looked" doc:"People, in the last whole round"`
	Matched   int           `json:"matched" doc:"Matters found entitled in it"`
	Invited   int           `json:"invited"`
	States    map[State]int `json:"states" doc:"Invitations by where they stand"`
	Objecting int           `json:"objecting" doc:"People who object to being matched by any programme"`
	EndedAt   *time.Time    `json:"endedAt,omitempty" doc:"When the last whole round ended"`
}

func programmeBody(ctx context.Context, s Standing) ProgrammeBody {
	b := ProgrammeBody{
		Code: s.Code, Item: s.Programme.Item, Mode: s.Round.Mode, Told: s.Told(), Ground: s.ground(ctx),
		Looked: s.Round.LastLooked, Matched: s.Round.LastMatched, Invited: s.Figures.All(), States: s.Figures, Objecting: s.Objecting,
	}
	if !s.Round.EndedAt.IsZero() {
		b.EndedAt = &s.Round.EndedAt
	}
	return b
}

type entitlementProgrammesOut struct {
	Body struct {
		Items []ProgrammeBody `json:"items"`
	}
}

func (a api) programmes(ctx context.Context, _ *struct{}) (*entitlementProgrammesOut, error) {
	list, err := a.Standings(ctx)
	if err != nil {
		return nil, err
	}
	out := &entitlementProgrammesOut{}
	out.Body.Items = []ProgrammeBody{}
	for _, s := range list {
		out.Body.Items = append(out.Body.Items, programmeBody(ctx, s))
	}
	return out, nil
}

// ProgrammePath names a programme.
type ProgrammePath struct {
	Code string `path:"code"`
}

type entitlementProgrammeOut struct{ Body ProgrammeBody }

func (a api) oneProgramme(ctx context.Context, at *ProgrammePath) (*entitlementProgrammeOut, error) {
	s, err := a.Standing(ctx, at.Code)
	if err != nil {
		return nil, err
	}
	return &entitlementProgrammeOut{programmeBody(ctx, s)}, nil
}

type entitlementSwitchIn struct {
	Code string `path:"code"`
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Repeat a request with the same key and it is done once"`
	Body struct {
		Mode Mode   `json:"mode" enum:"on,paused,stopped"`
		Why  string `json:"why"`
	}
}

func (a api) switchProgramme(ctx context.Context, at *entitlementSwitchIn) (*entitlementProgrammeOut, error) {
	s, err := a.Switch(once.WithKey(ctx, at.Key), at.Code, at.Body.Mode, at.Body.Why)
	if err != nil {
		return nil, err
	}
	return &entitlementProgrammeOut{programmeBody(ctx, s)}, nil
}
