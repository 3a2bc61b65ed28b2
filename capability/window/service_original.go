package window

import (
	"context"
	"fmt"
	"slices"

	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// OriginalsOf returns whose originals were held beside the copies of an application.
// Whoever may read the case gets this far.
func (s *Service) OriginalsOf(ctx context.Context, applicationID id.ID) (list []Original, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listOriginals(ctx, tx, applicationID, mostOriginals)
		return err
	})
	return list, err
}

// Open lists the materials of a case whose originals the item wants to see and nobody has:
// as long as there are any, a lane that says so does not grant.
//
// Basis: 行政许可法, art. 34 (what an application says may be checked against its originals).
func (s *Service) Open(ctx context.Context, f *casework.File) ([]OpenOriginal, error) {
	seen, err := s.OriginalsOf(ctx, f.Case.ApplicationID)
	if err != nil {
		return nil, fmt.Errorf("originals of %s: %w", f.Case.No, err)
	}
	return openOf(f, seen), nil
}

func openOf(f *casework.File, seen []Original) []OpenOriginal {
	if len(f.Submissions) == 0 {
		return nil
	}
	return slices.DeleteFunc(Wanted(f.Item, f.LastSubmission()), func(open OpenOriginal) bool {
		return slices.ContainsFunc(seen, func(o Original) bool { return o.Material == open.Code })
	})
}

// Wanted lists the materials of what was handed in whose originals the item wants to see.
func Wanted(item *catalogue.Item, handed casework.Submission) (wanted []OpenOriginal) {
	for _, m := range item.Plan(handed.Answers).Materials {
		has := handed.Has(m.Code)
		if m.Originals == 0 || has == nil || has.Source == casework.ByLicence || has.Source == casework.ByShare || has.Source == casework.ByForm {
			continue // none is asked for, or the source vouches for it
		}
		wanted = append(wanted, OpenOriginal{m.Code, m.Name})
	}
	return wanted
}

// Seen returns whose originals of an application were seen, within a unit. The caller has
// checked who asks.
func (s *Service) Seen(ctx context.Context, tx *db.Tx, applicationID id.ID) ([]Original, error) {
	return listOriginals(ctx, tx, applicationID, mostOriginals)
}

// keepOriginals notes the originals that the clerk has just held beside their copies.
func (s *Service) keepOriginals(ctx context.Context, tx *db.Tx, d *Desk, codes []string) error {
	for _, m := range d.Work.Plan.Materials {
		known := slices.ContainsFunc(d.Originals, func(o Original) bool { return o.Material == m.Code && o.ReturnedAt.IsZero() })
		if !slices.Contains(codes, m.Code) || known {
			continue
		}
		if err := s.checked(ctx, tx, d.Application, m.Code); err != nil {
			return err
		}
	}
	return nil
}

// checked notes that the actor held the original of a material beside its copy.
func (s *Service) checked(ctx context.Context, tx *db.Tx, applicationID id.ID, material string) error {
	by, now := actor.From(ctx), s.Clock.Now()
	if err := checkOriginal(ctx, tx, applicationID, material, by.Name, now); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Event: "window.original-checked", Actor: by.ID, Subject: applicationID.String(), At: now, Data: material})
}

// CheckOriginal notes that the clerk held the original of a material of a case beside its
// copy.
func (s *Service) CheckOriginal(ctx context.Context, no, material string) error {
	f, err := s.atCounter(ctx, no)
	if err != nil {
		return err
	}
	if len(f.Submissions) == 0 || f.Submissions[len(f.Submissions)-1].Has(material) == nil {
		return fault.New(fault.NotFound, "application.unknown-material")
	}
	err = s.DB.Write(ctx, f.Case.No, func(ctx context.Context, tx *db.Tx) error {
		return s.checked(ctx, tx, f.Case.ApplicationID, material)
	})
	if err != nil {
		return fmt.Errorf("check original of %s: %w", no, err)
	}
	return nil
}

// ReturnOriginal notes that an original was given back.
func (s *Service) ReturnOriginal(ctx context.Context, no, material string) error {
	f, err := s.atCounter(ctx, no)
	if err != nil {
		return err
	}
	by, now := actor.From(ctx), s.Clock.Now()
	err = s.DB.Write(ctx, f.Case.No, func(ctx context.Context, tx *db.Tx) error {
		returned, err := returnOriginal(ctx, tx, f.Case.ApplicationID, material, by.Name, now)
		if err != nil {
			return err
		}
		if !returned {
			return fault.New(fault.Conflict, "window.not-here")
		}
		return audit.Record(ctx, tx, audit.Entry{Event: "window.original-returned", Actor: by.ID, Subject: f.Case.ApplicationID.String(), At: now, Data: material})
	})
	if err != nil {
		return fmt.Errorf("return original of %s: %w", no, err)
	}
	return nil
}

// atCounter returns a case that the clerk may see.
func (s *Service) atCounter(ctx context.Context, no string) (*casework.File, error) {
	if _, _, err := clerk(ctx); err != nil {
		return nil, err
	}
	return s.Cases.File(ctx, no)
}
