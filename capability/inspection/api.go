package inspection

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/web"
)

// api is visits over JSON. Photographs go by the pages.
type api struct{ *Service }

func (a api) register(h huma.API) {
	op := func(method, path, summary string) web.Op {
		return web.Op{Method: method, Path: "/desk/cases/{no}/inspections" + path, Need: web.Staff, Tag: "desk", Summary: summary}
	}
	web.Register(h, op("GET", "", "List the visits to the site of a case, and who can be sent"), a.list)
	web.Register(h, op("POST", "", "Order a visit by two inspectors or more, of one department or several"), a.order)
	web.Register(h, op("PUT", "/{visit}/record", "Write down what my department found; signatures below an earlier record are lost"), a.write)
	web.Register(h, op("POST", "/{visit}/sign", "Sign the record, by hand or by name; with the last signature the visit is over"), a.sign)
	web.Register(h, op("POST", "/{visit}/witness", "Add the signature of who was there for the applicant"), a.witness)
	web.Register(h, op("POST", "/{visit}/cancel", "Call a visit off"), a.cancel)
	keep := func(method, summary string) web.Op {
		return web.Op{Method: method, Path: "/admin/checklists/{department}", Need: web.Staff, Tag: "admin", Summary: summary}
	}
	web.Register(h, keep("GET", "Read what a department looks at on a site for an item, or whatever the item"), a.checklist)
	web.Register(h, keep("PUT", "Write it; without lines there is none"), a.keep)
}

type visitsOut struct {
	Body struct {
		Visits []visitBody  `json:"visits"`
		Roster []rosterBody `json:"roster,omitempty" doc:"Who can be sent, department by department, while a visit can be ordered: those with a part in the case"`
	}
}

// rosterBody is who of a department can be sent.
type rosterBody struct {
	Department string            `json:"department"`
	Name       string            `json:"name"`
	People     map[string]string `json:"people" doc:"Names by account"`
}

// visitBody is a visit over the wire.
type visitBody struct {
	ID         string          `json:"id"`
	Reason     string          `json:"reason"`
	Prepare    string          `json:"prepare,omitempty" doc:"What the applicant gets ready"`
	PlannedOn  string          `json:"plannedOn" format:"date"`
	PlannedAt  string          `json:"plannedAt,omitempty" doc:"HH:MM"`
	Inspectors []inspectorBody `json:"inspectors"`
	Parts      []partBody      `json:"parts" doc:"One for each department; the first leads"`
	VisitedOn  string          `json:"visitedOn,omitempty" doc:"YYYY-MM-DD"`
	Present    string          `json:"present,omitempty" doc:"Who was there for the applicant, or that nobody would sign"`
	Recorded   bool            `json:"recorded" doc:"Every department has written its part: it can be signed"`
	Met        bool            `json:"met" doc:"The site is as the law wants it, for every department"`
	Version    int64           `json:"version" doc:"Of the whole record: what is signed"`
	Photos     []photoBody     `json:"photos"`
	Witnessed  *time.Time      `json:"witnessed,omitempty" doc:"When who was there for the applicant signed"`
	ClosedAt   *time.Time      `json:"closedAt,omitempty"`
	Cancelled  string          `json:"cancelled,omitempty" doc:"Why it was called off"`
	PaperNo    string          `json:"paperNo,omitempty" doc:"Number of the record as an official paper"`
}

type inspectorBody struct {
	Staff      string     `json:"staff" doc:"Account"`
	Name       string     `json:"name"`
	Department string     `json:"department"`
	SignedAt   *time.Time `json:"signedAt,omitempty"`
	Drawn      bool       `json:"drawn,omitempty" doc:"By hand"`
}

// partBody is what a department has written.
type partBody struct {
	Department string `json:"department"`
	Name       string `json:"name,omitempty"`
	Version    int64  `json:"version" doc:"Of this part: what is written on"`
	Met        bool   `json:"met"`
	Findings   string `json:"findings,omitempty"`
	Lines      []Line `json:"lines" doc:"The checklist, with what was answered"`
}

// photoBody is a photograph; the page of the visit serves the picture.
type photoBody struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	At        time.Time  `json:"at" doc:"When it arrived"`
	TakenAt   *time.Time `json:"takenAt,omitempty" doc:"As the device says"`
	Latitude  float64    `json:"latitude,omitempty"`
	Longitude float64    `json:"longitude,omitempty"`
	Accuracy  int64      `json:"accuracy,omitempty" doc:"In metres"`
}

func (a api) list(ctx context.Context, in *casework.CasePath) (*visitsOut, error) {
	f, err := a.Casework.File(ctx, in.No)
	if err != nil {
		return nil, err
	}
	visits, err := a.Visits(ctx, f)
	if err != nil {
		return nil, err
	}
	out := &visitsOut{}
	out.Body.Visits = []visitBody{}
	open := false
	for _, v := range visits {
		out.Body.Visits = append(out.Body.Visits, bodyOf(v))
		open = open || v.IsOpen()
	}
	if open || mayOrder(actor.From(ctx), f) != nil {
		return out, nil
	}
	rosters, err := a.rosters(ctx, partners(f))
	for _, r := range rosters {
		out.Body.Roster = append(out.Body.Roster, rosterBody{r.department, r.name, r.people})
	}
	return out, err
}

func bodyOf(v *Visit) visitBody {
	b := visitBody{
		ID: v.ID.String(), Reason: v.Reason, Prepare: v.Prepare, PlannedOn: v.PlannedOn, PlannedAt: v.PlannedAt, VisitedOn: v.VisitedOn, Present: v.Present,
		Recorded: v.IsRecorded(), Met: v.Met(), Version: v.Version, Photos: []photoBody{},
		Witnessed: optional(v.Witnessed), ClosedAt: optional(v.ClosedAt), Cancelled: v.Cancelled, PaperNo: v.PaperNo,
	}
	for _, in := range v.Inspectors {
		b.Inspectors = append(b.Inspectors, inspectorBody{in.Staff, in.Name, in.Department, optional(in.SignedAt), in.Drawn})
	}
	for _, p := range v.Parts {
		b.Parts = append(b.Parts, partBody{p.Department, p.Name, p.Version, p.Met, p.Findings, p.Lines})
	}
	for _, p := range v.Photos {
		one := photoBody{ID: p.ID.String(), Name: p.Name, At: p.At, TakenAt: optional(p.TakenAt)}
		if p.Spot != nil {
			one.Latitude, one.Longitude, one.Accuracy = float64(p.Spot.Latitude)/1e6, float64(p.Spot.Longitude)/1e6, p.Spot.Accuracy
		}
		b.Photos = append(b.Photos, one)
	}
	return b
}

func optional(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

type orderIn struct {
	casework.CasePath
	Body struct {
		Reason      string   `json:"reason" maxLength:"2000"`
		Prepare     string   `json:"prepare,omitempty" maxLength:"2000" doc:"What the applicant gets ready"`
		PlannedOn   string   `json:"plannedOn" doc:"YYYY-MM-DD"`
		PlannedAt   string   `json:"plannedAt,omitempty" doc:"HH:MM"`
		Departments []string `json:"departments,omitempty" required:"false" maxItems:"10" doc:"Codes of those that take part; empty is the case's own"`
		Inspectors  []string `json:"inspectors" maxItems:"30" doc:"Accounts: two or more, one of each department at least"`
	}
}

func (a api) order(ctx context.Context, in *orderIn) (*visitsOut, error) {
	b := in.Body
	err := a.Order(ctx, in.No, Order{
		Reason: b.Reason, Prepare: b.Prepare, PlannedOn: b.PlannedOn, PlannedAt: b.PlannedAt, Departments: b.Departments, Inspectors: b.Inspectors,
	})
	return a.after(ctx, &in.CasePath, err)
}

// after answers with the visits as they are after a command.
func (a api) after(ctx context.Context, at *casework.CasePath, err error) (*visitsOut, error) {
	if err != nil {
		return nil, err
	}
	return a.list(ctx, at)
}

// VisitPath names one visit of a case.
type VisitPath struct {
	casework.CasePath
	Visit string `path:"visit" doc:"13 characters"`
}

// answeredBody is an answer over the wire.
type answeredBody struct {
	Answer Answer `json:"answer" enum:"meets,fails,none," doc:"Empty is none yet"`
	Note   string `json:"note,omitempty" maxLength:"200" doc:"Needed of what fails"`
}

type writeIn struct {
	VisitPath
	Body struct {
		Version   int64          `json:"version" doc:"Of my department's part as seen; 409 if a colleague of it has written since"`
		VisitedOn string         `json:"visitedOn,omitempty" doc:"YYYY-MM-DD; of the department that leads, like present"`
		Present   string         `json:"present,omitempty" maxLength:"2000" doc:"Who was there for the applicant, or that nobody would sign"`
		Met       bool           `json:"met" doc:"The site is as the law wants it"`
		Findings  string         `json:"findings" maxLength:"2000"`
		Answers   []answeredBody `json:"answers,omitempty" required:"false" maxItems:"60" doc:"One for each line of the checklist"`
	}
}

func (a api) write(ctx context.Context, in *writeIn) (*visitsOut, error) {
	b := in.Body
	r := Record{VisitedOn: b.VisitedOn, Present: b.Present, Met: b.Met, Findings: b.Findings}
	for _, one := range b.Answers {
		r.Answers = append(r.Answers, Answered(one))
	}
	return a.after(ctx, &in.CasePath, a.Write(ctx, in.No, idOf(in.Visit), b.Version, r))
}

type signIn struct {
	VisitPath
	Body struct {
		Version int64  `json:"version" doc:"Of the whole record as seen; 409 if anybody has changed it since"`
		Name    string `json:"name,omitempty" doc:"My name, if the signature is not drawn"`
		Drawn   string `json:"drawn,omitempty" maxLength:"100000" doc:"A PNG as data URL"`
	}
}

func (a api) sign(ctx context.Context, in *signIn) (*visitsOut, error) {
	return a.after(ctx, &in.CasePath, a.Sign(ctx, in.No, idOf(in.Visit), Signing(in.Body)))
}

func (a api) witness(ctx context.Context, in *signIn) (*visitsOut, error) {
	return a.after(ctx, &in.CasePath, a.Witness(ctx, in.No, idOf(in.Visit), Signing(in.Body)))
}

type cancelIn struct {
	VisitPath
	Body struct {
		Why string `json:"why" maxLength:"2000"`
	}
}

func (a api) cancel(ctx context.Context, in *cancelIn) (*visitsOut, error) {
	return a.after(ctx, &in.CasePath, a.Cancel(ctx, in.No, idOf(in.Visit), in.Body.Why))
}

// ChecklistPath names a checklist.
type ChecklistPath struct {
	Department string `path:"department" doc:"Code"`
	Item       string `query:"item" doc:"Code; empty is whatever the item"`
}

type checklistBody struct {
	Lines   []checklistLine `json:"lines" maxItems:"60"`
	Version int64           `json:"version" doc:"As seen; 0 if there was none. 409 if somebody has changed it since"`
}

type checklistLine struct {
	Text  string `json:"text" maxLength:"200"`
	Basis string `json:"basis,omitempty" maxLength:"200"`
}

type checklistOut struct{ Body checklistBody }

func (a api) checklist(ctx context.Context, in *ChecklistPath) (*checklistOut, error) {
	c, err := a.Checklist(ctx, in.Department, in.Item)
	if err != nil {
		return nil, err
	}
	out := &checklistOut{checklistBody{Lines: []checklistLine{}, Version: c.Version}}
	for _, l := range c.Lines {
		out.Body.Lines = append(out.Body.Lines, checklistLine{l.Text, l.Basis})
	}
	return out, nil
}

type keepIn struct {
	ChecklistPath
	Body checklistBody
}

func (a api) keep(ctx context.Context, in *keepIn) (*checklistOut, error) {
	c := Checklist{Department: in.Department, Item: in.Item, Version: in.Body.Version}
	for _, l := range in.Body.Lines {
		c.Lines = append(c.Lines, Line{Text: l.Text, Basis: l.Basis})
	}
	if err := a.KeepChecklist(ctx, c); err != nil {
		return nil, err
	}
	return a.checklist(ctx, &in.ChecklistPath)
}
