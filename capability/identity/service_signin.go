package identity

import (
	"context"
	"errors"
	"fmt"

	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// SignInByCode begins a session of whoever has the mobile and the code that SendCode
// sent to it. A mobile nobody has becomes a new account, of which nothing else is
// known; the answer does not tell which it was.
func (s *Service) SignInByCode(ctx context.Context, mobile, code string, v Visitor) (Pass, error) {
	if err := s.CheckCode(ctx, mobile, ForSignIn, code); err != nil {
		return Pass{}, err
	}
	person, err := s.personWith(ctx, check.CompactMobile(mobile))
	if err != nil {
		return Pass{}, fmt.Errorf("sign in by code: %w", err)
	}
	var a actor.Actor
	err = s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		a, err = s.findActor(ctx, tx, actor.Citizen, person)
		return err
	})
	if err != nil {
		return Pass{}, fmt.Errorf("sign in by code: %w", err)
	}
	return s.begin(ctx, a, Session{Kind: actor.Citizen, Subject: person, Means: ByCode, Device: v.Device}, v.Replaces)
}

// personWith returns the account that has the mobile, a new one if there is none.
func (s *Service) personWith(ctx context.Context, mobile string) (id.ID, error) {
	fresh, err := s.seal(Person{ID: id.New(), Mobile: mobile})
	if err != nil {
		return 0, err
	}
	var person id.ID
	err = s.d.Write(ctx, string(fresh.mobileIndex), func(ctx context.Context, tx *db.Tx) error {
		there, err := findPersonByMobile(ctx, tx, fresh.mobileIndex)
		if err == nil {
			person = there.ID
			return nil
		}
		if !errors.Is(err, errUnknown) {
			return err
		}
		person = fresh.ID
		return insertPerson(ctx, tx, fresh)
	})
	return person, err
}
