package casework

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// readers is every sort of staff in several places.
func readers() (all []actor.Actor) {
	roles := []actor.Role{
		actor.Window, actor.Reviewer, actor.Approver, actor.Head, actor.Inspector, actor.Registrar, actor.Street, actor.Hospital,
		actor.Bank, access.Federation, actor.HallManager, actor.Supervisor, actor.Editor, actor.SystemAdmin, actor.AuditAdmin,
	}
	for _, role := range roles {
		for _, place := range [][3]string{{"TRANS", "center", "990100"}, {"MARKET", "north", "990102"}, {"", "", ""}, {"TRANS", "north", "9901"}} {
			a := staff(string(role), place[0], role)
			a.Outlet, a.Region = place[1], place[2]
			all = append(all, a)
		}
	}
	both := staff("双岗", "TRANS", actor.Window, actor.Approver)
	return append(all, both, mei, stranger, actor.Actor{Kind: actor.Guest})
}

// scattered makes cases of all sorts of places and steps.
func (b bench) scattered(n int) {
	b.Helper()
	pick := func(list ...string) string { return list[rand.IntN(len(list))] }
	for range n {
		f := b.submitted(mei)
		department, outlet, region := pick("TRANS", "MARKET", "CIVIL"), pick("center", "north"), pick("990100", "990102", "990102001", "980000")
		role := pick("window", "reviewer", "approver", "street", "hospital", "bank", "dpf")
		b.exec(`UPDATE casework_case SET department = $1, outlet = $2, region = $3 WHERE id = $4`, department, outlet, region, f.Case.ID)
		b.exec(`UPDATE casework_task SET department = $1, outlet = $2, region = $3, role = $4 WHERE case_id = $5`, department, outlet, region, role, f.Case.ID)
	}
}

// Lists and single objects ask one matrix: what a list shows may be opened, and what
// may be taken is on the list.
func TestListsShowExactlyWhatMayBeTaken(t *testing.T) {
	each(t, func(b bench) {
		b.scattered(40)
		files := b.all()
		for _, a := range readers() {
			var tasks, cases []string
			for _, f := range files {
				task := f.open()
				if a.Is(actor.Role(task.Role)) && access.May(a, access.CaseClaim, object(f)) == nil {
					tasks = append(tasks, f.Case.No)
				}
				if access.May(a, access.CaseList, object(f)) == nil {
					cases = append(cases, f.Case.No)
				}
			}
			entries, err := b.Worklist(b.as(a), PageKey{}, 100)
			if err != nil {
				b.Fatal(err)
			}
			var listed []string
			for _, e := range entries {
				listed = append(listed, e.CaseNo)
			}
			b.same(a, "worklist", listed, tasks)
			found, err := b.Cases(b.as(a), CaseFilter{}, PageKey{}, 100)
			if err != nil {
				b.Fatal(err)
			}
			listed = nil
			for _, c := range found {
				listed = append(listed, c.No)
			}
			b.same(a, "cases", listed, cases)
		}
	})
}

func (b bench) same(a actor.Actor, list string, got, want []string) {
	b.Helper()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		b.Errorf("%s of %v %s/%s/%s shows %d, may %d", list, a.Roles, a.Department, a.Outlet, a.Region, len(got), len(want))
	}
}

// all reads every case as the system.
func (b bench) all() (files []*File) {
	b.Helper()
	var nos []string
	err := b.DB.Read(b.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		nos, err = db.List(ctx, tx, func(row db.Scanner) (no string, err error) { return no, row.Scan(&no) }, `SELECT no FROM casework_case ORDER BY id`)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	for _, no := range nos {
		f, err := b.File(b.as(actor.AsSystem("test")), no)
		if err != nil {
			b.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}

func TestListsArePagedByDeadlineWithoutGapsOrRepeats(t *testing.T) {
	each(t, func(b bench) {
		const n = 12
		for i := range n {
			if i%4 == 0 { // several share a date
				b.clock.Set(b.clock.Now().AddDate(0, 0, 1))
			}
			b.submitted(mei)
		}
		var seen []id.ID
		for key := (PageKey{}); ; {
			page, err := b.Worklist(b.as(window), key, 5)
			if err != nil {
				b.Fatal(err)
			}
			for _, e := range page {
				seen = append(seen, e.CaseID)
			}
			if len(page) < 5 {
				break
			}
			last := page[4]
			if key, err = ParseKey(PageKey{last.DueAt.UnixMilli(), last.ID}.String()); err != nil {
				b.Fatal(err)
			}
		}
		if len(seen) != n || !slices.IsSorted(seen) {
			b.Errorf("worklist: %v", seen)
		}
		seen = nil
		for before := id.ID(0); ; {
			page, err := b.Mine(b.as(mei), before, 5)
			if err != nil {
				b.Fatal(err)
			}
			for _, f := range page {
				seen = append(seen, f.Case.ID)
			}
			if len(page) < 5 {
				break
			}
			before = page[4].Case.ID
		}
		slices.Reverse(seen)
		if len(seen) != n || !slices.IsSorted(seen) {
			b.Errorf("mine: %v", seen)
		}
		if files, err := b.Mine(b.as(stranger), 0, 5); err != nil || len(files) != 0 {
			b.Errorf("a stranger's: %d, %v", len(files), err)
		}
	})
}

func TestCasesAreFoundByStateDateAndNumber(t *testing.T) {
	each(t, func(b bench) {
		submitted, reviewing, done := b.in(Submitted), b.in(Reviewing), b.in(Completed)
		b.clock.Set(at("2026-03-10 09:00"))
		late := b.in(Submitted)
		for _, tt := range []struct {
			name   string
			filter CaseFilter
			want   []*File
		}{
			{"all open", CaseFilter{}, []*File{submitted, reviewing, late}},
			{"state", CaseFilter{Status: Submitted}, []*File{submitted, late}},
			{"due", CaseFilter{DueBy: at("2026-03-01 00:00")}, []*File{submitted, reviewing}},
			{"state and due", CaseFilter{Status: Submitted, DueBy: at("2026-03-01 00:00")}, []*File{submitted}},
			{"number", CaseFilter{Number: done.Case.No}, []*File{done}},
			{"short number", CaseFilter{Number: late.Case.ShortNo}, []*File{late}},
			{"nothing", CaseFilter{Number: "YX-000000-NOBODY"}, nil},
		} {
			found, err := b.Cases(b.as(approver), tt.filter, PageKey{}, 10)
			if err != nil {
				b.Errorf("%s: %v", tt.name, err)
			}
			var got, want []string
			for _, c := range found {
				got = append(got, c.ShortNo)
			}
			for _, f := range tt.want {
				want = append(want, f.Case.ShortNo)
			}
			b.same(approver, tt.name+" "+strings.Join(got, " "), got, want)
		}
	})
}
