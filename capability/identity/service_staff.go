package identity

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"tongban/capability/audit"
	"tongban/capability/identity/password"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// The faults of staff accounts.
var (
	errPassword = fault.New(fault.Unauthenticated, "identity.password.wrong")
	errAccount  = fault.New(fault.Conflict, "identity.staff.taken")
)

// accountName is what an account may be called.
var accountName = regexp.MustCompile(`^[a-z][a-z0-9._-]{1,31}$`)

// SignInByPassword begins a session of a member of staff. It is Unauthenticated for a
// wrong password, an unknown account and a disabled one alike, and takes as long for
// each; it is TooMany after ten tries for one account within a quarter of an hour.
func (s *Service) SignInByPassword(ctx context.Context, account, typed string, v Visitor) (Pass, error) {
	account = strings.ToLower(strings.TrimSpace(account))
	key := s.keys.BlindIndex("identity.account", account)
	var m Member
	var hash string
	err := s.d.Write(ctx, string(key), func(ctx context.Context, tx *db.Tx) (err error) {
		if err = spendTry(ctx, tx, guessing, key, s.real.Now()); err != nil {
			return err
		}
		m, hash, err = findAccount(ctx, tx, account)
		if fault.KindOf(err) == fault.NotFound {
			m, hash, err = Member{}, "", nil
		}
		return err
	})
	if err != nil {
		return Pass{}, fmt.Errorf("sign in by password: %w", err)
	}
	if !password.Matches(hash, typed) || !m.Active {
		return Pass{}, s.notSignedIn(ctx, ByPassword, m.ID, errPassword)
	}
	return s.beginStaff(ctx, m, key, v)
}

// beginStaff begins the session of a member who knew the password.
func (s *Service) beginStaff(ctx context.Context, m Member, tries []byte, v Visitor) (Pass, error) {
	var a actor.Actor
	err := s.d.Write(ctx, string(tries), func(ctx context.Context, tx *db.Tx) (err error) {
		if a, err = s.findActor(ctx, tx, actor.Staff, m.ID); err != nil {
			return err
		}
		return forgiveTries(ctx, tx, guessing, tries)
	})
	if err != nil {
		return Pass{}, fmt.Errorf("sign in by password: %w", err)
	}
	return s.begin(ctx, a, Session{Kind: actor.Staff, Subject: m.ID, Means: ByPassword, Device: v.Device}, v.Replaces)
}

// ChangePassword sets a's own password, if a knows the old one, and ends a's other
// sessions.
func (s *Service) ChangePassword(ctx context.Context, a actor.Actor, old, fresh string) error {
	key, err := id.Parse(a.ID)
	if err != nil || a.Kind != actor.Staff {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	m, err := s.Staff(ctx, key)
	if err != nil {
		return err
	}
	// Whoever found a desk unlocked must not guess here at leisure.
	hash, err := s.tryOwn(ctx, m)
	if err != nil {
		return err
	}
	faults := passwordFaults("password", m.Account, fresh)
	if fresh == old {
		faults = append(faults, fault.Field{Name: "password", Key: "identity.password.same"})
	}
	if !password.Matches(hash, old) {
		faults = append(faults, fault.Field{Name: "old", Key: "identity.password.old-wrong"})
	}
	if len(faults) > 0 {
		return fault.InvalidFields(faults)
	}
	return s.setPassword(ctx, m, fresh, a)
}

// tryOwn counts a try of m's password and returns its hash.
func (s *Service) tryOwn(ctx context.Context, m Member) (hash string, err error) {
	key := s.keys.BlindIndex("identity.account", m.Account)
	err = s.d.Write(ctx, string(key), func(ctx context.Context, tx *db.Tx) (err error) {
		if err = spendTry(ctx, tx, guessing, key, s.real.Now()); err != nil {
			return err
		}
		_, hash, err = findAccount(ctx, tx, m.Account)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("change password: %w", err)
	}
	return hash, nil
}

// setPassword stores a password and ends the sessions of m but that of by. What another
// set must be changed at the next sign-in.
func (s *Service) setPassword(ctx context.Context, m Member, fresh string, by actor.Actor) error {
	hash := password.Hash(fresh)
	other := by.ID != m.ID.String()
	session, _ := id.Parse(by.Session) // of another or none: 0, which keeps no session
	err := s.d.Write(ctx, m.ID.String(), func(ctx context.Context, tx *db.Tx) error {
		if err := updatePassword(ctx, tx, m.ID, hash, other); err != nil {
			return err
		}
		if err := forgiveTries(ctx, tx, guessing, s.keys.BlindIndex("identity.account", m.Account)); err != nil {
			return err
		}
		if err := deleteOthers(ctx, tx, actor.Staff, m.ID, session); err != nil {
			return err
		}
		return s.recordStaff(ctx, tx, passwordSet, by, m, nil)
	})
	if err != nil {
		return fmt.Errorf("set password of %s: %w", m.ID, err)
	}
	s.forgetOf(actor.Staff, m.ID)
	return nil
}

// forgetOf has what is remembered of a subject's sessions read anew.
func (s *Service) forgetOf(kind actor.Kind, subject id.ID) {
	s.recent.forget(func(at stay) bool { return at.Kind == kind && at.Subject == subject })
}

// CreateStaff adds an account with a password that has to be changed at first.
func (s *Service) CreateStaff(ctx context.Context, by actor.Actor, m Member, first string) (id.ID, error) {
	m.MustChange = true
	n, err := NewStaff(m, first)
	if err != nil {
		return 0, err
	}
	err = s.d.Write(ctx, n.Account, func(ctx context.Context, tx *db.Tx) error { return s.EnterStaff(ctx, tx, by, n) })
	if db.IsUnique(err) {
		return 0, errAccount
	}
	if err != nil {
		return 0, fmt.Errorf("create account: %w", err)
	}
	return n.ID, nil
}

// Newcomer is an account about to be made.
type Newcomer struct {
	Member
	hash string
}

// NewStaff checks an account that is to be made with a password, which m.MustChange says
// whether it has to be changed at first. It takes the time of hashing, so that the unit
// that enters the account is short.
func NewStaff(m Member, first string) (Newcomer, error) {
	m.Account = strings.ToLower(strings.TrimSpace(m.Account))
	faults := passwordFaults("password", m.Account, first)
	if !accountName.MatchString(m.Account) {
		faults = append(faults, fault.Field{Name: "account", Key: "identity.staff.account"})
	}
	faults = append(faults, nameFaults("name", m.Name)...)
	if len(faults) > 0 {
		return Newcomer{}, fault.InvalidFields(faults)
	}
	if err := mayHold(m.Roles); err != nil {
		return Newcomer{}, err
	}
	m.ID, m.Active = id.New(), true
	return Newcomer{m, password.Hash(first)}, nil
}

// EnterStaff adds an account within the caller's unit, which fails with db.IsUnique if its
// name is taken.
func (s *Service) EnterStaff(ctx context.Context, tx *db.Tx, by actor.Actor, n Newcomer) error {
	if err := insertMember(ctx, tx, n.Member, s.real.Now()); err != nil {
		return err
	}
	if err := updatePassword(ctx, tx, n.ID, n.hash, n.MustChange); err != nil {
		return err
	}
	return s.recordStaff(ctx, tx, staffCreated, by, n.Member, n.Roles)
}

// Post moves a member to another department or outlet.
func (s *Service) Post(ctx context.Context, by actor.Actor, account, department, outlet string) error {
	return s.changeStaff(ctx, by, account, staffPosted, func(m *Member) { m.Department, m.Outlet = department, outlet })
}

// SetPassword sets the password of an account for somebody who has forgotten it.
func (s *Service) SetPassword(ctx context.Context, by actor.Actor, account, fresh string) error {
	m, err := s.Account(ctx, account)
	if err != nil {
		return err
	}
	if faults := passwordFaults("password", m.Account, fresh); faults != nil {
		return fault.InvalidFields(faults)
	}
	return s.setPassword(ctx, m, fresh, by)
}

// SetRoles gives an account other roles, from its next request on.
func (s *Service) SetRoles(ctx context.Context, by actor.Actor, account string, roles []actor.Role) error {
	if err := mayHold(roles); err != nil {
		return err
	}
	return s.changeStaff(ctx, by, account, rolesSet, func(m *Member) { m.Roles = roles })
}

// Disable ends an account's sessions and lets nobody sign in to it; Enable undoes that.
func (s *Service) Disable(ctx context.Context, by actor.Actor, account string) error {
	return s.changeStaff(ctx, by, account, staffDisabled, func(m *Member) { m.Active = false })
}

// Enable lets the member sign in again.
func (s *Service) Enable(ctx context.Context, by actor.Actor, account string) error {
	return s.changeStaff(ctx, by, account, staffEnabled, func(m *Member) { m.Active = true })
}

func (s *Service) changeStaff(ctx context.Context, by actor.Actor, account, event string, change func(*Member)) error {
	m, err := s.Account(ctx, account)
	if err != nil {
		return err
	}
	change(&m)
	err = s.d.Write(ctx, m.ID.String(), func(ctx context.Context, tx *db.Tx) error {
		if err := updateMember(ctx, tx, m); err != nil {
			return err
		}
		if !m.Active {
			if err := deleteOthers(ctx, tx, actor.Staff, m.ID, 0); err != nil {
				return err
			}
		}
		return s.recordStaff(ctx, tx, event, by, m, m.Roles)
	})
	if err != nil {
		return fmt.Errorf("change account %s: %w", m.ID, err)
	}
	s.forgetOf(actor.Staff, m.ID)
	return nil
}

// Account returns the member with an account, NotFound if there is none.
func (s *Service) Account(ctx context.Context, account string) (Member, error) {
	var m Member
	err := s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		m, _, err = findAccount(ctx, tx, strings.ToLower(strings.TrimSpace(account)))
		return err
	})
	if err != nil {
		return Member{}, fmt.Errorf("find account: %w", err)
	}
	return m, nil
}

// StaffAfter returns at most limit accounts by name after one, the disabled ones too.
func (s *Service) StaffAfter(ctx context.Context, account string, limit int) (list []Member, err error) {
	err = s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listStaffAfter(ctx, tx, account, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list staff: %w", err)
	}
	return list, nil
}

// AllStaff returns every account by name, the disabled ones too.
func (s *Service) AllStaff(ctx context.Context) ([]Member, error) {
	var all []Member
	err := s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		all, err = listStaff(ctx, tx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list staff: %w", err)
	}
	return all, nil
}

func (s *Service) recordStaff(ctx context.Context, tx *db.Tx, event string, by actor.Actor, m Member, roles []actor.Role) error {
	var data any
	if roles != nil {
		data = map[string]any{"roles": roles}
	}
	return audit.Record(ctx, tx, audit.Entry{Event: event, Actor: by.ID, Subject: m.ID.String(), At: s.now.Now(), Data: data})
}
