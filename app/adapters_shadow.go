package app

import (
	"context"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/credit"
	"tongban/capability/identity"
	"tongban/capability/instant"
	"tongban/capability/recheck"
	"tongban/capability/rulebook"
	"tongban/capability/shadow"
	"tongban/kernel/actor"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

// proving adds what keeps rules honest: runs over past cases before they are published, and
// second looks at what they approve.
func (a *App) proving() {
	a.Shadow = add(a, shadow.New(shadow.Deps{
		DB: a.DB, Clock: a.Clock, Once: a.once, Casework: a.Casework, Rulebooks: a.Rulebooks, Trials: trials{a.Instant},
	}))
	a.proofs.shadow = a.Shadow
	again := add(a, recheck.New(recheck.Deps{
		DB: a.DB, Clock: a.Clock, Calendar: a.Holidays.Calendar, Keys: a.Keys, Once: a.once,
		Rules: watched{a.Rulebooks, a.Instant, a.Texts}, Credit: raised{a.Credit}, Items: itemNames{a.Catalogue}, Heads: heads{a.Identity}, Informer: a.Casework.Informer,
	}))
	a.Casework.Follow(again.Follow)
}

// proofs tells rulebooks what was run in the shadow. Rulebooks stand below; what runs them is
// put in when it is there.
type proofs struct{ shadow *shadow.Service }

func (p *proofs) Proven(ctx context.Context, digest string) (id.ID, bool, error) {
	return p.shadow.Proven(ctx, digest)
}

// trials tries rules on past cases.
type trials struct{ instant *instant.Service }

func (t trials) Would(ctx context.Context, f *casework.File, v *rulebook.Version) (shadow.Verdict, error) {
	outcome, why, account, err := t.instant.Rehearse(ctx, f, v)
	if err != nil || outcome == instant.Approved {
		return shadow.Verdict{Approves: err == nil}, err
	}
	return shadow.Verdict{Reason: shadow.Reason(why), Conditions: account.Unmet(why)}, nil
}

// watched are the rules whose approvals are looked at again.
type watched struct {
	rulebooks *rulebook.Service
	instant   *instant.Service
	texts     *message.Catalogue
}

func (w watched) Share(ctx context.Context, item string) (int, bool, error) {
	v, ok, err := w.rulebooks.Current(ctx, item)
	if err != nil || !ok {
		return 0, false, err
	}
	return v.SampleShare, true, nil
}

func (w watched) Items(ctx context.Context) ([]string, error) { return w.rulebooks.Ruled(ctx) }

func (w watched) Outcomes(ctx context.Context, item string, limit int) ([]recheck.Outcome, error) {
	came, err := w.instant.Lately(ctx, item, limit)
	list := make([]recheck.Outcome, len(came))
	for i, c := range came {
		list[i] = recheck.Outcome{Approved: c.Outcome == instant.Approved, Silent: c.Reason == instant.BySource}
	}
	return list, err
}

func (w watched) Stop(ctx context.Context, item string) error {
	one, err := w.instant.Standing(ctx, item)
	if err != nil || one.Stopped {
		return err
	}
	_, err = w.instant.Switch(ctx, item, instant.Switch{Stopped: true, Limit: one.Limit, Why: w.texts.Text(message.Chinese, "recheck.stopped-why")})
	return err
}

// raised tells whose grants are looked at more often.
type raised struct{ credit *credit.Service }

func (r raised) Raised(ctx context.Context, account id.ID) (int, error) {
	percent, reasons, err := r.credit.InspectionShare(ctx, account)
	if len(reasons) == 0 || percent <= credit.UsualShare {
		return 0, err
	}
	return percent, err
}

// itemNames tells what items are called.
type itemNames struct{ catalogue *catalogue.Service }

func (i itemNames) Named(ctx context.Context, item string) (recheck.Named, error) {
	found, err := i.catalogue.Published(ctx, item)
	if err != nil {
		return recheck.Named{Name: item}, err
	}
	return recheck.Named{Name: found.Name, Department: found.Department.Code}, nil
}

// heads tells who answers for a department.
type heads struct{ identity *identity.Service }

func (h heads) Heads(ctx context.Context, department string) (list []id.ID, err error) {
	members, err := h.identity.StaffOf(ctx, department, actor.Head)
	for _, m := range members {
		list = append(list, m.ID)
	}
	return list, err
}
