package document

import (
	"time"

	"tongban/kernel/id"
)

// Transfer is a file on its way in: begun, sent in pieces, gone on with after the line
// was cut, finished. Only the person who began it knows of it.
type Transfer struct {
	ID        id.ID
	Name      string // as the sender calls it
	Size      int64  // declared
	Received  int64  // durable so far: where to go on
	CreatedAt time.Time

	owner  string // the person's account
	chunks int
	made   string // what was asked for when it was finished
	file   id.ID
}

// Whole reports whether all of it has come.
func (t Transfer) Whole() bool { return t.Received == t.Size }

const (
	// transferLife is how long a transfer stays.
	transferLife = 24 * time.Hour
	// maxOpen and maxOpenBytes bound what one person may have on its way: two documents
	// of thirty photographs each.
	maxOpen      = 60
	maxOpenBytes = 240 << 20
	// maxChunks bounds the rows of a transfer; 20 MB over a line that breaks every
	// 100 KB still come.
	maxChunks = 200
	// transferName is how many characters of a name are kept.
	transferName = 200
)
