package application

import (
	"context"
	"time"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Application is what an applicant fills in. Until it is submitted only its owner
// can see it; afterwards it is the working copy for a correction.
type Application struct {
	ID        id.ID
	Owner     id.ID // account of the applicant
	ItemCode  string
	VersionID id.ID // the catalogue version it was begun under
	Answers   catalogue.Answers
	Values    form.Values
	Materials []casework.Material
	Version   int64
	CreatedAt time.Time
	UpdatedAt time.Time
	ExpiresAt time.Time // of a draft
	CaseID    id.ID     // zero for a draft
}

// isDraft reports whether a has not been submitted.
func (a *Application) isDraft() bool { return a.CaseID == 0 }

// Work is an application with what it takes to go on with it: the item and form it
// is checked against, the plan its answers make, and what is still wrong.
type Work struct {
	*Application
	Item     *catalogue.Item
	Form     *form.Definition
	Plan     catalogue.Plan
	Faults   []fault.Field // of the form
	Missing  []catalogue.Material
	Case     *casework.Case         // set while a correction is open
	Joint    string                 // where is shown what several items handed in as one became; "" for a draft, and for one item
	Gaps     []casework.Gap         // what the correction notice asked for
	Ended    *catalogue.Ended       // set while nobody can apply under the item of a draft
	Left     []Left                 // answers that the newer version of the item has no place for
	Later    []Later                // papers that may be brought later
	Against  []string               // why the applicant may promise none of them, in words
	Parties  map[string]*Invitation // links that still count, by who fills a part in
	today    calendar.Date
	Pledge   *Pledge // what is promised on the track of a commitment, nil off it
	Barred   error   // why the applicant cannot take that track, nil if they can or the item has none
	handedIn bool    // several items as one
	pledging bool    // some of several items are on that track
	with     id.ID   // the joint application it is a share of, while that is handed in; zero otherwise
	row      applicationRow
	person   casework.Person   // the applicant
	register facts             // what the registers know of the applicant and their agent
	held     []HeldLicence     // the applicant's licences
	from     map[string]origin // by field key: where the answer was fetched from
}

// behalf reports whether ctx's actor acts for another on w.
func (w *Work) behalf(ctx context.Context) bool {
	by := actor.From(ctx)
	return by.Acting() && by.Owner() == w.Owner.String()
}

// counter reports whether a member of staff fills w in with its applicant before them.
func (w *Work) counter(ctx context.Context) bool {
	return actor.From(ctx).Kind == actor.Staff && w.behalf(ctx)
}

// Ready reports whether w can be submitted as it is.
func (w *Work) Ready() bool { return len(w.Faults) == 0 && len(w.Missing) == 0 }

// Has returns the material of w with the given code, nil if it is missing.
func (w *Work) Has(code string) *casework.Material {
	for i := range w.Materials {
		if w.Materials[i].Code == code {
			return &w.Materials[i]
		}
	}
	return nil
}

// idOf reads an id; what is none is nobody's.
func idOf(text string) id.ID {
	v, _ := id.Parse(text)
	return v
}
