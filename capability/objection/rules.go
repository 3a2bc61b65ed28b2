package objection

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"tongban/kernel/check"
	"tongban/kernel/fault"
	"tongban/kernel/mask"
)

// The limits of an objection.
const (
	maxText   = 2000 // characters
	maxPerDay = 10   // of one account
)

// workdays is how long an answer may take.
var workdays = map[Kind]int{Objecting: 7, Complaint: 5}

// wrong says what is missing in a filing.
func (f Filing) wrong() (fields []fault.Field) {
	if !slices.Contains(Kinds, f.Kind) {
		fields = append(fields, fault.Field{Name: "kind", Key: "objection.wrong.kind"})
	}
	return append(fields, wrongText("text", f.Text)...)
}

// wrongText says what is wrong with what somebody wrote.
func wrongText(name, text string) []fault.Field {
	switch {
	case check.Words(text) == "":
		return []fault.Field{{Name: name, Key: "objection.wrong." + name}}
	case utf8.RuneCountInString(text) > maxText:
		return []fault.Field{{Name: name, Key: "objection.wrong.long", Args: []any{maxText}}}
	}
	return nil
}

// Reply is what the office answers.
type Reply struct {
	Outcome Outcome
	Answer  string
}

// wrong says what is missing in a reply.
func (r Reply) wrong() (fields []fault.Field) {
	if !slices.Contains(Outcomes, r.Outcome) {
		fields = append(fields, fault.Field{Name: "outcome", Key: "objection.wrong.outcome"})
	}
	return append(fields, wrongText("answer", r.Answer)...)
}

// numbers are what looks like an ID number or a telephone, in full width or groups too.
var numbers = regexp.MustCompile(`(?:[0-9\x{ff10}-\x{ff19}][ \x{3000}-]?){17}[0-9\x{ff10}-\x{ff19}Xx\x{ff38}\x{ff58}]|(?:[0-9\x{ff10}-\x{ff19}][ \x{3000}-]?){14}[0-9\x{ff10}-\x{ff19}]|[1\x{ff11}][ \x{3000}-]?[3-9\x{ff13}-\x{ff19}](?:[ \x{3000}-]?[0-9\x{ff10}-\x{ff19}]){9}`)

// withoutNames is a text in which the objector's own name stands in part.
func (o *Objection) withoutNames(text string) string {
	return strings.ReplaceAll(text, o.OwnerName, mask.Name(o.OwnerName))
}

// withoutNumbers is what the office reads of what somebody wrote.
func withoutNumbers(text string) string { return numbers.ReplaceAllString(text, "***") }
