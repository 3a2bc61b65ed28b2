package catalogue

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

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
	dbtest.Migrate(t, d, db.Source{Name: "audit", FS: os.DirFS("../audit")}, db.Source{Name: "catalogue", FS: files})
	return New(Deps{DB: d, Clock: clock.At(now), Forms: desk{online: []string{"road-qual"}}, Lint: someFindings, Demo: true})
}

// inSample is how many items the sample catalogue has.
const inSample = 26

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

// load puts the items of a list in force, as an import does, and counts what became of
// them.
func load(t *testing.T, s *Service, document string) map[Outcome]int {
	t.Helper()
	batch, err := s.NewBatch(t.Context(), id.New(), "catalogue", "import")
	if err != nil {
		t.Fatal(err)
	}
	items := incoming(t, s, document)
	if err := batch.Compare(t.Context(), items); err != nil {
		t.Fatal(err)
	}
	count := map[Outcome]int{}
	var news []*Incoming
	for _, in := range items {
		if count[in.Outcome]++; in.Outcome == Added || in.Outcome == Changed {
			news = append(news, in)
		}
	}
	err = s.db.Write(t.Context(), "test", func(ctx context.Context, tx *db.Tx) error {
		for _, in := range news {
			if err := batch.Stage(ctx, tx, in); err != nil {
				return err
			}
		}
		_, _, err := batch.Publish(ctx, tx, news)
		return err
	})
	if err == nil {
		err = s.Refresh(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	return count
}

func incoming(t *testing.T, s *Service, document string) (items []*Incoming) {
	t.Helper()
	var list struct {
		Items []json.RawMessage `json:"items"`
	}
	if err := json.Unmarshal([]byte(document), &list); err != nil {
		t.Fatal(err)
	}
	for _, row := range list.Items {
		item, err := ReadItem(row)
		if err == nil {
			err = fault.InvalidFields(s.Examine(item))
		}
		if err != nil {
			t.Fatal(err)
		}
		in, err := NewIncoming(item, row, s.Lint(item))
		if err != nil {
			t.Fatal(err)
		}
		items = append(items, in)
	}
	return items
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

func TestAChangeIsANewVersionAndTheOldOneStays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		load(t, s, sampleText(t))
		old, err := s.Published(t.Context(), "road-qual")
		if err != nil {
			t.Fatal(err)
		}
		if got := load(t, s, sampleText(t, "年龄不超过60周岁", "年龄不超过63周岁")); got[Changed] != 1 || got[Unchanged] != inSample-1 {
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
