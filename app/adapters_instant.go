package app

import (
	"context"
	"errors"

	"tongban/capability/application"
	"tongban/capability/casework"
	"tongban/capability/commitment"
	"tongban/capability/credit"
	"tongban/capability/decision"
	"tongban/capability/instant"
	"tongban/capability/precheck"
	"tongban/capability/rulebook"
	"tongban/capability/warning"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// deciding adds decisions by rules, after all they rest on.
func (a *App) deciding(registry application.Registry) {
	a.Instant = add(a, instant.New(instant.Deps{
		DB: a.DB, Clock: a.Clock, Calendar: a.Holidays.Calendar, Keys: a.Keys, Once: a.once, Texts: a.Texts,
		Casework: a.Casework, Rulebooks: rulesOf{a.Rulebooks}, Informer: a.Casework.Informer,
		Registers: certainPeople{people{a.Identity}, a.Config.Demo}, Licences: standingLicences{licences{a.Licences, a.Identity, a.Clock, a.Config.Demo}},
		Registry: sharing{registry}, Papers: readPapers{a.Precheck, a.Casework}, Record: records{a.Credit}, Cases: earlierCases{a.Casework},
		Commitments: standingPromises{a.Commitments}, Warnings: openWarnings{a.Warnings},
	}))
	a.Casework.Follow(a.Instant.Follow)
	a.atOnce.service = a.Instant
	a.proving()
}

// rulesOf asks the rules of rulebooks.
type rulesOf struct{ *rulebook.Service }

func (r rulesOf) Ask(v *rulebook.Version, inputs map[string]any) (decision.Answer, error) {
	model, err := r.Model(v)
	if err != nil {
		return decision.Answer{}, err
	}
	return model.Decide(v.Decision, inputs)
}

// promptly lets applications be decided by rules. Both are on the same floor; what decides is
// put in when it is there.
type promptly struct{ service *instant.Service }

func (p *promptly) Offers(ctx context.Context, item string) (bool, error) {
	return p.service.Offers(ctx, item)
}

func (p *promptly) WishPerson(ctx context.Context, tx *db.Tx, no string, caseID id.ID, seq int64) error {
	return p.service.WishPerson(ctx, tx, no, caseID, seq)
}

func (p *promptly) Try(ctx context.Context, no string) { p.service.Try(ctx, no) }

// certainPeople are the registers as rules ask them. What people only say of themselves is not
// in them.
type certainPeople struct {
	people
	demo bool
}

func (c certainPeople) Elements(ctx context.Context, account string) (map[string]any, bool, error) {
	known, err := c.people.Elements(ctx, account)
	if err != nil {
		return nil, c.demo, err
	}
	person, firm, err := c.find(ctx, account)
	delete(known, "person.email")
	if firm == nil && person.SaidAddress {
		delete(known, "person.address")
	}
	return known, c.demo, err
}

// standingLicences tell rules who holds what.
type standingLicences struct{ licences }

func (l standingLicences) Held(ctx context.Context, account string) ([]instant.Held, error) {
	all, err := l.licences.Held(ctx, account, 0)
	var held []instant.Held
	for _, one := range all {
		status := one.Unusable
		if status == "" {
			status = "valid"
		}
		held = append(held, instant.Held{Type: one.Type, Status: status, Values: one.Values, Since: one.Since, Expires: one.Expires})
	}
	return held, err
}

// sharing asks other departments for rules.
type sharing struct{ registry application.Registry }

func (s sharing) Ask(ctx context.Context, resource string, person casework.Person) (instant.Shared, error) {
	answer, err := s.registry.Ask(ctx, resource, person)
	return instant.Shared{Found: answer.Found, Values: answer.Values, Source: answer.Source, Simulated: answer.Simulated}, err
}

// errUnread says that papers are not read in this installation.
var errUnread = errors.New("app: papers are not read here")

// readPapers tell rules what can be read for certain on papers.
type readPapers struct {
	precheck *precheck.Service
	casework *casework.Service
}

func (p readPapers) Facts(ctx context.Context, f *casework.File) (map[string]any, bool, error) {
	def, err := p.casework.Form(f.Item)
	if err != nil {
		return nil, false, err
	}
	if !p.precheck.Enabled() {
		return nil, false, errUnread
	}
	handed := f.LastSubmission()
	matter := precheck.Matter{Item: f.Item, Form: def, Values: handed.Values}
	for _, m := range handed.Materials {
		file, err := id.Parse(m.Reference)
		if m.Source == casework.Upload && err == nil {
			matter.Files = append(matter.Files, precheck.Given{Material: m.Code, File: file})
		}
	}
	found, err := p.precheck.Examine(ctx, matter)
	if err != nil {
		return nil, false, err
	}
	facts, questions, simulated := map[string]any{}, 0, false
	for _, one := range found {
		simulated = simulated || one.Simulated
		if one.Kind == precheck.Question {
			questions++
		}
	}
	facts["questions"] = int64(questions)
	matter.Values = nil // what is written on the papers, whatever was declared
	read, err := p.precheck.Suggest(ctx, matter)
	for _, one := range read {
		facts[one.Material+"#"+one.Field], simulated = one.Value, simulated || one.Simulated
	}
	return facts, simulated, err
}

// records ask credit for rules.
type records struct{ credit *credit.Service }

func (r records) May(ctx context.Context, account id.ID, effect string) (bool, error) {
	may, err := r.credit.May(ctx, account, credit.Effect(effect))
	return may.OK, err
}

// standingPromises tell rules whether a commitment was signed and is still what was signed.
type standingPromises struct{ commitment *commitment.Service }

func (p standingPromises) Signed(ctx context.Context, caseID id.ID) (bool, error) {
	c, is, err := p.commitment.Signed(ctx, caseID)
	return err == nil && is && c.Fits, err
}

// openWarnings tell rules that a person has to look first. What could not be looked at in time
// has to be looked at too.
type openWarnings struct{ warning *warning.Service }

func (o openWarnings) Open(ctx context.Context, f *casework.File) (kinds []string, err error) {
	list, err := o.warning.Look(ctx, f)
	if err != nil && fault.KindOf(err) == fault.Unavailable {
		return []string{"unlooked"}, nil
	}
	for _, w := range list {
		kinds = append(kinds, string(w.Kind))
	}
	return kinds, err
}

// earlierCases counts what somebody has applied for before.
type earlierCases struct{ casework *casework.Service }

// mostEarlier is how far back is counted.
const mostEarlier = 100

func (e earlierCases) Earlier(ctx context.Context, f *casework.File) (n int, err error) {
	owner := f.Case.Owner.String()
	all, err := e.casework.Mine(actor.With(ctx, actor.Actor{ID: owner, Kind: actor.Citizen}), f.Case.ID, mostEarlier)
	for _, one := range all {
		if one.Case.ItemCode == f.Case.ItemCode {
			n++
		}
	}
	return n, err
}
