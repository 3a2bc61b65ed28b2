package feel

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// readNumber reads a number that begins here.
func (p *parser) readNumber() (*node, *Fault) {
	at := p.pos
	p.pos += len(p.digits())
	if rest := p.text[p.pos:]; len(rest) > 1 && rest[0] == '.' && isDigit(rest[1]) {
		p.pos++
		p.pos += len(p.digits())
	}
	if rest := p.text[p.pos:]; len(rest) > 1 && (rest[0] == 'e' || rest[0] == 'E') {
		exponent := strings.TrimLeft(rest[1:2], "+-") + rest[2:]
		if exponent != "" && isDigit(exponent[0]) {
			p.pos += len(rest) - len(exponent)
			p.pos += len(p.digits())
		}
	}
	n, err := NumberOf(p.text[at:p.pos])
	if err != nil {
		return nil, fail(at, p.pos-at, "number", shorten(p.text[at:p.pos]))
	}
	if next, _ := utf8.DecodeRuneInString(p.text[p.pos:]); nameStart(next) && p.pos < len(p.text) {
		if word := p.word(); p.text[p.pos:p.pos+len(word)] == word && !slices.Contains(keywords, word) {
			return nil, fail(at, p.pos+len(word)-at, "number", shorten(p.text[at:p.pos+len(word)]))
		}
	}
	return p.leaf(literal, at, n), nil
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// shorten keeps a piece of a text short enough to be told.
func shorten(s string) string {
	if len(s) <= 60 {
		return s
	}
	cut := 60
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}

// escapes are the signs behind a backslash that stand for another.
var escapes = map[byte]string{'n': "\n", 'r': "\r", 't': "\t", 'b': "\b", 'f': "\f", '"': `"`, '\'': "'", '\\': `\`, '/': "/"}

// readString reads a text in quotes that begins here.
func (p *parser) readString() (string, *Fault) {
	at := p.pos
	p.pos++
	var text strings.Builder
	for p.pos < len(p.text) {
		i := strings.IndexAny(p.text[p.pos:], `"\`)
		if i < 0 {
			break
		}
		text.WriteString(p.text[p.pos : p.pos+i])
		p.pos += i
		if p.text[p.pos] == '"' {
			p.pos++
			return text.String(), nil
		}
		if f := p.escape(&text); f != nil {
			return "", f
		}
	}
	p.pos = len(p.text)
	return "", fail(at, len(p.text)-at, "unclosed-text")
}

// escape reads what a backslash begins.
func (p *parser) escape(text *strings.Builder) *Fault {
	at := p.pos
	rest := p.text[p.pos+1:]
	if rest == "" {
		p.pos++
		return nil // the text is not closed, and that is said
	}
	if s, known := escapes[rest[0]]; known {
		text.WriteString(s)
		p.pos += 2
		return nil
	}
	if rest[0] != 'u' && rest[0] != 'U' { // as a pattern has it: "\\s"
		text.WriteByte('\\')
		p.pos++
		return nil
	}
	r, size := unicodeEscape(rest)
	if size == 0 || !utf8.ValidRune(r) {
		_, first := utf8.DecodeRuneInString(rest)
		return fail(at, 1+first, "escape", p.text[at:at+1+first])
	}
	text.WriteRune(r)
	p.pos += 1 + size
	return nil
}

// unicodeEscape reads u0041, U01F600 or a pair of surrogates; size is 0 if there is none.
func unicodeEscape(s string) (r rune, size int) {
	digits := map[byte]int{'u': 4, 'U': 6}[s[0]]
	if digits == 0 || len(s) < 1+digits {
		return 0, 0
	}
	n, err := strconv.ParseUint(s[1:1+digits], 16, 32)
	if err != nil {
		return 0, 0
	}
	r, size = rune(n), 1+digits
	if utf16.IsSurrogate(r) && strings.HasPrefix(s[size:], `\u`) && len(s) >= size+6 {
		low, err := strconv.ParseUint(s[size+2:size+6], 16, 32)
		if err != nil {
			return 0, 0
		}
		return pair(r, rune(low)), size + 6
	}
	return r, size
}

// pair returns what two surrogates stand for, no rune if they do not belong together.
func pair(high, low rune) rune {
	if r := utf16.DecodeRune(high, low); r != utf8.RuneError {
		return r
	}
	return -1
}

// temporal reads a date, time or duration by its shape.
func temporal(s string) (Value, bool) {
	if d, ok := parseDate(s); ok {
		return d, true
	}
	if t, ok := parseTime(s); ok {
		return t, true
	}
	if d, ok := parseDateTime(s); ok {
		return d, true
	}
	if m, ok := parseMonths(s); ok {
		return m, true
	}
	if d, ok := parseDuration(s); ok {
		return d, true
	}
	return nil, false
}
