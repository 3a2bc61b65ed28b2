package search

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// longestQuery is how many characters of a query count.
const longestQuery = 64

// token is one place of a query: what a document must have there.
type token struct {
	char   symbol    // exactly this character
	also   symbol    // or this one, as good as a sound
	sounds syllables // or one that sounds so
	begins uint64    // the initials of all these

	heard  bool   // letters were typed for it
	joined bool   // neighbour of the token before it
	starts bool   // the first of a piece: the tokens of one run
	strict bool   // counts only if its whole piece stands in the document
	word   string // at the last token of a piece: a Latin word, or its beginning
}

// run is a piece of a query in one script.
type run struct {
	chars  []rune
	han    bool
	joined bool // nothing parts it from the run before
}

// runsOf splits a query at changes of script and at everything that is neither
// letter nor digit.
func runsOf(query string) []run {
	var runs []run
	joined, n := false, 0
	for _, r := range norm.NFKC.String(cut(query)) {
		han := isHan(r)
		switch last := len(runs) - 1; {
		case !han && !isLatin(r):
			joined = false
			continue
		case n == longestQuery:
			return runs
		case joined && runs[last].han == han:
			runs[last].chars = append(runs[last].chars, unicode.ToLower(r))
		default:
			runs = append(runs, run{[]rune{unicode.ToLower(r)}, han, joined})
		}
		joined = true
		n++
	}
	return runs
}

// cut keeps the beginning of a query, long enough for all characters that count.
func cut(query string) string {
	n := 0
	for at := range query {
		if n++; n > 4*longestQuery {
			return query[:at]
		}
	}
	return query
}

// ways returns what a query may mean: letters are words, or pinyin that can be split
// in several ways.
func (x *Index) ways(query string) [][]token {
	runs := runsOf(query)
	latin := 0
	for _, r := range runs {
		if !r.han {
			latin++
		}
	}
	if latin == 0 {
		return x.way(nil, runs, -1)
	}
	ways := x.way(nil, runs, -1)
	if latin == len(runs) {
		runs = []run{joinRuns(runs)}
		if len(runs[0].chars) < shortestSound {
			return ways
		}
	}
	for i := range mostParses {
		ways = x.way(ways, runs, i)
	}
	return ways
}

// joinRuns joins Latin words: pinyin is written with and without spaces, which are
// kept as gaps.
func joinRuns(runs []run) run {
	joined := runs[0]
	joined.chars = slices.Clone(joined.chars)
	for _, r := range runs[1:] {
		joined.chars = append(append(joined.chars, gap), r.chars...)
	}
	return joined
}

// way adds one meaning of runs to ways: Latin ones as the words they are, or for
// parse ≥ 0 as that way of splitting pinyin, if there are so many.
func (x *Index) way(ways [][]token, runs []run, parse int) [][]token {
	var tokens []token
	differs := parse < 0
	for _, r := range runs {
		var piece []token
		switch {
		case r.han:
			piece = x.written(r.chars)
		case parse < 0:
			piece = x.literal(r.chars)
		default:
			parses := x.parses(r.chars)
			if len(parses) == 0 {
				piece = x.literal(r.chars)
				break
			}
			differs = differs || parse < len(parses)
			piece = x.spelled(parses[min(parse, len(parses)-1)])
		}
		piece[0].starts, piece[0].joined = true, r.joined
		tokens = append(tokens, piece...)
	}
	if !differs || len(tokens) == 0 {
		return ways
	}
	return append(ways, tokens[:min(len(tokens), longestQuery)])
}

// written returns the tokens of Han characters: each stands for itself, or for what
// sounds the same.
func (x *Index) written(chars []rune) []token {
	tokens := make([]token, len(chars))
	for i, r := range chars {
		t := token{char: x.symbol(r), joined: i > 0}
		if t.char != unknown {
			for _, y := range x.read[t.char] {
				t.sounds.add(y)
			}
			t.begins = x.begins[t.char]
		} else {
			for _, letters := range readings(r) {
				if y, known := x.byLetter[letters]; known {
					t.sounds.add(y)
				}
			}
			t.begins = x.initialsOf(t.sounds)
		}
		tokens[i] = t
	}
	return tokens
}

// literal returns the tokens of a Latin word.
func (x *Index) literal(chars []rune) []token {
	tokens := make([]token, len(chars))
	for i, r := range chars {
		tokens[i] = token{char: x.symbol(r), strict: true, joined: i > 0, begins: 1 << initialOf(r)}
	}
	tokens[len(tokens)-1].word = string(chars)
	return tokens
}

// spelled returns the tokens of letters split in one way.
func (x *Index) spelled(parts []spelling) []token {
	tokens := make([]token, len(parts))
	for i, p := range parts {
		t := token{joined: i > 0, heard: true, strict: p.strict}
		if p.open {
			t.sounds = x.beginning(p.letters)
		} else if y, known := x.byLetter[p.letters]; known {
			t.sounds.add(y)
		}
		t.begins = x.initialsOf(t.sounds)
		if first := []rune(p.letters); len(first) == 1 {
			t.also = x.symbol(first[0])
			t.begins |= 1 << initialOf(first[0])
		}
		tokens[i] = t
	}
	if slices.ContainsFunc(tokens, func(t token) bool { return t.strict }) {
		for i := range tokens {
			tokens[i].strict = true
		}
	}
	return tokens
}

// spelling is a part of typed letters that stands for one character.
type spelling struct {
	letters string
	open    bool // the syllable may go on
	strict  bool
}

const (
	shortestSound   = 2 // letters taken for pinyin: a single one sounds like everything
	longestSyllable = 6
	mostParses      = 4

	// What a part of a parse costs: few long parts are likelier than many short.
	syllableCost = 10
	openCost     = 11
	initialCost  = 14
	farther      = 12 // than the likeliest parse: not looked for
)

// parse is a way to split letters so far.
type parse struct {
	cost  int
	parts []spelling
}

// parses splits letters into syllables and initials, the likeliest ways first and
// the one of initials only among them.
func (x *Index) parses(chars []rune) [][]spelling {
	best := make([][]parse, len(chars)+1)
	best[0] = []parse{{}}
	for i := range chars {
		if len(best[i]) == 0 {
			continue
		}
		if chars[i] == gap {
			best[i+1] = best[i]
			continue
		}
		for n := 1; n <= longestSyllable && i+n <= len(chars) && chars[i+n-1] != gap; n++ {
			last := i+n == len(chars)
			letters := string(chars[i : i+n])
			if p, cost, ok := x.part(letters, last); ok {
				for _, before := range best[i] {
					best[i+n] = keepBest(best[i+n], parse{before.cost + cost, append(slices.Clip(before.parts), p)})
				}
			}
		}
	}
	var all [][]spelling
	for _, p := range best[len(chars)] {
		if p.cost <= best[len(chars)][0].cost+farther {
			all = append(all, p.parts)
		}
	}
	syllables := len(all) > 0 && !slices.ContainsFunc(all[0], func(p spelling) bool { return p.strict })
	if only := x.onlyInitials(chars, !syllables); only != nil && !slices.ContainsFunc(all, func(p []spelling) bool { return slices.Equal(p, only) }) {
		all = append(all, only)
	}
	return all
}

// keepBest adds p to the best ways so far.
func keepBest(best []parse, p parse) []parse {
	at := len(best)
	for at > 0 && best[at-1].cost > p.cost {
		at--
	}
	best = slices.Insert(best, at, p)
	return best[:min(len(best), mostParses-1)]
}

// part returns what letters mean as a part, and what that costs.
func (x *Index) part(letters string, last bool) (spelling, int, bool) {
	_, known := x.byLetter[letters]
	switch {
	case known && (len(letters) > 1 || letters != "n" && letters != "m"):
		return spelling{letters: letters, open: last}, syllableCost, true
	case len(letters) == 1 || letters == "zh" || letters == "ch" || letters == "sh":
		if strings.ContainsAny(letters, "iuv") {
			return spelling{}, 0, false
		}
		return spelling{letters: letters, open: true, strict: true}, initialCost, true
	case last:
		set := x.beginning(letters)
		return spelling{letters: letters, open: true}, openCost, !set.empty()
	}
	return spelling{}, 0, false
}

// onlyInitials takes every letter for the initial of a character. It is nil if one
// cannot be: no syllable begins with i, u or v, which then are Latin letters of a name.
func (x *Index) onlyInitials(chars []rune, latin bool) []spelling {
	var parts []spelling
	for _, r := range chars {
		if r == gap {
			continue
		}
		if strings.ContainsRune("iuv", r) && (!latin || x.symbol(r) == unknown) {
			return nil
		}
		parts = append(parts, spelling{letters: string(r), open: true, strict: true})
	}
	return parts
}
