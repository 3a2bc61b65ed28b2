package application

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"tongban/capability/casework"
	"tongban/capability/form"
	"tongban/capability/precheck"
	"tongban/kernel/message"
)

// matter is w as it is looked at before it is handed in.
func (w *Work) matter() precheck.Matter {
	matter := precheck.Matter{Item: w.Item, Form: w.Form, Values: w.Values}
	for _, m := range w.Materials {
		if m.Source == casework.Upload {
			matter.Files = append(matter.Files, precheck.Given{Material: m.Code, File: idOf(m.Reference)})
		}
	}
	return matter
}

// glance is how long a page of the form waits for papers that are still being read.
const glance = 500 * time.Millisecond

// recognise answers what is empty on a page by what was read in the papers, for the page to
// show; nothing is stored until the applicant saves it. It returns where each answer is
// from, in words. What fails answers nothing.
func (s *Service) recognise(ctx context.Context, w *Work, topic form.Topic) map[string]string {
	from := map[string]string{}
	if !s.Precheck.Enabled() || !slices.ContainsFunc(topic.Fields, func(f *form.Field) bool { return w.Values[f.Key] == nil }) {
		return from
	}
	read, cancel := context.WithTimeout(ctx, glance)
	defer cancel()
	list, err := s.Precheck.Suggest(read, w.matter())
	if err != nil {
		slog.WarnContext(ctx, "nothing is read in the papers", "application", w.ID.String(), "error", err)
	}
	for _, one := range list {
		f, known := w.Form.Field(one.Field)
		if !known || f.Party != "" || !slices.Contains(topic.Fields, f) {
			continue
		}
		w.Values[one.Field] = one.Value
		from[one.Field] = t(ctx, "source.read", one.Paper.LabelIn(ctx))
		if one.Simulated {
			from[one.Field] = t(ctx, "source.played", one.Paper.LabelIn(ctx))
		}
	}
	return from
}

// noticed returns what a reviewer would say of w. It never holds anybody up: what fails
// says nothing.
func (s *Service) noticed(ctx context.Context, w *Work) []precheck.Finding {
	found, err := s.Precheck.Examine(ctx, w.matter())
	if err != nil {
		slog.WarnContext(ctx, "nothing is said before submission", "application", w.ID.String(), "error", err)
		return nil
	}
	return found
}

// answered is what was noticed about w, with what the applicant said to it: the keys of
// what they checked and stand by.
func (s *Service) answered(ctx context.Context, w *Work, checked []string) (list []Finding) {
	for _, f := range s.noticed(ctx, w) {
		list = append(list, Finding{Key: f.Key, Text: f.Say(message.Officially(ctx)), Checked: slices.Contains(checked, f.Key)})
	}
	return list
}
