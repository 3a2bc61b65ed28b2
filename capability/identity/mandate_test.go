package identity

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// toMei is an offer to mei, for the rest of the year.
func toMei() Offered {
	return Offered{Relation: Family, Name: "梅若溪", Contact: "17000002119", Until: "2026-12-31", MaySubmit: true}
}

// firmOf returns the mandate of a firm that a holds.
func (w *world) firmOf(a actor.Actor) Mandate {
	w.t.Helper()
	held, err := w.Held(w.t.Context(), a)
	if err != nil || len(held) == 0 || held[0].Kind != actor.Firm {
		w.t.Fatalf("%s holds %+v, %v", a.Name, held, err)
	}
	return held[0]
}

// authorised has one persona authorise mei and mei accept.
func (w *world) authorised(giver actor.Actor, o Offered, mei actor.Actor) id.ID {
	w.t.Helper()
	key, err := w.Authorise(w.t.Context(), giver, o)
	w.ok(err)
	w.ok(w.Accept(w.t.Context(), mei, key))
	return key
}

func TestAnAgentActsForTheFirmAndBecomesOneselfAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		pass := w.signIn("yuan")
		yuan := w.knows(pass.Token)
		firm := w.firmOf(yuan)
		if firm.Relation != Agent || firm.Standing(noon) != Live {
			t.Errorf("%+v", firm)
		}
		party, err := w.Act(t.Context(), yuan, firm.ID)
		w.ok(err)
		if a := w.knows(pass.Token); a.For.ID != party.ID || a.Owner() != firm.Principal.String() || a.ID != yuan.ID || !a.MaySubmit() || a.For.Name != firm.PrincipalName {
			t.Errorf("yuan acts as %+v", a)
		}
		if other := w.knows(w.signIn("yuan").Token); other.Acting() {
			t.Error("another session acts, too")
		}
		_, err = w.Act(t.Context(), yuan, 0)
		w.ok(err)
		if a := w.knows(pass.Token); a.Acting() {
			t.Errorf("yuan still acts for %+v", a.For)
		}
	})
}

func TestNobodyActsUnderAnothersMandate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		yuan := w.knows(w.signIn("yuan").Token)
		pass := w.signIn("lin")
		lin, clerk := w.knows(pass.Token), w.knows(w.signIn("clerk").Token)
		key := w.firmOf(yuan).ID
		for _, who := range []actor.Actor{lin, clerk, {Kind: actor.Guest}} {
			_, err := w.Act(t.Context(), who, key)
			refused(t, err, fault.NotFound, "identity.mandate.unknown")
			refused(t, w.Revoke(t.Context(), who, key), fault.NotFound, "identity.mandate.unknown")
		}
		stolen := yuan
		stolen.Session = lin.Session // a session that is not one's own
		if _, err := w.Act(t.Context(), stolen, key); fault.KindOf(err) != fault.Unauthenticated {
			t.Errorf("another's session: %v", err)
		}
		if a := w.knows(pass.Token); a.Acting() {
			t.Error("lin acts for a firm")
		}
	})
}

func TestAnOfferIsFoundByWhomItIsMeantForAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		lin, mei, tao := w.knows(w.signIn("lin").Token), w.knows(w.signIn("mei").Token), w.knows(w.signIn("tao").Token)
		key, err := w.Authorise(t.Context(), lin, toMei())
		w.ok(err)
		refused(t, w.Accept(t.Context(), tao, key), fault.NotFound, "identity.mandate.unknown")
		refused(t, w.Decline(t.Context(), tao, key), fault.NotFound, "identity.mandate.unknown")
		for who, want := range map[string]int{"mei": 1, "tao": 0, "lin": 0} {
			all, err := w.MandatesOf(t.Context(), w.knows(w.signIn(who).Token))
			if err != nil || len(all.Invitations) != want {
				t.Errorf("%s finds %d, %v", who, len(all.Invitations), err)
			}
		}
		if _, err := w.Act(t.Context(), mei, key); fault.KindOf(err) != fault.NotFound {
			t.Errorf("acting before accepting: %v", err)
		}
		w.ok(w.Accept(t.Context(), mei, key))
		refused(t, w.Accept(t.Context(), mei, key), fault.NotFound, "identity.mandate.unknown")

		misspelt := toMei()
		misspelt.Name = "梅如溪"
		key, err = w.Authorise(t.Context(), lin, misspelt)
		w.ok(err) // whether there is such a person is not told
		refused(t, w.Accept(t.Context(), mei, key), fault.NotFound, "identity.mandate.unknown")

		number := toMei()
		number.Contact = "990102199703220201"
		w.authorised(lin, number, mei)
	})
}

func TestOfTwoWhoAcceptAtOnceOneDoes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		lin, mei := w.knows(w.signIn("lin").Token), w.knows(w.signIn("mei").Token)
		key, err := w.Authorise(t.Context(), lin, toMei())
		w.ok(err)
		var accepted atomic.Int32
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				if w.Accept(context.WithoutCancel(t.Context()), mei, key) == nil {
					accepted.Add(1)
				}
			})
		}
		both.Wait()
		if accepted.Load() != 1 {
			t.Errorf("%d accepted", accepted.Load())
		}
	})
}

func TestRevokingInTheMiddleOfActingCountsAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		lin, pass := w.knows(w.signIn("lin").Token), w.signIn("mei")
		mei := w.knows(pass.Token)
		o := toMei()
		o.Items, o.MaySubmit = []string{"road-qual"}, false
		key := w.authorised(lin, o, mei)
		_, err := w.Act(t.Context(), mei, key)
		w.ok(err)
		if a := w.knows(pass.Token); a.Owner() != lin.ID || !a.Covers("road-qual") || a.Covers("food-license") || a.MaySubmit() {
			t.Fatalf("mei acts as %+v", a)
		}
		elsewhere := node(t, d, Config{Demo: true})
		elsewhere.knows(pass.Token)

		underWay := w.knows(pass.Token)
		w.ok(w.Revoke(t.Context(), lin, key))
		err = d.Write(t.Context(), "", func(ctx context.Context, tx *db.Tx) error {
			return w.Used(ctx, tx, underWay, "submitted", "YX-1")
		})
		refused(t, err, fault.NotFound, "identity.mandate.unknown")
		helping := w.knows(w.signIn("supervisor").Token) // at a counter
		helping.For = underWay.For
		w.ok(d.Write(t.Context(), "", func(ctx context.Context, tx *db.Tx) error {
			return w.Used(ctx, tx, helping, "submitted", "YX-1")
		}))
		if a := w.knows(pass.Token); a.Acting() || a.Owner() != mei.ID {
			t.Errorf("mei still acts as %+v", a)
		}
		elsewhere.after(remembered)
		if a := elsewhere.knows(pass.Token); a.Acting() {
			t.Error("on the other node mei still acts")
		}
		refused(t, errOf(w.Act(t.Context(), mei, key)), fault.NotFound, "identity.mandate.unknown")

		key = w.authorised(lin, toMei(), mei)
		w.ok(w.Revoke(t.Context(), mei, key)) // the agent gives it up
		refused(t, errOf(w.Act(t.Context(), mei, key)), fault.NotFound, "identity.mandate.unknown")
	})
}

func errOf(_ actor.Party, err error) error { return err }

func TestAMandateEndsWithItsLastDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		lin := w.knows(w.signIn("lin").Token)
		w.after(11*time.Hour + 50*time.Minute)
		pass := w.signIn("mei")
		mei := w.knows(pass.Token)
		o := toMei()
		o.Until = noon.Format(time.DateOnly)
		key := w.authorised(lin, o, mei)
		_, err := w.Act(t.Context(), mei, key)
		w.ok(err)
		midnight := noon.AddDate(0, 0, 1).Truncate(24 * time.Hour).Add(-8 * time.Hour)
		w.time.Set(midnight.Add(-time.Second))
		if a := w.knows(pass.Token); !a.Acting() {
			t.Errorf("at %s the mandate has ended", w.time.Now())
		}
		w.time.Set(midnight.Add(remembered))
		if a := w.knows(pass.Token); a.Acting() {
			t.Errorf("at %s mei still acts", w.time.Now())
		}
		refused(t, errOf(w.Act(t.Context(), mei, key)), fault.NotFound, "identity.mandate.unknown")
		if err := w.Accept(t.Context(), mei, key); err == nil {
			t.Error("accepted after its end")
		}
	})
}

func TestTheRepresentativeAuthorisesForTheFirm(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		tang, cai, pass := w.knows(w.signIn("tang").Token), w.knows(w.signIn("cai").Token), w.signIn("mei")
		mei := w.knows(pass.Token)
		firm := w.firmOf(tang)
		o := toMei()
		o.Firm = firm.Principal.String()
		if _, err := w.Authorise(t.Context(), cai, o); fault.KindOf(err) != fault.NotFound {
			t.Errorf("an agent authorises another: %v", err)
		}
		key := w.authorised(tang, o, mei)
		_, err := w.Act(t.Context(), mei, key)
		w.ok(err)
		if a := w.knows(pass.Token); a.For.Kind != actor.Firm || a.Owner() != o.Firm {
			t.Errorf("mei acts as %+v", a)
		}
		self := o
		self.Name, self.Contact = tang.Name, newMobile
		kept, err := w.Authorise(t.Context(), tang, self)
		w.ok(err)
		w.ok(w.BindMobile(t.Context(), tang, w.sent(must(w.self(t.Context(), tang)).Mobile, ForLeave), newMobile, w.sent(newMobile, ForBind)))
		refused(t, w.Accept(t.Context(), tang, kept), fault.NotFound, "identity.mandate.unknown")
		_, err = w.Authorise(t.Context(), tang, self)
		refused(t, err, fault.Invalid, "identity.mandate.oneself")
		refused(t, w.Revoke(t.Context(), cai, key), fault.NotFound, "identity.mandate.unknown")
		refused(t, w.Revoke(t.Context(), tang, firm.ID), fault.Conflict, "identity.mandate.by-law")
		w.ok(w.Revoke(t.Context(), tang, key))
	})
}

func TestThePrincipalSeesWhoActed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		lin, pass := w.knows(w.signIn("lin").Token), w.signIn("mei")
		mei := w.knows(pass.Token)
		_, err := w.Act(t.Context(), mei, w.authorised(lin, toMei(), mei))
		w.ok(err)
		w.ok(d.Write(t.Context(), "", func(ctx context.Context, tx *db.Tx) error {
			return w.Used(ctx, tx, w.knows(pass.Token), "submitted", "YX-1")
		}))
		w.ok(d.Write(t.Context(), "", func(ctx context.Context, tx *db.Tx) error {
			return w.Used(ctx, tx, lin, "submitted", "YX-2") // for oneself: nobody's business
		}))
		all, err := w.MandatesOf(t.Context(), lin)
		w.ok(err)
		if len(all.Uses) != 2 || all.Uses[0].Subject != "YX-1" || all.Uses[1].What != "begun" || all.Uses[0].Mandate.AgentName != "梅若溪" {
			t.Errorf("%+v", all.Uses)
		}
	})
}

func TestAnOfferIsCheckedFieldByField(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		lin := w.knows(w.signIn("lin").Token)
		for key, change := range map[string]func(*Offered){
			"identity.name.missing":       func(o *Offered) { o.Name = " " },
			"identity.name.characters":    func(o *Offered) { o.Name = "梅<b>" },
			"check.mobile.length":         func(o *Offered) { o.Contact = "1700000211" },
			"check.id.digit":              func(o *Offered) { o.Contact = "990102199703220202" },
			"identity.mandate.relation":   func(o *Offered) { o.Relation = Guardian },
			"identity.mandate.items":      func(o *Offered) { o.Items = []string{} },
			"identity.mandate.item":       func(o *Offered) { o.Items = []string{"no-such"} },
			"identity.mandate.until":      func(o *Offered) { o.Until = "31.12.2026" },
			"identity.mandate.until-past": func(o *Offered) { o.Until = "2026-01-01" },
			"identity.mandate.until-far":  func(o *Offered) { o.Until = "2029-03-31" },
			"identity.mandate.oneself":    func(o *Offered) { o.Contact = linMobile },
		} {
			o := toMei()
			change(&o)
			_, err := w.Authorise(t.Context(), lin, o)
			refused(t, err, fault.Invalid, key)
		}
	})
}

func TestWhoHasNotProvedTheirNameNeitherGivesNorTakes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		pass, err := w.SignInByCode(t.Context(), newMobile, w.sent(newMobile, ForSignIn), Visitor{})
		w.ok(err)
		_, err = w.Authorise(t.Context(), pass.Actor, toMei())
		refused(t, err, fault.Forbidden, "identity.mandate.unproven")
		o := toMei()
		o.Contact = newMobile
		key, err := w.Authorise(t.Context(), w.knows(w.signIn("lin").Token), o)
		w.ok(err)
		refused(t, w.Accept(t.Context(), pass.Actor, key), fault.Forbidden, "identity.mandate.unproven")
	})
}

func TestAPrincipalHasFiftyMandatesAtMost(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		lin := w.knows(w.signIn("lin").Token)
		var last id.ID
		for range mostMandates {
			var err error
			last, err = w.Authorise(t.Context(), lin, toMei())
			w.ok(err)
		}
		_, err := w.Authorise(t.Context(), lin, toMei())
		refused(t, err, fault.Conflict, "identity.mandate.too-many")
		w.ok(w.Revoke(t.Context(), lin, last))
		_, err = w.Authorise(t.Context(), lin, toMei())
		w.ok(err)
	})
}
