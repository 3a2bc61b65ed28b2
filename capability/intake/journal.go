package intake

import (
	"time"

	"tongban/capability/catalogue"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/record"
)

// ImportState is where an import stands.
type ImportState string

// The states of an import. Refused is one that publishes all or nothing and had a
// row refused; abandoned one that died or was broken off. Neither has changed
// anything.
const (
	ImportRunning   ImportState = "running"
	ImportApplied   ImportState = "applied"
	ImportRefused   ImportState = "refused"
	ImportAbandoned ImportState = "abandoned"
)

// ImportRun is an import in the journal.
type ImportRun struct {
	ID       id.ID
	Format   string // catalogue, gdzwfw
	Name     string // of the file
	Policy   string // skip-bad, all-or-nothing
	State    ImportState
	Author   string // account id
	File     record.File
	Count    map[catalogue.Outcome]int
	Findings map[string]int // by rule
	Started  time.Time
	Ended    time.Time // zero while it is running
}

// ImportRow is a row of an import that changed something or was refused.
type ImportRow struct {
	Number   int
	Code     string
	Name     string
	Outcome  catalogue.Outcome
	Faults   []fault.Field // why it was refused
	Findings int
}
