// Package record cuts a file that somebody else has made into records of JSON. It
// reads lists with a record on each line (JSONL), a JSON array, and a JSON object
// with the array in one of its members.
//
// Files are read as they come: a record at a time, never the whole; in UTF-8, with
// or without byte order mark, in UTF-16 with one, or in GB18030 (and so GBK), which
// is recognised. A record that cannot be read has a fault that says why and where,
// and the next one is read as if nothing had been wrong. What a record means is its
// reader's business.
package record

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"

	"tongban/kernel/fault"
)

// Messages holds the texts of every key this package returns.
//
//go:embed messages.*.toml
var Messages embed.FS

// The bounds of a record. One that is longer is skipped without being held.
const (
	MaxBytes = 4 << 20
	MaxDepth = 64
)

// hopeless is how many records are tried in a file in which none can be read.
const hopeless = 20

// Record is one record of a list.
type Record struct {
	Number int             // in the list, from 1
	Line   int             // on which it begins, from 1
	Text   json.RawMessage // an object without repeated keys; nil if there is a fault
	Fault  *fault.Field    // why the record cannot be read
}

// File says what was read so far.
type File struct {
	Bytes    int64
	Digest   []byte // SHA-256, of the whole file once Next has returned io.EOF
	Encoding string // UTF-8, UTF-16 or GB18030
}

// Reader reads the records of one file.
type Reader struct {
	array   string
	source  *counted
	text    *bufio.Reader // in UTF-8; nil before the first record
	coding  string
	cut     func() (cutting, error) // the next record, as lines or members
	line    int
	number  int
	sound   int
	buffer  []byte
	members state // where in a document the reader is
	nested  bool  // the array is a member of an object
}

// NewReader reads the records in r. They are the lines of the file; or, if the file
// is one JSON document, the members of the array that it is or has under the name
// array.
func NewReader(r io.Reader, array string) *Reader {
	return &Reader{array: array, source: &counted{from: r, sum: sha256.New()}, line: 1}
}

// File returns what was read so far.
func (r *Reader) File() File {
	return File{Bytes: r.source.bytes, Digest: r.source.sum.Sum(nil), Encoding: r.coding}
}

// Next returns the next record; io.EOF ends. A file that is no list of records at
// all is an Invalid fault.
func (r *Reader) Next() (Record, error) {
	if r.text == nil {
		if err := r.open(); err != nil {
			return Record{}, err
		}
	}
	c, err := r.cut()
	switch {
	case errors.Is(err, io.EOF) && r.number == 0:
		return Record{}, fault.New(fault.Invalid, "record.empty")
	case err != nil:
		return Record{}, err
	}
	r.number++
	record := Record{Number: r.number, Line: c.line, Text: bytes.Clone(c.text), Fault: c.fault}
	if record.Fault == nil {
		record.Fault = r.check(c.text)
	}
	if record.Fault == nil {
		r.sound++
		return record, nil
	}
	record.Text = nil
	if r.sound == 0 && r.number == hopeless {
		return Record{}, fault.New(fault.Invalid, "record.hopeless", hopeless)
	}
	return record, nil
}

// open finds out how the file is written.
func (r *Reader) open() error {
	text, coding, err := decode(r.source)
	if err != nil {
		return err
	}
	r.text, r.coding = text, coding
	start, err := text.Peek(text.Size())
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return fmt.Errorf("read list: %w", err)
	}
	if r.cut = r.nextLine; isDocument(start, r.array) {
		r.cut = r.nextMember
	}
	return nil
}

// cutting is a record as it was cut out, unexamined.
type cutting struct {
	line  int
	text  []byte // valid until the next one
	fault *fault.Field
}

// nextLine cuts out the next line that is not empty.
func (r *Reader) nextLine() (cutting, error) {
	for {
		c := cutting{line: r.line}
		length := 0
		r.buffer = r.buffer[:0]
		for {
			part, err := r.text.ReadSlice('\n')
			if length += len(part); length <= MaxBytes {
				r.keep(part)
			}
			if err == nil {
				r.line++
				break
			}
			if errors.Is(err, io.EOF) && length > 0 {
				break
			}
			if !errors.Is(err, bufio.ErrBufferFull) {
				return c, ended(err)
			}
		}
		if length > MaxBytes {
			c.fault = tooLong(length)
			return c, nil
		}
		if c.text = bytes.TrimSpace(r.buffer); len(c.text) > 0 {
			return c, nil
		}
	}
}

// keep appends to the record that is being cut out. The buffer grows in few steps,
// so that a large record leaves little behind.
func (r *Reader) keep(part []byte) {
	if need := len(r.buffer) + len(part); need > cap(r.buffer) {
		size := 64 << 10
		for size < need {
			size *= 8
		}
		r.buffer = append(make([]byte, 0, min(size, MaxBytes+64<<10)), r.buffer...)
	}
	r.buffer = append(r.buffer, part...)
}

func tooLong(length int) *fault.Field {
	return &fault.Field{Key: "record.long", Args: []any{length >> 20, MaxBytes >> 20}}
}

// ended passes the end of the file on as it is.
func ended(err error) error {
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	return fmt.Errorf("read list: %w", err)
}

// counted counts and digests what is read through it.
type counted struct {
	from  io.Reader
	bytes int64
	sum   hash.Hash
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.bytes += int64(n)
	c.sum.Write(p[:n]) // a hash never fails
	return n, err
}
