package application

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"strings"
	"time"

	"tongban/capability/form"
	"tongban/kernel/check"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/mask"
)

// Cosigner is somebody whom an application names in a part that is not its applicant's,
// and who has to stand by that part: each of those who sell a flat.
//
// Basis: 不动产登记暂行条例, art. 14 (both sides of a sale apply together).
type Cosigner struct {
	Party    string // as the form calls whose part it is
	Label    string // in words
	Name     string
	Method   Method
	SignedAt time.Time // zero: not yet, or the part was changed since
	Witness  string    // the member of staff before whom they signed; empty online
	Picture  []byte    // PNG, of what was drawn
	number   string
}

// HasSigned reports whether the cosigner stands by the part as it is.
func (c Cosigner) HasSigned() bool { return !c.SignedAt.IsZero() }

// MaskedName is how the cosigner is shown to others.
func (c Cosigner) MaskedName() string { return mask.Name(c.Name) }

// cosignedPart is what is kept sealed of a cosigner.
type cosignedPart struct {
	Name    string `json:"name"`
	Picture []byte `json:"picture,omitempty"` // PNG
}

// parts is what an application says, as far as others have to stand by it.
type parts struct {
	application id.ID
	version     id.ID // of the item
	form        *form.Definition
	values      form.Values
}

func (w *Work) parts() parts { return parts{w.ID, w.Item.VersionID, w.Form, w.Values} }

// cosigners are the people named in the parts of others, once each. Who they are the form
// says by its elements: the ID number of somebody, with the name beside it.
func (p parts) cosigners() (list []Cosigner) {
	add := func(party, label, name, number string) {
		if name != "" && number != "" {
			list = append(list, Cosigner{Party: party, Label: label, Name: name, number: check.Compact(number)})
		}
	}
	for _, party := range p.form.Parties() {
		label := partyLabel(p.form, party)
		for i := range p.form.Fields {
			f := &p.form.Fields[i]
			name, number := "", ""
			for c := range f.Columns {
				switch {
				case strings.HasSuffix(f.Columns[c].Element, ".name"):
					name = f.Columns[c].Key
				case strings.HasSuffix(f.Columns[c].Element, ".idNumber"):
					number = f.Columns[c].Key
				}
			}
			if f.Party != party || number == "" {
				continue
			}
			for _, row := range p.values.Rows(f.Key) {
				add(party, label, row.String(name), row.String(number))
			}
		}
	}
	return list
}

// digest is the SHA-256 of the part of a party, with the version of the item.
func (p parts) digest(party string) []byte {
	own := form.Values{}
	for _, f := range p.form.Fields {
		if answer, given := p.values[f.Key]; given && f.Party == party {
			own[f.Key] = answer
		}
	}
	text, _ := json.Marshal(struct {
		Version string      `json:"version"`
		Party   string      `json:"party"`
		Values  form.Values `json:"values"`
	}{p.version.String(), party, own}) // answers were JSON before
	digest := sha256.Sum256(text)
	return digest[:]
}

// with puts what is stored of the cosigners to those whom p names.
func (p parts) with(rows []cosignerRow, index func(number string) []byte) []Cosigner {
	list := p.cosigners()
	for i := range list {
		c := &list[i]
		for _, row := range rows {
			if row.Party == c.Party && bytes.Equal(row.index, index(c.number)) && bytes.Equal(row.digest, p.digest(c.Party)) {
				c.Method, c.SignedAt, c.Witness, c.Picture = row.Method, row.SignedAt, row.Witness, row.part.Picture
			}
		}
	}
	return list
}

// errNotNamed is the fault of whoever signs a part that does not name them.
var errNotNamed = fault.InvalidFields([]fault.Field{{Name: "card", Key: "application.cosign.not-named"}})
