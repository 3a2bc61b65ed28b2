package notice_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"tongban/capability/notice"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/deadline"
	"tongban/kernel/fault"
)

// pageNumber finds the numbers of pages.
var pageNumber = regexp.MustCompile(`—\d+—`)

// regimeOf is a law under which papers of a template are made.
func regimeOf(name notice.Name) deadline.Regime {
	switch {
	case strings.HasSuffix(string(name), "-register"):
		return deadline.Registration
	case strings.HasSuffix(string(name), "-own"):
		return deadline.Own
	}
	return deadline.Licensing
}

// The pictures of all papers go to TONGBAN_SHOTS, for people to look at.
func TestEveryPaperIsDrawnAndItsTextSaysWhatTheCaseDoes(t *testing.T) {
	b := newBench(t, dbtest.SQLite(t))
	for _, name := range notice.Names() {
		p := b.sample(notice.KindOf(name), regimeOf(name))
		sheet, err := b.Sheet(b.Context(), p)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		path := save(t, b.file(p), string(name))
		raw := squeezed(run(t, "pdftotext", "-layout", path, "-"))
		text := pageNumber.ReplaceAllString(raw, "") // a sentence may go on on the next page
		if !strings.Contains(raw, "—1—") {
			t.Errorf("%s has no page number:\n%s", name, raw)
		}
		for _, want := range append([]string{sheet.Title, p.Number, p.Issuer, p.Recipient + "：", "2026年2月13日", sheet.Format, "演示章，无法律效力"}, sheet.Lines...) {
			if !strings.Contains(text, squeezed(want)) {
				t.Errorf("%s lacks %q:\n%s", name, want, text)
			}
		}
		if strings.ContainsAny(text, "{}⟦") {
			t.Errorf("%s has holes:\n%s", name, text)
		}
		if dir := os.Getenv("TONGBAN_SHOTS"); dir != "" {
			run(t, "pdftoppm", "-r", "60", "-png", path, filepath.Join(dir, "notice-"+string(name)))
		}
	}
}

func TestAFileIsAccessibleSignedAndOfOneFont(t *testing.T) {
	b := newBench(t, dbtest.SQLite(t))
	p := b.sample(notice.Denial, deadline.Licensing)
	path := save(t, b.file(p), "denial")
	info := run(t, "pdfinfo", path)
	if !strings.Contains(info, "不予行政许可决定书") || !strings.Contains(info, "A4") {
		t.Errorf("the title or the size is missing:\n%s", info)
	}
	if data, err := os.ReadFile(path); err != nil || !bytes.Contains(data, []byte("/Lang (zh-CN)")) || len(data) > 200<<10 {
		t.Errorf("%v: %d bytes", err, len(data))
	}
	fonts := run(t, "pdffonts", path)
	if !strings.Contains(fonts, "TrueType") || strings.Contains(fonts, "Type 3") || strings.Count(fonts, "yes yes yes") != 1 {
		t.Errorf("want one embedded TrueType subset with a Unicode map:\n%s", fonts)
	}
	picture := strings.TrimSuffix(path, ".pdf")
	run(t, "pdftoppm", "-r", "200", "-png", "-singlefile", path, picture)
	sheet, err := b.Sheet(b.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.TrimSpace(run(t, "zbarimg", "--quiet", "--raw", picture+".png")); got != "https://yunxiu.example/notices/"+sheet.Code {
		t.Errorf("scanned %q", got)
	}
}

func TestALongPaperGoesOnOnFurtherPages(t *testing.T) {
	b := newBench(t, dbtest.SQLite(t))
	p := b.sample(notice.Correction, deadline.Licensing)
	p.Values[notice.FieldGaps] = strings.Repeat("1. 近期免冠照片：背景应当为白色，像素不低于 358×441，请重新拍摄后上传。\n", 40)
	path := save(t, b.file(p), "long")
	text := squeezed(run(t, "pdftotext", "-layout", path, "-"))
	if strings.Count(text, "请重新拍摄后上传") != 40 || !strings.Contains(text, "—4—") || strings.Count(text, "核验码") != 1 {
		t.Errorf("pages are missing:\n%s", text)
	}
	if dir := os.Getenv("TONGBAN_SHOTS"); dir != "" {
		run(t, "pdftoppm", "-r", "60", "-png", path, filepath.Join(dir, "notice-long"))
	}
}

// The printer page reloaded, two at once, the words changed since: the bytes stay.
func TestAPaperIsDrawnOnceAndStaysTheSameBytes(t *testing.T) {
	each(t, func(b bench) {
		p := b.sample(notice.Denial, deadline.Licensing)
		if err := b.register(p); err != nil {
			b.Fatal(err)
		}
		var wg sync.WaitGroup
		files := make([][]byte, 4)
		for i := range files {
			wg.Go(func() { files[i] = b.file(p) })
		}
		wg.Wait()
		b.work()
		p.Values[notice.FieldReason] = "另一个理由"
		for _, other := range append(files[1:], b.file(p)) {
			if !bytes.Equal(files[0], other) {
				b.Fatal("a paper has two files")
			}
		}
		if n := b.count(`SELECT COUNT(*) FROM notice_paper WHERE blob <> ''`); n != 1 {
			b.Errorf("%d files are kept", n)
		}
		if n := b.count(`SELECT COUNT(*) FROM audit_entry`); n != 1 {
			b.Errorf("%d entries in the log", n)
		}
	})
}

func TestADenialWithoutReasonsUndoesTheUnit(t *testing.T) {
	each(t, func(b bench) {
		p := b.sample(notice.Denial, deadline.Licensing)
		p.Values[notice.FieldReason] = " "
		wantFault(b.T, b.register(p), fault.Invalid, "fault.fields")
		if n := b.count(`SELECT COUNT(*) FROM notice_paper`); n != 0 {
			b.Errorf("%d papers are registered", n)
		}
		_, err := b.PDF(context.WithoutCancel(b.Context()), p.Key, func() (notice.Paper, error) { return p, nil })
		wantFault(b.T, err, fault.Invalid, "fault.fields")
	})
}

func TestJobsDrawWhatWasMade(t *testing.T) {
	each(t, func(b bench) {
		for _, kind := range []notice.Kind{notice.Grant, notice.Acceptance, notice.Receipt} {
			if err := b.register(b.sample(kind, deadline.Licensing)); err != nil {
				b.Fatal(err)
			}
		}
		_ = b.file(b.sample(notice.Grant, deadline.Licensing)) // skips without a font
		b.work()
		if n := b.count(`SELECT COUNT(*) FROM notice_paper WHERE blob <> ''`); n != 3 {
			b.Errorf("%d are drawn; a receipt waits until somebody asks", n)
		}
	})
}
