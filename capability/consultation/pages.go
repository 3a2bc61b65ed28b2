package consultation

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/once"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are the pages of consultations.
type pages struct{ *Service }

func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "consultation."+key, args...)
}

// perPage is how many rows a list shows.
const perPage = 20

// keyed returns r's context with the idempotency key its form carries.
func keyed(r *http.Request) context.Context {
	return once.WithKey(r.Context(), r.PostFormValue(web.FormKey))
}

// names are what departments are called, by code.
type names map[string]string

func (s *Service) names(ctx context.Context) (names, error) {
	all, err := s.Departments.Departments(ctx)
	n := names{}
	for _, d := range all {
		n[d.Code] = d.Name
	}
	return n, err
}

// of is what a department is called; one that is known no more by its code.
func (n names) of(code string) string {
	if name, known := n[code]; known {
		return name
	}
	return code
}

// whom says who is asked.
func (n names) whom(ctx context.Context, c *Consultation) string {
	switch {
	case c.Whom.Colleague == "":
		return t(ctx, "whom.role", n.of(c.Whom.Department), t(ctx, "role."+string(c.Whom.Role)))
	case c.Whom.Department == "":
		return c.Holder.Name
	}
	return t(ctx, "whom.colleague", n.of(c.Whom.Department), c.Holder.Name)
}

// person says who somebody is.
func (n names) person(ctx context.Context, p Person) string {
	if p.Department == "" {
		return p.Name
	}
	return t(ctx, "whom.colleague", n.of(p.Department), p.Name)
}

// days is the calendar that badges count by.
type days struct {
	today calendar.Date
	cal   *calendar.Calendar
}

func (s *Service) days() days { return days{s.today(), s.Calendar()} }

// badge says how long an answer may still take, or what has become of the question.
func (d days) badge(ctx context.Context, c *Consultation) templ.Component {
	if !c.IsOpen() {
		return ui.Tag(stand(ctx, c))
	}
	left := d.cal.WorkdaysBetween(d.today, c.DueOn)
	if c.DueOn < d.today {
		left = -d.cal.WorkdaysBetween(c.DueOn, d.today)
	}
	if c.DueOn < d.today && left == 0 { // its time was over on the last working day
		return ui.Tag(ui.TagProps{Tone: ui.Bad, Text: t(ctx, "late")})
	}
	return ui.Deadline(ui.DeadlineProps{Left: left, Provisional: d.cal.Provisional(c.DueOn)})
}

// stand says where a question stands; an answered one by the opinion.
func stand(ctx context.Context, c *Consultation) ui.TagProps {
	if c.State == Answered {
		tone := map[Opinion]ui.Tone{Agreed: ui.OK, Conditional: ui.Warn, Opposed: ui.Bad, NotOurs: ui.Mute}[c.Opinion]
		return ui.TagProps{Tone: tone, Text: t(ctx, "opinion."+string(c.Opinion))}
	}
	tone := map[State]ui.Tone{Asked: ui.Info, Taken: ui.Info, Withdrawn: ui.Mute, Ended: ui.Mute}[c.State]
	return ui.TagProps{Tone: tone, Text: t(ctx, "state."+string(c.State))}
}

// listView is a list as its page shows it.
type listView struct {
	show Show
	rows []ui.TableRow
	next string
}

func (p pages) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := listView{show: showOf(r.FormValue("show"))}
	list, err := p.List(ctx, v.show, parseCursor(r.FormValue("after")), perPage+1)
	if err != nil {
		return err
	}
	if len(list) > perPage {
		list = list[:perPage]
		last := list[perPage-1]
		v.next = v.show.URL() + "&after=" + Cursor{last.DueOn, last.ID}.String()
	}
	n, err := p.names(ctx)
	if err != nil {
		return err
	}
	me, d := actor.From(ctx), p.days()
	for _, c := range list {
		other := n.person(ctx, c.Asker)
		if c.Asker.Account == me.ID {
			other = n.whom(ctx, c)
		}
		v.rows = append(v.rows, ui.TableRow{Cells: []templ.Component{d.badge(ctx, c), subject(c), ui.Plain(other), holder(c, me.ID), ui.Plain(message.Stamp(c.AskedAt))}})
	}
	return web.Render(w, r, http.StatusOK, listPage(v))
}

// showOf reads which list is meant.
func showOf(text string) Show {
	if show := Show(text); show == AskedBy || show == Late {
		return show
	}
	return ToAnswer
}

// URL returns the address of a list.
func (s Show) URL() string { return "/desk/consultations?show=" + string(s) }

// panel is the questions about a case on its page at the desk.
type panel struct {
	*casework.File
	list   []*Consultation
	names  names
	days   days
	mayAsk bool
}

// ofCase shows on the page of a case what is asked about it.
func (p pages) ofCase(ctx context.Context) (templ.Component, error) {
	shown, ok := casework.Shown(ctx)
	if !ok || !shown.Desk {
		return nil, nil
	}
	v := panel{File: shown.File, days: p.days(), mayAsk: len(askable(actor.From(ctx), shown.File)) > 0}
	var err error
	if v.list, err = p.OfCase(ctx, shown.File); err != nil {
		return nil, err
	}
	if len(v.list) == 0 && !v.mayAsk {
		return nil, nil
	}
	v.names, err = p.names(ctx)
	return casePanel(v), err
}

// ofWorklist tells whoever begins to work what waits for their answer.
func (p pages) ofWorklist(ctx context.Context) (templ.Component, error) {
	tally, err := p.Tally(ctx)
	if err != nil || tally.Open == 0 {
		return nil, err
	}
	return worklistBanner(tally), nil
}

// keyOf reads the id in an address.
func keyOf(r *http.Request) (id.ID, error) {
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return 0, errUnknown
	}
	return key, nil
}
