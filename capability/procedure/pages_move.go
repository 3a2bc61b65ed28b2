package procedure

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// runningView is the versions of an item with the cases that run on them.
type runningView struct {
	*Procedure
	list  []RunningOn
	moves []CaseMove
}

// running shows how many cases run on which version.
func (p pages) running(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	found, list, err := p.Running(ctx, r.PathValue("item"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, runningPage(runningView{Procedure: found, list: list}))
}

// movingView is the cases that run on a version, before they are moved.
type movingView struct {
	*Procedure
	revision int
	list     []MovedCase
	more     string // address of the next page
	first    bool
	orders   []CaseMove
	reason   string
	errs     ui.FieldErrors
}

func (v *movingView) url() string {
	return pageURL(v.Item, "versions", strconv.Itoa(v.revision), "move")
}

// movable shows which cases of a version can be moved, and why others cannot.
func (p pages) movable(w http.ResponseWriter, r *http.Request) error {
	v, err := p.moving(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, movingPage(v))
}

func (p pages) moving(r *http.Request) (*movingView, error) {
	ctx := r.Context()
	v := &movingView{revision: revisionOf(r.PathValue("revision"))}
	after := caseOf(r.URL.Query().Get("after"))
	var next id.ID
	var err error
	if v.Procedure, v.list, next, err = p.Movable(ctx, r.PathValue("item"), v.revision, after, pageSize); err != nil {
		return nil, err
	}
	if v.first = after == 0; next != 0 {
		v.more = v.url() + "?" + url.Values{"after": {next.String()}}.Encode()
	}
	_, from, err := p.Version(ctx, v.Item, v.revision)
	if err != nil {
		return nil, err
	}
	v.orders, err = p.Moves(ctx, from)
	return v, err
}

// move orders them to be moved.
func (p pages) move(w http.ResponseWriter, r *http.Request) error {
	if err := shape(r); err != nil {
		return err
	}
	item, reason := r.PathValue("item"), r.PostFormValue("reason")
	order, err := p.MoveCases(keyed(r), item, revisionOf(r.PathValue("revision")), revisionOf(r.PostFormValue("current")), reason)
	if err == nil {
		return web.Redirect(w, r, pageURL(item, "moves", order.String()))
	}
	if !isShown(err) {
		return err
	}
	v, gone := p.moving(r)
	if gone != nil {
		return err
	}
	v.reason, v.errs = reason, ui.ErrorsOf(r.Context(), err)
	return web.Render(w, r, web.StatusOf(err), movingPage(v))
}

// movedView is an order and what became of its cases.
type movedView struct {
	*Procedure
	CaseMove
	list []MovedCase
	more string
}

func (p pages) moved(w http.ResponseWriter, r *http.Request) error {
	order, err := id.Parse(r.PathValue("move"))
	if err != nil {
		return fault.New(fault.NotFound, "fault.notfound")
	}
	v := movedView{}
	var next id.ID
	if v.Procedure, v.CaseMove, v.list, next, err = p.Moved(r.Context(), r.PathValue("item"), order, caseOf(r.FormValue("after")), pageSize); err != nil {
		return err
	}
	if next != 0 {
		v.more = pageURL(v.Item, "moves", order.String()) + "?" + url.Values{"after": {next.String()}}.Encode()
	}
	return web.Render(w, r, http.StatusOK, movedPage(v))
}

// runningRows are the versions of a list.
func (v runningView) rows(ctx context.Context) []ui.TableRow {
	var rows []ui.TableRow
	for _, one := range v.list {
		revision := strconv.Itoa(one.Revision)
		action := ui.Plain(t(ctx, "move.stays"))
		if one.State != Published && one.Cases > 0 && v.Current != nil {
			action = ui.TextLink(ui.Link{Text: t(ctx, "move.check"), URL: pageURL(v.Item, "versions", revision, "move")})
		}
		rows = append(rows, ui.TableRow{Cells: []templ.Component{
			ui.TextLink(ui.Link{Text: t(ctx, "version.number", one.Revision), URL: pageURL(v.Item, "versions", revision)}),
			ui.Tag(stateTag(ctx, one.State)), ui.Plain(casesWord(ctx, one.Cases)), action,
		}})
	}
	return rows
}

// casesWord says how many cases there are, as far as they were counted.
func casesWord(ctx context.Context, n int) string {
	if n > mostCounted {
		return t(ctx, "move.more-than", mostCounted)
	}
	return t(ctx, "move.cases", n)
}

// caseRows are cases with what becomes of them; tense is how that is said.
func caseRows(ctx context.Context, item string, to int, tense string, list []MovedCase) []ui.TableRow {
	tones := map[string]ui.Tone{"moved": ui.OK, "kept": ui.Warn, "skipped": ui.Mute}
	var rows []ui.TableRow
	for _, one := range list {
		place := ui.Plain("")
		if one.Node != "" {
			place = ui.TextLink(ui.Link{Text: t(ctx, "move.look"), URL: pageURL(item, "versions", strconv.Itoa(to)) + "#row-" + one.Node})
		}
		rows = append(rows, ui.TableRow{Cells: []templ.Component{
			ui.Code(one.ShortNo), ui.Tag(ui.TagProps{Tone: tones[one.Outcome], Text: t(ctx, "move."+tense+"."+one.Outcome)}), ui.Plain(one.why(ctx)), place, ui.Plain(message.Stamp(one.UpdatedAt)),
		}})
	}
	return rows
}

func caseColumns(ctx context.Context) []ui.Column {
	return []ui.Column{{Title: t(ctx, "move.case"), Main: true}, {Title: t(ctx, "move.outcome")}, {Title: t(ctx, "move.why")}, {Title: t(ctx, "faults.where")}, {Title: t(ctx, "move.updated"), Minor: true}}
}

// orderRows are former orders.
func (v *movingView) orderRows(ctx context.Context) []ui.TableRow {
	var rows []ui.TableRow
	for _, m := range v.orders {
		rows = append(rows, ui.TableRow{Cells: []templ.Component{
			ui.TextLink(ui.Link{Text: message.Stamp(m.At), URL: pageURL(v.Item, "moves", m.ID.String())}), ui.Plain(m.By), ui.Plain(m.summary(ctx)),
		}})
	}
	return rows
}

// summary says what became of the cases of an order.
func (m CaseMove) summary(ctx context.Context) string {
	text := t(ctx, "move.summary", m.Moved, m.Kept, m.Skipped)
	if m.Finished.IsZero() {
		return t(ctx, "move.going-on", text)
	}
	return text
}

// movesAny reports whether any of the cases that are shown can be moved.
func (v *movingView) movesAny() bool {
	for _, one := range v.list {
		if one.Outcome == "moved" {
			return true
		}
	}
	return v.more != "" || !v.first
}
