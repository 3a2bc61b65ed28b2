package progress

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/casework"
	"tongban/kernel/web"
)

// api is the applicant's case over JSON.
type api struct{ *Service }

func (a api) register(h huma.API, lookups *web.Limiter) {
	const tag = "progress"
	op := func(method, path string, need web.Need, summary string) web.Op {
		return web.Op{Method: method, Path: path, Need: need, Tag: tag, Summary: summary}
	}
	web.Register(h, op("GET", "/cases", web.Citizen, "List my cases, newest first"), a.mine)
	web.Register(h, op("GET", "/cases/{no}", web.Citizen, "Read my case with its dates and the reasons for them"), a.show)
	web.Register(h, op("POST", "/cases/{no}/withdraw", web.Citizen, "Take the application back before the decision"), a.step(casework.Withdraw))
	web.Register(h, op("POST", "/cases/{no}/request-hearing", web.Citizen, "Ask for a hearing, within five working days after the right was told"), a.step(casework.RequestHearing))
	web.Register(h, op("GET", "/cases/{no}/notices/{notice}/file", web.Citizen, "Fetch the signed PDF of an official paper of my case"), a.noticeFile)
	web.Register(h, op("POST", "/desk/cases/{no}/notices/{notice}/file", web.Staff, "Fetch the signed PDF of an official paper; says what for, and is recorded"), a.fullNoticeFile)
	web.Register(h, op("GET", "/track", web.Anyone, "See a case, masked, by number and query code"), a.track(lookups))
}

type casesOut struct {
	Body struct {
		Items []casework.CaseBody `json:"items"`
		Next  string              `json:"next,omitempty" doc:"cursor of the next page"`
	}
}

func (a api) mine(ctx context.Context, in *casework.PageIn) (*casesOut, error) {
	files, err := a.Cases.Mine(ctx, idOf(in.Cursor), in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := &casesOut{}
	if len(files) > in.Limit {
		files = files[:in.Limit]
		out.Body.Next = files[in.Limit-1].Case.ID.String()
	}
	out.Body.Items = []casework.CaseBody{}
	for _, f := range files {
		out.Body.Items = append(out.Body.Items, casework.OwnBody(ctx, f))
	}
	return out, nil
}

func (a api) show(ctx context.Context, in *casework.CasePath) (*caseOut, error) {
	f, err := a.Cases.File(ctx, in.No)
	out, err := casework.Answer(ctx, f, err)
	return a.withSteps(ctx, f, out, err)
}

type stepIn struct {
	casework.KeyHeader
	casework.CasePath
	Body struct {
		Version int64  `json:"version,omitempty"`
		Reason  string `json:"reason,omitempty"`
	}
}

// step carries out what the applicant may do to the case.
func (a api) step(e casework.Event) func(context.Context, *stepIn) (*casework.CaseOut, error) {
	return func(ctx context.Context, in *stepIn) (*casework.CaseOut, error) {
		f, err := a.Cases.Step(in.Context(ctx), in.No, e, casework.Input{Version: in.Body.Version, Reason: in.Body.Reason})
		return casework.Answer(ctx, f, err)
	}
}

type trackIn struct {
	web.Client
	No   string `query:"no" required:"true"`
	Code string `query:"code" required:"true"`
}

func (a api) track(lookups *web.Limiter) func(context.Context, *trackIn) (*caseOut, error) {
	return func(ctx context.Context, in *trackIn) (*caseOut, error) {
		if err := in.Within(lookups); err != nil {
			return nil, err
		}
		if err := lookups.AllowKey(in.No); err != nil {
			return nil, err
		}
		f, err := a.Cases.Track(ctx, in.No, in.Code)
		out, err := casework.TrackAnswer(ctx, f, err)
		return a.withSteps(ctx, f, out, err)
	}
}
