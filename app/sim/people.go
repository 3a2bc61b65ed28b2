package sim

import (
	"context"
	"fmt"
	"strings"
	"time"

	"tongban/capability/identity"
	"tongban/kernel/actor"
	"tongban/kernel/check"
)

// Settlers for each thousand matters, so that most people come once or twice.
const (
	peoplePer = 480
	firmsPer  = 90
)

// applicant is who a matter is for, and who comes.
type applicant struct {
	person *identity.Person
	firm   *identity.SettledFirm // nil: the person
}

// actor is the applicant at their own screen.
func (a applicant) actor() actor.Actor {
	by := actor.Actor{ID: a.person.ID.String(), Kind: actor.Citizen, Name: a.person.Name}
	if a.firm != nil {
		by.For = actor.Party{ID: a.firm.ID.String(), Kind: actor.Firm, Name: a.firm.Name, MaySubmit: true}
	}
	return by
}

// inhabit makes up the people, firms and more staff who are to move to the city.
func (c *city) inhabit(ctx context.Context) error {
	s := newStream(c.seed, "people", 0)
	known := map[string]bool{}
	people := max(60, c.cases*peoplePer/1000)
	firms := max(20, c.cases*firmsPer/1000)
	for range people {
		c.settlers.People = append(c.settlers.People, c.invent(s, known))
	}
	for n := range firms {
		c.settlers.Firms = append(c.settlers.Firms, c.found(s, n, s.IntN(people)))
	}
	return c.hire(ctx, s)
}

// invent makes somebody up.
func (c *city) invent(s stream, known map[string]bool) identity.Person {
	regions := []string{"990102", "990103", "990104", "990121"}
	region := one(s, regions)
	age := s.weighted([]float64{0, 0, 20, 28, 20, 12, 14, 6})*10 + s.IntN(10)
	born := c.from.AddDate(-age, -s.IntN(12), -s.IntN(28))
	p := identity.Person{Name: c.name(s), Region: region, Level: identity.Checked}
	if s.happens(0.4) {
		p.Level = identity.Seen
	}
	for p.IDNumber == "" || known[p.IDNumber] {
		p.IDNumber = fitting(fmt.Sprintf("%s%s%03d", region, born.Format("20060102"), s.IntN(1000)), "0123456789X",
			func(number string) bool { return check.IDNumber(number, true, c.from) == nil })
	}
	known[p.IDNumber] = true
	for p.Mobile == "" || known[p.Mobile] {
		p.Mobile = fmt.Sprintf("%s%08d", one(s, []string{"199", "170"}), 10_000_000+s.IntN(89_999_999))
	}
	known[p.Mobile] = true
	p.Address = fmt.Sprintf(c.words.Address, c.words.Districts[region], one(s, c.words.Streets), 1+s.IntN(180), 1+s.IntN(12), 101+100*s.IntN(18)+s.IntN(4))
	return p
}

// name makes up a name.
func (c *city) name(s stream) string {
	given := []rune(c.words.Given)
	name := string(one(s, []rune(c.words.Surnames))) + string(one(s, given))
	if s.happens(0.8) {
		name += string(one(s, given))
	}
	return name
}

// found makes up the n-th firm, which one of the people represents.
func (c *city) found(s stream, n, owner int) identity.SettledFirm {
	trade, kind := s.IntN(len(c.words.Trades)), s.weighted([]float64{7, 3})
	founded := c.from.AddDate(0, -2-s.IntN(120), -s.IntN(28))
	p := c.settlers.People[owner]
	given := []rune(c.words.Given)
	word := string(one(s, given)) + string(one(s, given))
	f := identity.Firm{
		Name: fmt.Sprintf(c.words.Firm, word, c.words.Trades[trade], c.words.FirmEndings[kind]), Kind: c.words.FirmKinds[kind],
		Representative: p.Name, Region: p.Region, Address: p.Address, Industry: c.words.Industries[trade], Scope: c.words.Scopes[trade],
		FoundedOn: founded.Format(time.DateOnly),
	}
	if kind == 0 {
		f.Capital = fmt.Sprint((10 + 10*s.IntN(50)) * 10_000)
	}
	prefix := []string{"91", "92"}[kind] + "990100MDEM"
	f.USCC = fitting(prefix+organisation(3000+n), usccLetters, func(code string) bool { return check.USCC(code, true) == nil })
	return identity.SettledFirm{Firm: f, Owner: owner}
}

// usccLetters are the digits of a USCC.
const usccLetters = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// organisation returns the last digits of an organisation's code with their check digit.
func organisation(n int) string {
	return strings.TrimPrefix(fitting(fmt.Sprintf("MDEM%04d", n), "0123456789X", func(code string) bool { return check.OrgCode(code) == nil }), "MDEM")
}

// fitting adds the one check digit that is right.
func fitting(number, digits string, right func(string) bool) string {
	for _, digit := range digits {
		if whole := number + string(digit); right(whole) {
			return whole
		}
	}
	return ""
}
