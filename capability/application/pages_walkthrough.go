package application

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/a-h/templ"

	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/web"
	"tongban/ui"
)

// trials bounds how often one address may have a page of a walk-through checked, for a
// class that learns together behind it.
func trials() *web.Limiter { return web.NewLimiter(120, 60) }

// walkView is the walk-through of an item (申报说明): its real form with answers made up
// from the form itself. Nothing of it is stored.
type walkView struct {
	item    *catalogue.Item
	answers catalogue.Answers // to the guide, of the case that is played through
	form    *form.Definition
	sample  form.Values
	topics  []form.Topic
}

// at is the situation the sample is for.
func (v walkView) at(today time.Time) form.Situation {
	return form.Situation{Today: today, Answers: v.answers}
}

func (p pages) walkView(r *http.Request) (walkView, error) {
	item, err := p.Catalogue.Published(r.Context(), r.PathValue("code"))
	if err != nil {
		return walkView{}, err
	}
	if !p.Cases.Online(item) {
		return walkView{}, fault.New(fault.NotFound, "application.no-walkthrough")
	}
	def, err := p.Cases.Form(item)
	if err != nil {
		return walkView{}, err
	}
	v := walkView{item: item, form: def}
	if item.Walkthrough != nil {
		v.answers = item.Walkthrough.Answers
	}
	v.sample = def.SampleIn(0, v.at(p.Clock.Now()))
	v.topics = def.Pages(v.sample, v.answers)
	return v, nil
}

// walkthrough shows what an application for the item is like, to anybody.
func (p pages) walkthrough(w http.ResponseWriter, r *http.Request) error {
	v, err := p.walkView(r)
	if err != nil {
		return err
	}
	keepable(w, r)
	return web.Render(w, r, http.StatusOK, walkPage(v))
}

// walkStep is one page of the form in a walk-through, filled in.
type walkStep struct {
	walkView
	topic  form.Topic
	number int // from 1
	values form.Values
	faults []fault.Field
	tried  bool       // somebody has filled it in
	input  url.Values // of a page that came back for a row or a search
	lists  *form.Lists
}

// step shows one page of the form, filled with the sample.
func (p pages) step(w http.ResponseWriter, r *http.Request) error {
	s, err := p.walkStep(r)
	if err != nil {
		return err
	}
	keepable(w, r)
	return web.Render(w, r, http.StatusOK, walkStepPage(s))
}

// try checks what somebody filled in exactly as the real form would, and stores nothing.
func (p pages) try(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "fault.shape")
	}
	s, err := p.walkStep(r)
	if err != nil {
		return err
	}
	s.fill(r.PostForm, s.at(p.Clock.Now()))
	status := http.StatusOK
	if len(s.faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return web.Render(w, r, status, walkStepPage(s))
}

// fill puts input over the sample and checks the page as the real form does.
func (s *walkStep) fill(input url.Values, at form.Situation) {
	s.input = input
	values, pasted, acted := s.form.Act(input, s.topic)
	if !acted {
		values = s.form.Decode(input, s.topic)
	}
	s.values = s.form.Normalise(s.sample.With(values))
	if s.faults, s.tried = pasted, !acted && !form.Searched(input); s.tried {
		s.faults = s.topic.Faults(s.form.Check(s.values, at))
	}
	s.topic = s.form.Narrow(s.topic, s.values, s.answers)
}

func (p pages) walkStep(r *http.Request) (walkStep, error) {
	v, err := p.walkView(r)
	if err != nil {
		return walkStep{}, err
	}
	for i, topic := range v.topics {
		if topic.Key == r.PathValue("step") {
			return walkStep{walkView: v, topic: topic, number: i + 1, values: v.sample, lists: p.Lists}, nil
		}
	}
	return walkStep{}, fault.New(fault.NotFound, "application.no-walkthrough")
}

// keepable lets caches keep a page that is the same for every guest.
func keepable(w http.ResponseWriter, r *http.Request) {
	if actor.From(r.Context()).Kind == actor.Guest {
		w.Header().Set("Cache-Control", "public, max-age=300")
		w.Header().Add("Vary", "Cookie")
	}
}

// walkURL is the walk-through of an item, or one page of it.
func walkURL(item *catalogue.Item, step string) string {
	at := "/items/" + item.Code + "/walkthrough"
	if step != "" {
		at += "/" + step
	}
	return at
}

// next is where the reader goes on: to the page after this one, else to the real form.
func (s walkStep) next() string {
	if s.number < len(s.topics) {
		return walkURL(s.item, s.topics[s.number].Key)
	}
	return "/apply/new?item=" + s.item.Code
}

// walkPanel leads from an item's page to its walk-through.
func (s *Service) walkPanel(ctx context.Context) (templ.Component, error) {
	item, ok := catalogue.Shown(ctx)
	if !ok || !s.Cases.Online(item) {
		return nil, nil
	}
	return walkLink(item), nil
}

// walkTasks lists the pages of the form.
func (v walkView) tasks(ctx context.Context) []ui.Task {
	var tasks []ui.Task
	for i, topic := range v.topics {
		tasks = append(tasks, ui.Task{
			Title: inWords(ctx, v.item, topic.Title(ctx)), Hint: inWords(ctx, v.item, v.item.Walkthrough.Step(topic.Key)), URL: walkURL(v.item, topic.Key),
			Status: ui.TagProps{Tone: ui.Mute, Text: t(ctx, "walk.step", i+1, len(v.topics)), Icon: "eye"},
		})
	}
	return tasks
}
