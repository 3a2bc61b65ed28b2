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
	materials []casework.Material
	looks     []audit.Look // at data of other departments
}

// known fills the form from the register of persons. With consent it also looks the
// plan's licences and shared data up: they fill the form and replace materials.
//
// Basis: 个人信息保护法, arts 13, 14, 23.
func (s *Service) known(ctx context.Context, account string, item *catalogue.Item, plan catalogue.Plan, consent bool) (holdings, error) {
	def, err := s.Cases.Form(item)
	if err != nil {
		return holdings{}, err
	}
	person, err := s.People.Person(ctx, account)
	if err != nil {
		return holdings{}, err
	}
	var held []HeldLicence
	if consent {
		if held, err = s.heldFor(ctx, account, lookUpsOf(plan)); err != nil {
			return holdings{}, err
		}
	}
	k := holdings{form: def, values: prefill(def, person, held)}
	for key, value := range plan.Preset {
		k.values[key] = value // what the guide's answers settle
	}
	for _, m := range plan.Materials {
		if !consent {
			break
		}
		if replaced, ok := s.replace(ctx, m, person, held, &k.looks); ok {
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

// lookUpOf returns what stands in for the materials of plan, each named once.
func lookUpsOf(plan catalogue.Plan) (l lookUp) {
	for _, m := range plan.Materials {
		for _, by := range m.ReplaceableBy {
			switch {
			case by.By == catalogue.ByLicence && !slices.Contains(l.Licences, by.LicenceType):
				l.Licences = append(l.Licences, by.LicenceType)
			case by.By == byShare && !slices.Contains(l.Resources, by.Resource):
				l.Resources = append(l.Resources, by.Resource)
			}
		}
	}
	return l
}

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

// heldFor returns the licences of the account that l names.
func (s *Service) heldFor(ctx context.Context, account string, l lookUp) ([]HeldLicence, error) {
	if len(l.Licences) == 0 {
		return nil, nil
	}
	held, err := s.Licences.Held(ctx, account)
	return slices.DeleteFunc(held, func(h HeldLicence) bool { return !slices.Contains(l.Licences, h.Type) }), err
}

// element is a value the city knows, with where it comes from.
type element struct{ value, source string }

// elements returns what is known about a person by data element. What a licence
// says counts more than what the register does.
func elements(person casework.Person, held []HeldLicence) map[string]element {
	known := map[string]element{
		"person.name": {person.Name, ""}, "person.idNumber": {person.IDNumber, ""},
		"person.mobile": {person.Mobile, ""}, "person.address": {person.Address, ""},
	}
	for _, licence := range held {
		for name, value := range licence.Values {
			known[name] = element{value, licence.Type}
		}
	}
	return known
}

// prefill answers the fields whose data element the city knows.
func prefill(def *form.Definition, person casework.Person, held []HeldLicence) form.Values {
	known := elements(person, held)
	values := form.Values{}
	for _, f := range def.Fields {
		if e := known[f.From()]; e.value != "" {
			values[f.Key] = e.value
		}
	}
	return def.Normalise(values)
}

// sources says where the answers of w were fetched from, as long as they are still
// what was fetched: an empty source is the register of persons.
func sources(ctx context.Context, w *Work) map[string]string {
	known, fetched := elements(w.person, w.held), prefill(w.Form, w.person, w.held)
	found := map[string]string{}
	for _, f := range w.Form.Fields {
		e := known[f.From()]
		switch {
		case e.value == "" || f.Text(w.Values[f.Key]) != f.Text(fetched[f.Key]):
		case e.source == "":
			found[f.Key] = t(ctx, "source.register")
		default:
			found[f.Key] = t(ctx, "source.licence", e.source)
		}
	}
	return found
}

// replace finds what stands in for a material, so that it need not be brought.
// A source that does not answer replaces nothing: the applicant uploads. Every call
// to another department is noted in looks, whatever it answered.
func (s *Service) replace(ctx context.Context, m catalogue.Material, person casework.Person, held []HeldLicence, looks *[]audit.Look) (casework.Material, bool) {
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
			answer, err := s.Registry.Ask(ctx, by.Resource, person)
			*looks = append(*looks, audit.Look{
				Person: person.ID, Purpose: "casework.apply", Resource: by.Resource, Outcome: outcomeOf(answer, err), At: now,
			})
			if err != nil {
				slog.WarnContext(ctx, "shared data not available", "resource", by.Resource, "error", err)
				continue
			}
			if answer.Found {
				return casework.Material{ID: id.New(), Code: m.Code, Source: casework.ByShare, Reference: by.Resource, Name: answer.Source, AddedAt: now}, true
			}
		}
	}
	return casework.Material{}, false
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

// recordLooks leaves a trace of every call for data of other departments, and of the
// consent it was made with.
func (s *Service) recordLooks(ctx context.Context, tx *db.Tx, by actor.Actor, applicationID id.ID, plan catalogue.Plan, looks []audit.Look) error {
	err := audit.Record(ctx, tx, audit.Entry{
		Event: "application.consented", Actor: by.ID, Subject: applicationID.String(), At: s.Clock.Now(), Data: lookUpsOf(plan),
	})
	for _, look := range looks {
		if err != nil {
			return err
		}
		look.Actor, look.Subject = by.ID, applicationID.String()
		err = audit.Access(ctx, tx, look)
	}
	return err
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
