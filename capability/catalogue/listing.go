package catalogue

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"tongban/kernel/id"
	"tongban/kernel/search"
)

// Summary is what lists show of an item.
type Summary struct {
	VersionID id.ID `json:"-"`
	item      id.ID

	Code               string     `json:"code"`
	BasicCode          string     `json:"basicCode"`
	ImplementationCode string     `json:"implementationCode"`
	HandlingItemCode   string     `json:"handlingItemCode,omitempty"`
	Name               string     `json:"name"`
	NameEn             string     `json:"nameEn,omitempty"`
	Region             Region     `json:"region"`
	ExerciseLevel      int        `json:"exerciseLevel"`
	Department         Department `json:"department"`
	ItemType           ItemType   `json:"itemType"`
	CaseType           CaseType   `json:"caseType"`
	ServiceObjects     []int      `json:"serviceObjects"`
	Themes             Themes     `json:"themes"`
	PromisedLimit      Limit      `json:"promisedLimit"`
	OnSiteVisits       int        `json:"onSiteVisits"`
	Result             string     `json:"result"`
	Keywords           []string   `json:"keywords,omitempty"`
}

func (i *Item) summary() Summary {
	return Summary{
		Code: i.Code, BasicCode: i.BasicCode, ImplementationCode: i.ImplementationCode, HandlingItemCode: i.HandlingItemCode,
		Name: i.Name, NameEn: i.English[i.Name], Region: i.Region, ExerciseLevel: i.ExerciseLevel, Department: i.Department, ItemType: i.ItemType, CaseType: i.CaseType, ServiceObjects: i.ServiceObjects,
		Themes: i.Themes, PromisedLimit: i.PromisedLimit, OnSiteVisits: i.OnSiteVisits, Result: i.Result.Name, Keywords: i.Keywords,
	}
}

// listing is everything published at one edition. It is never changed.
type listing struct {
	edition int64
	items   []Summary // in the order they first came
	byCode  map[string]int
	text    *search.Index
}

// with returns the listing after changes.
func (l *listing) with(edition int64, changes []listed) *listing {
	byItem := map[id.ID]Summary{}
	if l != nil {
		for _, s := range l.items {
			byItem[s.item] = s
		}
	}
	for _, c := range changes {
		if c.state == Published {
			byItem[c.summary.item] = c.summary
		} else if byItem[c.summary.item].VersionID == c.summary.VersionID {
			delete(byItem, c.summary.item)
		}
	}
	next := &listing{edition: edition, items: slices.Collect(maps.Values(byItem)), byCode: map[string]int{}}
	slices.SortFunc(next.items, func(a, b Summary) int { return cmp.Compare(a.item, b.item) })
	next.index()
	return next
}

// index makes the items findable by code and by words. A basic or implementation
// code that several items share finds none of them.
func (l *listing) index() {
	docs := make([]search.Doc, len(l.items))
	shared := map[string]int{}
	for i, s := range l.items {
		for _, code := range []string{s.BasicCode, s.ImplementationCode} {
			shared[code]++
			l.byCode[code] = i
		}
		docs[i] = search.Doc{Fields: []search.Field{
			{Text: s.Name, Weight: 4, Pinyin: true},
			{Text: strings.Join(s.Keywords, " "), Weight: 3, Pinyin: true},
			{Text: s.Result, Weight: 2},
			{Text: s.Department.Name, Weight: 1},
		}}
	}
	maps.DeleteFunc(l.byCode, func(code string, _ int) bool { return code == "" || shared[code] > 1 })
	for i, s := range l.items {
		l.byCode[s.Code] = i
		if s.HandlingItemCode != "" {
			l.byCode[s.HandlingItemCode] = i
		}
	}
	l.text = search.Build(docs)
}

// Query is what somebody looks for. Empty parts do not narrow it.
type Query struct {
	Text       string   // words, pinyin, initials or a code
	Also       []string // other words for the same; a hit by any of them counts
	Theme      string   // "natural-050", "legal-005", or "050" for either
	Department string   // its code
	Region     string   // code of a division: what it, those above it and those below it offer
	Object     int      // whom it is for, as ServiceObjects
	Cursor     string   // Page.Next of the page before
	Limit      int      // 0 is 20, at most 100
}

// Page is a part of a list.
type Page struct {
	Items []Summary
	Next  string // cursor of the next page; empty if there is none
}

// find returns the items for q, best first.
func (l *listing) find(q Query) []Summary {
	items := l.items
	if text := strings.TrimSpace(q.Text); text != "" {
		items = nil
		if i, ok := l.byCode[text]; ok {
			items = []Summary{l.items[i]}
		} else {
			for _, hit := range l.text.Search(search.Query{Text: text, Also: q.Also}, len(l.items)) {
				items = append(items, l.items[hit.Doc])
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(items), func(s Summary) bool {
		return !q.admits(s)
	})
}

// admits reports whether an item is inside what narrows the query.
func (q Query) admits(s Summary) bool {
	switch {
	case q.Department != "" && s.Department.Code != q.Department,
		q.Theme != "" && !s.Themes.has(q.Theme),
		q.Region != "" && !related(q.Region, s.Region.Code),
		q.Object != 0 && !slices.Contains(s.ServiceObjects, q.Object):
		return false
	}
	return true
}

// page cuts a page out of found items. A cursor that is not among them is the
// cursor of another list: it begins anew.
func page(found []Summary, q Query) Page {
	limit := min(cmp.Or(max(q.Limit, 0), 20), 100)
	if at := slices.IndexFunc(found, func(s Summary) bool { return s.Code == q.Cursor }); at >= 0 {
		found = found[at+1:]
	}
	if len(found) <= limit {
		return Page{Items: found}
	}
	return Page{Items: found[:limit], Next: found[limit-1].Code}
}

// related reports whether one division lies in the other, by their codes of 6, 9 or
// 12 digits. Basis: GB/T 2260; GB/T 10114 (province 2, city 2, county 2, town 3,
// village 3 digits, the unused ones zero).
func related(a, b string) bool {
	x, y := division(a), division(b)
	return strings.HasPrefix(x, y) || strings.HasPrefix(y, x)
}

// division returns the digits of a code that say something.
func division(code string) string {
	if len(code) > 6 {
		return strings.TrimSuffix(code, "000")
	}
	return strings.TrimSuffix(strings.TrimSuffix(code, "00"), "00")
}

func (t Themes) has(theme string) bool {
	group, code, ok := strings.Cut(theme, "-")
	if !ok {
		return slices.Contains(t.Natural, theme) || slices.Contains(t.Legal, theme)
	}
	return group == Natural && slices.Contains(t.Natural, code) || group == Legal && slices.Contains(t.Legal, code)
}

// The groups of themes: of natural persons and of legal ones.
const (
	Natural = "natural"
	Legal   = "legal"
)

// Theme is a life event with the number of items that belong to it.
type Theme struct {
	Group string
	Code  string
	Items int
}

// Slug returns the theme's name in addresses: "natural-050".
func (t Theme) Slug() string { return t.Group + "-" + t.Code }

// themeOf reads a theme's name in an address; a bare code is of natural persons.
func themeOf(slug string) Theme {
	group, code, ok := strings.Cut(slug, "-")
	if !ok {
		return Theme{Group: Natural, Code: slug}
	}
	return Theme{Group: group, Code: code}
}

// themes returns the themes that have items, in their official order.
func (l *listing) themes() []Theme {
	count := map[Theme]int{}
	for _, s := range l.items {
		for _, code := range s.Themes.Natural {
			count[Theme{Group: Natural, Code: code}]++
		}
		for _, code := range s.Themes.Legal {
			count[Theme{Group: Legal, Code: code}]++
		}
	}
	themes := make([]Theme, 0, len(count))
	for t, n := range count {
		t.Items = n
		themes = append(themes, t)
	}
	slices.SortFunc(themes, func(a, b Theme) int {
		return cmp.Or(-cmp.Compare(a.Group, b.Group), cmp.Compare(a.Code, b.Code))
	})
	return themes
}
