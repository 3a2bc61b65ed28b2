package identity

import (
	"testing"
	"time"

	"tongban/capability/audit/audittest"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
)

const (
	heNumber    = "990102199402280075" // nobody of the demo city
	linNumber   = "99010319900615011X"
	childNumber = "990103201605040086" // born on 4 May 2016
	firmCode    = "92990102MDEM200121"
)

// newcomer signs in with a mobile nobody had.
func (w *world) newcomer() Pass {
	w.t.Helper()
	w.post.people = map[string]string{heNumber: "何一舟", linNumber: "林晓华", childNumber: "林知夏"}
	pass, err := w.SignInByCode(w.t.Context(), newMobile, w.sent(newMobile, ForSignIn), Visitor{})
	w.ok(err)
	return pass
}

func TestProvingOnesNameMakesTheAccountChecked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		pass := w.newcomer()
		a := w.knows(pass.Token)
		refused(t, w.Prove(t.Context(), a, "何二舟", heNumber), fault.Invalid, "identity.realname.differs")
		refused(t, w.Prove(t.Context(), a, "", heNumber), fault.Invalid, "identity.name.missing")
		refused(t, w.Prove(t.Context(), a, "何一舟", "990102199402280076"), fault.Invalid, "check.id.digit")
		w.ok(w.Prove(t.Context(), a, " 何一舟 ", " 99010219940228 0075"))
		if a := w.knows(pass.Token); a.Name != "何一舟" {
			t.Errorf("the actor is called %q", a.Name)
		}
		p, err := w.self(t.Context(), a)
		w.ok(err)
		if p.Level != Checked || p.IDNumber != heNumber || p.Mobile != newMobile {
			t.Errorf("level %d", p.Level)
		}
		refused(t, w.Prove(t.Context(), a, "何一舟", heNumber), fault.Conflict, "identity.realname.already")
	})
}

func TestTheRegisterIsNotAskedAtWill(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		a := w.newcomer().Actor
		for range 5 {
			refused(t, w.Prove(t.Context(), a, "何二舟", heNumber), fault.Invalid, "identity.realname.differs")
		}
		refused(t, w.Prove(t.Context(), a, "何一舟", heNumber), fault.TooMany, "identity.too-many.realname")
		lin := w.signIn("lin").Actor
		for range 20 {
			_, err := w.AddFirm(t.Context(), lin, "91990103MDEM20020D")
			refused(t, err, fault.Invalid, "identity.firm.unknown")
		}
		_, err := w.AddFirm(t.Context(), lin, "91990103MDEM20020D")
		refused(t, err, fault.TooMany, "identity.too-many.firm")
		asked := len(audittest.With(t, d, registerAsked))
		if asked != 25 {
			t.Errorf("%d of 25 questions are recorded", asked)
		}
	})
}

func TestAnEarlierAccountIsTakenOverByItsMobile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		lin, pass := w.signIn("lin"), w.newcomer()
		a := w.knows(pass.Token)
		refused(t, w.Prove(t.Context(), a, "林晓华", linNumber), fault.Conflict, "identity.realname.owned")

		// Another mobile than that account's proves nothing.
		refused(t, w.Reclaim(t.Context(), a, "林晓华", linNumber, "13900000002", w.sent("13900000002", ForBind)), fault.Invalid, "identity.realname.not-this")
		code := w.sent(linMobile, ForBind)
		refused(t, w.Reclaim(t.Context(), a, "林晓华", linNumber, linMobile, wrong(code)), fault.Invalid, "identity.code.wrong")
		w.ok(w.Reclaim(t.Context(), a, "林晓华", linNumber, linMobile, code))

		if now := w.knows(pass.Token); now.ID != lin.Actor.ID || now.Name != "林晓华" {
			t.Errorf("the session is %+v", now)
		}
		w.refuses(lin.Token) // whoever was signed in before signs in anew
		w.after(time.Minute)
		again, err := w.SignInByCode(t.Context(), newMobile, w.sent(newMobile, ForSignIn), Visitor{})
		w.ok(err)
		if again.Actor.ID != lin.Actor.ID {
			t.Error("the new mobile opens another account")
		}
	})
}

func TestAnotherMobileIsBoundByItsCode(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		here, elsewhere := w.signIn("lin"), w.signIn("lin")
		lin := w.knows(here.Token)
		code := w.sent(newMobile, ForBind)
		refused(t, w.BindMobile(t.Context(), lin, wrong(w.sent(linMobile, ForLeave)), newMobile, code), fault.Invalid, "identity.code.wrong")
		w.after(time.Minute)
		refused(t, w.BindMobile(t.Context(), lin, w.sent(linMobile, ForLeave), "17000002119", w.sent("17000002119", ForBind)), fault.Conflict, "identity.profile.mobile-bound")
		w.after(time.Minute)
		w.ok(w.BindMobile(t.Context(), lin, w.sent(linMobile, ForLeave), newMobile, code))
		w.knows(here.Token)
		w.refuses(elsewhere.Token)
		p, err := w.self(t.Context(), lin)
		w.ok(err)
		if p.Mobile != newMobile || p.IDNumber != linNumber {
			t.Error("the mobile was not bound")
		}
	})
}

func TestPeopleSayWhereTheyLive(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		lin := w.signIn("lin").Actor
		for key, said := range map[string]Particulars{
			"identity.profile.email-shape":    {Email: "lin at home"},
			"identity.profile.region-unknown": {Region: "110105"},
			"identity.profile.address-long":   {Address: string(make([]rune, 201))},
		} {
			refused(t, w.Describe(t.Context(), lin, said), fault.Invalid, key)
		}
		p, err := w.self(t.Context(), lin)
		w.ok(err)
		if p.SaidAddress {
			t.Error("what the register says counts as said")
		}
		want := Particulars{Address: "𠮷祥路1号 👨‍👩‍👧", Email: "lin@example.cn"}
		w.ok(w.Describe(t.Context(), lin, want))
		p, err = w.self(t.Context(), lin)
		w.ok(err)
		if !p.SaidAddress {
			t.Error("what lin says counts as registered")
		}
		if (Particulars{p.Address, p.Region, p.Email}) != want || p.Mobile != linMobile {
			t.Errorf("%q, %q", p.Address, p.Email)
		}
	})
}

func TestTheRepresentativeAddsTheFirm(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		registered := Registered{Firm: Firm{Name: "若溪花艺", Representative: "梅若溪", Capital: "100000"}, RepresentativeID: "990102199703220201"}
		w.post.firms = map[string]Registered{firmCode: registered}
		lin, mei := w.signIn("lin").Actor, w.signIn("mei").Actor
		for key, code := range map[string]string{
			"identity.firm.not-yours": firmCode, "identity.firm.unknown": "91990103MDEM20020D", "check.uscc.length": "1",
		} {
			_, err := w.AddFirm(t.Context(), lin, code)
			refused(t, err, fault.Invalid, key)
		}
		firm, err := w.AddFirm(t.Context(), mei, firmCode)
		w.ok(err)
		if again, err := w.AddFirm(t.Context(), mei, firmCode); err != nil || again != firm || len(must(w.Held(t.Context(), mei))) != 1 {
			t.Errorf("added twice: %v, %v", again, err)
		}
		if f := must(w.Firm(t.Context(), firm)); f.USCC != firmCode || f.Capital != "100000" {
			t.Errorf("%+v", f)
		}

		registered.Representative, registered.RepresentativeID = "林晓华", linNumber // she sold it
		w.post.firms[firmCode] = registered
		if again, err := w.AddFirm(t.Context(), lin, firmCode); err != nil || again != firm {
			t.Errorf("%v, %v", again, err)
		}
		if held := must(w.Held(t.Context(), mei)); len(held) != 0 {
			t.Errorf("who sold the firm still represents it: %+v", held)
		}
	})
}

func TestAGuardianActsForTheChildUntilItIsOfAge(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		w.newcomer() // fills the registers
		w.post.guardians = map[string]string{childNumber: linNumber}
		pass := w.signIn("lin")
		lin, mei := w.knows(pass.Token), w.signIn("mei").Actor
		_, err := w.AddChild(t.Context(), mei, "林知夏", childNumber)
		refused(t, err, fault.Invalid, "identity.child.not-yours")
		_, err = w.AddChild(t.Context(), lin, "何一舟", heNumber)
		refused(t, err, fault.Invalid, "identity.child.grown")
		key, err := w.AddChild(t.Context(), lin, "林知夏", childNumber)
		w.ok(err)
		_, err = w.AddChild(t.Context(), lin, "林知夏", childNumber)
		refused(t, err, fault.Conflict, "identity.child.there")
		_, err = w.Act(t.Context(), lin, key)
		w.ok(err)
		if a := w.knows(pass.Token); a.For.Name != "林知夏" || a.For.Kind != actor.Person || !a.MaySubmit() {
			t.Errorf("lin acts as %+v", a)
		}
		refused(t, w.Revoke(t.Context(), lin, key), fault.Conflict, "identity.mandate.by-law")
		w.time.Set(time.Date(2034, 5, 4, 0, 0, 0, 0, noon.Location()))
		refused(t, errOf(w.Act(t.Context(), lin, key)), fault.NotFound, "identity.mandate.unknown")
	})
}

func TestAnAccountMadeAtTheCounterIsClaimedThere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		clerk, lin := w.signIn("clerk").Actor, w.signIn("lin")
		p, err := w.Met(t.Context(), clerk, "何一舟", heNumber)
		w.ok(err)
		pass := w.newcomer() // whose mobile nobody else has: it is all that is known of them
		refused(t, w.BindMet(t.Context(), lin.Actor, p.ID, newMobile, "000000"), fault.Forbidden, "fault.forbidden")
		w.after(time.Minute)
		refused(t, w.BindMet(t.Context(), clerk, p.ID, linMobile, w.sent(linMobile, ForBind)), fault.Conflict, "identity.profile.mobile-bound")
		w.ok(w.BindMet(t.Context(), clerk, p.ID, newMobile, w.sent(newMobile, ForBind)))
		w.refuses(pass.Token)
		w.after(time.Minute)
		again, err := w.SignInByCode(t.Context(), newMobile, w.sent(newMobile, ForSignIn), Visitor{})
		w.ok(err)
		if again.Actor.ID != p.ID.String() {
			t.Error("the mobile opens another account than that of the card")
		}
	})
}

func TestAChildOfAgeTakesOverWhatGuardiansRecorded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		w.newcomer() // fills the registers
		w.post.guardians = map[string]string{childNumber: linNumber}
		lin := w.signIn("lin").Actor
		_, err := w.AddChild(t.Context(), lin, "林知夏", childNumber)
		w.ok(err)
		child := must(w.PersonByIDNumber(t.Context(), childNumber))
		w.time.Set(time.Date(2034, 5, 2, 12, 0, 0, 0, noon.Location()))
		pass, err := w.SignInByCode(t.Context(), "13900000077", w.sent("13900000077", ForSignIn), Visitor{})
		w.ok(err)
		refused(t, w.Prove(t.Context(), w.knows(pass.Token), "林知夏", childNumber), fault.Conflict, "identity.realname.owned")
		w.time.Set(time.Date(2034, 5, 4, 12, 0, 0, 0, noon.Location()))
		pass, err = w.SignInByCode(t.Context(), "13900000077", w.sent("13900000077", ForSignIn), Visitor{})
		w.ok(err)
		w.ok(w.Prove(t.Context(), w.knows(pass.Token), "林知夏", childNumber))
		now := w.knows(pass.Token)
		if p := must(w.PersonByIDNumber(t.Context(), childNumber)); now.ID != child.ID.String() || p.Level != Checked || p.Mobile != "13900000077" {
			t.Errorf("%s has %s's account at level %d", now.ID, child.ID, p.Level)
		}
	})
}

func TestAFailedSignInIsRecorded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		_, err := w.SignInByCode(t.Context(), linMobile, wrong(w.sent(linMobile, ForSignIn)), Visitor{})
		refused(t, err, fault.Invalid, "identity.code.wrong")
		_, err = w.SignInByPassword(t.Context(), "nobody", "guess", Visitor{})
		if fault.KindOf(err) != fault.Unauthenticated && fault.KindOf(err) != fault.Invalid {
			t.Errorf("guessed: %v", err)
		}
		n := len(audittest.With(t, d, signInFailed))
		if n != 2 {
			t.Errorf("%d of 2 failures are recorded", n)
		}
	})
}
