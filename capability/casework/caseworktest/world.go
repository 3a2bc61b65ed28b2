// Package caseworktest is casework in a small city, for the tests of what stands on it.
package caseworktest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/catalogue/cataloguetest"
	"tongban/capability/catalogue/lint"
	"tongban/capability/document"
	"tongban/capability/document/documenttest"
	"tongban/capability/form"
	"tongban/capability/notice/noticetest"
	"tongban/kernel/actor"
	"tongban/kernel/blob"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// The people of the city.
var (
	Mei       = Citizen("林晓华")
	Stranger  = Citizen("吴敏")
	Window    = Staff("陈静", "", actor.Window)
	Reviewer  = Staff("赵磊", "TRANS", actor.Reviewer)
	Reviewer2 = Staff("钱芳", "TRANS", actor.Reviewer)
	Approver  = Staff("孙涛", "TRANS", actor.Approver)
	Manager   = Staff("郑岚", "", actor.HallManager) // may not see personal data in full
)

// What is personal of Mei's.
const (
	MeiNumber = "99010319900615011X"
	MeiMobile = "13900990001"
)

// Citizen is somebody who applies.
func Citizen(name string) actor.Actor {
	return actor.Actor{ID: id.New().String(), Kind: actor.Citizen, Name: name}
}

// Staff is somebody who works at the centre.
func Staff(name, department string, roles ...actor.Role) actor.Actor {
	return actor.Actor{ID: id.New().String(), Kind: actor.Staff, Name: name, Department: department, Outlet: "center", Region: "990100", Roles: roles}
}

// World is casework in a small city where it is 10 February 2026, nine o'clock.
type World struct {
	*testing.T
	DB        *db.DB
	Casework  *casework.Service
	Documents *document.Service
	Keys      *crypt.Keys
	Once      *once.Keeper
	Clock     *clock.Fixed
}

// New is a fresh world on d with one item, and the tables of more. With gives casework
// what the test's own capability does for it.
func New(t *testing.T, d *db.DB, with func(*casework.Deps), more ...db.Source) World {
	t.Helper()
	return Amended(t, d, with, nil, more...)
}

// Amended is a world whose one item says something else besides, as JSON by element.
func Amended(t *testing.T, d *db.DB, with func(*casework.Deps), item map[string]any, more ...db.Source) World {
	t.Helper()
	now := clock.At(At("2026-02-10 09:00"))
	keys, err := crypt.Load(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	keeper, err := once.New(d, keys.Secret("once"))
	if err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.Open(d, now, blob.Config{Dir: t.TempDir()}, make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	forms := &forms{}
	items := catalogue.New(catalogue.Deps{DB: d, Clock: now, Forms: forms, Lint: lint.Findings, Demo: true})
	documents := document.New(d, now, blobs, document.NoScanner{})
	deps := casework.Deps{
		DB: d, Clock: now, Calendar: calendar.Default, Keys: keys, Once: keeper,
		Catalogue: items, Documents: documents, Lists: form.NewLists(nil), Notices: noticetest.New(t, d, now, keys, blobs),
		People: city{}, Licences: city{}, Departments: city{}, Informer: city{}, Colleagues: city{},
		Procedures: casework.Undrawn{}, Office: func() casework.Office {
			return casework.Office{Region: "990100", City: "YX", Outlet: "center", Demo: true}
		},
	}
	if with != nil {
		with(&deps)
	}
	s := casework.New(deps)
	forms.casework = s
	dbtest.Migrate(t, d, append([]db.Source{
		once.Migrations,
		{Name: "audit", FS: new(audit.Service).Module().Migrations},
		{Name: "blob", FS: blob.Migrations},
		{Name: "catalogue", FS: items.Module().Migrations},
		{Name: "document", FS: documents.Module().Migrations},
		{Name: "casework", FS: s.Module().Migrations},
	}, more...)...)
	cataloguetest.Publish(t, d, items, strings.NewReader(amended(item)))
	return World{t, d, s, documents, keys, keeper, now}
}

// amended is the demo catalogue with the one item, changed.
func amended(with map[string]any) string {
	if len(with) == 0 {
		return roadOnly()
	}
	var all map[string]any
	if err := json.Unmarshal([]byte(roadOnly()), &all); err != nil {
		panic(err)
	}
	item := all["items"].([]any)[0].(map[string]any)
	for key, value := range with {
		item[key] = value
	}
	text, _ := json.Marshal(all) // what was read can be written
	return string(text)
}

// roadOnly is the demo catalogue with the one item of the thread.
var roadOnly = sync.OnceValue(func() string {
	text, err := io.ReadAll(catalogue.Demo())
	if err != nil {
		panic(err)
	}
	var all map[string]any
	if err := json.Unmarshal(text, &all); err != nil {
		panic(err)
	}
	all["items"] = slices.DeleteFunc(all["items"].([]any), func(item any) bool { return item.(map[string]any)["id"] != "road-qual" })
	all["bundles"], all["guideTests"] = []any{}, []any{}
	text, _ = json.Marshal(all) // what was read can be written
	return string(text)
})

// forms answers the catalogue's questions about applying.
type forms struct{ casework *casework.Service }

func (f *forms) CheckForm(raw json.RawMessage) error { _, err := form.Parse(raw); return err }

func (f *forms) Online(item *catalogue.Item) bool { return f.casework.Online(item) }

// city plays everybody casework asks.
type city struct{}

func (city) Person(_ context.Context, account string) (casework.Person, error) {
	return casework.Person{ID: account, Name: "林晓华", IDNumber: MeiNumber, Mobile: MeiMobile, Address: "云岫市梧桐区示范路1号", Proven: true}, nil
}

func (city) Issue(_ context.Context, _ *db.Tx, o casework.LicenceOrder) (casework.IssuedLicence, error) {
	return casework.IssuedLicence{ID: "1", Number: "LIC-" + o.CaseNo[len(o.CaseNo)-4:], ValidTo: o.DecidedAt.AddDate(6, 0, 0)}, nil
}

func (city) Colleague(context.Context, string) (actor.Actor, error) {
	return actor.Actor{}, fault.New(fault.NotFound, "casework.unknown-colleague")
}

func (c city) Named(ctx context.Context, name string) (actor.Actor, error) {
	return c.Colleague(ctx, name)
}

func (city) Anybody(context.Context, string, string, actor.Role) (bool, error) { return true, nil }

func (city) Name(_ context.Context, department string) (string, error) { return department, nil }

func (city) Mark(context.Context, string) (string, error) { return "云交", nil }

func (city) Inform(context.Context, *db.Tx, id.ID, string, []string, string) error { return nil }

// At reads a moment in Shanghai.
func At(text string) time.Time {
	moment, err := time.ParseInLocation("2006-01-02 15:04", text, clock.Shanghai)
	if err != nil {
		panic(err)
	}
	return moment
}

// As is what a does.
func (w World) As(a actor.Actor) context.Context { return actor.With(w.Context(), a) }

// Arrival is the application of who for the road item, complete. Its photo is a name
// without a file, which nobody looks at.
func (w World) Arrival(who actor.Actor) casework.Arrival {
	w.Helper()
	item, err := w.Casework.Catalogue.Published(w.Context(), "road-qual")
	if err != nil {
		w.Fatal(err)
	}
	owner, err := id.Parse(who.ID)
	if err != nil {
		w.Fatal(err)
	}
	a := casework.Arrival{Application: id.New(), Owner: owner, Item: item, EDelivery: true, Submission: casework.Submission{
		Answers: catalogue.Answers{"q_mass": false, "q_exam": true},
		Values: form.Values{
			"holderName": "林晓华", "holderId": MeiNumber, "birthDate": "1990-06-15", "contactMobile": MeiMobile,
			"licenceClass": "B2", "dlNo": "990100123456",
		},
	}}
	a.Applicant, _ = city{}.Person(w.Context(), who.ID) // it always knows
	for code, source := range map[string]casework.Source{
		"M-ID": casework.ByLicence, "M-DL": casework.ByLicence, "M-EXAM": casework.ByShare, "M-SAFE": casework.ByShare, "M-PHOTO": casework.Upload,
	} {
		a.Materials = append(a.Materials, casework.Material{
			ID: id.New(), Code: code, Source: source, Reference: id.New().String(), Name: "photo.jpg", Size: 1, AddedAt: w.Clock.Now(),
		})
	}
	slices.SortFunc(a.Materials, func(x, y casework.Material) int { return strings.Compare(x.Code, y.Code) })
	return a
}

// Photo is an uploaded photo of who's; others differ by n.
func (w World) Photo(who actor.Actor, n int) document.File {
	w.Helper()
	photo := documenttest.Photo(uint64(n))
	file, err := w.Documents.Receive(w.As(who), document.Upload{Owner: who.ID, Name: "photo.jpg", Size: int64(len(photo)), Body: bytes.NewReader(photo)})
	if err != nil {
		w.Fatal(err)
	}
	w.Write(func(ctx context.Context, tx *db.Tx) error { return w.Documents.Keep(ctx, tx, file.ID) })
	return file
}

// Handed is a new case of a.
func (w World) Handed(who actor.Actor, a casework.Arrival) *casework.File {
	w.Helper()
	w.Exec(`INSERT INTO casework_application (id, owner, item_code, version_id, answers, body, version, created_at, updated_at, expires_at)
		VALUES ($1, $2, $3, $4, '{}', '{}', 1, 0, 0, 0)`, a.Application, a.Owner, a.Item.Code, a.Item.VersionID)
	h, err := w.Casework.Prepare(w.As(who), a)
	if err != nil {
		w.Fatal(err)
	}
	return w.receives(who, h)
}

// Submitted is a new case of who's.
func (w World) Submitted(who actor.Actor) *casework.File {
	w.Helper()
	return w.Handed(who, w.Arrival(who))
}

// Photographed is a new case of who's with a photo that can be looked at.
func (w World) Photographed(who actor.Actor) *casework.File {
	w.Helper()
	a := w.Arrival(who)
	a.Has("M-PHOTO").Reference = w.Photo(who, 1).ID.String()
	return w.Handed(who, a)
}

// Mended is the case after its applicant answered the correction notice with a.
func (w World) Mended(f *casework.File, a casework.Arrival) *casework.File {
	w.Helper()
	f, err := w.Casework.File(w.As(Mei), f.Case.No)
	if err != nil {
		w.Fatal(err)
	}
	a.Application = f.Case.ApplicationID
	h, err := w.Casework.PrepareCorrection(f, a)
	if err != nil {
		w.Fatal(err)
	}
	return w.receives(Mei, h)
}

// receives stores what is handed in.
func (w World) receives(who actor.Actor, h *casework.Handover) *casework.File {
	w.Helper()
	var no string
	err := w.DB.Write(w.As(who), "world", func(ctx context.Context, tx *db.Tx) (err error) {
		no, err = w.Casework.Receive(ctx, tx, h)
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	f, err := w.Casework.File(w.As(who), no)
	if err != nil {
		w.Fatal(err)
	}
	return f
}

// Inputs are what each command may be given with.
var Inputs = map[casework.Event]casework.Input{
	casework.RequestMending:  {Gaps: []casework.Gap{{Target: "material:M-PHOTO", Label: "证件照", Problem: "不是白底"}}},
	casework.FindNotNeeded:   {Reason: "不需要", LegalGround: "道路运输条例第二十二条"},
	casework.RefuseAccept:    {Reason: "不属于本机关职权范围", LegalGround: "行政许可法第三十二条", Redirect: "云山市交通运输局"},
	casework.PassStage:       {Opinion: "同意"},
	casework.ProposeDecision: {Opinion: "符合条件"},
	casework.Deny:            {Reason: "年龄超过六十周岁", LegalGround: "道路运输条例第二十二条"},
	casework.Deliver:         {Method: "electronic"},
	casework.PointOut:        {Gaps: []casework.Gap{{Target: "field:dlNo", Label: "驾驶证号", Problem: "少一位"}}},
	casework.TellHearing:     {Reason: "涉及重大利益", LegalGround: "行政许可法第四十七条"},
	casework.EnterSpecial:    {Procedure: "expert-review", Reason: "需要专家评审", LegalGround: "行政许可法第四十五条", Workdays: 10},
	casework.Suspend:         {Reason: "等待法院裁判", LegalGround: "行政诉讼法第五十六条", Workdays: 10},
	casework.Terminate:       {Reason: "申请人死亡", LegalGround: "行政许可法第七十条"},
}

// Doer is who carries a command out.
var Doer = map[casework.Event]actor.Actor{
	casework.StartPreReview: Window, casework.Accept: Window, casework.RequestMending: Window, casework.FindNotNeeded: Window,
	casework.RefuseAccept: Window, casework.Deliver: Window, casework.StartReview: Reviewer, casework.PassStage: Reviewer,
	casework.PointOut: Window, casework.TellHearing: Reviewer, casework.EnterSpecial: Reviewer, casework.Suspend: Reviewer,
	casework.ProposeDecision: Reviewer, casework.Grant: Approver, casework.Deny: Approver, casework.Terminate: Approver, casework.Withdraw: Mei,
}

// Paths lead a new case to the statuses that the item reaches.
var Paths = map[casework.Status][]casework.Event{
	casework.Submitted:     nil,
	casework.PreReview:     {casework.StartPreReview},
	casework.InCorrection:  {casework.RequestMending},
	casework.NotNeeded:     {casework.FindNotNeeded},
	casework.RefusedAccept: {casework.RefuseAccept},
	casework.Accepted:      {casework.Accept},
	casework.Reviewing:     {casework.Accept, casework.StartReview},
	casework.Special:       {casework.Accept, casework.StartReview, casework.EnterSpecial},
	casework.Suspended:     {casework.Accept, casework.StartReview, casework.Suspend},
	casework.Deciding:      {casework.Accept, casework.ProposeDecision},
	casework.Issuing:       {casework.Accept, casework.ProposeDecision, casework.Grant},
	casework.Denied:        {casework.Accept, casework.ProposeDecision, casework.Deny},
	casework.Completed:     {casework.Accept, casework.ProposeDecision, casework.Grant, casework.Deliver},
	casework.Withdrawn:     {casework.Withdraw},
	casework.Terminated:    {casework.RequestMending, casework.Terminate},
}

// Step does what must work.
func (w World) Step(who actor.Actor, f *casework.File, e casework.Event, in casework.Input) *casework.File {
	w.Helper()
	f, err := w.Casework.Step(w.As(who), f.Case.No, e, in)
	if err != nil {
		w.Fatalf("%s by %s: %v", e, who.Name, err)
	}
	return f
}

// In is a case of Mei's in a status.
func (w World) In(status casework.Status) *casework.File {
	w.Helper()
	return w.To(w.Submitted(Mei), status)
}

// To leads the new case f to a status.
func (w World) To(f *casework.File, status casework.Status) *casework.File {
	w.Helper()
	for _, e := range Paths[status] {
		f = w.Step(Doer[e], f, e, Inputs[e])
	}
	if f.Case.Status != status {
		w.Fatalf("the path to %s leads to %s", status, f.Case.Status)
	}
	return f
}

// Write stores a unit that must succeed.
func (w World) Write(unit db.Unit) {
	w.Helper()
	if err := w.DB.Write(w.Context(), "world", unit); err != nil {
		w.Fatal(err)
	}
}

// Exec carries out a statement.
func (w World) Exec(sql string, args ...any) {
	w.Helper()
	w.Write(func(ctx context.Context, tx *db.Tx) error { return tx.Send(ctx, sql, args...) })
}

// Count returns the number a query finds.
func (w World) Count(sql string, args ...any) (n int) {
	w.Helper()
	err := w.DB.Read(w.Context(), func(ctx context.Context, tx *db.Tx) error { return tx.Row(ctx, sql, args...).Scan(&n) })
	if err != nil {
		w.Fatalf("%s: %v", sql, err)
	}
	return n
}
