package application

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"tongban/capability/form"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Left is an answer that the item's newer version has no place for. Its owner may want to
// copy it.
type Left struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

// carry reads the answers of w: those of a draft begun under an older version are taken
// over to the form of today field by field, and what has no place there is left.
func (s *Service) carry(ctx context.Context, w *Work, stored map[string]any) (err error) {
	if w.Left, err = s.openLeft(w.row.lost); err != nil {
		return err
	}
	if !w.Renewed() {
		w.Values, err = w.Form.Open(s.Keys, stored)
		return err
	}
	older, err := s.Catalogue.Version(ctx, w.VersionID)
	if err != nil {
		return err
	}
	before, err := s.Cases.Form(older)
	if err != nil {
		return err
	}
	answers, err := before.Open(s.Keys, stored)
	if err != nil {
		return err
	}
	kept, lost := form.Carry(before, w.Form, answers)
	w.Values = kept
	for _, l := range lost {
		w.Left = append(w.Left, Left{l.Field.Label, l.Words(ctx, false)})
	}
	return nil
}

// elementLeft is under what the answers that are left are sealed.
const elementLeft = "application.left"

func (s *Service) sealLeft(left []Left) (string, error) {
	if len(left) == 0 {
		return "", nil
	}
	plain, err := json.Marshal(left)
	if err != nil {
		return "", err
	}
	sealed, err := s.Keys.Seal(elementLeft, plain)
	return base64.StdEncoding.EncodeToString(sealed), err
}

func (s *Service) openLeft(text string) (left []Left, err error) {
	if text == "" {
		return nil, nil
	}
	sealed, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, err
	}
	plain, err := s.Keys.Open(elementLeft, sealed)
	if err != nil {
		return nil, err
	}
	return left, json.Unmarshal(plain, &left)
}

// Leave forgets what the newer version has no place for: the applicant has seen it. From
// here on the draft is one of that version.
func (s *Service) Leave(ctx context.Context, applicationID id.ID) error {
	w, err := s.Work(ctx, applicationID)
	if err != nil {
		return err
	}
	if err := w.mayChange(); err != nil {
		return err
	}
	w.Left = nil
	if err := s.write(w); err != nil {
		return err
	}
	now := s.Clock.Now()
	err = s.DB.Write(ctx, applicationID.String(), func(ctx context.Context, tx *db.Tx) error {
		return updateApplication(ctx, tx, w.row, now)
	})
	if err != nil {
		return fmt.Errorf("leave answers of %s: %w", applicationID, err)
	}
	return nil
}

// write brings what w says into its row, under the version it is checked against.
func (s *Service) write(w *Work) (err error) {
	if w.row.lost, err = s.sealLeft(w.Left); err != nil {
		return err
	}
	if w.row.answers, err = marshal(w.Answers); err != nil {
		return err
	}
	w.row.VersionID = w.Item.VersionID
	w.row.body, err = s.bodyOf(w.Form, w.Values)
	return err
}
