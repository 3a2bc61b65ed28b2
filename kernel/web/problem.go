package web

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/fault"
	"tongban/kernel/message"
)

// Problem is the body of an error answer, RFC 9457 with one member of ours.
type Problem struct {
	Type   string         `json:"type" doc:"urn:tongban:fault:KEY, stable, for programs" example:"urn:tongban:fault:casework.stale"`
	Title  string         `json:"title" doc:"What is wrong, in the reader's language"`
	Status int            `json:"status"`
	Detail string         `json:"detail,omitempty"`
	Fields []ProblemField `json:"fields,omitempty" doc:"What is wrong with each field"`

	headers http.Header
}

// ProblemField is what is wrong with one field.
type ProblemField struct {
	Name    string `json:"name" example:"holderId"`
	Code    string `json:"code" doc:"stable, for programs" example:"check.id.digit"`
	Message string `json:"message" doc:"In the reader's language"`
}

// Error makes Problem an error for huma.
func (p *Problem) Error() string { return p.Title }

// GetStatus returns the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders returns what is said beside the body: Retry-After.
func (p *Problem) GetHeaders() http.Header { return p.headers }

// ContentType returns the media type of problem documents.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// statuses is the one table from kinds of fault to HTTP.
var statuses = map[fault.Kind]int{
	fault.Internal:        http.StatusInternalServerError,
	fault.Invalid:         http.StatusUnprocessableEntity,
	fault.Unauthenticated: http.StatusUnauthorized,
	fault.Forbidden:       http.StatusForbidden,
	fault.NotFound:        http.StatusNotFound,
	fault.Conflict:        http.StatusConflict,
	fault.TooLarge:        http.StatusRequestEntityTooLarge,
	fault.TooMany:         http.StatusTooManyRequests,
	fault.Unavailable:     http.StatusServiceUnavailable,
}

// StatusOf returns the HTTP status for err.
func StatusOf(err error) int { return statuses[fault.KindOf(err)] }

// ProblemOf describes err to the reader of ctx. What is not a fault is described
// as an internal error and nothing else.
func ProblemOf(ctx context.Context, err error) *Problem {
	f, ok := fault.As(err)
	if !ok || f.Kind == fault.Internal {
		f = fault.New(fault.Internal, "fault.internal")
	}
	p := &Problem{
		Type:    "urn:tongban:fault:" + f.Key,
		Title:   message.T(ctx, f.Key, f.Args...),
		Status:  statuses[f.Kind],
		headers: http.Header{},
	}
	SayWhen(p.headers, f)
	for _, field := range f.Fields {
		p.Fields = append(p.Fields, ProblemField{field.Name, field.Key, message.T(ctx, field.Key, field.Args...)})
	}
	return p
}

// shapeProblem describes what huma found wrong with the shape of a request.
func shapeProblem(hc huma.Context, status int, title string, errs ...error) huma.StatusError {
	p := &Problem{Type: "urn:tongban:fault:shape", Title: title, Status: status}
	if hc != nil && status < http.StatusInternalServerError {
		p.Title = message.T(hc.Context(), "fault.shape")
		p.Detail = title
	}
	for _, err := range errs {
		var d *huma.ErrorDetail
		if errors.As(err, &d) {
			p.Fields = append(p.Fields, ProblemField{Name: d.Location, Code: "shape", Message: d.Message})
		}
	}
	return p
}
