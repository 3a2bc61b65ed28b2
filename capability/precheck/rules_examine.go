package precheck

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/id"
)

// handed is a file with the material it was handed in for, and what was read in it.
type handed struct {
	material catalogue.Material
	file     id.ID
	digest   []byte
	reading  Reading
	pending  bool // still being read
}

// examination looks at one matter.
type examination struct {
	item     *catalogue.Item
	form     *form.Definition
	values   form.Values
	facts    []fact
	handed   []handed
	sheets   []sheet
	today    time.Time
	key      func(string) []byte // keyed digest
	findings []Finding
}

// run makes every check and returns what was found: questions first, otherwise in the
// order of the checks.
func (e *examination) run() []Finding {
	e.spread()
	for _, check := range []func(){
		e.differences, e.strangers, e.betweenPapers, e.looks, e.validity, e.sides, e.twice,
		e.numbersTwice, e.bothSides, e.tooYoung, e.ageBorder, e.houseNumbers, e.coldRoom, e.firstMonth, e.ethnicGroup, e.waiting,
	} {
		check()
	}
	slices.SortStableFunc(e.findings, func(a, b Finding) int { return rankOf(a) - rankOf(b) })
	return e.findings
}

// spread puts the papers of all files side by side.
func (e *examination) spread() {
	for _, h := range e.handed {
		for _, p := range h.reading.Papers {
			e.sheets = append(e.sheets, sheet{p, h.material, h.reading.Simulated})
		}
	}
}

func rankOf(f Finding) int {
	if f.Kind == Question {
		return 0
	}
	return 1
}

// find notes a finding under a key made of all that it says. A finding that is there
// already is not noted again.
func (e *examination) find(f Finding) {
	parts := []string{f.Text, f.Field, f.Material}
	for _, a := range f.Args {
		switch a := a.(type) {
		case shown:
			parts = append(parts, a.text)
		case called:
			parts = append(parts, a.name)
		case *form.Field:
			parts = append(parts, a.Key)
		default:
			parts = append(parts, fmt.Sprint(a))
		}
	}
	f.Key = hex.EncodeToString(e.key(strings.Join(parts, "\x00"))[:12])
	if !slices.ContainsFunc(e.findings, func(other Finding) bool { return other.Key == f.Key }) {
		e.findings = append(e.findings, f)
	}
}

// of notes a finding about a file.
func (e *examination) of(h handed, kind FindingKind, text string, args ...any) {
	e.find(Finding{Kind: kind, Material: h.material.Code, Text: text, Args: args, Simulated: h.reading.Simulated})
}

// waiting gives notice of files that are still being read: of one by its name, of
// several by their number. There is nothing to change, so it leads nowhere.
func (e *examination) waiting() {
	var pending []handed
	for _, h := range e.handed {
		if h.pending {
			pending = append(pending, h)
		}
	}
	switch len(pending) {
	case 0:
	case 1:
		e.find(Finding{Kind: Notice, Text: "precheck.waiting", Args: []any{called{e.item, pending[0].material.Name}}})
	default:
		e.find(Finding{Kind: Notice, Text: "precheck.waiting-several", Args: []any{len(pending)}})
	}
}
