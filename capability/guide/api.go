package guide

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/catalogue"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/web"
	"tongban/ui"
)

func (s *Service) api(api huma.API, keeping *web.Limiter) {
	web.Register(api, web.Op{Method: http.MethodGet, Path: "/items/{code}", Tag: "catalogue", Summary: "The full guide to an item."}, s.getItem)
	web.Register(api, web.Op{Method: http.MethodPost, Path: "/items/{code}/guide", Tag: "catalogue", Summary: "What follows from answers to an item's questions: materials, fields, track, or why not to apply."},
		func(ctx context.Context, in *planItemIn) (*planItemOut, error) { return s.planItem(ctx, in, keeping) })
	web.Register(api, web.Op{Method: http.MethodGet, Path: "/plans/{key}", Tag: "catalogue", Summary: "A plan that was kept: what to bring for the answers it was made from."}, s.getPlan)
}

type itemIn struct {
	Code string `path:"code" doc:"Slug, or official code of 12, 31 or 33 characters" example:"road-qual"`
}

type getItemOut struct{ Body Item }

// Item is an item of the catalogue with what the platform knows about this version.
type Item struct {
	catalogue.Item
	VersionID   id.ID     `json:"versionId"`
	Revision    int       `json:"revision"`
	PublishedAt time.Time `json:"publishedAt"`
	Online      bool      `json:"online" doc:"whether it can be applied for on this platform now"`
}

func (s *Service) getItem(ctx context.Context, in *itemIn) (*getItemOut, error) {
	item, err := s.catalogue.Published(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	return &getItemOut{Item{*item, item.VersionID, item.Revision, item.PublishedAt, s.catalogue.Online(item)}}, nil
}

type planItemIn struct {
	web.Client
	Code string `path:"code" example:"road-qual"`
	Body struct {
		Answers map[string]any `json:"answers" doc:"by question; derived facts (age, isProxy) may stand beside them"`
	}
}

type planItemOut struct{ Body PlanBody }

// PlanBody is a Plan on the wire.
type PlanBody struct {
	VersionID id.ID                `json:"versionId"`
	Stop      *catalogue.Message   `json:"stop,omitempty"`
	Redirect  *catalogue.Redirect  `json:"redirect,omitempty"`
	Track     string               `json:"track"`
	Fields    []string             `json:"fields"`
	Preset    map[string]string    `json:"preset,omitempty" doc:"answers to fields that follow from the guide"`
	Materials []catalogue.Material `json:"materials"`
	Notices   []catalogue.Message  `json:"notices,omitempty"`
	Linked    []string             `json:"linked,omitempty"`
	Open      []string             `json:"open,omitempty" doc:"questions still to be answered"`
	Answers   map[string]any       `json:"answers" doc:"as used, with defaults"`
	PlanURL   string               `json:"planUrl,omitempty" doc:"a page that shows what to bring without signing in, for a plan with nothing open; it leaves out derived facts"`
}

// planItem also keeps a plan that is worth keeping, unless this client has had many
// kept just now.
func (s *Service) planItem(ctx context.Context, in *planItemIn, keeping *web.Limiter) (*planItemOut, error) {
	item, err := s.catalogue.Published(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	answers, wrong := item.CheckAnswers(in.Body.Answers)
	if len(wrong) > 0 {
		return nil, fault.InvalidFields(wrong)
	}
	body := planBody(item, item.Plan(answers))
	if len(body.Open) == 0 && body.Stop == nil && body.Redirect == nil && in.Within(keeping) == nil {
		kept, err := s.KeepPlan(ctx, item.Code, answers)
		if err != nil {
			return nil, err
		}
		body.PlanURL = ui.Address(ctx, kept.Path())
	}
	return &planItemOut{body}, nil
}

func planBody(item *catalogue.Item, p catalogue.Plan) PlanBody {
	body := PlanBody{
		VersionID: item.VersionID, Stop: p.Stop, Redirect: p.Redirect, Track: p.Track, Preset: maps.Clone(p.Preset),
		Fields: slices.Concat([]string{}, p.Fields), Materials: slices.Concat([]catalogue.Material{}, p.Materials),
		Notices: p.Notices, Linked: p.Linked, Answers: p.Answers,
	}
	for _, q := range p.Open {
		body.Open = append(body.Open, q.ID)
	}
	return body
}

type planIn struct {
	Key string `path:"key" doc:"the end of planUrl"`
}

type getPlanOut struct{ Body KeptPlanBody }

// KeptPlanBody is a KeptPlan on the wire.
type KeptPlanBody struct {
	PlanBody
	Key      string    `json:"key"`
	ItemCode string    `json:"itemCode"`
	ItemName string    `json:"itemName"`
	KeptAt   time.Time `json:"keptAt"`
	Current  bool      `json:"current" doc:"whether the same answers would give the same today; if not, ask the guide again"`
}

func (s *Service) getPlan(ctx context.Context, in *planIn) (*getPlanOut, error) {
	k, err := s.KeptPlan(ctx, in.Key)
	if err != nil {
		return nil, err
	}
	body := planBody(k.Item, k.Plan)
	body.PlanURL = ui.Address(ctx, k.Path())
	return &getPlanOut{KeptPlanBody{body, k.Code, k.Item.Code, k.Item.Name, k.KeptAt, k.Current()}}, nil
}
