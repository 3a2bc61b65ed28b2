package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tongban/e2e/world"
	"tongban/kernel/db"
	"tongban/kernel/shorthand"
)

// reckoning compares a ledger with what is there.
type reckoning struct {
	*ledger
	lost, doubled int
}

// audit compares everything the clients were told with the API, the log and the
// tables, and returns how much was lost and how much there twice. It stops the
// server.
func (l *ledger) audit() (lost, doubled int) {
	l.w.Helper()
	r := &reckoning{ledger: l}
	cases := map[string]*world.Case{}
	for _, persona := range applicants {
		r.person(l.w.As(persona), cases)
	}
	l.w.Advance("0s") // every entry of the log finds its place
	keys, _ := l.w.Run("keys", "export", "--data", l.w.Data)
	out, code := l.w.Run("verify", "log", l.w.Node().Address+"/log", "--keys", l.w.File("keys.json", []byte(keys)))
	if code != 0 {
		l.w.Errorf("the log does not verify: %s", out)
	}
	l.w.Stop()
	r.tables(cases)
	return r.lost, r.doubled
}

func (r *reckoning) missing(format string, args ...any) {
	r.w.Helper()
	r.lost++
	r.w.Errorf("lost: "+format, args...)
}

func (r *reckoning) twice(format string, args ...any) {
	r.w.Helper()
	r.doubled++
	r.w.Errorf("doubled: "+format, args...)
}

// count compares how often something is there with how often it should be.
func (r *reckoning) count(what string, is, should int) {
	r.w.Helper()
	switch {
	case is < should:
		r.missing("%s is there %d times, should be %d", what, is, should)
	case is > should:
		r.twice("%s is there %d times, should be %d", what, is, should)
	}
}

// person compares one applicant's journeys with what the API shows, and collects
// the cases.
func (r *reckoning) person(citizen *world.Person, cases map[string]*world.Case) {
	r.w.Helper()
	wallet := map[string]int{}
	for _, l := range allLicences(r.w, citizen) {
		wallet[l.CaseNo]++
	}
	drafts, handedIn := 0, 0
	for _, j := range r.journeys {
		if j.citizen != citizen {
			continue
		}
		if j.done < submitted {
			drafts++
			citizen.Get("/applications/" + j.draft).Is(http.StatusOK)
		} else {
			handedIn++
			cases[j.caseNo] = citizen.Sees(j.caseNo)
			r.journey(j, cases[j.caseNo], wallet[j.caseNo])
		}
		if j.done >= uploaded {
			photo := citizen.Get(world.Page("/apply/" + j.draft + "/files/M-PHOTO"))
			if photo.Status != http.StatusOK || !world.Shows(photo.Body, j.photo) {
				r.missing("the file of application %s: %d, %d bytes", j.draft, photo.Status, len(photo.Body))
			}
		}
	}
	var open struct{ Items []struct{ ID string } }
	citizen.Get("/applications").Is(http.StatusOK).Into(&open)
	r.count("drafts of "+citizen.Persona, len(open.Items), drafts)
	r.count("cases of "+citizen.Persona, len(allCases(r.w, citizen)), handedIn)
}

// journey compares one case with the steps that were acknowledged.
func (r *reckoning) journey(j *journey, c *world.Case, licences int) {
	r.w.Helper()
	if c.History() != j.history() {
		has, should := len(c.Events), len(strings.Fields(j.history()))
		r.count(fmt.Sprintf("what happened to %s, %q instead of %q,", c.CaseNo, c.History(), j.history()), has, should)
		if has == should {
			r.missing("the history of %s is %q, should be %q", c.CaseNo, c.History(), j.history())
		}
	}
	for i, e := range c.Events {
		if e.Seq != int64(i+1) {
			r.missing("event %d of %s is numbered %d", i+1, c.CaseNo, e.Seq)
		}
	}
	should := 0
	if j.done >= granting {
		should = 1
	}
	r.count("the licence of "+c.CaseNo, licences, should)
	photos := 0
	for _, m := range c.Materials {
		if m.Code == "M-PHOTO" {
			photos++
		}
	}
	r.count("the photo of "+c.CaseNo, photos, 1)
	kinds := map[string]int{}
	for _, n := range c.Notices {
		kinds[n.Kind]++
	}
	for kind, after := range map[string]int{"receipt": submitted, "acceptance": 5, "grant": granting, "delivery": 9} {
		should := 0
		if j.done >= after {
			should = 1
		}
		r.count(kind+" notice of "+c.CaseNo, kinds[kind], should)
	}
}

func allCases(w *world.World, p *world.Person) (all []world.Case) {
	w.Helper()
	for cursor := ""; ; {
		var page struct {
			Items []world.Case
			Next  string
		}
		p.Get("/cases?limit=50" + cursor).Is(http.StatusOK).Into(&page)
		all = append(all, page.Items...)
		if page.Next == "" {
			return all
		}
		cursor = "&cursor=" + page.Next
	}
}

func allLicences(w *world.World, p *world.Person) (all []world.Licence) {
	w.Helper()
	for cursor := ""; ; {
		var page struct {
			Items []world.Licence
			Next  string
		}
		p.Get("/licences?limit=100" + cursor).Is(http.StatusOK).Into(&page)
		all = append(all, page.Items...)
		if page.Next == "" {
			return all
		}
		cursor = "&cursor=" + page.Next
	}
}

// tables looks for what no page shows: the log's entries, the numbers, the jobs.
func (r *reckoning) tables(cases map[string]*world.Case) {
	r.w.Helper()
	d, err := db.Open(r.w.Context(), db.Config{Dir: r.w.Data, URL: r.w.Database})
	if err != nil {
		r.w.Fatal(err)
	}
	defer d.Close()
	leaves := leavesOf(r.w, d)
	for _, c := range cases {
		for _, e := range c.Events {
			name := fmt.Sprintf("%s %d %s", c.CaseNo, e.Seq, e.Event)
			r.count("the leaf of "+name, leaves[name], 1)
			delete(leaves, name)
		}
	}
	for name := range leaves {
		r.twice("a leaf for %q, which no case has", name)
	}
	for what, query := range map[string]string{
		"entries of the log in one place":       `SELECT COUNT(idx) - COUNT(DISTINCT idx) FROM audit_entry`,
		"entries of the log beside the tree":    `SELECT (SELECT size FROM audit_tree) - COUNT(DISTINCT idx) FROM audit_entry`,
		"jobs nobody can do":                    `SELECT COUNT(*) FROM job_job WHERE state = 'dead'`,
		"submissions beside cases":              `SELECT (SELECT COUNT(*) FROM casework_submission) - COUNT(*) FROM casework_case`,
		"cases with more than one open task":    `SELECT COUNT(*) FROM (SELECT case_id FROM casework_task WHERE closed_at IS NULL GROUP BY case_id HAVING COUNT(*) > 1) AS many`,
		"finished cases with an open task":      `SELECT COUNT(*) FROM casework_task t JOIN casework_case c ON c.id = t.case_id WHERE t.closed_at IS NULL AND c.finished_at IS NOT NULL`,
		"numbers of cases given and not used":   `SELECT (SELECT COALESCE(SUM(last), 0) FROM casework_sequence WHERE name LIKE 'case/%') - COUNT(*) FROM casework_case`,
		"numbers of notices given and not used": `SELECT (SELECT COALESCE(SUM(last), 0) FROM casework_sequence WHERE name LIKE 'notice/%') - COUNT(*) FROM casework_notice`,
	} {
		r.count(what, number(r.w, d, query), 0)
	}
	r.count("cases in the table", number(r.w, d, `SELECT COUNT(*) FROM casework_case`), len(cases))
	var sequence []int
	for no := range cases {
		n, _ := strconv.Atoi(no[len(no)-4:])
		sequence = append(sequence, n)
	}
	slices.Sort(sequence)
	for i, n := range sequence {
		if n != i+1 {
			r.missing("case number %d; %d follows %d", i+1, n, i)
			break
		}
	}
}

// leavesOf counts the leaves about what happened to cases. A job that was done last
// may still wait for its place in the tree; no case does.
func leavesOf(w *world.World, d *db.DB) map[string]int {
	w.Helper()
	leaves := map[string]int{}
	err := d.Read(w.Context(), func(ctx context.Context, tx *db.Tx) error {
		clear(leaves) // the unit may run again
		texts, err := db.List(ctx, tx, func(row db.Scanner) (string, error) {
			var note []byte
			if err := row.Scan(&note); err != nil {
				return "", err
			}
			return shorthand.Open(note, "")
		}, `SELECT note FROM audit_entry WHERE note IS NOT NULL AND idx IS NOT NULL`)
		for _, text := range texts {
			var e struct {
				Event, Subject string
				Data           json.RawMessage
			}
			var data struct{ Seq int }
			if err := json.Unmarshal([]byte(text), &e); err != nil {
				return err
			}
			if _ = json.Unmarshal(e.Data, &data); data.Seq > 0 { // other entries have no number
				leaves[fmt.Sprintf("%s %d %s", e.Subject, data.Seq, strings.TrimPrefix(e.Event, "casework."))]++
			}
		}
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return leaves
}

func number(w *world.World, d *db.DB, query string) (n int) {
	w.Helper()
	err := d.Read(w.Context(), func(ctx context.Context, tx *db.Tx) error { return tx.Row(ctx, query).Scan(&n) })
	if err != nil {
		w.Fatalf("%s: %v", query, err)
	}
	return n
}
