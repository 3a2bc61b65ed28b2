package notice_test

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"

	"tongban/capability/notice"
	"tongban/capability/notice/noticetest"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/deadline"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/pdf"
)

// A thousand papers at once are drawn by jobs one after the other: memory does not grow
// with their number. Without TONGBAN_LONG a hundred show the same.
func TestAThousandPapersAtOnceNeedNoMoreMemoryThanAFew(t *testing.T) {
	if err := pdf.Ready(); err != nil {
		t.Fatalf("run `make assets`: %v", err)
	}
	n := 100
	if os.Getenv("TONGBAN_LONG") != "" {
		n = 1000
	}
	b := newBench(t, dbtest.SQLite(t))
	b.file(b.sample(notice.Grant, deadline.Licensing)) // the font is parsed
	err := b.d.Write(b.Context(), "test", func(ctx context.Context, tx *db.Tx) error {
		for i := range n {
			p := b.sample(notice.Extension, deadline.Licensing)
			p.Number = fmt.Sprintf("云交延〔2026〕%05d号", i+1)
			b.papers[p.Key] = p
			if err := b.Register(ctx, tx, p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	gauge := &gauge{Papers: b.papers}
	b.From("casework", gauge)
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	b.work()
	if drawn := b.count(`SELECT COUNT(*) FROM notice_paper WHERE blob <> ''`); drawn != n+1 {
		t.Errorf("%d of %d are drawn", drawn, n+1)
	}
	if dead := b.count(`SELECT COUNT(*) FROM job_job`); dead != 0 {
		t.Errorf("%d jobs are left", dead)
	}
	const bound = 256 << 20
	t.Logf("%d papers: heap %d MB before, at most %d MB", n, before.HeapAlloc>>20, gauge.most>>20)
	if gauge.most > before.HeapAlloc+bound {
		t.Errorf("drawing %d papers took %d MB", n, (gauge.most-before.HeapAlloc)>>20)
	}
}

// gauge is a source that looks how much memory is in use whenever a paper is asked for.
type gauge struct {
	noticetest.Papers
	mu   sync.Mutex
	most uint64
}

func (g *gauge) Paper(ctx context.Context, key id.ID) (notice.Paper, error) {
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	g.mu.Lock()
	g.most = max(g.most, now.HeapAlloc)
	g.mu.Unlock()
	if words := message.Official(ctx, "notice.paper.to", "x"); strings.Contains(words, "⟦") {
		return notice.Paper{}, fmt.Errorf("a source has no words in a job: %s", words)
	}
	return g.Papers.Paper(ctx, key)
}
