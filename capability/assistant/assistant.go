package assistant

import (
	"time"

	"tongban/capability/catalogue"
	"tongban/kernel/id"
)

// Found is the answer to a search.
type Found struct {
	catalogue.Page
	Query   catalogue.Query
	Also    []Alternative
	Nearest []Nearest // other words that find something, when these find nothing
	Popular Offer     // when nothing was found
}

// Offer is services for somebody who has not found one.
type Offer struct {
	Items  []catalogue.Summary
	Opened bool // those opened most; otherwise those that can be applied for at once
}

// Alternative is another way to say a query: an everyday word in it by its official
// name.
type Alternative struct {
	Means string // the official name
	Text  string // the query with it
}

// Nearest is a query near one that found nothing.
type Nearest struct {
	Text  string
	Total int
}

// Synonym is an everyday word with what it is called officially.
type Synonym struct {
	ID         id.ID
	Words      string
	Means      []string
	AuthorName string // empty: it came with the program
	Changed    time.Time
	Version    int
}

// Demand is how often something was looked for, over some days.
type Demand struct {
	Query    string // "" stands for all that is not told apart
	Searches int64
	Results  int64 // searches that found anything
	Clicks   int64 // services opened from what was found
}

// Misses is how many searches found nothing.
func (d Demand) Misses() int64 { return d.Searches - d.Results }

// Demands are what an editor learns from searches.
type Demands struct {
	Total   Demand
	Others  Demand   // not told apart: rare, long, or perhaps about a person
	Missing []Demand // nothing was found, most frequent first
	Ignored []Demand // something was found and nobody opened it
}
