package insight

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"tongban/capability/access"
	"tongban/capability/place"
	"tongban/kernel/actor"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are the pages of insight.
type pages struct{ *Service }

func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "insight."+key, args...)
}

// filterOf reads what narrows the figures. What is no month is none.
func filterOf(r *http.Request) Filter {
	from, _ := ParseMonth(r.FormValue("from"))
	to, _ := ParseMonth(r.FormValue("to"))
	return Filter{From: from, To: to, Department: r.FormValue("department"), Item: r.FormValue("item")}
}

// address is where a page answers for f.
func (f Filter) address(path string, more ...string) string {
	q := url.Values{"from": {f.From.String()}, "to": {f.To.String()}}
	if f.Department != "" {
		q.Set("department", f.Department)
	}
	if f.Item != "" {
		q.Set("item", f.Item)
	}
	for i := 0; i < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	return path + "?" + q.Encode()
}

// list is the address of the cases of a figure.
func (f Filter) list(what Figure) string { return f.address("/insight/cases", "figure", what.String()) }

// ratings is the address of the published figures of the last month: ratings have no list.
func (f Filter) ratings() string {
	q := url.Values{"month": {strconv.Itoa(int(f.To))}}
	if f.Department != "" {
		q.Set("department", f.Department)
	}
	return "/ratings?" + q.Encode()
}

// view is the figures as their pages show them.
type view struct {
	*Figures
	now         Month
	all         bool // the reader may look at every department
	departments []place.Department
}

// view counts what a request asks for.
func (p pages) view(r *http.Request) (view, error) {
	ctx := r.Context()
	figures, err := p.Summary(ctx, filterOf(r))
	if err != nil {
		return view{}, err
	}
	v := view{Figures: figures, now: MonthOf(figures.At), all: access.May(actor.From(ctx), access.InsightRead, access.Object{}) == nil}
	v.departments, err = p.Places.Departments(ctx)
	return v, err
}

// department is how a department is called.
func (v view) department(ctx context.Context, code string) string {
	for _, d := range v.departments {
		if d.Code == code {
			return d.In(ctx)
		}
	}
	return code
}

// item is how an item is called.
func (v view) item(code string) string {
	if i, ok := v.Known[code]; ok {
		return i.Name
	}
	return code
}

func (p pages) overview(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, overviewPage(v))
}

// perPage is how many items a page lists.
const perPage = 50

// items lists every item anybody applied for.
func (p pages) items(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	from, _ := strconv.Atoi(r.FormValue("after"))
	from = min(max(0, from), len(v.Items))
	next := ""
	if from+perPage < len(v.Items) {
		next = v.Filter.address("/insight/items", "after", strconv.Itoa(from+perPage))
	}
	v.Items = v.Items[from:min(from+perPage, len(v.Items))]
	return web.Render(w, r, http.StatusOK, itemsPage(v, next))
}

// shownCases is a list of cases as its page shows it.
type shownCases struct {
	view
	Found
	what Figure
	next string
}

func (p pages) cases(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	what, ok := ParseFigure(r.FormValue("figure"))
	if !ok {
		what = Received
	}
	before, err := ParseKey(r.FormValue("before"))
	if err != nil {
		return err
	}
	found, err := p.Cases(ctx, filterOf(r), what, before, 20)
	if err != nil {
		return err
	}
	l := shownCases{Found: found, what: what}
	l.Figures = &Figures{Filter: found.Filter, Known: map[string]Item{}}
	if l.departments, err = p.Places.Departments(ctx); err != nil {
		return err
	}
	if item := found.Filter.Item; item != "" && len(found.Lines) > 0 {
		l.Known[item] = Item{Name: found.Lines[0].ItemName}
	}
	if next := found.Next.String(); next != "" {
		l.next = found.Filter.address("/insight/cases", "figure", what.String(), "before", next)
	}
	return web.Render(w, r, http.StatusOK, casesPage(l))
}

// link leads to the cases a number counts.
func link(ctx context.Context, f Filter, what Figure, n int64) templ.Component {
	return ui.NumberLink(t(ctx, "figure."+what.String()), message.Number(n), f.list(what))
}

// percent writes tenths of a percent.
func percent(tenths int64) string { return decimal(tenths) + "%" }

// decimal writes tenths.
func decimal(tenths int64) string {
	sign := ""
	if tenths < 0 {
		sign, tenths = "-", -tenths
	}
	return sign + message.Number(tenths/10) + "." + strconv.FormatInt(tenths%10, 10)
}

// rate writes a share with the number it was taken from.
func rate(ctx context.Context, r Rate) string {
	if !r.Known() {
		return t(ctx, "nothing")
	}
	return t(ctx, "of", percent(r.Percent()), message.Number(r.N))
}

// mean writes a mean of working days or days.
func mean(ctx context.Context, unit string, m Mean) string {
	if !m.Known() {
		return t(ctx, "nothing")
	}
	return t(ctx, "unit."+unit, decimal(m.Tenths()))
}
