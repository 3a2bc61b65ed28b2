package application

import (
	"context"
	"log/slog"
	"slices"

	"tongban/capability/casework"
	"tongban/capability/precheck"
	"tongban/kernel/message"
)

// noticed returns what a reviewer would say of w. It never holds anybody up: what fails
// says nothing.
func (s *Service) noticed(ctx context.Context, w *Work) []precheck.Finding {
	matter := precheck.Matter{Item: w.Item, Form: w.Form, Values: w.Values}
	for _, m := range w.Materials {
		if m.Source == casework.Upload {
			matter.Files = append(matter.Files, precheck.Given{Material: m.Code, File: idOf(m.Reference)})
		}
	}
	found, err := s.Precheck.Examine(ctx, matter)
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
