package inspection

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/capability/document"
	"tongban/capability/notice"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

// Deps are what inspection stands on. All are required.
type Deps struct {
	DB        *db.DB
	Clock     clock.Clock
	Casework  *casework.Service
	Documents *document.Service
	Notices   *notice.Service
	Keys      *crypt.Keys
	Texts     *message.Catalogue // filled after every capability is known
	Roster    Roster
}

// Roster knows who can be sent.
type Roster interface {
	// Inspectors returns the names of those of a department who may inspect, by account.
	Inspectors(ctx context.Context, department string) (map[string]string, error)
}

// Service is the use cases of inspection.
type Service struct{ Deps }

// New returns the service, which keeps the facts of the papers it makes.
func New(d Deps) *Service {
	s := &Service{d}
	d.Notices.From(source, s)
	return s
}

// underReview are the statuses in which a visit can be ordered.
var underReview = []casework.Status{casework.Accepted, casework.Reviewing, casework.Special, casework.Suspended, casework.Deciding}

// mayOrder says why a may not order a visit in the case of f.
func mayOrder(a actor.Actor, f *casework.File) error {
	c := f.Case
	o := access.Object{Owner: c.Owner.String(), Item: c.ItemCode, Department: c.Department, Outlet: c.Outlet, Region: c.Region, State: string(c.Status)}
	for _, task := range f.Tasks {
		if task.ClosedAt.IsZero() {
			o.Stages = append(o.Stages, actor.Role(task.Role))
		}
	}
	if err := access.May(a, access.CaseReview, o); err != nil && access.May(a, access.CaseDecide, o) != nil {
		return err
	}
	if !slices.Contains(underReview, c.Status) {
		return fault.New(fault.Conflict, "casework.not-now")
	}
	return nil
}

// Order orders a visit to the site of the case no. One is open at a time.
func (s *Service) Order(ctx context.Context, no string, o Order) error {
	f, err := s.Casework.File(ctx, no)
	if err != nil {
		return err
	}
	by := actor.From(ctx)
	if err := mayOrder(by, f); err != nil {
		return err
	}
	if faults := o.check(); len(faults) > 0 {
		return fault.InvalidFields(faults)
	}
	roster, err := s.Roster.Inspectors(ctx, f.Case.Department)
	if err != nil {
		return err
	}
	v := &Visit{
		ID: id.New(), CaseID: f.Case.ID, CaseNo: f.Case.No, Reason: strings.TrimSpace(o.Reason), PlannedOn: o.PlannedOn,
		OrderedBy: by.ID, Orderer: by.Name, OrderedAt: s.Clock.Now(),
	}
	for i, account := range o.Inspectors {
		name, known := roster[account]
		if !known {
			return fault.InvalidFields([]fault.Field{{Name: []string{"first", "second"}[i], Key: "inspection.not-on-roster"}})
		}
		v.Inspectors[i] = Inspector{Staff: account, Name: name}
	}
	return s.write(ctx, "inspection.order", v, func(ctx context.Context, tx *db.Tx) error { return insertVisit(ctx, tx, v) })
}

// Visits returns the visits of the case of f with their photographs, oldest first.
func (s *Service) Visits(ctx context.Context, f *casework.File) (list []*Visit, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		if list, err = listVisits(ctx, tx, f.Case.ID); err != nil {
			return err
		}
		for _, v := range list {
			if v.Photos, err = listPhotos(ctx, tx, v.ID); err != nil {
				return err
			}
		}
		return nil
	})
	return list, err
}

// Last returns the last visit of a case that was not called off, nil if there was none,
// within a unit. The caller has checked who asks.
func (s *Service) Last(ctx context.Context, tx *db.Tx, caseID id.ID) (*Visit, error) {
	list, err := listVisits(ctx, tx, caseID)
	for i := len(list) - 1; err == nil && i >= 0; i-- {
		if list[i].Cancelled == "" {
			return list[i], nil
		}
	}
	return nil, err
}

// Write keeps what an inspector found, on the record as of version. It may be written
// later, without a network on the site; what is changed has to be signed again, and what is
// sent twice changes nothing.
func (s *Service) Write(ctx context.Context, no string, visit id.ID, version int64, r Record) error {
	return s.change(ctx, "inspection.record", no, visit, func(ctx context.Context, tx *db.Tx, c *changing) error {
		switch faults := r.check(calendar.DateOf(s.Clock.Now())); {
		case len(faults) > 0:
			return fault.InvalidFields(faults)
		case c.Record == r:
			return nil
		case c.Version != version:
			return fault.New(fault.Conflict, "inspection.changed")
		}
		c.Record, c.Witnessed = r, time.Time{}
		c.Version++
		for i := range c.Inspectors {
			c.Inspectors[i].SignedAt, c.Inspectors[i].Drawn = time.Time{}, false
		}
		return deleteSignatures(ctx, tx, c.ID)
	})
}

// Sign puts the inspector's signature under the record; with the second the visit is over
// and its record an official paper.
func (s *Service) Sign(ctx context.Context, no string, visit id.ID, g Signing) error {
	return s.change(ctx, "inspection.sign", no, visit, func(ctx context.Context, tx *db.Tx, c *changing) error {
		switch {
		case !c.IsRecorded():
			return fault.New(fault.Conflict, "inspection.unrecorded")
		case g.Drawn == "" && strings.TrimSpace(g.Name) != c.as.Name:
			return fault.InvalidFields([]fault.Field{{Name: "name", Key: "inspection.name-differs", Args: []any{c.as.Name}}})
		}
		c.as.SignedAt, c.as.Drawn = s.Clock.Now(), g.Drawn != ""
		if err := s.keepDrawn(ctx, tx, c, c.as.Staff, g); err != nil {
			return err
		}
		if c.Inspectors[0].SignedAt.IsZero() || c.Inspectors[1].SignedAt.IsZero() {
			return nil
		}
		c.ClosedAt = c.as.SignedAt
		return s.register(ctx, tx, c)
	})
}

// Witness puts the signature of who was there for the applicant under the record, drawn on
// the screen of an inspector.
func (s *Service) Witness(ctx context.Context, no string, visit id.ID, g Signing) error {
	return s.change(ctx, "inspection.witness", no, visit, func(ctx context.Context, tx *db.Tx, c *changing) error {
		switch {
		case !c.IsRecorded():
			return fault.New(fault.Conflict, "inspection.unrecorded")
		case g.Drawn == "":
			return fault.InvalidFields([]fault.Field{{Name: "witness.drawn", Key: "inspection.not-drawn"}})
		}
		c.Witnessed = s.Clock.Now()
		return s.keepDrawn(ctx, tx, c, "", g)
	})
}

// keepDrawn keeps the picture of a signature, if there is one.
func (s *Service) keepDrawn(ctx context.Context, tx *db.Tx, c *changing, staff string, g Signing) error {
	if g.Drawn == "" {
		return nil
	}
	picture, ok := pictureOf(g.Drawn)
	if !ok {
		return fault.InvalidFields([]fault.Field{{Name: "signature.drawn", Key: "inspection.not-drawn"}})
	}
	sealed, err := s.Keys.Seal(elementSignature, picture)
	if err != nil {
		return err
	}
	return insertSignature(ctx, tx, c.ID, staff, sealed, s.Clock.Now())
}

// elementSignature is the data element under which drawn signatures are kept.
const elementSignature = "inspection.signature"

// changing is an open visit that one of its inspectors changes.
type changing struct {
	*Visit
	file *casework.File
	as   *Inspector
}

// change does what an inspector does to an open visit of the case no.
func (s *Service) change(ctx context.Context, event, no string, visit id.ID, do func(context.Context, *db.Tx, *changing) error) error {
	f, err := s.Casework.File(ctx, no)
	if err != nil {
		return err
	}
	return s.write(ctx, event, &Visit{CaseNo: f.Case.No}, func(ctx context.Context, tx *db.Tx) error {
		found, err := findVisit(ctx, tx, f.Case.ID, visit)
		if err != nil {
			return err
		}
		c := &changing{Visit: found, file: f, as: found.inspector(actor.From(ctx).ID)}
		switch {
		case c.as == nil:
			return fault.New(fault.Forbidden, "inspection.not-yours")
		case !c.IsOpen():
			return fault.New(fault.Conflict, "inspection.closed")
		}
		if err := do(ctx, tx, c); err != nil {
			return err
		}
		return updateVisit(ctx, tx, c.Visit)
	})
}

// Cancel calls a visit off, by whoever may order one.
func (s *Service) Cancel(ctx context.Context, no string, visit id.ID, why string) error {
	f, err := s.Casework.File(ctx, no)
	if err != nil {
		return err
	}
	if err := mayOrder(actor.From(ctx), f); err != nil {
		return err
	}
	why = strings.TrimSpace(why)
	if why == "" || len([]rune(why)) > maxText {
		return fault.InvalidFields([]fault.Field{{Name: "why", Key: "inspection.why-missing"}})
	}
	v := &Visit{CaseNo: f.Case.No}
	return s.write(ctx, "inspection.cancel", v, func(ctx context.Context, tx *db.Tx) error {
		found, err := findVisit(ctx, tx, f.Case.ID, visit)
		if err != nil {
			return err
		}
		found.ClosedAt, found.Cancelled = s.Clock.Now(), why
		return updateVisit(ctx, tx, found)
	})
}

// Attach adds a photograph of the site.
func (s *Service) Attach(ctx context.Context, no string, visit id.ID, u document.Upload) error {
	f, err := s.Casework.File(ctx, no)
	if err != nil {
		return err
	}
	u.Owner = actor.From(ctx).ID
	file, err := s.Documents.Receive(ctx, u)
	if err != nil {
		return err
	}
	photo := Photo{ID: id.New(), File: file.ID, Name: file.Name}
	v := &Visit{CaseNo: f.Case.No}
	return s.write(ctx, "inspection.photo", v, func(ctx context.Context, tx *db.Tx) error {
		found, err := findVisit(ctx, tx, f.Case.ID, visit)
		if err != nil {
			return err
		}
		switch {
		case found.inspector(u.Owner) == nil:
			return fault.New(fault.Forbidden, "inspection.not-yours")
		case !found.IsOpen():
			return fault.New(fault.Conflict, "inspection.closed")
		}
		if err := s.Documents.Keep(ctx, tx, file.ID); err != nil {
			return err
		}
		return insertPhoto(ctx, tx, visit, photo, u.Owner, s.Clock.Now())
	})
}

// Photo opens a photograph for whoever may look at the papers of the case.
func (s *Service) Photo(ctx context.Context, no string, visit, photo id.ID) (document.File, io.ReadCloser, error) {
	_, v, err := s.visible(ctx, no, visit)
	if err != nil {
		return document.File{}, nil, err
	}
	for _, p := range v.Photos {
		if p.ID == photo {
			return s.Documents.Preview(ctx, p.File)
		}
	}
	return document.File{}, nil, fault.New(fault.NotFound, "inspection.unknown")
}

// Open says why a case cannot be granted yet: a visit was ordered and is not over.
func (s *Service) Open(ctx context.Context, tx *db.Tx, c *casework.Case) error {
	open, err := hasOpen(ctx, tx, c.ID)
	if err == nil && open {
		return fault.New(fault.Conflict, "inspection.open")
	}
	return err
}

// write stores a change and its audit leaf in one unit.
func (s *Service) write(ctx context.Context, event string, v *Visit, unit db.Unit) error {
	by, now := actor.From(ctx), s.Clock.Now()
	err := s.DB.Write(ctx, v.CaseNo, func(ctx context.Context, tx *db.Tx) error {
		if err := unit(ctx, tx); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Event: event, Actor: by.ID, Subject: v.CaseNo, At: now})
	})
	if err != nil {
		return fmt.Errorf("%s %s: %w", event, v.CaseNo, err)
	}
	return nil
}
