package desk

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"tongban/capability/access"
	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// handing is a task on its way to a colleague, as typed.
type handing struct {
	*casework.File
	task       *casework.Task
	team       []actor.Actor // who may take it
	to, reason string
	errs       ui.FieldErrors
}

// handable returns the task of f that the reader means to give away: the one named, or the
// first that they may; nil if there is none.
func handable(me actor.Actor, f *casework.File, named string) *casework.Task {
	if named != "" {
		return f.Task(idOf(named))
	}
	for _, task := range f.OpenTasks() {
		if casework.MayHandOver(me, f, task) == nil {
			return task
		}
	}
	return f.OpenTask()
}

// askHandOver asks to whom an open task of a case goes.
func (p pages) askHandOver(w http.ResponseWriter, r *http.Request) error {
	return p.renderHandOver(w, r, http.StatusOK, handing{})
}

func (p pages) renderHandOver(w http.ResponseWriter, r *http.Request, status int, h handing) (err error) {
	if h.File, err = p.Casework.File(r.Context(), r.PathValue("no")); err != nil {
		return err
	}
	me := actor.From(r.Context())
	h.task = handable(me, h.File, r.FormValue("task"))
	if err := casework.MayHandOver(me, h.File, h.task); err != nil {
		return err
	}
	team, err := p.Team.Team(r.Context(), me.Department, me.Outlet)
	if err != nil {
		return err
	}
	for _, colleague := range team {
		if colleague.ID != h.task.Assignee && casework.MayTake(colleague, h.File, h.task) {
			h.team = append(h.team, colleague)
		}
	}
	return web.Render(w, r, status, handOverPage(h))
}

// handOver gives an open task of a case to a colleague.
func (p pages) handOver(w http.ResponseWriter, r *http.Request) error {
	f, err := p.Casework.File(r.Context(), r.PathValue("no"))
	if err != nil {
		return err
	}
	typed := handing{to: r.PostFormValue("to"), reason: r.PostFormValue("reason")}
	if task := handable(actor.From(r.Context()), f, r.PostFormValue("task")); task == nil {
		err = fault.New(fault.Conflict, "casework.not-now")
	} else if typed.to == "" {
		err = fault.InvalidFields([]fault.Field{{Name: "to", Key: "desk.team.to-missing"}})
	} else {
		_, err = p.Casework.HandOver(r.Context(), task.ID, typed.to, typed.reason)
	}
	if amiss(err) {
		typed.errs = ui.ErrorsOf(r.Context(), err)
		return p.renderHandOver(w, r, web.StatusOf(err), typed)
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, "/desk")
}

// amiss reports whether err is something to be mended in the form that was sent.
func amiss(err error) bool {
	kind := fault.KindOf(err)
	return err != nil && (kind == fault.Invalid || kind == fault.Conflict)
}

// team is the page of those who work together: who is away, who stands in, and all tasks
// of one handed to another.
type team struct {
	people   []actor.Actor
	me       actor.Actor
	manages  bool // the work of others too
	absences []casework.Absence
	today    calendar.Date

	staff, deputy, from, until string // as typed
	all                        handAll
	errs                       ui.FieldErrors
}

// handAll is all tasks of one on their way to another.
type handAll struct {
	from, to, reason string
	sure             bool // asked whether it is meant, for the page that says what happens
}

func (p pages) team(r *http.Request) (*team, error) {
	me := actor.From(r.Context())
	l := &team{me: me, manages: access.Has(me, access.CaseAssign), today: calendar.DateOf(p.Clock.Now()), staff: me.ID}
	var err error
	if l.people, err = p.Team.Team(r.Context(), me.Department, me.Outlet); err != nil {
		return nil, err
	}
	l.all.from = me.ID
	l.absences, err = p.Casework.Absences(r.Context())
	return l, err
}

// absence shows who is away and takes the reader's own absence.
func (p pages) absence(w http.ResponseWriter, r *http.Request) error {
	l, err := p.team(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, absencePage(l))
}

// setAbsence names who stands in while somebody is away; without a deputy it ends what
// was set.
func (p pages) setAbsence(w http.ResponseWriter, r *http.Request) error {
	l, err := p.team(r)
	if err != nil {
		return err
	}
	given := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	l.deputy, l.from, l.until = given("deputy"), given("from"), given("until")
	if staff := given("staff"); staff != "" {
		l.staff = staff
	}
	from, until, faults := period(l.from, l.until)
	if l.deputy == "" && given("end") == "" {
		faults = append(faults, fault.Field{Name: "deputy", Key: "desk.team.deputy-missing"})
	}
	if err = fault.InvalidFields(faults); len(faults) == 0 {
		err = p.Casework.SetAbsence(r.Context(), casework.Absence{Staff: l.staff, Deputy: l.deputy, From: from, Until: until})
	}
	if amiss(err) {
		l.errs = ui.ErrorsOf(r.Context(), err)
		return web.Render(w, r, web.StatusOf(err), absencePage(l))
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, "/desk/absence")
}

// period reads the first and the last day of an absence.
func period(first, last string) (from, until time.Time, faults []fault.Field) {
	start, err := calendar.ParseDate(first)
	if err != nil {
		faults = append(faults, fault.Field{Name: "from", Key: "desk.team.day-missing"})
	}
	end, err := calendar.ParseDate(last)
	if err != nil {
		faults = append(faults, fault.Field{Name: "until", Key: "desk.team.day-missing"})
	}
	return start.Start(), end.End(), faults
}

// askHandOverAll asks whose tasks go to whom.
func (p pages) askHandOverAll(w http.ResponseWriter, r *http.Request) error {
	l, err := p.team(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, handAllPage(l))
}

// handOverAll gives all tasks of one who leaves to a colleague, after saying what that
// means.
func (p pages) handOverAll(w http.ResponseWriter, r *http.Request) error {
	l, err := p.team(r)
	if err != nil {
		return err
	}
	l.all = handAll{from: r.PostFormValue("of"), to: r.PostFormValue("to"), reason: strings.TrimSpace(r.PostFormValue("reason"))}
	if l.all.from == "" {
		l.all.from = l.me.ID
	}
	count, err := 0, l.all.check()
	if err == nil {
		_, err = p.Casework.MayHandOverAll(r.Context(), l.all.from, l.all.to)
	}
	if err == nil && r.PostFormValue("sure") == "" {
		l.all.sure = true
		return web.Render(w, r, http.StatusOK, handAllPage(l))
	}
	if err == nil {
		count, err = p.Casework.HandOverAll(r.Context(), l.all.from, l.all.to, l.all.reason)
	}
	if amiss(err) {
		l.errs = ui.ErrorsOf(r.Context(), err)
		return web.Render(w, r, web.StatusOf(err), handAllPage(l))
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, "/desk/handover/done?"+url.Values{"count": {itoa(int64(count))}, "to": {l.all.to}}.Encode())
}

// check finds what is missing.
func (h handAll) check() error {
	var faults []fault.Field
	switch h.to {
	case "":
		faults = append(faults, fault.Field{Name: "to", Key: "desk.team.to-missing"})
	case h.from:
		faults = append(faults, fault.Field{Name: "to", Key: "desk.team.to-same"})
	}
	if h.reason == "" {
		faults = append(faults, fault.Field{Name: "reason", Key: "casework.input.handover-reason"})
	}
	if len(faults) == 0 {
		return nil
	}
	return fault.InvalidFields(faults)
}

// handedAll says how many tasks have changed hands.
func (p pages) handedAll(w http.ResponseWriter, r *http.Request) error {
	l, err := p.team(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, handedAllPage(r.FormValue("count"), l.name(r.Context(), r.FormValue("to"))))
}

// name is what somebody of the team is called.
func (l *team) name(ctx context.Context, account string) string {
	if account == l.me.ID {
		return t(ctx, "team.myself", l.me.Name)
	}
	for _, person := range l.people {
		if person.ID == account {
			return person.Name
		}
	}
	return t(ctx, "team.colleague")
}

// options lists the team for a choice, without one of them.
func options(people []actor.Actor, without string) []ui.Option {
	var list []ui.Option
	for _, person := range people {
		if person.ID != without {
			list = append(list, ui.Option{Value: person.ID, Label: person.Name})
		}
	}
	return list
}

// day and lastDay write an absence for a form.
func day(at time.Time) string { return calendar.DateOf(at).String() }

func lastDay(a casework.Absence) string { return day(a.Until.Add(-time.Millisecond)) }

// span writes when somebody is away.
func span(ctx context.Context, a casework.Absence) string {
	return t(ctx, "team.span", message.Date(ctx, a.From), message.Date(ctx, a.Until.Add(-time.Millisecond)))
}
