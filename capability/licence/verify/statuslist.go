package verify

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tongban/kernel/seal"
)

// listUse separates the signatures of status lists from all others.
const listUse = "licence-status"

// StatusList names every licence an issuer knows and what became of it, as of an
// instant. Licences are named by a salted digest of their verification code, so
// only those who hold a licence find it; nothing else is told.
type StatusList struct {
	Issuer      string    `json:"issuer"`
	GeneratedAt time.Time `json:"generatedAt"`
	// ValidUntil is until when the list may be used to find a licence valid.
	ValidUntil time.Time `json:"validUntil"`
	Salt       string    `json:"salt"`
	// TestClock says that the issuer plays time: what counts is its present, which is
	// GeneratedAt, and not the reader's.
	TestClock bool    `json:"testClock,omitempty"`
	Entries   []Entry `json:"entries"`

	byID map[string]Entry
}

// Entry is one licence of a list.
type Entry struct {
	ID      string `json:"id"`
	Version int    `json:"version"` // the newest
	Status  Status `json:"status"`
}

// SignedList is a list as published: a JWS in the flattened JSON form.
type SignedList struct {
	Protected string `json:"protected" doc:"Header, base64url"`
	Payload   string `json:"payload" doc:"The list, base64url JSON: issuer, generatedAt, validUntil, salt, testClock, entries of id, version, status"`
	Signature string `json:"signature" doc:"ES256, base64url"`
}

// EntryID is the name of a licence in a list with salt.
func EntryID(salt, code string) string {
	sum := sha256.Sum256([]byte("tongban licence status\x00" + salt + "\x00" + code))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

// Sign returns the list as published.
func (l StatusList) Sign(s seal.Signer) (SignedList, error) {
	text, err := json.Marshal(l)
	if err != nil {
		return SignedList{}, fmt.Errorf("status list: %w", err)
	}
	token, err := seal.SignJWS(text, listUse, s)
	if err != nil {
		return SignedList{}, fmt.Errorf("status list: %w", err)
	}
	parts := strings.Split(token, ".")
	return SignedList{parts[0], parts[1], parts[2]}, nil
}

// ParseList reads a published list that one of keys signed.
func ParseList(text []byte, keys seal.Keys) (*StatusList, error) {
	var signed SignedList
	if err := json.Unmarshal(text, &signed); err != nil {
		return nil, fmt.Errorf("status list: %w", err)
	}
	payload, err := seal.OpenJWS(signed.Protected+"."+signed.Payload+"."+signed.Signature, listUse, keys)
	if err != nil {
		return nil, fmt.Errorf("status list: %w", err)
	}
	var l StatusList
	if err := json.Unmarshal(payload, &l); err != nil {
		return nil, fmt.Errorf("status list: %w", err)
	}
	if l.GeneratedAt.IsZero() || l.ValidUntil.Before(l.GeneratedAt) {
		return nil, errors.New("status list: no dates")
	}
	l.byID = make(map[string]Entry, len(l.Entries))
	for _, e := range l.Entries {
		l.byID[e.ID] = e
	}
	return &l, nil
}

// find returns the entry of the licence with a verification code.
func (l *StatusList) find(code string) (Entry, bool) {
	e, ok := l.byID[EntryID(l.Salt, code)]
	return e, ok
}

// Sort puts the entries in an order that tells nothing of when they came to be.
func (l *StatusList) Sort() {
	slices.SortFunc(l.Entries, func(a, b Entry) int { return strings.Compare(a.ID, b.ID) })
}
