package app_test

import (
	"flag"
	"go/ast"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tongban/app"
	"tongban/capability/agreement"
	"tongban/capability/announcement"
	"tongban/capability/application"
	"tongban/capability/archive"
	"tongban/capability/assistant"
	"tongban/capability/audit"
	"tongban/capability/bundle"
	"tongban/capability/bundlecase"
	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/commitment"
	"tongban/capability/consultation"
	"tongban/capability/credit"
	"tongban/capability/deferral"
	"tongban/capability/delivery"
	"tongban/capability/desk"
	"tongban/capability/document"
	"tongban/capability/entitlement"
	"tongban/capability/holiday"
	"tongban/capability/identity"
	"tongban/capability/inspection"
	"tongban/capability/instant"
	"tongban/capability/intake"
	"tongban/capability/integration"
	"tongban/capability/lane"
	"tongban/capability/licence"
	"tongban/capability/lifestage"
	"tongban/capability/notice"
	"tongban/capability/objection"
	"tongban/capability/office"
	"tongban/capability/prereview"
	"tongban/capability/procedure"
	"tongban/capability/publicity"
	"tongban/capability/rating"
	"tongban/capability/recheck"
	"tongban/capability/rulebook"
	"tongban/capability/shadow"
	"tongban/capability/warning"
	"tongban/capability/window"
	"tongban/kernel/message"
)

// documents returns every Markdown file by its path.
func documents(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	walk(t, func(name string) {
		if strings.HasSuffix(name, ".md") {
			all[name] = read(t, name)
		}
	})
	return all
}

// read returns a file of the repository.
func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// link is a Markdown link to somewhere in the repository.
var link = regexp.MustCompile(`\]\(([^)\s#:]+)(#[^)\s]*)?\)`)

func TestLinksInDocumentsLeadSomewhere(t *testing.T) {
	for name, text := range documents(t) {
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			target := path.Join(path.Dir(name), m[1])
			if _, err := os.Stat(filepath.Join("..", target)); err != nil {
				t.Errorf("%s links to %s, which does not exist", name, m[1])
			}
		}
	}
}

// TestReadmesListTheCommands compares the tables of the READMEs with the command.
func TestReadmesListTheCommands(t *testing.T) {
	var known []string
	for _, m := range regexp.MustCompile(`(?m)^\t"([a-z]+)":\s+\{"`).FindAllStringSubmatch(read(t, "cmd/tongban/main.go"), -1) {
		known = append(known, m[1])
	}
	slices.Sort(known)
	for _, name := range []string{"README.md", "README.zh-CN.md"} {
		var listed []string
		for _, m := range regexp.MustCompile("(?m)^\\| `tongban ([a-z]+)`").FindAllStringSubmatch(read(t, name), -1) {
			listed = append(listed, m[1])
		}
		slices.Sort(listed)
		if len(known) == 0 || !slices.Equal(listed, known) {
			t.Errorf("%s lists the commands %v, there are %v", name, listed, known)
		}
	}
}

const settingsHead = `# Settings

Each setting is a flag of every command that opens the installation and an environment variable; the flag wins.
Written from the program by ` + "`go test ./app -run Settings -update`" + `; a test keeps it current.

Switches are ` + "`true`" + ` as variables. A bucket is ` + "`s3://KEY:SECRET@host/bucket/prefix?tls=off&region=…`" + `. The test clock alone starts on
10 February 2026 at 09:00; with a value, such as ` + "`2026-02-12T23:59:59+08:00`" + `, there. URLs with passwords belong into
the environment: everybody on the machine sees flags.

| flag | variable | default | meaning |
|---|---|---|---|
`

// TestSettingsAreDocumented compares the flags with docs/config.md.
func TestSettingsAreDocumented(t *testing.T) {
	for _, set := range os.Environ() {
		if name, value, _ := strings.Cut(set, "="); strings.HasPrefix(name, "TONGBAN_") {
			t.Setenv(name, value) // put back after the test
			if err := os.Unsetenv(name); err != nil {
				t.Fatal(err)
			}
		}
	}
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	var c app.Config
	if err := c.Flags(flags); err != nil {
		t.Fatal(err)
	}
	words, err := message.Load(os.DirFS("../capability/office"))
	if err != nil {
		t.Fatal(err)
	}
	page := settingsHead
	flags.VisitAll(func(f *flag.Flag) {
		if said := words.Text(message.Chinese, "office.settings.of."+f.Name); strings.Contains(said, "⟦") {
			t.Errorf("the page of settings has no name for --%s", f.Name)
		}
		variable := "TONGBAN_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		usual := "none"
		if f.DefValue != "" {
			usual = "`" + f.DefValue + "`"
		}
		page += "| `--" + f.Name + "` | `" + variable + "` | " + usual + " | " + f.Usage + " |\n"
	})
	current(t, "docs/config.md", page)
}

// current compares a document that comes from the program, or writes it.
func current(t *testing.T, name, page string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(filepath.Join("..", name), []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if read(t, name) != page {
		t.Errorf("%s is out of date, write it anew with -update", name)
	}
}

// TestAuditEventsAreListed compares the lists of the capabilities with
// docs/audit-events.md, and both with what is recorded by name.
func TestAuditEventsAreListed(t *testing.T) {
	page, err := audit.Document(
		agreement.Events,
		announcement.Events,
		application.Events,
		archive.Events,
		assistant.Events,
		audit.Events,
		casework.Events,
		catalogue.Events,
		consultation.Events,
		commitment.Events,
		bundlecase.Events,
		credit.Events,
		deferral.Events,
		warning.Events,
		delivery.Events,
		desk.Events,
		document.Events,
		holiday.Events,
		identity.Events,
		inspection.Events,
		lane.Events,
		intake.Events,
		instant.Events,
		integration.Events,
		licence.Events,
		lifestage.Events,
		notice.Events,
		objection.Events,
		office.Events,
		prereview.Events,
		procedure.Events,
		publicity.Events,
		rating.Events,
		rulebook.Events, bundle.Events,
		shadow.Events,
		recheck.Events,
		entitlement.Events,
		window.Events,
	)
	if err != nil {
		t.Fatal(err)
	}
	current(t, "docs/audit-events.md", page)
	for _, s := range sources(t) {
		if s.test || !strings.HasPrefix(s.path, "capability/") {
			continue
		}
		for _, m := range regexp.MustCompile(`Event: "([a-z]+\.[a-z-]+)"`).FindAllStringSubmatch(read(t, s.path), -1) {
			if !strings.Contains(page, "| `"+m[1]+"` |") {
				t.Errorf("%s records %s, which no capability lists", s.path, m[1])
			}
		}
	}
}

// TestGlossaryNamesWhatExists looks every identifier of the glossary up in the code.
// Those after "Reserved" are for what is to come.
func TestGlossaryNamesWhatExists(t *testing.T) {
	words, _, _ := strings.Cut(read(t, "docs/glossary.md"), "\nReserved")
	names := declared(t)
	found := regexp.MustCompile("`([a-z]+\\.[A-Z][A-Za-z.]*)`").FindAllStringSubmatch(words, -1)
	if len(found) < 50 {
		t.Fatalf("only %d identifiers were read", len(found))
	}
	for _, m := range found {
		if !names[m[1]] {
			t.Errorf("docs/glossary.md names %s, which does not exist", m[1])
		}
	}
}

// declared returns what packages declare: "casework.Case" and "casework.Case.No".
func declared(t *testing.T) map[string]bool {
	names := map[string]bool{}
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		for _, d := range s.file.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range g.Specs {
				note(names, s.file.Name.Name, spec)
			}
		}
	}
	return names
}

func note(names map[string]bool, pkg string, spec ast.Spec) {
	switch spec := spec.(type) {
	case *ast.ValueSpec:
		for _, n := range spec.Names {
			names[pkg+"."+n.Name] = true
		}
	case *ast.TypeSpec:
		names[pkg+"."+spec.Name.Name] = true
		if structure, ok := spec.Type.(*ast.StructType); ok {
			for _, f := range structure.Fields.List {
				for _, n := range f.Names {
					names[pkg+"."+spec.Name.Name+"."+n.Name] = true
				}
			}
		}
	}
}

// TestEveryLibraryIsAccountedFor compares what our code imports with the record of
// dependencies.
func TestEveryLibraryIsAccountedFor(t *testing.T) {
	record := read(t, "docs/adr/0011-choose-few-dependencies.md")
	var modules []string
	for _, m := range regexp.MustCompile("`([a-z][a-z.]+\\.[a-z]+/[^`]+)`").FindAllStringSubmatch(record, -1) {
		modules = append(modules, m[1])
	}
	for _, s := range sources(t) {
		for _, imported := range s.imports() {
			host, _, _ := strings.Cut(imported, "/")
			known := slices.ContainsFunc(modules, func(m string) bool { return imported == m || strings.HasPrefix(imported, m+"/") })
			if strings.Contains(host, ".") && !known {
				t.Errorf("%s imports %s, which docs/adr/0011 does not name", s.path, imported)
			}
		}
	}
}
