package office

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"tongban/capability/audit"
	"tongban/capability/identity"
	"tongban/capability/place"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/fault"
)

// Deps are what office stands on. All are required.
type Deps struct {
	DB       *db.DB
	Clock    clock.Clock
	Keys     *crypt.Keys
	Identity *identity.Service
	Place    *place.Service
	Steps    Steps
	Settings []Setting
	Demo     bool // lets invented region codes through
}

// Service is the use cases of office.
type Service struct {
	Deps
	known atomic.Pointer[Office] // once it is set up it does not change
}

// New returns the service.
func New(d Deps) *Service { return &Service{Deps: d} }

// Current returns the office, the zero Office before it is set up.
func (s *Service) Current(ctx context.Context) (Office, error) {
	if o := s.known.Load(); o != nil {
		return *o, nil
	}
	var o Office
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		o, _, err = findOffice(ctx, tx)
		return err
	})
	if err != nil && !errors.Is(err, db.ErrNoRows) {
		return Office{}, fmt.Errorf("read the office: %w", err)
	}
	if o.SetUp() {
		s.known.Store(&o)
	}
	return o, nil
}

// Known returns the office as Current last found it, without asking.
func (s *Service) Known() Office {
	if o := s.known.Load(); o != nil {
		return *o
	}
	return Office{}
}

// Token returns what the set-up link carries; it is the same on every node and after a
// restart. It is "" once the office is set up.
func (s *Service) Token(ctx context.Context) (string, error) {
	o, err := s.Current(ctx)
	if err != nil || o.SetUp() {
		return "", err
	}
	var nonce string
	err = s.DB.Write(ctx, "office", func(ctx context.Context, tx *db.Tx) error {
		nonce, err = awaitOffice(ctx, tx, rand.Text())
		return err
	})
	if err != nil {
		return "", fmt.Errorf("make a set-up link: %w", err)
	}
	return s.tokenOf(nonce), nil
}

// tokenOf needs the keys: who reads only the database cannot set anything up.
func (s *Service) tokenOf(nonce string) string {
	return hex.EncodeToString(s.Keys.BlindIndex("office.setup", nonce))[:40]
}

// MaySetUp says whether the token opens the set-up. Without the right one there is no such
// page.
func (s *Service) MaySetUp(ctx context.Context, token string) error {
	var o Office
	var nonce string
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		o, nonce, err = findOffice(ctx, tx)
		return err
	})
	switch {
	case errors.Is(err, db.ErrNoRows):
		return errNoLink
	case err != nil:
		return fmt.Errorf("read the office: %w", err)
	case o.SetUp() || subtle.ConstantTimeCompare([]byte(token), []byte(s.tokenOf(nonce))) != 1:
		return errNoLink
	}
	return nil
}

// founder is who sets an office up: the operator by the link.
var founder = actor.AsSystem("setup")

// SetUp sets the office up: its region, its main outlet, the system administrator with
// the password given and the security administrator with one that is told once. Of two at
// once one does; the other finds no such page.
//
// Basis: GB/T 22239-2019, level 3 (system and security administrators are two people).
func (s *Service) SetUp(ctx context.Context, token string, f Founding) (Founded, error) {
	if err := s.MaySetUp(ctx, token); err != nil {
		return Founded{}, err
	}
	f, hours, found := f.read()
	first := newPassword(f.Security.Account)
	system, err := identity.NewStaff(identity.Member{
		Account: f.Administrator.Account, Name: f.Administrator.Name, Region: f.Region, Roles: []actor.Role{actor.SystemAdmin},
	}, f.Password)
	found = append(found, fieldsOf(err, map[string]string{"account": "account", "name": "name", "password": "password"})...)
	security, err := identity.NewStaff(identity.Member{
		Account: f.Security.Account, Name: f.Security.Name, Region: f.Region, Roles: []actor.Role{actor.SecurityAdmin}, MustChange: true,
	}, first)
	found = append(found, fieldsOf(err, map[string]string{"account": "security", "name": "securityName", "password": "security"})...)
	if len(found) > 0 {
		return Founded{}, fault.InvalidFields(found)
	}
	o := Office{Region: f.Region, Mark: f.Mark, Outlet: MainOutlet}
	err = s.DB.Write(ctx, "office", func(ctx context.Context, tx *db.Tx) error {
		if won, err := claimOffice(ctx, tx, o, s.Clock.Now()); err != nil || !won {
			if err == nil {
				err = errNoLink
			}
			return err
		}
		region := place.Region{Code: f.Region, Label: place.Label{Name: f.City, NameEn: f.CityEn}}
		if err := s.Place.Adopt(ctx, tx, []place.Region{region}, nil); err != nil {
			return err
		}
		main := place.Outlet{
			ID: MainOutlet, Region: f.Region, Main: true, Address: f.Address, Phone: f.Phone, Hours: hours,
			Label: place.Label{Name: f.Outlet, NameEn: f.OutletEn},
		}
		if err := s.Place.KeepOutlet(ctx, tx, main); err != nil {
			return err
		}
		for _, n := range []identity.Newcomer{system, security} {
			if err := s.Identity.EnterStaff(ctx, tx, founder, n); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, audit.Entry{Event: officeSetUp, Actor: founder.ID, Subject: f.Region, At: s.Clock.Now(), Data: f.Mark})
	})
	if db.IsUnique(err) {
		return Founded{}, fault.InvalidFields([]fault.Field{{Name: "account", Key: "identity.staff.taken"}})
	}
	if err != nil {
		return Founded{}, fmt.Errorf("set up: %w", err)
	}
	s.known.Store(&o)
	s.Place.Refresh()
	return Founded{security.Account, first}, nil
}

// Assume makes the office known that the demo city has, without anybody setting it up.
func (s *Service) Assume(ctx context.Context, o Office) error {
	err := s.DB.Write(ctx, "office", func(ctx context.Context, tx *db.Tx) error {
		if _, err := awaitOffice(ctx, tx, rand.Text()); err != nil {
			return err
		}
		_, err := claimOffice(ctx, tx, o, s.Clock.Now())
		return err
	})
	if err != nil {
		return fmt.Errorf("assume an office: %w", err)
	}
	_, err = s.Current(ctx)
	return err
}

// fieldsOf returns what err says is wrong, at fields of another name.
func fieldsOf(err error, names map[string]string) (found []fault.Field) {
	f, ok := fault.As(err)
	if !ok {
		return nil
	}
	for _, field := range f.Fields {
		field.Name = names[field.Name]
		found = append(found, field)
	}
	return found
}

// newPassword returns a first password for an account that can be read out: four times four
// letters and digits, of 80 bits. A short name of an account is in one of a hundred by chance,
// which no password may have: then it is another. What is no name of an account is refused
// by others.
func newPassword(account string) (password string) {
	for range 20 {
		text := strings.ToLower(rand.Text())
		password = text[0:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:16]
		if !strings.Contains(password, strings.ToLower(strings.TrimSpace(account))) {
			break
		}
	}
	return password
}
