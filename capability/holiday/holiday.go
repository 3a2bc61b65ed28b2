package holiday

import (
	"fmt"
	"slices"
	"strings"

	"tongban/kernel/calendar"
	"tongban/kernel/fault"
)

// Changed tells that the calendar has become another.
type Changed struct {
	Number string // of the notice that was entered
	Before string // version of the calendar
	After  string
}

// Lines is a notice as it is typed: one period or day a line.
type Lines struct {
	Number, Dated, Source string
	Year                  int
	Off                   string // "2027-02-05 2027-02-12 春节"
	Work                  string // "2027-01-31"
}

// read turns what was typed into a notice, with every mistake at once.
func (l Lines) read() (n calendar.Notice, faults []fault.Field) {
	wrong := func(name, key string, args ...any) {
		faults = append(faults, fault.Field{Name: name, Key: key, Args: args})
	}
	n = calendar.Notice{Year: l.Year, Number: strings.TrimSpace(l.Number), Source: strings.TrimSpace(l.Source)}
	var err error
	if n.Dated, err = calendar.ParseDate(strings.TrimSpace(l.Dated)); err != nil {
		wrong("dated", "holiday.input.dated")
	}
	if n.Number == "" {
		wrong("number", "holiday.input.number")
	}
	if n.Source == "" {
		wrong("source", "holiday.input.source")
	}
	if n.Year < 2000 || n.Year > 2200 {
		wrong("year", "holiday.input.year")
	}
	for i, line := range lines(l.Off) {
		period, err := readPeriod(line)
		if err != nil {
			wrong("off", "holiday.input.off-line", i+1)
			break
		}
		n.Off = append(n.Off, period)
	}
	if len(lines(l.Off)) == 0 {
		wrong("off", "holiday.input.off")
	}
	for i, line := range lines(l.Work) {
		day, err := calendar.ParseDate(line)
		if err != nil {
			wrong("work", "holiday.input.work-line", i+1)
			break
		}
		n.Work = append(n.Work, day)
	}
	return n, faults
}

// lines returns the lines of text that say something.
func lines(text string) []string {
	var list []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}

// readPeriod reads "2027-02-05 2027-02-12 春节"; a single day is written once.
func readPeriod(line string) (p calendar.Period, err error) {
	words := strings.Fields(line)
	if len(words) < 2 {
		return p, fmt.Errorf("holiday: %q has no name", line)
	}
	if p.From, err = calendar.ParseDate(words[0]); err != nil {
		return p, err
	}
	p.To = p.From
	if to, err := calendar.ParseDate(words[1]); err == nil {
		p.To, words = to, words[1:]
	}
	p.Name = strings.Join(words[1:], " ")
	p.English = english(p.Name)
	if p.Name == "" {
		return p, fmt.Errorf("holiday: %q has no name", line)
	}
	return p, nil
}

// english returns what earlier notices call a holiday in English.
func english(name string) string {
	for _, n := range slices.Backward(calendar.Published()) {
		for _, p := range n.Off {
			if p.Name == name {
				return p.English
			}
		}
	}
	return name
}
