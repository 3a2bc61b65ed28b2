package feel

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The limits of a text, beyond which it is refused.
const (
	maxText  = 64 << 10 // bytes
	maxNest  = 100      // brackets within brackets
	maxDepth = 2000     // parts within parts, as of a long sum

	maxEntries = 500 // of a context
)

// keywords cannot be names.
var keywords = []string{"and", "or", "if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "between",
	"instance", "function", "true", "false", "null", "external"}

// parser reads a text from left to right and looks one token ahead.
type parser struct {
	text  string
	pos   int
	nest  int
	names []string // in scope, those bound inside last
	outer int      // how many of them come from outside
	items int      // how many filters we are in
}

func (p *parser) fail(at int, key string, args ...any) *Fault {
	return fail(min(at, len(p.text)), min(1, len(p.text)-min(at, len(p.text))), key, args...)
}

// unexpected says that the text cannot go on as it does here.
func (p *parser) unexpected() *Fault {
	p.skip()
	if p.pos >= len(p.text) {
		return p.fail(p.pos, "unfinished")
	}
	r, size := utf8.DecodeRuneInString(p.text[p.pos:])
	f := fail(p.pos, size, "unexpected", string(r))
	switch {
	case unicode.In(r, unicode.Pi, unicode.Pf) || r == '＂' || r == '＇':
		f.Key = root + "curly"
	case r >= 0xff01 && r <= 0xff5e, r == 0x3000, r == 0x3001, r == 0x3002:
		f.Key = root + "full-width"
	case nameStart(r):
		word := p.word()
		f.Length, f.Args = len(word), []any{word}
	}
	return f
}

// skip passes white space and comments.
func (p *parser) skip() {
	for p.pos < len(p.text) {
		r, size := utf8.DecodeRuneInString(p.text[p.pos:])
		switch rest := p.text[p.pos:]; {
		case unicode.IsSpace(r) || r == 0xfeff:
			p.pos += size
		case strings.HasPrefix(rest, "//"):
			p.pos = after(p.text, p.pos, "\n")
		case strings.HasPrefix(rest, "/*"):
			p.pos = after(p.text, p.pos+2, "*/")
		default:
			return
		}
	}
}

func after(text string, from int, mark string) int {
	if i := strings.Index(text[from:], mark); i >= 0 {
		return from + i + len(mark)
	}
	return len(text)
}

// sees reports whether mark comes next.
func (p *parser) sees(mark string) bool {
	p.skip()
	return strings.HasPrefix(p.text[p.pos:], mark)
}

// takes passes mark if it comes next.
func (p *parser) takes(mark string) bool {
	if !p.sees(mark) {
		return false
	}
	p.pos += len(mark)
	return true
}

// expect passes mark or says that it is missing.
func (p *parser) expect(mark string) *Fault {
	if p.takes(mark) {
		return nil
	}
	f := p.unexpected()
	if f.Key == root+"unexpected" || f.Key == root+"unfinished" {
		f.Key, f.Args = root+"expected", []any{mark}
	}
	return f
}

// word returns the identifier that comes next, "" for none.
func (p *parser) word() string {
	p.skip()
	rest := p.text[p.pos:]
	end := 0
	for i, r := range rest {
		if i == 0 && !nameStart(r) || !namePart(r) {
			break
		}
		end = i + utf8.RuneLen(r)
	}
	return rest[:end]
}

// says passes a keyword if it comes next.
func (p *parser) says(keyword string) bool {
	if p.word() != keyword {
		return false
	}
	p.pos += len(keyword)
	return true
}

func nameStart(r rune) bool { return r == '_' || unicode.IsLetter(r) }

func namePart(r rune) bool {
	return nameStart(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Mc, r) || r == 0x200c || r == 0x200d
}

// longest returns the longest of names that comes next and how long it is in the text,
// where any white space stands for a space.
func (p *parser) longest(names []string) (found string, length int) {
	for _, n := range slices.Backward(names) {
		if l := matches(p.text[p.pos:], n); l > length {
			found, length = n, l
		}
	}
	return found, length
}

// matches returns how many bytes of text are name, 0 if it does not begin with it.
func matches(text, name string) int {
	i := 0
	last := rune(0)
	for _, r := range name {
		if r == ' ' {
			rest := strings.TrimLeftFunc(text[i:], unicode.IsSpace)
			if len(rest) == len(text[i:]) {
				return 0
			}
			i = len(text) - len(rest)
		} else {
			got, size := utf8.DecodeRuneInString(text[i:])
			if got != r || size == 0 {
				return 0
			}
			i += size
		}
		last = r
	}
	next, _ := utf8.DecodeRuneInString(text[i:])
	if namePart(last) && i < len(text) && namePart(next) {
		return 0
	}
	return i
}

// readName reads a name: the longest one in scope, a built-in function that is called, or a
// word.
func (p *parser) readName() (string, bool) {
	p.skip()
	found, length := p.longest(p.names)
	if fn, l := p.longest(builtinNames()); l > length && strings.HasPrefix(strings.TrimLeftFunc(p.text[p.pos+l:], unicode.IsSpace), "(") {
		found, length = fn, l
	}
	word := p.word()
	if length < len(word) || length == 0 {
		if word == "" || slices.Contains(keywords, word) {
			return "", false
		}
		if p.items > 0 {
			return p.words(), true
		}
		found, length = word, len(word)
	} else if length == len(word) && slices.Contains(keywords, word) {
		return "", false
	}
	p.pos += length
	return found, true
}

// words reads a name of several words that need not be known: after a dot, or where the
// entries of a context may be meant.
func (p *parser) words() string {
	var all []string
	for {
		word := p.word()
		if word == "" && len(all) > 0 {
			p.skip()
			word = p.digits() // a b 2
		}
		if word == "" || slices.Contains(keywords, word) {
			return strings.Join(all, " ")
		}
		p.pos += len(word)
		all = append(all, word)
	}
}

func (p *parser) digits() string {
	end := p.pos
	for end < len(p.text) && p.text[end] >= '0' && p.text[end] <= '9' {
		end++
	}
	return p.text[p.pos:end]
}

// label reads what stands before a colon: the name of an argument or of an entry.
func (p *parser) label() (string, bool) {
	p.skip()
	rest := p.text[p.pos:]
	end := 0
	for i, r := range rest {
		if r == ':' {
			end = i
			break
		}
		if !namePart(r) && !unicode.IsSpace(r) && !strings.ContainsRune("-+*/.'", r) || i > 200 {
			break
		}
	}
	text := strings.Join(strings.Fields(rest[:end]), " ")
	if first, _ := utf8.DecodeRuneInString(text); text == "" || !nameStart(first) {
		return "", false
	}
	p.pos += end + 1
	return text, true
}
