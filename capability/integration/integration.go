package integration

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Key is what a program may do, until when and how often.
type Key struct {
	ID         id.ID
	Hint       string // how its secret begins, to tell keys apart
	Name       string // of the program
	Contact    string // of whoever runs it
	Department string // code; "" for a program of no department
	Scopes     []Scope
	Rate       int // requests a minute
	CreatedAt  time.Time
	ExpiresAt  time.Time
	UsedAt     time.Time // to the minute; zero is never
	RevokedAt  time.Time // zero is not
}

// Standing says what a key is worth.
type Standing string

// The standings of a key.
const (
	Valid   Standing = "valid"
	Expired Standing = "expired"
	Revoked Standing = "revoked"
)

// At says what k is worth at an instant.
func (k Key) At(now time.Time) Standing {
	switch {
	case !k.RevokedAt.IsZero():
		return Revoked
	case !now.Before(k.ExpiresAt):
		return Expired
	}
	return Valid
}

// Order asks for a key.
type Order struct {
	Name       string
	Contact    string
	Department string
	Scopes     []Scope
	Rate       int
	Days       int // until it expires
}

// What an order may ask for.
const (
	maxName     = 60
	maxContact  = 100
	minRate     = 1
	maxRate     = 6000
	DefaultRate = 300
)

// Lives are for how many days a key may be made.
var Lives = []int{30, 90, 365}

// wrong returns what is wrong with o; known are the codes of departments.
func (o Order) wrong(known []string) (faults []fault.Field) {
	add := func(is bool, name, key string, args ...any) {
		if is {
			faults = append(faults, fault.Field{Name: name, Key: "integration.input." + key, Args: args})
		}
	}
	add(o.Name == "" || utf8.RuneCountInString(o.Name) > maxName, "name", "name", maxName)
	add(o.Contact == "" || utf8.RuneCountInString(o.Contact) > maxContact, "contact", "contact", maxContact)
	add(o.Department != "" && !slices.Contains(known, o.Department), "department", "department")
	add(len(o.Scopes) == 0, "scopes", "scopes")
	for _, s := range o.Scopes {
		if !slices.Contains(Scopes, s) {
			add(true, "scopes", "scope", string(s))
			break
		}
	}
	add(slices.Contains(o.Scopes, CaseStatus) && o.Department == "", "department", "of-department")
	add(o.Rate < minRate || o.Rate > maxRate, "rate", "rate", minRate, maxRate)
	add(!slices.Contains(Lives, o.Days), "days", "days")
	return faults
}

// Prefix is how every secret begins, so that people and scanners of code know one.
const Prefix = "tbk_"

// hinted is how many letters of a secret its key shows.
const hinted = len(Prefix) + 4

// digest is what we keep of a secret.
type digest [sha256.Size]byte

// newSecret draws a secret of 256 bits.
func newSecret() string {
	random := make([]byte, 32)
	_, _ = rand.Read(random) // never fails
	return Prefix + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(random))
}

// digestOf returns what a secret is known by.
func digestOf(secret string) digest { return sha256.Sum256([]byte(secret)) }
