package document

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"tongban/capability/document/documenttest"
	"tongban/capability/document/pdf"
	"tongban/kernel/actor"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// begin announces content for mei.
func (b bench) begin(name string, content []byte) Transfer {
	b.Helper()
	t, err := b.Begin(b.as("mei"), name, int64(len(content)))
	if err != nil {
		b.Fatal(err)
	}
	return t
}

// send brings a whole content in pieces of size.
func (b bench) send(name string, content []byte, size int) Transfer {
	b.Helper()
	t := b.begin(name, content)
	for !t.Whole() {
		var err error
		rest := content[t.Received:]
		if t, err = b.Append(b.as("mei"), t.ID, t.Received, bytes.NewReader(rest[:min(size, len(rest))])); err != nil {
			b.Fatal(err)
		}
	}
	return t
}

func TestAFileComesInPieces(t *testing.T) {
	each(t, func(b bench) {
		scan := documenttest.PDF(40)
		sent := b.send("执照.pdf", scan, 3000)
		f, err := b.Finish(b.as("mei"), Upload{Owner: "mei"}, sent.ID)
		if err != nil || f.Name != "执照.pdf" || f.Pages != 40 || !bytes.Equal(b.read(b.Open, b.as("mei"), f.ID), scan) {
			b.Fatalf("got %+v, %v", f, err)
		}
		again, err := b.Finish(b.as("mei"), Upload{Owner: "mei"}, sent.ID)
		if err != nil || again.ID != f.ID {
			b.Errorf("finished again it is %v, %v, want %v", again.ID, err, f.ID)
		}
		other, err := b.Finish(b.as("mei"), Upload{Owner: "mei", Limits: Limits{MaxPages: 50}}, sent.ID)
		if err != nil || other.ID == f.ID {
			b.Errorf("asked for otherwise it is %v, %v", other.ID, err)
		}
		if _, err := b.Get(b.Context(), f.ID); keyOf(err) != "document.unknown" {
			b.Errorf("what nobody kept is still there: %v", err)
		}
	})
}

func TestAnInterruptedPieceIsGoneOnWith(t *testing.T) {
	each(t, func(b bench) {
		scan := documenttest.PDF(9)
		begun := b.begin("a.pdf", scan)
		cut := io.MultiReader(bytes.NewReader(scan[:1000]), iotest.ErrReader(io.ErrUnexpectedEOF))
		ctx, gone := context.WithCancel(b.as("mei"))
		got, err := b.Append(ctx, begun.ID, 0, iotest.DataErrReader(cut))
		gone()
		if keyOf(err) != "document.interrupted" || got.Received != 1000 {
			b.Fatalf("got %+v, %v", got, err)
		}
		if now, err := b.Transfer(b.as("mei"), begun.ID); err != nil || now.Received != 1000 {
			b.Fatalf("it stands at %+v, %v", now, err)
		}
		if got, err = b.Append(b.as("mei"), begun.ID, 1000, bytes.NewReader(scan[1000:])); err != nil || !got.Whole() {
			b.Fatalf("got %+v, %v", got, err)
		}
		f, err := b.Finish(b.as("mei"), Upload{Owner: "mei"}, begun.ID)
		if err != nil || !bytes.Equal(b.read(b.Open, b.as("mei"), f.ID), scan) {
			b.Errorf("got %+v, %v", f, err)
		}
	})
}

func TestAPieceSentTwiceDoesNoHarm(t *testing.T) {
	each(t, func(b bench) {
		scan := documenttest.PDF(9)
		begun := b.begin("a.pdf", scan)
		if _, err := b.Append(b.as("mei"), begun.ID, 0, bytes.NewReader(scan[:700])); err != nil {
			b.Fatal(err)
		}
		for _, offset := range []int64{0, 699, 701, int64(len(scan)), -1, 1 << 60} {
			got, err := b.Append(b.as("mei"), begun.ID, offset, bytes.NewReader(scan[:700]))
			if fault.KindOf(err) != fault.Conflict || got.Received != 700 {
				b.Errorf("at %d: got %+v, %v", offset, got, err)
			}
		}
	})
}

func TestTwoTabsSendOnePiece(t *testing.T) {
	each(t, func(b bench) {
		scan := documenttest.PDF(9)
		begun := b.begin("a.pdf", scan)
		var tabs sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			tabs.Go(func() { _, errs[i] = b.Append(b.as("mei"), begun.ID, 0, bytes.NewReader(scan)) })
		}
		tabs.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if fault.KindOf(err) != fault.Conflict {
				b.Errorf("a tab is told %v", err)
			}
		}
		if won != 1 {
			b.Errorf("%d tabs have sent it, want 1", won)
		}
		if n := b.count(`SELECT COUNT(*) FROM document_chunk`); n != 1 {
			b.Errorf("%d pieces", n)
		}
	})
}

func TestMoreThanWasAnnouncedIsRefused(t *testing.T) {
	each(t, func(b bench) {
		begun := b.begin("a.jpg", make([]byte, 100))
		got, err := b.Append(b.as("mei"), begun.ID, 0, bytes.NewReader(make([]byte, 101)))
		if fault.KindOf(err) != fault.TooLarge || got.Received != 0 {
			b.Errorf("got %+v, %v", got, err)
		}
		_, err = b.Finish(b.as("mei"), Upload{Owner: "mei"}, begun.ID)
		if keyOf(err) != "document.upload.unfinished" {
			b.Errorf("finished early: %v", err)
		}
		for size, want := range map[int64]string{0: "document.empty", -1: "document.empty", MaxBytes + 1: "document.large"} {
			if _, err := b.Begin(b.as("mei"), "a.jpg", size); keyOf(err) != want {
				b.Errorf("%d bytes: got %v", size, err)
			}
		}
	})
}

func TestAnothersTransferIsUnknown(t *testing.T) {
	each(t, func(b bench) {
		photo := documenttest.Photo(1)
		mine, unknown := b.send("a.jpg", photo, 1<<20), id.New()
		for _, transfer := range []id.ID{mine.ID, unknown} {
			ctx := b.as("li")
			_, finding := b.Transfer(ctx, transfer)
			_, sending := b.Append(ctx, transfer, 0, bytes.NewReader(photo))
			_, finishing := b.Finish(ctx, Upload{Owner: "li"}, transfer)
			for what, err := range map[string]error{"find": finding, "send": sending, "finish": finishing, "discard": b.Discard(ctx, transfer)} {
				if keyOf(err) != "document.upload.unknown" || fault.KindOf(err) != fault.NotFound {
					b.Errorf("%s: got %v", what, err)
				}
			}
		}
		if _, err := b.Finish(b.as("mei"), Upload{Owner: "mei"}, mine.ID); err != nil {
			b.Errorf("the owner is told %v", err)
		}
	})
}

func TestSeveralPhotographsBecomeOneDocument(t *testing.T) {
	each(t, func(b bench) {
		var list []id.ID
		for i := range 3 {
			list = append(list, b.send("第页.jpg", documenttest.WithEXIF(documenttest.Photo(uint64(i)), 6), 1<<20).ID)
		}
		f, err := b.Finish(b.as("mei"), Upload{Owner: "mei", Name: "房产证.pdf", Limits: Limits{MaxBytes: 60 << 10}}, list...)
		if err != nil || f.Name != "房产证.pdf" || f.MediaType != PDF || f.Pages != 3 || f.Size > 60<<10 {
			b.Fatalf("got %+v, %v", f, err)
		}
		whole := b.read(b.Open, b.as("mei"), f.ID)
		d, err := pdf.Read(whole)
		if err != nil || d.Pages() != 3 || bytes.Contains(whole, []byte("GPS")) {
			b.Errorf("got %d bytes, %v", len(whole), err)
		}
		_, err = b.Finish(b.as("mei"), Upload{Owner: "mei", Limits: Limits{Accept: []string{"jpg"}}}, list...)
		if keyOf(err) != "document.one" {
			b.Errorf("where one photo goes: %v", err)
		}
		_, err = b.Finish(b.as("mei"), Upload{Owner: "mei", Limits: Limits{MaxPages: 2}}, list...)
		if keyOf(err) != "document.many" {
			b.Errorf("where two pages go: %v", err)
		}
	})
}

func TestOneBadPhotographLosesNoOther(t *testing.T) {
	each(t, func(b bench) {
		good, bad := b.send("1.jpg", documenttest.Photo(1), 1<<20), b.send("2.jpg", documenttest.Truncated(), 1<<20)
		_, err := b.Finish(b.as("mei"), Upload{Owner: "mei"}, good.ID, bad.ID)
		f, ok := fault.As(err)
		if !ok || f.Key != "document.piece" || f.Args[0] != 2 || f.Args[1] != "2" {
			b.Fatalf("got %+v", f)
		}
		if err := b.Discard(b.as("mei"), bad.ID); err != nil {
			b.Fatal(err)
		}
		if f, err := b.Finish(b.as("mei"), Upload{Owner: "mei"}, good.ID); err != nil || f.MediaType != JPEG {
			b.Errorf("the good one alone: %+v, %v", f, err)
		}
	})
}

func TestTransfersAreBounded(t *testing.T) {
	each(t, func(b bench) {
		for range maxOpen {
			b.begin("a.jpg", []byte("x"))
		}
		if _, err := b.Begin(b.as("mei"), "a.jpg", 1); keyOf(err) != "document.upload.many" || fault.KindOf(err) != fault.TooMany {
			b.Errorf("one too many: %v", err)
		}
		if _, err := b.Begin(b.as("li"), "a.jpg", 1); err != nil {
			b.Errorf("somebody else: %v", err)
		}
		b.clock.Set(b.clock.Now().Add(transferLife + time.Minute))
		if err := b.SweepTransfers(b.Context()); err != nil {
			b.Fatal(err)
		}
		for range maxOpenBytes / MaxBytes {
			if _, err := b.Begin(b.as("mei"), "a.jpg", MaxBytes); err != nil {
				b.Fatal(err)
			}
		}
		if _, err := b.Begin(b.as("mei"), "a.jpg", 1); keyOf(err) != "document.upload.many" {
			b.Errorf("too many bytes: %v", err)
		}
	})
}

func TestFinishedTransfersMakeRoom(t *testing.T) {
	each(t, func(b bench) {
		sent := b.send("a.jpg", documenttest.Photo(1), 1<<20)
		f, err := b.Finish(b.as("mei"), Upload{Owner: "mei"}, sent.ID)
		if err != nil {
			b.Fatal(err)
		}
		if err := b.unit(b.Keep, f.ID); err != nil {
			b.Fatal(err)
		}
		for range maxOpen {
			b.begin("a.jpg", []byte("x"))
		}
		if _, err := b.Transfer(b.as("mei"), sent.ID); keyOf(err) != "document.upload.unknown" {
			b.Errorf("the finished one is still there: %v", err)
		}
		if _, err := b.Get(b.Context(), f.ID); err != nil {
			b.Errorf("what was made of it is gone: %v", err)
		}
	})
}

func TestFinishingTwiceAtOnceLeavesOneFile(t *testing.T) {
	each(t, func(b bench) {
		sent := b.send("a.pdf", documenttest.PDF(3), 1<<20)
		var all sync.WaitGroup
		for i := range 5 {
			all.Go(func() {
				if _, err := b.Finish(b.as("mei"), Upload{Owner: "mei", Limits: Limits{MaxPages: 10 + i}}, sent.ID); err != nil {
					b.Error(err)
				}
			})
		}
		all.Wait()
		if n := b.count("SELECT COUNT(*) FROM document_file"); n != 1 {
			b.Errorf("%d files", n)
		}
	})
}

func TestWhatIsThrownAwayCountsForADay(t *testing.T) {
	each(t, func(b bench) {
		scan := documenttest.PDF(3)
		b.daily.most = 3 * int64(len(scan))
		mei := actor.With(b.Context(), actor.Actor{ID: "mei", Kind: actor.Citizen})
		send := func() error {
			sent, err := b.Send(mei, "a.pdf", bytes.NewReader(scan))
			if err == nil {
				err = b.Discard(mei, sent.ID)
			}
			return err
		}
		for range 3 {
			if err := send(); err != nil {
				b.Fatal(err)
			}
		}
		if err := send(); keyOf(err) != "document.upload.day" {
			b.Errorf("the fourth: %v", err)
		}
		u := Upload{Owner: "mei", Name: "a.pdf", Body: bytes.NewReader(scan)}
		if _, err := b.Receive(mei, u); keyOf(err) != "document.upload.day" {
			b.Errorf("all at once: %v", err)
		}
		announced, err := b.Begin(mei, "a.pdf", int64(len(scan)))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := b.Append(mei, announced.ID, 0, bytes.NewReader(scan)); keyOf(err) != "document.upload.day" {
			b.Errorf("in pieces: %v", err)
		}
	})
}

func TestAPieceAtATimeEnds(t *testing.T) {
	b := world(t, dbtest.SQLite(t), NoScanner{})
	begun := b.begin("a.jpg", make([]byte, 1000))
	for i := range int64(maxChunks) {
		if _, err := b.Append(b.as("mei"), begun.ID, i, strings.NewReader("x")); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.Append(b.as("mei"), begun.ID, maxChunks, strings.NewReader("x")); keyOf(err) != "document.upload.chunks" {
		t.Errorf("got %v", err)
	}
}

func TestADayLaterNothingIsLeft(t *testing.T) {
	each(t, func(b bench) {
		finished, half := b.send("a.jpg", documenttest.Photo(1), 9000), b.begin("b.jpg", make([]byte, 100))
		if _, err := b.Append(b.as("mei"), half.ID, 0, bytes.NewReader(make([]byte, 50))); err != nil {
			b.Fatal(err)
		}
		if _, err := b.Finish(b.as("mei"), Upload{Owner: "mei"}, finished.ID); err != nil {
			b.Fatal(err)
		}
		b.clock.Set(b.clock.Now().Add(transferLife + time.Minute))
		if err := b.SweepTransfers(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.later(25 * time.Hour)
		for _, table := range []string{"document_upload", "document_chunk", "document_file", "blob_object"} {
			if n := b.count(`SELECT COUNT(*) FROM ` + table); n != 0 {
				b.Errorf("%d rows are left in %s", n, table)
			}
		}
	})
}

func TestLongAndStrangeNamesComeIn(t *testing.T) {
	each(t, func(b bench) {
		for name, want := range map[string]string{
			strings.Repeat("长", 10_000) + ".pdf": strings.Repeat("长", 80) + ".pdf",
			"a\u202efdp.exe":                     "afdp.pdf",
			"CON":                                "file.pdf",
			"../../etc/passwd":                   "passwd.pdf",
			"":                                   "file.pdf",
		} {
			f, err := b.Finish(b.as("mei"), Upload{Owner: "mei"}, b.send(name, documenttest.PDF(1), 1<<20).ID)
			if err != nil || f.Name != want {
				b.Errorf("%.20q: got %q, %v", name, f.Name, err)
			}
		}
	})
}

func TestManyUploadsAtOnceWaitForAPlace(t *testing.T) {
	b := world(t, dbtest.SQLite(t), NoScanner{})
	large := documenttest.LargePhoto(300 << 10)
	var all sync.WaitGroup
	errs := make([]error, 12)
	for i := range errs {
		all.Go(func() { _, errs[i] = b.Receive(b.as("mei"), upload("a.jpg", large)) })
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Error(err)
	}
	if len(b.looking) != 0 {
		t.Errorf("%d places are still taken", len(b.looking))
	}
}
