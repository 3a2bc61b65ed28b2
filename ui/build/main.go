// Command build makes ui/dist from the packages that `npm ci` installed: one
// style sheet, one script, the islands (scripts that only some pages load) and one
// sprite of the icons that the product uses. File names carry the digest of their
// content; manifest.json says which is which.
//
// Run it at the root of the repository: go run ./ui/build
package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

const (
	dist     = "ui/dist"
	packages = "node_modules"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("ui/build: ")
	if err := build(); err != nil {
		log.Fatal(err)
	}
}

func build() error {
	icons, err := usedIcons(".")
	if err != nil {
		return err
	}
	made := map[string]func() ([]byte, error){
		"app.css":   style,
		"app.js":    script,
		"icons.svg": func() ([]byte, error) { return sprite(icons) },
		"mark.svg":  func() ([]byte, error) { return os.ReadFile("ui/mark.svg") },
	}
	islands, err := filepath.Glob("ui/islands/*.js")
	if err != nil {
		return err
	}
	for _, path := range islands {
		made[filepath.Base(path)] = func() ([]byte, error) { return os.ReadFile(path) }
	}
	for name, icon := range map[string]func() ([]byte, error){
		"icon-180.png": func() ([]byte, error) { return appIcon(180, true) },
		"icon-192.png": func() ([]byte, error) { return appIcon(192, false) },
		"icon-512.png": func() ([]byte, error) { return appIcon(512, true) },
	} {
		made[name] = icon
	}
	made["worker.js"] = func() ([]byte, error) { return os.ReadFile("ui/worker.js") }
	for name, path := range libraries {
		made[name] = func() ([]byte, error) { return library(path) }
	}
	for _, m := range []modeler{processes, rules} {
		made[m.name+".woff2"] = func() ([]byte, error) { return os.ReadFile(m.font()) }
		made[m.made] = m.style
	}
	files := map[string]string{}
	contents := map[string][]byte{}
	for name, maker := range made {
		content, err := maker()
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		files[name] = hashed(name, content)
		contents[files[name]] = content
	}
	if err := sweep(); err != nil {
		return err
	}
	for name, content := range contents {
		if err := write(name, content); err != nil {
			return err
		}
	}
	m, err := json.MarshalIndent(map[string]any{"files": files, "icons": icons}, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dist, "manifest.json"), m, 0o644)
}

// style lets Tailwind collect the classes of our templates.
func style() ([]byte, error) {
	out, err := os.CreateTemp("", "app-*.css")
	if err != nil {
		return nil, err
	}
	defer os.Remove(out.Name())
	cli := filepath.Join(packages, "@tailwindcss", "cli", "dist", "index.mjs")
	cmd := exec.Command("node", cli, "--input", "ui/theme.css", "--output", out.Name(), "--minify")
	if said, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w (was `npm ci` run?)\n%s", err, said)
	}
	return os.ReadFile(out.Name())
}

var sourceMap = regexp.MustCompile(`(?m)^//# sourceMappingURL=.*$`)

// libraries are the modules of others that islands load when they need them.
var libraries = map[string]string{
	"signature_pad.js": "signature_pad/dist/signature_pad.min.js",
	"compressor.js":    "compressorjs/dist/compressor.esm.js",
	"bpmn-modeler.js":  "bpmn-js/dist/bpmn-modeler.production.min.js",
	"dmn-modeler.js":   "dmn-js/dist/dmn-modeler.production.min.js",
}

// modeler is an editor of others that brings a style sheet and a font of signs.
type modeler struct {
	name   string // of the font, and of its style sheet
	made   string // what its style sheet becomes
	sheets []string
	own    string // what we change of it
}

var (
	processes = modeler{"bpmn", "modeler.css", []string{"diagram-js.css", "bpmn-js.css"}, "ui/modeler.css"}
	rules     = modeler{"dmn", "decisions.css", []string{
		"diagram-js.css", "dmn-js-shared.css", "dmn-js-drd.css", "dmn-js-decision-table.css", "dmn-js-decision-table-controls.css", "dmn-js-literal-expression.css",
		"dmn-js-boxed-expression.css", "dmn-js-boxed-expression-controls.css",
	}, "ui/decisions.css"}
)

// assets is where the modeler's own files are.
func (m modeler) assets(name ...string) string {
	return filepath.Join(append([]string{packages, m.name + "-js", "dist", "assets"}, name...)...)
}

func (m modeler) font() string { return m.assets(m.name+"-font", "font", m.name+".woff2") }

// fontFace is how a modeler's own style sheet brings its signs, in five formats.
var fontFace = regexp.MustCompile(`(?s)@font-face\s*\{.*?\}`)

// style is the modeler's own style sheet with the signs of its palette, and what we change of
// it.
func (m modeler) style() ([]byte, error) {
	var all []byte
	for _, name := range append(slices.Clone(m.sheets), filepath.Join(m.name+"-font", "css", m.name+".css")) {
		content, err := os.ReadFile(m.assets(name))
		if err != nil {
			return nil, err
		}
		all = append(append(all, content...), '\n')
	}
	font, err := os.ReadFile(m.font())
	if err != nil {
		return nil, err
	}
	face := fmt.Sprintf(`@font-face{font-family:"%s";src:url("%s") format("woff2")}`, m.name, hashed(m.name+".woff2", font))
	own, err := os.ReadFile(m.own)
	return append(fontFace.ReplaceAll(all, []byte(face)), own...), err
}

// library returns a module of a package as it is served: without its source map.
func library(path string) ([]byte, error) {
	content, err := os.ReadFile(filepath.Join(packages, path))
	return sourceMap.ReplaceAll(content, nil), err
}

// script puts htmx and our few lines into one file.
func script() ([]byte, error) {
	htmx, err := library("htmx.org/dist/htmx.min.js")
	if err != nil {
		return nil, err
	}
	own, err := os.ReadFile("ui/app.js")
	if err != nil {
		return nil, err
	}
	return slices.Concat(htmx, []byte("\n"), own), nil
}

// iconUse is how the product names an icon: Icon("car"), Icon: "car",
// iconName("car").
var iconUse = regexp.MustCompile(`(?:Icon\(|Icon:\s*|iconName\()"([a-z0-9-]+)"`)

// usedIcons returns the sorted names of the icons used below root.
func usedIcons(root string) ([]string, error) {
	used := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == packages) {
			return filepath.SkipDir
		}
		templ := strings.HasSuffix(path, ".templ")
		code := strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_templ.go") && !strings.HasSuffix(path, "_test.go")
		if !templ && !code || path == filepath.Join("ui", "build", "main.go") {
			return nil
		}
		content, err := os.ReadFile(path)
		for _, m := range iconUse.FindAllSubmatch(content, -1) {
			used[string(m[1])] = true
		}
		return err
	})
	names := make([]string, 0, len(used))
	for name := range used {
		names = append(names, name)
	}
	slices.Sort(names)
	return names, err
}

var drawing = regexp.MustCompile(`(?s)<svg[^>]*>(.*)</svg>`)

// sprite returns one file with every named icon as a symbol. They are lines in the
// colour of the text.
func sprite(names []string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg">`)
	for _, name := range names {
		icon, err := os.ReadFile(filepath.Join(packages, "@tabler", "icons", "icons", "outline", name+".svg"))
		if err != nil {
			return nil, err
		}
		m := drawing.FindSubmatch(icon)
		if m == nil {
			return nil, fmt.Errorf("icon %s is not a drawing", name)
		}
		lines := strings.Join(strings.Fields(string(m[1])), " ")
		lines = strings.ReplaceAll(lines, `<path stroke="none" d="M0 0h24v24H0z" fill="none" /> `, "")
		fmt.Fprintf(&b, `<symbol id="%s" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">%s</symbol>`, name, lines)
	}
	b.WriteString(`</svg>`)
	return b.Bytes(), nil
}

// hashed returns name with the digest of content before its ending.
func hashed(name string, content []byte) string {
	sum := sha256.Sum256(content)
	ending := filepath.Ext(name)
	return strings.TrimSuffix(name, ending) + "." + hex.EncodeToString(sum[:5]) + ending
}

// sweep removes what an earlier run made.
func sweep() error {
	old, err := filepath.Glob(filepath.Join(dist, "*"))
	if err != nil {
		return err
	}
	for _, name := range old {
		if filepath.Base(name) == ".keep" {
			continue
		}
		if err := os.Remove(name); err != nil {
			return err
		}
	}
	return nil
}

// write stores content as it is and packed.
func write(name string, content []byte) error {
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := z.Write(content); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	path := filepath.Join(dist, name)
	if err := os.WriteFile(path+".gz", packed.Bytes(), 0o644); err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o644)
}
