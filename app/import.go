package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tongban/adapter/gdzwfw"
	"tongban/capability/catalogue"
	"tongban/capability/intake"
	"tongban/capability/place"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/message"
)

// formats are the lists of services that can be imported. A list of our own has to be
// sound; another body's is taken as that body has published it, with what there is to
// mend.
var formats = map[string]struct {
	read   func(io.Reader) intake.Reader
	strict bool
}{
	"catalogue":   {intake.NewReader, true},
	gdzwfw.Format: {func(r io.Reader) intake.Reader { return gdzwfw.NewReader(r) }, false},
}

// Import says which list to import and how.
type Import struct {
	Format       string
	File         string
	DryRun       bool
	AllOrNothing bool
	Report       string // where the report goes as CSV; empty is nowhere
}

// ErrNothingImported says that every row was refused, or that all were held back
// because some were.
var ErrNothingImported = errors.New("nothing was imported")

// Import imports a list. It shows its progress on side while it goes on and prints
// the report at the end.
func (a *App) Import(ctx context.Context, i Import, out, side *os.File) error {
	format, known := formats[i.Format]
	if !known {
		return fmt.Errorf("there is no format %q", i.Format)
	}
	file, err := os.Open(i.File)
	if err != nil {
		return err
	}
	defer file.Close()
	size := int64(0)
	if info, err := file.Stat(); err == nil {
		size = info.Size()
	}
	ctx = message.With(actor.With(ctx, actor.AsSystem("import")), a.Texts, message.Chinese)
	bar := newBar(ctx, side, size)
	report, err := a.Intake.Import(ctx, format.read(file), intake.Options{
		Format: i.Format, File: filepath.Base(i.File), Strict: format.strict,
		DryRun: i.DryRun, AllOrNothing: i.AllOrNothing, Progress: bar.show,
	})
	bar.end()
	if f, ok := fault.As(err); ok {
		return errors.New(message.T(ctx, f.Key, f.Args...))
	}
	if err != nil {
		return err
	}
	if !report.DryRun && !report.Withheld {
		if err := a.adopt(ctx, report.Bodies); err != nil {
			return err
		}
	}
	if _, err := io.WriteString(out, report.Text(ctx)); err != nil {
		return err
	}
	if i.Report != "" {
		if err := writeReport(ctx, report, i.Report); err != nil {
			return err
		}
	}
	if report.Withheld || report.Count(catalogue.Refused) == len(report.Rows) {
		return ErrNothingImported
	}
	return nil
}

// bodiesPerUnit is how many departments are added in one unit.
const bodiesPerUnit = 50

// adopt makes the departments and regions of a list known where there are none yet.
func (a *App) adopt(ctx context.Context, bodies []intake.Body) error {
	for some := range slices.Chunk(bodies, bodiesPerUnit) {
		err := a.DB.Write(ctx, "place", func(ctx context.Context, tx *db.Tx) error {
			var regions []place.Region
			var departments []place.Department
			for _, b := range some {
				region := place.Region{Code: b.Region.Code, Label: place.Label{Name: b.Region.Name}}
				if !slices.Contains(regions, region) {
					regions = append(regions, region)
				}
				departments = append(departments, place.Department{
					Code: b.Department.Code, USCC: b.Department.USCC, Nature: natureOf(b.Department), Region: b.Region.Code,
					Label: place.Label{Name: b.Department.Name},
				})
			}
			return a.Place.Adopt(ctx, tx, regions, departments)
		})
		if err != nil {
			return fmt.Errorf("adopt departments: %w", err)
		}
	}
	return nil
}

// natureOf tells what kind of body a department is: as its list says, otherwise by the
// first characters of its USCC.
//
// Basis: GB 32100-2015, tables 1 and 2 (11 机关, 12 事业单位, 13 群团).
func natureOf(d catalogue.Department) place.Nature {
	switch {
	case d.Nature != "":
		return place.Nature(d.Nature)
	case strings.HasPrefix(d.USCC, "11"):
		return place.Organ
	case strings.HasPrefix(d.USCC, "13"):
		return place.Group
	}
	return place.Institution
}

// ImportDivisions reads the lists of divisions in a folder and says in words what
// became of them.
func (a *App) ImportDivisions(ctx context.Context, folder fs.FS) (string, error) {
	report, err := a.Place.ImportDivisions(actor.With(ctx, actor.AsSystem("import")), folder)
	if err != nil {
		return "", err
	}
	return report.Text(message.With(ctx, a.Texts, message.Chinese)), nil
}

func writeReport(ctx context.Context, report *intake.Report, name string) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(report.CSV(ctx, file), file.Close())
}

// bar shows how far an import is: a bar on a terminal, otherwise a line every
// few seconds.
type bar struct {
	ctx      context.Context
	to       *os.File
	size     int64
	terminal bool
	waiting  *time.Timer
	watch    clock.Stopwatch
	shown    bool
}

// How often a line is written, and after how long somebody is told that the import
// waits for its turn.
const (
	lineEvery  = 3 * time.Second
	waitingFor = 2 * time.Second
	barWidth   = 30
)

func newBar(ctx context.Context, to *os.File, size int64) *bar {
	info, err := to.Stat()
	b := &bar{ctx: ctx, to: to, size: size, watch: clock.Start()}
	b.terminal = err == nil && info.Mode()&os.ModeCharDevice != 0
	b.waiting = time.AfterFunc(waitingFor, func() {
		fmt.Fprintln(to, message.T(ctx, "intake.waiting"))
	})
	return b
}

func (b *bar) show(rows int, bytes int64) {
	b.waiting.Stop()
	percent := 100
	if b.size > 0 {
		percent = int(min(bytes*100/b.size, 100))
	}
	text := message.T(b.ctx, "intake.progress", percent, rows)
	switch {
	case b.terminal:
		done := percent * barWidth / 100
		fmt.Fprintf(b.to, "\r%s%s %s", strings.Repeat("█", done), strings.Repeat("░", barWidth-done), text)
		b.shown = true
	case b.watch.Elapsed() >= lineEvery:
		fmt.Fprintln(b.to, text)
		b.watch = clock.Start()
	}
}

func (b *bar) end() {
	b.waiting.Stop()
	if b.shown {
		fmt.Fprintln(b.to)
	}
}
