package app

import (
	"context"
	"encoding/json"
	"math/big"
	"net/url"
	"slices"
	"strings"
	"time"

	"tongban/adapter/registry"
	"tongban/capability/access"
	"tongban/capability/application"
	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/delivery"
	"tongban/capability/form"
	"tongban/capability/holiday"
	"tongban/capability/identity"
	"tongban/capability/notification"
	"tongban/capability/office"
	"tongban/capability/place"
	"tongban/capability/prereview"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// The types here translate between capabilities that do not know each other.

// demoOffice is the office of the demo city.
var demoOffice = office.Office{Region: "990100", Mark: "YX", Outlet: office.MainOutlet}

// officeNow says where this installation serves, as far as it is set up.
func (a *App) officeNow() casework.Office {
	o := a.Office.Known()
	return casework.Office{Region: o.Region, City: o.Mark, Outlet: o.Outlet, Demo: a.Config.Demo}
}

// reviewing is the same in prereview's words.
func (a *App) reviewing() prereview.Office {
	o := a.Office.Known()
	return prereview.Office{Region: o.Region, Outlet: o.Outlet}
}

// progressOf tells office how far it has come.
type progressOf struct{ *App }

func (p progressOf) Imported(ctx context.Context) (bool, error) { return p.Intake.Ran(ctx) }

func (p progressOf) Published(ctx context.Context) (bool, error) {
	page, err := p.Catalogue.Search(ctx, catalogue.Query{})
	return page.Total > 0, err
}

func (p progressOf) Received(ctx context.Context) (bool, error) {
	received, _, err := p.Casework.Begun(ctx)
	return received, err
}

func (p progressOf) Decided(ctx context.Context) (bool, error) {
	_, decided, err := p.Casework.Begun(ctx)
	return decided, err
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

// people tells casework and application who an applicant is: a person, or the firm
// that somebody acts for.
type people struct{ identity *identity.Service }

func (p people) Person(ctx context.Context, account string) (casework.Person, error) {
	person, firm, err := p.find(ctx, account)
	if err != nil {
		return casework.Person{}, err
	}
	if firm != nil {
		return casework.Person{ID: account, Name: firm.Name, Firm: true, IDNumber: firm.USCC, Address: firm.Address, Proven: true}, nil
	}
	return casework.Person{
		ID: account, Name: person.Name, IDNumber: person.IDNumber, Mobile: person.Mobile, Address: person.Address,
		Proven: person.Level >= identity.Checked,
	}, nil
}

// find returns the person or the firm with an account.
func (p people) find(ctx context.Context, account string) (person identity.Person, firm *identity.Firm, err error) {
	key, err := id.Parse(account)
	if err != nil {
		return person, nil, fault.New(fault.NotFound, "casework.unknown-person")
	}
	if person, err = p.identity.Person(ctx, key); fault.KindOf(err) != fault.NotFound || err == nil {
		return person, nil, err
	}
	found, err := p.identity.Firm(ctx, key)
	return person, &found, err
}

func (p people) Elements(ctx context.Context, account string) (map[string]any, error) {
	person, firm, err := p.find(ctx, account)
	if err != nil {
		return nil, err
	}
	if firm != nil {
		return map[string]any{
			"org.name": firm.Name, "org.uscc": firm.USCC, "org.address": address(firm.Region, firm.Address),
			"org.registeredCapital": tenThousands(firm.Capital), "org.industry": firm.Industry, "org.establishedDate": firm.FoundedOn,
			"legalRep.name": firm.Representative,
		}, nil
	}
	known := map[string]any{
		"person.name": person.Name, "person.idNumber": person.IDNumber, "person.mobile": person.Mobile,
		"person.email": person.Email, "person.address": address(person.Region, person.Address),
	}
	if born := person.Born(); !born.IsZero() {
		known["person.birthDate"] = born.Format(time.DateOnly)
		known["person.sex"] = map[bool]string{true: "2", false: "1"}[person.Female()] // GB/T 2261.1
	}
	return known, nil
}

// tenThousands turns yuan, as the register has capital, into 万元, as forms ask for it.
// What is no number is left out.
func tenThousands(yuan string) any {
	amount, ok := new(big.Rat).SetString(yuan)
	if !ok {
		return nil
	}
	text := amount.Quo(amount, big.NewRat(10_000, 1)).FloatString(6)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// address is an address as forms hold it, nil if there is none.
func address(region, detail string) any {
	if detail == "" {
		return nil
	}
	return form.Values{"region": region, "detail": detail}
}

// codes prove that whoever signs an application holds their mobile.
type codes struct{ identity *identity.Service }

func (c codes) SendCode(ctx context.Context, account string) error {
	mobile, err := c.mobile(ctx, account)
	if err != nil {
		return err
	}
	return c.identity.SendCode(ctx, mobile, identity.ForSign)
}

func (c codes) CheckCode(ctx context.Context, account, code string) error {
	mobile, err := c.mobile(ctx, account)
	if err != nil {
		return err
	}
	return c.identity.CheckCode(ctx, mobile, identity.ForSign, code)
}

func (c codes) mobile(ctx context.Context, account string) (string, error) {
	key, err := id.Parse(account)
	if err != nil {
		return "", fault.New(fault.NotFound, "casework.unknown-person")
	}
	person, err := c.identity.Person(ctx, key)
	return person.Mobile, err
}

// mobiles tells notification where to send texts.
type mobiles struct{ identity *identity.Service }

func (m mobiles) Mobile(ctx context.Context, account id.ID) (string, error) {
	person, err := m.identity.Person(ctx, account)
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return "", nil // staff read their messages at work
	}
	return person.Mobile, err
}

// departments tells casework how departments sign.
type departments struct{ place *place.Service }

func (d departments) Mark(ctx context.Context, department string) (string, error) {
	found, err := d.place.Department(ctx, department)
	return found.Mark, err
}

func (d departments) Name(ctx context.Context, department string) (string, error) {
	found, err := d.place.Department(ctx, department)
	return found.Name, err
}

// colleagues tells casework who works here.
type colleagues struct{ identity *identity.Service }

func (c colleagues) Colleague(ctx context.Context, account string) (actor.Actor, error) {
	unknown := fault.New(fault.NotFound, "casework.unknown-colleague")
	key, err := id.Parse(account)
	if err != nil {
		return actor.Actor{}, unknown
	}
	return atWork(c.identity.Staff(ctx, key))
}

func (c colleagues) Named(ctx context.Context, name string) (actor.Actor, error) {
	if colleague, err := c.Colleague(ctx, name); err == nil || fault.KindOf(err) != fault.NotFound {
		return colleague, err
	}
	return atWork(c.identity.Account(ctx, name))
}

// atWork is a member of staff as casework knows them, if their account is open.
func atWork(m identity.Member, err error) (actor.Actor, error) {
	switch {
	case err != nil && fault.KindOf(err) == fault.NotFound || err == nil && !m.Active:
		return actor.Actor{}, fault.New(fault.NotFound, "casework.unknown-colleague")
	case err != nil:
		return actor.Actor{}, err
	}
	return staff(m), nil
}

// beyond are the roles whose reach is an outlet or a region, whatever department a case is.
var beyond = []actor.Role{actor.Window, actor.Hospital, actor.Street, actor.Bank, actor.Tax, actor.Finance, access.Federation}

func (c colleagues) Anybody(ctx context.Context, department, outlet string, role actor.Role) (bool, error) {
	if !slices.Contains(beyond, role) {
		members, err := c.identity.StaffOf(ctx, department, role)
		return len(members) > 0, err
	}
	members, err := c.identity.AllStaff(ctx)
	atOutlet := role == actor.Window || role == actor.Hospital
	return slices.ContainsFunc(members, func(m identity.Member) bool {
		return m.Active && slices.Contains(m.Roles, role) && (!atOutlet || outlet == "" || m.Outlet == outlet)
	}), err
}

// recounted has open dates counted again when the calendar changes.
type recounted struct{ casework *casework.Service }

func (r recounted) calendarChanged(ctx context.Context, tx *db.Tx, c holiday.Changed) error {
	return r.casework.CountAgain(ctx, tx, c.Number, c.Before, c.After)
}

// posts sends results of casework by post.
type posts struct{ delivery *delivery.Service }

func (p posts) Send(ctx context.Context, tx *db.Tx, parcel casework.Parcel) (string, error) {
	return p.delivery.Send(ctx, tx, delivery.Parcel{
		Case: parcel.CaseNo, What: parcel.What, Account: parcel.Account,
		To: delivery.Receiver{Name: parcel.To, Phone: parcel.Phone, Address: parcel.Address},
	})
}

// holders tells those in whose wallet a licence lies: of a firm whoever acts for it in
// everything.
type holders struct {
	notices  *notification.Service
	identity *identity.Service
}

func (h holders) Inform(ctx context.Context, tx *db.Tx, account id.ID, key string, args []string, link string) error {
	speakers, err := h.identity.Speakers(ctx, tx, account)
	if err != nil {
		return err
	}
	for _, one := range speakers {
		if err := h.notices.Inform(ctx, tx, one, key, args, link); err != nil {
			return err
		}
	}
	return nil
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
