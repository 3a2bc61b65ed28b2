package bundlecase

import (
	"slices"
	"time"

	"tongban/capability/access"
	"tongban/kernel/calendar"
	"tongban/kernel/id"
)

// Run is a bundle that was handed in.
type Run struct {
	ID            id.ID
	No            string // for people: YX-B260212-7K3M9Q
	QueryCode     string // tells how it stands without signing in
	Application   id.ID  // the joint application, which keeps what was handed in
	Code          string // of the bundle
	Name          string
	Edition       id.ID // of the bundle: its components with their versions
	Department    string
	Lead          string // what the department is called
	Region        string
	Outlet        string
	Owner         id.ID // account it is for: a person, or a firm
	Firm          bool
	Agent         id.ID // account of who handed it in for the owner; zero if the owner did
	ApplicantName string
	ReceivedAt    time.Time
	DueOn         calendar.Date // promised for all of it, zero if nothing is
	Stopping      bool          // the applicant has stopped all of it: nothing begins any more
	Stand         Stand         // as of its last move
	FinishedAt    time.Time
	Version       int64
	Parts         []*Part // each after those it needs
}

// Part is a component of a Run.
type Part struct {
	ID          id.ID
	Run         id.ID
	Code        string // of the component
	Kind        string // as bundles call it: an item, a check, what is outside
	Name        string
	Department  string // code; empty of what is no item
	Office      string // what the department is called
	Required    bool
	VersionID   id.ID    // of the item, pinned
	Needs       []string // codes of the parts of this run that have to be granted before
	Licence     string   // kind of licence it results in, of a check the one that has to be in force
	State       State
	Usable      bool   // granted and, if it results in a licence, that is issued
	Turn        bool   // its case waits for the applicant
	Application id.ID  // its own, zero as long as it has none
	CaseID      id.ID  // zero as long as it has none
	CaseNo      string // full number
	ShortNo     string
	Reason      string // key of the words that say why it stands as it does
	Cause       string // code of the part that is why, or a number of a licence
	Words       string // what whoever reported it said
	Since       time.Time
	Seq         int
}

// part returns the part of a component, nil if it does not take part.
func (r *Run) part(code string) *Part {
	for _, p := range r.Parts {
		if p.Code == code {
			return p
		}
	}
	return nil
}

// nameOf is what a component is called.
func (r *Run) nameOf(code string) string {
	if p := r.part(code); p != nil {
		return p.Name
	}
	return ""
}

// URL is the address of its page for the applicant.
func (r *Run) URL() string { return runURL(r.No) }

func runURL(no string) string { return "/bundle-cases/" + no }

// IsLate reports whether it was promised for a day that is over.
func (r *Run) IsLate(today calendar.Date) bool {
	return r.Stand.IsOpen() && r.DueOn != 0 && r.DueOn < today
}

// Informed are the accounts told what happens to it: the applicant, and whoever handed it in for
// them. An organisation has no telephone of its own.
func (r *Run) Informed() []id.ID {
	switch {
	case r.Agent == 0:
		return []id.ID{r.Owner}
	case r.Firm:
		return []id.ID{r.Agent}
	}
	return []id.ID{r.Owner, r.Agent}
}

// object describes a run to the access matrix: departments that have a part in it read it.
func (r *Run) object() access.Object {
	o := access.Object{Owner: r.Owner.String(), Item: r.Code, Department: r.Department, Region: r.Region, Outlet: r.Outlet, State: string(r.Stand)}
	for _, p := range r.Parts {
		if p.Department != "" && p.Department != r.Department && !slices.Contains(o.Involved, p.Department) {
			o.Involved = append(o.Involved, p.Department)
		}
	}
	return o
}
