package application

import (
	"context"
	"strings"
	"testing"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// later plays who knows what may be brought later: the photo, until 24 February.
type later struct {
	against []string
	kept    []Promise
	moved   calendar.Date // by how many days the last one lies later
}

func (l *later) Offer(context.Context, string, *catalogue.Item, string) ([]Later, []string, error) {
	return []Later{{Code: "M-PHOTO", Name: "证件照", Workdays: 5, Until: calendar.On(2026, 2, 24) + l.moved}}, l.against, nil
}

func (l *later) Terms(_ context.Context, _ *catalogue.Item, promised []Later) []string {
	return []string{"按期补交" + promised[0].Name}
}

func (l *later) Commit(_ context.Context, _ *db.Tx, _ id.ID, c Promise) error {
	l.kept = append(l.kept, c)
	return nil
}

// promises fails unless promising goes as it should.
func (b bench) promises(w *Work, key string, papers ...Later) *Work {
	b.Helper()
	after, err := b.Promise(b.as(mei), w.ID, papers)
	f, _ := fault.As(err)
	if key == "" && err != nil || key != "" && (f == nil || len(f.Fields) == 0 || f.Fields[0].Key != key) {
		b.Fatalf("want %q, got %v", key, err)
	}
	return after
}

func TestAMissingPaperMayBePromised(t *testing.T) {
	each(t, func(b bench) {
		l := &later{}
		b.Defer(l)
		w := b.draft(mei)
		if w.Ready() || len(w.Promisable()) != 1 {
			b.Fatalf("offered %v", w.Promisable())
		}
		b.promises(w, "application.promise.main", Later{Code: "M-EXTRA"})
		b.promises(w, "application.promise.until", Later{Code: "M-PHOTO", Until: calendar.On(2026, 2, 25)})
		b.promises(w, "application.promise.until", Later{Code: "M-PHOTO", Until: calendar.On(2026, 2, 10)})
		w = b.promises(w, "", Later{Code: "M-PHOTO"})
		if !w.Ready() || !w.Promises("M-PHOTO") {
			b.Error("a promise is not enough")
		}
		if w = b.promises(w, ""); w.Ready() {
			b.Error("a promise taken back counts")
		}
		w = b.promises(w, "", Later{Code: "M-PHOTO", Until: calendar.On(2026, 2, 13)})
		if terms := b.PromiseTerms(b.as(mei), w); len(terms) != 1 || w.Promised()[0].Until.String() != "2026-02-13" {
			b.Errorf("stands by %v, %v", terms, w.Promised())
		}
		f := b.handIn(mei, w)
		if len(l.kept) == 0 || l.kept[0].Method != Session || len(l.kept[0].Promised) != 1 {
			b.Errorf("kept %v", l.kept)
		}
		if last := f.LastSubmission(); len(last.Promised()) != 1 {
			b.Errorf("handed in %v", last.Materials)
		}
	})
}

// Looked at before midnight and handed in after it, a promise is by another day: it is looked at
// again.
func TestNobodySignsAPromiseByAnotherDayThanTheySaw(t *testing.T) {
	each(t, func(b bench) {
		l := &later{}
		b.Defer(l)
		w := b.promises(b.draft(mei), "", Later{Code: "M-PHOTO"})
		seen := w.shown()
		l.moved = 1
		_, err := b.Submit(b.as(mei), w.ID, &Signing{Shown: seen})
		b.wants(err, fault.Conflict, "application.check-changed")
		l.moved = 0
		if w, err = b.Work(b.as(mei), w.ID); err != nil || w.shown() != seen {
			b.Errorf("the same day has another mark: %v", err)
		}
	})
}

func TestAPromiseGivesWayToTheFile(t *testing.T) {
	each(t, func(b bench) {
		l := &later{}
		b.Defer(l)
		w := b.photo(mei, b.promises(b.draft(mei), "", Later{Code: "M-PHOTO"}))
		if m := w.Has("M-PHOTO"); m == nil || m.Source != casework.Upload || len(w.Promised()) != 0 {
			b.Errorf("the photo is %v", m)
		}
		b.handIn(mei, w)
		if len(l.kept) != 0 {
			b.Errorf("kept %v", l.kept)
		}
	})
}

// Whose record closes it is told why, and a promise made before does not count any more.
func TestWhoMayNotPromiseKeepsTheOrdinaryWay(t *testing.T) {
	each(t, func(b bench) {
		l := &later{}
		b.Defer(l)
		w := b.promises(b.draft(mei), "", Later{Code: "M-PHOTO"})
		l.against = []string{"未按承诺补交"}
		w, err := b.Work(b.as(mei), w.ID)
		if err != nil || w.Ready() || len(w.Against) != 1 {
			b.Fatalf("ready %v against %v, %v", w.Ready(), w.Against, err)
		}
		if _, err := b.Submit(b.as(mei), w.ID, nil); err == nil || !strings.Contains(err.Error(), "fields") {
			b.Errorf("handed in all the same: %v", err)
		}
		b.promises(w, "application.promise.against", Later{Code: "M-PHOTO"})
		b.handIn(mei, b.photo(mei, w))
	})
}
