package identity

import (
	"strings"
	"unicode/utf8"

	"tongban/kernel/fault"
)

// The length of a password. What makes one hard to guess is its length; signs and
// digits are not asked for.
//
// Basis: GB/T 22239-2019, level 3 (8.1.4.1: complexity of passwords); the figures are ours.
const (
	shortest        = 12
	longestPassword = 128
	variety         = 6 // different characters
)

// passwordFaults says what is wrong with a new password for an account.
func passwordFaults(field, account, password string) []fault.Field {
	bad := func(key string, args ...any) []fault.Field {
		return []fault.Field{{Name: field, Key: "identity.password." + key, Args: args}}
	}
	different := map[rune]bool{}
	for _, r := range password {
		different[r] = true
	}
	switch n := utf8.RuneCountInString(password); {
	case n < shortest:
		return bad("short", shortest)
	case n > longestPassword:
		return bad("long", longestPassword)
	case len(different) < variety:
		return bad("simple", variety)
	case strings.Contains(strings.ToLower(password), strings.ToLower(account)):
		return bad("account")
	}
	return nil
}
