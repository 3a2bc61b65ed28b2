package insight

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/casework"
	"tongban/capability/rating"
	"tongban/kernel/fault"
	"tongban/kernel/web"
)

// api is insight over JSON.
type api struct{ *Service }

func (a api) register(h huma.API) {
	op := func(path, summary string) web.Op {
		return web.Op{Method: http.MethodGet, Path: path, Need: web.Staff, Tag: "insight", Summary: summary}
	}
	web.Register(h, op("/insight/summary", "Figures of a period: of all departments for who supervises, of their own for heads."), a.summary)
	web.Register(h, op("/insight/processes", "List the items whose cases go by a procedure, with how many stand in it."), a.processes)
	web.Register(h, op("/insight/processes/{item}", "How many cases stand at each step of a procedure, how long steps take, which branch holds the others up."), a.process)
	web.Register(h, op("/insight/cases", "List the cases that a figure counts, newest first, without names."), a.cases)
}

// FilterIn narrows what is counted.
type FilterIn struct {
	From       string `query:"from" doc:"First month, 2026-09; twelve months before to if absent"`
	To         string `query:"to" doc:"Last month; this month if absent"`
	Department string `query:"department" doc:"Code of a department"`
	Item       string `query:"item" doc:"Slug of an item"`
}

func (in FilterIn) filter() (Filter, error) {
	f := Filter{Department: in.Department, Item: in.Item}
	for _, month := range []struct {
		text string
		to   *Month
	}{{in.From, &f.From}, {in.To, &f.To}} {
		m, ok := ParseMonth(month.text)
		if !ok && month.text != "" {
			return f, fault.New(fault.Invalid, "fault.shape")
		}
		*month.to = m
	}
	return f, nil
}

// InsightRateBody is a Rate on the wire.
type InsightRateBody struct {
	Tenths *int64 `json:"tenthsOfPercent,omitempty" doc:"963 is 96.3 %; absent where n is 0"`
	N      int64  `json:"n"`
}

// InsightMeanBody is a Mean on the wire.
type InsightMeanBody struct {
	Tenths *int64 `json:"tenthsOfDay,omitempty" doc:"32 is 3.2 days; absent where n is 0"`
	N      int64  `json:"n"`
}

// InsightGroupBody is the figures of a month, a department, an item or all.
type InsightGroupBody struct {
	Key     string                     `json:"key,omitempty"`
	Counts  map[string]int64           `json:"counts" doc:"By the name of the figure, as in /insight/cases"`
	Rates   map[string]InsightRateBody `json:"rates"`
	Counted InsightMeanBody            `json:"meanCountedWorkdays"`
	Elapsed InsightMeanBody            `json:"meanElapsedDays"`
}

func groupBody(g Group, good rating.Grade) InsightGroupBody {
	c := &g.Counts
	b := InsightGroupBody{Key: g.Key, Counts: map[string]int64{}, Rates: map[string]InsightRateBody{}}
	for what, k := range known {
		b.Counts[k.name] = c[what]
	}
	for name, r := range map[string]Rate{
		"onTime": c.OnTime(), "overdue": c.Overdue(), "oneGo": c.OneGo(), "correction": c.Correction(), "atOnce": c.AtOnce(), "online": c.OnlineShare(),
		"noVisit": c.NoVisit(), "refused": c.Refusals(), "withdrawn": c.Withdrawals(), "terminated": c.Endings(), "rated": c.Answered(), "content": c.Content(good),
	} {
		body := InsightRateBody{N: r.N}
		if r.Known() {
			percent := r.Percent()
			body.Tenths = &percent
		}
		b.Rates[name] = body
	}
	b.Counted, b.Elapsed = meanBody(c.MeanCounted()), meanBody(c.MeanElapsed())
	return b
}

func meanBody(m Mean) InsightMeanBody {
	body := InsightMeanBody{N: m.N}
	if m.Known() {
		tenths := m.Tenths()
		body.Tenths = &tenths
	}
	return body
}

func groupBodies(groups []Group, good rating.Grade) []InsightGroupBody {
	list := []InsightGroupBody{}
	for _, g := range groups {
		list = append(list, groupBody(g, good))
	}
	return list
}

// InsightSummaryBody is Figures on the wire.
type InsightSummaryBody struct {
	At          time.Time          `json:"at"`
	From        string             `json:"from"`
	To          string             `json:"to"`
	Department  string             `json:"department,omitempty"`
	Item        string             `json:"item,omitempty"`
	Total       InsightGroupBody   `json:"total"`
	Compression InsightRateBody    `json:"compression" doc:"n is a number of items"`
	Months      []InsightGroupBody `json:"months"`
	Departments []InsightGroupBody `json:"departments"`
	Items       []InsightGroupBody `json:"items"`
}

type summaryOut struct{ Body InsightSummaryBody }

func (a api) summary(ctx context.Context, in *FilterIn) (*summaryOut, error) {
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	figures, err := a.Summary(ctx, f)
	if err != nil {
		return nil, err
	}
	b := InsightSummaryBody{
		At: figures.At, From: figures.Filter.From.String(), To: figures.Filter.To.String(), Department: figures.Filter.Department, Item: figures.Filter.Item,
		Total: groupBody(Group{Counts: figures.Total}, figures.Good), Compression: InsightRateBody{N: figures.Compression.Items},
		Months: groupBodies(figures.Months, figures.Good), Departments: groupBodies(figures.Departments, figures.Good), Items: groupBodies(figures.Items, figures.Good),
	}
	if figures.Compression.Items > 0 {
		percent := figures.Compression.Percent()
		b.Compression.Tenths = &percent
	}
	return &summaryOut{b}, nil
}

type casesIn struct {
	FilterIn
	casework.PageIn
	Figure string `query:"figure" default:"received" doc:"Name of a figure: a key of counts in the summary"`
}

// InsightCaseBody is a case of a list: what is counted of it, and nobody's name.
type InsightCaseBody struct {
	No         string     `json:"no"`
	ShortNo    string     `json:"shortNo"`
	Item       string     `json:"item"`
	Department string     `json:"department"`
	Outcome    Outcome    `json:"outcome,omitempty" enum:"granted,denied,refused,unneeded,withdrawn,terminated" doc:"Absent while it is open"`
	ReceivedAt time.Time  `json:"receivedAt"`
	Promised   *time.Time `json:"promisedUntil,omitempty"`
	Statutory  *time.Time `json:"statutoryUntil,omitempty"`
	DecidedAt  *time.Time `json:"decidedAt,omitempty"`
	FinishedAt *time.Time `json:"finishedAt,omitempty"`
	Counted    int        `json:"countedWorkdays,omitempty"`
	Corrected  bool       `json:"corrected"`
	Online     bool       `json:"online"`
	Visits     int        `json:"visits"`
}

type casesOut struct {
	Body struct {
		Total int64             `json:"total" doc:"On all pages"`
		Items []InsightCaseBody `json:"items"`
		Next  string            `json:"next,omitempty" doc:"Cursor of the next page"`
	}
}

func (a api) cases(ctx context.Context, in *casesIn) (*casesOut, error) {
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	what, ok := ParseFigure(in.Figure)
	before, keyErr := ParseKey(in.Cursor)
	if !ok || keyErr != nil {
		return nil, fault.New(fault.Invalid, "fault.shape")
	}
	found, err := a.Cases(ctx, f, what, before, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &casesOut{}
	out.Body.Total, out.Body.Items, out.Body.Next = found.Total, []InsightCaseBody{}, found.Next.String()
	for _, line := range found.Lines {
		out.Body.Items = append(out.Body.Items, InsightCaseBody{
			No: line.No, ShortNo: line.ShortNo, Item: line.Item, Department: line.Department, Outcome: line.Outcome, ReceivedAt: line.ReceivedAt,
			Promised: some(line.PromisedDue), Statutory: some(line.StatutoryDue), DecidedAt: some(line.DecidedAt), FinishedAt: some(line.FinishedAt),
			Counted: line.Counted, Corrected: line.Corrected, Online: line.Online, Visits: line.Visits,
		})
	}
	return out, nil
}

// some is t, nil if there is none.
func some(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
