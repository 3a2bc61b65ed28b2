package catalogue

import (
	"encoding/json"
	"time"

	"tongban/kernel/id"
)

// Line is one version in the editors' list.
type Line struct {
	Revision
	Code         string
	OfficialCode string // the most specific
	Name         string
	Department   Department
	ItemType     ItemType
}

// Revision is what an editor sees of one version of an item beside its content.
type Revision struct {
	VersionID id.ID
	Number    int    // counts the published versions from 1; 0 while it is open
	Version   string // as its department counts it
	State     State
	Origin    string    // "import" or "edit"
	Author    string    // account id of who wrote it, of the importer for an import
	Publisher string    // account id of who published it, empty for an import
	Reason    string    // given for its last move
	Moved     time.Time // when it came into its state
	Errors    int
	Warnings  int
}

// EntryQuery narrows the editors' list. Empty parts do not narrow it.
type EntryQuery struct {
	State      State    // versions in it; without one, the version of each item an editor works on
	Department string   // its code
	Rule       string   // versions with a finding of it
	Severity   Severity // versions with a finding at least as heavy
	Text       string   // one of its codes, or a part of its name
	Cursor     string   // EntryPage.Next of the page before
	Limit      int      // 0 is 20, at most 100

	item id.ID // the one item that Text is a code of
}

// EntryPage is a part of the editors' list, newest versions first.
type EntryPage struct {
	Lines []Line
	Next  string // cursor of the next page; empty if there is none
}

// Counts says how many versions there are in each state and with findings of each
// rule. Superseded versions do not count.
type Counts struct {
	States      map[State]int
	Rules       []RuleCount  // most frequent first
	Departments []Department // by name
}

// RuleCount is how many versions have a finding of a rule.
type RuleCount struct {
	Rule     string
	Severity Severity
	Versions int
}

// Entry is everything an editor sees of one item.
type Entry struct {
	Head     Revision // the open version if there is one, otherwise the newest
	Item     *Item    // the head's content
	Findings []Finding
	Current  *Item      // the published or suspended version, nil if there is none
	Versions []Revision // newest first, the open one on top, at most 50
	Source   *Source    // nil if it never came by an import
}

// Open reports whether somebody works on a version that is not published yet.
func (e *Entry) Open() bool { return e.Head.Number == 0 }

// Source is the record an item was last imported from, as it was delivered.
type Source struct {
	Format   string // catalogue, gdzwfw
	Document json.RawMessage
	Imported time.Time
}
