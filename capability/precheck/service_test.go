package precheck

import (
	"bytes"
	"context"
	"errors"
	"image"
	_ "image/jpeg"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"tongban/capability/audit"
	"tongban/capability/document"
	"tongban/capability/document/documenttest"
	"tongban/capability/form"
	"tongban/kernel/actor"
	"tongban/kernel/blob"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/job"
)

// scripted is a reader that reads what it is told to.
type scripted struct {
	mu    sync.Mutex
	off   bool
	text  Text
	err   error
	asked int
}

func (s *scripted) Ready() bool { return !s.off }

func (s *scripted) Read(_ context.Context, picture io.Reader, _ Hint) (Text, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	if _, _, err := image.DecodeConfig(picture); err != nil {
		return Text{}, err
	}
	return s.text, s.err
}

// bench is a world with files and a reader.
type bench struct {
	*testing.T
	*Service
	reader *scripted
	clock  *clock.Fixed
	d      *db.DB
}

func each(t *testing.T, body func(b bench)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { body(world(t, d)) })
}

func world(t *testing.T, d *db.DB) bench {
	t.Helper()
	now := clock.At(today)
	store, err := blob.Open(d, now, blob.Config{Dir: t.TempDir()}, make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := crypt.Load(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	documents := document.New(d, now, store, document.NoScanner{})
	dbtest.Migrate(t, d, job.Migrations, blobAnd(documents)[0], blobAnd(documents)[1], blobAnd(documents)[2], db.Source{Name: "precheck", FS: migrations})
	reader := &scripted{text: seen("姓名 林晓华", "性别 男 民族 汉", "出生 1990 年 6 月 15 日", "住址 云岫市人民路8号", "公民身份号码 "+linNumber)}
	s := New(Deps{DB: d, Clock: now, Keys: keys, Documents: documents, Reader: reader, Demo: true})
	s.patience = 50 * time.Millisecond
	documents.Subscribe(s.Forget)
	return bench{t, s, reader, now, d}
}

// blobAnd returns the tables that files need.
func blobAnd(documents *document.Service) []db.Source {
	return []db.Source{
		{Name: "audit", FS: new(audit.Service).Module().Migrations}, {Name: "blob", FS: blob.Migrations},
		{Name: "document", FS: documents.Module().Migrations},
	}
}

// as returns the context of a citizen.
func (b bench) as(account string) context.Context {
	return actor.With(b.Context(), actor.Actor{ID: account, Kind: actor.Citizen})
}

func (b bench) ok(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// upload takes in a file of owner that is kept once.
func (b bench) upload(owner string, content []byte) id.ID {
	b.Helper()
	f, err := b.Documents.Receive(b.as(owner), document.Upload{Owner: owner, Name: "a", Body: bytes.NewReader(content)})
	b.ok(err)
	b.unit(func(ctx context.Context, tx *db.Tx) error { return b.Documents.Keep(ctx, tx, f.ID) })
	return f.ID
}

func (b bench) unit(fn db.Unit) {
	b.Helper()
	b.ok(b.d.Write(b.as("mei"), "test", fn))
}

// work does the jobs that wait.
func (b bench) work() {
	b.Helper()
	b.ok(job.NewRunner(b.d, b.jobs(), nil).RunDue(b.Context()))
}

func (b bench) count(sql string) (n int) {
	b.Helper()
	b.ok(b.d.Read(b.Context(), func(ctx context.Context, tx *db.Tx) error { return tx.Row(ctx, sql).Scan(&n) }))
	return n
}

func (b bench) queued(file id.ID) id.ID {
	b.Helper()
	b.unit(func(ctx context.Context, tx *db.Tx) error { return b.Queue(ctx, tx, file) })
	return file
}

func TestAFileIsReadByAJobAndGoesWithItsReading(t *testing.T) {
	each(t, func(b bench) {
		file := b.queued(b.upload("mei", documenttest.Photo(1)))
		if _, err := b.Read(b.Context(), file); fault.KindOf(err) != fault.Unavailable {
			b.Errorf("before it was read: %v", err)
		}
		b.work()
		r, err := b.Read(b.Context(), file)
		if err != nil || len(r.Papers) != 1 || r.Papers[0].Kind != IDFront || r.File != file || len(r.Pages) != 1 || r.Pages[0].Height != 441 {
			b.Fatalf("got %+v, %v", r, err)
		}
		if number, _ := r.Papers[0].Value("person.idNumber"); number.Text != linNumber {
			b.Errorf("read %+v", r.Papers)
		}
		if b.count(`SELECT COUNT(*) FROM precheck_reading WHERE CAST(sealed AS TEXT) LIKE '%9901031990%'`) != 0 && b.d.Engine() == db.SQLite {
			b.Error("the number lies open in the database")
		}
		b.unit(func(ctx context.Context, tx *db.Tx) error { return b.Documents.Remove(ctx, tx, file) })
		if n := b.count(`SELECT COUNT(*) FROM precheck_reading`); n != 0 {
			b.Errorf("%d readings are left", n)
		}
	})
}

func TestTheSameContentOfTheSameOwnerIsReadOnce(t *testing.T) {
	b := world(t, dbtest.SQLite(t))
	b.queued(b.upload("mei", documenttest.Photo(1)))
	again := b.queued(b.upload("mei", documenttest.Photo(1)))
	b.work()
	first := b.reader.asked
	if _, err := b.Read(b.Context(), again); err != nil || first == 0 {
		t.Errorf("asked %d times, %v", first, err)
	}
	b.queued(b.upload("mei", documenttest.Photo(1)))
	b.work()
	if b.reader.asked != first {
		t.Errorf("asked %d times, then %d", first, b.reader.asked)
	}
	b.queued(b.upload("lin", documenttest.Photo(1)))
	b.work()
	if b.reader.asked == first {
		t.Error("another owner got what was read for the first")
	}
}

func TestReadingsAreDeletedAfterNinetyDays(t *testing.T) {
	each(t, func(b bench) {
		b.queued(b.upload("mei", documenttest.Photo(1)))
		b.work()
		b.clock.Set(today.Add(keptFor))
		b.ok(b.SweepOld(b.Context()))
		if n := b.count(`SELECT COUNT(*) FROM precheck_reading`); n != 1 {
			b.Errorf("%d readings on the last day", n)
		}
		b.clock.Set(today.Add(keptFor + time.Second))
		b.ok(b.SweepOld(b.Context()))
		if n := b.count(`SELECT COUNT(*) FROM precheck_reading`); n != 0 {
			b.Errorf("%d readings are left", n)
		}
	})
}

func matter(t *testing.T, values form.Values, file id.ID) Matter {
	return Matter{Item: item, Form: questions(t, "name person.name", "number person.idNumber"), Values: values, Files: []Given{{"ID", file}}}
}

func TestExamineWaitsNoLongerThanItsPatience(t *testing.T) {
	b := world(t, dbtest.SQLite(t))
	m := matter(t, form.Values{"name": "林小华", "number": linNumber}, b.upload("mei", documenttest.Photo(1)))
	found, err := b.Examine(b.as("mei"), m)
	if got := said(found); err != nil || len(got) != 1 || got[0] != "waiting" {
		t.Fatalf("while it is read: %q, %v", got, err)
	}
	b.work() // Examine has asked for the file itself
	found, err = b.Examine(b.as("mei"), m)
	if got := strings.Join(said(found), "; "); err != nil || got != "differs name ID; back-missing ID" {
		t.Errorf("afterwards: %q, %v", got, err)
	}
}

func TestSeveralFilesBeingReadAreOneNotice(t *testing.T) {
	b := world(t, dbtest.SQLite(t))
	m := matter(t, form.Values{"name": "林小华"}, b.upload("mei", documenttest.Photo(1)))
	m.Files = append(m.Files, Given{"ID", b.upload("mei", documenttest.Photo(2))})
	found, err := b.Examine(b.as("mei"), m)
	if got := said(found); err != nil || len(got) != 1 || got[0] != "waiting-several" || found[0].Args[0] != 2 {
		t.Errorf("%q %+v, %v", got, found, err)
	}
}

func TestExamineGoesOnAsSoonAsTheFileIsRead(t *testing.T) {
	b := world(t, dbtest.SQLite(t))
	b.patience = time.Minute
	runner := job.NewRunner(b.d, b.jobs(), nil)
	runner.Start(b.Context())
	defer func() { b.ok(runner.Stop(context.WithoutCancel(b.Context()))) }()
	list, err := b.Suggest(b.as("mei"), matter(t, nil, b.upload("mei", documenttest.Photo(1))))
	if err != nil || len(list) != 2 || list[0].Value != "林晓华" || list[1].Value != linNumber || list[1].Material != "ID" {
		t.Errorf("got %+v, %v", list, err)
	}
}

func TestAFileThatIsGoneIsLeftOut(t *testing.T) {
	b := world(t, dbtest.SQLite(t))
	b.queued(12345)
	b.work()
	if found, err := b.Examine(b.as("mei"), matter(t, nil, 12345)); err != nil || found != nil {
		t.Errorf("got %+v, %v", found, err)
	}
}

func TestWithoutAReaderOnlyThePictureIsLookedAt(t *testing.T) {
	b := world(t, dbtest.SQLite(t))
	b.reader.off = true
	file := b.queued(b.upload("mei", documenttest.Photo(1)))
	b.work()
	if b.Enabled() || b.reader.asked != 0 {
		t.Error("a reader that is off was asked")
	}
	m := matter(t, form.Values{"name": "林小华"}, file)
	found, err := b.Examine(b.as("mei"), m)
	if got := said(found); err != nil || len(got) != 1 || got[0] != "small ID" {
		t.Errorf("got %q, %v", got, err)
	}
	if list, err := b.Suggest(b.as("mei"), m); err != nil || list != nil {
		t.Errorf("suggested %+v, %v", list, err)
	}
	b.reader.off = false
	found, err = b.Examine(b.as("mei"), m)
	if got := said(found); err != nil || len(got) != 1 || got[0] != "waiting" {
		t.Errorf("with a reader since: %q, %v", got, err)
	}
}

func TestAPictureThatTakesTooLongIsNotTriedAgain(t *testing.T) {
	for _, err := range []error{context.DeadlineExceeded, fault.New(fault.TooLarge, "precheck.large-picture")} {
		b := world(t, dbtest.SQLite(t))
		b.reader.err = err
		file := b.queued(b.upload("mei", documenttest.Photo(1)))
		b.work()
		r, err := b.Read(b.Context(), file)
		if err != nil || len(r.Papers) != 0 || !r.Pages[0].Slow || b.count(`SELECT COUNT(*) FROM job_job`) != 0 {
			t.Errorf("got %+v, %v", r, err)
		}
	}
}

func TestAReaderOutOfOrderIsTriedAgain(t *testing.T) {
	b := world(t, dbtest.SQLite(t))
	b.reader.err = errors.New("ocr: exit status 1")
	file := b.queued(b.upload("mei", documenttest.Photo(1)))
	b.work()
	if n := b.count(`SELECT COUNT(*) FROM job_job`); n != 1 {
		t.Errorf("%d jobs wait", n)
	}
	if _, err := b.Read(b.Context(), file); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("got %v", err)
	}
}

func TestThePhotographsOfADocumentAreReadPageByPage(t *testing.T) {
	b := world(t, dbtest.SQLite(t))
	piece := func(seed uint64) document.Piece {
		return document.Piece{Name: "a.jpg", Body: bytes.NewReader(documenttest.Photo(seed))}
	}
	f, err := b.Documents.Combine(b.as("mei"), document.Upload{Owner: "mei", Name: "身份证.pdf"}, piece(1), piece(2))
	b.ok(err)
	b.queued(f.ID)
	b.work()
	r, err := b.Read(b.Context(), f.ID)
	if err != nil || len(r.Pages) != 2 || r.Pages[1].Empty || len(r.Papers) != 2 || r.Papers[1].Page != 2 {
		t.Errorf("got %+v, %v", r, err)
	}
}
