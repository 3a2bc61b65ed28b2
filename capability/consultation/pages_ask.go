package consultation

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tongban/capability/access"
	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/web"
	"tongban/ui"
)

// asking is the form of a new question.
type asking struct {
	*casework.File
	tasks       []*casework.Task // for which the reader asks
	departments []Department
	department  string // chosen
	whom        []ui.Option
	typed       func(string) string
	errs        ui.FieldErrors
}

func (p pages) askingOf(r *http.Request, errs ui.FieldErrors) (asking, error) {
	ctx := r.Context()
	f, err := p.Cases.File(ctx, r.PathValue("no"))
	if err != nil {
		return asking{}, err
	}
	by := actor.From(ctx)
	a := asking{File: f, tasks: askable(by, f), department: r.FormValue("department"), typed: r.PostFormValue, errs: errs}
	if len(a.tasks) == 0 {
		_, err := mayAsk(by, f, 0)
		return a, err
	}
	if a.departments, err = p.Departments.Departments(ctx); err != nil {
		return a, err
	}
	if a.department != "" {
		a.whom, err = p.choices(ctx, a.department)
	}
	return a, err
}

// mostChoices is how many colleagues of a department are offered.
const mostChoices = 200

// choices are who can be asked in a department: roles somebody holds there, unless it is the
// reader's own, and colleagues.
func (p pages) choices(ctx context.Context, department string) (roles []ui.Option, err error) {
	by := actor.From(ctx)
	people, err := p.Colleagues.Of(ctx, department)
	people = slices.DeleteFunc(people, func(a actor.Actor) bool { return a.ID == by.ID || !access.Has(a, access.ConsultationAnswer) })
	for _, role := range Roles {
		holders := 0
		for _, one := range people {
			if one.Is(role) {
				holders++
			}
		}
		if holders > 0 && department != by.Department {
			roles = append(roles, ui.Option{Value: "role:" + string(role), Label: t(ctx, "choice.role", t(ctx, "role."+string(role)), holders), Group: t(ctx, "choice.roles")})
		}
	}
	for _, one := range people[:min(len(people), mostChoices)] {
		roles = append(roles, ui.Option{Value: "person:" + one.ID, Label: t(ctx, "choice.colleague", one.Name, rolesOf(ctx, one)), Group: t(ctx, "choice.colleagues")})
	}
	return roles, err
}

// rolesOf says as what somebody can be asked.
func rolesOf(ctx context.Context, a actor.Actor) string {
	var list []string
	for _, role := range Roles {
		if a.Is(role) {
			list = append(list, t(ctx, "role."+string(role)))
		}
	}
	return strings.Join(list, " / ")
}

func (p pages) asking(w http.ResponseWriter, r *http.Request) error {
	a, err := p.askingOf(r, nil)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, askPage(a))
}

// whomOf reads who is asked from a form.
func whomOf(department, choice string) Whom {
	kind, who, _ := strings.Cut(choice, ":")
	switch kind {
	case "role":
		return Whom{Department: department, Role: actor.Role(who)}
	case "person":
		return Whom{Colleague: who}
	}
	return Whom{Department: department}
}

func (p pages) ask(w http.ResponseWriter, r *http.Request) error {
	form := r.PostFormValue
	task, _ := id.Parse(form("task")) // none is meant where there is one
	days, err := strconv.Atoi(form("days"))
	if err != nil {
		days = -1
	}
	key, err := p.Ask(keyed(r), r.PathValue("no"), Asking{
		Task: task, Whom: whomOf(form("department"), form("whom")), About: form("about"), Question: form("question"), Days: days, Blocking: form("blocking") != "",
	})
	if err != nil && isShown(err) {
		a, unknown := p.askingOf(r, ui.ErrorsOf(r.Context(), err))
		if unknown != nil {
			return unknown
		}
		return web.Render(w, r, web.StatusOf(err), askPage(a))
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, "/desk/consultations/"+key.String())
}

// isShown reports whether err is shown with the form that led to it.
func isShown(err error) bool {
	kind := fault.KindOf(err)
	return kind == fault.Invalid || kind == fault.Conflict || kind == fault.TooMany
}

// value is what was typed, or else the usual.
func (a asking) value(name, usual string) string {
	if typed := a.typed(name); typed != "" || len(a.errs) > 0 {
		return typed
	}
	return usual
}

func (a asking) departmentOptions() []ui.Option {
	options := make([]ui.Option, len(a.departments))
	for i, d := range a.departments {
		options[i] = ui.Option{Value: d.Code, Label: d.Name}
	}
	return options
}

func (a asking) taskOptions(ctx context.Context) []ui.Option {
	options := make([]ui.Option, len(a.tasks))
	for i, task := range a.tasks {
		options[i] = ui.Option{Value: task.ID.String(), Label: a.TaskName(ctx, task)}
	}
	return options
}

// departmentName is what the chosen department is called.
func (a asking) departmentName() string {
	n := names{}
	for _, d := range a.departments {
		n[d.Code] = d.Name
	}
	return n.of(a.department)
}
