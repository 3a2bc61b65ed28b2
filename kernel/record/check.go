package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"unicode/utf8"

	"tongban/kernel/fault"
)

// check says why a record cannot be read: it is no JSON object, says something twice,
// or has characters that are none.
func (r *Reader) check(text []byte) *fault.Field {
	if at := firstBroken(text, r.coding != UTF8); at >= 0 {
		return &fault.Field{Key: "record.characters", Args: []any{utf8.RuneCount(text[:at]) + 1}}
	}
	if !json.Valid(text) {
		var none any
		at := new(json.SyntaxError)
		if errors.As(json.Unmarshal(text, &none), &at) {
			return &fault.Field{Key: "record.syntax", Args: []any{utf8.RuneCount(text[:max(at.Offset-1, 0)]) + 1}}
		}
	}
	if text[0] != '{' {
		return &fault.Field{Key: "record.no-object"}
	}
	return checkKeys(text)
}

// firstBroken returns where the text has a character that is none, -1 if nowhere. A
// text that was converted has a mark in its place.
func firstBroken(text []byte, converted bool) int {
	if converted {
		return bytes.IndexRune(text, utf8.RuneError)
	}
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return -1
}

// checkKeys finds a key that an object has twice, and what is nested too deep. Of a
// key that comes twice only the last would be read.
func checkKeys(text []byte) *fault.Field {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	type level struct {
		keys map[string]bool // nil in an array
		name bool            // a key comes next
	}
	var stack []level
	for {
		token, err := decoder.Token()
		if err != nil { // the end: the text is valid
			return nil
		}
		top := len(stack) - 1
		if key, ok := token.(string); ok && top >= 0 && stack[top].name {
			if stack[top].keys[key] {
				return &fault.Field{Name: key, Key: "record.twice", Args: []any{key}}
			}
			stack[top].keys[key], stack[top].name = true, false
			continue
		}
		switch token {
		case json.Delim('{'):
			stack = append(stack, level{map[string]bool{}, true})
		case json.Delim('['):
			stack = append(stack, level{})
		case json.Delim('}'), json.Delim(']'):
			stack = stack[:top]
		}
		if len(stack) > MaxDepth {
			return &fault.Field{Key: "record.deep", Args: []any{MaxDepth}}
		}
		// A value is complete: in an object a key follows.
		if top = len(stack) - 1; top >= 0 && token != json.Delim('{') {
			stack[top].name = stack[top].keys != nil
		}
	}
}
