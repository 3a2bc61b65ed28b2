package rating

import (
	"context"
	"strings"
	"testing"

	"tongban/capability/casework"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// bundles play who knows what is handed in as one: every case is a part, and one number is that
// of a whole.
type bundles struct{}

func (bundles) IsPart(context.Context, *db.Tx, id.ID, id.ID) (bool, error) { return true, nil }
func (bundles) DeskURL(no string) (string, bool) {
	return "/desk/wholes/" + no, strings.HasPrefix(no, "W-")
}

// unit does one thing in a unit.
func (b bench) unit(do db.Unit) {
	b.Helper()
	b.ok(b.World.DB.Write(b.Context(), "test", do))
}

// TestAPartOfABundleAsksNobody holds that nobody is asked for a part, that the whole is rated once
// by its own link like any case, and that a part can be rated by itself by who wants to.
func TestAPartOfABundleAsksNobody(t *testing.T) {
	each(t, func(b bench) {
		b.Join(bundles{})
		f := b.Submitted(mei)
		_, err := b.Casework.Step(b.As(reviewer), f.Case.No, casework.RefuseAccept, casework.Input{Reason: "不属于本机关职权", LegalGround: "行政许可法第三十二条", Redirect: "云岫市公安局"})
		if err != nil {
			f = b.To(f, casework.RefusedAccept)
		}
		none, err := b.Of(b.As(mei), f.Case.No)
		b.ok(err)
		if len(none) != 0 || len(b.around.told) != 0 {
			t.Fatalf("a part has %d ratings, told %q", len(none), b.around.told)
		}
		owner, err := id.Parse(mei.ID)
		b.ok(err)
		now := b.World.Clock.Now()
		whole := Matter{CaseID: id.New(), CaseNo: "W-1", ShortNo: "W-1", Owner: owner, Contact: owner, ItemCode: "newborn", ItemName: "新生儿出生", Department: "TRANS",
			Office: "云岫市交通运输局", EndedAt: now, Handlers: []Handler{{reviewer.ID, reviewer.Name}}}
		part := whole
		part.CaseID, part.CaseNo, part.ShortNo, part.ItemName = f.Case.ID, f.Case.No, f.Case.ShortNo, f.Case.ItemName
		var place, again *Rating
		b.unit(func(ctx context.Context, tx *db.Tx) error { return b.Invite(ctx, tx, whole) })
		b.unit(func(ctx context.Context, tx *db.Tx) (err error) { place, err = b.Offer(ctx, tx, part); return err })
		b.unit(func(ctx context.Context, tx *db.Tx) (err error) { again, err = b.Offer(ctx, tx, part); return err })
		if len(b.around.told) != 1 || !strings.Contains(b.around.told[0], "新生儿出生") || place.Token != again.Token {
			t.Fatalf("told %q, places %s and %s", b.around.told, place.Token, again.Token)
		}
		found, err := b.OfMatters(b.As(mei), []id.ID{whole.CaseID, part.CaseID, id.New()})
		b.ok(err)
		if len(found) != 2 {
			t.Fatalf("%d ratings", len(found))
		}
		if seen, _ := b.OfMatters(b.As(reviewer), []id.ID{whole.CaseID}); len(seen) != 0 {
			t.Error("staff learn what was said by whom")
		}
		b.ok(b.rates(mei, found[whole.CaseID], VeryDissatisfied))
		b.wants(b.rates(mei, found[whole.CaseID], Satisfied), "rating.rated")
		b.ok(b.rates(mei, found[part.CaseID], Satisfied))
		if b.deskURL("W-1") != "/desk/wholes/W-1" || b.deskURL(f.Case.ShortNo) != "/desk/cases/"+f.Case.ShortNo {
			t.Error("staff are led elsewhere")
		}
		r := found[whole.CaseID]
		if !r.isHandler(reviewer.ID) || r.isHandler(other.ID) {
			t.Error("who worked on it is not known")
		}
		late := part
		late.CaseID, late.EndedAt = id.New(), now.Add(-openFor)
		err = b.World.DB.Write(b.Context(), "test", func(ctx context.Context, tx *db.Tx) error { _, err := b.Offer(ctx, tx, late); return err })
		b.wants(err, "rating.closed")
	})
}
