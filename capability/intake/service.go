package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Service takes lists of items into the catalogue.
type Service struct {
	db        *db.DB
	now       clock.Clock
	catalogue *catalogue.Service
}

// New returns the service.
func New(d *db.DB, now clock.Clock, items *catalogue.Service) *Service {
	return &Service{d, now, items}
}

// Options say how a list is imported.
type Options struct {
	Format       string // catalogue, gdzwfw
	File         string // its name, for the journal
	DryRun       bool   // do everything but write
	AllOrNothing bool   // publish nothing if any row is refused
	Strict       bool   // refuse rows with Error findings
	// Progress is told how many rows and bytes are done, if it is not nil.
	Progress func(rows int, bytes int64)
}

func (o Options) policy() string {
	if o.AllOrNothing {
		return "all-or-nothing"
	}
	return "skip-bad"
}

// perUnit is how many rows are staged in one unit, so that others who write come in
// between.
const perUnit = 24

// Import publishes the items of a list, all at once when the whole list has been
// read. A row that is not sound, or is older than what is published, is refused and
// the others go on; a row that says what it said at the last import changes nothing,
// so an import may be repeated at any time.
//
// Rows are read one by one and staged in short units: nobody sees them and nobody
// waits for them until one unit puts them all in their places. An import that dies
// on the way has changed nothing; the next one removes what it left. Two imports
// take turns.
//
// A list that cannot be read as a whole is Invalid; then nothing has changed.
func (s *Service) Import(ctx context.Context, list Reader, o Options) (*Report, error) {
	r := &run{
		Service: s, Options: o, list: list, author: actor.From(ctx).ID,
		report: &Report{DryRun: o.DryRun}, seen: map[string]int{},
	}
	do := r.do
	if !o.DryRun {
		do = func(ctx context.Context) error { return s.db.Alone(ctx, locked, r.do) }
	}
	if err := do(ctx); err != nil {
		return nil, fmt.Errorf("import %s: %w", o.Format, err)
	}
	return r.report, nil
}

// locked is the name imports take turns under; nodes of older releases know it too.
const locked = "catalogue.import"

// run is an import under way.
type run struct {
	*Service
	Options
	list      Reader
	author    string
	report    *Report
	seen      map[string]int // codes, with the row that has them
	batch     *catalogue.Batch
	published bool         // the staged versions are in their places
	rows      []*Row       // examined and not yet in the journal
	pending   []*candidate // those of them that may be published
	staged    []*candidate // without their documents
}

// candidate is a row that may be published.
type candidate struct {
	*catalogue.Incoming
	row *Row
}

// incoming are the items of candidates.
func incoming(list []*candidate) []*catalogue.Incoming {
	items := make([]*catalogue.Incoming, len(list))
	for i, c := range list {
		items[i] = c.Incoming
	}
	return items
}

// do runs the import while no other does.
func (r *run) do(ctx context.Context) error {
	if err := r.begin(ctx); err != nil {
		return err
	}
	err := r.stage(ctx)
	if err == nil {
		err = r.end(ctx)
	}
	if err != nil && !r.DryRun && !r.published { // otherwise the next import does it
		return errors.Join(err, r.abandon(context.WithoutCancel(ctx), r.report.ID))
	}
	return err
}

// begin removes what dead imports have left, opens the journal and begins the batch.
// No unit of a dead import can be stored after that.
func (r *run) begin(ctx context.Context) (err error) {
	if !r.DryRun {
		if err := r.open(ctx); err != nil {
			return err
		}
	}
	r.batch, err = r.catalogue.NewBatch(ctx, r.report.ID, r.Format, r.author)
	return err
}

func (r *run) open(ctx context.Context) error {
	var dead []id.ID
	err := r.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		dead, err = listOpen(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	for _, run := range dead {
		if err := r.abandon(ctx, run); err != nil {
			return err
		}
	}
	r.report.ID = id.New()
	now := r.now.Now()
	return r.db.Write(ctx, importLane, func(ctx context.Context, tx *db.Tx) error {
		return insertImport(ctx, tx, r.report.ID, r.Options, r.author, now)
	})
}

const importLane = "intake.import"

// abandon gives an import up and removes everything it has staged. One whose last
// unit was stored after all, which only waiting for it shows, is cleared up instead.
func (r *run) abandon(ctx context.Context, run id.ID) error {
	var edition *int64
	err := r.db.Write(ctx, importLane, func(ctx context.Context, tx *db.Tx) (err error) {
		if err := abandonImport(ctx, tx, run); err != nil {
			return err
		}
		edition, err = findImportEdition(ctx, tx, run)
		return err
	})
	if err != nil {
		return err
	}
	if edition != nil {
		return r.tidy(ctx, run, *edition)
	}
	if err := r.clear(ctx, run); err != nil {
		return err
	}
	now := r.now.Now()
	return r.db.Write(ctx, importLane, func(ctx context.Context, tx *db.Tx) error {
		return closeImport(ctx, tx, run, now)
	})
}

// tidy forgets what there was to look at in the versions that an edition has
// superseded, some in each unit, and closes the import that made it.
func (r *run) tidy(ctx context.Context, run id.ID, edition int64) error {
	var after id.ID
	for more := true; more; more = after != 0 {
		err := r.db.Write(ctx, importLane, func(ctx context.Context, tx *db.Tx) error {
			last, err := r.catalogue.Settle(ctx, tx, edition, after, perUnit)
			if err == nil {
				after = last
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	now := r.now.Now()
	return r.db.Write(ctx, importLane, func(ctx context.Context, tx *db.Tx) error {
		return closeImport(ctx, tx, run, now)
	})
}

// clear removes the staged versions of an import, a few in each unit.
func (r *run) clear(ctx context.Context, run id.ID) error {
	for {
		left := 0
		err := r.db.Write(ctx, importLane, func(ctx context.Context, tx *db.Tx) (err error) {
			left, err = r.catalogue.Unstage(ctx, tx, run, perUnit)
			return err
		})
		if err != nil || left < perUnit {
			return err
		}
	}
}

// stage reads the whole list and stores what is new in it, out of sight.
func (r *run) stage(ctx context.Context) error {
	for {
		record, err := r.list.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = r.examine(record)
		}
		if err == nil && len(r.rows) == perUnit {
			err = r.flush(ctx)
		}
		if err != nil {
			return err
		}
	}
	return r.flush(ctx)
}

// examine says on the report what is wrong with a record. One that is sound waits to
// be compared with what there is.
func (r *run) examine(record Record) error {
	if len(record.Findings) > catalogue.MostFindings {
		record.Findings = catalogue.Sorted(record.Findings)
	}
	row := &Row{
		Number: record.Number, Code: heading(record.Code), Name: heading(record.Name),
		Outcome: catalogue.Refused, Faults: record.Faults, Findings: record.Findings,
	}
	r.report.Rows = append(r.report.Rows, row)
	r.rows = append(r.rows, row)
	item := record.Item
	if item == nil {
		return nil
	}
	row.Code, row.Name = heading(item.Code), heading(item.Name)
	row.Faults = append(row.Faults, r.catalogue.Examine(item)...)
	row.Faults = append(row.Faults, r.twice(row.Number, item)...)
	row.Findings = append(row.Findings, r.catalogue.Lint(item)...)
	if r.Strict {
		row.Faults = append(row.Faults, serious(row.Findings)...)
	}
	if len(row.Faults) > 0 {
		return nil
	}
	r.report.names(item)
	in, err := catalogue.NewIncoming(item, record.Source, row.Findings)
	r.pending = append(r.pending, &candidate{in, row})
	return err
}

// twice refuses a code that an earlier row has: the first wins.
func (r *run) twice(number int, item *catalogue.Item) (faults []fault.Field) {
	for element, code := range map[string]string{"code": item.Code, "handlingItemCode": item.HandlingItemCode} {
		if code == "" || element == "handlingItemCode" && strings.EqualFold(code, item.Code) {
			continue
		}
		if first, known := r.seen[code]; known {
			faults = append(faults, fault.Field{Name: element, Key: "intake.twice", Args: []any{code, first}})
			continue
		}
		r.seen[code] = number
	}
	return faults
}

// serious returns the findings that keep a row of our own out.
func serious(findings []catalogue.Finding) (faults []fault.Field) {
	for _, f := range findings {
		if f.Severity == catalogue.Error {
			faults = append(faults, fault.Field{Name: f.Element, Key: "catalogue.lint." + f.Rule, Args: f.Args})
		}
	}
	return faults
}

// flush compares the pending rows with what there is, stages what is new and writes
// the journal.
func (r *run) flush(ctx context.Context) error {
	if err := r.batch.Compare(ctx, incoming(r.pending)); err != nil {
		return err
	}
	var news []*candidate
	for _, c := range r.pending {
		c.row.Outcome, c.row.Faults = c.Outcome, c.Faults
		if c.Outcome == catalogue.Added || c.Outcome == catalogue.Changed {
			news = append(news, c)
		}
	}
	if !r.DryRun {
		if err := r.keep(ctx, news); err != nil {
			return err
		}
	}
	for _, c := range news {
		c.Forget()
	}
	r.staged = append(r.staged, news...)
	r.rows, r.pending = nil, nil
	if r.Progress != nil {
		r.Progress(len(r.report.Rows), r.list.File().Bytes)
	}
	return nil
}

// keep stores news and the rows for the journal in one unit.
func (r *run) keep(ctx context.Context, news []*candidate) error {
	var rows []*Row
	for _, row := range r.rows {
		if row.Outcome != catalogue.Unchanged {
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	done := r.list.File().Bytes
	return r.db.Write(ctx, importLane, func(ctx context.Context, tx *db.Tx) error {
		if err := holdImport(ctx, tx, r.report.ID, done); err != nil {
			return err
		}
		for _, c := range news {
			if err := r.batch.Stage(ctx, tx, c.Incoming); err != nil {
				return fmt.Errorf("row %d: %w", c.row.Number, err)
			}
		}
		for _, row := range rows {
			if err := insertImportRow(ctx, tx, r.report.ID, row); err != nil {
				return err
			}
		}
		return nil
	})
}
