package place

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"tongban/kernel/search"
)

// Below returns the regions from level on down, each after the one it lies in, if
// there are at most so many; otherwise none, and they are to be searched.
func (s *Service) Below(ctx context.Context, level, most int) ([]Region, error) {
	a, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	var list []Region
	for _, r := range a.region {
		if r.Level < level {
			continue
		}
		if list = append(list, r); len(list) > most {
			return nil, nil
		}
	}
	slices.SortFunc(list, func(x, y Region) int { return cmp.Compare(x.Code, y.Code) })
	return list, nil
}

// FindRegions returns the regions that words name, best first, at most limit. Words
// may name those above as well, in part, or be pinyin: 清溪松石, qxq.
func (s *Service) FindRegions(ctx context.Context, words string, limit int) ([]Region, error) {
	a, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	index := a.index()
	var found []Region
	for _, hit := range index.Search(search.Query{Text: words}, limit) {
		found = append(found, a.sorted[hit.Doc])
	}
	return found, nil
}

// index is built when somebody first searches.
func (a *atlas) index() *search.Index {
	a.searched.Do(func() {
		for _, r := range a.region {
			a.sorted = append(a.sorted, r)
		}
		slices.SortFunc(a.sorted, func(x, y Region) int { return cmp.Compare(x.Code, y.Code) })
		docs := make([]search.Doc, len(a.sorted))
		for i, r := range a.sorted {
			docs[i] = a.doc(r)
		}
		a.words = search.Build(docs)
	})
	return a.words
}

// doc is what a region is found by: its name, less by the names above it.
func (a *atlas) doc(r Region) search.Doc {
	var names []string
	for _, one := range a.up(r.Code)[1:] {
		names = append(names, one.Name)
	}
	slices.Reverse(names)
	return search.Doc{Fields: []search.Field{
		{Text: r.Name, Weight: 1, Pinyin: true}, {Text: strings.Join(names, ""), Weight: .5, Pinyin: true},
		{Text: r.NameEn, Weight: .8}, {Text: r.Code, Weight: 1},
	}}
}
