package document

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"image/jpeg"
	"io"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"tongban/capability/audit/audittest"
	"tongban/capability/document/documenttest"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

func TestAGoodFileIsTakenInAndComesBack(t *testing.T) {
	each(t, func(b bench) {
		for _, tt := range []struct {
			name    string
			content []byte
			want    File
		}{
			{"证件照.JPG", documenttest.Photo(1), File{Name: "证件照.jpg", MediaType: JPEG, Pages: 1}},
			{"photo.png.jpeg", documenttest.Photo(2), File{Name: "photo.png.jpg", MediaType: JPEG, Pages: 1}},
			{"called.png", documenttest.Photo(3), File{Name: "called.jpg", MediaType: JPEG, Pages: 1}},
			{"scan", documenttest.PDF(3), File{Name: "scan.pdf", MediaType: PDF, Pages: 3}},
		} {
			got := b.receive(tt.name, tt.content)
			stored := b.read(b.Open, b.as("mei"), got.ID)
			digest := sha256.Sum256(stored)
			if got.Name != tt.want.Name || got.MediaType != tt.want.MediaType || got.Pages != tt.want.Pages ||
				got.Owner != "mei" || got.Size != int64(len(stored)) || !bytes.Equal(got.Digest, digest[:]) ||
				got.Scan != Unscanned || !got.CreatedAt.Equal(b.clock.Now()) {
				b.Errorf("%s: got %+v", tt.name, got)
			}
			again, err := b.Get(b.Context(), got.ID)
			if err != nil || again.Name != got.Name || !bytes.Equal(again.Digest, got.Digest) || !again.CreatedAt.Equal(got.CreatedAt) {
				b.Errorf("%s: stored as %+v, %v", tt.name, again, err)
			}
			if got.MediaType == PDF && !bytes.Equal(stored, tt.content) {
				b.Errorf("%s: the original has changed, and its signature with it", tt.name)
			}
		}
	})
}

func TestNobodyKeepsWhereAPhotoWasTaken(t *testing.T) {
	each(t, func(b bench) {
		f := b.receive("photo.jpg", documenttest.WithEXIF(documenttest.Photo(1), 6))
		stored := b.read(b.Open, b.as("mei"), f.ID)
		if bytes.Contains(stored, []byte("GPS")) || bytes.Contains(stored, []byte("Exif")) {
			b.Error("the stored photo tells where it was taken")
		}
		if config, err := jpeg.DecodeConfig(bytes.NewReader(stored)); err != nil || config.Width != 441 || config.Height != 358 {
			b.Errorf("the stored photo is not upright: %+v, %v", config, err)
		}
	})
}

func TestRefusalsLeaveNothing(t *testing.T) {
	each(t, func(b bench) {
		_, err := b.Receive(b.as("mei"), upload("a.pdf", documenttest.HTML()))
		if keyOf(err) != "document.disguised" || fault.KindOf(err) != fault.Invalid {
			b.Errorf("got %v", err)
		}
		if n := b.count(`SELECT COUNT(*) FROM document_file`) + b.count(`SELECT COUNT(*) FROM blob_object`); n != 0 {
			b.Errorf("%d rows are left", n)
		}
	})
}

// endless is a body that never ends and counts what is taken of it.
type endless struct{ read int64 }

func (e *endless) Read(p []byte) (int, error) {
	e.read += int64(len(p))
	return len(p), nil
}

func TestTwoGigabytesAreRefusedUnread(t *testing.T) {
	b := world(t, dbtest.SQLite(t), NoScanner{})
	body := &endless{}
	_, err := b.Receive(b.as("mei"), Upload{Owner: "mei", Name: "a.jpg", Size: 2 << 30, Body: body})
	if keyOf(err) != "document.large" || fault.KindOf(err) != fault.TooLarge || body.read != 0 {
		t.Errorf("got %v after %d bytes", err, body.read)
	}
}

func TestABodyWithoutEndStopsAtTheLimit(t *testing.T) {
	b := world(t, dbtest.SQLite(t), NoScanner{})
	for _, limit := range []int64{200 << 10, 0, 1 << 40} {
		body := &endless{}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		_, err := b.Receive(b.as("mei"), Upload{Owner: "mei", Name: "a.jpg", Limits: Limits{MaxBytes: limit}, Body: body})
		runtime.ReadMemStats(&after)
		if keyOf(err) != "document.large" || body.read > MaxBytes+128<<10 {
			t.Errorf("limit %d: got %v after %d bytes", limit, err, body.read)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 2<<20 || time.Since(start) > 10*time.Second {
			t.Errorf("limit %d took %d bytes of memory and %v", limit, used, time.Since(start))
		}
	}
}

func TestAPhotoIsMadeToFitItsPlace(t *testing.T) {
	b := world(t, dbtest.SQLite(t), NoScanner{})
	large := documenttest.LargePhoto(900 << 10) // 4 × 358 × 441 pixels or more
	for what, tt := range map[string]struct {
		content []byte
		limits  Limits
		want    string
		kind    string
	}{
		"as it is":                   {documenttest.Photo(1), Limits{MaxBytes: 200 << 10, Accept: []string{"jpg"}}, "", JPEG},
		"smaller":                    {large, Limits{MaxBytes: 200 << 10, Accept: []string{"jpg"}}, "", JPEG},
		"much smaller":               {large, Limits{MaxBytes: 40 << 10, Accept: []string{"jpg"}}, "", JPEG},
		"too small to be read":       {large, Limits{MaxBytes: 4 << 10, Accept: []string{"jpg"}}, "document.squeezed", ""},
		"as PNG where only that is":  {documenttest.Photo(1), Limits{Accept: []string{"png"}}, "", PNG},
		"as a page of PDF":           {large, Limits{MaxBytes: 200 << 10, Accept: []string{"pdf"}}, "", PDF},
		"of the pixels asked for":    {large, Limits{MaxBytes: 100 << 10, Width: 358, Height: 441}, "", JPEG},
		"of too few pixels":          {documenttest.Photo(1), Limits{Width: 600, Height: 800}, "document.small", ""},
		"of other proportions":       {large, Limits{Width: 441, Height: 358}, "document.proportions", ""},
		"a PDF where photos go":      {documenttest.PDF(1), Limits{Accept: []string{"jpg"}}, "document.type", ""},
		"a PDF larger than allowed":  {documenttest.PDF(150), Limits{MaxBytes: 10 << 10}, "document.large", ""},
		"a PDF of too many pages":    {documenttest.PDF(3), Limits{MaxPages: 2}, "document.pdf.pages", ""},
		"a PDF of just enough pages": {documenttest.PDF(3), Limits{MaxPages: 3}, "", PDF},
	} {
		u := upload("photo.jpg", tt.content)
		u.Size, u.Limits = 0, tt.limits
		f, err := b.Receive(b.as("mei"), u)
		if keyOf(err) != tt.want || f.MediaType != tt.kind || f.Size > tt.limits.maxBytes() {
			t.Errorf("%s: got %+v, %v, want %q", what, f, err, tt.want)
		}
		if tt.limits.Width == 0 || err != nil {
			continue
		}
		config, err := jpeg.DecodeConfig(bytes.NewReader(b.read(b.Open, b.as("mei"), f.ID)))
		if err != nil || config.Width != tt.limits.Width || config.Height != tt.limits.Height {
			t.Errorf("%s: got %+v, %v", what, config, err)
		}
	}
}

func TestABrokenConnectionStoresNothing(t *testing.T) {
	each(t, func(b bench) {
		half := io.MultiReader(bytes.NewReader(documenttest.Photo(1)[:500]), iotest.ErrReader(io.ErrUnexpectedEOF))
		_, err := b.Receive(b.as("mei"), Upload{Owner: "mei", Name: "a.jpg", Body: half})
		if keyOf(err) != "document.interrupted" {
			b.Errorf("got %v", err)
		}
		if n := b.count(`SELECT COUNT(*) FROM blob_object`); n != 0 {
			b.Errorf("%d objects are left", n)
		}
	})
}

func TestTheSameFileTwiceAtOnceIsOneBlobWithTwoReferences(t *testing.T) {
	each(t, func(b bench) {
		photo := documenttest.Photo(1)
		files := make([]File, 2)
		var wg sync.WaitGroup
		for i := range files {
			wg.Go(func() { files[i] = b.receive("photo.jpg", photo) })
		}
		wg.Wait()
		if files[0].ID == files[1].ID || files[0].blob != files[1].blob {
			b.Fatalf("got %+v", files)
		}
		if n := b.count(`SELECT COUNT(*) FROM blob_object WHERE held = 4`); n != 1 { // content and preview are one
			b.Errorf("%d objects have four references", n)
		}
		if err := b.unit(b.Remove, files[0].ID); err != nil {
			b.Fatal(err)
		}
		b.later(48 * time.Hour)
		if got := b.read(b.Open, b.as("mei"), files[1].ID); int64(len(got)) != files[1].Size {
			b.Error("the other file is damaged")
		}
	})
}

func TestOthersSeeThePreviewOnlyUntilAScannerSaysClean(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := world(t, d, NoScanner{})
		f := b.receive("photo.jpg", documenttest.WithEXIF(documenttest.Photo(1), 6))
		_, _, err := b.Open(b.as("clerk"), f.ID)
		if keyOf(err) != "document.unscanned" || fault.KindOf(err) != fault.Forbidden {
			t.Errorf("got %v", err)
		}
		preview := b.read(b.Preview, b.as("clerk"), f.ID)
		if bytes.Contains(preview, []byte("GPS")) || bytes.Contains(preview, []byte("Exif")) {
			t.Error("the preview tells where the photo was taken")
		}
		if config, err := jpeg.DecodeConfig(bytes.NewReader(preview)); err != nil || config.Width != 441 || config.Height != 358 {
			t.Errorf("the preview is not turned: %+v, %v", config, err)
		}
		b.Service = New(d, b.clock, b.store, scannerFunc(func(r io.Reader) (Scan, error) {
			_, err := io.Copy(io.Discard, r)
			return Clean, err
		}))
		photo := documenttest.Photo(2)
		f = b.receive("photo.jpg", photo)
		if f.Scan != Clean || !bytes.Equal(b.read(b.Open, b.as("clerk"), f.ID), b.read(b.Open, b.as("mei"), f.ID)) {
			t.Errorf("a scanned file is %s", f.Scan)
		}
	})
}

type scannerFunc func(io.Reader) (Scan, error)

func (f scannerFunc) Scan(_ context.Context, r io.Reader) (Scan, error) { return f(r) }

func TestAScannerRefusesAndMayFail(t *testing.T) {
	d := dbtest.SQLite(t)
	b := world(t, d, scannerFunc(func(io.Reader) (Scan, error) { return Infected, nil }))
	if _, err := b.Receive(b.as("mei"), upload("a.jpg", documenttest.Photo(1))); keyOf(err) != "document.infected" {
		t.Errorf("got %v", err)
	}
	b.Service = New(d, b.clock, b.store, scannerFunc(func(io.Reader) (Scan, error) { return "", errors.New("down") }))
	if f := b.receive("a.jpg", documenttest.Photo(1)); f.Scan != Unscanned {
		t.Errorf("a scanner that is down leaves %q", f.Scan)
	}
}

func TestAFileNobodyKeepsIsGoneAfterAWeek(t *testing.T) {
	each(t, func(b bench) {
		lost, kept := b.receive("lost.jpg", documenttest.Photo(1)), b.receive("kept.jpg", documenttest.Photo(2))
		for range 2 {
			if err := b.unit(b.Keep, kept.ID); err != nil {
				b.Fatal(err)
			}
		}
		b.later(6 * 24 * time.Hour)
		if _, err := b.Get(b.Context(), lost.ID); err != nil {
			b.Errorf("gone too early: %v", err)
		}
		b.later(2 * 24 * time.Hour)
		if _, err := b.Get(b.Context(), lost.ID); keyOf(err) != "document.unknown" || fault.KindOf(err) != fault.NotFound {
			b.Errorf("got %v", err)
		}
		for i, want := range []string{"", "document.unknown"} {
			if err := b.unit(b.Remove, kept.ID); err != nil {
				b.Fatal(err)
			}
			if _, err := b.Get(b.Context(), kept.ID); keyOf(err) != want {
				b.Errorf("after %d removals: %v", i+1, err)
			}
		}
		b.later(25 * time.Hour)
		if n := b.count(`SELECT COUNT(*) FROM blob_object`); n != 0 {
			b.Errorf("%d contents are left", n)
		}
		if n := b.count(`SELECT COUNT(*) FROM audit_entry`); n != 4 {
			b.Errorf("%d audit entries, want 2 received and 2 removed", n)
		}
	})
}

func TestAnUnknownFileIsNotFound(t *testing.T) {
	each(t, func(b bench) {
		unknown := id.New()
		for what, err := range map[string]error{
			"keep":   b.unit(b.Keep, unknown),
			"remove": b.unit(b.Remove, unknown),
		} {
			if fault.KindOf(err) != fault.NotFound {
				b.Errorf("%s: got %v", what, err)
			}
		}
	})
}

func TestAKillBeforeTheRowLosesOnlyTheUpload(t *testing.T) {
	each(t, func(b bench) {
		scan := documenttest.PDF(1)
		staged, err := b.store.Stage("mei", bytes.NewReader(scan))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := staged.Keep(b.Context()); err != nil { // durable, and then the power fails
			b.Fatal(err)
		}
		f := b.receive("scan.pdf", scan) // the applicant uploads again
		b.later(25 * time.Hour)
		if !bytes.Equal(b.read(b.Open, b.as("mei"), f.ID), scan) {
			b.Error("the second upload was swept with the first")
		}
	})
}

func TestWaitingForAPlaceEndsWithTheRequest(t *testing.T) {
	b := world(t, dbtest.SQLite(t), NoScanner{})
	for range atOnce {
		b.looking <- struct{}{}
	}
	ctx, cancel := context.WithCancel(b.as("mei"))
	cancel()
	if _, err := b.Receive(ctx, upload("a.jpg", documenttest.Photo(1))); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestAuditNamesWhoUploaded(t *testing.T) {
	each(t, func(b bench) {
		b.receive("a.jpg", documenttest.Photo(1))
		content := strings.Join(audittest.Contents(b, b.db), "\n")
		if !strings.Contains(content, `"document.received"`) || !strings.Contains(content, `"mei"`) || strings.Contains(content, "a.jpg") {
			b.Errorf("got %s", content)
		}
		if actor.From(b.Context()).SignedIn() {
			b.Error("the test context has an actor of its own")
		}
	})
}
