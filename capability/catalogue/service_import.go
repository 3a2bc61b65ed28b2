package catalogue

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"tongban/capability/audit"
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
	Progress     func(rows int, bytes int64)
}

// candidate is a row that may be published.
type candidate struct {
	at       int // in the report
	row      *Row
	item     *Item
	document []byte
	digest   []byte
}

// perUnit is how many rows are published in one unit, to keep units short.
const perUnit = 20

// Import publishes the items of a list. A row that is not sound, or is older than
// what is published, is refused and the others go on; a row that says nothing new
// changes nothing, so an import may be repeated at any time, also after it was
// interrupted.
//
// A list that cannot be read as a whole is Invalid; then nothing has changed.
func (s *Service) Import(ctx context.Context, list Reader, o Options) (*Report, error) {
	report := &Report{}
	var candidates []*candidate
	seen := map[string]bool{}
	for {
		record, err := list.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("import %s: %w", o.Format, err)
		}
		row := &Row{Number: record.Number}
		c, err := s.examineRecord(record, row, seen)
		if err != nil {
			return nil, fmt.Errorf("import %s: row %d: %w", o.Format, record.Number, err)
		}
		if c != nil {
			candidates = append(candidates, c)
		}
		report.Rows = append(report.Rows, *row)
		if c != nil {
			c.at = len(report.Rows) - 1
		}
	}
	for _, c := range candidates {
		c.row = &report.Rows[c.at]
	}
	for chunk := range slices.Chunk(candidates, perUnit) {
		if err := s.publish(ctx, chunk); err != nil {
			return report, fmt.Errorf("import %s: %w", o.Format, err)
		}
	}
	return report, s.refresh(ctx)
}

// examineRecord says what is wrong with a row. It returns nil for one that must not
// be published.
func (s *Service) examineRecord(record Record, row *Row, seen map[string]bool) (*candidate, error) {
	row.Outcome, row.Code, row.Name = Refused, record.Code, record.Name
	row.Faults, row.Findings = record.Faults, record.Findings
	if record.Item == nil {
		return nil, nil
	}
	item := record.Item
	row.Code, row.Name = item.Code, item.Name
	row.Faults = append(row.Faults, item.examine(s.demo)...)
	for _, code := range []string{item.Code, item.HandlingItemCode} {
		if code != "" && seen[code] {
			row.Faults = append(row.Faults, fault.Field{Name: "code", Key: "catalogue.import.twice", Args: []any{code}})
		}
		seen[code] = true
	}
	if len(item.Form) > 0 {
		if f, ok := fault.As(s.forms.CheckForm(item.Form)); ok {
			row.Faults = append(row.Faults, f.Fields...)
		}
	}
	if len(row.Faults) > 0 {
		return nil, nil
	}
	document, digest, err := documentOf(item)
	return &candidate{item: item, document: document, digest: digest}, err
}

// publish stores what is new among candidates in one unit.
func (s *Service) publish(ctx context.Context, candidates []*candidate) error {
	news, err := s.news(ctx, candidates)
	if err != nil || len(news) == 0 {
		return err
	}
	now := s.now.Now()
	return s.db.Write(ctx, "catalogue", func(ctx context.Context, tx *db.Tx) error {
		edition, err := raiseEdition(ctx, tx)
		if err != nil {
			return err
		}
		for _, c := range news {
			if err := adopt(ctx, tx, c, edition, now); err != nil {
				return fmt.Errorf("row %d: %w", c.row.Number, err)
			}
		}
		return nil
	})
}

// news returns the candidates that differ from what is stored, so that a second
// run of an import writes nothing at all.
func (s *Service) news(ctx context.Context, candidates []*candidate) (news []*candidate, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		news = nil
		for _, c := range candidates {
			newest, known, err := findNewest(ctx, tx, c.item.Code)
			if err != nil {
				return err
			}
			if known && bytes.Equal(newest.digest, c.digest) {
				c.row.Outcome = Unchanged
				continue
			}
			news = append(news, c)
		}
		return nil
	})
	return news, err
}

// adopt publishes a candidate as the next version of its item, or says on its row
// why not.
func adopt(ctx context.Context, tx *db.Tx, c *candidate, edition int64, now time.Time) error {
	c.row.Outcome, c.row.Faults = Refused, nil // the unit may run again
	newest, known, err := findNewest(ctx, tx, c.item.Code)
	if err != nil {
		return err
	}
	owner, err := findOwner(ctx, tx, c.item.HandlingItemCode)
	if err != nil {
		return err
	}
	superseded, replaceable := Lifecycle.To(newest.state, Supersede)
	refuse := func(element, key string, args ...any) error {
		c.row.Faults = append(c.row.Faults, fault.Field{Name: element, Key: key, Args: args})
		return nil
	}
	switch {
	case owner != "" && owner != c.item.Code:
		return refuse("handlingItemCode", "catalogue.import.taken", owner)
	case !known:
		c.row.Outcome = Added
		newest.item = id.New()
		if err := insertItem(ctx, tx, newest.item, c, now); err != nil {
			return err
		}
		return insertNext(ctx, tx, newest, c, edition, now)
	case bytes.Equal(newest.digest, c.digest):
		c.row.Outcome = Unchanged
		return nil
	case newest.implementationCode != c.item.ImplementationCode || newest.handlingItemCode != c.item.HandlingItemCode:
		return refuse("handlingItemCode", "catalogue.import.renumbered", newest.handlingItemCode)
	case older(c.item.Version, newest.version):
		return refuse("version", "catalogue.import.older", c.item.Version, newest.version)
	case !replaceable:
		return refuse("code", "catalogue.import.ended")
	}
	c.row.Outcome = Changed
	if err := moveVersion(ctx, tx, newest.versionID, newest.state, superseded, edition); err != nil {
		return err
	}
	return insertNext(ctx, tx, newest, c, edition, now)
}

// insertNext stores the version after newest and tells the log of it.
func insertNext(ctx context.Context, tx *db.Tx, newest stored, c *candidate, edition int64, now time.Time) error {
	state, _ := Lifecycle.To(Draft, Adopt)
	version, revision := id.New(), newest.revision+1
	if err := insertVersion(ctx, tx, version, newest.item, revision, state, edition, c, now); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{
		Event: adopted, Actor: actor.From(ctx).ID, Subject: c.item.Code, At: now,
		Data: map[string]any{"version": version, "revision": revision, "digest": fmt.Sprintf("%x", c.digest)},
	})
}

const adopted = "catalogue.adopted"

// Events are the entries this capability writes to the log.
var Events = []audit.Event{
	{Name: adopted, When: "A version of an item was published from an imported list.", Data: "version, revision, digest"},
}

// older reports whether version a comes before b, number by number.
func older(a, b string) bool {
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(x), len(y)) {
		n, m := part(x, i), part(y, i)
		if n != m {
			return n < m
		}
	}
	return false
}

func part(version []string, i int) int {
	if i >= len(version) {
		return 0
	}
	n, _ := strconv.Atoi(version[i]) // what is no number counts as 0
	return n
}
