package app_test

import (
	"net/http"

	"tongban/capability/document/documenttest"
)

// shownCase is what these tests read of a case.
type shownCase struct {
	ShortNo string
	State   string
	Version int64
	Notices []struct{ URL string }
	Tasks   []struct {
		ID       string
		ClosedAt string
	}
}

// submitted is a new case of a persona's for the road item, whose guide is answered alike.
func (c *callers) submitted(persona string) (no string) {
	c.Helper()
	var draft struct{ ID string }
	c.must("begin", http.StatusCreated, &draft)(c.as(persona, "POST", "/api/v1/applications", map[string]any{
		"itemCode": "road-qual", "answers": map[string]any{"q_mass": false, "q_exam": true}, "consent": true,
	}))
	c.must("photo", http.StatusCreated, nil)(c.as(persona, "POST", "/api/v1/applications/"+draft.ID+"/materials/M-PHOTO", documenttest.Photo(1)))
	var receipt struct{ CaseNo string }
	c.must("submit", http.StatusCreated, &receipt)(c.as(persona, "POST", "/api/v1/applications/"+draft.ID+"/submit", nil))
	return receipt.CaseNo
}

// decided brings a case through review to its decision, grant or deny.
func (c *callers) decided(no, outcome string) {
	c.Helper()
	desk := "/api/v1/desk/cases/" + no
	c.must("accept", http.StatusOK, nil)(c.as("clerk", "POST", desk+"/accept", map[string]any{}))
	var f shownCase
	c.must("the case for review", http.StatusOK, &f)(c.as("trans-reviewer", "GET", desk, nil))
	for _, task := range f.Tasks {
		if task.ClosedAt == "" {
			c.must("review", http.StatusOK, nil)(c.as("trans-reviewer", "POST", "/api/v1/desk/tasks/"+task.ID+"/complete", map[string]any{"outcome": "pass", "opinion": "符合条件"}))
		}
	}
	c.must("decide", http.StatusOK, nil)(c.as("trans-approver", "POST", desk+"/decide", map[string]any{
		"outcome": outcome, "reason": "不符合规定的条件", "legalGround": "道路运输条例第二十二条",
	}))
}

// completed brings a case to its end.
func (c *callers) completed(no string) {
	c.Helper()
	c.decided(no, "grant")
	c.must("deliver", http.StatusOK, nil)(c.as("clerk", "POST", "/api/v1/desk/cases/"+no+"/deliver", map[string]any{"method": "electronic"}))
}

// publicThings lets lin have a case that is over: decided, kept, objected to.
func (c *callers) publicThings() []thing {
	c.Helper()
	no := c.submitted("lin")
	c.completed(no)
	var objection struct{ ID string }
	c.must("object", http.StatusCreated, &objection)(c.as("lin", "POST", "/api/v1/objections", map[string]any{
		"kind": "objection", "about": "case", "ref": no, "text": "林晓华认为有误，99010319900615011X",
	}))
	var waiting struct{ Items []struct{ ID string } }
	c.must("decisions that wait", http.StatusOK, &waiting)(c.as("trans-head", "GET", "/api/v1/desk/publicity", nil))
	return []thing{
		{"trans-head", "samr-head", map[string]string{"no": no}, []string{"GET /api/v1/department/cases/{no}"}},
		{"lin", "tao", map[string]string{"id": objection.ID}, []string{"GET /objections/{id}", "GET /api/v1/objections/{id}"}},
		{"trans-head", "samr-head", map[string]string{"id": objection.ID}, []string{
			"GET /desk/objections/{id}", "POST /desk/objections/{id}/answer", "GET /api/v1/desk/objections/{id}", "POST /api/v1/desk/objections/{id}/answer"}},
		{"trans-head", "samr-head", map[string]string{"id": waiting.Items[0].ID, "event": "hold"}, []string{
			"GET /desk/publicity/{id}", "GET /desk/publicity/{id}/{event}", "POST /desk/publicity/{id}/{event}", "POST /api/v1/desk/publicity/{id}/{event}"}},
		{"trans-head", "samr-head", map[string]string{"no": no}, []string{
			"GET /desk/archive/{no}", "POST /desk/archive/{no}/export", "POST /desk/archive/{no}/transfer",
			"GET /api/v1/desk/archive/{no}", "POST /api/v1/desk/archive/{no}/export", "POST /api/v1/desk/archive/{no}/transfer"}},
	}
}
