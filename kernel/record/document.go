package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"tongban/kernel/fault"
)

// state is where in a document a reader is.
type state int

const (
	before state = iota // nothing was read
	inside              // in the array, before a member
	after               // the array is over
)

// nextMember cuts out the next member of the document's array. A document that is no
// JSON between its members, or ends too early, is an Invalid fault.
func (r *Reader) nextMember() (cutting, error) {
	if r.members == before {
		if err := r.findArray(); err != nil {
			return cutting{}, err
		}
		r.members = inside
		if c, err := r.peek(); err == nil && c == ']' {
			_, _ = r.take() // just seen
			r.members = after
		}
	}
	if r.members == after {
		return cutting{}, r.rest()
	}
	if _, err := r.peek(); err != nil { // to the line on which the member begins
		return cutting{}, err
	}
	c := cutting{line: r.line}
	length, err := r.value(true)
	if err != nil {
		return c, err
	}
	c.text = r.buffer
	if length > MaxBytes {
		c.text, c.fault = nil, tooLong(length)
	}
	next, err := r.take()
	switch {
	case err != nil:
		return c, err
	case next == ']':
		r.members = after
	case next != ',':
		return c, r.broken()
	}
	return c, nil
}

// findArray reads up to the first member of the array.
func (r *Reader) findArray() error {
	c, err := r.take()
	if err != nil || c == '[' {
		return err
	}
	r.nested = true
	if c, err = r.peek(); err == nil && c == '}' {
		return fault.New(fault.Invalid, "record.no-array", r.array)
	}
	for {
		key, err := r.key()
		if err != nil {
			return err
		}
		if c, err := r.peek(); err != nil {
			return err
		} else if key == r.array && c == '[' {
			_, err := r.take()
			return err
		}
		if _, err := r.value(false); err != nil {
			return err
		}
		switch c, err := r.take(); {
		case err != nil:
			return err
		case c == '}':
			return fault.New(fault.Invalid, "record.no-array", r.array)
		case c != ',':
			return r.broken()
		}
	}
}

// key reads a key of the document and the colon behind it.
func (r *Reader) key() (key string, err error) {
	if _, err := r.peek(); err != nil {
		return "", err
	}
	if _, err := r.value(true); err != nil {
		return "", err
	}
	if json.Unmarshal(r.buffer, &key) != nil {
		return "", r.broken()
	}
	if c, err := r.take(); err != nil {
		return "", err
	} else if c != ':' {
		return "", r.broken()
	}
	_, err = r.peek()
	return key, err
}

// rest reads what follows the array, to know that the document is whole.
func (r *Reader) rest() error {
	for r.nested {
		c, err := r.take()
		if err != nil {
			return err
		}
		switch c {
		case '}':
			r.nested = false
		case ',':
			if _, err := r.key(); err != nil {
				return err
			}
			if _, err := r.value(false); err != nil {
				return err
			}
		default:
			return r.broken()
		}
	}
	for {
		c, err := r.text.ReadByte()
		if err != nil {
			return ended(err)
		}
		switch {
		case c == '\n':
			r.line++
		case c > ' ':
			return r.broken()
		}
	}
}

// value reads one value, keeping it in the buffer up to the bound, and returns its
// length.
func (r *Reader) value(keep bool) (length int, err error) {
	r.buffer = r.buffer[:0]
	depth, quoted, escaped := 0, false, false
	for {
		c, err := r.text.ReadByte()
		if err != nil {
			return length, r.short(err)
		}
		if !quoted && depth == 0 && strings.IndexByte(",:]} \t\r\n", c) >= 0 { // a number or a word is over
			if length == 0 {
				return 0, r.broken()
			}
			if err := r.text.UnreadByte(); err != nil {
				return length, err
			}
			if keep && length <= MaxBytes && !json.Valid(r.buffer) {
				return length, r.broken()
			}
			return length, nil
		}
		if length++; keep && length <= MaxBytes {
			r.keep([]byte{c})
		}
		switch {
		case c == '\n':
			r.line++
		case escaped:
			escaped = false
		case quoted:
			escaped, quoted = c == '\\', c != '"'
			if !quoted && depth == 0 {
				return length, nil
			}
		case c == '"':
			quoted = true
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return length, nil
			}
		}
	}
}

// take reads the next byte that is no space.
func (r *Reader) take() (byte, error) {
	for {
		c, err := r.text.ReadByte()
		switch {
		case err != nil:
			return 0, r.short(err)
		case c == '\n':
			r.line++
		case c != ' ' && c != '\t' && c != '\r':
			return c, nil
		}
	}
}

// peek is take without taking.
func (r *Reader) peek() (byte, error) {
	c, err := r.take()
	if err != nil {
		return 0, err
	}
	return c, r.text.UnreadByte()
}

// short says of a document that ends too early that it does.
func (r *Reader) short(err error) error {
	if errors.Is(err, io.EOF) {
		return fault.New(fault.Invalid, "record.short", r.line)
	}
	return fmt.Errorf("read list: %w", err)
}

func (r *Reader) broken() error { return fault.New(fault.Invalid, "record.document", r.line) }
