package application

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tongban/kernel/web"
	"tongban/ui"
)

// pledgeField is the hidden field with the digest of the promise that was shown.
const pledgeField = "pledge"

// PledgedOf reads what was ticked of a promise.
func PledgedOf(r *http.Request) Pledged {
	p := Pledged{Digest: r.PostFormValue(pledgeField)}
	for name := range r.PostForm {
		if no, isClause := strings.CutPrefix(name, clausePrefix); isClause {
			if n, err := strconv.Atoi(no); err == nil {
				p.Clauses = append(p.Clauses, n-1)
			}
		}
	}
	slices.Sort(p.Clauses)
	return p
}

// pledging is a promise as its panel asks for it.
type pledging struct {
	*Work
	ticked Pledged
	errs   ui.FieldErrors
}

// isTicked reports whether a clause was ticked below this very text.
func (p pledging) isTicked(i int) bool {
	return p.ticked.Digest == p.Pledge.Digest && slices.Contains(p.ticked.Clauses, i)
}

// ordinary has a draft go the ordinary way.
func (p pages) ordinary(w http.ResponseWriter, r *http.Request) error {
	applicationID, err := applicationID(r)
	if err != nil {
		return err
	}
	if err := p.GoOrdinary(r.Context(), applicationID); err != nil {
		return err
	}
	return web.Redirect(w, r, "/apply/"+applicationID.String())
}
