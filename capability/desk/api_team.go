package desk

import (
	"context"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/fault"
	"tongban/kernel/web"
)

// registerTeam adds who stands in for whom, and tasks that change hands.
func (a api) registerTeam(h huma.API, op func(method, path, summary string) web.Op) {
	web.Register(h, op("GET", "/desk/team", "List who works where I do, for hand-overs and deputies"), a.team)
	web.Register(h, op("POST", "/desk/tasks/{id}/release", "Give a claimed task back to its group"), a.release)
	web.Register(h, op("POST", "/desk/tasks/{id}/hand-over", "Give a task to a colleague who may do it; both are told why"), a.handOver)
	web.Register(h, op("POST", "/desk/hand-over", "Give all claimed tasks of one who leaves to a colleague; call it again after an interruption"), a.handOverAll)
	web.Register(h, op("GET", "/desk/absences", "List when I am away and for whom I stand in, from now on"), a.absences)
	web.Register(h, op("POST", "/desk/absences", "Name who stands in while somebody is away; without a deputy, end what was set for that time"), a.setAbsence)
}

type teamOut struct {
	Body struct {
		Staff []memberBody `json:"staff"`
	}
}

// memberBody is a colleague over the wire.
type memberBody struct {
	ID    string       `json:"id" doc:"Account"`
	Name  string       `json:"name"`
	Roles []actor.Role `json:"roles"`
}

func (a api) team(ctx context.Context, _ *struct{}) (*teamOut, error) {
	me := actor.From(ctx)
	people, err := a.Team.Team(ctx, me.Department, me.Outlet)
	out := &teamOut{}
	out.Body.Staff = []memberBody{}
	for _, person := range people {
		out.Body.Staff = append(out.Body.Staff, memberBody{person.ID, person.Name, slices.Clone(person.Roles)})
	}
	return out, err
}

func (a api) release(ctx context.Context, in *claimIn) (*casework.CaseOut, error) {
	return answer(ctx)(a.Casework.Release(in.Context(ctx), idOf(in.ID)))
}

type handOverIn struct {
	TaskPath
	Body struct {
		To     string `json:"to" doc:"Account of the colleague"`
		Reason string `json:"reason" maxLength:"2000"`
	}
}

func (a api) handOver(ctx context.Context, in *handOverIn) (*casework.CaseOut, error) {
	return answer(ctx)(a.Casework.HandOver(ctx, idOf(in.ID), in.Body.To, in.Body.Reason))
}

type handOverAllIn struct {
	Body struct {
		From   string `json:"from,omitempty" doc:"Account of the one who leaves; mine if absent"`
		To     string `json:"to" doc:"Account of the colleague"`
		Reason string `json:"reason" maxLength:"2000"`
	}
}

type handOverAllOut struct {
	Body struct {
		HandedOver int `json:"handedOver" doc:"What the colleague may not do goes back to its group and is not counted"`
	}
}

func (a api) handOverAll(ctx context.Context, in *handOverAllIn) (*handOverAllOut, error) {
	from := in.Body.From
	if from == "" {
		from = actor.From(ctx).ID
	}
	n, err := a.Casework.HandOverAll(ctx, from, in.Body.To, in.Body.Reason)
	out := &handOverAllOut{}
	out.Body.HandedOver = n
	return out, err
}

type absencesOut struct {
	Body struct {
		Absences []absenceBody `json:"absences"`
	}
}

// absenceBody is an absence over the wire, by its first and last day.
type absenceBody struct {
	Staff  string `json:"staff,omitempty" doc:"Account of who is away; mine if absent"`
	Deputy string `json:"deputy,omitempty" doc:"Account of who stands in"`
	From   string `json:"from" format:"date"`
	Until  string `json:"until" format:"date" doc:"Last day"`
}

func (a api) absences(ctx context.Context, _ *struct{}) (*absencesOut, error) {
	list, err := a.Casework.Absences(ctx)
	out := &absencesOut{}
	out.Body.Absences = []absenceBody{}
	for _, one := range list {
		out.Body.Absences = append(out.Body.Absences, absenceBody{one.Staff, one.Deputy, calendar.DateOf(one.From).String(), calendar.DateOf(one.Until.Add(-time.Millisecond)).String()})
	}
	return out, err
}

type absenceIn struct{ Body absenceBody }

func (a api) setAbsence(ctx context.Context, in *absenceIn) (*absencesOut, error) {
	from, until, faults := period(in.Body.From, in.Body.Until)
	if len(faults) > 0 {
		return nil, fault.InvalidFields(faults)
	}
	staff := in.Body.Staff
	if staff == "" {
		staff = actor.From(ctx).ID
	}
	if err := a.Casework.SetAbsence(ctx, casework.Absence{Staff: staff, Deputy: in.Body.Deputy, From: from, Until: until}); err != nil {
		return nil, err
	}
	return a.absences(ctx, nil)
}
