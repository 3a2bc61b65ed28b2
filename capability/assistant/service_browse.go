package assistant

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"

	"tongban/capability/catalogue"
	"tongban/capability/place"
	"tongban/kernel/search"
)

// Bureau is a department with how many services it offers.
type Bureau struct {
	catalogue.Office
	place.Label
	Letter string // by which it is listed
	Known  bool   // to place: a department of its own
	Items  int
	sound  string
}

// Bureaus returns the departments that offer services, by the sound of their names. The
// name of the region in front of it does not count: it begins all of them.
func (s *Service) Bureaus(ctx context.Context) ([]Bureau, error) {
	all, err := s.catalogue.Search(ctx, catalogue.Query{Count: true, Limit: 1})
	if err != nil {
		return nil, err
	}
	byCode := map[string]Bureau{}
	for office, n := range all.Tally.Departments {
		b, known := byCode[office.Code]
		if !known {
			b = s.bureau(ctx, office, all.Tally)
		}
		b.Items += n
		byCode[office.Code] = b
	}
	list := make([]Bureau, 0, len(byCode))
	for _, b := range byCode {
		list = append(list, b)
	}
	slices.SortFunc(list, func(a, b Bureau) int { return cmp.Or(cmp.Compare(a.sound, b.sound), cmp.Compare(a.Code, b.Code)) })
	return list, nil
}

// bureau finds what place knows of a department.
func (s *Service) bureau(ctx context.Context, office catalogue.Office, all catalogue.Tally) Bureau {
	b := Bureau{Office: office, Label: place.Label{Name: strings.TrimSpace(office.Name)}}
	if d, err := s.place.Department(ctx, office.Code); err == nil {
		b.Label, b.Known = d.Label, true
	}
	own := b.Label.Name
	for region := range all.Regions {
		if rest, ok := strings.CutPrefix(b.Label.Name, region.Name); ok && rest != "" && len(rest) < len(own) {
			own = rest
		}
	}
	b.Letter, b.sound = listed(own)
	return b
}

// listed returns the letter a name is listed under and what it sounds like.
func listed(name string) (letter, sound string) {
	var heard []string
	for _, r := range name {
		reading := search.Reading(r)
		if reading == "" && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			reading = strings.ToLower(string(r))
		}
		if reading != "" {
			heard = append(heard, reading)
		}
	}
	sound = strings.Join(heard, " ")
	if sound == "" || sound[0] < 'a' || sound[0] > 'z' {
		return "#", "~" + sound
	}
	return strings.ToUpper(sound[:1]), sound
}

// Level is a division with how many services it offers itself.
type Level struct {
	place.Region
	Items int
}

// Territory is a region with what its levels offer.
type Territory struct {
	Path  []Level // from the topmost down to the region itself; empty above all
	Below []Level
	All   int // what its people can use: its own, and those of the levels above and below
}

// Territory returns a region, "" for all. A region nobody knows is NotFound.
func (s *Service) Territory(ctx context.Context, code string) (Territory, error) {
	all, err := s.catalogue.Search(ctx, catalogue.Query{Count: true, Limit: 1})
	if err != nil {
		return Territory{}, err
	}
	if code == "" {
		top, err := s.topmost(ctx, all.Tally)
		return Territory{Below: levels(top, all.Tally)}, err
	}
	for _, stranger := range s.strangers(ctx, all.Tally) {
		if stranger.Code == code {
			return Territory{Path: levels([]place.Region{stranger}, all.Tally), All: all.Tally.In(code)}, nil
		}
	}
	path, err := s.place.Path(ctx, code)
	if err != nil {
		return Territory{}, err
	}
	below, err := s.place.Children(ctx, code)
	return Territory{levels(path, all.Tally), levels(below, all.Tally), all.Tally.In(code)}, err
}

// topmost returns the regions to begin with: those without one above, and what lies in
// a single one, for that is no choice. Regions that place does not know come last.
func (s *Service) topmost(ctx context.Context, all catalogue.Tally) ([]place.Region, error) {
	top, err := s.place.Children(ctx, "")
	if err != nil {
		return nil, err
	}
	if len(top) == 1 {
		inside, err := s.place.Children(ctx, top[0].Code)
		if err != nil {
			return nil, err
		}
		top = slices.Concat(top, inside)
	}
	return slices.Concat(top, s.strangers(ctx, all)), nil
}

// strangers returns the regions of services that place does not know: those of an
// imported list.
func (s *Service) strangers(ctx context.Context, all catalogue.Tally) (list []place.Region) {
	for r := range all.Regions {
		code, ok := place.Code(r.Code)
		if _, err := s.place.Region(ctx, code); !ok || err == nil || r.Name == "" {
			continue
		}
		list = append(list, place.Region{Code: code, Level: place.LevelOf(code), Label: place.Label{Name: r.Name}})
	}
	slices.SortFunc(list, func(a, b place.Region) int { return cmp.Compare(a.Code, b.Code) })
	return slices.CompactFunc(list, func(a, b place.Region) bool { return a.Code == b.Code })
}

// levels counts what each region offers itself.
func levels(regions []place.Region, all catalogue.Tally) []Level {
	list := make([]Level, len(regions))
	for i, r := range regions {
		list[i] = Level{Region: r}
		for of, n := range all.Regions {
			if code, _ := place.Code(of.Code); code == r.Code {
				list[i].Items += n
			}
		}
	}
	return list
}

// of reports whether a service is a region's own.
func of(region string) func(*catalogue.Summary) bool {
	return func(s *catalogue.Summary) bool {
		code, _ := place.Code(s.Region.Code)
		return code == region
	}
}
