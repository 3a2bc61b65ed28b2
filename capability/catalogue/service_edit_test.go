package catalogue

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

// as returns a context of a member of staff with roles.
func as(t *testing.T, account string, roles ...actor.Role) context.Context {
	return actor.With(t.Context(), actor.Actor{ID: account, Kind: actor.Staff, Name: account, Roles: roles})
}

// office is a service with the sample published, and two people who look after it.
type office struct {
	*Service
	t                 *testing.T
	editor, publisher context.Context
}

func openOffice(t *testing.T, d *db.DB) office {
	s := bench(t, d)
	load(t, s, sampleText(t))
	return office{s, t, as(t, "ed", actor.Editor), as(t, "pub", actor.Publisher)}
}

// current returns the published version of an item.
func (o office) current(code string) *Item {
	o.t.Helper()
	item, err := o.Published(o.t.Context(), code)
	if err != nil {
		o.t.Fatal(err)
	}
	return item
}

// written returns the version of a draft of ctx's author that changes the current
// version.
func (o office) written(ctx context.Context, code string, change func(*Item)) id.ID {
	o.t.Helper()
	item := *o.current(code)
	change(&item)
	version, err := o.Revise(ctx, code, o.current(code).VersionID, &item)
	if err != nil {
		o.t.Fatal(err)
	}
	return version
}

// must moves a version and stops the test if it does not move.
func (o office) must(ctx context.Context, version id.ID, moves ...func(context.Context, id.ID, string) error) {
	o.t.Helper()
	for n, move := range moves {
		if err := move(ctx, version, "原因"); err != nil {
			o.t.Fatalf("move %d: %v", n+1, err)
		}
	}
}

// refused reports a move or another change that did not end in the fault of key.
func refused(t *testing.T, err error, kind fault.Kind, key string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind || f.Key != key {
		t.Errorf("%v (kind %v), want %s", err, fault.KindOf(err), key)
	}
}

func renamed(i *Item) { i.Name = "道路货运从业资格证核发" }

func TestADraftBecomesTheCurrentVersionByTwoPairsOfHands(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d)
		old := o.current("road-qual")
		draft := o.written(o.editor, "road-qual", renamed)
		if item := o.current("road-qual"); item.Name != old.Name {
			t.Errorf("the public sees the draft: %s", item.Name)
		}
		if _, err := o.Version(t.Context(), draft); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a draft is read as a version: %v", err)
		}
		o.must(o.editor, draft, o.Submit)
		o.must(o.publisher, draft, o.Review, o.Publish)

		next := o.current("road-qual")
		if next.VersionID != draft || next.Revision != 2 || next.Name == old.Name || next.Version != raised(old.Version) {
			t.Errorf("published %s %d %s %q", next.VersionID, next.Revision, next.Version, next.Name)
		}
		if page, err := o.Search(t.Context(), Query{Text: "货运从业"}); err != nil || len(page.Items) == 0 || page.Items[0].VersionID != draft {
			t.Errorf("the search finds %+v, %v", page.Items, err)
		}
		if kept, err := o.Version(t.Context(), old.VersionID); err != nil || kept.Name != old.Name {
			t.Errorf("the version of cases under way: %v, %v", kept, err)
		}
		e, err := o.Entry(o.editor, "road-qual")
		if err != nil || len(e.Versions) != 2 || e.Versions[1].State != Superseded || e.Open() {
			t.Fatalf("%+v, %v", e, err)
		}
		if v := e.Versions[0]; v.Author != "ed" || v.Publisher != "pub" || v.Origin != "edit" || !v.Moved.Equal(now) {
			t.Errorf("who published: %+v", v)
		}
	})
}

func TestOnlyWhoHasTheRightMovesAVersion(t *testing.T) {
	o := openOffice(t, dbtest.SQLite(t))
	both := as(t, "both", actor.Editor, actor.Publisher)
	citizen := actor.With(t.Context(), actor.Actor{ID: "c", Kind: actor.Citizen})
	draft := o.written(both, "road-qual", renamed)

	refused(t, o.Submit(o.editor, draft, ""), fault.Forbidden, "catalogue.edit.author")
	refused(t, o.Submit(o.publisher, draft, ""), fault.Forbidden, "access.forbidden")
	o.must(both, draft, o.Submit)
	for name, move := range map[string]func(context.Context, id.ID, string) error{"review": o.Review, "return": o.Return, "publish": o.Publish} {
		if err := move(both, draft, "原因"); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("the author's own %s: %v", name, err)
		}
		if err := move(o.editor, draft, "原因"); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("an editor's %s: %v", name, err)
		}
	}
	refused(t, o.Review(citizen, draft, ""), fault.NotFound, "catalogue.unknown")
	refused(t, o.Review(t.Context(), draft, ""), fault.Unauthenticated, "fault.signin")
	current := o.current("road-qual").VersionID
	refused(t, o.Suspend(o.editor, current, "原因"), fault.Forbidden, "access.forbidden")
	refused(t, o.Suspend(citizen, current, "原因"), fault.NotFound, "catalogue.unknown")

	for _, ask := range []func(context.Context) error{
		func(ctx context.Context) error { _, err := o.Entries(ctx, EntryQuery{}); return err },
		func(ctx context.Context) error { _, err := o.Entry(ctx, "road-qual"); return err },
		func(ctx context.Context) error { _, err := o.Counts(ctx); return err },
		func(ctx context.Context) error { _, err := o.Revise(ctx, "road-qual", current, &Item{}); return err },
		func(ctx context.Context) error { return o.Discard(ctx, draft) },
	} {
		refused(t, ask(citizen), fault.NotFound, "catalogue.unknown")
		refused(t, ask(as(t, "rev", actor.Reviewer)), fault.NotFound, "catalogue.unknown")
	}
}

func TestAnItemHasOneOpenVersion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d)
		item := *o.current("road-qual")
		renamed(&item)
		base := item.VersionID
		first, err := o.Revise(o.editor, "road-qual", base, &item)
		if err != nil {
			t.Fatal(err)
		}
		save := func(ctx context.Context, base id.ID) (id.ID, error) {
			item.Name += "（改）"
			return o.Revise(ctx, "road-qual", base, &item)
		}
		_, err = save(as(t, "ed2", actor.Editor), base)
		refused(t, err, fault.Conflict, "catalogue.edit.another")
		_, err = save(o.editor, base)
		refused(t, err, fault.Conflict, "catalogue.edit.begun")

		second, err := save(o.editor, first)
		if err != nil || second == first {
			t.Fatalf("saved again: %v, %v", second, err)
		}
		_, err = save(o.editor, first)
		refused(t, err, fault.Conflict, "catalogue.stale")
		refused(t, o.Submit(o.editor, first, ""), fault.NotFound, "catalogue.unknown")
		if versions, findings := rowsIn(t, d, "catalogue_version WHERE revision = 0"), rowsIn(t, d, "catalogue_finding WHERE version_id NOT IN (SELECT id FROM catalogue_version)"); versions != 1 || findings != 0 {
			t.Errorf("%d drafts, %d findings of nothing", versions, findings)
		}

		o.must(o.editor, second, o.Submit)
		_, err = save(o.editor, second)
		refused(t, err, fault.Conflict, "catalogue.edit.handed-in")
		refused(t, o.Return(o.publisher, second, " "), fault.Invalid, "fault.fields")
		o.must(o.publisher, second, o.Return)
		e, err := o.Entry(o.editor, "road-qual")
		if err != nil || e.Head.State != Draft || e.Head.Reason != "原因" || e.Current.VersionID != base {
			t.Errorf("returned: %+v, %v", e.Head, err)
		}
		third, err := save(o.editor, second)
		if err != nil {
			t.Fatal(err)
		}
		refused(t, o.Discard(as(t, "ed2", actor.Editor), third), fault.Forbidden, "access.forbidden")
		if err := o.Discard(o.editor, third); err != nil {
			t.Fatal(err)
		}
		o.written(as(t, "ed2", actor.Editor), "road-qual", renamed)
	})
}

// Most services of a list have no form: nobody can apply for them here.
func TestAnItemWithoutAFormIsCorrected(t *testing.T) {
	o := openOffice(t, dbtest.SQLite(t))
	plain := *o.current("road-qual")
	plain.Form, plain.Version = nil, "9.0"
	text, _, err := documentOf(&plain)
	if err != nil {
		t.Fatal(err)
	}
	load(t, o.Service, `{"items":[`+string(text)+`]}`)
	draft := o.written(o.editor, "road-qual", renamed)
	o.must(o.editor, draft, o.Submit)
	o.must(o.publisher, draft, o.Review, o.Publish)
	if item := o.current("road-qual"); item.Name != "道路货运从业资格证核发" || item.Form != nil {
		t.Errorf("published is %s with the form %s", item.Name, item.Form)
	}
}

func TestWhatADraftMayNotChange(t *testing.T) {
	o := openOffice(t, dbtest.SQLite(t))
	base := o.current("road-qual").VersionID
	for want, change := range map[string]func(*Item){
		"fault.fields handlingItemCode catalogue.import.renumbered": func(i *Item) { i.Code, i.Name = "other", "x" },
		"fault.fields version catalogue.import.older":               func(i *Item) { i.Version, i.Name = "0.1", "x" },
		"fault.fields name catalogue.check.required":                func(i *Item) { i.Name = "" },
		"catalogue.edit.nothing":                                    func(*Item) {},
	} {
		item := *o.current("road-qual")
		change(&item)
		_, err := o.Revise(o.editor, "road-qual", base, &item)
		f, _ := fault.As(err)
		if f == nil {
			t.Errorf("%s: %v", want, err)
			continue
		}
		got := f.Key
		for _, field := range f.Fields {
			got += " " + field.Name + " " + field.Key
		}
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	item := *o.current("road-qual")
	item.Version = "2027.1"
	version, err := o.Revise(o.editor, "road-qual", base, &item)
	if err != nil {
		t.Fatal(err)
	}
	if e, err := o.Entry(o.editor, "road-qual"); err != nil || e.Head.VersionID != version || e.Item.Version != "2027.1" {
		t.Errorf("the author's own number: %v, %v", e.Item.Version, err)
	}
}

func TestAVersionWithErrorsOrOvertakenIsNotPublished(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d)
		wrong := o.written(o.editor, "road-qual", func(i *Item) { i.Hours = "" })
		o.must(o.editor, wrong, o.Submit)
		o.must(o.publisher, wrong, o.Review)
		refused(t, o.Publish(o.publisher, wrong, ""), fault.Conflict, "catalogue.edit.errors")
		e, err := o.Entry(o.editor, "road-qual")
		if err != nil || e.Head.Errors != 1 || len(e.Findings) == 0 || e.Findings[0].Element != "hours" {
			t.Errorf("the editor is shown %+v, %v", e.Findings, err)
		}

		late := o.written(o.editor, "food-license", renamed)
		o.must(o.editor, late, o.Submit)
		o.must(o.publisher, late, o.Review)
		load(t, o.Service, sampleText(t, `"name": "食品经营许可（新办）"`, `"name": "食品经营许可（首次申请）"`))
		refused(t, o.Publish(o.publisher, late, ""), fault.Conflict, "catalogue.edit.overtaken")
		o.must(o.publisher, late, o.Return)
		item := *o.current("food-license")
		renamed(&item)
		if _, err := o.Revise(o.editor, "food-license", item.VersionID, &item); err != nil {
			t.Errorf("written anew from the current version: %v", err)
		}
	})
}

func TestPublishingTwiceIsSaidAndDoneOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d)
		draft := o.written(o.editor, "road-qual", renamed)
		o.must(o.editor, draft, o.Submit)
		o.must(o.publisher, draft, o.Review)
		var clicks sync.WaitGroup
		errs := make([]error, 4)
		for n := range errs {
			clicks.Go(func() { errs[n] = o.Publish(o.publisher, draft, "") })
		}
		clicks.Wait()
		done := slices.DeleteFunc(errs, func(err error) bool { return err != nil })
		if len(done) != 1 {
			t.Fatalf("%d of the clicks published", len(done))
		}
		for _, err := range errs[1:4] {
			if err != nil {
				refused(t, err, fault.Conflict, "catalogue.move.publish")
			}
		}
		if n := rowsIn(t, d, "audit_entry"); n != 4 { // revised, submitted, reviewed, published
			t.Errorf("%d entries in the log", n)
		}
	})
}

func TestAnImportDoesNotEndASuspension(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d)
		version := o.current("elder-card").VersionID
		o.must(o.publisher, version, o.Suspend)
		changed := sampleText(t, "老年人优待证办理", "老年人优待证申领")
		if count := load(t, o.Service, changed); count[Refused] != 1 || count[Unchanged] != inSample-1 {
			t.Errorf("%v", count)
		}
		if state, _, err := o.Standing(t.Context(), "elder-card"); state != Suspended || err != nil {
			t.Errorf("%s, %v", state, err)
		}
		o.must(o.publisher, version, o.Resume)
		load(t, o.Service, changed)
		if name := o.current("elder-card").Name; name != "老年人优待证申领" {
			t.Errorf("the item is still %s", name)
		}
	})
}

func TestASuspendedOrRetiredItemSaysSoAndItsVersionsStay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d)
		item := o.current("road-qual")
		refused(t, o.Suspend(o.publisher, item.VersionID, ""), fault.Invalid, "fault.fields")
		if err := o.Suspend(o.publisher, item.VersionID, "系统升级。"); err != nil {
			t.Fatal(err)
		}
		for _, code := range []string{"road-qual", "11990100mdem0010x8399010000600001"} {
			_, err := o.Published(t.Context(), code)
			refused(t, err, fault.NotFound, "catalogue.suspended")
			if f, _ := fault.As(err); f == nil || !slices.Equal(f.Args, []any{item.Name, "系统升级", item.ConsultPhone}) {
				t.Errorf("it says %v", err)
			}
		}
		state, reason, err := o.Standing(t.Context(), "road-qual")
		if state != Suspended || reason != "系统升级。" || err != nil {
			t.Errorf("stands %s, %s, %v", state, reason, err)
		}
		if page, err := o.Search(t.Context(), Query{Text: item.Name}); err != nil || slices.ContainsFunc(page.Items, func(s Summary) bool { return s.Code == "road-qual" }) {
			t.Errorf("it is still offered: %v", err)
		}
		if kept, err := o.Version(t.Context(), item.VersionID); err != nil || kept.Name != item.Name {
			t.Errorf("cases under way: %v", err)
		}
		refused(t, o.Suspend(o.publisher, item.VersionID, "又一次"), fault.Conflict, "catalogue.move.suspend")
		if err := o.Resume(o.publisher, item.VersionID, ""); err != nil {
			t.Fatal(err)
		}
		if again := o.current("road-qual"); again.VersionID != item.VersionID {
			t.Error("it comes back as another version")
		}
		o.must(o.publisher, item.VersionID, o.Retire)
		_, err = o.Published(t.Context(), "road-qual")
		refused(t, err, fault.NotFound, "catalogue.retired")
		refused(t, o.Resume(o.publisher, item.VersionID, ""), fault.Conflict, "catalogue.move.resume")
		refused(t, o.Retire(o.publisher, item.VersionID, "再来"), fault.Conflict, "catalogue.move.retire")
		_, err = o.Revise(o.editor, "road-qual", item.VersionID, func() *Item { i := *item; renamed(&i); return &i }())
		refused(t, err, fault.Conflict, "catalogue.edit.ended")
		_, _, err = o.Standing(t.Context(), "no-such-item")
		refused(t, err, fault.NotFound, "catalogue.unknown")
	})
}

func TestButtonsAreWhatTheLifeAndTheRightsAllow(t *testing.T) {
	editor, publisher := actor.From(as(t, "ed", actor.Editor)), actor.From(as(t, "pub", actor.Publisher))
	both := actor.From(as(t, "both", actor.Editor, actor.Publisher))
	for _, tt := range []struct {
		r    Revision
		who  actor.Actor
		want []Event
	}{
		{Revision{State: Draft, Author: "ed"}, editor, []Event{Submit}},
		{Revision{State: Draft, Author: "another"}, editor, nil},
		{Revision{State: Draft, Author: "ed"}, publisher, nil},
		{Revision{State: Submitted, Author: "ed"}, publisher, []Event{Review, Return}},
		{Revision{State: Submitted, Author: "both"}, both, nil},
		{Revision{State: Reviewed, Author: "ed"}, both, []Event{Publish, Return}},
		{Revision{State: Published, Number: 3, Author: "both"}, both, []Event{Suspend, Retire}},
		{Revision{State: Suspended, Number: 3}, publisher, []Event{Resume, Retire}},
		{Revision{State: Published, Number: 3}, editor, nil},
		{Revision{State: Retired, Number: 3}, publisher, nil},
	} {
		if got := tt.r.Next(tt.who); !slices.Equal(got, tt.want) {
			t.Errorf("%s of %s for %s: %v, want %v", tt.r.State, tt.r.Author, tt.who.ID, got, tt.want)
		}
	}
}

func TestTheNextNumberOfAVersion(t *testing.T) {
	for v, want := range map[string]string{"1": "2", "1.9": "1.10", "2026.01": "2026.2", "": "1.0", "V2": "V2.1", "3.x": "3.x.1"} {
		if got := raised(v); got != want || older(got, v) {
			t.Errorf("after %q comes %q", v, got)
		}
	}
}

func TestRefusalsSpeakBothLanguages(t *testing.T) {
	for _, lang := range []message.Lang{message.Chinese, message.English} {
		ctx := speaking(t, lang)
		for event := range permissions {
			if !message.Known(ctx, "catalogue.move."+string(event)) {
				t.Errorf("nothing is said where %s is impossible", event)
			}
		}
		if s := message.T(ctx, "catalogue.retired", "甲", "乙", "12345"); strings.Contains(s, "{") {
			t.Error(s)
		}
	}
}
