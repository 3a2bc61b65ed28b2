package application

import (
	"net/http"

	"tongban/capability/catalogue"
	"tongban/kernel/fault"
	"tongban/kernel/web"
)

// questions shows the guide's questions of a draft with the answers given.
func (p pages) questions(w http.ResponseWriter, r *http.Request) error {
	work, err := p.work(r)
	if err != nil {
		return err
	}
	if err := work.mayChange(); err != nil {
		return err
	}
	answers := work.Answers
	if given, _ := work.Item.DecodeAnswers(r.URL.Query()); len(given) > 0 {
		answers = given
	}
	return web.Render(w, r, http.StatusOK, questionsPage(questionForm{work, answers, work.Item.Plan(answers), nil}))
}

// answer changes them: what is needed follows.
func (p pages) answer(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "fault.shape")
	}
	work, err := p.work(r)
	if err != nil {
		return err
	}
	answers, wrong := work.Item.DecodeAnswers(r.PostForm)
	f := questionForm{work, answers, work.Item.Plan(answers), nil}
	if f.plan.Blocked() {
		return web.Render(w, r, http.StatusOK, questionsPage(f))
	}
	if f.faults = append(wrong, f.plan.Missing()...); len(f.faults) > 0 {
		return web.Render(w, r, http.StatusUnprocessableEntity, questionsPage(f))
	}
	if err := p.Answer(r.Context(), work.ID, answers); err != nil {
		return err
	}
	return web.Redirect(w, r, "/apply/"+work.ID.String())
}

// questionForm is the guide's questions of a draft being answered again.
type questionForm struct {
	work    *Work
	answers catalogue.Answers
	plan    catalogue.Plan
	faults  []fault.Field
}
