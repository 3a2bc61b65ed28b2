package licence

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tongban/capability/licence/verify"
	"tongban/kernel/check"
	"tongban/kernel/clock"
	"tongban/kernel/fault"
)

// Grounds say why a licence changes.
type Grounds struct {
	Reason     string
	LegalBasis string
	Version    int // the version the decision was made on; 0 is whichever is newest
}

// Correction is what an amended licence says from now on; what it does not name stays.
type Correction struct {
	Values  map[string]string `json:"values,omitempty"` // by key of the type's element
	ValidTo verify.Date       `json:"validTo,omitempty"`
}

// amended returns l with what c says, or what is wrong with it.
//
// Basis: 行政许可法, arts 49, 50.
func (l Licence) amended(t Type, c Correction) (Licence, error) {
	var faults []fault.Field
	values := slices.Clone(l.Values)
	changed := false
	for _, e := range t.Elements {
		text, given := c.Values[e.Key]
		text = check.Words(text)
		switch {
		case !given || text == "":
			continue
		case !e.amendable():
			faults = append(faults, fault.Field{Name: "values." + e.Key, Key: "licence.field.fixed"})
		case utf8.RuneCountInString(text) > longest:
			faults = append(faults, fault.Field{Name: "values." + e.Key, Key: "licence.field.long", Args: []any{longest}})
		}
		before := valueOf(values, e.Key)
		changed = changed || before != text
		values = withValue(values, t, verify.Value{Key: e.Key, Label: e.Label, Text: text})
	}
	switch {
	case c.ValidTo == "" || c.ValidTo == l.ValidTo:
	case l.ValidTo == "" || c.ValidTo.Start().IsZero() || c.ValidTo < l.ValidTo:
		faults = append(faults, fault.Field{Name: "validTo", Key: "licence.field.validTo"})
	default:
		l.ValidTo, changed = c.ValidTo, true
	}
	if len(faults) == 0 && !changed {
		faults = append(faults, fault.Field{Name: "values", Key: "licence.field.unchanged"})
	}
	l.Values = values
	return l, fault.InvalidFields(faults)
}

// amendable reports whether an office may change e: what the ID number or the type
// itself says follows from them.
func (e Element) amendable() bool { return e.From == "" && e.Fixed == "" }

// valueOf returns what a licence says under a key.
func valueOf(values []verify.Value, key string) string {
	i := slices.IndexFunc(values, func(v verify.Value) bool { return v.Key == key })
	if i < 0 {
		return ""
	}
	return values[i].Text
}

// withValue puts v among values, in the order of t's elements; what t does not know
// comes last.
func withValue(values []verify.Value, t Type, v verify.Value) []verify.Value {
	if i := slices.IndexFunc(values, func(old verify.Value) bool { return old.Key == v.Key }); i >= 0 {
		values[i] = v
		return values
	}
	place := func(key string) int {
		if i := slices.IndexFunc(t.Elements, func(e Element) bool { return e.Key == key }); i >= 0 {
			return i
		}
		return len(t.Elements)
	}
	values = append(values, v)
	slices.SortStableFunc(values, func(a, b verify.Value) int { return place(a.Key) - place(b.Key) })
	return values
}

// longest is how long a reason or a legal basis may be, in characters.
const longest = 500

// check finds what is wrong with the wording of g.
func (g Grounds) check() error {
	var faults []fault.Field
	for _, part := range []struct{ name, text string }{{"reason", g.Reason}, {"legalBasis", g.LegalBasis}} {
		switch {
		case strings.TrimSpace(part.text) == "":
			faults = append(faults, fault.Field{Name: part.name, Key: "licence.field." + part.name})
		case utf8.RuneCountInString(part.text) > longest:
			faults = append(faults, fault.Field{Name: part.name, Key: "licence.field.long", Args: []any{longest}})
		}
	}
	return fault.InvalidFields(faults)
}

// mayChange says what is wrong with a change of l at now, or where it leads.
func mayChange(l Licence, event Event, g Grounds, now time.Time) (Status, error) {
	if err := g.check(); err != nil {
		return "", err
	}
	status := l.StatusAt(now)
	to, possible := Lifecycle.To(status, event)
	switch {
	case g.Version != 0 && g.Version != l.Version:
		return "", fault.New(fault.Conflict, "licence.stale", l.Version)
	case !possible || event == Expire:
		return "", fault.New(fault.Conflict, "licence.over", statusWords[status])
	}
	return to, nil
}

// validity returns the first and the last day of what order asks for.
func validity(order Order, t Type, now time.Time) (from, to verify.Date, err error) {
	start := order.ValidFrom
	if start.IsZero() {
		start = now
	}
	period := order.Validity
	if period == "" {
		period = t.Validity
	}
	end, err := addPeriod(start, period)
	return verify.DateOf(start), verify.DateOf(end), err
}

var periodParts = regexp.MustCompile(`^P(?:(\d{1,3})Y)?(?:(\d{1,3})M)?(?:(\d{1,4})D)?$`)

// addPeriod returns the last day of a validity that begins on the day of start: the
// day before the same day a period later. An empty period has no last day.
func addPeriod(start time.Time, period string) (time.Time, error) {
	if period == "" {
		return time.Time{}, nil
	}
	parts := periodParts.FindStringSubmatch(period)
	if parts == nil || period == "P" {
		return time.Time{}, fmt.Errorf("licence: period %q: want e.g. P6Y", period)
	}
	var n [3]int
	for i := range n {
		n[i], _ = strconv.Atoi(parts[i+1]) // digits or nothing
	}
	return start.In(clock.Shanghai).AddDate(n[0], n[1], n[2]).AddDate(0, 0, -1), nil
}

// fromIDNumber reads what an ID number tells of its holder.
func fromIDNumber(what, number string) string {
	born, ok := check.Birth(number)
	switch {
	case !ok:
		return ""
	case what == "birthDate":
		return string(verify.DateOf(born))
	case check.Female(number):
		return "女"
	}
	return "男"
}

// missingFields is the fault that lists elements an order lacks.
func missingFields(keys []string) error {
	var faults []fault.Field
	for _, key := range keys {
		faults = append(faults, fault.Field{Name: key, Key: "licence.field.missing"})
	}
	return fault.InvalidFields(faults)
}

// newSalt returns 128 random bits.
func newSalt() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}
