package rulebook

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"tongban/capability/catalogue"
	"tongban/capability/place"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/once"
)

var (
	editor    = staff("文心怡", "GSB", actor.Editor)
	publisher = staff("卓一然", "GSB", actor.Publisher)
	both      = staff("两职", "GSB", actor.Editor, actor.Publisher)
	head      = staff("韩局长", "CIVIL", actor.Head)
	otherHead = staff("别局长", "EEB", actor.Head)
	reviewer  = staff("审查员", "CIVIL", actor.Reviewer)
)

func staff(name, department string, roles ...actor.Role) actor.Actor {
	return actor.Actor{ID: id.New().String(), Kind: actor.Staff, Name: name, Department: department, Region: "990100", Roles: roles}
}

// world is rulebooks of one item, on 10 February 2026.
type world struct {
	*testing.T
	*Service
	now    *clock.Adjustable
	proofs *proofs
}

// proofs are the contents that were run in the shadow.
type proofs struct {
	digests map[string]id.ID
}

func (p *proofs) Proven(_ context.Context, digest string) (id.ID, bool, error) {
	run, ok := p.digests[digest]
	return run, ok, nil
}

// items is a catalogue of one item.
type items struct{}

func (items) Published(_ context.Context, code string) (*catalogue.Item, error) {
	if code != item {
		return nil, fault.New(fault.NotFound, "catalogue.unknown")
	}
	one := &catalogue.Item{Code: code, Name: "老年人优待证办理"}
	one.Department.Code = "CIVIL"
	one.Result.LicenceType = "老年人优待证"
	one.Materials = []catalogue.Material{{Code: "M-ID", ReplaceableBy: []catalogue.Replacement{{By: "dataShare", Resource: "人口基础信息核验"}}}}
	return one, nil
}

func (items) Search(_ context.Context, q catalogue.Query) (page catalogue.Page, err error) {
	one := catalogue.Summary{Code: item, Name: "老年人优待证办理"}
	one.Department.Code = "CIVIL"
	if strings.Contains(one.Name, q.Text) && q.Only(&one) {
		page.Items = append(page.Items, one)
	}
	return page, nil
}

// known is what registers and departments say.
type known struct{}

func (known) Registers(context.Context) []Known {
	return []Known{{"person.birthDate", "出生日期（登记信息）", "date"}, {"person.address#region", "住址的行政区划代码（登记信息）", "string"}}
}
func (known) Licence(context.Context, string) ([]Known, error) { return nil, nil }
func (known) Share(context.Context, string) []Known {
	return []Known{{"agrees", "核验结论", "string"}}
}

func each(t *testing.T, body func(w *world)) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.Migrate(t, d, once.Migrations, db.Source{Name: "audit", FS: os.DirFS("../audit")}, db.Source{Name: "place", FS: os.DirFS("../place")}, db.Source{Name: "rulebook", FS: files})
		keeper, err := once.New(d, make([]byte, 32))
		if err != nil {
			t.Fatal(err)
		}
		now := clock.StartingAt(time.Date(2026, 2, 10, 9, 0, 0, 0, clock.Shanghai))
		w := &world{T: t, now: now, proofs: &proofs{map[string]id.ID{}}}
		w.Service = New(Deps{DB: d, Clock: now, Once: keeper, Items: items{}, Places: place.New(d, now, nil), Fields: known{}, Proof: w.proofs})
		body(w)
	})
}

func (w *world) as(who actor.Actor) context.Context {
	c, err := message.Load(files, os.DirFS("../decision"), os.DirFS("../../kernel/markup"))
	if err != nil {
		w.Fatal(err)
	}
	return message.With(actor.With(w.Context(), who), c, message.Chinese)
}

const item = "elder-card"

// age and held are the sources of the table below.
var (
	born = Input{Kind: Register, Key: "person.birthDate"}
	held = Input{Kind: Licence, Key: "老年人优待证#held"}
	day  = Input{Kind: Calendar, Key: "today"}
)

// begins writes a draft that approves who is sixty or older and has no card yet.
func (w *world) begins(who actor.Actor) Version {
	w.Helper()
	c, err := w.Blank(w.as(who), item, []Input{born, day, held})
	if err != nil {
		w.Fatal(err)
	}
	v, err := w.Begin(w.as(who), item, w.elder(c))
	if err != nil {
		w.Fatal(err)
	}
	return v
}

// proves runs the draft in the shadow.
func (w *world) proves(v Version) id.ID {
	run := id.New()
	w.proofs.digests[v.Digest] = run
	return run
}

func TestWhoWritesDoesNotPublish(t *testing.T) {
	each(t, func(w *world) {
		v := w.begins(both)
		run := w.proves(v)
		for _, who := range []actor.Actor{both, editor, reviewer, otherHead} {
			if _, err := w.Publish(w.as(who), item, Seen{Edits: v.Edits}, "试行"); err == nil {
				w.Errorf("%s published", who.Name)
			}
		}
		v, err := w.Save(w.as(editor), item, v.Edits, v.Content) // a colleague's last touch does not free the first author
		if err != nil {
			w.Fatal(err)
		}
		if _, err := w.Publish(w.as(both), item, Seen{Edits: v.Edits}, "试行"); fault.KindOf(err) != fault.Forbidden {
			w.Errorf("the first author: %v", err)
		}
		if _, ok, err := w.Current(w.Context(), item); ok || err != nil {
			w.Errorf("in force before it was published: %v", err)
		}
		if _, err := w.Publish(w.as(publisher), item, Seen{Edits: v.Edits}, "试行"); err != nil {
			w.Fatal(err)
		}
		now, ok, err := w.Current(w.Context(), item)
		if err != nil || !ok || now.Number != 1 || now.Proof != run || now.PublisherName != publisher.Name || now.Reason != "试行" {
			w.Errorf("in force is %+v, %v", now, err)
		}
	})
}

func TestADepartmentWritesItsOwnAndNoOther(t *testing.T) {
	each(t, func(w *world) {
		v := w.begins(head)
		for _, who := range []actor.Actor{otherHead, reviewer, publisher, {Kind: actor.Guest}} {
			if _, err := w.Save(w.as(who), item, v.Edits, v.Content); err == nil {
				w.Errorf("%s wrote", who.Name)
			}
		}
		if _, err := w.Find(w.as(otherHead), item); fault.KindOf(err) != fault.NotFound {
			w.Errorf("another department's rules were shown: %v", err)
		}
		lines, _, err := w.List(w.as(otherHead), Cursor{}, 20)
		if err != nil || len(lines) != 0 {
			w.Errorf("they were listed: %v %v", lines, err)
		}
		if lines, _, err = w.List(w.as(head), Cursor{}, 20); err != nil || len(lines) != 1 || !lines[0].Drafted {
			w.Errorf("the own list: %v %v", lines, err)
		}
	})
}

func TestTwoWhoWriteAtOnceAreTold(t *testing.T) {
	each(t, func(w *world) {
		v := w.begins(editor)
		w.now.Advance(time.Hour)
		if _, err := w.Save(w.as(head), item, v.Edits, v.Content); err != nil {
			w.Fatal(err)
		}
		_, err := w.Save(w.as(editor), item, v.Edits, v.Content)
		f, _ := fault.As(err)
		if f == nil || f.Kind != fault.Conflict || len(f.Args) != 2 || f.Args[0] != head.Name || f.Args[1] != "2026-02-10 10:00" {
			w.Errorf("the slower one was told %v %v", err, f)
		}
		if _, err := w.Begin(w.as(head), item, v.Content); fault.KindOf(err) != fault.Conflict {
			w.Errorf("a second draft: %v", err)
		}
	})
}

func TestADraftThatIsGoneTakesNoChange(t *testing.T) {
	each(t, func(w *world) {
		v := w.begins(editor)
		if err := w.Throw(w.as(head), item, v.Edits); err != nil {
			w.Fatal(err)
		}
		if _, err := w.Save(w.as(editor), item, v.Edits, v.Content); fault.KindOf(err) != fault.Conflict {
			w.Errorf("saved: %v", err)
		}
		w.proves(v)
		if _, err := w.Publish(w.as(publisher), item, Seen{Edits: v.Edits}, "试行"); fault.KindOf(err) != fault.Conflict {
			w.Errorf("published: %v", err)
		}
	})
}

func TestNothingIsPublishedWithoutAShadowRunOfExactlyIt(t *testing.T) {
	each(t, func(w *world) {
		v := w.begins(editor)
		if _, err := w.Publish(w.as(publisher), item, Seen{Edits: v.Edits}, "试行"); !is(err, errUnproven) {
			w.Errorf("without a run: %v", err)
		}
		w.proves(v)
		c := v.Content
		c.XML = strings.Replace(c.XML, "未满60周岁", "不满60周岁", 1)
		if c.XML == v.XML {
			w.Fatal("nothing was changed")
		}
		changed, err := w.Save(w.as(editor), item, v.Edits, c)
		if err != nil {
			w.Fatal(err)
		}
		if _, err := w.Publish(w.as(publisher), item, Seen{Edits: changed.Edits}, "试行"); !is(err, errUnproven) {
			w.Errorf("after a change: %v", err)
		}
		if _, err := w.Publish(w.as(publisher), item, Seen{Edits: v.Edits}, "试行"); err == nil {
			w.Error("what was proved has gone and was published")
		}
		c = v.Content
		c.DailyLimit = 7 // no rule: the run still proves it
		again, err := w.Save(w.as(editor), item, changed.Edits, c)
		if err != nil {
			w.Fatal(err)
		}
		if _, err := w.Publish(w.as(publisher), item, Seen{Edits: again.Edits}, "试行"); err != nil {
			w.Errorf("as it was proved: %v", err)
		}
	})
}

func is(err error, want *fault.Fault) bool {
	f, ok := fault.As(err)
	return ok && f.Key == want.Key
}
