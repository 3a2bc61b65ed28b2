package application

import (
	"context"
	"fmt"

	"tongban/capability/catalogue"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Answer changes the answers to the guide's questions under a draft: what is needed
// follows from them. Answers of the form and materials stay.
func (s *Service) Answer(ctx context.Context, applicationID id.ID, answers catalogue.Answers) error {
	w, err := s.Work(ctx, applicationID)
	if err != nil {
		return err
	}
	if err := w.already(); err != nil {
		return err
	}
	plan := w.Item.Plan(answers)
	if err := mayApply(s.Cases.Online(w.Item), plan); err != nil {
		return err
	}
	w.Answers = plan.Answers
	for key, value := range plan.Preset {
		w.Values[key] = value
	}
	w.Values = w.Form.Normalise(w.Values)
	if err := s.write(w); err != nil {
		return err
	}
	now := s.Clock.Now()
	err = s.DB.Write(ctx, applicationID.String(), func(ctx context.Context, tx *db.Tx) error {
		return updateApplication(ctx, tx, w.row, now)
	})
	if err != nil {
		return fmt.Errorf("answer the guide of %s: %w", applicationID, err)
	}
	return nil
}
