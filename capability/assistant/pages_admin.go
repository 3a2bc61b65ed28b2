package assistant

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// periods are the days an editor can look back.
var periods = []int{7, 30}

// demands shows editors what people look for and do not find.
func (p pages) demands(w http.ResponseWriter, r *http.Request) error {
	days, _ := strconv.Atoi(r.URL.Query().Get("days"))
	if !slices.Contains(periods, days) {
		days = periods[0]
	}
	all, err := p.service.Demands(r.Context(), days)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, demandsPage(all, days))
}

func periodLinks(ctx context.Context) (links []ui.Link) {
	for _, days := range periods {
		links = append(links, ui.Link{Text: t(ctx, "demand.days", days), URL: periodAddress(days)})
	}
	return append(links, ui.Link{Text: t(ctx, "synonym.title"), URL: "/admin/searches/synonyms", Icon: "list"})
}

func periodAddress(days int) string { return "/admin/searches?days=" + strconv.Itoa(days) }

// demandRows are queries with what can be done about them.
func demandRows(ctx context.Context, list []Demand) (rows []ui.TableRow) {
	for _, d := range list {
		rows = append(rows, ui.TableRow{Cells: []templ.Component{
			ui.TextLink(ui.Link{Text: d.Query, URL: "/search?" + url.Values{"q": {d.Query}}.Encode()}),
			ui.Plain(message.Number(d.Searches)), ui.Plain(message.Number(d.Misses())), ui.Plain(message.Number(d.Clicks)),
			ui.TextLink(ui.Link{Text: t(ctx, "synonym.add"), URL: "/admin/searches/synonyms/new?" + url.Values{"words": {d.Query}}.Encode()}),
		}})
	}
	return rows
}

func totalRows(ctx context.Context, all Demands) []ui.SummaryRow {
	return []ui.SummaryRow{
		{Key: t(ctx, "demand.searches"), Value: message.Number(all.Total.Searches)},
		{Key: t(ctx, "demand.misses"), Value: message.Number(all.Total.Misses())},
		{Key: t(ctx, "demand.clicks"), Value: message.Number(all.Total.Clicks)},
		{Key: t(ctx, "demand.others"), Value: t(ctx, "demand.others-count", message.Number(all.Others.Searches), message.Number(all.Others.Misses()))},
	}
}

// synonymsShown is how many synonyms a page of the list holds.
const synonymsShown = 50

// synonymList is a page of synonyms.
type synonymList struct {
	text     string
	synonyms []Synonym
	total    int
	next     string
}

// synonyms lists the synonyms that have a text in them.
func (p pages) synonyms(w http.ResponseWriter, r *http.Request) error {
	if err := mayEdit(r.Context()); err != nil {
		return err
	}
	all, err := p.service.Synonyms(r.Context())
	if err != nil {
		return err
	}
	input := r.URL.Query()
	list := synonymList{text: clean(input.Get("q"))}
	var found []Synonym
	for _, s := range all {
		if list.text == "" || strings.Contains(s.Words, normal(list.text)) || strings.Contains(strings.Join(s.Means, separator), list.text) {
			found = append(found, s)
		}
	}
	list.total = len(found)
	if after := input.Get("after"); after != "" {
		found = slices.DeleteFunc(found, func(s Synonym) bool { return s.Words <= after })
	}
	list.synonyms = found[:min(len(found), synonymsShown)]
	if len(found) > synonymsShown {
		list.next = "/admin/searches/synonyms?" + url.Values{"q": {list.text}, "after": {found[synonymsShown-1].Words}}.Encode()
	}
	return web.Render(w, r, http.StatusOK, synonymsPage(list))
}

func synonymRows(ctx context.Context, list []Synonym) (rows []ui.TableRow) {
	for _, s := range list {
		rows = append(rows, ui.TableRow{Cells: []templ.Component{
			ui.TextLink(ui.Link{Text: s.Words, URL: synonymAddress(s.ID)}),
			ui.Plain(strings.Join(s.Means, separator)), ui.Plain(s.author(ctx)),
		}})
	}
	return rows
}

func synonymAddress(key id.ID) string { return "/admin/searches/synonyms/" + key.String() }

// author says who wrote the synonym and when.
func (s Synonym) author(ctx context.Context) string {
	if s.AuthorName == "" {
		return t(ctx, "synonym.ours")
	}
	return t(ctx, "synonym.author", s.AuthorName, message.DateTime(ctx, s.Changed))
}

// wordingForm is the form of a synonym, new or not.
type wordingForm struct {
	Wording
	synonym *Synonym // as it is now, nil for a new one
	errs    ui.FieldErrors
}

func (f wordingForm) action() string {
	if f.synonym == nil {
		return "/admin/searches/synonyms"
	}
	return synonymAddress(f.synonym.ID)
}

func (f wordingForm) hidden() []ui.Hidden {
	if f.synonym == nil {
		return nil
	}
	return []ui.Hidden{{Name: "version", Value: strconv.Itoa(f.synonym.Version)}}
}

// newSynonym asks for a synonym; the words may come from a search that failed.
func (p pages) newSynonym(w http.ResponseWriter, r *http.Request) error {
	if err := mayEdit(r.Context()); err != nil {
		return err
	}
	words := clean(r.URL.Query().Get("words"))
	return web.Render(w, r, http.StatusOK, synonymPage(wordingForm{Wording: Wording{Words: words}}))
}

func wordingOf(r *http.Request) Wording {
	return Wording{Words: r.PostFormValue("words"), Means: r.PostFormValue("means")}
}

func (p pages) addSynonym(w http.ResponseWriter, r *http.Request) error {
	f := wordingForm{Wording: wordingOf(r)}
	err := p.service.AddSynonym(r.Context(), f.Wording)
	return p.done(w, r, f, err)
}

// synonym shows one for changing.
func (p pages) synonym(w http.ResponseWriter, r *http.Request) error {
	s, err := p.synonymIn(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, synonymPage(wordingForm{Wording: s.wording(), synonym: &s}))
}

func (s Synonym) wording() Wording { return Wording{s.Words, strings.Join(s.Means, separator)} }

func (p pages) synonymIn(r *http.Request) (Synonym, error) {
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return Synonym{}, fault.New(fault.NotFound, "assistant.synonym.unknown")
	}
	return p.service.Synonym(r.Context(), key)
}

// version is the one the editor has seen; what is no number is none.
func version(r *http.Request) int {
	n, _ := strconv.Atoi(r.PostFormValue("version"))
	return n
}

func (p pages) changeSynonym(w http.ResponseWriter, r *http.Request) error {
	s, err := p.synonymIn(r)
	if err != nil {
		return err
	}
	f := wordingForm{Wording: wordingOf(r), synonym: &s}
	err = p.service.ChangeSynonym(r.Context(), s.ID, version(r), f.Wording)
	return p.done(w, r, f, err)
}

// done leads to the synonym in the list, or shows the form again with what is wrong. An editor
// who was late sees who was faster, and keeps what was typed.
func (p pages) done(w http.ResponseWriter, r *http.Request, f wordingForm, err error) error {
	switch kind := fault.KindOf(err); {
	case err == nil:
		return web.Redirect(w, r, "/admin/searches/synonyms?"+url.Values{"q": {clean(f.Words)}}.Encode())
	case kind == fault.Invalid, kind == fault.Conflict && f.synonym != nil:
		f.errs = ui.ErrorsOf(r.Context(), err)
		return web.Render(w, r, web.StatusOf(err), synonymPage(f))
	}
	return err
}

// askDelete asks before a synonym is deleted.
func (p pages) askDelete(w http.ResponseWriter, r *http.Request) error {
	s, err := p.synonymIn(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, deletePage(s))
}

func (p pages) deleteSynonym(w http.ResponseWriter, r *http.Request) error {
	s, err := p.synonymIn(r)
	if err != nil {
		return err
	}
	if err := p.service.DeleteSynonym(r.Context(), s.ID, version(r)); err != nil {
		return err
	}
	return web.Redirect(w, r, "/admin/searches/synonyms")
}

func (f wordingForm) title(ctx context.Context) string {
	if f.synonym == nil {
		return t(ctx, "synonym.add")
	}
	return t(ctx, "synonym.change")
}
