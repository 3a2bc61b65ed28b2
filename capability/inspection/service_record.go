package inspection

import (
	"context"
	"errors"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/check"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// changing is a visit that one of its inspectors changes.
type changing struct {
	*Visit
	file *casework.File
	as   *Inspector
}

// mayChange says why nothing can be changed any more.
func (c *changing) mayChange() error {
	if !c.IsOpen() {
		return fault.New(fault.Conflict, "inspection.closed")
	}
	return nil
}

// errSame undoes a unit in which there is nothing to do: what came has come before.
var errSame = errors.New("it is so already")

// change does what an inspector does to a visit of the case no.
func (s *Service) change(ctx context.Context, event, no string, visit id.ID, do func(context.Context, *db.Tx, *changing) error) error {
	f, err := s.Casework.File(ctx, no)
	if err != nil {
		return err
	}
	err = s.write(ctx, event, &Visit{CaseNo: f.Case.No}, func(ctx context.Context, tx *db.Tx) error {
		_, err := s.changed(ctx, tx, f, visit, do)
		return err
	})
	if errors.Is(err, errSame) {
		return nil
	}
	return err
}

// changed does so within a unit.
func (s *Service) changed(ctx context.Context, tx *db.Tx, f *casework.File, visit id.ID, do func(context.Context, *db.Tx, *changing) error) (*changing, error) {
	found, err := lockVisit(ctx, tx, f.Case.ID, visit)
	if err != nil {
		return nil, err
	}
	c := &changing{Visit: found, file: f, as: found.inspector(actor.From(ctx).ID)}
	if c.as == nil {
		return nil, fault.New(fault.Forbidden, "inspection.not-yours")
	}
	if err := do(ctx, tx, c); err != nil {
		return nil, err
	}
	return c, updateVisit(ctx, tx, c.Visit)
}

// plain returns r as it is kept.
func (r Record) plain() Record {
	r.Findings, r.Present = check.Words(r.Findings), check.Words(r.Present)
	kept := make([]Answered, len(r.Answers))
	for i, a := range r.Answers {
		kept[i] = Answered{a.Answer, check.Words(a.Note)}
	}
	r.Answers = kept
	return r
}

// Write keeps what an inspector found, in the part of their department as of its version: the
// parts of others do not matter. It may be written later, without a network on the site; what is
// changed has to be signed again, and what is sent twice changes nothing.
func (s *Service) Write(ctx context.Context, no string, visit id.ID, version int64, r Record) error {
	r = r.plain()
	return s.change(ctx, "inspection.record", no, visit, func(ctx context.Context, tx *db.Tx, c *changing) error {
		part := c.part(c.as.Department)
		if faults := r.check(c.Visit, part, calendar.DateOf(s.Clock.Now())); len(faults) > 0 {
			return fault.InvalidFields(faults)
		}
		if c.hasWritten(part, r) {
			return errSame
		}
		if err := c.mayChange(); err != nil {
			return err
		}
		if part.Version != version {
			return fault.New(fault.Conflict, "inspection.changed")
		}
		c.write(part, r)
		return updatePart(ctx, tx, c.Visit, part)
	})
}

// Sign puts the inspector's signature under the record; with the last the visit is over, its
// record an official paper, and the step of the process that is the visit done.
func (s *Service) Sign(ctx context.Context, no string, visit id.ID, g Signing) error {
	f, v, err := s.of(ctx, no, visit)
	if err != nil {
		return err
	}
	found := casework.Visited{Met: v.Met(), Result: s.official("standing." + result(v))}
	err = s.Casework.EndVisit(ctx, f.Case.No, found, func(ctx context.Context, tx *db.Tx) (bool, error) {
		c, err := s.changed(ctx, tx, f, visit, func(ctx context.Context, tx *db.Tx, c *changing) error { return s.sign(ctx, tx, c, g, v.Version) })
		if err != nil {
			return false, err
		}
		return c.IsSigned(), s.leaf(ctx, tx, "inspection.sign", c.Visit)
	})
	if errors.Is(err, errSame) {
		return nil
	}
	return err
}

// sign does so within the unit, on the record as it was read.
func (s *Service) sign(ctx context.Context, tx *db.Tx, c *changing, g Signing, read int64) error {
	if !c.as.SignedAt.IsZero() {
		return errSame
	}
	if err := s.maySign(c, g, read); err != nil {
		return err
	}
	if g.Drawn == "" && check.Words(g.Name) != c.as.Name {
		return fault.InvalidFields([]fault.Field{{Name: "name", Key: "inspection.name-differs", Args: []any{c.as.Name}}})
	}
	c.as.SignedAt, c.as.Drawn = s.Clock.Now(), g.Drawn != ""
	if err := updateSigned(ctx, tx, c.ID, *c.as); err != nil {
		return err
	}
	if err := s.keepDrawn(ctx, tx, c, c.as.Staff, g); err != nil {
		return err
	}
	if !c.IsSigned() {
		return nil
	}
	c.ClosedAt = c.as.SignedAt
	var err error
	if c.Photos, err = listPhotos(ctx, tx, c.ID); err != nil {
		return err
	}
	if err := s.dismiss(ctx, tx, c.file, c.Visit); err != nil {
		return err
	}
	return s.register(ctx, tx, c)
}

// maySign says why the record cannot be signed as it was shown.
func (s *Service) maySign(c *changing, g Signing, read int64) error {
	if err := c.mayChange(); err != nil {
		return err
	}
	switch {
	case !c.IsRecorded():
		return fault.New(fault.Conflict, "inspection.unrecorded")
	case c.Version != g.Version || c.Version != read:
		return fault.New(fault.Conflict, "inspection.sign-changed")
	}
	return nil
}

// Witness puts the signature of who was there for the applicant under the record, drawn on
// the screen of an inspector.
func (s *Service) Witness(ctx context.Context, no string, visit id.ID, g Signing) error {
	return s.change(ctx, "inspection.witness", no, visit, func(ctx context.Context, tx *db.Tx, c *changing) error {
		if err := s.maySign(c, g, c.Version); err != nil {
			return err
		}
		if g.Drawn == "" {
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

// result names how a visit came out.
func result(v *Visit) string {
	if v.Met() {
		return "met"
	}
	return "unmet"
}
