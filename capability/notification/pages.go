package notification

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"tongban/kernel/actor"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// perPage is how many messages a page shows, those about one thing together.
const perPage = 40

func (s *Service) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /messages", Need: web.SignedIn, Handler: s.mine},
		{Pattern: "POST /messages/read", Need: web.SignedIn, Handler: s.read},
		{Pattern: "GET /messages/settings", Need: web.SignedIn, Handler: s.settings},
		{Pattern: "POST /messages/settings", Need: web.SignedIn, Handler: s.set},
	}
}

func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "notification."+key, args...)
}

// list is the reader's messages as their page shows them.
type list struct {
	groups []Group
	unread int
	next   string
	say    func(Message) string
	desk   bool
}

// mine lists the reader's messages, those about one thing together.
func (s *Service) mine(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	before, _ := id.Parse(r.FormValue("before")) // what is no id begins at the top
	found, err := s.Mine(ctx, before, perPage+1)
	if err != nil {
		return err
	}
	l := list{desk: actor.From(ctx).Kind == actor.Staff, say: func(m Message) string { return m.text(s.texts, message.In(ctx)) }}
	if len(found) > perPage {
		found = found[:perPage]
		l.next = "/messages?before=" + found[perPage-1].ID.String()
	}
	l.groups = grouped(found)
	if l.unread, err = s.Unread(ctx); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, messagesPage(l))
}

// read notes what was read: what is about one thing, or all.
func (s *Service) read(w http.ResponseWriter, r *http.Request) error {
	if err := s.Read(r.Context(), r.PostFormValue("about")); err != nil {
		return err
	}
	return web.Redirect(w, r, "/messages")
}

// events are the messages of a group as a story, newest first.
func (l list) events(ctx context.Context, g Group) []ui.TimelineEvent {
	var events []ui.TimelineEvent
	for _, m := range g.Messages {
		e := ui.TimelineEvent{Title: l.say(m), Time: message.DateTime(ctx, m.CreatedAt), Tone: ui.Mute}
		if m.ReadAt.IsZero() {
			e.Tone, e.By = ui.Info, t(ctx, "new")
		}
		events = append(events, e)
	}
	return events
}

func (s *Service) settings(w http.ResponseWriter, r *http.Request) error {
	wanted, err := s.Wanted(r.Context())
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, settingsPage(wanted, s.sender.Ready(), r.FormValue("saved") != ""))
}

func (s *Service) set(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	var wanted []Kind
	for _, k := range r.PostForm["sms"] {
		wanted = append(wanted, Kind(k))
	}
	if err := s.Want(r.Context(), wanted); err != nil {
		return err
	}
	return web.Redirect(w, r, "/messages/settings?saved=1")
}

// unreadPanel says on the home page that there are messages.
func (s *Service) unreadPanel(ctx context.Context) (templ.Component, error) {
	if actor.From(ctx).Kind != actor.Citizen {
		return nil, nil
	}
	n, err := s.Unread(ctx)
	if err != nil || n == 0 {
		return nil, err
	}
	return ui.Cards([]ui.Card{{Title: t(ctx, "unread", n), URL: "/messages"}}), nil
}
