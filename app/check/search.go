// Package check judges an installation by what is in it.
//
// Search asks the published catalogue for some of its own items, drawn by a seed, in
// four ways that people look for them, and counts how often the item comes first and
// how often it is among the first five.
package check

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"text/tabwriter"

	"tongban/capability/catalogue"
)

// Options say what to ask for.
type Options struct {
	Seed  uint64
	Items int // how many are drawn; all of a smaller catalogue
}

// Find returns the names of the items found for a text, best first, at least five if
// there are so many.
type Find func(ctx context.Context, text string) ([]string, error)

// Figure says how well one way to look for items works.
type Figure struct {
	Kind   string  `json:"kind"`
	Asked  int     `json:"asked"`
	HitAt1 float64 `json:"hitAt1"`
	HitAt5 float64 `json:"hitAt5"`
	Of     string  `json:"of"` // which of the two the target is for: "hit@1" or "hit@5"
	Target float64 `json:"target"`
	Misses []Miss  `json:"misses,omitempty"`
}

// Met reports whether the target is met.
func (f Figure) Met() bool {
	if f.Of == "hit@1" {
		return f.HitAt1 >= f.Target
	}
	return f.HitAt5 >= f.Target
}

// Miss is an item that was not found as it should be.
type Miss struct {
	Name  string `json:"name"`
	Asked string `json:"asked"`
	Found string `json:"found"` // what came first instead; empty if nothing did
}

// Search draws items by their names and looks for them.
func Search(ctx context.Context, names []string, o Options, find Find) ([]Figure, error) {
	letters, random := NewAlphabet(names), rand.New(rand.NewPCG(o.Seed, 0))
	drawn := draw(names, o.Items, random)
	figures := []Figure{
		{Kind: "name", Of: "hit@1", Target: 0.98},
		{Kind: "initials", Of: "hit@5", Target: 0.80},
		{Kind: "two rarest characters", Of: "hit@5", Target: 0.80},
		{Kind: "one typing error", Of: "hit@5", Target: 0.95},
	}
	asks := []func(string) string{
		func(name string) string { return name },
		Initials,
		letters.rarest,
		func(name string) string { return letters.Mistype(name, random) },
	}
	for i := range figures {
		if err := figures[i].ask(ctx, drawn, asks[i], find); err != nil {
			return nil, err
		}
	}
	return figures, nil
}

// draw draws names, the same ones whatever the order they are in.
func draw(names []string, n int, random *rand.Rand) []string {
	names = slices.Sorted(slices.Values(names))
	random.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	return names[:min(n, len(names))]
}

func (f *Figure) ask(ctx context.Context, names []string, query func(string) string, find Find) error {
	first, five := 0, 0
	for _, name := range names {
		asked := query(name)
		found, err := find(ctx, asked)
		if err != nil {
			return fmt.Errorf("look for %s: %w", asked, err)
		}
		at := slices.Index(found[:min(5, len(found))], name)
		if at == 0 {
			first++
		}
		if at >= 0 {
			five++
		}
		if at < 0 || at > 0 && f.Of == "hit@1" {
			f.Misses = append(f.Misses, Miss{name, asked, append(found, "")[0]})
		}
	}
	f.Asked = len(names)
	f.HitAt1, f.HitAt5 = share(first, len(names)), share(five, len(names))
	return nil
}

func share(part, of int) float64 { return float64(part) / float64(max(1, of)) }

// Names returns the names of all published items.
func Names(ctx context.Context, s *catalogue.Service) ([]string, error) {
	var names []string
	for q := (catalogue.Query{Limit: 100}); ; {
		page, err := s.Search(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, item := range page.Items {
			names = append(names, item.Name)
		}
		if page.Next == "" {
			return names, nil
		}
		q.Cursor = page.Next
	}
}

// In looks for items as those do who use the catalogue.
func In(s *catalogue.Service) Find {
	return func(ctx context.Context, text string) ([]string, error) {
		page, err := s.Search(ctx, catalogue.Query{Text: text, Limit: 5})
		var names []string
		for _, item := range page.Items {
			names = append(names, item.Name)
		}
		return names, err
	}
}

// Write writes figures for people, with the misses if they are asked for.
func Write(w io.Writer, items int, figures []Figure, misses bool) error {
	if _, err := fmt.Fprintf(w, "%d published items; an item of the same name counts as found\n\n", items); err != nil {
		return err
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "asked for by\tasked\thit@1\thit@5\ttarget\t")
	for _, f := range figures {
		verdict := "met"
		if !f.Met() {
			verdict = "MISSED"
		}
		fmt.Fprintf(table, "%s\t%d\t%.3f\t%.3f\t%s %.2f\t%s\n", f.Kind, f.Asked, f.HitAt1, f.HitAt5, f.Of, f.Target, verdict)
	}
	if err := table.Flush(); err != nil || !misses {
		return err
	}
	for _, f := range figures {
		for _, m := range f.Misses {
			if _, err := fmt.Fprintf(w, "\n%s: %s\n  asked  %s\n  first  %s\n", f.Kind, m.Name, m.Asked, m.Found); err != nil {
				return err
			}
		}
	}
	return nil
}
