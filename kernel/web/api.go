package web

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/fault"
)

// APIPrefix is where the API lives.
const APIPrefix = "/api/v1"

// documentPath is where the document of the API lies, but for what it is written in.
const documentPath = "/openapi"

// NewAPI returns the API on mux, with its document at /openapi.json.
func NewAPI(mux *http.ServeMux, title, version string) huma.API {
	huma.NewErrorWithContext = shapeProblem
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return shapeProblem(nil, status, msg, errs...)
	}
	config := huma.DefaultConfig(title, version)
	config.CreateHooks = nil // no $schema members in bodies
	config.OpenAPIPath = documentPath
	config.DocsPath = "" // the docs page is ours: the default loads scripts from elsewhere
	config.SchemasPath = ""
	names := &schemas{}
	names.Registry = huma.NewMapRegistry("#/components/schemas/", names.name)
	config.Components.Schemas = names
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"bearer": {Type: "http", Scheme: "bearer"},
	}
	return humago.New(mux, config)
}

// schemas names types after their capability, e.g. CatalogueItem: two capabilities may
// each have a Material.
type schemas struct {
	huma.Registry
	tag string // the capability whose operation is being registered
}

// name is asked for every type. A body without a name of its own belongs to the
// capability that is registering it.
func (s *schemas) name(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	capability := s.tag
	if t.Name() != "" {
		_, path, ours := strings.Cut(t.PkgPath(), "/capability/")
		if !ours {
			return name
		}
		capability, _, _ = strings.Cut(path, "/")
	}
	if capability == "" {
		return name
	}
	return strings.ToUpper(capability[:1]) + capability[1:] + name
}

// MarshalJSON writes the schemas into the document.
func (s *schemas) MarshalJSON() ([]byte, error) { return json.Marshal(s.Map()) }

// Op is one operation of the API.
type Op struct {
	Method  string // "GET"
	Path    string // below /api/v1: "/items/{code}"
	Need    Need
	Tag     string // the capability
	Summary string // one English sentence
	Status  int    // of success; 0 is 200
	MaxBody int64  // bytes, for files, which may take their time; 0 is 1 MiB
	Takes   string // media type of a body that the handler reads itself; a form holds it as the part "file"
	Example any    // of a body, where its required members do not say enough
}

// Register adds an operation. Its faults become problem documents, every other
// error an internal one that is logged here, once.
func Register[I, O any](api huma.API, op Op, handle func(context.Context, *I) (*O, error)) {
	spec := huma.Operation{
		OperationID:   operationID(op),
		Method:        op.Method,
		Path:          APIPrefix + op.Path,
		Summary:       op.Summary,
		Tags:          []string{op.Tag},
		DefaultStatus: op.Status,
		MaxBodyBytes:  op.MaxBody,
	}
	if op.MaxBody > 0 {
		spec.BodyReadTimeout = uploadTime
		spec.Middlewares = huma.Middlewares{patient}
	}
	spec.Security = []map[string][]string{{"bearer": {}}}
	if op.Need == Anyone {
		spec.Security = []map[string][]string{{}} // none, said in so many words
	}
	if names, ok := api.OpenAPI().Components.Schemas.(*schemas); ok {
		names.tag = op.Tag
	}
	huma.Register(api, spec, func(ctx context.Context, in *I) (*O, error) {
		if err := Allowed(actor.From(ctx), op.Need); err != nil {
			return nil, ProblemOf(ctx, err)
		}
		out, err := handle(ctx, in)
		if err == nil {
			return out, nil
		}
		if fault.KindOf(err) == fault.Internal {
			slog.ErrorContext(ctx, "request failed", "op", op.Method+" "+op.Path, "error", err)
		}
		return nil, ProblemOf(ctx, err)
	})
	if op.Takes != "" { // only now: huma reads the bodies itself that it knows of
		describe(api.OpenAPI().Paths[spec.Path], op)
	}
	if op.Example != nil {
		api.OpenAPI().Paths[spec.Path].Post.RequestBody.Content["application/json"].Example = op.Example
	}
}

// describe says in the document what body the handler of op reads itself.
func describe(at *huma.PathItem, op Op) {
	schema := &huma.Schema{Type: huma.TypeString, Format: "binary"}
	if op.Takes == "multipart/form-data" {
		schema = &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{"file": schema}, Required: []string{"file"}}
	}
	operation := at.Post
	if op.Method == http.MethodPatch {
		operation = at.Patch
	}
	operation.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{op.Takes: {Schema: schema}}}
}

// patient gives an operation with files the time of an upload, also if it reads them
// itself.
func patient(hc huma.Context, next func(huma.Context)) {
	_ = hc.SetReadDeadline(clock.Real.Now().Add(uploadTime)) // as in inTime
	next(hc)
}

// operationID names an operation after its path: get-items-code.
func operationID(op Op) string {
	s := strings.NewReplacer("{", "", "}", "", "/", "-").Replace(op.Path)
	return strings.ToLower(op.Method) + s
}

// Allowed says whether a meets need, with the fault that says why not.
func Allowed(a actor.Actor, need Need) error {
	switch {
	case need == Anyone, need == Program && a.Kind == actor.Program:
		return nil
	case need == Program && a.SignedIn():
		return fault.New(fault.Forbidden, "fault.forbidden")
	case !a.SignedIn():
		return fault.New(fault.Unauthenticated, "fault.signin")
	case need == Citizen && a.Kind != actor.Citizen, need == Staff && a.Kind != actor.Staff:
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	return nil
}
