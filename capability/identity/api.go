package identity

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/actor"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/web"
)

const tag = "identity"

func (s *Service) api(api huma.API, l limits) {
	web.Register(api, web.Op{Method: http.MethodGet, Path: "/personas", Tag: tag,
		Summary: "List the mock identities of the demo city."}, s.listPersonas)
	web.Register(api, web.Op{Method: http.MethodPost, Path: "/sessions", Tag: tag, Status: http.StatusCreated,
		Summary: "Sign in: by a mobile and the code sent to it, by a staff account and its password, or as a mock identity of the demo city."},
		func(ctx context.Context, in *signInIn) (*signInOut, error) {
			limit := l.attempts
			if in.Body.Account != "" {
				limit = l.passwords
			}
			if err := in.Within(limit); err != nil {
				return nil, err
			}
			return s.signIn(ctx, in)
		})
	web.Register(api, web.Op{Method: http.MethodPost, Path: "/codes", Tag: tag, Status: http.StatusAccepted,
		Summary: "Have a code for signing in sent to a mobile, known here or not."}, func(ctx context.Context, in *codeIn) (*struct{}, error) {
		if err := in.Within(l.texts); err != nil {
			return nil, err
		}
		return nil, s.SendCode(ctx, in.Body.Mobile, ForSignIn)
	})
	web.Register(api, web.Op{Method: http.MethodGet, Path: "/sessions", Need: web.SignedIn, Tag: tag,
		Summary: "List one's own sessions."}, s.listSessions)
	web.Register(api, web.Op{Method: http.MethodDelete, Path: "/sessions/{id}", Need: web.SignedIn, Tag: tag,
		Status: http.StatusNoContent, Summary: "End one of one's own sessions: sign out."}, s.endSession)
}

// wirePersona is a Persona in JSON.
type wirePersona struct {
	Key     string       `json:"key" example:"lin" doc:"What POST /sessions takes"`
	Kind    actor.Kind   `json:"kind" enum:"citizen,staff"`
	Name    string       `json:"name" example:"林晓华"`
	Section Section      `json:"section" enum:"citizen,business,window,approval,management"`
	Roles   []actor.Role `json:"roles" nullable:"false"`
	Note    string       `json:"note" doc:"What this identity is good for"`
}

type personasOut struct {
	Body struct {
		Simulated bool          `json:"simulated" doc:"Always true: nobody proved anything"`
		Personas  []wirePersona `json:"personas" nullable:"false"`
	}
}

func (s *Service) listPersonas(ctx context.Context, _ *struct{}) (*personasOut, error) {
	list, err := s.Personas(ctx)
	if err != nil {
		return nil, err
	}
	out := &personasOut{}
	out.Body.Simulated = true
	out.Body.Personas = make([]wirePersona, len(list))
	for i, p := range list {
		out.Body.Personas[i] = wirePersona{p.Key, p.Kind, p.Name, p.Section, p.Roles, p.note(message.In(ctx))}
	}
	return out, nil
}

type signInIn struct {
	web.Client
	Device string `header:"User-Agent"`
	Body   struct {
		Persona  string `json:"persona,omitempty" maxLength:"64" example:"lin" doc:"Of a mock identity; demo only"`
		Mobile   string `json:"mobile,omitempty" maxLength:"20" doc:"Of a citizen, with code"`
		Code     string `json:"code,omitempty" maxLength:"12" doc:"What POST /codes sent"`
		Account  string `json:"account,omitempty" maxLength:"64" doc:"Of a member of staff, with password"`
		Password string `json:"password,omitempty" maxLength:"256"`
	}
}

type codeIn struct {
	web.Client
	Body struct {
		Mobile string `json:"mobile" maxLength:"20"`
	}
}

type signInOut struct {
	Body struct {
		Token     string    `json:"token" doc:"For Authorization: Bearer; given out once"`
		Session   string    `json:"session" doc:"For DELETE /sessions/{id}"`
		ExpiresAt time.Time `json:"expiresAt" doc:"If it is not used before"`
	}
}

func (s *Service) signIn(ctx context.Context, in *signInIn) (*signInOut, error) {
	pass, err := s.enterBy(ctx, in)
	if err != nil {
		return nil, err
	}
	out := &signInOut{}
	out.Body.Token, out.Body.Session, out.Body.ExpiresAt = pass.Token, pass.Actor.Session, pass.ExpiresAt
	return out, nil
}

// enterBy signs in by what the body names.
func (s *Service) enterBy(ctx context.Context, in *signInIn) (Pass, error) {
	b, v := in.Body, Visitor{Device: in.Device}
	switch {
	case b.Account != "":
		return s.SignInByPassword(ctx, b.Account, b.Password, v)
	case b.Mobile != "":
		return s.SignInByCode(ctx, b.Mobile, b.Code, v)
	}
	if b.Persona == "" {
		return Pass{}, errNothing
	}
	return s.SignInAs(ctx, b.Persona, v)
}

// wireSession is a Session in JSON.
type wireSession struct {
	ID        id.ID     `json:"id"`
	Current   bool      `json:"current" doc:"The one this request belongs to"`
	Device    string    `json:"device"`
	CreatedAt time.Time `json:"createdAt"`
	SeenAt    time.Time `json:"seenAt" doc:"To the minute"`
	ExpiresAt time.Time `json:"expiresAt"`
}

type sessionsOut struct {
	Body struct {
		Sessions []wireSession `json:"sessions" nullable:"false"`
	}
}

func (s *Service) listSessions(ctx context.Context, _ *struct{}) (*sessionsOut, error) {
	a := actor.From(ctx)
	list, err := s.Sessions(ctx, a)
	if err != nil {
		return nil, err
	}
	out := &sessionsOut{}
	out.Body.Sessions = make([]wireSession, len(list))
	for i, v := range list {
		out.Body.Sessions[i] = wireSession{v.ID, v.ID.String() == a.Session, v.Device, v.CreatedAt, v.SeenAt, v.ExpiresAt}
	}
	return out, nil
}

type endIn struct {
	ID string `path:"id" doc:"The session's id, or current"`
}

func (s *Service) endSession(ctx context.Context, in *endIn) (*struct{}, error) {
	a := actor.From(ctx)
	if in.ID == "current" {
		in.ID = a.Session
	}
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errUnknown
	}
	return nil, s.End(ctx, a, key)
}
