package application

import (
	"context"
	"slices"
	"strings"
	"testing"
	"tongban/capability/audit/audittest"
	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/once"
)

func TestSameKeyIsDoneOnce(t *testing.T) {
	each(t, func(b bench) {
		f := b.submitted(mei)
		keyed := func(who actor.Actor) context.Context { return once.WithKey(b.as(who), "key-1") }
		for range 3 {
			got, err := b.cases.Step(keyed(window), f.Case.No, casework.Accept, casework.Input{Version: 1})
			if err != nil || got.Case.Status != casework.Accepted {
				b.Fatalf("again: %v", err)
			}
		}
		_, err := b.cases.Step(keyed(window), f.Case.No, casework.Accept, casework.Input{Version: 1, Opinion: "另一个"})
		b.wants(err, fault.Conflict, "once.reused")
		if got := happened(b.file(f)); got != "submit accept" {
			b.Errorf("happened: %s", got)
		}
		if n := len(audittest.With(b, b.DB, "casework.accept")); n != 1 {
			b.Errorf("%d audit entries", n)
		}
	})
}

func TestSameKeyAtOnceIsDoneOnce(t *testing.T) {
	each(t, func(b bench) {
		w := b.ready(mei)
		submit := once.WithKey(b.as(mei), "submit-1")
		nos := make([]string, 8)
		for _, err := range together(len(nos), func(i int) error {
			c, err := b.Submit(submit, w.ID, nil)
			if err == nil {
				nos[i] = c.No
			}
			return err
		}) {
			if err != nil {
				b.Errorf("submit: %v", err)
			}
		}
		if len(slices.Compact(nos)) != 1 || b.count(`SELECT COUNT(*) FROM casework_case`) != 1 {
			b.Errorf("cases: %v", nos)
		}
		accept := once.WithKey(b.as(window), "accept-1")
		for _, err := range together(8, func(int) error {
			_, err := b.cases.Step(accept, nos[0], casework.Accept, casework.Input{Version: 1})
			return err
		}) {
			if err != nil {
				b.Errorf("accept: %v", err)
			}
		}
	})
}

func TestWithoutAKeySubmittingTwiceMakesOneCase(t *testing.T) {
	each(t, func(b bench) {
		w := b.ready(mei)
		errs := together(6, func(int) error { _, err := b.Submit(b.as(mei), w.ID, nil); return err })
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if fault.KindOf(err) != fault.Conflict {
				b.Errorf("submit: %v", err)
			}
		}
		if won != 1 || b.count(`SELECT COUNT(*) FROM casework_case`) != 1 {
			b.Errorf("%d of %d submissions won", won, len(errs))
		}
	})
}

func TestNumbersAreUniqueWhenFiftySubmitAtOnce(t *testing.T) {
	each(t, func(b bench) {
		const n = 50
		drafts, owners := make([]*Work, n), make([]actor.Actor, n)
		for i := range n {
			owners[i] = citizen(name(i))
			drafts[i] = b.ready(owners[i])
		}
		for i, err := range together(n, func(i int) error { _, err := b.Submit(b.as(owners[i]), drafts[i].ID, nil); return err }) {
			if err != nil {
				b.Errorf("%d: %v", i, err)
			}
		}
		for _, column := range []string{"no", "short_no", "query_code"} {
			if got := b.count(`SELECT COUNT(DISTINCT ` + column + `) FROM casework_case`); got != n {
				b.Errorf("%d of %d %s", got, n, column)
			}
		}
		if got := b.count(`SELECT COUNT(*) FROM casework_case WHERE no LIKE '%202602100050'`); got != 1 {
			b.Error("the numbers have gaps although nobody failed")
		}
	})
}

// happened lists the events of a case.
func happened(f *casework.File) string {
	var events []string
	for _, r := range f.Records {
		events = append(events, string(r.Event))
	}
	return strings.Join(events, " ")
}
