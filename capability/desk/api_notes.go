package desk

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/web"
)

// registerNotes adds what staff write beside a case: marks on its papers, and phrases.
func (a api) registerNotes(h huma.API, op func(method, path, summary string) web.Op) {
	web.Register(h, op("GET", "/desk/cases/{no}/marks", "List the marks on the papers of a case"), a.marks)
	web.Register(h, op("POST", "/desk/cases/{no}/materials/{material}/marks", "Mark a place on a page of a paper"), a.mark)
	web.Register(h, op("DELETE", "/desk/cases/{no}/marks/{mark}", "Take back a mark of one's own"), a.unmark)
	web.Register(h, op("GET", "/desk/phrases", "List my phrases and my department's"), a.phrases)
	web.Register(h, op("POST", "/desk/phrases", "Keep a phrase"), a.keepPhrase)
	web.Register(h, op("DELETE", "/desk/phrases/{id}", "Remove a phrase"), a.dropPhrase)
}

// markBody is a mark over the wire.
type markBody struct {
	ID       string     `json:"id,omitempty" readOnly:"true"`
	Material string     `json:"material,omitempty" readOnly:"true" doc:"Code"`
	Digest   string     `json:"digest,omitempty" doc:"Of the file, hexadecimal SHA-256; 409 if it is another by now"`
	Page     int        `json:"page,omitempty" doc:"From 1"`
	X        int        `json:"x,omitempty" doc:"In ten thousandths of the page from the left; without a place the mark is on the page as a whole"`
	Y        int        `json:"y,omitempty" doc:"From the top"`
	W        int        `json:"w,omitempty"`
	H        int        `json:"h,omitempty"`
	Words    string     `json:"words" maxLength:"500"`
	By       string     `json:"by,omitempty" readOnly:"true"`
	At       *time.Time `json:"at,omitempty" readOnly:"true"`
}

type marksOut struct {
	Body struct {
		Marks []markBody `json:"marks"`
	}
}

func (a api) marks(ctx context.Context, in *casework.CasePath) (*marksOut, error) {
	f, err := a.Casework.File(ctx, in.No)
	if err != nil {
		return nil, err
	}
	if err := casework.MayReveal(actor.From(ctx), f); err != nil {
		return nil, err
	}
	list, err := a.Marks(ctx, f)
	out := &marksOut{}
	out.Body.Marks = []markBody{}
	for _, m := range list {
		out.Body.Marks = append(out.Body.Marks, markBody{
			m.ID.String(), m.Material, m.Digest, m.Page, m.Place.X, m.Place.Y, m.Place.W, m.Place.H, m.Words, m.By, optional(m.At),
		})
	}
	return out, err
}

type markIn struct {
	casework.CasePath
	Material string `path:"material" doc:"Code"`
	Body     markBody
}

func (a api) mark(ctx context.Context, in *markIn) (*marksOut, error) {
	b := in.Body
	m := Mark{Material: in.Material, Digest: b.Digest, Page: max(1, b.Page), Place: Place{b.X, b.Y, b.W, b.H}, Words: b.Words}
	if err := a.Mark(ctx, in.No, m); err != nil {
		return nil, err
	}
	return a.marks(ctx, &in.CasePath)
}

type unmarkIn struct {
	casework.CasePath
	Mark string `path:"mark" doc:"13 characters"`
}

func (a api) unmark(ctx context.Context, in *unmarkIn) (*struct{}, error) {
	return nil, a.Unmark(ctx, in.No, idOf(in.Mark))
}

// phraseBody is a phrase over the wire.
type phraseBody struct {
	ID     string `json:"id,omitempty" doc:"Of the one to change; absent for a new one"`
	Field  string `json:"field" enum:"opinion,reason,legalGround" doc:"The input it goes into"`
	Words  string `json:"words" maxLength:"300"`
	Shared bool   `json:"shared,omitempty" doc:"The department's, which all its people find"`
}

type phrasesOut struct {
	Body struct {
		Phrases []phraseBody `json:"phrases"`
	}
}

func (a api) phrases(ctx context.Context, _ *struct{}) (*phrasesOut, error) {
	list, err := a.Phrases(ctx)
	out := &phrasesOut{}
	out.Body.Phrases = []phraseBody{}
	for _, p := range list {
		out.Body.Phrases = append(out.Body.Phrases, phraseBody{p.ID.String(), p.Field, p.Words, p.Staff == ""})
	}
	return out, err
}

type phraseIn struct{ Body phraseBody }

func (a api) keepPhrase(ctx context.Context, in *phraseIn) (*phrasesOut, error) {
	p := Phrase{ID: idOf(in.Body.ID), Field: in.Body.Field, Words: in.Body.Words}
	if err := a.KeepPhrase(ctx, p, in.Body.Shared); err != nil {
		return nil, err
	}
	return a.phrases(ctx, nil)
}

type phrasePath struct {
	ID string `path:"id" doc:"13 characters"`
}

func (a api) dropPhrase(ctx context.Context, in *phrasePath) (*struct{}, error) {
	return nil, a.DropPhrase(ctx, idOf(in.ID))
}
