// Package shorthand writes the texts that cases leave behind in a quarter to a half of
// their bytes, fast enough for the unit that stores them. The texts are short JSON
// documents; what they have in common is in a list of words (words.txt), which a general
// compressor would have to learn anew from every one of them.
//
// A note is what Write makes of a text: the byte 1, then pieces, each beginning with a
// byte that says what it is.
//
//	00–0F  a word beyond the first 46: this byte and the next are its number less 46
//	10     bytes as they are: how many, then the bytes
//	11     a copy of what was written before: how far back, how many bytes less 4
//	12     digits: how many (to 19), their value in as few bytes as that many need
//	13     13 digits in 6 bytes: an instant in milliseconds
//	14     hexadecimal digits in pairs: how many pairs, the bytes
//	15     base 64 with padding: how many bytes, the bytes
//	16     an id of 13 characters: 8 bytes
//	17     an instant as RFC 3339 writes it in China's time: milliseconds in 6 bytes
//	18     a day as 2006-01-02: days since 1970 in 2 bytes
//	20–7E  this character
//	80–D1  a Chinese character: this byte and the next are its number less 4E00
//	D2–FF  one of the first 46 words
//
// Lengths are written as unsigned varints. Notes are kept for as long as what they tell
// of: words are only ever added, at the end of the list, and pieces keep their meaning.
//
// Shorthand hides nothing. What is to be sealed is written in it before.
package shorthand

import (
	"encoding/json"
	"errors"
	"fmt"
)

// version begins every note. No JSON text begins with it.
const version = 1

// The pieces that are no words, characters or Chinese characters.
const (
	opRaw     = 0x10
	opCopy    = 0x11
	opDigits  = 0x12
	opMillis  = 0x13
	opHex     = 0x14
	opBase64  = 0x15
	opID      = 0x16
	opInstant = 0x17
	opDay     = 0x18
)

// The ranges of the others.
const (
	opHan    = 0x80
	firstHan = 0x4E00
	manyHan  = (opWord - opHan) << 8
	opWord   = 0xD2
	fewWords = 0x100 - opWord // have a byte each
	maxWords = fewWords + opRaw<<8
	minCopy  = 4
	maxText  = 64 << 20 // no text of ours is as long
)

// errBroken is returned by Read for what Write has not made.
var errBroken = errors.New("shorthand: not a note")

// Open returns the text of a row: what its note says or, where there is none, the text
// that an earlier version of the program has written beside it.
func Open(note []byte, plain string) (string, error) {
	if len(note) == 0 {
		return plain, nil
	}
	text, err := Read(note)
	if err != nil {
		return "", err
	}
	return string(text), nil
}

// Marshal returns the note of a value's JSON.
func Marshal(v any) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return Write(string(text)), nil
}

// Unmarshal reads the JSON of a row, see Open, into v.
func Unmarshal(note []byte, plain string, v any) error {
	text, err := Open(note, plain)
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(text), v)
}

// Plain returns the text of what was sealed: a note's, or itself if it is none, as
// earlier versions of the program have sealed it.
func Plain(sealed []byte) ([]byte, error) {
	if len(sealed) == 0 || sealed[0] != version {
		return sealed, nil
	}
	return Read(sealed)
}

// wrong says at which byte a note ceases to be one.
func wrong(at int) error { return fmt.Errorf("%w: byte %d", errBroken, at) }
