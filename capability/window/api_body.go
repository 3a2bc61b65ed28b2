package window

import (
	"context"
	"time"

	"tongban/capability/application"
	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/mask"
	"tongban/kernel/web"
)

type visitOut struct{ Body VisitBody }

// VisitBody is a Visit on the wire, with its application as far as the counter needs it.
type VisitBody struct {
	ID        string             `json:"id"`
	Channel   Channel            `json:"channel" enum:"counter,telephone"`
	Person    string             `json:"person" doc:"Who is there, in part"`
	Firm      string             `json:"firm,omitempty" doc:"Whom they came for"`
	Power     Power              `json:"power,omitempty" doc:"By what: representative, agent, paper"`
	ItemName  string             `json:"itemName,omitempty"`
	Materials []VisitMaterial    `json:"materials"`
	Fields    []web.ProblemField `json:"fields" doc:"What is wrong with the form"`
	Gaps      []casework.Gap     `json:"gaps" doc:"What a correction notice asked for"`
	Cosigners []CosignerBody     `json:"cosigners" doc:"Who signs besides the applicant"`
	Mendable  []string           `json:"mendable" doc:"Cases of theirs that wait for corrections"`
	Case      *VisitCase         `json:"case,omitempty"`
	Page      string             `json:"page,omitempty" doc:"Of several items taken in as one: where to read what became of them"`
}

// VisitMaterial is a material of a visit's application.
type VisitMaterial struct {
	Code     string          `json:"code"`
	Name     string          `json:"name"`
	Required bool            `json:"required"`
	Source   casework.Source `json:"source,omitempty" doc:"Where it is from; empty: not there"`
	Original bool            `json:"original" doc:"The item wants to see the original"`
	Seen     bool            `json:"seen" doc:"Somebody held it beside the copy"`
}

// CosignerBody is somebody who signs besides the applicant.
type CosignerBody struct {
	Party    string     `json:"party"`
	Name     string     `json:"name" doc:"In part"`
	SignedAt *time.Time `json:"signedAt,omitempty"`
}

// VisitCase is what came of a visit.
type VisitCase struct {
	CaseNo    string          `json:"caseNo"`
	ShortNo   string          `json:"shortNo"`
	QueryCode string          `json:"queryCode"`
	State     casework.Status `json:"state"`
}

// shown is a visit as the API tells of it.
func (a api) shown(ctx context.Context, visit id.ID) (*visitOut, error) {
	v, person, err := a.Visit(ctx, visit)
	if err != nil {
		return nil, err
	}
	b := VisitBody{
		ID: v.ID.String(), Channel: v.Channel, Person: mask.Name(person.Name), Firm: v.FirmName, Power: v.Stands, ItemName: v.ItemName,
		Materials: []VisitMaterial{}, Fields: []web.ProblemField{}, Gaps: []casework.Gap{}, Cosigners: []CosignerBody{}, Mendable: []string{},
	}
	if v.Application == 0 {
		cases, err := a.Mendable(ctx, v, person)
		for _, c := range cases {
			b.Mendable = append(b.Mendable, c.No)
		}
		return &visitOut{b}, err
	}
	d, err := a.Desk(ctx, visit)
	if err != nil {
		return nil, err
	}
	b.show(ctx, d)
	if d.Work.Case != nil {
		c, err := a.Cases.Case(ctx, d.Work.Case.No)
		if err != nil {
			return nil, err
		}
		b.Case = &VisitCase{c.No, c.ShortNo, c.QueryCode, c.Status}
	}
	return &visitOut{b}, nil
}

// show fills in the application of d.
func (b *VisitBody) show(ctx context.Context, d *Desk) {
	for _, m := range d.Work.Plan.Materials {
		one := VisitMaterial{Code: m.Code, Name: m.Name, Required: m.Necessity == catalogue.Required, Original: m.Originals > 0}
		if has := d.Work.Has(m.Code); has != nil {
			one.Source = has.Source
		}
		for _, o := range d.Originals {
			one.Seen = one.Seen || o.Material == m.Code
		}
		b.Materials = append(b.Materials, one)
	}
	if len(d.Work.Faults) > 0 {
		b.Fields = web.ProblemOf(ctx, fault.InvalidFields(d.Work.Faults)).Fields
	}
	b.Gaps, b.Page = append(b.Gaps, d.Work.Gaps...), d.Work.Joint
	b.Cosigners = cosignerBodies(d.Cosigners)
}

func cosignerBodies(list []application.Cosigner) []CosignerBody {
	bodies := []CosignerBody{}
	for _, c := range list {
		one := CosignerBody{Party: c.Party, Name: c.MaskedName()}
		if c.HasSigned() {
			one.SignedAt = &c.SignedAt
		}
		bodies = append(bodies, one)
	}
	return bodies
}

type originalIn struct {
	No       string `path:"no"`
	Material string `path:"material"`
	Body     struct {
		Do string `json:"do" enum:"check,return"`
	}
}

type originalsOut struct {
	Body struct {
		Open []OpenOriginal `json:"open" doc:"Materials whose originals nobody has seen"`
	}
}

func (a api) original(ctx context.Context, in *originalIn) (*originalsOut, error) {
	do := a.CheckOriginal
	if in.Body.Do == "return" {
		do = a.ReturnOriginal
	}
	if err := do(ctx, in.No, in.Material); err != nil {
		return nil, err
	}
	f, err := a.Cases.File(ctx, in.No)
	if err != nil {
		return nil, err
	}
	out := &originalsOut{}
	out.Body.Open = []OpenOriginal{}
	open, err := a.Open(ctx, f)
	out.Body.Open = append(out.Body.Open, open...)
	return out, err
}

type cosignCaseIn struct {
	No   string `path:"no"`
	Body struct {
		CardBody
		Signature SignatureBody `json:"signature"`
	}
}

type cosignersOut struct {
	Body struct {
		Cosigners []CosignerBody `json:"cosigners"`
	}
}

func (a api) cosignCase(ctx context.Context, in *cosignCaseIn) (*cosignersOut, error) {
	if err := a.CosignCase(ctx, in.No, in.Body.card(), in.Body.Signature.signing()); err != nil {
		return nil, err
	}
	_, list, err := a.CosigningOf(ctx, in.No)
	out := &cosignersOut{}
	out.Body.Cosigners = cosignerBodies(list)
	return out, err
}

type resultsIn struct {
	Q string `query:"q" doc:"Number of a case or an ID number; without it what waits at my outlet"`
}

type resultsOut struct {
	Body struct {
		Results []ResultBody `json:"results"`
	}
}

// ResultBody is a result that waits to be fetched.
type ResultBody struct {
	CaseNo    string          `json:"caseNo"`
	ShortNo   string          `json:"shortNo"`
	ItemName  string          `json:"itemName"`
	Applicant string          `json:"applicant" doc:"A person's name in part"`
	State     casework.Status `json:"state"`
}

func (a api) results(ctx context.Context, in *resultsIn) (*resultsOut, error) {
	find := a.Ready
	if in.Q != "" {
		find = func(ctx context.Context) ([]*casework.Case, error) { return a.Fetch(ctx, in.Q) }
	}
	list, err := find(ctx)
	out := &resultsOut{}
	out.Body.Results = []ResultBody{}
	for _, c := range list {
		out.Body.Results = append(out.Body.Results, ResultBody{c.No, c.ShortNo, c.ItemName, c.ShownName(), c.Status})
	}
	return out, err
}

type handOutIn struct {
	Body struct {
		Cases     []string `json:"cases" doc:"Numbers of the cases" maxItems:"50"`
		Receiver  CardBody `json:"receiver"`
		Entrusted bool     `json:"entrusted,omitempty" doc:"For another, with a power on paper that the counter keeps"`
		Picture   string   `json:"picture,omitempty" doc:"Drawn: a PNG as data URL; else the list is signed on paper"`
	}
}

type handoutOut struct{ Body HandoutBody }

// HandoutBody is a Handout on the wire.
type HandoutBody struct {
	ID        string    `json:"id"`
	Number    string    `json:"number"`
	Receiver  string    `json:"receiver" doc:"In part"`
	Entrusted bool      `json:"entrusted"`
	By        string    `json:"by"`
	At        time.Time `json:"at"`
	Results   []Handed  `json:"results"`
}

func bodyOfHandout(h *Handout, err error) (*handoutOut, error) {
	if err != nil {
		return nil, err
	}
	return &handoutOut{HandoutBody{h.ID.String(), h.Number, mask.Name(h.Receiver), h.Entrusted, h.StaffName, h.At, h.Results}}, nil
}

func (a api) handOut(ctx context.Context, in *handOutIn) (*handoutOut, error) {
	b := in.Body
	return bodyOfHandout(a.HandOut(ctx, b.Cases, Receipt{Card: b.Receiver.card(), Entrusted: b.Entrusted, Picture: b.Picture}))
}

func (a api) handout(ctx context.Context, in *struct {
	Handout string `path:"handout"`
}) (*handoutOut, error) {
	key, _ := id.Parse(in.Handout) // what is none is nobody's
	return bodyOfHandout(a.Handout(ctx, key))
}
