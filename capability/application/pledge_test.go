package application

import (
	"context"
	"testing"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// pledges plays who knows what is promised on the track of a commitment: two clauses, which stand
// for the photo.
type pledges struct {
	barred bool
	digest string
	kept   []Commitment
}

func (p *pledges) Pledge(_ context.Context, _ *catalogue.Item, plan catalogue.Plan) (Pledge, bool) {
	return Pledge{Digest: p.digest, Clauses: []string{"属实", "愿意接受核查"}, Codes: []string{"M-PHOTO"}}, plan.Track == catalogue.Committed
}

func (p *pledges) MayPledge(context.Context, id.ID) error {
	if p.barred {
		return fault.New(fault.Forbidden, "commitment.barred", "虚假承诺")
	}
	return nil
}

func (p *pledges) Commit(_ context.Context, _ *db.Tx, c Commitment) error {
	p.kept = append(p.kept, c)
	return nil
}

// pledging lets the item be had on a commitment, for whom the guide's question is answered so.
func (b bench) pledging() *pledges {
	b.Helper()
	b.changed("road-qual", func(item map[string]any) {
		item["version"] = "9.0.0"
		item["commitment"] = map[string]any{"available": true, "scope": "全部", "verifyWithin": "P2M", "clauses": []any{"属实", "愿意接受核查"}}
		item["scenarios"] = append(item["scenarios"].([]any), map[string]any{
			"id": "q_commit", "question": "是否选择告知承诺？", "type": "bool", "effects": []any{map[string]any{"when": true, "setTrack": string(catalogue.Committed)}},
		})
	})
	p := &pledges{digest: "d1"}
	b.Service.Commitments = p
	return p
}

// pledged is a draft on the track of a commitment, for whose signature a code was sent.
func (b bench) pledged() *Work {
	b.Helper()
	w, err := b.Begin(b.as(mei), "road-qual", catalogue.Answers{"q_mass": false, "q_exam": true, "q_commit": true}, true)
	if err == nil {
		err = b.SendCode(b.as(mei), w.ID)
	}
	if err != nil {
		b.Fatal(err)
	}
	return w
}

// ticks signs with clauses ticked below the text with a digest.
func ticks(digest string, clauses ...int) *Signing {
	s := typed("林晓华", theCode)
	s.Pledged = Pledged{Digest: digest, Clauses: clauses}
	return s
}

func TestEveryClauseIsTickedBelowTheTextThatHolds(t *testing.T) {
	each(t, func(b bench) {
		p := b.pledging()
		w := b.pledged()
		if !w.Ready() || w.Has("M-PHOTO").Source != casework.ByCommitment {
			b.Fatalf("the promise stands for nothing: %v", w.Missing)
		}
		for name, one := range map[string]struct {
			signing *Signing
			kind    fault.Kind
			key     string
		}{
			"a program's session":   {nil, fault.Invalid, "application.pledge.sign"},
			"one clause of two":     {ticks("d1", 0), fault.Invalid, "application.pledge.tick"},
			"another clause twice":  {ticks("d1", 1, 1), fault.Invalid, "application.pledge.tick"},
			"a clause there is not": {ticks("d1", 1, 2), fault.Invalid, "application.pledge.tick"},
			"an older text":         {ticks("d0", 0, 1), fault.Conflict, "application.pledge.changed"},
			"no text":               {ticks("", 0, 1), fault.Conflict, "application.pledge.changed"},
		} {
			_, err := b.Submit(b.as(mei), w.ID, one.signing)
			if f, ok := fault.As(err); !ok || f.Kind != one.kind || f.Key != one.key && (len(f.Fields) == 0 || f.Fields[0].Key != one.key) {
				b.Errorf("%s: %v", name, err)
			}
		}
		if len(p.kept) != 0 || b.count(`SELECT COUNT(*) FROM casework_case`) != 0 {
			b.Error("something was handed in")
		}
		f := b.handInSigned(mei, w, ticks("d1", 0, 1))
		if len(p.kept) == 0 || p.kept[0].CaseID != f.Case.ID || p.kept[0].Owner.String() != mei.ID || p.kept[0].SignerName != "林晓华" {
			b.Errorf("kept %+v", p.kept)
		}
	})
}

// Whose record closes it cannot slip a promise in: not by a form that was shown before, not by
// the answers of the guide. The ordinary way stays open.
func TestWhoMayNotCommitCannotSlipItIn(t *testing.T) {
	each(t, func(b bench) {
		p := b.pledging()
		w := b.pledged()
		p.barred = true // recorded while the page was open
		_, err := b.Submit(b.as(mei), w.ID, ticks("d1", 0, 1))
		b.wants(err, fault.Forbidden, "commitment.barred")
		if w = b.pledged(); w.Pledge != nil || w.Barred == nil || w.Has("M-PHOTO") != nil {
			b.Errorf("a new draft promises %+v", w.Pledge)
		}
		if err := b.GoOrdinary(b.as(mei), w.ID); err != nil {
			b.Fatal(err)
		}
		if w, err = b.Work(b.as(mei), w.ID); err != nil || w.onPledge() || w.Ready() {
			b.Fatalf("the ordinary way asks for no photo: %v", err)
		}
		w = b.photo(mei, w)
		if f := b.handInSigned(mei, w, ticks("d1", 0, 1)); f.Case.Status != casework.Submitted || len(p.kept) != 0 {
			b.Errorf("the ordinary way ends %s, kept %+v", f.Case.Status, p.kept)
		}
	})
}
