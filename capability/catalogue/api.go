package catalogue

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/web"
)

func (s *Service) api(api huma.API) {
	web.Register(api, web.Op{Method: http.MethodGet, Path: "/items/{code}", Tag: "catalogue", Summary: "The full guide to an item."}, s.getItem)
	web.Register(api, web.Op{Method: http.MethodPost, Path: "/items/{code}/guide", Tag: "catalogue", Summary: "What follows from answers to an item's questions: materials, fields, track, or why not to apply."}, s.planItem)
}

type itemIn struct {
	Code string `path:"code" doc:"Slug, or official code of 12, 31 or 33 characters" example:"road-qual"`
}

type getItemOut struct{ Body Guide }

// Guide is an item with what the platform knows about this version.
type Guide struct {
	Item
	VersionID   id.ID     `json:"versionId"`
	Revision    int       `json:"revision"`
	PublishedAt time.Time `json:"publishedAt"`
	Online      bool      `json:"online" doc:"whether it can be applied for on this platform now"`
}

func (s *Service) getItem(ctx context.Context, in *itemIn) (*getItemOut, error) {
	item, err := s.Published(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	return &getItemOut{Guide{*item, item.VersionID, item.Revision, item.PublishedAt, s.Online(item)}}, nil
}

type planItemIn struct {
	Code string `path:"code" example:"road-qual"`
	Body struct {
		Answers map[string]any `json:"answers" doc:"by question; derived facts (age, isProxy) may stand beside them"`
	}
}

type planItemOut struct{ Body PlanBody }

// PlanBody is a Plan on the wire.
type PlanBody struct {
	VersionID id.ID             `json:"versionId"`
	Stop      *Message          `json:"stop,omitempty"`
	Redirect  *Redirect         `json:"redirect,omitempty"`
	Track     string            `json:"track"`
	Fields    []string          `json:"fields"`
	Preset    map[string]string `json:"preset,omitempty" doc:"answers to fields that follow from the guide"`
	Materials []Material        `json:"materials"`
	Notices   []Message         `json:"notices,omitempty"`
	Linked    []string          `json:"linked,omitempty"`
	Open      []string          `json:"open,omitempty" doc:"questions still to be answered"`
	Answers   map[string]any    `json:"answers" doc:"as used, with defaults"`
}

func (s *Service) planItem(ctx context.Context, in *planItemIn) (*planItemOut, error) {
	item, err := s.Published(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	answers, wrong := item.CheckAnswers(in.Body.Answers)
	if len(wrong) > 0 {
		return nil, fault.InvalidFields(wrong)
	}
	p := item.Plan(answers)
	body := PlanBody{
		VersionID: item.VersionID, Stop: p.Stop, Redirect: p.Redirect, Track: p.Track, Preset: maps.Clone(p.Preset),
		Fields: slices.Concat([]string{}, p.Fields), Materials: slices.Concat([]Material{}, p.Materials),
		Notices: p.Notices, Linked: p.Linked, Answers: p.Answers,
	}
	for _, q := range p.Open {
		body.Open = append(body.Open, q.ID)
	}
	return &planItemOut{body}, nil
}
