package rating

import "context"

type figuresIn struct {
	From       int    `query:"from" doc:"Month in which cases ended, as 202602; the month of the request if absent"`
	To         int    `query:"to" doc:"Last month; from if absent"`
	Department string `query:"department" doc:"Tells its items apart"`
}

// RateBody is a Rate on the wire.
type RateBody struct {
	N  int `json:"n"`
	Of int `json:"of" doc:"Nothing is left out silently: what it is a part of"`
}

// CountsBody are Counts with their rates on the wire. Where a group is small only the cases
// are told.
type CountsBody struct {
	Ended      int       `json:"ended" doc:"Cases that ended: each could be rated"`
	Small      bool      `json:"small" doc:"Too few ratings to be told apart"`
	Given      *int      `json:"given,omitempty"`
	Grades     []int     `json:"grades,omitempty" doc:"Valid ratings by grade, 1 to 5"`
	Excluded   *int      `json:"excluded,omitempty"`
	Active     *RateBody `json:"activeRate,omitempty"`
	Good       *RateBody `json:"goodRate,omitempty"`
	Very       *RateBody `json:"verySatisfiedRate,omitempty"`
	Bad        *RateBody `json:"badRate,omitempty"`
	Reformed   *RateBody `json:"reformedRate,omitempty"`
	InTime     *RateBody `json:"reformedInTimeRate,omitempty"`
	CalledBack *RateBody `json:"calledBackRate,omitempty"`
	Second     *RateBody `json:"secondGoodRate,omitempty"`
	Coverage   *RateBody `json:"coverageRate,omitempty"`
}

// GroupBody is a Group on the wire.
type GroupBody struct {
	Code string `json:"code"`
	Name string `json:"name"`
	CountsBody
}

type figuresOut struct {
	Body struct {
		From     int         `json:"from"`
		To       int         `json:"to"`
		GoodUpTo Grade       `json:"goodUpTo" doc:"The worst grade that counts as good"`
		All      CountsBody  `json:"all"`
		Groups   []GroupBody `json:"groups" doc:"Departments, or the items of one"`
	}
}

func (a api) figures(ctx context.Context, in *figuresIn) (*figuresOut, error) {
	q := Query{From: Month(in.From), To: Month(in.To), Department: in.Department}
	if q.From == 0 {
		q.From = monthOf(a.Clock.Now())
	}
	if q.To == 0 {
		q.To = q.From
	}
	f, err := a.Figures(ctx, q)
	if err != nil {
		return nil, err
	}
	out := &figuresOut{}
	b := &out.Body
	b.From, b.To, b.GoodUpTo, b.All, b.Groups = int(f.From), int(f.To), f.Good, countsOf(&f.Counts, f.Good, f.Small), []GroupBody{}
	for i := range f.Groups {
		g := &f.Groups[i]
		b.Groups = append(b.Groups, GroupBody{g.Key, g.Name, countsOf(&g.Counts, f.Good, g.Small)})
	}
	return out, nil
}

func countsOf(c *Counts, good Grade, small bool) CountsBody {
	b := CountsBody{Ended: c.Ended, Small: small}
	if small {
		return b
	}
	given, rates := c.Given(), c.Rates(good)
	rate := func(r Rate) *RateBody { return &RateBody{r.N, r.Of} }
	b.Given, b.Grades, b.Excluded = &given, c.Grades[1:], &c.Excluded
	b.Active, b.Good, b.Very, b.Bad = rate(rates.Active), rate(rates.Good), rate(rates.Very), rate(rates.Bad)
	b.Reformed, b.InTime, b.CalledBack, b.Second = rate(rates.Reformed), rate(rates.InTime), rate(rates.CalledBack), rate(rates.Second)
	b.Coverage = rate(rates.Coverage)
	return b
}
