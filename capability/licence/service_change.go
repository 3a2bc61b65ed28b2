package licence

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// Change moves a licence on in its life: a new version, drawn anew, of which its holder
// is told. Only who decides for the issuing department may. The same command sent twice
// takes effect once. What needs a second person is refused here, see Propose.
//
// Basis: 行政许可法, arts 69, 70; 行政处罚法, art. 9(3).
func (s *Service) Change(ctx context.Context, key id.ID, event Event, g Grounds) (Licence, error) {
	if slices.Contains(penal, event) {
		err := s.mayPropose(ctx, key, event, g)
		if err == nil {
			err = fault.New(fault.Conflict, "licence.second")
		}
		return Licence{}, err
	}
	return s.change(ctx, key, event, g, Correction{})
}

// Amend changes what a licence says, or until when it holds: a new version. The version
// before stays what it was, and whoever holds it is told that there is a newer one.
//
// Basis: 行政许可法, arts 49, 50.
func (s *Service) Amend(ctx context.Context, key id.ID, c Correction, g Grounds) (Licence, error) {
	return s.change(ctx, key, Amend, g, c)
}

func (s *Service) change(ctx context.Context, key id.ID, event Event, g Grounds, c Correction) (Licence, error) {
	command := struct {
		Licence    id.ID
		Event      Event
		Grounds    Grounds
		Correction Correction
	}{key, event, g, c}
	changed, err := once.Do(ctx, s.once, key.String(), "licence.change", command, func(ctx context.Context, tx *db.Tx) (Licence, error) {
		l, t, err := s.changeable(ctx, tx, key, "")
		if err != nil {
			return Licence{}, err
		}
		to, err := mayChange(l, event, g, s.now.Now())
		if err != nil {
			return Licence{}, err
		}
		return s.move(ctx, tx, moving{l, t, event, to, g, c})
	})
	if err != nil {
		return Licence{}, fmt.Errorf("%s licence %s: %w", event, key, err)
	}
	return changed, nil
}

// changeable finds a licence that the actor may change; by is who has proposed it, if
// it is the second person who asks.
func (s *Service) changeable(ctx context.Context, tx *db.Tx, key id.ID, by string) (l Licence, t Type, err error) {
	if l, err = s.open(findByID(ctx, tx, key)); err != nil {
		return l, t, err
	}
	object := access.Object{Owner: l.Owner, Department: l.Issuer.Department, State: string(l.Status), By: by}
	if err := access.May(actor.From(ctx), access.LicenceRevoke, object); err != nil {
		return l, t, err
	}
	t, err = findType(ctx, tx, l.Type.Code)
	return l, t, err
}

// moving is one step of a licence's life that has been found possible.
type moving struct {
	licence    Licence
	kind       Type
	event      Event
	to         Status
	grounds    Grounds
	correction Correction
}

// move makes the next version and tells the holder, in the unit of whoever decides.
func (s *Service) move(ctx context.Context, tx *db.Tx, m moving) (Licence, error) {
	l, now := m.licence, s.now.Now()
	var err error
	switch m.event {
	case Amend:
		if l, err = l.amended(m.kind, m.correction); err != nil {
			return Licence{}, err
		}
	case Review:
		if m.kind.Review == "" {
			return Licence{}, fault.New(fault.Conflict, "licence.no-review", m.kind.Name)
		}
		l = l.reviewed(m.kind, now)
	}
	next, err := l.next(m.to, m.grounds, now)
	if err != nil {
		return Licence{}, err
	}
	moved, err := moveEntry(ctx, tx, next, m.kind.nextDue(next, now))
	if err != nil {
		return Licence{}, err
	}
	if !moved {
		return Licence{}, fault.New(fault.Conflict, "licence.stale", next.Version)
	}
	if err := s.addVersion(ctx, tx, next, eventOf(m.event)); err != nil {
		return Licence{}, err
	}
	if err := s.inform(ctx, tx, next, "licence.inform."+string(m.event), m.grounds.Reason); err != nil {
		return Licence{}, err
	}
	if m.event == Expire {
		return next, nil // thousands may end in one night: drawn when first looked at
	}
	return next, enqueueRender(ctx, tx, next)
}

// inform tells the holder of l about it.
func (s *Service) inform(ctx context.Context, tx *db.Tx, l Licence, key string, more ...string) error {
	owner, err := id.Parse(l.Owner)
	if err != nil {
		return nil // it lies in nobody's wallet
	}
	return s.holders.Inform(ctx, tx, owner, key, append([]string{l.Type.Name, l.MaskedNumber()}, more...), "/licences/"+l.ID.String())
}

// mostDue is how many licences one look of the sweep takes; mostLooks how many looks.
const (
	mostDue   = 100
	mostLooks = 100
)

// Sweep does what time brings: it tells holders that a last day or a review is near,
// and ends what is over, each in a unit of its own. What is left waits for the next.
//
// Basis: 行政许可法, art. 70(1).
func (s *Service) Sweep(ctx context.Context) error {
	ctx = actor.With(ctx, actor.AsSystem("licence.sweep"))
	now := s.now.Now()
	var after dueAt
	for range mostLooks {
		var page []dueAt
		err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			page, err = listDue(ctx, tx, now, after, mostDue)
			return err
		})
		if err != nil {
			return fmt.Errorf("sweep licences: %w", err)
		}
		for _, d := range page {
			if err := s.bring(ctx, d, now); err != nil {
				return fmt.Errorf("sweep licence %s: %w", d.licence, err)
			}
		}
		if len(page) < mostDue {
			return nil
		}
		after = page[len(page)-1]
	}
	return nil
}

// bring does what is due to one licence until now and notes when it has its next turn.
func (s *Service) bring(ctx context.Context, d dueAt, now time.Time) error {
	return s.db.Write(ctx, d.licence.String(), func(ctx context.Context, tx *db.Tx) error {
		l, err := s.open(findByID(ctx, tx, d.licence))
		if err != nil {
			return err
		}
		t, err := findType(ctx, tx, l.Type.Code)
		if err != nil {
			return err
		}
		// Zero rows: somebody else has moved it on meanwhile.
		if first, err := waitUntil(ctx, tx, d, s.indexed(l), t.nextDue(l, now)); err != nil || !first {
			return err
		}
		for _, what := range t.come(l, d.at, now) {
			if what == ended {
				_, err = s.move(ctx, tx, moving{l, t, Expire, Expired, Grounds{Reason: wordEnded}, Correction{}})
			} else {
				err = s.inform(ctx, tx, l, "licence."+string(what), dayOf(t, l, what))
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// dayOf is the day a reminder speaks of.
func dayOf(t Type, l Licence, what moment) string {
	if what == lastDaysNear {
		return string(l.ValidTo)
	}
	return string(t.ReviewBy(l))
}
