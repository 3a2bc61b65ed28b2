// Package check examines the identifiers people type: citizens' ID numbers, codes
// of organisations, telephone and bank card numbers.
//
// Every check returns what is wrong as fields without a name, all at once, so that
// the reader sees which digits to look at again; nil means the identifier is well
// formed. None of them says that the identifier exists. Checks read through spaces,
// hyphens and full-width digits; what is stored is the compact form. Whether an
// empty answer is allowed is the form's business: here it has the wrong length.
package check

import (
	"embed"
	"strings"
	"unicode"

	"tongban/kernel/fault"
)

// Messages holds the texts of every key this package returns.
//
//go:embed messages.*.toml
var Messages embed.FS

// Named returns faults with the field's name filled in.
func Named(name string, faults []fault.Field) []fault.Field {
	for i := range faults {
		faults[i].Name = name
	}
	return faults
}

// Compact writes an identifier as it is stored: half-width, upper case, without
// spaces, hyphens and characters nobody sees.
func Compact(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～': // full-width forms mirror ASCII
			r -= '！' - '!'
		case unicode.IsSpace(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Pd, r):
			return -1
		}
		if r == '-' {
			return -1
		}
		return unicode.ToUpper(r)
	}, s)
}

// wrong returns one finding.
func wrong(key string, args ...any) []fault.Field {
	return []fault.Field{{Key: key, Args: args}}
}

// misfits lists the characters of s that ok refuses, with their places.
func misfits(s, key string, ok func(place int, r rune) bool) (faults []fault.Field) {
	place := 0
	for _, r := range s {
		place++
		if !ok(place, r) {
			faults = append(faults, fault.Field{Key: key, Args: []any{place, string(r)}})
		}
	}
	return faults
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// allDigits reports whether s consists of digits only.
func allDigits(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return !isDigit(r) }) < 0
}
