package inspection

import (
	"slices"
	"strings"
	"time"

	"tongban/kernel/id"
)

// Visit is a visit to the site of a case, by inspectors of one department or of several.
type Visit struct {
	ID         id.ID
	CaseID     id.ID
	CaseNo     string
	Reason     string
	Prepare    string // what the applicant gets ready
	PlannedOn  string // YYYY-MM-DD
	PlannedAt  string // HH:MM, empty if only the day is set
	OrderedBy  string // account
	Orderer    string // name
	OrderedAt  time.Time
	Parts      []Part // one for each department; the first leads
	Inspectors []Inspector
	VisitedOn  string // YYYY-MM-DD, written by the department that leads
	Present    string // who was there for the applicant, or that nobody would sign; likewise
	Photos     []Photo
	ClosedAt   time.Time // all have signed, or it was called off
	Cancelled  string    // why it was called off
	Version    int64     // how often anything was written: what a signature is below
	Witnessed  time.Time // when who was there for the applicant signed, zero if they did not
	PaperID    id.ID     // of the record as an official paper, 0 before all have signed
	PaperNo    string
}

// Inspector is one of those who go.
type Inspector struct {
	Staff      string // account
	Name       string
	Department string // code
	SignedAt   time.Time
	Drawn      bool // signed by hand on a screen; else by typing the name while signed in
}

// Part is what one department writes of the record, on a version of its own.
type Part struct {
	Department string // code
	Name       string // of the department; empty of visits from before several could go
	Version    int64
	Lines      []Line
	Met        bool // the site is as the law wants it
	Findings   string
}

// Line is one thing to look at, and what was seen.
type Line struct {
	Text   string `json:"text"`
	Basis  string `json:"basis,omitempty"`
	Answer Answer `json:"answer,omitempty"`
	Note   string `json:"note,omitempty"`
}

// Answer says whether the site is as a line asks.
type Answer string

// The answers. The empty one is none yet.
const (
	Meets         Answer = "meets"
	Fails         Answer = "fails"
	NotApplicable Answer = "none"
)

// answers in the order of the form.
var answers = []Answer{Meets, Fails, NotApplicable}

// isAnswered reports whether l says what has to be said: what fails, also how.
func (l Line) isAnswered() bool { return l.Answer != "" && (l.Answer != Fails || l.Note != "") }

// missing counts the lines of p without an answer.
func (p *Part) missing() (n int) {
	for _, l := range p.Lines {
		if !l.isAnswered() {
			n++
		}
	}
	return n
}

// isComplete reports whether p can be signed.
func (p *Part) isComplete() bool { return p.Findings != "" && p.missing() == 0 }

// Record is what an inspector writes of the part of their department.
type Record struct {
	VisitedOn string // YYYY-MM-DD; of the department that leads, like Present
	Present   string
	Met       bool
	Findings  string
	Answers   []Answered // one for each line of the checklist
}

// Answered is an answer to a line.
type Answered struct {
	Answer Answer
	Note   string
}

// Photo is a photograph from the site.
type Photo struct {
	ID      id.ID
	File    id.ID
	Name    string
	Staff   string    // account of who took it
	At      time.Time // when it arrived
	TakenAt time.Time // as the device says, zero if it does not
	Spot    *Spot     // likewise
}

// Spot is where a device says that it is: millionths of a degree, and metres.
type Spot struct {
	Latitude, Longitude int64
	Accuracy            int64
}

// IsOpen reports whether something is still to be done.
func (v *Visit) IsOpen() bool { return v.ClosedAt.IsZero() }

// IsJoint reports whether several departments take part.
func (v *Visit) IsJoint() bool { return len(v.Parts) > 1 }

// IsRecorded reports whether there is something to sign: every department has written its
// part, and answered every line of it.
func (v *Visit) IsRecorded() bool {
	return !slices.ContainsFunc(v.Parts, func(p Part) bool { return !p.isComplete() })
}

// Met reports whether the site is as the law wants it, for every department.
func (v *Visit) Met() bool {
	return v.IsRecorded() && !slices.ContainsFunc(v.Parts, func(p Part) bool { return !p.Met })
}

// IsSigned reports whether everybody who went has signed.
func (v *Visit) IsSigned() bool {
	return !slices.ContainsFunc(v.Inspectors, func(in Inspector) bool { return in.SignedAt.IsZero() })
}

// Names are those of who went.
func (v *Visit) Names() (names []string) {
	for _, in := range v.Inspectors {
		names = append(names, in.Name)
	}
	return names
}

// Findings is what was found, of several departments one after the other.
func (v *Visit) Findings() string {
	var all []string
	for _, p := range v.Parts {
		all = append(all, p.Findings)
	}
	return strings.Join(all, "\n")
}

// inspector returns the part of staff in the visit, nil if they have none.
func (v *Visit) inspector(staff string) *Inspector {
	i := slices.IndexFunc(v.Inspectors, func(in Inspector) bool { return in.Staff == staff })
	if i < 0 {
		return nil
	}
	return &v.Inspectors[i]
}

// part returns the part of a department, nil if it takes none.
func (v *Visit) part(department string) *Part {
	i := slices.IndexFunc(v.Parts, func(p Part) bool { return p.Department == department })
	if i < 0 {
		return nil
	}
	return &v.Parts[i]
}

// leads reports whether a department writes when the visit was and who was there.
func (v *Visit) leads(department string) bool { return v.Parts[0].Department == department }

// of returns the inspectors of a department.
func (v *Visit) of(department string) (list []Inspector) {
	for _, in := range v.Inspectors {
		if in.Department == department {
			list = append(list, in)
		}
	}
	return list
}

// hasWritten reports whether p says already what r says.
func (v *Visit) hasWritten(p *Part, r Record) bool {
	same := p.Findings == r.Findings && p.Met == r.Met && len(p.Lines) == len(r.Answers)
	for i := 0; same && i < len(p.Lines); i++ {
		same = p.Lines[i].Answer == r.Answers[i].Answer && p.Lines[i].Note == r.Answers[i].Note
	}
	return same && (!v.leads(p.Department) || v.VisitedOn == r.VisitedOn && v.Present == r.Present)
}

// write puts r into p.
func (v *Visit) write(p *Part, r Record) {
	p.Met, p.Findings = r.Met, r.Findings
	p.Version++
	for i, a := range r.Answers {
		p.Lines[i].Answer, p.Lines[i].Note = a.Answer, a.Note
	}
	if v.leads(p.Department) {
		v.VisitedOn, v.Present = r.VisitedOn, r.Present
	}
	v.change()
}

// change notes that the record is another: what was signed below it is gone. The record is
// one paper, so that all signatures are, whosever part has changed.
func (v *Visit) change() {
	v.Version++
	v.Witnessed = time.Time{}
	for i := range v.Inspectors {
		v.Inspectors[i].SignedAt, v.Inspectors[i].Drawn = time.Time{}, false
	}
}

// Signing is a signature below the record as of a version: a picture drawn by hand, or the
// name typed.
//
// Basis: 电子签名法, art. 13: under the sole control of who signs, whose session it is.
type Signing struct {
	Version int64
	Name    string
	Drawn   string // a PNG as data URL, empty if typed
}
