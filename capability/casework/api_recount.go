package casework

import (
	"context"
	"time"
)

// recountBody is a recount over the wire.
type recountBody struct {
	ID       string     `json:"id"`
	Notice   string     `json:"notice" doc:"Number of the notice that changed the calendar"`
	Before   string     `json:"before" doc:"Version of the calendar"`
	After    string     `json:"after"`
	Started  time.Time  `json:"started"`
	Finished *time.Time `json:"finished,omitempty"`
	Seen     int        `json:"seen" doc:"Open cases counted again"`
	Moved    int        `json:"moved" doc:"Cases of which a date has moved"`
}

func bodyOfRecount(r Recount) recountBody {
	return recountBody{r.ID.String(), r.Notice, r.Before, r.After, r.Started, optional(r.Finished), r.Seen, r.Moved}
}

type recountsOut struct {
	Body struct {
		Items []recountBody `json:"items"`
	}
}

func (a api) recounts(ctx context.Context, _ *struct{}) (*recountsOut, error) {
	list, err := a.Recounts(ctx)
	if err != nil {
		return nil, err
	}
	out := &recountsOut{}
	out.Body.Items = []recountBody{}
	for _, r := range list {
		out.Body.Items = append(out.Body.Items, bodyOfRecount(r))
	}
	return out, nil
}

type movedIn struct {
	PageIn
	ID string `path:"id" doc:"Of the recount"`
}

// movedBody is a date that has moved.
type movedBody struct {
	ShortNo    string `json:"shortNo"`
	ItemName   string `json:"itemName"`
	Department string `json:"department"`
	Period     string `json:"period"`
	Before     string `json:"before" format:"date"`
	After      string `json:"after" format:"date"`
}

type movedOut struct {
	Body struct {
		Recount recountBody `json:"recount"`
		Items   []movedBody `json:"items"`
		Next    string      `json:"next,omitempty" doc:"cursor of the next page"`
	}
}

func (a api) moved(ctx context.Context, in *movedIn) (*movedOut, error) {
	r, list, err := a.MovedBy(ctx, idOf(in.ID), idOf(in.Cursor), in.Limit)
	if err != nil {
		return nil, err
	}
	out := &movedOut{}
	out.Body.Recount, out.Body.Items = bodyOfRecount(r), []movedBody{}
	for _, m := range list {
		out.Body.Items = append(out.Body.Items, movedBody{m.ShortNo, m.ItemName, m.Department, string(m.Period), m.Before.String(), m.After.String()})
	}
	if last := lastCase(list, in.Limit); last != 0 {
		out.Body.Next = last.String()
	}
	return out, nil
}
