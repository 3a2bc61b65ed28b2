package identity

import (
	"context"
	"net/http"

	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// actingPage lets the reader choose on whose behalf to act.
func (s *Service) actingPage(w http.ResponseWriter, r *http.Request) error {
	held, err := s.Held(r.Context(), actor.From(r.Context()))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, actingBody(held, actor.From(r.Context()), returnTo(r)))
}

// act changes on whose behalf the reader acts.
func (s *Service) act(w http.ResponseWriter, r *http.Request) error {
	var mandate id.ID
	if chosen := r.PostFormValue("mandate"); chosen != "" {
		var err error
		if mandate, err = id.Parse(chosen); err != nil {
			return errMandate
		}
	}
	if _, err := s.Act(r.Context(), actor.From(r.Context()), mandate); err != nil {
		return err
	}
	return web.Redirect(w, r, localPath(r.PostFormValue("return"), "/me/acting"))
}

// mandatesPage shows what the reader gave, holds and is offered.
func (s *Service) mandatesPage(w http.ResponseWriter, r *http.Request) error {
	a := actor.From(r.Context())
	all, err := s.MandatesOf(r.Context(), a)
	if err != nil {
		return err
	}
	v := mandatesView{Mandates: all, items: s.itemNames(r.Context()), now: s.real.Now()}
	return web.Render(w, r, http.StatusOK, mandatesBody(v))
}

// itemNames are the names of items by code. Where they cannot be had, the codes stand.
func (s *Service) itemNames(ctx context.Context) map[string]string {
	offers, err := s.ports.Offers.Offers(ctx)
	if err != nil {
		return nil
	}
	names := map[string]string{}
	for _, o := range offers {
		names[o.Code] = o.Name
	}
	return names
}

// offerView is what the page of authorising shows.
type offerView struct {
	Offered
	Limited  bool
	FirmName string
	Offers   []Offer
	Errors   ui.FieldErrors
}

func (s *Service) offerPage(w http.ResponseWriter, r *http.Request) error {
	return s.showOffer(w, r, Offered{Firm: r.FormValue("firm"), Until: s.real.Now().AddDate(1, 0, 0).Format("2006-01-02")}, nil)
}

// authorise offers a mandate.
func (s *Service) authorise(w http.ResponseWriter, r *http.Request) error {
	o := Offered{
		Firm: r.PostFormValue("firm"), Relation: Relation(r.PostFormValue("relation")), Name: r.PostFormValue("name"),
		Contact: r.PostFormValue("contact"), MaySubmit: r.PostFormValue("extent") == "submit", Until: r.PostFormValue("until"),
	}
	if r.PostFormValue("scope") == "some" {
		o.Items = append([]string{}, r.PostForm["items"]...)
	}
	if _, err := s.Authorise(r.Context(), actor.From(r.Context()), o); err != nil {
		return s.showOffer(w, r, o, err)
	}
	return web.Redirect(w, r, backTo(o.Firm))
}

// backTo is the page that lists what was given.
func backTo(firm string) string {
	if firm != "" {
		return "/me/firms/" + firm
	}
	return "/me/authorisations"
}

func (s *Service) showOffer(w http.ResponseWriter, r *http.Request, o Offered, failed error) error {
	v := offerView{Offered: o, Limited: o.Items != nil}
	if o.Firm != "" {
		firm, err := s.FirmFor(r.Context(), actor.From(r.Context()), o.Firm)
		if err != nil {
			return err
		}
		v.FirmName = firm.Name
	}
	status, errs, err := mistakes(r.Context(), failed)
	if err != nil {
		return err
	}
	v.Errors = errs
	if v.Offers, err = s.ports.Offers.Offers(r.Context()); err != nil {
		return err
	}
	return web.Render(w, r, status, offerBody(v))
}

func (s *Service) acceptMandate(w http.ResponseWriter, r *http.Request) error {
	return s.settle(w, r, s.Accept)
}

func (s *Service) declineMandate(w http.ResponseWriter, r *http.Request) error {
	return s.settle(w, r, s.Decline)
}

func (s *Service) revokeMandate(w http.ResponseWriter, r *http.Request) error {
	return s.settle(w, r, s.Revoke)
}

// settle does something with the mandate of the address and goes back where it stood.
func (s *Service) settle(w http.ResponseWriter, r *http.Request, do func(context.Context, actor.Actor, id.ID) error) error {
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return errMandate
	}
	if err := do(r.Context(), actor.From(r.Context()), key); err != nil {
		return err
	}
	return web.Redirect(w, r, localPath(r.PostFormValue("return"), "/me/authorisations"))
}

// firmsView is what the page of the reader's firms shows.
type firmsView struct {
	Held   []Mandate
	USCC   string
	Demo   bool
	Errors ui.FieldErrors
}

func (s *Service) firmsPage(w http.ResponseWriter, r *http.Request) error {
	return s.showFirms(w, r, "", nil)
}

// addFirm makes the reader the representative of a firm, by the register.
func (s *Service) addFirm(w http.ResponseWriter, r *http.Request) error {
	uscc := r.PostFormValue("uscc")
	key, err := s.AddFirm(r.Context(), actor.From(r.Context()), uscc)
	if err != nil {
		return s.showFirms(w, r, uscc, err)
	}
	return web.Redirect(w, r, "/me/firms/"+key.String())
}

func (s *Service) showFirms(w http.ResponseWriter, r *http.Request, uscc string, failed error) error {
	held, err := s.Held(r.Context(), actor.From(r.Context()))
	if err != nil {
		return err
	}
	status, errs, err := mistakes(r.Context(), failed)
	if err != nil {
		return err
	}
	return web.Render(w, r, status, firmsBody(firmsView{Held: firmsOf(held), USCC: uscc, Demo: s.cfg.Demo, Errors: errs}))
}

// firmPage shows a firm to its representative.
func (s *Service) firmPage(w http.ResponseWriter, r *http.Request) error {
	firm, err := s.FirmFor(r.Context(), actor.From(r.Context()), r.PathValue("id"))
	if err != nil {
		return err
	}
	v := mandatesView{Mandates: Mandates{Given: firm.Given, Uses: firm.Uses}, items: s.itemNames(r.Context()), now: s.real.Now()}
	return web.Render(w, r, http.StatusOK, firmBody(firm, v))
}

func (s *Service) childPage(w http.ResponseWriter, r *http.Request) error {
	return web.Render(w, r, http.StatusOK, childBody("", "", s.cfg.Demo, nil))
}

// addChild records a child of the reader, by the register.
func (s *Service) addChild(w http.ResponseWriter, r *http.Request) error {
	name, number := r.PostFormValue("name"), r.PostFormValue("idNumber")
	_, failed := s.AddChild(r.Context(), actor.From(r.Context()), name, number)
	status, errs, err := mistakes(r.Context(), failed)
	switch {
	case err != nil:
		return err
	case errs != nil:
		return web.Render(w, r, status, childBody(name, number, s.cfg.Demo, errs))
	}
	return web.Redirect(w, r, "/me/authorisations")
}

// endOthers ends the reader's other sessions.
func (s *Service) endOthers(w http.ResponseWriter, r *http.Request) error {
	if err := s.EndOthers(r.Context(), actor.From(r.Context())); err != nil {
		return err
	}
	return web.Redirect(w, r, "/me/sessions")
}

// isFault reports whether err is this very fault.
func isFault(err error, one *fault.Fault) bool {
	f, ok := fault.As(err)
	return ok && f.Key == one.Key
}

// acts says in words what a mandate lets the agent do.
func (m Mandate) acts(ctx context.Context) string {
	if m.MaySubmit {
		return message.T(ctx, "identity.mandate.submit")
	}
	return message.T(ctx, "identity.mandate.fill")
}
