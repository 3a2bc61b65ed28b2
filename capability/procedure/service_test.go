package procedure

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"tongban/capability/catalogue"
	"tongban/capability/place"
	"tongban/capability/procedure/drawing"
	"tongban/capability/workflow"
	"tongban/capability/workflow/bpmn"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

var (
	editor    = staff("文心怡", "GSB", actor.Editor)
	publisher = staff("卓一然", "GSB", actor.Publisher)
	both      = staff("两职", "GSB", actor.Editor, actor.Publisher)
	head      = staff("韩局长", "SAMR", actor.Head)
	otherHead = staff("别局长", "EEB", actor.Head)
	reviewer  = staff("审查员", "SAMR", actor.Reviewer)
)

func staff(name, department string, roles ...actor.Role) actor.Actor {
	return actor.Actor{ID: id.New().String(), Kind: actor.Staff, Name: name, Department: department, Region: "990100", Roles: roles}
}

// world is procedures of one item, on 10 February 2026.
type world struct {
	*testing.T
	*Service
	now *clock.Adjustable
}

// items is a catalogue of one item.
type items struct{}

func (items) Published(_ context.Context, code string) (*catalogue.Item, error) {
	if code != "food-permit" {
		return nil, fault.New(fault.NotFound, "catalogue.unknown")
	}
	item := &catalogue.Item{Code: code, Name: "食品经营许可"}
	item.Department.Code = "SAMR"
	return item, nil
}

func (i items) Search(ctx context.Context, q catalogue.Query) (page catalogue.Page, err error) {
	one := catalogue.Summary{Code: "food-permit", Name: "食品经营许可"}
	one.Department.Code = "SAMR"
	if strings.Contains(one.Name, q.Text) && q.Only(&one) {
		page.Items = append(page.Items, one)
	}
	return page, nil
}

func steps(*catalogue.Item) []workflow.Task {
	return []workflow.Task{
		{Node: "REVIEW", Name: "审查", Role: "reviewer", Limit: 3}, {Node: "DECIDE", Name: "决定", Role: "approver", Limit: 1, Decides: true},
	}
}

func each(t *testing.T, body func(w *world)) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.Migrate(t, d, once.Migrations, db.Source{Name: "audit", FS: os.DirFS("../audit")}, db.Source{Name: "place", FS: os.DirFS("../place")}, db.Source{Name: "procedure", FS: files})
		keeper, err := once.New(d, make([]byte, 32))
		if err != nil {
			t.Fatal(err)
		}
		now := clock.StartingAt(time.Date(2026, 2, 10, 9, 0, 0, 0, clock.Shanghai))
		places := place.New(d, now, nil)
		body(&world{t, New(Deps{
			DB: d, Clock: now, Calendar: calendar.Default, Once: keeper, Items: items{}, Places: places, Steps: steps, Law: law, Form: questions,
		}), now})
	})
}

func (w *world) as(who actor.Actor) context.Context { return actor.With(w.Context(), who) }

const item = "food-permit"

// draws begins a draft as somebody and adds a step to it.
func (w *world) draws(who actor.Actor, step string) Version {
	w.Helper()
	v, err := w.Begin(w.as(who), item, Current, "")
	if err != nil {
		w.Fatal(err)
	}
	return w.adds(who, v.Edits, step)
}

// adds puts a step before the first.
func (w *world) adds(who actor.Actor, edits int, step string) Version {
	w.Helper()
	p, err := w.Find(w.as(who), item)
	if err != nil {
		w.Fatal(err)
	}
	doc, _ := bpmn.Read([]byte(p.Draft.XML))
	xml, at, err := drawing.Apply(doc, drawing.Op{Do: drawing.AddStep, At: drawing.Outline(doc)[0].After.ID, Names: []string{step}})
	if err != nil {
		w.Fatal(err)
	}
	doc, _ = bpmn.Read([]byte(xml))
	if err := drawing.SetStep(doc, at, step, drawing.Properties{"role": "reviewer", "limit": "2"}); err != nil {
		w.Fatal(err)
	}
	v, err := w.Save(w.as(who), item, edits, string(doc.Write()))
	if err != nil {
		w.Fatal(err)
	}
	return v
}

// current returns the steps cases take now.
func (w *world) current() string {
	w.Helper()
	version, err := w.Current(w.Context(), item)
	if err != nil {
		w.Fatal(err)
	}
	if version == 0 {
		return "none"
	}
	d, err := w.Definition(w.Context(), version)
	if err != nil {
		w.Fatal(err)
	}
	var names []string
	for _, task := range d.Tasks() {
		names = append(names, task.Name)
	}
	return strings.Join(names, " ")
}

func (w *world) runs(want string) {
	w.Helper()
	if got := w.current(); got != want {
		w.Errorf("new cases take %q, want %q", got, want)
	}
}

func TestWhoDrawsDoesNotPublish(t *testing.T) {
	each(t, func(w *world) {
		v := w.draws(both, "初核")
		w.runs("none")
		for _, who := range []actor.Actor{both, editor, reviewer, otherHead} {
			if _, err := w.Publish(w.as(who), item, Seen{Edits: v.Edits}, ""); err == nil {
				w.Errorf("%s published", who.Name)
			}
		}
		v = w.adds(editor, v.Edits, "复核") // a colleague's last touch does not free the first author
		if _, err := w.Publish(w.as(both), item, Seen{Edits: v.Edits}, ""); fault.KindOf(err) != fault.Forbidden {
			w.Errorf("the first author: %v", err)
		}
		if _, err := w.Publish(w.as(head), item, Seen{Edits: v.Edits}, ""); err != nil {
			w.Errorf("the department's head, who did not draw: %v", err)
		}
		w.runs("复核 初核 审查 决定")
	})
}

func TestADepartmentDrawsItsOwnAndNoOther(t *testing.T) {
	each(t, func(w *world) {
		if _, err := w.Begin(w.as(head), item, Stages, ""); err != nil {
			w.Fatal(err)
		}
		for _, who := range []actor.Actor{otherHead, reviewer, publisher, {Kind: actor.Guest}} {
			if _, err := w.Save(w.as(who), item, 1, drawing.Blank("P", "甲")); err == nil {
				w.Errorf("%s drew", who.Name)
			}
		}
		if _, err := w.Find(w.as(otherHead), item); fault.KindOf(err) != fault.NotFound {
			w.Errorf("another department's procedure was shown: %v", err)
		}
		lines, _, err := w.List(w.as(otherHead), Cursor{}, 20)
		if err != nil || len(lines) != 0 {
			w.Errorf("it was listed: %v %v", lines, err)
		}
		if lines, _, err = w.List(w.as(head), Cursor{}, 20); err != nil || len(lines) != 1 || !lines[0].Drafted {
			w.Errorf("the own list: %v %v", lines, err)
		}
	})
}

func TestTwoWhoDrawAtOnceAreTold(t *testing.T) {
	each(t, func(w *world) {
		v := w.draws(editor, "初核")
		w.now.Advance(time.Hour)
		w.adds(head, v.Edits, "会商")
		_, err := w.Save(w.as(editor), item, v.Edits, drawing.Blank("P", "甲"))
		f, _ := fault.As(err)
		if f == nil || f.Kind != fault.Conflict || len(f.Args) != 2 || f.Args[0] != head.Name || f.Args[1] != "2026-02-10 10:00" {
			w.Errorf("the slower one was told %v %v", err, f)
		}
		if _, err := w.Begin(w.as(head), item, Blank, ""); fault.KindOf(err) != fault.Conflict {
			w.Errorf("a second draft: %v", err)
		}
	})
}

func TestSendingTwiceIsSendingOnce(t *testing.T) {
	each(t, func(w *world) {
		v := w.draws(editor, "初核")
		ctx := once.WithKey(w.as(publisher), "one")
		first, err := w.Publish(ctx, item, Seen{Edits: v.Edits}, "试行")
		if err != nil {
			w.Fatal(err)
		}
		again, err := w.Publish(ctx, item, Seen{Edits: v.Edits}, "试行")
		if err != nil || again.ID != first.ID || again.Revision != 1 {
			w.Errorf("the second sending: %+v %v", again, err)
		}
		list, _, err := w.Versions(w.as(editor), item, 0, 20)
		if err != nil || len(list) != 1 || list[0].Reason != "试行" || list[0].PublisherName != publisher.Name {
			w.Errorf("the versions: %+v %v", list, err)
		}
	})
}

func TestAnEarlierVersionComesBackAsANewOne(t *testing.T) {
	each(t, func(w *world) {
		v := w.draws(editor, "初核")
		first, err := w.Publish(w.as(publisher), item, Seen{Edits: v.Edits}, "")
		if err != nil {
			w.Fatal(err)
		}
		v = w.draws(editor, "会商")
		if _, err := w.Publish(w.as(publisher), item, Seen{Edits: v.Edits}, ""); fault.KindOf(err) != fault.Conflict {
			w.Errorf("published over a version that was not looked at: %v", err)
		}
		if _, err := w.Publish(w.as(publisher), item, Seen{Edits: v.Edits, Current: 1}, ""); err != nil {
			w.Fatal(err)
		}
		w.runs("会商 初核 审查 决定")
		if _, err := w.Restore(w.as(both), item, 1, Seen{Current: 2}, ""); err != nil {
			w.Errorf("whoever did not draw version 1 may restore it: %v", err)
		}
		w.runs("初核 审查 决定")
		list, _, err := w.Versions(w.as(editor), item, 0, 20)
		if err != nil || len(list) != 3 || list[0].Restores != 1 || list[1].State != Superseded || string(list[0].Digest) != string(first.Digest) {
			w.Errorf("the versions: %+v %v", list, err)
		}
		if _, err := w.Withdraw(w.as(publisher), item, 3, ""); fault.KindOf(err) != fault.Invalid {
			w.Errorf("withdrawn without a reason: %v", err)
		}
		if _, err := w.Withdraw(w.as(publisher), item, 3, "法规修改"); err != nil {
			w.Fatal(err)
		}
		w.runs("none")
	})
}

func TestWhatCannotBeExecutedIsKeptAndNotPublished(t *testing.T) {
	each(t, func(w *world) {
		broken := strings.Replace(drawing.Blank("P", "甲"), "<bpmn:endEvent", `<bpmn:complexGateway id="G"/><bpmn:endEvent`, 1)
		v, err := w.Begin(w.as(editor), item, File, broken)
		if err != nil || v.Faults == 0 {
			w.Fatalf("begin: %+v %v", v, err)
		}
		if _, err := w.Publish(w.as(publisher), item, Seen{Edits: v.Edits}, ""); fault.KindOf(err) != fault.Conflict {
			w.Errorf("published: %v", err)
		}
		for name, file := range map[string]string{"no XML": "hello", "no BPMN": "<a/>", "nothing": ""} {
			if _, err := w.Save(w.as(editor), item, v.Edits, file); fault.KindOf(err) != fault.Invalid {
				w.Errorf("%s was saved: %v", name, err)
			}
		}
		if _, err := w.Save(w.as(editor), item, v.Edits, strings.Repeat(" ", maxXML+1)); fault.KindOf(err) != fault.TooLarge {
			w.Errorf("a large file: %v", err)
		}
		if err := w.Throw(w.as(editor), item, v.Edits); err != nil {
			w.Error(err)
		}
		if p, err := w.Find(w.as(editor), item); err != nil || p.Draft != nil {
			w.Errorf("the draft is still there: %v %v", p, err)
		}
	})
}

// TestADrawingWhoseCasesCouldGetStuckIsNotPublished joins like a fork what was split like
// a choice, and names a department nobody knows.
func TestADrawingWhoseCasesCouldGetStuckIsNotPublished(t *testing.T) {
	each(t, func(w *world) {
		task := func(more ...string) *bpmn.Element {
			return bpmn.New(bpmn.Tongban, "task", append([]string{"role", "reviewer", "limit", "2"}, more...)...)
		}
		b := bpmn.Build("Procedure", "审查")
		b.Add(bpmn.StartEvent, "Start", "")
		b.Add(bpmn.ExclusiveGateway, "Which", "是否踏勘")
		b.Add(bpmn.UserTask, "Site", "现场踏勘").Extend(task())
		b.Add(bpmn.UserTask, "Paper", "材料审查").Extend(task("department", "NOWHERE"))
		b.Add(bpmn.ParallelGateway, "Meet", "会合")
		b.Add(bpmn.EndEvent, "End", "")
		b.Connect("Start", "Which", "")
		b.Connect("Which", "Site", "form.site == true")
		b.Otherwise(b.Connect("Which", "Paper", ""))
		b.Connect("Site", "Meet", "")
		b.Connect("Paper", "Meet", "")
		b.Connect("Meet", "End", "")
		doc, _ := b.Document()
		v, err := w.Begin(w.as(editor), item, File, string(doc.Write()))
		if err != nil || v.Faults != 2 {
			t.Fatalf("%d faults, %v", v.Faults, err)
		}
		c, err := w.check(w.Context(), item, v.XML)
		if err != nil || len(c.faults) != 2 {
			t.Fatal(c.faults, err)
		}
		if one := c.faults[1]; one.Element != "Meet" || one.Key != "workflow.sound.join" || one.Args[0] != "是否踏勘 → 现场踏勘 → 会合" {
			t.Errorf("%+v", one)
		}
		if one := c.faults[0]; one.Element != "Paper" || one.Key != "workflow.sound.department" {
			t.Errorf("%+v", one)
		}
		if _, err := w.Publish(w.as(publisher), item, Seen{Edits: v.Edits}, ""); fault.KindOf(err) != fault.Conflict {
			t.Errorf("it is published: %v", err)
		}
	})
}
