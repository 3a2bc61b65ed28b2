package app_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// floors are the capabilities from the ground up. A capability imports those below
// its own floor, never one beside or above it.
var floors = [][]string{
	{"audit"},
	{"identity", "access", "place", "element"},
	{"catalogue", "form", "decision", "workflow", "document", "exchange", "notification", "notice", "payment", "delivery", "holiday", "office"},
	{"casework", "licence", "appointment", "hall", "ticket", "announcement", "precheck", "intake", "guide", "procedure", "rulebook", "credit"},
	{"application", "instant", "studio", "desk", "inspection", "consultation", "commitment", "publicity", "archive", "objection", "agreement", "progress", "rating", "wallet", "deferral", "warning", "bundle"},
	{"bundlestudio", "bundlecase", "entitlement", "lifestage", "supervision", "insight", "assistant", "learning", "window", "prereview", "lane", "integration", "shadow", "recheck"},
}

// serves names the capability whose interface an adapter satisfies, and those whose types
// that interface speaks of.
var serves = map[string][]string{"sms": {"notification"}, "registry": {"application"}, "gdzwfw": {"intake", "catalogue"}, "ocr": {"precheck"},
	"realname": {"identity"}, "firms": {"identity"}, "carrier": {"delivery"}}

// roles are what the files of a capability may not import, by how their names begin.
// "<name>" is the file that bears the capability's name.
var roles = []struct {
	files []string
	not   []string
}{
	{[]string{"<name>.go", "rules*.go", "states.go"}, []string{"net/http", "tongban/kernel/db", "tongban/kernel/web"}},
	{[]string{"service*.go", "store*.go", "jobs.go"}, []string{"net/http", "tongban/kernel/web"}},
	{[]string{"pages*.go", "api*.go", "routes.go"}, []string{"tongban/kernel/db"}},
}

// The sizes at which a file or a function has to be split.
const (
	maxFile     = 600
	maxFunction = 70
)

// source is one Go file of the repository.
type source struct {
	path  string // "capability/casework/service.go"
	test  bool   // a test, or what only tests use
	drawn bool   // written by templ
	set   *token.FileSet
	file  *ast.File
	lines int
}

// sources parses every Go file of the repository.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	walk(t, func(name string) {
		if !strings.HasSuffix(name, ".go") {
			return
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, filepath.Join("..", name), nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, source{
			path: name, test: strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "e2e/"), drawn: strings.HasSuffix(name, "_templ.go"),
			set: set, file: file, lines: set.File(file.Pos()).LineCount(),
		})
	})
	return all
}

// walk calls visit with the path of every file of the repository below the root.
func walk(t *testing.T, visit func(name string)) {
	t.Helper()
	skip := []string{".git", "node_modules", "dist", "data", "bin"}
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains(skip, d.Name()):
			return fs.SkipDir
		case !d.IsDir():
			visit(filepath.ToSlash(strings.TrimPrefix(name, ".."+string(filepath.Separator))))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// imports returns what s imports.
func (s source) imports() []string {
	var list []string
	for _, spec := range s.file.Imports {
		name, _ := strconv.Unquote(spec.Path.Value) // the parser has checked it
		list = append(list, name)
	}
	return list
}

// TestRoomsImportOnlyWhatTheyMay holds the table of rooms, tests included.
func TestRoomsImportOnlyWhatTheyMay(t *testing.T) {
	for _, s := range sources(t) {
		for _, imported := range s.imports() {
			if err := mayImport(path.Dir(s.path), imported); err != nil {
				t.Errorf("%s imports %s: %v", s.path, imported, err)
			}
		}
	}
}

// mayImport says why the package in folder may not import a package of ours.
func mayImport(folder, imported string) error {
	to, ours := strings.CutPrefix(imported, "tongban/")
	if !ours {
		return nil
	}
	room, name := split(folder)
	toRoom, toName := split(to)
	if room == toRoom && name == toName {
		return nil
	}
	allowed := false
	switch room {
	case "kernel":
		allowed = toRoom == "kernel"
	case "ui":
		allowed = toRoom == "kernel" || toRoom == "ui"
	case "capability":
		return mayReach(name, toRoom, toName)
	case "adapter":
		allowed = toRoom == "kernel" || toRoom == "capability" && slices.Contains(serves[name], toName)
	case "cmd", "sim":
		allowed = toRoom == "app"
	case "e2e":
		allowed = toRoom == "app" || toRoom == "kernel" || toRoom == "e2e" || strings.HasSuffix(to, "test")
	case "app":
		allowed = toRoom != "cmd"
	default:
		return fmt.Errorf("there is no room %s", room)
	}
	if !allowed {
		return fmt.Errorf("%s may not import %s", room, toRoom)
	}
	return nil
}

// mayReach says why capability name may not import toName of toRoom.
func mayReach(name, toRoom, toName string) error {
	switch toRoom {
	case "kernel", "ui":
		return nil
	case "capability":
		from, to := floorOf(name), floorOf(toName)
		if from == 0 || to == 0 {
			return fmt.Errorf("a capability without a floor")
		}
		if to >= from {
			return fmt.Errorf("floor %d may not import floor %d", from, to)
		}
		return nil
	}
	return fmt.Errorf("a capability may not import %s", toRoom)
}

// split returns the room of a package and its name within the room.
func split(folder string) (room, name string) {
	parts := strings.SplitN(folder, "/", 3)
	if len(parts) == 1 {
		return parts[0], ""
	}
	return parts[0], parts[1]
}

// floorOf returns the floor of a capability, 0 if it has none.
func floorOf(capability string) int {
	return 1 + slices.IndexFunc(floors, func(floor []string) bool { return slices.Contains(floor, capability) })
}

// TestFilesImportWhatTheirRoleMay holds the table of layers inside a capability.
func TestFilesImportWhatTheirRoleMay(t *testing.T) {
	for _, s := range sources(t) {
		folder, name := path.Split(s.path)
		room, capability := split(path.Clean(folder))
		if room != "capability" || s.test {
			continue
		}
		for _, role := range roles {
			if !bears(name, capability, role.files) {
				continue
			}
			for _, imported := range s.imports() {
				if slices.Contains(role.not, imported) {
					t.Errorf("%s may not import %s", s.path, imported)
				}
			}
		}
	}
}

func bears(name, capability string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		matched, _ := path.Match(strings.ReplaceAll(pattern, "<name>", capability), name) // the patterns are ours
		return matched
	})
}

// TestNothingOutgrowsItsReader stops files and functions nobody can take in.
func TestNothingOutgrowsItsReader(t *testing.T) {
	for _, s := range sources(t) {
		if s.drawn {
			continue
		}
		if s.lines > maxFile+1 { // the last line ends with a line feed
			t.Errorf("%s has %d lines: split it by use case", s.path, s.lines)
		}
		for _, decl := range s.file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if n := s.span(f) - s.dataIn(f); n > maxFunction {
				t.Errorf("%s: %s has %d lines", s.path, f.Name.Name, n)
			}
		}
	}
}

// span returns how many lines n takes.
func (s source) span(n ast.Node) int {
	return s.set.Position(n.End()).Line - s.set.Position(n.Pos()).Line + 1
}

// dataIn returns how many lines of a test are the rows of its tables, which are read
// one by one.
func (s source) dataIn(f *ast.FuncDecl) (lines int) {
	if !s.test {
		return 0
	}
	ast.Inspect(f, func(n ast.Node) bool {
		table, ok := n.(*ast.CompositeLit)
		if ok {
			lines += s.span(table) - 1
		}
		return !ok
	})
	return lines
}

// TestOnlyTheClockAsksTheMachine keeps time in one place, where it can be set.
func TestOnlyTheClockAsksTheMachine(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || path.Dir(s.path) == "kernel/clock" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			pkg, ok := call.X.(*ast.Ident)
			if ok && pkg.Name == "time" && slices.Contains([]string{"Now", "Since", "Until"}, call.Sel.Name) {
				t.Errorf("%s: time.%s: use kernel/clock", s.set.Position(call.Pos()), call.Sel.Name)
			}
			return true
		})
	}
}

// TestNothingRegistersItself keeps what a program consists of in app/register.go.
func TestNothingRegistersItself(t *testing.T) {
	for _, s := range sources(t) {
		for _, decl := range s.file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s has an init function", s.path)
			}
		}
	}
}
