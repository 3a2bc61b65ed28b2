package deferral

import (
	"context"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"tongban/capability/access"
	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/once"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are the pages of commitments.
type pages struct{ *Service }

func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "deferral."+key, args...)
}

// perPage is how many rows a list shows.
const perPage = 20

// keyed returns r's context with the idempotency key its form carries.
func keyed(r *http.Request) context.Context {
	return once.WithKey(r.Context(), r.PostFormValue(web.FormKey))
}

// days are what pages say of last days.
type days struct {
	today calendar.Date
	cal   *calendar.Calendar
}

func (s *Service) days() days { return days{s.today(), s.Calendar()} }

// left says how long a paper may still be brought.
func (d days) left(ctx context.Context, p Paper) templ.Component {
	left := d.cal.WorkdaysBetween(d.today, p.DueOn)
	if p.DueOn < d.today {
		left = min(-1, -d.cal.WorkdaysBetween(p.DueOn, d.today))
	}
	return ui.Deadline(ui.DeadlineProps{Left: left, Provisional: d.cal.Provisional(p.DueOn)})
}

// stateTag says where a commitment stands.
func stateTag(ctx context.Context, c *Commitment) ui.TagProps {
	tone := map[State]ui.Tone{Signed: ui.Info, Running: ui.Warn, Cured: ui.OK, Broken: ui.Bad, Ended: ui.Mute}[c.State]
	return ui.TagProps{Tone: tone, Text: t(ctx, "state."+string(c.State))}
}

// paperTag says where a paper stands.
func paperTag(ctx context.Context, c *Commitment, p Paper) ui.TagProps {
	tone := map[Standing]ui.Tone{Owed: ui.Warn, Brought: ui.Info, Faulty: ui.Bad, Confirmed: ui.OK}[p.Standing]
	if c.State == Broken && p.IsOwed() {
		return stateTag(ctx, c)
	}
	return ui.TagProps{Tone: tone, Text: t(ctx, "standing."+string(p.Standing))}
}

// view is a commitment as a page shows it.
type view struct {
	*Commitment
	days
	desk   bool
	file   *casework.File
	next   []Event
	form   func(string) string
	errs   ui.FieldErrors
	brings bool // the reader may bring what is owed
}

func (v view) may(e Event) bool { return slices.Contains(v.next, e) }

// latest is the last day to which what is owed may be put off, zero if there is none left.
func (v view) latest() calendar.Date {
	latest := v.cal.AddWorkdays(v.AcceptedOn, mostDays)
	if v.Decision != 0 {
		latest = min(latest, v.Decision)
	}
	for _, p := range v.Owed() {
		if p.DueOn >= latest {
			return 0
		}
	}
	return latest
}

// stage is what pages say of: the state, or that everything has come and is to be looked at.
func (v view) stage() string {
	if v.State == Running && len(v.Owed()) == 0 {
		return string(Brought)
	}
	return string(v.State)
}

// mayTake reports whether the reader may note what was brought on paper.
func (v view) mayTake(ctx context.Context) bool {
	return v.desk && v.Commitment.may(actor.From(ctx), Bring) == nil && slices.ContainsFunc(v.Owed(), func(p Paper) bool { return p.DueOn >= v.today })
}

// cards list the papers.
func (v view) cards(ctx context.Context) []ui.Card {
	var cards []ui.Card
	for _, p := range v.Papers {
		card := ui.Card{Title: p.Name, Tags: []ui.TagProps{paperTag(ctx, v.Commitment, p)}}
		if v.State == Signed {
			card.Facts = append(card.Facts, t(ctx, "after-acceptance", p.Workdays))
		} else {
			card.Facts = append(card.Facts, t(ctx, "by", message.Date(ctx, p.DueOn.Start())))
		}
		if !p.BroughtAt.IsZero() {
			card.Facts = append(card.Facts, t(ctx, "brought-at", message.DateTime(ctx, p.BroughtAt)))
		}
		if p.Standing == Faulty {
			card.Text = t(ctx, "wrong-is", p.Wrong)
		}
		cards = append(cards, card)
	}
	return cards
}

// ofApplicant tells the applicant on the page of the case what is still to be brought: first of
// all if it is their turn, else below.
func (p pages) ofApplicant(turn bool) func(context.Context) (templ.Component, error) {
	return func(ctx context.Context) (templ.Component, error) {
		shown, ok := casework.Shown(ctx)
		if !ok || shown.Desk {
			return nil, nil
		}
		c, err := p.OfCase(ctx, shown.File)
		if err != nil || c == nil || c.State == Ended || turn != c.isTurn() {
			return nil, err
		}
		return applicantPanel(view{Commitment: c, days: p.days(), file: shown.File}), nil
	}
}

// isTurn reports whether the applicant has to do something, or must read that it is too late.
func (c *Commitment) isTurn() bool {
	return c.State == Broken || c.State == Running && len(c.Owed()) > 0
}

// ofDesk tells on the page of the case at the desk.
func (p pages) ofDesk(ctx context.Context) (templ.Component, error) {
	shown, ok := casework.Shown(ctx)
	if !ok {
		return nil, nil
	}
	c, err := p.OfCase(ctx, shown.File)
	if err != nil || c == nil || c.State == Ended {
		return nil, err
	}
	v := view{Commitment: c, days: p.days(), file: shown.File, desk: true, next: c.next(actor.From(ctx))}
	if access.May(actor.From(ctx), access.DeferralRead, c.object()) != nil {
		v.desk = false // no page of its own to lead to
	}
	return deskPanel(v), nil
}

// ofTrack says to whoever knows the query code that something is still to come.
func (p pages) ofTrack(ctx context.Context) (templ.Component, error) {
	shown, ok := casework.Shown(ctx)
	if !ok {
		return nil, nil
	}
	c, err := p.OfCase(ctx, shown.File)
	if err != nil || c == nil || c.State != Running {
		return nil, err
	}
	return trackPanel(view{Commitment: c, days: p.days()}), nil
}

// ofWorklist tells whoever begins to work what has come.
func (p pages) ofWorklist(ctx context.Context) (templ.Component, error) {
	if !access.Has(actor.From(ctx), access.DeferralJudge) {
		return nil, nil
	}
	tally, err := p.Tally(ctx)
	if err != nil || tally.ToCheck == 0 {
		return nil, err
	}
	return worklistBanner(tally), nil
}

// show asks the applicant for what is owed.
func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	v, err := p.mine(r, nil)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, bringPage(v))
}

func (p pages) mine(r *http.Request, errs ui.FieldErrors) (view, error) {
	f, c, err := p.ofCase(r.Context(), r.PathValue("no"))
	if err != nil {
		return view{}, err
	}
	return view{Commitment: c, days: p.days(), file: f, errs: errs, brings: c.State == Running && actor.From(r.Context()).MaySubmit()}, nil
}

// list is a list of commitments as its page shows it.
type list struct {
	show  Show
	tally Tally
	rows  []ui.TableRow
	next  string
}

func (l list) url(show Show) string { return "/desk/deferrals?show=" + string(show) }

func (p pages) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	l := list{show: Show(r.FormValue("show"))}
	if _, known := shown[l.show]; !known {
		l.show = Open
	}
	before, _ := id.Parse(r.FormValue("before")) // what is no id begins at the top
	found, err := p.List(ctx, l.show, before, perPage+1)
	if err != nil {
		return err
	}
	if l.tally, err = p.Tally(ctx); err != nil {
		return err
	}
	if len(found) > perPage {
		found = found[:perPage]
		l.next = l.url(l.show) + "&before=" + found[perPage-1].ID.String()
	}
	d := p.days()
	for _, c := range found {
		l.rows = append(l.rows, ui.TableRow{Cells: []templ.Component{d.stand(ctx, c), subject(c), ui.Plain(papersOf(ctx, c)), ui.Plain(c.Case.ShortNo)}})
	}
	return web.Render(w, r, http.StatusOK, listPage(l))
}

// stand says how long there is, or what has become of c.
func (d days) stand(ctx context.Context, c *Commitment) templ.Component {
	if due := c.DueOn(); c.State == Running && due != 0 {
		return d.left(ctx, Paper{DueOn: due})
	}
	if c.State == Running {
		return ui.Tag(ui.TagProps{Tone: ui.Info, Text: t(ctx, "standing.brought")})
	}
	return ui.Tag(stateTag(ctx, c))
}

// papersOf names the papers of c.
func papersOf(ctx context.Context, c *Commitment) string {
	list := make([]string, len(c.Papers))
	for i, p := range c.Papers {
		list[i] = p.Name
	}
	return message.Join(ctx, list)
}

func (p pages) view(r *http.Request) (view, error) {
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return view{}, errUnknown
	}
	c, err := p.Find(r.Context(), key)
	if err != nil {
		return view{}, err
	}
	return view{Commitment: c, days: p.days(), desk: true, next: c.next(actor.From(r.Context())), form: r.PostFormValue}, nil
}

func (p pages) open(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, deskPage(v))
}

// step does what the office decided about a commitment.
func (p pages) step(w http.ResponseWriter, r *http.Request) error {
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return errUnknown
	}
	ctx, form := keyed(r), r.PostFormValue
	switch Event(r.PathValue("event")) {
	case Confirm:
		err = p.Confirm(ctx, key, form("paper"))
	case Reject:
		err = p.Reject(ctx, key, form("paper"), form("why"))
	case Extend:
		err = p.Extend(ctx, key, form("until"), form("why"))
	case Bring:
		err = p.TakePaper(ctx, key, form("paper"))
	default:
		return errUnknown
	}
	if err == nil {
		return web.Redirect(w, r, "/desk/deferrals/"+key.String())
	}
	if kind := fault.KindOf(err); kind != fault.Invalid && kind != fault.Conflict {
		return err
	}
	v, unknown := p.view(r)
	if unknown != nil {
		return unknown
	}
	v.errs = ui.ErrorsOf(r.Context(), err)
	return web.Render(w, r, web.StatusOf(err), deskPage(v))
}
