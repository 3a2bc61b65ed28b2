package message

import (
	"context"
	"fmt"
	"strings"
	"time"

	"tongban/kernel/clock"
)

// Date writes the day of t in full: 2026年11月21日, 21 Nov 2026.
func Date(ctx context.Context, t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	t = t.In(clock.Shanghai)
	if In(ctx) == English {
		return t.Format("2 Jan 2006")
	}
	return t.Format("2006年1月2日")
}

// DateTime writes t in full to the minute.
func DateTime(ctx context.Context, t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	return Date(ctx, t) + " " + t.In(clock.Shanghai).Format("15:04")
}

// Stamp writes t for tables: 2026-11-21 14:05 in every language.
func Stamp(t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	return t.In(clock.Shanghai).Format("2006-01-02 15:04")
}

// List is an argument that names several things: 甲、乙 in Chinese, A, B in English.
type List []string

// In writes the list in lang.
func (l List) In(lang Lang) string {
	if lang == English {
		return strings.Join(l, ", ")
	}
	return strings.Join(l, "、")
}

// Words is an argument that is written differently in each language.
type Words struct{ Chinese, English string }

// In writes the words in lang, in Chinese if there is no English.
func (w Words) In(lang Lang) string {
	if lang == English && w.English != "" {
		return w.English
	}
	return w.Chinese
}

// String writes the words in Chinese.
func (w Words) String() string { return w.Chinese }

// Join writes items for ctx's reader.
func Join(ctx context.Context, items []string) string { return List(items).In(In(ctx)) }

// Quote is an argument that is a text itself: what is wrong with one of several files.
type Quote struct {
	Key  string
	Args []any
}

// show writes an argument of a text.
func (c *Catalogue) show(lang Lang, arg any) string {
	switch a := arg.(type) {
	case interface{ In(Lang) string }:
		return a.In(lang)
	case Quote:
		return c.Text(lang, a.Key, a.Args...)
	}
	return fmt.Sprint(arg)
}

// Number writes n with its thousands apart.
func Number(n int64) string {
	s := fmt.Sprint(n)
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}
