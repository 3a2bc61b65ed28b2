package application

import (
	"context"
	"time"

	"tongban/kernel/db"
	"tongban/kernel/id"
)

// promptly is how long whoever hands in waits for rules to decide. Then their page shows where
// the case stands, and the decision follows by itself.
const promptly = 800 * time.Millisecond

// decideAtOnce lets rules decide on a case that was just handed in.
func (s *Service) decideAtOnce(ctx context.Context, no string) {
	if s.AtOnce == nil {
		return
	}
	waiting, cancel := context.WithTimeout(ctx, promptly)
	defer cancel()
	s.AtOnce.Try(waiting, no)
}

// wish notes that whoever signs wants a person to decide.
//
// Basis: 个人信息保护法, art. 24.
func (s *Service) wish(ctx context.Context, tx *db.Tx, no string, caseID id.ID, signing *Signing) error {
	if s.AtOnce == nil || signing == nil || !signing.Person {
		return nil
	}
	return s.AtOnce.WishPerson(ctx, tx, no, caseID, 1)
}

// byRules reports whether rules may decide on w once it is handed in, which its applicant is
// told before they sign.
func (s *Service) byRules(ctx context.Context, w *Work) (bool, error) {
	if s.AtOnce == nil || !w.isDraft() || w.elsewhere() {
		return false, nil
	}
	for _, code := range w.codes() {
		if offers, err := s.AtOnce.Offers(ctx, code); offers || err != nil {
			return offers, err
		}
	}
	return false, nil
}
