package credit

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/id"
	"tongban/kernel/once"
	"tongban/kernel/web"
)

// registerLists adds published lists to the surface.
func (a api) registerLists(h huma.API) {
	op := func(method, path string, need web.Need, summary string) web.Op {
		return web.Op{Method: method, Path: path, Need: need, Tag: "credit", Summary: summary}
	}
	brought := op(http.MethodPost, "/admin/credit/imports", web.Staff, "Take in a list of firms: CSV or JSON as text. Rows that cannot be published are left out, each with the reason.")
	brought.Status = http.StatusCreated
	web.Register(h, op(http.MethodGet, "/credit/listings", web.Anyone, "Red and black lists and penalties of firms that are published today, newest first. No people."), a.listings)
	web.Register(h, op(http.MethodGet, "/credit/listings/{id}", web.Anyone, "One firm on a list, while it is published."), a.listing)
	web.Register(h, brought, a.bring)
	web.Register(h, op(http.MethodGet, "/admin/credit/imports/{id}", web.Staff, "What became of an import."), a.batch)
	web.Register(h, op(http.MethodPost, "/admin/credit/listings/{id}/remove", web.Staff, "Take a firm off a list, since the body that decided says so."), a.remove)
}

// ListingBody is a Listing on the wire.
type ListingBody struct {
	ID        id.ID  `json:"id"`
	List      List   `json:"list" enum:"red,black,penalty"`
	USCC      string `json:"uscc"`
	Name      string `json:"name"`
	Matter    string `json:"matter"`
	Body      string `json:"body" doc:"That decided"`
	Number    string `json:"number" doc:"Of the decision"`
	Basis     string `json:"basis" doc:"In law"`
	Grade     Grade  `json:"grade" enum:"minor,general,serious"`
	DecidedOn string `json:"decidedOn" format:"date"`
	Until     string `json:"until" format:"date" doc:"The last day on which it is published"`
	Source    string `json:"source"`
}

func listingBody(l *Listing) ListingBody {
	return ListingBody{l.ID, l.List, l.USCC, l.Name, l.Matter, l.Body, l.Number, l.Basis, l.Grade, l.DecidedOn.String(), l.Until.String(), l.Source}
}

type listingsIn struct {
	Cursor string `query:"cursor" doc:"From the page before; opaque"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	List   string `query:"list" enum:"red,black,penalty"`
	Text   string `query:"q" doc:"Number of a firm, or a part of its name"`
}

type listingsOut struct {
	Body struct {
		Items []ListingBody `json:"items"`
		Next  string        `json:"next,omitempty" doc:"cursor of the next page"`
	}
}

func (a api) listings(ctx context.Context, in *listingsIn) (*listingsOut, error) {
	before, _ := id.Parse(in.Cursor) // what is no id begins at the top
	found, err := a.Listings(ctx, List(in.List), in.Text, before, in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := &listingsOut{}
	if len(found) > in.Limit {
		found = found[:in.Limit]
		out.Body.Next = found[in.Limit-1].ID.String()
	}
	out.Body.Items = []ListingBody{}
	for _, l := range found {
		out.Body.Items = append(out.Body.Items, listingBody(l))
	}
	return out, nil
}

type listingOut struct{ Body ListingBody }

func (a api) listing(ctx context.Context, in *FactPath) (*listingOut, error) {
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errList
	}
	l, err := a.Listing(ctx, key)
	if err != nil {
		return nil, err
	}
	return &listingOut{listingBody(l)}, nil
}

// BatchBody is a Batch on the wire.
type BatchBody struct {
	ID       id.ID      `json:"id"`
	List     List       `json:"list" enum:"red,black,penalty"`
	Encoding string     `json:"encoding"`
	Complete bool       `json:"complete"`
	Total    int        `json:"total"`
	Added    int        `json:"added"`
	Renewed  int        `json:"renewed"`
	Ended    int        `json:"ended"`
	Faults   []RowFault `json:"faults" doc:"Rows that were left out, at most 200"`
}

type batchOut struct{ Body BatchBody }

type bringIn struct {
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Repeat a request with the same key and it is done once"`
	Body struct {
		List     List   `json:"list" enum:"red,black,penalty"`
		Source   string `json:"source" doc:"Where it was taken from"`
		Name     string `json:"name,omitempty" doc:"Of the file"`
		Content  string `json:"content" doc:"CSV with a line of headings, a JSON array, or JSON by line"`
		Complete bool   `json:"complete,omitempty" doc:"It is the whole list: what it does not hold has ended"`
	}
}

func (a api) bring(ctx context.Context, in *bringIn) (*batchOut, error) {
	key, err := a.Import(once.WithKey(ctx, in.Key), Import{in.Body.List, in.Body.Source, in.Body.Name, []byte(in.Body.Content), in.Body.Complete})
	if err != nil {
		return nil, err
	}
	return a.batch(ctx, &FactPath{ID: key.String()})
}

func (a api) batch(ctx context.Context, in *FactPath) (*batchOut, error) {
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errList
	}
	b, err := a.Batch(ctx, key)
	if err != nil {
		return nil, err
	}
	return &batchOut{BatchBody{b.ID, b.List, b.Encoding, b.Complete, b.Total, b.Added, b.Renewed, b.Ended, append([]RowFault{}, b.Faults...)}}, nil
}

func (a api) remove(ctx context.Context, in *objectIn) (*listingOut, error) {
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errList
	}
	if err := a.Remove(once.WithKey(ctx, in.Key), key, in.Body.Why); err != nil {
		return nil, err
	}
	return a.listing(ctx, &in.FactPath)
}
