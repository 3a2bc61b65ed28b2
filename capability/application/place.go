package application

import (
	"context"
	"fmt"

	"github.com/a-h/templ"

	"tongban/capability/casework"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/module"
)

// TasksPlace is the place on the page of a draft, below its tasks, for what can be done
// with it besides. Its Render asks Shown which draft the page is about.
const TasksPlace = "application.tasks"

type shownKey struct{}

// Shown returns the draft whose page is being drawn.
func Shown(ctx context.Context) (*Work, bool) {
	w, ok := ctx.Value(shownKey{}).(*Work)
	return w, ok
}

// beside is what others have to offer for a draft.
func (w *Work) beside(ctx context.Context) ([]templ.Component, error) {
	if !w.isDraft() {
		return nil, nil
	}
	return module.Fill(context.WithValue(ctx, shownKey{}, w), TasksPlace)
}

// Draft returns a draft to somebody whom its applicant has asked to look at it: the
// caller has checked that. What has been handed in since is none any more: NotFound.
func (s *Service) Draft(ctx context.Context, applicationID id.ID) (*Work, error) {
	var w *Work
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		row, err := findApplication(ctx, tx, applicationID)
		if err != nil {
			return err
		}
		if !row.isDraft() {
			return fault.New(fault.NotFound, "application.unknown-application")
		}
		w, err = s.workOn(asOwner(ctx, row), tx, row)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("draft %s: %w", applicationID, err)
	}
	return w, s.examine(ctx, w)
}

// Print tells what was filled in and uploaded from anything else, without telling it.
func (s *Service) Print(sub casework.Submission) string {
	all := sub.Values.With(nil)
	for question, answer := range sub.Answers {
		all["?"+question] = answer
	}
	for _, m := range sub.Materials {
		if m.Source == casework.Upload {
			all["!"+m.Code] = m.Reference
		}
	}
	return s.digest(all)
}

// Submission is what handing w in would hand in.
func (w *Work) Submission() casework.Submission {
	return casework.Submission{Answers: w.Answers, Values: w.Values, Materials: w.Materials}
}
