package notification

import (
	"net/http"

	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// perPage is how many messages a page shows.
const perPage = 20

func (s *Service) routes() []web.Route {
	return []web.Route{{Pattern: "GET /messages", Need: web.Citizen, Handler: s.mine}}
}

// mine lists the reader's messages.
func (s *Service) mine(w http.ResponseWriter, r *http.Request) error {
	before, _ := id.Parse(r.FormValue("before")) // what is no id begins at the top
	list, err := s.Mine(r.Context(), before, perPage+1)
	if err != nil {
		return err
	}
	next := ""
	if len(list) > perPage {
		list = list[:perPage]
		next = "/messages?before=" + list[perPage-1].ID.String()
	}
	var cards []ui.Card
	for _, m := range list {
		cards = append(cards, ui.Card{
			Title: m.text(s.texts, message.In(r.Context())), URL: m.Link,
			Facts: []string{message.DateTime(r.Context(), m.CreatedAt)},
		})
	}
	return web.Render(w, r, http.StatusOK, messagesPage(cards, next))
}
