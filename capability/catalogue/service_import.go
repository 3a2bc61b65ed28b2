package catalogue

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

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
		do = func(ctx context.Context) error { return s.db.Alone(ctx, "catalogue.import", r.do) }
	}
	if err := do(ctx); err != nil {
		return nil, fmt.Errorf("import %s: %w", o.Format, err)
	}
	return r.report, nil
}

// run is an import under way.
type run struct {
	*Service
	Options
	list      Reader
	author    string
	report    *Report
	seen      map[string]int // codes, with the row that has them
	edition   int64          // when the comparing began
	published bool           // the staged versions are in their places
	rows      []*Row         // examined and not yet in the journal
	pending   []*candidate   // those of them that may be published
	staged    []*candidate   // without their documents
}

// candidate is a row that may be published.
type candidate struct {
	row          *Row
	item         *Item
	document     []byte
	digest       []byte
	source       []byte
	sourceDigest []byte
	stored       stored // what it replaces
	itemID       id.ID
	version      id.ID
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

// begin removes what dead imports have left, opens the journal and notes the edition
// to compare with. No unit of a dead import can be stored after that.
func (r *run) begin(ctx context.Context) error {
	if !r.DryRun {
		if err := r.open(ctx); err != nil {
			return err
		}
	}
	return r.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		r.edition, err = findEdition(ctx, tx)
		return err
	})
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

const importLane = "catalogue.import"

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
	for more := true; more; {
		err := r.db.Write(ctx, importLane, func(ctx context.Context, tx *db.Tx) error {
			some, err := listSuperseded(ctx, tx, edition, after, perUnit)
			if err != nil {
				return err
			}
			for _, version := range some {
				if err := deleteFindings(ctx, tx, version); err != nil {
					return err
				}
			}
			if more = len(some) == perUnit; more {
				after = some[perUnit-1]
			}
			return nil
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
		var left [][2]id.ID
		err := r.db.Write(ctx, importLane, func(ctx context.Context, tx *db.Tx) (err error) {
			if left, err = listStaged(ctx, tx, run, perUnit); err != nil {
				return err
			}
			for _, one := range left {
				if err := deleteStaged(ctx, tx, one[0], one[1]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || len(left) < perUnit {
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
	if len(record.Findings) > MostFindings {
		record.Findings = Sorted(record.Findings)
	}
	row := &Row{
		Number: record.Number, Code: heading(record.Code), Name: heading(record.Name),
		Outcome: Refused, Faults: record.Faults, Findings: record.Findings,
	}
	r.report.Rows = append(r.report.Rows, row)
	r.rows = append(r.rows, row)
	item := record.Item
	if item == nil {
		return nil
	}
	row.Code, row.Name = heading(item.Code), heading(item.Name)
	row.Faults = append(row.Faults, item.examine(r.demo)...)
	row.Faults = append(row.Faults, r.twice(row.Number, item)...)
	if len(item.Form) > 0 {
		if f, ok := fault.As(r.forms.CheckForm(item.Form)); ok {
			row.Faults = append(row.Faults, f.Fields...)
		}
	}
	row.Findings = append(row.Findings, r.lint(item)...)
	if r.Strict {
		row.Faults = append(row.Faults, serious(row.Findings)...)
	}
	if len(row.Faults) > 0 {
		return nil
	}
	r.report.names(item)
	c := &candidate{row: row, item: item}
	var err, sourceErr error
	c.document, c.digest, err = documentOf(item)
	c.source, c.sourceDigest, sourceErr = canonical(record.Source)
	r.pending = append(r.pending, c)
	return errors.Join(err, sourceErr)
}

// twice refuses a code that an earlier row has: the first wins.
func (r *run) twice(number int, item *Item) (faults []fault.Field) {
	for element, code := range map[string]string{"code": item.Code, "handlingItemCode": item.HandlingItemCode} {
		if code == "" || element == "handlingItemCode" && strings.EqualFold(code, item.Code) {
			continue
		}
		if first, known := r.seen[code]; known {
			faults = append(faults, fault.Field{Name: element, Key: "catalogue.import.twice", Args: []any{code, first}})
			continue
		}
		r.seen[code] = number
	}
	return faults
}

// serious returns the findings that keep a row of our own out.
func serious(findings []Finding) (faults []fault.Field) {
	for _, f := range findings {
		if f.Severity == Error {
			faults = append(faults, fault.Field{Name: f.Element, Key: "catalogue.lint." + f.Rule, Args: f.Args})
		}
	}
	return faults
}

// flush compares the pending rows with what there is, stages what is new and writes
// the journal.
func (r *run) flush(ctx context.Context) error {
	if err := r.compare(ctx); err != nil {
		return err
	}
	var news []*candidate
	for _, c := range r.pending {
		if c.row.Outcome == Added || c.row.Outcome == Changed {
			c.version, c.itemID = id.New(), c.stored.item
			if c.itemID == 0 {
				c.itemID = id.New()
			}
			news = append(news, c)
		}
	}
	if !r.DryRun {
		if err := r.keep(ctx, news); err != nil {
			return err
		}
	}
	for _, c := range news {
		c.item, c.document, c.source = nil, nil, nil
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
	now := r.now.Now()
	var rows []*Row
	for _, row := range r.rows {
		if row.Outcome != Unchanged {
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
			if err := insertStaged(ctx, tx, r.report.ID, c, r.Format, r.author, now); err != nil {
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

// compare says of every pending row what it would change.
func (r *run) compare(ctx context.Context) error {
	if len(r.pending) == 0 {
		return nil
	}
	return r.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, c := range r.pending {
			stored, err := findStored(ctx, tx, c.item.Code)
			if err != nil {
				return err
			}
			owner := ""
			if c.item.HandlingItemCode != "" {
				if owner, err = findOwner(ctx, tx, c.item.HandlingItemCode); err != nil {
					return err
				}
			}
			c.stored = stored
			c.row.Outcome, c.row.Faults = c.judge(owner)
		}
		return nil
	})
}

// judge says what a sound row does to what is stored: nothing, a new version, or it
// is refused. Owner is the item that has its handling code.
func (c *candidate) judge(owner string) (Outcome, []fault.Field) {
	refuse := func(element, key string, args ...any) (Outcome, []fault.Field) {
		return Refused, []fault.Field{{Name: element, Key: key, Args: args}}
	}
	_, replaceable := Lifecycle.To(c.stored.state, Supersede)
	said := len(c.stored.source) == 0 || bytes.Equal(c.stored.source, c.sourceDigest)
	switch known := c.stored; {
	case owner != "" && owner != c.item.Code:
		return refuse("handlingItemCode", "catalogue.import.taken", owner)
	case known.item == 0:
		return Added, nil
	case known.implementationCode != c.item.ImplementationCode || known.handlingItemCode != c.item.HandlingItemCode:
		return refuse("handlingItemCode", "catalogue.import.renumbered", known.handlingItemCode)
	case known.versionID == 0:
		return Added, nil
	case said && bytes.Equal(known.digest, c.digest):
		return Unchanged, nil
	case known.origin == originEdit && said && len(known.source) > 0:
		return Unchanged, nil
	case known.origin == originEdit && !bytes.Equal(known.digest, c.digest):
		return refuse("version", "catalogue.import.edited")
	case older(c.item.Version, known.version):
		return refuse("version", "catalogue.import.older", c.item.Version, known.version)
	case !replaceable:
		return refuse("code", "catalogue.import.ended")
	case known.state == Suspended: // an import must not end what a person decided
		return refuse("code", "catalogue.import.suspended")
	}
	return Changed, nil
}

// Where a version comes from.
const (
	originImport = "import"
	originEdit   = "edit"
)
