package notice

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"tongban/kernel/deadline"
)

// Name names a template: the kind of paper and, where the words differ by law, which:
// "denial-register".
type Name string

// Words are the fixed words of a template with their merge fields.
type Words struct {
	Heading string // the line with the number
	Body    string // one paragraph a line
	Closing string // who signs and the date
}

// builtIn is a template of ours.
type builtIn struct {
	Name Name   `toml:"name"`
	Kind Kind   `toml:"kind"`
	Code string `toml:"code"` // of the form, printed on the paper
	Body string `toml:"body"`

	words Words
}

//go:embed templates.toml
var templatesFile string

// ours are the built-in templates by name, and order their names.
var ours, order = mustParse(templatesFile)

// mustParse reads the built-in templates. That check finds nothing in them is a test's to
// say: it takes the font, which is large.
func mustParse(text string) (map[Name]builtIn, []Name) {
	var file struct {
		Heading, Closing string
		Template         []builtIn
	}
	if _, err := toml.Decode(text, &file); err != nil {
		panic(err)
	}
	all := map[Name]builtIn{}
	var names []Name
	for _, t := range file.Template {
		t.words = Words{Heading: file.Heading, Body: strings.TrimSpace(t.Body), Closing: file.Closing}
		if t.Kind == "" {
			t.Kind = Kind(t.Name)
		}
		all[t.Name] = t
		names = append(names, t.Name)
	}
	return all, names
}

// NameOf returns the template for a kind of paper under a law.
func NameOf(kind Kind, regime deadline.Regime) Name {
	if name := Name(string(kind) + variants[regime]); ours[name].Name != "" {
		return name
	}
	return Name(kind)
}

// Names lists the templates in the order papers come in the life of a case.
func Names() []Name { return slices.Clone(order) }
