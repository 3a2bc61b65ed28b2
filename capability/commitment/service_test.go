package commitment

import (
	"context"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"tongban/capability/access"
	"tongban/capability/casework"
	"tongban/capability/casework/caseworktest"
	"tongban/capability/catalogue"
	"tongban/capability/notice"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/once"
)

var (
	mei, window, reviewer = caseworktest.Mei, caseworktest.Window, caseworktest.Reviewer
	inspector             = caseworktest.Staff("周查", "TRANS", actor.Inspector)
	head                  = caseworktest.Staff("郑局", "TRANS", actor.Head)
	both                  = caseworktest.Staff("方能", "TRANS", actor.Inspector, actor.Approver)
	supervisor            = caseworktest.Staff("监督", "GSB", actor.Supervisor)
	elsewhere             = caseworktest.Staff("别处", "SAMR", actor.Inspector, actor.Head)
)

// promises lets the one item of the city be had on a commitment.
var promises = map[string]any{"commitment": map[string]any{
	"available": true, "scope": "全部", "verifyWithin": "P20WD", "clauses": []any{"没有重大交通责任事故记录", "愿意接受核查，不属实的依法承担责任"},
}}

// city is what stands around commitments.
type city struct {
	sync.Mutex
	told   []string // "account key"
	taken  []string // licences that were withdrawn: "kind number finder"
	broken []Breach
}

func (c *city) Inform(_ context.Context, _ *db.Tx, account id.ID, key string, _ []string, _ string) error {
	c.Lock()
	defer c.Unlock()
	c.told = append(c.told, account.String()+" "+key)
	return nil
}

func (c *city) May(_ context.Context, account id.ID) (bool, []string, error) {
	for _, b := range c.broken {
		if b.Case.Owner == account {
			return false, []string{"承诺不实"}, nil
		}
	}
	return true, nil, nil
}

func (c *city) Broken(_ context.Context, _ *db.Tx, b Breach) error {
	c.broken = append(c.broken, b)
	return nil
}

func (c *city) TakeBack(_ context.Context, _ *db.Tx, kind, number, finder, _, _ string) error {
	c.taken = append(c.taken, kind+" "+number+" "+finder)
	return nil
}

func (c *city) Of(_ context.Context, department string) ([]actor.Actor, error) {
	return slices.DeleteFunc([]actor.Actor{reviewer, inspector, head, both}, func(a actor.Actor) bool { return a.Department != department }), nil
}

func (c *city) Supervisors(context.Context) ([]actor.Actor, error) {
	return []actor.Actor{supervisor}, nil
}

func (c *city) Records(context.Context, *casework.File) ([]Visited, error) { return nil, nil }

// bench is commitments in a small city.
type bench struct {
	caseworktest.World
	*Service
	city *city
}

func each(t *testing.T, body func(b bench)) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		around := &city{}
		w := caseworktest.Amended(t, d, func(c *casework.Deps) { c.Informer = around }, promises, db.Source{Name: "commitment", FS: files})
		texts, err := message.Load(os.DirFS("."))
		if err != nil {
			t.Fatal(err)
		}
		s := New(Deps{
			DB: d, Clock: w.Clock, Calendar: w.Casework.Calendar, Keys: w.Keys, Once: w.Once, Texts: texts, Cases: w.Casework, Licences: around,
			Notices: w.Casework.Notices, Credit: around, Colleagues: around, Visits: around, Informer: around,
		})
		w.Casework.Commit(func(ctx context.Context, caseID id.ID) (bool, error) {
			c, is, err := s.Signed(ctx, caseID)
			return is && c.Fits, err
		})
		w.Casework.FollowPapers(s.Follow)
		body(bench{w, s, around})
	})
}

// promise is what mei promises, every clause of it.
func (b bench) promise(a casework.Arrival, h *casework.Handover) Promise {
	plan := a.Item.Plan(a.Answers)
	plan.Track = catalogue.Committed
	text, _ := b.TextOf(a.Item, plan)
	p := Promise{CaseID: h.CaseID(), Application: a.Application, Item: a.Item, Plan: plan, Owner: a.Owner, Digest: text.Digest()}
	p.Signature = Signature{By: a.Owner, Name: mei.Name, Method: "typed", At: b.World.Clock.Now()}
	for i := range text.Clauses {
		p.Signature.Clauses = append(p.Signature.Clauses, i)
	}
	return p
}

// hands in on a commitment that is changed before.
func (b bench) hands(change func(*Promise)) (no string, err error) {
	b.Helper()
	a := b.Arrival(mei)
	b.Exec(`INSERT INTO casework_application (id, owner, item_code, version_id, answers, body, version, created_at, updated_at, expires_at)
		VALUES ($1, $2, $3, $4, '{}', '{}', 1, 0, 0, 0)`, a.Application, a.Owner, a.Item.Code, a.Item.VersionID)
	h, err := b.Casework.Prepare(b.As(mei), a)
	if err != nil {
		b.Fatal(err)
	}
	p := b.promise(a, h)
	change(&p)
	err = b.World.DB.Write(b.As(mei), "world", func(ctx context.Context, tx *db.Tx) (err error) {
		if err := b.Sign(ctx, tx, p); err != nil {
			return err
		}
		no, err = b.Casework.Receive(ctx, tx, h)
		return err
	})
	return no, err
}

// granted is a case of mei's that was granted at once on her commitment.
func (b bench) granted() *Commitment {
	b.Helper()
	no, err := b.hands(func(*Promise) {})
	b.must(err)
	f, err := b.Casework.Step(b.As(window), no, casework.GrantAtOnce, casework.Input{Method: "electronic"})
	b.must(err)
	if f.Case.Status != casework.Completed || !f.Case.OneClerk || f.Case.Basis != casework.Committed || f.Result() == nil {
		b.Fatalf("%s on basis %q, one clerk: %v", f.Case.Status, f.Case.Basis, f.Case.OneClerk)
	}
	c, is, err := b.Signed(b.Context(), f.Case.ID)
	if err != nil || !is {
		b.Fatalf("no commitment: %v", err)
	}
	return c
}

func (b bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// wants fails unless err is the fault with the key, or of a field with it.
func (b bench) wants(err error, key string) {
	b.Helper()
	f, ok := fault.As(err)
	if ok && f.Kind == fault.Invalid && len(f.Fields) > 0 {
		f.Key = f.Fields[0].Key
	}
	if !ok || f.Key != key {
		b.Errorf("want %s, got %v", key, err)
	}
}

// stands returns the commitment and wants it in a state.
func (b bench) stands(key id.ID, want State) *Commitment {
	b.Helper()
	c, err := b.Find(b.As(head), key)
	b.must(err)
	if c.State != want {
		b.Errorf("it is %s, want %s", c.State, want)
	}
	return c
}

func (b bench) on(day string) { b.World.Clock.Set(caseworktest.At(day + " 10:00")) }

var (
	seen    = Finding{Words: "查了记录，与承诺一致", Way: Records}
	mend    = Finding{Words: "补交体检证明", Ground: "行政许可法第六十一条", Way: OnSite, With: "钱芳", Days: 10}
	lied    = Finding{Words: "有一次重大交通责任事故，承诺不实", Ground: "行政许可法第六十九条", Way: Records}
	decided = Finding{Words: "承诺不实，予以撤销", Ground: "行政许可法第六十九条", Reply: "申请人没有提出新的证据，不予采纳"}
)

func TestTheLifeOfACommitmentIsSound(t *testing.T) {
	if err := Lifecycle.Check(); err != nil {
		t.Error(err)
	}
}

func TestWhatIsPromisedIsGrantedAtOnceAndFoundInOrder(t *testing.T) {
	each(t, func(b bench) {
		c := b.granted()
		if c.State != Waiting || !c.Fits || c.VerifyBy.String() != "2026-03-16" || c.Signature.Name != mei.Name || c.Signature.Method != "typed" || len(c.Text.Clauses) != 4 {
			b.Fatalf("%+v", c)
		}
		papers := c.Last(Sign)
		if papers == nil || !strings.HasPrefix(papers.PaperNo, "云交承〔2026〕") {
			b.Fatalf("the paper is %+v", papers)
		}
		file, err := b.PaperFile(b.As(mei), c.Case.No, papers.Paper)
		b.must(err)
		file.Close()
		sheet, err := b.Notices.Sheet(b.Context(), b.paper(papers.Paper))
		b.must(err)
		for _, want := range append(c.Text.Clauses, c.Digest, mei.Name, "20 个工作日") {
			if !strings.Contains(strings.Join(sheet.Lines, "\n"), want) {
				b.Errorf("the paper lacks %q: %v", want, sheet.Lines)
			}
		}
		b.on("2026-03-02")
		b.wants(b.Check(b.As(inspector), c.ID, Pass, Finding{Words: "看了"}), "commitment.wrong.way")
		b.wants(b.Check(b.As(inspector), c.ID, Pass, Finding{Words: "看了", Way: OnSite}), "commitment.wrong.with")
		b.must(b.Check(once.WithKey(b.As(inspector), "k1"), c.ID, Pass, seen))
		b.must(b.Check(once.WithKey(b.As(inspector), "k1"), c.ID, Pass, seen)) // a double click
		if c = b.stands(c.ID, Met); len(c.Steps) != 3 {
			b.Errorf("%d steps, want signed, granted, met", len(c.Steps))
		}
		b.wants(b.Check(b.As(inspector), c.ID, Pass, seen), "commitment.not-now")
		if len(b.city.taken)+len(b.city.broken) > 0 {
			b.Error("something was withdrawn")
		}
	})
}

// paper is a paper in its particulars.
func (b bench) paper(key id.ID) (p notice.Paper) {
	b.Helper()
	p, err := b.Paper(b.As(actor.AsSystem("test")), key)
	b.must(err)
	return p
}

func TestWhatIsPutRightInTimeStands(t *testing.T) {
	each(t, func(b bench) {
		c := b.granted()
		b.on("2026-03-02")
		b.wants(b.Check(b.As(inspector), c.ID, Order, Finding{Words: mend.Words, Way: Records}), "commitment.wrong.ground")
		b.must(b.Check(b.As(inspector), c.ID, Order, mend))
		if c = b.stands(c.ID, Correcting); c.DueOn.String() != "2026-03-16" || c.Last(Order).PaperNo == "" {
			b.Errorf("by %s, %+v", c.DueOn, c.Last(Order))
		}
		b.on("2026-03-13")
		b.must(b.Check(b.As(reviewer), c.ID, Pass, seen))
		b.stands(c.ID, Met)
	})
}

func TestWhatIsNotPutRightIsHeardAndWithdrawnByTwoPeople(t *testing.T) {
	each(t, func(b bench) {
		c := b.granted()
		b.on("2026-03-02")
		b.must(b.Check(b.As(both), c.ID, Order, mend))
		b.on("2026-03-18")
		b.must(b.Check(b.As(both), c.ID, Doubt, lied))
		if c = b.stands(c.ID, Hearing); c.DueOn.String() != "2026-03-25" || c.Last(Doubt).PaperNo == "" {
			b.Errorf("to be heard until %s", c.DueOn)
		}
		b.wants(b.Decide(b.As(head), c.ID, Revoke, decided), "commitment.not-heard")
		b.wants(b.Answer(b.As(caseworktest.Stranger), c.ID, "不是我"), "access.unknown")
		b.wants(b.Answer(b.As(mei), c.ID, " "), "commitment.wrong.words-answer")
		b.must(b.Answer(b.As(mei), c.ID, "事故不是我的责任"))
		b.wants(b.Answer(b.As(mei), c.ID, "再说一次"), "commitment.answered")
		b.wants(b.Decide(b.As(both), c.ID, Revoke, decided), "access.separation")
		b.wants(b.Decide(b.As(inspector), c.ID, Revoke, decided), "access.forbidden")
		b.wants(b.Decide(b.As(head), c.ID, Revoke, Finding{Words: "撤销", Ground: "第六十九条"}), "commitment.wrong.reply")
		b.must(b.Decide(b.As(head), c.ID, Revoke, decided))
		c = b.stands(c.ID, Revoked)
		if len(b.city.taken) != 1 || !strings.HasSuffix(b.city.taken[0], both.ID) {
			b.Errorf("licences withdrawn: %v", b.city.taken)
		}
		if len(b.city.broken) != 1 || b.city.broken[0].Paper != c.Last(Revoke).PaperNo {
			b.Errorf("the record has %+v", b.city.broken)
		}
		sheet, err := b.Notices.Sheet(b.Context(), b.paper(c.Last(Revoke).Paper))
		b.must(err)
		for _, want := range []string{"六十日", "六个月", "不予采纳", decided.Words} {
			if !strings.Contains(strings.Join(sheet.Lines, "\n"), want) {
				b.Errorf("the decision lacks %q: %v", want, sheet.Lines)
			}
		}
		owner, _ := id.Parse(mei.ID)
		b.wants(b.May(b.As(mei), owner), "commitment.barred")
		b.Submitted(mei) // the ordinary way stays open
	})
}

func TestWhoeverStaysSilentIsDecidedOnAfterTheirTime(t *testing.T) {
	each(t, func(b bench) {
		c := b.granted()
		b.must(b.Check(b.As(inspector), c.ID, Doubt, lied))
		c = b.stands(c.ID, Hearing)
		b.World.Clock.Set(c.DueOn.End())
		b.must(b.Decide(b.As(head), c.ID, Keep, Finding{Words: "事故不是其责任"}))
		b.stands(c.ID, Met)
		if len(b.city.taken)+len(b.city.broken) > 0 {
			b.Error("something was withdrawn")
		}
	})
}

func TestATextThatWasTamperedWithCountsForNothing(t *testing.T) {
	each(t, func(b bench) {
		no, err := b.hands(func(*Promise) {})
		b.must(err)
		f, err := b.Casework.File(b.As(window), no)
		b.must(err)
		if !f.Committed {
			b.Error("the commitment does not count")
		}
		for name, change := range map[string]string{
			"text":   `UPDATE commitment_commitment SET words = REPLACE(words, '没有重大交通责任事故记录', '没有事故')`,
			"digest": `UPDATE commitment_commitment SET digest = '00'`,
			"signer": `UPDATE commitment_commitment SET signed_at = signed_at + 1`,
		} {
			b.Exec(`UPDATE commitment_commitment SET urged_on = 0`)
			b.Exec(change)
			c, _, err := b.Signed(b.Context(), f.Case.ID)
			b.must(err)
			if c.Fits {
				b.Errorf("the %s was changed, and it fits", name)
			}
		}
		_, err = b.Casework.Step(b.As(window), no, casework.GrantAtOnce, casework.Input{Method: "electronic"})
		b.wants(err, "casework.not-now")
	})
}

func TestNothingIsSignedBelowAnotherTextOrWithAClauseOpen(t *testing.T) {
	each(t, func(b bench) {
		for want, change := range map[string]func(*Promise){
			"commitment.text-changed":   func(p *Promise) { p.Digest = strings.Repeat("0", 64) },
			"commitment.clause-missing": func(p *Promise) { p.Signature.Clauses = p.Signature.Clauses[1:] },
			"commitment.no-track":       func(p *Promise) { p.Plan.Track = catalogue.Ordinary },
		} {
			_, err := b.hands(change)
			b.wants(err, want)
		}
		if n := b.Count(`SELECT COUNT(*) FROM commitment_commitment`) + b.Count(`SELECT COUNT(*) FROM casework_case`); n != 0 {
			b.Errorf("%d rows are left", n)
		}
	})
}

func TestAcceptedOnlyItIsDecidedBySomebodyElseWithoutAVisit(t *testing.T) {
	each(t, func(b bench) {
		no, err := b.hands(func(*Promise) {})
		b.must(err)
		f, err := b.Casework.Step(b.As(window), no, casework.Accept, casework.Input{})
		b.must(err)
		if f.Case.Status != casework.Deciding || f.Case.Basis != casework.Committed {
			b.Fatalf("%s on basis %q", f.Case.Status, f.Case.Basis)
		}
		f, err = b.Casework.Step(b.As(caseworktest.Approver), no, casework.Grant, casework.Input{})
		b.must(err)
		c, _, err := b.Signed(b.Context(), f.Case.ID)
		b.must(err)
		b.stands(c.ID, Waiting)
	})
}

func TestACaseThatEndsEndsItsCommitment(t *testing.T) {
	each(t, func(b bench) {
		no, err := b.hands(func(*Promise) {})
		b.must(err)
		f, err := b.Casework.Step(b.As(mei), no, casework.Withdraw, casework.Input{})
		b.must(err)
		c, _, err := b.Signed(b.Context(), f.Case.ID)
		b.must(err)
		b.stands(c.ID, Ended)
	})
}

func TestOthersSeeNothingOfIt(t *testing.T) {
	each(t, func(b bench) {
		c := b.granted()
		_, err := b.Find(b.As(elsewhere), c.ID)
		b.wants(err, "access.unknown")
		_, err = b.Find(b.As(caseworktest.Stranger), c.ID)
		b.wants(err, "access.unknown")
		b.wants(b.Check(b.As(elsewhere), c.ID, Pass, seen), "access.unknown")
		_, err = b.PaperFile(b.As(mei), c.Case.No, id.New())
		b.wants(err, "commitment.unknown")
		_, err = b.List(b.As(mei), Open, Cursor{}, 10)
		b.wants(err, "access.forbidden")
		list, err := b.List(b.As(elsewhere), Open, Cursor{}, 10)
		if err != nil || len(list) != 0 {
			b.Errorf("elsewhere lists %d, %v", len(list), err)
		}
	})
}

func TestLateChecksAreShownAndUrgedOnceADay(t *testing.T) {
	each(t, func(b bench) {
		c := b.granted()
		b.city.told = nil
		b.sweep()
		if len(b.city.told) != 0 {
			b.Errorf("too early: %v", b.city.told)
		}
		b.on("2026-03-12") // two working days before
		b.sweep()
		b.told("commitment.inform.due", reviewer, inspector, both)
		b.on("2026-03-19")
		b.sweep()
		b.sweep()
		b.told("commitment.inform.late-waiting", reviewer, inspector, both, head, supervisor)
		for _, who := range []actor.Actor{head, supervisor} {
			list, err := b.List(b.As(who), Late, Cursor{}, 10)
			if err != nil || len(list) != 1 || list[0].ID != c.ID {
				b.Errorf("%s sees %d late, %v", who.Name, len(list), err)
			}
		}
		b.must(b.Check(b.As(inspector), c.ID, Pass, seen))
		done, err := b.List(b.As(head), Done, Cursor{}, 10)
		if err != nil || len(done) != 1 {
			b.Errorf("%d done, %v", len(done), err)
		}
	})
}

func (b bench) sweep() {
	b.Helper()
	b.must(b.SweepDue(b.Context()))
}

// told wants exactly these to have been told, and forgets it.
func (b bench) told(key string, who ...actor.Actor) {
	b.Helper()
	var want []string
	for _, a := range who {
		want = append(want, a.ID+" "+key)
	}
	slices.Sort(want)
	slices.Sort(b.city.told)
	if !slices.Equal(b.city.told, want) {
		b.Errorf("told %v, want %v", b.city.told, want)
	}
	b.city.told = nil
}

func TestPagesLeadThroughTheCheck(t *testing.T) {
	each(t, func(b bench) {
		s := caseworktest.Open(b.World, b.Module())
		c := b.granted()
		s.Sees(mei, "/cases/"+c.Case.ShortNo+"/commitment", "待核查", "告知承诺书", c.Digest)
		s.Sees(inspector, "/desk/after-checks", c.Case.ItemName, "2026年3月16日")
		s.Sees(supervisor, c.URL(), "文本与签署时一致")
		for _, e := range []Event{Pass, Order, Doubt} {
			s.Sees(inspector, c.URL()+"/"+string(e))
		}
		if answer, read := s.Posts(inspector, c.URL()+"/order", url.Values{"words": {""}, "days": {"x"}}); answer.StatusCode != 422 || !strings.Contains(read, "请写明需要整改的内容") || !strings.Contains(read, "请选择核查方式") {
			b.Errorf("%d %s", answer.StatusCode, read)
		}
		s.Posts(inspector, c.URL()+"/doubt", url.Values{"words": {lied.Words}, "way": {"record"}, "ground": {lied.Ground}})
		s.Sees(mei, "/cases/"+c.Case.ShortNo+"/commitment", "陈述、申辩", lied.Words)
		s.Posts(mei, "/cases/"+c.Case.ShortNo+"/commitment/answer", url.Values{"words": {"请再查"}})
		s.Sees(head, c.URL()+"/revoke", "请再查", lied.Words)
		s.Posts(head, c.URL()+"/revoke", url.Values{"words": {"撤销"}, "ground": {"第六十九条"}, "reply": {"不采纳"}})
		s.Sees(mei, "/cases/"+c.Case.ShortNo+"/commitment", "已撤销", "六十日", "撤销行政许可决定书")
		b.stands(c.ID, Revoked)
		if access.Has(mei, access.CommitmentCheck) {
			b.Error("applicants check themselves")
		}
	})
}
