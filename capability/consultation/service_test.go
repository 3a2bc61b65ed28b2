package consultation

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"tongban/capability/casework"
	"tongban/capability/casework/caseworktest"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// The people who ask and are asked.
var (
	reviewer = caseworktest.Reviewer // asks
	second   = caseworktest.Reviewer2
	fire     = caseworktest.Staff("雷鸣", "FIRE", actor.Reviewer)
	fire2    = caseworktest.Staff("沈周", "FIRE", actor.Reviewer)
	fireHead = caseworktest.Staff("石岩", "FIRE", actor.Head)
	guard    = caseworktest.Staff("罗丹", "FIRE", actor.Inspector)
	food     = caseworktest.Staff("米勒", "SAMR", actor.Reviewer)
	editor   = caseworktest.Staff("范进", "SAMR", actor.Editor)
)

// bench is consultations in a small city.
type bench struct {
	caseworktest.World
	*Service
	told *post
}

// staffed is who works in the city, and what its departments are called.
type staffed []actor.Actor

func (s staffed) Of(_ context.Context, department string) ([]actor.Actor, error) {
	return slices.DeleteFunc(slices.Clone(s), func(a actor.Actor) bool { return a.Department != department }), nil
}

func (s staffed) Colleague(_ context.Context, account string) (actor.Actor, error) {
	if i := slices.IndexFunc(s, func(a actor.Actor) bool { return a.ID == account }); i >= 0 {
		return s[i], nil
	}
	return actor.Actor{}, fault.New(fault.NotFound, "casework.unknown-colleague")
}

func (staffed) Departments(context.Context) ([]Department, error) {
	return []Department{{"FIRE", "消防救援局"}, {"HOUSING", "住房和城乡建设局"}, {"SAMR", "市场监督管理局"}, {"TRANS", "交通运输局"}}, nil
}

// post keeps what people are told.
type post struct {
	sync.Mutex
	said []string // account and key
}

func (p *post) Inform(_ context.Context, _ *db.Tx, account id.ID, key string, _ []string, _ string) error {
	p.Lock()
	defer p.Unlock()
	p.said = append(p.said, account.String()+" "+strings.TrimPrefix(key, "consultation.inform."))
	return nil
}

// hears fails unless who was told so, that many times.
func (b bench) hears(who actor.Actor, what string, times int) {
	b.Helper()
	n := 0
	for _, said := range b.told.said {
		if said == who.ID+" "+what {
			n++
		}
	}
	if n != times {
		b.Errorf("%s was told %q %d times, want %d: %v", who.Name, what, n, times, b.told.said)
	}
}

func each(t *testing.T, body func(b bench)) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { body(world(t, d)) })
}

// world is a fresh city on d.
func world(t *testing.T, d *db.DB) bench {
	w := caseworktest.New(t, d, nil, db.Source{Name: "consultation", FS: files})
	people, told := staffed{reviewer, second, fire, fire2, fireHead, guard, food, editor}, &post{}
	s := New(Deps{DB: d, Clock: w.Clock, Calendar: calendar.Default, Once: w.Once, Cases: w.Casework, Departments: people, Colleagues: people, Informer: told})
	w.Casework.Hold(s.Open)
	w.Casework.Follow(s.Follow)
	return bench{w, s, told}
}

// wants fails unless err is the fault with the key, or the first wrong field has it.
func (b bench) wants(err error, key string) {
	b.Helper()
	f, ok := fault.As(err)
	if ok && f.Kind == fault.Invalid && len(f.Fields) > 0 {
		f = &fault.Fault{Key: f.Fields[0].Key}
	}
	if !ok || f.Key != key {
		b.Errorf("want %s, got %v", key, err)
	}
}

func (b bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// held is a case whose task the reviewer has.
func (b bench) held() *casework.File {
	b.Helper()
	f := b.In(casework.Reviewing)
	if f.OpenTask().Assignee == reviewer.ID {
		return f
	}
	f, err := b.Casework.Claim(b.As(reviewer), f.OpenTask().ID)
	b.must(err)
	return f
}

// toFire asks the reviewers of the fire department.
var toFire = Asking{Whom: Whom{Department: "FIRE", Role: actor.Reviewer}, About: "消防通道宽度", Question: "停车场出口宽 3.8 米，是否影响消防车通行？"}

// asked is a question to the fire department about a new case.
func (b bench) asked(change ...func(*Asking)) (*casework.File, id.ID) {
	b.Helper()
	f, q := b.held(), toFire
	for _, with := range change {
		with(&q)
	}
	key, err := b.Ask(b.As(reviewer), f.Case.No, q)
	b.must(err)
	return f, key
}

// of returns a question as who reads it.
func (b bench) of(who actor.Actor, key id.ID) *Consultation {
	b.Helper()
	c, err := b.Find(b.As(who), key)
	b.must(err)
	return c
}

func blocking(q *Asking) { q.Blocking = true }

var agreed = Reply{Opinion: Agreed}

func TestADepartmentIsAskedAndOneOfItAnswers(t *testing.T) {
	each(t, func(b bench) {
		f, key := b.asked()
		b.hears(fire, "asked", 1)
		b.hears(fire2, "asked", 1)
		b.hears(guard, "asked", 0)
		if c := b.of(reviewer, key); c.DueOn.String() != "2026-02-13" || c.State != Asked {
			b.Errorf("%+v", c)
		}
		b.must(b.Claim(b.As(fire), key))
		b.wants(b.Claim(b.As(fire2), key), "consultation.taken")
		b.wants(b.Answer(b.As(fire2), key, agreed), "consultation.taken")
		b.wants(b.Answer(b.As(fire), key, Reply{Opinion: Opposed, Words: " \u200b"}), "consultation.wrong.answer")
		b.wants(b.Answer(b.As(fire), key, Reply{}), "consultation.wrong.opinion")
		b.wants(b.Answer(b.As(fire), key, Reply{Opinion: Opposed, Words: strings.Repeat("长", maxWords+1)}), "consultation.wrong.long")
		b.must(b.Answer(b.As(fire), key, Reply{Opinion: Conditional, Words: "出口须加宽至 4 米"}))
		b.hears(reviewer, "answered", 1)
		b.wants(b.Answer(b.As(fire), key, agreed), "consultation.over")
		list, err := b.OfCase(b.As(reviewer), f)
		b.must(err)
		if c := list[0]; c.State != Answered || c.Opinion != Conditional || c.Words != "出口须加宽至 4 米" || c.Holder.Name != fire.Name {
			b.Errorf("%+v", c)
		}
	})
}

func TestOnlyThoseAskedSeeTheCaseAndOnlyFromThenOn(t *testing.T) {
	each(t, func(b bench) {
		f := b.held()
		_, err := b.Casework.File(b.As(fire), f.Case.No)
		b.wants(err, "casework.unknown")
		key, err := b.Ask(b.As(reviewer), f.Case.No, toFire)
		b.must(err)
		seen, err := b.Casework.File(b.As(fire), f.Case.No)
		b.must(err)
		if seen.Guest() == nil || len(seen.Next) > 0 || casework.MayReveal(fire, seen) != nil {
			b.Errorf("the asked is offered %v, guest %v", seen.Next, seen.Guest())
		}
		_, err = b.Casework.Claim(b.As(fire), seen.OpenTask().ID)
		if fault.KindOf(err) != fault.NotFound && fault.KindOf(err) != fault.Forbidden && fault.KindOf(err) != fault.Conflict || err == nil {
			b.Errorf("the asked takes the task: %v", err)
		}
		for _, stranger := range []actor.Actor{food, caseworktest.Stranger, caseworktest.Mei, editor} {
			if _, err := b.Find(b.As(stranger), key); fault.KindOf(err) != fault.NotFound {
				b.Errorf("%s finds it: %v", stranger.Name, err)
			}
			if err := b.Answer(b.As(stranger), key, agreed); fault.KindOf(err) != fault.NotFound {
				b.Errorf("%s answers: %v", stranger.Name, err)
			}
		}
		b.must(b.Answer(b.As(fire), key, agreed))
		seen, err = b.Casework.File(b.As(fire), f.Case.No)
		b.must(err)
		if casework.MayReveal(fire, seen) == nil {
			b.Error("who has answered still sees data in full")
		}
		_, err = b.Casework.File(b.As(food), f.Case.No)
		b.wants(err, "casework.unknown")
	})
}

func TestAGuestReadsOnlyWhatTheyWereAsked(t *testing.T) {
	each(t, func(b bench) {
		f, fires := b.asked()
		foods, err := b.Ask(b.As(reviewer), f.Case.No, Asking{Whom: Whom{Colleague: food.ID}, About: "后厨", Question: "是否需要另行许可？"})
		b.must(err)
		if _, err := b.Find(b.As(fire), foods); fault.KindOf(err) != fault.NotFound {
			b.Errorf("the fire department reads what another was asked: %v", err)
		}
		seen, err := b.Casework.File(b.As(fire), f.Case.No)
		b.must(err)
		list, err := b.OfCase(b.As(fire), seen)
		b.must(err)
		if len(list) != 1 || list[0].ID != fires {
			b.Errorf("%d questions", len(list))
		}
		if c := b.of(second, foods); c.State != Taken || c.Holder.Name != food.Name { // who works on the case reads all
			b.Errorf("%+v", c)
		}
	})
}

func TestWhoWorksOnTheCaseAsks(t *testing.T) {
	each(t, func(b bench) {
		f := b.held()
		no := f.Case.No
		_, err := b.Ask(b.As(second), no, toFire)
		b.wants(err, "consultation.no-task")
		_, err = b.Ask(b.As(food), no, toFire)
		b.wants(err, "casework.unknown")
		_, err = b.Ask(b.As(caseworktest.Mei), no, toFire)
		b.wants(err, "consultation.no-task")
		head := caseworktest.Staff("江山", "TRANS", actor.Head)
		_, err = b.Ask(b.As(head), no, toFire) // answers for who works on it
		b.must(err)
	})
}

func TestWhatIsAskedIsChecked(t *testing.T) {
	each(t, func(b bench) {
		no := b.held().Case.No
		for key, change := range map[string]func(*Asking){
			"consultation.wrong.about":     func(q *Asking) { q.About = "\u200b " },
			"consultation.wrong.question":  func(q *Asking) { q.Question = "" },
			"consultation.wrong.long":      func(q *Asking) { q.About = strings.Repeat("长", maxAbout+1) },
			"consultation.wrong.days":      func(q *Asking) { q.Days = maxDays + 1 },
			"consultation.wrong.whom":      func(q *Asking) { q.Whom.Role = actor.Window },
			"consultation.wrong.own":       func(q *Asking) { q.Whom.Department = "TRANS" },
			"consultation.wrong.nobody":    func(q *Asking) { q.Whom.Department = "HOUSING" }, // closed, or nobody works there
			"consultation.wrong.self":      func(q *Asking) { q.Whom = Whom{Colleague: reviewer.ID} },
			"consultation.wrong.colleague": func(q *Asking) { q.Whom = Whom{Colleague: editor.ID} },
		} {
			q := toFire
			change(&q)
			_, err := b.Ask(b.As(reviewer), no, q)
			b.wants(err, key)
		}
		q := toFire
		q.Whom = Whom{Colleague: "0000000000000"}
		_, err := b.Ask(b.As(reviewer), no, q)
		b.wants(err, "consultation.wrong.colleague")
		q.Whom = Whom{}
		_, err = b.Ask(b.As(reviewer), no, q)
		b.wants(err, "consultation.wrong.whom")
		if n := b.Count(`SELECT COUNT(*) FROM consultation_question`); n != 0 {
			b.Errorf("%d questions were stored", n)
		}
	})
}

func TestATaskWaitsForTheAnswerItsHolderWaitsFor(t *testing.T) {
	each(t, func(b bench) {
		f, key := b.asked(blocking)
		conclude := func() error {
			_, err := b.Casework.Step(b.As(reviewer), f.Case.No, casework.ProposeDecision, caseworktest.Inputs[casework.ProposeDecision])
			return err
		}
		b.wants(conclude(), "consultation.blocks")
		b.wants(b.Proceed(b.As(reviewer), key, "不等了"), "consultation.not-late")
		b.must(b.Answer(b.As(fire), key, agreed))
		b.must(conclude())
	})
}

func TestAWithdrawnQuestionHoldsNothing(t *testing.T) {
	each(t, func(b bench) {
		f, key := b.asked(blocking)
		b.must(b.Claim(b.As(fire), key))
		b.wants(b.Withdraw(b.As(fire), key, "不答"), "consultation.not-yours")
		b.wants(b.Withdraw(b.As(second), key, "不问了"), "consultation.not-yours")
		b.wants(b.Withdraw(b.As(reviewer), key, " "), "consultation.wrong.why")
		b.must(b.Withdraw(b.As(reviewer), key, "已自行核实"))
		b.hears(fire, "withdrawn", 1)
		b.wants(b.Answer(b.As(fire), key, agreed), "consultation.over")
		b.Step(reviewer, f, casework.ProposeDecision, caseworktest.Inputs[casework.ProposeDecision])
	})
}

func TestALateAnswerIsWaitedForNoLongerWithAReason(t *testing.T) {
	each(t, func(b bench) {
		f, key := b.asked(blocking)
		b.Clock.Set(caseworktest.At("2026-02-13 17:00"))
		b.wants(b.Proceed(b.As(reviewer), key, "不等了"), "consultation.not-late")
		b.Clock.Set(caseworktest.At("2026-02-14 09:00"))
		b.wants(b.Proceed(b.As(fire), key, "不等了"), "consultation.not-yours")
		b.wants(b.Proceed(b.As(reviewer), key, ""), "consultation.wrong.why")
		b.must(b.Proceed(b.As(reviewer), key, "逾期未答复，承诺期限将到"))
		f = b.Step(reviewer, f, casework.ProposeDecision, caseworktest.Inputs[casework.ProposeDecision])
		b.must(b.Answer(b.As(fire), key, agreed)) // an opinion that comes late is still read
		if c := b.of(reviewer, key); c.State != Answered || c.WaivedWhy == "" {
			b.Errorf("%+v", c)
		}
	})
}

func TestWhatHappensByItselfWaitsForNobody(t *testing.T) {
	each(t, func(b bench) {
		f := b.Submitted(caseworktest.Mei)
		f, err := b.Casework.Claim(b.As(caseworktest.Window), f.OpenTask().ID)
		b.must(err)
		q := toFire
		q.Blocking = true
		key, err := b.Ask(b.As(caseworktest.Window), f.Case.No, q)
		b.must(err)
		_, err = b.Casework.Step(b.As(caseworktest.Window), f.Case.No, casework.Accept, casework.Input{})
		b.wants(err, "consultation.blocks")
		b.Clock.Set(caseworktest.At("2026-03-02 09:00"))
		b.must(b.Casework.SweepDue(b.Context()))
		if f, err = b.Casework.File(b.As(reviewer), f.Case.No); err != nil || f.Case.Status != casework.Accepted {
			b.Fatalf("silence has not accepted it: %v, %v", f, err)
		}
		if c := b.of(fire, key); !c.IsOpen() {
			b.Errorf("acceptance ends the question: %s", c.State)
		}
	})
}

func TestWhoHasTheTaskLaterStandsInTheAskersPlace(t *testing.T) {
	each(t, func(b bench) {
		f, key := b.asked(blocking)
		b.wants(b.Remark(b.As(second), key, "补充"), "consultation.not-yours")
		_, err := b.Casework.Release(b.As(reviewer), f.OpenTask().ID)
		b.must(err)
		_, err = b.Casework.Claim(b.As(second), f.OpenTask().ID)
		b.must(err)
		b.must(b.Remark(b.As(second), key, "平面图见第 3 页"))
		b.must(b.Withdraw(b.As(second), key, "已自行核实"))
	})
}

func TestAQuestionIsForwardedOnceWithAReason(t *testing.T) {
	each(t, func(b bench) {
		f, key := b.asked()
		to := Whom{Department: "SAMR", Role: actor.Reviewer}
		b.wants(b.Forward(b.As(reviewer), key, to, "不归我方"), "consultation.not-yours")
		b.wants(b.Forward(b.As(fire), key, to, ""), "consultation.wrong.why")
		b.wants(b.Forward(b.As(fire), key, Whom{Department: "HOUSING", Role: actor.Reviewer}, "归住建"), "consultation.wrong.nobody")
		b.wants(b.Forward(b.As(fire), key, Whom{Department: "TRANS", Role: actor.Reviewer}, "归交通"), "consultation.wrong.asker")
		b.wants(b.Forward(b.As(fire), key, Whom{Department: "SAMR"}, "归市监"), "consultation.wrong.whom")
		b.must(b.Claim(b.As(fire), key))
		b.must(b.Forward(b.As(fire), key, to, "归市场监管部门管理"))
		b.hears(food, "asked", 1)
		b.hears(reviewer, "forwarded", 1)
		b.wants(b.Answer(b.As(fire), key, agreed), "consultation.not-yours")
		b.wants(b.Forward(b.As(food), key, Whom{Department: "FIRE", Role: actor.Reviewer}, "退回"), "consultation.forwarded-once")
		seen, err := b.Casework.File(b.As(fire), f.Case.No)
		b.must(err)
		if casework.MayReveal(fire, seen) == nil {
			b.Error("who has passed it on still sees data in full")
		}
		b.must(b.Answer(b.As(food), key, Reply{Opinion: NotOurs, Words: "应由住建部门答复"}))
		if c := b.of(fire, key); c.Opinion != NotOurs || c.Forwarding.By != fire.Name {
			b.Errorf("%+v", c)
		}
	})
}

func TestAnAnswerBelongsToTheQuestionAsItWasRead(t *testing.T) {
	each(t, func(b bench) {
		_, key := b.asked()
		read := b.of(fire, key)
		b.must(b.Remark(b.As(reviewer), key, "通道另有一处缩窄"))
		b.wants(b.Answer(b.As(fire), key, Reply{Agreed, "", read.Version}), "consultation.changed")
		read = b.of(fire, key)
		if len(read.Remarks) != 1 || read.Remarks[0].By != reviewer.Name {
			b.Errorf("%+v", read.Remarks)
		}
		b.must(b.Answer(b.As(fire), key, Reply{Agreed, "", read.Version}))
	})
}

func TestOfTwoWhoTakeAQuestionOnAtOnceOneDoes(t *testing.T) {
	each(t, func(b bench) {
		_, key := b.asked()
		errs := make([]error, 2)
		var all sync.WaitGroup
		for i, who := range []actor.Actor{fire, fire2} {
			all.Go(func() { errs[i] = b.Claim(b.As(who), key) })
		}
		all.Wait()
		if (errs[0] == nil) == (errs[1] == nil) || fault.KindOf(cmp.Or(errs[0], errs[1])) != fault.Conflict {
			b.Errorf("%v, %v", errs[0], errs[1])
		}
	})
}

func TestWhatIsSentTwiceIsDoneOnce(t *testing.T) {
	each(t, func(b bench) {
		f := b.held()
		ctx := once.WithKey(b.As(reviewer), "k1")
		first, err := b.Ask(ctx, f.Case.No, toFire)
		b.must(err)
		again, err := b.Ask(ctx, f.Case.No, toFire)
		b.must(err)
		if first != again || b.Count(`SELECT COUNT(*) FROM consultation_question`) != 1 {
			b.Errorf("asked twice: %s, %s", first, again)
		}
		ctx = once.WithKey(b.As(fire), "k2")
		b.must(b.Answer(ctx, first, agreed))
		b.must(b.Answer(ctx, first, agreed))
		b.hears(reviewer, "answered", 1)
	})
}

func TestADecidedCaseEndsWhatIsOpen(t *testing.T) {
	each(t, func(b bench) {
		f, key := b.asked()
		f = b.Step(reviewer, f, casework.ProposeDecision, caseworktest.Inputs[casework.ProposeDecision])
		if c := b.of(fire, key); !c.IsOpen() {
			b.Errorf("a proposal ends it: %s", c.State)
		}
		b.Step(caseworktest.Approver, f, casework.Deny, caseworktest.Inputs[casework.Deny])
		if c := b.of(fire, key); c.State != Ended || c.OverAt.IsZero() {
			b.Errorf("%+v", c)
		}
		b.wants(b.Answer(b.As(fire), key, agreed), "consultation.over")
		_, err := b.Ask(b.As(caseworktest.Approver), f.Case.No, toFire)
		b.wants(err, "consultation.decided")
	})
}

func TestNobodyIsLetInToACaseThatWasDecidedMeanwhile(t *testing.T) {
	each(t, func(b bench) {
		f := b.In(casework.Completed)
		err := b.DB.Write(b.As(reviewer), "late", func(ctx context.Context, tx *db.Tx) error {
			return b.Casework.Admit(ctx, tx, f.Case.ID, "FIRE")
		})
		b.wants(err, "casework.not-now")
	})
}

// Deciding and asking at once leaves nothing open about a decided case.
func TestAskingAndDecidingAtOnceLeavesNothingOpen(t *testing.T) {
	each(t, func(b bench) {
		for range 5 {
			f := b.In(casework.Deciding)
			f, err := b.Casework.Claim(b.As(caseworktest.Approver), f.OpenTask().ID)
			b.must(err)
			var all sync.WaitGroup
			all.Go(func() { _, _ = b.Ask(b.As(caseworktest.Approver), f.Case.No, toFire) }) // either may be first
			all.Go(func() {
				_, err := b.Casework.Step(b.As(caseworktest.Approver), f.Case.No, casework.Deny, caseworktest.Inputs[casework.Deny])
				if err != nil {
					b.Error(err)
				}
			})
			all.Wait()
			if n := b.Count(`SELECT COUNT(*) FROM consultation_question WHERE case_id = $1 AND state IN ('asked', 'taken')`, f.Case.ID); n != 0 {
				b.Errorf("%d questions are open", n)
			}
		}
	})
}

func TestAWithdrawnCaseEndsEvenWhatItsTaskWaitsFor(t *testing.T) {
	each(t, func(b bench) {
		f, key := b.asked(blocking)
		b.Step(caseworktest.Mei, f, casework.Withdraw, casework.Input{})
		if c := b.of(fire, key); c.State != Ended {
			b.Errorf("%s", c.State)
		}
	})
}

func TestNoClockStopsAndNothingMoves(t *testing.T) {
	each(t, func(b bench) {
		f := b.held()
		_, err := b.Ask(b.As(reviewer), f.Case.No, toFire)
		b.must(err)
		after, err := b.Casework.File(b.As(reviewer), f.Case.No)
		b.must(err)
		if after.Case.Version != f.Case.Version || !after.Case.DueAt.Equal(f.Case.DueAt) || len(after.Records) != len(f.Records) {
			b.Error("the case has moved")
		}
	})
}

func TestAHeadGivesBackWhatAColleagueCannotAnswer(t *testing.T) {
	each(t, func(b bench) {
		_, key := b.asked()
		b.must(b.Claim(b.As(fire), key))
		b.wants(b.Release(b.As(fire2), key), "consultation.not-yours")
		b.must(b.Release(b.As(fireHead), key))
		b.must(b.Answer(b.As(fire2), key, agreed))
	})
}

func TestTheLifeOfAConsultationIsSound(t *testing.T) {
	if err := Lifecycle.Check(); err != nil {
		t.Fatal(err)
	}
}
