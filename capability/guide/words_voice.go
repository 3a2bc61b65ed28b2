package guide

import (
	"context"
	"regexp"
	"strings"

	"tongban/capability/catalogue"
)

// voice says an item's texts to one reader and remembers whether one of them was
// there in Chinese only, so that the block it belongs to can say so once.
type voice struct {
	item    *catalogue.Item
	chinese bool
}

// said is a text with the language to mark it with, "" for that of the page.
type said struct{ Text, Lang string }

// text returns a text of the item in the reader's language if there is one.
func (v *voice) text(ctx context.Context, chinese string) string {
	words, ok := v.item.In(ctx, chinese)
	v.chinese = v.chinese || !ok
	return words
}

// say is text with its language.
func (v *voice) say(ctx context.Context, chinese string) said {
	return v.sentence(func() string { return v.text(ctx, chinese) })
}

// sentence returns what write puts together from texts it asks this voice for.
func (v *voice) sentence(write func() string) said {
	before := v.chinese
	v.chinese = false
	s := said{Text: write()}
	if v.chinese {
		s.Lang = "zh-CN"
	}
	v.chinese = v.chinese || before
	return s
}

// lines says a text of any length, broken where a reader would.
func (v *voice) lines(ctx context.Context, chinese string) (lines []said) {
	s := v.say(ctx, chinese)
	for _, line := range paragraphs(s.Text) {
		lines = append(lines, said{line, s.Lang})
	}
	return lines
}

// longLine is from how many characters on a text is broken where it counts or ends a
// clause: departments deliver whole pages as one line.
const longLine = 80

// counted is where an enumeration goes on: after a stop, "2." or "（二）".
var counted = regexp.MustCompile(`([。；：;:])\s*(\d{1,2}[.．、][^\d]|[（(][一二三四五六七八九十\d]{1,3}[）)])`)

// numbered is a text that counts itself.
var numbered = regexp.MustCompile(`^(\d{1,2}[.．、]|[（(][一二三四五六七八九十\d]{1,3}[）)])`)

// clause is the end of one.
var clause = regexp.MustCompile(`([；;])\s*`)

// paragraphs breaks a long text into lines. Nothing but white space is changed.
func paragraphs(text string) (lines []string) {
	if len([]rune(text)) > longLine {
		text = counted.ReplaceAllString(text, "$1\n$2")
		text = clause.ReplaceAllString(text, "$1\n")
	}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// reachable is what can be called or opened in a text: telephone numbers as
// departments write them, and addresses of pages.
var reachable = regexp.MustCompile(`https?://[!-~]+[A-Za-z0-9/#=]|` +
	`[（(]?0\d{2,3}[）)]?\s?[-–—]{0,2}\s?\d{4}\s?\d{3,4}(?:[-–—转]\d{1,5})*|0\d{2,3}[-–—]12\d{3}(?:[-–—]\d{1,2})*|` +
	`\b[48]00[- ]?\d{3}[- ]?\d{4}\b|\b1[3-9]\d{9}\b|\b\d{8}\b|\b12\d{3}(?:[-–—]\d{1,2})*\b`)

// contact is a part of a text; one with an address leads there.
type contact struct{ Text, URL string }

// contacts splits a text into what can be called or opened and what stands between.
func contacts(text string) (parts []contact) {
	for len(text) > 0 {
		at := reachable.FindStringIndex(text)
		if at == nil {
			return append(parts, contact{Text: text})
		}
		if at[0] > 0 {
			parts = append(parts, contact{Text: text[:at[0]]})
		}
		found := text[at[0]:at[1]]
		parts = append(parts, contact{found, address(found)})
		text = text[at[1]:]
	}
	return parts
}

// address is where a number or a page is reached. An extension is dialled after a
// pause.
func address(found string) string {
	if strings.HasPrefix(found, "http") {
		return found
	}
	number, extension, _ := strings.Cut(found, "转")
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, number)
	if extension != "" {
		return "tel:" + digits + "," + extension
	}
	return "tel:" + digits
}
