package announcement

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"tongban/capability/audit/audittest"
	"tongban/capability/catalogue"
	"tongban/capability/catalogue/cataloguetest"
	"tongban/capability/catalogue/lint"
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
	editor    = actor.Actor{ID: "0000000000ed1", Kind: actor.Staff, Name: "文心怡", Department: "GSB", Region: "990100", Roles: []actor.Role{actor.Editor}}
	publisher = actor.Actor{ID: "0000000000pub", Kind: actor.Staff, Name: "卓一然", Department: "GSB", Region: "990100", Roles: []actor.Role{actor.Publisher}}
	both      = actor.Actor{ID: "0000000000two", Kind: actor.Staff, Name: "两职", Roles: []actor.Role{actor.Editor, actor.Publisher}}
	citizen   = actor.Actor{ID: "0000000000mei", Kind: actor.Citizen, Name: "陈梅"}
)

// world is a service with the places and items it speaks of, on 10 February 2026.
type world struct {
	*testing.T
	*Service
	clock *clock.Adjustable
}

func bench(t *testing.T, d *db.DB) *world {
	t.Helper()
	now := clock.StartingAt(time.Date(2026, 2, 10, 9, 0, 0, 0, clock.Shanghai))
	w := &world{T: t, clock: now}
	places := place.New(d, now, calendar.Default)
	items := catalogue.New(catalogue.Deps{DB: d, Clock: now, Forms: noForms{}, Lint: lint.Findings, Demo: true})
	w.Service = New(d, now, calendar.Default, places, items, Config{Address: "https://zwfw.example.cn"})
	dbtest.Migrate(t, d,
		db.Source{Name: "audit", FS: os.DirFS("../audit")}, db.Source{Name: "place", FS: os.DirFS("../place")},
		db.Source{Name: "catalogue", FS: os.DirFS("../catalogue")}, db.Source{Name: "announcement", FS: files})
	if err := places.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	cataloguetest.Publish(t, d, items, catalogue.Demo())
	return w
}

func (w *world) as(who actor.Actor) context.Context { return actor.With(w.Context(), who) }

func notice(title string) Manuscript {
	return Manuscript{ID: id.New(), Content: Content{Kind: Notice, Title: title, Body: "第一段\n第二段", Department: "GSB", Region: "990100"}}
}

// publishes writes and publishes m a minute later and returns its version.
func (w *world) publishes(m Manuscript) Version {
	w.Helper()
	w.clock.Advance(time.Minute)
	if err := w.Write(w.as(editor), m); err != nil {
		w.Fatal(err)
	}
	v := w.version(m.ID)
	if err := w.Publish(w.as(publisher), m.ID, v.Edits); err != nil {
		w.Fatal(err)
	}
	return w.version(m.ID)
}

func (w *world) version(key id.ID) Version {
	w.Helper()
	v, err := w.Version(w.as(editor), key)
	if err != nil {
		w.Fatal(err)
	}
	return v
}

// titles lists what the public finds.
func (w *world) titles(q Query) string {
	w.Helper()
	page, err := w.List(w.Context(), q)
	if err != nil {
		w.Fatal(err)
	}
	titles := make([]string, len(page.Versions))
	for i, v := range page.Versions {
		titles[i] = v.Title
	}
	return strings.Join(titles, " ")
}

func TestOnePersonWritesAndAnotherPublishes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		m := notice("通知")
		for _, who := range []actor.Actor{citizen, publisher, {Kind: actor.Guest}} {
			if err := w.Write(w.as(who), m); err == nil {
				t.Errorf("%s wrote", who.Name)
			}
		}
		if err := w.Write(w.as(both), m); err != nil {
			t.Fatal(err)
		}
		for _, who := range []actor.Actor{citizen, editor, both} {
			if err := w.Publish(w.as(who), m.ID, 1); fault.KindOf(err) != fault.Forbidden {
				t.Errorf("%s published: %v", who.Name, err)
			}
		}
		m.Edits = 1
		if err := w.Write(w.as(editor), m); err != nil { // a colleague's last touch does not free the first author
			t.Fatal(err)
		}
		if err := w.Publish(w.as(both), m.ID, 2); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("the first author published: %v", err)
		}
		if w.titles(Query{}) != "" {
			t.Error("the public sees a draft")
		}
		if err := w.Publish(w.as(publisher), m.ID, 2); err != nil {
			t.Fatal(err)
		}
		if got := w.titles(Query{}); got != "通知" {
			t.Errorf("the public sees %q", got)
		}
	})
}

func TestNobodyStoresOrPublishesWhatTheyHaveNotSeen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		m := notice("通知")
		for range 2 { // sent twice is stored once
			if err := w.Write(w.as(editor), m); err != nil {
				t.Fatal(err)
			}
		}
		if v := w.version(m.ID); v.Edits != 1 {
			t.Errorf("stored %d times", v.Edits)
		}
		first, second := m, m
		first.Edits, first.Title = 1, "先到"
		second.Edits, second.Title = 1, "后到"
		if err := w.Write(w.as(editor), first); err != nil {
			t.Fatal(err)
		}
		if err := w.Write(w.as(both), second); fault.KindOf(err) != fault.Conflict {
			t.Errorf("the second was stored over the first: %v", err)
		}
		if err := w.Publish(w.as(publisher), m.ID, 1); fault.KindOf(err) != fault.Conflict {
			t.Errorf("published another text than was read: %v", err)
		}
		if err := w.Discard(w.as(editor), m.ID, 2); err != nil {
			t.Fatal(err)
		}
		if err := w.Publish(w.as(publisher), m.ID, 2); fault.KindOf(err) != fault.Conflict {
			t.Errorf("published what was thrown away: %v", err)
		}
	})
}

func TestOfTwoPublishersOneIsFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		m := notice("通知")
		if err := w.Write(w.as(editor), m); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			all.Go(func() { errs[i] = w.Publish(w.as(publisher), m.ID, 1) })
		}
		all.Wait()
		done := 0
		for _, err := range errs {
			switch {
			case err == nil:
				done++
			case fault.KindOf(err) != fault.Conflict:
				t.Error(err)
			}
		}
		if done != 1 {
			t.Errorf("%d published", done)
		}
	})
}

func TestACorrectionTakesThePlaceOfWhatItCorrects(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		first := w.publishes(notice("原文"))
		m := Manuscript{ID: id.New(), Corrects: first.Announcement, Content: first.Content}
		m.Title = "改文"
		if err := w.Write(w.as(editor), m); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a correction that does not say what it corrects: %v", err)
		}
		m.Correction = "标题写错了"
		second := w.publishes(m)
		if second.Announcement != first.Announcement || second.Revision != 2 {
			t.Errorf("got %s, version %d", second.Announcement, second.Revision)
		}
		if got := w.titles(Query{}); got != "改文" {
			t.Errorf("the public sees %q", got)
		}
		a, err := w.Find(t.Context(), first.Announcement)
		if err != nil || a.Title != "改文" || len(a.Corrections) != 1 || a.Corrections[0].Correction != "标题写错了" {
			t.Errorf("got %+v, %v", a, err)
		}
		rival := Manuscript{ID: id.New(), Corrects: first.Announcement, Content: m.Content}
		if err := w.Write(w.as(editor), rival); err != nil {
			t.Fatal(err)
		}
		other := rival
		other.ID = id.New()
		if err := w.Write(w.as(editor), other); fault.KindOf(err) != fault.Conflict {
			t.Errorf("two corrections at once: %v", err)
		}
		if err := w.Withdraw(w.as(publisher), second.ID, "作废"); err != nil {
			t.Fatal(err)
		}
		if err := w.Publish(w.as(publisher), rival.ID, 1); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a correction of what was withdrawn: %v", err)
		}
	})
}

func TestWhatIsWithdrawnKeepsItsTitleAndTheReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		m := notice("通知")
		m.Items = []string{"road-qual"}
		v := w.publishes(m)
		if got := w.titles(Query{Item: "road-qual"}); got != "通知" {
			t.Errorf("about the item: %q", got)
		}
		if err := w.Withdraw(w.as(editor), v.ID, "原因"); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("an editor withdrew: %v", err)
		}
		if err := w.Withdraw(w.as(publisher), v.ID, " "); fault.KindOf(err) != fault.Invalid {
			t.Errorf("without a reason: %v", err)
		}
		if err := w.Withdraw(w.as(publisher), v.ID, "内容有误"); err != nil {
			t.Fatal(err)
		}
		a, err := w.Find(t.Context(), v.Announcement)
		if err != nil || a.State != Withdrawn || a.Title != "通知" || a.Reason != "内容有误" || a.Body != "" {
			t.Errorf("got %+v, %v", a, err)
		}
		if got := w.titles(Query{Item: "road-qual"}); got != "" {
			t.Errorf("lists still show %q", got)
		}
		if err := w.Withdraw(w.as(publisher), v.ID, "再来"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("twice: %v", err)
		}
	})
}

func TestTheListIsNarrowedByEverythingAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		for _, e := range []struct {
			title, department, region string
			kind                      Kind
		}{
			{"市级通知", "GSB", "990100", Notice}, {"清溪公告", "TRANS", "990102", Proclamation},
			{"松石100%通知", "GSB", "990102001", Notice}, {"云门通知", "GSB", "990121", Notice}, {"全省Policy", "HC", "990000", Policy},
		} {
			m := notice(e.title)
			m.Department, m.Region, m.Kind = e.department, e.region, e.kind
			w.publishes(m)
		}
		for name, c := range map[string]struct {
			q    Query
			want string
		}{
			"all, newest first":           {Query{}, "全省Policy 云门通知 松石100%通知 清溪公告 市级通知"},
			"a kind":                      {Query{Kind: Notice}, "云门通知 松石100%通知 市级通知"},
			"a department":                {Query{Department: "TRANS"}, "清溪公告"},
			"a district, above and below": {Query{Region: "990102"}, "全省Policy 松石100%通知 清溪公告 市级通知"},
			"an unknown region":           {Query{Region: "110105"}, "全省Policy 云门通知 松石100%通知 清溪公告 市级通知"},
			"a word":                      {Query{Text: "通知"}, "云门通知 松石100%通知 市级通知"},
			"two words":                   {Query{Text: " 通知  松石 "}, "松石100%通知"},
			"in whatever letters":         {Query{Text: "pOLICY"}, "全省Policy"},
			"a sign is only a sign":       {Query{Text: "%"}, "松石100%通知"},
			"nor is this one":             {Query{Text: "_"}, ""},
			"words of the text":           {Query{Text: "第二段", Department: "HC"}, "全省Policy"},
			"with everything":             {Query{Text: "通知", Kind: Notice, Department: "GSB", Region: "990121"}, "云门通知 市级通知"},
			"an item":                     {Query{Item: "road-qual"}, ""},
			"code":                        {Query{Text: "' OR 1=1 --"}, ""},
		} {
			if got := w.titles(c.q); got != c.want {
				t.Errorf("%s: got %q, want %q", name, got, c.want)
			}
		}
	})
}

func TestALongListGoesOnWithoutGapOrRepetition(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		for i := range 7 {
			m := notice(fmt.Sprintf("第%d号", i))
			if err := w.Write(w.as(editor), m); err != nil { // all in the same instant
				t.Fatal(err)
			}
			if err := w.Publish(w.as(publisher), m.ID, 1); err != nil {
				t.Fatal(err)
			}
		}
		seen := map[id.ID]bool{}
		q := Query{Limit: 3}
		for range 3 {
			page, err := w.List(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range page.Versions {
				if seen[v.ID] {
					t.Errorf("%s comes twice", v.Title)
				}
				seen[v.ID] = true
			}
			q.Before = parseCursor(page.Next.String())
		}
		if len(seen) != 7 || q.Before != (Cursor{}) {
			t.Errorf("%d seen, then %v", len(seen), q.Before)
		}
	})
}

func TestADraftNamesOnlyWhatThereIs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		m := notice("通知")
		m.Department, m.Region, m.Items = "NOBODY", "110105", []string{"road-qual", "no-such"}
		f, ok := fault.As(w.Write(w.as(editor), m))
		if !ok || len(f.Fields) != 3 || f.Fields[0].Name != "department" || f.Fields[1].Name != "region" || f.Fields[2].Name != "items" {
			t.Errorf("got %+v", f)
		}
	})
}

func TestWhatExpiredLeavesTheHomePageButNotTheList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		m := notice("限期通知")
		m.ValidUntil = calendar.DateOf(w.clock.Now())
		w.publishes(m)
		w.publishes(notice("长期通知"))
		w.clock.Advance(24 * time.Hour)
		current, err := w.Current(t.Context(), "", 3)
		if err != nil || len(current) != 1 || current[0].Title != "长期通知" {
			t.Errorf("got %+v, %v", current, err)
		}
		if got := w.titles(Query{}); got != "长期通知 限期通知" {
			t.Errorf("the list has %q", got)
		}
	})
}

func TestEveryStepIsInTheLog(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		v := w.publishes(notice("通知"))
		if err := w.Withdraw(w.as(publisher), v.ID, "原因"); err != nil {
			t.Fatal(err)
		}
		all := strings.Join(audittest.Contents(t, d), "\n")
		last := -1
		for _, e := range []string{eventWritten, eventPublished, eventWithdrawn} {
			at := strings.Index(all, `"`+e+`"`)
			if at < last {
				t.Errorf("%s is missing or out of order", e)
			}
			last = at
		}
	})
}

func TestTheDemoIsSeededOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		seed := w.as(actor.AsSystem("seed"))
		for range 2 {
			if err := w.Seed(seed); err != nil {
				t.Fatal(err)
			}
		}
		page, err := w.List(t.Context(), Query{Limit: 100})
		if err != nil || len(page.Versions) != 8 {
			t.Fatalf("%d published, %v", len(page.Versions), err)
		}
		periods := map[Period]int{}
		for _, v := range page.Versions {
			fields, err := w.unknown(t.Context(), v.Content)
			if wrong := append(v.wrong(v.Revision > 1), fields...); len(wrong) > 0 || err != nil {
				t.Errorf("%s: %+v, %v", v.Title, wrong, err)
			}
			if v.Kind == Publicity {
				p, _ := v.PeriodOn(calendar.Default(), calendar.DateOf(w.clock.Now()))
				periods[p]++
			}
		}
		if periods[Running] != 1 || periods[Over] != 1 {
			t.Errorf("periods: %v", periods)
		}
	})
}

// noForms takes every form and no application.
type noForms struct{}

func (noForms) CheckForm(json.RawMessage) error { return nil }
func (noForms) Online(*catalogue.Item) bool     { return false }

func TestACorrectionKeepsSayingWhatItCorrects(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		first := w.publishes(notice("原文"))
		m := Manuscript{ID: id.New(), Corrects: first.Announcement, Content: first.Content}
		m.Title, m.Correction = "改文", "标题写错了"
		if err := w.Write(w.as(editor), m); err != nil {
			t.Fatal(err)
		}
		m.Corrects, m.Correction, m.Edits = 0, "", w.version(m.ID).Edits // a form that leaves it out
		if err := w.Write(w.as(editor), m); fault.KindOf(err) != fault.Invalid {
			t.Errorf("stored without its reason: %v", err)
		}
	})
}
