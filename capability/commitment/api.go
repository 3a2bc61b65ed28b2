package commitment

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

// api is commitments over JSON.
type api struct{ *Service }

func (a api) register(h huma.API) {
	desk := func(method, path, summary string) web.Op {
		return web.Op{Method: method, Path: path, Need: web.Staff, Tag: "desk", Summary: summary}
	}
	own := func(method, path, summary string) web.Op {
		return web.Op{Method: method, Path: path, Need: web.Citizen, Tag: "cases", Summary: summary}
	}
	web.Register(h, desk(http.MethodGet, "/desk/after-checks", "List checks of what was granted on a commitment: open and late ones by the last day, finished ones newest first."), a.list)
	web.Register(h, desk(http.MethodGet, "/desk/after-checks/{id}", "Read a commitment and what came of it."), a.get)
	for _, one := range []struct {
		event   Event
		summary string
		does    func(Event) func(context.Context, *findingIn) (*commitmentOut, error)
	}{
		{Pass, "Note that a check found all as promised.", a.check},
		{Order, "Order that something is put right by a day.", a.check},
		{Doubt, "Note that a commitment was false or not kept; the applicant is heard.", a.check},
		{Revoke, "Withdraw what was granted, after the applicant was heard.", a.decide},
		{Keep, "Leave what was granted, after the applicant was heard.", a.decide},
	} {
		web.Register(h, desk(http.MethodPost, "/desk/after-checks/{id}/"+string(one.event), one.summary), one.does(one.event))
	}
	web.Register(h, own(http.MethodGet, "/cases/{no}/commitment", "Read the commitment my case was granted on, and how it was checked."), a.mine)
	web.Register(h, own(http.MethodPost, "/cases/{no}/commitment/answer", "Answer before a withdrawal is decided, once."), a.answer)
}

// CommitmentBody is a Commitment on the wire.
type CommitmentBody struct {
	ID        id.ID      `json:"id"`
	CaseNo    string     `json:"caseNo"`
	Item      string     `json:"item"`
	State     State      `json:"state" enum:"signed,waiting,correcting,hearing,met,revoked,ended"`
	SignedAt  time.Time  `json:"signedAt"`
	Method    string     `json:"method" doc:"How it was signed"`
	Digest    string     `json:"digest" doc:"SHA-256 of the text that was signed"`
	Fits      bool       `json:"fits" doc:"What is kept is what was signed"`
	Clauses   []string   `json:"clauses"`
	GrantedAt *time.Time `json:"grantedAt,omitempty"`
	VerifyBy  string     `json:"verifyBy,omitempty" format:"date" doc:"Last day of the check"`
	DueOn     string     `json:"dueOn,omitempty" format:"date" doc:"Last day of what comes next"`
	Late      bool       `json:"late"`
	Answered  bool       `json:"answered" doc:"The applicant was heard"`
	Steps     []StepBody `json:"steps" doc:"Oldest first; empty in lists"`
	Version   int64      `json:"version"`
	Next      []Event    `json:"next" doc:"What the reader may do now"`
}

// StepBody is a Step on the wire.
type StepBody struct {
	Event  Event     `json:"event"`
	At     time.Time `json:"at"`
	Words  string    `json:"words,omitempty"`
	Ground string    `json:"ground,omitempty"`
	Way    Way       `json:"way,omitempty" enum:"site,record"`
	Due    string    `json:"due,omitempty" format:"date"`
	Reply  string    `json:"reply,omitempty"`
	Paper  string    `json:"paper,omitempty" doc:"Number"`
}

func (a api) body(ctx context.Context, c *Commitment) CommitmentBody {
	b := CommitmentBody{
		ID: c.ID, CaseNo: c.Case.ShortNo, Item: c.Case.ItemName, State: c.State, SignedAt: c.Signature.At, Method: c.Signature.Method,
		Digest: c.Digest, Fits: c.Fits, Clauses: c.Text.Clauses, VerifyBy: c.VerifyBy.String(), DueOn: c.DueOn.String(), Late: c.IsLate(a.today()),
		Answered: c.Answered, Steps: []StepBody{}, Version: c.Version, Next: append([]Event{}, c.Next(actor.From(ctx), a.today())...),
	}
	for _, s := range c.Steps {
		b.Steps = append(b.Steps, StepBody{s.Event, s.At, s.Words, s.Ground, s.Way, s.Due.String(), s.Reply, s.PaperNo})
	}
	if !c.GrantedAt.IsZero() {
		b.GrantedAt = &c.GrantedAt
	}
	return b
}

type afterChecksIn struct {
	Show   Show   `query:"show" enum:"open,late,done" default:"open"`
	Cursor string `query:"cursor" doc:"From the page before; opaque"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

type afterChecksOut struct {
	Body struct {
		Items []CommitmentBody `json:"items"`
		Next  string           `json:"next,omitempty" doc:"cursor of the next page"`
	}
}

func (a api) list(ctx context.Context, in *afterChecksIn) (*afterChecksOut, error) {
	list, err := a.List(ctx, in.Show, parseCursor(in.Cursor), in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := &afterChecksOut{}
	if len(list) > in.Limit {
		list = list[:in.Limit]
		last := list[in.Limit-1]
		out.Body.Next = Cursor{last.DueOn, last.ID}.String()
	}
	out.Body.Items = []CommitmentBody{}
	for _, c := range list {
		out.Body.Items = append(out.Body.Items, a.body(ctx, c))
	}
	return out, nil
}

type commitmentOut struct{ Body CommitmentBody }

// AfterCheckPath names an after-check.
type AfterCheckPath struct {
	ID string `path:"id"`
}

func (a api) get(ctx context.Context, in *AfterCheckPath) (*commitmentOut, error) {
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errUnknown
	}
	c, err := a.Find(ctx, key)
	if err != nil {
		return nil, err
	}
	return &commitmentOut{a.body(ctx, c)}, nil
}

type findingIn struct {
	ID   string `path:"id"`
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Repeat a request with the same key and it is done once"`
	Body struct {
		Words   string `json:"words" doc:"What was found or decided, and why"`
		Ground  string `json:"ground,omitempty" doc:"In law; to order, to doubt, to revoke"`
		Way     Way    `json:"way,omitempty" enum:"site,record" doc:"How it was checked"`
		With    string `json:"with,omitempty" doc:"Who else went"`
		Visit   string `json:"visit,omitempty" doc:"Number of the record of a visit"`
		Days    int    `json:"days,omitempty" doc:"Working days to put it right"`
		Reply   string `json:"reply,omitempty" doc:"What is said to the applicant's answer"`
		Version int64  `json:"version,omitempty" doc:"Of the commitment as it was read"`
	}
}

// does changes a commitment and returns it.
func (a api) does(ctx context.Context, in *findingIn, change func(context.Context, id.ID, Finding) error) (*commitmentOut, error) {
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errUnknown
	}
	if err := change(once.WithKey(ctx, in.Key), key, Finding(in.Body)); err != nil {
		return nil, err
	}
	return a.get(ctx, &AfterCheckPath{in.ID})
}

func (a api) check(e Event) func(context.Context, *findingIn) (*commitmentOut, error) {
	return func(ctx context.Context, in *findingIn) (*commitmentOut, error) {
		return a.does(ctx, in, func(ctx context.Context, key id.ID, f Finding) error { return a.Check(ctx, key, e, f) })
	}
}

func (a api) decide(e Event) func(context.Context, *findingIn) (*commitmentOut, error) {
	return func(ctx context.Context, in *findingIn) (*commitmentOut, error) {
		return a.does(ctx, in, func(ctx context.Context, key id.ID, f Finding) error { return a.Decide(ctx, key, e, f) })
	}
}

type promisedIn struct {
	No string `path:"no"`
}

func (a api) mine(ctx context.Context, in *promisedIn) (*commitmentOut, error) {
	_, c, err := a.Of(ctx, in.No)
	if err != nil {
		return nil, err
	}
	return &commitmentOut{a.body(ctx, c)}, nil
}

// CommitmentAnswerBody is what an applicant answers before a withdrawal is decided.
type CommitmentAnswerBody struct {
	Words string `json:"words"`
}

type hearingIn struct {
	No   string `path:"no"`
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Repeat a request with the same key and it is done once"`
	Body CommitmentAnswerBody
}

func (a api) answer(ctx context.Context, in *hearingIn) (*commitmentOut, error) {
	_, c, err := a.Of(ctx, in.No)
	if err != nil {
		return nil, err
	}
	if err := a.Answer(once.WithKey(ctx, in.Key), c.ID, in.Body.Words); err != nil {
		return nil, err
	}
	return a.mine(ctx, &promisedIn{in.No})
}
