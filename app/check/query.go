package check

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"

	"tongban/kernel/search"
)

// Alphabet knows the characters of all names.
type Alphabet struct {
	names map[rune]int      // how many names have a character
	chars []rune            // Han, in order
	alike map[string][]rune // those read the same
}

// NewAlphabet returns the alphabet of names.
func NewAlphabet(names []string) Alphabet {
	a := Alphabet{names: map[rune]int{}, alike: map[string][]rune{}}
	for _, name := range names {
		for _, r := range distinct(name) {
			a.names[r]++
		}
	}
	for r := range a.names {
		if unicode.Is(unicode.Han, r) {
			a.chars = append(a.chars, r)
		}
	}
	slices.Sort(a.chars)
	for _, r := range a.chars {
		a.alike[search.Reading(r)] = append(a.alike[search.Reading(r)], r)
	}
	return a
}

// distinct returns the characters of a name that count, each once.
func distinct(name string) []rune {
	var list []rune
	for _, r := range name {
		if counts(r) && !slices.Contains(list, r) {
			list = append(list, r)
		}
	}
	return list
}

func counts(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// Initials returns what somebody types who types the first letter of each
// character's pinyin.
func Initials(name string) string {
	var b strings.Builder
	for _, r := range name {
		switch reading := search.Reading(r); {
		case reading != "":
			b.WriteString(reading[:1])
		case counts(r):
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// Pinyin returns a name in letters; other characters stay.
func Pinyin(name string) string {
	var b strings.Builder
	for _, r := range name {
		switch reading := search.Reading(r); {
		case reading != "":
			b.WriteString(reading)
		case counts(r):
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// rarest returns the two characters of a name that the fewest names have, in the order
// of the name.
func (a Alphabet) rarest(name string) string {
	all := distinct(name)
	two := slices.Clone(all)
	slices.SortStableFunc(two, func(x, y rune) int { return cmp.Compare(a.names[x], a.names[y]) })
	two = two[:min(2, len(two))]
	slices.SortFunc(two, func(x, y rune) int { return cmp.Compare(slices.Index(all, x), slices.Index(all, y)) })
	return string(two)
}

// Mistype makes one mistake in a name: a character that sounds the same, any other
// one, one missing, or two in the wrong order.
func (a Alphabet) Mistype(name string, random *rand.Rand) string {
	chars := []rune(name)
	var places []int // of Han characters: what is beside them is seldom typed
	for i, r := range chars {
		if unicode.Is(unicode.Han, r) {
			places = append(places, i)
		}
	}
	if len(places) < 2 {
		return name
	}
	at := places[random.IntN(len(places)-1)]
	mistake := random.IntN(4)
	alike := slices.DeleteFunc(slices.Clone(a.alike[search.Reading(chars[at])]), func(r rune) bool { return r == chars[at] })
	switch next := at + 1; {
	case mistake == 0 && len(alike) > 0:
		chars[at] = alike[random.IntN(len(alike))]
	case mistake == 1 && chars[next] != chars[at]:
		chars[at], chars[next] = chars[next], chars[at]
	case mistake == 2:
		chars = slices.Delete(chars, at, at+1)
	default:
		for old := chars[at]; chars[at] == old; {
			chars[at] = a.chars[random.IntN(len(a.chars))]
		}
	}
	return string(chars)
}
