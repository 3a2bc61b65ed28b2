package verify

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"tongban/kernel/clock"
)

// Status is where a licence is in its life.
type Status string

// The statuses, with the codes that exchange partners use (domain.md §4.2).
const (
	StatusValid       Status = "valid"       // 01 有效
	StatusSuspended   Status = "suspended"   // 02 暂扣
	StatusWithdrawn   Status = "withdrawn"   // 03 撤销: should not have been granted
	StatusCancelled   Status = "cancelled"   // 04 注销: taken off the register
	StatusExpired     Status = "expired"     // 05 失效
	StatusTransferred Status = "transferred" // 06 转出
	StatusRevoked     Status = "revoked"     // 07 吊销: as a penalty
	StatusSuperseded  Status = "superseded"  // 99 变更: a newer version says other things
)

// ends maps the statuses in which a licence does not hold to the outcome.
var ends = map[Status]Outcome{
	StatusSuspended:   Suspended,
	StatusWithdrawn:   Revoked,
	StatusCancelled:   Revoked,
	StatusRevoked:     Revoked,
	StatusExpired:     Expired,
	StatusTransferred: Replaced,
	StatusSuperseded:  Replaced,
}

// Date is a day in China, "2026-02-13"; empty means there is none.
type Date string

// DateOf returns the day of t in China.
func DateOf(t time.Time) Date {
	if t.IsZero() {
		return ""
	}
	return Date(t.In(clock.Shanghai).Format(time.DateOnly))
}

// Start returns the first instant of d, the zero time if there is none.
func (d Date) Start() time.Time {
	t, err := time.ParseInLocation(time.DateOnly, string(d), clock.Shanghai)
	if err != nil {
		return time.Time{}
	}
	return t
}

// Passed reports whether d is over at t. No date never passes.
func (d Date) Passed(t time.Time) bool {
	return d != "" && !t.Before(d.Start().AddDate(0, 0, 1))
}

// Schema marks a licence's content.
const Schema = "urn:tongban:licence:1"

// Content is everything a version of a licence says. It is registered, hashed and
// carried inside the PDF as one canonical JSON document.
type Content struct {
	Schema     string `json:"schema"`
	Code       string `json:"code"` // for verification, unguessable
	Identifier string `json:"identifier"`
	Previous   string `json:"previous,omitempty"` // identifier of the version before (关联证照标识)
	Version    int    `json:"version"`
	Number     string `json:"number"`
	Status     Status `json:"status"`
	// Reason and LegalBasis say why the status changed.
	Reason     string    `json:"reason,omitempty"`
	LegalBasis string    `json:"legalBasis,omitempty"`
	Type       Type      `json:"type"`
	Holder     Holder    `json:"holder"`
	Issuer     Issuer    `json:"issuer"`
	Made       time.Time `json:"made"` // when this version was registered
	IssuedOn   Date      `json:"issuedOn"`
	ValidFrom  Date      `json:"validFrom"`
	ValidTo    Date      `json:"validTo,omitempty"` // the last day; empty is without end
	Values     []Value   `json:"values"`
	CaseNo     string    `json:"caseNo,omitempty"`
	Simulated  bool      `json:"simulated,omitempty"` // demo data, no licence of anybody
	// Salt keeps people from trying ID numbers against the public digest.
	Salt string `json:"salt"`
}

// Type is the kind of licence.
type Type struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// Holder is whose licence it is.
type Holder struct {
	Name     string `json:"name"`
	IDNumber string `json:"idNumber"`
	Kind     string `json:"kind"` // "person" or "organisation"
}

// Issuer is the body that issued it.
type Issuer struct {
	Department string `json:"department"` // code
	Name       string `json:"name"`
	USCC       string `json:"uscc"`
}

// Value is one element of a licence. A day is written as Date.
type Value struct {
	Key   string `json:"key"`
	Label string `json:"label"`
	Text  string `json:"text"`
}

// Canonical returns the content in the one form that is hashed (RFC 8785).
func (c Content) Canonical() ([]byte, error) {
	text, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("licence content: %w", err)
	}
	canonical := jsontext.Value(text)
	if err := canonical.Canonicalize(); err != nil {
		return nil, fmt.Errorf("licence content: %w", err)
	}
	return canonical, nil
}

// Digest is the content hash.
func Digest(canonical []byte) []byte {
	sum := sha256.Sum256(canonical)
	return sum[:]
}

// ParseContent reads what Canonical wrote.
func ParseContent(canonical []byte) (Content, error) {
	var c Content
	decoder := json.NewDecoder(bytes.NewReader(canonical))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&c); err != nil {
		return Content{}, fmt.Errorf("licence content: %w", err)
	}
	if c.Schema != Schema {
		return Content{}, errors.New("licence content: another schema")
	}
	return c, nil
}

func (c Content) licence() *Licence {
	return &Licence{
		Code: c.Code, Identifier: c.Identifier, Number: c.Number,
		Type: c.Type.Code, TypeName: c.Type.Name, Holder: c.Holder.Name, Issuer: c.Issuer.Name,
		ValidFrom: c.ValidFrom, ValidTo: c.ValidTo, Version: c.Version,
		status: c.Status, made: c.Made,
	}
}
