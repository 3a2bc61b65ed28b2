package notification

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/web"
)

func (s *Service) api(h huma.API) {
	op := func(method, path, summary string) web.Op {
		return web.Op{Method: method, Path: path, Need: web.SignedIn, Tag: "notification", Summary: summary}
	}
	web.Register(h, op(http.MethodGet, "/messages", "List my messages, newest first."), s.listMessages)
	web.Register(h, op(http.MethodPost, "/messages/read", "Note that I have read my messages about one thing, or all."), s.postRead)
	web.Register(h, op(http.MethodGet, "/messages/preferences", "Of which kinds I want texts."), s.getWanted)
	web.Register(h, op(http.MethodPut, "/messages/preferences", "Set of which kinds I want texts; on the pages I find all."), s.putWanted)
}

type listMessagesIn struct {
	Cursor string `query:"cursor" doc:"next of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

// MessageBody is a Message on the wire.
type MessageBody struct {
	ID        id.ID     `json:"id"`
	Kind      Kind      `json:"kind" enum:"official,progress,reminder,reply"`
	Text      string    `json:"text"`
	Link      string    `json:"link"`
	CreatedAt time.Time `json:"createdAt"`
	Read      bool      `json:"read"`
}

type listMessagesOut struct {
	Body struct {
		Items  []MessageBody `json:"items"`
		Unread int           `json:"unread" doc:"At most 99"`
		Next   string        `json:"next,omitempty" doc:"cursor of the next page"`
	}
}

func (s *Service) listMessages(ctx context.Context, in *listMessagesIn) (*listMessagesOut, error) {
	before, _ := id.Parse(in.Cursor) // what is no id begins at the top
	found, err := s.Mine(ctx, before, in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := &listMessagesOut{}
	if len(found) > in.Limit {
		found = found[:in.Limit]
		out.Body.Next = found[in.Limit-1].ID.String()
	}
	out.Body.Items = []MessageBody{}
	for _, m := range found {
		out.Body.Items = append(out.Body.Items, MessageBody{m.ID, s.kindOf(m.Key), m.text(s.texts, message.In(ctx)), m.Link, m.CreatedAt, !m.ReadAt.IsZero()})
	}
	out.Body.Unread, err = s.Unread(ctx)
	return out, err
}

type postReadIn struct {
	Body struct {
		About string `json:"about,omitempty" doc:"The link of the messages; all if absent"`
	}
}

func (s *Service) postRead(ctx context.Context, in *postReadIn) (*struct{}, error) {
	return nil, s.Read(ctx, in.Body.About)
}

type wantedBody struct {
	SMS []Kind `json:"sms" doc:"official, progress, reminder, reply"`
}

type wantedOut struct{ Body wantedBody }

func (s *Service) getWanted(ctx context.Context, _ *struct{}) (*wantedOut, error) {
	wanted, err := s.Wanted(ctx)
	return &wantedOut{wantedBody{append([]Kind{}, wanted...)}}, err
}

func (s *Service) putWanted(ctx context.Context, in *wantedOut) (*wantedOut, error) {
	if err := s.Want(ctx, in.Body.SMS); err != nil {
		return nil, err
	}
	return s.getWanted(ctx, nil)
}
