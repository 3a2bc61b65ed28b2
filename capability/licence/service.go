package licence

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"slices"

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
	"tongban/kernel/shorthand"
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
	holders Holders
}

// New returns the service. It signs with the installation's licence key; keys
// without a usable one are a mistake of the start, not of a request.
func New(d *db.DB, now clock.Clock, keys *crypt.Keys, files *blob.Store, holders Holders, c Config) *Service {
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
		once: keeper, holders: holders,
		db: d, now: now, keys: keys, files: files, address: c.Address, played: c.TestClock, signer: signer, trusted: trusted,
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
	l, t, err := s.prepare(ctx, tx, order)
	if err != nil {
		return Licence{}, err
	}
	inserted, err := insertEntry(ctx, tx, l, s.indexed(l), t.nextDue(l, l.Made))
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
	l, t, err := s.prepare(ctx, tx, order)
	if err != nil {
		return Licence{}, err
	}
	inserted, err := insertEntry(ctx, tx, l, s.indexed(l), t.nextDue(l, l.Made))
	if err != nil {
		return Licence{}, fmt.Errorf("register licence: %w", err)
	}
	if !inserted {
		return s.open(findByNumber(ctx, tx, l.Type.Code, s.indexed(l).number))
	}
	if err := s.addVersion(ctx, tx, l, eventRegistered); err != nil {
		return Licence{}, fmt.Errorf("register licence: %w", err)
	}
	return l, nil
}

// prepare makes the licence of an order, with its number and digest.
func (s *Service) prepare(ctx context.Context, tx *db.Tx, order Order) (l Licence, t Type, err error) {
	if t, err = findType(ctx, tx, order.Type); err != nil {
		return l, t, err
	}
	now := s.now.Now()
	var sequence int64
	if order.Number == "" {
		day := verify.DateOf(now)
		if t.NumberDigits > 0 {
			day = ""
		}
		if sequence, err = nextNumber(ctx, tx, t.Code, day); err != nil {
			return l, t, fmt.Errorf("number a licence: %w", err)
		}
	}
	l, err = newLicence(t, order, sequence, now)
	return l, t, err
}

// TypeIn returns the type with a code or a name, as the caller's unit sees it.
func (s *Service) TypeIn(ctx context.Context, tx *db.Tx, codeOrName string) (Type, error) {
	return findType(ctx, tx, codeOrName)
}

// Of returns the licences whose holder has a number, in whosever wallet they lie, newest
// first. It is for registers: nobody may ask for another's.
func (s *Service) Of(ctx context.Context, number string) ([]Licence, error) {
	all, err := s.opened(ctx, func(ctx context.Context, tx *db.Tx) ([]stored, error) {
		return listHeldBy(ctx, tx, s.holderIndex(number), mostHeld)
	})
	if err != nil {
		return nil, fmt.Errorf("licences of a holder: %w", err)
	}
	return all, nil
}

// Count returns the next number of what is counted in the caller's unit: numbers that whoever
// plays an office gives out.
func (s *Service) Count(ctx context.Context, tx *db.Tx, what string) (int64, error) {
	return nextNumber(ctx, tx, what, "")
}

// addVersion stores what l says and records that it came to be.
func (s *Service) addVersion(ctx context.Context, tx *db.Tx, l Licence, event string) error {
	content, err := l.Canonical()
	if err != nil {
		return err
	}
	sealed, err := s.keys.Seal(elementContent, shorthand.Write(string(content)))
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

// indexes are by what a licence is found without its number, its holder's or their name
// lying open: the number may be the holder's own.
type indexes struct{ number, holder, name []byte }

func (s *Service) indexed(l Licence) indexes {
	return indexes{s.numberIndex(l.Number), s.holderIndex(l.Holder.IDNumber), s.nameIndex(l.Holder.Name)}
}

func (s *Service) numberIndex(number string) []byte {
	return s.keys.BlindIndex("licence.number", number)
}
func (s *Service) holderIndex(number string) []byte {
	return s.keys.BlindIndex("licence.holder", number)
}
func (s *Service) nameIndex(name string) []byte { return s.keys.BlindIndex("licence.name", name) }

// elementContent is the data element that contents are sealed as.
const elementContent = "licence.content"

// open unseals a version. It passes on err, so that it can wrap a find.
func (s *Service) open(row stored, err error) (Licence, error) {
	if err != nil {
		return Licence{}, err
	}
	text, err := s.keys.Open(elementContent, row.content)
	if err == nil {
		text, err = shorthand.Plain(text)
	}
	if err != nil {
		return Licence{}, fmt.Errorf("licence %s: %w", row.id, err)
	}
	content, err := verify.ParseContent(text)
	if err != nil {
		return Licence{}, fmt.Errorf("licence %s: %w", row.id, err)
	}
	return Licence{ID: row.id, Owner: row.owner, Digest: row.digest, Content: content}, nil
}

// Wallet returns the licences in owner's wallet, newest first, whatever became of them. Of
// more than mostHeld it leaves out old ones, but never the newest of a type: however many
// permits somebody holds, their identity card stays among them.
func (s *Service) Wallet(ctx context.Context, owner string) ([]Licence, error) {
	all, err := s.opened(ctx, func(ctx context.Context, tx *db.Tx) ([]stored, error) {
		return listKinds(ctx, tx, owner, mostHeld)
	})
	if err != nil {
		return nil, fmt.Errorf("wallet of %s: %w", owner, err)
	}
	slices.SortFunc(all, func(a, b Licence) int { return cmp.Compare(b.ID, a.ID) })
	return all, nil
}

// Held returns those of them that can stand for a material now.
func (s *Service) Held(ctx context.Context, owner string) ([]Licence, error) {
	all, err := s.Wallet(ctx, owner)
	now := s.now.Now()
	return slices.DeleteFunc(all, func(l Licence) bool { return !l.Usable(now) }), err
}

// Facts returns what licences say by data element, in their order.
func (s *Service) Facts(ctx context.Context, licences []Licence) (all []map[string]string, err error) {
	kinds, err := s.Kinds(ctx, licences)
	if err != nil {
		return nil, fmt.Errorf("facts of licences: %w", err)
	}
	for _, l := range licences {
		all = append(all, kinds[l.Type.Code].Facts(l))
	}
	return all, nil
}

// Kinds returns the types of licences by their codes.
func (s *Service) Kinds(ctx context.Context, licences []Licence) (map[string]Type, error) {
	kinds := map[string]Type{}
	err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, l := range licences {
			if _, known := kinds[l.Type.Code]; known {
				continue
			}
			t, err := findType(ctx, tx, l.Type.Code)
			if err != nil {
				return err
			}
			kinds[l.Type.Code] = t
		}
		return nil
	})
	return kinds, err
}

// History returns every version of a licence of whom the actor acts for, newest first.
func (s *Service) History(ctx context.Context, key id.ID) (versions []Licence, err error) {
	if _, err := s.own(ctx, key, access.LicenceRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		versions, err = s.versions(ctx, tx, key)
		return err
	})
	return versions, err
}

// versions opens every version of a licence, newest first.
func (s *Service) versions(ctx context.Context, tx *db.Tx, key id.ID) (versions []Licence, err error) {
	rows, err := listVersions(ctx, tx, key)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		l, err := s.open(row, nil)
		if err != nil {
			return nil, err
		}
		versions = append(versions, l)
	}
	return versions, nil
}

// mostHeld bounds how many licences of one owner are looked at.
const mostHeld = 200

// Mine returns a page of the licences of whom the actor acts for, newest first, and the
// cursor of the next page, 0 if this is the last. A power over some items only does not
// reach a party's wallet: a licence belongs to no item.
func (s *Service) Mine(ctx context.Context, cursor id.ID, limit int) (page []Licence, next id.ID, err error) {
	by := actor.From(ctx)
	if access.May(by, access.LicenceRead, access.Object{Owner: by.Owner()}) != nil {
		return nil, 0, nil
	}
	page, err = s.list(ctx, by.Owner(), cursor, limit+1)
	if err != nil {
		return nil, 0, fmt.Errorf("my licences: %w", err)
	}
	if len(page) > limit {
		page = page[:limit]
		next = page[limit-1].ID
	}
	return page, next, nil
}

func (s *Service) list(ctx context.Context, owner string, before id.ID, limit int) ([]Licence, error) {
	return s.opened(ctx, func(ctx context.Context, tx *db.Tx) ([]stored, error) {
		return listOwned(ctx, tx, owner, before, limit)
	})
}

// opened reads licences and unseals them.
func (s *Service) opened(ctx context.Context, read func(context.Context, *db.Tx) ([]stored, error)) (list []Licence, err error) {
	var rows []stored
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		rows, err = read(ctx, tx)
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

// Get returns a licence of whom the actor acts for. Another's is NotFound, also to the
// office that issued it.
func (s *Service) Get(ctx context.Context, key id.ID) (Licence, error) {
	return s.own(ctx, key, access.LicenceRead)
}

// own returns a licence of whom the actor acts for, if p lets them.
func (s *Service) own(ctx context.Context, key id.ID, p access.Permission) (l Licence, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		l, err = s.open(findByID(ctx, tx, key))
		return err
	})
	if err != nil {
		return Licence{}, err
	}
	by := actor.From(ctx)
	object := access.Object{Owner: l.Owner}
	if by.Kind != actor.Citizen || access.May(by, access.LicenceRead, object) != nil {
		return Licence{}, fault.New(fault.NotFound, "licence.unknown")
	}
	return l, access.May(by, p, object)
}
