package guide

import (
	"net/http"

	"tongban/kernel/fault"
	"tongban/kernel/web"
)

// keep stores the plan for the answers on an item's page, so that it can be printed
// and passed on.
func (p pages) keep(w http.ResponseWriter, r *http.Request) error {
	item, err := p.service.catalogue.Published(r.Context(), r.PathValue("code"))
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "fault.shape")
	}
	answers, wrong := item.DecodeAnswers(r.PostForm)
	if len(wrong) > 0 {
		return p.show(w, r, http.StatusUnprocessableEntity, item, r.PostForm)
	}
	kept, err := p.service.KeepPlan(r.Context(), item.Code, answers)
	if fault.KindOf(err) == fault.Invalid {
		return p.show(w, r, http.StatusUnprocessableEntity, item, r.PostForm)
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, kept.Path())
}

// plan shows what to bring (我要带什么).
func (p pages) plan(w http.ResponseWriter, r *http.Request) error {
	kept, err := p.service.KeptPlan(r.Context(), r.PathValue("key"))
	if err != nil {
		return err
	}
	desks, err := p.service.Desks(r.Context(), kept.Item, "")
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, planPage(kept, desks))
}
