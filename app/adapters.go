package app

import (
	"context"
	"encoding/json"
	"net/url"

	"tongban/adapter/registry"
	"tongban/capability/application"
	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/capability/identity"
	"tongban/capability/licence"
	"tongban/capability/place"
	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// The types here translate between capabilities that do not know each other.

// officeOf says where this installation serves. Until an office can be set up on a
// page, it is the demo city.
func officeOf(c Config) casework.Office {
	return casework.Office{Region: "990100", City: "YX", Outlet: "center", Demo: c.Demo}
}

// originOf names the transparency log after the address of the installation.
func originOf(c Config) string {
	u, err := url.Parse(c.BaseURL)
	if err != nil || u.Host == "" {
		return "tongban/log"
	}
	return u.Host + "/log"
}

// applications answers the catalogue's questions about applying.
type applications struct{ casework *casework.Service }

func (a *applications) CheckForm(raw json.RawMessage) error {
	_, err := form.Parse(raw)
	return err
}

func (a *applications) Online(item *catalogue.Item) bool { return a.casework.Online(item) }

// people tells casework who an applicant is.
type people struct{ identity *identity.Service }

func (p people) Person(ctx context.Context, account string) (casework.Person, error) {
	key, err := id.Parse(account)
	if err != nil {
		return casework.Person{}, fault.New(fault.NotFound, "casework.unknown-person")
	}
	person, err := p.identity.Person(ctx, key)
	if err != nil {
		return casework.Person{}, err
	}
	return casework.Person{
		ID: account, Name: person.Name, IDNumber: person.IDNumber, Mobile: person.Mobile, Address: person.Address,
		Proven: person.Level >= identity.Checked,
	}, nil
}

// mobiles tells notification where to send texts.
type mobiles struct{ identity *identity.Service }

func (m mobiles) Mobile(ctx context.Context, account id.ID) (string, error) {
	person, err := m.identity.Person(ctx, account)
	return person.Mobile, err
}

// departments tells casework how departments sign.
type departments struct{ place *place.Service }

func (d departments) Mark(ctx context.Context, department string) (string, error) {
	found, err := d.place.Department(ctx, department)
	return found.Mark, err
}

// licences lets casework issue and reuse licences. Those of the demo say that they
// are simulated.
type licences struct {
	licence *licence.Service
	demo    bool
}

// licenceElements are the data elements that licences speak of, by their own keys.
var licenceElements = map[string]string{"licenceClass": "driving.class", "fileNo": "driving.fileNumber"}

func (l licences) Held(ctx context.Context, account string) ([]application.HeldLicence, error) {
	all, err := l.licence.Held(ctx, account)
	var held []application.HeldLicence
	for _, one := range all {
		h := application.HeldLicence{Type: one.Type.Name, ID: one.Identifier, Values: map[string]string{}}
		if one.ValidTo != "" {
			h.Expires = calendar.DateOf(one.ValidTo.Start()).End()
		}
		for _, v := range one.Values {
			if element, known := licenceElements[v.Key]; known {
				h.Values[element] = v.Text
			}
		}
		held = append(held, h)
	}
	return held, err
}

func (l licences) Issue(ctx context.Context, tx *db.Tx, o casework.LicenceOrder) (casework.IssuedLicence, error) {
	values := map[string]any{}
	for key, value := range o.Values {
		values[key] = value
	}
	issued, err := l.licence.Issue(ctx, tx, licence.Order{
		Type: o.Type, CaseNo: o.CaseNo, Values: values, ValidFrom: o.DecidedAt, Validity: o.Validity, Simulated: l.demo,
		Holder: licence.Holder{Name: o.Holder.Name, IDNumber: o.Holder.IDNumber, Kind: licence.Person, ActorID: o.Holder.ID},
		Issuer: licence.Issuer{Department: o.Department, Name: o.IssuerName, USCC: o.IssuerCode},
	})
	return casework.IssuedLicence{ID: issued.ID.String(), Number: issued.Number, ValidTo: issued.ValidTo.Start()}, err
}

// registryOf returns how other departments are asked: the demo plays them, any
// other installation has none connected yet.
func registryOf(c Config) (application.Registry, error) {
	if !c.Demo {
		return unconnected{}, nil
	}
	fake, err := registry.NewFake()
	return shared{fake}, err
}

// shared asks the registry.
type shared struct{ registry registry.Registry }

func (s shared) Ask(ctx context.Context, resource string, person casework.Person) (application.SharedRecord, error) {
	answer, err := s.registry.Ask(ctx, resource, registry.Person{Name: person.Name, IDNumber: person.IDNumber})
	return application.SharedRecord{Found: answer.Found, Values: answer.Values, Source: answer.Source, Simulated: answer.Simulated}, err
}

// unconnected is an installation that exchanges data with nobody.
type unconnected struct{}

func (unconnected) Ask(context.Context, string, casework.Person) (application.SharedRecord, error) {
	return application.SharedRecord{}, fault.New(fault.Unavailable, "application.no-exchange")
}
