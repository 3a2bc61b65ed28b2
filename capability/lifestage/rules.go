package lifestage

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/licence"
	"tongban/capability/licence/verify"
)

// soon is how many days before its end a licence is to be renewed.
const soon = 90

// facts are what is known of whom suggestions are for.
type facts struct {
	kind     Kind
	owner    string // account
	now      time.Time
	age      int // full years; unknown if it is not known
	licences []held
	matters  []casework.Matter // newest first
	bundles  []Bundle
}

// unknown is the age of firms and of people whose number is not proved.
const unknown = -1

// held is a licence in the wallet with the code of the item that renews it, if there is one.
type held struct {
	licence.Licence
	renewal string
}

// from is the day the licence says that it holds from.
func (h held) from() time.Time {
	return cmp.Or(h.ValidFrom, h.IssuedOn).Start()
}

// evidence names what made the licence, so that its case and itself are one.
func (h held) evidence() string { return cmp.Or(h.CaseNo, h.ID.String()) }

// Because is what kind of fact a suggestion rests on.
type Because string

// The kinds of facts.
const (
	ByAge     Because = "age"     // the register's
	ByEnd     Because = "ending"  // a licence runs out
	ByLicence Because = "licence" // a licence was given
	ByCase    Because = "case"    // a case was granted
)

// Reason is why something is suggested: what is known, and from where.
type Reason struct {
	Because Because
	Years   int       // of age
	Called  Words     // what the licence is, or was granted; without Zh it is Name
	Name    string    // of the licence's type, or of the case's item
	On      time.Time // when it ends, or was given
	Source  string    // address of what it rests on, of the reader's own
	Why     Words     // why that leads to this; empty if there is nothing to add
	Bundle  *Bundle   // whose order it follows from
}

// candidate is what may be suggested, if the city has it and it was not done since.
type candidate struct {
	Target
	reason   Reason
	evidence string
	since    time.Time // what was done from then on is done
	renewal  bool      // what was done before it ended does not count
}

// id names a suggestion about target without saying what it is.
func (c candidate) id(owner, target string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{owner, c.evidence, target}, "\x00")))
	return hex.EncodeToString(sum[:10])
}

// candidates returns what follows from facts, the most urgent first: what ends, what follows
// from the newest, what an age brings.
func (g Guidance) candidates(f facts) []candidate {
	return slices.Concat(g.endings(f), g.follows(f), g.ages(f))
}

// endings are licences that run out soon and have a service that renews them. One that was
// renewed already, by a newer one of its type, is not.
func (g Guidance) endings(f facts) (list []candidate) {
	var ending []held
	for _, h := range f.licences {
		last := h.ValidTo.Start()
		if h.renewal == "" || !h.Usable(f.now) || h.ValidTo == "" || f.now.Before(last.AddDate(0, 0, -soon)) || g.sensitive(h.Type.Name) {
			continue
		}
		renewed := slices.ContainsFunc(f.licences, func(o held) bool {
			return o.Type.Code == h.Type.Code && (o.ValidTo == "" || o.ValidTo > h.ValidTo) && !o.ended(f.now)
		})
		if !renewed {
			ending = append(ending, h)
		}
	}
	slices.SortFunc(ending, func(a, b held) int { return cmp.Or(cmp.Compare(a.ValidTo, b.ValidTo), cmp.Compare(a.ID, b.ID)) })
	for _, h := range ending {
		list = append(list, candidate{
			Target: Target{Items: []string{h.renewal}}, evidence: "ending " + h.ID.String() + string(h.ValidTo), since: h.from(), renewal: true,
			reason: Reason{Because: ByEnd, Name: h.Type.Name, On: h.ValidTo.Start(), Source: "/licences/" + h.ID.String()},
		})
	}
	return list
}

// ended reports whether a licence does not hold any more; one that holds from later on has not.
func (h held) ended(now time.Time) bool { return h.StatusAt(now) != licence.Valid }

// grant is something that was granted.
type grant struct {
	at       time.Time
	evidence string
	reason   Reason
}

// follows are what usually comes next after what was granted, by the data file and then by
// the order of bundles, newest grants first.
func (g Guidance) follows(f facts) []candidate {
	var list []candidate
	for _, rule := range g.Follows {
		if found, ok := g.granted(f, rule); ok {
			for _, next := range rule.Next {
				list = append(list, found.leads(next))
			}
		}
	}
	for i := range f.bundles {
		list = append(list, g.ordered(f, &f.bundles[i])...)
	}
	slices.SortStableFunc(list, func(a, b candidate) int { return b.since.Compare(a.since) })
	return list
}

func (g grant) leads(to Target) candidate {
	g.reason.Why = to.Why
	return candidate{Target: to, reason: g.reason, evidence: g.evidence, since: g.at}
}

// ordered are the components of a bundle that come after one that was granted.
func (g Guidance) ordered(f facts, b *Bundle) (list []candidate) {
	for _, c := range b.Components {
		for _, before := range c.DependsOn {
			found, ok := g.granted(f, FollowRule{After: []string{before}, Within: bundleDays})
			if ok {
				found.reason.Bundle = b
				list = append(list, found.leads(Target{Items: []string{c.Item}}))
				break
			}
		}
	}
	return list
}

// bundleDays is how long the order of a bundle leads on.
const bundleDays = 180

// granted returns the newest grant a rule follows from. A case whose licence does not hold
// any more is none; neither is anything sensitive.
func (g Guidance) granted(f facts, rule FollowRule) (newest grant, ok bool) {
	take := func(one grant) {
		if rule.Within > 0 && f.now.After(one.at.AddDate(0, 0, rule.Within)) || ok && !one.at.After(newest.at) {
			return
		}
		newest, ok = one, true
	}
	for _, h := range f.licences {
		if slices.Contains(rule.Licences, h.Type.Name) && h.Usable(f.now) && h.says(rule.Scope) && !g.sensitive(h.Type.Name) {
			take(grant{h.from(), h.evidence(), Reason{
				Because: ByLicence, Called: rule.Called, Name: h.Type.Name, On: h.from(), Source: "/licences/" + h.ID.String(),
			}})
		}
	}
	if ok {
		return newest, ok
	}
	for _, m := range f.matters {
		if m.GrantedAt.IsZero() || !slices.Contains(rule.After, m.Item) || f.taken(m) || g.sensitive(m.ItemName) {
			continue
		}
		take(grant{m.GrantedAt, m.No, Reason{
			Because: ByCase, Called: rule.Called, Name: m.ItemName, On: m.GrantedAt, Source: "/cases/" + m.No,
		}})
	}
	return newest, ok
}

// taken reports whether what a case granted does not hold any more.
func (f facts) taken(m casework.Matter) bool {
	given := func(h held) bool { return h.CaseNo == m.No }
	return slices.ContainsFunc(f.licences, given) && !slices.ContainsFunc(f.licences, func(h held) bool { return given(h) && h.Usable(f.now) })
}

// says reports whether a value of the licence has one of words; without words it need not.
func (h held) says(words []string) bool {
	return len(words) == 0 || slices.ContainsFunc(h.Values, func(v verify.Value) bool { return named(v.Text, words) })
}

// ages are what an age brings.
func (g Guidance) ages(f facts) (list []candidate) {
	for _, rule := range g.Ages {
		if f.age != unknown && f.age >= rule.From {
			list = append(list, candidate{
				Target: rule.Target, evidence: "age", reason: Reason{Because: ByAge, Years: f.age, Why: rule.Why, Source: "/me/profile"},
			})
		}
	}
	return list
}

// done reports whether somebody has, or is on the way to, what an item gives since the
// candidate's day.
func (f facts) done(c candidate, item *catalogue.Item) bool {
	running := slices.ContainsFunc(f.matters, func(m casework.Matter) bool {
		return m.Item == item.Code && (m.Open || !c.renewal && !m.GrantedAt.IsZero() && !m.GrantedAt.Before(c.since))
	})
	if running || c.renewal || item.Result.LicenceType == "" {
		return running
	}
	return slices.ContainsFunc(f.licences, func(h held) bool {
		return h.Type.Name == item.Result.LicenceType && h.Usable(f.now) && !h.from().Before(c.since)
	})
}

// begun reports whether somebody has applied for any part of a bundle since the candidate's
// day.
func (f facts) begun(c candidate, b *Bundle) bool {
	return slices.ContainsFunc(f.matters, func(m casework.Matter) bool {
		return !m.ReceivedAt.Before(c.since) && slices.ContainsFunc(b.Components, func(p Component) bool { return p.Item == m.Item })
	})
}
