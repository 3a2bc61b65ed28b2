package desk

import (
	"context"
	"net/http"

	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/web"
	"tongban/ui"
)

// phraseList is the page of phrases, with what was typed last.
type phraseList struct {
	phrases  []Phrase
	mayShare bool
	typed    Phrase
	shared   bool
	errs     ui.FieldErrors
}

// phraseList lists what the reader and their department write often.
func (p pages) phraseList(w http.ResponseWriter, r *http.Request) error {
	return p.renderPhrases(w, r, http.StatusOK, phraseList{})
}

func (p pages) renderPhrases(w http.ResponseWriter, r *http.Request, status int, list phraseList) (err error) {
	if list.phrases, err = p.Phrases(r.Context()); err != nil {
		return err
	}
	list.mayShare = mayShare(actor.From(r.Context()))
	return web.Render(w, r, status, phrasesPage(list))
}

// keepPhrase adds a phrase, changes one or, by another button, removes it.
func (p pages) keepPhrase(w http.ResponseWriter, r *http.Request) (err error) {
	typed := Phrase{ID: idOf(r.PathValue("id")), Field: r.PostFormValue("field"), Words: r.PostFormValue("words")}
	shared := r.PostFormValue("shared") != ""
	if r.PostFormValue("drop") != "" {
		err = p.DropPhrase(r.Context(), typed.ID)
	} else {
		err = p.KeepPhrase(r.Context(), typed, shared)
	}
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict) {
		return p.renderPhrases(w, r, web.StatusOf(err), phraseList{typed: typed, shared: shared, errs: ui.ErrorsOf(r.Context(), err)})
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, "/desk/phrases")
}

// mayChange reports whether the reader may change a phrase of the list.
func (l phraseList) mayChange(p Phrase) bool { return p.Staff != "" || l.mayShare }

func fieldOptions(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, field := range phraseFields {
		options = append(options, ui.Option{Value: field, Label: shared(ctx, "input."+field)})
	}
	return options
}
