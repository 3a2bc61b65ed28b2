package window

import (
	"cmp"
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
	"tongban/kernel/message"
)

// OriginalsOf returns whose originals were held beside the copies of an application.
// Whoever may read the case gets this far.
func (s *Service) OriginalsOf(ctx context.Context, applicationID id.ID) (list []Original, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = s.Seen(ctx, tx, applicationID)
		return err
	})
	return list, err
}

// Open lists the materials of a case whose originals the item wants to see and nobody has:
// a lane may refuse to grant while there are any.
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
	return unseen(f.Item, f.LastSubmission().Materials, seen)
}

// unseen are the originals of materials that the item asks for and nobody has seen. Where a
// licence, shared data or the form stand for a paper, the source vouches for it.
func unseen(item *catalogue.Item, materials []casework.Material, seen []Original) (open []OpenOriginal) {
	for _, m := range item.Materials {
		brought := slices.ContainsFunc(materials, func(has casework.Material) bool {
			return has.Code == m.Code && (has.Source == casework.Upload || has.Source == casework.Paper)
		})
		held := slices.ContainsFunc(seen, func(o Original) bool { return o.Material == m.Code })
		if m.Originals > 0 && brought && !held {
			open = append(open, OpenOriginal{m.Code, m.Name})
		}
	}
	return open
}

// Wanted lists the materials of what was handed in whose originals the item wants to see.
func Wanted(item *catalogue.Item, handed casework.Submission) []OpenOriginal {
	return unseen(item, handed.Materials, nil)
}

// Seen returns whose originals of an application were seen, within a unit. The caller has
// checked who asks. What was held beside a copy of a joint application was so for each of its
// shares.
func (s *Service) Seen(ctx context.Context, tx *db.Tx, applicationID id.ID) ([]Original, error) {
	list, err := listOriginals(ctx, tx, applicationID, mostOriginals)
	if err != nil {
		return nil, err
	}
	joint, codes, err := s.Applications.ShareOf(ctx, tx, applicationID)
	if err != nil || joint == 0 {
		return list, err
	}
	whole, err := listOriginals(ctx, tx, joint, mostOriginals)
	for code, there := range codes {
		own := func(o Original) bool { return o.Material == code }
		i := slices.IndexFunc(whole, func(o Original) bool { return o.Material == there })
		if i >= 0 && !slices.ContainsFunc(list, own) {
			held := whole[i]
			held.Material = code
			list = append(list, held)
		}
	}
	slices.SortStableFunc(list, func(a, b Original) int { return cmp.Compare(a.Material, b.Material) })
	return list, err
}

// Unseen keeps a case from being granted while originals have not been seen, if its item has
// people come in person; where nobody has to come, a copy online counts as the paper.
//
// Basis: 行政许可法, art. 34; 国务院关于在线政务服务的若干规定, arts 9–12.
func (s *Service) Unseen(ctx context.Context, tx *db.Tx, c *casework.Case) error {
	item, err := s.Catalogue.Version(ctx, c.VersionID)
	if err != nil || item.OnSiteVisits == 0 {
		return err
	}
	materials, err := s.Applications.Materials(ctx, tx, c.ApplicationID)
	if err != nil {
		return err
	}
	seen, err := s.Seen(ctx, tx, c.ApplicationID)
	if err != nil {
		return err
	}
	var names []string
	for _, o := range unseen(item, materials, seen) {
		names = append(names, o.Name)
	}
	if len(names) > 0 {
		return fault.New(fault.Conflict, "window.originals-open", message.List(names))
	}
	return nil
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
