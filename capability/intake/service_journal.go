package intake

import (
	"context"
	"fmt"
	"io"
	"strconv"

	"tongban/capability/access"
	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

// perJournalPage is how many imports or rows a page of the journal has.
const perJournalPage = 50

// Imports returns a page of imports, newest first, after the cursor of the page
// before; next is 0 if there are no more. Who is neither editor nor publisher is told
// nothing: NotFound.
func (s *Service) Imports(ctx context.Context, cursor id.ID) (runs []ImportRun, next id.ID, err error) {
	err = s.readJournal(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		runs, err = listImports(ctx, tx, cursor, perJournalPage+1)
		return err
	})
	if len(runs) > perJournalPage {
		runs = runs[:perJournalPage]
		next = runs[perJournalPage-1].ID
	}
	return runs, next, err
}

// ImportRun returns one import.
func (s *Service) ImportRun(ctx context.Context, run id.ID) (found ImportRun, err error) {
	err = s.readJournal(ctx, func(ctx context.Context, tx *db.Tx) error {
		runs, err := listImports(ctx, tx, run+1, 1)
		if err != nil {
			return err
		}
		if len(runs) == 0 || runs[0].ID != run {
			return fault.New(fault.NotFound, "intake.unknown")
		}
		found = runs[0]
		return nil
	})
	return found, err
}

// ImportRows returns a page of the rows of an import that changed something or were
// refused, in their order, after a number; outcome narrows it if it is not empty.
// Next is 0 if there are no more.
func (s *Service) ImportRows(ctx context.Context, run id.ID, outcome catalogue.Outcome, after int) (rows []ImportRow, next int, err error) {
	err = s.readJournal(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		rows, err = listImportRows(ctx, tx, run, outcome, after, perJournalPage+1)
		return err
	})
	if len(rows) > perJournalPage {
		rows = rows[:perJournalPage]
		next = rows[perJournalPage-1].Number
	}
	return rows, next, err
}

// readJournal reads for somebody who may.
func (s *Service) readJournal(ctx context.Context, read db.Unit) error {
	if a := actor.From(ctx); !access.Has(a, access.CatalogueEdit) && !access.Has(a, access.CataloguePublish) {
		return fault.New(fault.NotFound, "intake.unknown")
	}
	if err := s.db.Read(ctx, read); err != nil {
		return fmt.Errorf("read journal of imports: %w", err)
	}
	return nil
}

// ImportCSV writes the rows of an import that changed something or were refused as a
// table for ctx's reader, row by row as they are read: a line for each row, and one
// for each further reason. Outcome narrows it if it is not empty.
func (s *Service) ImportCSV(ctx context.Context, run id.ID, outcome catalogue.Outcome, w io.Writer) error {
	if _, err := s.ImportRun(ctx, run); err != nil {
		return err
	}
	text := func(key string) string { return message.T(ctx, "intake."+key) }
	table, err := newTable(w, text("column.number"), text("column.outcome"), text("column.code"), text("column.name"),
		text("column.findings"), text("column.element"), text("reason"))
	if err != nil {
		return err
	}
	for after := 0; ; {
		rows, next, err := s.ImportRows(ctx, run, outcome, after)
		if err != nil {
			return err
		}
		for _, row := range rows {
			start := []string{strconv.Itoa(row.Number), text("outcome." + string(row.Outcome)), row.Code, row.Name, strconv.Itoa(row.Findings)}
			if len(row.Faults) == 0 {
				table.write(append(start, "", "")...)
			}
			for _, f := range row.Faults {
				table.write(append(start, f.Name, message.T(ctx, f.Key, f.Args...))...)
			}
		}
		if err := table.close(); err != nil || next == 0 {
			return err
		}
		after = next
	}
}

// Took reports whether the very file of this SHA-256 was imported before and nothing in it
// refused: importing it again would change nothing.
func (s *Service) Took(ctx context.Context, digest []byte) (took bool, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		took, err = findTaken(ctx, tx, digest)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("look for an import: %w", err)
	}
	return took, nil
}

// Ran reports whether any list was ever imported.
func (s *Service) Ran(ctx context.Context) (ran bool, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		runs, err := listImports(ctx, tx, 0, 1)
		ran = len(runs) > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("look for an import: %w", err)
	}
	return ran, nil
}
