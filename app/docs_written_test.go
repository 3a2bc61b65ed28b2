package app_test

import (
	"bytes"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"tongban/capability/agreement"
	"tongban/capability/announcement"
	"tongban/capability/bundle"
	"tongban/capability/bundlecase"
	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/commitment"
	"tongban/capability/consultation"
	"tongban/capability/credit"
	"tongban/capability/deferral"
	"tongban/capability/delivery"
	"tongban/capability/entitlement"
	"tongban/capability/instant"
	"tongban/capability/lane"
	"tongban/capability/licence"
	"tongban/capability/notice"
	"tongban/capability/prereview"
	"tongban/capability/procedure"
	"tongban/capability/publicity"
	"tongban/capability/rating"
	"tongban/capability/rulebook"
	"tongban/capability/warning"
)

func TestLifeCyclesAreDocumented(t *testing.T) {
	text := `# Life cycles

Drawn from the tables in the code; a test keeps this page current. Arrows are events;
what is not drawn cannot happen.
`
	for _, life := range []struct{ title, from, drawn string }{
		{"Case", "capability/casework/states.go", casework.Lifecycle.Mermaid()},
		{"Version of a catalogue item", "capability/catalogue/states.go", catalogue.Lifecycle.Mermaid()},
		{"Licence", "capability/licence/states.go", licence.Lifecycle.Mermaid()},
		{"Version of an announcement", "capability/announcement/states.go", announcement.Lifecycle.Mermaid()},
		{"Request for a pre-review", "capability/prereview/states.go", prereview.Lifecycle.Mermaid()},
		{"Decision on its way to the public", "capability/publicity/states.go", publicity.Lifecycle.Mermaid()},
		{"Template of a kind of paper", "capability/notice/states.go", notice.Lifecycle.Mermaid()},
		{"Version of a procedure", "capability/procedure/states.go", procedure.Lifecycle.Mermaid()},
		{"Version of a bundle", "capability/bundle/states.go", bundle.Lifecycle.Mermaid()},
		{"Version of a rulebook", "capability/rulebook/states.go", rulebook.Lifecycle.Mermaid()},
		{"Part of a bundle case", "capability/bundlecase/states.go", bundlecase.Lifecycle.Mermaid()},
		{"Agreement", "capability/agreement/states.go", agreement.Lifecycle.Mermaid()},
		{"Case in the green lane", "capability/lane/states.go", lane.Lifecycle.Mermaid()},
		{"Fact about an applicant", "capability/credit/states.go", credit.Lifecycle.Mermaid()},
		{"Repair of such a fact", "capability/credit/states.go", credit.RepairLifecycle.Mermaid()},
		{"Commitment to bring papers later", "capability/deferral/states.go", deferral.Lifecycle.Mermaid()},
		{"Review of a decision by rules", "capability/instant/states.go", instant.Lifecycle.Mermaid()},
		{"Invitation to what one is entitled to (免申即享)", "capability/entitlement/states.go", entitlement.Lifecycle.Mermaid()},
		{"Commitment (告知承诺)", "capability/commitment/states.go", commitment.Lifecycle.Mermaid()},
		{"Risk warning", "capability/warning/states.go", warning.Lifecycle.Mermaid()},
		{"Consultation on a case", "capability/consultation/states.go", consultation.Lifecycle.Mermaid()},
		{"Follow-up of a bad rating", "capability/rating/states.go", rating.Lifecycle.Mermaid()},
		{"Parcel", "capability/delivery/states.go", delivery.Lifecycle.Mermaid()},
	} {
		text += "\n## " + life.title + "\n\nFrom `" + life.from + "`.\n\n```mermaid\n" + life.drawn + "```\n"
	}
	current(t, "docs/lifecycle.md", text)
}

// contract is what outsiders read of /openapi.json.
type contract struct {
	Paths map[string]map[string]struct {
		OperationID string
		Summary     string
		Tags        []string
		Security    []map[string][]string
		RequestBody *struct{ Content map[string]any }
	}
	Components struct{ Schemas map[string]any }
}

func TestTheAPIDocumentIsCurrentAndWhole(t *testing.T) {
	_, city := demoCity(t)
	answer, err := http.Get(city.URL + "/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	served, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s, %v", answer.Status, err)
	}
	var shown bytes.Buffer
	if err := json.Indent(&shown, served, "", " "); err != nil {
		t.Fatal(err)
	}
	current(t, "docs/api/openapi.json", shown.String()+"\n")

	var c contract
	if err := json.Unmarshal(served, &c); err != nil {
		t.Fatal(err)
	}
	if len(c.Paths) < 20 {
		t.Errorf("%d paths only", len(c.Paths))
	}
	for path, operations := range c.Paths {
		for method, op := range operations {
			if op.Summary == "" || len(op.Tags) != 1 || len(op.Security) == 0 {
				t.Errorf("%s %s: summary %q, tags %v, security %v", method, path, op.Summary, op.Tags, op.Security)
			}
			if op.RequestBody != nil && op.RequestBody.Content["application/json"] != nil {
				showsABody(t, city.URL+"/docs/"+op.OperationID)
			}
		}
	}
	for name := range c.Components.Schemas {
		if !ofCapability(name) {
			t.Errorf("the schema %s is nobody's: name it after its capability", name)
		}
	}
}

// showsABody fails unless the page of an operation gives an example of what to send.
func showsABody(t *testing.T, address string) {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", address, answer.Status, err)
	}
	text := html.UnescapeString(string(page))
	if !strings.Contains(text, "--json '{\"") {
		t.Errorf("%s does not show what to send", address)
	}
}

// ofCapability reports whether a schema is called after its capability, or after the part
// of the kernel that every answer may hold.
func ofCapability(schema string) bool {
	return slices.ContainsFunc(append(slices.Concat(floors...), "condition", "problem"), func(name string) bool {
		return strings.HasPrefix(schema, strings.ToUpper(name[:1])+name[1:])
	})
}
