package rating

import (
	"context"
	"strings"
	"testing"

	"tongban/capability/audit/audittest"
	"tongban/capability/casework/caseworktest"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// bad is a case of mei's that was rated badly, with its follow-up.
func (b bench) bad() (*Rating, id.ID) {
	b.Helper()
	_, r := b.ended()
	b.ok(b.Rate(b.As(guest), r.Token, Input{Grade: VeryDissatisfied, Channel: Mobile, Tags: []Tag{"errands"}, Text: "我叫林晓华，跑了三次，电话13900990001"}))
	list, err := b.Office(b.As(reviewer), false, Cursor{}, 10)
	b.ok(err)
	if len(list) == 0 {
		b.Fatal("a bad rating opened no follow-up")
	}
	return r, list[len(list)-1].ID
}

// stands returns a follow-up as the reviewer reads it.
func (b bench) stands(key id.ID) *FollowUp {
	b.Helper()
	f, _, err := b.FollowUp(b.As(reviewer), key)
	b.ok(err)
	return f
}

var called = Call{Way: ByPhone, Reached: true, Note: "确实让补了指南以外的材料"}

func TestABadRatingGoesRoundToTheSecond(t *testing.T) {
	each(t, func(b bench) {
		r, key := b.bad()
		f := b.stands(key)
		if f.Status != Opened || f.ContactBy.String() != "2026-02-11" || f.DueOn.String() != "2026-03-09" { // the Spring Festival lies between
			t.Errorf("it begins as %s, call by %s, due on %s", f.Status, f.ContactBy, f.DueOn)
		}
		b.ok(b.Take(b.As(reviewer), key))
		b.wants(b.Close(b.As(reviewer), key, Reform, "已改"), "rating.not-now")
		b.ok(b.Contact(b.As(reviewer), key, called))
		b.ok(b.Close(b.As(reviewer), key, Reform, "已修订办事指南，不再收取该材料"))
		if f = b.stands(key); f.Status != Reformed || !f.Reached || f.ClosedAt.IsZero() {
			t.Errorf("it ends as %+v", f)
		}
		ratings, err := b.Of(b.As(mei), r.CaseNo)
		b.ok(err)
		if len(ratings) != 2 || ratings[1].Round != 2 || ratings[1].Token == r.Token {
			t.Fatalf("there is no fresh link: %+v", ratings)
		}
		b.ok(b.rates(guest, ratings[1], Satisfied))
		b.wants(b.rates(guest, ratings[1], Satisfied), "rating.rated")
		if f = b.stands(key); f.Second != Satisfied {
			t.Errorf("the second rating is %d", f.Second)
		}
		if last := b.around.rated[len(b.around.rated)-1]; !last.Second || last.Grade != Satisfied {
			t.Errorf("others heard %+v", last)
		}
		if n := b.Count(`SELECT COUNT(*) FROM rating_followup`); n != 1 {
			t.Errorf("%d follow-ups", n)
		}
		month := monthOf(b.World.Clock.Now())
		figures, err := b.Figures(t.Context(), Query{From: month, To: month})
		b.ok(err)
		if figures.Confirmed != 1 || figures.Reformed != 1 || figures.RealName != 1 || figures.CalledBack != 1 || figures.Second[Satisfied] != 1 || figures.Given() != 1 || figures.Ended != 1 {
			t.Errorf("the figures are %+v", figures.Counts)
		}
	})
}

func TestAGoodRatingOpensNothing(t *testing.T) {
	each(t, func(b bench) {
		for _, g := range []Grade{VerySatisfied, Satisfied, FairlySatisfied} {
			_, r := b.ended()
			b.ok(b.rates(guest, r, g))
		}
		if n := b.Count(`SELECT COUNT(*) FROM rating_followup`); n != 0 {
			t.Errorf("%d follow-ups", n)
		}
	})
}

func TestStaffDoNotSeeWhoRatedUntilTheyCall(t *testing.T) {
	each(t, func(b bench) {
		r, key := b.bad()
		f, notes, err := b.FollowUp(b.As(reviewer), key)
		b.ok(err)
		if f.Text != "我叫***，跑了三次，电话***" || len(notes) != 0 {
			t.Errorf("staff read %q", f.Text)
		}
		_, err = b.Rater(b.As(reviewer), key)
		b.wants(err, "rating.not-now")
		b.ok(b.Take(b.As(reviewer), key))
		_, err = b.Rater(b.As(other), key)
		b.wants(err, "rating.not-yours")
		_, err = b.Rater(b.As(super), key)
		b.wants(err, "access.forbidden")
		if n := len(audittest.With(b, b.DB, "rating.contact", "person.mobile")); n != 0 {
			t.Errorf("%d looks are logged before anybody looked", n)
		}
		who, err := b.Rater(b.As(reviewer), key)
		b.ok(err)
		if who.Name != mei.Name || who.Mobile != caseworktest.MeiMobile || who.CaseNo != r.ShortNo {
			t.Errorf("whom to call: %+v", who)
		}
		if n := len(audittest.With(b, b.DB, "rating.contact", "person.mobile")); n != 1 {
			t.Errorf("%d looks are logged", n)
		}
	})
}

func TestAnUnnamedRaterIsNeverShown(t *testing.T) {
	each(t, func(b bench) {
		_, r := b.ended()
		b.ok(b.Rate(b.As(guest), r.Token, Input{Grade: Dissatisfied, Channel: PC, Anonymous: true}))
		list, err := b.Office(b.As(reviewer), false, Cursor{}, 10)
		b.ok(err)
		key := list[0].ID
		b.ok(b.Take(b.As(reviewer), key))
		_, err = b.Rater(b.As(reviewer), key)
		b.wants(err, "rating.not-now")
		b.wants(b.Contact(b.As(reviewer), key, called), "rating.not-now")
		b.ok(b.Close(b.As(reviewer), key, Explain, "依法不能减免该材料"))
		if f := b.stands(key); f.Status != Explained {
			t.Errorf("it ends as %s", f.Status)
		}
	})
}

func TestAnotherDepartmentKnowsNothingOfIt(t *testing.T) {
	each(t, func(b bench) {
		_, key := b.bad()
		_, _, err := b.FollowUp(b.As(abroad), key)
		b.wants(err, "access.unknown")
		b.wants(b.Take(b.As(abroad), key), "access.unknown")
		b.wants(b.Decide(b.As(abroad), key, Exclude, "误评"), "access.unknown")
		list, err := b.Office(b.As(abroad), false, Cursor{}, 10)
		if err != nil || len(list) != 0 {
			t.Errorf("its list has %d, %v", len(list), err)
		}
		_, err = b.Office(b.As(mei), false, Cursor{}, 10)
		b.wants(err, "access.forbidden")
	})
}

func TestOnlySomebodyElseExcludesARating(t *testing.T) {
	each(t, func(b bench) {
		rated := actor.Actor{ID: caseworktest.Window.ID, Kind: actor.Staff, Name: "陈静", Department: "TRANS", Roles: []actor.Role{actor.Head}} // who handled the case
		r, key := b.bad()
		b.ok(b.Take(b.As(reviewer), key))
		b.ok(b.Contact(b.As(reviewer), key, called))
		b.ok(b.Doubt(b.As(reviewer), key, Mistaken, "评价人说点错了"))
		b.wants(b.Decide(b.As(reviewer), key, Exclude, "点错了"), "access.forbidden")
		b.wants(b.Decide(b.As(rated), key, Exclude, "点错了"), "rating.apart")
		b.wants(b.Decide(b.As(head), key, GiveTime, "点错了"), "rating.not-now")
		b.ok(b.Decide(b.As(head), key, Exclude, "评价人书面确认点错了"))
		if f := b.stands(key); f.Status != Excluded {
			t.Errorf("it stands as %s", f.Status)
		}
		if last := b.around.rated[len(b.around.rated)-1]; !last.Excluded || last.CaseNo != r.CaseNo {
			t.Errorf("others heard %+v", last)
		}
		month := monthOf(b.World.Clock.Now())
		figures, err := b.Figures(t.Context(), Query{From: month, To: month})
		b.ok(err)
		if figures.Valid() != 0 || figures.Excluded != 1 || figures.Given() != 1 || figures.Confirmed != 0 || figures.RealName != 1 {
			t.Errorf("the figures are %+v", figures.Counts)
		}
	})
}

func TestMoreTimeIsGivenOnceAndByAnother(t *testing.T) {
	each(t, func(b bench) {
		_, key := b.bad()
		mine := head
		b.ok(b.Take(b.As(mine), key)) // the head handles it herself
		b.ok(b.Contact(b.As(mine), key, called))
		b.ok(b.AskTime(b.As(mine), key, "要与发证系统的厂家商量"))
		b.wants(b.Decide(b.As(mine), key, GiveTime, "同意"), "rating.apart")
		before := b.stands(key).DueOn
		b.ok(b.Decide(b.As(super), key, GiveTime, "理由成立"))
		if f := b.stands(key); f.DueOn != b.Calendar().AddWorkdays(before, 15) || f.Status != Working {
			t.Errorf("due on %s after %s", f.DueOn, before)
		}
		b.wants(b.AskTime(b.As(mine), key, "还要"), "rating.not-now")
	})
}

func TestARaterDisagreesOnceAndSomebodyElseDecides(t *testing.T) {
	each(t, func(b bench) {
		r, key := b.bad()
		b.ok(b.Take(b.As(reviewer), key))
		b.wants(b.Dispute(b.As(guest), r.Token, "还没改"), "rating.not-now")
		b.ok(b.Contact(b.As(reviewer), key, called))
		b.ok(b.Close(b.As(reviewer), key, Explain, "依法要收"))
		b.ok(b.Dispute(b.As(guest), r.Token, "指南里没有这份材料"))
		b.wants(b.Dispute(b.As(guest), r.Token, "再说一次"), "rating.not-now")
		b.wants(b.Decide(b.As(reviewer), key, Return, "是"), "access.forbidden")
		b.ok(b.Decide(b.As(super), key, Return, "异议成立，指南确无此材料"))
		if f := b.stands(key); f.Status != Working || f.Outcome != "" || !f.ClosedAt.IsZero() {
			t.Errorf("it is handled again: %+v", f)
		}
		b.ok(b.Close(b.As(reviewer), key, Reform, "已退还材料并培训"))
		b.wants(b.Dispute(b.As(guest), r.Token, "还是不行"), "rating.not-now")
	})
}

func TestLateFollowUpsAreMarkedOnce(t *testing.T) {
	each(t, func(b bench) {
		_, key := b.bad()
		b.ok(b.SweepLate(t.Context()))
		if f := b.stands(key); f.Late || f.LateContact {
			t.Error("it is late at once")
		}
		b.ok(b.Take(b.As(reviewer), key))
		told := len(b.around.told)
		b.World.Clock.Set(caseworktest.At("2026-02-12 09:00"))
		b.ok(b.SweepLate(t.Context()))
		if f := b.stands(key); !f.LateContact || f.Late {
			t.Errorf("two days later: %+v", f)
		}
		b.World.Clock.Set(caseworktest.At("2026-03-10 09:00"))
		b.ok(b.SweepLate(t.Context()))
		b.ok(b.SweepLate(t.Context()))
		if f := b.stands(key); !f.Late {
			t.Error("it is not late after the last day")
		}
		if n := len(b.around.told) - told; n != 2 {
			t.Errorf("who is responsible was told %d times", n)
		}
		b.ok(b.Contact(b.As(reviewer), key, called))
		b.wants(b.AskTime(b.As(reviewer), key, "来不及"), "rating.too-late")
	})
}

func TestOfTwoWhoTakeItOneIsTold(t *testing.T) {
	each(t, func(b bench) {
		_, key := b.bad()
		b.ok(b.Take(b.As(reviewer), key))
		b.wants(b.Take(b.As(other), key), "rating.not-now")
		b.wants(b.Contact(b.As(other), key, called), "rating.not-yours")
		f := b.stands(key)
		f.Version--
		err := b.DB.Write(t.Context(), "", func(ctx context.Context, tx *db.Tx) error { return moveFollowUp(ctx, tx, f) })
		b.wants(err, "rating.changed")
	})
}

func TestReasonsAreAddedOnceAndSoon(t *testing.T) {
	each(t, func(b bench) {
		_, r := b.ended()
		b.ok(b.rates(guest, r, Satisfied))
		b.wants(b.Add(b.As(guest), r.Token, []Tag{"slow"}, ""), "rating.wrong.tags")
		b.wants(b.Add(b.As(guest), r.Token, nil, " "), "rating.wrong.nothing")
		b.ok(b.Add(b.As(guest), r.Token, []Tag{"kind", "fast"}, "谢谢陈静"))
		b.wants(b.Add(b.As(guest), r.Token, []Tag{"kind"}, ""), "rating.not-now")
		now, err := b.ByToken(t.Context(), r.Token)
		b.ok(err)
		if len(now.Tags) != 2 || now.Tags[0] != "fast" || now.Text != "谢谢陈静" || now.TextState != Waiting {
			t.Errorf("it says %+v", now)
		}
		_, late := b.ended()
		b.ok(b.rates(guest, late, Satisfied))
		b.World.Clock.Set(b.World.Clock.Now().Add(adding))
		b.wants(b.Add(b.As(guest), late.Token, []Tag{"kind"}, ""), "rating.not-now")
	})
}

func TestWordsAreReadBeforeTheyArePublic(t *testing.T) {
	each(t, func(b bench) {
		r, _ := b.bad()
		month := monthOf(b.World.Clock.Now())
		if said, _, err := b.Typical(t.Context(), month); err != nil || len(said) != 0 {
			t.Errorf("%d texts are public, %v", len(said), err)
		}
		_, err := b.Texts(b.As(reviewer), 0, 10)
		b.wants(err, "access.forbidden")
		list, err := b.Texts(b.As(super), 0, 10)
		b.ok(err)
		if len(list) != 1 || strings.Contains(list[0].Text, "林晓华") || strings.Contains(list[0].Text, "139") {
			t.Fatalf("the moderator reads %+v", list)
		}
		b.wants(b.Publish(b.As(super), list[0].Rating, "跑了三次，态度还不好"), "rating.wrong.added")
		b.ok(b.Publish(b.As(super), list[0].Rating, "跑了三次"))
		b.wants(b.Withhold(b.As(super), list[0].Rating), "rating.not-now")
		said, _, err := b.Typical(t.Context(), month)
		b.ok(err)
		if len(said) != 1 || said[0].Public != "跑了三次" {
			t.Errorf("public is %+v", said)
		}
		if now, err := b.ByToken(t.Context(), r.Token); err != nil || now.TextState != Published {
			t.Errorf("the rater reads %+v, %v", now, err)
		}
	})
}

func TestFiguresAreOfTheMonthInWhichCasesEnded(t *testing.T) {
	each(t, func(b bench) {
		_, r := b.ended()
		b.ended()
		b.World.Clock.Set(caseworktest.At("2026-03-02 09:00"))
		b.ok(b.rates(guest, r, VerySatisfied))
		for month, want := range map[Month][2]int{202602: {2, 1}, 202603: {0, 0}} {
			f, err := b.Figures(t.Context(), Query{From: month, To: month})
			b.ok(err)
			if f.Ended != want[0] || f.Given() != want[1] {
				t.Errorf("in %d: %d ended, %d rated", month, f.Ended, f.Given())
			}
		}
		f, err := b.Figures(t.Context(), Query{From: 202602, To: 202602, Department: "TRANS"})
		b.ok(err)
		if !f.Small || f.Office == "" || len(f.Groups) != 1 || f.Groups[0].Key != "road-qual" || !f.Groups[0].Small || f.ItemsEnded != 1 || f.ItemsRated != 1 {
			t.Errorf("of the department: %+v", f)
		}
		_, err = b.Figures(t.Context(), Query{From: 202613, To: 202613})
		b.wants(err, "rating.no-month")
	})
}
