package publicity

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/calendar"
	"tongban/kernel/id"
	"tongban/kernel/web"
)

func (s *Service) api(api huma.API) {
	op := func(method, path string, need web.Need, summary string) web.Op {
		return web.Op{Method: method, Path: path, Need: need, Tag: "publicity", Summary: summary}
	}
	web.Register(api, op(http.MethodGet, "/publicity", web.Anyone, "Published decisions of licensing, newest first, redacted."), s.listPublicity)
	web.Register(api, op(http.MethodGet, "/publicity/{id}", web.Anyone, "One published decision with its corrections, also a withdrawn one with the reason."), s.getPublicity)
	web.Register(api, op(http.MethodGet, "/publicity-counts", web.Anyone, "How many decisions were published this year, late, kept back, corrected, withdrawn."), s.getCounts)
	web.Register(api, op(http.MethodGet, "/desk/publicity", web.Staff, "Decisions of my office: waiting, late, published or kept back."), s.listOffice)
	web.Register(api, op(http.MethodPost, "/desk/publicity/{id}/{event}", web.Staff, "Hold, release, withhold, correct or withdraw a decision."), s.postChange)
}

type listPublicityIn struct {
	Name       string `query:"q" doc:"Part of a firm's name; people are not found by name"`
	Item       string `query:"item" doc:"Slug of an item"`
	Department string `query:"department" doc:"Code of the department"`
	Kind       string `query:"kind" enum:"grant,denial"`
	From       string `query:"from" format:"date" doc:"First day of publication"`
	To         string `query:"to" format:"date" doc:"Last day of publication"`
	Cursor     string `query:"cursor" doc:"next of the page before"`
	Limit      int    `query:"limit" default:"20" minimum:"1" maximum:"100"`
}

// List is a page of decisions.
type List struct {
	Items []DecisionBody `json:"items"`
	Next  string         `json:"next,omitempty" doc:"cursor of the next page"`
}

type listOut struct{ Body List }

// DecisionBody is a Record on the wire.
type DecisionBody struct {
	ID          id.ID            `json:"id"`
	Kind        Kind             `json:"kind" enum:"grant,denial"`
	State       State            `json:"state"`
	Item        string           `json:"item"`
	Department  string           `json:"department"`
	Firm        bool             `json:"firm"`
	Content     Content          `json:"content"`
	Revision    int              `json:"revision"`
	Reason      string           `json:"reason,omitempty"`
	Exception   Exception        `json:"exception,omitempty"`
	DecidedOn   string           `json:"decidedOn" format:"date"`
	DueOn       string           `json:"dueOn,omitempty" format:"date" doc:"Last day to publish; for the office"`
	Late        bool             `json:"late,omitempty"`
	Version     int64            `json:"version,omitempty" doc:"For the office: send it with a change"`
	PublishedAt *time.Time       `json:"publishedAt,omitempty"`
	Corrections []CorrectionBody `json:"corrections,omitempty"`
}

// CorrectionBody is one correction on the wire.
type CorrectionBody struct {
	Revision int       `json:"revision"`
	Reason   string    `json:"reason"`
	At       time.Time `json:"at"`
}

func bodyOf(r *Record, versions []Version) DecisionBody {
	b := DecisionBody{
		ID: r.ID, Kind: r.Kind, State: r.State, Item: r.Item, Department: r.Department, Firm: r.Firm, Content: r.Content,
		Revision: r.Revision, Reason: r.Reason, DecidedOn: r.DecidedOn.String(),
	}
	if !r.PublishedAt.IsZero() {
		b.PublishedAt = &r.PublishedAt
	}
	for _, v := range versions {
		if v.Revision > 1 {
			b.Corrections = append(b.Corrections, CorrectionBody{v.Revision, v.Reason, v.At})
		}
	}
	return b
}

func (s *Service) listPublicity(ctx context.Context, in *listPublicityIn) (*listOut, error) {
	from, _ := calendar.ParseDate(in.From)
	to, _ := calendar.ParseDate(in.To)
	page, err := s.List(ctx, Query{
		Name: in.Name, Item: in.Item, Department: in.Department, Kind: Kind(in.Kind), From: from, To: to,
		Before: parseCursor(in.Cursor), Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	out := &listOut{List{Items: []DecisionBody{}, Next: page.Next.String()}}
	for i := range page.Records {
		out.Body.Items = append(out.Body.Items, bodyOf(&page.Records[i], nil))
	}
	return out, nil
}

type getPublicityIn struct {
	ID string `path:"id"`
}

type decisionOut struct{ Body DecisionBody }

func (s *Service) getPublicity(ctx context.Context, in *getPublicityIn) (*decisionOut, error) {
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errUnknown
	}
	r, versions, err := s.Find(ctx, key)
	if err != nil {
		return nil, err
	}
	return &decisionOut{bodyOf(r, versions)}, nil
}

type getCountsIn struct {
	Department string `query:"department" doc:"Code of a department; all if absent"`
}

type countsOut struct {
	Body struct {
		Year   int    `json:"year"`
		Counts Counts `json:"counts"`
	}
}

func (s *Service) getCounts(ctx context.Context, in *getCountsIn) (*countsOut, error) {
	out := &countsOut{}
	var err error
	out.Body.Counts, out.Body.Year, err = s.Counts(ctx, in.Department)
	return out, err
}

type listOfficeIn struct {
	Show   string `query:"show" enum:"waiting,late,published,kept" default:"waiting"`
	Cursor string `query:"cursor" doc:"next of the page before"`
	Limit  int    `query:"limit" default:"20" minimum:"1" maximum:"100"`
}

func (s *Service) listOffice(ctx context.Context, in *listOfficeIn) (*listOut, error) {
	page, err := s.Office(ctx, Show(in.Show), parseCursor(in.Cursor), in.Limit)
	if err != nil {
		return nil, err
	}
	out := &listOut{List{Items: []DecisionBody{}, Next: page.Next.String()}}
	for i := range page.Records {
		out.Body.Items = append(out.Body.Items, s.officeBody(&page.Records[i], nil))
	}
	return out, nil
}

// officeBody adds what only the office knows.
func (s *Service) officeBody(r *Record, versions []Version) DecisionBody {
	b := bodyOf(r, versions)
	b.DueOn, b.Late, b.Version, b.Exception = r.DueOn.String(), r.Late(calendar.DateOf(s.now.Now())), r.Version, r.Exception
	return b
}

type postChangeIn struct {
	ID    string `path:"id"`
	Event string `path:"event" enum:"hold,release,withhold,correct,withdraw"`
	Body  struct {
		Version   int64     `json:"version" doc:"As read; a change since is a conflict"`
		Reason    string    `json:"reason,omitempty" doc:"The public reads that of correct and withdraw"`
		Exception Exception `json:"exception,omitempty" enum:"state-secret,trade-secret,privacy"`
		Content   *Content  `json:"content,omitempty" doc:"Of correct: whole, as it is to be"`
	}
}

func (s *Service) postChange(ctx context.Context, in *postChangeIn) (*decisionOut, error) {
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errUnknown
	}
	c := Change{Version: in.Body.Version, Reason: in.Body.Reason, Exception: in.Body.Exception}
	if in.Body.Content != nil {
		c.Content = *in.Body.Content
	}
	if err := s.Change(ctx, key, Event(in.Event), c); err != nil {
		return nil, err
	}
	r, versions, err := s.Record(ctx, key)
	if err != nil {
		return nil, err
	}
	return &decisionOut{s.officeBody(r, versions)}, nil
}
