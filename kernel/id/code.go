package id

import (
	"crypto/rand"
	"strings"
)

// codeLength is how many characters of five bits a verification code has: 100 bits.
const codeLength = 20

var codeAlphabet = strings.ToUpper(alphabet)

// NewCode returns a verification code nobody can guess.
func NewCode() string {
	var b [codeLength]byte
	_, _ = rand.Read(b[:]) // never fails
	for i := range b {
		b[i] = codeAlphabet[b[i]%32]
	}
	return string(b[:])
}

var codeRepair = strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1")

// NormalCode returns a verification code as typed or printed in its one form, or ""
// if it cannot be one.
func NormalCode(typed string) string {
	code := codeRepair.Replace(strings.ToUpper(strings.TrimSpace(typed)))
	if len(code) != codeLength || strings.Trim(code, codeAlphabet) != "" {
		return ""
	}
	return code
}

// PrintedCode returns a code in groups of five, for reading aloud.
func PrintedCode(code string) string {
	var groups []string
	for ; len(code) > 5; code = code[5:] {
		groups = append(groups, code[:5])
	}
	return strings.Join(append(groups, code), "-")
}
