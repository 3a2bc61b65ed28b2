package lifestage

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"tongban/capability/catalogue"
	"tongban/kernel/message"
)

// Kind says whose life a stage belongs to.
type Kind string

// The kinds.
const (
	Person Kind = "person"
	Firm   Kind = "firm"
)

// Kinds are both, in the order of pages.
var Kinds = []Kind{Person, Firm}

// Words is a text of the data file in both languages.
type Words struct{ Zh, En string }

// In returns the text in the language of ctx's reader.
func (w Words) In(ctx context.Context) string {
	if message.In(ctx) == message.English {
		return w.En
	}
	return w.Zh
}

// Stage is a part of a life, or of the life of a firm. Services are in it by their themes, by
// a word in their names, or by code.
type Stage struct {
	Code    string
	Kind    Kind
	Name    Words
	Note    Words
	Themes  []string
	Words   []string
	Items   []string
	Bundles []string
	Silent  bool // to be found, never suggested
}

// URL is the stage's page.
func (s Stage) URL() string { return "/life/" + string(s.Kind) + "/" + s.Code }

// Has reports whether a service belongs to the stage.
func (s Stage) Has(item *catalogue.Summary) bool {
	themes := item.Themes.Natural
	if s.Kind == Firm {
		themes = item.Themes.Legal
	}
	return slices.Contains(s.Items, item.Code) || slices.ContainsFunc(s.Themes, func(code string) bool { return slices.Contains(themes, code) }) ||
		s.Kind.fits(item.ServiceObjects) && named(item.Name, s.Words)
}

// fits reports whether what is for these objects is for people, or for firms. What does not
// say for whom it is may be for either. Basis: GB/T 39046, service objects; 1 is 自然人.
func (k Kind) fits(objects []int) bool {
	if len(objects) == 0 {
		return true
	}
	return slices.ContainsFunc(objects, func(o int) bool { return (o == naturalPerson) == (k == Person) })
}

const naturalPerson = 1

// named reports whether a name has one of words.
func named(name string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(name, w) })
}

// Target is what is suggested: the first of the items that the city has, or of those with
// one of the words in their names; before them a bundle, where there is one.
type Target struct {
	Items   []string
	Words   []string
	Bundles []string
	Why     Words
}

// AgeRule suggests something from an age on.
type AgeRule struct {
	From int // full years
	Target
}

// FollowRule suggests what usually comes after something that was granted.
type FollowRule struct {
	After    []string // codes of items
	Licences []string // types
	Called   Words
	Scope    []string // words of which the licence's values must have one
	Within   int      // days; 0 is however old
	Next     []Target
}

// Guidance is the data file.
type Guidance struct {
	Never   []string
	Stages  []Stage
	Ages    []AgeRule
	Follows []FollowRule
}

//go:embed stages.toml
var guidanceFile string

// readGuidance reads the data file; what nobody reads in it is a mistake.
func readGuidance(file string) (Guidance, error) {
	var g Guidance
	meta, err := toml.Decode(file, &g)
	if err != nil {
		return Guidance{}, fmt.Errorf("stages.toml: %w", err)
	}
	if left := meta.Undecoded(); len(left) > 0 {
		return Guidance{}, fmt.Errorf("stages.toml: nobody reads %v", left)
	}
	return g, nil
}

// stage returns the stage of code, false if there is none.
func (g Guidance) stage(kind Kind, code string) (Stage, bool) {
	at := slices.IndexFunc(g.Stages, func(s Stage) bool { return s.Code == code && s.Kind == kind })
	if at < 0 {
		return Stage{}, false
	}
	return g.Stages[at], true
}

// of returns the stages of one kind in their order.
func (g Guidance) of(kind Kind) (list []Stage) {
	for _, s := range g.Stages {
		if s.Kind == kind {
			list = append(list, s)
		}
	}
	return list
}

// sensitive reports whether a service or licence of this name is one of those nothing is
// concluded from.
func (g Guidance) sensitive(name string) bool { return named(name, g.Never) }

// silent reports whether a service is in a stage that is never suggested.
func (g Guidance) silent(item *catalogue.Summary) bool {
	return slices.ContainsFunc(g.Stages, func(s Stage) bool { return s.Silent && s.Has(item) })
}
