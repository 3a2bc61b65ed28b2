package instant

import (
	"context"
	"time"

	"tongban/kernel/once"
)

// StandingBody is how an item stands, on the wire.
type StandingBody struct {
	Item     string         `json:"item"`
	Name     string         `json:"name"`
	Rule     int64          `json:"rule" doc:"Version of the rules in force, 0 for none"`
	Stopped  bool           `json:"stopped"`
	Limit    int            `json:"limit" doc:"Approvals a day, 0 for no limit"`
	Approved int            `json:"approved" doc:"Today"`
	Referred int            `json:"referred" doc:"Today"`
	Reasons  []ReasonBody   `json:"reasons" doc:"Of today's referrals, the most frequent first"`
	Changes  []SwitchedBody `json:"changes"`
}

// ReasonBody is how often a reason was given.
type ReasonBody struct {
	Reason Reason `json:"reason"`
	Count  int    `json:"count"`
}

// SwitchedBody is one change of a switch.
type SwitchedBody struct {
	Stopped bool      `json:"stopped"`
	Limit   int       `json:"limit"`
	Why     string    `json:"why"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
}

func standingBody(s Standing) StandingBody {
	b := StandingBody{s.Code, s.Name, s.Number, s.Stopped, s.Most(), s.Approved, s.Referred, []ReasonBody{}, []SwitchedBody{}}
	for _, c := range s.Reasons {
		b.Reasons = append(b.Reasons, ReasonBody{c.Reason, c.Count})
	}
	for _, x := range s.Changes {
		b.Changes = append(b.Changes, SwitchedBody{x.Stopped, x.Limit, x.Why, x.ByName, x.At})
	}
	return b
}

type instantItemsOut struct {
	Body struct {
		Items []StandingBody `json:"items"`
	}
}

func (a api) items(ctx context.Context, _ *struct{}) (*instantItemsOut, error) {
	list, err := a.Standings(ctx)
	if err != nil {
		return nil, err
	}
	out := &instantItemsOut{}
	out.Body.Items = []StandingBody{}
	for _, s := range list {
		out.Body.Items = append(out.Body.Items, standingBody(s))
	}
	return out, nil
}

// ItemPath names an item.
type ItemPath struct {
	Item string `path:"item"`
}

type instantItemOut struct{ Body StandingBody }

func (a api) item(ctx context.Context, in *ItemPath) (*instantItemOut, error) {
	s, err := a.Standing(ctx, in.Item)
	if err != nil {
		return nil, err
	}
	return &instantItemOut{standingBody(s)}, nil
}

type instantSwitchIn struct {
	Item string `path:"item"`
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Repeat a request with the same key and it is done once"`
	Body struct {
		Stopped bool   `json:"stopped"`
		Limit   int    `json:"limit,omitempty" minimum:"0" doc:"Approvals a day, 0 is as the rules say"`
		Why     string `json:"why"`
	}
}

func (a api) switchItem(ctx context.Context, in *instantSwitchIn) (*instantItemOut, error) {
	s, err := a.Switch(once.WithKey(ctx, in.Key), in.Item, Switch(in.Body))
	if err != nil {
		return nil, err
	}
	return &instantItemOut{standingBody(s)}, nil
}
