package casework

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"tongban/kernel/actor"
	"tongban/kernel/id"
	"tongban/kernel/web"
)

// perPage is how many cases a list shows.
const perPage = 20

// movedDates is a page of what a recount has moved.
type movedDates struct {
	Recount
	list []MovedDate
	next string
}

// moved shows the dates a new calendar has moved, before and after.
func (p pages) moved(w http.ResponseWriter, r *http.Request) error {
	recount, list, err := p.MovedBy(r.Context(), idOf(r.PathValue("id")), idOf(r.FormValue("before")), perPage)
	if err != nil {
		return err
	}
	page := movedDates{Recount: recount, list: list}
	if last := lastCase(list, perPage); last != 0 {
		page.next = recountURL(recount.ID) + "?before=" + last.String()
	}
	return web.Render(w, r, http.StatusOK, movedPage(page))
}

// lastCase returns the case a page of so many ends with, zero if it is the last page.
func lastCase(list []MovedDate, limit int) (last id.ID) {
	cases := 0
	for _, m := range list {
		if m.CaseID != last {
			last = m.CaseID
			cases++
		}
	}
	if cases < limit {
		return 0
	}
	return last
}

func recountURL(recount id.ID) string { return "/admin/calendar/recounts/" + recount.String() }

// recountPanel lists the latest recounts on the page of the calendar.
func (s *Service) recountPanel(ctx context.Context) (templ.Component, error) {
	if mayCount(actor.From(ctx)) != nil {
		return nil, nil
	}
	list, err := s.Recounts(ctx)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return recountsPanel(list), nil
}
