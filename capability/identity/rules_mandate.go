package identity

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tongban/kernel/check"
	"tongban/kernel/clock"
	"tongban/kernel/fault"
)

// The bounds of a mandate.
const (
	longestMandate = 3  // years
	mostMandates   = 50 // of one principal, live or offered
	adult          = 18 // 民法典, art. 17
)

// check returns what is wrong with o on the day now, and the end of the mandate.
func (o Offered) check(now time.Time, demo bool, offers []Offer) (until time.Time, faults []fault.Field) {
	add := func(name, key string, args ...any) {
		faults = append(faults, fault.Field{Name: name, Key: "identity.mandate." + key, Args: args})
	}
	faults = append(faults, nameFaults("name", o.Name)...)
	faults = append(faults, contactFaults(o.Contact, now, demo)...)
	if o.Firm == "" && o.Relation != Family && o.Relation != Helper {
		add("relation", "relation")
	}
	if o.Items != nil && len(o.Items) == 0 {
		add("items", "items")
	}
	for _, code := range o.Items {
		if !slices.ContainsFunc(offers, func(f Offer) bool { return f.Code == code }) {
			add("items", "item", code)
			break
		}
	}
	day, err := time.ParseInLocation(time.DateOnly, strings.TrimSpace(o.Until), clock.Shanghai)
	until = day.AddDate(0, 0, 1)
	switch {
	case err != nil:
		add("until", "until")
	case !until.After(now):
		add("until", "until-past")
	case until.After(now.AddDate(longestMandate, 0, 1)):
		add("until", "until-far", longestMandate)
	}
	return until, faults
}

// isMobile reports whether a contact is meant as a mobile: an ID number is longer.
func isMobile(contact string) bool { return utf8.RuneCountInString(check.CompactMobile(contact)) <= 11 }

func contactFaults(contact string, now time.Time, demo bool) []fault.Field {
	if isMobile(contact) {
		return check.Named("contact", check.Mobile(contact))
	}
	return check.Named("contact", check.IDNumber(contact, demo, now))
}

// nameFaults says what is wrong with a name. Chinese names have at least two
// characters and foreign ones letters; rare characters, dots and hyphens are names too.
func nameFaults(field, name string) []fault.Field {
	name = strings.TrimSpace(name)
	n := utf8.RuneCountInString(name)
	switch {
	case n == 0:
		return []fault.Field{{Name: field, Key: "identity.name.missing"}}
	case n < 2 || n > 50:
		return []fault.Field{{Name: field, Key: "identity.name.length"}}
	case strings.ContainsFunc(name, notInNames):
		return []fault.Field{{Name: field, Key: "identity.name.characters"}}
	}
	return nil
}

// grown returns when the child born on day comes of age.
func grown(born time.Time) time.Time { return born.AddDate(adult, 0, 0) }
