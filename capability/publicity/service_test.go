package publicity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/place"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

var (
	head     = actor.Actor{ID: "0000000000hd1", Kind: actor.Staff, Name: "雷正阳", Department: "TRANS", Region: "990100", Roles: []actor.Role{actor.Head}}
	other    = actor.Actor{ID: "0000000000hd2", Kind: actor.Staff, Name: "康建业", Department: "SAMR", Region: "990100", Roles: []actor.Role{actor.Head}}
	reviewer = actor.Actor{ID: "0000000000rv1", Kind: actor.Staff, Name: "孟广林", Department: "TRANS", Region: "990100", Roles: []actor.Role{actor.Reviewer}}
)

const uscc = "91990100MA0DEMO018"

// numbersOfFirms knows every firm by one number.
type numbersOfFirms struct{}

func (numbersOfFirms) USCC(_ context.Context, account id.ID) (string, error) {
	if account == lost {
		return "", errors.New("no such firm")
	}
	return uscc, nil
}

// lost is the account of a firm that nobody knows any more.
const lost id.ID = 404

// world is publicity where it is Tuesday, 10 February 2026; the Spring Festival is near.
type world struct {
	*testing.T
	*Service
	clock *clock.Fixed
	cases int
}

func each(t *testing.T, body func(w *world)) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := clock.At(time.Date(2026, 2, 10, 9, 0, 0, 0, clock.Shanghai))
		places := place.New(d, now, calendar.Default)
		w := &world{T: t, clock: now, Service: New(d, now, calendar.Default, places, numbersOfFirms{})}
		dbtest.Migrate(t, d, db.Source{Name: "audit", FS: os.DirFS("../audit")}, db.Source{Name: "place", FS: os.DirFS("../place")},
			db.Source{Name: "publicity", FS: files})
		body(w)
	})
}

func (w *world) as(who actor.Actor) context.Context { return actor.With(w.Context(), who) }

// item is a licence to publish decisions of.
func item() *catalogue.Item {
	i := &catalogue.Item{Code: "road-qual", Name: "道路货物运输驾驶员从业资格证核发"}
	i.ItemType.Code, i.Department = catalogue.Licensing, catalogue.Department{Code: "TRANS", Name: "云岫市交通运输局", USCC: "11990100MDEM0003XL"}
	i.Result.LicenceType = "道路运输从业资格证"
	return i
}

// decided tells publicity of a decision and returns the number of its case.
func (w *world) decided(e casework.Event, i *catalogue.Item, name string, firm bool) string {
	w.Helper()
	w.cases++
	c := &casework.Case{No: fmt.Sprintf("CASE-%04d", w.cases), Department: "TRANS", Region: "990100", ItemCode: i.Code, ItemName: i.Name, Owner: id.New(), ApplicantName: name, Firm: firm}
	n := &casework.Notice{Kind: casework.GrantDecision, Number: fmt.Sprintf("云交准〔2026〕%05d号", w.cases)}
	n.Body.Licence, n.Body.ValidTo = "99010319900615011X", w.clock.Now().AddDate(6, 0, 0)
	if e == casework.Deny {
		n.Kind = casework.DenialDecision
		n.Body.LegalGround = "道路运输条例第二十二条，" + name + "（99010319900615011X，13900990001）"
		n.Body.Reason = name + "患有疾病"
	}
	w.tell(casework.Moved{Case: c, Item: i, Records: []casework.Record{{Event: e}}, Notices: []*casework.Notice{n}})
	return c.No
}

func (w *world) tell(m casework.Moved) {
	w.Helper()
	err := w.db.Write(w.as(head), "test", func(ctx context.Context, tx *db.Tx) error { return w.Follow(ctx, tx, m) })
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) of(no string) *Record {
	w.Helper()
	r, err := w.OfCase(w.Context(), no)
	if err != nil {
		w.Fatal(err)
	}
	return r
}

// on lets it be nine o'clock on a day, and what is due happen.
func (w *world) on(day string) {
	w.Helper()
	d, err := calendar.ParseDate(day)
	if err != nil {
		w.Fatal(err)
	}
	w.clock.Set(d.Start().Add(9 * time.Hour))
	if err := w.Sweep(w.Context()); err != nil {
		w.Fatal(err)
	}
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func TestTheLifeOfARecordIsSound(t *testing.T) {
	if err := Lifecycle.Check(); err != nil {
		t.Error(err)
	}
}

func TestADecisionIsPublicOnTheNextWorkingDayWithoutWhatIsPersonal(t *testing.T) {
	each(t, func(w *world) {
		grant, denial := w.decided(casework.Grant, item(), "林晓华", false), w.decided(casework.Deny, item(), "林晓华", false)
		w.on("2026-02-10")
		if r := w.of(grant); r.State != Waiting {
			w.Fatalf("on the day of the decision: %s", r.State)
		}
		w.on("2026-02-11")
		for _, no := range []string{grant, denial} {
			r, versions, err := w.Find(w.Context(), w.of(no).ID)
			if err != nil || r.State != Published || len(versions) != 1 {
				w.Fatalf("%s: %+v, %d versions, %v", no, r, len(versions), err)
			}
			text, _ := json.Marshal(bodyOf(r, versions))
			for _, secret := range []string{"林晓华", "99010319900615011X", "13900990001", "患有疾病", no} {
				if strings.Contains(string(text), secret) {
					w.Errorf("%s tells %s: %s", no, secret, text)
				}
			}
			if r.Content.Subject != "林*华" || r.Content.Document == "" || r.Content.Authority == "" {
				w.Errorf("published: %+v", r.Content)
			}
		}
		if ground := w.of(denial).Content.Ground; !strings.HasPrefix(ground, "道路运输条例第二十二条，林*华") {
			w.Errorf("the ground of the denial: %s", ground)
		}
	})
}

func TestADecisionOnTheSpotIsPublicToo(t *testing.T) {
	each(t, func(w *world) {
		no := w.decided(casework.GrantAtOnce, item(), "林晓华", false)
		w.on("2026-02-11")
		if r := w.of(no); r.State != Published {
			w.Errorf("on the day after: %s", r.State)
		}
	})
}

func TestAFirmIsPublicInFull(t *testing.T) {
	each(t, func(w *world) {
		no := w.decided(casework.Grant, item(), "云岫远途物流有限公司", true)
		w.on("2026-02-11")
		c := w.of(no).Content
		if c.Subject != "云岫远途物流有限公司" || c.USCC != uscc || c.CertificateNo == "" || c.ValidTo == "" {
			w.Errorf("published: %+v", c)
		}
		page, err := w.List(w.Context(), Query{Name: "远途"})
		if err != nil || len(page.Records) != 1 {
			w.Errorf("found by name: %d, %v", len(page.Records), err)
		}
	})
}

func TestPeopleAreNotFoundByName(t *testing.T) {
	each(t, func(w *world) {
		w.decided(casework.Grant, item(), "林晓华", false)
		w.on("2026-02-11")
		for _, name := range []string{"林", "林*华", "%", "_"} {
			page, err := w.List(w.Context(), Query{Name: name})
			if err != nil || len(page.Records) != 0 {
				w.Errorf("%q finds %d, %v", name, len(page.Records), err)
			}
		}
	})
}

func TestTheLawKeepsSomeDecisionsBack(t *testing.T) {
	each(t, func(w *world) {
		keeps := func(publish bool, exceptions ...string) *catalogue.Item {
			i := item()
			i.Publicity = &catalogue.Publicity{Publish: publish, Exceptions: exceptions}
			return i
		}
		secret := w.decided(casework.Grant, keeps(true, "state-secret"), "某单位", true)
		person := w.decided(casework.Grant, keeps(true, "privacy"), "林晓华", false)
		firm := w.decided(casework.Grant, keeps(true, "privacy"), "某公司", true)
		trade := w.decided(casework.Grant, keeps(true, "trade-secret"), "某公司", true)
		none := w.decided(casework.Grant, keeps(false), "某公司", true)
		own := item()
		own.ItemType.Code = "20"
		service := w.decided(casework.Grant, own, "林晓华", false)
		w.on("2026-02-11")
		for no, want := range map[string]State{secret: Withheld, person: Withheld, firm: Published, trade: Published} {
			if r := w.of(no); r.State != want {
				w.Errorf("%s is %s, want %s", no, r.State, want)
			}
		}
		if _, _, err := w.Find(w.Context(), w.of(secret).ID); fault.KindOf(err) != fault.NotFound {
			w.Errorf("a secret is found: %v", err)
		}
		if c := w.of(trade).Content; c.Certificate != "" || c.CertificateNo != "" || c.Subject != "某公司" {
			w.Errorf("of a trade secret: %+v", c)
		}
		if w.of(none) != nil || w.of(service) != nil {
			w.Error("what is no licence, or not to be public, is noted")
		}
		counts, _, err := w.Counts(w.Context(), "TRANS")
		if err != nil || counts[CountPublished] != 2 || counts[CountWithheld] != 2 {
			w.Errorf("counted %v, %v", counts, err)
		}
	})
}

func TestWhatIsHeldTooLongIsLateAndSaysSo(t *testing.T) {
	each(t, func(w *world) {
		no := w.decided(casework.Grant, item(), "林晓华", false)
		r := w.of(no)
		w.must(w.Change(w.as(head), r.ID, Hold, Change{Version: r.Version, Reason: "核对名称"}))
		w.on("2026-02-26") // seven working days, with the Spring Festival from 15 to 23 February between
		if late, err := w.Office(w.as(head), ShowLate, Cursor{}, 20); err != nil || len(late.Records) != 0 {
			w.Fatalf("late before its last day (%s): %d, %v", r.DueOn, len(late.Records), err)
		}
		w.clock.Set(r.DueOn.End().Add(9 * time.Hour))
		late, err := w.Office(w.as(head), ShowLate, Cursor{}, 20)
		if err != nil || len(late.Records) != 1 {
			w.Fatalf("late: %d, %v", len(late.Records), err)
		}
		r = w.of(no)
		w.must(w.Change(w.as(head), r.ID, Release, Change{Version: r.Version}))
		w.must(w.Sweep(w.Context()))
		counts, _, err := w.Counts(w.Context(), "")
		if err != nil || counts[CountPublished] != 1 || counts[CountLate] != 1 {
			w.Errorf("counted %v, %v", counts, err)
		}
	})
}

// TestTheLastDayIsSevenWorkingDaysAfterTheDecision counts by hand: 11, 12, 13 and 14
// February (a Saturday that is worked), 24, 25 and 26.
func TestTheLastDayIsSevenWorkingDaysAfterTheDecision(t *testing.T) {
	each(t, func(w *world) {
		r := w.of(w.decided(casework.Grant, item(), "林晓华", false))
		day := calendar.On(2026, 2, 10)
		for n := 0; n < 7; {
			if day++; calendar.Default().IsWorkday(day) {
				n++
			}
		}
		if r.DueOn != day || r.DueOn < calendar.On(2026, 2, 24) {
			w.Errorf("due on %s, by hand %s", r.DueOn, day)
		}
	})
}

func TestOfTwoCorrectionsAtOnceOneIsRefused(t *testing.T) {
	each(t, func(w *world) {
		no := w.decided(casework.Grant, item(), "云岫远途物流有限公司", true)
		w.on("2026-02-11")
		r := w.of(no)
		errs := make([]error, 2)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() {
				c := r.Content
				c.Subject = fmt.Sprintf("云岫远途物流有限公司（%d）", i)
				errs[i] = w.Change(w.as(head), r.ID, Correct, Change{Version: r.Version, Reason: "名称有误", Content: c})
			})
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			w.Fatalf("both or none: %v", errs)
		}
		for i, err := range errs {
			if err != nil && fault.KindOf(err) != fault.Conflict {
				w.Errorf("%d: %v", i, err)
			}
		}
		now, versions, err := w.Find(w.Context(), r.ID)
		if err != nil || now.Revision != 2 || len(versions) != 2 || versions[0].Reason != "名称有误" || versions[0].By != head.ID || versions[1].Content.Subject != r.Content.Subject {
			w.Errorf("%+v, %+v, %v", now, versions, err)
		}
		if counts, _, _ := w.Counts(w.Context(), ""); counts[CountCorrected] != 1 {
			w.Errorf("counted %v", counts)
		}
	})
}

func TestACaseThatEndsAnotherWayIsNotPublishedAlsoWhereItWasDue(t *testing.T) {
	each(t, func(w *world) {
		no := w.decided(casework.Grant, item(), "林晓华", false)
		w.clock.Set(w.clock.Now().Add(72 * time.Hour)) // it is due, and nobody has swept
		ready := *w.of(no)
		w.tell(casework.Moved{Case: &casework.Case{No: no}, Item: item(), Records: []casework.Record{{Event: casework.Withdraw}}})
		w.must(w.publish(w.Context(), &ready)) // a sweep that had read it before
		w.must(w.Sweep(w.Context()))
		if r := w.of(no); r.State != Dropped {
			w.Errorf("it is %s", r.State)
		}
		if page, err := w.List(w.Context(), Query{}); err != nil || len(page.Records) != 0 {
			w.Errorf("the public reads %d, %v", len(page.Records), err)
		}
		if counts, _, _ := w.Counts(w.Context(), ""); counts[CountPublished] != 0 || counts[CountDropped] != 1 {
			w.Errorf("counted %v", counts)
		}
	})
}

func TestSweepsAtOncePublishOnce(t *testing.T) {
	each(t, func(w *world) {
		for range 30 {
			w.decided(casework.Grant, item(), "林晓华", false)
		}
		w.clock.Set(w.clock.Now().Add(48 * time.Hour))
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				if err := w.Sweep(w.Context()); err != nil {
					w.Error(err)
				}
			})
		}
		wg.Wait()
		if counts, _, _ := w.Counts(w.Context(), ""); counts[CountPublished] != 30 {
			w.Errorf("counted %v", counts)
		}
		seen := map[id.ID]bool{}
		for q := (Query{Limit: 7}); ; {
			page, err := w.List(w.Context(), q)
			w.must(err)
			for _, r := range page.Records {
				seen[r.ID] = true
			}
			if q.Before = page.Next; q.Before.ID == 0 {
				break
			}
		}
		if len(seen) != 30 {
			w.Errorf("the pages show %d", len(seen))
		}
	})
}

func TestACorrectionCannotUncoverAPerson(t *testing.T) {
	each(t, func(w *world) {
		no := w.decided(casework.Grant, item(), "林晓华", false)
		w.on("2026-02-11")
		r := w.of(no)
		for name, change := range map[string]func(*Change){
			"a name in full":     func(c *Change) { c.Content.Subject = "林晓华" },
			"a number":           func(c *Change) { c.Content.Ground = "99010319900615011X" },
			"a certificate's":    func(c *Change) { c.Content.CertificateNo = "A-1" },
			"a number as reason": func(c *Change) { c.Content.Ground = "第二条"; c.Reason = "身份证 99010319900615011X" },
			"no reason":          func(c *Change) { c.Content.Ground = "第二条"; c.Reason = " " },
			"nothing":            func(*Change) {},
		} {
			c := Change{Version: r.Version, Reason: "有误", Content: r.Content}
			change(&c)
			if err := w.Change(w.as(head), r.ID, Correct, c); fault.KindOf(err) != fault.Invalid {
				w.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestOnlyTheOfficeThatDecidedChangesWhatIsPublic(t *testing.T) {
	each(t, func(w *world) {
		no := w.decided(casework.Grant, item(), "林晓华", false)
		w.on("2026-02-11")
		r := w.of(no)
		withdraw := Change{Version: r.Version, Reason: "不应公示"}
		if err := w.Change(w.as(other), r.ID, Withdraw, withdraw); fault.KindOf(err) != fault.NotFound {
			w.Errorf("another department: %v", err)
		}
		if err := w.Change(w.as(reviewer), r.ID, Withdraw, withdraw); fault.KindOf(err) != fault.Forbidden {
			w.Errorf("a reviewer: %v", err)
		}
		if _, err := w.Office(w.as(reviewer), ShowWaiting, Cursor{}, 20); fault.KindOf(err) != fault.Forbidden {
			w.Errorf("a reviewer reads the list: %v", err)
		}
		w.must(w.Change(w.as(head), r.ID, Withdraw, withdraw))
		gone, versions, err := w.Find(w.Context(), r.ID)
		if err != nil || gone.State != Withdrawn || gone.Reason != "不应公示" || gone.Content.Subject != "" || versions != nil {
			w.Errorf("withdrawn: %+v, %v, %v", gone, versions, err)
		}
	})
}

func TestWhatCannotBePublishedKeepsNothingElseBack(t *testing.T) {
	each(t, func(w *world) {
		for range sweepBatch + 1 {
			w.decided(casework.Grant, item(), "云岫远途物流有限公司", true)
		}
		w.must(w.db.Write(w.Context(), "publicity", func(ctx context.Context, tx *db.Tx) error {
			return tx.Send(ctx, `UPDATE publicity_record SET owner = $1, ready_at = 1`, lost)
		}))
		no := w.decided(casework.Grant, item(), "林晓华", false)
		w.clock.Set(w.clock.Now().Add(48 * time.Hour))
		if err := w.Sweep(w.Context()); err == nil {
			w.Error("nobody is told of those that could not be published")
		}
		if r := w.of(no); r.State != Published {
			w.Errorf("the decision behind them is %s", r.State)
		}
	})
}

func TestNumbersAreTakenOutHoweverTheyAreTyped(t *testing.T) {
	c := &casework.Case{ApplicantName: "林晓华"}
	for _, text := range []string{
		"99010319900615011X", "９９０１０３１９９００６１５０１１Ｘ", "990103 19900615 011X", "990103-19900615-011x", "199 0000 1040", "１９９００００１０４０", "990103900615011",
	} {
		if got := redact("当事人（"+text+"）不符合第二十二条", c); got != "当事人（***）不符合第二十二条" {
			t.Errorf("%s: %s", text, got)
		}
	}
	if got := redact("2026年3月10日第00001号、第22条第3款", c); got != "2026年3月10日第00001号、第22条第3款" {
		t.Errorf("a date is gone: %s", got)
	}
}

func TestAFirmIsFoundHoweverItsLettersAreTyped(t *testing.T) {
	each(t, func(w *world) {
		w.decided(casework.Grant, item(), "云岫Tech物流有限公司", true)
		w.on("2026-02-11")
		for _, name := range []string{"tech", "TECH物流", "Tech"} {
			if page, err := w.List(w.Context(), Query{Name: name}); err != nil || len(page.Records) != 1 {
				w.Errorf("%q finds %d, %v", name, len(page.Records), err)
			}
		}
	})
}
