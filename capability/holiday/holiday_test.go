package holiday

import (
	"context"
	"testing"
	"time"

	"tongban/capability/audit"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

func admin() actor.Actor {
	return actor.Actor{ID: id.New().String(), Kind: actor.Staff, Roles: []actor.Role{actor.SystemAdmin}}
}

func typed() Lines {
	return Lines{
		Year: 2026, Number: "国办发明电〔2026〕9号", Dated: "2026-03-01", Source: "https://www.gov.cn/",
		Off: "2026-03-09 2026-03-10 抗战胜利纪念日\n2026-03-12 春节\n", Work: "2026-03-14",
	}
}

func TestANoticeBindsWhenItIsEntered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, other := New(d, clock.At(calendar.On(2026, 3, 1).Start())), New(d, clock.Real)
		dbtest.Migrate(t, d, db.Source{Name: "audit", FS: new(audit.Service).Module().Migrations}, db.Source{Name: "holiday", FS: files})
		var told []Changed
		s.Subscribe(func(_ context.Context, _ *db.Tx, c Changed) error { told = append(told, c); return nil })
		before := s.Calendar()
		n, faults := typed().read()
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		by := actor.With(t.Context(), admin())
		if err := s.Enter(by, n); err != nil {
			t.Fatal(err)
		}
		after := s.Calendar()
		for day, works := range map[int]bool{9: false, 10: false, 11: true, 12: false, 13: true, 14: true, 15: false} {
			if after.IsWorkday(calendar.On(2026, 3, day)) != works {
				t.Errorf("March %d: worked is %v", day, !works)
			}
		}
		if len(told) != 1 || told[0].Before != before.Version() || told[0].After != after.Version() {
			t.Errorf("told %+v", told)
		}
		for range 500 { // a busy machine may not answer before somebody asks again
			if other.Calendar().Version() == after.Version() {
				break
			}
			<-time.After(10 * time.Millisecond)
		}
		if other.Calendar().Version() != after.Version() {
			t.Error("another node does not know it")
		}
		if err := s.Enter(by, n); fault.KindOf(err) != fault.Conflict {
			t.Errorf("entered twice: %v", err)
		}
		if err := s.Enter(actor.With(t.Context(), actor.Actor{ID: "x", Kind: actor.Staff, Roles: []actor.Role{actor.Head}}), n); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("entered by a head: %v", err)
		}
		was, err := after.Without(n.Number)
		if err != nil || was.Version() != before.Version() {
			t.Errorf("without it: %v", err)
		}
	})
}

func TestWhatIsTypedIsReadOrRefusedWhole(t *testing.T) {
	for name, change := range map[string]func(*Lines){
		"year":   func(l *Lines) { l.Year = 26 },
		"number": func(l *Lines) { l.Number = " " },
		"dated":  func(l *Lines) { l.Dated = "3月1日" },
		"source": func(l *Lines) { l.Source = "" },
		"off":    func(l *Lines) { l.Off = "2026-03-09 2026-03-10" },
		"work":   func(l *Lines) { l.Work = "Saturday" },
	} {
		l := typed()
		change(&l)
		if _, faults := l.read(); len(faults) != 1 || faults[0].Name != name {
			t.Errorf("%s: %v", name, faults)
		}
	}
	n, _ := typed().read()
	if n.Off[1].From != n.Off[1].To || n.Off[1].English != "Spring Festival" {
		t.Errorf("one day: %+v", n.Off[1])
	}
	if _, faults := (Lines{}).read(); len(faults) != 5 {
		t.Errorf("nothing at all: %v", faults)
	}
}
