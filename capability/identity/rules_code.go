package identity

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"strings"
	"time"

	"tongban/kernel/check"
	"tongban/kernel/fault"
)

// Purpose is what a code sent to a mobile is good for; it is good for nothing else.
type Purpose string

// The purposes.
const (
	ForSignIn Purpose = "signin" // who comes in
	ForSign   Purpose = "sign"   // an application is signed
	ForBind   Purpose = "bind"   // a mobile becomes somebody's
	ForLeave  Purpose = "leave"  // a mobile is no longer somebody's
)

// The life of a code. Of a million codes five are tried and ten are sent in a day, so
// that whoever guesses all day gets in once in fifty years.
const (
	codeDigits = 6
	codeLives  = 5 * time.Minute
	codeTries  = 5
)

// newCode returns six digits nobody can foresee.
func newCode() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic(err) // the system has no randomness
	}
	return fmt.Sprintf("%0*d", codeDigits, n)
}

// readCode returns a code as it was typed, with a fault if it cannot be one.
func readCode(typed string) (string, error) {
	code := check.Compact(typed)
	if len(code) != codeDigits || strings.Trim(code, "0123456789") != "" {
		return "", fault.InvalidFields([]fault.Field{{Name: "code", Key: "identity.code.shape"}})
	}
	return code, nil
}

// readMobile returns a mobile as it was typed, with a fault if it cannot be one.
func readMobile(typed string) (string, error) {
	mobile := check.CompactMobile(typed)
	return mobile, fault.InvalidFields(check.Named("mobile", check.Mobile(mobile)))
}

// pace bounds how often something may be tried: the least time between two tries, and
// the most tries within a window that begins with the first of them.
type pace struct {
	kind   string
	gap    time.Duration
	window time.Duration
	most   int
}

// texting bounds the codes sent to one mobile, guessing the passwords tried for one
// account.
var (
	texting  = pace{kind: "text", gap: time.Minute, window: 24 * time.Hour, most: 10}
	guessing = pace{kind: "password", window: 15 * time.Minute, most: 10}
)
