package rating

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/casework"
	"tongban/kernel/id"
	"tongban/kernel/web"
)

// api is ratings over JSON.
type api struct {
	*Service
	said *web.Limiter
}

func (a api) register(h huma.API) {
	op := func(method, path string, need web.Need, summary string) web.Op {
		return web.Op{Method: method, Path: path, Need: need, Tag: "rating", Summary: summary}
	}
	web.Register(h, op(http.MethodGet, "/cases/{no}/rating", web.Citizen, "What I said of a case, and the link to rate it."), a.mine)
	web.Register(h, op(http.MethodPost, "/cases/{no}/rating", web.Citizen, "Rate a case of mine that has ended, once."), a.rate)
	web.Register(h, op(http.MethodGet, "/ratings", web.Anyone, "Figures of ratings by month, for everybody."), a.figures)

	web.Register(h, op(http.MethodGet, "/desk/ratings", web.Staff, "Follow-ups of bad ratings, by the last day; never who rated."), a.office)
	web.Register(h, op(http.MethodGet, "/desk/ratings/{id}", web.Staff, "Read a follow-up with what happened to it."), a.followUp)
	web.Register(h, op(http.MethodPost, "/desk/ratings/{id}/take", web.Staff, "Take a follow-up on."), a.take)
	web.Register(h, op(http.MethodPost, "/desk/ratings/{id}/rater", web.Staff, "Learn whom to call; logged, and the rater reads that somebody did."), a.rater)
	web.Register(h, op(http.MethodPost, "/desk/ratings/{id}/contact", web.Staff, "Note a try to reach the rater."), a.contact)
	web.Register(h, op(http.MethodPost, "/desk/ratings/{id}/close", web.Staff, "Say what was reformed, or why nothing can be."), a.end)
	web.Register(h, op(http.MethodPost, "/desk/ratings/{id}/ask-time", web.Staff, "Ask for more time, once."), a.askTime)
	web.Register(h, op(http.MethodPost, "/desk/ratings/{id}/doubt", web.Staff, "Ask somebody else whether the rating counts."), a.doubt)
	web.Register(h, op(http.MethodPost, "/desk/ratings/{id}/decide", web.Staff, "Decide on more time, whether a rating counts, or a dispute."), a.decide)
	web.Register(h, op(http.MethodGet, "/desk/rating-texts", web.Staff, "What people wrote that waits for a moderator, without names."), a.texts)
	web.Register(h, op(http.MethodPost, "/desk/rating-texts/{id}", web.Staff, "Publish or withhold what somebody wrote."), a.moderate)
}

// SaidBody is a rating on the wire.
type SaidBody struct {
	Round     int        `json:"round" doc:"2 is after a reform"`
	Link      string     `json:"link" doc:"Opens it without signing in"`
	Open      bool       `json:"open" doc:"Can be rated now"`
	ClosesAt  time.Time  `json:"closesAt"`
	Grade     Grade      `json:"grade" doc:"1 very satisfied to 5 very dissatisfied, 0 unrated (GB/T 39046 A.8)"`
	RatedAt   *time.Time `json:"ratedAt,omitempty"`
	Channel   Channel    `json:"channel,omitempty"`
	Tags      []Tag      `json:"tags"`
	Text      string     `json:"text,omitempty"`
	TextState TextState  `json:"textState,omitempty"`
	Anonymous bool       `json:"anonymous"`
	Excluded  bool       `json:"excluded" doc:"Found mistaken or malicious: counts for nothing"`
}

func (a api) body(r *Rating) SaidBody {
	b := SaidBody{
		Round: r.Round, Link: r.URL(), Open: r.Open(a.Clock.Now()), ClosesAt: r.ClosesAt, Grade: r.Grade, Channel: r.Channel, Tags: append([]Tag{}, r.Tags...),
		Text: r.Text, TextState: r.TextState, Anonymous: r.Anonymous, Excluded: r.Excluded,
	}
	if r.Rated() {
		b.RatedAt = &r.At
	}
	return b
}

type ratingsOut struct {
	Body struct {
		Ratings []SaidBody    `json:"ratings" doc:"Empty until the case has ended"`
		Reasons map[int][]Tag `json:"reasons" doc:"What fits each grade"`
	}
}

func (a api) mine(ctx context.Context, in *casework.CasePath) (*ratingsOut, error) {
	ratings, err := a.Of(ctx, in.No)
	if err != nil {
		return nil, err
	}
	out := &ratingsOut{}
	out.Body.Ratings, out.Body.Reasons = []SaidBody{}, map[int][]Tag{}
	for _, r := range ratings {
		out.Body.Ratings = append(out.Body.Ratings, a.body(r))
	}
	for _, g := range Grades {
		out.Body.Reasons[int(g)] = TagsFor(g)
	}
	return out, nil
}

type rateIn struct {
	casework.CasePath
	casework.KeyHeader
	web.Client
	Body struct {
		Grade     Grade   `json:"grade" doc:"1 very satisfied to 5 very dissatisfied"`
		Tags      []Tag   `json:"tags,omitempty" required:"false" doc:"Reasons that fit the grade"`
		Text      string  `json:"text,omitempty" required:"false"`
		Anonymous bool    `json:"anonymous,omitempty" required:"false" doc:"Staff do not learn who rated, and cannot call back"`
		Channel   Channel `json:"channel,omitempty" required:"false" enum:"pc,mobile,qr,tablet,terminal,phone,sms" default:"pc"`
	}
}

// rate rates the last round of a case of the actor's.
func (a api) rate(ctx context.Context, in *rateIn) (*ratingsOut, error) {
	if err := in.Within(a.said); err != nil {
		return nil, err
	}
	ctx = in.Context(ctx)
	ratings, err := a.Of(ctx, in.No)
	if err != nil {
		return nil, err
	}
	if len(ratings) == 0 {
		return nil, errNotNow
	}
	b := in.Body
	err = a.Rate(ctx, ratings[len(ratings)-1].Token, Input{Grade: b.Grade, Tags: b.Tags, Text: b.Text, Anonymous: b.Anonymous, Channel: b.Channel})
	if err != nil {
		return nil, err
	}
	return a.mine(ctx, &in.CasePath)
}

type textsOut struct {
	Body struct {
		Items []WordsBody `json:"items"`
		Next  string      `json:"next,omitempty"`
	}
}

// WordsBody is a text that waits for a moderator.
type WordsBody struct {
	ID         id.ID    `json:"id"`
	Grade      Grade    `json:"grade"`
	Item       string   `json:"item"`
	Department string   `json:"department"`
	Text       string   `json:"text" doc:"Without names and numbers"`
	Flagged    []string `json:"flagged" doc:"Sensitive words in it"`
}

func (a api) texts(ctx context.Context, in *casework.PageIn) (*textsOut, error) {
	after, _ := id.Parse(in.Cursor) // what is no id begins at the top
	list, err := a.Texts(ctx, after, in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := &textsOut{}
	if len(list) > in.Limit {
		list = list[:in.Limit]
		out.Body.Next = list[in.Limit-1].Rating.String()
	}
	out.Body.Items = []WordsBody{}
	for _, w := range list {
		out.Body.Items = append(out.Body.Items, WordsBody{w.Rating, w.Grade, w.ItemName, w.Department, w.Text, append([]string{}, w.Flagged...)})
	}
	return out, nil
}

type moderateIn struct {
	RatingPath
	Body struct {
		Publish bool   `json:"publish" doc:"false withholds it"`
		Text    string `json:"text,omitempty" required:"false" doc:"As published: parts may be taken out, nothing put in"`
	}
}

func (a api) moderate(ctx context.Context, in *moderateIn) (*struct{}, error) {
	key, err := in.key()
	if err != nil {
		return nil, err
	}
	if in.Body.Publish {
		return nil, a.Publish(ctx, key, in.Body.Text)
	}
	return nil, a.Withhold(ctx, key)
}
