package rulebook

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"unicode/utf8"

	"tongban/capability/decision"
	"tongban/capability/rulebook/sheet"
	"tongban/kernel/fault"
)

// rules are the rules of a content, compiled, and what is to be said of them.
type rules struct {
	file   *sheet.File      // nil if it is no DMN at all
	model  *decision.Model  // nil if it has errors
	faults []decision.Fault // what the review finds as well
}

// mostCompiled and mostWeight bound what is kept compiled: so many contents, and so many bytes
// of their XML, of which each takes up to seventy in memory.
const (
	mostCompiled = 64
	mostWeight   = MostXML
)

// models keeps rules compiled: looking over a table of thousands of rows takes seconds, and
// every page of a draft says what is wrong with it.
type models struct {
	mu    sync.Mutex
	by    map[string]rules
	order []string // what was asked for longest ago first
}

// of returns the rules of a content. They are shared and not to be changed; who changes the
// file opens it anew.
func (m *models) of(c Content) rules {
	m.mu.Lock()
	found, known := m.by[c.XML]
	if known {
		m.touch(c.XML)
	}
	m.mu.Unlock()
	if known {
		return found
	}
	found = compile(c.XML)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.by == nil {
		m.by = map[string]rules{}
	}
	m.by[c.XML] = found
	m.touch(c.XML)
	for len(m.order) > 1 && (len(m.order) > mostCompiled || m.weight() > mostWeight) {
		delete(m.by, m.order[0])
		m.order = m.order[1:]
	}
	return found
}

// touch notes that the rules of an XML were asked for just now.
func (m *models) touch(xml string) {
	m.order = append(slices.DeleteFunc(m.order, func(one string) bool { return one == xml }), xml)
}

func (m *models) weight() (bytes int) {
	for _, xml := range m.order {
		bytes += len(xml)
	}
	return bytes
}

// compile reads rules and looks them over.
func compile(xml string) (r rules) {
	file, none := sheet.Open(xml)
	if none != nil {
		return rules{faults: []decision.Fault{*none}}
	}
	r.file = file
	r.model, r.faults = decision.Parse([]byte(xml))
	if r.model != nil {
		r.faults = slices.Concat(r.faults, r.model.Review())
	}
	slices.SortStableFunc(r.faults, func(a, b decision.Fault) int { return cmp.Compare(a.Line, b.Line) })
	return r
}

// checked is a content with everything that is to be said of it.
type checked struct {
	Content
	rules
	ran []Ran // what became of the examples
}

// check looks the content for an item over: that it is DMN, that every input has a source the
// item offers, how its examples come out. It settles what was left open: the decision that is
// asked, the sources of inputs that are called like one. Every place that asks whether a
// content is good asks here.
func (s *Service) check(ctx context.Context, item string, c Content) (checked, error) {
	if len(c.XML) > MostXML {
		return checked{}, fault.New(fault.TooLarge, "rulebook.too-large", MostXML>>20)
	}
	k := checked{Content: c}
	k.Inputs, k.Examples = slices.Clone(c.Inputs), slices.Clone(c.Examples)
	k.rules = s.compiled.of(c)
	if k.file == nil {
		var fields []fault.Field
		for _, f := range k.faults[:min(len(k.faults), 5)] {
			fields = append(fields, fault.Field{Name: "file", Key: "rulebook.wrong.dmn", Args: []any{f.Place(ctx), f.Sentence(ctx)}})
		}
		return k, fault.InvalidFields(fields)
	}
	k.settle()
	offered, err := s.Sources(ctx, item)
	if err != nil {
		return k, fmt.Errorf("check a rulebook: %w", err)
	}
	wrong := slices.Concat(k.tie(offered), k.bounds())
	if len(wrong) > 0 {
		return k, fault.InvalidFields(wrong)
	}
	for _, e := range k.Examples {
		k.ran = append(k.ran, k.run(e))
	}
	return k, nil
}

// settle chooses the decision that is asked, where none of those there are was chosen.
func (k *checked) settle() {
	for _, d := range k.file.Decisions() {
		if d.ID == k.Decision {
			return
		}
	}
	k.Decision = k.file.Last()
}

// tie gives every input of the rules its source, in the order of the file, and says which
// have none.
func (k *checked) tie(offered Sources) (wrong []fault.Field) {
	needed := map[string]bool{}
	if k.model != nil {
		for _, in := range k.model.Inputs(k.Decision) {
			needed[in.Name] = true
		}
	}
	var tied []Input
	for _, d := range k.file.Data() {
		in := Input{Name: d.Name}
		if at := slices.IndexFunc(k.Inputs, func(i Input) bool { return i.Name == d.Name }); at >= 0 {
			in = k.Inputs[at]
		}
		source, ok := offered.find(in.Kind, in.Key)
		if in.Kind == "" {
			source, ok = offered.named(d.Name)
		}
		in.Label, in.Kind, in.Key = cmp.Or(source.Chinese, in.Label), cmp.Or(source.Kind, in.Kind), cmp.Or(source.Key, in.Key)
		in.Type = cmp.Or(d.Type, source.Type)
		if !ok && (needed[d.Name] || k.model == nil) {
			wrong = append(wrong, fault.Field{Name: fmt.Sprintf("in.%d.source", len(tied)), Key: "rulebook.wrong.untied", Args: []any{d.Name}})
		}
		tied = append(tied, in)
	}
	k.Inputs = tied
	return wrong
}

// bounds says which of the settings and examples are none.
func (k *checked) bounds() (wrong []fault.Field) {
	add := func(when bool, name, key string, args ...any) {
		if when {
			wrong = append(wrong, fault.Field{Name: name, Key: "rulebook.wrong." + key, Args: args})
		}
	}
	add(k.SampleShare < LeastShare || k.SampleShare > MostShare, "share", "share", LeastShare, MostShare)
	add(k.DailyLimit < 1 || k.DailyLimit > MostLimit, "limit", "limit", MostLimit)
	add(len(k.Inputs) > mostInputs, "sources", "inputs", mostInputs)
	add(len(k.Examples) > mostExamples, "examples", "examples", mostExamples)
	for i, e := range k.Examples {
		at := fmt.Sprintf("ex.%d.", i)
		add(utf8.RuneCountInString(e.Name) > maxName, at+"name", "long", maxName)
		add(e.Expect != Approve && e.Expect != Refer, at+"expect", "expect")
		given := map[string]string{}
		for n, in := range k.Inputs {
			value := e.Given[in.Name]
			add(utf8.RuneCountInString(value) > maxValue, fmt.Sprintf("%sv.%d", at, n), "long", maxValue)
			if value != "" {
				given[in.Name] = value
			}
		}
		k.Examples[i].Given = given
	}
	return wrong
}

// errors counts the faults that keep rules from being published.
func (r rules) errors() (n int) {
	for _, f := range r.faults {
		if f.Severity == decision.Error {
			n++
		}
	}
	return n
}

// failing counts the examples that come out otherwise than written.
func (k checked) failing() (n int) {
	for _, r := range k.ran {
		if !r.Passed {
			n++
		}
	}
	return n
}

// both reports whether the examples show a case that is approved, and one that is referred.
func (k checked) both() (approves, refers bool) {
	for _, e := range k.Examples {
		approves, refers = approves || e.Expect == Approve, refers || e.Expect == Refer
	}
	return approves, refers
}
