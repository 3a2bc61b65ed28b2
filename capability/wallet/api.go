package wallet

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/licence"
	"tongban/kernel/id"
	"tongban/kernel/web"
)

const tag = "wallet"

// api is the wallet for programs.
type api struct{ *Service }

func (a api) register(h huma.API) {
	op := func(method, path, summary string) web.Op {
		return web.Op{Method: method, Path: "/licences" + path, Need: web.Citizen, Tag: tag, Summary: summary}
	}
	web.Register(h, op(http.MethodGet, "", "List one's own licences, or those of whom one acts for."), a.list)
	web.Register(h, op(http.MethodGet, "/{id}", "One of one's own licences with its versions."), a.get)
	web.Register(h, op(http.MethodGet, "/{id}/file", "Fetch the signed PDF of one of one's own licences."), a.file)
	web.Register(h, op(http.MethodPost, "/{id}/show-codes", "Make a code to hold out to a checker: good for one reader and ninety seconds."), a.show)
	web.Register(h, op(http.MethodPost, "/{id}/copies", "Draw a copy of one of one's own licences for one purpose, which is written across it."), a.copy)
	web.Register(h, op(http.MethodGet, "/{id}/copies/{copy}", "Fetch such a copy as a signed PDF."), a.copyFile)
	web.Register(h, op(http.MethodGet, "/{id}/uses", "What one of one's own licences was used for, newest first, and what it may be used for."), a.uses)
	web.Register(h, op(http.MethodDelete, "/{id}/consents/{consent}", "End a consent to use one of one's own licences."), a.endConsent)
}

type listIn struct {
	Cursor string `query:"cursor" maxLength:"13" doc:"next of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

type listOut struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		Items []licence.Body `json:"items" nullable:"false"`
		Next  string         `json:"next,omitempty" doc:"cursor of the next page"`
	}
}

func (a api) list(ctx context.Context, in *listIn) (*listOut, error) {
	cursor, err := licence.CursorOf(in.Cursor)
	if err != nil {
		return nil, err
	}
	page, next, err := a.licences.Mine(ctx, cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &listOut{CacheControl: "no-store"}
	out.Body.Items = make([]licence.Body, len(page))
	for i, l := range page {
		out.Body.Items[i] = licence.BodyOf(l, a.now.Now())
	}
	out.Body.Next = cursorText(next)
	return out, nil
}

func cursorText(next id.ID) string {
	if next == 0 {
		return ""
	}
	return next.String()
}

type oneIn struct {
	ID string `path:"id" maxLength:"13"`
}

type oneOut struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		licence.Body
		ReviewBy string         `json:"reviewBy,omitempty" format:"date" doc:"By when it has to be looked at again (年审)"`
		Versions []licence.Body `json:"versions" nullable:"false" doc:"Newest first"`
	}
}

func (a api) get(ctx context.Context, in *oneIn) (*oneOut, error) {
	versions, err := a.licences.History(ctx, licence.KeyOf(in.ID))
	if err != nil {
		return nil, err
	}
	kinds, err := a.licences.Kinds(ctx, versions[:1])
	if err != nil {
		return nil, err
	}
	out := &oneOut{CacheControl: "no-store"}
	out.Body.Body = licence.BodyOf(versions[0], a.now.Now())
	out.Body.ReviewBy = string(kinds[versions[0].Type.Code].ReviewBy(versions[0]))
	for _, v := range versions {
		out.Body.Versions = append(out.Body.Versions, licence.BodyOf(v, v.Made))
	}
	return out, nil
}

type fileOut struct {
	ContentType        string `header:"Content-Type"`
	ContentDisposition string `header:"Content-Disposition"`
	CacheControl       string `header:"Cache-Control"`
	Body               []byte
}

func (a api) file(ctx context.Context, in *oneIn) (*fileOut, error) {
	f, err := a.licences.File(ctx, licence.KeyOf(in.ID))
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(f)
	if closing := f.Close(); err == nil {
		err = closing
	}
	return &fileOut{"application/pdf", attachment(f.Name), "no-store", body}, err
}

type showOut struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		URL   string    `json:"url" doc:"What the checker's telephone opens"`
		Until time.Time `json:"until"`
	}
}

func (a api) show(ctx context.Context, in *oneIn) (*showOut, error) {
	_, token, until, err := a.licences.Show(ctx, licence.KeyOf(in.ID))
	if err != nil {
		return nil, err
	}
	out := &showOut{CacheControl: "no-store"}
	out.Body.URL, out.Body.Until = a.licences.ShowURL(token), until
	return out, nil
}

type copyIn struct {
	ID   string `path:"id" maxLength:"13"`
	Body struct {
		Purpose string `json:"purpose" example:"办理住房贷款"`
	}
}

type copyOut struct {
	Body struct {
		ID      id.ID     `json:"id"`
		Purpose string    `json:"purpose"`
		URL     string    `json:"url" doc:"Where to fetch it"`
		At      time.Time `json:"at"`
	}
}

func (a api) copy(ctx context.Context, in *copyIn) (*copyOut, error) {
	c, err := a.licences.Copy(ctx, licence.KeyOf(in.ID), in.Body.Purpose)
	if err != nil {
		return nil, err
	}
	out := &copyOut{}
	out.Body.ID, out.Body.Purpose, out.Body.At = c.ID, c.Purpose, c.At
	out.Body.URL = web.APIPrefix + "/licences/" + in.ID + "/copies/" + c.ID.String()
	return out, nil
}

type copyFileIn struct {
	ID   string `path:"id" maxLength:"13"`
	Copy string `path:"copy" maxLength:"13"`
}

func (a api) copyFile(ctx context.Context, in *copyFileIn) (*fileOut, error) {
	name, data, err := a.licences.CopyFile(ctx, licence.KeyOf(in.ID), licence.KeyOf(in.Copy))
	if err != nil {
		return nil, err
	}
	return &fileOut{"application/pdf", attachment(name), "no-store", data}, nil
}

type usesIn struct {
	ID     string `path:"id" maxLength:"13"`
	Cursor string `query:"cursor" maxLength:"13" doc:"next of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

// useBody is a Use in JSON.
type useBody struct {
	Kind    licence.UseKind `json:"kind" enum:"shown,copied,material"`
	Purpose string          `json:"purpose,omitempty"`
	CaseNo  string          `json:"caseNo,omitempty"`
	Version int             `json:"version"`
	Status  licence.Status  `json:"status" doc:"What was told"`
	At      time.Time       `json:"at"`
}

// consentEntry is a Consent in JSON.
type consentEntry struct {
	ID       id.ID      `json:"id"`
	ItemCode string     `json:"itemCode"`
	Item     string     `json:"item"`
	Stands   bool       `json:"stands"`
	At       time.Time  `json:"at"`
	Until    time.Time  `json:"until" doc:"To be used for the first time"`
	UsedAt   *time.Time `json:"usedAt,omitempty"`
	EndedAt  *time.Time `json:"endedAt,omitempty"`
}

type usesOut struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		Items    []useBody      `json:"items" nullable:"false" doc:"Uses, newest first"`
		Consents []consentEntry `json:"consents" nullable:"false"`
		Next     string         `json:"next,omitempty" doc:"cursor of the next page"`
	}
}

func (a api) uses(ctx context.Context, in *usesIn) (*usesOut, error) {
	before, err := licence.CursorOf(in.Cursor)
	if err != nil {
		return nil, err
	}
	u, err := a.licences.Uses(ctx, licence.KeyOf(in.ID), before, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &usesOut{CacheControl: "no-store"}
	out.Body.Items, out.Body.Consents, out.Body.Next = []useBody{}, []consentEntry{}, cursorText(u.Next)
	for _, use := range u.Uses {
		out.Body.Items = append(out.Body.Items, useBody{use.Kind, use.Purpose, use.Subject, use.Version, use.Status, use.At})
	}
	for _, c := range u.Consents {
		out.Body.Consents = append(out.Body.Consents, consentEntry{
			c.ID, c.ItemCode, c.ItemName, c.StandsAt(a.now.Now()), c.At, c.Until, given(c.UsedAt), given(c.EndedAt),
		})
	}
	return out, nil
}

// given is t, nil if there is none.
func given(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

type consentIn struct {
	ID      string `path:"id" maxLength:"13"`
	Consent string `path:"consent" maxLength:"13"`
}

func (a api) endConsent(ctx context.Context, in *consentIn) (*struct{}, error) {
	return nil, a.licences.EndConsent(ctx, licence.KeyOf(in.ID), licence.KeyOf(in.Consent))
}
