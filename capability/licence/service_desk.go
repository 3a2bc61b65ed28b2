package licence

import (
	"context"
	"fmt"
	"strings"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Search is what an office looks licences up by; empty lists all in its reach.
type Search struct {
	Words  string // a number, a holder's whole name, identity or credit number, or a case number
	Before id.ID  // cursor
	Limit  int
}

// Found is a page of licences, newest first.
type Found struct {
	Licences []Licence
	Next     id.ID // cursor of the next page, 0 for none
}

// Search lists licences in the actor's reach. Names and numbers have to be whole: they
// do not lie open to be compared with.
func (s *Service) Search(ctx context.Context, q Search) (Found, error) {
	scope := access.Scope(actor.From(ctx), access.LicenceRead)
	if scope.None() {
		return Found{}, fault.New(fault.Forbidden, "access.forbidden")
	}
	words := check.Words(q.Words)
	by := finding{caseNo: words}
	if words != "" {
		number := strings.ToUpper(strings.ReplaceAll(words, " ", ""))
		by.found = indexes{s.numberIndex(number), s.holderIndex(number), s.nameIndex(words)}
	}
	var rows []stored
	err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		rows, err = listInReach(ctx, tx, scope, by, q.Before, q.Limit+1)
		return err
	})
	if err != nil {
		return Found{}, fmt.Errorf("search licences: %w", err)
	}
	var found Found
	if len(rows) > q.Limit {
		rows = rows[:q.Limit]
		found.Next = rows[q.Limit-1].id
	}
	for _, row := range rows {
		l, err := s.open(row, nil)
		if err != nil {
			return Found{}, err
		}
		found.Licences = append(found.Licences, l)
	}
	return found, nil
}

// Entry is a licence as an office sees it.
type Entry struct {
	Licence  Licence
	Kind     Type
	Versions []Licence  // newest first
	Proposal *Proposal  // that is open
	Next     []Event    // what the actor may do
	Settled  []Proposal // newest first
}

// Entry returns a licence in the actor's reach with all its versions.
func (s *Service) Entry(ctx context.Context, key id.ID) (e Entry, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		e = Entry{} // the unit may run again
		if e.Licence, err = s.open(findByID(ctx, tx, key)); err != nil {
			return err
		}
		object := access.Object{Owner: e.Licence.Owner, Department: e.Licence.Issuer.Department, State: string(e.Licence.Status)}
		by := actor.From(ctx)
		if err := access.May(by, access.LicenceRead, object); err != nil || by.Kind != actor.Staff {
			return fault.New(fault.NotFound, "licence.unknown")
		}
		if e.Kind, err = findType(ctx, tx, e.Licence.Type.Code); err != nil {
			return err
		}
		if e.Versions, err = s.versions(ctx, tx, key); err != nil {
			return err
		}
		proposals, err := listProposalsOf(ctx, tx, key)
		for i, p := range proposals {
			if p.State == Open {
				e.Proposal = &proposals[i]
			} else {
				e.Settled = append(e.Settled, p)
			}
		}
		if access.May(by, access.LicenceRevoke, object) == nil {
			e.Next = s.next(e)
		}
		return err
	})
	if err != nil {
		return Entry{}, fmt.Errorf("licence %s: %w", key, err)
	}
	return e, nil
}

// next returns what may happen to a licence by a person.
func (s *Service) next(e Entry) (events []Event) {
	for _, event := range Lifecycle.Next(e.Licence.StatusAt(s.now.Now())) {
		switch {
		case event == Expire, event == Review && e.Kind.Review == "", e.Proposal != nil && event == e.Proposal.Event:
			continue
		}
		events = append(events, event)
	}
	return events
}

// Reveal returns a licence in the actor's reach for a reader who needs its holder's data
// in full, and records that they did and why.
//
// Basis: 个人信息保护法, arts 6, 51(2), 54.
func (s *Service) Reveal(ctx context.Context, key id.ID, why string) (Entry, error) {
	e, err := s.Entry(ctx, key)
	if err != nil {
		return Entry{}, err
	}
	if why = check.Words(why); why == "" || len([]rune(why)) > maxWhy {
		return Entry{}, fault.InvalidFields([]fault.Field{{Name: "why", Key: "licence.field.why", Args: []any{maxWhy}}})
	}
	by := actor.From(ctx)
	look := audit.Look{
		Person: e.Licence.Owner, Actor: by.ID, Department: by.Department, Subject: e.Licence.Identifier, Purpose: "licence.change", Note: why,
		Elements: []string{"person.name", "person.idNumber"}, At: s.now.Now(),
	}
	err = s.db.Write(ctx, key.String(), func(ctx context.Context, tx *db.Tx) error { return audit.Access(ctx, tx, look) })
	if err != nil {
		return Entry{}, fmt.Errorf("reveal licence %s: %w", key, err)
	}
	return e, nil
}

// maxWhy is how long the reason of a look may be, in characters.
const maxWhy = 100

// Types returns every kind of licence, by name.
func (s *Service) Types(ctx context.Context) (types []Type, err error) {
	if by := actor.From(ctx); !access.Has(by, access.LicenceTypes) {
		return nil, fault.New(fault.Forbidden, "access.forbidden")
	}
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		types, err = listTypes(ctx, tx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list licence types: %w", err)
	}
	return types, nil
}

// Type returns a kind of licence by its code or name.
func (s *Service) Type(ctx context.Context, codeOrName string) (t Type, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err = findType(ctx, tx, codeOrName)
		return err
	})
	return t, err
}

// Sample draws a made-up licence of a kind, to look at.
func (s *Service) Sample(ctx context.Context, code string) ([]byte, error) {
	if !access.Has(actor.From(ctx), access.LicenceTypes) {
		return nil, fault.New(fault.Forbidden, "access.forbidden")
	}
	t, err := s.Type(ctx, code)
	if err != nil {
		return nil, err
	}
	return renderSample(t, s.now.Now(), s.address)
}

// Owners returns the accounts in whose wallet a licence of a type lies, above after.
func (s *Service) Owners(ctx context.Context, kind, after string, limit int) (owners []string, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		owners, err = listOwners(ctx, tx, kind, after, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list owners of %s: %w", kind, err)
	}
	return owners, nil
}
