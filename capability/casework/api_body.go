package casework

import (
	"context"
	"slices"
	"time"

	"tongban/kernel/message"
)

// audience says who an answer is for, which decides what is in it.
type audience int

const (
	ownView   audience = iota // the applicant
	deskView                  // handlers: names masked by default, people's names in events
	stepView                  // handlers who have just moved it: papers and materials are asked for with GET
	trackView                 // whoever has the query code: no materials, no notices
)

// CaseBody is a case over the wire.
type CaseBody struct {
	CaseNo     string         `json:"caseNo"`
	ShortNo    string         `json:"shortNo"`
	QueryCode  string         `json:"queryCode,omitempty"`
	ItemCode   string         `json:"itemCode"`
	ItemName   string         `json:"itemName"`
	Department string         `json:"department"`
	Applicant  string         `json:"applicant"`
	State      Status         `json:"state"`
	StateName  string         `json:"stateName"`
	Stage      string         `json:"stage"`
	Basis      Basis          `json:"acceptanceBasis,omitempty"`
	Version    int64          `json:"version"`
	ReceivedAt time.Time      `json:"receivedAt"`
	AcceptedOn string         `json:"acceptedOn,omitempty" doc:"Day the decision's time counts from"`
	FinishedAt *time.Time     `json:"finishedAt,omitempty"`
	Dates      []periodBody   `json:"dates"`
	Events     []eventBody    `json:"events"`
	Tasks      []taskBody     `json:"tasks,omitempty"`
	Values     map[string]any `json:"values,omitempty"`
	Materials  []MaterialBody `json:"materials,omitempty"`
	Notices    []noticeBody   `json:"notices,omitempty"`
	Gaps       []Gap          `json:"corrections,omitempty"`
	LicenceNo  string         `json:"licenceNo,omitempty"`
	Next       []Command      `json:"next"`
}

type eventBody struct {
	Seq    int64     `json:"seq"`
	Event  Event     `json:"event"`
	Name   string    `json:"name"`
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	From   Status    `json:"from"`
	To     Status    `json:"to"`
	Reason string    `json:"reason,omitempty"`
	Notice string    `json:"notice,omitempty"`
}

type noticeBody struct {
	Kind   NoticeKind `json:"kind"`
	Name   string     `json:"name"`
	Number string     `json:"number"`
	At     time.Time  `json:"at"`
	URL    string     `json:"url"`
}

type taskBody struct {
	ID       string     `json:"id"`
	Stage    string     `json:"stage"`
	Role     string     `json:"role"`
	Assignee string     `json:"assignee,omitempty"`
	DueAt    time.Time  `json:"dueAt"`
	ClosedAt *time.Time `json:"closedAt,omitempty"`
}

// OwnBody is f for its applicant.
func OwnBody(ctx context.Context, f *File) CaseBody { return bodyOfCase(ctx, f, ownView) }

func bodyOfCase(ctx context.Context, f *File, as audience) CaseBody {
	c := f.Case
	b := CaseBody{
		CaseNo: c.No, ShortNo: c.ShortNo, ItemCode: c.ItemCode, ItemName: c.ItemName, Department: f.Item.Department.Name,
		Applicant: c.ApplicantName, State: c.Status, StateName: StatusTag(ctx, c.Status).Text, Stage: c.Stage,
		Basis: c.Basis, Version: c.Version, ReceivedAt: c.ReceivedAt, AcceptedOn: f.Clock.Acceptance.On.String(),
		FinishedAt: optional(c.FinishedAt), Dates: periods(ctx, f), Events: []eventBody{}, Next: f.Next,
	}
	if as != ownView {
		b.Applicant = c.ShownName()
	}
	if b.Next == nil {
		b.Next = []Command{}
	}
	desk := as == deskView || as == stepView
	for _, r := range f.Records {
		if !desk && slices.Contains(inside, r.Event) {
			continue
		}
		reason := r.Detail.note(ctx, desk)
		if as == trackView {
			reason = ""
		}
		b.Events = append(b.Events, eventBody{
			Seq: r.Seq, Event: r.Event, Name: f.Say(ctx, "event."+string(r.Event)), At: r.At,
			By: f.doer(ctx, r, desk), From: r.From, To: r.To, Reason: reason, Notice: r.Detail.Notice,
		})
	}
	if as == trackView {
		return b
	}
	b.Gaps = f.Gaps()
	if result := f.Result(); result != nil {
		b.LicenceNo = result.Detail.Licence
	}
	if desk {
		for _, task := range f.Tasks {
			b.Tasks = append(b.Tasks, taskBody{task.ID.String(), task.Stage, task.Role, task.Assignee, task.DueAt, optional(task.ClosedAt)})
		}
	} else {
		b.QueryCode = c.QueryCode
	}
	if as != stepView {
		b.addPapers(ctx, f)
	}
	return b
}

// addPapers adds what was handed in and what the case has produced.
func (b *CaseBody) addPapers(ctx context.Context, f *File) {
	for _, n := range f.Notices {
		b.Notices = append(b.Notices, noticeBody{n.Kind, f.Title(ctx, n), n.Number, n.At, NoticeURL(f.Case, n)})
	}
	if len(f.Submissions) > 0 {
		b.Materials = MaterialBodies(f.Submissions[len(f.Submissions)-1].Materials)
	}
}

func optional(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

// periodBody is one period of a case and why it ends when it does.
type periodBody struct {
	Period      string     `json:"period" enum:"acceptance,correction,promised,statutory,delivery,hearing-request,pause"`
	Name        string     `json:"name"`
	State       string     `json:"state" enum:"not-started,running,paused,met,overdue,ended"`
	DueDate     string     `json:"dueDate,omitempty" doc:"Last day"`
	DueAt       *time.Time `json:"dueAt,omitempty" doc:"Instant at which it passes"`
	Counted     int        `json:"counted"`
	Remaining   int        `json:"remaining" doc:"Working days left; negative is late"`
	Provisional bool       `json:"provisional" doc:"A year without a holiday notice is touched"`
	Reasons     []string   `json:"reasons"`
	Basis       string     `json:"basis"`
}

func periods(ctx context.Context, f *File) []periodBody {
	list := []periodBody{}
	for _, w := range f.Periods() {
		lines, basis := why(ctx, f.Clock, w)
		list = append(list, periodBody{
			Period: string(w.Period), Name: message.T(ctx, "casework.window."+string(w.Period)), State: string(w.State),
			DueDate: w.Due.String(), DueAt: optional(w.DueAt), Counted: w.Counted, Remaining: w.Remaining,
			Provisional: w.Provisional, Reasons: lines, Basis: basis,
		})
	}
	return list
}
