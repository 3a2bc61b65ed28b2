package licence

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/licence/verify"
	"tongban/kernel/id"
	"tongban/kernel/web"
)

func (s *Service) deskAPI(api huma.API) {
	op := func(method, path, summary string) web.Op {
		return web.Op{Method: method, Path: "/desk/licences" + path, Need: web.Staff, Tag: tag, Summary: summary}
	}
	web.Register(api, op(http.MethodGet, "", "List the licences one's office answers for, or look one up."), s.apiSearch)
	web.Register(api, op(http.MethodGet, "/{id}", "A licence of one's office with its versions and what may be done, its holder masked."), s.apiEntry)
	web.Register(api, op(http.MethodPost, "/{id}/change", "Amend, review, suspend, resume, withdraw, revoke, cancel, transfer or supersede a licence of one's own department. What needs a second person is proposed."), s.apiChange)
	web.Register(api, op(http.MethodPost, "/{id}/revoke", "Withdraw, revoke or cancel a licence of one's own department: as change, with fewer kinds."), s.apiRevoke)
	web.Register(api, op(http.MethodPost, "/{id}/proposals/{proposal}", "Agree to a change that somebody else of the department proposed, or refuse it."), s.apiSettle)
}

type searchIn struct {
	Q      string `query:"q" maxLength:"100" doc:"A number, or the holder's whole name or number, or a case number"`
	Cursor string `query:"cursor" maxLength:"13" doc:"next of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

type searchOut struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		Items []Body `json:"items" nullable:"false"`
		Next  string `json:"next,omitempty" doc:"cursor of the next page"`
	}
}

func (s *Service) apiSearch(ctx context.Context, in *searchIn) (*searchOut, error) {
	before, err := CursorOf(in.Cursor)
	if err != nil {
		return nil, err
	}
	found, err := s.Search(ctx, Search{Words: in.Q, Before: before, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &searchOut{CacheControl: "no-store"}
	out.Body.Items = []Body{}
	for _, l := range found.Licences {
		out.Body.Items = append(out.Body.Items, s.masked(l))
	}
	if found.Next != 0 {
		out.Body.Next = found.Next.String()
	}
	return out, nil
}

// masked writes l as an office sees it.
func (s *Service) masked(l Licence) Body {
	b := BodyOf(l, s.now.Now())
	b.Number, b.Holder, b.Values = l.MaskedNumber(), l.MaskedHolder(), []verify.Value{}
	return b
}

// wireProposal is a Proposal in JSON.
type wireProposal struct {
	ID         id.ID         `json:"id"`
	Event      Event         `json:"event"`
	State      ProposalState `json:"state" enum:"open,agreed,refused"`
	Version    int           `json:"version" doc:"Of the licence, on which it was made"`
	Reason     string        `json:"reason"`
	LegalBasis string        `json:"legalBasis"`
	At         time.Time     `json:"at"`
	Note       string        `json:"note,omitempty"`
}

func wireOf(p *Proposal) *wireProposal {
	if p == nil {
		return nil
	}
	return &wireProposal{p.ID, p.Event, p.State, p.Version, p.Reason, p.LegalBasis, p.At, p.Note}
}

// entryBody is a licence as an office sees it.
type entryBody struct {
	Body
	Proposal *wireProposal `json:"proposal,omitempty" doc:"Waits for a second person"`
	Versions []wireVersion `json:"versions,omitempty" doc:"Newest first"`
	Next     []Event       `json:"next,omitempty" doc:"What may be done to it"`
}

// wireVersion is one version of a licence in JSON.
type wireVersion struct {
	Version    int       `json:"version"`
	Identifier string    `json:"identifier"`
	Status     Status    `json:"status"`
	Reason     string    `json:"reason,omitempty"`
	LegalBasis string    `json:"legalBasis,omitempty"`
	Made       time.Time `json:"made"`
}

type entryOut struct {
	Status       int
	CacheControl string `header:"Cache-Control"`
	Body         entryBody
}

type entryIn struct {
	ID string `path:"id" maxLength:"13"`
}

func (s *Service) apiEntry(ctx context.Context, in *entryIn) (*entryOut, error) {
	e, err := s.Entry(ctx, KeyOf(in.ID))
	if err != nil {
		return nil, err
	}
	out := &entryOut{http.StatusOK, "no-store", entryBody{Body: s.masked(e.Licence), Proposal: wireOf(e.Proposal), Next: e.Next}}
	for _, v := range e.Versions {
		out.Body.Versions = append(out.Body.Versions, wireVersion{v.Version, v.Identifier, v.Status, v.Reason, v.LegalBasis, v.Made})
	}
	return out, nil
}

type changeIn struct {
	ID   string `path:"id" maxLength:"13"`
	Body struct {
		Event      Event             `json:"event" enum:"amend,review,suspend,resume,withdraw,revoke,cancel,transfer,supersede"`
		Reason     string            `json:"reason" example:"违反道路运输管理规定，责令停业整顿"`
		LegalBasis string            `json:"legalBasis" example:"《中华人民共和国行政处罚法》第九条"`
		Version    int               `json:"version,omitempty" minimum:"0" doc:"The version the decision was made on; 409 if there is a newer one"`
		Values     map[string]string `json:"values,omitempty" doc:"Of amend: what it says from now on, by key; what is not named stays"`
		ValidTo    verify.Date       `json:"validTo,omitempty" format:"date" doc:"Of amend: a later last day"`
	}
}

func (s *Service) apiChange(ctx context.Context, in *changeIn) (*entryOut, error) {
	g := Grounds{in.Body.Reason, in.Body.LegalBasis, in.Body.Version}
	return s.apiMove(ctx, KeyOf(in.ID), in.Body.Event, g, Correction{in.Body.Values, in.Body.ValidTo})
}

type revokeIn struct {
	ID   string `path:"id" maxLength:"13"`
	Body struct {
		Kind       Event  `json:"kind,omitempty" enum:"withdraw,revoke,cancel" default:"withdraw" doc:"撤销 (should not have been granted), 吊销 (a penalty: 202, it waits for a second person) or 注销 (off the register)"`
		Reason     string `json:"reason" example:"以欺骗手段取得许可"`
		LegalBasis string `json:"legalBasis" example:"《中华人民共和国行政许可法》第六十九条第二款"`
		Version    int    `json:"version,omitempty" minimum:"0" doc:"The version the decision was made on; 409 if there is a newer one"`
	}
}

func (s *Service) apiRevoke(ctx context.Context, in *revokeIn) (*entryOut, error) {
	g := Grounds{in.Body.Reason, in.Body.LegalBasis, in.Body.Version}
	return s.apiMove(ctx, KeyOf(in.ID), in.Body.Kind, g, Correction{})
}

// apiMove carries an event out, or proposes it: 202 says that nothing has changed yet.
func (s *Service) apiMove(ctx context.Context, key id.ID, event Event, g Grounds, c Correction) (*entryOut, error) {
	if slices.Contains(penal, event) {
		p, err := s.Propose(ctx, key, event, g)
		if err != nil {
			return nil, err
		}
		e, err := s.Entry(ctx, key)
		return &entryOut{http.StatusAccepted, "no-store", entryBody{Body: s.masked(e.Licence), Proposal: wireOf(&p)}}, err
	}
	var l Licence
	var err error
	if event == Amend {
		l, err = s.Amend(ctx, key, c, g)
	} else {
		l, err = s.Change(ctx, key, event, g)
	}
	if err != nil {
		return nil, err
	}
	return &entryOut{http.StatusOK, "no-store", entryBody{Body: s.masked(l)}}, nil
}

type settleIn struct {
	ID       string `path:"id" maxLength:"13"`
	Proposal string `path:"proposal" maxLength:"13"`
	Body     struct {
		Agree bool   `json:"agree"`
		Note  string `json:"note,omitempty" doc:"Needed to refuse"`
	}
}

func (s *Service) apiSettle(ctx context.Context, in *settleIn) (*entryOut, error) {
	l, err := s.Settle(ctx, KeyOf(in.ID), KeyOf(in.Proposal), in.Body.Agree, in.Body.Note)
	if err != nil {
		return nil, err
	}
	return &entryOut{http.StatusOK, "no-store", entryBody{Body: s.masked(l)}}, nil
}
