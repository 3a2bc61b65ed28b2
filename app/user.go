package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"tongban/capability/identity"
	"tongban/capability/office"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/message"
)

// User is a member of staff as the command line names one.
type User struct{ Account, Name, Department, Outlet, Region, Roles string }

// operator is who does what is done by command line.
var operator = actor.AsSystem("operator")

// CreateUser adds an account; its password has to be changed at the first sign-in.
func (a *App) CreateUser(ctx context.Context, u User, password string) error {
	ctx = a.spoken(ctx)
	roles, err := rolesOf(u.Roles)
	if err != nil {
		return err
	}
	if u.Department != "" {
		if _, err := a.Place.Department(ctx, u.Department); err != nil {
			return inWords(ctx, err)
		}
	}
	_, err = a.Identity.CreateStaff(ctx, operator, identity.Member{
		Account: u.Account, Name: u.Name, Department: u.Department, Outlet: u.Outlet, Region: u.Region, Roles: roles,
	}, password)
	return inWords(ctx, err)
}

// SetUserPassword sets the password of an account, to be changed at the next sign-in.
func (a *App) SetUserPassword(ctx context.Context, account, password string) error {
	ctx = a.spoken(ctx)
	return inWords(ctx, a.Identity.SetPassword(ctx, operator, account, password))
}

// SetUserRoles gives an account other roles.
func (a *App) SetUserRoles(ctx context.Context, account, list string) error {
	ctx = a.spoken(ctx)
	roles, err := rolesOf(list)
	if err != nil {
		return err
	}
	return inWords(ctx, a.Identity.SetRoles(ctx, operator, account, roles))
}

// DisableUser ends an account's sessions and keeps it out; EnableUser undoes that.
func (a *App) DisableUser(ctx context.Context, account string) error {
	ctx = a.spoken(ctx)
	return inWords(ctx, a.Identity.Disable(ctx, operator, account))
}

// EnableUser lets an account in again.
func (a *App) EnableUser(ctx context.Context, account string) error {
	ctx = a.spoken(ctx)
	return inWords(ctx, a.Identity.Enable(ctx, operator, account))
}

// ListUsers writes every account on a line.
func (a *App) ListUsers(ctx context.Context, out io.Writer) error {
	all, err := a.Identity.AllStaff(ctx)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "ACCOUNT\tNAME\tDEPARTMENT\tROLES\tSTATE")
	for _, m := range all {
		roles := make([]string, len(m.Roles))
		for i, r := range m.Roles {
			roles[i] = string(r)
		}
		state := "active"
		switch {
		case !m.Active:
			state = "disabled"
		case m.MustChange:
			state = "must change password"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", m.Account, m.Name, m.Department, strings.Join(roles, ","), state)
	}
	return w.Flush()
}

// spoken puts into ctx what faults are put into words with.
func (a *App) spoken(ctx context.Context) context.Context {
	return message.With(actor.With(ctx, operator), a.Texts, message.Chinese)
}

// inWords says what a fault means, field by field.
func inWords(ctx context.Context, err error) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	if len(f.Fields) == 0 {
		return errors.New(message.T(ctx, f.Key, f.Args...))
	}
	lines := make([]string, len(f.Fields))
	for i, field := range f.Fields {
		lines[i] = field.Name + ": " + message.T(ctx, field.Key, field.Args...)
	}
	return errors.New(strings.Join(lines, "\n"))
}

// rolesOf reads roles written with commas.
func rolesOf(list string) ([]actor.Role, error) {
	roles := []actor.Role{}
	for name := range strings.SplitSeq(list, ",") {
		role := actor.Role(strings.TrimSpace(name))
		if role == "" {
			continue
		}
		if known := office.Roles(); !slices.Contains(known, role) {
			return nil, fmt.Errorf("there is no role %q; the roles are %v", role, known)
		}
		roles = append(roles, role)
	}
	return roles, nil
}
