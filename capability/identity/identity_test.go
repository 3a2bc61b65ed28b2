package identity

import (
	"bytes"
	"context"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/BurntSushi/toml"

	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/job"
	"tongban/kernel/message"
)

// world is the demo city with a clock that stands still.
type world struct {
	*Service
	t    *testing.T
	time *clock.Fixed
	post *postbox
}

// bench opens the demo city on d.
func bench(t *testing.T, d *db.DB) *world {
	t.Helper()
	dbtest.Migrate(t, d, db.Source{Name: "audit", FS: os.DirFS("../audit")}, db.Source{Name: "identity", FS: migrations}, job.Migrations)
	w := node(t, d, Config{Demo: true})
	if err := w.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	return w
}

// node is one more process on the same database.
func node(t *testing.T, d *db.DB, cfg Config) *world {
	t.Helper()
	keys, err := crypt.Load(keyDir(t))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, time: clock.At(noon), post: &postbox{}}
	cfg.Texts, err = message.Load(messages)
	if err != nil {
		t.Fatal(err)
	}
	w.Service = New(d, clock.At(noon), keys, cfg, Ports{Texter: w.post, Population: w.post, Firms: w.post, Offers: w.post})
	w.real = w.time
	return w
}

var keyDirs sync.Map

// keyDir is the key folder of a test, shared by its nodes.
func keyDir(t *testing.T) string {
	dir, ok := keyDirs.Load(t.Name())
	if !ok {
		dir = t.TempDir()
		keyDirs.Store(t.Name(), dir)
	}
	return dir.(string)
}

func (w *world) signIn(persona string) Pass {
	w.t.Helper()
	pass, err := w.SignInAs(w.t.Context(), persona, Visitor{Device: "test"})
	if err != nil {
		w.t.Fatal(err)
	}
	return pass
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) after(d time.Duration) { w.time.Set(w.time.Now().Add(d)) }

// knows checks that the token is good.
func (w *world) knows(token string) actor.Actor {
	w.t.Helper()
	a, err := w.Resume(w.t.Context(), token)
	if err != nil {
		w.t.Fatalf("the session should go on: %v", err)
	}
	return a
}

// refuses checks that the token is worth nothing.
func (w *world) refuses(token string) {
	w.t.Helper()
	if a, err := w.Resume(w.t.Context(), token); fault.KindOf(err) != fault.Unauthenticated || a.SignedIn() {
		w.t.Fatalf("the session should have ended: %+v, %v", a, err)
	}
}

func TestSigningInMakesTheActor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		lin := w.knows(w.signIn("lin").Token)
		if lin.Kind != actor.Citizen || lin.Name != "林晓华" || lin.ID == "" || lin.Session == "" || len(lin.Roles) > 0 {
			t.Errorf("lin is %+v", lin)
		}
		clerk := w.knows(w.signIn("clerk").Token)
		if clerk.Kind != actor.Staff || clerk.Department != "GSB" || clerk.Outlet != "center" || clerk.Region != "990100" || !clerk.Is(actor.Window) {
			t.Errorf("the clerk is %+v", clerk)
		}
		if _, err := w.SignInAs(t.Context(), "nobody", Visitor{}); fault.KindOf(err) != fault.NotFound {
			t.Errorf("an unknown persona: %v", err)
		}
	})
}

func TestOutsideTheDemoPersonasAndTheirSessionsAreWorthNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		demo := bench(t, d)
		token := demo.signIn("system-admin").Token
		demo.knows(token)

		real := node(t, d, Config{})
		if _, err := real.SignInAs(t.Context(), "lin", Visitor{}); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("sign in: %v", err)
		}
		if _, err := real.Personas(t.Context()); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("list: %v", err)
		}
		if _, err := real.Persona(t.Context(), "lin"); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("find: %v", err)
		}
		if err := real.Seed(t.Context()); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("seed: %v", err)
		}
		real.refuses(token)
	})
}

func TestForgedTokensAreRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		token := w.signIn("lin").Token
		session := w.knows(token).Session
		for _, forged := range []string{
			"", "x", session, token[1:], token + "A", "A" + token[1:], token[:42] + "\n", " " + token, "' OR ''='",
			"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		} {
			if forged != token {
				w.refuses(forged)
			}
		}
	})
}

func TestTheTokenIsNotInTheDatabase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		token := w.signIn("lin").Token
		err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			var kept []byte
			err := tx.Row(ctx, `SELECT token FROM identity_session`).Scan(&kept)
			if bytes.Contains(kept, []byte(token)) || len(kept) != 32 {
				t.Errorf("kept %d bytes: %x", len(kept), kept)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestIdleSessionsEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		lin, clerk := w.signIn("lin").Token, w.signIn("clerk").Token
		w.after(14*time.Minute + 59*time.Second)
		w.knows(clerk) // a sign of life
		w.after(14*time.Minute + 59*time.Second)
		w.knows(clerk)
		w.after(30 * time.Second)
		w.refuses(lin)
		w.after(15 * time.Minute)
		w.refuses(clerk)
	})
}

func TestABusySessionEndsAfterTwelveHours(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		token := w.signIn("clerk").Token
		for range 71 {
			w.after(10 * time.Minute)
			w.knows(token)
		}
		w.after(10 * time.Minute)
		w.refuses(token)
	})
}

func TestReadingPagesWritesOnceAMinute(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		token := w.signIn("lin").Token
		seen := func() time.Time {
			list, err := w.Sessions(t.Context(), w.knows(token))
			if err != nil || len(list) != 1 {
				t.Fatalf("%v, %v", list, err)
			}
			return list[0].SeenAt
		}
		begun := seen()
		w.after(59 * time.Second)
		if got := seen(); !got.Equal(begun) {
			t.Errorf("written after %v", got.Sub(begun))
		}
		w.after(time.Second)
		if got := seen(); !got.Equal(begun.Add(time.Minute)) {
			t.Errorf("seen %v after the beginning, want 1m", got.Sub(begun))
		}
	})
}

func TestSigningOutEndsTheSessionAtOnceHereAndSoonElsewhere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		here := bench(t, d)
		there := node(t, d, Config{Demo: true})
		token := here.signIn("lin").Token
		here.knows(token)
		there.knows(token)

		if err := here.SignOut(t.Context(), token); err != nil {
			t.Fatal(err)
		}
		here.refuses(token)
		there.knows(token) // what it read less than two seconds ago
		there.after(2 * time.Second)
		there.refuses(token)
		here.after(time.Hour)
		here.refuses(token)
		if err := here.SignOut(t.Context(), token); err != nil {
			t.Errorf("signing out twice: %v", err)
		}
	})
}

func TestASlowReaderDoesNotBringAnEndedSessionBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		token := w.signIn("lin").Token
		key, _ := digestOf(token)
		read, err := w.read(t.Context(), key, w.time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if err := w.SignOut(t.Context(), token); err != nil {
			t.Fatal(err)
		}
		w.recent.put(key, read)
		w.refuses(token)
	})
}

func TestWhoSignsInAgainGetsANewTokenAndTheOldOneEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		first := w.signIn("lin").Token
		w.knows(first)
		second, err := w.SignInAs(t.Context(), "mei", Visitor{Replaces: first})
		if err != nil {
			t.Fatal(err)
		}
		if second.Token == first {
			t.Error("the token stayed the same")
		}
		w.refuses(first)
		node(t, d, Config{Demo: true}).refuses(first)
		if a := w.knows(second.Token); a.Name != "梅若溪" {
			t.Errorf("signed in as %s", a.Name)
		}
		planted := "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		third, err := w.SignInAs(t.Context(), "lin", Visitor{Replaces: planted})
		if err != nil || third.Token == planted {
			t.Fatalf("%+v, %v", third, err)
		}
		w.refuses(planted)
	})
}

func TestOneEndsOnesOwnSessionsOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		phone, desktop, other := w.signIn("lin").Token, w.signIn("lin").Token, w.signIn("mei").Token
		lin, mei := w.knows(desktop), w.knows(other)
		list, err := w.Sessions(t.Context(), lin)
		if err != nil || len(list) != 2 {
			t.Fatalf("lin has %d sessions, %v", len(list), err)
		}
		lost := must(id.Parse(w.knows(phone).Session))
		if err := w.End(t.Context(), mei, lost); fault.KindOf(err) != fault.NotFound {
			t.Errorf("mei ends lin's session: %v", err)
		}
		w.knows(phone)
		if err := w.End(t.Context(), lin, lost); err != nil {
			t.Fatal(err)
		}
		w.refuses(phone)
		w.knows(desktop)
		w.knows(other)
		if err := w.End(t.Context(), lin, lost); fault.KindOf(err) != fault.NotFound {
			t.Errorf("ending it twice: %v", err)
		}
	})
}

func TestAMemberWhoLeavesIsSignedOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		token := w.signIn("trans-approver").Token
		key := must(id.Parse(w.knows(token).ID))
		w.ok(d.Write(t.Context(), "", func(ctx context.Context, tx *db.Tx) error {
			return tx.Send(ctx, `UPDATE identity_staff SET active = $1 WHERE id = $2`, false, key)
		}))
		w.after(2 * time.Second)
		w.refuses(token)
		if m, err := w.Staff(t.Context(), key); err != nil || m.Active {
			t.Errorf("%+v, %v", m, err)
		}
		if list, err := w.StaffOf(t.Context(), "TRANS", actor.Approver); err != nil || len(list) != 0 {
			t.Errorf("still an approver: %+v, %v", list, err)
		}
	})
}

func TestEndedSessionsAreSwept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		w.signIn("clerk")
		token := w.signIn("lin").Token
		w.after(20 * time.Minute)
		w.ok(w.Sweep(t.Context()))
		w.knows(token)
		var left int
		w.ok(d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return tx.Row(ctx, `SELECT COUNT(*) FROM identity_session`).Scan(&left)
		}))
		if left != 1 {
			t.Errorf("%d sessions left, want 1", left)
		}
	})
}

func TestManyReadersOfOneSessionAgree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		token := w.signIn("lin").Token
		w.after(time.Minute)
		var group sync.WaitGroup
		for range 32 {
			group.Go(func() {
				if _, err := w.Resume(t.Context(), token); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
	})
}

func TestAPersonIsSealedAndFoundAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		p, err := w.PersonByIDNumber(t.Context(), "990103 19900615 011x")
		if err != nil {
			t.Fatal(err)
		}
		if p.Name != "林晓华" || p.IDNumber != "99010319900615011X" || p.Mobile == "" || p.Address == "" || p.Level != Seen {
			t.Errorf("got %#v: %q %q %q", p, p.Name, p.IDNumber, p.Mobile)
		}
		if p.Born().Format(time.DateOnly) != "1990-06-15" || p.Female() {
			t.Errorf("born %v, woman: %v", p.Born(), p.Female())
		}
		if again, err := w.Person(t.Context(), p.ID); err != nil || again != p {
			t.Errorf("by id: %v, %v", again, err)
		}
		if _, err := w.Person(t.Context(), id.New()); fault.KindOf(err) != fault.NotFound {
			t.Errorf("unknown: %v", err)
		}
		w.ok(d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			stored, err := findPerson(ctx, tx, p.ID)
			for _, column := range [][]byte{stored.idNumber, stored.mobile, stored.address} {
				if bytes.Contains(column, []byte("1990")) || bytes.Contains(column, []byte("梧桐")) {
					t.Errorf("stored in clear: %s", column)
				}
			}
			return err
		}))
	})
}

func TestTheDemoCityIsSeededOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		before := must(w.Personas(t.Context()))
		w.ok(w.Seed(t.Context()))
		after := must(w.Personas(t.Context()))
		if len(before) < 60 || !slices.EqualFunc(before, after, func(a, b Persona) bool { return a.Subject == b.Subject }) {
			t.Errorf("%d personas, then %d", len(before), len(after))
		}
		if list := must(w.StaffOf(t.Context(), "TRANS", actor.Reviewer)); len(list) != 1 || list[0].Account != "trans-reviewer" {
			t.Errorf("reviewers of TRANS: %+v", list)
		}
	})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestTheDemoFileIsBelievable(t *testing.T) {
	var c town
	meta, err := toml.Decode(demo, &c)
	if err != nil {
		t.Fatal(err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		t.Errorf("unknown keys: %v", unknown)
	}
	names, keys, numbers := map[string]bool{}, map[string]bool{}, map[string]bool{}
	once := func(seen map[string]bool, v string) {
		if v == "" || seen[v] {
			t.Errorf("%q is missing or there twice", v)
		}
		seen[v] = true
	}
	for _, p := range c.People {
		once(names, p.Name)
		once(keys, p.Persona)
		once(numbers, p.IDNumber)
		once(numbers, p.Mobile)
		if wrong := check.IDNumber(p.IDNumber, true, noon); wrong != nil {
			t.Errorf("%s: ID number %v", p.Persona, wrong)
		}
		if check.IDNumber(p.IDNumber, false, noon) == nil {
			t.Errorf("%s: the ID number could be somebody's", p.Persona)
		}
		if wrong := check.Mobile(p.Mobile); wrong != nil {
			t.Errorf("%s: mobile %v", p.Persona, wrong)
		}
		if !slices.Contains(Sections, p.Section) || p.Note == "" || p.NoteEn == "" {
			t.Errorf("%s: section %q", p.Persona, p.Section)
		}
	}
	for _, f := range c.Firms {
		once(names, f.Name)
		if wrong := check.USCC(f.USCC, true); wrong != nil {
			t.Errorf("%s: USCC %v", f.Name, wrong)
		}
		if !names[f.Firm.Representative] || len(f.Agents) == 0 {
			t.Errorf("%s: representative %q", f.Name, f.Firm.Representative)
		}
		for _, a := range f.Agents {
			if !keys[a.Persona] {
				t.Errorf("%s: agent %q", f.Name, a.Persona)
			}
		}
	}
	for _, m := range c.Staff {
		once(names, m.Name)
		once(keys, m.Persona)
		if len(m.Roles) == 0 || m.Region == "" || !slices.Contains(Sections, m.Section) || m.Note == "" || m.NoteEn == "" {
			t.Errorf("%s: %+v", m.Persona, m)
		}
	}
}

func TestEveryActorOfTheSampleHasSomebody(t *testing.T) {
	c, err := demoTown()
	if err != nil {
		t.Fatal(err)
	}
	held := map[actor.Role]map[string]bool{}
	for _, m := range c.Staff {
		for _, r := range m.Roles {
			if held[r] == nil {
				held[r] = map[string]bool{}
			}
			held[r][m.Department] = true
		}
	}
	for _, r := range []actor.Role{
		actor.Window, actor.Reviewer, actor.Approver, actor.Head, actor.Inspector, actor.Street, actor.Hospital, actor.Bank, actor.Tax,
		actor.Registrar, actor.Finance, "dpf", actor.HallManager, actor.Supervisor, actor.Editor, actor.Publisher,
		actor.SystemAdmin, actor.SecurityAdmin, actor.AuditAdmin,
	} {
		if len(held[r]) == 0 {
			t.Errorf("nobody is %s", r)
		}
	}
	for _, dep := range []string{"SAMR", "PSB", "HRSS", "HPF", "TAX", "UMB", "HC", "MIB", "NR", "TRANS", "CIVIL", "FIRE", "HOUSING", "DPF", "GSB"} {
		for _, r := range []actor.Role{actor.Reviewer, actor.Approver, actor.Head} {
			if !held[r][dep] {
				t.Errorf("%s has no %s", dep, r)
			}
		}
	}
}
