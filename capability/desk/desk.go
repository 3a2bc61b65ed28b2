package desk

import (
	"strings"
	"time"

	"tongban/capability/casework"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// CasePlace is the place at the end of the case page, below what the desk shows itself.
// Its Render asks casework.Shown which case the page is about.
const CasePlace = casework.DeskPlace

// Mark is a remark of somebody who works on a case on a place in a material. It stays
// with the file it was made on: the file that comes with a correction has none.
type Mark struct {
	ID       id.ID
	CaseNo   string
	Material string // code
	Digest   string // of the file, hexadecimal SHA-256
	Page     int    // from 1
	Place    Place
	Words    string
	Staff    string // account
	By       string // name
	At       time.Time
}

// Place is where on a page, in ten thousandths of its width and height from the top left.
// Without width and height it is a point; the zero place is the page as a whole.
type Place struct{ X, Y, W, H int }

const whole = 10_000 // the width and the height of a page

// isOnPage reports whether p lies on a page.
func (p Place) isOnPage() bool {
	return p.X >= 0 && p.Y >= 0 && p.W >= 0 && p.H >= 0 && p.X+p.W <= whole && p.Y+p.H <= whole
}

// Limits of what is written.
const (
	maxMark    = 500 // characters of a mark
	maxMarks   = 200 // on one case
	maxPhrase  = 300 // characters of a phrase
	maxPhrases = 40  // of one person or department
)

// check finds what is wrong with a mark on a file of so many pages.
func (m Mark) check(pages int) (faults []fault.Field) {
	length := len([]rune(strings.TrimSpace(m.Words)))
	if length == 0 {
		faults = append(faults, fault.Field{Name: "words", Key: "desk.mark.missing"})
	}
	if length > maxMark {
		faults = append(faults, fault.Field{Name: "words", Key: "casework.input.too-long", Args: []any{maxMark}})
	}
	if m.Page < 1 || m.Page > max(1, pages) || !m.Place.isOnPage() {
		faults = append(faults, fault.Field{Name: "page", Key: "desk.mark.page-range", Args: []any{max(1, pages)}})
	}
	return faults
}

// Phrase is something that is written often (常用语): somebody's own, or of a department
// whose people all find it.
type Phrase struct {
	ID         id.ID
	Staff      string // account; empty for a department's
	Department string // code; empty for somebody's own
	Field      string // the input it goes into
	Words      string
}

// phraseFields are the inputs that phrases go into.
var phraseFields = []string{string(casework.InputOpinion), string(casework.InputReason), string(casework.InputLegalGround)}
