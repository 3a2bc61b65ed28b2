package office

import (
	"context"

	"tongban/capability/access"
	"tongban/capability/identity"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
)

// Staff returns at most limit accounts after one, for the administrators who open them or
// give them roles.
func (s *Service) Staff(ctx context.Context, after string, limit int) ([]identity.Member, error) {
	if err := mayLook(actor.From(ctx)); err != nil {
		return nil, err
	}
	return s.Identity.StaffAfter(ctx, after, limit)
}

// Member returns an account.
func (s *Service) Member(ctx context.Context, account string) (identity.Member, error) {
	if err := mayLook(actor.From(ctx)); err != nil {
		return identity.Member{}, err
	}
	return s.Identity.Account(ctx, account)
}

// mayLook says whether by looks after staff at all.
func mayLook(by actor.Actor) error {
	if access.Has(by, access.StaffAuthorise) {
		return nil
	}
	return access.May(by, access.StaffManage, access.Object{})
}

// Employ opens an account and returns the password that is told once. It has no roles
// until the security administrator gives it some.
func (s *Service) Employ(ctx context.Context, m identity.Member) (string, error) {
	by := actor.From(ctx)
	if err := access.May(by, access.StaffManage, access.Object{}); err != nil {
		return "", err
	}
	if err := s.posted(ctx, m.Department, m.Outlet); err != nil {
		return "", err
	}
	office, err := s.Current(ctx)
	if err != nil {
		return "", err
	}
	first := newPassword(m.Account)
	m.Roles, m.Region = []actor.Role{}, office.Region
	_, err = s.Identity.CreateStaff(ctx, by, m, first)
	return first, err
}

// Post says where somebody works.
func (s *Service) Post(ctx context.Context, account, department, outlet string) error {
	by, _, err := s.other(ctx, access.StaffManage, account)
	if err != nil {
		return err
	}
	if err := s.posted(ctx, department, outlet); err != nil {
		return err
	}
	return s.Identity.Post(ctx, by, account, department, outlet)
}

// posted says what is wrong with where somebody is to work.
func (s *Service) posted(ctx context.Context, department, outlet string) error {
	var found faults
	if department != "" {
		if _, err := s.Place.Department(ctx, department); err != nil {
			found.add("department", "place.department-unknown")
		}
	}
	if outlet != "" {
		if _, err := s.Place.Outlet(ctx, outlet); err != nil {
			found.add("outlet", "place.outlet-unknown")
		}
	}
	return fault.InvalidFields(found)
}

// Authorise gives an account the roles it has from now on.
func (s *Service) Authorise(ctx context.Context, account string, roles []actor.Role) error {
	by, _, err := s.other(ctx, access.StaffAuthorise, account)
	if err != nil {
		return err
	}
	return s.Identity.SetRoles(ctx, by, account, roles)
}

// Reset gives somebody who has forgotten their password another one, which is told once.
// Administrators get theirs from the operator: who could set it would have their powers.
func (s *Service) Reset(ctx context.Context, account string) (string, error) {
	by, m, err := s.other(ctx, access.StaffManage, account)
	if err != nil {
		return "", err
	}
	if administers(m.Roles) {
		return "", errAdmin
	}
	first := newPassword(m.Account)
	return first, s.Identity.SetPassword(ctx, by, account, first)
}

// Disable keeps an account out, Enable lets it in again.
func (s *Service) Disable(ctx context.Context, account string) error {
	return s.turn(ctx, account, s.Identity.Disable)
}

// Enable undoes Disable.
func (s *Service) Enable(ctx context.Context, account string) error {
	return s.turn(ctx, account, s.Identity.Enable)
}

func (s *Service) turn(ctx context.Context, account string, do func(context.Context, actor.Actor, string) error) error {
	by, m, err := s.other(ctx, access.StaffManage, account)
	if err != nil {
		return err
	}
	if administers(m.Roles) {
		return errAdmin
	}
	return do(ctx, by, account)
}

// other returns the actor of ctx and the account they want to change, which must not be
// their own.
func (s *Service) other(ctx context.Context, p access.Permission, account string) (actor.Actor, identity.Member, error) {
	by := actor.From(ctx)
	if err := access.May(by, p, access.Object{}); err != nil {
		return by, identity.Member{}, err
	}
	m, err := s.Identity.Account(ctx, account)
	if err == nil && m.ID.String() == by.ID {
		err = errOwn
	}
	return by, m, err
}

// staffed reports whether anybody but administrators has an account, and whether those who
// take a case from the counter to its end have roles: a clerk, a reviewer, an approver, an
// editor and a publisher.
func (s *Service) staffed(ctx context.Context) (staffed, authorised bool, err error) {
	all, err := s.Identity.AllStaff(ctx)
	if err != nil {
		return false, false, err
	}
	held := map[actor.Role]bool{}
	for _, m := range all {
		staffed = staffed || m.Active && !administers(m.Roles)
		for _, r := range m.Roles {
			held[r] = held[r] || m.Active
		}
	}
	return staffed, held[actor.Window] && held[actor.Reviewer] && held[actor.Approver] && held[actor.Editor] && held[actor.Publisher], nil
}
