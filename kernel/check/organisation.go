package check

import (
	"strings"
	"unicode/utf8"

	"tongban/kernel/fault"
)

// usccAlphabet holds the symbols of a USCC by their value: no I, O, S, V, Z.
const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// usccAuthorities are the registering authorities, first character of a USCC.
const usccAuthorities = "123456789ANY"

// stateRegion stands in a USCC for bodies registered by the state itself.
const stateRegion = "100000"

// USCC examines a unified social credit code (统一社会信用代码). demo lets the
// invented regions 99xxxx pass.
// Basis: GB 32100-2015.
func USCC(s string, demo bool) []fault.Field {
	s = Compact(s)
	if n := utf8.RuneCountInString(s); n != 18 {
		return wrong("check.uscc.length", n)
	}
	faults := misfits(s, "check.uscc.character", func(place int, r rune) bool {
		if place >= 3 && place <= 8 {
			return isDigit(r)
		}
		return strings.ContainsRune(usccAlphabet, r)
	})
	if faults != nil {
		return faults
	}
	if !strings.Contains(usccAuthorities, s[:1]) {
		faults = append(faults, fault.Field{Key: "check.uscc.authority", Args: []any{s[:1]}})
	}
	if region := s[2:8]; region != stateRegion && !isRegion(region, demo) {
		faults = append(faults, fault.Field{Key: "check.uscc.region", Args: []any{region}})
	}
	if want := orgCheckDigit(s[8:16]); s[16:17] != want {
		faults = append(faults, fault.Field{Key: "check.uscc.body", Args: []any{want, s[16:17]}})
	}
	if want := usccCheckDigit(s[:17]); s[17:] != want {
		faults = append(faults, fault.Field{Key: "check.uscc.digit", Args: []any{want, s[17:]}})
	}
	return faults
}

// OrgCode examines an organisation code (组织机构代码), with or without the hyphen
// before its last character.
// Basis: GB 11714.
func OrgCode(s string) []fault.Field {
	s = Compact(s)
	if n := utf8.RuneCountInString(s); n != 9 {
		return wrong("check.org.length", n)
	}
	faults := misfits(s, "check.org.character", func(place int, r rune) bool {
		return isDigit(r) || place < 9 && r >= 'A' && r <= 'Z' || r == 'X'
	})
	if faults != nil {
		return faults
	}
	if want := orgCheckDigit(s[:8]); s[8:] != want {
		return wrong("check.org.digit", want, s[8:])
	}
	return nil
}

// NumberOrganisation completes a USCC: head are its authority, kind and region, body the
// eight characters given out in the region.
// Basis: GB 32100-2015.
func NumberOrganisation(head, body string) string {
	code := head + body + orgCheckDigit(body)
	return code + usccCheckDigit(code)
}

// usccCheckDigit returns the last character that belongs to the first 17.
func usccCheckDigit(s string) string {
	sum, weight := 0, 1
	for i := range 17 {
		sum += strings.IndexByte(usccAlphabet, s[i]) * weight
		weight = weight * 3 % 31
	}
	return usccAlphabet[(31-sum%31)%31:][:1]
}

// orgCheckDigit returns the last character that belongs to the first 8.
func orgCheckDigit(s string) string {
	const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	weights := [8]int{3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += w * strings.IndexByte(alphabet, s[i])
	}
	return "0X987654321"[sum%11:][:1]
}
