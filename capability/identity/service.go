package identity

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

// Config says how people sign in here.
type Config struct {
	// Demo lets everybody take on a persona without proof.
	Demo bool
	// TLS says that readers come by https although this process does not speak it,
	// because a proxy in front does.
	TLS bool
	// Landing says where somebody goes after signing in who did not come from a
	// page; nil is the home page.
	Landing func(actor.Actor) string
	// Texts are what texts to mobiles are written from.
	Texts *message.Catalogue
}

// Service knows people and their sessions.
type Service struct {
	d      *db.DB
	keys   *crypt.Keys
	cfg    Config
	ports  Ports
	now    clock.Clock // for the log
	real   clock.Clock // sessions live in real time
	recent *cache
}

// New returns the service on d.
func New(d *db.DB, now clock.Clock, keys *crypt.Keys, cfg Config, ports Ports) *Service {
	return &Service{d: d, now: now, keys: keys, cfg: cfg, ports: ports.connected(), real: clock.Real, recent: newCache()}
}

// The data elements that are sealed.
const (
	elementIDNumber = "person.idNumber"
	elementMobile   = "person.mobile"
	elementAddress  = "person.address"
	elementEmail    = "person.email"
)

// Person returns a citizen in full, for prefilling what is the citizen's own and
// for staff who may see it. It is NotFound if there is none.
func (s *Service) Person(ctx context.Context, key id.ID) (Person, error) {
	return s.person(ctx, func(ctx context.Context, tx *db.Tx) (sealed, error) { return findPerson(ctx, tx, key) })
}

// PersonByIDNumber returns the citizen with this ID number.
func (s *Service) PersonByIDNumber(ctx context.Context, number string) (Person, error) {
	index := s.keys.BlindIndex(elementIDNumber, check.Compact(number))
	return s.person(ctx, func(ctx context.Context, tx *db.Tx) (sealed, error) {
		return findPersonByIDNumber(ctx, tx, index)
	})
}

func (s *Service) person(ctx context.Context, find func(context.Context, *db.Tx) (sealed, error)) (Person, error) {
	var stored sealed
	err := s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		stored, err = find(ctx, tx)
		return err
	})
	if err != nil {
		return Person{}, fmt.Errorf("find person: %w", err)
	}
	return s.unseal(stored)
}

// Firm returns a firm, NotFound if there is none.
func (s *Service) Firm(ctx context.Context, key id.ID) (Firm, error) {
	var f Firm
	err := s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		f, err = findFirm(ctx, tx, key)
		return err
	})
	if err != nil {
		return Firm{}, fmt.Errorf("find firm %s: %w", key, err)
	}
	return f, nil
}

// FirmByUSCC returns the firm with a number; NotFound if it has no account.
func (s *Service) FirmByUSCC(ctx context.Context, uscc string) (f Firm, err error) {
	err = s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		f, err = findFirmByCode(ctx, tx, uscc)
		return err
	})
	if err != nil {
		return Firm{}, fmt.Errorf("find firm by number: %w", err)
	}
	return f, nil
}

// Staff returns a member of staff, also one who is no longer active.
func (s *Service) Staff(ctx context.Context, key id.ID) (Member, error) {
	var m Member
	err := s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		m, err = findMember(ctx, tx, key)
		return err
	})
	if err != nil {
		return Member{}, fmt.Errorf("find member of staff %s: %w", key, err)
	}
	return m, nil
}

// StaffOf returns the active members of a department who hold role.
func (s *Service) StaffOf(ctx context.Context, department string, role actor.Role) ([]Member, error) {
	var members []Member
	err := s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		members, err = listMembers(ctx, tx, department)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list staff of %s: %w", department, err)
	}
	return slices.DeleteFunc(members, func(m Member) bool { return !slices.Contains(m.Roles, role) }), nil
}

func (s *Service) seal(p Person) (sealed, error) {
	stored := sealed{Person: p, createdAt: s.real.Now()}
	var err error
	for _, part := range []struct {
		element, value string
		into           *[]byte
	}{
		{elementIDNumber, p.IDNumber, &stored.idNumber},
		{elementMobile, p.Mobile, &stored.mobile},
		{elementAddress, p.Address, &stored.address},
		{elementEmail, p.Email, &stored.email},
	} {
		if *part.into, err = s.keys.Seal(part.element, []byte(part.value)); err != nil {
			return sealed{}, err
		}
	}
	stored.idNumberIndex, stored.mobileIndex = s.numberIndex(p), s.mobileIndex(p)
	return stored, nil
}

// numberIndex finds a person by the ID number; who has none has an index of their own.
func (s *Service) numberIndex(p Person) []byte {
	return s.keys.BlindIndex(elementIDNumber, cmp.Or(p.IDNumber, "none:"+p.ID.String()))
}

// mobileIndex finds a person by the mobile; who has none has an index of their own.
func (s *Service) mobileIndex(p Person) []byte {
	return s.keys.BlindIndex(elementMobile, cmp.Or(p.Mobile, "none:"+p.ID.String()))
}

func (s *Service) unseal(stored sealed) (Person, error) {
	p := stored.Person
	for _, part := range []struct {
		element string
		value   []byte
		into    *string
	}{
		{elementIDNumber, stored.idNumber, &p.IDNumber},
		{elementMobile, stored.mobile, &p.Mobile},
		{elementAddress, stored.address, &p.Address},
		{elementEmail, stored.email, &p.Email},
	} {
		if part.value == nil {
			continue // a person from before there was such a thing
		}
		plain, err := s.keys.Open(part.element, part.value)
		if err != nil {
			return Person{}, fmt.Errorf("read person %s: %w", p.ID, err)
		}
		*part.into = string(plain)
	}
	return p, nil
}
