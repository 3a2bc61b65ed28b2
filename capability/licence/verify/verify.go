// Package verify checks a licence without the server that issued it: a PDF or the
// text of its QR code, the issuer's public keys and, to know its status, a signed
// and dated status list. It asks neither a database nor the network.
//
// A signature says that a licence is whole and who made it. Only the list says
// whether it still holds; without one a whole licence is StatusUnknown.
package verify

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tongban/kernel/seal"
)

// Outcome is what a check found.
type Outcome string

// The outcomes.
const (
	Valid         Outcome = "valid"
	Tampered      Outcome = "tampered"       // changed after signing
	StatusUnknown Outcome = "status-unknown" // the signature holds, nothing says whether the licence does
	Revoked       Outcome = "revoked"        // withdrawn, revoked or cancelled by its issuer
	Expired       Outcome = "expired"
	Unknown       Outcome = "unknown"   // the signature holds, but the list does not know the licence
	NotOurs       Outcome = "not-ours"  // not a licence of these keys
	Suspended     Outcome = "suspended" // for a time
	Replaced      Outcome = "replaced"  // a newer version exists, or the licence moved to another issuer
	NotYet        Outcome = "not-yet"   // its validity has not begun
)

// exitCodes are the answers of the command; 1 is left for a wrong call.
var exitCodes = map[Outcome]int{
	Valid: 0, Tampered: 2, StatusUnknown: 3, Revoked: 4, Expired: 5, Unknown: 6, NotOurs: 7, Suspended: 8, Replaced: 9, NotYet: 10,
}

// ExitCode returns 0 for Valid and a number of its own for every other outcome.
func (o Outcome) ExitCode() int { return exitCodes[o] }

// Why says more about an outcome where that helps.
type Why string

// The reasons.
const (
	WhyForeign    Why = "foreign"     // NotOurs: no mark of this product
	WhySigner     Why = "signer"      // NotOurs: whole, but signed by an unknown key
	WhyNotLicence Why = "not-licence" // NotOurs: signed by these keys, but no licence
	WhyAddress    Why = "address"     // Tampered: the QR code's address is of another licence
	WhyNoList     Why = "no-list"     // StatusUnknown
	WhyListOld    Why = "list-old"    // StatusUnknown: the list is past its validity
	WhyListBefore Why = "list-before" // StatusUnknown: the list is older than the licence
)

// Report is the result of a check. What it tells of the licence is signed; for
// Tampered and NotOurs it tells nothing.
type Report struct {
	Outcome Outcome   `json:"outcome"`
	Why     Why       `json:"why,omitempty"`
	Status  Status    `json:"status,omitempty"` // newest known
	At      time.Time `json:"at"`
	Listed  time.Time `json:"listed,omitzero"` // date of the status list
	Digest  string    `json:"digest"`          // SHA-256 of what was checked
	Signer  string    `json:"signer,omitempty"`
	Licence *Licence  `json:"licence,omitempty"`
}

// Licence is what the checked thing says of itself. A QR code says less and masks
// the holder.
type Licence struct {
	Code       string `json:"code"`
	Identifier string `json:"identifier"`
	Number     string `json:"number"`
	Type       string `json:"type"` // code
	TypeName   string `json:"typeName,omitempty"`
	Holder     string `json:"holder"`
	Issuer     string `json:"issuer,omitempty"`
	ValidFrom  Date   `json:"validFrom"`
	ValidTo    Date   `json:"validTo,omitempty"`
	Version    int    `json:"version"`

	status Status
	made   time.Time
}

// File checks the bytes of a PDF or the text of a QR code as of an instant. list
// may be nil. With the list of an installation that plays time the instant is that
// of the list.
func File(data []byte, keys seal.Keys, list *StatusList, at time.Time) Report {
	sum := sha256.Sum256(data)
	r := Report{At: at, Digest: hex.EncodeToString(sum[:])}
	if text, ok := asQR(data); ok {
		r.Outcome, r.Why, r.Licence = openQR(text, keys)
	} else {
		r.Outcome, r.Why, r.Licence = openPDF(data, keys, &r)
	}
	if r.Licence == nil {
		return r
	}
	if list != nil {
		r.Listed = list.GeneratedAt
		if list.TestClock {
			r.At = list.GeneratedAt
		}
	}
	r.Outcome, r.Why, r.Status = judge(*r.Licence, list, r.At)
	return r
}

// asQR returns data as the text of a QR code, if it can be one.
func asQR(data []byte) (string, bool) {
	const longest = 2 << 10
	text := strings.TrimSpace(string(data[:min(len(data), longest)]))
	return text, len(data) < longest && utf8.ValidString(text) && strings.Contains(text, "#") && !strings.Contains(text, "%PDF")
}

func openPDF(data []byte, keys seal.Keys, r *Report) (Outcome, Why, *Licence) {
	opened, err := seal.OpenPDF(data, keys)
	if err != nil {
		outcome, why := refusal(err)
		return outcome, why, nil
	}
	r.Signer = opened.Signer.Subject.String()
	content, err := ParseContent(opened.Data)
	if err != nil {
		return NotOurs, WhyNotLicence, nil
	}
	return "", "", content.licence()
}

func openQR(text string, keys seal.Keys) (Outcome, Why, *Licence) {
	address, token, _ := strings.Cut(text, "#")
	pass, err := ParsePass(token, keys)
	if err != nil {
		outcome, why := refusal(err)
		return outcome, why, nil
	}
	page, query, _ := strings.Cut(address, "?")
	l := pass.licence()
	version, said := strings.CutPrefix(query, "v=")
	if page[strings.LastIndexByte(page, '/')+1:] != pass.Code || query != "" && (!said || version != strconv.Itoa(l.Version)) {
		return Tampered, WhyAddress, nil
	}
	return "", "", l
}

// refusal says what an error of seal means for a licence.
func refusal(err error) (Outcome, Why) {
	switch {
	case errors.Is(err, seal.ErrTampered):
		return Tampered, ""
	case errors.Is(err, seal.ErrUnknownSigner):
		return NotOurs, WhySigner
	}
	return NotOurs, WhyForeign
}

// judge says whether a licence whose signature holds is good at an instant. What
// its issuer has ended stays ended however old the list; that it still holds, only
// a list within its validity can say.
func judge(l Licence, list *StatusList, at time.Time) (Outcome, Why, Status) {
	if outcome, ended := ends[l.status]; ended {
		return outcome, "", l.status
	}
	if list == nil {
		return StatusUnknown, WhyNoList, ""
	}
	entry, listed := list.find(l.Code)
	switch outcome, ended := ends[entry.Status]; {
	case !listed && l.made.Before(list.GeneratedAt):
		return Unknown, "", ""
	case !listed || entry.Version < l.Version:
		return StatusUnknown, WhyListBefore, ""
	case ended:
		return outcome, "", entry.Status
	case entry.Version > l.Version:
		return Replaced, "", StatusSuperseded
	case l.ValidTo.Passed(at):
		return Expired, "", StatusExpired
	case at.After(list.ValidUntil):
		return StatusUnknown, WhyListOld, ""
	case l.ValidFrom.Start().After(at):
		return NotYet, "", entry.Status
	}
	return Valid, "", entry.Status
}
