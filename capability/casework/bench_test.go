package casework

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tongban/capability/audit"
	"tongban/capability/catalogue"
	"tongban/capability/catalogue/cataloguetest"
	"tongban/capability/catalogue/lint"
	"tongban/capability/document"
	"tongban/capability/document/documenttest"
	"tongban/capability/form"
	"tongban/capability/notice/noticetest"
	"tongban/capability/workflow"
	"tongban/kernel/actor"
	"tongban/kernel/blob"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/job"
	"tongban/kernel/once"
)

// The people of the bench.
var (
	mei      = citizen("林晓华")
	stranger = citizen("吴敏")
	window   = staff("陈静", "", actor.Window)
	window2  = staff("周洁", "", actor.Window)
	reviewer = staff("赵磊", "TRANS", actor.Reviewer)
	approver = staff("孙涛", "TRANS", actor.Approver)
	head     = staff("郑敏", "TRANS", actor.Head)
	operator = staff("高明", "", actor.SystemAdmin)
	other    = staff("何平", "MARKET", actor.Reviewer, actor.Approver)
)

const (
	meiNumber = "99010319900615011X"
	meiMobile = "13900990001"
)

func citizen(name string) actor.Actor {
	return actor.Actor{ID: id.New().String(), Kind: actor.Citizen, Name: name}
}

func staff(name, department string, roles ...actor.Role) actor.Actor {
	return actor.Actor{ID: id.New().String(), Kind: actor.Staff, Name: name, Department: department, Outlet: "center", Region: "990100", Roles: roles}
}

// bench is casework in a small city where it is 10 February 2026, nine o'clock.
type bench struct {
	*testing.T
	*Service
	clock *clock.Fixed
	city  *city
}

// each runs body on fresh worlds, one per engine.
func each(t *testing.T, body func(b bench)) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { body(world(t, d)) })
}

func world(t *testing.T, d *db.DB) bench {
	t.Helper()
	now := clock.At(at("2026-02-10 09:00"))
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
	c := &city{unproven: map[string]bool{}, staff: map[string]actor.Actor{}}
	desk := &desk{}
	items := catalogue.New(catalogue.Deps{DB: d, Clock: now, Forms: desk, Lint: lint.Findings, Demo: true})
	s := New(Deps{
		DB: d, Clock: now, Calendar: calendar.Default, Keys: keys, Once: keeper,
		Catalogue: items, Documents: document.New(d, now, blobs, document.NoScanner{}), Lists: form.NewLists(nil), Notices: noticetest.New(t, d, now, keys, blobs),
		People: c, Licences: c, Departments: c, Informer: c, Post: c, Colleagues: c,
		Procedures: c, Office: func() Office { return Office{Region: "990100", City: "YX", Outlet: "center", Demo: true} },
	})
	desk.casework = s
	dbtest.Migrate(t, d, once.Migrations, job.Migrations,
		db.Source{Name: "audit", FS: new(audit.Service).Module().Migrations},
		db.Source{Name: "blob", FS: blob.Migrations},
		db.Source{Name: "catalogue", FS: items.Module().Migrations},
		db.Source{Name: "document", FS: s.Documents.Module().Migrations},
		db.Source{Name: "casework", FS: migrations})
	cataloguetest.Publish(t, d, items, strings.NewReader(roadOnly()))
	return bench{t, s, now, c}
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

// desk answers the catalogue's questions about applying.
type desk struct{ casework *Service }

func (d *desk) CheckForm(raw json.RawMessage) error { _, err := form.Parse(raw); return err }

func (d *desk) Online(item *catalogue.Item) bool { return d.casework.Online(item) }

// city plays everybody casework asks.
type city struct {
	mu       sync.Mutex
	unproven map[string]bool // accounts whose identity is not verified
	told     []string        // keys of messages to applicants
	issued   int
	silent   string // the resource that has no record
	failing  string // the resource that does not answer

	staff map[string]actor.Actor // who is at work besides the usual
	posts []Parcel

	drawing *workflow.Definition // of the item's process, nil if nobody has drawn one
	before  *workflow.Definition // the version that drawing has taken the place of
	redrawn *workflow.Definition // the version that running cases are moved to
	absent  string               // department where nobody is at work
	gone    string               // account that was closed
}

// later8 is the version of the process that was drawn after the first.
const later8 = id.ID(8)

func (c *city) Current(context.Context, string) (id.ID, error) {
	switch {
	case c.drawing == nil:
		return 0, nil
	case c.before != nil:
		return 8, nil
	}
	return 7, nil
}

func (c *city) Definition(_ context.Context, version id.ID) (*workflow.Definition, error) {
	switch {
	case version == 7 && c.before != nil:
		return c.before, nil
	case version == later8 && c.redrawn != nil:
		return c.redrawn, nil
	}
	if c.drawing == nil {
		return nil, fault.New(fault.NotFound, "procedure.unknown")
	}
	return c.drawing, nil
}

func (c *city) Anybody(_ context.Context, department, _ string, _ actor.Role) (bool, error) {
	return department != c.absent, nil
}

func (c *city) Person(_ context.Context, account string) (Person, error) {
	p := Person{ID: account, Name: "林晓华", IDNumber: meiNumber, Mobile: meiMobile, Address: "云岫市梧桐区示范路1号"}
	p.Proven = !c.unproven[account]
	return p, nil
}

func (c *city) Issue(_ context.Context, _ *db.Tx, o LicenceOrder) (IssuedLicence, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.issued++
	return IssuedLicence{ID: "1", Number: "LIC-" + o.CaseNo[len(o.CaseNo)-4:], ValidTo: o.DecidedAt.AddDate(6, 0, 0)}, nil
}

func (c *city) Send(_ context.Context, _ *db.Tx, p Parcel) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.posts = append(c.posts, p)
	return fmt.Sprintf("EMS%06d", len(c.posts)), nil
}

func (c *city) Colleague(_ context.Context, account string) (actor.Actor, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, a := range []actor.Actor{window, window2, reviewer, approver, head, other, c.staff[account]} {
		if a.ID == account && account != "" && account != c.gone {
			return a, nil
		}
	}
	return actor.Actor{}, fault.New(fault.NotFound, "casework.unknown-colleague")
}

// Named knows colleagues by their names, too.
func (c *city) Named(ctx context.Context, name string) (actor.Actor, error) {
	for _, a := range []actor.Actor{reviewer, reviewer2, approver, market} {
		if a.Name == name {
			return c.Colleague(ctx, a.ID)
		}
	}
	return c.Colleague(ctx, name)
}

func (c *city) Name(_ context.Context, department string) (string, error) { return department, nil }

// Mark knows departments by codes in capital letters.
func (c *city) Mark(_ context.Context, department string) (string, error) {
	if strings.Trim(department, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return "", fault.New(fault.NotFound, "place.department-unknown")
	}
	return "云交", nil
}

func (c *city) Inform(_ context.Context, _ *db.Tx, _ id.ID, key string, _ []string, _ string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.told = append(c.told, key)
	return nil
}

// at reads a moment in Shanghai.
func at(text string) time.Time {
	moment, err := time.ParseInLocation("2006-01-02 15:04", text, clock.Shanghai)
	if err != nil {
		panic(err)
	}
	return moment
}

func (b bench) as(a actor.Actor) context.Context { return actor.With(b.Context(), a) }

// arrival is the application of who for the road item, complete. Its photo is a name
// without a file, which nobody looks at.
func (b bench) arrival(who actor.Actor, application id.ID) Arrival {
	b.Helper()
	item, err := b.Catalogue.Published(b.Context(), "road-qual")
	if err != nil {
		b.Fatal(err)
	}
	a := Arrival{Application: application, Owner: idOf(who.ID), Item: item, EDelivery: true, Submission: Submission{
		Answers: catalogue.Answers{"q_mass": false, "q_exam": true},
		Values: form.Values{
			"holderName": "林晓华", "holderId": meiNumber, "birthDate": "1990-06-15", "contactMobile": meiMobile,
			"licenceClass": "B2", "dlNo": "990100123456",
		},
	}}
	a.Applicant, _ = b.city.Person(b.Context(), who.ID) // it always knows
	for code, source := range map[string]Source{"M-ID": ByLicence, "M-DL": ByLicence, "M-EXAM": ByShare, "M-SAFE": ByShare, "M-PHOTO": Upload} {
		m := Material{ID: id.New(), Code: code, Source: source, Reference: id.New().String(), Name: "photo.jpg", Size: 1, AddedAt: b.clock.Now()}
		a.Materials = append(a.Materials, m)
	}
	slices.SortFunc(a.Materials, func(x, y Material) int { return strings.Compare(x.Code, y.Code) })
	return a
}

// receives stores what is handed in.
func (b bench) receives(who actor.Actor, h *Handover) *File {
	b.Helper()
	var no string
	err := b.DB.Write(b.as(who), "bench", func(ctx context.Context, tx *db.Tx) (err error) {
		no, err = b.Receive(ctx, tx, h)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	f, err := b.File(b.as(who), no)
	if err != nil {
		b.Fatal(err)
	}
	return f
}

// handed is a new case of a.
func (b bench) handed(who actor.Actor, a Arrival) *File {
	b.Helper()
	b.exec(`INSERT INTO casework_application (id, owner, item_code, version_id, answers, body, version, created_at, updated_at, expires_at)
		VALUES ($1, $2, $3, $4, '{}', '{}', 1, 0, 0, 0)`, a.Application, a.Owner, a.Item.Code, a.Item.VersionID)
	h, err := b.Prepare(b.as(who), a)
	if err != nil {
		b.Fatal(err)
	}
	return b.receives(who, h)
}

// submitted is a new case of who's.
func (b bench) submitted(who actor.Actor) *File {
	b.Helper()
	return b.handed(who, b.arrival(who, id.New()))
}

// photographed is a new case of who's with a photo that can be looked at.
func (b bench) photographed(who actor.Actor) *File {
	b.Helper()
	a := b.arrival(who, id.New())
	photo := documenttest.Photo(1)
	file, err := b.Documents.Receive(b.as(who), document.Upload{Owner: who.ID, Name: "photo.jpg", Size: int64(len(photo)), Body: bytes.NewReader(photo)})
	if err != nil {
		b.Fatal(err)
	}
	b.write(func(ctx context.Context, tx *db.Tx) error { return b.Documents.Keep(ctx, tx, file.ID) })
	a.Has("M-PHOTO").Reference = file.ID.String()
	return b.handed(who, a)
}

// mended is the case after its applicant did what the correction notice asks.
func (b bench) mended(f *File) *File {
	b.Helper()
	h, err := b.PrepareCorrection(f, b.arrival(mei, f.Case.ApplicationID))
	if err != nil {
		b.Fatal(err)
	}
	return b.receives(mei, h)
}

// step does what must work.
func (b bench) step(who actor.Actor, f *File, e Event, in Input) *File {
	b.Helper()
	f, err := b.Step(b.as(who), f.Case.No, e, in)
	if err != nil {
		b.Fatalf("%s by %s: %v", e, who.Name, err)
	}
	return f
}

// inputs are what each command may be given with.
var inputs = map[Event]Input{
	RequestMending:  {Gaps: []Gap{{Target: "material:M-PHOTO", Label: "证件照", Problem: "不是白底"}}},
	FindNotNeeded:   {Reason: "不需要", LegalGround: "道路运输条例第二十二条"},
	RefuseAccept:    {Reason: "不属于本机关职权", LegalGround: "行政许可法第三十二条", Redirect: "云山市交通运输局"},
	PassStage:       {Opinion: "同意"},
	ProposeDecision: {Opinion: "符合条件"},
	Deny:            {Reason: "年龄超过六十周岁", LegalGround: "道路运输条例第二十二条"},
	Deliver:         {Method: "electronic"},
	GrantAtOnce:     {Method: "electronic"},
	PointOut:        {Gaps: []Gap{{Target: "field:dlNo", Label: "驾驶证号", Problem: "少一位"}}},
	TellHearing:     {Reason: "涉及重大利益", LegalGround: "行政许可法第四十七条"},
	EnterSpecial:    {Procedure: "expert-review", Reason: "需要专家评审", LegalGround: "行政许可法第四十五条", Workdays: 10},
	LeaveSpecial:    {Result: "评审通过"},
	Suspend:         {Reason: "等待法院裁判", LegalGround: "行政诉讼法第五十六条", Workdays: 10},
	Extend:          {Reason: "情况复杂"},
	RaiseIncident:   {Reason: "受理后发现少一份材料"},
	Terminate:       {Reason: "申请人死亡", LegalGround: "行政许可法第七十条"},
}

// doer is who carries a command out.
var doer = map[Event]actor.Actor{
	StartPreReview: window, Accept: window, RequestMending: window, FindNotNeeded: window, RefuseAccept: window, Deliver: window,
	StartReview: reviewer, PassStage: reviewer, ProposeDecision: reviewer,
	Grant: approver, Deny: approver, Terminate: approver, Withdraw: mei,
	PointOut: window, TellHearing: reviewer, EnterSpecial: reviewer, SetHearing: reviewer, LeaveSpecial: reviewer,
	Suspend: reviewer, Resume: reviewer, Extend: head, RaiseIncident: reviewer, RequestHearing: mei, GrantAtOnce: window,
}

// paths lead a new case to each status that today's items reach.
var paths = map[Status][]Event{
	Submitted:     nil,
	PreReview:     {StartPreReview},
	InCorrection:  {RequestMending},
	NotNeeded:     {FindNotNeeded},
	RefusedAccept: {RefuseAccept},
	Accepted:      {Accept},
	Reviewing:     {Accept, StartReview},
	Special:       {Accept, StartReview, EnterSpecial},
	Suspended:     {Accept, StartReview, Suspend},
	Deciding:      {Accept, ProposeDecision},
	Approved:      {Accept, ProposeDecision, Grant}, // of an item without an e-licence
	Issuing:       {Accept, ProposeDecision, Grant},
	Denied:        {Accept, ProposeDecision, Deny},
	Completed:     {Accept, ProposeDecision, Grant, Deliver},
	Withdrawn:     {Withdraw},
	Terminated:    {RequestMending, Terminate},
}

// in is a case of mei's in a status.
func (b bench) in(status Status) *File {
	b.Helper()
	f := b.submitted(mei)
	if status == Approved {
		f = b.of(onPaper, b.clock.Now().Format("2006-01-02 15:04"))
	}
	for _, e := range paths[status] {
		f = b.step(doer[e], f, e, inputs[e])
	}
	if f.Case.Status != status {
		b.Fatalf("the path to %s leads to %s", status, f.Case.Status)
	}
	return f
}

// file reads a case as its applicant.
func (b bench) file(f *File) *File {
	b.Helper()
	f, err := b.File(b.as(mei), f.Case.No)
	if err != nil {
		b.Fatal(err)
	}
	return f
}

func (b bench) write(unit db.Unit) {
	b.Helper()
	if err := b.DB.Write(b.Context(), "bench", unit); err != nil {
		b.Fatal(err)
	}
}

func (b bench) exec(sql string, args ...any) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) error { return tx.Send(ctx, sql, args...) })
}

func (b bench) count(sql string, args ...any) (n int) {
	b.Helper()
	err := b.DB.Read(b.Context(), func(ctx context.Context, tx *db.Tx) error { return tx.Row(ctx, sql, args...).Scan(&n) })
	if err != nil {
		b.Fatalf("%s: %v", sql, err)
	}
	return n
}

// wants fails unless err is the fault with the key.
func (b bench) wants(err error, kind fault.Kind, key string) {
	b.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind || f.Key != key {
		b.Errorf("want %s, got %v", key, err)
	}
}

// events lists what has happened to a case.
func (f *File) happened() string {
	var events []string
	for _, r := range f.Records {
		events = append(events, string(r.Event))
	}
	return strings.Join(events, " ")
}

// together runs n calls at once and returns their errors.
func together(n int, call func(i int) error) []error {
	errs := make([]error, n)
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			<-start
			errs[i] = call(i)
		})
	}
	close(start)
	wg.Wait()
	return errs
}

func name(i int) string { return fmt.Sprintf("申请人%d", i) }
