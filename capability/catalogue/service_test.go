package catalogue

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"tongban/capability/place"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/check"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

var now = time.Date(2026, 2, 10, 9, 0, 0, 0, clock.Shanghai)

// desk stands in for those who take applications.
type desk struct{ online []string }

func (d desk) Online(item *Item) bool { return slices.Contains(d.online, item.Code) }

func (desk) CheckForm(form json.RawMessage) error {
	if !bytes.HasPrefix(form, []byte("{")) {
		return fault.InvalidFields([]fault.Field{{Name: "form", Key: "form.definition.unreadable"}})
	}
	if bytes.Contains(form, []byte(`"colour"`)) {
		return fault.InvalidFields([]fault.Field{{Name: "form.fields[0].type", Key: "form.definition.kind", Args: []any{"colour"}}})
	}
	return nil
}

// someFindings stands in for the rules of package lint.
func someFindings(i *Item) []Finding {
	findings := []Finding{{Rule: "result-sample", Severity: Notice, Element: "result.sampleUrl"}}
	for at, name := range i.SpecialProcedures {
		if name == "公示" || name == "公告" {
			findings = append(findings, Finding{Rule: "clock-runs", Severity: Warning, Element: fmt.Sprintf("specialProcedures[%d]", at), Args: []any{name}})
		}
	}
	if i.Hours == "" {
		findings = append(findings, Finding{Rule: "required", Severity: Error, Element: "hours"})
	}
	if code := i.Department.USCC; len(check.USCC(code, true)) > 0 {
		findings = append(findings, Finding{Rule: "uscc", Severity: Error, Element: "department.uscc", Args: []any{code}})
	}
	return Sorted(findings)
}

// bench returns a service on an empty database.
func bench(t *testing.T, d *db.DB) *Service {
	t.Helper()
	dbtest.Migrate(t, d, db.Source{Name: "audit", FS: os.DirFS("../audit")}, db.Source{Name: "place", FS: os.DirFS("../place")}, db.Source{Name: "catalogue", FS: files})
	places := place.New(d, clock.At(now), calendar.Default())
	return New(Deps{DB: d, Clock: clock.At(now), Place: places, Forms: desk{online: []string{"road-qual"}}, Lint: someFindings, Demo: true})
}

func asImporter(t *testing.T) context.Context {
	return actor.With(t.Context(), actor.AsSystem("import"))
}

// inSample is how many items the sample catalogue has.
const inSample = 24

// sampleText is the sample catalogue after changes to its text.
func sampleText(t *testing.T, changes ...string) string {
	t.Helper()
	b, err := os.ReadFile("demo/sample-catalog.json")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer(changes...).Replace(string(b))
	if len(changes) > 0 && text == string(b) {
		t.Fatal("the change changes nothing")
	}
	return text
}

func load(t *testing.T, s *Service, document string) *Report {
	t.Helper()
	report, err := s.Import(asImporter(t), NewReader(strings.NewReader(document)), Options{Format: "catalogue", Strict: true})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func counts(r *Report) [4]int {
	return [4]int{r.Count(Added), r.Count(Changed), r.Count(Unchanged), r.Count(Refused)}
}

func rowsIn(t *testing.T, d *db.DB, table string) (n int) {
	t.Helper()
	err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		return tx.Row(ctx, "SELECT COUNT(*) FROM "+table).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestImportTwiceChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		if got := counts(load(t, s, sampleText(t))); got != [4]int{inSample, 0, 0, 0} {
			t.Fatalf("first import: %v", got)
		}
		if items, entries := rowsIn(t, d, "catalogue_item"), rowsIn(t, d, "audit_entry"); items != inSample || entries != 1 {
			t.Errorf("%d items, %d entries in the log", items, entries)
		}
		first, err := s.Published(t.Context(), "road-qual")
		if err != nil {
			t.Fatal(err)
		}
		var laidOut bytes.Buffer
		if err := json.Indent(&laidOut, []byte(sampleText(t)), "", "\t"); err != nil {
			t.Fatal(err)
		}
		if got := counts(load(t, s, "\ufeff"+laidOut.String())); got != [4]int{0, 0, inSample, 0} {
			t.Errorf("second import: %v", got)
		}
		if versions := rowsIn(t, d, "catalogue_version"); versions != inSample {
			t.Errorf("%d versions", versions)
		}
		again, err := s.Published(t.Context(), "road-qual")
		if err != nil || again.VersionID != first.VersionID || again.Revision != 1 || !again.PublishedAt.Equal(now) {
			t.Errorf("%+v, %v", again, err)
		}
	})
}

func TestAChangeIsANewVersionAndTheOldOneStays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		load(t, s, sampleText(t))
		old, err := s.Published(t.Context(), "road-qual")
		if err != nil {
			t.Fatal(err)
		}
		if got := counts(load(t, s, sampleText(t, "年龄不超过60周岁", "年龄不超过63周岁"))); got != [4]int{0, 1, inSample - 1, 0} {
			t.Fatalf("second import: %v", got)
		}
		other := New(Deps{DB: d, Clock: clock.At(now), Forms: desk{}, Lint: someFindings, Demo: true}) // another node, without our cache
		for name, s := range map[string]*Service{"this node": s, "another": other} {
			current, err := s.Published(t.Context(), "road-qual")
			if err != nil || current.Revision != 2 || current.VersionID == old.VersionID || !slices.Contains(current.Conditions, "年龄不超过63周岁") {
				t.Errorf("%s: %+v, %v", name, current, err)
			}
			kept, err := s.Version(t.Context(), old.VersionID)
			if err != nil || kept.Revision != 1 || !slices.Contains(kept.Conditions, "年龄不超过60周岁") {
				t.Errorf("%s: the old version is %+v, %v", name, kept, err)
			}
		}
	})
}

func TestAnotherNodeNoticesWithinASecond(t *testing.T) {
	d := dbtest.SQLite(t)
	here := bench(t, d)
	there := New(Deps{DB: d, Clock: clock.At(now), Forms: desk{}, Lint: someFindings, Demo: true})
	if _, err := there.Published(t.Context(), "road-qual"); fault.KindOf(err) != fault.NotFound {
		t.Fatalf("before the import: %v", err)
	}
	load(t, here, sampleText(t))
	there.checked.Add(-fresh.Milliseconds()) // a second goes by
	if _, err := there.Published(t.Context(), "road-qual"); err != nil {
		t.Error(err)
	}
}

func TestLargeListingIsMadeAside(t *testing.T) {
	d := dbtest.SQLite(t)
	here := bench(t, d)
	there := New(Deps{DB: d, Clock: clock.At(now), Forms: desk{}, Lint: someFindings, Demo: true})
	large := &listing{byCode: map[string]int{}}
	for i := range largest + 1 {
		large.items = append(large.items, Summary{item: id.New(), VersionID: id.New(), Code: fmt.Sprint("item-", i), Name: "公园开放时间查询"})
	}
	large.index()
	there.published.Store(large)
	load(t, here, sampleText(t))
	if _, err := there.Published(t.Context(), "road-qual"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("whoever finds the listing old: %v", err)
	}
	there.reloading.Lock() // until it is made
	there.reloading.Unlock()
	page, err := there.Search(t.Context(), Query{Text: "公园开放", Count: true})
	if err != nil || page.Total == 0 {
		t.Errorf("%v, %d of the items before", err, page.Total)
	}
	if _, err := there.Published(t.Context(), "road-qual"); err != nil {
		t.Errorf("then: %v", err)
	}
}

func TestEveryCodeFindsItsItem(t *testing.T) {
	s := bench(t, dbtest.SQLite(t))
	load(t, s, sampleText(t))
	for _, code := range []string{"road-qual", "Road-Qual", "990100006000", "11990100MDEM0010X83990100006000", "11990100mdem0010x83990100006000", "11990100MDEM0010X8399010000600001"} {
		if item, err := s.Published(t.Context(), code); err != nil || item.Code != "road-qual" {
			t.Errorf("%s: %v", code, err)
		}
	}
	for _, code := range []string{"", "road", "99010000600001"} {
		if _, err := s.Published(t.Context(), code); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%q: %v", code, err)
		}
	}
	if _, err := s.Version(t.Context(), id.New()); fault.KindOf(err) != fault.NotFound {
		t.Errorf("unknown version: %v", err)
	}
}

func TestUnsoundRowsAreRefusedAndTheOthersGoOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		report := load(t, s, sampleText(t,
			`"name": "道路货物运输驾驶员从业资格证核发",`, ``,
			`"id": "elder-card"`, `"id": "ss-card"`,
			`"handlingItemCode": "11990100MDEM00011W399010000100001"`, `"handlingItemCode": "11990100MDEM00011W399010000100101"`,
			`"name": "门店招牌设置（户外招牌设施规范管理）",`, `"name": 7,`,
		))
		if got := counts(report); got != [4]int{inSample - 4, 0, 0, 4} {
			t.Fatalf("%v", got)
		}
		want := map[string]string{
			"road-qual": "name catalogue.check.required",
			"ss-card":   "code catalogue.import.twice",
			"biz-setup": "handlingItemCode catalogue.check.implementation",
			"signboard": "name catalogue.import.shape",
		}
		for _, row := range report.Rows {
			if row.Outcome != Refused {
				continue
			}
			if len(row.Faults) != 1 || row.Faults[0].Name+" "+row.Faults[0].Key != want[row.Code] {
				t.Errorf("row %d %q: %+v, want %s", row.Number, row.Code, row.Faults, want[row.Code])
			}
		}
	})
}

func TestCheckDigitsOfCodesAreExamined(t *testing.T) {
	s := bench(t, dbtest.SQLite(t))
	report := load(t, s, sampleText(t, "11990100MDEM0010X8", "11990100MDEM0010X9"))
	var keys []string
	for _, row := range report.Rows {
		for _, f := range row.Faults {
			keys = append(keys, row.Code+" "+f.Name+" "+f.Key)
		}
	}
	if want := []string{"road-qual department.uscc catalogue.lint.uscc"}; !slices.Equal(keys, want) {
		t.Errorf("got %q", keys)
	}
	abroad := New(Deps{DB: s.db, Clock: clock.At(now), Forms: desk{}, Lint: someFindings})
	if got := counts(load(t, abroad, sampleText(t))); got[3] != inSample {
		t.Errorf("outside the demo %v: codes of the demo city pass", got)
	}
}

func TestAFormThatCannotBeReadKeepsItsItemOut(t *testing.T) {
	s := bench(t, dbtest.SQLite(t))
	report := load(t, s, sampleText(t, `"key": "dlNo",
      "label": "驾驶证档案编号",
      "type": "string"`, `"key": "dlNo",
      "label": "驾驶证档案编号",
      "type": "colour"`))
	if got := counts(report); got != [4]int{inSample - 1, 0, 0, 1} {
		t.Errorf("%v", got)
	}
}

func TestABrokenDocumentChangesNothing(t *testing.T) {
	d := dbtest.SQLite(t)
	s := bench(t, d)
	for document, want := range map[string]string{
		"":                            "record.empty",
		"{\"items\": [\n{},\n oops]}": "record.document",
		`{"items": {}}`:               "record.no-array",
		`[]`:                          "record.empty",
		"{\n}":                        "record.no-array",
		`{"items": []}`:               "record.empty",
	} {
		_, err := s.Import(asImporter(t), NewReader(strings.NewReader(document)), Options{Format: "catalogue", Strict: true})
		f, ok := fault.As(err)
		if !ok || f.Kind != fault.Invalid || f.Key != want {
			t.Errorf("%q: %v", document, err)
		}
		if strings.Contains(document, "oops") && f.Args[0] != 3 {
			t.Errorf("the mistake is in line 3, not %v", f.Args[0])
		}
	}
	broken := errors.New("broken")
	if _, err := s.Import(asImporter(t), NewReader(failing{broken}), Options{Format: "catalogue"}); !errors.Is(err, broken) {
		t.Errorf("a broken file: %v", err)
	}
	if n := rowsIn(t, d, "catalogue_item"); n != 0 {
		t.Errorf("%d items", n)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestWhatIsPublishedIsNotTakenBack(t *testing.T) {
	s := bench(t, dbtest.SQLite(t))
	load(t, s, sampleText(t, `"version": "1.0.0"`, `"version": "1.2.0"`))
	report := load(t, s, sampleText(t))
	if got := counts(report); got != [4]int{0, 0, 0, inSample} || report.Rows[0].Faults[0].Key != "catalogue.import.older" {
		t.Errorf("an older list: %v %+v", got, report.Rows[0])
	}
	report = load(t, s, sampleText(t, `"version": "1.0.0"`, `"version": "1.10.0"`, "399010000600001", "399010000600002"))
	for _, row := range report.Rows {
		if row.Code == "road-qual" && (row.Outcome != Refused || row.Faults[0].Key != "catalogue.import.renumbered") {
			t.Errorf("a published item was renumbered: %+v", row)
		}
		if row.Code != "road-qual" && row.Outcome != Changed {
			t.Errorf("%s: 1.10.0 is newer than 1.2.0: %+v", row.Code, row)
		}
	}
	report = load(t, s, sampleText(t, `"version": "1.0.0"`, `"version": "2.0.0"`, `"id": "road-qual"`, `"id": "road-qual-2"`))
	for _, row := range report.Rows {
		if row.Code == "road-qual-2" && (row.Outcome != Refused || row.Faults[0].Key != "catalogue.import.taken") {
			t.Errorf("two items share a code: %+v", row)
		}
	}
}

func TestTwoImportsAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		text := sampleText(t)
		errs := make(chan error, 2)
		for range 2 {
			go func() {
				_, err := s.Import(asImporter(t), NewReader(strings.NewReader(text)), Options{Format: "catalogue"})
				errs <- err
			}()
		}
		for range 2 {
			if err := <-errs; err != nil {
				t.Error(err)
			}
		}
		if n := rowsIn(t, d, "catalogue_version"); n != inSample {
			t.Errorf("%d versions", n)
		}
	})
}

func TestSearchFindsByWordsThemesAndDepartments(t *testing.T) {
	s := bench(t, dbtest.SQLite(t))
	load(t, s, sampleText(t))
	find := func(q Query) (list []string) {
		t.Helper()
		page, err := s.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range page.Items {
			list = append(list, item.Code)
		}
		return list
	}
	for _, text := range []string{"道路货物运输驾驶员从业资格证核发", "从业资格证", "开大货车", "货运", "dlhwys", "huoyun", "11990100MDEM0010X8399010000600001", "road-qual"} {
		if got := find(Query{Text: text}); len(got) == 0 || got[0] != "road-qual" {
			t.Errorf("%q finds %v", text, got)
		}
	}
	if got := find(Query{Text: "开饭店"}); len(got) == 0 || got[0] != "food-license" {
		t.Errorf("开饭店 finds %v", got)
	}
	for theme, want := range map[string]bool{"natural-050": true, "050": true, "legal-050": false, "natural-005": false, "x": false} {
		if got := slices.Contains(find(Query{Theme: theme, Limit: 100}), "road-qual"); got != want {
			t.Errorf("theme %s has the item: %v", theme, got)
		}
	}
	if got := find(Query{Department: "CIVIL"}); !slices.Equal(got, []string{"elder-card", "disability-subsidy"}) {
		t.Errorf("民政局: %v", got)
	}
	if got := find(Query{Text: "㊙㊙㊙"}); len(got) != 0 {
		t.Errorf("nonsense finds %v", got)
	}
}

func TestPagesFollowEachOther(t *testing.T) {
	s := bench(t, dbtest.SQLite(t))
	load(t, s, sampleText(t))
	var all []string
	q := Query{Limit: 9}
	for range 4 {
		page, err := s.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range page.Items {
			all = append(all, item.Code)
		}
		if q.Cursor = page.Next; page.Next == "" {
			break
		}
	}
	slices.Sort(all)
	if len(all) != inSample || len(slices.Compact(all)) != inSample {
		t.Errorf("%d items on three pages", len(all))
	}
}
