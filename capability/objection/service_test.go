package objection

import (
	"context"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

var (
	lin        = actor.Actor{ID: id.New().String(), Kind: actor.Citizen, Name: "林晓华"}
	mei        = actor.Actor{ID: id.New().String(), Kind: actor.Citizen, Name: "梅若溪"}
	approver   = actor.Actor{ID: id.New().String(), Kind: actor.Staff, Name: "孙涛", Department: "TRANS", Region: "990100", Roles: []actor.Role{actor.Approver}}
	other      = actor.Actor{ID: id.New().String(), Kind: actor.Staff, Name: "何平", Department: "SAMR", Region: "990100", Roles: []actor.Role{actor.Approver}}
	clerk      = actor.Actor{ID: id.New().String(), Kind: actor.Staff, Name: "陈静", Outlet: "center", Region: "990100", Roles: []actor.Role{actor.Window}}
	supervisor = actor.Actor{ID: id.New().String(), Kind: actor.Staff, Name: "冯远", Region: "990100", Roles: []actor.Role{actor.Supervisor}}
)

// world is the register on Tuesday, 10 February 2026; one decision of TRANS about mei is
// published.
type world struct {
	*testing.T
	*Service
	clock  *clock.Fixed
	told   sync.Map // key of the message + account → arguments
	record id.ID
}

func (w *world) Subject(_ context.Context, record id.ID) (Subject, error) {
	if record != w.record {
		return Subject{}, errUnknown
	}
	return Subject{About: OfPublicity, Ref: record.String(), Title: "从业资格证核发", Department: "TRANS", Region: "990100", Owner: account(mei)}, nil
}

func (w *world) Inform(_ context.Context, _ *db.Tx, to id.ID, key string, args []string, _ string) error {
	w.told.Store(key+" "+to.String(), strings.Join(args, " "))
	return nil
}

func account(a actor.Actor) id.ID {
	key, _ := id.Parse(a.ID)
	return key
}

func each(t *testing.T, body func(w *world)) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		keys, err := crypt.Load(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		keeper, err := once.New(d, keys.Secret("once"))
		if err != nil {
			t.Fatal(err)
		}
		w := &world{T: t, clock: clock.At(time.Date(2026, 2, 10, 9, 0, 0, 0, clock.Shanghai)), record: id.New()}
		w.Service = New(Deps{DB: d, Clock: w.clock, Calendar: calendar.Default, Keys: keys, Once: keeper, Published: w, Informer: w})
		dbtest.Migrate(t, d, once.Migrations, db.Source{Name: "audit", FS: os.DirFS("../audit")}, db.Source{Name: "objection", FS: files})
		body(w)
	})
}

func (w *world) as(who actor.Actor) context.Context { return actor.With(w.Context(), who) }

func (w *world) filing() Filing {
	return Filing{Kind: Objecting, About: OfPublicity, Ref: w.record.String(), Text: "我是林晓华，此人不符合条件，身份证 99010319900615011X，电话 13900990001。"}
}

// filed is an objection of lin's.
func (w *world) filed() *Objection {
	w.Helper()
	o, err := w.File(w.as(lin), w.filing())
	if err != nil {
		w.Fatal(err)
	}
	return o
}

func TestAnObjectionIsAnsweredByAPersonAndBothAreTold(t *testing.T) {
	each(t, func(w *world) {
		o := w.filed()
		if o.Number != "20260210-0001" || o.DueOn != calendar.Default().AddWorkdays(calendar.On(2026, 2, 10), 7) {
			w.Errorf("entered as %s, due %s", o.Number, o.DueOn)
		}
		if _, told := w.told.Load("objection.inform.filed " + lin.ID); !told {
			w.Error("the objector has no number")
		}
		list, err := w.Office(w.as(approver), false, Cursor{}, 10)
		if err != nil || len(list) != 1 {
			w.Fatalf("the office sees %d, %v", len(list), err)
		}
		if err := w.Answer(w.as(approver), o.ID, Reply{Upheld, "已更正。"}); err != nil {
			w.Fatal(err)
		}
		if now, err := w.Find(w.as(lin), o.ID); err != nil || now.Outcome != Upheld || now.Answer != "已更正。" {
			w.Errorf("the objector reads %+v, %v", now, err)
		}
		told, ok := w.told.Load("objection.inform.about-yours-upheld " + mei.ID)
		if _, objector := w.told.Load("objection.inform.answered " + lin.ID); !ok || !objector {
			w.Error("somebody was not told")
		}
		if strings.Contains(told.(string), lin.Name) {
			w.Errorf("who is objected to learns %q", told)
		}
		if list, _ := w.Office(w.as(approver), false, Cursor{}, 10); len(list) != 0 {
			w.Errorf("%d are still open", len(list))
		}
		if list, _ := w.Office(w.as(supervisor), true, Cursor{}, 10); len(list) != 1 {
			w.Errorf("%d were answered", len(list))
		}
	})
}

func TestTheOfficeReadsNoNumbersAndNobodyElseReadsAnything(t *testing.T) {
	each(t, func(w *world) {
		o := w.filed()
		if seen, err := w.Find(w.as(approver), o.ID); err != nil || strings.Contains(seen.Text, "9901") || strings.Contains(seen.Text, "1390") || strings.Contains(seen.Text, lin.Name) || !strings.Contains(seen.Text, "不符合条件") {
			w.Errorf("the office reads %q, %v", seen.Text, err)
		}
		if seen, err := w.Find(w.as(lin), o.ID); err != nil || !strings.Contains(seen.Text, "99010319900615011X") {
			w.Errorf("the objector reads %v, %v", seen, err)
		}
		for _, who := range []actor.Actor{mei, other, clerk, {Kind: actor.Guest}} {
			if _, err := w.Find(w.as(who), o.ID); err == nil {
				w.Errorf("%s %s reads it", who.Kind, who.Name)
			}
			if err := w.Answer(w.as(who), o.ID, Reply{Rejected, "不成立"}); err == nil {
				w.Errorf("%s %s answers it", who.Kind, who.Name)
			}
		}
		if list, err := w.Office(w.as(other), false, Cursor{}, 10); err != nil || len(list) != 0 {
			w.Errorf("another department sees %d, %v", len(list), err)
		}
		var stored []byte
		err := w.Deps.DB.Read(w.Context(), func(ctx context.Context, tx *db.Tx) error {
			return tx.Row(ctx, `SELECT text FROM objection_objection`).Scan(&stored)
		})
		if err != nil || strings.Contains(string(stored), "条件") {
			w.Errorf("what somebody wrote is stored as it is: %v", err)
		}
	})
}

func TestOfTwoAnswersAtOnceOneCounts(t *testing.T) {
	each(t, func(w *world) {
		o := w.filed()
		errs := make([]error, 2)
		var wg sync.WaitGroup
		for i, who := range []actor.Actor{approver, supervisor} {
			wg.Go(func() { errs[i] = w.Answer(w.as(who), o.ID, Reply{Outcomes[i], "已核查"}) })
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			w.Fatalf("%v", errs)
		}
		if lost := slices.IndexFunc(errs, func(err error) bool { return err != nil }); fault.KindOf(errs[lost]) != fault.Conflict {
			w.Errorf("the slower is told %v", errs[lost])
		}
	})
}

func TestWhoObjectsTooOftenWaitsAndSentTwiceIsOne(t *testing.T) {
	each(t, func(w *world) {
		first, err := w.File(once.WithKey(w.as(lin), "k1"), w.filing())
		if err != nil {
			w.Fatal(err)
		}
		if again, err := w.File(once.WithKey(w.as(lin), "k1"), w.filing()); err != nil || again.ID != first.ID {
			w.Errorf("sent twice: %v, %v", again, err)
		}
		for range maxPerDay - 1 {
			w.filed()
		}
		if _, err := w.File(w.as(lin), w.filing()); fault.KindOf(err) != fault.TooMany {
			w.Errorf("one too many: %v", err)
		}
		w.clock.Set(w.clock.Now().Add(24 * time.Hour))
		if o, err := w.File(w.as(lin), w.filing()); err != nil || o.Number != "20260211-0001" {
			w.Errorf("on the next day: %v, %v", o, err)
		}
	})
}

func TestWhatIsMissingIsSaidAtOnce(t *testing.T) {
	each(t, func(w *world) {
		_, err := w.File(w.as(lin), Filing{Kind: "joke", About: OfPublicity, Ref: w.record.String(), Text: " "})
		if f, ok := fault.As(err); !ok || len(f.Fields) != 2 {
			w.Errorf("%v", err)
		}
		if _, err := w.File(w.as(lin), Filing{Kind: Objecting, About: OfPublicity, Ref: id.New().String(), Text: "x"}); fault.KindOf(err) != fault.NotFound {
			w.Errorf("about nothing: %v", err)
		}
		if _, err := w.File(w.as(clerk), w.filing()); fault.KindOf(err) != fault.Unauthenticated {
			w.Errorf("by staff: %v", err)
		}
	})
}

func TestABlankIsNoObjection(t *testing.T) {
	for _, text := range []string{"\u200b", "\u3164", "…"} {
		if len(wrongText("text", text)) == 0 {
			t.Errorf("%q is taken", text)
		}
	}
	if got := withoutNumbers("我的号码 990103 19900615 011X，电话１９９００００１０４０"); got != "我的号码 ***，电话***" {
		t.Errorf("the office reads %s", got)
	}
}
