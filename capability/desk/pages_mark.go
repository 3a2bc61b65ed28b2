package desk

import (
	"context"
	"encoding/hex"
	"net/http"
	"strconv"

	"tongban/capability/casework"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/web"
	"tongban/ui"
)

// paper is an uploaded material with the marks on it.
type paper struct {
	casework.Material
	name   string // as the item calls it
	digest string
	pages  int
	marks  []Mark
}

// papers are the uploads of the case, each with its marks, for who may see them.
func (p pages) papers(ctx context.Context, v *view) ([]paper, error) {
	marks, err := p.Marks(ctx, v.File)
	if err != nil || !v.mayReveal {
		return nil, err
	}
	var list []paper
	for _, m := range v.LastSubmission().Materials {
		if m.Source != casework.Upload {
			continue
		}
		file, err := p.Documents.Get(ctx, idOf(m.Reference))
		if fault.KindOf(err) == fault.NotFound && err != nil {
			continue // its preview says that it is gone
		}
		if err != nil {
			return nil, err
		}
		paper := paper{Material: m, name: casework.MaterialName(v.Item, m), digest: hex.EncodeToString(file.Digest), pages: file.Pages}
		for _, mark := range marks {
			if mark.Material == m.Code {
				paper.marks = append(paper.marks, mark)
			}
		}
		list = append(list, paper)
	}
	return list, nil
}

// paperOf returns the paper of a material, nil if it has none.
func (v *view) paperOf(m casework.Material) *paper {
	for i := range v.papers {
		if v.papers[i].Code == m.Code {
			return &v.papers[i]
		}
	}
	return nil
}

// places are the marks that are on a place of the file as it is now.
func (p *paper) places() (list []ui.Place) {
	for i, m := range p.marks {
		if m.Digest == p.digest && m.Place != (Place{}) {
			list = append(list, ui.Place{Number: i + 1, X: m.Place.X, Y: m.Place.Y, W: m.Place.W, H: m.Place.H})
		}
	}
	return list
}

// where says where a mark is.
func (p *paper) where(ctx context.Context, number int, m Mark) string {
	if m.Digest != p.digest {
		return t(ctx, "mark.earlier-file", number, m.Page)
	}
	return t(ctx, "mark.on-page", number, m.Page)
}

// mark adds a mark to a material.
func (p pages) mark(w http.ResponseWriter, r *http.Request) error {
	number := func(name string) int {
		n, err := strconv.Atoi(r.PostFormValue(name))
		if err != nil && r.PostFormValue(name) != "" {
			return -1 // what is no number is out of range
		}
		return n
	}
	m := Mark{
		Material: r.PathValue("material"), Digest: r.PostFormValue("digest"), Page: number("page"), Words: r.PostFormValue("words"),
		Place: Place{number("x"), number("y"), number("w"), number("h")},
	}
	err := p.Mark(r.Context(), r.PathValue("no"), m)
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict) {
		v, again := p.deskView(r)
		if again != nil {
			return again
		}
		v.marking, v.errs = m, ui.ErrorsOf(r.Context(), err)
		return web.Render(w, r, web.StatusOf(err), deskPage(v))
	}
	if err != nil {
		return err
	}
	fresh := "?mark=" + id.New().String() // to an address that differs in its end only, a page would not be loaded anew
	return web.Redirect(w, r, casework.DeskURL(r.PathValue("no"))+fresh+"#material-"+m.Material)
}

// unmark takes a mark back.
func (p pages) unmark(w http.ResponseWriter, r *http.Request) error {
	if err := p.Unmark(r.Context(), r.PathValue("no"), idOf(r.PathValue("mark"))); err != nil {
		return err
	}
	return web.Redirect(w, r, casework.DeskURL(r.PathValue("no")))
}
