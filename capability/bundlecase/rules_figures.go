package bundlecase

import (
	"slices"
	"time"

	"tongban/capability/bundle"
	"tongban/kernel/id"
)

// Past is how a case went that has had a result.
type Past struct {
	Case       id.ID
	ReceivedAt time.Time
	DecidedAt  time.Time
	Corrected  bool // the one correction was asked for
}

// ended is a run that has had its last result, with the cases of its parts by component.
type ended struct {
	id                     id.ID
	receivedAt, finishedAt time.Time
	cases                  map[string]id.ID
}

// Figures are what real cases say of a bundle: of the runs that have had their last result, and
// of the same items applied for one by one.
type Figures struct {
	At       time.Time
	Runs     int
	Together Course
	Singles  []Single // the items that take part in at least half of the runs
	Apart    Course   // of these, one after the other where one needs the other
}

// Course is how long a matter took and how often its applicant had to correct.
type Course struct {
	Days        float64 // the median, from handing in to the last result
	Corrections float64 // on average
}

// Single is an item applied for by itself.
type Single struct {
	Code, Name string
	Cases      int
	Course
}

// fewest is how many cases a figure is made of at least: fewer could be told apart.
const fewest = 5

// Enough reports whether there are enough runs to say anything.
func (f *Figures) Enough() bool { return f.Runs >= fewest }

// Missing are the names of items of which too few were applied for by themselves to compare.
func (f *Figures) Missing() (names []string) {
	for _, one := range f.Singles {
		if one.Cases < fewest {
			names = append(names, one.Name)
		}
	}
	return names
}

// Comparable reports whether what happened apart can be put beside it.
func (f *Figures) Comparable() bool { return f.Enough() && len(f.Singles) > 0 && len(f.Missing()) == 0 }

// figures counts. The cases of the runs are in went by id, the single ones in singly by item.
func figures(j *bundle.Joint, runs []ended, went map[id.ID]Past, singly map[string][]Past) *Figures {
	f := &Figures{Runs: len(runs)}
	var took []time.Duration
	parts, corrected := map[string]int{}, 0
	for _, r := range runs {
		took = append(took, r.finishedAt.Sub(r.receivedAt))
		for code, key := range r.cases {
			parts[code]++
			if went[key].Corrected {
				corrected++
			}
		}
	}
	f.Together = Course{median(took), share(corrected, len(runs))}
	ends := map[*bundle.Part]float64{}
	for _, p := range j.Parts {
		if p.Item == nil || parts[p.Code()] == 0 || 2*parts[p.Code()] < len(runs) {
			continue
		}
		one := single(p, singly[p.Code()])
		f.Singles = append(f.Singles, one)
		f.Apart.Corrections += one.Corrections
		for before, end := range ends {
			if p.Needs(before) {
				ends[p] = max(ends[p], end)
			}
		}
		ends[p] += one.Days
		f.Apart.Days = max(f.Apart.Days, ends[p])
	}
	return f
}

func single(p *bundle.Part, list []Past) Single {
	one, corrected := Single{Code: p.Code(), Name: p.Title(), Cases: len(list)}, 0
	var took []time.Duration
	for _, c := range list {
		took = append(took, c.DecidedAt.Sub(c.ReceivedAt))
		if c.Corrected {
			corrected++
		}
	}
	one.Course = Course{median(took), share(corrected, len(list))}
	return one
}

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// median is the middle of some spans in days, 0 of none.
func median(list []time.Duration) float64 {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	middle := (list[(len(list)-1)/2] + list[len(list)/2]) / 2
	return middle.Hours() / 24
}
