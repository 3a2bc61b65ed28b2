package identity

import (
	"context"
	"errors"
	"fmt"

	"tongban/capability/audit"
	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// SignInByCode begins a session of whoever has the mobile and the code that SendCode
// sent to it. A mobile nobody has becomes a new account, of which nothing else is
// known; the answer does not tell which it was.
func (s *Service) SignInByCode(ctx context.Context, mobile, code string, v Visitor) (Pass, error) {
	if err := s.CheckCode(ctx, mobile, ForSignIn, code); err != nil {
		if fault.KindOf(err) == fault.Invalid {
			err = s.notSignedIn(ctx, ByCode, s.holder(ctx, mobile), err)
		}
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

// notSignedIn records that somebody tried to sign in and gave the wrong code or password,
// and returns why. subject is whose account it was, zero if it is nobody's. How often that
// can happen is bounded by the tries that codes and passwords allow.
func (s *Service) notSignedIn(ctx context.Context, by Means, subject id.ID, why error) error {
	err := s.d.Write(ctx, subject.String(), func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, audit.Entry{Event: signInFailed, Actor: actor.From(ctx).ID, Subject: subject.String(), At: s.now.Now(), Data: string(by)})
	})
	if err != nil {
		return fmt.Errorf("record a failed sign-in: %w", err)
	}
	return why
}

// holder returns the account that has a mobile, zero if there is none.
func (s *Service) holder(ctx context.Context, mobile string) (person id.ID) {
	index := s.mobileIndex(Person{Mobile: check.CompactMobile(mobile)})
	_ = s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) error { // nobody's, as far as we can tell
		there, err := findPersonByMobile(ctx, tx, index)
		person = there.ID
		return err
	})
	return person
}
