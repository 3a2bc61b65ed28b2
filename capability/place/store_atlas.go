package place

import (
	"context"
	"sync"

	"tongban/kernel/db"
	"tongban/kernel/search"
)

// atlas is everything, as one edition has it. What it says never changes.
type atlas struct {
	edition     int64
	region      map[string]Region   // by code
	children    map[string][]Region // by the code of the region above, "" on top
	department  map[string]Department
	departments []Department
	outlets     []Outlet
	serving     map[string][]Outlet // by the code of the region served

	searched sync.Once // the regions are indexed when somebody first searches
	sorted   []Region
	words    *search.Index
}

func readAtlas(ctx context.Context, tx *db.Tx, edition int64) (*atlas, error) {
	regions, err := listRegions(ctx, tx)
	if err != nil {
		return nil, err
	}
	departments, err := listDepartments(ctx, tx)
	if err != nil {
		return nil, err
	}
	outlets, err := listOutlets(ctx, tx)
	if err != nil {
		return nil, err
	}
	return newAtlas(edition, regions, departments, outlets), nil
}

func newAtlas(edition int64, regions []Region, departments []Department, outlets []Outlet) *atlas {
	a := &atlas{
		edition: edition, departments: departments, outlets: outlets,
		region: make(map[string]Region, len(regions)), children: map[string][]Region{},
		department: make(map[string]Department, len(departments)), serving: map[string][]Outlet{},
	}
	for _, r := range regions {
		a.region[r.Code] = r
	}
	for _, r := range regions {
		r.Parent = a.parent(r)
		a.region[r.Code] = r
		a.children[r.Parent] = append(a.children[r.Parent], r)
	}
	for _, d := range departments {
		a.department[d.Code] = d
	}
	for i, o := range outlets {
		outlets[i].Level = LevelOf(o.Region)
		a.serving[o.Region] = append(a.serving[o.Region], outlets[i])
	}
	return a
}

// parent returns the code of the region above: the one it was given, else the
// nearest that there is by its code.
func (a *atlas) parent(r Region) string {
	for _, code := range append([]string{r.Parent}, above(r.Code)...) {
		if _, ok := a.region[code]; ok {
			return code
		}
	}
	return ""
}

// up returns a region and those above it, nearest first; none if there is no such
// region.
func (a *atlas) up(code string) []Region {
	var path []Region
	for r, ok := a.region[code]; ok && len(path) < Village; r, ok = a.region[r.Parent] {
		path = append(path, r)
	}
	return path
}
