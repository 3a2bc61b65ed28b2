package entitlement

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/capability/form"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// Deps are what entitlements stand on. All are required.
type Deps struct {
	DB           *db.DB
	Clock        clock.Clock
	Keys         *crypt.Keys
	Once         *once.Keeper
	Programmes   []*Programme
	Population   Population
	Registers    Registers
	Licences     Licences
	Registry     Registry
	Items        Items
	Cases        Cases
	Applications Applications
	Informer     Informer
	Lists        *form.Lists
}

// Service is the use cases of entitlements.
type Service struct {
	Deps
	turns [64]sync.Mutex // of those who confirm, see Confirm
}

// New returns the service.
func New(d Deps) *Service { return &Service{Deps: d} }

// system is who matches.
var system = actor.AsSystem("entitlement")

// programme returns the one with a code, nil if it is not there any more.
func (s *Service) programme(code string) *Programme {
	i := slices.IndexFunc(s.Programmes, func(p *Programme) bool { return p.Code == code })
	if i < 0 {
		return nil
	}
	return s.Programmes[i]
}

// elementFacts is the data element under which facts are sealed.
const elementFacts = "entitlement.facts"

func (s *Service) seal(f Finding) ([]byte, error) {
	text, err := json.Marshal(f)
	if err != nil {
		return nil, err
	}
	return s.Keys.Seal(elementFacts, text)
}

// unseal reads the facts of an invitation; of one that has ended there may be none.
func (s *Service) unseal(row invitationRow) (*Invitation, error) {
	i := &row.Invitation
	if len(row.facts) == 0 {
		return i, nil
	}
	text, err := s.Keys.Open(elementFacts, row.facts)
	if err == nil {
		err = json.Unmarshal(text, &i.Finding)
	}
	if err != nil {
		return nil, fmt.Errorf("facts of invitation %s: %w", i.ID, err)
	}
	return i, nil
}

// mark is a blind digest of what a rule is told: equal if nothing has changed.
func (s *Service) mark(p *Programme, account id.ID, facts []Fact) []byte {
	return s.Keys.BlindIndex("entitlement.mark", p.Code+"\n"+account.String()+"\n"+p.told(facts))
}

// self returns the account of a person who acts for nobody but themself: nobody takes or refuses
// on another's behalf what was offered to that other.
func self(ctx context.Context) (id.ID, error) {
	by := actor.From(ctx)
	if by.Kind == actor.Citizen && by.Acting() {
		return 0, errOwnOnly
	}
	if err := access.May(by, access.EntitlementAnswer, access.Object{Owner: by.ID}); err != nil {
		return 0, err
	}
	return id.Parse(by.ID)
}

// mostListed is how many invitations a person is shown.
const mostListed = 50

// Mine returns the invitations of the actor, newest first.
func (s *Service) Mine(ctx context.Context) (list []*Invitation, err error) {
	account, err := self(ctx)
	if err != nil {
		return nil, err
	}
	var rows []invitationRow
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		rows, err = listOf(ctx, tx, account, mostListed)
		return err
	})
	for _, row := range rows {
		if err != nil {
			break
		}
		var one *Invitation
		one, err = s.unseal(row)
		list = append(list, one)
	}
	if err != nil {
		return nil, fmt.Errorf("invitations of %s: %w", account, err)
	}
	return list, nil
}

// Get returns an invitation of the actor; another's does not exist.
func (s *Service) Get(ctx context.Context, key id.ID) (*Invitation, error) {
	account, err := self(ctx)
	if err != nil {
		return nil, err
	}
	row, err := s.row(ctx, key)
	if err != nil {
		return nil, err
	}
	if row.Account != account {
		return nil, errUnknown
	}
	return s.unseal(row)
}

func (s *Service) row(ctx context.Context, key id.ID) (row invitationRow, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		row, err = findInvitation(ctx, tx, key)
		return err
	})
	return row, err
}

// Decline says that the actor does not want what they were invited to. They are not invited
// again until something changes.
func (s *Service) Decline(ctx context.Context, key id.ID) (*Invitation, error) {
	i, err := s.Get(ctx, key)
	if err != nil {
		return nil, err
	}
	_, err = once.Do(ctx, s.Once, i.Account.String(), "entitlement.decline", key, func(ctx context.Context, tx *db.Tx) (bool, error) {
		if err := s.end(ctx, tx, i, Decline); err != nil {
			return false, err
		}
		return true, s.noteEnd(ctx, tx, i)
	})
	if err != nil {
		return nil, fmt.Errorf("decline %s: %w", key, err)
	}
	return i, nil
}

// end moves an open invitation within a unit. What it rests on is forgotten. Of two who end it,
// the second is told how it stands.
func (s *Service) end(ctx context.Context, tx *db.Tx, i *Invitation, e Event) error {
	to, _ := Lifecycle.To(Open, e)
	i.EndedAt, i.Finding = s.Clock.Now(), Finding{}
	moved, err := endInvitation(ctx, tx, i.ID, to, i.EndedAt)
	if err != nil {
		return err
	}
	if !moved {
		now, err := findInvitation(ctx, tx, i.ID)
		if err != nil {
			return err
		}
		return over(now.State)
	}
	i.State = to
	return nil
}

func (s *Service) noteEnd(ctx context.Context, tx *db.Tx, i *Invitation) error {
	return s.note(ctx, tx, "entitlement.end", i.ID.String(), invitationData{Programme: i.Code, State: i.State})
}

// note leaves what has happened in the log.
func (s *Service) note(ctx context.Context, tx *db.Tx, event, subject string, data any) error {
	return audit.Record(ctx, tx, audit.Entry{Event: event, Actor: actor.From(ctx).ID, Subject: subject, At: s.Clock.Now(), Data: data})
}

// digestOf proves what facts were without telling them.
func digestOf(sealed []byte) []byte {
	sum := sha256.Sum256(sealed)
	return sum[:]
}
