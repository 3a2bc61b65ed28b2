package precheck

import (
	"strings"
	"time"

	"tongban/kernel/check"
)

// confusions are what a character is often misread as, the likeliest first. A digit is
// never taken for another digit: one check digit in ten would fit by chance.
var confusions = map[rune]string{
	'O': "0", 'o': "0", 'D': "0", 'Q': "0", 'U': "0", 'I': "1", 'l': "1", '|': "1", '!': "1", 'L': "1", 'i': "1",
	'T': "71", 'Z': "2", 'z': "2", 'S': "5", 's': "5", 'B': "8", 'G': "6", 'b': "6", 'q': "9", 'g': "9", 'A': "4",
	'0': "ODQ", '1': "TL", '4': "A", '6': "G", '7': "T", '8': "B",
	'V': "Y", 'Y': "V", 'E': "F", 'F': "E", 'M': "N", 'N': "M", 'W': "M", 'H': "N", 'P': "R", 'R': "P", 'C': "G",
}

// mend returns the number that raw stands for: raw itself if valid says that it is one,
// else the only valid one that differs from it by what is often misread: letters for
// digits everywhere, besides one character misread, or one too many. Several that would
// do are none: a guess is worse than a question.
func mend(raw string, length int, digits func(place int) bool, valid func(string) bool) (number string, exact, ok bool) {
	raw = check.Compact(raw)
	if len(raw) != len([]rune(raw)) || len(raw) < length || len(raw) > length+1 {
		return "", false, false
	}
	if len(raw) == length && valid(raw) {
		return raw, true, true
	}
	for _, tries := range [][]string{{asDigits(raw, digits)}, misread(asDigits(raw, digits))} {
		found := map[string]bool{}
		for _, try := range tries {
			for _, t := range shorten(try, length) {
				if valid(t) {
					found[t], number = true, t
				}
			}
		}
		if len(found) > 0 {
			return number, false, len(found) == 1
		}
	}
	return "", false, false
}

// asDigits replaces letters by the digits they look like where only digits may stand.
func asDigits(raw string, digits func(place int) bool) string {
	out := []byte(raw)
	for i, c := range out {
		if alike := confusions[rune(c)]; digits(i) && (c < '0' || c > '9') && alike != "" {
			out[i] = alike[0]
		}
	}
	return string(out)
}

// misread returns s with each character in turn replaced by what it may stand for.
func misread(s string) (all []string) {
	for i, r := range s {
		for _, other := range confusions[r] {
			all = append(all, s[:i]+string(other)+s[i+1:])
		}
	}
	return all
}

// shorten returns s with one character left out if it is too long: frames are misread
// as characters, and one character as two.
func shorten(s string, length int) (all []string) {
	if len(s) == length {
		return []string{s}
	}
	for i := range s {
		all = append(all, s[:i]+s[i+1:])
	}
	return all
}

// mendID returns the ID number that raw stands for. birth, if it was read elsewhere on
// the card, counts more than the same digits within the number, but not more than a
// number that is valid as it was read.
func mendID(raw, birth string, demo bool, today time.Time) (number string, exact, ok bool) {
	raw = strings.NewReplacer("×", "X", "*", "X").Replace(raw)
	birth = strings.ReplaceAll(birth, "-", "")
	digits := func(place int) bool { return place < 17 }
	valid := func(n string) bool { return check.IDNumber(n, demo, today) == nil }
	fits := func(n string) bool { return valid(n) && (birth == "" || n[6:14] == birth) }
	if number, exact, ok = mend(raw, 18, digits, fits); ok || birth == "" {
		return number, exact, ok
	}
	if n := asDigits(check.Compact(raw), digits); len(n) == 18 && likeness(n[6:14], birth) >= 75 && valid(n[:6]+birth+n[14:]) {
		return n[:6] + birth + n[14:], false, true
	}
	return mend(raw, 18, digits, valid)
}

// mendUSCC returns the unified social credit code that raw stands for.
func mendUSCC(raw string, demo bool) (code string, exact, ok bool) {
	digits := func(place int) bool { return place >= 2 && place < 8 }
	raw = strings.NewReplacer("O", "0", "I", "1", "Z", "2", "S", "5").Replace(check.Compact(raw))
	return mend(raw, 18, digits, func(c string) bool { return check.USCC(c, demo) == nil })
}

// codeRuns returns the runs of Latin letters and digits in s that are at least so long.
func codeRuns(s string, least int) (runs []string) {
	for _, run := range strings.FieldsFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '×' && r != '*' && r != '|' && r != '!'
	}) {
		if len(run) >= least {
			runs = append(runs, run)
		}
	}
	return runs
}
