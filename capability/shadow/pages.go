package shadow

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"tongban/capability/access"
	"tongban/capability/rulebook"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/once"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are the pages of shadow runs.
type pages struct{ *Service }

func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "shadow."+key, args...)
}

// perPage is how many rows a page shows.
const perPage = 20

func listURL(item string) string { return "/admin/rulebooks/" + url.PathEscape(item) + "/shadow" }

func runURL(r *Run) string { return listURL(r.Item) + "/" + r.ID.String() }

// listView is the runs of an item.
type listView struct {
	*rulebook.Rulebook
	runs  []*Run
	next  string
	may   bool // start one
	cases string
	errs  ui.FieldErrors
	busy  string
}

func (p pages) listing(r *http.Request) (v listView, err error) {
	item := r.PathValue("item")
	if v.Rulebook, err = p.Rulebooks.Find(r.Context(), item); err != nil {
		return v, err
	}
	before, _ := id.Parse(r.FormValue("before")) // what is none is the beginning
	if v.runs, err = p.List(r.Context(), item, before, perPage+1); err != nil {
		return v, err
	}
	if len(v.runs) > perPage {
		v.runs = v.runs[:perPage]
		v.next = listURL(item) + "?before=" + v.runs[perPage-1].ID.String()
	}
	v.may = access.May(actor.From(r.Context()), access.RulebookTry, of(v.Department)) == nil && (v.Draft != nil || v.Current != nil)
	v.cases = strconv.Itoa(UsualCases)
	return v, nil
}

func (p pages) list(w http.ResponseWriter, r *http.Request) error {
	v, err := p.listing(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, listPage(v))
}

func (p pages) start(w http.ResponseWriter, r *http.Request) error {
	typed := strings.TrimSpace(r.PostFormValue("cases"))
	most, _ := strconv.Atoi(typed) // what is no number is none
	ctx := once.WithKey(r.Context(), r.PostFormValue(web.FormKey))
	run, err := p.Start(ctx, r.PathValue("item"), most)
	if err == nil {
		return web.Redirect(w, r, runURL(run))
	}
	kind := fault.KindOf(err)
	if kind != fault.Invalid && kind != fault.Conflict {
		return err
	}
	v, wrong := p.listing(r)
	if wrong != nil {
		return wrong
	}
	v.cases, v.errs = typed, ui.ErrorsOf(r.Context(), err)
	if kind == fault.Conflict {
		v.busy, v.errs = v.errs[0].Text, nil
	}
	return web.Render(w, r, web.StatusOf(err), listPage(v))
}

// runView is one run.
type runView struct {
	*Run
	list  []Compared
	next  string
	all   bool
	opens bool // the reader may open cases
}

func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	key, err := id.Parse(r.PathValue("run"))
	if err != nil {
		return errUnknown
	}
	run, err := p.Find(r.Context(), key)
	if err == nil && run.Item != r.PathValue("item") {
		err = errUnknown
	}
	if err != nil {
		return err
	}
	v := runView{Run: run, all: r.FormValue("all") != "", opens: access.Has(actor.From(r.Context()), access.CaseRead)}
	if v.list, err = p.Cases(r.Context(), run, parseCursor(r.FormValue("after")), v.all, perPage+1); err != nil {
		return err
	}
	if len(v.list) > perPage {
		v.list = v.list[:perPage]
		v.next = runURL(run) + "?after=" + cursorAt(v.list[perPage-1]).String()
		if v.all {
			v.next += "&all=1"
		}
	}
	return web.Render(w, r, http.StatusOK, runPage(v))
}

// subject names what was run.
func (r *Run) subject(ctx context.Context) string {
	if r.Number == 0 {
		return t(ctx, "draft")
	}
	return t(ctx, "version", r.Number)
}

// share writes a part of a whole in per cent with one decimal, "–" of nothing.
func share(part, of int) string {
	if of == 0 {
		return "–"
	}
	return strconv.FormatFloat(float64(part*1000/of)/10, 'f', 1, 64) + "%"
}

// why says why the rules would have left c to a person.
func (c Compared) why(ctx context.Context) string {
	if c.Approves {
		return t(ctx, "approves")
	}
	if len(c.Conditions) == 0 {
		return t(ctx, "reason."+string(c.Reason))
	}
	return t(ctx, "reason."+string(c.Reason)+"-of", strings.Join(c.Conditions, t(ctx, "and")))
}
