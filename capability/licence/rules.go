package licence

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tongban/capability/licence/verify"
	"tongban/kernel/check"
	"tongban/kernel/clock"
	"tongban/kernel/fault"
)

// Grounds say why a status changes.
type Grounds struct {
	Reason     string
	LegalBasis string
	Version    int // the version the decision was made on; 0 is whichever is newest
}

// longest is how long a reason or a legal basis may be, in characters.
const longest = 500

// mayChange says what is wrong with a change of l, or where it leads.
func mayChange(l Licence, event Event, g Grounds) (Status, error) {
	var faults []fault.Field
	for name, text := range map[string]string{"reason": g.Reason, "legalBasis": g.LegalBasis} {
		switch {
		case strings.TrimSpace(text) == "":
			faults = append(faults, fault.Field{Name: name, Key: "licence.field." + name})
		case utf8.RuneCountInString(text) > longest:
			faults = append(faults, fault.Field{Name: name, Key: "licence.field.long", Args: []any{longest}})
		}
	}
	to, possible := Lifecycle.To(l.Status, event)
	switch {
	case len(faults) > 0:
		return "", fault.InvalidFields(faults)
	case g.Version != 0 && g.Version != l.Version:
		return "", fault.New(fault.Conflict, "licence.stale", l.Version)
	case !possible:
		return "", fault.New(fault.Conflict, "licence.over", statusWords[l.Status])
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
