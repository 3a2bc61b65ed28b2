package intake

import (
	"encoding/json"

	"tongban/capability/catalogue"
	"tongban/kernel/fault"
	"tongban/kernel/record"
)

// Record is one row of a list to import.
type Record struct {
	Number   int                 // in the list, from 1
	Item     *catalogue.Item     // nil if the row cannot be read
	Source   json.RawMessage     // the row as delivered, nil if it is no JSON
	Findings []catalogue.Finding // what the reader could not take over, or had to assume
	Faults   []fault.Field       // why the row cannot be read
	Code     string              // for the report on a row without an item
	Name     string
}

// Reader reads a list of items in the format of those who keep it. Adapters bring
// the formats of others; NewReader reads our own.
type Reader interface {
	// Next returns the next row; io.EOF ends. Any other error means that the list
	// as a whole cannot be read, as an Invalid fault if it is the list's mistake.
	Next() (Record, error)
	// File says what was read so far.
	File() record.File
}
