package inspection

import (
	"slices"
	"strings"
	"time"

	"tongban/kernel/calendar"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Inspector is one of the two who go.
type Inspector struct {
	Staff    string // account
	Name     string
	SignedAt time.Time
	Drawn    bool // signed by hand on a screen; else by typing the name while signed in
}

// Visit is a visit to the site of a case.
type Visit struct {
	ID         id.ID
	CaseID     id.ID
	CaseNo     string
	Reason     string
	PlannedOn  string // YYYY-MM-DD
	OrderedBy  string // account
	Orderer    string // name
	OrderedAt  time.Time
	Inspectors [2]Inspector
	Record     Record
	Photos     []Photo
	ClosedAt   time.Time // both have signed, or it was called off
	Cancelled  string    // why it was called off
	Version    int64     // how often the record was written
	Witnessed  time.Time // when who was there for the applicant signed, zero if they did not
	PaperID    id.ID     // of the record as an official paper, 0 before both have signed
	PaperNo    string
}

// Record is what the inspectors found.
type Record struct {
	VisitedOn string // YYYY-MM-DD
	Met       bool   // the site is as the law wants it
	Findings  string
	Present   string // who was there for the applicant, or that nobody would sign
}

// Photo is a photograph from the site.
type Photo struct {
	ID   id.ID
	File id.ID
	Name string
}

// IsOpen reports whether something is still to be done.
func (v *Visit) IsOpen() bool { return v.ClosedAt.IsZero() }

// IsRecorded reports whether there is something to sign.
func (v *Visit) IsRecorded() bool { return v.Record.Findings != "" }

// inspector returns the part of staff in the visit, nil if they have none.
func (v *Visit) inspector(staff string) *Inspector {
	i := slices.IndexFunc(v.Inspectors[:], func(in Inspector) bool { return in.Staff == staff })
	if i < 0 {
		return nil
	}
	return &v.Inspectors[i]
}

// Signing is a signature below a record: a picture drawn by hand, or the name typed.
//
// Basis: 电子签名法, art. 13: under the sole control of who signs, whose session it is.
type Signing struct {
	Name  string
	Drawn string // a PNG as data URL, empty if typed
}

// Limits of what is written and kept.
const (
	maxText   = 2000
	maxPhotos = 20
)

// Order asks for a visit.
type Order struct {
	Reason     string
	PlannedOn  string
	Inspectors [2]string // accounts
}

// check finds what is missing from o.
//
// Basis: 行政许可法, art. 34(3): no fewer than two people.
func (o Order) check() (faults []fault.Field) {
	needs := func(name, text string, missing fault.Field) {
		if missing.Name = name; strings.TrimSpace(text) == "" {
			faults = append(faults, missing)
		}
	}
	needs("reason", o.Reason, fault.Field{Key: "inspection.reason-missing"})
	if len([]rune(o.Reason)) > maxText {
		faults = append(faults, fault.Field{Name: "reason", Key: "casework.input.too-long", Args: []any{maxText}})
	}
	if _, err := calendar.ParseDate(o.PlannedOn); err != nil {
		faults = append(faults, fault.Field{Name: "planned", Key: "inspection.planned-missing"})
	}
	needs("first", o.Inspectors[0], fault.Field{Key: "inspection.first-missing"})
	needs("second", o.Inspectors[1], fault.Field{Key: "inspection.second-missing"})
	if len(faults) == 0 && o.Inspectors[0] == o.Inspectors[1] {
		faults = append(faults, fault.Field{Name: "second", Key: "inspection.second-same"})
	}
	return faults
}

// check finds what is missing from a record written on today.
func (r Record) check(today calendar.Date) (faults []fault.Field) {
	if day, err := calendar.ParseDate(r.VisitedOn); err != nil || today < day {
		faults = append(faults, fault.Field{Name: "visited", Key: "inspection.visited-missing"})
	}
	for _, given := range []struct {
		text    string
		missing fault.Field
	}{
		{r.Findings, fault.Field{Name: "findings", Key: "inspection.findings-missing"}},
		{r.Present, fault.Field{Name: "present", Key: "inspection.present-missing"}},
	} {
		switch length := len([]rune(strings.TrimSpace(given.text))); {
		case length == 0:
			faults = append(faults, given.missing)
		case length > maxText:
			faults = append(faults, fault.Field{Name: given.missing.Name, Key: "casework.input.too-long", Args: []any{maxText}})
		}
	}
	return faults
}
