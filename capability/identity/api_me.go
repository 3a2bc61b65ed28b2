package identity

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/actor"
	"tongban/kernel/id"
	"tongban/kernel/mask"
	"tongban/kernel/web"
)

// apiMe is what a citizen asks about themselves.
func (s *Service) apiMe(api huma.API) {
	op := func(method, path, summary string, status int) web.Op {
		return web.Op{Method: method, Path: path, Need: web.Citizen, Tag: tag, Status: status, Summary: summary}
	}
	web.Register(api, op(http.MethodGet, "/me", "Tell who one is, masked, and for whom one acts.", 0), s.tellMe)
	web.Register(api, op(http.MethodPut, "/me/acting", "Act under a mandate from now on in this session, or for oneself.", http.StatusNoContent), s.putActing)
	web.Register(api, op(http.MethodGet, "/me/firms", "List the firms one may act for.", 0), s.listFirms)
	web.Register(api, op(http.MethodGet, "/me/authorisations", "List the mandates one gave, holds and is offered, and who acted for one.", 0), s.listMandates)
	web.Register(api, op(http.MethodPost, "/me/authorisations", "Offer somebody the power to act for oneself or one's firm.", http.StatusCreated), s.postMandate)
	web.Register(api, op(http.MethodPost, "/me/authorisations/{id}/accept", "Accept a mandate that is offered.", http.StatusNoContent), s.putAccept)
	web.Register(api, op(http.MethodDelete, "/me/authorisations/{id}", "End a mandate at once: take it back or give it up.", http.StatusNoContent), s.deleteMandate)
}

// wireParty is on whose behalf somebody acts.
type wireParty struct {
	ID        string          `json:"id"`
	Kind      actor.PartyKind `json:"kind" enum:"firm,person"`
	Name      string          `json:"name"`
	Items     []string        `json:"items,omitempty" doc:"Codes of the items the power covers; none is all"`
	MaySubmit bool            `json:"maySubmit" doc:"Or only fill in"`
}

type meOut struct {
	Body struct {
		ID       string     `json:"id"`
		Name     string     `json:"name" doc:"Masked"`
		IDNumber string     `json:"idNumber,omitempty" doc:"Masked"`
		Mobile   string     `json:"mobile,omitempty" doc:"Masked"`
		Level    Level      `json:"level" doc:"0: only a mobile is known, 1: name and ID number proved, 2: seen"`
		ActsFor  *wireParty `json:"actsFor,omitempty" doc:"Absent for oneself"`
	}
}

func (s *Service) tellMe(ctx context.Context, _ *struct{}) (*meOut, error) {
	a := actor.From(ctx)
	p, err := s.self(ctx, a)
	if err != nil {
		return nil, err
	}
	out := &meOut{}
	b := &out.Body
	b.ID, b.Name, b.IDNumber, b.Mobile, b.Level = a.ID, mask.Name(p.Name), mask.IDNumber(p.IDNumber), mask.Phone(p.Mobile), p.Level
	if f := a.For; a.Acting() {
		b.ActsFor = &wireParty{f.ID, f.Kind, f.Name, f.Items, f.MaySubmit}
	}
	return out, nil
}

type actingIn struct {
	Body struct {
		Mandate string `json:"mandate" maxLength:"13" doc:"Id of a mandate that is held; empty for oneself"`
	}
}

func (s *Service) putActing(ctx context.Context, in *actingIn) (*struct{}, error) {
	var mandate id.ID
	if in.Body.Mandate != "" {
		var err error
		if mandate, err = id.Parse(in.Body.Mandate); err != nil {
			return nil, errMandate
		}
	}
	_, err := s.Act(ctx, actor.From(ctx), mandate)
	return nil, err
}

// wireMandate is a Mandate in JSON.
type wireMandate struct {
	ID        id.ID           `json:"id"`
	Principal string          `json:"principal"`
	Kind      actor.PartyKind `json:"kind" enum:"firm,person"`
	Name      string          `json:"name" doc:"Of the principal"`
	Agent     string          `json:"agent" doc:"Name of the agent"`
	Relation  Relation        `json:"relation" enum:"representative,agent,family,helper,guardian"`
	Items     []string        `json:"items,omitempty" doc:"Codes of the items it covers; none is all"`
	MaySubmit bool            `json:"maySubmit"`
	Until     *time.Time      `json:"until,omitempty" doc:"Absent for no end"`
	Standing  Standing        `json:"standing" enum:"invited,live,expired,ended"`
}

func (s *Service) wire(list []Mandate) []wireMandate {
	wired := make([]wireMandate, len(list))
	for i, m := range list {
		wired[i] = wireMandate{
			m.ID, m.Principal.String(), m.Kind, m.PrincipalName, m.AgentName, m.Relation, m.Items, m.MaySubmit, nil, m.Standing(s.real.Now()),
		}
		if !m.Until.IsZero() {
			wired[i].Until = &m.Until
		}
	}
	return wired
}

type firmsOut struct {
	Body struct {
		Firms []wireMandate `json:"firms" nullable:"false"`
	}
}

func (s *Service) listFirms(ctx context.Context, _ *struct{}) (*firmsOut, error) {
	held, err := s.Held(ctx, actor.From(ctx))
	if err != nil {
		return nil, err
	}
	out := &firmsOut{}
	out.Body.Firms = s.wire(firmsOf(held))
	return out, nil
}

// wireUse is a Use in JSON.
type wireUse struct {
	Mandate id.ID     `json:"mandate"`
	Agent   string    `json:"agent"`
	What    string    `json:"what" enum:"begun,filled,submitted,withdrawn"`
	Subject string    `json:"subject,omitempty"`
	At      time.Time `json:"at"`
}

type mandatesOut struct {
	Body struct {
		Given   []wireMandate `json:"given" nullable:"false"`
		Held    []wireMandate `json:"held" nullable:"false"`
		Offered []wireMandate `json:"offered" nullable:"false"`
		Uses    []wireUse     `json:"uses" nullable:"false"`
	}
}

func (s *Service) listMandates(ctx context.Context, _ *struct{}) (*mandatesOut, error) {
	all, err := s.MandatesOf(ctx, actor.From(ctx))
	if err != nil {
		return nil, err
	}
	out := &mandatesOut{}
	b := &out.Body
	b.Given, b.Held, b.Offered = s.wire(all.Given), s.wire(all.Held), s.wire(all.Invitations)
	b.Uses = make([]wireUse, len(all.Uses))
	for i, u := range all.Uses {
		b.Uses[i] = wireUse{u.Mandate.ID, u.Mandate.AgentName, u.What, u.Subject, u.At}
	}
	return out, nil
}

type mandateIn struct {
	Body struct {
		Firm      string   `json:"firm,omitempty" maxLength:"13" doc:"Id of the firm it is for; empty for oneself"`
		Relation  Relation `json:"relation,omitempty" enum:"family,helper" doc:"For oneself only"`
		Name      string   `json:"name" maxLength:"60" doc:"Of the agent"`
		Contact   string   `json:"contact" maxLength:"24" doc:"The agent's mobile or ID number"`
		Items     []string `json:"items,omitempty" maxItems:"100" doc:"Codes of items; none is all"`
		MaySubmit bool     `json:"maySubmit,omitempty"`
		Until     string   `json:"until" format:"date" doc:"The last day"`
	}
}

type mandateOut struct {
	Body struct {
		ID id.ID `json:"id"`
	}
}

func (s *Service) postMandate(ctx context.Context, in *mandateIn) (*mandateOut, error) {
	b := in.Body
	key, err := s.Authorise(ctx, actor.From(ctx), Offered{b.Firm, b.Relation, b.Name, b.Contact, b.Items, b.MaySubmit, b.Until})
	if err != nil {
		return nil, err
	}
	out := &mandateOut{}
	out.Body.ID = key
	return out, nil
}

type mandatePath struct {
	ID string `path:"id"`
}

func (s *Service) putAccept(ctx context.Context, in *mandatePath) (*struct{}, error) {
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errMandate
	}
	return nil, s.Accept(ctx, actor.From(ctx), key)
}

func (s *Service) deleteMandate(ctx context.Context, in *mandatePath) (*struct{}, error) {
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errMandate
	}
	return nil, s.Revoke(ctx, actor.From(ctx), key)
}
