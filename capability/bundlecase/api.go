package bundlecase

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/id"
	"tongban/kernel/once"
	"tongban/kernel/web"
)

// api is bundle cases over JSON.
type api struct{ *Service }

func (a api) register(h huma.API) {
	own := func(method, path, summary string) web.Op {
		return web.Op{Method: method, Path: path, Need: web.Citizen, Tag: "cases", Summary: summary}
	}
	web.Register(h, own(http.MethodGet, "/bundle-cases", "List my bundle cases, newest first."), a.list)
	web.Register(h, own(http.MethodGet, "/bundle-cases/{no}", "Read where a bundle case of mine stands, part by part."), a.get)
	web.Register(h, own(http.MethodPost, "/bundle-cases/{no}/withdraw", "Take a bundle case back, or one part of it."), a.withdraw)
	web.Register(h, web.Op{
		Method: http.MethodPost, Path: "/bundle-cases/{no}/parts/{component}/report", Need: web.Staff, Tag: "desk",
		Summary: "Enter how a part outside of the city's power has ended.",
	}, a.report)
}

// BundlecaseBody is a Run on the wire.
type BundlecaseBody struct {
	No            string               `json:"no" example:"YX-B260212-7K3M9Q"`
	Bundle        string               `json:"bundle" doc:"Code of the bundle" example:"newborn"`
	Name          string               `json:"name"`
	Department    string               `json:"department" doc:"Code of the department that leads"`
	ApplicationID id.ID                `json:"applicationId"`
	State         Stand                `json:"state" enum:"running,yours,done,partly,failed,withdrawn"`
	ReceivedAt    time.Time            `json:"receivedAt"`
	FinishedAt    *time.Time           `json:"finishedAt,omitempty"`
	DueOn         string               `json:"dueOn,omitempty" format:"date" doc:"Promised day of the whole"`
	Late          bool                 `json:"late"`
	Parts         []BundlecasePartBody `json:"parts"`
}

// BundlecasePartBody is a Part on the wire.
type BundlecasePartBody struct {
	Component     string    `json:"component"`
	Kind          string    `json:"kind" enum:"item,external,check"`
	Name          string    `json:"name"`
	Department    string    `json:"department,omitempty" doc:"Code; none of what is outside of the city"`
	Required      bool      `json:"required"`
	DependsOn     []string  `json:"dependsOn" doc:"Components of this case that have to be granted before"`
	State         State     `json:"state" enum:"waiting,yours,running,held,granted,unneeded,denied,withdrawn,ended,cancelled"`
	Turn          bool      `json:"turn" doc:"It waits for the applicant"`
	CaseNo        string    `json:"caseNo,omitempty" doc:"Short number of its own case"`
	ApplicationID *id.ID    `json:"applicationId,omitempty"`
	Cause         string    `json:"cause,omitempty" doc:"Component because of which it was cancelled, or number of the licence that was found"`
	Words         string    `json:"words,omitempty" doc:"What was reported"`
	Since         time.Time `json:"since"`
}

func (a api) body(r *Run) BundlecaseBody {
	b := BundlecaseBody{
		No: r.No, Bundle: r.Code, Name: r.Name, Department: r.Department, ApplicationID: r.Application, State: r.Stand, ReceivedAt: r.ReceivedAt,
		Late: r.IsLate(a.today()), Parts: []BundlecasePartBody{},
	}
	if !r.FinishedAt.IsZero() {
		b.FinishedAt = &r.FinishedAt
	}
	if r.DueOn != 0 {
		b.DueOn = r.DueOn.String()
	}
	for _, p := range r.Parts {
		one := BundlecasePartBody{
			Component: p.Code, Kind: p.Kind, Name: p.Name, Department: p.Department, Required: p.Required, DependsOn: p.Needs, State: p.State,
			Turn: p.State == Yours || p.Turn, CaseNo: p.ShortNo, Cause: p.Cause, Words: p.Words, Since: p.Since,
		}
		if one.Kind == "" {
			one.Kind = "item"
		}
		if one.DependsOn == nil {
			one.DependsOn = []string{}
		}
		if p.Application != 0 {
			one.ApplicationID = &p.Application
		}
		b.Parts = append(b.Parts, one)
	}
	return b
}

type listIn struct {
	Before string `query:"before" doc:"Cursor of the previous page"`
}

// BundlecaseListBody is a page of runs.
type BundlecaseListBody struct {
	Cases []BundlecaseBody `json:"cases"`
	Next  string           `json:"next,omitempty" doc:"Cursor of the next page"`
}

type listOut struct{ Body BundlecaseListBody }

func (a api) list(ctx context.Context, in *listIn) (*listOut, error) {
	before, _ := id.Parse(in.Before) // what is no id begins at the top
	list, err := a.Mine(ctx, before, perPage+1)
	if err != nil {
		return nil, err
	}
	out := &listOut{}
	out.Body.Cases = []BundlecaseBody{}
	if len(list) > perPage {
		list = list[:perPage]
		out.Body.Next = list[perPage-1].ID.String()
	}
	for _, r := range list {
		out.Body.Cases = append(out.Body.Cases, a.body(r))
	}
	return out, nil
}

type runIn struct {
	No string `path:"no"`
}

type runOut struct{ Body BundlecaseBody }

func (a api) get(ctx context.Context, in *runIn) (*runOut, error) {
	r, err := a.Find(ctx, in.No)
	if err != nil {
		return nil, err
	}
	return &runOut{a.body(r)}, nil
}

// BundlecaseWithdrawBody says what is taken back.
type BundlecaseWithdrawBody struct {
	Part   string `json:"part,omitempty" doc:"Component; all of it without"`
	Reason string `json:"reason,omitempty" maxLength:"500"`
}

type withdrawIn struct {
	No   string `path:"no"`
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Repeat a request with the same key and it is done once"`
	Body BundlecaseWithdrawBody
}

// BundlecaseStopBody says what became of a withdrawal.
type BundlecaseStopBody struct {
	Stopped []string       `json:"stopped" doc:"Names of what was taken back"`
	Kept    []string       `json:"kept" doc:"Names of what could not be: it is decided or about to be"`
	Case    BundlecaseBody `json:"case"`
}

type stopOut struct{ Body BundlecaseStopBody }

func (a api) withdraw(ctx context.Context, in *withdrawIn) (*stopOut, error) {
	stop, err := a.Withdraw(once.WithKey(ctx, in.Key), in.No, in.Body.Part, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	r, err := a.Find(ctx, in.No)
	if err != nil {
		return nil, err
	}
	return &stopOut{BundlecaseStopBody{append([]string{}, stop.Stopped...), append([]string{}, stop.Kept...), a.body(r)}}, nil
}

// BundlecaseReportBody is how something outside of the city's power has ended.
type BundlecaseReportBody struct {
	Done  bool   `json:"done"`
	Words string `json:"words" maxLength:"500" doc:"Who answered what, and when; the applicant reads it"`
}

type reportIn struct {
	No        string `path:"no"`
	Component string `path:"component"`
	Key       string `header:"Idempotency-Key" maxLength:"200" doc:"Repeat a request with the same key and it is done once"`
	Body      BundlecaseReportBody
}

func (a api) report(ctx context.Context, in *reportIn) (*runOut, error) {
	r, err := a.Report(once.WithKey(ctx, in.Key), in.No, in.Component, Report(in.Body))
	if err != nil {
		return nil, err
	}
	return &runOut{a.body(r)}, nil
}
