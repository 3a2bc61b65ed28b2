package application

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"strings"
	"time"

	"tongban/capability/catalogue"
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
	answers     catalogue.Answers // to the guide
	values      form.Values
}

func (w *Work) parts() parts { return parts{w.ID, w.Item.VersionID, w.Form, w.Answers, w.Values} }

// naming is two fields, or two columns of a table, that say who somebody is.
type naming struct {
	table        *form.Field // nil: the fields are of the form itself
	name, number string      // keys
}

// named finds where the form asks who those of a party are. It says so by its elements: the ID
// number of somebody, with the name beside it.
func (p parts) named(party string) (list []naming) {
	single := naming{}
	for i := range p.form.Fields {
		f := &p.form.Fields[i]
		if f.Party != party || !p.form.Shown(f, p.values, p.answers) {
			continue
		}
		single.take(f.Element, f.Key)
		row := naming{table: f}
		for _, c := range f.Columns {
			row.take(c.Element, c.Key)
		}
		if row.number != "" {
			list = append(list, row)
		}
	}
	if single.number != "" && single.name != "" {
		list = append(list, single)
	}
	return list
}

func (n *naming) take(element, key string) {
	switch {
	case strings.HasSuffix(element, ".name"):
		n.name = key
	case strings.HasSuffix(element, ".idNumber"):
		n.number = key
	}
}

// parties are those whose parts are asked, besides the applicant: of whom the form does not ask
// who they are, it asks the applicant.
func (p parts) parties() (list []string) {
	for _, party := range p.form.Parties() {
		if len(p.named(party)) > 0 {
			list = append(list, party)
		}
	}
	return list
}

// cosigners are the people named in the parts of others, once each.
func (p parts) cosigners() (list []Cosigner) {
	add := func(party, label, name, number string) {
		if name != "" && number != "" {
			list = append(list, Cosigner{Party: party, Label: label, Name: name, number: check.Compact(number)})
		}
	}
	for _, party := range p.form.Parties() {
		label := partyLabel(p.form, party)
		for _, n := range p.named(party) {
			rows := []form.Values{p.values}
			if n.table != nil {
				rows = p.values.Rows(n.table.Key)
			}
			for _, row := range rows {
				add(party, label, row.String(n.name), row.String(n.number))
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
