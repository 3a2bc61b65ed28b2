package entitlement

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/capability/form"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// patience is how long other departments have to answer one question.
const patience = 5 * time.Second

// subject is one person as they are looked at: what is known of them is read once.
type subject struct {
	account   id.ID
	person    casework.Person
	known     map[string]any
	simulated bool
	papers    []Paper
	shared    map[string]Shared
}

// subjectOf reads what the city itself holds of a person. nil: it is not certain who they are.
func (s *Service) subjectOf(ctx context.Context, account id.ID) (*subject, error) {
	sub := &subject{account: account, shared: map[string]Shared{}}
	var err error
	if sub.person, err = s.Registers.Person(ctx, account.String()); err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return nil, nil
		}
		return nil, err
	}
	if !sub.person.Proven || sub.person.Firm {
		return nil, nil
	}
	if sub.known, sub.simulated, err = s.Registers.Elements(ctx, account.String()); err != nil {
		return nil, err
	}
	sub.papers, err = s.Licences.Held(ctx, account.String())
	return sub, err
}

// matters are what a programme is about for a person: one thing, or one for each licence.
func (p *Programme) matters(sub *subject) (list []*Paper) {
	if p.Per == "" {
		return []*Paper{nil}
	}
	for i := range sub.papers {
		if sub.papers[i].Type == p.Per {
			list = append(list, &sub.papers[i])
		}
	}
	return list
}

// matter names what is one's own of several: a licence, a year.
func (p *Programme) matter(paper *Paper, now time.Time) (name string) {
	if paper != nil {
		name = paper.ID
	}
	if p.Yearly {
		name += "/" + now.In(clock.Shanghai).Format("2006")
	}
	return name
}

// find finds out about one matter of a person: first by what the city itself holds; other
// departments are asked only about whom that does not rule out.
//
// Basis: 个人信息保护法, art. 6 (no more than the purpose needs).
func (s *Service) find(ctx context.Context, p *Programme, sub *subject, paper *Paper) (found Finding, result string, err error) {
	now := s.Clock.Now()
	found.Matter = p.matter(paper, now)
	asks := false
	for _, in := range p.Inputs {
		if in.Kind == Share {
			asks = true
			found.Facts = append(found.Facts, Fact{Name: in.Name, At: now, Missing: true})
			continue
		}
		found.Facts = append(found.Facts, s.own(in, sub, paper, now))
	}
	if asks && p.First != "" {
		if first, _, err := p.judge(p.First, found.Facts); err != nil || first != worth {
			return found, ruledOut, err
		}
	}
	for i, in := range p.Inputs {
		if in.Kind != Share {
			continue
		}
		if found.Facts[i], err = s.share(ctx, p, in, sub, now); err != nil {
			return found, "", err
		}
	}
	result, found.Outputs, err = p.judge(p.decision, found.Facts)
	return found, p.verdict(result, found.Facts), err
}

// ruledOut is what becomes of whom the city's own data rules out: others are not asked.
const ruledOut = "no"

// verdict takes an answer that rests on what is not certain for none.
func (p *Programme) verdict(result string, facts []Fact) string {
	if result == entitled && !p.certain(facts) {
		return ""
	}
	return result
}

// own answers an input by what the city itself holds.
func (s *Service) own(in Input, sub *subject, paper *Paper, now time.Time) Fact {
	f := Fact{Name: in.Name, At: now}
	key, part, _ := strings.Cut(in.Key, "#")
	switch in.Kind {
	case Register:
		f.Simulated = sub.simulated
		value := sub.known[key]
		if parts, is := value.(form.Values); is && part != "" {
			value = parts[part]
		}
		return f.settle(value, in.Type)
	case Licence:
		f.Source, f.Simulated = key, sub.simulated
		if part == "held" {
			return f.settle(slices.ContainsFunc(sub.papers, func(p Paper) bool { return p.Type == key }), in.Type)
		}
		at := paper
		if at == nil || at.Type != key {
			at = newest(sub.papers, key)
		}
		if at == nil {
			return f.settle(nil, in.Type)
		}
		return f.settle(at.Values[part], in.Type)
	case Calendar:
		if in.Key == "year" {
			return f.settle(now.In(clock.Shanghai).Format("2006"), in.Type)
		}
		return f.settle(calendar.DateOf(now), in.Type)
	}
	return f.settle(nil, in.Type)
}

// newest returns the licence of a type that comes first in a wallet.
func newest(papers []Paper, kind string) *Paper {
	i := slices.IndexFunc(papers, func(p Paper) bool { return p.Type == kind })
	if i < 0 {
		return nil
	}
	return &papers[i]
}

// share answers an input by another department, which is asked once for a person. That it was
// asked is noted for whom it is about, whatever it answers.
func (s *Service) share(ctx context.Context, p *Programme, in Input, sub *subject, now time.Time) (Fact, error) {
	resource, field, _ := strings.Cut(in.Key, "#")
	answer, asked := sub.shared[resource]
	if !asked {
		timed, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		var err error
		answer, err = s.Registry.Ask(timed, resource, sub.person)
		outcome := map[bool]string{true: "found", false: "none"}[answer.Found]
		if err != nil {
			outcome = "failed"
		}
		look := audit.Look{
			Person: sub.account.String(), Actor: actor.From(ctx).ID, Subject: p.Code, Purpose: purposeMatch,
			Resource: resource, Outcome: outcome, At: now,
		}
		noted := s.DB.Write(context.WithoutCancel(ctx), sub.account.String(), func(ctx context.Context, tx *db.Tx) error { return audit.Access(ctx, tx, look) })
		if noted != nil {
			return Fact{}, noted
		}
		if err != nil {
			slog.WarnContext(ctx, "source of an entitlement not available", "resource", resource, "error", err)
			return Fact{}, errDown
		}
		sub.shared[resource] = answer
	}
	f := Fact{Name: in.Name, At: now, Source: answer.Source, Simulated: answer.Simulated}
	if field == "found" {
		return f.settle(answer.Found, in.Type), nil
	}
	value, has := answer.Values[field]
	if !has {
		return f.settle(nil, in.Type), nil
	}
	return f.settle(value, in.Type), nil
}

// purposeMatch is why personal data is looked at.
const purposeMatch = "entitlement.match"
