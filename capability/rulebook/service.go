package rulebook

import (
	"context"
	"fmt"
	"sync"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/capability/catalogue"
	"tongban/capability/decision"
	"tongban/capability/place"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// Deps are what rulebooks stand on. All are required.
type Deps struct {
	DB     *db.DB
	Clock  clock.Clock
	Once   *once.Keeper
	Items  Items
	Places *place.Service
	Fields Fields
	Proof  Proof
}

// Service is the use cases of rulebooks.
type Service struct {
	Deps
	versions sync.Map // id.ID of a published version → *Version; they never change
	compiled models
}

// New returns the service.
func New(d Deps) *Service { return &Service{Deps: d} }

// lane is where units that change rulebooks queue.
const lane = "rulebook"

// pageSize is how many lines a page of a list has.
const pageSize = 20

// Current returns the version in force for an item, false if there is none. It is shared
// and not to be changed.
func (s *Service) Current(ctx context.Context, item string) (*Version, bool, error) {
	var key id.ID
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		key, err = findCurrent(ctx, tx, item)
		return err
	})
	if err != nil || key == 0 {
		return nil, false, err
	}
	v, err := s.Version(ctx, key)
	return v, err == nil, err
}

// Version returns a published version by its id, or a draft as it is now. It is shared and
// not to be changed; whether it is still in force, Current tells.
func (s *Service) Version(ctx context.Context, key id.ID) (*Version, error) {
	if found, ok := s.versions.Load(key); ok {
		return found.(*Version), nil
	}
	var v Version
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		v, err = findVersion(ctx, tx, key)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("rulebook version %s: %w", key, err)
	}
	if v.Number > 0 {
		s.versions.Store(key, &v)
	}
	return &v, nil
}

// Drafted returns the draft of an item, false if nobody writes one. Who may see it is for
// the caller to ask.
func (s *Service) Drafted(ctx context.Context, item string) (*Version, bool, error) {
	var b *Rulebook
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		b, err = findRulebook(ctx, tx, item)
		return err
	})
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return nil, false, nil
	}
	if err != nil || b.Draft == nil {
		return nil, false, err
	}
	return b.Draft, true, nil
}

// Model returns the rules of a version, compiled.
func (s *Service) Model(v *Version) (*decision.Model, error) {
	c := s.compiled.of(v.Content)
	if c.model == nil {
		return nil, fmt.Errorf("rulebook %s of %s does not compile: %v", v.ID, v.Item, c.faults)
	}
	return c.model, nil
}

// Needs returns the inputs that the answer of a version rests on, by itself or by decisions
// below it. Others of its file are not asked for: nobody is looked up without need.
//
// Basis: 个人信息保护法, art. 6 (no more data than the purpose needs).
func (s *Service) Needs(v *Version) (list []Input, err error) {
	model, err := s.Model(v)
	if err != nil {
		return nil, err
	}
	for _, in := range model.Inputs(v.Decision) {
		one, tied := v.Input(in.Name)
		if !tied {
			one = Input{Name: in.Name, Label: in.Name, Type: in.Type} // from nowhere: nothing is approved
		}
		list = append(list, one)
	}
	return list, nil
}

// List returns rulebooks the actor may see, last touched first.
func (s *Service) List(ctx context.Context, after Cursor, limit int) (lines []Line, next Cursor, err error) {
	by := actor.From(ctx)
	if err := mayLook(by); err != nil {
		return nil, next, err
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		lines, err = listLines(ctx, tx, access.Scope(by, access.RulebookRead), after, limit+1)
		return err
	})
	if len(lines) > limit {
		lines = lines[:limit]
		next = Cursor{lines[limit-1].TouchedAt, lines[limit-1].Item}
	}
	return lines, next, err
}

// Search returns the items that the actor may see the rulebooks of, by words of their
// names, by initials or a code, the best first.
func (s *Service) Search(ctx context.Context, words string) ([]catalogue.Summary, error) {
	by := actor.From(ctx)
	if err := mayLook(by); err != nil {
		return nil, err
	}
	page, err := s.Items.Search(ctx, catalogue.Query{Text: words, Limit: pageSize, Only: func(item *catalogue.Summary) bool {
		return access.May(by, access.RulebookRead, access.Object{Department: item.Department.Code}) == nil
	}})
	return page.Items, err
}

// mayLook lets in whoever has to do with rulebooks at all.
func mayLook(by actor.Actor) error {
	if access.Has(by, access.RulebookRead) {
		return nil
	}
	return access.May(by, access.RulebookRead, access.Object{})
}

// Find returns the rulebook of an item, also one that has none yet: then it holds only
// what it belongs to.
func (s *Service) Find(ctx context.Context, item string) (*Rulebook, error) {
	by := actor.From(ctx)
	if err := mayLook(by); err != nil {
		return nil, err
	}
	var b *Rulebook
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		b, err = findRulebook(ctx, tx, item)
		return err
	})
	if fault.KindOf(err) == fault.NotFound {
		b, err = s.unborn(ctx, item)
	}
	if err != nil {
		return nil, err
	}
	return b, access.May(by, access.RulebookRead, b.object())
}

// unborn is the rulebook of an item that has none.
func (s *Service) unborn(ctx context.Context, item string) (*Rulebook, error) {
	found, err := s.Items.Published(ctx, item)
	if fault.KindOf(err) == fault.NotFound {
		return nil, errUnknown
	}
	if err != nil {
		return nil, err
	}
	return &Rulebook{Item: found.Code, Name: found.Name, Department: found.Department.Code}, nil
}

// object is what the matrix has to know of a rulebook.
func (b *Rulebook) object() access.Object { return access.Object{Department: b.Department} }

// Numbered returns one published version.
func (s *Service) Numbered(ctx context.Context, item string, number int64) (*Rulebook, Version, error) {
	b, err := s.Find(ctx, item)
	if err != nil {
		return nil, Version{}, err
	}
	if number <= 0 {
		return nil, Version{}, errUnknown
	}
	var v Version
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		v, err = findNumber(ctx, tx, b.Item, number)
		return err
	})
	return b, v, err
}

// Versions returns what was published for an item below a number, newest first; below 0
// begins with the newest. Next is 0 where there are no more.
func (s *Service) Versions(ctx context.Context, item string, below int64, limit int) (list []Version, next int64, err error) {
	b, err := s.Find(ctx, item)
	if err != nil {
		return nil, 0, err
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		list, err = listVersions(ctx, tx, b.Item, below, limit+1)
		return err
	})
	if len(list) > limit {
		list = list[:limit]
		next = list[limit-1].Number
	}
	return list, next, err
}

func (s *Service) record(ctx context.Context, tx *db.Tx, event string, v Version) error {
	entry := versionData{Version: v.ID, Number: v.Number, Digest: v.Digest}
	if v.Proof != 0 {
		entry.Proof = v.Proof.String()
	}
	return audit.Record(ctx, tx, audit.Entry{Event: event, Actor: actor.From(ctx).ID, Subject: v.Item, At: s.Clock.Now(), Data: entry})
}
