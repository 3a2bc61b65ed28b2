package warning

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

// api is warnings over JSON.
type api struct{ *Service }

func (a api) register(h huma.API) {
	op := func(method, path, summary string) web.Op {
		return web.Op{Method: method, Path: path, Need: web.Staff, Tag: "warning", Summary: summary}
	}
	web.Register(h, op(http.MethodGet, "/desk/warnings", "List open warnings one may read, newest first."), a.list)
	web.Register(h, op(http.MethodGet, "/desk/cases/{no}/warnings", "List what is unusual about a case; others than its reviewers are told how many are open only."), a.ofCase)
	web.Register(h, op(http.MethodGet, "/desk/warnings/{id}", "Read a warning with its evidence."), a.get)
	web.Register(h, op(http.MethodPost, "/desk/warnings/{id}/answer", "Say what was done about a warning. It changes nothing else."), a.answer)
	web.Register(h, op(http.MethodGet, "/admin/warnings", "List what is looked for, what it is set to and how often it was of use."), a.kinds)
	web.Register(h, op(http.MethodPost, "/admin/warnings/{kind}", "Switch a kind of warning on or off, set its thresholds."), a.set)
	web.Register(h, op(http.MethodGet, "/admin/warning-rules", "List the conditions under which answers contradict each other."), a.ruleList)
	web.Register(h, op(http.MethodPost, "/admin/warning-rules/{name}", "Write a condition; version 0 is a new one."), a.keepRule)
	web.Register(h, op(http.MethodPost, "/admin/warning-rules/{name}/drop", "Delete a condition that is not part of the program."), a.dropRule)
}

// WarningBody is a Warning on the wire.
type WarningBody struct {
	ID         id.ID       `json:"id"`
	CaseNo     string      `json:"caseNo"`
	Item       string      `json:"item"`
	Kind       Kind        `json:"kind" enum:"address,mobile,number,picture,contradiction,agent"`
	Reason     string      `json:"reason" doc:"In words"`
	State      State       `json:"state" enum:"open,cleared,handled,lapsed"`
	FoundAt    time.Time   `json:"foundAt"`
	Said       []SaidBody  `json:"said" doc:"What the sources say, masked"`
	Cases      []OtherBody `json:"cases" doc:"Other cases it rests on that the reader may open"`
	More       int         `json:"more" doc:"Other cases besides"`
	AnsweredAt *time.Time  `json:"answeredAt,omitempty"`
	Answerer   string      `json:"answerer,omitempty" doc:"Name"`
	Words      string      `json:"words,omitempty"`
	Next       []Event     `json:"next" doc:"What the reader may answer now"`
}

// SaidBody is what one source says.
type SaidBody struct {
	Source  Source `json:"source" enum:"form,paper,earlier,licence"`
	Name    string `json:"name,omitempty" doc:"Of a licence, or number of a case"`
	Element string `json:"element" doc:"Data element"`
	Value   string `json:"value" doc:"Masked"`
}

// OtherBody is another case.
type OtherBody struct {
	No   string `json:"no"`
	Item string `json:"item"`
}

func (a api) body(ctx context.Context, w *Warning) (WarningBody, error) {
	b := WarningBody{
		ID: w.ID, CaseNo: w.Case.ShortNo, Item: w.Case.ItemName, Kind: w.Kind, Reason: w.Reason(ctx), State: w.State, FoundAt: w.FoundAt,
		Said: []SaidBody{}, Cases: []OtherBody{}, Answerer: w.Answerer, Words: w.Words, Next: []Event{},
	}
	for _, one := range w.Evidence.Said {
		b.Said = append(b.Said, SaidBody(one))
	}
	others, err := a.Others(ctx, w)
	for _, c := range others.Cases {
		b.Cases = append(b.Cases, OtherBody{c.No, c.ItemName})
	}
	b.More = others.More
	if !w.AnsweredAt.IsZero() {
		b.AnsweredAt = &w.AnsweredAt
	}
	if w.mayAnswer(actor.From(ctx)) == nil {
		b.Next = Answers
	}
	return b, err
}

func (a api) bodies(ctx context.Context, list []*Warning) ([]WarningBody, error) {
	all := []WarningBody{}
	for _, w := range list {
		b, err := a.body(ctx, w)
		if err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	return all, nil
}

type listIn struct {
	Cursor string `query:"cursor" doc:"From the page before; opaque"`
	Limit  int    `query:"limit" minimum:"1" maximum:"50" default:"20"`
}

type listOut struct {
	Body struct {
		Items []WarningBody `json:"items"`
		Next  string        `json:"next,omitempty" doc:"cursor of the next page"`
	}
}

func (a api) list(ctx context.Context, in *listIn) (*listOut, error) {
	before, _ := id.Parse(in.Cursor) // what is none begins at the top
	list, err := a.List(ctx, before, in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := &listOut{}
	if len(list) > in.Limit {
		list = list[:in.Limit]
		out.Body.Next = list[in.Limit-1].ID.String()
	}
	out.Body.Items, err = a.bodies(ctx, list)
	return out, err
}

type caseOut struct {
	Body struct {
		Open  int           `json:"open"`
		Items []WarningBody `json:"items" doc:"Empty for others than those who review the case"`
	}
}

func (a api) ofCase(ctx context.Context, in *casework.CasePath) (*caseOut, error) {
	c, err := a.Cases.Case(ctx, in.No)
	if err != nil {
		return nil, err
	}
	list, open, err := a.OfCase(ctx, c)
	if err != nil {
		return nil, err
	}
	out := &caseOut{}
	out.Body.Open = open
	out.Body.Items, err = a.bodies(ctx, list)
	return out, err
}

type warningIn struct {
	ID string `path:"id"`
}

type warningOut struct{ Body WarningBody }

func (a api) get(ctx context.Context, in *warningIn) (*warningOut, error) {
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errUnknown
	}
	w, err := a.Find(ctx, key)
	if err != nil {
		return nil, err
	}
	b, err := a.body(ctx, w)
	return &warningOut{b}, err
}

type answerIn struct {
	ID   string `path:"id"`
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Repeat a request with the same key and it is done once"`
	Body struct {
		Answer Event  `json:"answer" enum:"clear,handle"`
		Words  string `json:"words,omitempty" doc:"Required where it was handled"`
	}
}

func (a api) answer(ctx context.Context, in *answerIn) (*warningOut, error) {
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errUnknown
	}
	w, err := a.Answer(once.WithKey(ctx, in.Key), key, Answer{in.Body.Answer, in.Body.Words})
	if err != nil {
		return nil, err
	}
	b, err := a.body(ctx, w)
	return &warningOut{b}, err
}

// KindBody is a kind on the wire.
type KindBody struct {
	Kind     Kind  `json:"kind"`
	On       bool  `json:"on"`
	Least    int   `json:"least,omitempty" doc:"Applicants, or ended cases of an agent"`
	Days     int   `json:"days,omitempty" doc:"How far back"`
	Share    int   `json:"share,omitempty" doc:"Failures, per cent"`
	Likeness int   `json:"likeness,omitempty" doc:"Of two pictures, per cent"`
	Version  int64 `json:"version"`
	Open     int   `json:"open" doc:"Of the last 1,000 warnings, as the next ones"`
	Cleared  int   `json:"cleared"`
	Handled  int   `json:"handled"`
	Lapsed   int   `json:"lapsed"`
	Useful   *int  `json:"useful,omitempty" doc:"Share of those answered that were of use, per cent"`
}

type kindsOut struct {
	Body struct {
		Items []KindBody `json:"items"`
	}
}

func (a api) kinds(ctx context.Context, _ *struct{}) (*kindsOut, error) {
	list, err := a.Manage(ctx)
	if err != nil {
		return nil, err
	}
	out := &kindsOut{}
	for _, k := range list {
		b := KindBody{k.Kind, k.On, k.Least, k.Days, k.Share, k.Likeness, k.Version, k.Tally.Open, k.Tally.Cleared, k.Tally.Handled, k.Tally.Lapsed, nil}
		if share, known := k.Tally.Useful(); known {
			b.Useful = &share
		}
		out.Body.Items = append(out.Body.Items, b)
	}
	return out, nil
}

type setIn struct {
	Kind Kind `path:"kind" enum:"address,mobile,number,picture,contradiction,agent"`
	Body struct {
		On       bool  `json:"on"`
		Least    int   `json:"least,omitempty"`
		Days     int   `json:"days,omitempty"`
		Share    int   `json:"share,omitempty"`
		Likeness int   `json:"likeness,omitempty"`
		Version  int64 `json:"version" doc:"As it was read"`
	}
}

func (a api) set(ctx context.Context, in *setIn) (*kindsOut, error) {
	b := in.Body
	if err := a.Set(ctx, Setting{in.Kind, b.On, b.Least, b.Days, b.Share, b.Likeness, b.Version}); err != nil {
		return nil, err
	}
	return a.kinds(ctx, nil)
}

// RuleBody is a condition on the wire.
type RuleBody struct {
	Name    string `json:"name"`
	Item    string `json:"item,omitempty" doc:"Code, empty is any"`
	Holds   string `json:"holds" doc:"CEL over form, paper, earlier and licence by data element"`
	Says    string `json:"says" doc:"In Chinese"`
	SaysEn  string `json:"saysEn" doc:"In English"`
	On      bool   `json:"on"`
	Version int64  `json:"version"`
	Common  bool   `json:"common" doc:"Part of the program: can only be switched off"`
}

type rulesOut struct {
	Body struct {
		Items []RuleBody `json:"items"`
	}
}

func (a api) ruleList(ctx context.Context, _ *struct{}) (*rulesOut, error) {
	list, err := a.Rules(ctx)
	if err != nil {
		return nil, err
	}
	out := &rulesOut{}
	for _, r := range list {
		out.Body.Items = append(out.Body.Items, RuleBody{r.Name, r.Item, r.Holds, r.Says, r.SaysEn, r.On, r.Version, isCommon(r.Name)})
	}
	return out, nil
}

type ruleIn struct {
	Name string `path:"name"`
	Body struct {
		Item    string `json:"item,omitempty"`
		Holds   string `json:"holds,omitempty"`
		Says    string `json:"says,omitempty"`
		SaysEn  string `json:"saysEn,omitempty"`
		On      bool   `json:"on"`
		Version int64  `json:"version" doc:"As it was read, 0 for a new one"`
	}
}

func (a api) keepRule(ctx context.Context, in *ruleIn) (*rulesOut, error) {
	b := in.Body
	if err := a.KeepRule(ctx, Rule{in.Name, b.Item, b.Holds, b.Says, b.SaysEn, b.On, b.Version}); err != nil {
		return nil, err
	}
	return a.ruleList(ctx, nil)
}

type dropIn struct {
	Name string `path:"name"`
	Body struct {
		Version int64 `json:"version" doc:"As it was read"`
	}
}

func (a api) dropRule(ctx context.Context, in *dropIn) (*rulesOut, error) {
	if err := a.DropRule(ctx, in.Name, in.Body.Version); err != nil {
		return nil, err
	}
	return a.ruleList(ctx, nil)
}
