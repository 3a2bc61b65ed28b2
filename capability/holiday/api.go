package holiday

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/calendar"
	"tongban/kernel/fault"
	"tongban/kernel/web"
)

// api is holiday over JSON.
type api struct{ *Service }

func (a api) register(h huma.API) {
	const tag = "holiday"
	web.Register(h, web.Op{Method: http.MethodGet, Path: "/admin/calendar", Need: web.Staff, Tag: tag, Summary: "List the notices of days off, newest first"}, a.list)
	web.Register(h, web.Op{Method: http.MethodPost, Path: "/admin/calendar", Need: web.Staff, Tag: tag, Summary: "Enter a notice of days off; every open date is counted again"}, a.enter)
}

// NoticeBody is a notice of days off over the wire.
type NoticeBody struct {
	Year   int          `json:"year" minimum:"2000" maximum:"2200"`
	Number string       `json:"number" minLength:"1" maxLength:"60" example:"国办发明电〔2025〕7号"`
	Dated  string       `json:"dated" format:"date"`
	Source string       `json:"source" minLength:"1" maxLength:"300" doc:"Where its text can be read"`
	Off    []PeriodBody `json:"off" minItems:"1" maxItems:"40"`
	Work   []string     `json:"work" maxItems:"40" doc:"Weekend days that are worked"`
}

// PeriodBody is a holiday from its first to its last day off.
type PeriodBody struct {
	Name string `json:"name" minLength:"1" maxLength:"40"`
	From string `json:"from" format:"date"`
	To   string `json:"to" format:"date"`
}

type calendarOut struct {
	Body struct {
		Version string       `json:"version" doc:"Of the calendar that binds now"`
		Notices []NoticeBody `json:"notices"`
	}
}

func (a api) list(ctx context.Context, _ *struct{}) (*calendarOut, error) {
	if _, err := a.Notices(ctx); err != nil {
		return nil, err
	}
	return a.answer(), nil
}

func (a api) answer() *calendarOut {
	out, days := &calendarOut{}, a.Calendar()
	out.Body.Version = days.Version()
	notices := days.Notices()
	for i := len(notices) - 1; i >= 0; i-- {
		out.Body.Notices = append(out.Body.Notices, bodyOf(notices[i]))
	}
	return out
}

func bodyOf(n calendar.Notice) NoticeBody {
	b := NoticeBody{Year: n.Year, Number: n.Number, Dated: n.Dated.String(), Source: n.Source, Off: []PeriodBody{}, Work: []string{}}
	for _, p := range n.Off {
		b.Off = append(b.Off, PeriodBody{p.Name, p.From.String(), p.To.String()})
	}
	for _, d := range n.Work {
		b.Work = append(b.Work, d.String())
	}
	return b
}

type enterIn struct{ Body NoticeBody }

func (a api) enter(ctx context.Context, in *enterIn) (*calendarOut, error) {
	n, err := in.Body.notice()
	if err != nil {
		return nil, err
	}
	if err := a.Enter(ctx, n); err != nil {
		return nil, err
	}
	return a.answer(), nil
}

// notice reads b; the formats of its dates were checked on the way in.
func (b NoticeBody) notice() (calendar.Notice, error) {
	typed := Lines{Year: b.Year, Number: b.Number, Dated: b.Dated, Source: b.Source, Work: strings.Join(b.Work, "\n")}
	for _, p := range b.Off {
		typed.Off += p.From + " " + p.To + " " + p.Name + "\n"
	}
	n, faults := typed.read()
	if len(faults) > 0 {
		return n, fault.InvalidFields(faults)
	}
	return n, nil
}
