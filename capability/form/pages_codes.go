package form

import (
	"net/http"

	"tongban/kernel/fault"
	"tongban/kernel/web"
	"tongban/ui"
)

// codes answers with what a search of a list has found, as the boxes of a field. What
// is chosen already is left out: it stands above.
func (l *Lists) codes(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	list := r.PathValue("list")
	if !l.known(list) {
		return fault.New(fault.NotFound, "form.page.list", list)
	}
	words := firstCharacters(query.Get("q"), mostWords)
	options, more, err := l.find(r.Context(), list, words)
	if err != nil {
		return err
	}
	p := ui.CodesProps{Name: firstCharacters(query.Get("field"), mostName), Multiple: query.Has("multiple")}
	for _, value := range query["chosen"] {
		p.Chosen = append(p.Chosen, ui.Option{Value: value})
	}
	p.Search = ui.CodeSearch{List: list, Query: words, Found: options, More: more, Asked: words != ""}
	return web.Render(w, r, http.StatusOK, ui.CodesFound(p))
}

// mostName is how long the path of a field may be.
const mostName = 150
