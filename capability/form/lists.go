package form

import (
	"context"
	"slices"
	"strings"
	"sync"

	"tongban/capability/element"
	"tongban/capability/place"
	"tongban/kernel/search"
	"tongban/ui"
)

// Places is where regions are looked up.
type Places interface {
	Region(ctx context.Context, code string) (place.Region, error)
	Path(ctx context.Context, code string) ([]place.Region, error)
	Below(ctx context.Context, level, most int) ([]place.Region, error)
	FindRegions(ctx context.Context, words string, limit int) ([]place.Region, error)
	Children(ctx context.Context, code string) ([]place.Region, error)
}

// Lists finds entries of lists too long to be shown: codes of the dictionary, and
// regions, which are the list "division".
type Lists struct {
	places  Places
	mu      sync.Mutex
	indexes map[string]*search.Index // of the dictionary's lists, each built when first searched
}

// NewLists returns the lists with the regions of places, which may be nil.
func NewLists(places Places) *Lists {
	return &Lists{places: places, indexes: map[string]*search.Index{}}
}

// Regions returns what names a region, as a Definition takes it; nil without places.
func (l *Lists) Regions() func(code string) (place.Label, bool) {
	if l.places == nil {
		return nil
	}
	return func(code string) (place.Label, bool) {
		r, err := l.places.Region(context.Background(), code) // read from memory
		return r.Label, err == nil
	}
}

// found is how many entries a search shows, unasked how long a list may be whose first
// entries are worth showing unasked.
const (
	found   = 12
	unasked = 60
)

// find returns the entries of a list that words name, best first, and whether there
// are more. Without words it is the beginning of a list that is not too long.
func (l *Lists) find(ctx context.Context, list, words string) (options []ui.Option, more bool, err error) {
	if list == divisions {
		return l.findRegions(ctx, words)
	}
	codes, _ := element.CodeList(list)
	if strings.TrimSpace(words) == "" {
		if len(codes.Codes) > unasked {
			return nil, false, nil
		}
		for _, v := range codes.Codes[:min(few, len(codes.Codes))] {
			options = append(options, ui.Option{Value: v.Code, Label: v.In(ctx)})
		}
		return options, false, nil
	}
	hits := l.index(codes).Search(search.Query{Text: words}, found+1)
	for _, hit := range hits[:min(found, len(hits))] {
		v := codes.Codes[hit.Doc]
		options = append(options, ui.Option{Value: v.Code, Label: v.In(ctx)})
	}
	return options, len(hits) > found, nil
}

// index returns the index of a list of the dictionary.
func (l *Lists) index(list element.List) *search.Index {
	l.mu.Lock()
	defer l.mu.Unlock()
	if index, built := l.indexes[list.Name]; built {
		return index
	}
	docs := make([]search.Doc, len(list.Codes))
	for i, v := range list.Codes {
		docs[i] = search.Doc{Fields: []search.Field{{Text: v.Label, Weight: 1, Pinyin: true}, {Text: v.LabelEn, Weight: .8}, {Text: v.Code, Weight: 1}}}
	}
	l.indexes[list.Name] = search.Build(docs)
	return l.indexes[list.Name]
}

func (l *Lists) findRegions(ctx context.Context, words string) (options []ui.Option, more bool, err error) {
	if l.places == nil {
		return nil, false, nil
	}
	regions, err := l.places.FindRegions(ctx, words, found+1)
	for _, r := range regions[:min(found, len(regions))] {
		path, err := l.places.Path(ctx, r.Code)
		if err != nil {
			return nil, false, err
		}
		options = append(options, ui.Option{Value: r.Code, Label: pathName(ctx, path)})
	}
	return options, len(regions) > found, err
}

// pathName writes a region with those above it, as addresses do.
func pathName(ctx context.Context, path []place.Region) string {
	names := make([]string, len(path))
	for i, r := range path {
		names[i] = r.In(ctx)
	}
	return strings.Join(names, " ")
}

// size is how many entries a list has; 0 if nobody has counted the regions.
func (l *Lists) size(list string) int {
	codes, _ := element.CodeList(list)
	return len(codes.Codes)
}

// known reports whether there is a list of this name to search.
func (l *Lists) known(list string) bool {
	return list == divisions && l.places != nil || l.size(list) > 0
}

// regionOptions lists the regions from counties down if they are few enough for a
// select, those of one county together.
func (l *Lists) regionOptions(ctx context.Context) ([]ui.Option, error) {
	if l.places == nil {
		return nil, nil
	}
	regions, err := l.places.Below(ctx, place.County, fewRegions)
	if err != nil {
		return nil, err
	}
	var options []ui.Option
	names := map[string]string{}
	county := ""
	for _, r := range regions {
		name := r.In(ctx)
		if r.Level == place.County {
			county = name
		} else if above := names[r.Parent]; above != county && above != "" {
			name = above + " " + name
		}
		names[r.Code] = name
		options = append(options, ui.Option{Value: r.Code, Label: name, Group: county})
	}
	return options, nil
}

// fewRegions is how many regions a select takes.
const fewRegions = 120

// chosen returns the options that values name, in their order.
func chosen(options []ui.Option, values []string) (list []ui.Option) {
	for _, value := range values {
		if i := slices.IndexFunc(options, func(o ui.Option) bool { return o.Value == value }); i >= 0 {
			list = append(list, options[i])
		}
	}
	return list
}
