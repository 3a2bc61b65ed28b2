package integration

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// Deps are what integration stands on. All are required.
type Deps struct {
	DB     *db.DB
	Clock  clock.Clock
	Once   *once.Keeper
	Places Places
	Cases  *casework.Service
}

// Service knows the keys.
type Service struct {
	Deps
	real  clock.Clock // keys live by it
	rates rates
}

// New returns the service.
func New(d Deps) *Service { return &Service{Deps: d, real: clock.Real} }

var (
	errUnknown = fault.New(fault.NotFound, "integration.unknown")
	errKey     = fault.New(fault.Unauthenticated, "integration.key")
	errShown   = fault.New(fault.Conflict, "integration.shown")
)

// mayManage says whether the actor may make and revoke keys.
func mayManage(ctx context.Context) error {
	return access.May(actor.From(ctx), access.KeyManage, access.Object{})
}

// Make makes a key and returns its secret, which nobody can ever see again. Asked twice
// with the same idempotency key it is a Conflict: the secret was in the first answer.
func (s *Service) Make(ctx context.Context, o Order) (Key, string, error) {
	if err := mayManage(ctx); err != nil {
		return Key{}, "", err
	}
	offices, err := s.Places.Departments(ctx)
	if err != nil {
		return Key{}, "", err
	}
	codes := make([]string, len(offices))
	for i, office := range offices {
		codes[i] = office.Code
	}
	o.Name, o.Contact = strings.TrimSpace(o.Name), strings.TrimSpace(o.Contact)
	if faults := o.wrong(codes); len(faults) > 0 {
		return Key{}, "", fault.InvalidFields(faults)
	}
	by, now, secret := actor.From(ctx), s.real.Now(), newSecret()
	k := Key{
		ID: id.New(), Hint: secret[:hinted], Name: o.Name, Contact: o.Contact, Department: o.Department, Scopes: o.Scopes,
		Rate: o.Rate, CreatedAt: now, ExpiresAt: now.AddDate(0, 0, o.Days),
	}
	made, err := once.Do(ctx, s.Once, by.ID, "integration.make", o, func(ctx context.Context, tx *db.Tx) (id.ID, error) {
		if err := insertKey(ctx, tx, k, digestOf(secret), by.ID); err != nil {
			return 0, err
		}
		return k.ID, s.record(ctx, tx, eventMade, k, keyData{k.Name, k.Department, k.Scopes, &k.ExpiresAt})
	})
	if err != nil {
		return Key{}, "", fmt.Errorf("make a service key: %w", err)
	}
	if made != k.ID {
		return Key{}, "", errShown
	}
	return k, secret, nil
}

// keyData is what the log says of a key.
type keyData struct {
	Name       string     `json:"name"`
	Department string     `json:"department,omitempty"`
	Scopes     []Scope    `json:"scopes,omitempty"`
	Expires    *time.Time `json:"expires,omitempty"`
}

func (s *Service) record(ctx context.Context, tx *db.Tx, event string, k Key, data keyData) error {
	return audit.Record(ctx, tx, audit.Entry{Event: event, Actor: actor.From(ctx).ID, Subject: k.ID.String(), At: s.Clock.Now(), Data: data})
}

// Keys returns keys, newest first, below before (zero for the first page).
func (s *Service) Keys(ctx context.Context, before id.ID, limit int) (list []Key, err error) {
	if err := mayManage(ctx); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listKeys(ctx, tx, before, limit)
		return err
	})
	return list, err
}

// Key returns a key.
func (s *Service) Key(ctx context.Context, key id.ID) (k Key, err error) {
	if err := mayManage(ctx); err != nil {
		return k, err
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		k, err = findKey(ctx, tx, key)
		return err
	})
	return k, err
}

// Revoke ends a key at once on every node. One that was revoked already stays so.
func (s *Service) Revoke(ctx context.Context, key id.ID) error {
	if err := mayManage(ctx); err != nil {
		return err
	}
	err := s.DB.Write(ctx, "integration", func(ctx context.Context, tx *db.Tx) error {
		k, err := findKey(ctx, tx, key)
		if err != nil {
			return err
		}
		if ended, err := updateRevoked(ctx, tx, key, s.real.Now()); err != nil || !ended {
			return err
		}
		return s.record(ctx, tx, eventRevoked, k, keyData{Name: k.Name, Department: k.Department})
	})
	if err != nil {
		return fmt.Errorf("revoke service key %s: %w", key, err)
	}
	return nil
}

// Resume returns the program whose key has this secret, for a request for an address
// below /api/v1. It is Unauthenticated for an unknown, expired or revoked key, Forbidden
// for what no scope of the key opens, and TooMany beyond the key's rate.
func (s *Service) Resume(ctx context.Context, secret, method, path string) (actor.Actor, error) {
	var k Key
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		k, err = findByDigest(ctx, tx, digestOf(secret))
		return err
	})
	now := s.real.Now()
	switch {
	case fault.KindOf(err) == fault.NotFound && err != nil:
		return actor.Actor{}, errKey
	case err != nil:
		return actor.Actor{}, fmt.Errorf("resume service key: %w", err)
	case k.At(now) != Valid:
		return actor.Actor{}, errKey
	case !k.opens(method, path):
		return actor.Actor{}, fault.New(fault.Forbidden, "integration.closed")
	}
	if err := s.rates.allow(k); err != nil {
		return actor.Actor{}, err
	}
	if err := s.used(ctx, k, now); err != nil {
		return actor.Actor{}, err
	}
	return k.actor(), nil
}

// actor is the program of k as services see it.
func (k Key) actor() actor.Actor {
	a := actor.Actor{ID: "key:" + k.ID.String(), Kind: actor.Program, Name: k.Name}
	if slices.Contains(k.Scopes, CaseStatus) {
		a.Department = k.Department
	}
	return a
}

// used notes the use of a key, once a minute at most.
func (s *Service) used(ctx context.Context, k Key, now time.Time) error {
	since := now.Add(-time.Minute)
	if k.UsedAt.After(since) {
		return nil
	}
	err := s.DB.Write(ctx, "integration", func(ctx context.Context, tx *db.Tx) error {
		return updateUsed(ctx, tx, k.ID, now, since)
	})
	if err != nil {
		return fmt.Errorf("note the use of service key %s: %w", k.ID, err)
	}
	return nil
}

// Own returns the key by which the actor came.
func (s *Service) Own(ctx context.Context) (k Key, err error) {
	key, err := id.Parse(strings.TrimPrefix(actor.From(ctx).ID, "key:"))
	if err != nil || actor.From(ctx).Kind != actor.Program {
		return k, errKey
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		k, err = findKey(ctx, tx, key)
		return err
	})
	return k, err
}
