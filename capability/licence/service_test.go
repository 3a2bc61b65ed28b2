package licence

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"tongban/capability/licence/verify"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
	"tongban/kernel/pdf"
)

func TestIssuedLicenceIsInItsHoldersWallet(t *testing.T) {
	each(t, func(b bench) {
		l := b.issue(roadOrder("林晓梅"))
		if l.Number != "99012026021300001" || l.ValidTo != "2032-02-12" || l.Version != 1 || l.Status != Valid {
			b.Errorf("issued %+v", l)
		}
		if i, err := ParseIdentifier(l.Identifier); err != nil || i.IssuerCode != "11990100MDEM0010X8" || i.Version != 1 {
			b.Errorf("identifier %s: %v", l.Identifier, err)
		}
		page, next, err := b.Mine(b.as(mei), 0, 20)
		if err != nil || len(page) != 1 || next != 0 || page[0].Identifier != l.Identifier || page[0].Holder.IDNumber != "990102199003074528" {
			b.Errorf("wallet: %+v, %v, %v", page, next, err)
		}
		if got, err := b.Get(b.as(mei), l.ID); err != nil || !bytes.Equal(got.Digest, l.Digest) || len(l.Digest) != sha256.Size {
			b.Errorf("licence: %v", err)
		}
		if n := b.count(`SELECT COUNT(*) FROM licence_version WHERE CAST(content AS TEXT) LIKE '%晓梅%'`); b.d.Engine() == db.SQLite && n != 0 {
			b.Error("the content lies open in the database")
		}
	})
}

func TestManyOfATypeDoNotHideTheOnlyOneOfAnother(t *testing.T) {
	each(t, func(b bench) {
		card := b.issue(cardOrder("林晓梅"))
		order := roadOrder("林晓梅")
		for n := range mostHeld + 5 {
			order.CaseNo = fmt.Sprintf("990100-20260212-%05d", n)
			b.issue(order)
		}
		all, err := b.Wallet(b.Context(), order.Holder.ActorID)
		if err != nil || len(all) != mostHeld {
			b.Fatalf("%d licences, %v", len(all), err)
		}
		if last := all[len(all)-1]; last.ID != card.ID {
			b.Errorf("the oldest is %s, not the identity card", last.Type.Name)
		}
		for i, l := range all[1:] {
			if l.ID >= all[i].ID {
				b.Fatal("not the newest first")
			}
		}
	})
}

func TestAnothersLicenceIsNotFound(t *testing.T) {
	each(t, func(b bench) {
		l := b.issue(roadOrder("林晓梅"))
		for _, who := range []context.Context{b.as(stranger), b.as(approver), b.Context()} {
			_, err := b.Get(who, l.ID)
			wantFault(b.T, err, fault.NotFound, "licence.unknown")
			_, err = b.File(who, l.ID)
			wantFault(b.T, err, fault.NotFound, "licence.unknown")
			_, err = b.QR(who, l.ID)
			wantFault(b.T, err, fault.NotFound, "licence.unknown")
		}
		_, err := b.Get(b.as(mei), l.ID+1)
		wantFault(b.T, err, fault.NotFound, "licence.unknown")
	})
}

func TestRefusedUnitLeavesNothing(t *testing.T) {
	each(t, func(b bench) {
		refused := fault.New(fault.Conflict, "casework.stale")
		err := b.d.Write(b.Context(), "case", func(ctx context.Context, tx *db.Tx) error {
			if _, err := b.Issue(ctx, tx, roadOrder("林晓梅")); err != nil {
				return err
			}
			return refused
		})
		wantFault(b.T, err, fault.Conflict, "casework.stale")
		for _, table := range []string{"licence_entry", "licence_version", "licence_sequence", "job_job", "audit_entry"} {
			if n := b.count(`SELECT COUNT(*) FROM ` + table); n != 0 {
				b.Errorf("%d rows are left in %s", n, table)
			}
		}
	})
}

func TestOneLicenceOfATypeForACase(t *testing.T) {
	each(t, func(b bench) {
		b.issue(roadOrder("林晓梅"))
		_, err := b.tryIssue(roadOrder("林晓梅"))
		wantFault(b.T, err, fault.Conflict, "licence.issued")
		unknown := roadOrder("林晓梅")
		unknown.Type = "飞行执照"
		_, err = b.tryIssue(unknown)
		wantFault(b.T, err, fault.NotFound, "licence.unknown-type")
	})
}

func TestNumbersOfADayAreDistinct(t *testing.T) {
	each(t, func(b bench) {
		const n = 20
		var wg sync.WaitGroup
		for i := range n {
			wg.Go(func() {
				order := roadOrder("林晓梅")
				order.CaseNo = strings.Repeat("1", i+1)
				if _, err := b.tryIssue(order); err != nil {
					b.Error(err)
				}
			})
		}
		wg.Wait()
		if got := b.count(`SELECT COUNT(DISTINCT number_index) FROM licence_entry`); got != n {
			b.Errorf("%d numbers", got)
		}
		var seen int
		for cursor, more := b.page(0); ; cursor, more = b.page(cursor) {
			seen += more
			if cursor == 0 {
				break
			}
		}
		if seen != n {
			b.Errorf("%d licences on the wallet's pages", seen)
		}
		b.clock.Set(b.clock.Now().AddDate(0, 0, 1))
		if l := b.issue(roadOrder("林晓梅")); l.Number != "99012026021400001" {
			b.Errorf("the next day begins with %s", l.Number)
		}
	})
}

func TestRegisteringTwiceChangesNothing(t *testing.T) {
	each(t, func(b bench) {
		order := cardOrder("林晓梅")
		order.ValidFrom = day("2020-03-07")
		for range 2 {
			if err := b.SeedHeld(b.Context(), []Order{order}); err != nil {
				b.Fatal(err)
			}
		}
		held, err := b.Held(b.Context(), mei.ID)
		if err != nil || len(held) != 1 || !held[0].Simulated || held[0].Type.Name != "居民身份证" || held[0].IssuedOn != "2020-03-07" {
			b.Errorf("held: %+v, %v", held, err)
		}
	})
}

func TestOnlyLicencesThatHoldStandForMaterials(t *testing.T) {
	each(t, func(b bench) {
		if err := b.SeedHeld(b.Context(), []Order{cardOrder("林晓梅")}); err != nil {
			b.Fatal(err)
		}
		l := b.issue(roadOrder("林晓梅"))
		if held, err := b.Held(b.Context(), mei.ID); err != nil || len(held) != 2 {
			b.Fatalf("held: %d, %v", len(held), err)
		}
		if _, err := b.change(approver, l, Suspend); err != nil {
			b.Fatal(err)
		}
		if held, _ := b.Held(b.Context(), mei.ID); len(held) != 1 {
			b.Errorf("held while suspended: %d", len(held))
		}
		b.clock.Set(day("2046-02-13"))
		if held, _ := b.Held(b.Context(), mei.ID); len(held) != 0 {
			b.Errorf("held when all is past: %d", len(held))
		}
	})
}

func TestStatusChangesAreNewVersions(t *testing.T) {
	each(t, func(b bench) {
		l := b.issue(roadOrder("林晓梅"))
		b.clock.Set(b.clock.Now().Add(time.Hour))
		withdrawn, err := b.change(approver, l, Withdraw)
		if err != nil {
			b.Fatal(err)
		}
		if withdrawn.Version != 2 || withdrawn.Previous != l.Identifier || withdrawn.Identifier == l.Identifier || withdrawn.Code != l.Code {
			b.Errorf("version 2: %+v", withdrawn)
		}
		if n := b.count(`SELECT COUNT(*) FROM licence_version WHERE identifier = $1 AND status = 'valid'`, l.Identifier); n != 1 {
			b.Error("the first version is gone")
		}
		_, err = b.change(approver, l, Revoke)
		wantFault(b.T, err, fault.Conflict, "licence.over")
		if cancelled, err := b.change(approver, l, Cancel); err != nil || cancelled.Version != 3 {
			b.Errorf("a withdrawn licence is taken off the register: %v", err)
		}
		if n := b.count(`SELECT COUNT(*) FROM audit_entry`); n != 3 {
			b.Errorf("%d audit entries, want 3", n)
		}
	})
}

func TestChangeNeedsRightGroundsAndTheNewestVersion(t *testing.T) {
	each(t, func(b bench) {
		l := b.issue(roadOrder("林晓梅"))
		good := Grounds{Reason: "以欺骗手段取得许可", LegalBasis: "《行政许可法》第六十九条第二款"}
		for name, c := range map[string]struct {
			who  context.Context
			g    Grounds
			kind fault.Kind
		}{
			"a guest":                    {b.Context(), good, fault.Unauthenticated},
			"the holder":                 {b.as(mei), good, fault.Forbidden},
			"a clerk":                    {b.as(window), good, fault.Forbidden},
			"another department":         {b.as(police), good, fault.NotFound},
			"nothing given":              {b.as(approver), Grounds{Reason: "  "}, fault.Invalid},
			"a reason that never ends":   {b.as(approver), Grounds{Reason: strings.Repeat("长", 501), LegalBasis: "x"}, fault.Invalid},
			"decided on another version": {b.as(approver), Grounds{good.Reason, good.LegalBasis, 7}, fault.Conflict},
		} {
			if _, err := b.Change(c.who, l.ID, Withdraw, c.g); fault.KindOf(err) != c.kind {
				b.Errorf("%s: %v", name, err)
			}
		}
		if n := b.count(`SELECT COUNT(*) FROM licence_version`); n != 1 {
			b.Errorf("%d versions after refusals", n)
		}
	})
}

func TestTheSameCommandSentTwiceTakesEffectOnce(t *testing.T) {
	each(t, func(b bench) {
		l := b.issue(roadOrder("林晓梅"))
		ctx := once.WithKey(b.as(approver), "key-1")
		g := Grounds{Reason: "以欺骗手段取得许可", LegalBasis: "《行政许可法》第六十九条第二款"}
		first, err := b.Change(ctx, l.ID, Withdraw, g)
		if err != nil {
			b.Fatal(err)
		}
		again, err := b.Change(ctx, l.ID, Withdraw, g)
		if err != nil || again.Identifier != first.Identifier || again.Version != 2 {
			b.Errorf("the repetition: %+v, %v", again, err)
		}
		_, err = b.Change(ctx, l.ID, Cancel, g)
		wantFault(b.T, err, fault.Conflict, "once.reused")
	})
}

func TestOfTwoDecidersOneIsFirst(t *testing.T) {
	each(t, func(b bench) {
		l := b.issue(roadOrder("林晓梅"))
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wg.Go(func() {
				_, errs[i] = b.Change(b.as(approver), l.ID, Withdraw, Grounds{"理由", "依据", 1})
			})
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
		if done != 1 {
			b.Errorf("%d changes took effect", done)
		}
	})
}

func TestJobDrawsTheFileOnce(t *testing.T) {
	each(t, func(b bench) {
		l := b.issue(roadOrder("林晓梅"))
		if err := pdf.Ready(); err != nil {
			b.wantFont(err)
		}
		b.work()
		data := b.pdf(l)
		sum := sha256.Sum256(data)
		if n := b.count(`SELECT COUNT(*) FROM licence_file WHERE digest = $1 AND size = $2`, sum[:], len(data)); n != 1 {
			b.Error("the digest of the file is not registered")
		}
		payload, err := json.Marshal(renderPayload{l.ID, 1})
		if err != nil {
			b.Fatal(err)
		}
		if err := b.render(b.Context(), payload); err != nil {
			b.Errorf("drawing again: %v", err)
		}
		if n := b.count(`SELECT COUNT(*) FROM licence_file`); n != 1 {
			b.Errorf("%d files", n)
		}
	})
}

func TestFirstLookDrawsWhatNoJobHasDrawn(t *testing.T) {
	each(t, func(b bench) {
		l := b.issue(roadOrder("林晓梅"))
		var wg sync.WaitGroup
		files := make([][]byte, 4)
		for i := range files {
			wg.Go(func() { files[i] = b.pdf(l) })
		}
		wg.Wait()
		for _, f := range files {
			if !bytes.Equal(f, files[0]) {
				b.Error("two readers got two files")
			}
		}
	})
}

func TestEverybodyMayCheckWithTheCodeAndSeesNoMore(t *testing.T) {
	each(t, func(b bench) {
		l := b.issue(roadOrder("林晓梅"))
		c, err := b.Verify(b.Context(), strings.ToLower(id.PrintedCode(l.Code)))
		if err != nil || c.Status != Valid || c.Licence.MaskedHolder() != "林*梅" || !c.CheckedAt.Equal(b.clock.Now()) {
			b.Errorf("check: %+v, %v", c, err)
		}
		for _, code := range []string{"", "nonsense", id.NewCode(), l.Number, l.Identifier} {
			_, err := b.Verify(b.Context(), code)
			wantFault(b.T, err, fault.NotFound, "licence.unknown")
		}
		b.clock.Set(day("2032-02-13"))
		if c, _ := b.Verify(b.Context(), l.Code); c.Status != Expired {
			b.Errorf("after the last day: %s", c.Status)
		}
		if _, err := b.change(approver, l, Cancel); err != nil {
			b.Fatal(err)
		}
		if c, _ := b.Verify(b.Context(), l.Code); c.Status != Cancelled {
			b.Errorf("after cancelling: %s", c.Status)
		}
	})
}

func TestFilesAreCheckedAgainstSignatureAndRegister(t *testing.T) {
	each(t, func(b bench) {
		l := b.issue(roadOrder("林晓梅"))
		data := b.pdf(l)
		order := roadOrder("林晓梅")
		order.CaseNo = "another"
		other := b.issue(order)
		flipped := bytes.Clone(data)
		flipped[len(flipped)/2] ^= 1
		unregistered, kind := made(b.T, roadOrder("林晓梅"))
		for name, c := range map[string]struct {
			code string
			data []byte
			want FileOutcome
		}{
			"as issued":            {"", data, FileAuthentic},
			"asked about it":       {id.PrintedCode(l.Code), data, FileAuthentic},
			"asked about another":  {other.Code, data, FileOther},
			"a bit flipped":        {l.Code, flipped, FileTampered},
			"bytes appended":       {l.Code, append(bytes.Clone(data), "\n%%EOF\n"...), FileTampered},
			"cut short":            {l.Code, data[:len(data)-1000], FileTampered},
			"nothing":              {l.Code, nil, FileForeign},
			"a picture":            {l.Code, []byte("\x89PNG\r\n\x1a\n"), FileForeign},
			"of another city":      {l.Code, drawn(b.T, unregistered, kind, newSigner(b.T)), FileForeign},
			"signed, unregistered": {l.Code, drawn(b.T, unregistered, kind, b.signer), FileUnregistered},
		} {
			got, err := b.VerifyFile(b.Context(), c.code, c.data)
			if err != nil || got.Outcome != c.want {
				b.Errorf("%s: %s, %v; want %s", name, got.Outcome, err, c.want)
			}
		}
		if _, err := b.change(approver, l, Withdraw); err != nil {
			b.Fatal(err)
		}
		got, err := b.VerifyFile(b.Context(), "", data)
		if err != nil || got.Outcome != FileOld || got.Check.Status != Withdrawn {
			b.Errorf("withdrawn since: %+v, %v", got, err)
		}
		if got, _ := b.VerifyFile(b.Context(), "", b.pdf(l)); got.Outcome != FileAuthentic || got.Check.Status != Withdrawn {
			b.Errorf("the file of the withdrawn version: %s", got.Outcome)
		}
	})
}

// TestOfflineCheckTellsEverythingApart walks a licence from its wallet to a checker
// who has only the public keys and, from time to time, a status list.
func TestOfflineCheckTellsEverythingApart(t *testing.T) {
	each(t, func(b bench) {
		l := b.issue(roadOrder("林晓梅"))
		data := b.pdf(l)
		qr, err := qrText(l, b.address, b.signer)
		if err != nil {
			b.Fatal(err)
		}
		early := b.list()
		b.clock.Set(b.clock.Now().Add(time.Hour))
		order := roadOrder("林晓梅")
		order.CaseNo = "later"
		later := b.issue(order)
		laterData := b.pdf(later)
		b.clock.Set(b.clock.Now().Add(time.Hour))
		fresh := b.list()
		now := b.clock.Now()

		b.wantOffline("without a list", data, nil, now, verify.StatusUnknown, verify.WhyNoList)
		b.wantOffline("valid", data, fresh, now, verify.Valid, "")
		b.wantOffline("the QR code of it", []byte(qr), fresh, now, verify.Valid, "")
		b.wantOffline("a list from before it was issued", laterData, early, now, verify.StatusUnknown, verify.WhyListBefore)
		b.wantOffline("an old list", data, fresh, now.Add(8*24*time.Hour), verify.StatusUnknown, verify.WhyListOld)
		b.wantOffline("past its last day", data, fresh, day("2032-02-13"), verify.Expired, "")

		b.clock.Set(now.Add(time.Hour))
		if _, err := b.change(approver, l, Withdraw); err != nil {
			b.Fatal(err)
		}
		revoked := b.list()
		now = b.clock.Now()
		b.wantOffline("withdrawn", data, revoked, now, verify.Revoked, "")
		b.wantOffline("the QR code of it", []byte(qr), revoked, now, verify.Revoked, "")
		b.wantOffline("withdrawn, the list is old", data, revoked, now.AddDate(1, 0, 0), verify.Revoked, "")
		b.wantOffline("withdrawn says the file itself", b.pdf(l), nil, now, verify.Revoked, "")
		b.wantOffline("the other is untouched", laterData, revoked, now, verify.Valid, "")

		stray, kind := made(b.T, roadOrder("林晓梅"))
		b.wantOffline("signed, but nowhere on the list", drawn(b.T, stray, kind, b.signer), revoked, now, verify.Unknown, "")
		b.wantOffline("signed by somebody else", drawn(b.T, stray, kind, newSigner(b.T)), revoked, now, verify.NotOurs, verify.WhySigner)
		b.wantOffline("a letter", []byte("Dear Sir"), revoked, now, verify.NotOurs, verify.WhyForeign)
		b.wantOffline("an address with a stranger's pass", []byte(strings.Replace(qr, l.Code, later.Code, 1)), fresh, now, verify.Tampered, verify.WhyAddress)
		b.wantOffline("a pass with a letter changed", []byte(strings.Replace(qr, "#eyJ", "#eyK", 1)), fresh, now, verify.Tampered, "")
		for i := 0; i < len(data); i += 211 {
			changed := bytes.Clone(data)
			changed[i] ^= 0x20
			b.wantOffline("a bit flipped", changed, fresh, now, verify.Tampered, "")
		}
	})
}

// An installation with a test clock lives in a time of its own, and so must whoever
// checks its licences outside.
func TestLicencesOfPlayedTimeAreCheckedInThatTime(t *testing.T) {
	each(t, func(b bench) {
		b.played = true
		data := b.pdf(b.issue(roadOrder("林晓梅")))
		b.clock.Set(b.clock.Now().Add(time.Hour))
		for _, at := range []time.Time{b.clock.Now().AddDate(-1, 0, 0), b.clock.Now().AddDate(1, 0, 0)} {
			b.wantOffline(at.String(), data, b.list(), at, verify.Valid, "")
		}
	})
}

func TestStatusListNamesNobody(t *testing.T) {
	each(t, func(b bench) {
		l := b.issue(roadOrder("林晓梅"))
		list := b.list()
		text, err := json.Marshal(list)
		if err != nil {
			b.Fatal(err)
		}
		for _, secret := range []string{l.Code, l.Number, l.Identifier, "林", "990102"} {
			if strings.Contains(string(text), secret) {
				b.Errorf("the list tells %s", secret)
			}
		}
		if len(list.Entries) != 1 || list.Entries[0].ID != verify.EntryID(list.Salt, l.Code) {
			b.Errorf("entries %+v", list.Entries)
		}
		again, err := b.StatusList(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		if same, _ := b.StatusList(b.Context()); same != again {
			b.Error("an unchanged list is made anew for every reader")
		}
	})
}
