package bundlecase

import (
	"context"
	"slices"
	"sync"
	"testing"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/rating"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// opinions play where ratings are kept.
type opinions struct {
	sync.Mutex
	now     clock.Clock
	all     map[id.ID]*rating.Rating
	invited []id.ID // in units that were undone, too
}

func (o *opinions) Invite(_ context.Context, _ *db.Tx, m rating.Matter) error {
	o.Lock()
	defer o.Unlock()
	o.invited = append(o.invited, m.CaseID)
	o.all[m.CaseID] = &rating.Rating{Matter: m}
	return nil
}

func (o *opinions) Offer(_ context.Context, _ *db.Tx, m rating.Matter) (*rating.Rating, error) {
	o.Lock()
	defer o.Unlock()
	o.all[m.CaseID] = &rating.Rating{Matter: m, Token: m.ItemCode}
	return o.all[m.CaseID], nil
}

func (o *opinions) OfMatters(_ context.Context, keys []id.ID) (map[id.ID]*rating.Rating, error) {
	o.Lock()
	defer o.Unlock()
	found := map[id.ID]*rating.Rating{}
	for _, key := range keys {
		if o.all[key] != nil {
			found[key] = o.all[key]
		}
	}
	return found, nil
}

// TestWhoHandedInOneMatterIsAskedOnce holds that the applicant is invited to rate when all of it
// has ended, once, for the department that leads; that its cases are known as parts, so that none
// of them invites; and that staff who worked on it are named, the applicant and the program not.
func TestWhoHandedInOneMatterIsAskedOnce(t *testing.T) {
	each(t, func(b *bench) {
		r, err := b.handIn(mei, birth(b.T), catalogue.Answers{}, born)
		if err != nil {
			b.Fatal(err)
		}
		b.works(r)
		one := b.one(r.Application, "cert")
		b.part(one.id, true)
		b.part(id.New(), false)
		for _, e := range []casework.Event{casework.Accept, casework.ProposeDecision} {
			if err := b.move(b.as(leader), one.id, e, "", nil); err != nil {
				b.Fatal(err)
			}
		}
		if len(b.city.opinions.invited) != 0 {
			b.Error("asked before anything has ended")
		}
		if err := b.move(b.as(leader), one.id, casework.Deny, "", nil); err != nil { // cancels all that need it
			b.Fatal(err)
		}
		b.works(r)
		b.works(r)
		if got := b.run(r.No); got.Stand != Failed || !slices.Equal(b.city.opinions.invited, []id.ID{r.ID}) {
			b.Fatalf("%s: asked for %v, want once for %s", got.Stand, b.city.opinions.invited, r.ID)
		}
		m := b.city.opinions.all[r.ID].Matter
		if m.ItemCode != "birth" || m.Department != "LEAD" || m.ShortNo != r.No || m.Contact != r.Owner || m.EndedAt.IsZero() ||
			!slices.Equal(m.Handlers, []rating.Handler{{Account: leader.ID, Name: leader.Name}}) {
			b.Errorf("what is rated: %+v", m)
		}
		if url, is := b.DeskURL(r.No); !is || url != "/desk/bundle-cases/"+r.No {
			b.Errorf("%s, %v", url, is)
		}
		if _, is := b.DeskURL("YX-260210-7K3M9Q"); is {
			b.Error("a case is taken for a bundle")
		}
	})
}

// part holds whether a case is known as a part.
func (b *bench) part(key id.ID, want bool) {
	b.Helper()
	err := b.DB.Read(b.Context(), func(ctx context.Context, tx *db.Tx) error {
		is, err := b.IsPart(ctx, tx, key, id.New())
		if is != want {
			b.Errorf("a part: %v, want %v", is, want)
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}

// TestOnlyTheApplicantRatesAPart holds that others find nothing, and what has not ended cannot be
// rated.
func TestOnlyTheApplicantRatesAPart(t *testing.T) {
	each(t, func(b *bench) {
		r, err := b.handIn(mei, birth(b.T), catalogue.Answers{}, born)
		if err != nil {
			b.Fatal(err)
		}
		b.works(r)
		for _, c := range []struct {
			who  context.Context
			part string
		}{{b.as(father), "cert"}, {b.as(leader), "cert"}, {b.as(mei), "vaccine"}, {b.as(mei), "none"}} {
			if url, err := b.OfferRating(c.who, r.No, c.part); err == nil || url != "" {
				b.Errorf("%s is offered: %s", c.part, url)
			}
		}
		if len(b.city.opinions.all) != 0 {
			b.Errorf("places were made: %v", b.city.opinions.all)
		}
	})
}
