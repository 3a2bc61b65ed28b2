package catalogue

import (
	"context"
	"slices"
	"strings"
	"testing"

	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
)

// lines returns the slugs of all pages of the editors' list, each with its state.
func (o office) lines(q EntryQuery) (list []string) {
	o.t.Helper()
	for pages := 0; ; pages++ {
		page, err := o.Entries(o.editor, q)
		if err != nil || pages > 100 {
			o.t.Fatal(pages, err)
		}
		for _, line := range page.Lines {
			list = append(list, line.Code+" "+string(line.State))
		}
		if page.Next == "" {
			return list
		}
		q.Cursor = page.Next
	}
}

func TestTheEditorsListIsNarrowedByEverythingAndReadPageByPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d)
		items := len(sample(t))
		draft := o.written(o.editor, "road-qual", func(i *Item) {
			i.Name, i.Hours, i.SpecialProcedures = "道路100%货运_资格", "", []string{"公示", "公告"}
		})
		o.written(o.editor, "elder-card", renamed)
		o.must(o.publisher, o.current("hygiene").VersionID, o.Suspend)
		department := o.current("food-license").Department.Code

		all := o.lines(EntryQuery{Limit: 7})
		if len(all) != items || len(slices.Compact(slices.Sorted(slices.Values(all)))) != items {
			t.Errorf("%d lines for %d items: %v", len(all), items, all)
		}
		if all[0] != "elder-card draft" || all[1] != "road-qual draft" || slices.Contains(all, "road-qual published") {
			t.Errorf("the newest first, an open version instead of the current one: %v", all[:3])
		}
		for name, tt := range map[string]struct {
			q    EntryQuery
			want []string
		}{
			"drafts":           {EntryQuery{State: Draft, Limit: 1}, []string{"elder-card draft", "road-qual draft"}},
			"suspended":        {EntryQuery{State: Suspended}, []string{"hygiene suspended"}},
			"retired":          {EntryQuery{State: Retired}, nil},
			"with errors":      {EntryQuery{Severity: Error}, []string{"road-qual draft"}},
			"a rule":           {EntryQuery{Rule: "auto-rules"}, nil},
			"another rule":     {EntryQuery{Rule: "required", Limit: 1}, []string{"road-qual draft"}},
			"a rule and state": {EntryQuery{Rule: "required", State: Published}, nil},
			"a part of a name": {EntryQuery{Text: "0%货运_"}, []string{"road-qual draft"}},
			"no wild cards":    {EntryQuery{Text: "道路%"}, nil},
			"a slug":           {EntryQuery{Text: " Road-Qual "}, []string{"road-qual draft"}},
			"a code":           {EntryQuery{Text: "11990100mdem0010x83990100006000", State: Published}, []string{"road-qual published"}},
			"nothing":          {EntryQuery{Text: "没有这样的事项"}, nil},
		} {
			if got := o.lines(tt.q); !slices.Equal(got, tt.want) {
				t.Errorf("%s: %v, want %v", name, got, tt.want)
			}
		}
		if got := o.lines(EntryQuery{State: Published}); len(got) != items-1 {
			t.Errorf("%d published", len(got))
		}
		if got := o.lines(EntryQuery{Severity: Notice, Limit: 100}); len(got) != items {
			t.Errorf("%d have something to look at", len(got))
		}
		for _, line := range o.lines(EntryQuery{Department: department}) {
			if code, _, _ := strings.Cut(line, " "); o.current(code).Department.Code != department {
				t.Errorf("%s is of another department", line)
			}
		}
		if got := o.lines(EntryQuery{Rule: "clock-runs", Limit: 2}); !slices.Equal(got, []string{"road-qual draft"}) {
			t.Errorf("a version with several findings of a rule: %v", got)
		}
		if _, err := o.Entries(o.editor, EntryQuery{Cursor: "x"}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a cursor that is none: %v", err)
		}
		if err := o.Discard(o.editor, draft); err != nil {
			t.Fatal(err)
		}
		if got := o.lines(EntryQuery{Rule: "required"}); got != nil {
			t.Errorf("the draft is gone, its findings are not: %v", got)
		}
	})
}

func TestCountsFollowEveryChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d)
		items := len(sample(t))
		state := func() map[State]int {
			t.Helper()
			c, err := o.Counts(o.publisher)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range c.Rules {
				if got := o.lines(EntryQuery{Rule: r.Rule, Limit: 100}); len(got) < r.Versions {
					t.Errorf("%s is counted %d times and listed %d times", r.Rule, r.Versions, len(got))
				}
			}
			return c.States
		}
		if got := state(); got[Published] != items || got[Superseded] != 0 {
			t.Errorf("at first %v", got)
		}
		draft := o.written(o.editor, "road-qual", renamed)
		if got := state(); got[Draft] != 1 || got[Published] != items {
			t.Errorf("with a draft %v", got)
		}
		o.must(o.editor, draft, o.Submit)
		o.must(o.publisher, draft, o.Review)
		if got := state(); got[Draft] != 0 || got[Reviewed] != 1 {
			t.Errorf("reviewed %v", got)
		}
		o.must(o.publisher, draft, o.Publish)
		o.must(o.publisher, o.current("hygiene").VersionID, o.Retire)
		if got := state(); got[Reviewed] != 0 || got[Published] != items-1 || got[Retired] != 1 || got[Superseded] != 0 {
			t.Errorf("published and retired %v", got)
		}
		if n := rowsIn(t, d, "catalogue_finding WHERE version_id IN (SELECT id FROM catalogue_version WHERE state = 'superseded')"); n != 0 {
			t.Errorf("%d findings of the past are kept", n)
		}
	})
}

func TestAnEntryShowsWhereItsItemComesFrom(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d)
		e, err := o.Entry(o.publisher, "11990100MDEM0010X8399010000600001")
		if err != nil || e.Item.Code != "road-qual" || e.Current != e.Item || e.Source == nil || e.Source.Format != "catalogue" || len(e.Source.Document) == 0 {
			t.Fatalf("%+v, %v", e, err)
		}
		if len(e.Versions) != 1 || e.Head.Number != 1 || e.Head.Origin != "import" || !e.Head.Moved.Equal(now) || len(e.Findings) == 0 {
			t.Errorf("%+v with %d findings", e.Head, len(e.Findings))
		}
		load(t, o.Service, sampleText(t, `"hours": "`, `"hours": "每天 `))
		for range 3 {
			version := o.written(o.editor, "road-qual", func(i *Item) { i.Name += "改" })
			o.must(o.editor, version, o.Submit)
			o.must(o.publisher, version, o.Review, o.Publish)
		}
		open := o.written(o.editor, "road-qual", renamed)
		e, err = o.Entry(o.publisher, "road-qual")
		if err != nil || !e.Open() || e.Head.VersionID != open || e.Current.Revision != 5 {
			t.Fatalf("%+v, %v", e.Head, err)
		}
		var numbers []int
		for _, r := range e.Versions {
			numbers = append(numbers, r.Number)
		}
		if want := []int{0, 5, 4, 3, 2, 1}; !slices.Equal(numbers, want) {
			t.Errorf("versions %v, want %v", numbers, want)
		}
		if _, err := o.Entry(o.publisher, "no-such-item"); fault.KindOf(err) != fault.NotFound {
			t.Error(err)
		}
	})
}

// TestListsReadIndexesThatHoldNoHistory looks at the plans of the engine that says
// them plainly.
func TestListsReadIndexesThatHoldNoHistory(t *testing.T) {
	d := dbtest.SQLite(t)
	openOffice(t, d)
	for index, q := range map[string]EntryQuery{
		"catalogue_version_name (id<?)":                        {Text: "道路"},
		"catalogue_version_state (state=? AND id<?)":           {State: Published},
		"catalogue_version_department (department=? AND id<?)": {Department: "TRANS"},
		"catalogue_version_errors (id<?)":                      {Severity: Error},
		"catalogue_version_warnings (id<?)":                    {Severity: Warning},
		"catalogue_finding_rule (rule=? AND version_id<?)":     {Rule: "english"},
	} {
		var plan []string
		err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			sql, args := linesQuery(q, 1<<62, 20)
			_, err := db.List(ctx, tx, func(row db.Scanner) (none struct{}, err error) {
				var id, parent, unused int64
				var detail string
				err = row.Scan(&id, &parent, &unused, &detail)
				plan = append(plan, detail)
				return none, err
			}, "EXPLAIN QUERY PLAN "+sql, args...)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		whole := strings.Join(plan, "; ")
		if !strings.Contains(plan[0], index) || strings.Contains(whole, "TEMP B-TREE") || strings.Contains(whole, "SCAN") {
			t.Errorf("%s: %s", index, whole)
		}
	}
}
