package bundle

import (
	"context"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

var (
	editor    = staff("文心怡", actor.Editor)
	other     = staff("另一位", actor.Editor)
	publisher = staff("卓一然", actor.Publisher)
	both      = staff("两职", actor.Editor, actor.Publisher)
	reviewer  = staff("审查员", actor.Reviewer)
	guest     = actor.Actor{Kind: actor.Guest}
)

func staff(name string, roles ...actor.Role) actor.Actor {
	return actor.Actor{ID: id.New().String(), Kind: actor.Staff, Name: name, Department: "GSB", Region: "990100", Roles: roles}
}

// world is the bundles of a city with the demo catalogue, on 10 February 2026.
type world struct {
	*testing.T
	*Service
	now *clock.Adjustable
}

// demoItems is the demo catalogue, every item in one version.
type demoItems map[string]*catalogue.Item

func (d demoItems) Published(_ context.Context, code string) (*catalogue.Item, error) {
	if item, known := d[code]; known {
		return item, nil
	}
	return nil, fault.New(fault.NotFound, "catalogue.unknown")
}

func (d demoItems) Version(_ context.Context, version id.ID) (*catalogue.Item, error) {
	for _, item := range d {
		if item.VersionID == version {
			return item, nil
		}
	}
	return nil, fault.New(fault.NotFound, "catalogue.unknown")
}

// Ended knows the items of the city that are not there any more by their codes.
func (d demoItems) Ended(_ context.Context, code string) (*catalogue.Ended, error) {
	if _, known := d[code]; known {
		return nil, nil
	}
	return &catalogue.Ended{Item: &catalogue.Item{Code: code, Name: "former " + code}, State: catalogue.Retired}, nil
}

// demoForms are the forms as their documents say.
type demoForms Pinned

func (d demoForms) Form(item *catalogue.Item) (*form.Definition, error) {
	return d[item.Code].Form, nil
}

func each(t *testing.T, body func(w *world)) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.Migrate(t, d, once.Migrations, db.Source{Name: "audit", FS: os.DirFS("../audit")}, db.Source{Name: "bundle", FS: files})
		now := clock.StartingAt(time.Date(2026, 2, 10, 9, 0, 0, 0, clock.Shanghai))
		keeper, err := once.New(d, make([]byte, 32))
		if err != nil {
			t.Fatal(err)
		}
		pins, list := demoPins(t), demoItems{}
		for code, pin := range pins {
			pin.Item.VersionID = id.New()
			list[code] = pin.Item
		}
		s := New(Deps{DB: d, Clock: now, Once: keeper, Items: list, Forms: demoForms(pins)})
		body(&world{T: t, Service: s, now: now})
	})
}

func (w *world) as(by actor.Actor) context.Context { return actor.With(w.Context(), by) }

// retirement is what people who retire apply for: two items that do not clash.
func retirement() *Bundle {
	return &Bundle{
		Code: "retirement", Name: "退休“一件事”", Lead: catalogue.Department{Code: "HRSS", Name: "人社局"}, ServiceObjects: []int{1},
		Components: []Component{{Item: "ss-card", Required: true}, {Item: "childcare-subsidy", DependsOn: []string{"ss-card"}}},
		Same:       []string{"holder.idNumber"}, Limit: catalogue.Limit{Value: 10, Unit: "workday"},
	}
}

// settled is b with every clash settled as the first component has it.
func (w *world) settled(b *Bundle) *Bundle {
	w.Helper()
	j, faults, err := w.Check(w.Context(), b)
	if err != nil || len(faults) > 0 {
		w.Fatal(err, faults)
	}
	for _, c := range j.Clashes {
		if !slices.ContainsFunc(b.Fields, func(r FieldRule) bool { return r.Element == c.Element }) {
			b.Fields = append(b.Fields, FieldRule{Element: c.Element, Label: c.Sides[0].Says, Take: c.Sides[0].Item})
		}
	}
	if j, _, _ = w.Check(w.Context(), b); len(j.Clashes) > 0 {
		w.Fatalf("not settled: %+v", j.Clashes)
	}
	return b
}

// refused demands a fault.
func (w *world) refused(what string, err error, kind fault.Kind, key string) {
	w.Helper()
	found, ok := fault.As(err)
	if !ok || found.Kind != kind {
		w.Fatalf("%s: %v", what, err)
	}
	if found.Key != key && !slices.ContainsFunc(found.Fields, func(f fault.Field) bool { return f.Key == key }) {
		w.Errorf("%s: %v, want %s", what, found, key)
	}
}

func TestTwoPeopleMakeABundle(t *testing.T) {
	each(t, func(w *world) {
		v, err := w.Begin(w.as(editor), retirement())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Published(w.Context(), "retirement"); fault.KindOf(err) != fault.NotFound {
			t.Error("a draft is offered:", err)
		}
		v, err = w.Save(w.as(both), "retirement", v.Edits, w.settled(v.Bundle))
		if err != nil {
			t.Fatal(err)
		}
		seen := Seen{Edits: v.Edits}
		_, err = w.Publish(w.as(both), "retirement", seen, "上线")
		w.refused("one of two authors", err, fault.Forbidden, "access.separation")
		_, err = w.Publish(w.as(editor), "retirement", seen, "上线")
		w.refused("an editor", err, fault.Forbidden, "access.forbidden")
		_, err = w.Publish(w.as(publisher), "retirement", seen, "  ")
		w.refused("no reason", err, fault.Invalid, "bundle.wrong.reason")
		_, err = w.Publish(w.as(publisher), "retirement", Seen{Edits: 1}, "上线")
		w.refused("what was seen is old", err, fault.Conflict, "bundle.stale")

		key := once.WithKey(w.as(publisher), "publish-retirement-0001")
		if v, err = w.Publish(key, "retirement", seen, "上线"); err != nil || v.Number != 1 {
			t.Fatal(v.Number, err)
		}
		if again, err := w.Publish(key, "retirement", seen, "上线"); err != nil || again.Number != 1 {
			t.Error("the same once more:", again.Number, err)
		}
		item, err := w.Published(w.Context(), "retirement")
		if err != nil || item.Name != "退休“一件事”" {
			t.Fatal(item, err)
		}

		if v, err = w.BeginFrom(w.as(editor), "retirement", 0); err != nil || v.Base != 1 {
			t.Fatal(v.Base, err)
		}
		v.Bundle.Name = "退休一件事"
		if v, err = w.Save(w.as(editor), "retirement", v.Edits, v.Bundle); err != nil {
			t.Fatal(err)
		}
		_, err = w.Publish(w.as(publisher), "retirement", Seen{Edits: v.Edits}, "改名")
		w.refused("another is on offer than was seen", err, fault.Conflict, "bundle.overtaken")
		if v, err = w.Publish(w.as(publisher), "retirement", Seen{Edits: v.Edits, Current: 1}, "改名"); err != nil || v.Number != 2 {
			t.Fatal(v.Number, err)
		}
		if old, err := w.Version(w.Context(), item.VersionID); err != nil || old.Name != "退休“一件事”" {
			t.Error("what was begun before goes on as it was:", err)
		}
		_, err = w.Withdraw(w.as(editor), "retirement", 2, "停办")
		w.refused("an editor withdraws", err, fault.Forbidden, "access.forbidden")
		_, err = w.Withdraw(w.as(publisher), "retirement", 1, "停办")
		w.refused("another is on offer", err, fault.Conflict, "bundle.overtaken")
		if _, err := w.Withdraw(w.as(publisher), "retirement", 2, "政策调整"); err != nil {
			t.Fatal(err)
		}
		if ended, err := w.Ended(w.Context(), "retirement"); err != nil || ended == nil || ended.Reason != "政策调整" {
			t.Error(ended, err)
		}
		list, next, err := w.Versions(w.as(publisher), "retirement", 0, 10)
		if err != nil || next != 0 || len(list) != 2 || list[0].State != Withdrawn || list[0].EndedBy != "卓一然" || list[1].State != Replaced || list[1].Reason != "上线" {
			t.Errorf("%+v %v", list, err)
		}
	})
}

func TestTwoEditorsDoNotOverwriteEachOther(t *testing.T) {
	each(t, func(w *world) {
		v, err := w.Begin(w.as(editor), retirement())
		if err != nil {
			t.Fatal(err)
		}
		mine, theirs := *v.Bundle, *v.Bundle
		mine.Summary, theirs.Summary = "我写的", "别人写的"
		key := once.WithKey(w.as(other), "save-retirement-000001")
		if _, err := w.Save(key, "retirement", v.Edits, &theirs); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Save(key, "retirement", v.Edits, &theirs); err != nil {
			t.Error("the same once more:", err)
		}
		_, err = w.Save(w.as(editor), "retirement", v.Edits, &mine)
		w.refused("the slower one", err, fault.Conflict, "bundle.stale")
		if found, _ := fault.As(err); !strings.Contains(found.Args[0].(string), "另一位") {
			t.Error("does not say who:", found.Args)
		}
		w.refused("discarding what one has not seen", w.Throw(w.as(editor), "retirement", v.Edits), fault.Conflict, "bundle.stale")
		_, err = w.Begin(w.as(editor), retirement())
		w.refused("there is one", err, fault.Conflict, "bundle.stale")
		if err := w.Throw(w.as(editor), "retirement", v.Edits+1); err != nil {
			t.Fatal(err)
		}
		_, err = w.Find(w.as(editor), "retirement")
		w.refused("nothing is left of it", err, fault.NotFound, "bundle.unknown")
		if _, err := w.Begin(w.as(editor), retirement()); err != nil {
			t.Error("begun again:", err)
		}
	})
}

func TestNothingFaultyOrClashingIsPublished(t *testing.T) {
	each(t, func(w *world) {
		for name, c := range map[string]struct {
			bend func(*Bundle)
			want string
		}{
			"a clash": {func(b *Bundle) {
				b.Components[1].Item, b.Components[0].Item = "hukou-birth", "birth-cert"
				b.Components[1].DependsOn = nil
			}, "bundle.clashing"},
			"a circle":       {func(b *Bundle) { b.Components[0].DependsOn = []string{"childcare-subsidy"} }, "bundle.faulty"},
			"an unknown one": {func(b *Bundle) { b.Components[1].Item = "nowhere" }, "bundle.faulty"},
			"one alone":      {func(b *Bundle) { b.Components = b.Components[:1] }, "bundle.faulty"},
		} {
			b := retirement()
			b.Code = "bent-" + strings.ReplaceAll(name, " ", "-")
			c.bend(b)
			v, err := w.Begin(w.as(editor), b)
			if err != nil {
				t.Fatal(name, err)
			}
			_, err = w.Publish(w.as(publisher), b.Code, Seen{Edits: v.Edits}, "上线")
			w.refused(name, err, fault.Conflict, c.want)
		}
		b := retirement()
		b.Code = "ss-card"
		_, err := w.Begin(w.as(editor), b)
		w.refused("the code of an item", err, fault.Invalid, "bundle.check.taken")
		b.Code = "Not A Code"
		_, err = w.Begin(w.as(editor), b)
		w.refused("no code", err, fault.Invalid, "bundle.check.code")
		b.Code, b.Note = "large", strings.Repeat("长", mostWritten)
		_, err = w.Begin(w.as(editor), b)
		w.refused("too large", err, fault.TooLarge, "bundle.too-large")
	})
}

func TestWhatIsGoneIsNotOfferedAndNotAskedFor(t *testing.T) {
	each(t, func(w *world) {
		list, err := Demo()
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range list {
			if err := w.Install(w.Context(), b); err != nil {
				t.Fatal(err)
			}
		}
		offers := func(value string) bool {
			j, ended, err := w.Joint(w.Context(), "newborn")
			if err != nil || ended != nil {
				t.Fatal(ended, err)
			}
			return slices.ContainsFunc(j.Item.Scenarios, func(q catalogue.Question) bool {
				return q.ID == "b_opt" && slices.ContainsFunc(q.Options, func(o catalogue.Option) bool { return o.Value == value })
			})
		}
		if !offers("card") || !offers("none") {
			t.Error("not everything is to be chosen")
		}
		items := w.Items.(demoItems)
		delete(items, "ss-card")
		if offers("card") || !offers("vaccine") || !offers("none") {
			t.Error("what is gone is to be chosen, or what is there is not")
		}
		delete(items, "birth-cert")
		_, ended, err := w.Joint(w.Context(), "newborn")
		if err != nil || ended == nil || ended.State != catalogue.Suspended || !strings.Contains(ended.Reason, "ended.missing") {
			t.Errorf("without what it needs: %+v, %v", ended, err)
		}
	})
}

func TestOnlyEditorsAndPublishersSeeTheStudio(t *testing.T) {
	each(t, func(w *world) {
		if _, err := w.Begin(w.as(editor), retirement()); err != nil {
			t.Fatal(err)
		}
		for name, by := range map[string]actor.Actor{"reviewer": reviewer, "guest": guest} {
			_, _, err := w.List(w.as(by), Cursor{}, 10)
			_, found := w.Find(w.as(by), "retirement")
			_, begun := w.Begin(w.as(by), retirement())
			_, saved := w.Save(w.as(by), "retirement", 1, retirement())
			_, published := w.Publish(w.as(by), "retirement", Seen{Edits: 1}, "x")
			for i, err := range []error{err, found, begun, saved, published, w.Throw(w.as(by), "retirement", 1)} {
				if kind := fault.KindOf(err); kind != fault.Forbidden && kind != fault.Unauthenticated {
					t.Errorf("%s, %d: %v", name, i, err)
				}
			}
		}
		_, err := w.Save(w.as(publisher), "retirement", 1, retirement())
		w.refused("a publisher writes", err, fault.Forbidden, "access.forbidden")
		lines, _, err := w.List(w.as(publisher), Cursor{}, 10)
		if err != nil || len(lines) != 1 || !lines[0].Drafted || lines[0].Number != 0 {
			t.Errorf("%+v %v", lines, err)
		}
	})
}

func TestTheListIsTurnedPageByPage(t *testing.T) {
	each(t, func(w *world) {
		for _, code := range []string{"a", "b", "c"} { // at one moment: the code tells them apart
			b := retirement()
			b.Code = code
			if _, err := w.Begin(w.as(editor), b); err != nil {
				t.Fatal(err)
			}
		}
		var codes []string
		var at Cursor
		for {
			lines, next, err := w.List(w.as(editor), ParseCursor(at.String()), 1)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range lines {
				codes = append(codes, l.Code)
			}
			if at = next; at.Code == "" {
				break
			}
		}
		if !slices.Equal(codes, []string{"c", "b", "a"}) {
			t.Error(codes)
		}
	})
}

// TestAnOverviewLeavesNothingOut: every field of every component is asked, answered otherwise,
// or worked out.
func TestAnOverviewLeavesNothingOut(t *testing.T) {
	for _, code := range demoCodes {
		j := demoJoint(t, code)
		there := map[string]bool{}
		for _, topic := range j.Form() {
			for _, f := range topic.Fields {
				for _, by := range f.By {
					there[by.Item+"."+by.Key] = true
				}
			}
		}
		for _, u := range j.Unasked() {
			if !u.Sometimes && u.Supply != nil && there[u.Item+"."+u.Key] {
				t.Errorf("%s: %s.%s is asked and is not", code, u.Item, u.Key)
			}
			there[u.Item+"."+u.Key] = true
		}
		papers := map[string]bool{}
		for _, p := range j.Papers() {
			for _, c := range p.Covers {
				if papers[c.Item+"."+c.Key] {
					t.Errorf("%s: %s.%s is in the list twice", code, c.Item, c.Key)
				}
				papers[c.Item+"."+c.Key] = true
			}
		}
		for _, p := range j.Parts {
			if p.Item == nil {
				continue
			}
			for i := range p.Form.Fields {
				if f := &p.Form.Fields[i]; (counts(f) || f.Kind == form.File) && !there[p.Code()+"."+f.Key] {
					t.Errorf("%s: %s.%s is left out", code, p.Code(), f.Key)
				}
			}
			for _, m := range p.Item.Materials {
				if !papers[p.Code()+"."+m.Code] {
					t.Errorf("%s: paper %s of %s is left out", code, m.Code, p.Code())
				}
			}
		}
	}
}

func TestLifecycleIsSound(t *testing.T) {
	if err := Lifecycle.Check(); err != nil {
		t.Error(err)
	}
	if _, err := json.Marshal(retirement()); err != nil {
		t.Error(err)
	}
}
