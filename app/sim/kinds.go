package sim

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/calendar"
)

// popularity lists the items of the demo city, what is asked for most first: the n-th is
// asked for 1/n^steepness as often.
var popularity = []string{
	"med-insure", "elder-card", "hukou-birth", "ss-card", "si-employer", "tax-new", "vaccine-cert", "birth-cert", "biz-setup",
	"seal-filing", "hf-unit", "childcare-subsidy", "maternity-exp", "signboard", "road-qual", "food-license", "property-transfer",
	"disability-subsidy", "hygiene", "fire-check", "food-license-change", "outdoor-ad", "sewage-permit", "food-license-cancel",
	"restaurant",
}

const steepness = 0.75

// kind is an item as it is applied for.
type kind struct {
	item   *catalogue.Item
	form   *form.Definition
	ways   []catalogue.Answers // to answer the guide, the plainest first
	weight float64
	people bool // may be applied for by people
	firms  bool

	mu      sync.Mutex
	samples map[int]form.Values // answers to the form, by way
}

// study looks the items up.
func (c *city) study(ctx context.Context) error {
	for n, code := range popularity {
		if c.item != "" && c.item != code {
			continue
		}
		item, err := c.Catalogue.Published(ctx, code)
		if err != nil {
			return err
		}
		k := &kind{item: item, weight: 1 / math.Pow(float64(n+1), steepness), samples: map[int]form.Values{}}
		if k.form, err = c.Casework.Form(item); err != nil {
			return err
		}
		k.people = slices.Contains(item.ServiceObjects, 1)
		k.firms = slices.ContainsFunc(item.ServiceObjects, func(o int) bool { return o != 1 })
		if k.ways = guided(item); len(k.ways) == 0 {
			return fmt.Errorf("no answers to the guide of %s lead to an application", code)
		}
		c.kinds = append(c.kinds, k)
	}
	return nil
}

// mostWays is how many ways to answer a guide are gone: the plainest.
const mostWays = 1

// guided are ways to answer the guide of an item that lead to an application.
func guided(item *catalogue.Item) (ways []catalogue.Answers) {
	all := []catalogue.Answers{{}}
	for _, q := range item.Scenarios {
		var more []catalogue.Answers
		for _, way := range all {
			for _, answer := range possible(q) {
				with := catalogue.Answers{q.ID: answer}
				for key, value := range way {
					with[key] = value
				}
				more = append(more, with)
			}
		}
		all = more
	}
	for _, way := range all {
		if plan := item.Plan(way); !plan.Blocked() && plan.Complete() && len(ways) < mostWays {
			ways = append(ways, plan.Answers)
		}
	}
	return ways
}

// possible are answers to a question.
func possible(q catalogue.Question) (answers []any) {
	switch q.Type {
	case "bool":
		return []any{false, true}
	case "number":
		return []any{float64(2), float64(320)}
	}
	for _, o := range q.Options {
		if q.Type == "multi" {
			answers = append(answers, []any{o.Value})
		} else {
			answers = append(answers, o.Value)
		}
	}
	return answers
}

// promised is how many minutes of work the office promises to take.
func (k *kind) promised() int {
	days := k.item.PromisedLimit.Value
	if k.item.PromisedLimit.Unit == "same_day" || days < 0.5 {
		days = 0.5
	}
	return int(days * calendar.WorkdayMinutes)
}

// atOnce reports whether the item is one that is settled on the spot.
func (k *kind) atOnce() bool { return k.item.CaseType.Code == 1 }

// silent reports whether silence accepts an application for it.
func (k *kind) silent() bool { return k.item.Regime.DeemedAcceptance == "from-receipt" }

// certain is what of known the registers say: nobody answers that otherwise.
func (k *kind) certain(known form.Values) form.Values {
	certain := form.Values{}
	for key, value := range known {
		f, there := k.form.Field(key)
		if there && (strings.HasPrefix(f.Element, "person.") || slices.Contains([]string{"org.name", "org.uscc", "legalRep.name"}, f.Element)) {
			certain[key] = value
		}
	}
	return certain
}

// answers are answers to the form for an application that holds known already. What was
// thought of for another applicant serves as long as the form allows it.
func (k *kind) answers(way int, known form.Values, at form.Situation) (form.Values, error) {
	k.mu.Lock()
	sample := k.samples[way]
	k.mu.Unlock()
	if sample != nil {
		if answers := k.form.Asked(sample.With(known), at.Answers); len(k.form.Check(answers, at)) == 0 {
			return answers, nil
		}
	}
	answers, wrong := k.form.SampleAround(0, known, k.certain(known), at)
	if len(wrong) > 0 {
		return nil, fmt.Errorf("%s: no answers stand beside %v: %v", k.item.Code, known, wrong)
	}
	k.mu.Lock()
	k.samples[way] = answers
	k.mu.Unlock()
	return answers, nil
}
