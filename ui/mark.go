package ui

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"
)

// Span is a part of a text, from one byte up to another.
type Span struct{ From, To int }

// Marked is a text with the parts marked that were looked for; they are in order and
// do not overlap. It is no template because a template may put spaces between parts.
func Marked(text string, marks []Span) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		var b strings.Builder
		at := 0
		for _, m := range marks {
			b.WriteString(templ.EscapeString(text[at:m.From]))
			b.WriteString("<mark>" + templ.EscapeString(text[m.From:m.To]) + "</mark>")
			at = m.To
		}
		b.WriteString(templ.EscapeString(text[at:]))
		_, err := io.WriteString(w, b.String())
		return err
	})
}
