package app_test

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tongban/app"
	"tongban/capability/casework"
	"tongban/capability/instant"
	"tongban/kernel/db/dbtest"
)

// configured is an item whose review was written without code: a form, a guide, rules, and what
// another department shares.
const configured = "vat-check"

// TestNoCodeKnowsTheItemThatWasConfigured: the program is the same with and without it.
func TestNoCodeKnowsTheItemThatWasConfigured(t *testing.T) {
	words := []string{configured, "纳税人登记信息", "增值税", "taxDue", "specialSales"}
	looked := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && slices.Contains([]string{"node_modules", ".git"}, d.Name()) {
			return filepath.SkipDir
		}
		code := slices.Contains([]string{".go", ".templ", ".sql", ".ts"}, filepath.Ext(path))
		if d.IsDir() || !code || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		looked++
		for _, word := range words {
			if strings.Contains(string(text), word) {
				t.Errorf("%s knows %s", path, word)
			}
		}
		return nil
	})
	if err != nil || looked < 1000 {
		t.Errorf("%d files were looked at: %v", looked, err)
	}
}

// broken is a department that does not answer about one resource.
type broken struct {
	instant.Registry
	resource string
}

func (b broken) Ask(ctx context.Context, resource string, person casework.Person) (instant.Shared, error) {
	if resource == b.resource {
		return instant.Shared{}, errors.New("no connection")
	}
	return b.Registry.Ask(ctx, resource, person)
}

// TestANewKindOfReviewNeedsNoCode: a declaration that agrees with the invoices is approved on
// submission; anything else goes to a person with the condition named; nothing is refused.
func TestANewKindOfReviewNeedsNoCode(t *testing.T) {
	for engine, address := range map[string]func(testing.TB) string{"sqlite": func(testing.TB) string { return "" }, "postgres": dbtest.PostgresURL} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			a, c := taxed(t, address(t))
			for _, one := range declarations {
				t.Run(one.name, func(t *testing.T) {
					c := &callers{T: t, base: c.base, tokens: c.tokens}
					registry := a.Instant.Registry
					if one.down != "" {
						a.Instant.Registry = broken{registry, one.down}
						defer func() { a.Instant.Registry = registry }()
					}
					c.declares(a, one)
				})
			}
		})
	}
}

// taxed is a demo city in which tang acts for a caterer.
func taxed(t *testing.T, database string) (*app.App, *callers) {
	t.Helper()
	config := app.Config{Data: t.TempDir(), Database: database, Demo: true, BaseURL: "http://localhost:8080"}
	if err := config.TestClock.Set("true"); err != nil {
		t.Fatal(err)
	}
	a, err := app.New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := a.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(a.Handler())
	t.Cleanup(server.Close)
	c := &callers{T: t, base: server.URL, tokens: map[string]string{}}
	var firms struct{ Firms []struct{ ID string } }
	c.must("firms", http.StatusOK, &firms)(c.as("tang", "GET", "/api/v1/me/firms", nil))
	c.must("act", http.StatusNoContent, nil)(c.as("tang", "PUT", "/api/v1/me/acting", map[string]string{"mandate": firms.Firms[0].ID}))
	return a, c
}

// declaration is what a firm declares and what has to come of it.
type declaration struct {
	name    string
	special bool           // something the rules leave to people
	changes map[string]any // to what agrees with the invoices
	down    string         // the resource that cannot be asked
	reason  instant.Reason // of a referral
	failed  string         // the condition that is named
}

var declarations = []declaration{
	{name: "agrees"},
	{name: "above the threshold", changes: map[string]any{"otherSales": "20000.00", "taxDue": "1015.00"}},
	{name: "an invoice is missing", changes: map[string]any{"ordinarySales": "60000.00"}, reason: instant.ByCondition, failed: "申报与开票相差的销售额（元）"},
	{name: "another period", changes: map[string]any{"periodEnd": "2025-12"}, reason: instant.ByCondition, failed: "期间与税务局的数据一致"},
	{name: "a special case", special: true, reason: instant.ByCondition, failed: "有差额征税等特殊情形"},
	{name: "no invoices", down: "增值税开票信息", reason: instant.BySource, failed: "增值税开票信息：普通发票销售额"},
	{name: "no register", down: "纳税人登记信息", reason: instant.BySource, failed: "纳税人登记信息：欠税金额"},
}

// declares hands a declaration in and looks at what came of it, as the applicant and the desk
// read it.
func (c *callers) declares(a *app.App, one declaration) {
	c.Helper()
	values := map[string]any{
		"termKind": "month", "periodEnd": "2026-01", "specialSales": "20000.00", "ordinarySales": "61500.00", "otherSales": "3500.00",
		"taxDue": "200.00", "declaration": true,
	}
	for key, value := range one.changes {
		values[key] = value
	}
	var draft struct {
		ID      string
		Ready   bool
		Missing []string
		Fields  []struct{ Name, Message string }
	}
	c.must("begin", http.StatusCreated, &draft)(c.as("tang", "POST", "/api/v1/applications", map[string]any{
		"itemCode": configured, "consent": true, "answers": map[string]any{"q_small": true, "q_special": one.special},
	}))
	c.must("fill in", http.StatusOK, &draft)(c.as("tang", "PATCH", "/api/v1/applications/"+draft.ID, map[string]any{"values": values}))
	if !draft.Ready {
		c.Fatalf("it is not ready: missing %v, wrong %+v", draft.Missing, draft.Fields)
	}
	var receipt struct{ CaseNo string }
	c.must("submit", http.StatusCreated, &receipt)(c.as("tang", "POST", "/api/v1/applications/"+draft.ID+"/submit", nil))
	d, err := a.Instant.Decide(c.Context(), receipt.CaseNo) // or it was while the page waited
	if err != nil {
		c.Fatal(err)
	}
	if d.Reason != one.reason || (one.reason == "") != (d.Outcome == instant.Approved) {
		c.Fatalf("%s for %q: %+v", d.Outcome, d.Reason, d.Account)
	}
	_, page := c.as("tang", "GET", "/cases/"+receipt.CaseNo+"/decision", nil)
	var file struct{ State casework.Status }
	c.must("the case", http.StatusOK, &file)(c.as("tang", "GET", "/api/v1/cases/"+receipt.CaseNo, nil))
	switch {
	case strings.Contains(page, "⟦"):
		c.Errorf("the page has a text nobody has written")
	case one.reason == "" && file.State != casework.Completed:
		c.Errorf("approved, it is %s", file.State)
	case one.reason != "" && (file.State == casework.Completed || file.State == casework.Denied):
		c.Errorf("referred, it is %s", file.State)
	case !strings.Contains(page, one.failed):
		c.Errorf("the page does not name %s", one.failed)
	}
	if _, desk := c.as("tax-reviewer", "GET", "/desk/cases/"+receipt.CaseNo, nil); one.failed != "" && !strings.Contains(desk, one.failed) {
		c.Errorf("the desk does not read %s", one.failed)
	}
}
