package casework

import (
	"context"
	"errors"
	"slices"
	"testing"

	"tongban/capability/catalogue/cataloguetest"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// What rules have found plainly fine goes from receipt to its licence in one unit.
func TestARuleGrantsWhatWasHandedIn(t *testing.T) {
	each(t, func(b bench) {
		f := b.submitted(mei)
		ran := 0
		x := Settlement{Event: GrantAtOnce, Basis: ByRule, Rule: "第3版", Input: Input{Method: "electronic"},
			Unit: func(context.Context, *db.Tx, *File) error { ran++; return nil }}
		got, err := b.Settle(b.Context(), f.Case.No, x)
		if err != nil {
			b.Fatal(err)
		}
		now := b.file(f)
		if ran == 0 || got.Case.Status != Completed || now.Case.Basis != ByRule || now.Case.AcceptedBy != 0 || now.Case.OneClerk {
			b.Errorf("settled: %+v", now.Case)
		}
		if did := now.happened(); did != "submit accept grant-at-once" || now.OpenTask() != nil || now.Paper(GrantDecision) == nil || now.Paper(AcceptanceNotice) == nil {
			b.Errorf("it went %s, open %+v", did, now.OpenTask())
		}
		if last := now.Records[2]; last.Detail.Rule != "第3版" || last.Detail.Licence == "" {
			b.Errorf("the decision says %+v", last.Detail)
		}
		_, err = b.Settle(b.Context(), f.Case.No, x)
		b.wants(err, fault.Conflict, "casework.not-now")
	})
}

func TestWhatKeepsACaseFromBeingGrantedKeepsARuleToo(t *testing.T) {
	each(t, func(b bench) {
		b.Block(func(context.Context, *db.Tx, *Case) error { return fault.New(fault.Conflict, "casework.not-now") })
		f := b.submitted(mei)
		grant := Settlement{Event: GrantAtOnce, Basis: ByRule, Input: Input{Method: "electronic"}}
		_, err := b.Settle(b.Context(), f.Case.No, grant)
		b.wants(err, fault.Conflict, "casework.not-now")
		broken := errors.New("full")
		_, err = b.Settle(b.Context(), f.Case.No, Settlement{Event: Accept, Unit: func(context.Context, *db.Tx, *File) error { return broken }})
		if !errors.Is(err, broken) {
			b.Errorf("its own unit failed and it says %v", err)
		}
		_, err = b.Settle(b.Context(), f.Case.No, Settlement{Event: Deny})
		b.wants(err, fault.Invalid, "casework.unknown-command")
		if now := b.file(f); now.Case.Version != f.Case.Version || now.happened() != "submit" {
			b.Errorf("what was refused left %s", now.happened())
		}
	})
}

// A rule grants nothing of an item for which somebody has to pay.
func TestARuleGrantsNothingThatTakesPeople(t *testing.T) {
	each(t, func(b bench) {
		a := b.arrival(mei, id.New())
		item := *a.Item
		item.Code, item.ImplementationCode, item.HandlingItemCode = "later", item.ImplementationCode[:26]+"later", ""
		item.Fee.Charged = true
		cataloguetest.PublishAsIs(b.T, b.DB, b.Catalogue, &item)
		var err error
		if a.Item, err = b.Catalogue.Published(b.Context(), "later"); err != nil {
			b.Fatal(err)
		}
		f := b.handed(mei, a)
		_, err = b.Settle(b.Context(), f.Case.No, Settlement{Event: GrantAtOnce, Basis: ByRule, Input: Input{Method: "electronic"}})
		b.wants(err, fault.Conflict, "casework.by-hand.fee")
		if now := b.file(f); now.Case.Status != Submitted {
			b.Errorf("it stands at %s", now.Case.Status)
		}
	})
}

// Basis: 容缺受理: review goes on, and what was promised comes later.
func TestPromisedPapersComeAfterAcceptance(t *testing.T) {
	each(t, func(b bench) {
		a := b.arrival(mei, id.New())
		item := *a.Item
		item.Code, item.ImplementationCode, item.HandlingItemCode = "later", item.ImplementationCode[:26]+"later", ""
		item.Materials = slices.Clone(item.Materials)
		for i := range item.Materials {
			item.Materials[i].Deferrable = item.Materials[i].Code == "M-SAFE"
		}
		cataloguetest.PublishAsIs(b.T, b.DB, b.Catalogue, &item)
		var err error
		if a.Item, err = b.Catalogue.Published(b.Context(), "later"); err != nil {
			b.Fatal(err)
		}
		a.Has("M-SAFE").Source = Promised
		f := b.handed(mei, a)
		last := b.file(f).LastSubmission()
		if list := last.Promised(); len(list) != 1 || list[0].Code != "M-SAFE" {
			b.Fatalf("promised %+v", list)
		}
		_, err = b.PrepareSupplement(b.file(f), a)
		b.wants(err, fault.Conflict, "casework.not-now")
		f = b.step(window, f, Accept, inputs[Accept])
		if f.Case.Basis != Deferred {
			b.Errorf("accepted as %s", f.Case.Basis)
		}
		before := b.file(f)
		a.Application = f.Case.ApplicationID
		a.Has("M-SAFE").Source = Upload
		h, err := b.PrepareSupplement(before, a)
		if err != nil {
			b.Fatal(err)
		}
		now := b.receives(mei, h)
		if last = now.LastSubmission(); now.Case.Status != before.Case.Status || len(last.Promised()) != 0 || len(now.Submissions) != 2 || len(now.OpenTasks()) != len(before.OpenTasks()) {
			b.Errorf("after it came: %+v, promised %+v", now.Case, last.Promised())
		}
		ended, err := b.Settle(b.Context(), f.Case.No, Settlement{Event: Terminate, Input: Input{Reason: "容缺材料未补齐", LegalGround: "承诺书"}})
		if err != nil || ended.Case.Status != Terminated || b.file(f).Paper(EndNotice) == nil {
			b.Errorf("ended: %v", err)
		}
	})
}
