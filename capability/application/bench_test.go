package application

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
	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/catalogue/cataloguetest"
	"tongban/capability/catalogue/lint"
	"tongban/capability/document"
	"tongban/capability/document/documenttest"
	"tongban/capability/form"
	"tongban/capability/notice/noticetest"
	"tongban/capability/precheck"
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
	other    = staff("何平", "MARKET", actor.Reviewer, actor.Approver)
)

const (
	meiNumber = "99010319900615011X"
	meiMobile = "13900990001"

	sellerNumber = "990103196803229222"
)

func citizen(name string) actor.Actor {
	return actor.Actor{ID: id.New().String(), Kind: actor.Citizen, Name: name}
}

func staff(name, department string, roles ...actor.Role) actor.Actor {
	return actor.Actor{ID: id.New().String(), Kind: actor.Staff, Name: name, Department: department, Outlet: "center", Region: "990100", Roles: roles}
}

// bench is applying in a small city where it is 10 February 2026, nine o'clock.
type bench struct {
	*testing.T
	*Service
	cases *casework.Service
	items *catalogue.Service
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
	c := &city{unproven: map[string]bool{}, firms: map[string]bool{}, codes: map[string]string{}}
	desk := &desk{}
	items := catalogue.New(catalogue.Deps{DB: d, Clock: now, Forms: desk, Lint: lint.Findings, Demo: true})
	documents := document.New(d, now, blobs, document.NoScanner{})
	lists := form.NewLists(nil)
	cases := casework.New(casework.Deps{
		DB: d, Clock: now, Calendar: calendar.Default, Keys: keys, Once: keeper, Catalogue: items, Documents: documents, Lists: lists, Notices: noticetest.New(t, d, now, keys, blobs),
		People: c, Licences: c, Departments: c, Informer: c,
		Procedures: casework.Undrawn{}, Office: func() casework.Office {
			return casework.Office{Region: "990100", City: "YX", Outlet: "center", Demo: true}
		},
	})
	s := New(Deps{
		DB: d, Clock: now, Keys: keys, Once: keeper, Catalogue: items, Documents: documents, Lists: lists, Cases: cases,
		Precheck: precheck.New(precheck.Deps{DB: d, Clock: now, Keys: keys, Documents: documents, Reader: noReader{}, Demo: true}),
		People:   c, Agents: c, Codes: c, Licences: c, Registry: c,
	})
	desk.casework = cases
	dbtest.Migrate(t, d, once.Migrations, job.Migrations,
		db.Source{Name: "audit", FS: new(audit.Service).Module().Migrations},
		db.Source{Name: "blob", FS: blob.Migrations},
		db.Source{Name: "catalogue", FS: items.Module().Migrations},
		db.Source{Name: "document", FS: s.Documents.Module().Migrations},
		db.Source{Name: "casework", FS: cases.Module().Migrations},
		db.Source{Name: "precheck", FS: s.Precheck.Module().Migrations}, db.Source{Name: "application", FS: migrations})
	cataloguetest.Publish(t, d, items, strings.NewReader(roadOnly()))
	return bench{t, s, cases, items, now, c}
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
type desk struct{ casework *casework.Service }

func (d *desk) CheckForm(raw json.RawMessage) error { _, err := form.Parse(raw); return err }

func (d *desk) Online(item *catalogue.Item) bool { return d.casework.Online(item) }

// city plays everybody casework asks.
type city struct {
	mu       sync.Mutex
	unproven map[string]bool // accounts whose identity is not verified
	firms    map[string]bool // accounts of firms
	codes    map[string]string
	noMobile bool     // the register knows nobody's
	told     []string // keys of messages to applicants
	used     []string // what was done for others
	revoked  bool     // the licences, a moment ago
	papers   []string // case and licences that stood for papers
	issued   int
	silent   string // the resource that has no record
	failing  string // the resource that does not answer
}

func (c *city) Person(_ context.Context, account string) (casework.Person, error) {
	if c.firms[account] {
		return casework.Person{ID: account, Name: firmName, Firm: true, IDNumber: "91990100MA00000013", Proven: true}, nil
	}
	p := casework.Person{ID: account, Name: "林晓华", IDNumber: meiNumber, Mobile: meiMobile, Address: "云岫市梧桐区示范路1号"}
	if account == seller.ID {
		p.Name, p.IDNumber = seller.Name, sellerNumber
	}
	p.Proven = !c.unproven[account]
	return p, nil
}

// firm is a firm of the bench.
const firmName = "云岫示范餐饮有限公司"

func (c *city) Elements(_ context.Context, account string) (map[string]any, error) {
	if c.firms[account] {
		return map[string]any{"org.name": firmName, "org.uscc": "91990100MA00000013", "legalRep.name": "林晓华"}, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	mobile := meiMobile
	if c.noMobile {
		mobile = ""
	}
	return map[string]any{
		"person.name": "林晓华", "person.idNumber": meiNumber, "person.mobile": mobile,
		"person.address": form.Values{"region": "990102", "detail": "示范路1号"},
	}, nil
}

func (c *city) Used(_ context.Context, _ *db.Tx, by actor.Actor, what, subject string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if by.Acting() {
		c.used = append(c.used, what+" "+subject)
	}
	return nil
}

func (c *city) SendCode(_ context.Context, account string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.codes[account] = theCode
	return nil
}

// theCode is the code everybody is sent.
const theCode = "246810"

func (c *city) CheckCode(_ context.Context, account, code string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.codes[account] != code {
		return fault.InvalidFields([]fault.Field{{Name: "code", Key: "application.sign.code-missing"}})
	}
	delete(c.codes, account)
	return nil
}

func (c *city) Permit(context.Context, *db.Tx, []string, LicenceUse) error { return nil }

// Use refuses what was taken away.
func (c *city) Use(_ context.Context, _ *db.Tx, ids []string, use LicenceUse) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.revoked {
		return fault.New(fault.Conflict, "licence.use.revoked")
	}
	c.papers = append(c.papers, use.CaseNo+" "+strings.Join(ids, " "))
	return nil
}

func (c *city) Held(context.Context, string, id.ID) ([]HeldLicence, error) {
	return []HeldLicence{
		{Type: "居民身份证", ID: "1.2.156.3005.2.A"},
		{Type: "机动车驾驶证", ID: "1.2.156.3005.2.B", Values: map[string]string{"driving.class": "B2", "driving.fileNumber": "990100123456"}},
	}, nil
}

func (c *city) Issue(_ context.Context, _ *db.Tx, o casework.LicenceOrder) (casework.IssuedLicence, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.issued++
	return casework.IssuedLicence{ID: "1", Number: "LIC-" + o.CaseNo[len(o.CaseNo)-4:], ValidTo: o.DecidedAt.AddDate(6, 0, 0)}, nil
}

func (c *city) Name(_ context.Context, department string) (string, error) { return department, nil }

func (c *city) Mark(context.Context, string) (string, error) { return "云交", nil }

func (c *city) Ask(_ context.Context, resource string, _ casework.Person) (SharedRecord, error) {
	if resource == c.failing {
		return SharedRecord{}, fault.New(fault.Unavailable, "application.no-exchange")
	}
	return SharedRecord{Found: resource != c.silent, Source: resource}, nil
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

// draft begins an application in which nothing but the photo is missing.
func (b bench) draft(who actor.Actor) *Work {
	b.Helper()
	w, err := b.Begin(b.as(who), "road-qual", catalogue.Answers{"q_mass": false, "q_exam": true}, true)
	if err != nil {
		b.Fatal(err)
	}
	return w
}

// photo uploads the photo.
func (b bench) photo(who actor.Actor, w *Work) *Work {
	b.Helper()
	return b.photoAs(who, w, "M-PHOTO")
}

func (b bench) photoAs(who actor.Actor, w *Work, code string) *Work {
	b.Helper()
	return b.attached(who, w, code, documenttest.Photo(1))
}

// attached uploads a picture, and has it looked at as the job would.
func (b bench) attached(who actor.Actor, w *Work, code string, photo []byte) *Work {
	b.Helper()
	w, err := b.Attach(b.as(who), w.ID, code, "photo.jpg", int64(len(photo)), bytes.NewReader(photo))
	if err != nil {
		b.Fatal(err)
	}
	payload := json.RawMessage(`{"file":"` + w.Has(code).Reference + `"}`)
	for _, handler := range b.Precheck.Module().Jobs {
		if err := handler.Run(b.Context(), payload); err != nil {
			b.Fatal(err)
		}
	}
	return w
}

// mended is the case after its applicant did what the correction notice asks.
func (b bench) mended(f *casework.File) *casework.File {
	b.Helper()
	photo := documenttest.Photo(2)
	if _, err := b.Attach(b.as(mei), f.Case.ApplicationID, "M-PHOTO", "white.jpg", int64(len(photo)), bytes.NewReader(photo)); err != nil {
		b.Fatal(err)
	}
	f, err := b.Correct(b.as(mei), f.Case.No)
	if err != nil {
		b.Fatal(err)
	}
	return f
}

// ready is a draft that can be submitted.
func (b bench) ready(who actor.Actor) *Work {
	b.Helper()
	return b.photo(who, b.draft(who))
}

// submitted is a new case of who's.
func (b bench) submitted(who actor.Actor) *casework.File {
	b.Helper()
	return b.handIn(who, b.ready(who))
}

// handIn hands w in in the person's session and returns the case it becomes.
func (b bench) handIn(who actor.Actor, w *Work) *casework.File {
	b.Helper()
	return b.handInSigned(who, w, nil)
}

func (b bench) handInSigned(who actor.Actor, w *Work, signing *Signing) *casework.File {
	b.Helper()
	c, err := b.Submit(b.as(who), w.ID, signing)
	if err != nil {
		b.Fatal(err)
	}
	f, err := b.cases.File(b.as(who), c.No)
	if err != nil {
		b.Fatal(err)
	}
	return f
}

// step does what must work.
func (b bench) step(who actor.Actor, f *casework.File, e casework.Event, in casework.Input) *casework.File {
	b.Helper()
	f, err := b.cases.Step(b.as(who), f.Case.No, e, in)
	if err != nil {
		b.Fatalf("%s by %s: %v", e, who.Name, err)
	}
	return f
}

// inputs are what each command may be given with.
var inputs = map[casework.Event]casework.Input{
	casework.RequestMending:  {Gaps: []casework.Gap{{Target: "material:M-PHOTO", Label: "证件照", Problem: "不是白底"}}},
	casework.FindNotNeeded:   {Reason: "不需要", LegalGround: "道路运输条例第二十二条"},
	casework.RefuseAccept:    {Reason: "不属于本机关职权", LegalGround: "行政许可法第三十二条", Redirect: "云山市交通运输局"},
	casework.PassStage:       {Opinion: "同意"},
	casework.ProposeDecision: {Opinion: "符合条件"},
	casework.Deny:            {Reason: "年龄超过六十周岁", LegalGround: "道路运输条例第二十二条"},
	casework.Deliver:         {Method: "electronic"},
	casework.Terminate:       {Reason: "申请人死亡", LegalGround: "行政许可法第七十条"},
}

// doer is who carries a command out.
var doer = map[casework.Event]actor.Actor{
	casework.StartPreReview: window, casework.Accept: window, casework.RequestMending: window, casework.FindNotNeeded: window, casework.RefuseAccept: window, casework.Deliver: window,
	casework.StartReview: reviewer, casework.PassStage: reviewer, casework.ProposeDecision: reviewer,
	casework.Grant: approver, casework.Deny: approver, casework.Terminate: approver, casework.Withdraw: mei,
}

// paths lead a new case to each status that today's items reach.
var paths = map[casework.Status][]casework.Event{
	casework.Submitted:     nil,
	casework.PreReview:     {casework.StartPreReview},
	casework.InCorrection:  {casework.RequestMending},
	casework.NotNeeded:     {casework.FindNotNeeded},
	casework.RefusedAccept: {casework.RefuseAccept},
	casework.Accepted:      {casework.Accept},
	casework.Reviewing:     {casework.Accept, casework.StartReview},
	casework.Deciding:      {casework.Accept, casework.ProposeDecision},
	casework.Issuing:       {casework.Accept, casework.ProposeDecision, casework.Grant},
	casework.Denied:        {casework.Accept, casework.ProposeDecision, casework.Deny},
	casework.Completed:     {casework.Accept, casework.ProposeDecision, casework.Grant, casework.Deliver},
	casework.Withdrawn:     {casework.Withdraw},
	casework.Terminated:    {casework.RequestMending, casework.Terminate},
}

// in is a case of mei's in a status.
func (b bench) in(status casework.Status) *casework.File {
	b.Helper()
	f := b.submitted(mei)
	for _, e := range paths[status] {
		f = b.step(doer[e], f, e, inputs[e])
	}
	if f.Case.Status != status {
		b.Fatalf("the path to %s leads to %s", status, f.Case.Status)
	}
	return f
}

// file reads a case as its applicant.
func (b bench) file(f *casework.File) *casework.File {
	b.Helper()
	f, err := b.cases.File(b.as(mei), f.Case.No)
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

// noReader reads no pictures: what is noticed comes from the answers alone.
type noReader struct{}

func (noReader) Ready() bool { return false }

func (noReader) Read(context.Context, io.Reader, precheck.Hint) (precheck.Text, error) {
	return precheck.Text{}, fault.New(fault.Unavailable, "application.no-exchange")
}
