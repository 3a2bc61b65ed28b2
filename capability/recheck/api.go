package recheck

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/id"
	"tongban/kernel/once"
	"tongban/kernel/web"
)

// api is samples and alarms over JSON.
type api struct{ *Service }

func (a api) register(h huma.API) {
	op := func(method, path, summary string) web.Op {
		return web.Op{Method: method, Path: path, Need: web.Staff, Tag: "desk", Summary: summary}
	}
	web.Register(h, op(http.MethodGet, "/desk/rechecks", "List cases drawn to be looked at again, what is due first before."), a.list)
	web.Register(h, op(http.MethodGet, "/desk/rechecks/{id}", "Read a case drawn to be looked at again."), a.get)
	web.Register(h, op(http.MethodPost, "/desk/rechecks/{id}/judge", "Say whether one would have decided so."), a.judge)
	web.Register(h, op(http.MethodGet, "/desk/recheck-figures", "Count by item how many were drawn in ninety days, looked at, and agreed with."), a.figures)
	web.Register(h, op(http.MethodGet, "/desk/recheck-alarms", "List what wants a look about automatic decisions, newest first."), a.alarms)
	ended := op(http.MethodPost, "/desk/recheck-alarms/{id}/end", "End an alarm with what was found.")
	ended.Status = http.StatusNoContent
	web.Register(h, ended, a.endAlarm)
}

// SampleBody is a Sample on the wire.
type SampleBody struct {
	ID        id.ID      `json:"id"`
	CaseNo    string     `json:"caseNo"`
	Item      string     `json:"item"`
	Ground    Ground     `json:"ground" enum:"rule,one-clerk" doc:"Rules approved it, or one clerk settled it"`
	DecidedAt time.Time  `json:"decidedAt"`
	DueOn     string     `json:"dueOn" format:"date"`
	Verdict   Verdict    `json:"verdict,omitempty" enum:"agrees,disputes"`
	Words     string     `json:"words,omitempty"`
	By        string     `json:"by,omitempty" doc:"Name"`
	EndedAt   *time.Time `json:"endedAt,omitempty"`
}

func bodyOf(s *Sample) SampleBody {
	b := SampleBody{
		ID: s.ID, CaseNo: s.ShortNo, Item: s.Item, Ground: s.Ground, DecidedAt: s.DecidedAt, DueOn: s.DueOn.String(),
		Verdict: s.Verdict, Words: s.Words, By: s.ByName,
	}
	if !s.EndedAt.IsZero() {
		b.EndedAt = &s.EndedAt
	}
	return b
}

type samplesIn struct {
	Cursor string `query:"cursor" doc:"From the page before; opaque"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

type samplesOut struct {
	Body struct {
		Items []SampleBody `json:"items"`
		Next  string       `json:"next,omitempty" doc:"cursor of the next page"`
	}
}

func (a api) list(ctx context.Context, in *samplesIn) (*samplesOut, error) {
	list, err := a.Open(ctx, parseCursor(in.Cursor), in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := &samplesOut{}
	out.Body.Items = []SampleBody{}
	for _, s := range list[:min(len(list), in.Limit)] {
		out.Body.Items = append(out.Body.Items, bodyOf(s))
	}
	if len(list) > in.Limit {
		last := list[in.Limit-1]
		out.Body.Next = Cursor{last.DueOn, last.ID}.String()
	}
	return out, nil
}

// Path names a sample or an alarm.
type Path struct {
	ID string `path:"id"`
}

type recheckOut struct{ Body SampleBody }

func (a api) get(ctx context.Context, in *Path) (*recheckOut, error) {
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errUnknown
	}
	s, err := a.Find(ctx, key)
	if err != nil {
		return nil, err
	}
	return &recheckOut{bodyOf(s)}, nil
}

type judgeIn struct {
	ID   string `path:"id"`
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Repeat a request with the same key and it is done once"`
	Body struct {
		Verdict Verdict `json:"verdict" enum:"agrees,disputes"`
		Words   string  `json:"words,omitempty" doc:"Why, where one would not have decided so"`
	}
}

func (a api) judge(ctx context.Context, in *judgeIn) (*recheckOut, error) {
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errUnknown
	}
	s, err := a.Judge(once.WithKey(ctx, in.Key), key, in.Body.Verdict, in.Body.Words)
	if err != nil {
		return nil, err
	}
	return &recheckOut{bodyOf(s)}, nil
}

// FiguresBody is Figures on the wire.
type FiguresBody struct {
	Item   string `json:"item"`
	Drawn  int    `json:"drawn"`
	Seen   int    `json:"seen"`
	Agreed int    `json:"agreed"`
	Late   int    `json:"late"`
}

type recheckFiguresOut struct {
	Body struct {
		Items []FiguresBody `json:"items"`
	}
}

func (a api) figures(ctx context.Context, _ *struct{}) (*recheckFiguresOut, error) {
	list, err := a.Tally(ctx, countDays)
	out := &recheckFiguresOut{}
	out.Body.Items = []FiguresBody{}
	for _, f := range list {
		out.Body.Items = append(out.Body.Items, FiguresBody{f.Item, f.Drawn, f.Seen, f.Agreed, f.Late})
	}
	return out, err
}

// AlarmBody is an Alarm on the wire.
type AlarmBody struct {
	ID       id.ID     `json:"id"`
	Item     string    `json:"item"`
	Cause    Cause     `json:"cause" enum:"disputed,stopped,drifted,silent"`
	Now      int       `json:"now" doc:"Disagreements among the last samples, per cent approved lately, or cases without an answer"`
	Was      int       `json:"was,omitempty" doc:"Per cent approved before"`
	RaisedAt time.Time `json:"raisedAt"`
}

type recheckAlarmsOut struct {
	Body struct {
		Items []AlarmBody `json:"items"`
	}
}

func (a api) alarms(ctx context.Context, _ *struct{}) (*recheckAlarmsOut, error) {
	list, err := a.Alarms(ctx)
	out := &recheckAlarmsOut{}
	out.Body.Items = []AlarmBody{}
	for _, one := range list {
		out.Body.Items = append(out.Body.Items, AlarmBody{one.ID, one.Item, one.Cause, one.Now, one.Was, one.RaisedAt})
	}
	return out, err
}

type endIn struct {
	ID   string `path:"id"`
	Body struct {
		Words string `json:"words" doc:"What was found"`
	}
}

func (a api) endAlarm(ctx context.Context, in *endIn) (*struct{}, error) {
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errUnknown
	}
	return nil, a.EndAlarm(ctx, key, in.Body.Words)
}
