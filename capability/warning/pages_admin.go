package warning

import (
	"context"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// entries are warnings as the case's page lists them.
func entries(ctx context.Context, list []view) (rows []ui.Entry) {
	for _, v := range list {
		rows = append(rows, ui.Entry{Title: v.Reason(ctx), Tags: v.tags(ctx), Body: entryBody(v)})
	}
	return rows
}

// more says how many cases are not led to.
func more(ctx context.Context, v view) string {
	n, alone := v.others.More, len(v.others.Cases) == 0
	switch {
	case alone && v.Evidence.Capped:
		return t(ctx, "more-only-capped", n)
	case alone:
		return t(ctx, "more-only", n)
	case v.Evidence.Capped:
		return t(ctx, "more-capped", n)
	}
	return t(ctx, "more", n)
}

// waiting says how many warnings wait for an answer.
func waiting(ctx context.Context, n int) string {
	if n > mostTold {
		return t(ctx, "waiting-many", mostTold)
	}
	return t(ctx, "waiting", n)
}

func (p pages) kinds(w http.ResponseWriter, r *http.Request) error {
	list, err := p.Manage(r.Context())
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, kindsPage(list, mayManage(actor.From(r.Context())) == nil))
}

func kindRows(ctx context.Context, list []Manageable, manage bool) (rows []ui.TableRow) {
	number := func(n int) templ.Component { return ui.Plain(strconv.Itoa(n)) }
	for _, k := range list {
		name := ui.Plain(t(ctx, "kind."+string(k.Kind)))
		if manage {
			name = ui.TextLink(ui.Link{Text: t(ctx, "kind."+string(k.Kind)), URL: "/admin/warnings/" + string(k.Kind)})
		}
		useful := ui.Muted(t(ctx, "unanswered"))
		if share, known := k.Tally.Useful(); known {
			useful = ui.Plain(t(ctx, "share", share))
		}
		rows = append(rows, ui.TableRow{Cells: []templ.Component{
			name, ui.Tag(onTag(ctx, k.On)), number(k.Tally.Found()), number(k.Tally.Open), number(k.Tally.Cleared), number(k.Tally.Handled), useful,
		}})
	}
	return rows
}

func onTag(ctx context.Context, on bool) ui.TagProps {
	if on {
		return ui.TagProps{Tone: ui.OK, Text: t(ctx, "on")}
	}
	return ui.TagProps{Tone: ui.Mute, Text: t(ctx, "off")}
}

// setting is what a kind is set to while it is changed.
type setting struct {
	Setting
	typed func(string) string // nil while nothing was sent
	errs  ui.FieldErrors
}

// fields ask for the thresholds that the kind uses.
func (v setting) fields(ctx context.Context) (list []ui.FieldProps) {
	usual := defaults[v.Kind]
	for _, f := range []struct {
		name      string
		value, of int
	}{{"least", v.Least, usual.Least}, {"days", v.Days, usual.Days}, {"share", v.Share, usual.Share}, {"likeness", v.Likeness, usual.Likeness}} {
		if f.of == 0 {
			continue
		}
		value := strconv.Itoa(f.value)
		if v.typed != nil {
			value = v.typed(f.name)
		}
		label := t(ctx, "set."+f.name)
		if v.Kind == Agent && f.name == "least" {
			label = t(ctx, "set.least-cases")
		}
		list = append(list, ui.FieldProps{
			Kind: ui.NumberField, Name: f.name, Label: label, Hint: t(ctx, "set.usual", f.of), Value: value, Error: v.errs.Of(f.name), Width: ui.Short,
		})
	}
	return list
}

func (p pages) setting(r *http.Request) (setting, error) {
	if err := mayManage(actor.From(r.Context())); err != nil {
		return setting{}, err
	}
	all, err := p.settings(r.Context())
	if err != nil {
		return setting{}, err
	}
	s, known := all[Kind(r.PathValue("kind"))]
	if !known {
		return setting{}, errUnknown
	}
	return setting{Setting: s}, nil
}

func (p pages) kind(w http.ResponseWriter, r *http.Request) error {
	v, err := p.setting(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, kindPage(v))
}

// number reads a number; what is none is out of every range.
func number(r *http.Request, name string) int {
	n, err := strconv.Atoi(r.PostFormValue(name))
	if err != nil {
		return -1
	}
	return n
}

func (p pages) set(w http.ResponseWriter, r *http.Request) error {
	err := p.Set(r.Context(), Setting{
		Kind: Kind(r.PathValue("kind")), On: r.PostFormValue("on") != "", Least: number(r, "least"), Days: number(r, "days"),
		Share: number(r, "share"), Likeness: number(r, "likeness"), Version: int64(number(r, "version")),
	})
	if err == nil {
		return web.Redirect(w, r, "/admin/warnings")
	}
	if !isShown(err) {
		return err
	}
	v, wrong := p.setting(r)
	if wrong != nil {
		return wrong
	}
	v.On, v.typed, v.errs = r.PostFormValue("on") != "", r.PostFormValue, ui.ErrorsOf(r.Context(), err)
	return web.Render(w, r, web.StatusOf(err), kindPage(v))
}

// isShown reports whether err is shown with the form that led to it.
func isShown(err error) bool {
	kind := fault.KindOf(err)
	return err != nil && (kind == fault.Invalid || kind == fault.Conflict)
}

// exampleName and exampleRule show how conditions are called and written.
const (
	exampleName = "area-small"
	exampleRule = `differs(form["place.area"], paper["place.area"], 10.0)`
)

// rule is a condition while it is written.
type rule struct {
	Rule
	errs ui.FieldErrors
}

func (v rule) title(ctx context.Context) string {
	if message.In(ctx) == message.English {
		return v.SaysEn
	}
	return v.Says
}

// typed reads a condition from a form.
func typed(r *http.Request, name string) Rule {
	form := r.PostFormValue
	return Rule{Name: name, Item: form("item"), Holds: form("holds"), Says: form("says"), SaysEn: form("saysEn"), On: form("on") != "", Version: int64(number(r, "version"))}
}

func (p pages) rules(w http.ResponseWriter, r *http.Request) error {
	return p.rulesWith(w, r, http.StatusOK, rule{})
}

func (p pages) rulesWith(w http.ResponseWriter, r *http.Request, status int, v rule) error {
	ctx := r.Context()
	list, err := p.Rules(ctx)
	if err != nil {
		return err
	}
	var rows []ui.TableRow
	for _, one := range list {
		item := t(ctx, "rule.any")
		if one.Item != "" {
			item = p.itemName(ctx, one.Item)
		}
		rows = append(rows, ui.TableRow{Cells: []templ.Component{
			ui.TextLink(ui.Link{Text: rule{Rule: one}.title(ctx), URL: "/admin/warning-rules/" + one.Name}), ui.Plain(item), ui.Tag(onTag(ctx, one.On)),
		}})
	}
	return web.Render(w, r, status, rulesPage(rows, v))
}

// itemName is what an item is called; one that is not published any more by its code.
func (p pages) itemName(ctx context.Context, code string) string {
	if item, err := p.Cases.Catalogue.Published(ctx, code); err == nil {
		return item.Name
	}
	return code
}

// write adds a condition. It is on at once.
func (p pages) write(w http.ResponseWriter, r *http.Request) error {
	one := typed(r, r.PostFormValue("name"))
	one.On, one.Version = true, 0
	err := p.KeepRule(r.Context(), one)
	if isShown(err) {
		return p.rulesWith(w, r, web.StatusOf(err), rule{one, ui.ErrorsOf(r.Context(), err)})
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, "/admin/warning-rules")
}

func (p pages) rule(w http.ResponseWriter, r *http.Request) error {
	one, err := p.Rule(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, rulePage(rule{Rule: one}))
}

func (p pages) keep(w http.ResponseWriter, r *http.Request) error {
	return p.kept(w, r, p.KeepRule(r.Context(), typed(r, r.PathValue("name"))))
}

func (p pages) drop(w http.ResponseWriter, r *http.Request) error {
	return p.kept(w, r, p.DropRule(r.Context(), r.PathValue("name"), int64(number(r, "version"))))
}

// kept leads to the list, or shows the condition with what was wrong.
func (p pages) kept(w http.ResponseWriter, r *http.Request, why error) error {
	if why == nil {
		return web.Redirect(w, r, "/admin/warning-rules")
	}
	if !isShown(why) {
		return why
	}
	was, err := p.Rule(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	v := rule{typed(r, was.Name), ui.ErrorsOf(r.Context(), why)}
	if isCommon(was.Name) {
		v.Rule = was
	}
	return web.Render(w, r, web.StatusOf(why), rulePage(v))
}
