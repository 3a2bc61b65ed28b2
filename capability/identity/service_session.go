package identity

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"tongban/capability/audit"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
	"tongban/kernel/mask"
)

// tokenSize is how many random bytes a token has.
const tokenSize = 32

// SignInAs begins a session as a persona of the demo. It is Unavailable outside
// the demo and NotFound for an unknown persona. The token is always a new one; the
// session that v.Replaces names ends.
func (s *Service) SignInAs(ctx context.Context, persona string, v Visitor) (Pass, error) {
	if !s.cfg.Demo {
		return Pass{}, errDemoOnly
	}
	var a actor.Actor
	var subject id.ID
	err := s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := findPersona(ctx, tx, persona)
		if err != nil {
			return err
		}
		subject = p.Subject
		a, err = s.findActor(ctx, tx, p.Kind, p.Subject)
		return err
	})
	if err != nil {
		return Pass{}, fmt.Errorf("sign in as %q: %w", persona, err)
	}
	return s.begin(ctx, a, Session{Kind: a.Kind, Subject: subject, Means: ByPersona, Device: v.Device}, v.Replaces)
}

// begin stores the session of somebody who has proved who they are.
func (s *Service) begin(ctx context.Context, a actor.Actor, session Session, replaces string) (Pass, error) {
	secret := make([]byte, tokenSize)
	_, _ = rand.Read(secret) // never fails
	token := base64.RawURLEncoding.EncodeToString(secret)

	now := s.real.Now()
	session.ID = id.New()
	session.Device = deviceOf(session.Device)
	session.CreatedAt, session.SeenAt = now, now
	session.ExpiresAt = expiry(session.Kind, now, now)
	a.Session = session.ID.String()
	old, replacing := digestOf(replaces)

	err := s.d.Write(ctx, a.ID, func(ctx context.Context, tx *db.Tx) error {
		if replacing {
			if err := s.signOut(ctx, tx, old); err != nil {
				return err
			}
		}
		if err := insertSession(ctx, tx, session, sha256.Sum256([]byte(token))); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Event: signedIn, Actor: a.ID, Subject: a.Session, At: s.now.Now(),
			Data: map[string]string{"means": string(session.Means)},
		})
	})
	if err != nil {
		return Pass{}, fmt.Errorf("begin session of %s: %w", a.ID, err)
	}
	if replacing {
		s.recent.drop(old, now)
	}
	return Pass{Token: token, Actor: a, ExpiresAt: session.ExpiresAt}, nil
}

// Resume returns the actor whose session has this token, Unauthenticated if the
// session is unknown or has ended. What happened on another node is known here
// within two seconds.
func (s *Service) Resume(ctx context.Context, token string) (actor.Actor, error) {
	key, ok := digestOf(token)
	if !ok {
		return actor.Actor{}, errSession
	}
	now := s.real.Now()
	at, ok := s.recent.get(key, now)
	if !ok {
		var err error
		if at, err = s.read(ctx, key, now); err != nil {
			return actor.Actor{}, err
		}
	}
	if at.gone || !now.Before(at.ExpiresAt) {
		return actor.Actor{}, errSession
	}
	if s.recent.seen(key, now) {
		return at.actor, s.record(ctx, key, at.Session, now)
	}
	return at.actor, nil
}

// read reads a session and its actor from the database.
func (s *Service) read(ctx context.Context, key digest, now time.Time) (stay, error) {
	at := stay{read: now}
	err := s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if at.Session, err = findSession(ctx, tx, key); err != nil {
			return err
		}
		if at.Means == ByPersona && !s.cfg.Demo {
			return errSession
		}
		if at.actor, err = s.findActor(ctx, tx, at.Kind, at.Subject); err != nil || at.Acting == 0 {
			return err
		}
		at.actor.For, _, err = findParty(ctx, tx, at.Acting, at.Subject, now)
		return err
	})
	if err != nil {
		return stay{}, fmt.Errorf("resume session: %w", err)
	}
	at.actor.Session = at.ID.String()
	s.recent.put(key, at)
	return at, nil
}

// findActor returns the actor a session of kind speaks for, errSession if there is
// none any more. Staff whose password another knows have no roles until they change it.
func (s *Service) findActor(ctx context.Context, tx *db.Tx, kind actor.Kind, subject id.ID) (actor.Actor, error) {
	a := actor.Actor{ID: subject.String(), Kind: kind}
	if kind == actor.Citizen {
		stored, err := findPerson(ctx, tx, subject)
		if a.Name = stored.Name; err != nil || a.Name != "" {
			return a, orEnded(err)
		}
		p, err := s.unseal(stored)
		a.Name = mask.Phone(p.Mobile)
		return a, err
	}
	m, err := findMember(ctx, tx, subject)
	if err == nil && !m.Active {
		err = errSession
	}
	a.Name, a.Department, a.Outlet, a.Region = m.Name, m.Department, m.Outlet, m.Region
	if !m.MustChange {
		a.Roles = m.Roles
	}
	return a, orEnded(err)
}

func orEnded(err error) error {
	if errors.Is(err, errUnknown) {
		return errSession
	}
	return err
}

// record writes a sign of life down, once a minute at most.
func (s *Service) record(ctx context.Context, key digest, session Session, now time.Time) error {
	session.SeenAt = now
	session.ExpiresAt = expiry(session.Kind, session.CreatedAt, now)
	var alive bool
	err := s.d.Write(ctx, session.ID.String(), func(ctx context.Context, tx *db.Tx) (err error) {
		alive, err = updateSeen(ctx, tx, session)
		return err
	})
	if err != nil {
		return fmt.Errorf("keep session %s: %w", session.ID, err)
	}
	if !alive {
		s.recent.drop(key, now)
		return errSession
	}
	return nil
}

// SignOut ends the session with this token. A token without a session is no error.
func (s *Service) SignOut(ctx context.Context, token string) error {
	key, ok := digestOf(token)
	if !ok {
		return nil
	}
	err := s.d.Write(ctx, string(key[:]), func(ctx context.Context, tx *db.Tx) error {
		return s.signOut(ctx, tx, key)
	})
	if err != nil {
		return fmt.Errorf("sign out: %w", err)
	}
	s.recent.drop(key, s.real.Now())
	return nil
}

// signOut ends a session within a unit; one that is not there is left alone.
func (s *Service) signOut(ctx context.Context, tx *db.Tx, key digest) error {
	session, err := deleteSession(ctx, tx, key)
	if errors.Is(err, errSession) {
		return nil
	}
	if err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{
		Event: signedOut, Actor: session.Subject.String(), Subject: session.ID.String(), At: s.now.Now(),
	})
}

// Sessions returns the sessions of a that have not ended, the latest first.
func (s *Service) Sessions(ctx context.Context, a actor.Actor) ([]Session, error) {
	subject, err := id.Parse(a.ID)
	if err != nil {
		return nil, errUnknown
	}
	var list []Session
	err = s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		list, err = listSessions(ctx, tx, a.Kind, subject, s.real.Now())
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list sessions of %s: %w", a.ID, err)
	}
	return list, nil
}

// End ends one of a's own sessions. It is NotFound for a session that is not a's.
func (s *Service) End(ctx context.Context, a actor.Actor, session id.ID) error {
	subject, err := id.Parse(a.ID)
	if err != nil {
		return errUnknown
	}
	var key digest
	err = s.d.Write(ctx, a.ID, func(ctx context.Context, tx *db.Tx) (err error) {
		if key, err = deleteOwnSession(ctx, tx, session, a.Kind, subject); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Event: sessionEnded, Actor: a.ID, Subject: session.String(), At: s.now.Now(),
		})
	})
	if err != nil {
		return fmt.Errorf("end session %s: %w", session, err)
	}
	s.recent.drop(key, s.real.Now())
	return nil
}

// SessionCount counts the sessions that have not ended.
func (s *Service) SessionCount(ctx context.Context) (n int64, err error) {
	err = s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		n, err = countSessions(ctx, tx, s.real.Now())
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("count sessions: %w", err)
	}
	return n, nil
}

// EndAll ends every session, when the installation goes on from a backup: some of them
// have been ended since.
func (s *Service) EndAll(ctx context.Context) error {
	latest := s.real.Now().AddDate(100, 0, 0)
	for n := int64(sweepSize); n == sweepSize; {
		err := s.d.Write(ctx, "identity.sessions", func(ctx context.Context, tx *db.Tx) (err error) {
			n, err = deleteExpired(ctx, tx, latest, sweepSize)
			return err
		})
		if err != nil {
			return fmt.Errorf("end all sessions: %w", err)
		}
	}
	return nil
}

// sweepSize is how many ended sessions one unit of work deletes.
const sweepSize = 500

// Sweep deletes the sessions, codes and counts of tries that no longer matter.
func (s *Service) Sweep(ctx context.Context) error {
	for {
		var n int64
		err := s.d.Write(ctx, "identity.sessions", func(ctx context.Context, tx *db.Tx) (err error) {
			if n, err = deleteExpired(ctx, tx, s.real.Now(), sweepSize); err != nil {
				return err
			}
			return deleteSpent(ctx, tx, s.real.Now())
		})
		if err != nil {
			return fmt.Errorf("sweep sessions: %w", err)
		}
		if n < sweepSize {
			return nil
		}
	}
}

// digestOf returns what we keep of a token, false for what cannot be one.
func digestOf(token string) (digest, bool) {
	secret, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(secret) != tokenSize {
		return digest{}, false
	}
	return sha256.Sum256([]byte(token)), true
}
