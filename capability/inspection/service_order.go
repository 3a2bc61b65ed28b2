package inspection

import (
	"context"
	"slices"
	"strings"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Order orders a visit to the site of the case no. One is open at a time. Each department that
// takes part brings its checklist as it stands now.
func (s *Service) Order(ctx context.Context, no string, o Order) error {
	f, err := s.Casework.File(ctx, no)
	if err != nil {
		return err
	}
	by := actor.From(ctx)
	if err := mayOrder(by, f); err != nil {
		return err
	}
	o = o.plain(f.Case.Department)
	rosters, err := s.rosters(ctx, o.Departments)
	if err != nil {
		return err
	}
	if faults := o.check(rosters); len(faults) > 0 {
		return fault.InvalidFields(faults)
	}
	v := &Visit{
		ID: id.New(), CaseID: f.Case.ID, CaseNo: f.Case.No, Reason: o.Reason, Prepare: o.Prepare, PlannedOn: o.PlannedOn, PlannedAt: o.PlannedAt,
		OrderedBy: by.ID, Orderer: by.Name, OrderedAt: s.Clock.Now(),
	}
	for _, r := range rosters {
		v.Parts = append(v.Parts, Part{Department: r.department, Name: r.name})
		v.Inspectors = append(v.Inspectors, r.going(o.Inspectors)...)
	}
	return s.write(ctx, "inspection.order", v, func(ctx context.Context, tx *db.Tx) error {
		for i := range v.Parts {
			list, err := findChecklist(ctx, tx, v.Parts[i].Department, f.Case.ItemCode)
			if err != nil {
				return err
			}
			v.Parts[i].Lines = list.Lines
		}
		if err := insertVisit(ctx, tx, v); err != nil {
			return err
		}
		if err := s.admit(ctx, tx, f, v); err != nil {
			return err
		}
		if err := s.tellApplicant(ctx, tx, f.Case, "visit-ordered", s.planned(v)); err != nil {
			return err
		}
		return s.tellInspectors(ctx, tx, v, f.Case, "ordered", s.planned(v))
	})
}

// guests are the inspectors of v whose department has no part in the case.
func guests(f *casework.File, v *Visit) (list []Inspector) {
	for _, in := range v.Inspectors {
		if !slices.Contains(partners(f), in.Department) {
			list = append(list, in)
		}
	}
	return list
}

// admit lets those who are sent by departments without a part in the case read it.
func (s *Service) admit(ctx context.Context, tx *db.Tx, f *casework.File, v *Visit) error {
	for _, in := range guests(f, v) {
		if err := s.Casework.Admit(ctx, tx, f.Case.ID, in.Staff); err != nil {
			return err
		}
	}
	return nil
}

// dismiss ends that they see its data in full: the visit is over.
func (s *Service) dismiss(ctx context.Context, tx *db.Tx, f *casework.File, v *Visit) error {
	for _, in := range guests(f, v) {
		if err := s.Casework.Dismiss(ctx, tx, f.Case.ID, in.Staff); err != nil {
			return err
		}
	}
	return nil
}

// rosters returns who of the departments can be sent; one that does not exist is Invalid.
func (s *Service) rosters(ctx context.Context, departments []string) (list []roster, err error) {
	names, err := s.names(ctx)
	if err != nil {
		return nil, err
	}
	for _, code := range departments {
		name, known := names[code]
		if !known {
			return nil, fault.InvalidFields([]fault.Field{{Name: "departments", Key: "inspection.department-unknown"}})
		}
		people, err := s.Roster.Inspectors(ctx, code)
		if err != nil {
			return nil, err
		}
		list = append(list, roster{code, name, people})
	}
	return list, nil
}

// names are those of the departments, by code.
func (s *Service) names(ctx context.Context) (map[string]string, error) {
	list, err := s.Places.Departments(ctx)
	names := make(map[string]string, len(list))
	for _, d := range list {
		names[d.Code] = d.Name
	}
	return names, err
}

// partners are the departments that have a part in the case of f, its own first.
func partners(f *casework.File) []string {
	return append([]string{f.Case.Department}, f.Object().Involved...)
}

// planned is when a visit is planned, as it is told.
func (s *Service) planned(v *Visit) string { return strings.TrimSpace(v.PlannedOn + " " + v.PlannedAt) }

// tellApplicant tells whoever the case is for what becomes of a visit.
func (s *Service) tellApplicant(ctx context.Context, tx *db.Tx, c *casework.Case, key string, more ...string) error {
	for _, account := range c.Informed() {
		args := append([]string{c.ItemName, c.ShortNo}, more...)
		if err := s.Casework.Informer.Inform(ctx, tx, account, "inspection.inform."+key, args, "/cases/"+c.ShortNo); err != nil {
			return err
		}
	}
	return nil
}

// tellInspectors tells those who go, but for the actor, who knows.
func (s *Service) tellInspectors(ctx context.Context, tx *db.Tx, v *Visit, c *casework.Case, key string, more ...string) error {
	for _, in := range v.Inspectors {
		account, err := id.Parse(in.Staff)
		if err != nil || in.Staff == actor.From(ctx).ID {
			continue
		}
		args := append([]string{c.ItemName, c.ShortNo}, more...)
		if err := s.Casework.Informer.Inform(ctx, tx, account, "inspection.inform."+key, args, base(c.ShortNo)); err != nil {
			return err
		}
	}
	return nil
}
