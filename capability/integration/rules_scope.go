package integration

import (
	"slices"
	"strings"
)

// Scope is a part of the API that a key opens.
type Scope string

// The scopes.
const (
	PublicRead     Scope = "public.read"     // what everybody may read, at the key's own rate
	LicencesVerify Scope = "licences.verify" // check licences and official papers
	CaseTrack      Scope = "cases.track"     // a case by its number and the query code its applicant gave
	CaseStatus     Scope = "cases.status"    // where the cases of one's department stand
)

// Scopes are all scopes.
var Scopes = []Scope{PublicRead, LicencesVerify, CaseTrack, CaseStatus}

// every stands for any key: what it may ask about itself.
const every Scope = ""

// scopes are the operations a key can reach at all, below /api/v1. All of them only read.
var scopes = map[string]Scope{
	"GET /service-key": every,

	"GET /items": PublicRead, "GET /items/{code}": PublicRead, "POST /items/{code}/guide": PublicRead,
	"GET /elements": PublicRead, "GET /code-lists/{name}": PublicRead, "GET /regions": PublicRead, "GET /outlets": PublicRead,
	"GET /announcements": PublicRead, "GET /announcements/{id}": PublicRead,
	"GET /publicity": PublicRead, "GET /publicity/{id}": PublicRead, "GET /publicity-counts": PublicRead,

	"GET /verify/{code}": LicencesVerify, "GET /notices/{code}": LicencesVerify, "GET /licences/status-list": LicencesVerify,

	"GET /track": CaseTrack,

	"GET /department/cases": CaseStatus, "GET /department/cases/{no}": CaseStatus,
}

// scopeOf returns the scope that opens a request's operation.
func scopeOf(method, path string) (Scope, bool) {
	for operation, scope := range scopes {
		if m, pattern, _ := strings.Cut(operation, " "); m == method && matches(pattern, path) {
			return scope, true
		}
	}
	return "", false
}

// matches reports whether path is one of those that pattern stands for.
func matches(pattern, path string) bool {
	want, is := strings.Split(pattern, "/"), strings.Split(path, "/")
	return slices.EqualFunc(want, is, func(part, piece string) bool {
		return part == piece || strings.HasPrefix(part, "{") && piece != ""
	})
}

// opens reports whether k may carry out a request.
func (k Key) opens(method, path string) bool {
	scope, known := scopeOf(method, path)
	return known && (scope == every || slices.Contains(k.Scopes, scope))
}
