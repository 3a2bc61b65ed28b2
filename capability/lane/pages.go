package lane

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/kernel/condition"
	"tongban/kernel/deadline"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/once"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are the pages of the lane.
type pages struct{ *Service }

// t is how the pages look up the lane's texts.
func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "lane."+key, args...)
}

// view is a case in the lane with what its page works out.
type view struct {
	*Case
	desk    bool
	because []string // the rule in words
	note    string
	refused Kind // as chosen
	why     string
	errs    ui.FieldErrors
}

// base is where a case in the lane is looked at.
func base(no string) string { return casework.DeskURL(no) + "/lane" }

// view returns the case no as its reader at the desk sees it.
func (p pages) view(r *http.Request) (view, error) {
	c, err := p.Of(r.Context(), r.PathValue("no"))
	if err != nil {
		return view{}, err
	}
	return p.viewOf(r.Context(), c, true)
}

func (p pages) viewOf(ctx context.Context, c *Case, desk bool) (view, error) {
	v := view{Case: c, desk: desk}
	var err error
	if l := c.Item.GreenLane; l != nil && c.Entry.Rule < len(l.Rules) {
		v.because, err = p.explain(ctx, c.Item, l.Rules[c.Entry.Rule].When)
	}
	return v, err
}

// explain says a rule in the words of the guide and the form.
func (p pages) explain(ctx context.Context, item *catalogue.Item, when condition.Condition) ([]string, error) {
	def, err := p.Casework.Form(item)
	if err != nil {
		return nil, err
	}
	var lines []string
	for _, part := range when.Parts() {
		label, show := part.Var, func(value any) string { return fmt.Sprint(value) }
		if q, asked := item.Question(part.Var); asked {
			label = item.Word(ctx, q.Text)
			show = func(value any) string {
				for _, o := range q.Options {
					if o.Value == value {
						return item.Word(ctx, o.Label)
					}
				}
				return fmt.Sprint(value)
			}
		} else if f, inForm := def.Field(part.Var); inForm {
			label, show = f.LabelIn(ctx), func(value any) string {
				if n, isNumber := value.(float64); isNumber { // of an item's JSON; answers are kept exactly
					return strconv.FormatFloat(n, 'f', -1, 64)
				}
				return f.Show(ctx, value)
			}
		}
		var values []string
		for _, value := range part.Values() {
			if yes, isBool := value.(bool); isBool {
				values = append(values, t(ctx, map[bool]string{true: "yes", false: "no"}[yes]))
				continue
			}
			values = append(values, show(value))
		}
		lines = append(lines, t(ctx, "says."+strings.ToLower(part.Op), label, message.Join(ctx, values)))
	}
	return lines, nil
}

func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, lanePage(v))
}

// again shows the page with what was wrong, or leads back to it.
func (p pages) again(w http.ResponseWriter, r *http.Request, why error, typed func(*view)) error {
	kind := fault.KindOf(why)
	if why != nil && kind != fault.Invalid && kind != fault.Conflict {
		return why
	}
	if why == nil {
		return web.Redirect(w, r, base(r.PathValue("no")))
	}
	v, err := p.view(r)
	if err != nil {
		return err
	}
	v.errs = ui.ErrorsOf(r.Context(), why)
	typed(&v)
	return web.Render(w, r, web.StatusOf(why), lanePage(v))
}

// keyed returns r's context with the idempotency key its form carries.
func keyed(r *http.Request) context.Context {
	return once.WithKey(r.Context(), r.PostFormValue(web.FormKey))
}

func (p pages) review(w http.ResponseWriter, r *http.Request) error {
	note := r.PostFormValue("note")
	err := p.Review(keyed(r), r.PathValue("no"), note)
	return p.again(w, r, err, func(v *view) { v.note = note })
}

func (p pages) refuse(w http.ResponseWriter, r *http.Request) error {
	kind, why := Kind(r.PostFormValue("step")), r.PostFormValue("why")
	err := p.Refuse(keyed(r), r.PathValue("no"), kind, why)
	return p.again(w, r, err, func(v *view) { v.refused, v.why = kind, why })
}

// ofCase says on the applicant's page of a case how far it is in the lane.
func (p pages) ofCase(ctx context.Context) (templ.Component, error) {
	shown, ok := casework.Shown(ctx)
	if !ok || shown.Desk || shown.Item.GreenLane == nil {
		return nil, nil
	}
	return p.panel(ctx, shown.File, false)
}

// ofDesk says so at the desk.
func (p pages) ofDesk(ctx context.Context) (templ.Component, error) {
	shown, ok := casework.Shown(ctx)
	if !ok || shown.Item.GreenLane == nil {
		return nil, nil
	}
	return p.panel(ctx, shown.File, true)
}

func (p pages) panel(ctx context.Context, f *casework.File, desk bool) (templ.Component, error) {
	c, err := p.of(ctx, f)
	if err == errUnknown {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	v, err := p.viewOf(ctx, c, desk)
	if err != nil {
		return nil, err
	}
	return lanePanel(v), nil
}

// itemRule is a rule of an item in words.
type itemRule struct {
	reason, basis string
	lines         []string
}

// ofItem says on an item's page who is in its lane, and what the lane promises.
func (p pages) ofItem(ctx context.Context) (templ.Component, error) {
	item, ok := catalogue.Shown(ctx)
	if !ok || item.GreenLane == nil {
		return nil, nil
	}
	var rules []itemRule
	for _, r := range item.GreenLane.Rules {
		lines, err := p.explain(ctx, item, r.When)
		if err != nil {
			return nil, err
		}
		rules = append(rules, itemRule{item.Word(ctx, r.Reason), r.Basis, lines})
	}
	return itemPanel(item.GreenLane.PromisedWorkdays, rules), nil
}

// mayReview reports whether the reader can note the look on site now.
func (v view) mayReview() bool {
	return v.MayWork && v.Entry.State == In && v.step(Prereview).IsOpen()
}

func (v view) step(kind Kind) Step {
	for _, s := range v.Steps {
		if s.Kind == kind {
			return s
		}
	}
	return Step{Kind: kind}
}

// open are the steps that can be refused now.
func (v view) open(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, kind := range refusable {
		if v.step(kind).IsOpen() {
			options = append(options, ui.Option{Value: string(kind), Label: t(ctx, "step."+string(kind))})
		}
	}
	return options
}

// where is the page on which a step is done, "" if it is this one or none.
func (v view) where(kind Kind) string {
	at := casework.DeskURL(v.File.Case.ShortNo)
	switch kind {
	case Registration:
		return at
	case Originals:
		return at + "#originals"
	case Visit:
		return at + "/inspection"
	case Signing:
		return at + "/agreements"
	}
	return ""
}

// stepTag says where a step stands.
func (v view) stepTag(ctx context.Context, s Step) ui.TagProps {
	switch {
	case s.Refuse:
		return ui.TagProps{Tone: ui.Bad, Text: t(ctx, "refused")}
	case !s.Done.IsZero() && s.Unmet:
		return ui.TagProps{Tone: ui.Bad, Text: t(ctx, "unmet")}
	case !s.Done.IsZero():
		return ui.TagProps{Tone: ui.OK, Text: t(ctx, "done"), Icon: "check"}
	case s.Spare:
		return ui.TagProps{Tone: ui.Mute, Text: t(ctx, "spare")}
	case v.Entry.State != In:
		return ui.TagProps{Tone: ui.Mute, Text: t(ctx, "not-done")}
	}
	if next := v.Next(); next != nil && next.Kind == s.Kind {
		return ui.TagProps{Tone: ui.Warn, Text: t(ctx, "now")}
	}
	return ui.TagProps{Tone: ui.Info, Text: t(ctx, "to-do")}
}

// said says of a step when it was done, at the desk also by whom, or what it waits for.
// Applicants see offices, not persons.
func (v view) said(ctx context.Context, s Step) string {
	switch {
	case !s.Done.IsZero() && s.Kind == Filing:
		return t(ctx, "by-applicant", message.DateTime(ctx, s.Done))
	case !s.Done.IsZero():
		by := s.By
		if !v.desk || by == "" {
			by = t(ctx, "office."+string(s.Kind))
		}
		return t(ctx, "done-by", by, message.DateTime(ctx, s.Done))
	case len(s.Waits) > 0 && v.Entry.State == In:
		var names []string
		for _, name := range s.Waits {
			names = append(names, v.Item.Word(ctx, name))
		}
		return t(ctx, "waits", message.Join(ctx, names))
	}
	return ""
}

// stateTag says where the case stands with regard to the lane.
func stateTag(ctx context.Context, s State) ui.TagProps {
	tone := map[State]ui.Tone{In: ui.OK, Left: ui.Warn, Reported: ui.OK, Dropped: ui.Mute}[s]
	return ui.TagProps{Tone: tone, Text: t(ctx, "state."+string(s))}
}

// due says by when a window ends, "" before it has begun.
func due(ctx context.Context, w deadline.Window) string {
	if w.State == deadline.NotStarted {
		return ""
	}
	return message.Date(ctx, w.Due.Start())
}

// costs shows what the lane has done and what it has cost others.
func (p pages) costs(w http.ResponseWriter, r *http.Request) error {
	days, err := strconv.Atoi(r.FormValue("days"))
	if err != nil {
		days = usualDays
	}
	f, err := p.Costs(r.Context(), days)
	if err != nil {
		return err
	}
	v := costView{Figures: f, names: map[string]string{}}
	for _, g := range f.Groups {
		if v.names[g.Desk], err = p.Offices.Desk(r.Context(), g.Desk, g.Window); err != nil {
			return err
		}
	}
	return web.Render(w, r, http.StatusOK, costPage(v))
}

// costView is the figures with the names of the desks.
type costView struct {
	Figures
	names map[string]string
}

// duration writes working minutes in hours and minutes.
func duration(ctx context.Context, minutes int) string {
	return t(ctx, "duration", minutes/60, minutes%60)
}

// rows are the desks with what the lane has cost them.
func (v costView) rows(ctx context.Context) []ui.TableRow {
	var rows []ui.TableRow
	for _, g := range v.Groups {
		delay := t(ctx, "delay-none")
		if g.Overtaken > 0 {
			delay = t(ctx, "delay-by", duration(ctx, g.Delay), duration(ctx, g.Delay/g.Overtaken))
		}
		rows = append(rows, ui.TableRow{Cells: []templ.Component{
			ui.Plain(v.names[g.Desk] + " " + message.T(ctx, "lane.role."+g.Role)), ui.Plain(t(ctx, "tasks-n", g.Tasks)), ui.Plain(t(ctx, "minutes-n", duration(ctx, g.Minutes))),
			ui.Plain(t(ctx, "overtaken-n", g.Overtaken)), ui.Plain(delay),
		}})
	}
	return rows
}
