package gdzwfw

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tongban/capability/catalogue"
	"tongban/capability/catalogue/lint"
	"tongban/capability/intake"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/message"
)

// noForms takes no applications.
type noForms struct{}

func (noForms) CheckForm(json.RawMessage) error { return nil }
func (noForms) Online(*catalogue.Item) bool     { return false }

var now = time.Date(2026, 2, 10, 9, 0, 0, 0, clock.Shanghai)

func bench(t *testing.T, d *db.DB) (*catalogue.Service, *intake.Service) {
	t.Helper()
	s := catalogue.New(catalogue.Deps{DB: d, Clock: clock.At(now), Forms: noForms{}, Lint: lint.Findings, Demo: true})
	lists := intake.New(d, clock.At(now), s)
	dbtest.Migrate(t, d, db.Source{Name: "audit", FS: os.DirFS("../../capability/audit")}, db.Source{Name: "catalogue", FS: s.Module().Migrations}, db.Source{Name: "intake", FS: lists.Module().Migrations})
	return s, lists
}

func importList(t *testing.T, s *intake.Service, list []byte) *intake.Report {
	t.Helper()
	ctx := actor.With(t.Context(), actor.AsSystem("import"))
	report, err := s.Import(ctx, NewReader(bytes.NewReader(list)), intake.Options{Format: Format, File: "items.jsonl"})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// tables are what a list brings, row by row.
func tables(t *testing.T, d *db.DB) (all []string) {
	t.Helper()
	for _, sql := range []string{
		`SELECT 'item ' || id || code || implementation_code || COALESCE(handling_item_code, '') FROM catalogue_item ORDER BY id`,
		`SELECT 'version ' || id || ' ' || item_id || ' ' || revision || state || edition || ' ' || errors || ' ' || warnings || document FROM catalogue_version JOIN catalogue_document ON version_id = id ORDER BY id`,
		`SELECT 'finding ' || version_id || ' ' || position || rule || element || args FROM catalogue_finding ORDER BY version_id, position`,
		`SELECT 'source ' || version_id || format || document FROM catalogue_source ORDER BY version_id`,
		`SELECT 'edition ' || number FROM catalogue_edition`,
		`SELECT 'audit ' || COUNT(*) FROM audit_entry`,
	} {
		err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			rows, err := db.List(ctx, tx, func(row db.Scanner) (s string, err error) { return s, row.Scan(&s) }, sql)
			all = append(all, rows...)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func TestTheHandMadeListIsImportedOnce(t *testing.T) {
	list, err := os.ReadFile("testdata/items.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, lists := bench(t, d)
		if r := importList(t, lists, list); r.Count(catalogue.Added) != 5 {
			for _, row := range r.Rows {
				t.Errorf("%s: %s %+v", row.Name, row.Outcome, row.Faults)
			}
		}
		before := tables(t, d)
		if r := importList(t, lists, list); r.Count(catalogue.Unchanged) != 5 {
			t.Errorf("again: %d unchanged", r.Count(catalogue.Unchanged))
		}
		if after := tables(t, d); !slices.Equal(before, after) {
			t.Error("the second import has changed something")
		}
		item, err := s.Published(t.Context(), strings.ToLower("11990100MDEM90010F399010000100101"))
		if err != nil || item.Name != "内河渡口设置许可(新申请)" {
			t.Errorf("%+v, %v", item, err)
		}
	})
}

// The real list has 2,024 rows. It lies beside the repository; without it the test
// says so.
func TestTheRealListIsImported(t *testing.T) {
	folder := os.Getenv("TONGBAN_TESTDATA")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared", "data")
	}
	list, err := os.ReadFile(filepath.Join(folder, "service-items", "guangdong-items.jsonl"))
	if err != nil {
		t.Log("not run: the real list is not here:", err)
		return
	}
	texts, err := message.Load(os.DirFS("."), os.DirFS("../../capability/catalogue"), os.DirFS("../../capability/intake"), os.DirFS("../../kernel/record"), os.DirFS("../../kernel/check"))
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, lists := bench(t, d)
		first := importList(t, lists, list)
		added, refused := first.Count(catalogue.Added), first.Count(catalogue.Refused)
		if len(first.Rows) != 2024 || added < 2000 || added+refused != 2024 {
			t.Errorf("%d read, %d added, %d refused", len(first.Rows), added, refused)
		}
		for _, lang := range []message.Lang{message.Chinese, message.English} {
			if text := first.Text(message.With(t.Context(), texts, lang)); strings.Contains(text, "catalogue.lint.") || strings.Contains(text, "intake.") {
				t.Errorf("a text is missing in %s", lang)
			}
		}
		before := tables(t, d)
		second := importList(t, lists, list)
		if n := second.Count(catalogue.Unchanged); n != added {
			t.Errorf("again: %d unchanged, %d changed", n, second.Count(catalogue.Changed))
		}
		if after := tables(t, d); !slices.Equal(before, after) {
			t.Error("the second import has changed something")
		}
		t.Logf("%d rows, %d lines compared", len(first.Rows), len(before))
	})
}
