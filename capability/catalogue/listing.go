package catalogue

import (
	"cmp"
	"context"
	"math/bits"
	"slices"
	"strings"
	"sync"

	"tongban/kernel/id"
	"tongban/kernel/message"
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
	Basic              Basic      `json:"basic,omitzero"`
	Region             Region     `json:"region"`
	ExerciseLevel      int        `json:"exerciseLevel"`
	Accepting          []int      `json:"accepting,omitempty" doc:"levels whose desks take applications, if not only the exercising one"`
	Department         Department `json:"department"`
	DepartmentEn       string     `json:"departmentEn,omitempty"`
	ItemType           ItemType   `json:"itemType"`
	CaseType           CaseType   `json:"caseType"`
	ServiceObjects     []int      `json:"serviceObjects"`
	Themes             Themes     `json:"themes"`
	PromisedLimit      Limit      `json:"promisedLimit"`
	OnSiteVisits       int        `json:"onSiteVisits"`
	Result             string     `json:"result"`
	ResultEn           string     `json:"resultEn,omitempty"`
	Keywords           []string   `json:"keywords,omitempty"`
	Online             bool       `json:"online" doc:"whether it can be applied for on this platform now"`
	NoWindow           bool       `json:"noWindow,omitempty" doc:"whether no desk takes applications"`
	Elsewhere          bool       `json:"elsewhere,omitempty" doc:"whether it is applied for on another platform"`
}

func (i *Item) summary() Summary {
	return Summary{
		Code: i.Code, BasicCode: i.BasicCode, ImplementationCode: i.ImplementationCode, HandlingItemCode: i.HandlingItemCode,
		Name: i.Name, NameEn: i.English[i.Name], Basic: i.Basic, Region: i.Region, ExerciseLevel: i.ExerciseLevel, Accepting: i.accepting(),
		Department: i.Department, DepartmentEn: i.English[i.Department.Name], ItemType: i.ItemType, CaseType: i.CaseType, ServiceObjects: i.ServiceObjects,
		Themes: i.Themes, PromisedLimit: i.PromisedLimit, OnSiteVisits: i.OnSiteVisits, Result: i.Result.Name, ResultEn: i.English[i.Result.Name], Keywords: i.Keywords,
		NoWindow: !i.AtWindow(), Elsewhere: i.OnlineURL != "" || i.MobileURL != "",
	}
}

// In returns the item's name in the language of ctx's reader; in Chinese if there is
// no other.
func (s *Summary) In(ctx context.Context) string {
	if message.In(ctx) == message.English && s.NameEn != "" {
		return s.NameEn
	}
	return s.Name
}

// ResultIn returns what an applicant gets in the language of ctx's reader, as In.
func (s *Summary) ResultIn(ctx context.Context) string {
	if message.In(ctx) == message.English && s.ResultEn != "" {
		return s.ResultEn
	}
	return s.Result
}

// OfficeIn returns who offers the item in the language of ctx's reader, as In.
func (s *Summary) OfficeIn(ctx context.Context) string {
	if message.In(ctx) == message.English && s.DepartmentEn != "" {
		return s.DepartmentEn
	}
	return s.Department.Name
}

// Accepts reports whether desks of level take applications for the item.
func (s *Summary) Accepts(level int) bool {
	switch {
	case s.NoWindow:
		return false
	case len(s.Accepting) == 0:
		return level == s.ExerciseLevel
	}
	return slices.Contains(s.Accepting, level)
}

// listing is everything published at one edition. It is never changed.
type listing struct {
	edition int64
	items   []Summary        // in the order they first came
	byCode  map[string]int   // by fold of a code that is one item's own
	sharing map[string][]int // by fold of a basic or implementation code
	basics  func() []string  // basic codes, folded and sorted
	text    *search.Index
}

// with returns the listing after changes. It is made beside l, which is read meanwhile.
func (l *listing) with(edition int64, changes []listed) *listing {
	changed := map[id.ID]Summary{} // without a version: no longer listed
	for _, c := range changes {
		if c.state == Published {
			changed[c.summary.item] = c.summary
			continue
		}
		now, known := changed[c.summary.item]
		if !known {
			now = l.item(c.summary.item)
		}
		if now.VersionID == c.summary.VersionID {
			changed[c.summary.item] = Summary{}
		}
	}
	next := &listing{edition: edition, byCode: map[string]int{}, sharing: map[string][]int{}, items: make([]Summary, 0, len(l.items)+len(changed))}
	for i := range l.items {
		if _, gone := changed[l.items[i].item]; !gone {
			next.items = append(next.items, l.items[i])
		}
	}
	for item, s := range changed {
		if s.item == item {
			next.items = append(next.items, s)
		}
	}
	slices.SortFunc(next.items, func(a, b Summary) int { return cmp.Compare(a.item, b.item) })
	next.index()
	return next
}

// item returns the listed version of an item; nothing if it is not listed.
func (l *listing) item(item id.ID) Summary {
	i, ok := slices.BinarySearchFunc(l.items, item, func(s Summary, item id.ID) int { return cmp.Compare(s.item, item) })
	if !ok {
		return Summary{}
	}
	return l.items[i]
}

// index makes the items findable by code and by words. A basic or implementation
// code that several items share finds none of them.
func (l *listing) index() {
	docs := make([]search.Doc, len(l.items))
	for i, s := range l.items {
		for _, code := range []string{s.BasicCode, s.ImplementationCode} {
			if code != "" {
				l.sharing[fold(code)] = append(l.sharing[fold(code)], i)
			}
		}
		docs[i] = search.Doc{Fields: []search.Field{
			{Text: s.Name, Weight: 4, Pinyin: true},
			{Text: strings.Join(s.Keywords, " "), Weight: 3, Pinyin: true},
			{Text: s.Result, Weight: 2},
			{Text: s.Department.Name, Weight: 1},
			{Text: s.NameEn, Weight: 4},
			{Text: s.ResultEn, Weight: 2},
		}}
	}
	l.basics = sync.OnceValue(l.basicCodes)
	for code, items := range l.sharing {
		if len(items) == 1 {
			l.byCode[code] = items[0]
		}
	}
	for i, s := range l.items {
		l.byCode[fold(s.Code)] = i
		if s.HandlingItemCode != "" {
			l.byCode[fold(s.HandlingItemCode)] = i
		}
	}
	l.text = search.Build(docs)
}

// fold writes a code as it is compared: people type the letters of official codes as
// they like.
func fold(code string) string { return strings.ToLower(code) }

// Query is what somebody looks for. Empty parts do not narrow it.
type Query struct {
	Text       string   // words, pinyin, initials or a code
	Also       []string // other words for the same; a hit by any of them counts
	Theme      string   // "natural-050", "legal-005", or "050" for either
	Department string   // its code
	Region     string   // code of a division: what it, those above it and those below it offer
	Object     int      // whom it is for, as ServiceObjects
	Type       string   // code of an ItemType
	Online     bool     // only what can be applied for here now
	Only       func(*Summary) bool

	Count  bool   // fill in Page.Tally
	Cursor string // Page.Next of the page before
	Limit  int    // 0 is 20, at most 100
}

// Page is a part of a list.
type Page struct {
	Items []Summary
	Next  string // cursor of the next page; empty if there is none
	Total int    // how many were found, on all pages
	Tally Tally
}

// search returns the page of q, the best first.
func (l *listing) search(q Query) Page {
	var p Page
	if q.Count {
		p.Tally = newTally()
	}
	var found []int
	for _, i := range l.matching(q) {
		s := &l.items[i]
		missed := q.misses(s)
		if missed == 0 {
			found = append(found, i)
		}
		if q.Count {
			p.Tally.add(s, missed)
		}
	}
	p.Total = len(found)
	l.cut(&p, found, q)
	return p
}

// matching returns the places of the items that have the words of q.
func (l *listing) matching(q Query) []int {
	text := strings.TrimSpace(q.Text)
	if i, ok := l.byCode[fold(text)]; ok {
		return []int{i}
	}
	if shared, ok := l.sharing[fold(text)]; ok {
		return shared
	}
	var places []int
	if text == "" {
		for i := range l.items {
			places = append(places, i)
		}
		return places
	}
	keep := func(i int) bool { // what the page or the tally wants
		m := q.misses(&l.items[i])
		return m == 0 || q.Count && bits.OnesCount(uint(m)) == 1
	}
	for _, hit := range l.text.Search(search.Query{Text: text, Also: q.Also, Keep: keep}, len(l.items)) {
		places = append(places, hit.Doc)
	}
	return places
}

// cut puts one page of the found items into p. A cursor that is not among them is the
// cursor of another list: it begins anew.
func (l *listing) cut(p *Page, found []int, q Query) {
	if after, ok := l.byCode[fold(q.Cursor)]; ok {
		found = found[slices.Index(found, after)+1:]
	}
	limit := min(cmp.Or(max(q.Limit, 0), 20), 100)
	for _, i := range found[:min(limit, len(found))] {
		p.Items = append(p.Items, l.items[i])
	}
	if len(found) > limit {
		p.Next = p.Items[limit-1].Code
	}
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

// Theme is a life event that items belong to.
type Theme struct{ Group, Code string }

// Slug returns the theme's name in addresses: "natural-050".
func (t Theme) Slug() string { return t.Group + "-" + t.Code }

// ThemeOf reads a theme's name in an address; a bare code is of natural persons.
func ThemeOf(slug string) Theme {
	group, code, ok := strings.Cut(slug, "-")
	if !ok {
		return Theme{Group: Natural, Code: slug}
	}
	return Theme{Group: group, Code: code}
}
