package verify

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"tongban/kernel/seal"
)

// Root is the arc of licence identifiers (GB/T 36904).
const Root = "1.2.156.3005.2."

// passUse separates the signatures of passes from all others.
const passUse = "licence-pass"

// Pass is what the QR code carries behind the address: enough to check a licence
// on paper without a network. The holder is masked.
type Pass struct {
	Code       string `json:"c"`
	Identifier string `json:"i"` // without Root; names type, issuer and version
	Number     string `json:"n"`
	Holder     string `json:"h"`
	ValidFrom  Date   `json:"f"`
	ValidTo    Date   `json:"t,omitempty"`
	Made       int64  `json:"m"` // seconds since 1970
	Digest     []byte `json:"d"` // of the content
}

// Sign returns the pass as a signed text.
func (p Pass) Sign(s seal.Signer) (string, error) {
	text, err := json.Marshal(p)
	if err != nil {
		return "", fmt.Errorf("pass: %w", err)
	}
	return seal.SignJWS(text, passUse, s)
}

// ParsePass opens a signed pass.
func ParsePass(token string, keys seal.Keys) (Pass, error) {
	var p Pass
	text, err := seal.OpenJWS(token, passUse, keys)
	if err != nil {
		return Pass{}, err
	}
	if err := json.Unmarshal(text, &p); err != nil {
		return Pass{}, seal.ErrTampered
	}
	return p, nil
}

func (p Pass) licence() *Licence {
	l := &Licence{
		Code: p.Code, Identifier: Root + p.Identifier, Number: p.Number, Holder: p.Holder,
		ValidFrom: p.ValidFrom, ValidTo: p.ValidTo,
		status: StatusValid, made: time.Unix(p.Made, 0),
	}
	if parts := strings.Split(p.Identifier, "."); len(parts) == 5 {
		l.Type = parts[0]
		l.Version, _ = strconv.Atoi(parts[3]) // signed by us, so a number
	}
	return l
}
