package drawing

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"

	"tongban/capability/workflow/bpmn"
)

// Unit is what a wait is counted in.
type Unit string

// The units. Otherwise is a time that is written as the standard has it: a date, a
// repetition, an expression.
const (
	Workdays  Unit = "workday"
	Days      Unit = "day"
	Hours     Unit = "hour"
	Minutes   Unit = "minute"
	Otherwise Unit = "other"
)

// Wait is how long a timer waits, as people say it.
type Wait struct {
	Count string // a whole number
	Unit  Unit
	Text  string // of Otherwise
}

// written are the units as the standard writes them.
var written = []struct {
	unit   Unit
	prefix string
	suffix string
}{{Workdays, "P", "WD"}, {Days, "P", "D"}, {Hours, "PT", "H"}, {Minutes, "PT", "M"}}

var (
	whole = regexp.MustCompile(`^[1-9]\d{0,3}$`)
	dated = regexp.MustCompile(`^\d{4}-`)
)

// WaitOf says what a document has as the time of a timer.
func WaitOf(text string) Wait {
	if text == "" {
		return Wait{Unit: Workdays}
	}
	for _, w := range written {
		rest, begins := strings.CutPrefix(text, w.prefix)
		count, is := strings.CutSuffix(rest, w.suffix)
		if begins && is && whole.MatchString(count) {
			return Wait{Count: count, Unit: w.unit}
		}
	}
	return Wait{Unit: Otherwise, Text: text}
}

// Write returns the time as a document has it; "" if it is none.
func (w Wait) Write() string {
	if w.Unit == Otherwise {
		return strings.TrimSpace(w.Text)
	}
	n, err := strconv.Atoi(w.Count)
	for _, as := range written {
		if as.unit == w.Unit && err == nil && n > 0 && n < 10_000 {
			return as.prefix + strconv.Itoa(n) + as.suffix
		}
	}
	return ""
}

// TimerOf returns the timer that an event waits for, nil if it waits for something else.
func TimerOf(n *bpmn.Node) *bpmn.Event {
	if len(n.Events) == 1 && n.Events[0].Kind == bpmn.Timer {
		return n.Events[0]
	}
	return nil
}

// setTimer writes for how long, or until when, an event waits.
func setTimer(timer *bpmn.Event, text string) {
	if text == "" || text == cmp.Or(timer.Date, timer.Duration, timer.Cycle) {
		return
	}
	local := "timeDuration"
	switch {
	case strings.HasPrefix(text, "R"):
		local = "timeCycle"
	case dated.MatchString(text):
		local = "timeDate"
	}
	dropChildren(timer.Element, "timeDuration", "timeDate", "timeCycle")
	timer.Element.Append(bpmn.New(bpmn.Model, local).Write(text))
}
