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
				task := f.OpenTask()
				if a.Is(actor.Role(task.Role)) && access.May(a, access.CaseClaim, object(f)) == nil {
					tasks = append(tasks, f.Case.No)
				}
				if access.May(a, access.CaseList, object(f)) == nil {
					cases = append(cases, f.Case.No)
				}
			}
			entries, err := b.Worklist(b.as(a), TaskFilter{}, PageKey{}, 100)
			if err != nil {
				b.Fatal(err)
			}
			var listed []string
			for _, e := range entries.Rows {
				listed = append(listed, e.CaseNo)
			}
			b.same(a, "worklist", listed, tasks)
			found, err := b.Cases(b.as(a), CaseFilter{}, PageKey{}, 100)
			if err != nil {
				b.Fatal(err)
			}
			listed = nil
			for _, c := range found.Rows {
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
			page, err := b.Worklist(b.as(window), TaskFilter{}, key, 5)
			if err != nil {
				b.Fatal(err)
			}
			for _, e := range page.Rows {
				seen = append(seen, e.CaseID)
			}
			if page.Next == "" {
				break
			}
			if key, err = ParseKey(page.Next); err != nil {
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

func TestCasesAreListedByStateItemAndDate(t *testing.T) {
	each(t, func(b bench) {
		submitted, reviewing := b.in(Submitted), b.in(Reviewing)
		b.in(Completed)
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
			{"part of the item's name", CaseFilter{Item: "货物运输"}, []*File{submitted, reviewing, late}},
			{"another item", CaseFilter{Item: "%"}, nil},
		} {
			found, err := b.Cases(b.as(approver), tt.filter, PageKey{}, 10)
			if err != nil {
				b.Errorf("%s: %v", tt.name, err)
			}
			b.finds(tt.name, found.Rows, tt.want)
		}
		mine, err := b.Worklist(b.as(reviewer), TaskFilter{Mine: true}, PageKey{}, 10)
		if err != nil || len(mine.Rows) != 1 || mine.Rows[0].CaseID != reviewing.Case.ID {
			b.Errorf("mine: %+v, %v", mine, err)
		}
		if tally, err := b.Tally(b.as(reviewer)); err != nil || tally != (Tally{Mine: 1, Late: 1}) {
			b.Errorf("in hand: %+v, %v", tally, err)
		}
	})
}

func (b bench) finds(what string, found []*Case, wanted []*File) {
	b.Helper()
	var got, want []string
	for _, c := range found {
		got = append(got, c.ShortNo)
	}
	for _, f := range wanted {
		want = append(want, f.Case.ShortNo)
	}
	b.same(approver, what+" "+strings.Join(got, " "), got, want)
}

func TestACaseIsFoundByNumberNameAndIDNumberWithinReach(t *testing.T) {
	each(t, func(b bench) {
		open, done := b.in(Submitted), b.in(Completed)
		for _, tt := range []struct {
			words string
			want  []*File
		}{
			{done.Case.No, []*File{done}},
			{strings.ToLower(open.Case.ShortNo), []*File{open}},
			{" 林晓华 ", []*File{open, done}},
			{"990103 19900615 011x", []*File{open, done}},
			{"990103199006150120", nil},
			{"林", nil},
			{"", nil},
		} {
			found, err := b.Find(b.as(approver), tt.words, 0, 10)
			if err != nil {
				b.Errorf("%s: %v", tt.words, err)
			}
			b.finds(tt.words, found, tt.want)
			if found, err := b.Find(b.as(other), tt.words, 0, 10); err != nil || len(found) > 0 {
				b.Errorf("another department finds %d by %s, %v", len(found), tt.words, err)
			}
		}
		earlier, err := b.Earlier(b.as(approver), done.Case, 10)
		if err != nil {
			b.Fatal(err)
		}
		b.finds("earlier", earlier, []*File{open})
	})
}

// A look ends after so many rows, says so, and the next goes on from there.
func TestALookForWhatIsRareEnds(t *testing.T) {
	each(t, func(b bench) {
		rare := b.in(Submitted)
		b.copies(rare.Case.ID, reachOfLook+5)
		found, err := b.Cases(b.as(approver), CaseFilter{Status: Reviewing}, PageKey{}, 10)
		if err != nil || len(found.Rows) != 0 || !found.Cut || found.Next == "" {
			b.Fatalf("%d rows, next %q, %v, %v", len(found.Rows), found.Next, found.Cut, err)
		}
		b.exec(`UPDATE casework_case SET status = 'REVIEWING' WHERE id = (SELECT MAX(id) FROM casework_case)`)
		key, err := ParseKey(found.Next)
		if err != nil {
			b.Fatal(err)
		}
		if found, err = b.Cases(b.as(approver), CaseFilter{Status: Reviewing}, key, 10); err != nil || len(found.Rows) != 1 || found.Next != "" {
			b.Errorf("the next look: %d rows, next %q, %v", len(found.Rows), found.Next, err)
		}
	})
}

// copies adds n open cases like one.
func (b bench) copies(of id.ID, n int) {
	b.Helper()
	b.exec(`INSERT INTO casework_application (id, owner, item_code, version_id, answers, body, version, created_at, updated_at, expires_at)
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $2)
		SELECT a.id + n.i, a.owner, a.item_code, a.version_id, '{}', '{}', 1, 0, 0, 0 FROM n, casework_application a
		WHERE a.id = (SELECT application_id FROM casework_case WHERE id = $1)`, of, n)
	b.exec(`INSERT INTO casework_case (`+caseColumns+`, applicant_index)
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $2)
		SELECT c.id + n.i, c.no || n.i, c.short_no || n.i, query_code, application_id + n.i, `+
		strings.SplitN(caseColumns, "application_id, ", 2)[1]+`, applicant_index FROM n, casework_case c WHERE c.id = $1`, of, n)
}

func TestWhatWaitsForTheApplicantIsListedAndNothingElse(t *testing.T) {
	each(t, func(b bench) {
		asked := b.submitted(mei)
		b.submitted(mei) // waits for the window
		b.submitted(stranger)
		asked = b.step(window, asked, RequestMending, inputs[RequestMending])
		list, err := b.Waiting(b.as(mei), 5)
		if err != nil || len(list) != 1 || list[0].Case.No != asked.Case.No {
			b.Errorf("%d cases wait, %v", len(list), err)
		}
		for _, other := range []actor.Actor{stranger, window, {Kind: actor.Guest}} {
			if list, err := b.Waiting(b.as(other), 5); err != nil || len(list) != 0 {
				b.Errorf("%s: %d cases wait, %v", other.Name, len(list), err)
			}
		}
	})
}
