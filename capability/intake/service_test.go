package intake

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"tongban/capability/catalogue"
	"tongban/capability/catalogue/lint"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
)

var now = time.Date(2026, 2, 10, 9, 0, 0, 0, clock.Shanghai)

// desk stands in for those who take applications.
type desk struct{}

func (desk) Online(*catalogue.Item) bool { return false }

func (desk) CheckForm(form json.RawMessage) error {
	if bytes.Contains(form, []byte(`"colour"`)) {
		return fault.InvalidFields([]fault.Field{{Name: "form.fields[0].type", Key: "form.definition.kind", Args: []any{"colour"}}})
	}
	return nil
}

// bench returns a service on an empty database.
func bench(t *testing.T, d *db.DB) *Service {
	t.Helper()
	dbtest.Migrate(t, d, db.Source{Name: "audit", FS: os.DirFS("../audit")}, db.Source{Name: "catalogue", FS: os.DirFS("../catalogue")}, db.Source{Name: "intake", FS: files})
	return serving(d, true)
}

func serving(d *db.DB, demo bool) *Service {
	items := catalogue.New(catalogue.Deps{DB: d, Clock: clock.At(now), Forms: desk{}, Lint: lint.Findings, Demo: demo})
	return New(d, clock.At(now), items)
}

func asImporter(t *testing.T) context.Context {
	return actor.With(t.Context(), actor.AsSystem("import"))
}

// inSample is how many items the sample catalogue has.
const inSample = 26

// sampleText is the sample catalogue after changes to its text.
func sampleText(t *testing.T, changes ...string) string {
	t.Helper()
	b, err := io.ReadAll(catalogue.Demo())
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

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func counts(r *Report) [4]int {
	return [4]int{r.Count(catalogue.Added), r.Count(catalogue.Changed), r.Count(catalogue.Unchanged), r.Count(catalogue.Refused)}
}

func TestImportTwiceChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		file := sha256.Sum256([]byte(sampleText(t)))
		if took, err := s.Took(t.Context(), file[:]); took || err != nil {
			t.Errorf("took it before the first import, %v", err)
		}
		if got := counts(load(t, s, sampleText(t))); got != [4]int{inSample, 0, 0, 0} {
			t.Fatalf("first import: %v", got)
		}
		if took, err := s.Took(t.Context(), file[:]); !took || err != nil {
			t.Errorf("does not know that it took it, %v", err)
		}
		if items, entries := rowsIn(t, d, "catalogue_item"), rowsIn(t, d, "audit_entry"); items != inSample || entries != 1 {
			t.Errorf("%d items, %d entries in the log", items, entries)
		}
		first, err := s.catalogue.Published(t.Context(), "road-qual")
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
		again, err := s.catalogue.Published(t.Context(), "road-qual")
		if err != nil || again.VersionID != first.VersionID || again.Revision != 1 || !again.PublishedAt.Equal(now) {
			t.Errorf("%+v, %v", again, err)
		}
	})
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
		if took, err := s.Took(t.Context(), report.File.Digest); took || err != nil {
			t.Errorf("a file with refused rows counts as taken, %v", err)
		}
		want := map[string]string{
			"road-qual": "name catalogue.check.required",
			"ss-card":   "code intake.twice",
			"biz-setup": "handlingItemCode catalogue.check.implementation",
			"signboard": "name intake.shape",
		}
		for _, row := range report.Rows {
			if row.Outcome != catalogue.Refused {
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
	abroad := serving(s.db, false)
	if got := counts(load(t, abroad, sampleText(t))); got[3] != inSample {
		t.Errorf("outside the demo %v: codes of the demo city pass", got)
	}
}

func TestAFormThatCannotBeReadKeepsItsItemOut(t *testing.T) {
	s := bench(t, dbtest.SQLite(t))
	report := load(t, s, sampleText(t, `"key": "dlNo",
      "label": "驾驶证档案编号",
      "labelEn": "File number of the driving licence",
      "type": "string"`, `"key": "dlNo",
      "label": "驾驶证档案编号",
      "labelEn": "File number of the driving licence",
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

func TestWhatIsPublishedIsNotTakenBack(t *testing.T) {
	s := bench(t, dbtest.SQLite(t))
	load(t, s, sampleText(t, `"version": "1.0.0"`, `"version": "1.2.0"`))
	report := load(t, s, sampleText(t))
	if got := counts(report); got != [4]int{0, 0, 0, inSample} || report.Rows[0].Faults[0].Key != "catalogue.import.older" {
		t.Errorf("an older list: %v %+v", got, report.Rows[0])
	}
	report = load(t, s, sampleText(t, `"version": "1.0.0"`, `"version": "1.10.0"`, "399010000600001", "399010000600002"))
	for _, row := range report.Rows {
		if row.Code == "road-qual" && (row.Outcome != catalogue.Refused || row.Faults[0].Key != "catalogue.import.renumbered") {
			t.Errorf("a published item was renumbered: %+v", row)
		}
		if row.Code != "road-qual" && row.Outcome != catalogue.Changed {
			t.Errorf("%s: 1.10.0 is newer than 1.2.0: %+v", row.Code, row)
		}
	}
	report = load(t, s, sampleText(t, `"version": "1.0.0"`, `"version": "2.0.0"`, `"id": "road-qual"`, `"id": "road-qual-2"`))
	for _, row := range report.Rows {
		if row.Code == "road-qual-2" && (row.Outcome != catalogue.Refused || row.Faults[0].Key != "catalogue.import.taken") {
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
