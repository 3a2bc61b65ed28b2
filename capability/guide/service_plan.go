package guide

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"time"

	"tongban/capability/catalogue"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// KeptPlan is a plan that somebody keeps as a link: what to bring for these answers,
// under the version of the item they were given to.
type KeptPlan struct {
	Code   string
	KeptAt time.Time
	Item   *catalogue.Item
	Plan   catalogue.Plan
	Latest *catalogue.Item // the version that is offered now; nil if none is

	version id.ID
	answers catalogue.Answers
	outcome []byte
}

// Current reports whether the plan is still what the same answers would give.
func (k *KeptPlan) Current() bool {
	return k.Latest != nil && k.Latest.VersionID == k.Item.VersionID && bytes.Equal(k.outcome, k.Plan.Fingerprint())
}

// Path is where the plan can be opened.
func (k *KeptPlan) Path() string { return "/plans/" + k.Code }

// planLife is how long a plan is kept that nobody asks for again.
const planLife = 365 * 24 * time.Hour

// mostAnswers bounds what is stored of one guide, in bytes.
const mostAnswers = 4 << 10

// KeepPlan stores what follows from answers to the guide of a published item and
// returns it; its code opens it without signing in. Only answers to the guide's own
// questions are kept: facts derived from a person, such as the age, are left out, and
// what depends on them is said with its condition. The same answers give the same
// code. Answers that leave questions open, or that end the application, are Invalid.
func (s *Service) KeepPlan(ctx context.Context, code string, given catalogue.Answers) (*KeptPlan, error) {
	item, err := s.catalogue.Published(ctx, code)
	if err != nil {
		return nil, err
	}
	k := keep(item, given, s.now.Now())
	if missing := k.Plan.Missing(); len(missing) > 0 {
		return nil, fault.InvalidFields(missing)
	}
	if k.Plan.Blocked() {
		return nil, fault.New(fault.Invalid, "guide.plan.blocked")
	}
	answers, err := json.Marshal(k.answers)
	if err != nil || len(answers) > mostAnswers {
		return nil, fault.New(fault.Invalid, "fault.shape")
	}
	return k, s.storePlan(ctx, k, answers)
}

// keep works a plan out and names it after what it was worked out from.
func keep(i *catalogue.Item, given catalogue.Answers, now time.Time) *KeptPlan {
	own := maps.Clone(given)
	maps.DeleteFunc(own, func(key string, _ any) bool { _, asked := i.Question(key); return !asked })
	plan := i.Plan(own)
	return &KeptPlan{
		Code: planCode(i, plan.Answers), KeptAt: now, Item: i, Plan: plan, Latest: i,
		version: i.VersionID, answers: plan.Answers, outcome: plan.Fingerprint(),
	}
}

// storePlan stores k unless the same was kept not long ago.
func (s *Service) storePlan(ctx context.Context, k *KeptPlan, answers []byte) error {
	before, err := s.findPlan(ctx, k.Code)
	if err == nil && k.KeptAt.Sub(before.KeptAt) < planLife/12 && bytes.Equal(before.outcome, k.outcome) {
		k.KeptAt = before.KeptAt
		return nil
	}
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	err = s.db.Write(ctx, "guide.plan", func(ctx context.Context, tx *db.Tx) error { return keepPlan(ctx, tx, k, answers) })
	if err != nil {
		return fmt.Errorf("keep plan %s: %w", k.Code, err)
	}
	return nil
}

func (s *Service) findPlan(ctx context.Context, code string) (k *KeptPlan, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		k, err = findPlan(ctx, tx, code)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find plan %s: %w", code, err)
	}
	return k, nil
}

// KeptPlan returns the plan kept under code, worked out again from the stored answers
// and the stored version, and what has become of the item since.
func (s *Service) KeptPlan(ctx context.Context, code string) (*KeptPlan, error) {
	k, err := s.findPlan(ctx, code)
	if err != nil {
		return nil, err
	}
	if k.Item, err = s.catalogue.Version(ctx, k.version); err != nil {
		return nil, err
	}
	// What was stored has passed this check; it makes answers of JSON again.
	answers, _ := k.Item.CheckAnswers(k.answers)
	k.Plan = k.Item.Plan(answers)
	k.Latest, err = s.catalogue.Published(ctx, k.Item.Code)
	if fault.KindOf(err) == fault.NotFound {
		err = nil
	}
	return k, err
}

// SweepPlans forgets the plans nobody has asked for in a year.
func (s *Service) SweepPlans(ctx context.Context) error {
	const batch = 1000
	for n := int64(batch); n == batch; {
		err := s.db.Write(ctx, "guide.plan", func(ctx context.Context, tx *db.Tx) (err error) {
			n, err = deletePlans(ctx, tx, s.now.Now().Add(-planLife), batch)
			return err
		})
		if err != nil {
			return fmt.Errorf("sweep plans: %w", err)
		}
	}
	return nil
}

// planCode names answers to this version: 80 bits of a digest, short enough to type.
func planCode(i *catalogue.Item, answers catalogue.Answers) string {
	said, _ := json.Marshal(answers) // as in Fingerprint
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %s", i.Code, i.Revision, said))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:10]))
}
