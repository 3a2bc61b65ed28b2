package shorthand

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"time"
	"unicode/utf8"

	"tongban/kernel/id"
)

// Read returns the text of a note.
func Read(note []byte) ([]byte, error) {
	if len(note) == 0 || note[0] != version {
		return nil, wrong(0)
	}
	r := reader{note: note, at: 1, text: make([]byte, 0, 4*len(note))}
	for r.at < len(note) {
		before := r.at
		if !r.piece() || len(r.text) > maxText {
			return nil, wrong(before)
		}
	}
	return r.text, nil
}

// reader reads one note.
type reader struct {
	note []byte
	at   int
	text []byte
}

// piece reads one piece and reports whether it was one.
func (r *reader) piece() bool {
	op := r.note[r.at]
	r.at++
	switch {
	case op >= opWord:
		return r.word(int(op - opWord))
	case op >= opHan:
		low, ok := r.number(1)
		r.text = utf8.AppendRune(r.text, rune(op-opHan)<<8+rune(low)+firstHan)
		return ok
	case op >= 0x20 && op <= 0x7E:
		r.text = append(r.text, op)
		return true
	case op < opRaw:
		low, ok := r.number(1)
		return ok && r.word(fewWords+int(op)<<8+int(low))
	}
	return r.value(op)
}

// value reads a piece that is no word and no character.
func (r *reader) value(op byte) bool {
	switch op {
	case opCopy:
		return r.again()
	case opDigits:
		n, ok := r.number(1)
		v, enough := r.number(width(int(n)))
		r.text = fmt.Appendf(r.text, "%0*d", int(n), v)
		return ok && enough && n <= maxDigits
	case opMillis, opInstant:
		v, ok := r.number(6)
		if op == opInstant {
			r.text = append(r.text, instant(int64(v))...)
		} else {
			r.text = fmt.Appendf(r.text, "%013d", v)
		}
		return ok
	case opDay:
		v, ok := r.number(2)
		r.text = time.Unix(int64(v)*86400, 0).UTC().AppendFormat(r.text, time.DateOnly)
		return ok
	case opID:
		v, ok := r.number(8)
		r.text = append(r.text, id.ID(v).String()...)
		return ok
	}
	bytes, ok := r.bytes()
	switch op {
	case opRaw:
		r.text = append(r.text, bytes...)
	case opHex:
		r.text = hex.AppendEncode(r.text, bytes)
	case opBase64:
		r.text = base64.StdEncoding.AppendEncode(r.text, bytes)
	default:
		return false
	}
	return ok
}

func (r *reader) word(n int) bool {
	all := words().words
	if n >= len(all) {
		return false
	}
	r.text = append(r.text, all[n]...)
	return true
}

// again copies from the text; a copy may reach into itself.
func (r *reader) again() bool {
	back, ok := r.length()
	n, enough := r.length()
	if !ok || !enough || back == 0 || back > uint64(len(r.text)) || n > maxText {
		return false
	}
	for range n + minCopy {
		r.text = append(r.text, r.text[len(r.text)-int(back)])
	}
	return true
}

// number reads a number of so many bytes.
func (r *reader) number(bytes int) (v uint64, ok bool) {
	if bytes > 8 || r.at+bytes > len(r.note) {
		return 0, false
	}
	for range bytes {
		v = v<<8 | uint64(r.note[r.at])
		r.at++
	}
	return v, true
}

// length reads a varint.
func (r *reader) length() (uint64, bool) {
	v, n := binary.Uvarint(r.note[r.at:])
	r.at += max(n, 0)
	return v, n > 0
}

// bytes reads a length and as many bytes.
func (r *reader) bytes() ([]byte, bool) {
	n, ok := r.length()
	if !ok || n > uint64(len(r.note)-r.at) {
		return nil, false
	}
	r.at += int(n)
	return r.note[r.at-int(n) : r.at], true
}
