package calendar

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Notice is one announcement of days off, entered from its text. Only the State
// Council decides which days are off and which weekend days are worked instead.
//
// Basis: 全国年节及纪念日放假办法 (2024), arts. 2 and 7.
type Notice struct {
	Year   int    `json:"year"`
	Number string `json:"number"` // 国办发明电〔2025〕7号
	Dated  Date   `json:"dated"`
	Source string `json:"source"` // where its text can be read

	// Awaited marks an entry that stands in for a notice not yet made: it knows
	// only the days the law itself names, and the year stays provisional.
	Awaited bool `json:"awaited,omitempty"`

	Off  []Period `json:"off"`
	Work []Date   `json:"work"` // weekend days that are worked (调休上班)
}

// Period is a holiday from its first to its last day off.
type Period struct {
	Holiday
	From Date `json:"from"`
	To   Date `json:"to"`
}

// Holiday names what a day off is for.
type Holiday struct {
	Name    string `json:"name"`
	English string `json:"english"`
}

//go:embed notices.json
var published []byte

// Published returns the notices the product knows: those for 2019 to 2026 and
// the statutory days of 2027, in the order in which they were made.
func Published() []Notice {
	var notices []Notice
	if err := json.Unmarshal(published, &notices); err != nil {
		panic("calendar: notices.json: " + err.Error())
	}
	return notices
}

// ErrNotice is wrapped by every error about the content of a notice.
var ErrNotice = errors.New("calendar: notice")

// check returns why n cannot be used, or nil.
func (n Notice) check() error {
	fail := func(format string, args ...any) error {
		return fmt.Errorf("%w %s: %s", ErrNotice, n.Number, fmt.Sprintf(format, args...))
	}
	if n.Number == "" || n.Source == "" || n.Dated == 0 || n.Year == 0 || len(n.Off) == 0 {
		return fail("year, number, date, source and days off are needed")
	}
	near := func(d Date) bool { return d >= On(n.Year-1, 12, 1) && d <= On(n.Year+1, 1, 31) }
	off := map[Date]bool{}
	for _, p := range n.Off {
		if strings.TrimSpace(p.Name) == "" || strings.TrimSpace(p.English) == "" {
			return fail("a holiday has no name")
		}
		if !near(p.From) || !near(p.To) || p.To < p.From {
			return fail("%s to %s is not a period of %d", p.From, p.To, n.Year)
		}
		for d := p.From; d <= p.To; d++ {
			if off[d] {
				return fail("%s is off twice", d)
			}
			off[d] = true
		}
	}
	for _, d := range n.Work {
		if !near(d) || off[d] || isWeekday(d) {
			return fail("%s is not a weekend day to be worked", d)
		}
	}
	return nil
}
