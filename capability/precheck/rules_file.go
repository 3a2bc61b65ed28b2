package precheck

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"tongban/capability/catalogue"
)

const (
	// Pictures below these can hardly be read by people either.
	leastSide       = 480 // pixels of the longer side
	leastBrightness = 22
	leastSharpness  = 38
	// whiteCorners is how bright the corners of a portrait on white are.
	whiteCorners = 80
	// soon is how long before its end a paper is spoken of.
	soon = 30 * 24 * time.Hour
)

// expectation is what a material is.
type expectation struct {
	kinds  []Kind
	others bool // papers that are not recognised may serve as well
}

// expects returns what a material may be, by its name and by the licences that replace
// it.
func expects(m catalogue.Material) (x expectation) {
	texts := []string{m.Name}
	for _, by := range m.ReplaceableBy {
		if by.By == catalogue.ByLicence {
			texts = append(texts, by.LicenceType)
		}
	}
	for _, text := range texts {
		known := false
		for _, p := range paperNames {
			if strings.Contains(text, p.words) {
				x.kinds, known = append(x.kinds, p.kinds...), true
			}
		}
		x.others = x.others || !known
	}
	if m.Kind != "certificate" {
		x.others = true // 授权委托书及代理人身份证件 is more than the card
	}
	return x
}

// isPhoto reports whether a material is a portrait.
func isPhoto(m catalogue.Material) bool {
	return strings.Contains(m.Name, wordPhoto) || strings.Contains(m.Name, wordIDPhoto)
}

// looks asks about files that are hardly to be read or are another paper.
func (e *examination) looks() {
	for _, h := range e.handed {
		x := expects(h.material)
		papers := h.reading.Papers
		fits := slices.ContainsFunc(papers, func(p Paper) bool { return slices.Contains(x.kinds, p.Kind) })
		switch {
		case isPhoto(h.material):
			e.portrait(h)
		case len(papers) == 0:
			e.hardToRead(h, x)
		case !fits && (len(x.kinds) > 0 && !x.others || len(x.kinds) == 0 && h.material.Kind == "drawing"):
			e.of(h, Question, "precheck.wrong-paper", called{e.item, h.material.Name}, papers[0].Kind)
		case slices.ContainsFunc(h.reading.Pages, func(p Page) bool { return p.Turned != 0 }):
			e.of(h, Notice, "precheck.turned", called{e.item, h.material.Name})
		}
	}
}

// hardToRead asks about the looks of a file on which nothing was recognised.
func (e *examination) hardToRead(h handed, x expectation) {
	for _, p := range h.reading.Pages {
		name := called{e.item, h.material.Name}
		switch {
		case p.Empty:
		case max(p.Width, p.Height) < leastSide:
			e.of(h, Question, "precheck.small", name, p.Width, p.Height)
			return
		case p.Brightness < leastBrightness:
			e.of(h, Question, "precheck.dark", name)
			return
		case p.Sharpness < leastSharpness && p.Words < enoughWords:
			e.of(h, Question, "precheck.blurred", name)
			return
		case h.reading.Read && len(x.kinds) > 0 && !x.others:
			e.of(h, Notice, "precheck.not-recognised", name)
			return
		}
	}
}

// portrait asks about a portrait that was to be on white and is not.
func (e *examination) portrait(h handed) {
	for _, p := range h.reading.Pages {
		if strings.Contains(h.material.Name, wordWhite) && !p.Empty && p.Corners < whiteCorners {
			e.of(h, Question, "precheck.not-white", called{e.item, h.material.Name})
			return
		}
	}
}

// validity asks about papers that hold no longer, or not much longer.
func (e *examination) validity() {
	for _, s := range e.sheets {
		last, err := time.ParseInLocation(time.DateOnly, s.To, e.today.Location())
		if s.To == "" || err != nil {
			continue
		}
		end := last.AddDate(0, 0, 1)
		switch {
		case !e.today.Before(end):
			e.find(Finding{Kind: Question, Material: s.material.Code, Text: "precheck.expired", Args: []any{s.Kind, s.To}, Simulated: s.simulated})
		case e.today.Add(soon).After(end):
			e.find(Finding{Kind: Notice, Material: s.material.Code, Text: "precheck.expiring", Args: []any{s.Kind, s.To}, Simulated: s.simulated})
		}
	}
}

// sides asks for the other side of an ID card of which only one was handed in.
func (e *examination) sides() {
	for _, code := range e.codes() {
		var front, back *sheet
		for i, s := range e.sheets {
			switch {
			case s.material.Code != code:
			case s.Kind == IDFront:
				front = &e.sheets[i]
			case s.Kind == IDBack:
				back = &e.sheets[i]
			}
		}
		switch {
		case front != nil && back == nil:
			e.find(Finding{Kind: Question, Material: code, Text: "precheck.back-missing", Simulated: front.simulated})
		case front == nil && back != nil:
			e.find(Finding{Kind: Question, Material: code, Text: "precheck.front-missing", Simulated: back.simulated})
		}
	}
}

// codes returns the codes of the materials that papers were handed in for, once each.
func (e *examination) codes() (list []string) {
	for _, s := range e.sheets {
		if !slices.Contains(list, s.material.Code) {
			list = append(list, s.material.Code)
		}
	}
	return list
}

// twice asks about a file that was handed in for two materials.
func (e *examination) twice() {
	for i, h := range e.handed {
		for _, other := range e.handed[:i] {
			if h.material.Code != other.material.Code && bytes.Equal(h.digest, other.digest) {
				e.of(h, Question, "precheck.same-file", called{e.item, other.material.Name}, called{e.item, h.material.Name})
				break
			}
		}
	}
}
