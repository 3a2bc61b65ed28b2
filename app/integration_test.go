package app_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestAProgramReachesWhatItsKeyOpensAndNothingElse makes a key for a department's program
// and sends it to every operation there is.
func TestAProgramReachesWhatItsKeyOpensAndNothingElse(t *testing.T) {
	_, server := demoCity(t)
	c := &callers{T: t, base: server.URL, tokens: map[string]string{}}
	no := c.submitted("lin")
	key := func(department string, scopes ...string) string {
		var made struct{ Secret string }
		c.must("a key", http.StatusCreated, &made)(c.as("security-admin", "POST", "/api/v1/admin/keys", map[string]any{
			"name": "交通审批系统", "contact": "0990-12345", "department": department, "scopes": scopes, "rate": 6000, "days": 30,
		}))
		return made.Secret
	}
	c.tokens["program"] = key("TRANS", "public.read", "licences.verify", "cases.track", "cases.status")
	c.tokens["reader"], c.tokens["neighbour"] = key("TRANS", "public.read"), key("CIVIL", "cases.status")

	var standing struct{ CaseNo, State, Applicant string }
	c.must("its department's case", http.StatusOK, &standing)(c.as("program", "GET", "/api/v1/department/cases/"+no, nil))
	if standing.CaseNo != no || standing.State != "SUBMITTED" || standing.Applicant != "" {
		t.Errorf("standing %+v", standing)
	}
	status, list := c.as("program", "GET", "/api/v1/department/cases?due=2027-01-01", nil)
	if status != http.StatusOK || !strings.Contains(list, no) || strings.Contains(list, "林") {
		t.Errorf("%d %s", status, list)
	}
	for who, want := range map[string]int{"reader": http.StatusForbidden, "lin": http.StatusForbidden, "": http.StatusUnauthorized, "neighbour": http.StatusNotFound} {
		if status, text := c.as(who, "GET", "/api/v1/department/cases/"+no, nil); status != want {
			t.Errorf("%q gets %d %s", who, status, text)
		}
	}
	if status, _ := c.as("program", "GET", "/desk", nil); status != http.StatusForbidden {
		t.Errorf("a page answers a program with %d", status)
	}

	opened := 0
	for _, operation := range c.api() {
		method, pattern, _ := strings.Cut(operation, " ")
		open := slices.ContainsFunc(c.operations[operation].Security, func(one map[string][]string) bool { return one["serviceKey"] != nil })
		status, _ := c.as("program", method, strings.NewReplacer("{", "", "}", "").Replace(pattern), nil)
		switch {
		case open && (status == http.StatusForbidden || status == http.StatusUnauthorized):
			t.Errorf("%s is marked as open to a key and answers %d", operation, status)
		case !open && status != http.StatusForbidden:
			t.Errorf("%s answers %d to a program", operation, status)
		}
		if open {
			opened++
		}
	}
	if opened != 19 {
		t.Errorf("keys open %d operations, expected 19: every new one is a decision", opened)
	}
}
