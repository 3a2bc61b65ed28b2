package prereview

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"tongban/capability/application"
	"tongban/capability/casework"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/web"
)

// pages are the pages of prereview.
type pages struct{ *Service }

// t is how prereview looks up its texts.
func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "prereview."+key, args...)
}

// draftView is what a draft's page says of a person's look at it.
type draftView struct {
	*application.Work
	last    *Request
	changed bool // since it was looked at
}

// ofDraft offers a person's look on the page of a draft, or says what came of it.
func (p pages) ofDraft(ctx context.Context) (templ.Component, error) {
	w, ok := application.Shown(ctx)
	if !ok {
		return nil, nil
	}
	last, err := p.Of(ctx, w.ID)
	if err != nil || last == nil && w.Item.PreReview == nil {
		return nil, err
	}
	v := draftView{Work: w, last: last}
	v.changed = last != nil && last.Print != p.Applications.Print(w.Submission())
	return draftPanel(v), nil
}

// mayAsk reports whether the applicant can ask for a look now.
func (v draftView) mayAsk() bool {
	return v.Item.PreReview != nil && v.Ended == nil && (v.last == nil || v.last.State == Cancelled || v.changed && v.last.State != Waiting && v.last.HandedAt.IsZero())
}

// ofCase says on the page of a case what a person found before it was handed in.
func (p pages) ofCase(ctx context.Context) (templ.Component, error) {
	shown, ok := casework.Shown(ctx)
	if !ok || len(shown.Submissions) == 0 {
		return nil, nil
	}
	last, err := p.Of(ctx, shown.Case.ApplicationID)
	if err != nil || last == nil || last.AnsweredAt.IsZero() {
		return nil, err
	}
	return casePanel(last, last.Print != p.Applications.Print(shown.Submissions[0])), nil
}

func (p pages) ask(w http.ResponseWriter, r *http.Request) error {
	applicationID, err := applicationOf(r)
	if err != nil {
		return err
	}
	if _, err := p.Ask(r.Context(), applicationID); err != nil {
		return err
	}
	return web.Redirect(w, r, "/apply/"+applicationID.String()+"#prereview")
}

func (p pages) cancel(w http.ResponseWriter, r *http.Request) error {
	applicationID, err := applicationOf(r)
	if err != nil {
		return err
	}
	if err := p.Cancel(r.Context(), applicationID); err != nil {
		return err
	}
	return web.Redirect(w, r, "/apply/"+applicationID.String()+"#prereview")
}

func applicationOf(r *http.Request) (id.ID, error) {
	applicationID, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return 0, fault.New(fault.NotFound, "application.unknown-application")
	}
	return applicationID, nil
}
