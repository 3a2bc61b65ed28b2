package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// The count that the figures of bundles are held against. It reads the documents of items and
// bundles as anybody can, knows nothing of how the program merges them, and counts by hand:
//
//   - A form is counted for each item that takes part. What a bank does or a check does has
//     none.
//   - A field is counted if the applicant answers it themselves. Not counted: what the program
//     works out (computed, or derived from an ID number), words to read, files (they are
//     papers), and what is shown under a condition which the answers to the guide rule out.
//   - Filled, not asked, is what a register, a licence or a signature names as its source.
//   - Together, what several items ask by the same data element is one question. It is not asked
//     at all where the bundle's definition supplies the answer, or where it stands in a licence
//     that an earlier item of the bundle results in. It is filled where the item whose words
//     count names a source, unless that is a licence which is only being made, or the source
//     would be the applicant's and the bundle says by a supply when it is.
//   - A paper is counted if it is needed and the form does not stand for it. Together, one that
//     the bundle covers with another counts once, and a licence that an earlier item results in
//     does not count.
//   - Visits apart add up; together they are those of the item that needs most.
//   - Days apart are the promised working days along the longest chain of items that wait for
//     each other; together what the bundle promises.
type counted struct {
	Forms, Fields, Filled, Materials, Visits int
	Workdays                                 float64
}

type (
	// clause is a condition as documents have it.
	clause map[string]any

	rawItem struct {
		ID            string `json:"id"`
		OnSiteVisits  int
		PromisedLimit struct {
			Value float64
			Unit  string
		}
		Result    struct{ LicenceType string }
		Scenarios []rawQuestion
		Materials []rawPaper
		Form      struct{ Fields []rawField }
	}
	rawQuestion struct {
		ID, Type string
		Default  any
		Options  []struct{ Value string }
		ShowWhen clause
		Effects  []struct {
			When                         any
			Stop                         bool
			Redirect                     any
			RedirectItem                 string
			RedirectExternal             string
			ShowMaterials, HideMaterials []string
		}
	}
	rawPaper struct {
		Code, Necessity string
		RequiredWhen    clause
		FromForm        bool
		ReplaceableBy   []struct{ By, LicenceType string }
	}
	rawField struct {
		Key, Type, Element, Prefill string
		VisibleWhen                 clause
		Validation                  struct{ DerivedFrom string }
	}
	rawBundle struct {
		Code       string
		Components []struct {
			ItemID    string `json:"itemId"`
			Kind      string
			Required  bool
			DependsOn []string
			When      clause
			Answers   map[string]struct {
				Question string
				Map      map[string]any
				Value    any
			}
		}
		Questions []rawQuestion
		Supplies  []rawSupply
		Fields    []struct {
			Element, Item, Key, Take string
			Apart                    bool
		}
		Materials []struct {
			Code   string
			Covers []string
		}
		TotalLimit struct {
			Value float64
			Unit  string
		}
	}
	rawSupply struct {
		Element, Question string
		Items             []string
		When              clause
		Map               map[string]any
		Value             any
	}
)

// counter counts for one bundle.
type counter struct {
	rawBundle
	items map[string]rawItem
}

// counts reads a bundle of the demo city and its items.
func counts(t *testing.T, code string) *counter {
	t.Helper()
	read := func(path string, into any) {
		text, err := os.ReadFile(path)
		if err == nil {
			err = json.Unmarshal(text, into)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	c := &counter{items: map[string]rawItem{}}
	var city struct{ Items []rawItem }
	read("../capability/catalogue/demo/sample-catalog.json", &city)
	for _, item := range city.Items {
		c.items[item.ID] = item
	}
	read("../capability/bundle/demo/"+code+".json", &c.rawBundle)
	return c
}

// among reports whether v is the answer, or one of several that were given.
func among(answer, v any) bool {
	switch all := answer.(type) {
	case []any:
		return slices.ContainsFunc(all, func(one any) bool { return fmt.Sprint(one) == fmt.Sprint(v) })
	case []string:
		return slices.ContainsFunc(all, func(one string) bool { return one == fmt.Sprint(v) })
	case nil:
		return false
	}
	return fmt.Sprint(answer) == fmt.Sprint(v)
}

// several is a value as several.
func several(v any) []any {
	switch all := v.(type) {
	case []any:
		return all
	case []string:
		var out []any
		for _, one := range all {
			out = append(out, one)
		}
		return out
	case nil:
		return nil
	}
	return []any{v}
}

// What a condition comes to.
const (
	no    = 0
	maybe = 1 // it depends on an answer to the form that is not known
	yes   = 2
)

func whether(holds bool) int {
	if holds {
		return yes
	}
	return no
}

// comes says what a condition comes to; open are what may be answered either way.
func (c clause) comes(answers map[string]any, open map[string]bool) int {
	if c == nil {
		return yes
	}
	for _, word := range []string{"all", "any"} {
		if parts, is := c[word].([]any); is {
			var all []int
			for _, part := range parts {
				all = append(all, clause(part.(map[string]any)).comes(answers, open))
			}
			if word == "all" {
				return slices.Min(all)
			}
			return slices.Max(all)
		}
	}
	if part, is := c["not"].(map[string]any); is {
		return yes - clause(part).comes(answers, open)
	}
	name := c["var"].(string)
	if open[name] {
		return maybe
	}
	answer, value := answers[name], c["value"]
	number, isNumber := answer.(float64)
	than, _ := value.(float64)
	switch c["op"] {
	case "eq", "contains":
		return whether(among(answer, value))
	case "ne":
		return whether(!among(answer, value))
	case "lt":
		return whether(isNumber && number < than)
	case "gte":
		return whether(isNumber && number >= than)
	case "containsAny":
		return whether(slices.ContainsFunc(several(value), func(one any) bool { return among(answer, one) }))
	case "within":
		given := several(answer)
		return whether(len(given) > 0 && !slices.ContainsFunc(given, func(one any) bool { return !among(value, one) }))
	}
	panic(fmt.Sprintf("%v compares in a way that is not counted yet", c))
}

// effective reports whether an effect's short condition is met by the answer to its question.
func effective(when, answer any) bool {
	short, is := when.(map[string]any)
	switch {
	case !is:
		return among(answer, when)
	case short["lt"] != nil:
		return clause{"var": "x", "op": "lt", "value": short["lt"]}.comes(map[string]any{"x": answer}, nil) == yes
	}
	panic(fmt.Sprintf("an effect says %v", when))
}

// guideTold is what a guide comes to.
type guideTold struct {
	answers map[string]any
	open    []rawQuestion
	ended   bool
	papers  map[string]bool // shown or hidden by an answer
}

// guided goes through questions.
func guided(questions []rawQuestion, given map[string]any) guideTold {
	out := guideTold{answers: map[string]any{}, papers: map[string]bool{}}
	for name, answer := range given {
		out.answers[name] = answer
	}
	for _, q := range questions {
		answer, answered := given[q.ID]
		if q.ShowWhen.comes(out.answers, nil) != yes {
			delete(out.answers, q.ID)
			continue
		}
		if !answered && q.Default == nil {
			out.open = append(out.open, q)
			continue
		}
		if !answered {
			answer = q.Default
			out.answers[q.ID] = answer
		}
		for _, e := range q.Effects {
			if effective(e.When, answer) {
				out.ended = out.ended || e.Stop || e.Redirect != nil || e.RedirectItem+e.RedirectExternal != ""
				for _, code := range e.ShowMaterials {
					if _, hidden := out.papers[code]; !hidden {
						out.papers[code] = true
					}
				}
				for _, code := range e.HideMaterials {
					out.papers[code] = false
				}
			}
		}
	}
	return out
}

// followed is who takes part for answers to the joint guide, and what each was told.
type followed struct {
	own   map[string]any // answers to the bundle's own questions
	parts []string       // codes of items, in order
	told  map[string]guideTold
	open  []rawQuestion // still to be answered, by their name in the joint guide
	ended bool
}

// follows finds who takes part.
func (c *counter) follows(given map[string]any) followed {
	whole := guided(c.Questions, given)
	p := followed{own: whole.answers, told: map[string]guideTold{}, open: whole.open, ended: whole.ended}
	for _, part := range c.Components {
		if part.Kind != "" || part.When.comes(whole.answers, nil) != yes {
			continue
		}
		answers := map[string]any{}
		for _, q := range c.items[part.ItemID].Scenarios {
			if answer, known := given[part.ItemID+"."+q.ID]; known {
				answers[q.ID] = answer
			}
		}
		for name, settled := range part.Answers {
			answer := settled.Value
			if settled.Question != "" {
				answer = whole.answers[settled.Question]
			}
			if settled.Map != nil && answer != nil {
				word, known := settled.Map[fmt.Sprint(answer)]
				if answer = word; !known {
					answer = settled.Map["*"]
				}
			}
			if answer != nil {
				answers[name] = answer
			}
		}
		guide := guided(c.items[part.ItemID].Scenarios, answers)
		switch {
		case guide.ended && part.Required:
			p.ended = true
		case guide.ended:
			continue
		}
		for _, q := range guide.open {
			q.ID, q.ShowWhen = part.ItemID+"."+q.ID, nil
			p.open = append(p.open, q)
		}
		p.parts = append(p.parts, part.ItemID)
		p.told[part.ItemID] = guide
	}
	return p
}

// byHand reports whether anybody answers a field by typing or choosing.
func (f rawField) byHand() bool {
	return f.Type != "computed" && f.Type != "info" && f.Type != "file" && f.Validation.DerivedFrom == ""
}

// apart counts what the items ask for one by one.
func (c *counter) apart(p followed) (n counted) {
	days := map[string]float64{}
	for _, code := range p.parts {
		item, open := c.items[code], map[string]bool{}
		for _, f := range item.Form.Fields {
			open[f.Key] = true
		}
		for _, f := range item.Form.Fields {
			switch {
			case !f.byHand() || f.VisibleWhen.comes(p.told[code].answers, open) == no:
			case f.Prefill != "":
				n.Filled++
			default:
				n.Fields++
			}
		}
		n.Forms++
		n.Visits += item.OnSiteVisits
		n.Materials += len(c.papers(p, code))
		for _, before := range c.waitsFor(code) {
			days[code] = max(days[code], days[before])
		}
		if item.PromisedLimit.Unit == "workday" {
			days[code] += item.PromisedLimit.Value
		}
		n.Workdays = max(n.Workdays, days[code])
	}
	return n
}

// papers are the codes of what an item needs.
func (c *counter) papers(p followed, code string) (codes []string) {
	guide := p.told[code]
	for _, m := range c.items[code].Materials {
		shown, decided := guide.papers[m.Code]
		needed := m.Necessity == "required" && (!decided || shown) || m.Necessity == "conditional" && shown
		if m.RequiredWhen != nil {
			needed = m.Necessity != "optional" && m.RequiredWhen.comes(guide.answers, nil) == yes
		}
		if needed && !m.FromForm {
			codes = append(codes, m.Code)
		}
	}
	return codes
}

// waitsFor are the items a component comes after, directly or not.
func (c *counter) waitsFor(code string) (all []string) {
	for _, part := range c.Components {
		if part.ItemID == code {
			for _, before := range part.DependsOn {
				all = append(all, before)
				all = append(all, c.waitsFor(before)...)
			}
		}
	}
	return all
}

// makes is the item before code that results in a licence of kind, "" if none.
func (c *counter) makes(code, kind string) string {
	for _, before := range c.waitsFor(code) {
		if kind != "" && c.items[before].Result.LicenceType == kind {
			return before
		}
	}
	return ""
}

// licenceOf is the kind of licence a source is.
func licenceOf(prefill string) string {
	words := strings.Split(prefill, ".")
	if len(words) == 3 && words[0] == "licence" {
		return words[1]
	}
	return ""
}

// supply is what answers an element in an item.
func (c *counter) supply(code, element string) *rawSupply {
	for i, s := range c.Supplies {
		if element != "" && s.Element == element && (len(s.Items) == 0 || slices.Contains(s.Items, code)) {
			return &c.Supplies[i]
		}
	}
	return nil
}

// question is what a field of an item is called in the joint form: its data element, or its
// own name where it has none, is kept apart, or the item asks for the element a second time.
func (c *counter) question(code string, f rawField) string {
	first := slices.IndexFunc(c.items[code].Form.Fields, func(o rawField) bool { return o.Element == f.Element && o.byHand() })
	kept := slices.ContainsFunc(c.Fields, func(r struct {
		Element, Item, Key, Take string
		Apart                    bool
	}) bool {
		return r.Apart && r.Item == code && r.Key == f.Key
	})
	if f.Element == "" || kept || c.items[code].Form.Fields[first].Key != f.Key {
		return code + "." + f.Key
	}
	return f.Element
}

// together counts what the bundle asks for.
func (c *counter) together(p followed) (n counted) {
	asked, papers := map[string]bool{}, map[string]bool{}
	for _, code := range p.parts {
		item, open, answers := c.items[code], map[string]bool{}, map[string]any{}
		for name, answer := range p.told[code].answers {
			answers[name] = answer
		}
		for _, f := range item.Form.Fields {
			if s := c.supply(code, f.Element); s != nil && s.When.comes(p.own, nil) == yes && (s.Value != nil || s.Question != "") {
				answers[f.Key] = s.says(p.own)
			} else {
				open[f.Key] = true
			}
		}
		for _, f := range item.Form.Fields {
			if !f.byHand() || f.VisibleWhen.comes(answers, open) == no {
				continue
			}
			if s := c.supply(code, f.Element); s != nil && s.When.comes(p.own, nil) == yes {
				continue
			}
			if maker := c.makes(code, licenceOf(f.Prefill)); maker != "" && slices.Contains(p.parts, maker) {
				continue
			}
			asked[c.question(code, f)] = true
		}
		n.Visits = max(n.Visits, item.OnSiteVisits)
		for _, paper := range c.papers(p, code) {
			if !c.made(p, code, paper) {
				papers[c.covered(code, paper)] = true
			}
		}
	}
	for name := range asked {
		if c.filled(name) {
			n.Filled++
		} else {
			n.Fields++
		}
	}
	n.Forms, n.Materials = 1, len(papers)
	if c.TotalLimit.Unit == "workday" {
		n.Workdays = c.TotalLimit.Value
	}
	return n
}

// says is what a supply answers by the guide alone.
func (s *rawSupply) says(own map[string]any) any {
	if s.Value != nil || s.Map == nil {
		return either(s.Value, own[s.Question])
	}
	var out []any
	for _, one := range several(own[s.Question]) {
		out = append(out, either(s.Map[fmt.Sprint(one)], s.Map["*"]))
	}
	return out
}

func either(a, b any) any {
	if a != nil {
		return a
	}
	return b
}

// made reports whether an item that takes part results in a paper.
func (c *counter) made(p followed, code, paper string) bool {
	for _, m := range c.items[code].Materials {
		for _, by := range m.ReplaceableBy {
			if maker := c.makes(code, by.LicenceType); m.Code == paper && by.By == "eLicence" && maker != "" && slices.Contains(p.parts, maker) {
				return true
			}
		}
	}
	return false
}

// covered is the paper of the bundle that stands for one of an item's.
func (c *counter) covered(code, paper string) string {
	for _, m := range c.Materials {
		if slices.Contains(m.Covers, code+"."+paper) {
			return m.Code
		}
	}
	return code + "." + paper
}

// filled reports whether a question of the joint form is filled in for the applicant.
func (c *counter) filled(name string) bool {
	var words, code string // the source and the item whose words count
	take := ""
	for _, r := range c.Fields {
		if r.Element == name {
			take = r.Take
		}
	}
	for _, part := range c.Components {
		for _, f := range c.items[part.ItemID].Form.Fields {
			s := c.supply(part.ItemID, f.Element)
			if f.byHand() && c.question(part.ItemID, f) == name && (s == nil || s.When != nil) && (code == "" || part.ItemID == take) {
				words, code = f.Prefill, part.ItemID
			}
		}
	}
	for _, part := range c.Components {
		if kind := licenceOf(words); kind != "" && part.ItemID != code && c.items[part.ItemID].Result.LicenceType == kind {
			return false
		}
	}
	return words != "" && c.supply(code, name) == nil
}
