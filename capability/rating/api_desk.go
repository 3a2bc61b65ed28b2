package rating

import (
	"context"
	"time"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/id"
)

// RatingPath names a follow-up or a text.
type RatingPath struct {
	ID string `path:"id"`
}

func (p RatingPath) key() (id.ID, error) {
	key, err := id.Parse(p.ID)
	if err != nil {
		return 0, errUnknown
	}
	return key, nil
}

// FollowUpBody is a FollowUp on the wire. It never says who rated.
type FollowUpBody struct {
	ID          id.ID      `json:"id"`
	Grade       Grade      `json:"grade"`
	ItemCode    string     `json:"itemCode"`
	Item        string     `json:"item"`
	Department  string     `json:"department"`
	Status      Status     `json:"status"`
	OpenedOn    string     `json:"openedOn" format:"date" doc:"No hour: it would tell which case"`
	ContactBy   string     `json:"contactBy" format:"date"`
	DueOn       string     `json:"dueOn" format:"date"`
	Late        bool       `json:"late"`
	LateContact bool       `json:"lateContact"`
	Anonymous   bool       `json:"anonymous"`
	Owner       string     `json:"owner,omitempty" doc:"Who is responsible"`
	Tags        []Tag      `json:"tags,omitempty"`
	Text        string     `json:"text,omitempty" doc:"Without names and numbers"`
	Answer      string     `json:"answer,omitempty"`
	Second      Grade      `json:"secondGrade,omitempty"`
	ClosedAt    *time.Time `json:"closedAt,omitempty"`
	Next        []Event    `json:"next,omitempty" doc:"What the reader may do now"`
	Notes       []NoteBody `json:"notes,omitempty" doc:"Latest first"`
}

// NoteBody is a Note on the wire.
type NoteBody struct {
	Event  Event     `json:"event"`
	At     time.Time `json:"at"`
	By     string    `json:"by,omitempty" doc:"Staff; the rater is not named"`
	Detail string    `json:"detail,omitempty"`
	Text   string    `json:"text,omitempty"`
}

func (a api) followUpBody(f *FollowUp) FollowUpBody {
	today := calendar.DateOf(a.Clock.Now())
	b := FollowUpBody{
		ID: f.ID, Grade: f.Grade, ItemCode: f.ItemCode, Item: f.ItemName, Department: f.Department, Status: f.Status, OpenedOn: calendar.DateOf(f.OpenedAt).String(),
		ContactBy: f.ContactBy.String(), DueOn: f.DueOn.String(), Late: f.Late || f.isLate(today), LateContact: f.LateContact || f.isLateContact(today),
		Anonymous: f.Anonymous, Owner: f.TakenName, Tags: f.Tags, Text: f.Text, Answer: f.Answer, Second: f.Second,
	}
	if !f.ClosedAt.IsZero() {
		b.ClosedAt = &f.ClosedAt
	}
	return b
}

type officeIn struct {
	casework.PageIn
	Closed bool `query:"closed" doc:"What is over, newest first"`
}

type officeOut struct {
	Body struct {
		Items []FollowUpBody `json:"items"`
		Next  string         `json:"next,omitempty" doc:"cursor of the next page"`
	}
}

func (a api) office(ctx context.Context, in *officeIn) (*officeOut, error) {
	list, err := a.Office(ctx, in.Closed, parseCursor(in.Cursor), in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := &officeOut{}
	if len(list) > in.Limit {
		list = list[:in.Limit]
		last := list[in.Limit-1]
		out.Body.Next = Cursor{last.DueOn, last.ID}.String()
	}
	out.Body.Items = []FollowUpBody{}
	for _, f := range list {
		out.Body.Items = append(out.Body.Items, a.followUpBody(f))
	}
	return out, nil
}

type followUpOut struct{ Body FollowUpBody }

func (a api) followUp(ctx context.Context, in *RatingPath) (*followUpOut, error) {
	key, err := in.key()
	if err != nil {
		return nil, err
	}
	f, notes, err := a.FollowUp(ctx, key)
	if err != nil {
		return nil, err
	}
	b := a.followUpBody(f)
	b.Next = f.next(actor.From(ctx))
	for _, n := range notes {
		b.Notes = append(b.Notes, NoteBody{n.Event, n.At, n.Name, n.Detail, n.Text})
	}
	return &followUpOut{b}, nil
}

// does runs a step and returns where the follow-up stands after it.
func (a api) does(ctx context.Context, in RatingPath, step func(key id.ID) error) (*followUpOut, error) {
	key, err := in.key()
	if err != nil {
		return nil, err
	}
	if err := step(key); err != nil {
		return nil, err
	}
	return a.followUp(ctx, &in)
}

// StepIn is a step of a follow-up.
type StepIn struct {
	RatingPath
	casework.KeyHeader
}

func (a api) take(ctx context.Context, in *StepIn) (*followUpOut, error) {
	return a.does(ctx, in.RatingPath, func(key id.ID) error { return a.Take(in.Context(ctx), key) })
}

type raterOut struct {
	Body struct {
		Name   string `json:"name"`
		Mobile string `json:"mobile,omitempty"`
		CaseNo string `json:"caseNo"`
	}
}

func (a api) rater(ctx context.Context, in *RatingPath) (*raterOut, error) {
	key, err := in.key()
	if err != nil {
		return nil, err
	}
	r, err := a.Rater(ctx, key)
	if err != nil {
		return nil, err
	}
	out := &raterOut{}
	out.Body.Name, out.Body.Mobile, out.Body.CaseNo = r.Name, r.Mobile, r.CaseNo
	return out, nil
}

type contactIn struct {
	StepIn
	Body struct {
		Way     Way    `json:"way" enum:"phone,person,letter"`
		Reached bool   `json:"reached"`
		Note    string `json:"note"`
	}
}

func (a api) contact(ctx context.Context, in *contactIn) (*followUpOut, error) {
	return a.does(ctx, in.RatingPath, func(key id.ID) error { return a.Contact(in.Context(ctx), key, Call(in.Body)) })
}

type endIn struct {
	StepIn
	Body struct {
		Result Event  `json:"result" enum:"reform,explain"`
		Answer string `json:"answer" doc:"What the rater is told, and everybody of a reform"`
	}
}

func (a api) end(ctx context.Context, in *endIn) (*followUpOut, error) {
	return a.does(ctx, in.RatingPath, func(key id.ID) error { return a.Close(in.Context(ctx), key, in.Body.Result, in.Body.Answer) })
}

type whyIn struct {
	StepIn
	Body struct {
		Why string `json:"why"`
	}
}

func (a api) askTime(ctx context.Context, in *whyIn) (*followUpOut, error) {
	return a.does(ctx, in.RatingPath, func(key id.ID) error { return a.AskTime(in.Context(ctx), key, in.Body.Why) })
}

type doubtIn struct {
	StepIn
	Body struct {
		Ground Ground `json:"ground" enum:"mistaken,malicious"`
		Reason string `json:"reason"`
	}
}

func (a api) doubt(ctx context.Context, in *doubtIn) (*followUpOut, error) {
	return a.does(ctx, in.RatingPath, func(key id.ID) error { return a.Doubt(in.Context(ctx), key, in.Body.Ground, in.Body.Reason) })
}

type decideIn struct {
	StepIn
	Body struct {
		Decision Event  `json:"decision" enum:"give-time,refuse-time,exclude,keep,uphold,return"`
		Why      string `json:"why"`
	}
}

func (a api) decide(ctx context.Context, in *decideIn) (*followUpOut, error) {
	return a.does(ctx, in.RatingPath, func(key id.ID) error { return a.Decide(in.Context(ctx), key, in.Body.Decision, in.Body.Why) })
}
