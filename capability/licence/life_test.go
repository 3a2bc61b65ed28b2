package licence

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
)

// use has licences stand for papers in a unit, as an application does.
func (b bench) use(l Licence, p Purpose) error {
	b.Helper()
	return b.d.Write(b.as(mei), p.Subject, func(ctx context.Context, tx *db.Tx) error { return b.Use(ctx, tx, []string{l.Identifier}, p) })
}

func (b bench) permit(l Licence, p Purpose) {
	b.Helper()
	err := b.d.Write(b.as(mei), p.Subject, func(ctx context.Context, tx *db.Tx) error { return b.Permit(ctx, tx, []string{l.Identifier}, p) })
	if err != nil {
		b.Fatal(err)
	}
}

func TestAnAmendedLicenceSaysOtherThingsAndItsOldFileSaysThatItIsOld(t *testing.T) {
	each(t, func(b bench) {
		l := b.issue(roadOrder("林晓梅"))
		old := b.pdf(l)
		for name, c := range map[string]Correction{
			"nothing":                {},
			"what it says already":   {Values: map[string]string{"licenceClass": "A2"}},
			"what the number says":   {Values: map[string]string{"sex": "男", "licenceClass": "B1"}},
			"a last day before":      {ValidTo: "2030-01-01"},
			"a last day that is not": {ValidTo: "soon"},
		} {
			if _, err := b.Amend(b.as(approver), l.ID, c, grounds); fault.KindOf(err) != fault.Invalid {
				b.Errorf("%s: %v", name, err)
			}
		}
		next, err := b.Amend(b.as(approver), l.ID, Correction{Values: map[string]string{"licenceClass": "B1"}, ValidTo: "2035-01-01"}, grounds)
		if err != nil {
			b.Fatal(err)
		}
		if next.Version != 2 || next.Status != Valid || next.Previous != l.Identifier || valueOf(next.Values, "licenceClass") != "B1" || next.ValidTo != "2035-01-01" {
			b.Errorf("amended: %+v", next)
		}
		if !slices.Equal(next.Earlier(), []string{l.Identifier}) || next.Code != l.Code {
			b.Errorf("its versions: %v", next.Earlier())
		}
		got, err := b.VerifyFile(b.Context(), "", old)
		if err != nil || got.Outcome != FileOld || got.Check.Status != Valid {
			b.Errorf("the old file: %+v, %v", got, err)
		}
		if !slices.Equal(b.told.keys, []string{"licence.inform.amend"}) || b.told.args[0][2] != grounds.Reason {
			b.Errorf("the holder was told %v %v", b.told.keys, b.told.args)
		}
		if history, err := b.History(b.as(mei), l.ID); err != nil || len(history) != 2 || valueOf(history[1].Values, "licenceClass") != "A2" {
			b.Errorf("history: %d, %v", len(history), err)
		}
	})
}

func TestAPenaltyWaitsForASecondPerson(t *testing.T) {
	each(t, func(b bench) {
		l := b.issue(roadOrder("林晓梅"))
		_, err := b.Change(b.as(approver), l.ID, Revoke, grounds)
		wantFault(b.T, err, fault.Conflict, "licence.second")
		_, err = b.Propose(b.as(police), l.ID, Revoke, grounds)
		wantFault(b.T, err, fault.NotFound, "access.unknown")
		p, err := b.Propose(b.as(approver), l.ID, Revoke, grounds)
		if err != nil {
			b.Fatal(err)
		}
		_, err = b.Propose(b.as(second), l.ID, Revoke, grounds)
		wantFault(b.T, err, fault.Conflict, "licence.proposed")
		_, err = b.Settle(b.as(approver), l.ID, p.ID, true, "")
		wantFault(b.T, err, fault.Forbidden, "access.separation")
		_, err = b.Settle(b.as(second), l.ID, p.ID, false, " ")
		wantFault(b.T, err, fault.Invalid, "")
		if c, _ := b.Verify(b.Context(), l.Code); c.Status != Valid {
			b.Errorf("while it waits: %s", c.Status)
		}
		if _, err := b.Settle(b.as(second), l.ID, p.ID, false, "证据不足"); err != nil {
			b.Fatal(err)
		}
		p, err = b.Propose(b.as(approver), l.ID, Revoke, grounds)
		if err != nil {
			b.Fatal(err)
		}
		if waiting, err := b.Waiting(b.as(second)); err != nil || len(waiting) != 1 {
			b.Errorf("waiting: %d, %v", len(waiting), err)
		}
		if others, err := b.Waiting(b.as(police)); err != nil || len(others) != 0 {
			b.Errorf("another office sees %d, %v", len(others), err)
		}
		var wg sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			wg.Go(func() { _, errs[i] = b.Settle(b.as(second), l.ID, p.ID, true, "") })
		}
		wg.Wait()
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
			} else if fault.KindOf(err) != fault.Conflict {
				b.Error(err)
			}
		}
		if c, _ := b.Verify(b.Context(), l.Code); done != 1 || c.Status != Revoked || c.Licence.Version != 2 {
			b.Errorf("%d agreed, %s, version %d", done, c.Status, c.Licence.Version)
		}
	})
}

func TestAProposalOnAnOldVersionCanOnlyBeRefused(t *testing.T) {
	each(t, func(b bench) {
		l := b.issue(roadOrder("林晓梅"))
		p, err := b.Propose(b.as(approver), l.ID, Revoke, grounds)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := b.change(approver, l, Suspend); err != nil {
			b.Fatal(err)
		}
		_, err = b.Settle(b.as(second), l.ID, p.ID, true, "")
		wantFault(b.T, err, fault.Conflict, "licence.stale")
		if _, err := b.Settle(b.as(approver), l.ID, p.ID, false, "撤回"); err != nil {
			b.Errorf("taken back: %v", err)
		}
	})
}

func TestTimeRemindsOnceAndEndsALicenceAsANewVersion(t *testing.T) {
	each(t, func(b bench) {
		l := b.issue(roadOrder("林晓梅"))
		at := func(text string, want ...string) {
			b.Helper()
			b.told.keys = nil
			b.clock.Set(day(text).Add(9 * time.Hour))
			for range 2 {
				if err := b.Sweep(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
			if !slices.Equal(b.told.keys, want) {
				b.Errorf("on %s the holder was told %v, want %v", text, b.told.keys, want)
			}
		}
		at("2026-06-01")
		at("2027-01-20", "licence.remind-review")
		at("2027-02-13", "licence.remind-late") // the 7 days before are over with it
		at("2027-02-14")
		if _, err := b.Change(b.as(approver), l.ID, Review, grounds); err != nil {
			b.Fatal(err)
		}
		if got, _ := b.Get(b.as(mei), l.ID); types(b.T)[l.Type.Name].ReviewBy(got) != "2028-02-12" {
			b.Errorf("reviewed until %s", types(b.T)[l.Type.Name].ReviewBy(got))
		}
		at("2031-11-14", "licence.remind-expiry", "licence.remind-late")
		at("2032-02-10", "licence.remind-expiry") // 30 and 7 days came at once
		at("2032-02-12")
		at("2032-02-13", "licence.inform.expire")
		got, err := b.Get(b.as(mei), l.ID)
		if err != nil || got.Status != Expired || got.Version != 3 || got.Previous == "" || got.Reason != wordEnded {
			b.Errorf("ended: %+v, %v", got, err)
		}
		at("2040-01-01")
		if n := b.count(`SELECT COUNT(*) FROM licence_entry WHERE due_at > 0`); n != 0 {
			b.Error("an ended licence waits for something")
		}
		if _, err := b.change(approver, got, Cancel); err != nil {
			b.Errorf("taken off the register: %v", err)
		}
	})
}

func TestAClockThatJumpsOverTheEndRemindsOfNothing(t *testing.T) {
	each(t, func(b bench) {
		b.issue(roadOrder("林晓梅"))
		b.clock.Set(day("2033-01-01"))
		if err := b.Sweep(b.Context()); err != nil {
			b.Fatal(err)
		}
		if !slices.Equal(b.told.keys, []string{"licence.inform.expire"}) {
			b.Errorf("told %v", b.told.keys)
		}
	})
}

func TestTheSweepIsBoundedAndLeavesNobodyOut(t *testing.T) {
	each(t, func(b bench) {
		const many = mostDue + 5
		for i := range many {
			order := roadOrder("林晓梅")
			order.CaseNo = strings.Repeat("1", i+1)
			b.issue(order)
		}
		b.clock.Set(day("2033-01-01"))
		if err := b.Sweep(b.Context()); err != nil {
			b.Fatal(err)
		}
		if n := b.count(`SELECT COUNT(*) FROM licence_entry WHERE status = 'expired'`); n != many {
			b.Errorf("%d of %d ended", n, many)
		}
	})
}

func TestAShowCodeIsGoodForOneReaderAndAMinuteAndAHalf(t *testing.T) {
	each(t, func(b bench) {
		l := b.issue(roadOrder("林晓梅"))
		_, token, until, err := b.Show(b.as(mei), l.ID)
		if err != nil || until.Sub(b.clock.Now()) > 2*time.Minute {
			b.Fatal(until, err)
		}
		if n := b.count(`SELECT COUNT(*) FROM licence_use`); n != 0 {
			b.Error("a code on a screen has left a trace")
		}
		shown, err := b.ReadShown(b.Context(), token, "phone")
		if err != nil || shown.Status != Valid || shown.Licence.MaskedHolder() != "林*梅" {
			b.Errorf("%+v, %v", shown.Status, err)
		}
		if _, err := b.ReadShown(b.Context(), token, "phone"); err != nil {
			b.Errorf("the same reader again: %v", err)
		}
		_, err = b.ReadShown(b.Context(), token, "another")
		wantFault(b.T, err, fault.Conflict, "licence.shown.used")
		forged := []byte(token)
		forged[3] ^= 1
		for _, other := range []string{string(forged), "", "nonsense", token + "A", token[1:], token[:len(token)-1]} {
			_, err = b.ReadShown(b.Context(), other, "phone")
			wantFault(b.T, err, fault.NotFound, "licence.shown.forged")
		}
		if u, err := b.Uses(b.as(mei), l.ID, 0, 20); err != nil || len(u.Uses) != 1 || u.Uses[0].Kind != UsedShown || u.Uses[0].By != mei.ID {
			b.Errorf("uses: %+v, %v", u.Uses, err)
		}
		_, again, _, err := b.Show(b.as(mei), l.ID)
		if err != nil || again == token {
			b.Error("the page shows the same code twice")
		}
		if _, err := b.change(approver, l, Revoke); err != nil {
			b.Fatal(err)
		}
		if shown, err := b.ReadShown(b.Context(), again, "phone"); err != nil || shown.Status != Revoked {
			b.Errorf("revoked while on the screen: %s, %v", shown.Status, err)
		}
		b.clock.Set(b.clock.Now().Add(2 * time.Minute))
		_, err = b.ReadShown(b.Context(), token, "phone")
		wantFault(b.T, err, fault.Conflict, "licence.shown.expired")
	})
}

func TestOfManyReadersOfACodeOneIsFirst(t *testing.T) {
	each(t, func(b bench) {
		l := b.issue(roadOrder("林晓梅"))
		_, token, _, err := b.Show(b.as(mei), l.ID)
		if err != nil {
			b.Fatal(err)
		}
		var wg sync.WaitGroup
		errs := make([]error, 6)
		for i := range errs {
			wg.Go(func() { _, errs[i] = b.ReadShown(b.Context(), token, strings.Repeat("x", i+1)) })
		}
		wg.Wait()
		refused := 0
		for _, err := range errs {
			if fault.KindOf(err) == fault.Conflict && err != nil {
				refused++
			}
		}
		if refused != len(errs)-1 {
			b.Errorf("%d of %d were refused", refused, len(errs))
		}
	})
}

func TestALicenceStandsForAPaperOnlyWhileItHoldsAndMayBeUsed(t *testing.T) {
	each(t, func(b bench) {
		l := b.issue(roadOrder("林晓梅"))
		p := Purpose{Subject: "0000000000app", CaseNo: "990100-20260213-00007", ItemCode: "food-license", ItemName: "食品经营许可", Until: b.clock.Now().AddDate(0, 0, 90)}
		b.permit(l, p)
		if err := b.use(l, p); err != nil {
			b.Fatal(err)
		}
		u, err := b.Uses(b.as(mei), l.ID, 0, 20)
		if err != nil || len(u.Uses) != 1 || u.Uses[0].Subject != p.CaseNo || u.Uses[0].Purpose != p.ItemName || len(u.Consents) != 1 || u.Consents[0].UsedAt.IsZero() {
			b.Fatalf("uses: %+v, %v", u, err)
		}
		err = b.EndConsent(b.as(stranger), l.ID, u.Consents[0].ID)
		wantFault(b.T, err, fault.NotFound, "licence.unknown")
		if err := b.EndConsent(b.as(mei), l.ID, u.Consents[0].ID); err != nil {
			b.Fatal(err)
		}
		wantFault(b.T, b.EndConsent(b.as(mei), l.ID, u.Consents[0].ID), fault.NotFound, "licence.consent-over")
		wantFault(b.T, b.use(l, p), fault.Conflict, "licence.use.unpermitted")

		late := Purpose{Subject: "0000000000two", CaseNo: "2", Until: b.clock.Now().AddDate(0, 0, 1)}
		b.permit(l, late)
		b.clock.Set(b.clock.Now().AddDate(0, 0, 2))
		wantFault(b.T, b.use(l, late), fault.Conflict, "licence.use.unpermitted")

		other := Purpose{Subject: "0000000000thr", CaseNo: "3"}
		if _, err := b.change(approver, l, Suspend); err != nil {
			b.Fatal(err)
		}
		wantFault(b.T, b.use(l, other), fault.Conflict, "licence.use.newer")
		now, err := b.Get(b.as(mei), l.ID)
		if err != nil {
			b.Fatal(err)
		}
		wantFault(b.T, b.use(now, other), fault.Conflict, "licence.use.suspended")
		if n := b.count(`SELECT COUNT(*) FROM licence_use`); n != 1 {
			b.Errorf("%d uses after refusals", n)
		}
	})
}

func TestAnOfficeFindsItsLicencesByWholeNumbersAndNames(t *testing.T) {
	each(t, func(b bench) {
		l := b.issue(roadOrder("林晓梅"))
		if err := b.SeedHeld(b.Context(), []Order{cardOrder("林晓梅")}); err != nil {
			b.Fatal(err)
		}
		for words, want := range map[string]int{"": 1, "林晓梅": 1, "990102199003074528": 1, l.Number: 1, l.CaseNo: 1, "林": 0, "99010219900307452X": 0, "' OR 1=1 --": 0} {
			found, err := b.Search(b.as(approver), Search{Words: words, Limit: 20})
			if err != nil || len(found.Licences) != want {
				b.Errorf("%q: %d, want %d, %v", words, len(found.Licences), want, err)
			}
		}
		for _, who := range []context.Context{b.as(window), b.as(mei), b.Context()} {
			if found, err := b.Search(who, Search{Limit: 20}); err == nil && (len(found.Licences) > 0 && actor.From(who).Kind != actor.Citizen) {
				b.Errorf("found %d", len(found.Licences))
			}
		}
		if _, err := b.Entry(b.as(police), l.ID); fault.KindOf(err) != fault.NotFound {
			b.Errorf("another office: %v", err)
		}
		before := b.count(`SELECT COUNT(*) FROM audit_entry`)
		if _, err := b.Reveal(b.as(approver), l.ID, " "); fault.KindOf(err) != fault.Invalid {
			b.Errorf("without a reason: %v", err)
		}
		if _, err := b.Reveal(b.as(approver), l.ID, "核对变更申请"); err != nil || b.count(`SELECT COUNT(*) FROM audit_entry`) != before+1 {
			b.Errorf("a look in full is not recorded: %v", err)
		}
	})
}

// An installation from before has licences without indexes and dates: the first sweep
// works them out.
func TestTheFirstSweepFindsWhatWasThereBefore(t *testing.T) {
	each(t, func(b bench) {
		l := b.issue(roadOrder("林晓梅"))
		err := b.d.Write(b.Context(), "old", func(ctx context.Context, tx *db.Tx) error {
			return tx.Send(ctx, `UPDATE licence_entry SET due_at = 1, holder_index = NULL, name_index = NULL`)
		})
		if err != nil {
			b.Fatal(err)
		}
		if err := b.Sweep(b.Context()); err != nil {
			b.Fatal(err)
		}
		found, err := b.Search(b.as(approver), Search{Words: "林晓梅", Limit: 20})
		if err != nil || len(found.Licences) != 1 || found.Licences[0].ID != l.ID || len(b.told.keys) != 0 {
			b.Errorf("found %d, told %v, %v", len(found.Licences), b.told.keys, err)
		}
	})
}

func TestADeskPageAsksProposesAndSettles(t *testing.T) {
	pages(t, func(b bench) {
		l := b.issue(roadOrder("林晓梅"))
		one := "/desk/licences/" + l.ID.String()
		b.see(approver, "/desk/licences").wants(t, 200, []string{"证照管理", "道路运输从业资格证", "林*梅"}, "晓梅", "990102199003074528")
		b.see(approver, one).wants(t, 200, []string{"暂扣", "撤销", "吊销", "变更内容", "年审通过"}, "晓梅")
		b.see(approver, one+"/amend").wants(t, 200, []string{"只填要变更的项目", "准驾车型"}, "A2", "晓梅")
		b.see(approver, one+"/revoke").wants(t, 200, []string{"提交吊销审核"}, "晓梅")
		form := map[string]string{"reason": "倒卖从业资格证", "legalBasis": "道路运输条例第六十五条", "version": "1"}
		if got := b.fill(approver, one+"/revoke", form); got.status != 303 {
			t.Fatalf("propose: %d %v", got.status, got.err)
		}
		b.see(approver, one).wants(t, 200, []string{"吊销等待审核", "这是您提出的"}, "同意，立即生效")
		b.see(second, "/desk/licences").wants(t, 200, []string{"等待第二人审核", "倒卖从业资格证"})
		b.see(second, one).wants(t, 200, []string{"同意，立即生效"}, "这是您提出的")
		stale := map[string]string{"reason": "停业整顿", "legalBasis": "行政处罚法第九条", "version": "7"}
		b.fill(approver, one+"/suspend", stale).wants(t, 409, []string{"证照已有新版本", "停业整顿"})
		p, err := b.Waiting(b.as(second))
		if err != nil || len(p) != 1 {
			t.Fatal(err)
		}
		settle := one + "/proposals/" + p[0].ID.String()
		b.fill(second, settle, map[string]string{"note": ""}).wants(t, 422, []string{"请填写不同意的理由"})
		if got := b.fill(second, settle, map[string]string{"agree": "yes"}); got.status != 303 {
			t.Fatalf("agree: %d %v", got.status, got.err)
		}
		b.see(guest, "/verify/"+l.Code).wants(t, 200, []string{"已吊销"})
		b.see(approver, one).wants(t, 200, []string{"已吊销", "同意：吊销", "注销"}, "变更内容")
		full := b.fill(approver, one+"/full", map[string]string{"why": "核对处罚决定"})
		full.wants(t, 200, []string{"林晓梅", "990102199003074528"})
	})
}

func TestAnOldQRCodeSaysThatTheLicenceHasChanged(t *testing.T) {
	pages(t, func(b bench) {
		l := b.issue(roadOrder("林晓梅"))
		b.see(guest, "/verify/"+l.Code+"?v=1").wants(t, 200, []string{"有效"}, "已变更")
		if _, err := b.Amend(b.as(approver), l.ID, Correction{Values: map[string]string{"licenceClass": "B1"}}, grounds); err != nil {
			t.Fatal(err)
		}
		b.see(guest, "/verify/"+l.Code+"?v=1").wants(t, 200, []string{"已变更", "第 2 版"})
		b.see(guest, "/verify/"+l.Code+"?v=2").wants(t, 200, []string{"有效", "第 2 版"}, "已变更")
		b.see(guest, "/verify/"+l.Code+"?v=x").wants(t, 200, []string{"有效"}, "已变更")
		if _, err := b.change(approver, l, Suspend); err != nil {
			t.Fatal(err)
		}
		b.see(guest, "/verify/"+l.Code+"?v=1").wants(t, 200, []string{"已暂扣"}, "已变更")
	})
}

func TestShowCodePagesSayWhatIsWrong(t *testing.T) {
	pages(t, func(b bench) {
		l := b.issue(roadOrder("林晓梅"))
		_, token, _, err := b.Show(b.as(mei), l.ID)
		if err != nil {
			t.Fatal(err)
		}
		first := b.see(guest, "/show/"+token)
		first.wants(t, 200, []string{"有效", "林*梅", "核验时间", "使用记录"}, "晓梅")
		if !strings.Contains(first.body, `content="noindex"`) {
			t.Error("search engines may keep it")
		}
		b.see(guest, "/show/"+token).wants(t, 409, []string{"亮证码已被使用"})
		b.see(guest, "/show/nonsense").wants(t, 404, []string{"不是本平台的亮证码"})
		_, token, _, err = b.Show(b.as(mei), l.ID)
		if err != nil {
			t.Fatal(err)
		}
		b.clock.Set(b.clock.Now().Add(showLife + time.Second))
		b.see(guest, "/show/"+token).wants(t, 409, []string{"亮证码已过期"})
	})
}

func TestTypesHaveASampleToLookAt(t *testing.T) {
	pages(t, func(b bench) {
		b.see(approver, "/admin/licence-types").wants(t, 200, []string{"道路运输从业资格证", "6 年", "准驾车型", "查看样张"})
		wantFault(t, b.see(window, "/admin/licence-types").err, fault.Forbidden, "access.forbidden")
		for _, kind := range types(t) {
			got := b.see(approver, "/admin/licence-types/"+kind.Code+"/sample.pdf")
			b.wantFont(got.err)
			if got.status != 200 || !strings.HasPrefix(got.body, "%PDF-") {
				t.Errorf("%s: %d %v", kind.Name, got.status, got.err)
			}
		}
	})
}
