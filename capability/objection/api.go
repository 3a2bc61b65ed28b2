package objection

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/id"
	"tongban/kernel/mask"
	"tongban/kernel/web"
)

// api is the register over JSON.
type api struct{ *Service }

func (a api) register(h huma.API) {
	op := func(method, path string, need web.Need, summary string) web.Op {
		return web.Op{Method: method, Path: path, Need: need, Tag: "objection", Summary: summary}
	}
	filing := op(http.MethodPost, "/objections", web.Citizen, "Object or complain: about a case, a paper or a published decision.")
	filing.Status = http.StatusCreated
	web.Register(h, filing, a.file)
	web.Register(h, op(http.MethodGet, "/objections", web.Citizen, "List my objections, newest first."), a.mine)
	web.Register(h, op(http.MethodGet, "/objections/{id}", web.Citizen, "Read my objection with its answer."), a.get)
	web.Register(h, op(http.MethodGet, "/desk/objections", web.Staff, "Objections my office answers, by the day due."), a.office)
	web.Register(h, op(http.MethodGet, "/desk/objections/{id}", web.Staff, "Read an objection as those who answer see it."), a.get)
	web.Register(h, op(http.MethodPost, "/desk/objections/{id}/answer", web.Staff, "Answer an objection, once."), a.answer)
}

// EntryBody is an Objection on the wire.
type EntryBody struct {
	ID         id.ID      `json:"id"`
	Number     string     `json:"number"`
	Kind       Kind       `json:"kind" enum:"objection,complaint"`
	About      About      `json:"about" enum:"case,notice,publicity"`
	Title      string     `json:"title"`
	CaseNo     string     `json:"caseNo,omitempty" doc:"For the office, and the objector where the case is theirs"`
	By         string     `json:"by" doc:"For the office in part"`
	Text       string     `json:"text,omitempty" doc:"For the office without numbers that name a person"`
	CreatedAt  time.Time  `json:"createdAt"`
	DueOn      string     `json:"dueOn" format:"date"`
	Late       bool       `json:"late"`
	AnsweredAt *time.Time `json:"answeredAt,omitempty"`
	Outcome    Outcome    `json:"outcome,omitempty"`
	Answer     string     `json:"answer,omitempty"`
}

func (a api) body(ctx context.Context, o *Objection) EntryBody {
	b := EntryBody{
		ID: o.ID, Number: o.Number, Kind: o.Kind, About: o.Subject.About, Title: o.Subject.Title, CaseNo: o.Subject.CaseNo, By: o.OwnerName,
		Text: o.Text, CreatedAt: o.CreatedAt, DueOn: o.DueOn.String(), Late: o.Late(calendar.DateOf(a.Clock.Now())), Outcome: o.Outcome, Answer: o.Answer,
	}
	if actor.From(ctx).Kind != actor.Citizen {
		b.By = mask.Name(o.OwnerName)
	}
	if !o.Open() {
		b.AnsweredAt = &o.AnsweredAt
	}
	return b
}

type fileIn struct {
	casework.KeyHeader
	Body struct {
		Kind  Kind   `json:"kind" enum:"objection,complaint"`
		About About  `json:"about" enum:"case,notice,publicity"`
		Ref   string `json:"ref" doc:"Number of the case, CASE/ID of a paper, or id of what was published"`
		Text  string `json:"text"`
	}
}

type entryOut struct{ Body EntryBody }

func (a api) file(ctx context.Context, in *fileIn) (*entryOut, error) {
	o, err := a.File(in.Context(ctx), Filing{in.Body.Kind, in.Body.About, in.Body.Ref, in.Body.Text})
	if err != nil {
		return nil, err
	}
	return &entryOut{a.body(ctx, o)}, nil
}

type entryPath struct {
	ID string `path:"id"`
}

func (a api) get(ctx context.Context, in *entryPath) (*entryOut, error) {
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errUnknown
	}
	o, err := a.Find(ctx, key)
	if err != nil {
		return nil, err
	}
	return &entryOut{a.body(ctx, o)}, nil
}

type listOut struct {
	Body struct {
		Items []EntryBody `json:"items"`
		Next  string      `json:"next,omitempty" doc:"cursor of the next page"`
	}
}

func (a api) mine(ctx context.Context, in *casework.PageIn) (*listOut, error) {
	before, _ := id.Parse(in.Cursor) // what is no id begins at the top
	list, err := a.Mine(ctx, before, in.Limit+1)
	if err != nil {
		return nil, err
	}
	return a.list(ctx, list, in.Limit, func(o Objection) string { return o.ID.String() }), nil
}

type officeIn struct {
	casework.PageIn
	Answered bool `query:"answered" doc:"What was answered, newest first"`
}

func (a api) office(ctx context.Context, in *officeIn) (*listOut, error) {
	list, err := a.Office(ctx, in.Answered, parseCursor(in.Cursor), in.Limit+1)
	if err != nil {
		return nil, err
	}
	return a.list(ctx, list, in.Limit, func(o Objection) string { return Cursor{o.DueOn, o.ID}.String() }), nil
}

// list makes a page of one row more than it may have.
func (a api) list(ctx context.Context, found []Objection, limit int, cursor func(Objection) string) *listOut {
	out := &listOut{}
	if len(found) > limit {
		found = found[:limit]
		out.Body.Next = cursor(found[limit-1])
	}
	out.Body.Items = []EntryBody{}
	for i := range found {
		out.Body.Items = append(out.Body.Items, a.body(ctx, &found[i]))
	}
	return out
}

type answerIn struct {
	ID   string `path:"id"`
	Body struct {
		Outcome Outcome `json:"outcome" doc:"upheld, partly or rejected"`
		Answer  string  `json:"answer"`
	}
}

func (a api) answer(ctx context.Context, in *answerIn) (*entryOut, error) {
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errUnknown
	}
	if err := a.Answer(ctx, key, Reply{in.Body.Outcome, in.Body.Answer}); err != nil {
		return nil, err
	}
	return a.get(ctx, &entryPath{in.ID})
}
