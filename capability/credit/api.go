package credit

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/actor"
	"tongban/kernel/id"
	"tongban/kernel/once"
	"tongban/kernel/web"
)

// api is facts over JSON.
type api struct{ *Service }

func (a api) register(h huma.API) {
	op := func(method, path string, need web.Need, summary string) web.Op {
		return web.Op{Method: method, Path: path, Need: need, Tag: "credit", Summary: summary}
	}
	recorded := op(http.MethodPost, "/desk/cases/{no}/facts", web.Staff, "Record that an applicant did not come or said something false.")
	recorded.Status = http.StatusCreated
	web.Register(h, op(http.MethodGet, "/me/facts", web.Citizen, "List the facts in my record, newest first."), a.list)
	web.Register(h, op(http.MethodGet, "/me/facts/{id}", web.Citizen, "Read a fact in my record."), a.get)
	web.Register(h, op(http.MethodPost, "/me/facts/{id}/object", web.Citizen, "Object to a fact, once."), a.object)
	web.Register(h, recorded, a.record)
	web.Register(h, op(http.MethodGet, "/desk/facts", web.Staff, "List the facts my office recorded, newest first."), a.list)
	web.Register(h, op(http.MethodGet, "/desk/facts/{id}", web.Staff, "Read a fact as the office sees it."), a.get)
	web.Register(h, op(http.MethodPost, "/desk/facts/{id}/decide", web.Staff, "Uphold or cancel a fact that was objected to, or take it back."), a.decide)
	a.registerRepairs(h)
	a.registerLists(h)
}

// FactBody is a Fact on the wire.
type FactBody struct {
	ID         id.ID      `json:"id"`
	Kind       Kind       `json:"kind" enum:"no-show,false-statement,false-commitment,unkept-promise"`
	Grade      Grade      `json:"grade" enum:"minor,general,serious"`
	Until      string     `json:"until" format:"date" doc:"The last day on which it counts"`
	CaseNo     string     `json:"caseNo"`
	Item       string     `json:"item"`
	HappenedOn string     `json:"happenedOn" format:"date"`
	What       string     `json:"what"`
	Evidence   string     `json:"evidence"`
	RecordedAt time.Time  `json:"recordedAt"`
	State      State      `json:"state" enum:"recorded,objected,upheld,cancelled,expired,repaired"`
	Objection  string     `json:"objection,omitempty"`
	Decision   string     `json:"decision,omitempty"`
	DecidedAt  *time.Time `json:"decidedAt,omitempty"`
	Next       []Event    `json:"next" doc:"What the reader may do now"`
}

func bodyOf(ctx context.Context, f *Fact) FactBody {
	b := FactBody{
		f.ID, f.Kind, f.Grade, f.Until.String(), f.Matter.ShortNo, f.Matter.ItemName, f.HappenedOn.String(), f.What, f.Evidence, f.RecordedAt, f.State, f.Objection, f.Decision, nil,
		append([]Event{}, f.next(actor.From(ctx))...),
	}
	if !f.DecidedAt.IsZero() {
		b.DecidedAt = &f.DecidedAt
	}
	return b
}

type factsIn struct {
	Cursor string `query:"cursor" doc:"From the page before; opaque"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	Open   bool   `query:"open" doc:"What has to be decided only"`
}

type factsOut struct {
	Body struct {
		Items []FactBody `json:"items"`
		Next  string     `json:"next,omitempty" doc:"cursor of the next page"`
	}
}

func (a api) list(ctx context.Context, in *factsIn) (*factsOut, error) {
	before, _ := id.Parse(in.Cursor) // what is no id begins at the top
	facts, err := a.List(ctx, in.Open, before, in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := &factsOut{}
	if len(facts) > in.Limit {
		facts = facts[:in.Limit]
		out.Body.Next = facts[in.Limit-1].ID.String()
	}
	out.Body.Items = []FactBody{}
	for _, f := range facts {
		out.Body.Items = append(out.Body.Items, bodyOf(ctx, f))
	}
	return out, nil
}

// FactPath names a fact.
type FactPath struct {
	ID  string `path:"id"`
	Key string `header:"Idempotency-Key" maxLength:"200" doc:"Repeat a request with the same key and it is done once"`
}

type factOut struct{ Body FactBody }

func (a api) get(ctx context.Context, in *FactPath) (*factOut, error) {
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errUnknown
	}
	f, err := a.Find(ctx, key)
	if err != nil {
		return nil, err
	}
	return &factOut{bodyOf(ctx, f)}, nil
}

// does changes a fact and returns it.
func (a api) does(ctx context.Context, in *FactPath, change func(ctx context.Context, key id.ID) error) (*factOut, error) {
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errUnknown
	}
	if err := change(once.WithKey(ctx, in.Key), key); err != nil {
		return nil, err
	}
	return a.get(ctx, in)
}

type objectIn struct {
	FactPath
	Body struct {
		Why string `json:"why"`
	}
}

func (a api) object(ctx context.Context, in *objectIn) (*factOut, error) {
	return a.does(ctx, &in.FactPath, func(ctx context.Context, key id.ID) error { return a.Object(ctx, key, in.Body.Why) })
}

type decideIn struct {
	FactPath
	Body struct {
		Decision Event  `json:"decision" enum:"uphold,cancel,take-back"`
		Why      string `json:"why"`
	}
}

func (a api) decide(ctx context.Context, in *decideIn) (*factOut, error) {
	return a.does(ctx, &in.FactPath, func(ctx context.Context, key id.ID) error { return a.Decide(ctx, key, in.Body.Decision, in.Body.Why) })
}

type recordIn struct {
	No   string `path:"no"`
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Repeat a request with the same key and it is done once"`
	Body struct {
		Kind       Kind   `json:"kind" enum:"no-show,false-statement,false-commitment,unkept-promise"`
		Grade      Grade  `json:"grade,omitempty" enum:"minor,general,serious" doc:"None: the usual one of the kind"`
		HappenedOn string `json:"happenedOn" doc:"YYYY-MM-DD"`
		What       string `json:"what"`
		Evidence   string `json:"evidence" doc:"By what it can be proved"`
	}
}

func (a api) record(ctx context.Context, in *recordIn) (*factOut, error) {
	key, err := a.Record(once.WithKey(ctx, in.Key), in.No, Entry(in.Body))
	if err != nil {
		return nil, err
	}
	return a.get(ctx, &FactPath{ID: key.String()})
}
