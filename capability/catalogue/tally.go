package catalogue

import "slices"

// Tally says how many of the found items have which value. A part of the query that
// narrows by the same property is left aside, so that a reader sees what another
// choice would bring.
type Tally struct {
	Objects     map[int]int
	Themes      map[Theme]int
	Departments map[Office]int
	Regions     map[Region]int
	Types       map[ItemType]int
	Online      int
}

// Office is a department as lists name it.
type Office struct{ Code, Name string }

func newTally() Tally {
	return Tally{map[int]int{}, map[Theme]int{}, map[Office]int{}, map[Region]int{}, map[ItemType]int{}, 0}
}

// miss is a set of the properties by which an item is outside a query.
type miss uint

const (
	missDepartment miss = 1 << iota
	missTheme
	missRegion
	missObject
	missType
	missOnline
	missOther
)

// misses returns why q leaves s out; nothing if it does not.
func (q Query) misses(s *Summary) (m miss) {
	note := func(out bool, why miss) {
		if out {
			m |= why
		}
	}
	note(q.Department != "" && s.Department.Code != q.Department, missDepartment)
	note(q.Theme != "" && !s.Themes.has(q.Theme), missTheme)
	note(q.Region != "" && !related(q.Region, s.Region.Code), missRegion)
	note(q.Object != 0 && !slices.Contains(s.ServiceObjects, q.Object), missObject)
	note(q.Type != "" && s.ItemType.Code != q.Type, missType)
	note(q.Online && !s.Online, missOnline)
	note(q.Only != nil && !q.Only(s), missOther)
	return m
}

// add counts an item that a query misses by m.
func (c *Tally) add(s *Summary, m miss) {
	if m&^missObject == 0 {
		for _, object := range s.ServiceObjects {
			c.Objects[object]++
		}
	}
	if m&^missTheme == 0 {
		for _, code := range s.Themes.Natural {
			c.Themes[Theme{Natural, code}]++
		}
		for _, code := range s.Themes.Legal {
			c.Themes[Theme{Legal, code}]++
		}
	}
	if m&^missDepartment == 0 {
		c.Departments[Office{s.Department.Code, s.Department.Name}]++
	}
	if m&^missRegion == 0 {
		c.Regions[s.Region]++
	}
	if m&^missType == 0 {
		c.Types[s.ItemType]++
	}
	if m&^missOnline == 0 && s.Online {
		c.Online++
	}
}

// In returns how many of the items a division's people can use: its own, and those of
// the divisions above and below it.
func (c Tally) In(region string) (n int) {
	for r, items := range c.Regions {
		if related(region, r.Code) {
			n += items
		}
	}
	return n
}
