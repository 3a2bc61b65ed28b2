package application

import (
	"context"
	"net/http"
	"strings"

	"tongban/capability/casework"
	"tongban/kernel/fault"
	"tongban/kernel/web"
	"tongban/ui"
)

// correction lists everything that has to be mended, once.
func (p pages) correction(w http.ResponseWriter, r *http.Request) error {
	work, f, err := p.correcting(r)
	if err != nil {
		return err
	}
	if !f.Mending() {
		return web.Redirect(w, r, "/cases/"+f.Case.ShortNo)
	}
	return web.Render(w, r, http.StatusOK, correctionPage(work, f, nil))
}

func (p pages) correcting(r *http.Request) (*Work, *casework.File, error) {
	f, err := p.Cases.File(r.Context(), r.PathValue("no"))
	if err != nil {
		return nil, nil, err
	}
	work, err := p.Work(r.Context(), f.Case.ApplicationID)
	return work, f, err
}

// correct hands the mended application in.
func (p pages) correct(w http.ResponseWriter, r *http.Request) error {
	no := r.PathValue("no")
	work, _, err := p.correcting(r)
	if err != nil {
		return err
	}
	if shown := r.PostFormValue(shownField); shown != "" && shown != work.shown() && work.mayChange() == nil {
		return p.showCheck(w, r, http.StatusConflict, checkView{Work: work, errs: ui.ErrorsOf(r.Context(), errUnseen)})
	}
	_, err = p.Correct(keyed(r), no)
	if fault.KindOf(err) == fault.Invalid && err != nil {
		work, f, again := p.correcting(r)
		if again != nil {
			return again
		}
		return web.Render(w, r, http.StatusUnprocessableEntity, correctionPage(work, f, ui.ErrorsOf(r.Context(), err)))
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, "/cases/"+no)
}

// mending tells the texts of mending on the spot from those of a correction notice.
func (w *Work) mending() string {
	if w.Case.Status == casework.InCorrection {
		return ""
	}
	return "-at-once"
}

// gapTasks leads from every gap to the place where it is mended.
func gapTasks(ctx context.Context, w *Work) []ui.Task {
	var tasks []ui.Task
	for _, g := range w.Gaps {
		tasks = append(tasks, ui.Task{
			Title: g.Label, Hint: g.Problem, URL: w.gapURL(g),
			Status: ui.TagProps{Tone: ui.Warn, Text: t(ctx, "correction.mend"), Icon: "pencil"},
		})
	}
	return tasks
}

// gapURL is the page of the form or of the materials where g is mended.
func (w *Work) gapURL(g casework.Gap) string {
	key, isField := strings.CutPrefix(g.Target, "field:")
	if isField {
		for _, topic := range w.Form.Pages(w.Values, w.Answers) {
			for _, f := range topic.Fields {
				if f.Key == key {
					return workURL(w.ID, topic.Key)
				}
			}
		}
	}
	return workURL(w.ID, "materials")
}
