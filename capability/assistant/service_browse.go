package assistant

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"

	"tongban/capability/catalogue"
	"tongban/capability/place"
)

// Stages returns the stages of a life and of a firm with how many services each has.
func (s *Service) Stages(ctx context.Context) (counts map[string]int, err error) {
	counts = map[string]int{}
	for _, stage := range s.stages {
		page, err := s.catalogue.Search(ctx, catalogue.Query{Only: stage.Has, Limit: 1})
		if err != nil {
			return nil, err
		}
		counts[stage.Code] = page.Total
	}
	return counts, nil
}

// Stage returns the stage of code, false if there is none.
func (s *Service) Stage(code string) (Stage, bool) {
	at := slices.IndexFunc(s.stages, func(one Stage) bool { return one.Code == code })
	if at < 0 {
		return Stage{}, false
	}
	return s.stages[at], true
}

// Bureau is a department with how many services it offers.
type Bureau struct {
	catalogue.Office
	place.Label
	Letter string // by which it is listed
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
			if b, err = s.bureau(ctx, office); err != nil {
				return nil, err
			}
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
func (s *Service) bureau(ctx context.Context, office catalogue.Office) (Bureau, error) {
	b := Bureau{Office: office, Label: place.Label{Name: strings.TrimSpace(office.Name)}}
	own := b.Label.Name
	if d, err := s.place.Department(ctx, office.Code); err == nil {
		b.Label = d.Label
		if region, err := s.place.Region(ctx, d.Region); err == nil {
			own = strings.TrimPrefix(own, region.Name)
		}
	}
	b.Letter, b.sound = listed(own)
	return b, nil
}

// listed returns the letter a name is listed under and what it sounds like.
func listed(name string) (letter, sound string) {
	style := pinyin.NewArgs()
	style.Fallback = func(r rune, _ pinyin.Args) []string {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return []string{strings.ToLower(string(r))}
		}
		return nil
	}
	sound = strings.Join(pinyin.LazyPinyin(name, style), " ")
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
	var t Territory
	if code != "" {
		path, err := s.place.Path(ctx, code)
		if err != nil {
			return Territory{}, err
		}
		t.Path, t.All = levels(path, all.Tally), all.Tally.In(code)
	}
	below, err := s.place.Children(ctx, code)
	if err == nil && code == "" && len(below) == 1 { // one province is no choice
		var inside []place.Region
		inside, err = s.place.Children(ctx, below[0].Code)
		below = slices.Concat(below, inside)
	}
	t.Below = levels(below, all.Tally)
	return t, err
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
