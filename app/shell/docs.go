package shell

import (
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/message"
	"tongban/kernel/web"
)

// What operations do, in Chinese; the document itself is in English.
//
//go:embed operations.zh.toml
var chineseOperations string

// operation is one operation of the API as its pages show it.
type operation struct {
	*huma.Operation
	address string // below the site: /api/v1/items/{code}
	chinese string
	scope   string // of the service keys that open it; "" is none
}

// audience says who may ask for an operation.
type audience string

// The audiences, in the order of the page.
var audiences = []audience{"anyone", "applicant", "staff", "admin", "program"}

// of tells the audience from what the document says.
func (o operation) of() audience {
	for _, by := range o.Security {
		if len(by) == 0 {
			return "anyone"
		}
	}
	switch {
	case o.Security[0]["bearer"] == nil:
		return "program"
	case strings.HasPrefix(o.address, web.APIPrefix+"/admin/"):
		return "admin"
	case strings.HasPrefix(o.address, web.APIPrefix+"/desk/"), strings.HasPrefix(o.address, web.APIPrefix+"/window/"), strings.HasPrefix(o.address, web.APIPrefix+"/insight/"):
		return "staff"
	}
	return "applicant"
}

// says returns what the operation does in the reader's language.
func (o operation) says(ctx context.Context) string {
	if message.In(ctx) == message.Chinese && o.chinese != "" {
		return o.chinese
	}
	return strings.TrimSuffix(o.Summary, ".")
}

// has reports whether the operation is about words, in either language.
func (o operation) has(words string) bool {
	text := strings.ToLower(o.Method + " " + o.address + " " + o.OperationID + " " + o.Summary + " " + o.chinese)
	for _, word := range strings.Fields(strings.ToLower(words)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// operations lists the API's operations by path.
func operations(doc *huma.OpenAPI) ([]operation, error) {
	var chinese map[string]string
	if _, err := toml.Decode(chineseOperations, &chinese); err != nil {
		return nil, fmt.Errorf("operations.zh.toml: %w", err)
	}
	var list []operation
	for path, item := range doc.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Patch, item.Put, item.Delete, item.Head} {
			if op != nil {
				list = append(list, operation{op, path, chinese[op.OperationID], scopeOf(op)})
			}
		}
	}
	slices.SortFunc(list, func(a, b operation) int {
		return cmp.Or(cmp.Compare(a.address, b.address), cmp.Compare(a.Method, b.Method))
	})
	return list, nil
}

// scopeOf returns the scope of service keys that opens op: "*" for any key.
func scopeOf(op *huma.Operation) string {
	for _, by := range op.Security {
		scopes, ok := by["serviceKey"]
		switch {
		case ok && len(scopes) == 0:
			return "*"
		case ok:
			return scopes[0]
		}
	}
	return ""
}

// docs lists the API by who asks, or what words find in it.
func (p pages) docs(w http.ResponseWriter, r *http.Request) error {
	all, err := operations(p.document())
	if err != nil {
		return err
	}
	words := strings.TrimSpace(r.FormValue("q"))
	found := slices.DeleteFunc(all, func(o operation) bool { return !o.has(words) })
	return web.Render(w, r, http.StatusOK, docsPage(beginning(p.Address, p.Demo), words, found))
}

// doc shows one operation.
func (p pages) doc(w http.ResponseWriter, r *http.Request) error {
	all, err := operations(p.document())
	if err != nil {
		return err
	}
	for _, o := range all {
		if o.OperationID == r.PathValue("operation") {
			return web.Render(w, r, http.StatusOK, docPage(p.Address, p.document().Components.Schemas, o))
		}
	}
	return unavailable()
}

// member is a line about a parameter or a member of a body.
type member struct {
	name, kind, what string
	must             bool
}

// parameters are what the address and the head of a request hold.
func (o operation) parameters() (list []member) {
	for _, p := range o.Parameters {
		list = append(list, member{p.Name, kindOf(p.Schema), cmp.Or(p.Description, p.Schema.Description), p.Required})
	}
	return list
}

// sent is the schema of the operation's body and its media type.
func (o operation) sent(known huma.Registry) (*huma.Schema, string) {
	if o.RequestBody == nil {
		return nil, ""
	}
	for media, content := range o.RequestBody.Content {
		return resolved(known, content.Schema), media
	}
	return nil, ""
}

// answer is the schema of what comes back when all is well.
func (o operation) answer(known huma.Registry) *huma.Schema {
	for status, response := range o.Responses {
		if content := response.Content["application/json"]; strings.HasPrefix(status, "2") && content != nil {
			return resolved(known, content.Schema)
		}
	}
	return nil
}

func resolved(known huma.Registry, s *huma.Schema) *huma.Schema {
	if s != nil && s.Ref != "" {
		return known.SchemaFromRef(s.Ref)
	}
	return s
}

// members lists the members of a schema, the required ones first.
func members(s *huma.Schema) (list []member) {
	if s == nil {
		return nil
	}
	for name, property := range s.Properties {
		list = append(list, member{name, kindOf(property), property.Description, slices.Contains(s.Required, name)})
	}
	slices.SortFunc(list, func(a, b member) int {
		if a.must != b.must {
			return map[bool]int{true: -1, false: 1}[a.must]
		}
		return cmp.Compare(a.name, b.name)
	})
	return list
}

// given are members of an answer, of which nobody has to give any.
func given(list []member) []member {
	for i := range list {
		list[i].must = false
	}
	return list
}

// kindOf says what a value looks like.
func kindOf(s *huma.Schema) string {
	switch {
	case s == nil:
		return ""
	case len(s.Enum) > 0:
		words := make([]string, len(s.Enum))
		for i, value := range s.Enum {
			words[i] = fmt.Sprint(value)
		}
		return strings.Join(words, " | ")
	case s.Ref != "":
		return s.Ref[strings.LastIndex(s.Ref, "/")+1:]
	case s.Items != nil:
		return kindOf(s.Items) + "[]"
	case s.Format != "" && s.Format != "int64":
		return s.Format
	}
	return s.Type
}

// curl is the operation as one types it.
func (o operation) curl(base string, known huma.Registry) string {
	address := strings.NewReplacer("{", "$", "}", "").Replace(o.address)
	var query, flags []string
	for _, p := range o.Parameters {
		if p.In == "query" && p.Required {
			query = append(query, p.Name+"=$"+p.Name)
		}
	}
	if len(query) > 0 {
		address += "?" + strings.Join(query, "&")
	}
	if o.Method != http.MethodGet && (o.Method != http.MethodPost || o.RequestBody == nil) {
		flags = append(flags, "-X "+o.Method)
	}
	if o.of() != "anyone" {
		flags = append(flags, `-H "Authorization: Bearer $token"`)
	}
	schema, media := o.sent(known)
	switch media {
	case "application/json":
		flags = append(flags, "--json '"+o.example(known, schema)+"'")
	case "multipart/form-data":
		flags = append(flags, "-F file=@photo.jpg")
	case "application/octet-stream":
		flags = append(flags, "--data-binary @piece", `-H "Upload-Offset: 0"`)
	}
	return fmt.Sprintf("base=%s\ncurl %s", base, strings.Join(append(flags, fmt.Sprintf("%q", "$base"+address)), " \\\n  "))
}

// example is the body the document gives, else the least that it must hold.
func (o operation) example(known huma.Registry, s *huma.Schema) string {
	body := o.RequestBody.Content["application/json"].Example
	if body == nil {
		body = least(known, s, 0)
	}
	text, _ := json.Marshal(body) // plain values always marshal
	return string(text)
}

// deepest is how far an example goes into what it holds.
const deepest = 3

// least is an object with its required members, or with all if none is.
func least(known huma.Registry, s *huma.Schema, depth int) map[string]any {
	object := map[string]any{}
	for name, property := range s.Properties {
		if depth < deepest && name != "$schema" && (len(s.Required) == 0 || slices.Contains(s.Required, name)) {
			object[name] = sample(known, resolved(known, property), depth+1)
		}
	}
	return object
}

// sample is a value that a member may have.
func sample(known huma.Registry, s *huma.Schema, depth int) any {
	switch {
	case len(s.Examples) > 0:
		return s.Examples[0]
	case len(s.Enum) > 0:
		return s.Enum[0]
	case s.Type == huma.TypeObject:
		return least(known, s, depth)
	case s.Type == huma.TypeArray && depth < deepest:
		return []any{sample(known, resolved(known, s.Items), depth+1)}
	case s.Type == huma.TypeArray:
		return []any{}
	case s.Type == huma.TypeInteger, s.Type == huma.TypeNumber:
		return 1
	case s.Type == huma.TypeBoolean:
		return true
	case s.Format == "date":
		return "2026-02-10"
	case s.Format == "date-time":
		return "2026-02-10T09:00:00+08:00"
	}
	return "…"
}

// beginning is what somebody types first.
func beginning(base string, demo bool) string {
	lines := []string{"base=" + base, `curl "$base/api/v1/items?q=congye&limit=3"`}
	if demo {
		lines = append(lines,
			`token=$(curl -s "$base/api/v1/sessions" --json '{"persona":"lin"}' | grep -o '"token":"[^"]*"' | cut -d '"' -f 4)`,
			`curl -H "Authorization: Bearer $token" "$base/api/v1/cases?limit=3"`)
	}
	return strings.Join(lines, "\n")
}
