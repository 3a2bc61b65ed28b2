package desk

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"tongban/capability/access"
	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/id"
	"tongban/kernel/web"
	"tongban/ui"
)

// asking is what a handler asks of a task beside ending it, as typed.
type asking struct {
	*casework.File
	task       *casework.Task
	action     string // send-back, add-signer, entrust
	from       string // the page the reader came from
	team       []actor.Actor
	options    []ui.Option // steps that the work may be sent back to, or departments
	to, reason string
	errs       ui.FieldErrors
}

func askingOf(r *http.Request, action string) asking {
	return asking{action: action, from: r.FormValue("from"), to: r.FormValue("to"), reason: r.PostFormValue("reason")}
}

// askSendBack asks to which step the work goes back.
func (p pages) askSendBack(w http.ResponseWriter, r *http.Request) error {
	return p.renderAsking(w, r, http.StatusOK, askingOf(r, "send-back"))
}

// askSigner asks who signs too.
func (p pages) askSigner(w http.ResponseWriter, r *http.Request) error {
	return p.renderAsking(w, r, http.StatusOK, askingOf(r, "add-signer"))
}

// askEntrust asks which department does a task.
func (p pages) askEntrust(w http.ResponseWriter, r *http.Request) error {
	return p.renderAsking(w, r, http.StatusOK, askingOf(r, "entrust"))
}

func (p pages) renderAsking(w http.ResponseWriter, r *http.Request, status int, a asking) (err error) {
	ctx := r.Context()
	if a.File, a.task, err = p.Casework.OfTask(ctx, idOf(r.PathValue("id"))); err != nil {
		return err
	}
	switch a.action {
	case "send-back":
		a.options = p.stepOptions(ctx, a)
	case "entrust":
		if err = casework.MayEntrust(actor.From(ctx), a.File, a.task); err == nil {
			a.options, err = p.departmentOptions(ctx, a.task)
		}
	default:
		a.team, err = p.signers(ctx, a)
	}
	if err != nil {
		return err
	}
	return web.Render(w, r, status, askingPage(a))
}

// signers are the colleagues who may sign the task too.
func (p pages) signers(ctx context.Context, a asking) (signers []actor.Actor, err error) {
	me := actor.From(ctx)
	team, err := p.Team.Team(ctx, me.Department, me.Outlet)
	for _, colleague := range team {
		if colleague.ID != me.ID && casework.MayTake(colleague, a.File, a.task) {
			signers = append(signers, colleague)
		}
	}
	return signers, err
}

// stepKey names a step in a form, and of one done over a list for which element.
func stepKey(node, element string) string {
	if element == "" {
		return node
	}
	return node + " " + element // no id has a space
}

// stepOptions are the steps that the work of a task may be sent back to, the nearest first.
func (p pages) stepOptions(ctx context.Context, a asking) (options []ui.Option) {
	for _, to := range p.Casework.Returnable(a.File, a.task) {
		label := a.TaskName(ctx, &casework.Task{Node: to.Node, Stage: to.Node})
		if to.Element != "" {
			label = t(ctx, "course.for", label, p.elementName(ctx, to.Element))
		}
		options = append(options, ui.Option{Value: stepKey(to.Node, to.Element), Label: label})
	}
	return options
}

// departmentOptions are the departments that could do a task in place of its own.
func (p pages) departmentOptions(ctx context.Context, task *casework.Task) (options []ui.Option, err error) {
	all, err := p.Offices.Departments(ctx)
	for _, d := range all {
		if d.Code != task.Department {
			options = append(options, ui.Option{Value: d.Code, Label: d.Name})
		}
	}
	return options, err
}

// sendBack sends the work of a task back to an earlier step.
func (p pages) sendBack(w http.ResponseWriter, r *http.Request) error {
	a := askingOf(r, "send-back")
	to, element, _ := strings.Cut(a.to, " ")
	f, err := p.Casework.SendBack(keyed(r), idOf(r.PathValue("id")), casework.Return{To: to, Element: element, Reason: a.reason})
	return p.asked(w, r, a, f, err)
}

// addSigner asks a colleague to sign too.
func (p pages) addSigner(w http.ResponseWriter, r *http.Request) error {
	a := askingOf(r, "add-signer")
	f, err := p.Casework.AddSigner(keyed(r), idOf(r.PathValue("id")), a.to)
	return p.asked(w, r, a, f, err)
}

// entrust gives a task to another department.
func (p pages) entrust(w http.ResponseWriter, r *http.Request) error {
	a := askingOf(r, "entrust")
	a.to = r.PostFormValue("department")
	f, err := p.Casework.Entrust(keyed(r), idOf(r.PathValue("id")), a.to, a.reason)
	return p.asked(w, r, a, f, err)
}

// asked shows what is to be mended, or leads back to where the reader came from.
func (p pages) asked(w http.ResponseWriter, r *http.Request, a asking, f *casework.File, err error) error {
	if amiss(err) {
		a.errs = ui.ErrorsOf(r.Context(), err)
		return p.renderAsking(w, r, web.StatusOf(err), a)
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, backTo(r, f))
}

// takeBack takes back what the reader has ended.
func (p pages) takeBack(w http.ResponseWriter, r *http.Request) error {
	f, err := p.Casework.TakeBack(keyed(r), idOf(r.PathValue("id")))
	if err != nil {
		return err
	}
	return web.Redirect(w, r, backTo(r, f))
}

// removeSigner does without a signature.
func (p pages) removeSigner(w http.ResponseWriter, r *http.Request) error {
	f, err := p.Casework.RemoveSigner(keyed(r), idOf(r.PathValue("id")))
	if err != nil {
		return err
	}
	return web.Redirect(w, r, backTo(r, f))
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
	return web.Redirect(w, r, backTo(r, f))
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

// step is the step that a task belongs to.
func (v *view) step(task *casework.Task) *casework.Step {
	for _, s := range v.course.Steps() {
		if slices.ContainsFunc(s.OpenTasks(), func(t *casework.Task) bool { return t.ID == task.ID }) {
			return s
		}
	}
	return nil
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
