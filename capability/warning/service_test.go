package warning

import (
	"context"
	"encoding/json"
	"fmt"
	"image"
	"io"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"tongban/capability/casework"
	"tongban/capability/casework/caseworktest"
	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/capability/precheck"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/job"
)

// The people who look into warnings, or do not.
var (
	reviewer = caseworktest.Reviewer
	stranger = caseworktest.Staff("米勒", "SAMR", actor.Reviewer)
	admin    = caseworktest.Staff("许可", "", actor.SystemAdmin)
	overseer = caseworktest.Staff("齐明", "", actor.Supervisor)
)

// bench is warnings in a small city.
type bench struct {
	caseworktest.World
	*Service
	papers *papers
	held   *held
}

// papers are what applicants have uploaded, with what the test says was read on it.
type papers struct {
	*precheck.Service
	said  map[string]string
	slow  func(context.Context)
	asked int
}

func (p *papers) Pictures(ctx context.Context, file id.ID) ([]image.Image, error) {
	p.asked++
	if p.slow != nil {
		p.slow(ctx)
	}
	return p.Service.Pictures(ctx, file)
}

func (p *papers) Said(context.Context, id.ID) (map[string]string, error) { return p.said, nil }

// held are the licences of everybody.
type held []Licence

func (h *held) Held(context.Context, id.ID) ([]Licence, error) { return *h, nil }

// none reads nothing.
type none struct{ precheck.Reader }

func (none) Ready() bool { return false }

// premises are questions about a place, put to the form of the city's item.
var premises = []map[string]any{
	{"key": "site", "label": "场所地址", "type": "address", "element": "place.address"},
	{"key": "area", "label": "使用面积", "type": "decimal", "element": "place.area"},
	{"key": "building", "label": "建筑面积", "type": "decimal", "element": "place.buildingArea"},
}

func each(t *testing.T, body func(b bench)) {
	t.Helper()
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { body(world(t, d)) })
}

// world is a fresh city on d whose item also asks about premises.
func world(t *testing.T, d *db.DB) bench {
	t.Helper()
	w := caseworktest.Amended(t, d, nil, map[string]any{"form": asking(t)}, db.Source{Name: "warning", FS: files}, job.Migrations)
	p := &papers{Service: precheck.New(precheck.Deps{DB: d, Clock: w.Clock, Keys: w.Keys, Documents: w.Documents, Reader: none{}, Demo: true})}
	h := &held{}
	s := New(Deps{DB: d, Clock: w.Clock, Keys: w.Keys, Once: w.Once, Cases: w.Casework, Papers: p, Licences: h})
	w.Casework.Follow(s.Follow)
	return bench{w, s, p, h}
}

// asking is the form of the city's item with questions about premises.
func asking(t *testing.T) map[string]any {
	t.Helper()
	text, err := io.ReadAll(catalogue.Demo())
	if err != nil {
		t.Fatal(err)
	}
	var all struct{ Items []map[string]any }
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	for _, item := range all.Items {
		if item["id"] != "road-qual" {
			continue
		}
		asked := item["form"].(map[string]any)
		for _, field := range premises {
			asked["fields"] = append(asked["fields"].([]any), field)
		}
		delete(asked, "topics")
		return asked
	}
	t.Fatal("no item")
	return nil
}

// applicant is somebody new with a number and a mobile of their own.
type applicant struct {
	actor.Actor
	n int
}

var people atomic.Int64

func someone() applicant {
	n := int(people.Add(1))
	return applicant{caseworktest.Citizen("申请人"), n}
}

// application is what somebody hands in, with nothing in common with others but what change
// says.
func (b bench) application(who applicant, change ...func(*casework.Arrival)) casework.Arrival {
	b.Helper()
	a := b.Arrival(who.Actor)
	a.Values["holderId"] = fmt.Sprintf("9901031990%08d", who.n)
	a.Values["contactMobile"] = fmt.Sprintf("139%08d", who.n)
	for _, one := range change {
		one(&a)
	}
	return a
}

// hands hands an application in, and does what that leaves to be done.
func (b bench) hands(who applicant, change ...func(*casework.Arrival)) *casework.File {
	b.Helper()
	f := b.Handed(who.Actor, b.application(who, change...))
	b.works()
	return f
}

// works does the jobs that wait.
func (b bench) works() {
	b.Helper()
	for range 50 {
		var list []string
		b.must(b.World.DB.Write(b.Context(), "test", func(ctx context.Context, tx *db.Tx) (err error) {
			list, err = db.List(ctx, tx, func(s db.Scanner) (text string, err error) { return text, s.Scan(&text) }, `SELECT payload FROM job_job WHERE kind = $1 ORDER BY id`, kindLook)
			if err != nil {
				return err
			}
			return tx.Send(ctx, `DELETE FROM job_job WHERE kind = $1`, kindLook)
		}))
		if len(list) == 0 {
			return
		}
		for _, payload := range list {
			b.must(b.lookLater(b.Context(), []byte(payload)))
		}
	}
	b.Fatal("the work does not end")
}

func (b bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// wants fails unless err is the fault with the key, or the first wrong field has it.
func (b bench) wants(err error, key string) {
	b.Helper()
	f, ok := fault.As(err)
	if ok && f.Kind == fault.Invalid && len(f.Fields) > 0 {
		f = &fault.Fault{Key: f.Fields[0].Key}
	}
	if !ok || f.Key != key {
		b.Errorf("want %s, got %v", key, err)
	}
}

// of returns what was found about a case, as its reviewer reads it.
func (b bench) of(f *casework.File, kinds ...Kind) (list []*Warning) {
	b.Helper()
	all, _, err := b.OfCase(b.As(reviewer), f.Case)
	b.must(err)
	for _, w := range all {
		if len(kinds) == 0 || slices.Contains(kinds, w.Kind) {
			list = append(list, w)
		}
	}
	return list
}

// none fails if anything was found about a case.
func (b bench) none(f *casework.File, kinds ...Kind) {
	b.Helper()
	for _, w := range b.of(f, kinds...) {
		b.Errorf("found %s: %+v", w.Kind, w.Evidence)
	}
}

// one returns the only warning of a kind about a case.
func (b bench) one(f *casework.File, kind Kind) *Warning {
	b.Helper()
	list := b.of(f, kind)
	if len(list) != 1 {
		b.Fatalf("%d warnings of %s", len(list), kind)
	}
	return list[0]
}

// at puts an address into an application.
func at(detail string) func(*casework.Arrival) {
	return func(a *casework.Arrival) { a.Values["site"] = form.Values{"region": "990103", "detail": detail} }
}

func TestTwentyApplicantsAtOneAddressAreToldAndNineteenAreNot(t *testing.T) {
	each(t, func(b bench) {
		var first *casework.File
		for n := range 19 {
			f := b.hands(someone(), at("梧桐路１２号 3 单元 "))
			if b.none(f); n == 0 {
				first = f
			}
		}
		same := someone()
		for range 3 { // however often one applies, it is one
			b.none(b.hands(same, at("另一条路 5 号")))
		}
		f := b.hands(someone(), at("梧桐路12号3单元"))
		w := b.one(f, Address)
		if w.State != Open || w.Evidence.Cases != 19 || w.Evidence.Applicants != 19 || w.Evidence.Days != 365 {
			b.Errorf("%+v", w)
		}
		if list := b.of(first, Address); len(list) != 1 { // whoever reviews the others is told too
			b.Errorf("%d warnings about the first", len(list))
		}
		b.none(b.hands(someone(), at("梧桐路13号3单元")))
		b.none(b.hands(someone(), at("梧桐路")), Address)
		for _, table := range []string{"warning_trace", "warning_warning", "warning_case"} {
			if n := b.Count(`SELECT COUNT(*) FROM ` + table + ` AS t WHERE CAST(` + map[string]string{"warning_trace": "value", "warning_warning": "evidence", "warning_case": "short_no"}[table] + ` AS TEXT) LIKE '%梧桐%'`); n > 0 {
				b.Errorf("%s holds the address", table)
			}
		}
	})
}

func TestOneApplicantTwentyTimesIsNoWarning(t *testing.T) {
	each(t, func(b bench) {
		who := someone()
		for range 21 {
			b.none(b.hands(who, at("梧桐路12号")))
		}
	})
}

func TestWithdrawnApplicationsCountForNothing(t *testing.T) {
	each(t, func(b bench) {
		b.must(b.Set(b.As(admin), Setting{Kind: Address, On: true, Least: 3, Days: 365}))
		who := someone()
		gone := b.hands(who, at("梧桐路12号"))
		b.hands(someone(), at("梧桐路12号"))
		b.Step(who.Actor, gone, casework.Withdraw, casework.Input{})
		b.works()
		b.none(b.hands(someone(), at("梧桐路12号")))
		last := someone()
		f := b.hands(last, at("梧桐路12号"))
		if open, err := b.Open(b.Context(), f.Case.ID); err != nil || len(open) != 1 {
			b.Errorf("%v, %v", open, err)
		}
		b.Step(last.Actor, f, casework.Withdraw, casework.Input{})
		b.works()
		if w := b.one(f, Address); w.State != Lapsed {
			b.Errorf("of a withdrawn case it is %s", w.State)
		}
	})
}

func TestOldApplicationsCountForNothing(t *testing.T) {
	each(t, func(b bench) {
		b.must(b.Set(b.As(admin), Setting{Kind: Mobile, On: true, Least: 2, Days: 30}))
		same := func(a *casework.Arrival) { a.Values["contactMobile"] = "13900990001" }
		b.hands(someone(), same)
		b.passes(31 * 24 * time.Hour)
		f := b.hands(someone(), same)
		b.none(f)
		w := b.one(b.hands(someone(), same), Mobile)
		if w.Evidence.Cases != 1 || w.Evidence.Applicants != 1 || !slices.Equal(w.Evidence.Others, []id.ID{f.Case.ID}) {
			b.Errorf("%+v", w.Evidence)
		}
		b.passes(3*365*24*time.Hour + time.Hour)
		b.must(b.SweepOld(b.Context()))
		for _, table := range []string{"warning_case", "warning_trace", "warning_print", "warning_warning"} {
			if n := b.Count(`SELECT COUNT(*) FROM ` + table); n != 0 {
				b.Errorf("%s keeps %d rows", table, n)
			}
		}
	})
}

func TestANumberInAnotherOpenCaseOfTheItem(t *testing.T) {
	each(t, func(b bench) {
		same := func(a *casework.Arrival) { a.Values["holderId"] = "99010319900615011x" }
		one := someone()
		first := b.hands(one, same)
		b.none(b.hands(one, same)) // the same applicant again
		f := b.hands(someone(), func(a *casework.Arrival) { a.Values["holderId"] = "99010319900615011X" })
		if w := b.one(f, Number); w.Evidence.Cases != 2 || w.Evidence.Applicants != 1 {
			b.Errorf("%+v", w.Evidence)
		}
		b.one(first, Number)
	})
}

func TestAnAnsweredWarningDoesNotComeBack(t *testing.T) {
	each(t, func(b bench) {
		same := func(a *casework.Arrival) { a.Values["holderId"] = "99010319900615011X" }
		b.hands(someone(), same)
		f := b.hands(someone(), same)
		w := b.one(f, Number)
		_, err := b.Answer(b.As(reviewer), w.ID, Answer{Event: Handle, Words: " \u200b"})
		b.wants(err, "warning.wrong.words")
		_, err = b.Answer(b.As(reviewer), w.ID, Answer{Event: "shred"})
		b.wants(err, "warning.wrong.answer")
		_, err = b.Answer(b.As(stranger), w.ID, Answer{Event: Clear})
		b.wants(err, "warning.unknown")
		_, err = b.Answer(b.As(caseworktest.Window), w.ID, Answer{Event: Clear})
		b.wants(err, "access.forbidden")
		done, err := b.Answer(b.As(reviewer), w.ID, Answer{Event: Clear, Words: "同一户，已核对户口簿"})
		b.must(err)
		if done.State != Cleared || done.Answerer != reviewer.Name || done.Words != "同一户，已核对户口簿" {
			b.Errorf("%+v", done)
		}
		_, err = b.Answer(b.As(reviewer), w.ID, Answer{Event: Handle, Words: "再来"})
		b.wants(err, "warning.answered")
		b.hands(someone(), same)
		b.must(b.look(b.Context(), b.file(f), errand{again: true}))
		if w := b.one(f, Number); w.State != Cleared {
			b.Errorf("it is %s again", w.State)
		}
		if open, err := b.Open(b.Context(), f.Case.ID); err != nil || len(open) > 0 {
			b.Errorf("open: %v, %v", open, err)
		}
		all, err := b.Manage(b.As(overseer))
		b.must(err)
		for _, k := range all {
			if share, known := k.Tally.Useful(); k.Kind == Number && (k.Tally.Cleared != 1 || k.Tally.Found() != 3 || !known || share != 0) {
				b.Errorf("%+v", k.Tally)
			}
		}
	})
}

// file is a case as the system reads it.
func (b bench) file(f *casework.File) *casework.File {
	b.Helper()
	f, err := b.Cases.File(actor.With(b.Context(), actor.AsSystem("warning")), f.Case.No)
	b.must(err)
	return f
}

func TestForeignDepartmentsSeeCountsOnly(t *testing.T) {
	each(t, func(b bench) {
		same := func(a *casework.Arrival) { a.Values["holderId"] = "99010319900615011X" }
		b.hands(someone(), same)
		f := b.hands(someone(), same)
		w := b.one(f, Number)
		for _, who := range []actor.Actor{stranger, caseworktest.Window, caseworktest.Manager} {
			list, open, err := b.OfCase(b.As(who), f.Case)
			if err != nil || len(list) > 0 || open != 1 {
				b.Errorf("%s sees %d, %d open, %v", who.Name, len(list), open, err)
			}
			if _, err := b.Find(b.As(who), w.ID); err == nil {
				b.Errorf("%s reads a warning", who.Name)
			}
		}
		if list, open, err := b.OfCase(b.As(caseworktest.Mei), f.Case); err != nil || list != nil || open != 0 {
			b.Errorf("an applicant sees %v, %d, %v", list, open, err)
		}
		mine, err := b.List(b.As(reviewer), 0, 10)
		if err != nil || len(mine) != 2 {
			b.Errorf("the reviewer lists %d, %v", len(mine), err)
		}
		if theirs, err := b.List(b.As(stranger), 0, 10); err != nil || len(theirs) != 0 {
			b.Errorf("another department lists %d, %v", len(theirs), err)
		}
		others, err := b.Others(b.As(reviewer), w)
		if err != nil || len(others.Cases) != 1 || others.More != 0 {
			b.Errorf("%+v, %v", others, err)
		}
		others, err = b.Others(b.As(stranger), w)
		if err != nil || len(others.Cases) != 0 || others.More != 1 {
			b.Errorf("%+v, %v", others, err)
		}
	})
}

func TestAKindIsSwitchedOff(t *testing.T) {
	each(t, func(b bench) {
		same := func(a *casework.Arrival) { a.Values["holderId"] = "99010319900615011X" }
		b.hands(someone(), same)
		b.wants(b.Set(b.As(reviewer), Setting{Kind: Number}), "access.forbidden")
		b.wants(b.Set(b.As(admin), Setting{Kind: "moon"}), "warning.unknown")
		b.wants(b.Set(b.As(admin), Setting{Kind: Address, On: true, Least: 1, Days: 10}), "warning.wrong.range")
		b.must(b.Set(b.As(admin), Setting{Kind: Number}))
		b.wants(b.Set(b.As(admin), Setting{Kind: Number, On: true}), "warning.changed")
		b.none(b.hands(someone(), same))
		b.must(b.Set(b.As(admin), Setting{Kind: Number, On: true, Version: 1}))
		f := b.hands(someone(), same)
		b.one(f, Number)
		b.must(b.Set(b.As(admin), Setting{Kind: Number, Version: 2}))
		if open, err := b.Open(b.Context(), f.Case.ID); err != nil || len(open) > 0 { // nothing waits for it
			b.Errorf("%v, %v", open, err)
		}
	})
}

func TestAnAgentWhoseCasesOftenFail(t *testing.T) {
	each(t, func(b bench) {
		agent := someone()
		by := func(a *casework.Arrival) { a.Agent = casework.Person{ID: agent.ID, Name: "代办"} }
		for n := range 10 {
			if n == 9 {
				b.none(b.hands(someone(), by)) // nine are over
			}
			f := b.hands(someone(), by)
			if n%2 == 0 {
				b.To(f, casework.RefusedAccept)
			} else {
				b.To(f, casework.Completed)
			}
			b.works()
			gone := someone()
			b.Step(gone.Actor, b.hands(gone, by), casework.Withdraw, casework.Input{}) // counts for nothing
			b.works()
		}
		w := b.one(b.hands(someone(), by), Agent)
		if w.Evidence.Cases != 10 || w.Evidence.Failed != 5 || len(w.Evidence.Others) != 5 {
			b.Errorf("%+v", w.Evidence)
		}
		b.none(b.hands(someone()))
	})
}

func TestLookEndsInTime(t *testing.T) {
	each(t, func(b bench) {
		f := b.Photographed(someone().Actor)
		b.papers.slow = func(ctx context.Context) { <-ctx.Done() }
		_, err := b.Look(b.Context(), b.file(f))
		b.wants(err, "warning.unready")
		b.papers.slow = nil
		b.works() // the job does what took too long
		asked := b.papers.asked
		if list, err := b.Look(b.Context(), b.file(f)); err != nil || len(list) > 0 || b.papers.asked != asked {
			b.Errorf("%v, %v; pictures were asked for %d times", list, err, b.papers.asked-asked)
		}
	})
}

// passes lets time go by.
func (b bench) passes(time time.Duration) { b.World.Clock.Set(b.World.Clock.Now().Add(time)) }
