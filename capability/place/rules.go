package place

import (
	"strings"
	"time"

	"tongban/kernel/calendar"
)

// Levels of government. Basis: GB/T 39046-2020, table A.2 (行使层级).
const (
	Province = 2
	City     = 3
	County   = 4
	Street   = 5 // 街道, 镇, 乡
	Village  = 6 // 村, 社区
)

// Code returns a code of a division as we keep it, without the zeros that stand
// for the levels below a county: 440000000000 is 440000, 990121100000 is 990121100.
// False says that the text is no such code. Basis: GB/T 2260 for the first six
// digits, GB/T 10114 for the three of a street or town and the three of a village.
func Code(text string) (string, bool) {
	digits := strings.Trim(text, "0123456789") == ""
	if !digits || len(text) != 6 && len(text) != 9 && len(text) != 12 || text[:2] == "00" {
		return "", false
	}
	code := text
	for len(code) > 6 && strings.HasSuffix(code, "000") {
		code = code[:len(code)-3]
	}
	return code, true
}

// LevelOf returns the level of a division by its code as Code returns it.
func LevelOf(code string) int {
	switch {
	case len(code) == 12:
		return Village
	case len(code) == 9:
		return Street
	case strings.HasSuffix(code, "0000"):
		return Province
	case strings.HasSuffix(code, "00"):
		return City
	}
	return County
}

// above returns the codes a division may lie in, nearest first. Which of them exist
// is another question: a county under a province directly has no city above it.
func above(code string) []string {
	var codes []string
	switch LevelOf(code) {
	case Village:
		codes = append(codes, code[:9])
		fallthrough
	case Street:
		codes = append(codes, code[:6])
		if strings.HasSuffix(code[:6], "00") { // a city without counties
			return append(codes, code[:2]+"0000")
		}
		fallthrough
	case County:
		codes = append(codes, code[:4]+"00")
		fallthrough
	case City:
		codes = append(codes, code[:2]+"0000")
	}
	return codes
}

// Opening says whether an outlet is open, and when that changes: until when it is
// open, or when it opens next. A zero Until means that it has no hours.
type Opening struct {
	Open  bool
	Until time.Time
}

// At returns how an outlet with these hours stands at now. It opens on working days
// only, those that the State Council's notice adds among them.
func (h Hours) At(days *calendar.Calendar, now time.Time) Opening {
	if h.Minutes() <= 0 {
		return Opening{}
	}
	for day := days.Roll(calendar.DateOf(now)); ; day = days.AddWorkdays(day, 1) {
		for _, span := range h {
			from, to := span.From.on(day), span.To.on(day)
			switch {
			case now.Before(from):
				return Opening{Until: from}
			case now.Before(to):
				return Opening{Open: true, Until: to}
			}
		}
	}
}

func (m Minute) on(day calendar.Date) time.Time {
	return day.Start().Add(time.Duration(m) * time.Minute)
}

// Prefix returns what the codes of a region and of everything below it begin with:
// 9901 for 990100.
func Prefix(code string) string {
	if len(code) > 6 {
		return code
	}
	return strings.TrimSuffix(strings.TrimSuffix(code, "00"), "00")
}
