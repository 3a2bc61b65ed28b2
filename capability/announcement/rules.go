package announcement

import (
	"slices"
	"strings"
	"unicode/utf8"

	"tongban/kernel/calendar"
	"tongban/kernel/fault"
)

// The longest texts, in characters.
const (
	maxTitle  = 120
	maxBody   = 20_000
	maxShort  = 500
	maxItems  = 20
	mostWords = 5 // of a search
)

// unreadable is what was typed for a date and is none.
const unreadable calendar.Date = -1

// tidy drops what surrounds texts, and what a kind does not have.
func (c Content) tidy() Content {
	for _, text := range []*string{&c.Title, &c.TitleEn, &c.Body, &c.BodyEn, &c.Objections, &c.Correction} {
		*text = strings.TrimSpace(strings.ReplaceAll(*text, "\r\n", "\n"))
	}
	if c.Kind != Publicity {
		c.From, c.To, c.Objections = 0, 0, ""
	}
	slices.Sort(c.Items)
	c.Items = slices.Compact(c.Items)
	return c
}

// wrong says what is missing in a draft or too long; a correction says what it
// corrects.
func (c Content) wrong(correction bool) (fields []fault.Field) {
	add := func(bad bool, name, key string, args ...any) {
		if bad {
			fields = append(fields, fault.Field{Name: name, Key: "announcement.wrong." + key, Args: args})
		}
	}
	long := func(name, text string, most int) {
		add(utf8.RuneCountInString(text) > most, name, "long", most)
	}
	add(correction && c.Correction == "", "correction", "correction")
	add(!slices.Contains(Kinds, c.Kind), "kind", "kind")
	add(c.Title == "", "title", "title")
	add(strings.Contains(c.Title+c.TitleEn, "\n"), "title", "line")
	long("title", c.Title, maxTitle)
	long("titleEn", c.TitleEn, 2*maxTitle)
	add(c.Body == "", "body", "body")
	long("body", c.Body, maxBody)
	long("bodyEn", c.BodyEn, 2*maxBody)
	add(c.Department == "", "department", "department")
	add(c.Region == "", "region", "region")
	add(len(c.Items) > maxItems, "items", "items", maxItems)
	add(c.From < 0, "from", "date")
	add(c.To < 0, "to", "date")
	add(c.ValidUntil < 0, "validUntil", "date")
	if c.Kind == Publicity {
		add(c.From == 0, "from", "from")
		add(c.To == 0 || c.To > 0 && c.To < c.From, "to", "to")
		add(c.Objections == "", "objections", "objections")
	}
	long("objections", c.Objections, maxShort)
	long("correction", c.Correction, maxShort)
	add(c.ValidUntil > 0 && c.ValidUntil < c.To, "validUntil", "valid")
	return fields
}

// overdue says what of a draft can no longer be published: a period for objections
// that is over, or a notice that no longer holds.
func (c Content) overdue(today calendar.Date) error {
	switch {
	case c.Kind == Publicity && c.To < today:
		return fault.New(fault.Conflict, "announcement.period-over")
	case c.Expired(today):
		return fault.New(fault.Conflict, "announcement.expired")
	}
	return nil
}

// searched returns what words are looked for in: everything said, in small letters.
func (c Content) searched() string {
	return strings.ToLower(strings.Join([]string{c.Title, c.TitleEn, c.Body, c.BodyEn}, "\n"))
}

// wordsOf returns the words of a search, the first few.
func wordsOf(text string) []string {
	words := strings.Fields(strings.ToLower(text))
	return words[:min(len(words), mostWords)]
}

// Period says how the days for objections of a publicity stand.
type Period string

// How a period stands.
const (
	Ahead   Period = "ahead"
	Running Period = "running"
	Over    Period = "over"
)

// PeriodOn returns how the period stands on a day, and how many working days are
// left in it after that day.
func (c Content) PeriodOn(days *calendar.Calendar, today calendar.Date) (p Period, left int) {
	switch {
	case today < c.From:
		return Ahead, 0
	case today > c.To:
		return Over, 0
	}
	return Running, days.WorkdaysBetween(today, c.To)
}
