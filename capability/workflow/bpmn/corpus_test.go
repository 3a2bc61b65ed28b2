package bpmn

import (
	"archive/tar"
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// refused are the files of the fixtures that are not imported, with the text that says
// why. What is only unusual (elements BPMN does not know, shapes of nothing, messages
// nobody declares) is imported with warnings: nothing of it is lost.
var refused = map[string]string{
	// Not XML: a name that begins with a dot; "$a" and an attribute without a value; an
	// attribute twice, and one of the two declares what the root's name means.
	"attrs.bpmn":                     "markup.name",
	"error/invalid-attributes.bpmn":  "markup.attribute",
	"error/xmlns-redeclaration.bpmn": "markup.attribute-twice",
	// Another encoding is said than ours.
	"error/bad-encoding.bpmn": "markup.encoding",
	// Another namespace than that of BPMN.
	"error/not-bpmn.bpmn": "workflow.bpmn.not-bpmn",
	// Two things with one id: nobody knows which one a reference means.
	"error/duplicate-ids.bpmn": "workflow.bpmn.id-twice",
}

// fragments end like this: their root is some element of BPMN or of an extension, not a
// set of definitions.
const fragments = ".part.bpmn"

// fixtures returns the files of bpmn-moddle's own tests, nil if they are not here.
func fixtures(t *testing.T) map[string][]byte {
	t.Helper()
	folder := cmp.Or(os.Getenv("TONGBAN_TESTDATA"), "../../../../shared/data")
	file, err := os.Open(filepath.Join(folder, "bpmn", "bpmn-moddle-fixtures.tar.gz"))
	if err != nil {
		t.Log("not run on the fixtures of bpmn-moddle: they are not here")
		return nil
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for archive := tar.NewReader(unzipped); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		name, drawn := strings.CutPrefix(header.Name, "test/fixtures/bpmn/")
		if !drawn || !strings.HasSuffix(name, ".bpmn") {
			continue
		}
		if files[name], err = io.ReadAll(archive); err != nil {
			t.Fatal(err)
		}
	}
}

func TestEveryFixtureIsImportedWholeOrRefusedWithAPlace(t *testing.T) {
	t.Parallel()
	files := fixtures(t)
	if files == nil {
		return
	}
	imported := 0
	for name, source := range files {
		d, faults := Read(source)
		for _, f := range faults {
			if f.Line < 1 || f.Line > strings.Count(string(source), "\n")+1 || f.Key == "" {
				t.Errorf("%s: a fault without a place: %+v", name, f)
			}
		}
		want := refused[name]
		if strings.HasSuffix(name, fragments) {
			want = "workflow.bpmn.fragment"
		}
		switch {
		case want == "" && d == nil, want != "" && d != nil:
			t.Errorf("%s: imported: %v, %+v", name, d != nil, faults)
		case d == nil && !slices.ContainsFunc(faults, func(f Fault) bool { return f.Key == want && f.Severity == Error }):
			t.Errorf("%s is not refused for %s: %+v", name, want, faults)
		case d != nil:
			imported++
			same(t, name, source, d.Write())
		}
	}
	if len(files) != 89 || imported != 52 {
		t.Errorf("%d of %d files are imported", imported, len(files))
	}
}

// same fails if two files do not mean the same.
func same(t *testing.T, name string, a, b []byte) {
	t.Helper()
	x, y := meaning(t, a), meaning(t, b)
	for i := range max(len(x), len(y)) {
		if i >= len(x) || i >= len(y) || x[i] != y[i] {
			t.Errorf("%s is written differently from here:\n%q\n%q", name, x[min(i, len(x)):min(i+3, len(x))], y[min(i, len(y)):min(i+3, len(y))])
			return
		}
	}
}

// meaning lists what an XML file says, a line for each thing, without what does not
// matter: prefixes, the order of attributes, space between elements. It shares nothing
// with what it judges: encoding/xml resolves the names, the namespaces of values are
// found here.
func meaning(t *testing.T, source []byte) []string {
	t.Helper()
	var lines []string
	var scopes []map[string]string // prefixes by depth
	text := ""
	flush := func() {
		if strings.TrimSpace(text) != "" {
			lines = append(lines, "text "+resolved(text, scopes))
		}
		text = ""
	}
	decoder := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(source, []byte("\ufeff"))))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return lines
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			flush()
			scopes = append(scopes, declared(token))
			lines = append(lines, fmt.Sprintf("begin {%s}%s", token.Name.Space, token.Name.Local))
			var attrs []string
			for _, a := range token.Attr {
				if a.Name.Space != "xmlns" && a.Name != (xml.Name{Local: "xmlns"}) {
					attrs = append(attrs, fmt.Sprintf("attr {%s}%s = %s", a.Name.Space, a.Name.Local, resolved(a.Value, scopes)))
				}
			}
			slices.Sort(attrs)
			lines = append(lines, attrs...)
		case xml.EndElement:
			flush()
			scopes = scopes[:len(scopes)-1]
			lines = append(lines, "end")
		case xml.CharData:
			text += string(token)
		case xml.Comment:
			lines = append(lines, "comment "+string(token))
		}
	}
}

func declared(e xml.StartElement) map[string]string {
	found := map[string]string{}
	for _, a := range e.Attr {
		if a.Name.Space == "xmlns" {
			found[a.Name.Local] = a.Value
		}
	}
	return found
}

// resolved returns a value with its prefix replaced by the namespace it stands for, if
// it may be a name.
func resolved(value string, scopes []map[string]string) string {
	prefix, local, found := strings.Cut(value, ":")
	if !found || strings.ContainsAny(local, ": /") {
		return value
	}
	for _, s := range slices.Backward(scopes) {
		if space, known := s[prefix]; known {
			return "{" + space + "}" + local
		}
	}
	return value
}
