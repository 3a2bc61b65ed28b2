package bundlecase

import (
	"net/http"

	"tongban/capability/rating"
	"tongban/kernel/actor"
	"tongban/kernel/web"
)

// rate leads to where one part is rated by itself.
func (p pages) rate(w http.ResponseWriter, r *http.Request) error {
	url, err := p.OfferRating(r.Context(), r.PathValue("no"), asked(r))
	if err != nil {
		return err
	}
	return web.Redirect(w, r, url)
}

// ratedPart is a part with what its applicant has said of it, if anything.
type ratedPart struct {
	*Part
	said *rating.Rating
}

// mayRate reports whether the reader is asked what they think of the whole.
func (v view) mayRate(by actor.Actor) bool { return by.Kind == actor.Citizen && v.ratings[v.ID] != nil }

// ratable are the parts that can be rated by themselves, or were.
func (v view) ratable() (list []ratedPart) {
	for _, p := range v.Parts {
		if f := v.files[p.Code]; f != nil && !f.Case.Status.IsOpen() {
			list = append(list, ratedPart{p, v.ratings[p.CaseID]})
		}
	}
	return list
}
