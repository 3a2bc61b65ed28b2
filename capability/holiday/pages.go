package holiday

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tongban/kernel/calendar"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/module"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are the pages of the calendar.
type pages struct{ *Service }

func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "holiday."+key, args...)
}

// sheet is the page of the calendar.
type sheet struct {
	notices []calendar.Notice // newest first
	typed   Lines
	errs    ui.FieldErrors
	others  []templ.Component // what the last change has moved
}

func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	return p.draw(w, r, http.StatusOK, sheet{})
}

func (p pages) draw(w http.ResponseWriter, r *http.Request, status int, s sheet) (err error) {
	if _, err = p.Notices(r.Context()); err != nil {
		return err
	}
	s.notices = p.Calendar().Notices()
	slices.SortStableFunc(s.notices, func(a, b calendar.Notice) int { return cmp.Or(b.Year-a.Year, int(b.Dated-a.Dated)) })
	if s.others, err = module.Fill(r.Context(), CalendarPlace); err != nil {
		return err
	}
	return web.Render(w, r, status, calendarPage(s))
}

func (p pages) enter(w http.ResponseWriter, r *http.Request) error {
	year, _ := strconv.Atoi(strings.TrimSpace(r.PostFormValue("year"))) // none is no year
	typed := Lines{
		Year: year, Number: r.PostFormValue("number"), Dated: r.PostFormValue("dated"), Source: r.PostFormValue("source"),
		Off: r.PostFormValue("off"), Work: r.PostFormValue("work"),
	}
	n, faults := typed.read()
	var err error
	if len(faults) > 0 {
		err = fault.InvalidFields(faults)
	} else {
		err = p.Enter(r.Context(), n)
	}
	if fault.KindOf(err) == fault.Invalid && err != nil {
		return p.draw(w, r, http.StatusUnprocessableEntity, sheet{typed: typed, errs: ui.ErrorsOf(r.Context(), err)})
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, "/admin/calendar")
}

// offWords says which days are off and which are worked.
func offWords(ctx context.Context, n calendar.Notice) string {
	var list []string
	for _, p := range n.Off {
		if p.From == p.To {
			list = append(list, t(ctx, "day", message.Date(ctx, p.From.Start()), p.Name))
			continue
		}
		list = append(list, t(ctx, "days", message.Date(ctx, p.From.Start()), message.Date(ctx, p.To.Start()), p.Name))
	}
	for _, d := range n.Work {
		list = append(list, t(ctx, "worked", message.Date(ctx, d.Start())))
	}
	return strings.Join(list, t(ctx, "mark"))
}
