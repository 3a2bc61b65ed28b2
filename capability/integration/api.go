package integration

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/casework"
	"tongban/kernel/calendar"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/web"
)

// api is integration over JSON.
type api struct{ *Service }

func (a api) register(h huma.API) {
	const tag = "integration"
	op := func(method, path string, need web.Need, status int, summary string) web.Op {
		return web.Op{Method: method, Path: path, Need: need, Tag: tag, Status: status, Summary: summary}
	}
	web.Register(h, op(http.MethodGet, "/service-key", web.Program, 0, "Read the service key by which one asks: scopes, rate, expiry"), a.own)
	web.Register(h, op(http.MethodGet, "/department/cases", web.Program, 0, "List the open cases of the key's department by deadline, nothing personal"), a.standings)
	web.Register(h, op(http.MethodGet, "/department/cases/{no}", web.Program, 0, "See where a case of the key's department stands, nothing personal"), a.standing)

	web.Register(h, op(http.MethodGet, "/admin/keys", web.Staff, 0, "List service keys, newest first"), a.list)
	web.Register(h, op(http.MethodPost, "/admin/keys", web.Staff, http.StatusCreated, "Make a service key; its secret is in this answer only"), a.make)
	web.Register(h, op(http.MethodPost, "/admin/keys/{id}/revoke", web.Staff, 0, "Revoke a service key at once"), a.revoke)
	mark(h.OpenAPI())
}

// mark says in the document which scope of a service key opens which operation.
func mark(document *huma.OpenAPI) {
	const scheme = "serviceKey"
	document.Components.SecuritySchemes[scheme] = &huma.SecurityScheme{
		Type: "http", Scheme: "bearer", Description: "A service key, tbk_…, with the scope named",
	}
	for operation, scope := range scopes {
		method, path, _ := strings.Cut(operation, " ")
		item := document.Paths[web.APIPrefix+path]
		if item == nil {
			continue
		}
		o, by := item.Get, map[string][]string{scheme: {}}
		if method == http.MethodPost {
			o = item.Post
		}
		if o == nil {
			continue
		}
		if scope != every {
			by[scheme] = []string{string(scope)}
		}
		if strings.HasPrefix(path, "/department/") || scope == every {
			o.Security = nil // a key only
		}
		o.Security = append(o.Security, by)
	}
}

// KeyBody is a Key on the wire.
type KeyBody struct {
	ID         id.ID      `json:"id"`
	Hint       string     `json:"hint" doc:"How the secret begins"`
	Name       string     `json:"name"`
	Contact    string     `json:"contact"`
	Department string     `json:"department,omitempty"`
	Scopes     []Scope    `json:"scopes" enum:"public.read,licences.verify,cases.track,cases.status"`
	Rate       int        `json:"rate" doc:"Requests a minute"`
	Standing   Standing   `json:"standing" enum:"valid,expired,revoked"`
	CreatedAt  time.Time  `json:"createdAt"`
	ExpiresAt  time.Time  `json:"expiresAt"`
	UsedAt     *time.Time `json:"usedAt,omitempty" doc:"To the minute"`
	RevokedAt  *time.Time `json:"revokedAt,omitempty"`
}

func (a api) body(k Key) KeyBody {
	return KeyBody{
		k.ID, k.Hint, k.Name, k.Contact, k.Department, k.Scopes, k.Rate, k.At(a.real.Now()),
		k.CreatedAt, k.ExpiresAt, optional(k.UsedAt), optional(k.RevokedAt),
	}
}

func optional(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

type keyOut struct{ Body KeyBody }

func (a api) own(ctx context.Context, _ *struct{}) (*keyOut, error) {
	k, err := a.Own(ctx)
	if err != nil {
		return nil, err
	}
	return &keyOut{a.body(k)}, nil
}

type keysOut struct {
	Body struct {
		Items []KeyBody `json:"items"`
		Next  string    `json:"next,omitempty" doc:"cursor of the next page"`
	}
}

func (a api) list(ctx context.Context, in *casework.PageIn) (*keysOut, error) {
	before, _ := id.Parse(in.Cursor) // what is no id begins at the top
	list, err := a.Keys(ctx, before, in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := &keysOut{}
	if len(list) > in.Limit {
		list = list[:in.Limit]
		out.Body.Next = list[in.Limit-1].ID.String()
	}
	out.Body.Items = []KeyBody{}
	for _, k := range list {
		out.Body.Items = append(out.Body.Items, a.body(k))
	}
	return out, nil
}

type makeIn struct {
	casework.KeyHeader
	Body struct {
		Name       string  `json:"name" maxLength:"60" example:"Approval system of the transport bureau"`
		Contact    string  `json:"contact" maxLength:"100" doc:"Whom to call when it goes wrong"`
		Department string  `json:"department,omitempty" doc:"Code; required by cases.status"`
		Scopes     []Scope `json:"scopes" minItems:"1" maxItems:"4" enum:"public.read,licences.verify,cases.track,cases.status"`
		Rate       int     `json:"rate,omitempty" minimum:"1" maximum:"6000" default:"300" doc:"Requests a minute"`
		Days       int     `json:"days" enum:"30,90,365" doc:"Until it expires"`
	}
}

type madeOut struct {
	Body struct {
		Secret string  `json:"secret" doc:"For Authorization: Bearer; kept nowhere, shown never again"`
		Key    KeyBody `json:"key"`
	}
}

func (a api) make(ctx context.Context, in *makeIn) (*madeOut, error) {
	b := in.Body
	k, secret, err := a.Make(in.Context(ctx), Order{b.Name, b.Contact, b.Department, b.Scopes, b.Rate, b.Days})
	if err != nil {
		return nil, err
	}
	out := &madeOut{}
	out.Body.Secret, out.Body.Key = secret, a.body(k)
	return out, nil
}

type keyPath struct {
	ID string `path:"id"`
}

func (a api) revoke(ctx context.Context, in *keyPath) (*keyOut, error) {
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errUnknown
	}
	if err := a.Revoke(ctx, key); err != nil {
		return nil, err
	}
	k, err := a.Key(ctx, key)
	if err != nil {
		return nil, err
	}
	return &keyOut{a.body(k)}, nil
}

// StandingBody says where a case stands.
type StandingBody struct {
	CaseNo     string          `json:"caseNo"`
	ShortNo    string          `json:"shortNo"`
	ItemCode   string          `json:"itemCode"`
	ItemName   string          `json:"itemName"`
	State      casework.Status `json:"state"`
	StateName  string          `json:"stateName"`
	Stage      string          `json:"stage,omitempty"`
	Version    int64           `json:"version" doc:"Grows with every change"`
	ReceivedAt time.Time       `json:"receivedAt"`
	DueAt      *time.Time      `json:"dueAt,omitempty" doc:"By when the next deadline ends"`
	FinishedAt *time.Time      `json:"finishedAt,omitempty"`
}

func standingOf(ctx context.Context, c *casework.Case) StandingBody {
	b := StandingBody{
		CaseNo: c.No, ShortNo: c.ShortNo, ItemCode: c.ItemCode, ItemName: c.ItemName, State: c.Status,
		StateName: casework.StatusTag(ctx, c.Status).Text, Stage: c.Stage, Version: c.Version, ReceivedAt: c.ReceivedAt, FinishedAt: optional(c.FinishedAt),
	}
	if b.FinishedAt == nil {
		b.DueAt = optional(c.DueAt)
	}
	return b
}

type standingOut struct{ Body StandingBody }

func (a api) standing(ctx context.Context, in *casework.CasePath) (*standingOut, error) {
	c, err := a.Cases.Standing(ctx, in.No)
	if err != nil {
		return nil, err
	}
	return &standingOut{standingOf(ctx, c)}, nil
}

type standingsIn struct {
	casework.PageIn
	State casework.Status `query:"state" doc:"Only cases in this state"`
	Due   string          `query:"due" format:"date" doc:"Only cases due on this day or before"`
}

type standingsOut struct {
	Body struct {
		Items []StandingBody `json:"items"`
		Next  string         `json:"next,omitempty" doc:"cursor of the next page"`
	}
}

func (a api) standings(ctx context.Context, in *standingsIn) (*standingsOut, error) {
	key, err := casework.ParseKey(in.Cursor)
	if err != nil {
		return nil, err
	}
	f := casework.CaseFilter{Status: in.State}
	if in.Due != "" {
		day, err := calendar.ParseDate(in.Due)
		if err != nil {
			return nil, fault.New(fault.Invalid, "fault.shape")
		}
		f.DueBy = day.End()
	}
	found, err := a.Cases.Standings(ctx, f, key, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &standingsOut{}
	out.Body.Items, out.Body.Next = []StandingBody{}, found.Next
	for _, c := range found.Rows {
		out.Body.Items = append(out.Body.Items, standingOf(ctx, c))
	}
	return out, nil
}
