package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"tongban/capability/document/documenttest"
)

// public are the routes whose id names something that everybody may see, or that is no
// secret to its readers: each with why.
var public = map[string]string{
	"/announcements/{id}": "published", "/departments/{code}": "an office", "/halls/{id}": "a hall", "/items/{code}": "published", "/bundles/{code}": "published",
	"/items/{code}/plan": "makes a list", "/items/{code}/walkthrough/{step}": "sample answers", "/items/{code}/walkthrough": "sample answers",
	"/plans/{key}": "whoever has the link, as lists are shared", "/regions/{code}": "a place", "/search/go/{code}": "published",
	"/stages/{stage}": "a list", "/life/{kind}": "a list", "/life/{kind}/{stage}": "a list", "/themes/{theme}": "a list", "/codes/{list}": "a code list", "/sign/{token}": "whoever has the link, for a quarter of an hour", "/verify/{code}": "what is printed on a licence",
	"/rate/{token}": "whoever has the link", "/rate/{token}/reasons": "whoever has the link", "/rate/{token}/dispute": "whoever has the link",
	"/log/tile/{path...}": "the transparency log", "/personas/{key}": "the demo's identities",
	"GET /api/v1/announcements/{id}": "published", "GET /api/v1/code-lists/{name}": "a code list", "GET /api/v1/items/{code}": "published",
	"GET /api/v1/bundles/{code}": "published", "POST /api/v1/bundles/{code}/guide": "works a plan out",
	"POST /api/v1/items/{code}/guide": "works a plan out", "GET /api/v1/plans/{key}": "whoever has the link", "GET /api/v1/verify/{code}": "printed on a licence",
	"GET /notices/{code}": "printed on a paper", "POST /notices/{code}/file": "printed on a paper", "GET /api/v1/notices/{code}": "printed on a paper",
	"/credit/{id}": "a firm on a published list", "GET /api/v1/credit/listings/{id}": "likewise",
	"/publicity/{id}": "published", "GET /api/v1/publicity/{id}": "published",
	"/verify/{code}/file": "checks a file against what is printed", "/show/{token}": "whoever reads the code, once, for a minute and a half",
	"/admin/dictionary/{list}": "for all staff",
	"/docs/{operation}":        "about the program",
}

// unmade are addresses of what nobody has made here: strangers are turned away all the same.
var unmade = map[string]string{
	"GET /desk/cases/{no}/inspection/{visit}/photos/{photo}": "a photograph from a site: inspection's own tests look at one",
	"GET /desk/cases/{no}/inspection/{visit}":                "the record of a visit: likewise",
	"GET /desk/cases/{no}/inspection/{visit}/signature":      "likewise",
	"GET /desk/cases/{no}/inspection/{visit}/record.pdf":     "likewise",

	"GET /cases/{no}/commitment/papers/{paper}": pledged, "GET /desk/after-checks/{id}/papers/{paper}": pledged,
	"GET /api/v1/applications/{id}/pledge": "what a draft on a commitment promises: this one is on none",

	"GET /agreements/{id}": unsigned, "GET /agreements/{id}/file": unsigned, "GET /agreements/{id}/document": unsigned, "GET /api/v1/agreements/{id}": unsigned,
	"GET /desk/cases/{no}/agreements/{id}": unsigned, "GET /desk/cases/{no}/agreements/{id}/document": unsigned,
	"GET /api/v1/department/cases/{no}": "a program's: the test of service keys asks as one",
	"GET /desk/tasks/{id}/entrust":      "a task that was drawn: desk's own tests entrust one",
	"GET /desk/warnings/{id}":           "a warning: warning's own tests find one", "GET /api/v1/desk/warnings/{id}": "likewise",
	"GET /desk/cases/{no}/lane": ordinary, "GET /api/v1/cases/{no}/lane": ordinary, "GET /api/v1/desk/cases/{no}/lane": ordinary,
}

const (
	pledged  = "the paper of a commitment: commitment's own tests make one"
	unsigned = "an agreement: agreement's own tests draw one up"
	ordinary = "a case in the green lane: this one is an ordinary one"
)

// byRole are the prefixes of pages whose things belong to an office: who has no such role
// gets nothing of them at all.
var byRole = []string{"/admin/", "/api/v1/admin/", "/api/v1/rulebooks", "/api/v1/shadow-runs"}

// thing is something that belongs to somebody, under all its addresses.
type thing struct {
	owner     string            // persona
	stranger  string            // another of the same kind
	ids       map[string]string // placeholder → what stands there
	addresses []string          // patterns
}

// TestNothingOfAnotherPersonCanBeReadChangedOrCounted asks for every address that names a
// thing as its owner, as somebody else of the same kind, as somebody of another kind and
// as nobody, and again for a thing that does not exist. A route in no table fails.
func TestNothingOfAnotherPersonCanBeReadChangedOrCounted(t *testing.T) {
	a, server := demoCity(t)
	c := &callers{T: t, base: server.URL, tokens: map[string]string{}}
	things := slices.Concat(c.publicThings(), c.rated(), c.repaired(), c.consulted(), c.warned(), c.promised(a), c.bundled(a), c.belongings(), c.deferred(), c.counter(), c.agreed(), c.counted(), c.ruled(), c.rechecked(), c.entitled(a), c.suggested())

	patterns := a.Patterns()
	for _, line := range c.api() {
		patterns = append(patterns, line)
	}
	slices.Sort(patterns)
	covered := map[string]thing{}
	for _, one := range things {
		for _, pattern := range one.addresses {
			covered[pattern] = one
		}
	}
	asked := 0
	for _, pattern := range slices.Compact(patterns) {
		_, path, _ := strings.Cut(pattern, " ")
		if !strings.Contains(path, "{") || path == "/{$}" || public[path] != "" || public[pattern] != "" {
			continue
		}
		if slices.ContainsFunc(byRole, func(p string) bool { return strings.HasPrefix(path, p) }) {
			c.hidden(pattern)
			asked++
			continue
		}
		one, known := covered[pattern]
		if !known {
			t.Errorf("%s names something, and nobody says whose", pattern)
			continue
		}
		c.foreign(pattern, one)
		asked++
		delete(covered, pattern)
	}
	for pattern := range covered {
		if slices.Contains(patterns, pattern) {
			continue
		}
		t.Errorf("%s is no route any more", pattern)
	}
	t.Logf("%d routes were asked", asked)
	c.untouched()
}

// callers talk to the city as its people.
type callers struct {
	*testing.T
	base   string
	tokens map[string]string
	before map[string]string // what the owner saw before strangers came
	draft  string
	no     string

	operations map[string]operation
	schemas    map[string]*schema
}

// as sends a request as a persona, "" for nobody, and returns status and body.
func (c *callers) as(persona, method, path string, body any) (int, string) {
	c.Helper()
	var content io.Reader
	kind := ""
	switch body := body.(type) {
	case nil:
	case url.Values:
		content, kind = strings.NewReader(body.Encode()), "application/x-www-form-urlencoded"
	case []byte:
		content, kind = multipartOf(namedFile{"file", body})
	case namedFile:
		content, kind = multipartOf(body)
	default:
		text, err := json.Marshal(body)
		if err != nil {
			c.Fatal(err)
		}
		content, kind = bytes.NewReader(text), "application/json"
	}
	r, err := http.NewRequestWithContext(c.Context(), method, c.base+path, content)
	if err != nil {
		c.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if method == "PATCH" && strings.Contains(path, "/uploads/") {
		r.Header.Set("Upload-Offset", "0")
	}
	if token := c.token(persona); token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
		r.AddCookie(&http.Cookie{Name: "tongban_session", Value: token})
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	if err != nil {
		c.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		c.Fatal(err)
	}
	return res.StatusCode, string(text) + res.Header.Get("Location")
}

// multipartOf is a form with one file.
func multipartOf(file namedFile) (io.Reader, string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, _ := w.CreateFormFile(file.field, "photo.jpg")
	_, _ = part.Write(file.body)
	_ = w.Close()
	return &b, w.FormDataContentType()
}

// token signs a persona in, once.
func (c *callers) token(persona string) string {
	if persona == "" || c.tokens[persona] != "" {
		return c.tokens[persona]
	}
	var pass struct{ Token string }
	c.must(persona+" signs in", http.StatusCreated, &pass)(c.as("", "POST", "/api/v1/sessions", map[string]string{"persona": persona}))
	c.tokens[persona] = pass.Token
	return pass.Token
}

// must reads an answer that has to be as it should.
func (c *callers) must(what string, want int, into any) func(int, string) {
	return func(status int, body string) {
		c.Helper()
		if status != want {
			c.Fatalf("%s: %d %s", what, status, body)
		}
		if into != nil {
			if err := json.Unmarshal([]byte(body), into); err != nil {
				c.Fatalf("%s: %v %s", what, err, body)
			}
		}
	}
}

// api lists the operations of the API document.
func (c *callers) api() (lines []string) {
	var doc struct {
		Paths      map[string]map[string]operation
		Components struct{ Schemas map[string]*schema }
	}
	c.must("the API document", http.StatusOK, &doc)(c.as("", "GET", "/openapi.json", nil))
	c.schemas, c.operations = doc.Components.Schemas, map[string]operation{}
	for path, operations := range doc.Paths {
		for method, one := range operations {
			line := strings.ToUpper(method) + " " + path
			c.operations[line] = one
			lines = append(lines, line)
		}
	}
	return lines
}

// address puts ids into a pattern.
func address(pattern string, ids map[string]string) (method, path string) {
	method, path, _ = strings.Cut(pattern, " ")
	for name, id := range ids {
		path = strings.ReplaceAll(path, "{"+name+"}", id)
	}
	return method, path
}

// strange are ids of nothing, as well made as those of something.
func strange(ids map[string]string) map[string]string {
	others := maps.Clone(ids)
	for _, name := range []string{"id", "no", "token", "visit", "handout"} {
		id, has := others[name]
		if !has {
			continue
		}
		last := byte('0')
		if id[len(id)-1] == '0' {
			last = '1'
		}
		others[name] = id[:len(id)-1] + string(last)
	}
	return others
}

// foreign asks for one address of a thing as everybody.
func (c *callers) foreign(pattern string, one thing) {
	c.Helper()
	method, path := address(pattern, one.ids)
	_, nothing := address(pattern, strange(one.ids))
	body := c.body(pattern, method)
	if method == "GET" && unmade[pattern] == "" {
		if status, text := c.as(one.owner, method, path, nil); status >= 400 {
			c.Errorf("%s %s is not there for its owner: %d %.200s", method, path, status, text)
		}
	}
	status, text := c.as(one.stranger, method, path, body)
	if status == http.StatusSeeOther && strings.HasSuffix(path, "/done") { // it leads to the draft, which is not there
		status, text = c.as(one.stranger, "GET", strings.TrimSuffix(path, "/done"), nil)
		nothing = strings.TrimSuffix(nothing, "/done")
	}
	none, empty := c.as(one.stranger, method, nothing, body)
	if status != http.StatusNotFound && status != http.StatusForbidden {
		c.Errorf("%s %s for a stranger: %d %.200s", method, path, status, text)
	}
	if status != none {
		c.Errorf("%s %s tells a stranger that it exists: %d, and %d for nothing: %.200s", method, path, status, none, empty)
	}
	guest, seen := c.as("", method, path, body)
	if guest != http.StatusSeeOther && guest != http.StatusUnauthorized && guest != http.StatusNotFound {
		c.Errorf("%s %s for nobody: %d %.200s", method, path, guest, seen)
	}
	for _, read := range []string{text, seen} {
		for _, secret := range []string{"林晓华", "99010319900615011X", "19900001040", "photo.jpg"} {
			if strings.Contains(read, secret) {
				c.Errorf("%s %s tells %s", method, path, secret)
			}
		}
	}
}

// body is the least that an operation takes: a form that says little, or what the API
// document requires.
func (c *callers) body(pattern, method string) any {
	if method == "GET" || method == "HEAD" || method == "DELETE" {
		return nil
	}
	operation, ok := c.operations[pattern]
	switch {
	case pattern == "POST /api/v1/applications/{id}/materials/{code}":
		return documenttest.Photo(1)
	case !ok:
		return url.Values{"reason": {"试试"}}
	case operation.Body.Content["application/json"].Schema == nil:
		return nil
	}
	return c.least(operation.Body.Content["application/json"].Schema)
}

// least makes the smallest value of a schema.
func (c *callers) least(s *schema) any {
	if name, referred := strings.CutPrefix(s.Ref, "#/components/schemas/"); referred {
		s = c.schemas[name]
	}
	kind, _ := s.Type.(string)
	if list, several := s.Type.([]any); several {
		kind, _ = list[0].(string)
	}
	switch {
	case len(s.Enum) > 0:
		return s.Enum[0]
	case kind == "object":
		object := map[string]any{}
		for _, name := range s.Required {
			object[name] = c.least(s.Properties[name])
		}
		if s.Properties["outcome"] != nil {
			object["outcome"] = "grant"
		}
		return object
	case kind == "array":
		return []any{c.least(s.Items)}
	case kind == "integer", kind == "number":
		return 1
	case kind == "boolean":
		return true
	case s.Format == "date":
		return "2026-03-20"
	}
	return "0sa600tcnng05"
}

// operation and schema are what the test reads of the API document.
type operation struct {
	Security []map[string][]string
	Body     struct {
		Content map[string]struct{ Schema *schema }
	} `json:"requestBody"`
}

type schema struct {
	Ref        string `json:"$ref"`
	Type       any
	Format     string
	Enum       []any
	Required   []string
	Properties map[string]*schema
	Items      *schema
}

// hidden asks for an address of an office as people without its role.
func (c *callers) hidden(pattern string) {
	c.Helper()
	method, path := address(pattern, map[string]string{
		"id": "0sa600tcnng05", "code": "road-qual", "event": "publish", "command": "publish", "topic": "basics", "list": "sex",
		"item": "food-license", "revision": "1", "number": "1", "kind": "address",
	})
	var body any
	if given := adminBodies[pattern]; given != nil {
		body = given
	}
	for _, persona := range []string{"lin", "clerk", ""} {
		status, text := c.as(persona, method, path, body)
		if status != http.StatusForbidden && status != http.StatusSeeOther && status != http.StatusNotFound && status != http.StatusUnauthorized {
			c.Errorf("%s %s for %q: %d %.200s", method, path, persona, status, text)
		}
	}
}

// belongings lets lin own one thing of every kind.
func (c *callers) belongings() []thing {
	c.Helper()
	begin := func(persona, item string, answers map[string]any, consent bool) string {
		var draft struct{ ID string }
		c.must("begin "+item, http.StatusCreated, &draft)(c.as(persona, "POST", "/api/v1/applications", map[string]any{"itemCode": item, "answers": answers, "consent": consent}))
		return draft.ID
	}
	road := map[string]any{"q_mass": false, "q_exam": true}
	ready := func() string {
		id := begin("lin", "road-qual", road, true)
		c.must("photo", http.StatusCreated, nil)(c.as("lin", "POST", "/api/v1/applications/"+id+"/materials/M-PHOTO", documenttest.Photo(1)))
		return id
	}
	submit := func(id string) string {
		var receipt struct{ CaseNo string }
		c.must("submit", http.StatusCreated, &receipt)(c.as("lin", "POST", "/api/v1/applications/"+id+"/submit", nil))
		return receipt.CaseNo
	}
	c.draft = ready()
	sent := ready()
	c.no = submit(sent)
	type caseOf struct {
		ShortNo string
		Version int64
		Notices []struct{ URL string }
		Tasks   []struct{ ID string }
	}
	var file, desk caseOf
	c.must("the case", http.StatusOK, &file)(c.as("lin", "GET", "/api/v1/cases/"+c.no, nil))
	c.must("the case at the desk", http.StatusOK, &desk)(c.as("clerk", "GET", "/api/v1/desk/cases/"+c.no, nil))
	mending := submit(ready())
	var open caseOf
	c.must("ask for a correction", http.StatusOK, &open)(c.as("clerk", "POST", "/api/v1/desk/cases/"+mending+"/request-correction", map[string]any{
		"gaps": []map[string]string{{"target": "material:M-PHOTO", "problem": "不是白底"}},
	}))
	notice := file.Notices[0].URL[strings.LastIndex(file.Notices[0].URL, "/")+1:]

	licence, copied, consent := c.copied()
	var upload struct{ ID string }
	c.must("an upload", http.StatusCreated, &upload)(c.as("lin", "POST", "/api/v1/uploads", map[string]any{"name": "photo.jpg", "size": 100}))
	var sessions struct {
		Sessions []struct{ ID string }
		Items    []struct{ ID string }
	}
	c.must("sessions", http.StatusOK, &sessions)(c.as("lin", "GET", "/api/v1/sessions", nil))
	session := append(sessions.Sessions, sessions.Items...)[0].ID
	var power struct{ ID string }
	c.must("a power", http.StatusCreated, &power)(c.as("lin", "POST", "/api/v1/me/authorisations", map[string]any{
		"relation": "family", "name": "梅若溪", "contact": "990102199703220201", "until": "2027-12-31",
	}))
	var firms struct{ Firms []struct{ Principal string } }
	c.must("firms", http.StatusOK, &firms)(c.as("tang", "GET", "/api/v1/me/firms", nil))

	flat := begin("lin", "property-transfer", map[string]any{"q_mortgage": false, "q_loan": false, "q_utility": false, "q_couple": false}, false)
	if status, text := c.as("lin", "POST", "/apply/"+flat+"/invitations", url.Values{"party": {"seller"}}); status != http.StatusSeeOther {
		c.Fatalf("invite: %d %s", status, text)
	}
	_, tasks := c.as("lin", "GET", "/apply/"+flat, nil)
	token, _, _ := strings.Cut(between(tasks, "/cofill/", `"`), "<")
	invitation := between(tasks, "/invitations/", "/revoke")
	if status, text := c.as("mei", "POST", "/cofill/"+token, url.Values{}); status != http.StatusSeeOther {
		c.Fatalf("take on: %d %s", status, text)
	}

	request := c.prereview(ready())

	c.before = map[string]string{}
	for _, path := range []string{"/api/v1/applications/" + c.draft, "/api/v1/applications/" + flat, "/api/v1/cases/" + c.no, "/api/v1/cases/" + mending, "/api/v1/licences", "/api/v1/me/authorisations"} {
		_, c.before[path] = c.as("lin", "GET", path, nil)
	}
	return addresses(owned{
		draft: c.draft, sent: sent, flat: flat, invitation: invitation, token: token, case1: file.ShortNo, no: c.no, notice: notice, mending: mending,
		licence: licence, upload: upload.ID, session: session, power: power.ID, firm: firms.Firms[0].Principal, task: desk.Tasks[0].ID, request: request,
		copied: copied, consent: consent,
	})
}

// copied has lin make a copy of a licence that somebody may use, and says by which
// consent.
func (c *callers) copied() (licence, copied, consent string) {
	c.Helper()
	var wallet struct{ Items []struct{ ID string } }
	c.must("the wallet", http.StatusOK, &wallet)(c.as("lin", "GET", "/api/v1/licences", nil))
	for _, one := range wallet.Items {
		var uses struct{ Consents []struct{ ID string } }
		c.must("the uses", http.StatusOK, &uses)(c.as("lin", "GET", "/api/v1/licences/"+one.ID+"/uses", nil))
		if len(uses.Consents) > 0 {
			var made struct{ ID string }
			c.must("a copy", http.StatusOK, &made)(c.as("lin", "POST", "/api/v1/licences/"+one.ID+"/copies", map[string]string{"purpose": "办理住房贷款"}))
			return one.ID, made.ID, uses.Consents[0].ID
		}
	}
	c.Fatal("nobody has consented to anything")
	return "", "", ""
}

// prereview has lin ask for a look at a draft, and the clerk take it on.
func (c *callers) prereview(draft string) string {
	c.Helper()
	c.must("ask for a pre-review", http.StatusSeeOther, nil)(c.as("lin", "POST", "/apply/"+draft+"/prereview", url.Values{}))
	_, list := c.as("clerk", "GET", "/desk/prereviews", nil)
	request := between(list, `href="/desk/prereviews/`, `"`)
	c.must("take it on", http.StatusSeeOther, nil)(c.as("clerk", "POST", "/desk/prereviews/"+request+"/claim", url.Values{}))
	return request
}

// owned are the ids of what belongs to people.
type owned struct {
	draft, sent, flat, invitation, token, case1, no, notice, mending, licence, upload, session, power, firm, task, request, copied, consent string
}

// addresses says of every address that names a thing whose it is.
func addresses(o owned) []thing {
	apply := func(list ...string) (all []string) {
		for _, one := range list {
			method, path, _ := strings.Cut(one, " ")
			all = append(all, method+" /apply/{id}"+path)
		}
		return all
	}
	return []thing{
		{"lin", "tao", map[string]string{"id": o.draft, "step": "applicant", "code": "M-PHOTO"}, append(apply(
			"GET ", "GET /check", "GET /discard", "GET /guide", "GET /materials", "GET /files/{code}", "GET /files/{code}/preview", "GET /{step}",
			"POST /discard", "POST /guide", "POST /left", "POST /ordinary", "POST /materials", "POST /materials/{code}/remove", "POST /submit", "POST /invitations", "POST /{step}", "POST /prereview", "POST /prereview/cancel"),
			"GET /api/v1/applications/{id}", "PATCH /api/v1/applications/{id}", "DELETE /api/v1/applications/{id}", "POST /api/v1/applications/{id}/submit", "POST /api/v1/applications/{id}/code", "PUT /api/v1/applications/{id}/promises", "GET /api/v1/applications/{id}/pledge",
			"POST /api/v1/applications/{id}/materials/{code}", "PUT /api/v1/applications/{id}/materials/{code}", "DELETE /api/v1/applications/{id}/materials/{code}")},
		{"lin", "tao", map[string]string{"id": o.sent}, apply("GET /done", "GET /receipt")},
		{"lin", "tao", map[string]string{"id": o.flat, "invitation": o.invitation}, apply("POST /invitations/{invitation}/revoke")},
		{"mei", "tao", map[string]string{"token": o.token, "step": "sellers"}, []string{
			"GET /cofill/{token}", "GET /cofill/{token}/{step}", "POST /cofill/{token}", "POST /cofill/{token}/{step}", "POST /cofill/{token}/done"}},
		{"lin", "tao", map[string]string{"no": o.case1, "notice": o.notice}, []string{
			"GET /cases/{no}", "GET /cases/{no}/withdraw", "POST /cases/{no}/withdraw", "GET /cases/{no}/request-hearing", "POST /cases/{no}/request-hearing", "GET /cases/{no}/notices/{notice}", "POST /cases/{no}/notices/{notice}",
			"GET /cases/{no}/notices/{notice}/file", "POST /cases/{no}/notices/{notice}/file",
			"GET /api/v1/cases/{no}/notices/{notice}/file", "POST /api/v1/desk/cases/{no}/notices/{notice}/file", "GET /api/v1/cases/{no}", "POST /api/v1/cases/{no}/withdraw", "POST /api/v1/cases/{no}/request-hearing"}},
		{"lin", "tao", map[string]string{"no": o.mending}, []string{"GET /cases/{no}/correction", "POST /cases/{no}/correction", "POST /api/v1/cases/{no}/correction"}},
		{"lin", "tao", map[string]string{"id": o.licence}, []string{
			"GET /licences/{id}", "GET /licences/{id}/file", "GET /licences/{id}/qr.png", "GET /licences/{id}/show", "GET /licences/{id}/copy", "POST /licences/{id}/copy",
			"GET /licences/{id}/uses", "GET /api/v1/licences/{id}", "GET /api/v1/licences/{id}/file", "POST /api/v1/licences/{id}/show-codes",
			"POST /api/v1/licences/{id}/copies", "GET /api/v1/licences/{id}/uses"}},
		{"lin", "tao", map[string]string{"id": o.licence, "copy": o.copied, "consent": o.consent}, []string{
			"GET /licences/{id}/copies/{copy}", "GET /api/v1/licences/{id}/copies/{copy}",
			"POST /licences/{id}/consents/{consent}/end", "DELETE /api/v1/licences/{id}/consents/{consent}"}},
		{"lin", "tao", map[string]string{"id": o.upload}, []string{
			"HEAD /api/v1/uploads/{id}", "PATCH /api/v1/uploads/{id}", "DELETE /api/v1/uploads/{id}", "POST /api/v1/uploads/{id}/check"}},
		{"lin", "tao", map[string]string{"id": o.session}, []string{"POST /me/sessions/{id}/end", "DELETE /api/v1/sessions/{id}"}},
		{"lin", "tao", map[string]string{"id": o.power}, []string{
			"POST /me/authorisations/{id}/accept", "POST /me/authorisations/{id}/decline", "POST /me/authorisations/{id}/end",
			"POST /api/v1/me/authorisations/{id}/accept", "DELETE /api/v1/me/authorisations/{id}"}},
		{"tang", "tao", map[string]string{"id": o.firm}, []string{"GET /me/firms/{id}"}},
		{"clerk", "samr-reviewer", map[string]string{"no": o.no, "material": "M-PHOTO", "command": "accept"}, []string{
			"GET /desk/cases/{no}", "GET /desk/cases/{no}/branches", "GET /api/v1/desk/cases/{no}/branches", "GET /desk/cases/{no}/{command}", "POST /desk/cases/{no}/{command}", "POST /desk/cases/{no}/reveal", "GET /desk/cases/{no}/files/{material}",
			"GET /api/v1/desk/cases/{no}", "POST /api/v1/desk/cases/{no}/accept", "POST /api/v1/desk/cases/{no}/decide", "POST /api/v1/desk/cases/{no}/deliver",
			"POST /api/v1/desk/cases/{no}/not-needed", "POST /api/v1/desk/cases/{no}/refuse", "POST /api/v1/desk/cases/{no}/request-correction", "POST /api/v1/desk/cases/{no}/reveal",
			"POST /api/v1/desk/cases/{no}/terminate", "GET /desk/done/{no}"}},
		{"clerk", "samr-reviewer", map[string]string{"no": o.no, "material": "M-PHOTO", "mark": o.task}, []string{
			"GET /desk/cases/{no}/earlier", "POST /desk/cases/{no}/files/{material}/marks", "POST /desk/cases/{no}/marks/{mark}/remove",
			"GET /api/v1/desk/cases/{no}/marks", "POST /api/v1/desk/cases/{no}/materials/{material}/marks", "DELETE /api/v1/desk/cases/{no}/marks/{mark}",
			"POST /api/v1/desk/cases/{no}/start-pre-review", "POST /api/v1/desk/cases/{no}/grant-at-once", "POST /api/v1/desk/cases/{no}/point-out",
			"POST /api/v1/desk/cases/{no}/start-review", "POST /api/v1/desk/cases/{no}/pass-stage", "POST /api/v1/desk/cases/{no}/propose-decision",
			"POST /api/v1/desk/cases/{no}/tell-hearing", "POST /api/v1/desk/cases/{no}/enter-special", "POST /api/v1/desk/cases/{no}/set-hearing",
			"POST /api/v1/desk/cases/{no}/leave-special", "POST /api/v1/desk/cases/{no}/suspend", "POST /api/v1/desk/cases/{no}/resume",
			"POST /api/v1/desk/cases/{no}/extend", "POST /api/v1/desk/cases/{no}/raise-incident",
			"POST /api/v1/desk/cases/{no}/retry", "POST /api/v1/desk/cases/{no}/leave-process"}},
		{"hall-manager", "samr-reviewer", map[string]string{"no": o.no}, []string{"GET /desk/cases/{no}/handover", "POST /desk/cases/{no}/handover"}},
		{"clerk", "samr-reviewer", map[string]string{"id": o.task}, []string{"POST /desk/phrases/{id}", "POST /desk/tasks/{id}/release",
			"GET /desk/tasks/{id}/send-back", "POST /desk/tasks/{id}/send-back", "GET /desk/tasks/{id}/add-signer", "POST /desk/tasks/{id}/add-signer", "GET /desk/tasks/{id}/entrust", "POST /desk/tasks/{id}/entrust",
			"POST /desk/tasks/{id}/remove-signer", "POST /desk/tasks/{id}/take-back", "POST /desk/tasks/{id}/urge",
			"POST /api/v1/desk/tasks/{id}/send-back", "POST /api/v1/desk/tasks/{id}/take-back", "POST /api/v1/desk/tasks/{id}/signers",
			"POST /api/v1/desk/tasks/{id}/remove-signer", "POST /api/v1/desk/tasks/{id}/urge", "POST /api/v1/desk/tasks/{id}/entrust",
			"POST /api/v1/desk/tasks/{id}/release", "POST /api/v1/desk/tasks/{id}/hand-over", "DELETE /api/v1/desk/phrases/{id}"}},
		{"clerk", "samr-reviewer", map[string]string{"no": o.no, "visit": o.task, "photo": o.task}, []string{
			"GET /desk/cases/{no}/inspection", "POST /desk/cases/{no}/inspection", "POST /desk/cases/{no}/inspection/{visit}/cancel",
			"POST /desk/cases/{no}/inspection/{visit}", "POST /desk/cases/{no}/inspection/{visit}/sign", "POST /desk/cases/{no}/inspection/{visit}/witness",
			"GET /api/v1/desk/cases/{no}/inspections", "POST /api/v1/desk/cases/{no}/inspections", "PUT /api/v1/desk/cases/{no}/inspections/{visit}/record",
			"POST /api/v1/desk/cases/{no}/inspections/{visit}/sign", "POST /api/v1/desk/cases/{no}/inspections/{visit}/witness", "POST /api/v1/desk/cases/{no}/inspections/{visit}/cancel",
			"GET /desk/cases/{no}/inspection/{visit}", "GET /desk/cases/{no}/inspection/{visit}/signature", "GET /desk/cases/{no}/inspection/{visit}/record.pdf",
			"POST /desk/cases/{no}/inspection/{visit}/photos", "GET /desk/cases/{no}/inspection/{visit}/photos/{photo}"}},
		{"trans-reviewer", "editor", map[string]string{"department": "SAMR"}, []string{
			"GET /admin/checklists/{department}", "POST /admin/checklists/{department}",
			"GET /api/v1/admin/checklists/{department}", "PUT /api/v1/admin/checklists/{department}"}},
		{"clerk", "samr-reviewer", map[string]string{"id": o.task}, []string{
			"POST /desk/tasks/{id}/claim", "POST /api/v1/desk/tasks/{id}/claim", "POST /api/v1/desk/tasks/{id}/complete"}},
		{"clerk", "samr-reviewer", map[string]string{"id": o.request, "code": "M-PHOTO"}, []string{
			"GET /desk/prereviews/{id}", "GET /desk/prereviews/{id}/files/{code}", "POST /desk/prereviews/{id}/claim", "POST /desk/prereviews/{id}/full",
			"POST /desk/prereviews/{id}/answer", "POST /desk/prereviews/{id}/settle"}},
		{"psb-approver", "samr-approver", map[string]string{"id": o.licence, "event": "suspend", "proposal": o.task}, []string{
			"GET /desk/licences/{id}", "POST /desk/licences/{id}/full", "GET /desk/licences/{id}/{event}", "POST /desk/licences/{id}/{event}",
			"POST /desk/licences/{id}/proposals/{proposal}", "GET /api/v1/desk/licences/{id}", "POST /api/v1/desk/licences/{id}/change",
			"POST /api/v1/desk/licences/{id}/revoke", "POST /api/v1/desk/licences/{id}/proposals/{proposal}"}},
	}
}

// between returns what stands in text after one mark and before the next.
func between(text, after, before string) string {
	_, rest, _ := strings.Cut(text, after)
	found, _, _ := strings.Cut(rest, before)
	return found
}

// untouched compares what lin owns with how it was before strangers came.
func (c *callers) untouched() {
	for path, before := range c.before {
		if _, now := c.as("lin", "GET", path, nil); now != before {
			c.Errorf("%s is not what it was:\n%s\n%s", path, before, now)
		}
	}
	if len(c.before) == 0 {
		c.Error(fmt.Errorf("nothing was compared"))
	}
}
