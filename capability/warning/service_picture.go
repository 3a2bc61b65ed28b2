package warning

import (
	"cmp"
	"context"
	"image"
	"slices"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// picture is one page of what was uploaded with a case.
type picture struct {
	file     id.ID
	material string // code
	name     string // of the material
	page     int
	image    image.Image
	prints   []Print
}

// picturesOf returns the pictures of what was handed in that can be compared, the first of
// them. What cannot be read is left to who reviews.
func (s *Service) picturesOf(ctx context.Context, item *catalogue.Item, handed casework.Submission) (list []picture, err error) {
	for _, m := range handed.Materials {
		file, err := id.Parse(m.Reference)
		if m.Source != casework.Upload || err != nil {
			continue
		}
		pages, err := s.pages(ctx, file)
		if err != nil {
			return nil, err
		}
		known, _ := item.Material(m.Code)
		for n, page := range pages {
			if p := prints(page); len(p) > 0 && len(list) < mostPages {
				list = append(list, picture{file, m.Code, cmp.Or(known.Name, m.Code), n + 1, page, p})
			}
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// pages returns the pictures of a file, none where it is gone or cannot be read.
func (s *Service) pages(ctx context.Context, file id.ID) ([]image.Image, error) {
	pages, err := s.Papers.Pictures(ctx, file)
	switch fault.KindOf(err) {
	case fault.NotFound, fault.Invalid, fault.TooLarge:
		return nil, nil
	}
	return pages, err
}

// printed is what a case leaves of its pictures, upright: who searches turns theirs.
func (x *examination) printed() (list []printed) {
	for _, p := range x.pictures {
		for _, one := range p.prints {
			if one.quarters == 0 {
				list = append(list, printed{file: p.file, material: p.material, page: p.page, bits: one.Bits})
			}
		}
	}
	return list
}

// likenesses finds pictures that others have handed in: by their prints, then by looking at
// both.
func (s *Service) likenesses(ctx context.Context, x *examination) (found []finding, err error) {
	k := x.settings[Picture]
	if !k.On {
		return nil, nil
	}
	for _, p := range x.pictures {
		met, err := s.met(ctx, x, p, k)
		if err != nil {
			return nil, err
		}
		for _, other := range met {
			value := s.Keys.BlindIndex("warning.picture", p.material+" "+other.caseID.String())
			if slices.ContainsFunc(found, func(f finding) bool { return slices.Equal(f.value, value) }) {
				continue
			}
			pages, err := s.pages(ctx, other.file)
			if err != nil {
				return nil, err
			}
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			if other.page > len(pages) {
				continue
			}
			if alike := int(likeness(p.image, pages[other.page-1], other.quarters) * 100); alike >= k.Likeness {
				found = append(found, finding{Picture, value, Evidence{
					Cases: 1, Applicants: 1, Material: p.name, Page: p.page, Likeness: alike, Others: []id.ID{other.caseID},
				}})
			}
		}
	}
	return found, nil
}

// sighting is a picture of somebody else that looks like one of a case.
type sighting struct {
	printed
	quarters int // by how many ours is turned to look like it
	distance int // of the prints
}

// met returns the pictures of other applicants whose prints are nearest to those of p, one of
// each file and page.
func (s *Service) met(ctx context.Context, x *examination, p picture, k Setting) (list []sighting, err error) {
	var all []sighting
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		all = nil
		for _, one := range p.prints {
			some, err := listMet(ctx, tx, one)
			if err != nil {
				return err
			}
			for _, other := range some {
				all = append(all, sighting{other, one.quarters, distance(one.Bits, other.bits)})
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b sighting) int { return cmp.Compare(a.distance, b.distance) })
	for _, other := range all {
		known := slices.ContainsFunc(list, func(one sighting) bool { return one.file == other.file && one.page == other.page })
		if known || other.isWithdrawn || other.owner == x.c.owner || other.at.Before(x.since(k)) {
			continue
		}
		if list = append(list, other); len(list) == mostCompared {
			break
		}
	}
	return list, nil
}
