package intake

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/record"
)

// bulk is a list of n items, one on each line; changes are made to the text of each.
func bulk(t *testing.T, n int, changes ...string) string {
	t.Helper()
	var sample struct{ Items []map[string]any }
	if err := json.Unmarshal([]byte(sampleText(t)), &sample); err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(sample.Items, func(item map[string]any) bool { return item["id"] == "road-qual" })
	line, err := json.Marshal(sample.Items[at])
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	replace := strings.NewReplacer(changes...)
	for i := range n {
		number := fmt.Sprintf("%05d", 10000+i)
		one := strings.NewReplacer(`"road-qual"`, `"bulk-`+number+`"`, "990100006000", "9901"+number+"000").Replace(string(line))
		b.WriteString(replace.Replace(one) + "\n")
	}
	return b.String()
}

// importing imports a list with options.
func importing(t *testing.T, s *Service, list Reader, o Options) *Report {
	t.Helper()
	o.Format = "catalogue"
	report, err := s.Import(asImporter(t), list, o)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func reading(text string) Reader { return NewReader(strings.NewReader(text)) }

// contents lists what there is of every item, without the keys of rows.
func contents(t *testing.T, d *db.DB) (all []string) {
	t.Helper()
	for _, sql := range []string{
		`SELECT i.code || ' ' || COALESCE(v.revision, -9) || ' ' || COALESCE(v.state, 'none') || ' ' || v.origin || ' ' || v.errors || ' ' || v.warnings || d.document
			FROM catalogue_item i LEFT JOIN catalogue_version v ON v.item_id = i.id LEFT JOIN catalogue_document d ON d.version_id = v.id ORDER BY 1`,
		`SELECT v.code || ' ' || f.rule || f.position || f.args FROM catalogue_finding f JOIN catalogue_version v ON v.id = f.version_id ORDER BY 1`,
		`SELECT v.code || ' ' || s.document FROM catalogue_source s JOIN catalogue_version v ON v.id = s.version_id ORDER BY 1`,
		`SELECT 'edition ' || number FROM catalogue_edition`,
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

func exec(t *testing.T, d *db.DB, sql string, args ...any) {
	t.Helper()
	err := d.Write(t.Context(), "test", func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, sql, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestADryRunReportsAndWritesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		text := bulk(t, 60, `"bulk-10007"`, `"Bulk 7"`)
		dry := importing(t, s, reading(text), Options{DryRun: true})
		if n := rowsIn(t, d, "catalogue_item") + rowsIn(t, d, "intake_import"); n != 0 || dry.ID != 0 {
			t.Errorf("a dry run has written %d rows", n)
		}
		wet := importing(t, s, reading(text), Options{})
		if counts(dry) != counts(wet) || counts(dry) != [4]int{59, 0, 0, 1} {
			t.Errorf("%v, then %v", counts(dry), counts(wet))
		}
	})
}

func TestAllOrNothingPublishesNothingIfARowIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		importing(t, s, reading(bulk(t, 10)), Options{})
		before := contents(t, d)
		text := bulk(t, 80, "年龄不超过60周岁", "年龄不超过63周岁", `"bulk-10070"`, `"bulk-10003"`)
		report := importing(t, s, reading(text), Options{AllOrNothing: true})
		if !report.Withheld || report.Count(catalogue.Refused) != 1 {
			t.Errorf("%v", counts(report))
		}
		if after := contents(t, d); !slices.Equal(before, after) {
			t.Error("something has changed")
		}
		run := journal(t, s, report.ID)
		if run.State != ImportRefused || run.Count[catalogue.Refused] != 1 || run.Policy != "all-or-nothing" {
			t.Errorf("the journal has %+v", run)
		}
		report = importing(t, s, reading(text), Options{})
		if report.Count(catalogue.Added) != 69 || report.Count(catalogue.Changed) != 10 {
			t.Errorf("skipping what is bad: %v", counts(report))
		}
	})
}

// asEditor is somebody who may read the journal.
func asEditor(t *testing.T) context.Context {
	return actor.With(t.Context(), actor.Actor{ID: "ed", Kind: actor.Staff, Roles: []actor.Role{actor.Editor}})
}

func journal(t *testing.T, s *Service, run id.ID) ImportRun {
	t.Helper()
	found, err := s.ImportRun(asEditor(t), run)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestOfTwoRowsWithOneCodeTheFirstWins(t *testing.T) {
	s := bench(t, dbtest.SQLite(t))
	text := bulk(t, 30, `"bulk-10020"`, `"bulk-10004"`)
	report := importing(t, s, reading(text), Options{})
	row := report.Rows[20]
	if counts(report) != [4]int{29, 0, 0, 1} || row.Outcome != catalogue.Refused || row.Faults[0].Key != "intake.twice" || row.Faults[0].Args[1] != 5 {
		t.Errorf("%v %+v", counts(report), row)
	}
}

func TestWhatAnEditorHasRevisedIsNotOverwritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		importing(t, s, reading(bulk(t, 3)), Options{})
		exec(t, d, `UPDATE catalogue_version SET origin = 'edit', digest = $1 WHERE code = 'bulk-10001'`, []byte("edited"))
		exec(t, d, `UPDATE catalogue_version SET digest = $1 WHERE code = 'bulk-10002'`, []byte("an older model"))
		if got := counts(importing(t, s, reading(bulk(t, 3)), Options{})); got != [4]int{0, 1, 2, 0} {
			t.Errorf("a list that says what it said: %v", got)
		}
		report := importing(t, s, reading(bulk(t, 3, "年龄不超过60周岁", "年龄不超过63周岁")), Options{})
		if counts(report) != [4]int{0, 2, 0, 1} || report.Rows[1].Faults[0].Key != "catalogue.import.edited" {
			t.Errorf("a list that has changed: %v %+v", counts(report), report.Rows[1])
		}
	})
}

// meanwhile is a reader at whose end something happens.
type meanwhile struct {
	Reader
	at     int // after so many rows
	happen func()
}

func (m *meanwhile) Next() (Record, error) {
	if m.at--; m.at == -1 {
		m.happen()
	}
	return m.Reader.Next()
}

func TestWhatChangesDuringAnImportIsNotOverwritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		importing(t, s, reading(bulk(t, 30)), Options{})
		list := &meanwhile{reading(bulk(t, 30, "年龄不超过60周岁", "年龄不超过63周岁")), 29, func() {
			exec(t, d, `UPDATE catalogue_version SET state = 'retired', edition = 2 WHERE code = 'bulk-10001'`)
			exec(t, d, `UPDATE catalogue_edition SET number = 2`)
		}}
		report := importing(t, s, list, Options{})
		if counts(report) != [4]int{0, 29, 0, 1} || report.Rows[1].Outcome != catalogue.Refused {
			t.Errorf("%v", counts(report))
		}
		rows, _, err := s.ImportRows(asEditor(t), report.ID, catalogue.Refused, 0)
		if err != nil || len(rows) != 1 || rows[0].Code != "bulk-10001" || rows[0].Faults[0].Key != "catalogue.import.edited" {
			t.Errorf("the journal has %+v, %v", rows, err)
		}
		if _, err := s.catalogue.Published(t.Context(), "bulk-10001"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a retired item is back: %v", err)
		}
	})
}

// eachRow is a reader at whose every row something happens.
type eachRow struct {
	Reader
	happen func()
}

func (e eachRow) Next() (Record, error) {
	e.happen()
	return e.Reader.Next()
}

// While a list is read others write, and nobody sees a part of it.
func TestWritersGoOnDuringAnImport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		exec(t, d, `CREATE TABLE note (n BIGINT)`)
		importing(t, s, eachRow{reading(bulk(t, 120)), func() {
			exec(t, d, `INSERT INTO note (n) VALUES (1)`)
			if page, err := s.catalogue.Search(t.Context(), catalogue.Query{}); err != nil || len(page.Items) != 0 {
				t.Errorf("%d items before the end of the import, %v", len(page.Items), err)
			}
		}}, Options{})
		if n := rowsIn(t, d, "note"); n != 121 {
			t.Errorf("%d of 121 notes", n)
		}
		if page, err := s.catalogue.Search(t.Context(), catalogue.Query{Limit: 100}); err != nil || len(page.Items) != 100 || page.Next == "" {
			t.Errorf("%d items after it, %v", len(page.Items), err)
		}
	})
}

func TestAnImportThatFailsLeavesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		before := contents(t, d)
		broken := errors.New("broken")
		list := NewReader(io.MultiReader(strings.NewReader(bulk(t, 60)), failing{broken}))
		if _, err := s.Import(asImporter(t), list, Options{Format: "catalogue"}); !errors.Is(err, broken) {
			t.Fatal(err)
		}
		if after := contents(t, d); !slices.Equal(before, after) {
			t.Error("something is left")
		}
		runs, _, err := s.Imports(asEditor(t), 0)
		if err != nil || len(runs) != 1 || runs[0].State != ImportAbandoned {
			t.Errorf("%+v, %v", runs, err)
		}
	})
}

func TestAListInGBKIsConverted(t *testing.T) {
	s := bench(t, dbtest.SQLite(t))
	text, err := simplifiedchinese.GBK.NewEncoder().String(bulk(t, 3, "·", ""))
	if err != nil {
		t.Fatal(err)
	}
	report := importing(t, s, reading(text), Options{})
	if counts(report) != [4]int{3, 0, 0, 0} || report.File.Encoding != record.GB18030 {
		t.Errorf("%v in %s", counts(report), report.File.Encoding)
	}
	if item, err := s.catalogue.Published(t.Context(), "bulk-10000"); err != nil || item.Name != "道路货物运输驾驶员从业资格证核发" {
		t.Errorf("%+v, %v", item, err)
	}
}

func TestBadRowsAreSkippedWithTheirReasons(t *testing.T) {
	s := bench(t, dbtest.SQLite(t))
	lines := strings.Split(strings.TrimSpace(bulk(t, 6)), "\n")
	lines[0] += "\r"
	lines[1] = strings.Replace(lines[1], "道路", "道\xff", 1)
	lines[2] = `{"code":"long","x":"` + strings.Repeat("x", record.MaxBytes) + `"}`
	lines[3] = strings.Replace(lines[3], `"code":"bulk`, `"id":"a","id":"bulk`, 1)
	lines[3] = strings.Replace(lines[3], `{`, `{"version":"9",`, 1)
	lines[4] = `{"code":"cut",`
	report := importing(t, s, reading(strings.Join(lines, "\n")), Options{})
	var got []string
	for _, row := range report.Rows {
		key := ""
		if len(row.Faults) > 0 {
			key = row.Faults[0].Key
		}
		got = append(got, string(row.Outcome)+" "+key)
	}
	want := []string{"added ", "refused record.characters", "refused record.long", "refused record.twice", "refused record.syntax", "added "}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestOneEntryInTheLogStandsForAnImport(t *testing.T) {
	s := bench(t, dbtest.SQLite(t))
	report := importing(t, s, reading(bulk(t, 50)), Options{})
	if n := rowsIn(t, s.db, "audit_entry"); n != 1 {
		t.Errorf("%d entries", n)
	}
	run := journal(t, s, report.ID)
	if run.State != ImportApplied || run.Count[catalogue.Added] != 50 || run.File.Encoding != record.UTF8 || !bytes.Equal(run.File.Digest, report.File.Digest) || run.Ended.IsZero() {
		t.Errorf("the journal has %+v", run)
	}
	if rows, next, err := s.ImportRows(asEditor(t), report.ID, "", 0); err != nil || len(rows) != 50 || next != 0 {
		t.Errorf("%d rows, next %d, %v", len(rows), next, err)
	}
	if _, err := s.ImportRun(t.Context(), report.ID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a stranger reads the journal: %v", err)
	}
	importing(t, s, reading(bulk(t, 50)), Options{})
	if n := rowsIn(t, s.db, "audit_entry"); n != 1 {
		t.Errorf("an import that changes nothing is in the log: %d entries", n)
	}
}

func TestTheReportIsATableWithoutFormulas(t *testing.T) {
	texts, err := message.Load(os.DirFS("."), os.DirFS("../../kernel/record"))
	if err != nil {
		t.Fatal(err)
	}
	report := &Report{Rows: []*Row{
		{Number: 1, Code: "a", Name: "=HYPERLINK(\"x\")", Outcome: catalogue.Added, Findings: []catalogue.Finding{{Rule: "unmapped-key", Severity: catalogue.Notice, Element: "@x", Args: []any{"@x"}}}},
		{Number: 2, Code: "b", Name: "+86", Outcome: catalogue.Refused, Faults: []fault.Field{{Name: "code", Key: "intake.twice", Args: []any{"b", 1}}}},
		{Number: 3, Code: "c", Name: "甲,\"乙\"", Outcome: catalogue.Unchanged},
	}}
	var b bytes.Buffer
	if err := report.CSV(message.With(t.Context(), texts, message.Chinese), &b); err != nil {
		t.Fatal(err)
	}
	text, ok := strings.CutPrefix(b.String(), "\ufeff")
	table, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if !ok || err != nil || len(table) != 4 || len(table[0]) != 8 {
		t.Fatalf("%v, %v", table, err)
	}
	if got := table[1]; got[1] != "新增" || got[3] != "'=HYPERLINK(\"x\")" || got[4] != "提示" || got[6] != "'@x" {
		t.Errorf("%q", got)
	}
	if got := table[2]; got[3] != "'+86" || got[4] != "未导入原因" || got[7] != "“b”在文件里出现了两次，第 1 项已用" {
		t.Errorf("%q", got)
	}
	if got := table[3]; got[3] != "甲,\"乙\"" || got[7] != "" {
		t.Errorf("%q", got)
	}
}

// What PostgreSQL cannot index and no database stores spoils its row, not the list.
func TestARowThatCannotBeStoredIsRefusedAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		odd := []rune{}
		for i := range 4000 {
			odd = append(odd, rune(0x4e00+i*7919%20000))
		}
		lines := strings.SplitAfter(bulk(t, 6), "\n")
		for at, spoil := range [][2]string{
			{`"name":"道路货物运输驾驶员`, `"name":"` + string(odd)}, {`"name":"道路货物运输驾驶员`, `"name":"\u0000\u001b[2J`}, {`"bulk-10002"`, `"bulk\u0000"`},
			{`"department":{"code":"`, `"department":{"code":"` + string(odd)}, {`"onSiteVisits":`, `"onSiteVisits":1e999,"x":`},
		} {
			lines[at] = strings.ReplaceAll(lines[at], spoil[0], spoil[1])
		}
		report := importing(t, s, reading(strings.Join(lines, "")), Options{})
		if counts(report) != [4]int{1, 0, 0, 5} {
			for _, row := range report.Rows {
				t.Errorf("row %d: %s %+v", row.Number, row.Outcome, row.Faults)
			}
		}
		for _, row := range report.Rows {
			if len(row.Name)+len(row.Code) > 3000 || strings.ContainsAny(row.Name+row.Code, "\x00\x1b") {
				t.Errorf("row %d is named by %d bytes: %q", row.Number, len(row.Name)+len(row.Code), row.Code)
			}
		}
	})
}

// The last unit of an import that was killed may be stored while the next one is
// about to give it up.
func TestAnImportThatWasPublishedAfterAllIsClearedUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		importing(t, s, reading(bulk(t, 3)), Options{})
		killed := importing(t, s, reading(bulk(t, 3, "年龄不超过60周岁", "年龄不超过63周岁")), Options{})
		want := contents(t, d)
		exec(t, d, `UPDATE intake_import SET ended_at = NULL WHERE id = $1`, killed.ID)
		exec(t, d, `INSERT INTO catalogue_finding (version_id, position, rule, severity, element, args)
			SELECT id, 0, 'required', 'error', 'place', '[]' FROM catalogue_version WHERE state = 'superseded'`)
		if err := (&run{Service: s}).abandon(t.Context(), killed.ID); err != nil {
			t.Fatal(err)
		}
		if got := contents(t, d); !slices.Equal(got, want) {
			t.Errorf("%d lines, want %d", len(got), len(want))
		}
		if n := rowsIn(t, d, "intake_import WHERE ended_at IS NULL OR state <> 'applied'"); n != 0 {
			t.Errorf("%d imports are open or abandoned", n)
		}
	})
}

// The journal was the catalogue's before imports had a capability of their own.
func TestTheJournalOfAnOlderReleaseIsKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.Migrate(t, d, db.Source{Name: "audit", FS: os.DirFS("../audit")}, db.Source{Name: "catalogue", FS: os.DirFS("../catalogue")})
		exec(t, d, `INSERT INTO catalogue_import (id, format, file, policy, state, author, added, refused, started_at, ended_at)
			VALUES (7, 'gdzwfw', 'old.jsonl', 'skip-bad', 'applied', 'system:import', 1, 1, 1000, 2000)`)
		exec(t, d, `INSERT INTO catalogue_import_row (import_id, number, code, name, outcome, faults, findings)
			VALUES (7, 2, 'old', '旧事项', 'refused', $1, 0)`, `[{"Name":"code","Key":"catalogue.import.twice","Args":["old",1]}]`)
		dbtest.Migrate(t, d, db.Source{Name: "intake", FS: files})
		s := serving(d, true)
		if run := journal(t, s, 7); run.Name != "old.jsonl" || run.State != ImportApplied || run.Count[catalogue.Refused] != 1 || run.Ended.IsZero() {
			t.Errorf("the journal has %+v", run)
		}
		rows, _, err := s.ImportRows(asEditor(t), 7, "", 0)
		if err != nil || len(rows) != 1 || rows[0].Faults[0].Key != "intake.twice" {
			t.Errorf("its rows are %+v, %v", rows, err)
		}
	})
}
