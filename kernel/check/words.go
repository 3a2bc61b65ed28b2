package check

import (
	"strings"
	"unicode"
)

// Words is a text as people write it in a box: without what surrounds it, without
// characters nobody sees and without those that turn the direction of what follows. What
// has no letter and no digit says nothing and is empty, so that no reason is given by a
// blank, whatever kind of blank it is.
func Words(text string) string {
	said := false
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
		case isHidden(r):
			return -1
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			said = true
		}
		return r
	}, text)
	if !said {
		return ""
	}
	return strings.TrimSpace(text)
}

// isHidden reports whether r is not seen where it stands: controls, format characters, and
// the letters that are drawn as blanks.
func isHidden(r rune) bool {
	switch r {
	case '\u115f', '\u1160', '\u3164', '\uffa0':
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf)
}
