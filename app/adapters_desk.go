package app

import (
	"context"
	"slices"
	"strings"

	"tongban/capability/consultation"
	"tongban/capability/identity"
	"tongban/capability/place"
	"tongban/kernel/actor"
)

// roster tells who of a department can be sent to a site.
type roster struct{ identity *identity.Service }

func (r roster) Inspectors(ctx context.Context, department string) (map[string]string, error) {
	names := map[string]string{}
	for _, role := range []actor.Role{actor.Inspector, actor.Reviewer, actor.Registrar} {
		members, err := r.identity.StaffOf(ctx, department, role)
		if err != nil {
			return nil, err
		}
		for _, m := range members {
			names[m.ID.String()] = m.Name
		}
	}
	return names, nil
}

// team tells who works on the cases of a department, and of a hall's windows.
type team struct{ identity *identity.Service }

func (t team) Team(ctx context.Context, department, outlet string) ([]actor.Actor, error) {
	var people []actor.Actor
	for _, role := range []actor.Role{actor.Window, actor.Reviewer, actor.Inspector, actor.Registrar, actor.Approver} {
		members, err := t.identity.StaffOf(ctx, department, role)
		if err != nil {
			return nil, err
		}
		for _, m := range members {
			known := slices.ContainsFunc(people, func(p actor.Actor) bool { return p.ID == m.ID.String() })
			if known || m.Outlet != outlet {
				continue
			}
			people = append(people, staff(m))
		}
	}
	slices.SortFunc(people, func(a, b actor.Actor) int { return strings.Compare(a.Name+a.ID, b.Name+b.ID) })
	return people, nil
}

// officeName names a department for whoever reads.
func (a *App) officeName(ctx context.Context, code string) string {
	d, err := a.Place.Department(ctx, code)
	if err != nil {
		return ""
	}
	return d.In(ctx)
}

// consulted tells which departments can be asked for an opinion.
type consulted struct{ place *place.Service }

func (c consulted) Departments(ctx context.Context) ([]consultation.Department, error) {
	all, err := c.place.Departments(ctx)
	list := make([]consultation.Department, len(all))
	for i, d := range all {
		list[i] = consultation.Department{Code: d.Code, Name: d.In(ctx)}
	}
	slices.SortFunc(list, func(a, b consultation.Department) int { return strings.Compare(a.Name+a.Code, b.Name+b.Code) })
	return list, err
}

// consultants tells who of a department can be asked.
type consultants struct{ colleagues }

func (c consultants) Of(ctx context.Context, department string) ([]actor.Actor, error) {
	var people []actor.Actor
	for _, role := range consultation.Roles {
		members, err := c.identity.StaffOf(ctx, department, role)
		if err != nil {
			return nil, err
		}
		for _, m := range members {
			if !slices.ContainsFunc(people, func(p actor.Actor) bool { return p.ID == m.ID.String() }) {
				people = append(people, staff(m))
			}
		}
	}
	slices.SortFunc(people, func(a, b actor.Actor) int { return strings.Compare(a.Name+a.ID, b.Name+b.ID) })
	return people, nil
}

// staff is a member of staff as one who acts.
func staff(m identity.Member) actor.Actor {
	return actor.Actor{ID: m.ID.String(), Kind: actor.Staff, Name: m.Name, Department: m.Department, Outlet: m.Outlet, Region: m.Region, Roles: m.Roles}
}
