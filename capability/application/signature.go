package application

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"slices"
	"strings"
	"time"

	"tongban/capability/casework"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Method is how an applicant stood by an application.
type Method string

// The methods. None of them rests on a certificate: they are electronic signatures, but
// not reliable ones in the sense of 电子签名法, art. 13 (ADR 0031).
const (
	Drawn   Method = "drawn"   // written with a finger or a mouse
	Typed   Method = "typed"   // the name typed, and a code sent to the signer's mobile
	Paper   Method = "paper"   // by hand on the printed application, which the counter keeps
	Session Method = "session" // handed in by a program in the session of a proven person
)

// Signing is what an applicant does besides handing in: agrees to the use of data,
// answers what was noticed, signs.
type Signing struct {
	Consent bool // to the notice of use of data
	Method  Method
	Name    string   // typed
	Code    string   // typed: sent to the signer's mobile
	Picture string   // drawn: a PNG as data URL
	Checked []string // keys of the findings the applicant has checked and stands by
	Device  string   // as it names itself
	Person  bool     // wants a person to decide, not rules
	Shown   string   // the mark of what was looked at, see Work.shown; "" minds nothing
	Pledged
}

// Signature is how somebody stood by one submission.
type Signature struct {
	CaseID   id.ID
	Seq      int64 // of the submission
	Signer   id.ID // account of the person who signed
	Method   Method
	Digest   []byte // of what was signed, see digestOf
	Version  string // of the notice of use of data agreed to; empty if none was shown
	SignedAt time.Time
	signedPart
	Fits bool // what is kept today is what was signed
}

// signedPart is what is kept sealed of a signature.
type signedPart struct {
	Name     string     `json:"name"`              // of the signer
	For      string     `json:"for,omitempty"`     // on whose behalf
	Picture  []byte     `json:"picture,omitempty"` // PNG
	Device   string     `json:"device,omitempty"`
	Notice   []string   `json:"notice,omitempty"`   // what the applicant agreed to, as it was shown
	Findings []Finding  `json:"findings,omitempty"` // what was noticed before
	With     *givenWith `json:"with,omitempty"`     // the joint application it was given for, of which this is a share
}

// Finding is something that was noticed about an application before it was handed in.
type Finding struct {
	Key     string `json:"key"`
	Text    string `json:"text"`              // in words
	Checked bool   `json:"checked,omitempty"` // the applicant has checked it and stands by it
}

// bounds of a drawn signature: its picture as posted, and its sides in points.
const (
	maxPicture = 100_000
	maxSide    = 2400
	leastInk   = 20 // points that are not paper
)

// pictureURL begins what a browser posts of a drawn signature.
const pictureURL = "data:image/png;base64,"

// pictureOf reads a drawn signature and writes it anew: nothing but its points is kept.
// It reports false for what is no picture, and for one with nothing drawn on it or more
// ink than paper.
func pictureOf(posted string) ([]byte, bool) {
	text, isPicture := strings.CutPrefix(posted, pictureURL)
	if !isPicture || len(posted) > maxPicture {
		return nil, false
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, false
	}
	size, err := png.DecodeConfig(bytes.NewReader(raw))
	if err != nil || size.Width > maxSide || size.Height > maxSide/2 {
		return nil, false
	}
	drawn, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, false
	}
	// Grey on white: a signature has no colours, and what is transparent is paper.
	paper := image.NewGray(drawn.Bounds())
	draw.Draw(paper, paper.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(paper, paper.Bounds(), drawn, drawn.Bounds().Min, draw.Over)
	ink := 0
	for _, point := range paper.Pix {
		if point < 128 {
			ink++
		}
	}
	var clean bytes.Buffer
	err = png.Encode(&clean, paper)
	return clean.Bytes(), err == nil && ink >= leastInk && ink < len(paper.Pix)/2
}

// signedContent is exactly what a signature is about, in the order its digest takes it.
type signedContent struct {
	Version   string           `json:"version"` // of the item
	Answers   map[string]any   `json:"answers"`
	Values    map[string]any   `json:"values"`
	Materials []signedMaterial `json:"materials"`
	Notice    string           `json:"notice"`
}

type signedMaterial struct {
	Code      string          `json:"code"`
	Source    casework.Source `json:"source"`
	Reference string          `json:"reference"`
	Digest    string          `json:"digest,omitempty"` // of the file's bytes
}

// digestOf is the SHA-256 of what was handed in, written as JSON with its keys in
// order: answers to the guide and the form, each material with the digest of its file,
// the version of the item and of the notice agreed to.
func digestOf(version id.ID, handed casework.Submission, files map[string][]byte, notice string) ([]byte, error) {
	content := signedContent{Version: version.String(), Answers: handed.Answers, Values: handed.Values, Notice: notice}
	for _, m := range handed.Materials {
		content.Materials = append(content.Materials, signedMaterial{m.Code, m.Source, m.Reference, hex.EncodeToString(files[m.Reference])})
	}
	slices.SortFunc(content.Materials, func(a, b signedMaterial) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Reference, b.Reference))
	})
	text, err := json.Marshal(content)
	digest := sha256.Sum256(text)
	return digest[:], err
}

// errUnseen is the fault of whoever signs something else than they have looked at.
var errUnseen = fault.New(fault.Conflict, "application.check-changed")

// shown is the mark of all that w hands in as it stands, by which it is noticed that
// another tab or the other party has changed it since it was looked at. What is promised is
// part of it with its days, which move at midnight.
func (w *Work) shown() string {
	digest, _ := digestOf(w.Item.VersionID, w.arrival(w.person).Submission, nil, noticeVersion) // answers were JSON before
	if promised := w.Promised(); len(promised) > 0 {
		with := sha256.Sum256(fmt.Appendf(digest, "%v", promised))
		digest = with[:]
	}
	return hex.EncodeToString(digest)
}

// mayStand says what is missing of a signing by whom name is: consent, and the way to
// sign, at a counter or alone. Whether the code is right is asked last, since that uses it up.
//
// Basis: 个人信息保护法, arts 14, 17; 电子签名法, art. 3.
func (s *Signing) mayStand(name string, counter bool) error {
	var faults []fault.Field
	if !s.Consent {
		faults = append(faults, fault.Field{Name: "consent", Key: "application.sign.consent-missing"})
	}
	switch {
	case s.Method == Paper && counter: // the clerk has it before them
	case s.Method == Drawn:
		if _, ok := pictureOf(s.Picture); !ok {
			faults = append(faults, fault.Field{Name: "signature.drawn", Key: "application.sign.nothing-drawn"})
		}
	case s.Method == Typed && !counter: // the code would go to the clerk's own mobile
		if squeezed(s.Name) != squeezed(name) {
			faults = append(faults, fault.Field{Name: "signature.typed", Key: "application.sign.other-name"})
		}
		if strings.TrimSpace(s.Code) == "" {
			faults = append(faults, fault.Field{Name: "signature.code", Key: "application.sign.code-missing"})
		}
	default:
		faults = append(faults, fault.Field{Name: "signature", Key: "application.sign.missing"})
	}
	return fault.InvalidFields(faults)
}

// squeezed is a name without spaces: 欧阳 明 and 欧阳明 are one.
func squeezed(name string) string { return strings.Join(strings.Fields(name), "") }

// Drawing reads a drawn signature as a browser posts it, written anew: nothing but its
// points is kept. It reports false for what is none.
func Drawing(posted string) ([]byte, bool) { return pictureOf(posted) }

// IsDrawn reports whether posted is a drawn signature with something on it.
func IsDrawn(posted string) bool {
	_, ok := pictureOf(posted)
	return ok
}
