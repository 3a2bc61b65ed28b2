package window

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// Card is what an ID card says of its holder.
type Card struct {
	Name   string
	Number string // 公民身份号码; empty if there is none in what was typed
}

// eighteen is an ID number among other things; readers write the last letter either way.
var eighteen = regexp.MustCompile(`(?:^|[^0-9])([0-9]{17}[0-9Xx])(?:[^0-9]|$)`)

// anyNumber is something meant as a number, right or wrong.
var anyNumber = regexp.MustCompile(`[0-9]{6,}[0-9Xx]*`)

// breaks separate what a reader writes.
const breaks = ",，;；|\t\r\n、/"

// labels stand before what they name.
var labels = []string{"姓名", "公民身份号码", "身份证号码", "身份证号", "身份证", "号码"}

// sexes are what stands alone beside a name.
var sexes = []string{"男", "女"}

// CardOf reads what a clerk types or a reader sends as keystrokes: a number; a name and a
// number in either order; the whole card in one line, its parts apart by commas, bars, tabs
// or spaces. What else is on the card is passed over and kept nowhere.
func CardOf(text string) Card {
	text = width.Narrow.String(text)
	var c Card
	if found := eighteen.FindStringSubmatch(text); found != nil {
		c.Number = strings.ToUpper(found[1])
	} else {
		c.Number = strings.ToUpper(anyNumber.FindString(strings.Join(strings.Fields(text), "")))
	}
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(breaks, r) || unicode.IsSpace(r) }) {
		if name := nameIn(part); name != "" {
			c.Name = name
			break
		}
	}
	return c
}

// nameIn returns the name that part is, empty if it is none.
func nameIn(part string) string {
	for _, label := range labels {
		part = strings.TrimLeft(strings.TrimPrefix(part, label), ":： ")
	}
	part = strings.TrimFunc(part, func(r rune) bool { return unicode.IsDigit(r) || r == 'X' || r == 'x' })
	letters := len([]rune(part))
	switch {
	case letters < 2 || letters > 30, strings.HasSuffix(part, "族"):
		return ""
	}
	for _, sex := range sexes {
		if part == sex {
			return ""
		}
	}
	for _, r := range part {
		if !unicode.Is(unicode.Han, r) && !strings.ContainsRune("··•.", r) {
			return ""
		}
	}
	return part
}
