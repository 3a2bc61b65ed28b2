package precheck

import (
	"slices"
	"time"
)

// circumstances are what recognition depends on besides the text.
type circumstances struct {
	demo  bool
	today time.Time
}

const (
	// maxLines, maxPapers and maxCodes bound what is looked at on a page; no page that
	// people hand in has more.
	maxLines  = 300
	maxPapers = 8
	maxCodes  = 20
)

// recognise returns the papers on a page. What it is not sure of it leaves out.
func recognise(text Text, c circumstances) (papers []Paper) {
	text.Lines = text.Lines[:min(len(text.Lines), maxLines)]
	all := chunksOf(text)
	var flat []rune
	for _, l := range text.Lines {
		for _, g := range glyphs(l) {
			flat = append(flat, g.r)
		}
	}
	for _, cards := range split(all, partName) {
		p := parts{cards, c}
		switch {
		case holds(flat, titleBirth):
			papers = append(papers, p.birthCertificate())
		case holds(flat, titleDriving), p.has(partClass) && p.has(partFirst):
			papers = append(papers, p.drivingLicence())
		case p.isIDFront():
			papers = append(papers, p.idFront())
		}
	}
	p := parts{all, c}
	switch {
	case holds(flat, titleFood):
		papers = append(papers, p.foodLicence())
	case holds(flat, titleLicence), p.has(partUSCC) && p.count(partLegalRep, partScope, partCapital, partFounded, partOrgKind) >= 3:
		papers = append(papers, p.businessLicence())
	}
	if p.isIDBack(flat) {
		papers = append(papers, p.idBack())
	}
	if len(papers) == 0 && (holds(flat, wordBank) || holds(flat, wordUnionPay)) {
		papers = p.bankCard()
	}
	return slices.DeleteFunc(papers, func(p Paper) bool { return len(p.Values) == 0 && p.To == "" && !p.Long })
}

// split cuts chunks before each further one that first names: two cards on a page.
func split(all []chunk, first part) (cards [][]chunk) {
	begin, seen := 0, false
	for i, c := range all {
		if c.label.part != first {
			continue
		}
		if seen && len(cards) < maxPapers-1 {
			cards, begin = append(cards, all[begin:i]), i
		}
		seen = true
	}
	return append(cards, all[begin:])
}

// parts are the chunks of one paper.
type parts struct {
	all []chunk
	circumstances
}

func (p parts) has(name part) bool {
	return slices.ContainsFunc(p.all, func(c chunk) bool { return c.label.part == name })
}

// count returns how many of the parts there are.
func (p parts) count(names ...part) (n int) {
	for _, name := range names {
		if p.has(name) {
			n++
		}
	}
	return n
}

// first returns the first chunk of a part that has a text.
func (p parts) first(name part) (chunk, bool) {
	i := p.index(name)
	if i < 0 {
		return chunk{}, false
	}
	return p.all[i], true
}

func (p parts) index(name part) int {
	return slices.IndexFunc(p.all, func(c chunk) bool { return c.label.part == name && len(c.text) > 0 })
}

// maxContinued is how many further lines a value may take.
const maxContinued = 8

// whole returns the text of a part with the lines that go on below it: without a label,
// and beginning where the text begins.
func (p parts) whole(name part) (text string, confidence int, ok bool) {
	i := p.index(name)
	if i < 0 {
		return "", 0, false
	}
	c := p.all[i]
	text, confidence = c.plain(), c.confidence()
	line, left := c.line, c.left
	for _, next := range p.all[i+1:] {
		if next.line > line+1 || next.line > c.line+maxContinued {
			break
		}
		off := next.left - left
		if next.line == line || off < -3*c.high || off > 2*c.high {
			continue
		}
		if next.label.words != "" {
			break
		}
		text, confidence, line = text+next.plain(), min(confidence, next.confidence()), next.line
	}
	return text, confidence, true
}

// codes returns the runs of letters and digits from the part on, in its line and the
// two below, then everywhere.
func (p parts) codes(name part, least int) (runs []string, confidence int) {
	for _, anywhere := range []bool{false, true} {
		from := -1
		for _, c := range p.all {
			if len(runs) >= maxCodes {
				return runs, confidence
			}
			if c.label.part == name && from < 0 {
				from = c.line
			}
			near := from >= 0 && c.line <= from+2
			if found := codeRuns(c.raw(), least); len(found) > 0 && (near || anywhere) {
				runs, confidence = append(runs, found...), max(confidence, c.confidence())
			}
		}
	}
	return runs, confidence
}

// raw returns the chunk's text as it was read.
func (c chunk) raw() string {
	text := make([]rune, len(c.text))
	for i, g := range c.text {
		text[i] = g.r
	}
	return string(text)
}
