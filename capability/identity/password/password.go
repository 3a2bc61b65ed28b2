// Package password keeps passwords so that nobody can read them: as argon2id strings
// in the form everybody uses, $argon2id$v=19$m=19456,t=2,p=1$salt$key. It knows no
// accounts and counts no tries.
package password

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"

	"golang.org/x/crypto/argon2"
)

// The cost: about 40 ms and 19 MiB of a small server, as OWASP recommends at least.
const (
	memory  = 19 * 1024 // KiB
	passes  = 2
	lanes   = 1
	saltLen = 16
	keyLen  = 32
)

// busy bounds how many passwords are worked on at once, so that a storm of guesses
// takes neither all the memory nor all the processors.
var busy = make(chan struct{}, max(1, runtime.NumCPU()/2))

// Hash returns what is kept of a password.
func Hash(password string) string {
	salt := make([]byte, saltLen)
	_, _ = rand.Read(salt) // never fails
	return encode(salt, derive(password, salt, memory, passes, lanes))
}

// Matches reports whether hash was made of the password. It takes as long for a hash
// that is none, so that the time tells nothing about whether there is an account.
func Matches(hash, password string) bool {
	var version, m, t, p int
	var salt, key []byte
	var rest string
	_, err := fmt.Sscanf(hash, "$argon2id$v=%d$m=%d,t=%d,p=%d$%s", &version, &m, &t, &p, &rest)
	if err == nil {
		salt, key, err = decode(rest)
	}
	if err != nil || version != argon2.Version {
		derive(password, make([]byte, saltLen), memory, passes, lanes)
		return false
	}
	return subtle.ConstantTimeCompare(key, derive(password, salt, uint32(m), uint32(t), uint8(p))) == 1
}

func derive(password string, salt []byte, memory, passes uint32, lanes uint8) []byte {
	busy <- struct{}{}
	defer func() { <-busy }()
	return argon2.IDKey([]byte(password), salt, passes, memory, lanes, keyLen)
}

func encode(salt, key []byte) string {
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, passes, lanes, b.EncodeToString(salt), b.EncodeToString(key))
}

// decode reads "salt$key".
func decode(rest string) (salt, key []byte, err error) {
	b := base64.RawStdEncoding
	at := b.EncodedLen(saltLen)
	if len(rest) != at+1+b.EncodedLen(keyLen) || rest[at] != '$' {
		return nil, nil, fmt.Errorf("password: malformed hash")
	}
	if salt, err = b.DecodeString(rest[:at]); err != nil {
		return nil, nil, err
	}
	key, err = b.DecodeString(rest[at+1:])
	return salt, key, err
}
