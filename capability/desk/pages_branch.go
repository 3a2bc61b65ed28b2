package desk

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"tongban/capability/access"
	"tongban/capability/casework"
	"tongban/capability/workflow"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// asking is what a handler asks of a task beside ending it, as typed.
type asking struct {
	*casework.File
	task       *casework.Task
	action     string // send-back, add-signer
	team       []actor.Actor
	steps      []workflow.Task // that the work may be sent back to
	to, reason string
	errs       ui.FieldErrors
}

// askSendBack asks to which step the work goes back.
func (p pages) askSendBack(w http.ResponseWriter, r *http.Request) error {
	return p.renderAsking(w, r, http.StatusOK, asking{action: "send-back"})
}

// askSigner asks who signs too.
func (p pages) askSigner(w http.ResponseWriter, r *http.Request) error {
	return p.renderAsking(w, r, http.StatusOK, asking{action: "add-signer"})
}

func (p pages) renderAsking(w http.ResponseWriter, r *http.Request, status int, a asking) (err error) {
	if a.File, a.task, err = p.Casework.OfTask(r.Context(), idOf(r.PathValue("id"))); err != nil {
		return err
	}
	a.steps = p.Casework.Returnable(a.File, a.task)
	me := actor.From(r.Context())
	team, err := p.Team.Team(r.Context(), me.Department, me.Outlet)
	if err != nil {
		return err
	}
	for _, colleague := range team {
		if colleague.ID != me.ID && casework.MayTake(colleague, a.File, a.task) {
			a.team = append(a.team, colleague)
		}
	}
	return web.Render(w, r, status, askingPage(a))
}

// sendBack sends the work of a task back to an earlier step.
func (p pages) sendBack(w http.ResponseWriter, r *http.Request) error {
	a := asking{action: "send-back", to: r.PostFormValue("to"), reason: r.PostFormValue("reason")}
	f, err := p.Casework.SendBack(keyed(r), idOf(r.PathValue("id")), casework.Return{To: a.to, Reason: a.reason})
	return p.asked(w, r, a, f, err)
}

// addSigner asks a colleague to sign too.
func (p pages) addSigner(w http.ResponseWriter, r *http.Request) error {
	a := asking{action: "add-signer", to: r.PostFormValue("to")}
	f, err := p.Casework.AddSigner(keyed(r), idOf(r.PathValue("id")), a.to)
	return p.asked(w, r, a, f, err)
}

// asked shows what is to be mended, or leads back to the case.
func (p pages) asked(w http.ResponseWriter, r *http.Request, a asking, f *casework.File, err error) error {
	if amiss(err) {
		a.errs = ui.ErrorsOf(r.Context(), err)
		return p.renderAsking(w, r, web.StatusOf(err), a)
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, casework.DeskURL(f.Case.ShortNo))
}

// takeBack takes back what the reader has ended.
func (p pages) takeBack(w http.ResponseWriter, r *http.Request) error {
	f, err := p.Casework.TakeBack(keyed(r), idOf(r.PathValue("id")))
	if err != nil {
		return err
	}
	return web.Redirect(w, r, casework.DeskURL(f.Case.ShortNo))
}

// removeSigner does without a signature.
func (p pages) removeSigner(w http.ResponseWriter, r *http.Request) error {
	f, err := p.Casework.RemoveSigner(keyed(r), idOf(r.PathValue("id")))
	if err != nil {
		return err
	}
	return web.Redirect(w, r, casework.DeskURL(f.Case.ShortNo))
}

// urge tells whoever holds a task that the case waits for it.
func (p pages) urge(w http.ResponseWriter, r *http.Request) error {
	task := idOf(r.PathValue("id"))
	if err := p.Casework.Urge(r.Context(), task, ""); err != nil {
		return err
	}
	f, _, err := p.Casework.OfTask(r.Context(), task)
	if err != nil {
		return err
	}
	return web.Redirect(w, r, casework.DeskURL(f.Case.ShortNo))
}

// incidents lists the cases whose process cannot go on.
func (p pages) incidents(w http.ResponseWriter, r *http.Request) error {
	after, _ := id.Parse(r.FormValue("after")) // what is no id begins at the top
	list, err := p.Casework.Incidents(r.Context(), after, perPage+1)
	if err != nil {
		return err
	}
	next := ""
	if len(list) > perPage {
		list = list[:perPage]
		next = "/desk/incidents?after=" + list[perPage-1].ID.String()
	}
	return web.Render(w, r, http.StatusOK, incidentsPage(list, next))
}

// mayUnblock reports whether the reader sees to processes that cannot go on.
func mayUnblock(ctx context.Context) bool { return access.Has(actor.From(ctx), access.CaseUnblock) }

// cosigned reports whether others sign what task asks to be signed.
func (v *view) cosigned(task *casework.Task) bool {
	return slices.ContainsFunc(v.OpenTasks(), func(t *casework.Task) bool {
		return t.ID != task.ID && t.Node == task.Node && t.Element == task.Element
	})
}

// beside reports whether the case has tasks that need names: several, or of a drawing.
func (v *view) beside() bool { return len(v.OpenTasks()) > 1 || v.Case.ProcedureID != 0 }

// limit is the badge of a task's own limit and why it ends then; nil if it has none.
func (v *view) limit(ctx context.Context, task *casework.Task) (*ui.DeadlineProps, string) {
	stage, ok := v.service.Casework.Stage(v.File, task)
	if !ok {
		return nil, ""
	}
	last := calendar.DateOf(stage.Due.Add(-1))
	today := calendar.DateOf(v.service.Clock.Now())
	left := v.service.Calendar().WorkdaysBetween(today, last)
	if last < today {
		left = -v.service.Calendar().WorkdaysBetween(last, today)
	}
	why := t(ctx, "branch.limit", strconv.FormatFloat(stage.Workdays, 'f', -1, 64), message.DateTime(ctx, task.OpenedAt))
	if len(stage.Excluded) > 0 {
		why += t(ctx, "branch.excluded", len(stage.Excluded))
	}
	return &ui.DeadlineProps{Left: left, Paused: stage.Stopped, Date: message.Date(ctx, last.Start())}, why
}

// mayTakeBack are the tasks the reader has ended and may take back.
func (v *view) mayTakeBack() (tasks []*casework.Task) {
	for i := range v.Tasks {
		if casework.MayTakeBack(v.by, v.File, &v.Tasks[i]) == nil {
			tasks = append(tasks, &v.Tasks[i])
		}
	}
	return tasks
}

// works reports whether the reader may ask something of a task: it is theirs, or free for them.
func (v *view) works(task *casework.Task) bool {
	return (task.Assignee == "" || task.Assignee == v.me) && task.Node != "" && casework.MayTake(v.by, v.File, task)
}

// places names the department of a task.
func (v *view) place(ctx context.Context, task *casework.Task) string {
	if name, err := v.service.Casework.Departments.Name(ctx, task.Department); err == nil && name != "" {
		return name
	}
	return v.Item.Department.Name
}
