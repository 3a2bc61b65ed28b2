package licence

import (
	"context"
	"encoding/hex"
	"fmt"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/capability/licence/verify"
	"tongban/kernel/actor"
	"tongban/kernel/blob"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
	"tongban/kernel/seal"
)

// Config is what the installation decides.
type Config struct {
	// Address is where the public reaches the pages, e.g. "https://zwfw.example.cn".
	// It is printed into QR codes.
	Address string
	// TestClock says that business time is not the time outside.
	TestClock bool
}

// Service keeps licences.
type Service struct {
	db      *db.DB
	now     clock.Clock
	keys    *crypt.Keys
	files   *blob.Store
	address string
	played  bool // time
	signer  seal.Signer
	trusted seal.Keys
	lists   listCache
	once    *once.Keeper
}

// New returns the service. It signs with the installation's licence key; keys
// without a usable one are a mistake of the start, not of a request.
func New(d *db.DB, now clock.Clock, keys *crypt.Keys, files *blob.Store, c Config) *Service {
	signer, err := seal.OfInstallation(keys)
	if err != nil {
		panic(err)
	}
	export, err := keys.PublicKeys()
	if err != nil {
		panic(err)
	}
	trusted, err := seal.ParseKeys(export)
	if err != nil {
		panic(err)
	}
	keeper, err := once.New(d, keys.Secret("licence.once"))
	if err != nil {
		panic(err)
	}
	return &Service{
		once: keeper,
		db:   d, now: now, keys: keys, files: files, address: c.Address, played: c.TestClock, signer: signer, trusted: trusted,
	}
}

// DefineTypes adds types or replaces those with the same code.
func (s *Service) DefineTypes(ctx context.Context, types []Type) error {
	now := s.now.Now()
	err := s.db.Write(ctx, "licence_type", func(ctx context.Context, tx *db.Tx) error {
		for _, t := range types {
			if err := upsertType(ctx, tx, t, now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("define licence types: %w", err)
	}
	return nil
}

// Issue registers the licence order asks for, in the unit that decides it, and has
// it drawn. An unknown type is NotFound, a missing element Invalid, a second licence
// of a type for one case Conflict.
func (s *Service) Issue(ctx context.Context, tx *db.Tx, order Order) (Licence, error) {
	l, err := s.prepare(ctx, tx, order)
	if err != nil {
		return Licence{}, err
	}
	inserted, err := insertEntry(ctx, tx, l, s.numberIndex(l))
	if err != nil {
		return Licence{}, fmt.Errorf("issue licence: %w", err)
	}
	if !inserted {
		return Licence{}, fault.New(fault.Conflict, "licence.issued")
	}
	if err := s.addVersion(ctx, tx, l, eventIssued); err != nil {
		return Licence{}, fmt.Errorf("issue licence: %w", err)
	}
	return l, enqueueRender(ctx, tx, l)
}

// Register takes over a licence that was issued elsewhere; order gives its number
// and the day it was issued, by default the first it holds. Registering it again
// returns what is there. It is drawn when first looked at.
func (s *Service) Register(ctx context.Context, tx *db.Tx, order Order) (Licence, error) {
	if order.IssuedOn.IsZero() {
		order.IssuedOn = order.ValidFrom
	}
	l, err := s.prepare(ctx, tx, order)
	if err != nil {
		return Licence{}, err
	}
	inserted, err := insertEntry(ctx, tx, l, s.numberIndex(l))
	if err != nil {
		return Licence{}, fmt.Errorf("register licence: %w", err)
	}
	if !inserted {
		return s.open(findByNumber(ctx, tx, l.Type.Code, s.numberIndex(l)))
	}
	if err := s.addVersion(ctx, tx, l, eventRegistered); err != nil {
		return Licence{}, fmt.Errorf("register licence: %w", err)
	}
	return l, nil
}

// prepare makes the licence of an order, with its number and digest.
func (s *Service) prepare(ctx context.Context, tx *db.Tx, order Order) (Licence, error) {
	t, err := findType(ctx, tx, order.Type)
	if err != nil {
		return Licence{}, err
	}
	now := s.now.Now()
	var sequence int64
	if order.Number == "" {
		if sequence, err = nextNumber(ctx, tx, t.Code, verify.DateOf(now)); err != nil {
			return Licence{}, fmt.Errorf("number a licence: %w", err)
		}
	}
	return newLicence(t, order, sequence, now)
}

// addVersion stores what l says and records that it came to be.
func (s *Service) addVersion(ctx context.Context, tx *db.Tx, l Licence, event string) error {
	content, err := l.Canonical()
	if err != nil {
		return err
	}
	sealed, err := s.keys.Seal(elementContent, content)
	if err != nil {
		return err
	}
	by := actor.From(ctx).ID
	if err := insertVersion(ctx, tx, l, sealed, by); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{
		Event: event, Actor: by, Subject: l.ID.String(), At: l.Made,
		Data: versionData{l.Identifier, l.Type.Code, l.Status, hex.EncodeToString(l.Digest), l.CaseNo},
	})
}

// numberIndex finds a licence by its number, which may be its holder's id number and
// so does not lie open.
func (s *Service) numberIndex(l Licence) []byte { return s.keys.BlindIndex("licence.number", l.Number) }

// elementContent is the data element that contents are sealed as.
const elementContent = "licence.content"

// open unseals a version. It passes on err, so that it can wrap a find.
func (s *Service) open(row stored, err error) (Licence, error) {
	if err != nil {
		return Licence{}, err
	}
	text, err := s.keys.Open(elementContent, row.content)
	if err != nil {
		return Licence{}, fmt.Errorf("licence %s: %w", row.id, err)
	}
	content, err := verify.ParseContent(text)
	if err != nil {
		return Licence{}, fmt.Errorf("licence %s: %w", row.id, err)
	}
	return Licence{ID: row.id, Owner: row.owner, Digest: row.digest, Content: content}, nil
}

// Held returns the licences in owner's wallet that can stand for a material now.
func (s *Service) Held(ctx context.Context, owner string) ([]Licence, error) {
	all, err := s.list(ctx, owner, 0, mostHeld)
	if err != nil {
		return nil, fmt.Errorf("licences held: %w", err)
	}
	now := s.now.Now()
	var usable []Licence
	for _, l := range all {
		if l.Usable(now) {
			usable = append(usable, l)
		}
	}
	return usable, nil
}

// Facts returns what licences say by data element, in their order.
func (s *Service) Facts(ctx context.Context, licences []Licence) (all []map[string]string, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		all = nil // the unit may run again
		types := map[string]Type{}
		for _, l := range licences {
			t, known := types[l.Type.Code]
			if !known {
				var err error
				if t, err = findType(ctx, tx, l.Type.Code); err != nil {
					return err
				}
				types[l.Type.Code] = t
			}
			all = append(all, t.Facts(l))
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("facts of licences: %w", err)
	}
	return all, nil
}

// mostHeld bounds how many licences of one owner are looked at.
const mostHeld = 200

// Mine returns a page of the reader's own licences, newest first, and the cursor of
// the next page, 0 if this is the last.
func (s *Service) Mine(ctx context.Context, cursor id.ID, limit int) (page []Licence, next id.ID, err error) {
	page, err = s.list(ctx, actor.From(ctx).ID, cursor, limit+1)
	if err != nil {
		return nil, 0, fmt.Errorf("my licences: %w", err)
	}
	if len(page) > limit {
		page = page[:limit]
		next = page[limit-1].ID
	}
	return page, next, nil
}

func (s *Service) list(ctx context.Context, owner string, before id.ID, limit int) (list []Licence, err error) {
	var rows []stored
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		rows, err = listOwned(ctx, tx, owner, before, limit)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		l, err := s.open(row, nil)
		if err != nil {
			return nil, err
		}
		list = append(list, l)
	}
	return list, nil
}

// Get returns one of the reader's own licences. Another's is NotFound.
func (s *Service) Get(ctx context.Context, key id.ID) (l Licence, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		l, err = s.open(findByID(ctx, tx, key))
		return err
	})
	if err != nil {
		return Licence{}, err
	}
	if reader := actor.From(ctx); reader.Kind != actor.Citizen || reader.ID != l.Owner {
		return Licence{}, fault.New(fault.NotFound, "licence.unknown")
	}
	return l, nil
}

// Change moves a licence on in its life: a new version, drawn anew. Only who decides
// for the issuing department may. The same command sent twice takes effect once.
func (s *Service) Change(ctx context.Context, key id.ID, event Event, g Grounds) (Licence, error) {
	command := struct {
		Licence id.ID
		Event   Event
		Grounds Grounds
	}{key, event, g}
	changed, err := once.Do(ctx, s.once, key.String(), "licence.change", command, func(ctx context.Context, tx *db.Tx) (Licence, error) {
		l, err := s.open(findByID(ctx, tx, key))
		if err != nil {
			return Licence{}, err
		}
		object := access.Object{Owner: l.Owner, Department: l.Issuer.Department, State: string(l.Status)}
		if err := access.May(actor.From(ctx), access.LicenceRevoke, object); err != nil {
			return Licence{}, err
		}
		to, err := mayChange(l, event, g)
		if err != nil {
			return Licence{}, err
		}
		next, err := l.next(to, g, s.now.Now())
		if err != nil {
			return Licence{}, err
		}
		return next, s.replace(ctx, tx, next)
	})
	if err != nil {
		return Licence{}, fmt.Errorf("%s licence %s: %w", event, key, err)
	}
	return changed, nil
}

// replace stores the next version of a licence.
func (s *Service) replace(ctx context.Context, tx *db.Tx, next Licence) error {
	moved, err := moveEntry(ctx, tx, next)
	if err != nil {
		return err
	}
	if !moved {
		return fault.New(fault.Conflict, "licence.stale", next.Version)
	}
	if err := s.addVersion(ctx, tx, next, eventChanged); err != nil {
		return err
	}
	return enqueueRender(ctx, tx, next)
}
