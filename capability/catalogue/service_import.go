package catalogue

import (
	"bytes"
	"context"
	"encoding/json"
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
	"tongban/kernel/message"
)

// Outcome is what became of one row of an imported document.
type Outcome string

// The outcomes.
const (
	Added     Outcome = "added"
	Changed   Outcome = "changed"
	Unchanged Outcome = "unchanged"
	Refused   Outcome = "refused"
)

// Report says what an import did, row by row.
type Report struct{ Rows []Row }

// Row is the report on one item of the document.
type Row struct {
	Number  int // in the document, from 1
	Code    string
	Name    string
	Outcome Outcome
	Faults  []fault.Field // why it was refused
}

// Count returns how many rows ended so.
func (r Report) Count(outcome Outcome) (n int) {
	for _, row := range r.Rows {
		if row.Outcome == outcome {
			n++
		}
	}
	return n
}

// Text writes the report for ctx's reader: the totals, then every refused row with
// its reasons.
func (r Report) Text(ctx context.Context) string {
	var b strings.Builder
	b.WriteString(message.T(ctx, "catalogue.import.totals", len(r.Rows),
		r.Count(Added), r.Count(Changed), r.Count(Unchanged), r.Count(Refused)) + "\n")
	for _, row := range r.Rows {
		for _, f := range row.Faults {
			b.WriteString(message.T(ctx, "catalogue.import.row", row.Number, row.Code, f.Name, message.T(ctx, f.Key, f.Args...)) + "\n")
		}
	}
	return b.String()
}

// candidate is a row that may be published.
type candidate struct {
	row      *Row
	item     *Item
	document []byte
	digest   []byte
}

// The bounds of an import.
const (
	maxDocument = 64 << 20
	perUnit     = 20 // rows published in one unit, to keep units short
)

// Import publishes the items of a catalogue document. A row that is not sound, or
// is older than what is published, is refused and the others go on; a row that
// says nothing new changes nothing, so an import may be repeated at any time, also
// after it was interrupted.
//
// A document that cannot be read as a whole is Invalid, one that is too large
// TooLarge; then nothing has changed.
func (s *Service) Import(ctx context.Context, document io.Reader) (Report, error) {
	rows, err := readRows(document)
	if err != nil {
		return Report{}, err
	}
	report := Report{Rows: make([]Row, len(rows))}
	var candidates []*candidate
	seen := map[string]bool{}
	for i, row := range rows {
		report.Rows[i].Number = i + 1
		if c := s.examineRow(row, &report.Rows[i], seen); c != nil {
			candidates = append(candidates, c)
		}
	}
	for chunk := range slices.Chunk(candidates, perUnit) {
		if err := s.publish(ctx, chunk); err != nil {
			return report, fmt.Errorf("import catalogue: %w", err)
		}
	}
	return report, s.refresh(ctx)
}

// readRows takes the items out of a document without looking into them.
func readRows(document io.Reader) ([]json.RawMessage, error) {
	text, err := io.ReadAll(io.LimitReader(document, maxDocument+1))
	if err != nil {
		return nil, fmt.Errorf("import catalogue: %w", err)
	}
	if len(text) > maxDocument {
		return nil, fault.New(fault.TooLarge, "catalogue.import.large", maxDocument>>20)
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	var doc struct {
		Items []json.RawMessage `json:"items"`
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		line := 1
		if at := new(json.SyntaxError); errors.As(err, &at) {
			line += bytes.Count(text[:at.Offset], []byte("\n"))
		}
		return nil, fault.New(fault.Invalid, "catalogue.import.json", line, err.Error())
	}
	if len(doc.Items) == 0 {
		return nil, fault.New(fault.Invalid, "catalogue.import.empty")
	}
	return doc.Items, nil
}

// examineRow reads one row and says what is wrong with it. It returns nil for a
// row that must not be published.
func (s *Service) examineRow(row json.RawMessage, report *Row, seen map[string]bool) *candidate {
	report.Outcome = Refused
	item, err := readItem(row)
	if err != nil {
		report.Faults = []fault.Field{{Key: "catalogue.import.shape", Args: []any{err.Error()}}}
		return nil
	}
	report.Code, report.Name = item.Code, item.Name
	report.Faults = item.examine(s.demo)
	for _, code := range []string{item.Code, item.HandlingItemCode} {
		if code != "" && seen[code] {
			report.Faults = append(report.Faults, fault.Field{Name: "code", Key: "catalogue.import.twice", Args: []any{code}})
		}
		seen[code] = true
	}
	if len(item.Form) > 0 {
		if f, ok := fault.As(s.forms.CheckForm(item.Form)); ok {
			report.Faults = append(report.Faults, f.Fields...)
		}
	}
	document, digest, err := canonical(row)
	if err != nil || len(report.Faults) > 0 {
		return nil
	}
	return &candidate{row: report, item: item, document: document, digest: digest}
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
