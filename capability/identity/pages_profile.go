package identity

import (
	"context"
	"net/http"

	"tongban/kernel/actor"
	"tongban/kernel/mask"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// profileView is what the page about oneself shows.
type profileView struct {
	Person
	Said      Particulars
	Districts []District
	Errors    ui.FieldErrors
}

// profilePage shows what the platform knows of the reader and from where.
func (s *Service) profilePage(w http.ResponseWriter, r *http.Request) error {
	p, err := s.self(r.Context(), actor.From(r.Context()))
	if err != nil {
		return err
	}
	return s.showProfile(w, r, p, Particulars{p.Address, p.Region, p.Email}, nil)
}

func (s *Service) showProfile(w http.ResponseWriter, r *http.Request, p Person, said Particulars, failed error) error {
	status, errs, err := mistakes(r.Context(), failed)
	if err != nil {
		return err
	}
	districts, err := s.ports.Places.Districts(r.Context())
	if err != nil {
		return err
	}
	return web.Render(w, r, status, profileBody(profileView{p, said, districts, errs}))
}

// describe stores what the reader says of themselves.
func (s *Service) describe(w http.ResponseWriter, r *http.Request) error {
	a := actor.From(r.Context())
	said := Particulars{r.PostFormValue("address"), r.PostFormValue("region"), r.PostFormValue("email")}
	if err := s.Describe(r.Context(), a, said); err != nil {
		p, missing := s.self(r.Context(), a)
		if missing != nil {
			return missing
		}
		return s.showProfile(w, r, p, said, err)
	}
	return web.Redirect(w, r, "/me/profile")
}

// known lists what the platform knows, each with where it comes from.
func (v profileView) known(ctx context.Context) []ui.SummaryRow {
	register := message.T(ctx, "identity.profile.from-register")
	rows := []ui.SummaryRow{
		fact(ctx, "name", v.Name, register, ""),
		fact(ctx, "number", mask.IDNumber(v.IDNumber), register, ""),
		fact(ctx, "mobile", mask.Phone(v.Mobile), message.T(ctx, "identity.profile.from-code"), "/me/mobile"),
	}
	if v.Level < Checked {
		rows[0], rows[1] = fact(ctx, "name", "", "", "/me/realname"), fact(ctx, "number", "", "", "/me/realname")
	}
	return append(rows, fact(ctx, "level", message.T(ctx, "identity.level."+v.Level.code()), "", ""))
}

func fact(ctx context.Context, key, value, source, change string) ui.SummaryRow {
	row := ui.SummaryRow{Key: message.T(ctx, "identity.profile."+key), Value: value, Change: change}
	if value != "" && source != "" {
		row.Body = ui.Muted(source)
	}
	return row
}

// code is the last part of the level's text.
func (l Level) code() string {
	return [...]string{"unproven", "checked", "seen"}[min(max(l, Unproven), Seen)]
}

// districtOptions are the regions to choose from.
func districtOptions(districts []District) []ui.Option {
	options := make([]ui.Option, len(districts))
	for i, d := range districts {
		options[i] = ui.Option{Value: d.Code, Label: d.Name}
	}
	return options
}

// mobileView is what the page of binding a mobile shows.
type mobileView struct {
	Now    string // masked; empty if there is none
	Leave  string // the code sent there
	Left   bool   // that code is on its way
	Mobile string // the new one
	Sent   bool   // its code is on its way
	Demo   bool
	Errors ui.FieldErrors
}

func (s *Service) mobilePage(w http.ResponseWriter, r *http.Request) error {
	return s.showMobile(w, r, mobileView{}, nil)
}

// sendBind sends a code to the new mobile.
func (s *Service) sendBind(w http.ResponseWriter, r *http.Request) error {
	v := mobileView{Mobile: r.PostFormValue("mobile"), Leave: r.PostFormValue("leave")}
	err := s.SendCode(r.Context(), v.Mobile, ForBind)
	v.Sent = err == nil
	return s.showMobile(w, r, v, err)
}

// sendLeave sends a code to the mobile that is given up.
func (s *Service) sendLeave(w http.ResponseWriter, r *http.Request) error {
	v := mobileView{Mobile: r.PostFormValue("mobile")}
	err := s.SendLeaveCode(r.Context(), actor.From(r.Context()))
	v.Left = err == nil
	return s.showMobile(w, r, v, leaving(err))
}

func (s *Service) bindMobile(w http.ResponseWriter, r *http.Request) error {
	v := mobileView{Mobile: r.PostFormValue("mobile"), Leave: r.PostFormValue("leave")}
	if err := s.BindMobile(r.Context(), actor.From(r.Context()), v.Leave, v.Mobile, r.PostFormValue("code")); err != nil {
		return s.showMobile(w, r, v, err)
	}
	return web.Redirect(w, r, "/me/profile")
}

func (s *Service) showMobile(w http.ResponseWriter, r *http.Request, v mobileView, failed error) error {
	p, err := s.self(r.Context(), actor.From(r.Context()))
	if err != nil {
		return err
	}
	status, errs, err := mistakes(r.Context(), failed)
	if err != nil {
		return err
	}
	v.Now, v.Demo, v.Errors = mask.Phone(p.Mobile), s.cfg.Demo, errs
	return web.Render(w, r, status, mobileBody(v))
}

// realnameView is what the page of proving one's identity shows.
type realnameView struct {
	Level        Level
	Name, Number string
	Mobile       string // the earlier one
	Owned        bool   // another account has the number
	Sent         bool
	Demo         bool
	Errors       ui.FieldErrors
}

func (s *Service) realnamePage(w http.ResponseWriter, r *http.Request) error {
	return s.showRealname(w, r, realnameView{}, nil)
}

// prove asks the population register.
func (s *Service) prove(w http.ResponseWriter, r *http.Request) error {
	v := realnameView{Name: r.PostFormValue("name"), Number: r.PostFormValue("idNumber")}
	err := s.Prove(r.Context(), actor.From(r.Context()), v.Name, v.Number)
	if err == nil {
		return web.Redirect(w, r, "/me/realname")
	}
	v.Owned = isFault(err, errOwned)
	return s.showRealname(w, r, v, err)
}

// sendClaim sends a code to the mobile of the earlier account.
func (s *Service) sendClaim(w http.ResponseWriter, r *http.Request) error {
	v := claimView(r)
	err := s.SendCode(r.Context(), v.Mobile, ForBind)
	v.Sent = err == nil
	return s.showRealname(w, r, v, err)
}

// claim takes the earlier account over.
func (s *Service) claim(w http.ResponseWriter, r *http.Request) error {
	v := claimView(r)
	if err := s.Reclaim(r.Context(), actor.From(r.Context()), v.Name, v.Number, v.Mobile, r.PostFormValue("code")); err != nil {
		return s.showRealname(w, r, v, err)
	}
	return web.Redirect(w, r, "/me/profile")
}

func claimView(r *http.Request) realnameView {
	return realnameView{Name: r.PostFormValue("name"), Number: r.PostFormValue("idNumber"), Mobile: r.PostFormValue("mobile"), Owned: true}
}

func (s *Service) showRealname(w http.ResponseWriter, r *http.Request, v realnameView, failed error) error {
	p, err := s.self(r.Context(), actor.From(r.Context()))
	if err != nil {
		return err
	}
	status, errs, err := mistakes(r.Context(), failed)
	if err != nil {
		return err
	}
	v.Level, v.Demo, v.Errors = p.Level, s.cfg.Demo, errs
	return web.Render(w, r, status, realnameBody(v))
}
