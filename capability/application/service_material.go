package application

import (
	"context"
	"fmt"
	"log/slog"
	"slices"

	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// holdings is what the city already holds for an application.
type holdings struct {
	form      *form.Definition
	values    form.Values
	from      map[string]origin
	materials []casework.Material
	lookUp    lookUp       // what the applicant lets us look up
	looks     []audit.Look // at data of other departments
	held      []HeldLicence
}

// known fills the form from the registers and from the applicant's earlier cases. With
// consent it also looks the licences and shared data up that the item can do with: they
// fill the form and replace materials.
//
// Basis: 个人信息保护法, arts 13, 14, 23.
func (s *Service) known(ctx context.Context, owner casework.Person, item *catalogue.Item, plan catalogue.Plan, consent bool) (holdings, error) {
	def, err := s.Cases.Form(item)
	if err != nil {
		return holdings{}, err
	}
	k := holdings{form: def, lookUp: lookUpsOf(plan, def)}
	known, err := s.earlier(ctx)
	if err != nil {
		return holdings{}, err
	}
	register, err := s.registered(ctx, owner)
	if err != nil {
		return holdings{}, err
	}
	known.with(register)
	if consent {
		if k.held, err = s.heldFor(ctx, owner.ID, 0, k.lookUp); err != nil {
			return holdings{}, err
		}
	}
	held := usable(k.held)
	known.held(held)
	others := &asked{person: owner, looks: &k.looks, answers: map[string]SharedRecord{}}
	if consent {
		s.share(ctx, def, known, others)
	}
	s.placed(ctx, def, known)
	k.values, k.from = known.prefill(def, form.Situation{Today: s.Clock.Now(), Answers: plan.Answers})
	for key, value := range plan.Preset {
		k.values[key] = value // what the guide's answers settle
		delete(k.from, key)
	}
	for _, m := range plan.Materials {
		if !consent {
			break
		}
		if replaced, ok := s.replace(ctx, m, held, others); ok {
			k.materials = append(k.materials, replaced)
		}
	}
	return k, nil
}

// lookUp are what the city may look up for an application instead of asking for
// papers: kinds of e-licences and data of other departments.
type lookUp struct {
	Licences  []string `json:"licences,omitempty"`
	Resources []string `json:"resources,omitempty"`
}

// none reports whether nothing can be looked up.
func (l lookUp) none() bool { return len(l.Licences)+len(l.Resources) == 0 }

// byShare names shared data in the catalogue.
const byShare = "dataShare"

// used are the licences the applicant has let us look up for w.
func (w *Work) used() (l lookUp) {
	for _, m := range w.Materials {
		if m.Source == casework.ByLicence {
			l.Licences = append(l.Licences, m.Name)
		}
	}
	return l
}

// replace finds what stands in for a material, so that it need not be brought.
// A source that does not answer replaces nothing: the applicant uploads. Every call
// to another department is noted in looks, whatever it answered.
func (s *Service) replace(ctx context.Context, m catalogue.Material, held []HeldLicence, others *asked) (casework.Material, bool) {
	now := s.Clock.Now()
	for _, by := range m.ReplaceableBy {
		switch by.By {
		case catalogue.ByLicence:
			i := slices.IndexFunc(held, func(l HeldLicence) bool {
				return l.Type == by.LicenceType && (l.Expires.IsZero() || l.Expires.After(now))
			})
			if i >= 0 {
				return casework.Material{ID: id.New(), Code: m.Code, Source: casework.ByLicence, Reference: held[i].ID, Name: by.LicenceType, AddedAt: now}, true
			}
		case byShare:
			if answer := s.ask(ctx, by.Resource, others); answer.Found {
				return casework.Material{ID: id.New(), Code: m.Code, Source: casework.ByShare, Reference: by.Resource, Name: answer.Source, AddedAt: now}, true
			}
		}
	}
	return casework.Material{}, false
}

// asked are the departments that were asked about a person, each once.
type asked struct {
	person  casework.Person
	looks   *[]audit.Look
	answers map[string]SharedRecord // by resource
}

// ask asks another department about the person and notes that among the looks, whatever it
// answers; what was asked before is not asked again. One that does not answer has found
// nothing.
func (s *Service) ask(ctx context.Context, resource string, a *asked) SharedRecord {
	if answer, before := a.answers[resource]; before {
		return answer
	}
	answer, err := s.Registry.Ask(ctx, resource, a.person)
	*a.looks = append(*a.looks, audit.Look{
		Person: a.person.ID, Purpose: "casework.apply", Resource: resource, Outcome: outcomeOf(answer, err), At: s.Clock.Now(),
	})
	if err != nil {
		slog.WarnContext(ctx, "shared data not available", "resource", resource, "error", err)
		answer = SharedRecord{}
	}
	a.answers[resource] = answer
	return answer
}

// outcomeOf says how a department has answered.
func outcomeOf(answer SharedRecord, err error) string {
	switch {
	case err != nil:
		return "failed"
	case answer.Found:
		return "found"
	}
	return "none"
}

// recordLooks leaves a trace of every call for data of other departments, in a unit of
// its own: they were asked, whatever becomes of the application.
func (s *Service) recordLooks(ctx context.Context, applicationID id.ID, looks []audit.Look) error {
	if len(looks) == 0 {
		return nil
	}
	return s.DB.Write(ctx, applicationID.String(), func(ctx context.Context, tx *db.Tx) error {
		for _, look := range looks {
			look.Actor, look.Subject = actor.From(ctx).ID, applicationID.String()
			if err := audit.Access(ctx, tx, look); err != nil {
				return err
			}
		}
		return nil
	})
}

// Detach takes a material out of the application.
func (s *Service) Detach(ctx context.Context, applicationID id.ID, code string) (*Work, error) {
	w, err := s.Work(ctx, applicationID)
	if err != nil {
		return nil, err
	}
	if err := w.mayChange(); err != nil {
		return nil, err
	}
	err = s.DB.Write(ctx, applicationID.String(), func(ctx context.Context, tx *db.Tx) error {
		return s.replaceMaterial(ctx, tx, w, code)
	})
	if err != nil {
		return nil, fmt.Errorf("detach %s: %w", code, err)
	}
	return s.Work(ctx, applicationID)
}

// replaceMaterial makes room for another file. A file no submission has named is
// let go; one that was handed in stays with its submission.
func (s *Service) replaceMaterial(ctx context.Context, tx *db.Tx, w *Work, code string) error {
	now := s.Clock.Now()
	if err := touchApplication(ctx, tx, w.row, now); err != nil {
		return err
	}
	if _, err := removeMaterials(ctx, tx, w.ID, code, now); err != nil {
		return err
	}
	old := w.Has(code)
	if w.Case != nil || old == nil {
		return nil
	}
	return s.release(ctx, tx, *old)
}

// release lets go of the file of an uploaded material.
func (s *Service) release(ctx context.Context, tx *db.Tx, m casework.Material) error {
	if m.Source != casework.Upload {
		return nil
	}
	fileID, err := id.Parse(m.Reference)
	if err != nil {
		return err
	}
	return s.Documents.Remove(ctx, tx, fileID)
}
