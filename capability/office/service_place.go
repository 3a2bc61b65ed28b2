package office

import (
	"context"
	"fmt"
	"strings"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/capability/place"
	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/db"
	"tongban/kernel/fault"
)

// KeepDepartment adds a department, or changes one that is there.
func (s *Service) KeepDepartment(ctx context.Context, d place.Department, fresh bool) error {
	by, office, err := s.keeper(ctx)
	if err != nil {
		return err
	}
	d.Code, d.Name, d.NameEn, d.Mark = strings.TrimSpace(d.Code), strings.TrimSpace(d.Name), strings.TrimSpace(d.NameEn), strings.TrimSpace(d.Mark)
	if fresh {
		d.Code = strings.ToUpper(d.Code)
	}
	d.USCC, d.Region = check.Compact(d.USCC), office.Region
	found := departmentFaults(d, fresh, s.Demo)
	if _, err := s.Place.Department(ctx, d.Code); fresh == (err == nil) {
		found.add("code", map[bool]string{true: "office.code-taken", false: "place.department-unknown"}[fresh])
	}
	if len(found) > 0 {
		return fault.InvalidFields(found)
	}
	return s.keep(ctx, d.Code, audit.Entry{Event: departmentKept, Actor: by.ID, Subject: d.Code, Data: []string{d.Name, d.USCC}}, "uscc", func(ctx context.Context, tx *db.Tx) error {
		return s.Place.KeepDepartment(ctx, tx, d)
	})
}

// KeepOutlet adds an outlet, or changes what people read of one that is there.
func (s *Service) KeepOutlet(ctx context.Context, o place.Outlet, hours string, fresh bool) error {
	by, office, err := s.keeper(ctx)
	if err != nil {
		return err
	}
	for _, text := range []*string{&o.ID, &o.Name, &o.NameEn, &o.Address, &o.Phone} {
		*text = strings.TrimSpace(*text)
	}
	found := outletFaults(o, fresh)
	var ok bool
	if o.Hours, ok = readHours(hours); !ok {
		found.add("hours", "office.hours-shape")
	}
	if o.Region == "" {
		o.Region = office.Region
	}
	if _, err := s.Place.Region(ctx, o.Region); err != nil {
		found.add("region", "place.region-unknown")
	}
	if _, err := s.Place.Outlet(ctx, o.ID); fresh == (err == nil) {
		found.add("id", map[bool]string{true: "office.code-taken", false: "place.outlet-unknown"}[fresh])
	}
	if len(found) > 0 {
		return fault.InvalidFields(found)
	}
	return s.keep(ctx, o.ID, audit.Entry{Event: outletKept, Actor: by.ID, Subject: o.ID, Data: o.Name}, "id", func(ctx context.Context, tx *db.Tx) error {
		return s.Place.KeepOutlet(ctx, tx, o)
	})
}

// keeper returns the actor of ctx, who may keep departments and outlets, and the office.
func (s *Service) keeper(ctx context.Context) (actor.Actor, Office, error) {
	by := actor.From(ctx)
	if err := access.May(by, access.OfficeManage, access.Object{}); err != nil {
		return by, Office{}, err
	}
	o, err := s.Current(ctx)
	return by, o, err
}

// keep stores a place with its log entry. twice is the field that another place has too.
func (s *Service) keep(ctx context.Context, key string, entry audit.Entry, twice string, store func(context.Context, *db.Tx) error) error {
	entry.At = s.Clock.Now()
	err := s.DB.Write(ctx, "place", func(ctx context.Context, tx *db.Tx) error {
		if err := store(ctx, tx); err != nil {
			return err
		}
		return audit.Record(ctx, tx, entry)
	})
	if db.IsUnique(err) {
		return fault.InvalidFields([]fault.Field{{Name: twice, Key: "office.code-taken"}})
	}
	if err != nil {
		return fmt.Errorf("keep %s: %w", key, err)
	}
	s.Place.Refresh()
	return nil
}
