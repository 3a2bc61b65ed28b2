package rating

import (
	"context"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/once"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are the pages of ratings.
type pages struct{ *Service }

func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "rating."+key, args...)
}

// keyed returns r's context with the idempotency key its form carries.
func keyed(r *http.Request) context.Context {
	return once.WithKey(r.Context(), r.PostFormValue(web.FormKey))
}

// view is what a link opens.
type view struct {
	*Rating
	open      bool // can be rated
	add       bool // reasons can be added
	contest   bool // its handling can be disputed
	thanks    bool // it was said just now
	again     bool // it was said before, and again now
	after     *FollowUp
	channel   Channel
	grade     Grade // as chosen
	tags      []Tag
	text, why string
	anonymous bool
	errs      ui.FieldErrors
}

func (p pages) view(r *http.Request) (*view, error) {
	rating, err := p.ByToken(r.Context(), r.PathValue("token"))
	if err != nil {
		return nil, err
	}
	now := p.Clock.Now()
	v := &view{Rating: rating, open: rating.Open(now), add: rating.MayAdd(now), thanks: r.FormValue("thanks") != ""}
	v.channel = ChannelOf(r.FormValue("from"), isMobile(r.Header.Get("Sec-CH-UA-Mobile"), r.UserAgent()))
	if v.after, err = p.Standing(r.Context(), rating); err != nil {
		return nil, err
	}
	v.contest = rating.Rated() && v.after != nil && v.after.mayDispute(now)
	return v, nil
}

func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, ratePage(v))
}

// refused shows the page again with what was wrong, or says that it was said before.
func (p pages) refused(w http.ResponseWriter, r *http.Request, why error, typed func(*view)) error {
	if kind := fault.KindOf(why); kind != fault.Invalid && kind != fault.Conflict {
		return why
	}
	v, err := p.view(r)
	if err != nil {
		return err
	}
	v.errs, v.again = ui.ErrorsOf(r.Context(), why), fault.KindOf(why) == fault.Conflict && v.Rated()
	typed(v)
	return web.Render(w, r, web.StatusOf(why), ratePage(v))
}

func (p pages) rate(w http.ResponseWriter, r *http.Request) error {
	grade, _ := strconv.Atoi(r.PostFormValue("grade")) // what is no number is no grade
	in := Input{Grade: Grade(grade), Channel: Channel(r.PostFormValue("from")), Anonymous: r.PostFormValue("anonymous") != ""}
	if err := p.Rate(keyed(r), r.PathValue("token"), in); err != nil {
		return p.refused(w, r, err, func(v *view) { v.grade, v.anonymous = in.Grade, in.Anonymous })
	}
	return web.Redirect(w, r, "/rate/"+r.PathValue("token")+"?thanks=1")
}

func (p pages) add(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	var tags []Tag
	for _, one := range r.PostForm["tags"] {
		tags = append(tags, Tag(one))
	}
	text := r.PostFormValue("text")
	if err := p.Add(keyed(r), r.PathValue("token"), tags, text); err != nil {
		return p.refused(w, r, err, func(v *view) { v.tags, v.text = tags, text })
	}
	return web.Redirect(w, r, "/rate/"+r.PathValue("token")+"?thanks=2")
}

func (p pages) dispute(w http.ResponseWriter, r *http.Request) error {
	why := r.PostFormValue("why")
	if err := p.Dispute(keyed(r), r.PathValue("token"), why); err != nil {
		return p.refused(w, r, err, func(v *view) { v.why = why })
	}
	return web.Redirect(w, r, "/rate/"+r.PathValue("token"))
}

// ofCase offers on the applicant's page of a case to rate it, or says what was said.
func (p pages) ofCase(ctx context.Context) (templ.Component, error) {
	shown, ok := casework.Shown(ctx)
	if !ok || shown.Desk || shown.Case.Status.IsOpen() {
		return nil, nil
	}
	ratings, err := p.Of(ctx, shown.Case.ShortNo)
	if err != nil || len(ratings) == 0 {
		return nil, err
	}
	last := ratings[len(ratings)-1]
	return casePanel(last, last.Open(p.Clock.Now())), nil
}

// ofTrack offers to rate to whoever has number and query code of a case, as on the receipt
// handed out at a counter; not to who works here.
func (p pages) ofTrack(ctx context.Context) (templ.Component, error) {
	shown, ok := casework.Shown(ctx)
	if !ok || actor.From(ctx).Kind == actor.Staff {
		return nil, nil
	}
	ratings, err := p.ratingsOf(ctx, shown.Case.ID)
	if err != nil || len(ratings) == 0 {
		return nil, err
	}
	last := ratings[len(ratings)-1]
	if !last.Open(p.Clock.Now()) {
		return nil, nil
	}
	return trackPanel(last), nil
}

// gradeOptions are the grades to choose from.
func gradeOptions(ctx context.Context) []ui.Option {
	options := make([]ui.Option, len(Grades))
	for i, g := range Grades {
		options[i] = ui.Option{Value: strconv.Itoa(int(g)), Label: gradeName(ctx, g)}
	}
	return options
}

func gradeName(ctx context.Context, g Grade) string { return t(ctx, "grade.g"+strconv.Itoa(int(g))) }

// GradeTag says how good a grade is.
func GradeTag(ctx context.Context, g Grade) ui.TagProps {
	tone := ui.OK
	switch {
	case g == Unrated:
		tone = ui.Mute
	case g.IsBad():
		tone = ui.Bad
	}
	return ui.TagProps{Tone: tone, Text: gradeName(ctx, g)}
}

func tagOptions(ctx context.Context, g Grade) []ui.Option {
	var options []ui.Option
	for _, one := range TagsFor(g) {
		options = append(options, ui.Option{Value: string(one), Label: tagName(ctx, one)})
	}
	return options
}

func tagName(ctx context.Context, one Tag) string { return t(ctx, "tag."+string(one)) }

func tagNames(ctx context.Context, tags []Tag) string {
	names := make([]string, len(tags))
	for i, one := range tags {
		names[i] = tagName(ctx, one)
	}
	return message.Join(ctx, names)
}

func tagValues(tags []Tag) []string {
	list := make([]string, len(tags))
	for i, one := range tags {
		list[i] = string(one)
	}
	return list
}

// matter says what is rated. Whoever has the link reads it, so it names nobody.
func (v *view) matter(ctx context.Context) []ui.SummaryRow {
	rows := []ui.SummaryRow{
		{Key: t(ctx, "row.item"), Value: v.ItemName}, {Key: t(ctx, "row.office"), Value: v.Office},
		{Key: t(ctx, "row.ended"), Value: message.Date(ctx, v.EndedAt)},
	}
	if v.Round > 1 {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.reformed"), Value: v.after.Answer})
	}
	return rows
}

// saidRows say what was said.
func (v *view) saidRows(ctx context.Context) []ui.SummaryRow {
	rows := []ui.SummaryRow{
		{Key: t(ctx, "row.grade"), Body: ui.Tag(GradeTag(ctx, v.Grade))}, {Key: t(ctx, "row.at"), Value: message.DateTime(ctx, v.At)},
		{Key: t(ctx, "row.channel"), Value: t(ctx, "channel."+string(v.Channel))},
	}
	if len(v.Tags) > 0 {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.tags"), Value: tagNames(ctx, v.Tags)})
	}
	if v.Text != "" {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.text"), Value: v.Text, Body: ui.Muted(t(ctx, "text-state."+string(v.TextState)))})
	}
	if v.Anonymous {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.name"), Value: t(ctx, "unnamed")})
	}
	return rows
}

// afterRows say what was done about a bad rating.
func (v *view) afterRows(ctx context.Context) []ui.SummaryRow {
	f := v.after
	rows := []ui.SummaryRow{{Key: t(ctx, "row.stand"), Body: ui.Tag(statusTag(ctx, f))}}
	if f.Status.IsOpen() {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.due"), Value: message.Date(ctx, f.DueOn.Start())})
	}
	if f.Answer != "" {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.answer"), Value: f.Answer})
	}
	return rows
}
