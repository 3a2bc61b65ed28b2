package application

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"slices"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/message"
)

// registered is what the registers know of the applicant, and of the agent who acts for
// them: as agent, and where the applicant is an organisation also as the person whom a
// form asks for a name or a mobile.
func (s *Service) registered(ctx context.Context, owner casework.Person) (facts, error) {
	known := facts{}
	own, err := s.People.Elements(ctx, owner.ID)
	if err != nil {
		return nil, err
	}
	by := actor.From(ctx)
	if by.Kind == actor.Citizen && by.Acting() && by.Owner() == owner.ID {
		agent, err := s.People.Elements(ctx, by.ID)
		if err != nil {
			return nil, err
		}
		for name, value := range agent {
			known.put("agent."+name[len("person."):], value, origin{Kind: fromRegister})
			if owner.Firm {
				known.put(name, value, origin{Kind: fromRegister})
			}
		}
	}
	for name, value := range own {
		known.put(name, value, origin{Kind: fromRegister})
	}
	return known, nil
}

// mostEarlier is how many earlier cases are looked through for answers.
const mostEarlier = 10

// earlier is what the applicant answered in their last cases that the actor may see.
func (s *Service) earlier(ctx context.Context) (facts, error) {
	known := facts{}
	files, err := s.Cases.Mine(ctx, 0, mostEarlier)
	if err != nil {
		return nil, err
	}
	for _, short := range slices.Backward(files) {
		f, err := s.Cases.File(ctx, short.Case.No)
		if kind := fault.KindOf(err); err != nil && (kind == fault.NotFound || kind == fault.Forbidden) {
			continue // not within the agent's power
		}
		if err != nil {
			return nil, err
		}
		def, err := s.Cases.Form(f.Item)
		if err != nil {
			return nil, err
		}
		known.earlierFacts(def, f, actor.From(ctx).ID)
	}
	return known, nil
}

// held adds what licences say. Who somebody is, the register knows better, and an
// address with its region is worth more than one without.
func (k facts) held(licences []HeldLicence) {
	for _, licence := range slices.Backward(licences) { // the newest counts most
		for name, value := range licence.Values {
			k.put(ofLicence(licence.Type, name), value, origin{Kind: fromLicence, Name: licence.Type})
			_, whole := k[name].value.(form.Values)
			if !whole && (k[name].Kind != fromRegister || !slices.Contains(proven, name)) {
				k.put(name, value, origin{Kind: fromLicence, Name: licence.Type})
			}
		}
	}
}

// placed reads the addresses that stand on one line, as licences have them, for the fields
// of def that ask for a region.
func (s *Service) placed(ctx context.Context, def *form.Definition, k facts) {
	for i := range def.Fields {
		f := &def.Fields[i]
		for _, name := range []string{f.From(), ofLicence(licenceNamed(f), f.From()), f.Prefill} {
			known, ok := k[name]
			if line, isLine := known.value.(string); ok && isLine && f.Kind == form.Address {
				known.value = s.Lists.Split(ctx, line)
				k[name] = known
			}
		}
	}
}

// share asks for the shared data that fields of def name, and keeps what is answered.
func (s *Service) share(ctx context.Context, def *form.Definition, k facts, a *asked) {
	for i := range def.Fields {
		if resource := resourceNamed(&def.Fields[i]); resource != "" {
			k.shared(resource, s.ask(ctx, resource, a))
		}
	}
}

// with returns k and what more knows; more counts more.
func (k facts) with(more facts) facts {
	for name, f := range more {
		k[name] = f
	}
	return k
}

// lookUpsOf returns what stands in for the materials of plan and what the form asks to
// be filled from, each named once.
func lookUpsOf(plan catalogue.Plan, def *form.Definition) (l lookUp) {
	add := func(list *[]string, name string) {
		if name != "" && !slices.Contains(*list, name) {
			*list = append(*list, name)
		}
	}
	for _, m := range plan.Materials {
		for _, by := range m.ReplaceableBy {
			switch by.By {
			case catalogue.ByLicence:
				add(&l.Licences, by.LicenceType)
			case byShare:
				add(&l.Resources, by.Resource)
			}
		}
	}
	for i := range def.Fields {
		add(&l.Licences, licenceNamed(&def.Fields[i]))
		add(&l.Resources, resourceNamed(&def.Fields[i]))
	}
	return l
}

// source is where an answer of a draft was fetched from, with a mark by which we know
// whether it is still that answer.
type source struct {
	origin
	Mark string `json:"mark"`
}

// markOf tells answers to f apart without telling what they are.
func (s *Service) markOf(f *form.Field, answer any) string {
	return base64.RawStdEncoding.EncodeToString(s.Keys.BlindIndex("application.prefill", f.Key+"="+f.Text(answer)))[:16]
}

// sourcesOf writes where answers were fetched from for storage.
func (s *Service) sourcesOf(def *form.Definition, values form.Values, from map[string]origin) (string, error) {
	list := map[string]source{}
	for key, o := range from {
		if f, known := def.Field(key); known {
			list[key] = source{o, s.markOf(f, values[key])}
		}
	}
	return marshal(list)
}

// readSources reads them for those answers that are still what was fetched.
func (s *Service) readSources(w *Work, stored string) error {
	w.from = map[string]origin{}
	if stored == "" {
		return nil
	}
	var list map[string]source
	if err := json.Unmarshal([]byte(stored), &list); err != nil {
		return err
	}
	for key, one := range list {
		if f, known := w.Form.Field(key); known && s.markOf(f, w.Values[key]) == one.Mark {
			w.from[key] = one.origin
		}
	}
	return nil
}

// words says where an answer was fetched from: 您 2026年1月12日 办件 YX-… 中填过.
func (o origin) words(ctx context.Context) string {
	switch o.Kind {
	case fromLicence:
		return t(ctx, "source.licence", o.Name)
	case fromShare:
		return t(ctx, "source.share", o.Name)
	case fromCase:
		return t(ctx, "source.case", message.Date(ctx, o.At), o.Name)
	}
	return t(ctx, "source.register")
}

// sources says where the answers of w were fetched from, as long as they are still what
// was fetched.
func sources(ctx context.Context, w *Work) map[string]string {
	found := map[string]string{}
	for key, o := range w.from {
		found[key] = o.words(ctx)
	}
	for key := range w.locked() {
		found[key] = origin{Kind: fromRegister}.words(ctx)
	}
	return found
}
