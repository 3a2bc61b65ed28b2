package guide

import (
	"bytes"
	"context"
	"testing"
	"time"

	"tongban/capability/catalogue"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
)

// complete answers every question of the guide so that one may go on, if one can.
func complete(t *testing.T, s *Service, code string) (*catalogue.Item, catalogue.Answers) {
	t.Helper()
	item, err := s.catalogue.Published(t.Context(), code)
	if err != nil {
		t.Fatal(err)
	}
	answers := catalogue.Answers{}
	for open := item.Plan(answers).Open; len(open) > 0; open = item.Plan(answers).Open {
		for _, answer := range possible(open[0]) {
			if answers[open[0].ID] = answer; !item.Plan(answers).Blocked() {
				break
			}
		}
	}
	return item, answers
}

func possible(q catalogue.Question) (answers []any) {
	for _, o := range q.Options {
		if q.Type == "multi" {
			answers = append(answers, []string{o.Value})
		} else {
			answers = append(answers, o.Value)
		}
	}
	switch q.Type {
	case "bool":
		return []any{false, true}
	case "number":
		return []any{float64(500), float64(1)}
	case "date":
		return []any{"2026-02-10"}
	}
	return answers
}

func TestEveryKeptPlanReplaysToWhatItWas(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		all, err := s.catalogue.Search(t.Context(), catalogue.Query{Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		kept := 0
		for _, one := range all.Items {
			item, answers := complete(t, s, one.Code)
			made, err := s.KeepPlan(t.Context(), item.Code, answers)
			if item.Plan(answers).Blocked() {
				if fault.KindOf(err) != fault.Invalid {
					t.Errorf("%s ends with these answers and is kept: %v", item.Code, err)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s: %v", item.Code, err)
				continue
			}
			k, err := s.KeptPlan(t.Context(), made.Code)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(k.outcome, k.Plan.Fingerprint()) || !bytes.Equal(k.Plan.Fingerprint(), made.Plan.Fingerprint()) || !k.Current() {
				t.Errorf("%s: the plan replays differently", item.Code)
			}
			kept++
		}
		if kept < 15 {
			t.Errorf("only %d plans were kept", kept)
		}
	})
}

func TestSameAnswersAreOneLinkWithoutAnythingPersonal(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		_, answers := complete(t, s, "road-qual")
		first, err := s.KeepPlan(t.Context(), "road-qual", answers)
		if err != nil {
			t.Fatal(err)
		}
		answers["age"], answers["isProxy"] = float64(17), true
		second, err := s.KeepPlan(t.Context(), "road-qual", answers)
		if err != nil {
			t.Fatal(err)
		}
		if first.Code != second.Code || len(first.Code) != 16 {
			t.Errorf("two links %s and %s", first.Code, second.Code)
		}
		var rows int
		var stored string
		count(t, d, `SELECT COUNT(*), MAX(answers) FROM guide_plan`, &rows, &stored)
		if rows != 1 || bytes.Contains([]byte(stored), []byte("age")) || bytes.Contains([]byte(stored), []byte("isProxy")) {
			t.Errorf("%d rows, %s", rows, stored)
		}
	})
}

func count(t *testing.T, d *db.DB, query string, into ...any) {
	t.Helper()
	err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error { return tx.Row(ctx, query).Scan(into...) })
	if err != nil {
		t.Fatal(err)
	}
}

func TestOpenQuestionsAreNoPlan(t *testing.T) {
	s := bench(t, dbtest.SQLite(t))
	_, err := s.KeepPlan(t.Context(), "road-qual", nil)
	if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid || len(f.Fields) == 0 {
		t.Errorf("a plan of nothing: %v", err)
	}
	if _, err := s.KeptPlan(t.Context(), "nosuchplan"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an unknown link: %v", err)
	}
}

func TestPlansNobodyWantsAreForgottenAfterAYear(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		now := s.now.(*clock.Fixed)
		_, answers := complete(t, s, "road-qual")
		k, err := s.KeepPlan(t.Context(), "road-qual", answers)
		if err != nil {
			t.Fatal(err)
		}
		now.Set(now.Now().Add(planLife - time.Hour))
		if err := s.SweepPlans(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := s.KeptPlan(t.Context(), k.Code); err != nil {
			t.Fatalf("before the year is over: %v", err)
		}
		if _, err := s.KeepPlan(t.Context(), "road-qual", answers); err != nil { // wanted again
			t.Fatal(err)
		}
		now.Set(now.Now().Add(planLife - time.Hour))
		if err := s.SweepPlans(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := s.KeptPlan(t.Context(), k.Code); err != nil {
			t.Fatalf("it was wanted again: %v", err)
		}
		now.Set(now.Now().Add(2 * time.Hour))
		if err := s.SweepPlans(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := s.KeptPlan(t.Context(), k.Code); fault.KindOf(err) != fault.NotFound {
			t.Errorf("after a year: %v", err)
		}
	})
}

// Plans were the catalogue's before the public pages had a capability of their own.
func TestALinkOfAnOlderReleaseStillOpens(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		_, answers := complete(t, s, "road-qual")
		made, err := s.KeepPlan(t.Context(), "road-qual", answers)
		if err != nil {
			t.Fatal(err)
		}
		// as the release before left it
		exec(t, d, `INSERT INTO catalogue_plan (code, version_id, answers, outcome, kept_at) SELECT code, version_id, answers, outcome, kept_at FROM guide_plan`)
		exec(t, d, `DROP TABLE guide_plan`)
		exec(t, d, `DELETE FROM goose_guide WHERE version_id > 0`)
		dbtest.Migrate(t, d, db.Source{Name: "guide", FS: files})
		if k, err := s.KeptPlan(t.Context(), made.Code); err != nil || !k.Current() {
			t.Errorf("%+v, %v", k, err)
		}
	})
}

func exec(t *testing.T, d *db.DB, statement string) {
	t.Helper()
	err := d.Write(t.Context(), "test", func(ctx context.Context, tx *db.Tx) error { return tx.Send(ctx, statement) })
	if err != nil {
		t.Fatal(err)
	}
}
