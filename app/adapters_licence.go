package app

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"time"

	"tongban/capability/application"
	"tongban/capability/casework"
	"tongban/capability/identity"
	"tongban/capability/licence"
	"tongban/kernel/calendar"
	"tongban/kernel/check"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// licences lets casework issue and reuse licences. Those of the demo say that they
// are simulated.
type licences struct {
	licence  *licence.Service
	identity *identity.Service
	now      clock.Clock
	demo     bool
}

func (l licences) Held(ctx context.Context, account string, of id.ID) ([]application.HeldLicence, error) {
	all, err := l.wallet(ctx, account)
	if err != nil {
		return nil, err
	}
	facts, err := l.licence.Facts(ctx, all)
	if err != nil {
		return nil, err
	}
	var consents map[id.ID]licence.Consent
	if of != 0 {
		if consents, err = l.licence.Consents(ctx, of.String()); err != nil {
			return nil, err
		}
	}
	now := l.now.Now()
	var held []application.HeldLicence
	for i, one := range all {
		consent, permitted := consents[one.ID]
		h := application.HeldLicence{Type: one.Type.Name, ID: one.Identifier, Was: one.Earlier(), Values: facts[i], Permitted: permitted}
		if h.Since = one.Made; one.Version > 1 {
			h.Since = one.IssuedOn.Start()
		}
		if one.ValidTo != "" {
			h.Expires = calendar.DateOf(one.ValidTo.Start()).End()
		}
		switch {
		case !one.Usable(now):
			h.Unusable = string(one.StatusAt(now))
		case permitted && !consent.StandsAt(now):
			h.Unusable = "unpermitted"
		}
		held = append(held, h)
	}
	return held, nil
}

func (l licences) Permit(ctx context.Context, tx *db.Tx, ids []string, use application.LicenceUse) error {
	return l.licence.Permit(ctx, tx, ids, purposeOf(use))
}

func (l licences) Use(ctx context.Context, tx *db.Tx, ids []string, use application.LicenceUse) error {
	return l.licence.Use(ctx, tx, ids, purposeOf(use))
}

func purposeOf(use application.LicenceUse) licence.Purpose {
	return licence.Purpose{Subject: use.Application.String(), CaseNo: use.CaseNo, ItemCode: use.ItemCode, ItemName: use.ItemName, Until: use.Until}
}

// wallet returns what an account holds: of a firm also what lies with whoever founded it.
func (l licences) wallet(ctx context.Context, account string) ([]licence.Licence, error) {
	all, err := l.licence.Wallet(ctx, account)
	if err != nil {
		return nil, err
	}
	key, err := id.Parse(account)
	if err != nil {
		return all, nil
	}
	firm, err := l.identity.Firm(ctx, key)
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			err = nil
		}
		return all, err
	}
	elsewhere, err := l.licence.Of(ctx, firm.USCC)
	for _, one := range elsewhere {
		if !slices.ContainsFunc(all, func(there licence.Licence) bool { return there.ID == one.ID }) {
			all = append(all, one)
		}
	}
	slices.SortStableFunc(all, func(a, b licence.Licence) int { return cmp.Compare(b.ID, a.ID) })
	return all, err
}

// Issue registers the licence of a granted case. In the demo we play the offices that give
// numbers: the police to a child, the market regulator to a firm that is founded. Whom nobody
// has given a number has none, and the next form asks for it.
func (l licences) Issue(ctx context.Context, tx *db.Tx, o casework.LicenceOrder) (casework.IssuedLicence, error) {
	order := orderOf(o)
	order.Simulated = l.demo
	kind, err := l.licence.TypeIn(ctx, tx, o.Type)
	if err != nil {
		return casework.IssuedLicence{}, err
	}
	switch {
	case l.demo && kind.Says("child.idNumber"):
		err = l.numberChild(ctx, tx, o, order)
	case l.demo && kind.NumberMeans == "org.uscc":
		err = l.numberFirm(ctx, tx, o, &order)
	}
	if err != nil {
		return casework.IssuedLicence{}, err
	}
	issued, err := l.licence.Issue(ctx, tx, order)
	return casework.IssuedLicence{ID: issued.ID.String(), Number: issued.Number, ValidTo: issued.ValidTo.Start()}, err
}

// orderOf is an order of casework in licence's words.
func orderOf(o casework.LicenceOrder) licence.Order {
	values := map[string]any{}
	for key, value := range o.Values {
		values[key] = value
	}
	kind := licence.Person
	if o.Holder.Firm {
		kind = licence.Organisation
	}
	said := maps.Clone(o.Elements)
	if said == nil {
		said = map[string]string{}
	}
	return licence.Order{
		Type: o.Type, CaseNo: o.CaseNo, Values: values, Elements: said, ValidFrom: o.DecidedAt, Validity: o.Validity,
		Holder: licence.Holder{Name: o.Holder.Name, IDNumber: o.Holder.IDNumber, Kind: kind, ActorID: o.Holder.ID},
		Issuer: licence.Issuer{Department: o.Department, Name: o.IssuerName, USCC: o.IssuerCode},
	}
}

// The numbers the demo gives out stand apart from those its people were born with.
const (
	firstChild = 300
	firstFirm  = 5000
)

// numberChild gives a child that is entered in a household an ID number: the district, the
// day of birth, the next of the day with a digit for the sex, and the check digit.
//
// Basis: GB 11643-1999.
func (l licences) numberChild(ctx context.Context, tx *db.Tx, o casework.LicenceOrder, order licence.Order) error {
	born, err := time.ParseInLocation(time.DateOnly, order.Elements["child.birthDate"], clock.Shanghai)
	if err != nil || order.Elements["child.idNumber"] != "" {
		return nil // not told when, or numbered already
	}
	head := districtOf(o.Codes["household.address"]) + born.Format("20060102")
	n, err := l.licence.Count(ctx, tx, "child "+head)
	if err != nil {
		return err
	}
	place := firstChild + 2*n
	if o.Codes["child.sex"] == "1" { // GB/T 2261.1
		place++
	}
	if place <= 999 {
		order.Elements["child.idNumber"] = check.NumberPerson(fmt.Sprintf("%s%03d", head, place))
	}
	return nil
}

// districtOf is the district of a region, or of the demo city.
func districtOf(region string) string {
	if len(region) < len(demoOffice.Region) {
		return demoOffice.Region
	}
	return region[:len(demoOffice.Region)]
}

// numberFirm gives a firm that is founded its number and day, and enters it in the register,
// so that whoever represents it can go on for it.
//
// Basis: GB 32100-2015; 市场主体登记管理条例, art. 21.
func (l licences) numberFirm(ctx context.Context, tx *db.Tx, o casework.LicenceOrder, order *licence.Order) error {
	said := order.Elements
	if said["org.name"] == "" || said["org.uscc"] != "" {
		return nil
	}
	n, err := l.licence.Count(ctx, tx, "firm")
	if err != nil {
		return err
	}
	region := districtOf(o.Codes["org.address"])
	said["org.uscc"] = check.NumberOrganisation("91"+region, fmt.Sprintf("MDEM%04d", firstFirm+n))
	said["org.establishedDate"] = o.DecidedAt.In(clock.Shanghai).Format(time.DateOnly)
	order.Number = said["org.uscc"]
	capital := yuan(said["org.registeredCapital"])
	order.Values["capital"] = capital
	_, err = l.identity.Found(ctx, tx, identity.Firm{
		USCC: said["org.uscc"], Name: said["org.name"], Kind: said["org.kind"], Representative: said["legalRep.name"],
		Region: region, Address: said["org.address"], Capital: capital,
		Industry: o.Codes["org.industryClass"], Scope: said["org.businessScope"], FoundedOn: said["org.establishedDate"],
	}, said["legalRep.idNumber"])
	return err
}

// yuan turns 万元, as forms ask for capital, into yuan, as the register has it.
func yuan(tenThousands string) string {
	amount, ok := new(big.Rat).SetString(tenThousands)
	if !ok {
		return ""
	}
	return amount.Mul(amount, big.NewRat(10_000, 1)).FloatString(0)
}
