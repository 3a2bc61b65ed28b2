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
)

const (
	firstPassword = "eleven horses on a bridge"
	nextPassword  = "twelve horses under a roof"
)

var operator = actor.AsSystem("operator")

// hired makes an account and returns it.
func (w *world) hired() Member {
	w.t.Helper()
	m := Member{Account: "wang", Name: "王窗口", Department: "GSB", Roles: []actor.Role{actor.Window}}
	_, err := w.CreateStaff(w.t.Context(), operator, m, firstPassword)
	w.ok(err)
	return m
}

func (w *world) staff(password string) (Pass, error) {
	return w.SignInByPassword(w.t.Context(), "wang", password, Visitor{})
}

func TestAPasswordAnotherKnowsOpensNothingButItsChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		w.hired()
		pass, err := w.staff(firstPassword)
		w.ok(err)
		a := w.knows(pass.Token)
		if a.Kind != actor.Staff || len(a.Roles) != 0 {
			t.Fatalf("before the change: %+v", a)
		}
		elsewhere, err := w.staff(firstPassword)
		w.ok(err)
		for key, fresh := range map[string]string{
			"identity.password.short": "short", "identity.password.simple": "aaaaaaaaaaaaaaaa",
			"identity.password.account": "I am Wang of window 3", "identity.password.same": firstPassword,
		} {
			refused(t, w.ChangePassword(t.Context(), a, firstPassword, fresh), fault.Invalid, key)
		}
		refused(t, w.ChangePassword(t.Context(), a, "wrong", nextPassword), fault.Invalid, "identity.password.old-wrong")
		w.ok(w.ChangePassword(t.Context(), a, firstPassword, nextPassword))
		if a := w.knows(pass.Token); !a.Is(actor.Window) {
			t.Errorf("after the change: %+v", a)
		}
		w.refuses(elsewhere.Token)
		_, err = w.staff(firstPassword)
		refused(t, err, fault.Unauthenticated, "identity.password.wrong")
	})
}

func TestWrongUnknownAndDisabledAreAnsweredAlike(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		w.hired()
		_, err := w.staff("wrong")
		refused(t, err, fault.Unauthenticated, "identity.password.wrong")
		_, err = w.SignInByPassword(t.Context(), "nobody", firstPassword, Visitor{})
		refused(t, err, fault.Unauthenticated, "identity.password.wrong")
		_, err = w.SignInByPassword(t.Context(), "clerk", "", Visitor{}) // a persona has no password
		refused(t, err, fault.Unauthenticated, "identity.password.wrong")

		pass, err := w.staff(firstPassword)
		w.ok(err)
		w.ok(w.Disable(t.Context(), operator, "wang"))
		w.refuses(pass.Token)
		_, err = w.staff(firstPassword)
		refused(t, err, fault.Unauthenticated, "identity.password.wrong")
		w.ok(w.Enable(t.Context(), operator, "wang"))
		_, err = w.staff(firstPassword)
		w.ok(err)
	})
}

func TestAStormOfGuessesIsTenGuesses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		w.hired()
		var heard atomic.Int32
		var storm sync.WaitGroup
		for range 40 {
			storm.Go(func() {
				_, err := w.SignInByPassword(context.WithoutCancel(t.Context()), "wang", "guess", Visitor{})
				if fault.KindOf(err) == fault.Unauthenticated {
					heard.Add(1)
				}
			})
		}
		storm.Wait()
		if heard.Load() != 10 {
			t.Errorf("%d guesses were answered", heard.Load())
		}
		_, err := w.staff(firstPassword)
		refused(t, err, fault.TooMany, "identity.too-many.password")
		w.after(guessing.window + time.Second)
		_, err = w.staff(firstPassword)
		w.ok(err)
	})
}

func TestAnAccountIsMadeOnceAndHoldsOneAdministration(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		m := w.hired()
		_, err := w.CreateStaff(t.Context(), operator, m, firstPassword)
		refused(t, err, fault.Conflict, "identity.staff.taken")
		both := []actor.Role{actor.SystemAdmin, actor.AuditAdmin}
		refused(t, w.SetRoles(t.Context(), operator, "wang", both), fault.Invalid, "identity.roles-apart")
		w.ok(w.SetRoles(t.Context(), operator, "wang", both[:1]))
		if m, err := w.Account(t.Context(), "wang"); err != nil || len(m.Roles) != 1 || m.Roles[0] != actor.SystemAdmin {
			t.Errorf("%+v, %v", m, err)
		}
	})
}

func TestAllOtherSessionsEndAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		here, there, mei := w.signIn("lin"), w.signIn("lin"), w.signIn("mei")
		w.ok(w.EndOthers(t.Context(), w.knows(here.Token)))
		w.knows(here.Token)
		w.knows(mei.Token)
		w.refuses(there.Token)
	})
}
