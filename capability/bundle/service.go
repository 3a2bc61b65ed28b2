package bundle

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"tongban/capability/catalogue"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/once"
)

// Deps are what bundles stand on. All are required.
type Deps struct {
	DB    *db.DB
	Clock clock.Clock
	Once  *once.Keeper
	Items Items
	Forms Forms
}

// Service keeps bundles.
type Service struct {
	Deps
	joints   sync.Map // id.ID of an edition → *Joint; they never change
	editions sync.Map // edition by version and pins → id.ID
}

// New returns the service.
func New(d Deps) *Service { return &Service{Deps: d} }

// errUnknown is the fault of a bundle that nobody knows, or may see.
var errUnknown = fault.New(fault.NotFound, "bundle.unknown")

// Published returns the joint item of a bundle as it is offered now: with its items as they
// are now. It is NotFound if nobody can apply; Ended says why.
func (s *Service) Published(ctx context.Context, code string) (*catalogue.Item, error) {
	j, _, err := s.current(ctx, code)
	if err != nil {
		return nil, err
	}
	if j == nil {
		return nil, errUnknown
	}
	return j.Item, nil
}

// Version returns the joint item of an edition, whatever has become of the bundle since.
func (s *Service) Version(ctx context.Context, edition id.ID) (*catalogue.Item, error) {
	if j, known := s.joints.Load(edition); known {
		return j.(*Joint).Item, nil
	}
	var e editionRow
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		e, err = findEdition(ctx, tx, edition)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("edition %s: %w", edition, err)
	}
	v, err := s.version(ctx, e.Version)
	if err != nil {
		return nil, err
	}
	pinned := Pinned{}
	for code, version := range e.Pins {
		item, err := s.Items.Version(ctx, version)
		if err != nil {
			return nil, err
		}
		if err := s.pin(pinned, code, item); err != nil {
			return nil, err
		}
	}
	j, err := Join(v.Bundle.among(pinned), edition, pinned)
	if err != nil {
		return nil, fmt.Errorf("edition %s: %w", edition, err)
	}
	s.joints.Store(edition, j)
	return j.Item, nil
}

func (s *Service) pin(pinned Pinned, code string, item *catalogue.Item) error {
	def, err := s.Forms.Form(item)
	if err != nil {
		return err
	}
	one := pinned[code]
	one.Item, one.Form = item, def
	pinned[code] = one
	return nil
}

// Ended returns what keeps people from applying for a bundle that there is: it was withdrawn,
// or a required item is not offered, or has changed so that it does not fit any more. Nil if
// nothing does, or nobody knows the bundle.
func (s *Service) Ended(ctx context.Context, code string) (*catalogue.Ended, error) {
	_, ended, err := s.current(ctx, code)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return nil, nil
	}
	return ended, err
}

// Joint returns a bundle as it is offered now, with why nobody can apply for it, if so.
func (s *Service) Joint(ctx context.Context, code string) (*Joint, *catalogue.Ended, error) {
	return s.current(ctx, code)
}

// current finds the edition of a bundle that counts now, or why there is none.
func (s *Service) current(ctx context.Context, code string) (*Joint, *catalogue.Ended, error) {
	var newest Version
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		newest, err = findOffered(ctx, tx, code)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	shown := &catalogue.Item{Code: newest.Code, Name: newest.Bundle.Name, Department: newest.Bundle.Lead}
	if newest.State == Withdrawn {
		return nil, &catalogue.Ended{Item: shown, State: catalogue.Retired, Reason: newest.EndedWhy, Since: newest.EndedAt}, nil
	}
	pinned, missing, err := s.pins(ctx, newest.Bundle)
	if err != nil {
		return nil, nil, err
	}
	suspended := func(why string) *catalogue.Ended {
		return &catalogue.Ended{Item: shown, State: catalogue.Suspended, Reason: why, Since: newest.PublishedAt}
	}
	if missing != "" {
		return nil, suspended(t(ctx, "ended.missing", missing)), nil
	}
	edition, err := s.edition(ctx, newest.ID, pinned)
	if err != nil {
		return nil, nil, err
	}
	item, err := s.Version(ctx, edition)
	if fault.KindOf(err) == fault.Invalid {
		return nil, suspended(t(ctx, "ended.changed")), nil
	}
	if err != nil {
		return nil, nil, err
	}
	j, _ := Of(item)
	if len(j.Clashes) > 0 {
		return nil, suspended(t(ctx, "ended.changed")), nil
	}
	return j, nil, nil
}

// pins finds the items of b as they are now. Missing is what a required one is called that is
// not offered; an optional one is left out.
func (s *Service) pins(ctx context.Context, b *Bundle) (pinned Pinned, missing string, err error) {
	pinned = Pinned{}
	for _, c := range b.Components {
		if c.Kind != ItemKind {
			continue
		}
		item, err := s.Items.Published(ctx, c.Item)
		switch {
		case fault.KindOf(err) == fault.NotFound && err != nil:
			ended, err := s.Items.Ended(ctx, c.Item)
			switch {
			case err != nil:
				return nil, "", err
			case c.Required && ended != nil:
				missing = ended.Item.Name
			case c.Required:
				missing = c.Item
			}
			continue
		case err != nil:
			return nil, "", err
		}
		if err := s.pin(pinned, c.Item, item); err != nil {
			return nil, "", err
		}
	}
	return pinned, missing, nil
}

// among is b with those of its components that are there. What is said about others is left
// out with them.
func (b *Bundle) among(pinned Pinned) *Bundle {
	return b.without(func(code string) bool {
		return slices.ContainsFunc(b.Components, func(c Component) bool {
			return c.Item == code && c.Kind == ItemKind && pinned[code].Item == nil
		})
	})
}

// edition returns the id of a version with these pins, and makes one the first time.
func (s *Service) edition(ctx context.Context, version id.ID, pinned Pinned) (id.ID, error) {
	pins := map[string]id.ID{}
	for code, pin := range pinned {
		pins[code] = pin.Item.VersionID
	}
	text, err := json.Marshal(pins) // sorted by code
	if err != nil {
		return 0, err
	}
	name := version.String() + string(text)
	if known, ok := s.editions.Load(name); ok {
		return known.(id.ID), nil
	}
	var edition id.ID
	find := func(ctx context.Context, tx *db.Tx) (err error) {
		edition, err = findEditionOf(ctx, tx, version, string(text))
		return err
	}
	if err := s.DB.Read(ctx, find); err != nil {
		return 0, err
	}
	if edition == 0 {
		made := editionRow{ID: id.New(), Version: version, Pins: pins, MadeAt: s.Clock.Now()}
		err := s.DB.Write(ctx, lane, func(ctx context.Context, tx *db.Tx) error {
			if err := insertEdition(ctx, tx, made, string(text)); err != nil {
				return err
			}
			return find(ctx, tx)
		})
		if err != nil {
			return 0, fmt.Errorf("edition of %s: %w", version, err)
		}
	}
	s.editions.Store(name, edition)
	return edition, nil
}

// version returns one version by its id.
func (s *Service) version(ctx context.Context, key id.ID) (v Version, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		v, err = findVersion(ctx, tx, key)
		return err
	})
	return v, err
}

// Offered returns the bundles that people can apply for now, by the order of their codes.
func (s *Service) Offered(ctx context.Context) (list []*Joint, err error) {
	var codes []string
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		codes, err = listPublished(ctx, tx, mostOffered)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, code := range codes {
		j, _, err := s.current(ctx, code)
		if err != nil {
			return nil, err
		}
		if j != nil {
			list = append(list, j)
		}
	}
	return list, nil
}

// mostOffered is how many bundles a list takes; the national list has 153.
const mostOffered = 200

// Version is one version of a bundle with how it came about.
type Version struct {
	*Bundle
	ID            id.ID
	Code          string
	Number        int64
	State         State
	Edits         int
	Base          int64
	Authors       []string
	AuthorName    string
	WrittenAt     time.Time
	PublisherName string
	PublishedAt   time.Time
	EndedAt       time.Time
	Reason        string
	EndedBy       string
	EndedWhy      string
}

func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "bundle."+key, args...)
}
