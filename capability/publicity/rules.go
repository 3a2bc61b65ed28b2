package publicity

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/kernel/calendar"
	"tongban/kernel/check"
	"tongban/kernel/fault"
	"tongban/kernel/mask"
)

// Exception is why the law keeps a decision from the public.
type Exception string

// The exceptions.
//
// Basis: 行政许可法, art. 5; 政府信息公开条例, arts 14, 15.
const (
	StateSecret Exception = "state-secret"
	TradeSecret Exception = "trade-secret"
	Privacy     Exception = "privacy"
)

// Exceptions are all exceptions, in the order they are offered.
var Exceptions = []Exception{StateSecret, TradeSecret, Privacy}

const (
	withinWorkdays = 7   // of the decision
	lookWorkdays   = 1   // in which somebody may look before it publishes itself
	maxReason      = 500 // characters
	maxShort       = 200
)

// isPublic reports whether decisions about an item are made public at all: those of
// licensing, unless its version says otherwise.
func isPublic(item *catalogue.Item) bool {
	if item.Publicity != nil {
		return item.Publicity.Publish
	}
	return item.ItemType.Code == catalogue.Licensing
}

// exceptionOf returns why a decision about an item is kept back, "" if it is not: a secret
// of the state always, the privacy of a person only theirs. A trade secret leaves out what
// was granted, not that it was.
func exceptionOf(item *catalogue.Item, firm bool) Exception {
	switch {
	case item.Keeps(string(StateSecret)):
		return StateSecret
	case item.Keeps(string(Privacy)) && !firm:
		return Privacy
	}
	return ""
}

// contentOf is what the public reads of a decision. A firm's number is added when it is
// published.
func contentOf(m casework.Moved, kind Kind) Content {
	c, item := m.Case, m.Item
	content := Content{
		Subject: c.ApplicantName, ItemName: c.ItemName,
		Authority: item.Department.Name, AuthorityCode: item.Department.USCC, Certificate: item.Result.LicenceType,
	}
	if !c.Firm {
		content.Subject = mask.Name(c.ApplicantName)
	}
	for _, n := range m.Notices {
		if n.Kind != casework.GrantDecision && n.Kind != casework.DenialDecision {
			continue
		}
		content.Document = n.Number
		content.Ground = redact(n.Body.LegalGround, c)
		if c.Firm {
			content.CertificateNo = n.Body.Licence
		}
		if !n.Body.ValidTo.IsZero() {
			content.ValidTo = calendar.DateOf(n.Body.ValidTo).String()
		}
	}
	if kind == Denial || item.Keeps(string(TradeSecret)) {
		content.Certificate, content.CertificateNo, content.ValidTo = "", "", ""
	}
	return content
}

// numbers are what looks like an ID number or a telephone, wherever and however somebody
// typed it: in full width, or in groups.
var numbers = regexp.MustCompile(`(?:[0-9\x{ff10}-\x{ff19}][ \x{3000}-]?){17}[0-9\x{ff10}-\x{ff19}Xx\x{ff38}\x{ff58}]|(?:[0-9\x{ff10}-\x{ff19}][ \x{3000}-]?){14}[0-9\x{ff10}-\x{ff19}]|[1\x{ff11}][ \x{3000}-]?[3-9\x{ff13}-\x{ff19}](?:[ \x{3000}-]?[0-9\x{ff10}-\x{ff19}]){9}`)

// redact takes out of a text what must not be told of a person.
func redact(text string, c *casework.Case) string {
	text = numbers.ReplaceAllString(text, "***")
	if !c.Firm && c.ApplicantName != "" {
		text = strings.ReplaceAll(text, c.ApplicantName, mask.Name(c.ApplicantName))
	}
	return text
}

// Change is what somebody does to a record.
type Change struct {
	Version   int64 // of the record as it was read
	Reason    string
	Exception Exception // of Withhold
	Content   Content   // of Correct
}

// wrong says what is missing in a change or must not be said.
func (c Change) wrong(e Event, r *Record) (fields []fault.Field) {
	add := func(bad bool, name, key string, args ...any) {
		if bad {
			fields = append(fields, fault.Field{Name: name, Key: "publicity.wrong." + key, Args: args})
		}
	}
	add(e != Release && check.Words(c.Reason) == "", "reason", "reason")
	add(utf8.RuneCountInString(c.Reason) > maxReason, "reason", "long", maxReason)
	add(numbers.MatchString(c.Reason), "reason", "personal")
	if e == Withhold {
		add(!slices.Contains(Exceptions, c.Exception), "exception", "exception")
	}
	if e != Correct {
		return fields
	}
	add(c.Content == r.Content, "subject", "same")
	for _, one := range []struct{ name, text string }{
		{"subject", c.Content.Subject}, {"document", c.Content.Document}, {"certificate", c.Content.Certificate},
		{"certificateNo", c.Content.CertificateNo}, {"ground", c.Content.Ground},
	} {
		add(utf8.RuneCountInString(one.text) > maxShort, one.name, "long", maxShort)
		add(numbers.MatchString(one.text) && !r.Firm, one.name, "personal")
	}
	add(check.Words(c.Content.Subject) == "", "subject", "subject")
	add(!r.Firm && !strings.Contains(c.Content.Subject, "*"), "subject", "masked")
	add(!r.Firm && c.Content.CertificateNo != "", "certificateNo", "personal")
	if _, err := calendar.ParseDate(c.Content.ValidTo); c.Content.ValidTo != "" {
		add(err != nil, "validTo", "date")
	}
	return fields
}

// corrected is the content with what a correction may change; the rest stays.
func (r *Record) corrected(c Content) Content {
	kept := r.Content
	kept.Subject, kept.Document, kept.Certificate = strings.TrimSpace(c.Subject), strings.TrimSpace(c.Document), strings.TrimSpace(c.Certificate)
	kept.CertificateNo, kept.ValidTo, kept.Ground = strings.TrimSpace(c.CertificateNo), strings.TrimSpace(c.ValidTo), strings.TrimSpace(c.Ground)
	return kept
}
