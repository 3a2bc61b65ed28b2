package desk

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/id"
	"tongban/kernel/module"
	"tongban/kernel/web"
	"tongban/ui"
)

// deskList is a page of the worklist, or of cases.
type deskList struct {
	narrowing
	entries []casework.WorklistEntry
	cases   []*casework.Case
	words   string // searched for
	next    string
	cut     bool // the look ended before the list did
	tally   casework.Tally
	stuck   int // processes the reader has to see to
	me      string
	keys    bool // shortcuts are on
	service *Service
	others  []templ.Component // what else waits for the reader
	now     time.Time
	cal     *calendar.Calendar
}

// narrowing is what a list is narrowed to.
type narrowing struct {
	mine   bool
	status casework.Status
	item   string
	late   bool
}

func narrowingOf(r *http.Request) narrowing {
	return narrowing{
		mine: r.FormValue("mine") != "", status: casework.Status(r.FormValue("state")),
		item: strings.TrimSpace(r.FormValue("item")), late: r.FormValue("late") != "",
	}
}

// dueBy is the time a late list ends with, zero for any.
func (n narrowing) dueBy(now time.Time) time.Time {
	if n.late {
		return now
	}
	return time.Time{}
}

// narrows reports whether something but whose tasks they are is asked for.
func (n narrowing) narrows() bool { return n.status != "" || n.item != "" || n.late }

// query writes n and where the page begins for an address.
func (n narrowing) query(after string) string {
	v := url.Values{}
	for name, value := range map[string]string{"state": string(n.status), "item": n.item, "after": after} {
		if value != "" {
			v.Set(name, value)
		}
	}
	for name, set := range map[string]bool{"mine": n.mine, "late": n.late} {
		if set {
			v.Set(name, "1")
		}
	}
	if len(v) == 0 {
		return ""
	}
	return "?" + v.Encode()
}

func (p pages) list(r *http.Request) deskList {
	return deskList{service: p.Service, narrowing: narrowingOf(r), now: p.Clock.Now(), cal: p.Calendar(), me: actor.From(r.Context()).ID, keys: keysOn(r)}
}

// worklist shows the open tasks of the reader's groups, or the reader's own, by deadline.
func (p pages) worklist(w http.ResponseWriter, r *http.Request) error {
	key, err := casework.ParseKey(r.FormValue("after"))
	if err != nil {
		return err
	}
	list := p.list(r)
	filter := casework.TaskFilter{Mine: list.mine, Status: list.status, Item: list.item, DueBy: list.dueBy(list.now)}
	found, err := p.Casework.Worklist(r.Context(), filter, key, perPage)
	if err != nil {
		return err
	}
	if list.tally, err = p.Casework.Tally(r.Context()); err != nil {
		return err
	}
	if list.others, err = module.Fill(r.Context(), casework.WorklistPlace); err != nil {
		return err
	}
	if mayUnblock(r.Context()) {
		stuck, err := p.Casework.Incidents(r.Context(), 0, casework.Most+1)
		if err != nil {
			return err
		}
		list.stuck = len(stuck)
	}
	list.entries, list.cut = found.Rows, found.Cut
	if found.Next != "" {
		list.next = "/desk" + list.query(found.Next)
	}
	return web.Render(w, r, http.StatusOK, worklistPage(list))
}

// deskCases lists the cases the reader may see by deadline, or finds some by words.
func (p pages) deskCases(w http.ResponseWriter, r *http.Request) error {
	list := p.list(r)
	list.words = strings.TrimSpace(r.FormValue("q"))
	if list.words != "" {
		return p.found(w, r, list)
	}
	key, err := casework.ParseKey(r.FormValue("after"))
	if err != nil {
		return err
	}
	filter := casework.CaseFilter{Status: list.status, Item: list.item, DueBy: list.dueBy(list.now)}
	found, err := p.Casework.Cases(r.Context(), filter, key, perPage)
	if err != nil {
		return err
	}
	list.cases, list.cut = found.Rows, found.Cut
	if found.Next != "" {
		list.next = "/desk/cases" + list.query(found.Next)
	}
	return web.Render(w, r, http.StatusOK, deskCasesPage(list))
}

// found shows what a number, a name or an ID number finds.
func (p pages) found(w http.ResponseWriter, r *http.Request, list deskList) error {
	before, _ := id.Parse(r.FormValue("before")) // what is no id begins at the top
	cases, err := p.Casework.Find(r.Context(), list.words, before, perPage+1)
	if err != nil {
		return err
	}
	if list.cases = cases; len(cases) > perPage {
		list.cases = cases[:perPage]
		list.next = "/desk/cases?" + url.Values{"q": {list.words}, "before": {cases[perPage-1].ID.String()}}.Encode()
	}
	return web.Render(w, r, http.StatusOK, deskCasesPage(list))
}

// claim takes a task on and opens its case.
func (p pages) claim(w http.ResponseWriter, r *http.Request) error {
	f, err := p.Casework.Claim(r.Context(), idOf(r.PathValue("id")))
	if err != nil {
		return err
	}
	return web.Redirect(w, r, casework.DeskURL(f.Case.ShortNo))
}

// release gives a claimed task back to its group.
func (p pages) release(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.Casework.Release(r.Context(), idOf(r.PathValue("id"))); err != nil {
		return err
	}
	return web.Redirect(w, r, "/desk")
}

// left returns the badge of a date: working days to it.
func (l deskList) left(at time.Time) ui.DeadlineProps {
	today, due := calendar.DateOf(l.now), calendar.DateOf(at.Add(-time.Millisecond))
	days := l.cal.WorkdaysBetween(today, due)
	if due < today {
		days = -l.cal.WorkdaysBetween(due, today)
	}
	return ui.DeadlineProps{Left: days, Provisional: l.cal.Provisional(due)}
}

// deadline is the badge of a row: what is suspended has no days to count.
func (l deskList) deadline(status casework.Status, at time.Time) ui.DeadlineProps {
	if status == casework.Suspended {
		return ui.DeadlineProps{Paused: true}
	}
	return l.left(at)
}

// statusOptions are the states a list can be narrowed to: those somebody works on.
func statusOptions(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, s := range casework.OpenStatuses() {
		options = append(options, ui.Option{Value: string(s), Label: casework.StatusTag(ctx, s).Text})
	}
	return options
}

// more writes a tally that does not count to the end.
func more(ctx context.Context, n int) string {
	if n > casework.Most {
		return t(ctx, "more-than", casework.Most)
	}
	return itoa(int64(n))
}

// tabs are the lists by deadline.
func (l deskList) tabs(ctx context.Context) ([]ui.Link, string) {
	mine := t(ctx, "tab.mine", more(ctx, l.tally.Mine))
	links := []ui.Link{{Text: t(ctx, "tab.group"), URL: "/desk"}, {Text: mine, URL: "/desk?mine=1"}, {Text: t(ctx, "tab.all"), URL: "/desk/cases"}}
	if l.tally.Late > 0 {
		links = slices.Insert(links, 2, ui.Link{Text: t(ctx, "tab.late", more(ctx, l.tally.Late)), URL: "/desk?late=1&mine=1", Icon: "clock"})
	}
	if l.stuck > 0 {
		links = append(links, ui.Link{Text: t(ctx, "tab.stuck", more(ctx, l.stuck)), URL: "/desk/incidents", Icon: "alert-triangle"})
	}
	return links, cmp.Or(map[bool]string{true: "/desk?mine=1"}[l.mine && !l.narrows()], "/desk"+l.query(""))
}
