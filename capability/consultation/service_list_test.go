package consultation

import (
	"context"
	"slices"
	"testing"

	"tongban/capability/casework/caseworktest"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

func TestWhoIsAskedFindsItByTheLastDay(t *testing.T) {
	each(t, func(b bench) {
		f, late := b.asked(func(q *Asking) { q.Days = 1 })
		soon, err := b.Ask(b.As(reviewer), f.Case.No, toFire)
		b.must(err)
		mine, err := b.Ask(b.As(reviewer), f.Case.No, Asking{Whom: Whom{Colleague: fire.ID}, About: "请您看看", Question: "如何处理？", Days: 2})
		b.must(err)
		_, err = b.Ask(b.As(reviewer), f.Case.No, Asking{Whom: Whom{Department: "FIRE", Role: actor.Inspector}, About: "核查", Question: "何时可以？"})
		b.must(err)
		b.lists(fire, ToAnswer, late, mine, soon)
		b.lists(fire2, ToAnswer, late, soon)
		b.lists(food, ToAnswer)
		if list, err := b.List(b.As(fireHead), ToAnswer, Cursor{}, 10); err != nil || len(list) != 3 {
			b.Errorf("the head sees %d, %v", len(list), err)
		}
		b.lists(reviewer, AskedBy, b.newest(4)...)
		b.Clock.Set(caseworktest.At("2026-02-12 09:00"))
		b.lists(fire, Late, late)
		b.lists(reviewer, Late, late)
		if tally, err := b.Tally(b.As(fire)); err != nil || tally != (Tally{3, 1}) {
			b.Errorf("%+v, %v", tally, err)
		}
		_, err = b.List(b.As(caseworktest.Mei), ToAnswer, Cursor{}, 10)
		b.wants(err, "access.forbidden")
	})
}

// newest are the ids of the newest questions.
func (b bench) newest(n int) (keys []id.ID) {
	b.Helper()
	b.must(b.DB.Read(b.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		scan := func(row db.Scanner) (key id.ID, err error) { return key, row.Scan(&key) }
		keys, err = db.List(ctx, tx, scan, `SELECT id FROM consultation_question ORDER BY id DESC LIMIT $1`, n)
		return err
	}))
	return keys
}

// lists fails unless who finds these in this order, page by page of one.
func (b bench) lists(who actor.Actor, show Show, want ...id.ID) {
	b.Helper()
	var got []id.ID
	for after := (Cursor{}); len(got) <= len(want); {
		page, err := b.List(b.As(who), show, after, 1)
		b.must(err)
		if len(page) == 0 {
			break
		}
		got = append(got, page[0].ID)
		after = parseCursor(Cursor{page[0].DueOn, page[0].ID}.String())
	}
	if !slices.Equal(got, want) {
		b.Errorf("%s lists %s: %v, want %v", who.Name, show, got, want)
	}
}

func TestWhatIsLateIsUrgedOnceOnEveryWorkingDay(t *testing.T) {
	each(t, func(b bench) {
		_, key := b.asked()
		sweep := func(at string, times int) {
			b.Helper()
			b.Clock.Set(caseworktest.At(at))
			b.must(b.SweepLate(b.Context()))
			b.must(b.SweepLate(b.Context()))
			b.hears(fire, "urged", times)
		}
		sweep("2026-02-13 17:00", 0)
		sweep("2026-02-14 09:00", 1) // a Saturday that is worked
		b.hears(fire2, "urged", 1)
		sweep("2026-02-15 09:00", 1) // a holiday
		b.must(b.Claim(b.As(fire), key))
		sweep("2026-02-24 09:00", 2)
		b.hears(fire2, "urged", 1)
		b.must(b.Answer(b.As(fire), key, agreed))
		sweep("2026-02-25 09:00", 2)
	})
}

func TestOpenQuestionsAboutACaseAreBounded(t *testing.T) {
	each(t, func(b bench) {
		no := b.held().Case.No
		for range maxOpen {
			_, err := b.Ask(b.As(reviewer), no, toFire)
			b.must(err)
		}
		_, err := b.Ask(b.As(reviewer), no, toFire)
		b.wants(err, "consultation.too-many")
	})
}
