package app

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/BurntSushi/toml"

	"tongban/capability/rulebook"
	"tongban/capability/shadow"
	"tongban/kernel/fault"
	"tongban/kernel/message"
)

// demoRules are the rulebooks of the demo city: rules as NAME.dmn, and beside them in
// NAME.toml where their inputs come from and the examples they are tried on. NAME is the
// code of the item.
//
//go:embed demo/rules
var demoRules embed.FS

// seededRules are what stands beside the rules of an item.
type seededRules struct {
	SampleShare int
	DailyLimit  int
	Reason      string
	Inputs      []rulebook.Input
	Examples    []rulebook.Example
}

// seedRulebooks writes the rulebooks of the demo city, runs them over the cases of its past, and
// puts them in force, by two people as everywhere. Where somebody has written one before,
// theirs stays.
func (a *App) seedRulebooks(ctx context.Context) error {
	ctx = message.With(ctx, a.Texts, message.Chinese) // what inputs are called is kept with a version
	names, err := fs.Glob(demoRules, "demo/rules/*.dmn")
	if err != nil {
		return err
	}
	for _, name := range names {
		item := strings.TrimSuffix(path.Base(name), ".dmn")
		if err := a.seedRulebook(ctx, item, name); err != nil {
			return fmt.Errorf("seed the rules of %s: %w", item, err)
		}
	}
	return nil
}

func (a *App) seedRulebook(ctx context.Context, item, name string) error {
	editor, err := a.asPersona(ctx, "editor")
	if err != nil {
		return err
	}
	found, err := a.Rulebooks.Find(editor, item)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return nil // an editor's own catalogue has no such item
	}
	if err != nil {
		return err
	}
	published, _, err := a.Rulebooks.Versions(editor, item, 0, 1)
	if err != nil || found.Draft != nil || len(published) > 0 {
		return err
	}
	c, why, err := contentOf(name)
	if err != nil {
		return err
	}
	draft, err := a.Rulebooks.Begin(editor, item, c)
	if err != nil {
		return err
	}
	run, err := a.Shadow.Start(editor, item, shadow.UsualCases)
	if err != nil {
		return err
	}
	if _, err := a.Shadow.Finish(ctx, run.ID); err != nil {
		return err
	}
	publisher, err := a.asPersona(ctx, "publisher")
	if err != nil {
		return err
	}
	_, err = a.Rulebooks.Publish(publisher, item, rulebook.Seen{Edits: draft.Edits}, why)
	return err
}

// contentOf reads the rules of a file and what stands beside them, and why they are published.
func contentOf(name string) (c rulebook.Content, why string, err error) {
	rules, err := demoRules.ReadFile(name)
	if err != nil {
		return c, "", err
	}
	beside, err := demoRules.ReadFile(strings.TrimSuffix(name, ".dmn") + ".toml")
	if err != nil {
		return c, "", err
	}
	var s seededRules
	if _, err := toml.Decode(string(beside), &s); err != nil {
		return c, "", err
	}
	return rulebook.Content{XML: string(rules), Inputs: s.Inputs, Examples: s.Examples, SampleShare: s.SampleShare, DailyLimit: s.DailyLimit}, s.Reason, nil
}
