package agreement

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/mask"
)

// Role is what somebody is to an agreement.
type Role string

// The roles.
const (
	Authority Role = "authority"
	Applicant Role = "applicant"
	Other     Role = "other"
)

// Method is how somebody signed.
type Method string

// The methods.
const (
	Drawn   Method = "drawn"   // with a finger or a mouse
	Typed   Method = "typed"   // the name typed, and a code sent to the signer's mobile
	Session Method = "session" // the name typed in the session of a member of staff
)

// Agreement is a text with those who sign it.
type Agreement struct {
	ID       id.ID
	Number   string // for people: YX-260210-7K3M9Q-1
	CaseID   id.ID
	CaseNo   string
	ShortNo  string
	ItemName string
	Code     string // of the item's data
	Name     string
	Text     []string // paragraphs; none if it is an uploaded document
	File     id.ID    // zero unless it was uploaded
	FileName string
	DrawnBy  string
	DrawnAt  time.Time
	State    State
	Version  int64
	ClosedAt time.Time
	Why      string // it was refused or called off
	Digest   []byte // of text and signatures, once all have signed
	Parties  []Party
	Fits     bool // what is kept is what was signed
}

// Party is one who signs.
type Party struct {
	Seq      int
	Role     Role
	Part     string // what a further party is, in the item's words
	Account  id.ID  // zero of the authority
	Tell     id.ID  // who is told: the account, or who acts for a firm; zero is nobody
	Name     string
	Firm     bool // or a body: its name is public
	SignedAt time.Time
	Signer   string // name of the person who signed
	Method   Method
	Picture  []byte // PNG, if it was drawn
}

// Need is an agreement that a case needs before it is granted.
type Need struct {
	Code      string
	Name      string
	ExcusedAt time.Time // zero: it is needed
	ExcusedBy string
	Why       string
}

// ShownName is the party's name for who only works on the case.
func (p Party) ShownName() string { return shownName(p.Name, p.Firm) }

// ShownSigner is the name of who signed, likewise; staff sign with theirs.
func (p Party) ShownSigner() string { return shownName(p.Signer, p.Role == Authority) }

func shownName(name string, public bool) string {
	if public || name == "" {
		return name
	}
	return mask.Name(name)
}

// party returns the part of an account in a, nil if it has none.
func (a *Agreement) party(account id.ID) *Party {
	i := slices.IndexFunc(a.Parties, func(p Party) bool { return p.Account == account && account != 0 })
	if i < 0 {
		return nil
	}
	return &a.Parties[i]
}

// authority returns the part of the office in a.
func (a *Agreement) authority() *Party {
	return &a.Parties[slices.IndexFunc(a.Parties, func(p Party) bool { return p.Role == Authority })]
}

// isSigned reports whether all have signed.
func (a *Agreement) isSigned() bool {
	return !slices.ContainsFunc(a.Parties, func(p Party) bool { return p.SignedAt.IsZero() })
}

// URL is where parties find the agreement.
func (a *Agreement) URL() string { return "/agreements/" + a.ID.String() }

// Signing is what somebody gives to sign.
type Signing struct {
	Method  Method
	Name    string // typed
	Code    string // typed
	Picture string // drawn: a PNG as data URL
}

// content is exactly what the digest of a signed agreement is about.
type content struct {
	Number  string          `json:"number"`
	Name    string          `json:"name"`
	Text    []string        `json:"text"`
	File    string          `json:"file,omitempty"` // digest of the uploaded document
	Parties []signedContent `json:"parties"`
}

type signedContent struct {
	Role    Role   `json:"role"`
	Part    string `json:"part,omitempty"`
	Account string `json:"account"`
	Name    string `json:"name"`
	Signer  string `json:"signer"`
	Method  Method `json:"method"`
	At      int64  `json:"at"` // milliseconds UTC
	Picture string `json:"picture,omitempty"`
}

// digest is the SHA-256 of a as it was signed, with that of its file.
func (a *Agreement) digest(file []byte) []byte {
	c := content{Number: a.Number, Name: a.Name, Text: a.Text, File: hex.EncodeToString(file)}
	for _, p := range a.Parties {
		one := signedContent{Role: p.Role, Part: p.Part, Account: p.Account.String(), Name: p.Name, Signer: p.Signer, Method: p.Method, At: p.SignedAt.UnixMilli()}
		if len(p.Picture) > 0 {
			sum := sha256.Sum256(p.Picture)
			one.Picture = hex.EncodeToString(sum[:])
		}
		c.Parties = append(c.Parties, one)
	}
	text, _ := json.Marshal(c) // strings and numbers can be written
	sum := sha256.Sum256(text)
	return sum[:]
}

// maxText is the longest reason, in characters.
const maxText = 500

// checkWhy finds what is wrong with a reason.
func checkWhy(why string) []fault.Field {
	switch length := len([]rune(strings.TrimSpace(why))); {
	case length == 0:
		return []fault.Field{{Name: "why", Key: "agreement.why-missing"}}
	case length > maxText:
		return []fault.Field{{Name: "why", Key: "agreement.too-long", Args: []any{maxText}}}
	}
	return nil
}

// check finds what is missing from s, given by whom name is; staff type their name alone.
func (s Signing) check(name string, staff bool, drawn bool) (faults []fault.Field) {
	switch {
	case staff || s.Method == Typed:
		if squeezed(s.Name) != squeezed(name) {
			faults = append(faults, fault.Field{Name: "signature.typed", Key: "agreement.other-name-wrong"})
		}
		if !staff && strings.TrimSpace(s.Code) == "" {
			faults = append(faults, fault.Field{Name: "signature.code", Key: "agreement.code-missing"})
		}
	case s.Method == Drawn:
		if !drawn {
			faults = append(faults, fault.Field{Name: "signature.drawn", Key: "agreement.nothing-drawn"})
		}
	default:
		faults = append(faults, fault.Field{Name: "signature", Key: "agreement.method-missing"})
	}
	return faults
}

// squeezed is a name without spaces.
func squeezed(name string) string { return strings.Join(strings.Fields(name), "") }

// mayBind says why a may not sign or refuse for whom they act.
func mayBind(a actor.Actor) error {
	if !a.MaySubmit() {
		return fault.New(fault.Forbidden, "access.fill-only")
	}
	return nil
}

// The faults of agreements.
var (
	errUnknown = fault.New(fault.NotFound, "agreement.unknown")
	errClosed  = fault.New(fault.Conflict, "agreement.closed")
)
