package app_test

import (
	"net/http"
	"net/url"
	"strings"

	"tongban/capability/document/documenttest"
)

// counter lets a clerk help somebody and hand something out. What a counter of one outlet
// does is nothing to the clerk of another.
func (c *callers) counter() []thing {
	c.Helper()
	post := func(path string, form url.Values) string {
		status, text := c.as("clerk", "POST", path, form)
		if status != http.StatusSeeOther {
			c.Fatalf("POST %s: %d %.300s", path, status, text)
		}
		return text
	}
	begin := func(card string) string {
		at := post("/window", url.Values{"card": {card}, "channel": {"counter"}})
		visit := at[strings.LastIndex(at, "/")+1:]
		post("/window/visits/"+visit+"/guide", url.Values{"item": {"road-qual"}, "q_mass": {"false"}, "q_exam": {"true"}})
		return visit
	}
	open := begin("钱满仓 990103198803070011")
	if status, text := c.as("clerk", "POST", "/window/visits/"+open+"/papers", namedFile{"M-PHOTO", documenttest.Photo(1)}); status != http.StatusSeeOther {
		c.Fatalf("scan: %d %.300s", status, text)
	}
	return []thing{
		{"clerk", "clerk-qingxi", map[string]string{"visit": open, "code": "M-PHOTO"}, []string{
			"GET /window/visits/{visit}", "GET /window/visits/{visit}/guide", "POST /window/visits/{visit}/guide", "GET /window/visits/{visit}/take",
			"POST /window/visits/{visit}/take", "GET /window/visits/{visit}/refuse", "POST /window/visits/{visit}/refuse", "GET /window/visits/{visit}/papers", "GET /window/visits/{visit}/form",
			"POST /window/visits/{visit}/papers", "GET /window/visits/{visit}/files/{code}/preview", "POST /window/visits/{visit}/signing", "GET /window/visits/{visit}/done",
			"GET /window/visits/{visit}/firm", "POST /window/visits/{visit}/firm", "GET /window/visits/{visit}/mobile", "POST /window/visits/{visit}/mobile",
			"POST /window/visits/{visit}/correction", "GET /window/visits/{visit}/cosign", "POST /window/visits/{visit}/cosign",
			"GET /api/v1/window/visits/{visit}", "PUT /api/v1/window/visits/{visit}/firm", "POST /api/v1/window/visits/{visit}/application",
			"PATCH /api/v1/window/visits/{visit}", "POST /api/v1/window/visits/{visit}/cosign", "POST /api/v1/window/visits/{visit}/take",
		}},
		{"clerk", "clerk-qingxi", map[string]string{"no": c.no, "material": "M-PHOTO"}, []string{"POST /window/cases/{no}/originals/{material}", "GET /window/cases/{no}/cosign", "POST /window/cases/{no}/cosign",
			"POST /api/v1/window/cases/{no}/originals/{material}", "POST /api/v1/window/cases/{no}/cosign"}},
		{"clerk", "clerk-qingxi", map[string]string{"handout": c.handedOut()}, []string{"GET /window/handouts/{handout}", "GET /window/handouts/{handout}/file", "GET /api/v1/window/handouts/{handout}"}},
	}
}

// handedOut takes a case to its end at the counter and returns the list of it.
func (c *callers) handedOut() string {
	c.Helper()
	var draft struct{ ID string }
	c.must("begin", http.StatusCreated, &draft)(c.as("ouyang", "POST", "/api/v1/applications", map[string]any{
		"itemCode": "road-qual", "answers": map[string]any{"q_mass": false, "q_exam": true}, "consent": true,
	}))
	c.must("photo", http.StatusCreated, nil)(c.as("ouyang", "POST", "/api/v1/applications/"+draft.ID+"/materials/M-PHOTO", documenttest.Photo(1)))
	var sent struct{ CaseNo string }
	c.must("submit", http.StatusCreated, &sent)(c.as("ouyang", "POST", "/api/v1/applications/"+draft.ID+"/submit", nil))
	for _, step := range []struct{ who, command string }{{"clerk", "accept"}, {"trans-reviewer", "pass"}, {"trans-approver", "grant"}} {
		var desk struct {
			Tasks []struct{ ID, ClosedAt string }
		}
		c.must("the case of "+step.who, http.StatusOK, &desk)(c.as(step.who, "GET", "/api/v1/desk/cases/"+sent.CaseNo, nil))
		task := desk.Tasks[len(desk.Tasks)-1].ID
		for _, one := range desk.Tasks {
			if one.ClosedAt == "" {
				task = one.ID
			}
		}
		c.must(step.command, http.StatusOK, nil)(c.as(step.who, "POST", "/api/v1/desk/tasks/"+task+"/complete", map[string]any{"outcome": step.command, "opinion": "同意"}))
	}
	status, list := c.as("clerk", "POST", "/window/results", url.Values{"case": {sent.CaseNo}, "receiver": {"990121200112301004"}, "signature.method": {"paper"}})
	if status != http.StatusSeeOther {
		c.Fatalf("hand out: %d %.300s", status, list)
	}
	return list[strings.LastIndex(list, "/")+1:]
}

// namedFile is a file in a field of a form.
type namedFile struct {
	field string
	body  []byte
}
