package feel

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Basis: DMN 1.3, 10.3.4.1 (what date, time, date and time and duration read).
var (
	dateShape     = regexp.MustCompile(`^(-?(?:[1-9]\d{4,8}|\d{4}))-(\d\d)-(\d\d)$`)
	timeShape     = regexp.MustCompile(`^(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9})\d*)?(Z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z0-9_+/-]{1,40})?$`)
	durationShape = regexp.MustCompile(`^(-)?P(?:(\d{1,15})D)?(?:T(?:(\d{1,15})H)?(?:(\d{1,15})M)?(?:(\d{1,15})(?:\.(\d{0,9})\d*)?S)?)?$`)
	monthsShape   = regexp.MustCompile(`^(-)?P(?:(\d{1,12})Y)?(?:(\d{1,12})M)?$`)
)

// maxTemporal bounds the texts of dates, times and durations.
const maxTemporal = 100

func parseDate(s string) (Date, bool) {
	if len(s) > maxTemporal {
		return Date{}, false
	}
	m := dateShape.FindStringSubmatch(s)
	if m == nil {
		return Date{}, false
	}
	d := Date{number(m[1]), number(m[2]), number(m[3])}
	return d, d.valid()
}

func number(digits string) int {
	n, _ := strconv.Atoi(digits) // the shape has checked it
	return n
}

func parseTime(s string) (Time, bool) {
	if len(s) > maxTemporal {
		return Time{}, false
	}
	m := timeShape.FindStringSubmatch(s)
	if m == nil {
		return Time{}, false
	}
	zone, ok := parseZone(m[5])
	t := Time{number(m[1]), number(m[2]), number(m[3]), number((m[4] + "000000000")[:9]), zone}
	return t, ok && t.valid()
}

func parseZone(s string) (Zone, bool) {
	switch {
	case s == "":
		return Zone{}, true
	case s == "Z":
		return Zone{Known: true}, true
	case s[0] == '@':
		if s[1:] == "Local" {
			return Zone{}, false
		}
		_, err := time.LoadLocation(s[1:])
		return Zone{Known: true, Name: s[1:]}, err == nil
	}
	offset := number(s[1:3])*3600 + number(s[4:6])*60
	if len(s) > 6 {
		offset += number(s[7:9])
	}
	if s[0] == '-' {
		offset = -offset
	}
	return Zone{Known: true, Offset: offset}, offset <= 14*3600 && offset >= -14*3600 && number(s[4:6]) < 60
}

// parseDateTime reads a moment; a day alone begins at midnight.
func parseDateTime(s string) (DateTime, bool) {
	datePart, timePart, both := strings.Cut(s, "T")
	d, ok := parseDate(datePart)
	if !both {
		return DateTime{Date: d}, ok
	}
	if rest, late := strings.CutPrefix(timePart, "24:00:00"); late && ok { // the next day begins
		t, fine := parseTime("00:00:00" + rest)
		next, there := DateTime{d, t}.plus(Duration{Seconds: day})
		return next, fine && there
	}
	t, fine := parseTime(timePart)
	return DateTime{d, t}, ok && fine
}

func parseDuration(s string) (Duration, bool) {
	m := durationShape.FindStringSubmatch(s)
	if len(s) > maxTemporal || m == nil || strings.HasSuffix(s, "P") || strings.HasSuffix(s, "T") {
		return Duration{}, false
	}
	days, hours, minutes, seconds := int64(number(m[2])), int64(number(m[3])), int64(number(m[4])), int64(number(m[5]))
	if days > 1e13 {
		return Duration{}, false
	}
	d := durationOf(days*day+hours*3600+minutes*60+seconds, int64(number((m[6] + "000000000")[:9])))
	if m[1] != "" {
		d = d.negated()
	}
	return d, true
}

func parseMonths(s string) (Months, bool) {
	m := monthsShape.FindStringSubmatch(s)
	if len(s) > maxTemporal || m == nil || strings.HasSuffix(s, "P") {
		return 0, false
	}
	months := Months(number(m[2]))*12 + Months(number(m[3]))
	if m[1] != "" {
		months = -months
	}
	return months, true
}

// String writes 2026-02-26.
func (d Date) String() string {
	if d.Year < 0 {
		return fmt.Sprintf("-%04d-%02d-%02d", -d.Year, d.Month, d.Day)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// String writes 09:30:00+08:00.
func (t Time) String() string {
	return fmt.Sprintf("%02d:%02d:%02d%s%s", t.Hour, t.Minute, t.Second, fraction(int64(t.Nano)), t.Zone)
}

func fraction(nanos int64) string {
	if nanos == 0 {
		return ""
	}
	return strings.TrimRight(fmt.Sprintf(".%09d", nanos), "0")
}

// String writes Z, +08:00 or @Asia/Shanghai.
func (z Zone) String() string {
	switch {
	case !z.Known:
		return ""
	case z.Name != "":
		return "@" + z.Name
	case z.Offset == 0:
		return "Z"
	}
	sign, offset := "+", z.Offset
	if offset < 0 {
		sign, offset = "-", -offset
	}
	text := fmt.Sprintf("%s%02d:%02d", sign, offset/3600, offset/60%60)
	if offset%60 != 0 {
		text += fmt.Sprintf(":%02d", offset%60)
	}
	return text
}

// String writes 2026-02-26T09:30:00.
func (d DateTime) String() string { return d.Date.String() + "T" + d.Time.String() }

// String writes P1DT2H.
func (d Duration) String() string {
	sign := ""
	if d.Seconds < 0 {
		sign, d = "-", d.negated()
	}
	text := ""
	if days := d.Seconds / day; days != 0 {
		text = fmt.Sprintf("%dD", days)
	}
	clock := ""
	for _, part := range []struct {
		n    int64
		unit string
	}{{d.Seconds / 3600 % 24, "H"}, {d.Seconds / 60 % 60, "M"}} {
		if part.n != 0 {
			clock += strconv.FormatInt(part.n, 10) + part.unit
		}
	}
	if d.Seconds%60 != 0 || d.Nanos != 0 {
		clock += strconv.FormatInt(d.Seconds%60, 10) + fraction(d.Nanos) + "S"
	}
	switch {
	case clock != "":
		return sign + "P" + text + "T" + clock
	case text == "":
		return "PT0S"
	}
	return sign + "P" + text
}

// secondsText writes a duration as seconds.
func secondsText(d Duration) string {
	if d.Seconds < 0 {
		n := d.negated()
		return "-" + strconv.FormatInt(n.Seconds, 10) + fraction(n.Nanos)
	}
	return strconv.FormatInt(d.Seconds, 10) + fraction(d.Nanos)
}

// String writes P1Y2M.
func (m Months) String() string {
	sign := ""
	if m < 0 {
		sign, m = "-", -m
	}
	text := ""
	if m/12 != 0 {
		text = strconv.FormatInt(int64(m/12), 10) + "Y"
	}
	if m%12 != 0 || m == 0 {
		text += strconv.FormatInt(int64(m%12), 10) + "M"
	}
	return sign + "P" + text
}
