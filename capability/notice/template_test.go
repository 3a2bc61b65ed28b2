package notice_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"tongban/capability/notice"
	"tongban/kernel/db"
	"tongban/kernel/deadline"
	"tongban/kernel/fault"
)

// own is a draft with a sentence of the department's.
func own(name notice.Name, sentence string) notice.Manuscript {
	words := notice.OursOf(name)
	words.Body += "\n" + sentence
	return notice.Manuscript{Department: "TRANS", Name: name, Words: words}
}

// wording is a paper's text.
func (b bench) wording(p notice.Paper) string {
	b.Helper()
	sheet, err := b.Sheet(b.Context(), p)
	if err != nil {
		b.Fatal(err)
	}
	return strings.Join(append(sheet.Lines, sheet.Format), "\n")
}

func TestADepartmentsWordsHoldForPapersMadeFromThenOn(t *testing.T) {
	each(t, func(b bench) {
		before := b.sample(notice.Denial, deadline.Licensing)
		if err := b.Write(b.as(editor), own("denial", "咨询电话：{complaint}。")); err != nil {
			b.Fatal(err)
		}
		wantFault(b.T, b.Publish(b.as(editor), "TRANS", "denial", 1), fault.Forbidden, "access.forbidden")
		wantFault(b.T, b.Publish(b.as(publisher), "TRANS", "denial", 2), fault.Conflict, "notice.stale")
		b.clock.Set(made.Add(time.Hour))
		if err := b.Publish(b.as(publisher), "TRANS", "denial", 1); err != nil {
			b.Fatal(err)
		}
		after := notice.Sample(notice.Denial, deadline.Licensing, made.Add(2*time.Hour))
		elsewhere := after
		elsewhere.Key, elsewhere.Department = newKey(), "PSB"
		if text := b.wording(after); !strings.Contains(text, "咨询电话：12345。") || !strings.Contains(text, "本部门第 1 版") {
			b.Errorf("the new words are not used:\n%s", text)
		}
		for name, p := range map[string]notice.Paper{"an earlier paper": before, "another department": elsewhere} {
			if strings.Contains(b.wording(p), "咨询电话") {
				b.Errorf("%s has the new words", name)
			}
		}
		b.clock.Set(made.Add(3 * time.Hour))
		if err := b.Withdraw(b.as(publisher), "TRANS", "denial"); err != nil {
			b.Fatal(err)
		}
		if strings.Contains(b.wording(notice.Sample(notice.Denial, deadline.Licensing, made.Add(4*time.Hour))), "咨询电话") || !strings.Contains(b.wording(after), "咨询电话") {
			b.Error("the built-in words do not hold again, or the words of the past changed")
		}
		if n := b.count(`SELECT COUNT(*) FROM audit_entry`); n != 3 {
			b.Errorf("%d entries in the log, want written, published, withdrawn", n)
		}
	})
}

func TestNobodyPublishesWhatTheyWrote(t *testing.T) {
	each(t, func(b bench) {
		if err := b.Write(b.as(both), own("grant", "祝您工作顺利。")); err != nil {
			b.Fatal(err)
		}
		wantFault(b.T, b.Publish(b.as(both), "TRANS", "grant", 1), fault.Forbidden, "access.separation")
		wantFault(b.T, b.Write(b.as(window), own("grant", "")), fault.Forbidden, "access.forbidden")
		_, err := b.Shelf(b.as(window), "TRANS", "grant")
		wantFault(b.T, err, fault.Forbidden, "access.forbidden")
	})
}

func TestOfTwoEditorsTheSlowerIsTold(t *testing.T) {
	each(t, func(b bench) {
		if err := b.Write(b.as(editor), own("grant", "甲。")); err != nil {
			b.Fatal(err)
		}
		wantFault(b.T, b.Write(b.as(editor2), own("grant", "乙。")), fault.Conflict, "notice.stale")
		again := own("grant", "乙。")
		again.Edits = 1
		if err := b.Write(b.as(editor2), again); err != nil {
			b.Fatal(err)
		}
		if err := b.Write(b.as(editor2), again); err != nil {
			b.Errorf("sent twice: %v", err)
		}
		shelf, err := b.Shelf(b.as(editor), "TRANS", "grant")
		if err != nil || shelf.Draft.Edits != 2 || !slices.Contains(shelf.Draft.Authors, "editor2") || len(shelf.Draft.Authors) != 2 {
			b.Errorf("the draft: %+v, %v", shelf.Draft, err)
		}
	})
}

func TestFaultyWordsAreStoredAndNotPublished(t *testing.T) {
	each(t, func(b bench) {
		m := own("denial", "{phone}")
		m.Words.Body = strings.ReplaceAll(m.Words.Body, "{remedies}", "")
		if err := b.Write(b.as(editor), m); err != nil {
			b.Fatal(err)
		}
		err := b.Publish(b.as(publisher), "TRANS", "denial", 1)
		f, ok := fault.As(err)
		if !ok || f.Kind != fault.Invalid || len(f.Fields) != 2 {
			b.Fatalf("got %v", err)
		}
		if f.Fields[0].Key != "notice.wrong.unknown" || f.Fields[1].Key != "notice.wrong.missing" {
			b.Errorf("faults: %+v", f.Fields)
		}
	})
}

// A field that papers of the kind had when the template was published may be gone.
func TestATemplateWithAFieldThatIsGoneIsNotUsedAndNoted(t *testing.T) {
	each(t, func(b bench) {
		if err := b.Write(b.as(editor), own("denial", "咨询：{complaint}。")); err != nil {
			b.Fatal(err)
		}
		if err := b.Publish(b.as(publisher), "TRANS", "denial", 1); err != nil {
			b.Fatal(err)
		}
		err := b.d.Write(b.Context(), "notice", func(ctx context.Context, tx *db.Tx) error {
			return tx.Send(ctx, `UPDATE notice_template SET body = body || ' {fax}'`)
		})
		if err != nil {
			b.Fatal(err)
		}
		for range 2 {
			p := notice.Sample(notice.Denial, deadline.Licensing, made.Add(time.Hour))
			if text := b.wording(p); strings.Contains(text, "咨询") || strings.Contains(text, "本部门") || !strings.Contains(text, "行政复议") {
				b.Errorf("the built-in words are not used:\n%s", text)
			}
		}
		shelf, err := b.Shelf(b.as(editor), "TRANS", "denial")
		if err != nil || len(shelf.Incidents) != 1 || shelf.Incidents[0].Field != "fax" {
			b.Errorf("incidents: %+v, %v", shelf.Incidents, err)
		}
	})
}
