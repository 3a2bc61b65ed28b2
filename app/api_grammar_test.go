package app_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// promised are the operations others build upon: an address that is here stays.
var promised = []string{
	"GET /personas", "POST /sessions", "GET /items", "GET /items/{code}", "POST /items/{code}/guide",
	"POST /applications", "GET /applications/{id}", "PATCH /applications/{id}", "POST /applications/{id}/submit",
	"POST /applications/{id}/materials/{code}", "DELETE /applications/{id}/materials/{code}",
	"GET /cases", "GET /cases/{no}", "GET /track", "POST /cases/{no}/correction", "POST /cases/{no}/withdraw",
	"GET /licences", "GET /licences/{id}/file", "GET /verify/{code}",
	"GET /desk/tasks", "POST /desk/tasks/{id}/claim", "POST /desk/tasks/{id}/complete", "GET /desk/cases",
	"POST /desk/cases/{no}/accept", "POST /desk/cases/{no}/request-correction", "POST /desk/cases/{no}/refuse",
	"POST /desk/cases/{no}/suspend", "POST /desk/cases/{no}/resume", "POST /desk/cases/{no}/extend",
	"POST /desk/cases/{no}/decide", "POST /desk/cases/{no}/deliver",
}

// described is an operation as the document of the API has it.
type described struct {
	OperationID string
	Summary     string
	Parameters  []struct {
		Name, In string
		Schema   struct{ Maximum float64 }
	}
	Responses map[string]struct {
		Content map[string]struct{ Schema shape }
	}
}

type shape struct {
	Ref        string `json:"$ref"`
	Type       any
	Properties map[string]shape
}

// described reads docs/api/openapi.json, which another test keeps current.
func describedAPI(t *testing.T) (operations map[string]described, schemas map[string]shape) {
	t.Helper()
	var document struct {
		Paths      map[string]map[string]described
		Components struct{ Schemas map[string]shape }
	}
	if err := json.Unmarshal([]byte(read(t, "docs/api/openapi.json")), &document); err != nil {
		t.Fatal(err)
	}
	operations = map[string]described{}
	for path, methods := range document.Paths {
		for method, o := range methods {
			operations[strings.ToUpper(method)+" "+strings.TrimPrefix(path, "/api/v1")] = o
		}
	}
	return operations, document.Components.Schemas
}

// has reports whether the operation takes a parameter.
func (o described) has(name string) bool {
	for _, p := range o.Parameters {
		if p.Name == name {
			return true
		}
	}
	return false
}

func TestTheAPIKeepsWhatItPromises(t *testing.T) {
	operations, _ := describedAPI(t)
	for _, name := range promised {
		if _, known := operations[name]; !known {
			t.Errorf("%s is gone", name)
		}
	}
	for _, filter := range []string{"state", "due", "q", "cursor", "limit"} {
		if !operations["GET /desk/cases"].has(filter) {
			t.Errorf("GET /desk/cases does not take %s", filter)
		}
	}
}

// TestTheAPIHasOneGrammar holds every operation to what docs/api says of all: lists come
// in pages of items with the cursor of the next, faults as problem documents, and a name
// of an operation is used once.
func TestTheAPIHasOneGrammar(t *testing.T) {
	operations, schemas := describedAPI(t)
	named, lists := map[string]string{}, 0
	for _, name := range slices.Sorted(maps.Keys(operations)) {
		o := operations[name]
		if other := named[o.OperationID]; o.OperationID == "" || other != "" {
			t.Errorf("%s is called %q, as is %s", name, o.OperationID, other)
		}
		named[o.OperationID] = name
		if o.Summary == "" {
			t.Errorf("%s does not say what it does", name)
		}
		if _, ok := o.Responses["default"].Content["application/problem+json"]; !ok {
			t.Errorf("%s does not say how it fails", name)
		}
		if !o.has("cursor") {
			continue
		}
		lists++
		answer := o.Responses["200"].Content["application/json"].Schema
		if answer.Ref != "" {
			answer = schemas[answer.Ref[strings.LastIndex(answer.Ref, "/")+1:]]
		}
		if _, ok := answer.Properties["items"]; !ok || answer.Properties["next"].Type != "string" || !o.has("limit") {
			t.Errorf("%s is a list, but not of items and next by cursor and limit", name)
		}
	}
	if lists < 12 {
		t.Errorf("%d lists only", lists)
	}
}

// TestEveryOperationSaysInChineseWhatItDoes compares app/shell/operations.zh.toml with the
// document.
func TestEveryOperationSaysInChineseWhatItDoes(t *testing.T) {
	var chinese map[string]string
	if _, err := toml.Decode(read(t, "app/shell/operations.zh.toml"), &chinese); err != nil {
		t.Fatal(err)
	}
	operations, _ := describedAPI(t)
	for _, o := range operations {
		if chinese[o.OperationID] == "" {
			t.Errorf("app/shell/operations.zh.toml does not say what %s does: %s", o.OperationID, o.Summary)
		}
		delete(chinese, o.OperationID)
	}
	for name := range chinese {
		t.Errorf("app/shell/operations.zh.toml speaks of %s, which is gone", name)
	}
}
