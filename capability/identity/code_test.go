package identity

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
)

const (
	newMobile = "13900000001"
	linMobile = "19900001040"
)

// refused checks the kind of a fault and the key of it or of its first field.
func refused(t *testing.T, err error, kind fault.Kind, key string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind {
		t.Errorf("got %v, want %v %s", err, kind, key)
		return
	}
	got := f.Key
	if len(f.Fields) > 0 {
		got = f.Fields[0].Key
	}
	if got != key {
		t.Errorf("got %s, want %s", got, key)
	}
}

// wrong returns a code that is not this one.
func wrong(code string) string {
	if code[0] == '9' {
		return "0" + code[1:]
	}
	return string(code[0]+1) + code[1:]
}

func TestACodeSignsInAndANewMobileBecomesAnAccount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		lin, err := w.SignInByCode(t.Context(), "+86 199-0000-1040", w.sent(linMobile, ForSignIn), Visitor{})
		w.ok(err)
		if a := w.knows(lin.Token); a.Name != "林晓华" {
			t.Errorf("lin is %+v", a)
		}
		fresh, err := w.SignInByCode(t.Context(), newMobile, w.sent(newMobile, ForSignIn), Visitor{})
		w.ok(err)
		a := w.knows(fresh.Token)
		if a.Name != "139****0001" || a.ID == "" {
			t.Errorf("the newcomer is %+v", a)
		}
		p, err := w.self(t.Context(), a)
		w.ok(err)
		if p.Level != Unproven || p.Mobile != newMobile || p.Name != "" || p.IDNumber != "" {
			t.Errorf("level %d, %q", p.Level, p.Name)
		}
		w.after(time.Minute)
		again, err := w.SignInByCode(t.Context(), newMobile, w.sent(newMobile, ForSignIn), Visitor{})
		w.ok(err)
		if again.Actor.ID != a.ID {
			t.Error("the second time it is another account")
		}
	})
}

// Nothing in the answers tells whether a mobile is known.
func TestTheAnswersDoNotTellWhetherAMobileIsKnown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		for _, mobile := range []string{linMobile, newMobile} {
			code := w.sent(mobile, ForSignIn)
			_, err := w.SignInByCode(t.Context(), mobile, wrong(code), Visitor{})
			refused(t, err, fault.Invalid, "identity.code.wrong")
			refused(t, w.SendCode(t.Context(), mobile, ForSignIn), fault.TooMany, "identity.too-soon")
			_, err = w.SignInByCode(t.Context(), mobile[:10]+"9", "123456", Visitor{})
			refused(t, err, fault.Invalid, "identity.code.gone")
		}
	})
}

func TestACodeWorksOnceAlsoWhenSentTwiceAtTheSameMoment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		code := w.sent(linMobile, ForSignIn)
		var in atomic.Int32
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if _, err := w.SignInByCode(context.WithoutCancel(t.Context()), linMobile, code, Visitor{}); err == nil {
					in.Add(1)
				}
			})
		}
		all.Wait()
		if in.Load() != 1 {
			t.Errorf("%d got in", in.Load())
		}
	})
}

func TestAThousandGuessesAtOnceNeverGetIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		code := w.sent(linMobile, ForSignIn)
		var in, counted atomic.Int32
		guesses := make(chan string)
		var all sync.WaitGroup
		for range 40 {
			all.Go(func() {
				for guess := range guesses {
					_, err := w.SignInByCode(context.WithoutCancel(t.Context()), linMobile, guess, Visitor{})
					if err == nil {
						in.Add(1)
					}
					if f, ok := fault.As(err); ok && f.Fields[0].Key == "identity.code.wrong" {
						counted.Add(1)
					}
				}
			})
		}
		for i, n := 0, 0; n < 1000; i++ {
			if guess := fmt.Sprintf("%06d", i); guess != code {
				guesses <- guess
				n++
			}
		}
		close(guesses)
		all.Wait()
		if in.Load() != 0 || counted.Load() != codeTries {
			t.Errorf("%d got in, %d guesses counted", in.Load(), counted.Load())
		}
		_, err := w.SignInByCode(t.Context(), linMobile, code, Visitor{})
		refused(t, err, fault.Invalid, "identity.code.gone")
	})
}

func TestACodeLivesFiveMinutesForOnePurpose(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		code := w.sent(linMobile, ForSign)
		_, err := w.SignInByCode(t.Context(), linMobile, code, Visitor{})
		refused(t, err, fault.Invalid, "identity.code.gone")
		w.after(codeLives - time.Second)
		w.ok(w.CheckCode(t.Context(), linMobile, ForSign, code))

		code = w.sent(linMobile, ForSignIn)
		w.after(codeLives)
		refused(t, w.CheckCode(t.Context(), linMobile, ForSignIn, code), fault.Invalid, "identity.code.gone")
		for _, shape := range []string{"", "12345", "1234567", "12345a", "一二三四五六"} {
			refused(t, w.CheckCode(t.Context(), linMobile, ForSignIn, shape), fault.Invalid, "identity.code.shape")
		}
	})
}

func TestAMobileGetsACodeAMinuteAndTenADay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		w.sent(linMobile, ForSignIn)
		w.after(59 * time.Second)
		refused(t, w.SendCode(t.Context(), linMobile, ForBind), fault.TooMany, "identity.too-soon")
		for range 9 {
			w.after(time.Minute)
			w.sent(linMobile, ForSignIn)
		}
		w.after(time.Hour)
		refused(t, w.SendCode(t.Context(), linMobile, ForSignIn), fault.TooMany, "identity.too-many.text")
		w.sent(linMobile, ForSign) // which no stranger can prevent
		w.sent(newMobile, ForSignIn)
		w.after(23 * time.Hour)
		w.sent(linMobile, ForSignIn)
	})
}

// A clock that was wrong for a while locks nobody out when it is put right.
func TestAClockSetBackLocksNobodyOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		w.after(240 * time.Hour)
		w.sent(linMobile, ForSignIn)
		w.after(-240 * time.Hour)
		code := w.sent(linMobile, ForSignIn)
		w.ok(w.CheckCode(t.Context(), linMobile, ForSignIn, code))
	})
}

func TestWithoutAGatewayNoCodeIsPromised(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		w.post.down = true
		refused(t, w.SendCode(t.Context(), linMobile, ForSignIn), fault.Unavailable, "identity.code.none")
	})
}

// The table of jobs is shown to administrators, and backups of it lie about.
func TestACodeOnItsWayIsNotReadable(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		w.ok(w.SendCode(t.Context(), linMobile, ForSignIn))
		var payload string
		w.ok(d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return tx.Row(ctx, `SELECT payload FROM job_job WHERE kind = 'identity.text'`).Scan(&payload)
		}))
		if code := w.code(); strings.Contains(payload, code) || strings.Contains(payload, linMobile) {
			t.Error("the payload can be read")
		}
		if w.post.mobiles[0] != linMobile || !strings.Contains(w.post.texts[0], "登录验证码") {
			t.Errorf("sent %q", w.post.texts[0])
		}
	})
}

func TestACodeThatComesTooLateIsNotSent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		w.sent(newMobile, ForSignIn)
		w.ok(w.SendCode(t.Context(), linMobile, ForSignIn))
		w.after(codeLives)
		w.code()
		if len(w.post.texts) != 1 {
			t.Error("a code that has expired was sent")
		}
	})
}

func TestTheSweepForgetsCodesAndCounts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		w.sent(linMobile, ForSignIn)
		w.after(25 * time.Hour)
		w.ok(w.Sweep(t.Context()))
		w.ok(d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			var n int
			err := tx.Row(ctx, `SELECT (SELECT COUNT(*) FROM identity_code) + (SELECT COUNT(*) FROM identity_attempt)`).Scan(&n)
			if n != 0 {
				t.Errorf("%d rows are left", n)
			}
			return err
		}))
	})
}
