package window

import (
	"context"
	"fmt"

	"tongban/capability/access"
	"tongban/capability/application"
	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/delivery"
	"tongban/capability/identity"
	"tongban/capability/notice"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Deps are what window stands on. All are required.
type Deps struct {
	DB           *db.DB
	Clock        clock.Clock
	Keys         *crypt.Keys
	Identity     *identity.Service
	Catalogue    application.Items
	Applications *application.Service
	Cases        *casework.Service
	Finder       Finder
	Notices      *notice.Service
	Parcels      *delivery.Service
	Places       Places
}

// Service is the use cases of window.
type Service struct {
	Deps
	bundles Bundles // nil: there are none
}

// New returns the service.
func New(d Deps) *Service {
	s := &Service{Deps: d}
	d.Notices.From(noticeSource, s)
	return s
}

// The elements under which things are sealed.
const (
	sealedName    = "window.name"
	sealedToken   = "window.token"
	sealedPicture = "window.picture"
	sealedReceipt = "window.receipt"
)

// Bounds of lists.
const (
	mostVisits    = 20 // of one clerk on the first page
	mostAids      = 100
	mostOriginals = 200
	mostFound     = 10 // items of one search
)

// clerk returns the actor of ctx if they work at a counter.
func clerk(ctx context.Context) (actor.Actor, id.ID, error) {
	by := actor.From(ctx)
	if by.Kind == actor.Guest {
		return by, 0, fault.New(fault.Unauthenticated, "fault.signin")
	}
	key, err := id.Parse(by.ID)
	if err != nil || by.Kind != actor.Staff || by.Outlet == "" || !access.Has(by, access.CaseApply) {
		return by, 0, fault.New(fault.Forbidden, "access.forbidden")
	}
	return by, key, nil
}

// Start begins to help whoever the card is of. At the counter the card proves who they
// are; on the telephone somebody has to be known already, since nobody saw a card.
func (s *Service) Start(ctx context.Context, card Card, channel Channel) (*Visit, error) {
	by, staff, err := clerk(ctx)
	if err != nil {
		return nil, err
	}
	person, err := s.who(ctx, by, card, channel)
	if err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	v := visitRow{Visit: Visit{
		ID: id.New(), Channel: channel, Staff: staff, StaffName: by.Name, Outlet: by.Outlet,
		Person: person.ID, Name: person.Name, StartedAt: now,
	}}
	if v.name, err = s.Keys.Seal(sealedName, []byte(person.Name)); err != nil {
		return nil, err
	}
	err = s.DB.Write(ctx, v.ID.String(), func(ctx context.Context, tx *db.Tx) error {
		if err := insertVisit(ctx, tx, v); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Entry{Event: "window.began", Actor: by.ID, Subject: v.ID.String(), At: now, Data: string(channel)}); err != nil {
			return err
		}
		return audit.Access(ctx, tx, audit.Look{
			Person: person.ID.String(), Actor: by.ID, Department: by.Department, Purpose: "window.help", Subject: v.ID.String(),
			Elements: []string{"person.name", "person.idNumber"}, At: now,
		})
	})
	if err != nil {
		return nil, fmt.Errorf("start a visit: %w", err)
	}
	return &v.Visit, nil
}

// who finds the person of a card.
func (s *Service) who(ctx context.Context, by actor.Actor, card Card, channel Channel) (identity.Person, error) {
	switch channel {
	case Counter:
		p, err := s.Identity.Met(ctx, by, card.Name, card.Number)
		return p, atCard(err)
	case Telephone:
		p, err := s.Identity.PersonByIDNumber(ctx, card.Number)
		if fault.KindOf(err) == fault.NotFound && err != nil || err == nil && (p.Name != card.Name || p.Level < identity.Checked) {
			return p, fault.InvalidFields([]fault.Field{{Name: "card", Key: "window.not-by-telephone"}})
		}
		return p, err
	}
	return identity.Person{}, fault.InvalidFields([]fault.Field{{Name: "channel", Key: "window.channel-unknown"}})
}

// atCard says what is wrong with a card at the one field it was read into.
func atCard(err error) error {
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Invalid {
		return err
	}
	faults := append([]fault.Field{}, f.Fields...)
	for i := range faults {
		faults[i].Name = "card"
	}
	return fault.InvalidFields(faults)
}

// Visits returns the last visits of the actor, newest first.
func (s *Service) Visits(ctx context.Context) (list []Visit, err error) {
	_, staff, err := clerk(ctx)
	if err != nil {
		return nil, err
	}
	var rows []visitRow
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		rows, err = listVisits(ctx, tx, staff, mostVisits)
		return err
	})
	for _, row := range rows {
		if err == nil {
			row.Name, err = s.open(sealedName, row.name)
		}
		list = append(list, row.Visit)
	}
	if err != nil {
		return nil, fmt.Errorf("list visits: %w", err)
	}
	return list, nil
}

// Visit returns a visit that began at the actor's outlet: colleagues take over from each
// other. Elsewhere it does not exist.
func (s *Service) Visit(ctx context.Context, visit id.ID) (*Visit, Person, error) {
	by, _, err := clerk(ctx)
	if err != nil {
		return nil, Person{}, err
	}
	var row visitRow
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		row, err = findVisit(ctx, tx, visit)
		return err
	})
	if err != nil {
		return nil, Person{}, err
	}
	if row.Outlet != by.Outlet {
		return nil, Person{}, errVisit
	}
	if row.Name, err = s.open(sealedName, row.name); err != nil {
		return nil, Person{}, err
	}
	person, err := s.Identity.Person(ctx, row.Person)
	return &row.Visit, Person{person}, err
}

// Find looks items up for a visit.
func (s *Service) Find(ctx context.Context, text string) ([]catalogue.Summary, error) {
	if text == "" {
		return nil, nil
	}
	return s.Finder.Items(ctx, text, mostFound)
}

// Choose begins the application of a visit's person for an item. Where the visit has one
// already, that one stays.
func (s *Service) Choose(ctx context.Context, visit id.ID, itemCode string, answers catalogue.Answers, consent bool) (*Visit, error) {
	v, person, err := s.Visit(ctx, visit)
	if err != nil || v.Application != 0 {
		return v, err
	}
	w, err := s.Applications.BeginFor(ctx, v.owner(person), itemCode, answers, consent)
	if err != nil {
		return nil, err
	}
	err = s.DB.Write(ctx, visit.String(), func(ctx context.Context, tx *db.Tx) error {
		chosen, err := chooseItem(ctx, tx, visit, w.ID, w.Item.Name)
		if err != nil || !chosen {
			return err
		}
		if err := s.lookedAt(ctx, tx, v, person); err != nil {
			return err
		}
		if err := s.did(ctx, tx, v, w.ID, Began); err != nil || !consent {
			return err
		}
		return s.did(ctx, tx, v, w.ID, Consented)
	})
	if err != nil {
		return nil, fmt.Errorf("choose an item: %w", err)
	}
	v, _, err = s.Visit(ctx, visit)
	return v, err
}

// lookedAt writes down that the clerk sees what the form is filled with from the registers.
func (s *Service) lookedAt(ctx context.Context, tx *db.Tx, v *Visit, person Person) error {
	by := actor.From(ctx)
	return audit.Access(ctx, tx, audit.Look{
		Person: person.ID.String(), Actor: by.ID, Department: by.Department, Purpose: "window.help", Subject: v.ID.String(),
		Elements: []string{"person.mobile", "person.address"}, At: s.Clock.Now(),
	})
}

// did notes what the actor of ctx did for the applicant.
func (s *Service) did(ctx context.Context, tx *db.Tx, v *Visit, applicationID id.ID, what Deed) error {
	by, staff, err := clerk(ctx)
	if err != nil {
		return err
	}
	return insertAid(ctx, tx, Aid{Application: applicationID, Staff: staff, StaffName: by.Name, Channel: v.Channel, Did: what, At: s.Clock.Now()})
}

// Aids returns what staff did on an application, oldest first. Whoever may read the case
// gets this far.
func (s *Service) Aids(ctx context.Context, applicationID id.ID) (list []Aid, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listAids(ctx, tx, applicationID, mostAids)
		return err
	})
	return list, err
}

func (s *Service) open(element string, sealed []byte) (string, error) {
	plain, err := s.Keys.Open(element, sealed)
	return string(plain), err
}
