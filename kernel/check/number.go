package check

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"tongban/kernel/fault"
)

var (
	mobilePattern = regexp.MustCompile(`^1[3-9]\d{9}$`)
	phonePattern  = regexp.MustCompile(`^0\d{2,3}-?\d{7,8}(-\d{1,6})?$`)
)

// Mobile examines a mobile number of the mainland, with or without +86.
func Mobile(s string) []fault.Field {
	s = CompactMobile(s)
	switch n := utf8.RuneCountInString(s); {
	case n != 11:
		return wrong("check.mobile.length", n)
	case !mobilePattern.MatchString(s):
		return wrong("check.mobile.digits")
	}
	return nil
}

// CompactMobile writes a mobile number as it is stored: 11 digits without +86.
func CompactMobile(s string) string {
	s = Compact(s)
	for _, prefix := range []string{"+86", "0086", "86"} {
		if rest, ok := strings.CutPrefix(s, prefix); ok && len(rest) == 11 {
			return rest
		}
	}
	return s
}

// Phone examines a landline number with its area code: 0871-65519001-123.
func Phone(s string) []fault.Field {
	if !phonePattern.MatchString(CompactPhone(s)) {
		return wrong("check.phone.digits")
	}
	return nil
}

// CompactPhone writes a landline number as it is stored. Its hyphens stay: they
// tell the area code and the extension apart.
func CompactPhone(s string) string {
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("-－—–", r) })
	for i := range parts {
		parts[i] = Compact(parts[i])
	}
	return strings.Join(parts, "-")
}

// BankCard examines a bank card number: 14 to 19 digits, the last one by Luhn's
// rule. Cards of 16 and 19 digits are usual here, others exist.
func BankCard(s string) []fault.Field {
	s = Compact(s)
	if n := utf8.RuneCountInString(s); n < 14 || n > 19 {
		return wrong("check.bank.length", n)
	}
	if faults := misfits(s, "check.bank.character", func(_ int, r rune) bool { return isDigit(r) }); faults != nil {
		return faults
	}
	if !luhn(s) {
		return wrong("check.bank.digit")
	}
	return nil
}

// luhn reports whether the digits of s fit together.
func luhn(s string) bool {
	sum := 0
	for i := range s {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			d *= 2
			d = d/10 + d%10
		}
		sum += d
	}
	return sum%10 == 0
}
