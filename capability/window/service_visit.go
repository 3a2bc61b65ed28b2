package window

import (
	"context"
	"fmt"
	"slices"

	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/capability/identity"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// ActFor says that the person of a visit came for an organisation: its representative, or
// somebody it gave a power to, or who brought one on paper. An empty code is for themselves
// again. Once an item is chosen it stays as it is.
//
// Basis: 行政许可法, art. 29 (an application may be made by an agent); 民法典, arts 61, 165.
func (s *Service) ActFor(ctx context.Context, visit id.ID, uscc string, entrusted bool) error {
	v, person, err := s.Visit(ctx, visit)
	if err != nil {
		return err
	}
	by, now := actor.From(ctx), s.Clock.Now()
	v.Firm, v.FirmName, v.Stands = 0, "", ""
	if uscc != "" {
		at, err := s.Identity.Stands(ctx, by, person.Person, uscc)
		if err != nil {
			return err
		}
		v.Firm, v.FirmName, v.Stands = at.Firm.ID, at.Firm.Name, Power(at.Relation)
	}
	if v.Firm != 0 && v.Stands == "" {
		if !entrusted || !v.present() {
			return fault.InvalidFields([]fault.Field{{Name: "entrusted", Key: "window.no-power", Args: []any{v.FirmName}}})
		}
		v.Stands = OnPaper
	}
	err = s.DB.Write(ctx, visit.String(), func(ctx context.Context, tx *db.Tx) error {
		if set, err := updateFirm(ctx, tx, v); err != nil || !set {
			if err == nil {
				err = fault.New(fault.Conflict, "window.item-chosen")
			}
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Event: "window.for-firm", Actor: by.ID, Subject: visit.String(), At: now, Data: []string{uscc, string(v.Stands)}})
	})
	if err != nil {
		return fmt.Errorf("act for a firm: %w", err)
	}
	return nil
}

// owner is whose application a visit is about.
func (v *Visit) owner(p Person) casework.Person {
	if v.Firm == 0 {
		return p.applicant()
	}
	return casework.Person{ID: v.Firm.String(), Name: v.FirmName, Firm: true, Proven: true}
}

// Mendable lists the cases of whom a visit is for that wait for corrections, so that what
// was missing can be taken in here.
func (s *Service) Mendable(ctx context.Context, v *Visit, person Person) ([]*casework.Case, error) {
	number := person.IDNumber
	if v.Firm != 0 {
		firm, err := s.Identity.Firm(ctx, v.Firm)
		if err != nil {
			return nil, err
		}
		number = firm.USCC
	}
	list, err := s.Cases.Find(ctx, number, 0, mostResults)
	if err != nil {
		return nil, fmt.Errorf("list corrections: %w", err)
	}
	return slices.DeleteFunc(list, func(c *casework.Case) bool {
		return c.Status != casework.InCorrection || c.Owner.String() != v.owner(person).ID
	}), nil
}

// Resume begins to take in the corrections of a case whose applicant is at the counter.
//
// Basis: 行政许可法, art. 32(4).
func (s *Service) Resume(ctx context.Context, visit id.ID, no string) (*Visit, error) {
	v, person, err := s.Visit(ctx, visit)
	if err != nil || v.Application != 0 {
		return v, err
	}
	f, err := s.Cases.File(ctx, no)
	if err != nil {
		return nil, err
	}
	if f.Case.Owner.String() != v.owner(person).ID || !f.Mending() {
		return nil, fault.New(fault.Conflict, "window.nothing-to-mend")
	}
	err = s.DB.Write(ctx, visit.String(), func(ctx context.Context, tx *db.Tx) error {
		_, err := chooseItem(ctx, tx, visit, f.Case.ApplicationID, f.Case.ItemName)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("take corrections of %s in: %w", no, err)
	}
	v, _, err = s.Visit(ctx, visit)
	return v, err
}

// SendMobileCode sends a code to the mobile that the person of a visit wants to have bound.
func (s *Service) SendMobileCode(ctx context.Context, visit id.ID, mobile string) error {
	if _, err := s.present(ctx, visit); err != nil {
		return err
	}
	return s.Identity.SendCode(ctx, mobile, identity.ForBind)
}

// BindMobile binds it, by the code that they read out.
func (s *Service) BindMobile(ctx context.Context, visit id.ID, mobile, code string) error {
	person, err := s.present(ctx, visit)
	if err != nil {
		return err
	}
	return s.Identity.BindMet(ctx, actor.From(ctx), person.ID, mobile, code)
}

// present returns the person of a visit whose card the clerk has before them.
func (s *Service) present(ctx context.Context, visit id.ID) (Person, error) {
	v, person, err := s.Visit(ctx, visit)
	if err == nil && !v.present() {
		err = fault.New(fault.Forbidden, "window.applicant-signs")
	}
	return person, err
}
