package app

import (
	"context"

	"tongban/capability/casework"
	"tongban/kernel/check"
	"tongban/kernel/fault"
)

// parties finds who can sign an agreement.
type parties struct{ people }

// Known returns the person or the firm with a name and a number.
func (p parties) Known(ctx context.Context, name, number string) (casework.Person, error) {
	unknown := fault.New(fault.NotFound, "agreement.other-unknown", name)
	number = check.Compact(number)
	if person, err := p.identity.PersonByIDNumber(ctx, number); err == nil {
		if person.Name != name {
			return casework.Person{}, unknown
		}
		return p.Person(ctx, person.ID.String())
	} else if fault.KindOf(err) != fault.NotFound {
		return casework.Person{}, err
	}
	firm, err := p.identity.FirmByUSCC(ctx, number)
	switch {
	case err != nil && fault.KindOf(err) != fault.NotFound:
		return casework.Person{}, err
	case err != nil || firm.Name != name:
		return casework.Person{}, unknown
	}
	return p.Person(ctx, firm.ID.String())
}
