package element

import (
	"slices"
	"strings"
)

// Query narrows the dictionary. Empty fields narrow nothing.
type Query struct {
	Text    string // part of a name or label in either language
	Subject string // name of a subject
}

// narrows reports whether q leaves anything out.
func (q Query) narrows() bool { return strings.TrimSpace(q.Text) != "" || q.Subject != "" }

// Search returns the elements q asks for, in the order of the dictionary.
func Search(q Query) []Element {
	return slices.DeleteFunc(All(), func(e Element) bool {
		return q.Subject != "" && e.About() != q.Subject || !q.finds(e.Name, e.Label, e.LabelEn)
	})
}

// searchLists returns the code lists whose name q finds; those of one subject only
// are not known.
func searchLists(q Query) []List {
	return slices.DeleteFunc(CodeLists(), func(l List) bool {
		return q.Subject != "" || !q.finds(l.Name, l.Label, l.LabelEn, l.Standard)
	})
}

// finds reports whether the words of q are in one of texts.
func (q Query) finds(texts ...string) bool {
	words := strings.ToLower(strings.TrimSpace(q.Text))
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(strings.ToLower(text), words) })
}
