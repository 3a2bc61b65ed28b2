// Package id makes the keys of rows: 63-bit numbers that grow with time, so that
// new rows lie together, written for people and addresses as 13 characters.
package id

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"strings"
	"sync"

	"tongban/kernel/clock"
)

// ID is a row's key. The zero ID is no key.
type ID int64

// alphabet is Crockford's base 32: no I, L, O, U.
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"

// epoch is 2020-01-01 UTC in milliseconds; 41 bits last until 2089.
const epoch = 1577836800000

// ErrMalformed is returned by Parse.
var ErrMalformed = errors.New("id: malformed")

var source = struct {
	sync.Mutex
	last int64 // last value of time and counter
}{}

// node is 12 random bits that tell processes apart.
var node = func() int64 {
	var b [2]byte
	_, _ = rand.Read(b[:]) // never fails
	return int64(binary.BigEndian.Uint16(b[:]) & 0xfff)
}()

// New returns a key larger than every earlier one of this process. It is unique
// among processes but for a chance that the primary key catches.
func New() ID {
	source.Lock()
	defer source.Unlock()
	t := (clock.Real.Now().UnixMilli() - epoch) << 10
	if t <= source.last {
		t = source.last + 1
	}
	source.last = t
	return ID((t>>10)<<22 | node<<10 | t&0x3ff)
}

// String returns the 13 characters for addresses.
func (i ID) String() string {
	var b [13]byte
	v := uint64(i)
	for k := 12; k >= 0; k-- {
		b[k] = alphabet[v&31]
		v >>= 5
	}
	return string(b[:])
}

// Parse reads what String wrote.
func Parse(s string) (ID, error) {
	if len(s) != 13 {
		return 0, ErrMalformed
	}
	var v uint64
	for i := range len(s) {
		d := strings.IndexByte(alphabet, s[i])
		if d < 0 || (i == 0 && d > 7) {
			return 0, ErrMalformed
		}
		v = v<<5 | uint64(d)
	}
	return ID(v), nil
}

// MarshalText writes the 13 characters, so that JSON never holds a number that
// JavaScript would round.
func (i ID) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (i *ID) UnmarshalText(b []byte) error {
	v, err := Parse(string(b))
	*i = v
	return err
}
