package procedure

import (
	"context"
	"time"

	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/capability/workflow"
	"tongban/kernel/db"
	"tongban/kernel/deadline"
	"tongban/kernel/id"
)

// Items tells of what a procedure belongs to.
type Items interface {
	// Published returns the version of an item in force; NotFound if there is none.
	Published(ctx context.Context, code string) (*catalogue.Item, error)
	// Search returns the items in force that have some words, the best first.
	Search(ctx context.Context, q catalogue.Query) (catalogue.Page, error)
}

// Steps says which steps an item's cases take as long as nobody has drawn its procedure.
type Steps func(item *catalogue.Item) []workflow.Task

// Law is the law of time that an item puts its cases under.
type Law func(item *catalogue.Item) deadline.Law

// Form is what an item asks its applicants.
type Form func(item *catalogue.Item) (*form.Definition, error)

// Cases are what runs on procedures. Who may ask is settled here.
type Cases interface {
	// Running counts the cases that run on each of the versions, up to most and one more.
	Running(ctx context.Context, versions []id.ID, most int) (map[id.ID]int, error)
	// Movable returns what would become of cases if they were moved, after a case.
	Movable(ctx context.Context, from, to, last id.ID, limit int) ([]MovedCase, id.ID, error)
	// Move orders cases to be moved, in the unit of tx.
	Move(ctx context.Context, tx *db.Tx, from, to id.ID, reason string) (id.ID, error)
	// Moves returns the latest orders for a version, newest first.
	Moves(ctx context.Context, from id.ID, limit int) ([]CaseMove, error)
	// Moved returns an order and what became of the cases after one; NotFound if there is none.
	Moved(ctx context.Context, order, last id.ID, limit int) (CaseMove, []MovedCase, id.ID, error)
}

// MovedCase is what becomes of a running case when its version changes.
type MovedCase struct {
	Case      id.ID
	ShortNo   string
	UpdatedAt time.Time
	Outcome   string // moved, kept, skipped
	Node      string // the step that keeps it
	Cause     string // key of the words that say why
	Args      []string
}

// CaseMove is an order to move running cases.
type CaseMove struct {
	ID                       id.ID
	From, To                 id.ID // versions
	FromRevision, ToRevision int
	By                       string // name
	Reason                   string
	At                       time.Time
	Moved, Kept, Skipped     int
	Finished                 time.Time // zero while it is carried out
}
