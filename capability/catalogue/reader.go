package catalogue

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"tongban/kernel/fault"
)

// maxDocument bounds a list in our own format.
const maxDocument = 64 << 20

// NewReader reads a list of items in our own format: a JSON object whose "items" are
// the rows.
func NewReader(r io.Reader) Reader { return &reader{from: r} }

type reader struct {
	from io.Reader
	rows []json.RawMessage // nil before the first
	next int
}

func (r *reader) Next() (Record, error) {
	if r.rows == nil {
		if err := r.read(); err != nil {
			return Record{}, err
		}
	}
	if r.next == len(r.rows) {
		return Record{}, io.EOF
	}
	source := r.rows[r.next]
	r.next++
	record := Record{Number: r.next, Source: source}
	item, err := readItem(source)
	if err != nil {
		record.Faults = []fault.Field{{Key: "catalogue.import.shape", Args: []any{err.Error()}}}
		return record, nil
	}
	record.Item = item
	return record, nil
}

// read takes the rows out of the document without looking into them.
func (r *reader) read() error {
	text, err := io.ReadAll(io.LimitReader(r.from, maxDocument+1))
	if err != nil {
		return fmt.Errorf("read list: %w", err)
	}
	if len(text) > maxDocument {
		return fault.New(fault.TooLarge, "catalogue.import.large", maxDocument>>20)
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
		return fault.New(fault.Invalid, "catalogue.import.json", line, err.Error())
	}
	if len(doc.Items) == 0 {
		return fault.New(fault.Invalid, "catalogue.import.empty")
	}
	r.rows = doc.Items
	return nil
}
