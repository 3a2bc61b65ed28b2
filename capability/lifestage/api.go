package lifestage

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/web"
)

// api is stages and suggestions over JSON.
type api struct{ *Service }

func (a api) register(h huma.API) {
	op := func(method, path string, need web.Need, summary string) web.Op {
		return web.Op{Method: method, Path: path, Need: need, Tag: "lifestage", Summary: summary}
	}
	web.Register(h, op(http.MethodGet, "/life-stages", web.Anyone, "Stages of a person's or a firm's life with what the city offers in each."), a.stages)
	web.Register(h, op(http.MethodGet, "/suggestions", web.Citizen, "What one may need next, or the firm one acts for, and why."), a.suggestions)
	web.Register(h, op(http.MethodPut, "/suggestions", web.Citizen, "Turn suggestions on or off for oneself, whomever one acts for."), a.turn)
	web.Register(h, op(http.MethodDelete, "/suggestions/{id}", web.Citizen, "Do not suggest this to me again."), a.dismiss)
	web.Register(h, op(http.MethodPost, "/suggestions/restore", web.Citizen, "Bring back what one has dismissed."), a.restore)
}

type stagesIn struct {
	Kind  Kind `query:"kind" enum:"person,firm" default:"person"`
	Limit int  `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"Items of each stage"`
}

// ItemEntry is a service or bundle of a stage in JSON.
type ItemEntry struct {
	Code string `json:"code"`
	Name string `json:"name"`
	URL  string `json:"url"`
}

// StageBody is a stage in JSON.
type StageBody struct {
	Code    string      `json:"code"`
	Name    string      `json:"name"`
	Note    string      `json:"note"`
	URL     string      `json:"url"`
	Bundles []ItemEntry `json:"bundles" nullable:"false" doc:"Several services applied for as one"`
	Items   []ItemEntry `json:"items" nullable:"false" doc:"The first of them"`
	Total   int         `json:"total" doc:"All items of the stage"`
}

type stagesOut struct {
	Body struct {
		Items []StageBody `json:"items" nullable:"false" doc:"In the order of the life"`
	}
}

func (a api) stages(ctx context.Context, in *stagesIn) (*stagesOut, error) {
	shelves, err := a.Stages(ctx, in.Kind, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &stagesOut{}
	out.Body.Items = []StageBody{}
	for _, s := range shelves {
		b := StageBody{Code: s.Code, Name: s.Name.In(ctx), Note: s.Note.In(ctx), URL: s.URL(), Bundles: []ItemEntry{}, Items: []ItemEntry{}, Total: s.Total}
		for _, one := range s.Bundles {
			b.Bundles = append(b.Bundles, ItemEntry{one.Code, one.In(ctx), one.URL()})
		}
		for _, one := range s.Items {
			b.Items = append(b.Items, ItemEntry{one.Code, one.In(ctx), "/items/" + one.Code})
		}
		out.Body.Items = append(out.Body.Items, b)
	}
	return out, nil
}

// SuggestionBody is a suggestion in JSON.
type SuggestionBody struct {
	ID      string     `json:"id"`
	Code    string     `json:"code"`
	Bundle  bool       `json:"bundle" doc:"Several services applied for as one"`
	Name    string     `json:"name"`
	URL     string     `json:"url"`
	Because Because    `json:"because" enum:"age,ending,licence,case" doc:"What kind of fact it rests on"`
	Why     string     `json:"why" doc:"One sentence in the reader's language"`
	Source  string     `json:"source" doc:"Page of what it rests on"`
	On      *time.Time `json:"on,omitempty" doc:"When that ends, or was granted"`
}

type suggestionsOut struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		On        bool             `json:"on" doc:"False: switched off, nothing was looked at"`
		Another   bool             `json:"another" doc:"One acts for another person, of whom nothing is concluded"`
		Dismissed int              `json:"dismissed" doc:"How many would be suggested if they had not been dismissed"`
		Items     []SuggestionBody `json:"items" nullable:"false" doc:"The most urgent first"`
	}
}

func (a api) suggestions(ctx context.Context, _ *struct{}) (*suggestionsOut, error) {
	offer, err := a.Offer(ctx)
	if err != nil {
		return nil, err
	}
	out := &suggestionsOut{CacheControl: "no-store"}
	b := &out.Body
	b.On, b.Another, b.Dismissed, b.Items = offer.On, offer.Another, offer.Hidden, []SuggestionBody{}
	for _, s := range offer.List {
		one := SuggestionBody{ID: s.ID, Bundle: s.Bundle != nil, Name: s.Title(ctx), URL: s.URL(), Because: s.Reason.Because, Why: s.Why(ctx), Source: s.Reason.Source}
		if s.Bundle != nil {
			one.Code = s.Bundle.Code
		} else {
			one.Code = s.Item.Code
		}
		if on := s.Reason.On; !on.IsZero() {
			one.On = &on
		}
		b.Items = append(b.Items, one)
	}
	return out, nil
}

type turnIn struct {
	Body struct {
		On bool `json:"on"`
	}
}

func (a api) turn(ctx context.Context, in *turnIn) (*struct{}, error) {
	return nil, a.Switch(ctx, in.Body.On)
}

type dismissIn struct {
	ID string `path:"id" maxLength:"20"`
}

func (a api) dismiss(ctx context.Context, in *dismissIn) (*struct{}, error) {
	return nil, a.Dismiss(ctx, in.ID)
}

func (a api) restore(ctx context.Context, _ *struct{}) (*struct{}, error) {
	return nil, a.Restore(ctx)
}
