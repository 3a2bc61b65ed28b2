package instant

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

// api is automatic decisions over JSON.
type api struct{ *Service }

func (a api) register(h huma.API) {
	op := func(method, path string, need web.Need, tag, summary string) web.Op {
		return web.Op{Method: method, Path: path, Need: need, Tag: tag, Summary: summary}
	}
	asked := op(http.MethodPost, "/cases/{no}/decision/review", web.Citizen, "instant", "Ask that a person looks at an automatic decision again, once.")
	asked.Status = http.StatusCreated
	web.Register(h, op(http.MethodGet, "/cases/{no}/decision", web.Citizen, "instant", "Read how the rules decided a case, with the values and their sources."), a.get)
	web.Register(h, asked, a.ask)
	web.Register(h, op(http.MethodGet, "/desk/cases/{no}/decision", web.Staff, "instant", "Read how the rules decided a case."), a.get)
	web.Register(h, op(http.MethodGet, "/desk/decisions", web.Staff, "instant", "List the automatic decisions to look at again, by the last day."), a.reviews)
	web.Register(h, op(http.MethodGet, "/desk/decisions/{id}", web.Staff, "instant", "Read what an applicant wants looked at again."), a.review)
	web.Register(h, op(http.MethodPost, "/desk/decisions/{id}/answer", web.Staff, "instant", "Say what came of looking at a decision again."), a.answer)
	web.Register(h, op(http.MethodGet, "/admin/instant", web.Staff, "instant", "List the items that rules approve at once, with what they came to today."), a.items)
	web.Register(h, op(http.MethodGet, "/admin/instant/{item}", web.Staff, "instant", "Read how an item stands, and who changed its switch."), a.item)
	web.Register(h, op(http.MethodPost, "/admin/instant/{item}/switch", web.Staff, "instant", "Stop automatic decisions on an item at once, start them again, or limit them."), a.switchItem)
}

// DecisionBody is how a case was decided, on the wire.
type DecisionBody struct {
	CaseNo  string       `json:"caseNo"`
	Outcome Outcome      `json:"outcome" enum:"approved,referred"`
	Reason  Reason       `json:"reason,omitempty" doc:"Why it went to a person"`
	Rule    int64        `json:"rule" doc:"Version of the rules"`
	At      time.Time    `json:"at"`
	Millis  int64        `json:"millis" doc:"How long it took"`
	Given   []GivenBody  `json:"given"`
	Failed  []FailedBody `json:"failed" doc:"Conditions that were not met, by name"`
	Tables  []Table      `json:"tables" doc:"Rows that were looked at, with the truth of their conditions"`
	Review  *ReviewBody  `json:"review,omitempty"`
	MayAsk  bool         `json:"mayAsk" doc:"The reader may ask that a person looks at it again"`
}

// GivenBody is one value with its source.
type GivenBody struct {
	Label     string    `json:"label"`
	Kind      string    `json:"kind"`
	Value     string    `json:"value,omitempty" doc:"In words; numbers that name a person in part"`
	Source    string    `json:"source,omitempty"`
	At        time.Time `json:"at"`
	Simulated bool      `json:"simulated"`
	Missing   Missing   `json:"missing,omitempty"`
}

// FailedBody is a condition that was not met.
type FailedBody struct {
	Label string `json:"label"`
	Wants string `json:"wants,omitempty"`
}

// ReviewBody is a review on the wire.
type ReviewBody struct {
	ID      id.ID       `json:"id"`
	CaseNo  string      `json:"caseNo"`
	Item    string      `json:"item"`
	Why     string      `json:"why"`
	AskedAt time.Time   `json:"askedAt"`
	DueOn   string      `json:"dueOn" format:"date"`
	State   ReviewState `json:"state" enum:"open,confirmed,righted"`
	Answer  string      `json:"answer,omitempty"`
}

func reviewBody(r *Review) ReviewBody {
	return ReviewBody{r.ID, r.Subject.ShortNo, r.Subject.ItemName, r.Why, r.AskedAt, r.DueOn.String(), r.State, r.Answer}
}

func decisionBody(ctx context.Context, e *Explained) DecisionBody {
	d := e.Latest()
	b := DecisionBody{
		CaseNo: d.Subject.ShortNo, Outcome: d.Outcome, Reason: d.Reason, Rule: d.Number, At: d.At, Millis: d.Took.Milliseconds(),
		Given: []GivenBody{}, Failed: []FailedBody{}, Tables: append([]Table{}, d.Account.Tables...), MayAsk: e.MayAsk,
	}
	reveal := actor.From(ctx).Kind == actor.Citizen
	for _, n := range d.Account.Givens {
		b.Given = append(b.Given, GivenBody{n.Label, n.Kind, n.shown(ctx, reveal), n.Source, n.At, n.Simulated, n.Missing})
		if n.Missing != "" {
			b.Failed = append(b.Failed, FailedBody{Label: n.Label})
		}
	}
	for _, f := range d.Account.Failed {
		b.Failed = append(b.Failed, FailedBody{f.Label, f.Wants})
	}
	if e.Review != nil {
		r := reviewBody(e.Review)
		b.Review = &r
	}
	return b
}

// CasePath names a case.
type CasePath struct {
	No string `path:"no"`
}

type decisionOut struct{ Body DecisionBody }

func (a api) get(ctx context.Context, in *CasePath) (*decisionOut, error) {
	e, err := a.Of(ctx, in.No)
	switch {
	case err != nil:
		return nil, err
	case e == nil:
		return nil, errUnknown
	}
	return &decisionOut{decisionBody(ctx, e)}, nil
}

type decisionAskIn struct {
	No   string `path:"no"`
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Repeat a request with the same key and it is done once"`
	Body struct {
		Why string `json:"why"`
	}
}

type decisionReviewOut struct{ Body ReviewBody }

func (a api) ask(ctx context.Context, in *decisionAskIn) (*decisionReviewOut, error) {
	r, err := a.AskReview(once.WithKey(ctx, in.Key), in.No, in.Body.Why)
	if err != nil {
		return nil, err
	}
	return &decisionReviewOut{reviewBody(r)}, nil
}

type decisionReviewsIn struct {
	Cursor string `query:"cursor" doc:"From the page before; opaque"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

type decisionReviewsOut struct {
	Body struct {
		Items []ReviewBody `json:"items"`
		Next  string       `json:"next,omitempty" doc:"cursor of the next page"`
	}
}

func (a api) reviews(ctx context.Context, in *decisionReviewsIn) (*decisionReviewsOut, error) {
	list, err := a.Reviews(ctx, placeOf(in.Cursor), in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := &decisionReviewsOut{}
	if len(list) > in.Limit {
		list = list[:in.Limit]
		out.Body.Next = placeAfter(list[in.Limit-1])
	}
	out.Body.Items = []ReviewBody{}
	for _, r := range list {
		out.Body.Items = append(out.Body.Items, reviewBody(r))
	}
	return out, nil
}

// ReviewPath names a review.
type ReviewPath struct {
	ID string `path:"id"`
}

func (a api) review(ctx context.Context, in *ReviewPath) (*decisionReviewOut, error) {
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errUnknown
	}
	r, err := a.Review(ctx, key)
	if err != nil {
		return nil, err
	}
	return &decisionReviewOut{reviewBody(r)}, nil
}

type decisionAnswerIn struct {
	ID   string `path:"id"`
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Repeat a request with the same key and it is done once"`
	Body struct {
		Result ReviewEvent `json:"result" enum:"confirm,right"`
		Answer string      `json:"answer"`
	}
}

func (a api) answer(ctx context.Context, in *decisionAnswerIn) (*decisionReviewOut, error) {
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errUnknown
	}
	r, err := a.Answer(once.WithKey(ctx, in.Key), key, in.Body.Result, in.Body.Answer)
	if err != nil {
		return nil, err
	}
	return &decisionReviewOut{reviewBody(r)}, nil
}
