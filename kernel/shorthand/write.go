package shorthand

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tongban/kernel/clock"
	"tongban/kernel/id"
)

// Write returns the note of a text, whatever it holds.
func Write(text string) []byte {
	w := writer{text: text, note: make([]byte, 1, len(text)/2+16), words: words()}
	w.note[0] = version
	for at := 0; at < len(text); {
		p := w.best(at)
		w.note = w.append(p, at)
		for end := at + p.covers; at < end; at++ {
			w.remember(at)
		}
	}
	return w.note
}

// writer writes one note.
type writer struct {
	text  string
	note  []byte
	words *dictionary
	seen  [1 << 10]int32 // by hash of four bytes, where they were last, plus one
}

// piece is a way to write what comes next.
type piece struct {
	op     byte
	covers int    // bytes of the text
	costs  int    // bytes of the note, about
	value  uint64 // of a number, an instant, a word; how far back
}

// gain is how many bytes a piece saves.
func (p piece) gain() int { return p.covers - p.costs }

// best returns the piece that saves most.
func (w *writer) best(at int) piece {
	p := w.character(at)
	c := w.text[at]
	if found := w.words.find(w.text[at:]); found >= 0 {
		p = better(p, piece{op: opWord, covers: len(w.words.words[found]), costs: cost(found), value: uint64(found)})
	}
	p = better(p, w.again(at))
	if c >= '0' && c <= '9' {
		p = better(p, w.digits(at))
	}
	if at > 0 && w.text[at-1] == '"' {
		if end := strings.IndexByte(w.text[at:], '"'); end >= 10 {
			p = better(p, quoted(w.text[at:at+end]))
		}
	}
	return p
}

func better(a, b piece) piece {
	if b.covers > 0 && b.gain() > a.gain() {
		return b
	}
	return a
}

// cost is how many bytes a word takes.
func cost(word int) int {
	if word < fewWords {
		return 1
	}
	return 2
}

// character writes one character by itself.
func (w *writer) character(at int) piece {
	r, size := utf8.DecodeRuneInString(w.text[at:])
	switch {
	case r >= 0x20 && r <= 0x7E:
		return piece{op: byte(r), covers: 1, costs: 1}
	case r >= firstHan && r < firstHan+manyHan:
		return piece{op: opHan, covers: size, costs: 2, value: uint64(r - firstHan)}
	}
	return piece{op: opRaw, covers: size, costs: size + 2}
}

// again finds what comes next in what is written already.
func (w *writer) again(at int) piece {
	if at+minCopy > len(w.text) {
		return piece{}
	}
	before := int(w.seen[hash4(w.text[at:])]) - 1
	if before < 0 {
		return piece{}
	}
	n := 0
	for at+n < len(w.text) && w.text[before+n] == w.text[at+n] {
		n++
	}
	if n < minCopy {
		return piece{}
	}
	back := uint64(at - before)
	return piece{op: opCopy, covers: n, costs: 1 + varint(back) + varint(uint64(n-minCopy)), value: back}
}

func (w *writer) remember(at int) {
	if at+minCopy <= len(w.text) {
		w.seen[hash4(w.text[at:])] = int32(at + 1)
	}
}

func hash4(s string) uint32 {
	return (uint32(s[0])<<24 | uint32(s[1])<<16 | uint32(s[2])<<8 | uint32(s[3])) * 2654435761 >> 22
}

func varint(v uint64) (n int) {
	for n = 1; v > 0x7F; n++ {
		v >>= 7
	}
	return n
}

// maxDigits is how many digits always fit into eight bytes.
const maxDigits = 19

// digits writes a run of them as a number.
func (w *writer) digits(at int) piece {
	n := 1
	for n < maxDigits && at+n < len(w.text) && w.text[at+n] >= '0' && w.text[at+n] <= '9' {
		n++
	}
	value, err := strconv.ParseUint(w.text[at:at+n], 10, 64)
	switch {
	case err != nil: // never: nineteen digits fit
		return piece{}
	case n == 13:
		return piece{op: opMillis, covers: n, costs: 7, value: value}
	}
	return piece{op: opDigits, covers: n, costs: 2 + width(n), value: value}
}

// width is how many bytes n digits take.
func width(n int) int { return (n*851 + 2047) / 2048 } // log 10 / log 256, a little more

// quoted writes a JSON string that is a key, digest, instant or sealed value as what it
// is, if it is written just as we write such values.
func quoted(s string) piece {
	if len(s) == 13 {
		if key, err := id.Parse(s); err == nil {
			return piece{op: opID, covers: len(s), costs: 9, value: uint64(key)}
		}
	}
	if s[4%len(s)] == '-' {
		return dated(s)
	}
	if len(s)%2 == 0 && isHex(s) {
		return piece{op: opHex, covers: len(s), costs: 2 + len(s)/2}
	}
	if len(s)%4 == 0 && isBase64(s) {
		return piece{op: opBase64, covers: len(s), costs: 2 + len(s)/4*3}
	}
	return piece{}
}

func dated(s string) piece {
	if day, err := time.Parse(time.DateOnly, s); err == nil {
		if days := day.Unix() / 86400; days >= 0 && days < 1<<16 && day.Format(time.DateOnly) == s {
			return piece{op: opDay, covers: len(s), costs: 3, value: uint64(days)}
		}
	}
	if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
		if ms := t.UnixMilli(); ms >= 0 && ms < 1<<48 && instant(ms) == s {
			return piece{op: opInstant, covers: len(s), costs: 7, value: uint64(ms)}
		}
	}
	return piece{}
}

// instant writes milliseconds as our JSON does.
func instant(ms int64) string {
	return time.UnixMilli(ms).In(clock.Shanghai).Format(time.RFC3339Nano)
}

func isHex(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

func isBase64(s string) bool {
	b, err := base64.StdEncoding.Strict().DecodeString(s)
	return err == nil && base64.StdEncoding.EncodeToString(b) == s // no line breaks were skipped
}

// append adds a piece that begins at at to the note.
func (w *writer) append(p piece, at int) []byte {
	note, s := w.note, w.text[at:at+p.covers]
	switch p.op {
	case opWord:
		if p.value < fewWords {
			return append(note, byte(opWord+p.value))
		}
		return binary.BigEndian.AppendUint16(note, uint16(p.value-fewWords))
	case opHan:
		return append(note, byte(opHan+p.value>>8), byte(p.value))
	case opRaw:
		return append(binary.AppendUvarint(append(note, opRaw), uint64(len(s))), s...)
	case opCopy:
		return binary.AppendUvarint(binary.AppendUvarint(append(note, opCopy), p.value), uint64(p.covers-minCopy))
	case opDigits:
		return appendNumber(append(note, opDigits, byte(p.covers)), p.value, width(p.covers))
	case opMillis, opInstant:
		return appendNumber(append(note, p.op), p.value, 6)
	case opDay:
		return appendNumber(append(note, opDay), p.value, 2)
	case opID:
		return appendNumber(append(note, opID), p.value, 8)
	case opHex:
		note = binary.AppendUvarint(append(note, opHex), uint64(len(s)/2))
		note, _ = hex.AppendDecode(note, []byte(s)) // isHex says so
		return note
	case opBase64:
		decoded, _ := base64.StdEncoding.DecodeString(s) // isBase64 says so
		return append(binary.AppendUvarint(append(note, opBase64), uint64(len(decoded))), decoded...)
	}
	return append(note, p.op)
}

func appendNumber(note []byte, v uint64, bytes int) []byte {
	for i := bytes - 1; i >= 0; i-- {
		note = append(note, byte(v>>(8*i)))
	}
	return note
}
