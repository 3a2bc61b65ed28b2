package consultation

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/id"
	"tongban/kernel/once"
	"tongban/kernel/web"
)

// api is consultations over JSON.
type api struct{ *Service }

func (a api) register(h huma.API) {
	op := func(method, path, summary string) web.Op {
		return web.Op{Method: method, Path: path, Need: web.Staff, Tag: "desk", Summary: summary}
	}
	asked := op(http.MethodPost, "/desk/cases/{no}/consultations", "Ask another department, or a colleague, for an opinion; no clock stops.")
	asked.Status = http.StatusCreated
	one := func(step, summary string) web.Op {
		return op(http.MethodPost, "/desk/consultations/{id}/"+step, summary)
	}
	web.Register(h, op(http.MethodGet, "/desk/consultations", "List questions: to answer and late ones by the last day, asked ones newest first."), a.list)
	web.Register(h, op(http.MethodGet, "/desk/cases/{no}/consultations", "List what was asked about a case, newest first."), a.ofCase)
	web.Register(h, asked, a.ask)
	web.Register(h, op(http.MethodGet, "/desk/consultations/{id}", "Read a question and what came of it."), a.get)
	web.Register(h, one("claim", "Take a question on for the department that is asked."), a.claim)
	web.Register(h, one("release", "Give a question back to the others who are asked."), a.release)
	web.Register(h, one("answer", "Give an opinion."), a.answer)
	web.Register(h, one("forward", "Forward a question to another department, once."), a.forward)
	web.Register(h, one("remark", "Add to a question one has asked."), a.remark)
	web.Register(h, one("proceed", "Go on without a late answer that the task waits for."), a.proceed)
	web.Register(h, one("withdraw", "Withdraw a question."), a.withdraw)
}

// ConsultationBody is a Consultation on the wire.
type ConsultationBody struct {
	ID            id.ID        `json:"id"`
	CaseNo        string       `json:"caseNo"`
	Item          string       `json:"item"`
	About         string       `json:"about"`
	Question      string       `json:"question"`
	Department    string       `json:"department" doc:"Code of the department that is asked, or the colleague's"`
	Role          actor.Role   `json:"role,omitempty" doc:"Whose holders are asked"`
	Colleague     string       `json:"colleague,omitempty" doc:"Account of who alone is asked"`
	DueOn         string       `json:"dueOn" format:"date" doc:"Last day"`
	Late          bool         `json:"late"`
	Blocking      bool         `json:"blocking" doc:"The asker's task is not concluded before"`
	Holds         bool         `json:"holds" doc:"It keeps that task from being concluded now"`
	Asker         string       `json:"asker" doc:"Name"`
	AskedAt       time.Time    `json:"askedAt"`
	State         State        `json:"state" enum:"asked,taken,answered,withdrawn,ended"`
	Holder        string       `json:"holder,omitempty" doc:"Name of who has taken it on, or answered"`
	ForwardedFrom string       `json:"forwardedFrom,omitempty" doc:"Code of a department"`
	ForwardedWhy  string       `json:"forwardedWhy,omitempty"`
	WaivedWhy     string       `json:"waivedWhy,omitempty" doc:"Why the task goes on without it"`
	Opinion       Opinion      `json:"opinion,omitempty" enum:"agree,conditions,disagree,not-ours"`
	Words         string       `json:"words,omitempty" doc:"Of the answer, or why it was withdrawn"`
	OverAt        *time.Time   `json:"overAt,omitempty"`
	Remarks       []RemarkBody `json:"remarks"`
	Version       int64        `json:"version"`
	Next          []Event      `json:"next" doc:"What the reader may do now"`
}

// RemarkBody is what who asked has added.
type RemarkBody struct {
	By    string    `json:"by"`
	Words string    `json:"words"`
	At    time.Time `json:"at"`
}

func (a api) body(ctx context.Context, c *Consultation) ConsultationBody {
	b := ConsultationBody{
		ID: c.ID, CaseNo: c.Case.ShortNo, Item: c.Case.ItemName, About: c.About, Question: c.Question,
		Department: c.Whom.Department, Role: c.Whom.Role, Colleague: c.Whom.Colleague, DueOn: c.DueOn.String(), Late: c.IsLate(a.today()),
		Blocking: c.Blocking, Holds: c.Holds(), Asker: c.Asker.Name, AskedAt: c.AskedAt, State: c.State, Holder: c.Holder.Name,
		ForwardedFrom: c.Forwarding.From, ForwardedWhy: c.Forwarding.Why, WaivedWhy: c.WaivedWhy, Opinion: c.Opinion, Words: c.Words,
		Remarks: []RemarkBody{}, Version: c.Version, Next: append([]Event{}, c.next(actor.From(ctx), a.today())...),
	}
	for _, n := range c.Remarks {
		b.Remarks = append(b.Remarks, RemarkBody(n))
	}
	if !c.OverAt.IsZero() {
		b.OverAt = &c.OverAt
	}
	return b
}

type listIn struct {
	Show   Show   `query:"show" enum:"answer,asked,late" default:"answer"`
	Cursor string `query:"cursor" doc:"From the page before; opaque"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

type listOut struct {
	Body struct {
		Items []ConsultationBody `json:"items"`
		Next  string             `json:"next,omitempty" doc:"cursor of the next page"`
	}
}

func (a api) list(ctx context.Context, in *listIn) (*listOut, error) {
	list, err := a.List(ctx, in.Show, parseCursor(in.Cursor), in.Limit+1)
	if err != nil {
		return nil, err
	}
	next := ""
	if len(list) > in.Limit {
		list = list[:in.Limit]
		last := list[in.Limit-1]
		next = Cursor{last.DueOn, last.ID}.String()
	}
	out := a.bodies(ctx, list)
	out.Body.Next = next
	return out, nil
}

func (a api) bodies(ctx context.Context, list []*Consultation) *listOut {
	out := &listOut{}
	out.Body.Items = []ConsultationBody{}
	for _, c := range list {
		out.Body.Items = append(out.Body.Items, a.body(ctx, c))
	}
	return out
}

func (a api) ofCase(ctx context.Context, in *casework.CasePath) (*listOut, error) {
	f, err := a.Cases.File(ctx, in.No)
	if err != nil {
		return nil, err
	}
	list, err := a.OfCase(ctx, f)
	if err != nil {
		return nil, err
	}
	return a.bodies(ctx, list), nil
}

type askIn struct {
	No   string `path:"no"`
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Repeat a request with the same key and it is done once"`
	Body struct {
		Task       string     `json:"task,omitempty" doc:"For which one asks, where one has several"`
		Department string     `json:"department,omitempty" doc:"Code"`
		Role       actor.Role `json:"role,omitempty" enum:"reviewer,inspector,registrar,approver,head" doc:"Whose holders in the department are asked"`
		Colleague  string     `json:"colleague,omitempty" doc:"Account of who alone is asked, instead of a role"`
		About      string     `json:"about"`
		Question   string     `json:"question"`
		Days       int        `json:"days,omitempty" doc:"Working days, three if not given"`
		Blocking   bool       `json:"blocking,omitempty" doc:"My task is not concluded before the answer"`
	}
}

func (a api) ask(ctx context.Context, in *askIn) (*consultationOut, error) {
	b := in.Body
	task, err := id.Parse(b.Task)
	if err != nil && b.Task != "" {
		return nil, errUnknown
	}
	key, err := a.Ask(once.WithKey(ctx, in.Key), in.No, Asking{
		Task: task, Whom: Whom{b.Department, b.Role, b.Colleague}, About: b.About, Question: b.Question, Days: b.Days, Blocking: b.Blocking,
	})
	if err != nil {
		return nil, err
	}
	return a.get(ctx, &Path{ID: key.String()})
}

// Path names a consultation.
type Path struct {
	ID  string `path:"id"`
	Key string `header:"Idempotency-Key" maxLength:"200" doc:"Repeat a request with the same key and it is done once"`
}

type consultationOut struct{ Body ConsultationBody }

func (a api) get(ctx context.Context, in *Path) (*consultationOut, error) {
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errUnknown
	}
	c, err := a.Find(ctx, key)
	if err != nil {
		return nil, err
	}
	return &consultationOut{a.body(ctx, c)}, nil
}

// does changes a consultation and returns it.
func (a api) does(ctx context.Context, in *Path, change func(context.Context, id.ID) error) (*consultationOut, error) {
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errUnknown
	}
	if err := change(once.WithKey(ctx, in.Key), key); err != nil {
		return nil, err
	}
	return a.get(ctx, in)
}

func (a api) claim(ctx context.Context, in *Path) (*consultationOut, error) {
	return a.does(ctx, in, a.Claim)
}

func (a api) release(ctx context.Context, in *Path) (*consultationOut, error) {
	return a.does(ctx, in, a.Release)
}

type answerIn struct {
	Path
	Body struct {
		Opinion Opinion `json:"opinion" enum:"agree,conditions,disagree,not-ours"`
		Words   string  `json:"words,omitempty" doc:"Only a bare agreement goes without"`
		Version int64   `json:"version,omitempty" doc:"Of the question as read; 409 if it was changed since"`
	}
}

func (a api) answer(ctx context.Context, in *answerIn) (*consultationOut, error) {
	return a.does(ctx, &in.Path, func(ctx context.Context, key id.ID) error { return a.Answer(ctx, key, Reply(in.Body)) })
}

type forwardIn struct {
	Path
	Body struct {
		Department string     `json:"department" doc:"Code"`
		Role       actor.Role `json:"role" enum:"reviewer,inspector,registrar,approver,head"`
		Why        string     `json:"why"`
	}
}

func (a api) forward(ctx context.Context, in *forwardIn) (*consultationOut, error) {
	return a.does(ctx, &in.Path, func(ctx context.Context, key id.ID) error {
		return a.Forward(ctx, key, Whom{Department: in.Body.Department, Role: in.Body.Role}, in.Body.Why)
	})
}

type whyIn struct {
	Path
	Body struct {
		Why string `json:"why"`
	}
}

func (a api) proceed(ctx context.Context, in *whyIn) (*consultationOut, error) {
	return a.does(ctx, &in.Path, func(ctx context.Context, key id.ID) error { return a.Proceed(ctx, key, in.Body.Why) })
}

func (a api) withdraw(ctx context.Context, in *whyIn) (*consultationOut, error) {
	return a.does(ctx, &in.Path, func(ctx context.Context, key id.ID) error { return a.Withdraw(ctx, key, in.Body.Why) })
}

type remarkIn struct {
	Path
	Body struct {
		Words string `json:"words"`
	}
}

func (a api) remark(ctx context.Context, in *remarkIn) (*consultationOut, error) {
	return a.does(ctx, &in.Path, func(ctx context.Context, key id.ID) error { return a.Remark(ctx, key, in.Body.Words) })
}
