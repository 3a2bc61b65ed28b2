package licence

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tongban/capability/licence/verify"
	"tongban/kernel/check"
	"tongban/kernel/clock"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/mask"
)

// Layout is how a licence is drawn.
type Layout string

// The layouts.
const (
	A4   Layout = "a4"
	Card Layout = "card" // ID-1, 85.6 × 54 mm
)

// The kinds of holders.
const (
	Person       = "person"
	Organisation = "organisation"
)

// Type is a kind of licence.
type Type struct {
	Code         string    `json:"code"` // USCC of the standard's author and three digits
	Name         string    `json:"name"` // as catalogue items and materials call it
	Title        string    `json:"title"`
	HolderKind   string    `json:"holderKind"`
	Validity     string    `json:"validity,omitempty"` // "P6Y"; empty is without end
	Layout       Layout    `json:"layout"`
	NumberPrefix string    `json:"numberPrefix"`            // of numbers given here: prefix, day, five digits
	NumberDigits int       `json:"numberDigits,omitempty"`  // of numbers that count on from day to day instead: prefix and so many digits
	About        string    `json:"about,omitempty"`         // whom it is about, as data elements call them: "child"; empty is its holder
	NumberMeans  string    `json:"numberElement,omitempty"` // the data element its number is
	RemindDays   []int     `json:"remindDays,omitempty"`    // before its last day, most first; empty is 90, 30, 7
	Review       string    `json:"review,omitempty"`        // how often it is looked at again (年审): "P1Y"; empty is never
	ReviewBasis  string    `json:"reviewBasis,omitempty"`   // which rule says so
	Renewal      string    `json:"renewal,omitempty"`       // code of the item that renews it and has it reviewed
	Elements     []Element `json:"elements"`
	Notes        []string  `json:"notes,omitempty"` // printed small
}

// Element is one thing a licence says beside holder, number and dates.
type Element struct {
	Key      string `json:"key"`
	Label    string `json:"label"`
	From     string `json:"from,omitempty"`  // "sex" or "birthDate", read from the ID number; else the order's value
	Fixed    string `json:"fixed,omitempty"` // the same on every licence of the type
	Required bool   `json:"required,omitempty"`
	Means    string `json:"element,omitempty"` // the data element it is: "driving.class"
}

// about is whom the type's licences are about.
func (t Type) about() string {
	switch {
	case t.About != "":
		return t.About
	case t.HolderKind == Organisation:
		return "org"
	}
	return "person"
}

// Says reports whether a licence of the type says a data element beside its number.
func (t Type) Says(element string) bool {
	return slices.ContainsFunc(t.Elements, func(e Element) bool { return e.Means == element })
}

// holder is whose licence it shall be: whom the type is about where that is somebody else
// than who applied and the order names them. The child of a birth certificate is its holder,
// whoever of the parents has it.
func (t Type) holder(o Order) Holder {
	h, about := o.Holder, t.about()
	name := strings.TrimSpace(o.Elements[about+".name"])
	switch {
	case name == "" || about == "person":
	case about != "org":
		h.Name, h.IDNumber = name, o.Elements[about+".idNumber"]
	case h.Kind != Organisation || o.Elements["org.uscc"] != "":
		h.Name, h.IDNumber, h.Kind = name, o.Elements["org.uscc"], Organisation
	}
	return h
}

// Facts returns what l says by data element: whom it is about, every element of its type
// that means one, and what its number is, unless an element says so: the page of a
// household's book has another number than the household.
func (t Type) Facts(l Licence) map[string]string {
	number := t.about() + ".idNumber"
	if t.about() == "org" {
		number = "org.uscc"
	}
	facts := map[string]string{t.about() + ".name": l.Holder.Name, number: l.Holder.IDNumber}
	for _, v := range l.Values {
		i := slices.IndexFunc(t.Elements, func(e Element) bool { return e.Key == v.Key })
		if i >= 0 {
			facts[t.Elements[i].Means] = v.Text
		}
	}
	if number := facts[t.NumberMeans]; number == "" && (t.NumberMeans != "org.uscc" || check.USCC(l.Number, true) == nil) {
		facts[t.NumberMeans] = l.Number
	}
	maps.DeleteFunc(facts, func(element, text string) bool { return element == "" || text == "" })
	return facts
}

// Order asks for a licence.
type Order struct {
	Type      string // code or name
	CaseNo    string
	Holder    Holder
	Issuer    Issuer
	Values    map[string]any
	Elements  map[string]string // by data element: what an element of the type means counts more than its key
	IssuedOn  time.Time         // zero is today
	ValidFrom time.Time         // zero is today
	Validity  string            // empty is the type's
	Number    string            // empty is the next one
	Simulated bool              // demo data, no licence of anybody
}

// Holder is whose licence it shall be.
type Holder struct {
	Name     string
	IDNumber string
	Kind     string
	ActorID  string // account in whose wallet it lies
}

// Issuer is who issues it.
type Issuer struct {
	Department string // code, e.g. "TRANS"
	Name       string
	USCC       string
}

// Licence is the newest version of a licence.
type Licence struct {
	ID     id.ID
	Owner  string // account
	Digest []byte // SHA-256 of the canonical content
	Content
}

// Content is what a version says; Status where it is in its life. Both are public
// formats and live beside the check that reads them.
type (
	Content = verify.Content
	Status  = verify.Status
)

// The statuses.
const (
	Valid       = verify.StatusValid
	Suspended   = verify.StatusSuspended
	Withdrawn   = verify.StatusWithdrawn
	Cancelled   = verify.StatusCancelled
	Expired     = verify.StatusExpired
	Transferred = verify.StatusTransferred
	Revoked     = verify.StatusRevoked
	Superseded  = verify.StatusSuperseded
)

// StatusAt returns the status at now: a valid licence expires by itself.
func (l Licence) StatusAt(now time.Time) Status {
	if l.Status == Valid && l.ValidTo.Passed(now) {
		return Expired
	}
	return l.Status
}

// Usable reports whether the licence can stand for a material at now.
func (l Licence) Usable(now time.Time) bool {
	return l.StatusAt(now) == Valid && !l.ValidFrom.Start().After(now)
}

// Earlier returns the identifiers of the versions before l, which differ by their number.
func (l Licence) Earlier() (identifiers []string) {
	for version := 1; version < l.Version; version++ {
		identifiers = append(identifiers, l.identifier(version))
	}
	return identifiers
}

func (l Licence) identifier(version int) string {
	return Identifier{TypeCode: l.Type.Code, IssuerCode: l.Issuer.USCC, Serial: strings.ToUpper(l.ID.String()), Version: version}.String()
}

// MaskedHolder returns the holder's name as strangers may see it. Firms are public.
func (l Licence) MaskedHolder() string {
	if l.Holder.Kind == Organisation {
		return l.Holder.Name
	}
	return mask.Name(l.Holder.Name)
}

// MaskedNumber returns the licence's number as strangers may see it: some types use
// the holder's ID number, or begin with it (残疾人证).
func (l Licence) MaskedNumber() string {
	if l.Holder.Kind == Person && l.Holder.IDNumber != "" && strings.Contains(l.Number, l.Holder.IDNumber) {
		return mask.IDNumber(l.Number)
	}
	return l.Number
}

// newLicence makes the first version of what order asks for. The number is order's
// or else the sequence's.
func newLicence(t Type, order Order, sequence int64, now time.Time) (Licence, error) {
	from, to, err := validity(order, t, now)
	if err != nil {
		return Licence{}, err
	}
	if order.IssuedOn.IsZero() {
		order.IssuedOn = now
	}
	order.Holder = t.holder(order)
	values, err := valuesOf(t, order)
	if err != nil {
		return Licence{}, err
	}
	l := Licence{ID: id.New(), Owner: order.Holder.ActorID}
	l.Content = Content{
		Schema: verify.Schema, Code: id.NewCode(), Version: 1, Status: Valid, Made: now.Truncate(time.Millisecond),
		Number:   cmp.Or(order.Number, t.number(sequence, now)),
		Type:     verify.Type{Code: t.Code, Name: t.Name},
		Holder:   verify.Holder{Name: order.Holder.Name, IDNumber: order.Holder.IDNumber, Kind: order.Holder.Kind},
		Issuer:   verify.Issuer{Department: order.Issuer.Department, Name: order.Issuer.Name, USCC: order.Issuer.USCC},
		IssuedOn: verify.DateOf(order.IssuedOn), ValidFrom: from, ValidTo: to,
		Values: values, CaseNo: order.CaseNo, Simulated: order.Simulated, Salt: newSalt(),
	}
	return l.finished()
}

// number is the number of the licence that is the type's so-and-so-many-th, of the day or,
// where numbers count on, of all.
func (t Type) number(sequence int64, now time.Time) string {
	if t.NumberDigits > 0 {
		return fmt.Sprintf("%s%0*d", t.NumberPrefix, t.NumberDigits, sequence)
	}
	return fmt.Sprintf("%s%s%05d", t.NumberPrefix, now.In(clock.Shanghai).Format("20060102"), sequence)
}

// next makes the version after l. What l says stays, unless the caller has changed it.
func (l Licence) next(to Status, g Grounds, now time.Time) (Licence, error) {
	if l.Version == mostVersions {
		return l, fault.New(fault.Conflict, "licence.most-versions")
	}
	l.Previous = l.Identifier
	l.Version++
	l.Status, l.Reason, l.LegalBasis = to, g.Reason, g.LegalBasis
	l.Made, l.Salt = now.Truncate(time.Millisecond), newSalt()
	return l.finished()
}

// mostVersions is what an identifier has room for.
const mostVersions = 999

// finished gives a version its identifier and its digest.
func (l Licence) finished() (Licence, error) {
	l.Identifier = l.identifier(l.Version)
	text, err := l.Canonical()
	l.Digest = verify.Digest(text)
	return l, err
}

// valuesOf returns the type's elements with what order, the ID number or the type
// itself says, in the type's order.
func valuesOf(t Type, order Order) ([]verify.Value, error) {
	var missing []string
	if strings.TrimSpace(order.Holder.Name) == "" {
		missing = append(missing, "holderName")
	}
	values := make([]verify.Value, 0, len(t.Elements))
	for _, e := range t.Elements {
		text := e.Fixed
		switch {
		case text != "":
		case e.From != "":
			text = fromIDNumber(e.From, order.Holder.IDNumber)
		case order.Elements[e.Means] != "":
			text = strings.TrimSpace(order.Elements[e.Means])
		case order.Values[e.Key] != nil:
			text = strings.TrimSpace(fmt.Sprint(order.Values[e.Key]))
		}
		if text == "" && e.Required {
			missing = append(missing, e.Key)
		}
		if text != "" {
			values = append(values, verify.Value{Key: e.Key, Label: e.Label, Text: text})
		}
	}
	return values, missingFields(missing)
}

// ParseTypes reads a list of types and checks each.
func ParseTypes(text []byte) ([]Type, error) {
	var types []Type
	if err := json.Unmarshal(text, &types); err != nil {
		return nil, fmt.Errorf("licence types: %w", err)
	}
	for _, t := range types {
		if err := t.check(); err != nil {
			return nil, fmt.Errorf("licence type %s: %w", t.Name, err)
		}
	}
	return types, nil
}

func (t Type) check() error {
	_, err := addPeriod(time.Time{}, t.Validity)
	if err == nil {
		_, err = addPeriod(time.Time{}, t.Review)
	}
	switch {
	case len(t.Code) != 21:
		return fmt.Errorf("code %q: want a USCC and three digits", t.Code)
	case t.Name == "" || t.Title == "":
		return fmt.Errorf("name and title are needed")
	case !slices.Contains([]Layout{A4, Card}, t.Layout):
		return fmt.Errorf("unknown layout %q", t.Layout)
	case t.NumberDigits < 0 || t.NumberDigits > 12:
		return fmt.Errorf("numbers of %d digits", t.NumberDigits)
	case t.HolderKind != Person && t.HolderKind != Organisation:
		return fmt.Errorf("unknown kind of holder %q", t.HolderKind)
	}
	return err
}
