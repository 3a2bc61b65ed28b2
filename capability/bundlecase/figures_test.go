package bundlecase

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tongban/capability/bundle"
	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/id"
)

// statistics are how the cases of the city went, by item, the latest first.
type statistics struct{ all map[string][]Past }

func (s *statistics) Lately(_ context.Context, item string, since time.Time, limit int) (list []Past, _ error) {
	for _, c := range s.all[item] {
		if !c.DecidedAt.Before(since) && len(list) < limit {
			list = append(list, c)
		}
	}
	return list, nil
}

func (s *statistics) Went(_ context.Context, cases []id.ID) (list []Past, _ error) {
	for _, all := range s.all {
		for _, c := range all {
			if slices.Contains(cases, c.Case) {
				list = append(list, c)
			}
		}
	}
	return list, nil
}

// add notes a case of an item that took some hours.
func (s *statistics) add(item string, key id.ID, from time.Time, hours int, corrected bool) {
	s.all[item] = append(s.all[item], Past{key, from, from.Add(time.Duration(hours) * time.Hour), corrected})
}

const hour = time.Hour

// ends writes a run as one that has ended some time after it was handed in.
func (b *bench) ends(r *Run, from time.Time, hours int, stand Stand) {
	b.Helper()
	b.exec(`UPDATE bundlecase_run SET open = FALSE, stand = $1, received_at = $2, finished_at = $3 WHERE id = $4`,
		stand, from.UnixMilli(), from.Add(time.Duration(hours)*hour).UnixMilli(), r.ID)
}

// ran is a run of the test: a child of its own, handed in and ended.
func (b *bench) ran(j *bundle.Joint, n int, from time.Time, hours int, stand Stand) *Run {
	b.Helper()
	r, err := b.handIn(mei, j, catalogue.Answers{}, form.Values{"child_name": fmt.Sprintf("林%d", n), "mother_name": "林晓华"})
	if err != nil {
		b.Fatal(err)
	}
	b.works(r)
	b.grant(r.Application, "cert", "birth", map[string]string{"birthCertificate.number": fmt.Sprintf("E-%d", n), "child.name": fmt.Sprintf("林%d", n)})
	b.works(r)
	b.ends(r, from, hours, stand)
	return b.run(r.No)
}

// TestFiguresOfRealCasesEqualAnIndependentCount hands bundles in, of which some are too old,
// open or taken back, has the same items applied for alone, and counts by hand.
func TestFiguresOfRealCasesEqualAnIndependentCount(t *testing.T) {
	each(t, func(b *bench) {
		stats := &statistics{map[string][]Past{}}
		b.Statistics = stats
		j, now := birth(b.T), b.Clock.Now()
		day := now.Add(-40 * 24 * hour)
		hours := []int{30, 100, 54, 72, 24, 200}
		for i, took := range hours {
			r := b.ran(j, i, day.Add(time.Duration(i)*hour), took, []Stand{Done, Partly}[i%2])
			for _, p := range r.Parts {
				if p.CaseID != 0 {
					stats.add(p.Code, p.CaseID, day, 1, p.Code == "cert" && i < 3) // corrected in three of them
				}
			}
		}
		b.ran(j, 90, now.Add(-500*24*hour), 24, Done)          // too long ago
		b.ran(j, 91, day, 1, Stopped)                          // taken back
		if _, err := b.handIn(mei, j, nil, born); err != nil { // open
			b.Fatal(err)
		}
		alone := map[string][]int{"cert": {24, 48, 72, 96, 120, 144}, "register": {10, 20, 30, 40, 50}, "vaccine": {1, 2, 300, 400, 500}}
		for item, list := range alone {
			for i, took := range list {
				stats.add(item, id.New(), day, took, i == 0 || item == "vaccine")
			}
		}
		f, err := b.Figures(b.Context(), j)
		if err != nil {
			b.Fatal(err)
		}
		// Middle of 24 30 54 72 100 200 hours; three corrections in six runs. Alone: cert 84 hours
		// and then register 30 or vaccine 300, whichever takes longer; 1/6 + 1/5 + 5/5 corrections.
		want := Figures{At: now, Runs: 6, Together: Course{63.0 / 24, 0.5}, Apart: Course{384.0 / 24, 1.0/6 + 0.2 + 1}, Singles: []Single{
			{"cert", "事项cert", 6, Course{84.0 / 24, 1.0 / 6}}, {"register", "事项register", 5, Course{30.0 / 24, 0.2}}, {"vaccine", "事项vaccine", 5, Course{300.0 / 24, 1}},
		}}
		if got := fmt.Sprintf("%.6v", *f); got != fmt.Sprintf("%.6v", want) {
			b.Errorf("counted %s\nwant    %.6v", got, want)
		}
		if !f.Comparable() {
			b.Error("enough of all is not enough")
		}
		b.reads(f, "6", "2.6", "16", "0.5", "1.4")
		stats.all["register"] = stats.all["register"][:6+4] // the six of bundles and four alone
		if f, _ := b.count(b.Context(), j, now); f.Comparable() || !slices.Equal(f.Missing(), []string{"事项register"}) {
			b.Errorf("four of the register are compared: %+v", f)
		}
	})
}

// reads holds that a reader sees these in the table.
func (b *bench) reads(f *Figures, want ...string) {
	b.Helper()
	var page strings.Builder
	for _, row := range f.rows(b.Context()) {
		for _, cell := range row.Cells {
			if err := cell.Render(b.Context(), &page); err != nil {
				b.Fatal(err)
			}
			page.WriteString("|")
		}
	}
	for _, one := range want {
		if !strings.Contains(page.String(), "|"+one+"|") {
			b.Errorf("%s does not say %s", page.String(), one)
		}
	}
}

// TestFewRunsSayNothing holds that nothing is published of four.
func TestFewRunsSayNothing(t *testing.T) {
	each(t, func(b *bench) {
		b.Statistics = &statistics{map[string][]Past{}}
		j := birth(b.T)
		for i := range 4 {
			b.ran(j, i, b.Clock.Now().Add(-48*hour), 24, Done)
		}
		f, err := b.Figures(b.Context(), j)
		if err != nil || f.Enough() || f.Comparable() || f.Together != (Course{}) {
			b.Fatalf("%+v, %v", f, err)
		}
		b.ran(j, 5, b.Clock.Now().Add(-48*hour), 24, Done)
		if again, _ := b.Figures(b.Context(), j); again != f {
			b.Error("counted anew within the minute")
		}
		if f, _ := b.count(b.Context(), j, b.Clock.Now()); !f.Enough() || f.Comparable() {
			b.Errorf("five: %+v", f)
		}
	})
}
