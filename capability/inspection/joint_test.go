package inspection

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tongban/capability/casework"
	"tongban/capability/casework/caseworktest"
	"tongban/capability/document"
	"tongban/capability/document/documenttest"
	"tongban/capability/workflow"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

// fire is an inspector of another department.
var fire = caseworktest.Staff("周岩", "FIRE", actor.Reviewer, actor.Inspector)

// shared is a review in two departments beside each other, and one visit for both.
const shared = `
	and fork
	and join
	user paper stage=PAPER role=reviewer
	user fire stage=FIRE role=reviewer department=FIRE
	user site stage=SITE role=reviewer visit=true
	user decide stage=DECIDE role=approver decides=true
	end done
	start > fork > paper > join
	fork > fire > join
	fork > site > join
	join > decide > done`

// procedures knows one.
type procedures struct{ drawn *workflow.Definition }

func (p procedures) Current(context.Context, string) (id.ID, error) { return 1, nil }

func (p procedures) Definition(context.Context, id.ID) (*workflow.Definition, error) {
	return p.drawn, nil
}

// told notes what people are told, and knows colleagues everywhere.
type told struct{ list []string }

func (t *told) Inform(_ context.Context, _ *db.Tx, account id.ID, key string, _ []string, link string) error {
	t.list = append(t.list, account.String()+" "+key+" "+link)
	return nil
}

func (*told) Colleague(context.Context, string) (actor.Actor, error) { return fire, nil }

func (*told) Named(context.Context, string) (actor.Actor, error) { return fire, nil }

func (*told) Anybody(context.Context, string, string, actor.Role) (bool, error) { return true, nil }

// list is what fire looks at, and what it says of it.
var (
	list = Checklist{Department: "FIRE", Lines: []Line{{Text: "疏散通道畅通", Basis: "消防法第二十八条"}, {Text: "灭火器有效"}}}
	seen = Record{Met: true, Findings: "设施完好", Answers: []Answered{{Answer: Meets}, {Answer: Fails, Note: "一具过期，当场更换"}}}
)

// joint is a case with a visit of both departments, and the open visit.
func (b bench) joint() (*casework.File, *Visit) {
	b.Helper()
	b.must(b.KeepChecklist(b.As(caseworktest.Staff("何平", "FIRE", actor.Head)), list))
	f := b.World.Step(caseworktest.Window, b.Submitted(caseworktest.Mei), casework.Accept, casework.Input{})
	b.must(b.Order(b.As(reviewer), f.Case.No, Order{
		Reason: "一次核实", Prepare: "打开后厨", PlannedOn: "2026-02-11", PlannedAt: "09:30", Departments: []string{"FIRE", "TRANS"}, Inspectors: []string{fire.ID, reviewer.ID},
	}))
	return f, b.visit(f)
}

// visit is the last visit of a case.
func (b bench) visit(f *casework.File) *Visit {
	b.Helper()
	visits, err := b.Visits(b.As(reviewer), f)
	b.must(err)
	return visits[len(visits)-1]
}

// recorded is a joint visit that both departments have written.
func (b bench) recorded() (*casework.File, *Visit) {
	f, v := b.joint()
	b.must(b.Service.Write(b.As(reviewer), f.Case.No, v.ID, 0, found))
	b.must(b.Service.Write(b.As(fire), f.Case.No, v.ID, 0, seen))
	return f, b.visit(f)
}

func (b bench) open(f *casework.File) string {
	b.Helper()
	f, err := b.Casework.File(b.As(reviewer), f.Case.No)
	b.must(err)
	var stages []string
	for _, t := range f.OpenTasks() {
		stages = append(stages, t.Stage)
	}
	slices.Sort(stages)
	return strings.Join(stages, " ")
}

func TestTheLastSignatureEndsTheStepThatIsTheVisit(t *testing.T) {
	world(t, shared, func(b bench) {
		f, v := b.recorded()
		no := f.Case.No
		b.must(b.Sign(b.As(reviewer), no, v.ID, Signing{v.Version, reviewer.Name, ""}))
		if b.open(f) != "FIRE PAPER SITE" {
			b.Fatalf("after one signature %s are open", b.open(f))
		}
		b.must(b.Sign(b.As(fire), no, v.ID, Signing{v.Version, fire.Name, ""}))
		if b.open(f) != "FIRE PAPER" {
			b.Fatalf("after the last %s are open", b.open(f))
		}
		f, err := b.Casework.File(b.As(reviewer), no)
		b.must(err)
		if !strings.Contains(f.Case.Process, `"visit.met":true`) {
			b.Errorf("the process does not know what was found: %s", f.Case.Process)
		}
		last := f.Records[len(f.Records)-1]
		if last.Event != casework.PassStage || last.Detail.Stage != "SITE" || last.ActorName != fire.Name {
			b.Errorf("%s of %s by %s", last.Event, last.Detail.Stage, last.ActorName)
		}
		text := b.read(no, v)
		for _, words := range []string{"交通运输局：赵磊", "消防救援支队：周岩", "【消防救援支队】符合要求", "2．灭火器有效：不符合（一具过期，当场更换）", "设施完好"} {
			if !strings.Contains(text, words) {
				b.Errorf("the paper does not say %q: %s", words, text)
			}
		}
	})
}

func TestNobodyPassesTheVisitByHand(t *testing.T) {
	world(t, shared, func(b bench) {
		f, v := b.recorded()
		site := f.VisitTask()
		_, err := b.Casework.Complete(b.As(reviewer), site.ID, casework.Input{Outcome: "pass", Opinion: "同意"})
		b.wants(err, "casework.visit-signs")
		f, err = b.Casework.File(b.As(reviewer), f.Case.No)
		b.must(err)
		for _, c := range f.Next {
			if c.Task == site.ID.String() && c.Event == casework.PassStage {
				b.Error("passing is offered")
			}
		}
		b.must(b.Sign(b.As(fire), f.Case.No, v.ID, Signing{v.Version, fire.Name, ""}))
		b.must(b.Sign(b.As(reviewer), f.Case.No, v.ID, Signing{v.Version, reviewer.Name, ""}))
		_, err = b.Casework.TakeBack(b.As(reviewer), site.ID)
		b.wants(err, "casework.not-now")
	})
}

func TestAVisitCalledOffLeavesItsStepOpen(t *testing.T) {
	world(t, shared, func(b bench) {
		f, v := b.joint()
		b.must(b.Cancel(b.As(reviewer), f.Case.No, v.ID, "下雨"))
		if b.open(f) != "FIRE PAPER SITE" {
			b.Errorf("open are %s", b.open(f))
		}
		b.must(b.Order(b.As(reviewer), f.Case.No, order))
	})
}

func TestWhileTheCaseStandsStillTheLastSignatureWaits(t *testing.T) {
	world(t, shared, func(b bench) {
		f, v := b.recorded()
		b.must(b.Sign(b.As(fire), f.Case.No, v.ID, Signing{v.Version, fire.Name, ""}))
		f = b.World.Step(reviewer, f, casework.StartReview, casework.Input{Task: f.VisitTask().ID})
		f = b.World.Step(reviewer, f, casework.Suspend, caseworktest.Inputs[casework.Suspend])
		b.wants(b.Sign(b.As(reviewer), f.Case.No, v.ID, Signing{v.Version, reviewer.Name, ""}), "casework.visit-waits")
		if v = b.visit(f); !v.IsOpen() || v.IsSigned() {
			b.Error("half of it was kept")
		}
		b.World.Step(reviewer, f, casework.Resume, casework.Input{})
		b.must(b.Sign(b.As(reviewer), f.Case.No, v.ID, Signing{v.Version, reviewer.Name, ""}))
	})
}

func TestDepartmentsWriteWithoutWaitingForEachOther(t *testing.T) {
	world(t, shared, func(b bench) {
		f, v := b.joint()
		no := f.Case.No
		if v.Parts[0].Department != "TRANS" || len(v.Parts[1].Lines) != 2 || v.Parts[1].Name != "消防救援支队" {
			b.Fatalf("%+v", v.Parts)
		}
		b.must(b.Service.Write(b.As(reviewer), no, v.ID, 0, found))
		b.must(b.Service.Write(b.As(fire), no, v.ID, 0, seen)) // written on what was there before the other
		b.must(b.Service.Write(b.As(fire), no, v.ID, 0, seen)) // sent twice by the telephone
		v = b.visit(f)
		if v.Version != 2 || v.Parts[0].Version != 1 || v.Parts[1].Version != 1 || !v.IsRecorded() || v.Findings() != "与申请一致\n设施完好" {
			b.Errorf("%d: %+v", v.Version, v.Parts)
		}
		other := seen
		other.Findings = "换过灭火器"
		b.wants(b.Service.Write(b.As(fire), no, v.ID, 0, other), "inspection.changed")
		wrong := seen
		wrong.VisitedOn = "2026-02-10"
		b.wants(b.Service.Write(b.As(fire), no, v.ID, 1, wrong), "inspection.lead-writes")
		wrong = seen
		wrong.Answers = seen.Answers[:1]
		b.wants(b.Service.Write(b.As(fire), no, v.ID, 1, wrong), "inspection.answers-differ")
	})
}

func TestTheRecordIsSignedOnceEveryLineIsAnswered(t *testing.T) {
	world(t, shared, func(b bench) {
		f, v := b.joint()
		no := f.Case.No
		b.must(b.Service.Write(b.As(reviewer), no, v.ID, 0, found))
		open := seen
		open.Answers = []Answered{{Answer: Meets}, {Answer: Fails}} // fails without a word
		b.must(b.Service.Write(b.As(fire), no, v.ID, 0, open))
		b.wants(b.Sign(b.As(reviewer), no, v.ID, Signing{2, reviewer.Name, ""}), "inspection.unrecorded")
		b.must(b.Service.Write(b.As(fire), no, v.ID, 1, seen))
		b.must(b.Sign(b.As(reviewer), no, v.ID, Signing{3, reviewer.Name, ""}))

		// The record is one paper: what another department changes takes all signatures away.
		unmet := seen
		unmet.Met = false
		b.must(b.Service.Write(b.As(fire), no, v.ID, 2, unmet))
		if v = b.visit(f); !v.Inspectors[0].SignedAt.IsZero() || v.Met() {
			b.Errorf("%+v", v.Inspectors)
		}
		shot := Shot{Upload: document.Upload{Name: "site.jpg", Body: bytes.NewReader(documenttest.Photo(1))}}
		b.must(b.Sign(b.As(reviewer), no, v.ID, Signing{v.Version, reviewer.Name, ""}))
		b.must(b.Attach(b.As(fire), no, v.ID, shot))
		if v = b.visit(f); !v.Inspectors[0].SignedAt.IsZero() {
			b.Error("a photograph was put into a signed record")
		}
	})
}

func TestAPhotographSaysWhenAndWhere(t *testing.T) {
	world(t, shared, func(b bench) {
		f, v := b.joint()
		shot := Shot{
			Upload:  document.Upload{Name: "site.jpg", Body: bytes.NewReader(documenttest.WithEXIF(documenttest.Photo(2), 1))},
			TakenAt: caseworktest.At("2026-02-10 08:30"), Spot: spotOf("25.04", "102.71", "12.4"),
		}
		b.must(b.Attach(b.As(fire), f.Case.No, v.ID, shot))
		got := b.visit(f).Photos[0]
		if !got.TakenAt.Equal(caseworktest.At("2026-02-10 08:30")) || !got.At.Equal(b.Clock.Now()) || got.Spot.Degrees() != "25.040000, 102.710000" || got.Spot.Accuracy != 12 {
			b.Errorf("%+v %+v", got, got.Spot)
		}
		ahead := Shot{Upload: document.Upload{Name: "2.jpg", Body: bytes.NewReader(documenttest.Photo(3))}, TakenAt: b.Clock.Now().Add(time.Hour), Spot: spotOf("91", "0", "1")}
		b.must(b.Attach(b.As(fire), f.Case.No, v.ID, ahead))
		if got = b.visit(f).Photos[1]; got.TakenAt.After(b.Clock.Now()) || got.Spot != nil {
			b.Errorf("from the future, or from no place on earth: %+v", got)
		}
	})
}

func TestOneMatterIsVisitedOnce(t *testing.T) {
	each(t, func(b bench) {
		f, visit := b.joint()
		other := b.World.Step(caseworktest.Window, b.Submitted(caseworktest.Mei), casework.Accept, casework.Input{})
		beside, err := b.Beside(b.As(reviewer), other)
		if err != nil || len(beside) != 0 {
			t.Errorf("another matter: %v, %v", beside, err)
		}
		b.Service.Siblings = family{other.Case.ID: {f.Case.ID}}
		if beside, err = b.Beside(b.As(reviewer), other); err != nil || len(beside) != 1 || beside[0].ID != visit.ID || len(beside[0].Parts) != 2 {
			t.Errorf("the same matter: %+v, %v", beside, err)
		}
		r := httptest.NewRequestWithContext(b.As(reviewer), http.MethodGet, "/", nil)
		r.SetPathValue("no", other.Case.ShortNo)
		v, err := pages{b.Service}.view(r)
		if err != nil || v.order.PlannedOn != "2026-02-11" || v.order.PlannedAt != "09:30" {
			t.Errorf("the form proposes %+v, %v", v, err)
		}
		b.must(b.Service.Cancel(b.As(reviewer), f.Case.No, visit.ID, "改期"))
		if beside, err = b.Beside(b.As(reviewer), other); err != nil || len(beside) != 0 {
			t.Errorf("called off: %+v, %v", beside, err)
		}
	})
}

func TestWhoTakesPartIsTold(t *testing.T) {
	world(t, shared, func(b bench) {
		f, v := b.joint()
		all := strings.Join(b.told.list, "\n")
		for _, want := range []string{
			caseworktest.Mei.ID + " inspection.inform.visit-ordered /cases/" + f.Case.ShortNo,
			fire.ID + " inspection.inform.ordered " + base(f.Case.ShortNo),
		} {
			if !strings.Contains(all, want) {
				b.Errorf("not told: %s in\n%s", want, all)
			}
		}
		mine, err := b.Mine(b.As(fire))
		b.must(err)
		if len(mine) != 1 || mine[0].ID != v.ID {
			b.Errorf("%d visits of mine", len(mine))
		}
		f = b.World.Step(caseworktest.Mei, f, casework.Withdraw, casework.Input{})
		if v = b.visit(f); v.IsOpen() || v.Cancelled == "" {
			b.Error("a visit for a case that is over")
		}
	})
}

func TestAVisitNeedsSomebodyOfEachDepartment(t *testing.T) {
	world(t, shared, func(b bench) {
		f := b.World.Step(caseworktest.Window, b.Submitted(caseworktest.Mei), casework.Accept, casework.Input{})
		without := order
		without.Departments = []string{"TRANS", "FIRE"}
		b.wants(b.Order(b.As(reviewer), f.Case.No, without), "inspection.inspector-missing")
		without.Departments = []string{"NOWHERE"}
		b.wants(b.Order(b.As(reviewer), f.Case.No, without), "inspection.department-unknown")
		late := order
		late.PlannedAt = "9 Uhr"
		b.wants(b.Order(b.As(reviewer), f.Case.No, late), "inspection.hour-wrong")
		b.wants(b.Order(b.As(fire), f.Case.No, order), "access.reach")
	})
}

func TestWhoIsSentByADepartmentWithoutAPartReadsTheCase(t *testing.T) {
	each(t, func(b bench) {
		f := b.In(casework.Reviewing)
		if _, err := b.Casework.File(b.As(fire), f.Case.No); fault.KindOf(err) != fault.NotFound {
			b.Fatalf("before: %v", err)
		}
		b.must(b.Order(b.As(reviewer), f.Case.No, Order{Reason: "核实", PlannedOn: "2026-02-11", Departments: []string{"TRANS", "FIRE"}, Inspectors: []string{reviewer.ID, fire.ID}}))
		v := b.visit(f)
		b.must(b.Service.Write(b.As(fire), f.Case.No, v.ID, 0, Record{Met: true, Findings: "设施完好"}))
		b.must(b.Attach(b.As(fire), f.Case.No, v.ID, Shot{Upload: document.Upload{Name: "1.jpg", Body: bytes.NewReader(documenttest.Photo(4))}}))
		photo := b.visit(f).Photos[0].ID
		_, body, err := b.Service.Photo(b.As(fire), f.Case.No, v.ID, photo)
		b.must(err)
		b.must(body.Close())
		b.must(b.Cancel(b.As(reviewer), f.Case.No, v.ID, "改期"))
		if _, _, err = b.Service.Photo(b.As(fire), f.Case.No, v.ID, photo); err == nil {
			b.Error("after the visit the photograph is still shown")
		}
	})
}

func TestADepartmentKeepsItsChecklists(t *testing.T) {
	each(t, func(b bench) {
		head, editor := caseworktest.Staff("何平", "FIRE", actor.Head), caseworktest.Staff("冯书", "", actor.Editor)
		b.must(b.KeepChecklist(b.As(head), list))
		b.wants(b.KeepChecklist(b.As(editor), list), "inspection.checklist-changed")
		changed := list
		changed.Version, changed.Lines = 1, linesOf("通道畅通｜消防法\r\n\n 出口够宽 ")
		b.must(b.KeepChecklist(b.As(editor), changed))
		got, err := b.Checklist(b.As(head), "FIRE", "")
		b.must(err)
		if got.Version != 2 || got.typed() != "通道畅通 | 消防法\n出口够宽" {
			b.Errorf("%d: %q", got.Version, got.typed())
		}
		for _, who := range []actor.Actor{reviewer, caseworktest.Staff("外人", "TRANS", actor.Head)} {
			if err := b.KeepChecklist(b.As(who), changed); err == nil || fault.KindOf(err) == fault.Conflict {
				b.Errorf("%s of %s keeps them: %v", who.Name, who.Department, err)
			}
		}
		unknown := list
		unknown.Item = "nothing"
		b.wants(b.KeepChecklist(b.As(head), unknown), "inspection.item-unknown")
		b.must(b.Seed(b.Context()))
		b.must(b.Seed(b.Context()))
		all, err := b.Checklists(b.As(head), "FIRE", "", 10)
		b.must(err)
		if len(all) != 3 || all[0].Item != "" || len(all[0].Lines) != 2 {
			b.Errorf("%d lists", len(all))
		}
	})
}

// before are the migrations older than the one that made visits joint.
func before(t *testing.T) fstest.MapFS {
	t.Helper()
	old := fstest.MapFS{}
	for _, name := range []string{"migrations/0001_inspection.sql", "migrations/0002_signature.sql"} {
		text, err := migrations.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		old[name] = &fstest.MapFile{Data: text}
	}
	return old
}

func TestAVisitOfOneDepartmentGoesOnAfterTheUpgrade(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := caseworktest.New(t, d, nil, db.Source{Name: "inspection", FS: before(t)})
		f := w.In(casework.Reviewing)
		w.Exec(`INSERT INTO inspection_visit (id, case_id, case_no, reason, planned_on, ordered_by, ordered_name, ordered_at, first_staff, first_name, first_signed_at,
			second_staff, second_name, second_signed_at, visited_on, met, findings, present, closed_at, cancelled, version)
			VALUES (7, $1, $2, '核实', '2026-02-11', $3, '赵磊', 1, $3, '赵磊', 2, $4, '钱芳', NULL, '2026-02-10', TRUE, '与申请一致', '林晓华', NULL, '', 3)`,
			f.Case.ID, f.Case.No, reviewer.ID, second.ID)
		dbtest.Migrate(t, d, db.Source{Name: "inspection", FS: migrations})
		texts, err := message.Load(os.DirFS("."))
		if err != nil {
			t.Fatal(err)
		}
		b := bench{w, New(Deps{
			DB: d, Clock: w.Clock, Casework: w.Casework, Documents: w.Documents, Notices: w.Casework.Notices, Keys: w.Keys, Texts: texts, Roster: everybody{}, Places: everybody{}, Siblings: family{},
		}), nil}
		v := b.visit(f)
		if v.IsJoint() || !v.IsRecorded() || !v.Met() || v.Parts[0].Department != "TRANS" || v.Parts[0].Version != 3 || v.Inspectors[0].SignedAt.IsZero() || !v.Inspectors[1].SignedAt.IsZero() {
			t.Fatalf("%+v", v)
		}
		b.must(b.Sign(b.As(second), f.Case.No, v.ID, Signing{v.Version, second.Name, ""}))
		if v = b.visit(f); v.IsOpen() || v.PaperNo == "" {
			t.Error("both have signed and the visit is open")
		}
	})
}
